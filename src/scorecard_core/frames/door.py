"""The door: rows as they came become figures of indicators, once, in the indicator's unit and as they are judged.

What comes out has a row for each figure of each indicator: ``indicator`` and ``series`` (numbers), ``area``, ``key``
(the period), ``place`` (one number that orders by series, then by period), ``before`` and ``year_before``, ``value``
and ``no_figure`` (why there is no value, as a number of ``NO_FIGURE``). NaN, infinities and numbers too large to rate
exactly are ``out_of_range``; a blank without a reason is ``no_data``. (pandas' classic columns cannot tell NaN from a
blank: there it is ``no_data``.) A unit that differs by anything but a power of ten is a ``unit_mismatch`` here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import narwhals.stable.v2 as nw

from scorecard_core.errors import InputError, UnitError
from scorecard_core.frames.calendar import LENGTHS
from scorecard_core.frames.forms.given import AS_JUDGED, NOT_GIVEN
from scorecard_core.frames.native import KEYS, Host
from scorecard_core.frames.numbers import scale_of, sign_of
from scorecard_core.indicators import Indicator
from scorecard_core.terms import Frequency, GreyReason, JudgedFigure, MissingReason
from scorecard_core.units import Units

__all__ = ["MOST_AREAS", "NO_FIGURE", "Door", "days_since_year_1", "moved", "power_of_ten", "without_duplicates"]

NO_FIGURE = {"": 0, **{reason.value: code for code, reason in enumerate(GreyReason, start=1)}}
"""Why there is no figure, as whole numbers: many comparisons of words are slow."""

_OF_PERIOD = ("key", "before", "year_before")
"""The columns of what may come with a figure."""

_LARGEST, _FINEST = 1e15, 1e-60
MOST_AREAS = 10**9
_BEFORE_ALL = date(1900, 1, 1)


@dataclass(frozen=True)
class Door:
    """What it takes to read rows.

    Attributes:
        frequencies: the frequency that each indicator's figures are read at.
        labels: see :func:`scorecard_core.frames.calendar.label_table`; ``known`` holds the frequencies in its order.
        keep_first: also keep when a figure for the period was first published.
        given: the numbers beside the figures that are wanted.
        dated: also keep the day that came with a report in words, as ``said_on``.
        dimensions: the columns that any definition breaks figures down by.
    """

    host: Host
    indicators: Sequence[Indicator]
    units: Units
    as_at: date | None
    known: list[Frequency]
    labels: Mapping[str, list[Any]]
    keep_first: bool = False
    given: Sequence[str] = ()
    dated: bool = False
    dimensions: Sequence[str] = ()

    def known_by(self, day: date | None) -> Door:
        """The same, where no more counts than had been published by a day."""
        earlier = day is not None and (self.as_at is None or day < self.as_at)
        return replace(self, as_at=day) if earlier else self

    @property
    def names(self) -> list[str]:
        """The columns that came."""
        return self.host.names

    def read(
        self,
        *,
        area: str | None = None,
        only: Sequence[tuple[int, str]] | None = None,
        frequency: Frequency | None = None,
    ) -> Any:
        """The figures.

        Args:
            area: of this area alone.
            only: of these indicators alone, each with the measure to read for it.
            frequency: at another frequency than the indicators' own.
        """
        wanted = only if only is not None else [(at, one.series) for at, one in enumerate(self.indicators)]
        frame = self.host.frame.select(*self._columns())
        if area is not None:
            frame = frame.filter(nw.col("area") == area)
        if "published" in self.names and self.as_at is not None:
            frame = frame.filter(nw.col("published") <= self._day(self.as_at))
        frame = self.host.looked_up(frame, self._measures(wanted, frequency), ["measure"], complete=True).drop(
            "measure"
        )
        if self.dimensions:
            frame = self._of_its_dimensions(frame)
        frame = self._placed(self._numbered(frame))
        if "unit" in self.names:
            frame = self._converted(frame)
        frame = frame.with_columns(self._no_figure().alias("no_figure"))
        judged = [name for name in AS_JUDGED if name in self.given]
        for name in judged:
            frame = frame.with_columns(self._why_not_given(name).alias(f"{name}_why"))
            usable = nw.when(nw.col(f"{name}_why") == 0).then(nw.col(name)).otherwise(nw.lit(None, nw.Float64))
            frame = frame.with_columns(usable.alias(name))
        present = nw.col("no_figure") == 0
        frame = frame.with_columns(nw.when(present).then(nw.col("value")).otherwise(nw.lit(None, nw.Float64)))
        if any(self.indicators[at].judged is JudgedFigure.PUBLISHED for at, _ in wanted):
            for name in ("value", *judged):
                frame = self._as_published(frame, name)
        spent = ("missing_reason", "unit", "unit_to", "power", "least", "most")
        frame = frame.drop(*(name for name in spent if name in _names(frame)))
        return self._in_order(self._one_vintage(frame), wanted, frequency)

    def _columns(self) -> list[Any]:
        names = self.names
        for name in ("measure", "area", "value"):
            if name not in names:
                raise InputError("column-missing", found=f"no column '{name}'", expected="measure, area, period, value")
        columns = [self._text("measure"), self._text("area"), nw.col("value").cast(nw.Float64)]
        columns.append(self._text("period").alias("label"))
        columns += [self._text(name) for name in ("missing_reason", "flag") if name in names]
        if "expires" in names:
            columns.append(nw.col("expires"))
        for at, name in enumerate(self.dimensions):
            part = nw.col(name).cast(nw.String).fill_null("") if name in names else nw.lit("")
            columns.append(part.alias(f"dimension_{at}"))
        for name in self.given:
            given = nw.col(name).cast(nw.Float64) if name in names else nw.lit(None, nw.Float64)
            columns.append(given.alias(name))
        if "text" in names:
            columns.append(self._text("text").alias("grade"))
        if self.dated:
            none = nw.lit(None, nw.Float64)
            on = none
            if "date" in names:
                on = nw.when(nw.col("date").is_null()).then(none).otherwise(self._day_number("date").cast(nw.Float64))
            columns.append(on.alias("said_on"))
        if "unit" in names:
            columns.append(self._text("unit").fill_null("").alias("unit"))
        if "published" in names:
            columns.append(nw.col("published").fill_null(self._day(_BEFORE_ALL)).alias("published"))
        return columns

    def _text(self, name: str) -> Any:
        """A column of words, as text where it is held as categories."""
        if self.host.encoded and name in KEYS:
            return nw.col(name)
        kind = self.host.frame.collect_schema()[name]
        return nw.col(name).cast(nw.String) if isinstance(kind, nw.Categorical | nw.Enum) else nw.col(name)

    def _day(self, day: date) -> Any:
        """A day as the column of publication dates writes days; text is expected in the ISO form, which orders."""
        kind = self.host.frame.collect_schema()["published"]
        if kind == nw.String:
            return day.isoformat()
        return datetime(day.year, day.month, day.day) if isinstance(kind, nw.Datetime) else day

    def _measures(self, wanted: Sequence[tuple[int, str]], frequency: Frequency | None) -> dict[str, list[Any]]:
        columns: dict[str, list[Any]] = {
            "measure": [measure for _, measure in wanted],
            "indicator": [at for at, _ in wanted],
            "frequency": [self.known.index(frequency or self.indicators[at].frequency) for at, _ in wanted],
        }
        if "unit" in self.names:
            to = sorted({one.unit for one in self.indicators})
            columns["unit_to"] = [to.index(self.indicators[at].unit) for at, _ in wanted]
        if any(one.judged is JudgedFigure.PUBLISHED for one in self.indicators):
            judged = [self.indicators[at] for at, _ in wanted]
            places = [10.0**one.decimals if one.judged is JudgedFigure.PUBLISHED else 0.0 for one in judged]
            columns["places"] = places
        if any(one.minimum is not None for one in self.indicators):
            columns["least"] = [_limit(self.indicators[at].minimum, -_LARGEST) for at, _ in wanted]
        if any(one.maximum is not None for one in self.indicators):
            columns["most"] = [_limit(self.indicators[at].maximum, _LARGEST) for at, _ in wanted]
        return columns

    def _of_its_dimensions(self, frame: Any) -> Any:
        """The rows of exactly the breakdown that each indicator is about; blank in all the others."""
        numbers = range(len(self.dimensions))
        table: dict[str, list[Any]] = {"indicator": list(range(len(self.indicators)))}
        for at, name in enumerate(self.dimensions):
            table[f"wanted_{at}"] = [one.dimensions.get(name, "") for one in self.indicators]
        frame = self.host.looked_up(frame, table, ["indicator"], complete=True)
        frame = frame.filter(*(nw.col(f"dimension_{at}") == nw.col(f"wanted_{at}") for at in numbers))
        return frame.drop(*(f"{name}_{at}" for at in numbers for name in ("dimension", "wanted")))

    def _numbered(self, frame: Any) -> Any:
        """With ``series``, one number for an indicator in an area: windows over numbers are quicker than over words."""
        frame = self.host.coded(frame, self.labels["label"])
        number = self.series_of(nw.col("indicator"), nw.col("area_number"))
        return frame.with_columns(number.alias("series")).drop("area_number")

    @staticmethod
    def series_of(indicator: Any, area_number: Any) -> Any:
        """The number of the series of an indicator in an area."""
        return indicator.cast(nw.Int64) * MOST_AREAS + area_number.cast(nw.Int64)

    @staticmethod
    def area_number() -> Any:
        """The number of an area within its series."""
        return nw.col("series") - nw.col("indicator").cast(nw.Int64) * MOST_AREAS

    @property
    def distinct_labels(self) -> list[str]:
        """The labels that came, each once."""
        return list(dict.fromkeys(self.labels["label"]))

    @property
    def shown_labels(self) -> list[str]:
        """The labels that come back, as the rows of a database number them."""
        return self.distinct_labels

    @property
    def _ranks(self) -> int:
        return max(self.labels["rank"], default=0) + 1

    def _label_table(self, *names: str) -> tuple[dict[str, list[Any]], list[str]]:
        on = ["label"] if len(self.known) == 1 else ["frequency", "label"]
        return {name: self.labels[name] for name in (*on, *names)}, on

    def _placed(self, frame: Any) -> Any:
        """With the period, and ``place``. Where rows are sorted, what follows from the place is left for later."""
        later = self.host.polars is not None
        names = ["rank", *(["raw"] if "published" in self.names else []), *([] if later else _OF_PERIOD)]
        table, on = self._label_table(*names)
        if self.host.in_sql:
            number = {label: at for at, label in enumerate(self.distinct_labels)}
            table["label_number"] = [number[label] for label in table["label"]]
        frame = self.host.looked_up(frame, table, on, complete=later)
        if self.host.in_sql:
            frame = frame.drop("label")
        place = nw.col("series") * self._ranks + nw.col("rank")
        frame = frame.with_columns(place.alias("place")).drop("rank", "frequency")
        return frame.filter(~nw.col("place").is_null()) if later else frame

    def _in_order(self, frame: Any, wanted: Sequence[tuple[int, str]], frequency: Frequency | None) -> Any:
        """Sorted by place where a sort is to be had, as few columns as possible."""
        frame = frame.drop("raw") if "raw" in _names(frame) else frame
        if self.host.polars is None:
            return self.host.in_order(frame)
        frame = self.host.in_order(frame.drop("indicator", "series"))
        series = nw.col("place") // self._ranks
        frame = frame.with_columns(series.alias("series"), (series // MOST_AREAS).alias("indicator"))
        table, on = self._label_table(*_OF_PERIOD)
        if len(on) == 1:
            return self.host.looked_up(frame, table, on, complete=True)
        of = {"indicator": [at for at, _ in wanted], "frequency": self._measures(wanted, frequency)["frequency"]}
        frame = self.host.looked_up(frame, of, ["indicator"], complete=True)
        return self.host.looked_up(frame, table, on, complete=True).drop("frequency")

    def _converted(self, frame: Any) -> Any:
        """Values in the indicator's unit; exact, since only powers of ten are converted between here."""
        to = sorted({one.unit for one in self.indicators})
        columns: dict[str, list[Any]] = {"unit": [], "unit_to": [], "power": []}
        for number, unit in enumerate(to):
            for written in ["", *(known.name for known in self.units)]:
                power = 0 if written in ("", unit) else power_of_ten(self.units, written, unit)
                if power is not None:
                    columns["unit"].append(written)
                    columns["unit_to"].append(number)
                    columns["power"].append(10.0**power)
        frame = frame.join(self.host.table(columns), on=["unit", "unit_to"], how="left")
        if all(power == 1.0 for power in columns["power"]):
            return frame
        frame = frame.with_columns(nw.col("power").fill_null(0.0))
        for name in ("value", *(name for name in AS_JUDGED if name in self.given)):
            frame = moved(frame, name)
        return frame

    def _no_figure(self) -> Any:
        value = nw.col("value")
        # A NaN is larger than everything to some, smaller than nothing to others; asked outright it is a NaN to all.
        size = value.abs()
        unratable = (value.is_nan() & ~value.is_null()) | (size >= _LARGEST) | ((size > 0.0) & (size < _FINEST))
        if any(one.minimum is not None for one in self.indicators):
            unratable = unratable | (value < nw.col("least"))
        if any(one.maximum is not None for one in self.indicators):
            unratable = unratable | (value > nw.col("most"))
        blank = value.is_null()
        if "text" in self.names:
            blank = blank & nw.col("grade").is_null()
        why: Any = (
            nw.when(unratable.fill_null(False)).then(nw.lit(NO_FIGURE[GreyReason.OUT_OF_RANGE])).otherwise(nw.lit(0))
        )
        if "unit" in self.names:
            foreign = nw.col("power").is_null() | (nw.col("power") == 0.0)
            why = nw.when(foreign & ~blank).then(nw.lit(NO_FIGURE[GreyReason.UNIT_MISMATCH])).otherwise(why)
        why = nw.when(blank).then(nw.lit(NO_FIGURE[GreyReason.NO_DATA])).otherwise(why)
        if "missing_reason" in self.names:
            given = nw.col("missing_reason").fill_null("")
            for reason in MissingReason:
                why = nw.when(given == reason.value).then(nw.lit(NO_FIGURE[reason])).otherwise(why)
        return why

    def _why_not_given(self, name: str) -> Any:
        """Why a number beside the figure cannot be used; 0 where it can."""
        number = nw.col(name)
        size = number.abs()
        unratable = (number.is_nan() & ~number.is_null()) | (size >= _LARGEST) | ((size > 0.0) & (size < _FINEST))
        out_of_range = nw.lit(NO_FIGURE[GreyReason.OUT_OF_RANGE])
        why: Any = nw.when(unratable.fill_null(False)).then(out_of_range).otherwise(nw.lit(0))
        if "unit" in self.names:
            foreign = nw.col("power").is_null() | (nw.col("power") == 0.0)
            why = nw.when(foreign).then(nw.lit(NO_FIGURE[GreyReason.UNIT_MISMATCH])).otherwise(why)
        return nw.when(number.is_null()).then(nw.lit(NOT_GIVEN)).otherwise(why)

    def _as_published(self, frame: Any, name: str) -> Any:
        """Numbers rounded half up to the printed places, where the indicator is judged so."""
        number = nw.col(name)
        size = number.abs()
        frame = frame.with_columns(scale_of(size).alias("scale"), size.alias("size"))
        digits = (nw.col("size") * nw.col("scale") + 0.5).floor()
        unit = nw.col("scale") / nw.col("places")
        rounded = ((digits + unit / 2.0) / unit).floor() / nw.col("places") * sign_of(number)
        finer = (nw.col("places") > 0.0) & (nw.col("scale") > nw.col("places"))
        number = nw.when(finer).then(rounded).otherwise(number)
        return frame.with_columns(number.alias(name)).drop("scale", "size")

    def _one_vintage(self, frame: Any) -> Any:
        """The latest vintage alone; ``conflict`` marks a period with figures under two labels."""
        if "published" not in self.names:
            return frame
        latest = nw.col("published").max().over("place")
        columns = [
            latest.alias("latest"),
            (nw.col("raw").max().over("place") - nw.col("raw").min().over("place")).alias("conflict"),
        ]
        if self.keep_first:
            first = nw.col("published").min().over("series", "raw")
            columns.append(first.alias("first_published"))
        frame = frame.with_columns(*columns).filter(nw.col("published") == nw.col("latest"))
        return frame.drop("published", "latest")

    def first_published_within(self, start: Any, end: Any) -> Any:
        """Whether the first publication was between two days, given in days since year 1; unknown dates are not."""
        first = self._day_number("first_published", "published")
        return (first >= start) & (first <= end) & (first > _BEFORE_ALL.toordinal())

    def expired(self, today: Any) -> Any:
        """Whether a judgement has run out on a day, given in days since year 1."""
        if "expires" not in self.names:
            return False
        return self._day_number("expires") < today

    def _day_number(self, name: str, like: str = "") -> Any:
        """A column of days as days since year 1, of the last year where there is none.

        Args:
            like: the name that it came by, where it has another one now.
        """
        day = nw.col(name)
        if self.host.frame.collect_schema()[like or name] == nw.String:
            parts = [day.str.slice(at, length).cast(nw.Int64) for at, length in ((0, 4), (5, 2), (8, 2))]
        else:
            parts = [day.dt.year(), day.dt.month(), day.dt.day()]
        year, month, day = (part.fill_null(9999 if at == 0 else 1).cast(nw.Int64) for at, part in enumerate(parts))
        return days_since_year_1(year, month, day)


