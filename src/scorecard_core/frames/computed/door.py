"""The door for computed measures: figures that are found from those of others, as the door has observed ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import narwhals.stable.v2 as nw

from scorecard_core.comparators import Comparator
from scorecard_core.frames.calendar import period_of
from scorecard_core.frames.computed.cells import BY, has_a_row
from scorecard_core.frames.computed.parts import Make, Part, Slot, made_of
from scorecard_core.frames.computed.rows import WEIGHTS, Inputs, cell, filled, in_slots
from scorecard_core.frames.computed.sheet import Sheet
from scorecard_core.frames.computed.windows import all_keys
from scorecard_core.frames.door import MOST_AREAS, NO_FIGURE, Door, days_since_year_1
from scorecard_core.frames.forms.given import AS_JUDGED, NOT_GIVEN
from scorecard_core.terms import Frequency, GreyReason, JudgedFigure

__all__ = ["ComputedDoor"]

_OVER_TIME = ("rolling_mean", "year_to_date", "change", "percent_change")
_OVER_AREAS = ("share", "standardised")


@dataclass(frozen=True)
class ComputedDoor(Door):
    """What it takes to read rows and to compute with them; the measures of all indicators are made alike.

    Attributes:
        comparators: whose areas a share may be of.
    """

    comparators: Mapping[str, Comparator] | None = None

    @cached_property
    def _made(self) -> tuple[Make, list[tuple[Slot, ...]]]:
        made = [made_of(one, self.comparators or {}, self.units) for one in self.indicators]
        make = made[0][0]
        assert make is not None
        assert all(one == make for one, _ in made)
        return make, [slots for _, slots in made]

    def read(
        self,
        *,
        area: str | None = None,
        only: Sequence[tuple[int, str]] | None = None,
        frequency: Frequency | None = None,
    ) -> Any:
        """The figures: computed, unless ``only`` names measures in the observations."""
        if only is not None:
            return super().read(area=area, only=only, frequency=frequency)
        make, slots_of = self._made
        at = frequency or make.frequency
        formula, inputs = make.formula, {False: self._slots(latest=False), True: self._slots(latest=True)}
        plain = Inputs.of(self, slots_of, inputs[False]).figures(at)
        rows = in_slots(plain, _names(inputs[False]), ["series", "area", "key"])
        latest: Any = None
        if inputs[True]:
            latest = Inputs.of(self, slots_of, inputs[True]).figures(Frequency.IRREGULAR)
            latest = in_slots(latest, _names(inputs[True]), BY)
        keys = self._keys(at)
        sheet = Sheet(
            host=self.host,
            rows=rows,
            latest=latest,
            regular=make.frequency.is_regular,
            keys=sorted(all_keys(formula, keys, regular=make.frequency.is_regular)),
            latest_keys=sorted(self._keys(Frequency.IRREGULAR)) if inputs[True] else (),
            breaks="flag" in self.names,
        )
        asked = list(_also_asked(sheet, formula, rows.select("series", "area", "key")))
        if asked:
            sheet.base = sheet.rows = _widened(rows, asked, inputs[False])
        name = sheet.step(formula)
        rows = sheet.rows.filter(has_a_row(formula))
        if area is not None:
            rows = rows.filter(nw.col("area").cast(nw.String) == area)
        return self.host.kept(self.host.in_order(self._as_figures(rows, name, at)))

    def _slots(self, *, latest: bool) -> list[int]:
        """The series that are read for the same period, or for the latest."""
        steps = (one for one in self._made[0].formula.steps if one.kind == "series")
        return sorted({one.slot for one in steps if (one.within_months is not None) == latest})

    def _keys(self, frequency: Frequency) -> dict[int, int]:
        """The periods that labels stand for at a frequency, each with a place in the table of labels."""
        number = self.known.index(frequency)
        found = zip(self.labels["frequency"], self.labels["key"], strict=True)
        return {key: place for place, (known, key) in enumerate(found) if known == number}

    @property
    def shown_labels(self) -> list[str]:
        """Those that the periods of what is computed are printed with."""
        return list(dict.fromkeys(str(period_of(key)) for key in self.labels["key"]))

    def _as_figures(self, rows: Any, name: str, frequency: Frequency) -> Any:
        """Rows with the columns that the door's have, as they are judged."""
        keys = self._keys(frequency)
        table: dict[str, list[Any]] = {
            "key": list(keys),
            **self._labels([str(period_of(key)) for key in keys]),
            **{one: [self.labels[one][place] for place in keys.values()] for one in ("rank", "before", "year_before")},
        }
        value = {what: nw.col(cell(name, what)).alias(what) for what in ("value", "why", "breaks", "first")}
        series = nw.col("series")
        rows = rows.select("series", "area", "key", (series // MOST_AREAS).alias("indicator"), *value.values())
        rows = rows.join(self.host.table(table), on="key", how="inner")
        rows = rows.with_columns((series * self._ranks + nw.col("rank")).alias("place"), nw.col("why").cast(nw.Int64))
        codes = {0: 0, **{weight: NO_FIGURE[reason] for reason, weight in WEIGHTS.items()}}
        rows = self.host.looked_up(
            rows, {"why": list(codes), "no_figure": list(codes.values())}, ["why"], complete=True
        )
        rows = self._as_judged(rows).drop("rank", "why", *(["area"] if self.host.in_sql else []))
        return rows.with_columns(*self._beside()).drop("breaks", "first")

    def _labels(self, labels: Sequence[str]) -> dict[str, list[Any]]:
        """Labels as columns: in a database, their numbers."""
        if not self.host.in_sql:
            return {"label": list(labels)}
        number = {label: at for at, label in enumerate(self.shown_labels)}
        return {"label_number": [number[label] for label in labels]}

    def _as_judged(self, rows: Any) -> Any:
        """Within the natural limits, and rounded where the printed figure counts."""
        table = self._measures([(at, one.series) for at, one in enumerate(self.indicators)], None)
        limits: dict[str, list[Any]] = {one: table[one] for one in ("least", "most", "places") if one in table}
        if limits:
            rows = self.host.looked_up(rows, {"indicator": table["indicator"], **limits}, ["indicator"], complete=True)
        value, why = nw.col("value"), nw.col("no_figure")
        if "least" in limits:
            why = nw.when((nw.col("no_figure") == 0) & (value < nw.col("least"))).then(_IMPOSSIBLE).otherwise(why)
        if "most" in limits:
            why = nw.when((nw.col("no_figure") == 0) & (value > nw.col("most"))).then(_IMPOSSIBLE).otherwise(why)
        rows = rows.with_columns(why.alias("no_figure"))
        present = nw.when(nw.col("no_figure") == 0).then(value).otherwise(nw.lit(None, nw.Float64))
        rows = rows.with_columns(present.alias("value"))
        if any(one.judged is JudgedFigure.PUBLISHED for one in self.indicators):
            rows = self._as_published(rows, "value")
        return rows.drop(*limits)

    def _beside(self) -> Iterator[Any]:
        """What comes beside an observed figure: a break and the day of publication, and none of the rest."""
        names, kinds = self.names, self.host.frame.collect_schema()
        yield nw.when(nw.col("breaks") == 1).then(nw.lit("series_break")).otherwise(nw.lit("")).alias("flag")
        if "published" in names and self.keep_first:
            yield nw.col("first").alias("first_published")
        if "text" in names:
            yield nw.lit(None, nw.String).alias("grade")
        if "expires" in names:
            yield nw.lit(None, kinds["expires"]).alias("expires")
        for name in self.given:
            yield nw.lit(None, nw.Float64).alias(name)
            if name in AS_JUDGED:
                yield nw.lit(NOT_GIVEN).alias(f"{name}_why")

    def first_published_within(self, start: Any, end: Any) -> Any:
        """Whether the last of the inputs was first published between two days; unknown dates are not."""
        written = nw.col("first_published")
        year, month, day = written // 10000, written // 100 - written // 10000 * 100, written - written // 100 * 100
        first = days_since_year_1(year, month, day)
        return (first >= start) & (first <= end)


_IMPOSSIBLE = nw.lit(NO_FIGURE[GreyReason.OUT_OF_RANGE])


def _names(slots: Sequence[int]) -> dict[int, str]:
    """What the series are called in a frame, by their place among those that are read together."""
    return {at: f"slot_{slot}" for at, slot in enumerate(slots)}


def _also_asked(sheet: Sheet, part: Part, asked: Any) -> Iterator[Any]:
    """The periods that steps are asked for where they may have no row, yet something to say."""
    for one in part.of:
        if one.is_plain:
            continue
        others = asked
        if part.kind in _OVER_TIME:
            others = sheet.members(part, asked).select("series", "area", nw.col("member").alias("key")).unique()
            yield others
        elif part.kind in _OVER_AREAS and part["areas"]:
            others = sheet.of_areas(asked, part["areas"]).select("series", "area", "key").unique()
            yield others
            yield from _also_asked(sheet, one, asked)
        yield from _also_asked(sheet, one, others)


def _widened(rows: Any, asked: Sequence[Any], slots: Sequence[int]) -> Any:
    """Rows, and those that are asked for beside them."""
    every = nw.concat([rows.select("series", "area", "key"), *asked]).unique()
    names = [f"slot_{slot}" for slot in slots]
    every = every.join(rows.drop("area"), on=BY, how="left")
    return filled(every.with_columns(nw.col(cell(name, "rows")).fill_null(0) for name in names), names)