def moved(frame: Any, name: str) -> Any:
    """A number times the power of ten that its unit differs by, exactly."""
    number = nw.col(name)
    size = number.abs()
    frame = frame.with_columns(scale_of(size).alias("scale"), size.alias("size"))
    digits, scale, factor = (nw.col("size") * nw.col("scale") + 0.5).floor(), nw.col("scale"), nw.col("power")
    up = nw.when(scale >= factor).then(digits / (scale / factor)).otherwise(digits * (factor / scale))
    down = digits / (scale * (1.0 / factor + 0.5).floor())
    in_unit = sign_of(number) * nw.when(factor > 1.0).then(up).otherwise(down)
    same = (factor == 1.0) | (factor == 0.0)
    number = nw.when(same).then(number).otherwise(in_unit)
    return frame.with_columns(number.alias(name)).drop("scale", "size")


def days_since_year_1(year: Any, month: Any, day: Any) -> Any:
    """Days since year 1, counting years from March so that a leap day is the last.

    Written with as few divisions as can be: each is a page of SQL, and whatever is divided stands in it nine times.
    """
    early = month <= 2
    months = nw.when(early).then(month + 9).otherwise(month - 3)
    year = nw.when(early).then(year - 1).otherwise(year)
    return 365 * year + year // 4 - year // 100 + year // 400 + (153 * months + 2) // 5 + day - 306


def _limit(limit: Decimal | None, none: float) -> float:
    return none if limit is None else float(limit)


def _names(frame: Any) -> list[str]:
    return list(frame.collect_schema().names())


def power_of_ten(units: Units, unit: str, into: str) -> int | None:
    """The power of ten by which a unit differs from another; None where it does not, or measures something else."""
    try:
        factor = units.convert(Decimal(1), unit, into).normalize()
    except UnitError:
        return None
    return factor.as_tuple().exponent if factor.as_tuple().digits == (1,) else None  # type: ignore[return-value]


def end_day(key: Any) -> Any:
    """The last day of a period, from its key, in days since year 1."""
    return key // LENGTHS


def without_duplicates(figures: Any) -> Any:
    """One row a period; where there were several there is no value."""
    several = nw.len().over("place") > 1
    figures = figures.with_columns(
        nw.when(several).then(nw.lit(None, nw.Float64)).otherwise(nw.col("value")).alias("value")
    )
    return figures.unique(subset=["place"], keep="any")
