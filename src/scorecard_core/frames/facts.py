"""The facts for many: each source of :mod:`scorecard_core.references` as a column, by a lag, a join or a running best.

One value at a time is found by :class:`scorecard_core.references.Evidence`; here it is found for all rows at once. What
a source means is written there; this is the one thing that the two do each in their own way. A law holds them equal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

import narwhals.stable.v2 as nw

from scorecard_core.bases import Base, BaseKind
from scorecard_core.comparators import Comparator, Statistic, Vintage
from scorecard_core.exact import number as as_written
from scorecard_core.frames.calendar import KEYS, LENGTHS, NONE, covering, key_of
from scorecard_core.frames.columns import Parameters
from scorecard_core.frames.door import Door
from scorecard_core.frames.forms.averages import add_average
from scorecard_core.frames.forms.groups import BY, Quantile, combined, grouped
from scorecard_core.frames.forms.hardest import hardest
from scorecard_core.frames.forms.limits import add_limit, limit_lacking
from scorecard_core.frames.forms.standing import add_standing
from scorecard_core.frames.segments import Alternatives, Segment, simple
from scorecard_core.periods import Period
from scorecard_core.references import Compared, Forecast, Hardest, Own, Reported, Source, TargetSeries
from scorecard_core.significance import Limit
from scorecard_core.special_causes import Charted
from scorecard_core.standing import Cut, Members, QuantilePlace, Rank
from scorecard_core.stated import Always, Profiled, Stated
from scorecard_core.terms import Frequency

__all__ = ["FORMS", "WITHOUT_FORM", "FactColumns", "Finding", "Form", "large_forms", "unsupported"]


@dataclass(frozen=True)
class Form:
    """How frames find what one type of source means.

    Attributes:
        shared: what two sources have in common that share a column; bases in it say which earlier values are needed.
        add: adds ``name``, missing where there is no value, and ``name_key``, the period looked at, to the figures.
        lacking: why a source has no frame form; empty where it has one.
    """

    shared: Callable[[Any], tuple[Any, ...]]
    add: Callable[[Finding, str, Any], None]
    lacking: Callable[[Any, Mapping[str, Comparator]], str] | None = None


def unsupported(source: Source, comparators: Mapping[str, Comparator]) -> str:
    """Why a source has no frame form; empty where it has one."""
    if isinstance(source, Stated | Forecast):
        return ""
    if isinstance(source, Hardest):
        inner = [one for _, one in source.alternatives]
        if any(as_written(float(one)) != one for source in inner for one in _stated_by(source)):
            return "the hardest of several targets, one of them of more than fifteen digits"
        return next((why for one in inner if (why := unsupported(one, comparators))), "")
    form = FORMS.get(type(source))
    if form is None:
        return next(words for kind, words in WITHOUT_FORM.items() if isinstance(source, kind))
    return form.lacking(source, comparators) if form.lacking else ""


def _stated_by(source: Source) -> tuple[Decimal, ...]:
    """The numbers that a definition writes out."""
    match source:
        case Always(value):
            return (value,)
        case Profiled(points):
            return tuple(value for _, value in points)
    return ()


WITHOUT_FORM: Mapping[type, str] = {
    Charted: "the runs and limits of whole histories",
    Reported: "the day of a report",
}
"""What sources without a frame form look for; naming it is how they are refused."""


@dataclass
class FactColumns:
    """What facts the definitions ask for, and from which sources; settled before a row is looked at.

    Attributes:
        parameters: the parameter table in the making.
        baseline_number: which of its base periods a base is, to a row of that table.
        sources: each source that has a column of its own, by the name of that column.
        baselines: which of the base periods those with one look at.
        promised: the facts, as expressions over those columns.
    """

    parameters: Parameters
    baseline_number: Callable[[int, Base], int]
    sources: dict[str, Source] = field(default_factory=dict)
    baselines: dict[str, int] = field(default_factory=dict)
    promised: list[Any] = field(default_factory=list)
    _names: dict[tuple[Any, ...], str] = field(default_factory=dict)

    def add(self, name: str, sources: Mapping[int, Source | Alternatives]) -> None:
        """Promise ``name`` with the value, missing where there is none, and ``name_key`` with the period looked at.

        Args:
            sources: what the rows of the parameter table ask for.
        """
        kinds: dict[tuple[str, ...], list[int]] = {}
        for at, source in sources.items():
            kinds.setdefault(self._columns(at, source), []).append(at)
        code = self.parameters.column(
            [at for rows in kinds.values() for at in rows],
            [float(number) for number, rows in enumerate(kinds.values()) for _ in rows],
            0.0,
        )
        value: Any = None
        key: Any = None
        for number, (columns, rows) in enumerate(kinds.items()):
            choices = [one for at in rows if isinstance(one := sources[at], Alternatives)]
            if choices:
                here, there = hardest(self.parameters, rows, columns[1:], choices)
            else:
                here, there = nw.col(columns[0]), nw.col(f"{columns[0]}_key")
            value = here if value is None else nw.when(code == float(number)).then(here).otherwise(value)
            key = there if key is None else nw.when(code == float(number)).then(there).otherwise(key)
        self.promised += [value.alias(name), key.alias(f"{name}_key")]

    @property
    def bases(self) -> frozenset[BaseKind]:
        """The earlier values that are asked for."""
        return frozenset(part for wanted in self._names for part in wanted if isinstance(part, BaseKind))

    def _columns(self, at: int, source: Source | Alternatives) -> tuple[str, ...]:
        """The column of a source; of several, all of theirs after a word for whether there are others beside them."""
        if not isinstance(source, Alternatives):
            return (self._column(at, source),)
        return ("with a stated one" if source.stated else "alone", *(self._column(at, one) for one in source.looked_up))

    def _column(self, at: int, source: Source) -> str:
        base: Base | None = getattr(source, "base", None)
        named = base is not None and base.kind is BaseKind.BASELINE
        number = self.baseline_number(at, base) if base is not None and named else 0
        wanted = (type(source), number, *FORMS[type(source)].shared(source))
        if wanted not in self._names:
            name = self._names[wanted] = f"source_{len(self._names)}"
            self.baselines[name] = number
            self.sources[name] = source
        return self._names[wanted]


@dataclass
class Finding:
    """The figures while what the sources ask for is put beside them.

    Attributes:
        figures: the rows, in an order that every step keeps, with the lags.
        figures_of: the figures of one area or of all, as known by a date, before anything was added.
        periods: every period that may occur.
        baselines: which of the base periods that a definition names each source looks at; ``baseline`` the one at hand.
    """

    door: Door
    figures: Any
    figures_of: Callable[[str | None, date | None], Any]
    segments: Sequence[Segment]
    comparators: Mapping[str, Comparator]
    periods: Iterable[Period]
    baselines: Mapping[str, int]
    baseline: int = 0

    def find(self, sources: Mapping[str, Source]) -> Any:
        """The figures with a column for each source."""
        for name, source in sources.items():
            self.baseline = self.baselines[name]
            FORMS[type(source)].add(self, name, source)
        return self.figures

    # What the forms below are made of.

    def with_columns(self, **columns: Any) -> None:
        """Add columns to the figures."""
        self.figures = self.figures.with_columns(*(column.alias(name) for name, column in columns.items()))

    def join(self, other: Any, on: list[str]) -> None:
        """Put another frame, with one row a key, beside the figures."""
        self.figures = self.door.host.beside(self.figures, other, on)

    def base_key(self, base: Base) -> Any:
        """The key of the period that a base stands for; NONE where there is none."""
        match base.kind:
            case BaseKind.PREVIOUS:
                before = nw.col("before")
                return nw.when(before == -1).then(nw.col("lag_key").fill_null(NONE)).otherwise(before)
            case BaseKind.SAME_PERIOD_LAST_YEAR:
                return nw.col("year_before")
            case BaseKind.BASELINE:
                return nw.col(f"base_key_{self.baseline}")
        return nw.col("best_key").fill_null(NONE)

    @cached_property
    def figures_with_values(self) -> Any:
        """The figures that have a value, to find earlier ones among."""
        return self.figures.select("series", "key", "value").filter(~nw.col("value").is_null())

    @cached_property
    def all_figures(self) -> Any:
        """The figures as they were before anything was added."""
        return self.figures_of(None, None)

    def beside_one_area(self, source: Compared, comparator: Comparator, key: str, columns: Mapping[str, str]) -> None:
        """Put beside the figures what the row of a comparator that is one area holds.

        Args:
            key: the column with the period that is asked about.
            columns: the columns of that row, and what they are called beside the figures.
        """
        (area,) = comparator.areas
        self.with_columns(asked=_joined_key(nw.col("indicator"), nw.col(key)))
        found = _figures_beside(self, source, key, area)
        asked = _joined_key(nw.col("indicator"), nw.col("key")).alias("asked")
        self.join(found.select(asked, *(nw.col(one).alias(name) for one, name in columns.items())), ["asked"])
        self.figures = self.figures.drop("asked")
        if not comparator.includes_self:
            elsewhere = nw.col("area") != area
            none = nw.lit(None, nw.Float64)
            self.with_columns(**{one: nw.when(elsewhere).then(nw.col(one)).otherwise(none) for one in columns.values()})

    def asking(self, source: Source) -> list[str]:
        """The indicators that ask for a source."""
        rows = (
            one for one in self.segments if one.target is not None and source in simple(one.target.sources.values())
        )
        return sorted({one.indicator.id for one in rows})


# The indicator's own earlier figures.


def _add_own(facts: Finding, name: str, source: Own) -> None:
    base = source.base
    if base.kind is BaseKind.AVERAGE_OF_LAST:
        add_average(facts, name, base)
        return
    key = facts.base_key(base)
    spans = any(one.frequency is Frequency.YEAR_SPAN for one in facts.door.indicators)
    if base.kind is BaseKind.PREVIOUS and not spans:
        # The row before is the period before unless there is a gap; a gap is a gap.
        lag, before = nw.col("lag_key"), nw.col("before")
        fits = ((lag == before) | (before == -1)).fill_null(False)
        value = nw.when(fits).then(nw.col("lag_value")).otherwise(nw.lit(None, nw.Float64))
        facts.with_columns(**{name: value, f"{name}_key": key})
        return
    if base.kind is BaseKind.BASELINE:
        key = nw.when(key == nw.col("key")).then(nw.lit(NONE)).otherwise(key)
    facts.with_columns(**{f"{name}_key": key})
    earlier = facts.figures_with_values
    earlier = earlier.select("series", nw.col("key").alias(f"{name}_key"), nw.col("value").alias(name))
    facts.join(earlier, ["series", f"{name}_key"])


# Other areas' figures.


def _compared_lacking(source: Compared, comparators: Mapping[str, Comparator]) -> str:
    known = comparators.get(source.comparator)
    if known is None or known.quantile is None:
        return ""
    fine = Quantile(Fraction(known.quantile), known.method).under > _FINEST_QUANTILE
    return "a quantile of more than six digits" if fine else ""


_FINEST_QUANTILE = 10**7
"""Sums of figures in as many parts of one are exact."""


def _add_compared(facts: Finding, name: str, source: Compared) -> None:
    comparator = facts.comparators.get(source.comparator)
    key = facts.base_key(source.base) if source.base else nw.col("key")
    facts.with_columns(**{f"{name}_key": key})
    if comparator is None:
        facts.with_columns(**{name: nw.lit(None, nw.Float64)})
    elif comparator.statistic is Statistic.VALUE and not comparator.neighbours:
        facts.beside_one_area(source, comparator, f"{name}_key", {"value": name})
    else:
        _add_group(facts, name, source, comparator)


def _add_group(facts: Finding, name: str, source: Compared, comparator: Comparator) -> None:
    """The mean, the median or a quantile of the areas that each is compared with."""
    host = facts.door.host
    members, groups, other = grouped(comparator)
    found = _figures_beside(facts, source, f"{name}_key", None)
    found = found.select("indicator", "key", nw.col("area").cast(nw.String).alias("member"), "value")
    found = found.filter(~nw.col("value").is_null()).join(host.table(members), on="member", how="inner")
    found = combined(facts.door, found.select(*BY, "value"), comparator, name)
    facts.with_columns(
        member=nw.col("area").cast(nw.String), asked=_joined_key(nw.col("indicator"), nw.col(f"{name}_key"))
    )
    if groups["group"]:
        facts.join(host.table(groups), ["member"])
        facts.with_columns(group=nw.col("group").fill_null(other))
    else:
        facts.with_columns(group=nw.lit(other))
    asked = _joined_key(nw.col("indicator"), nw.col("key")).alias("asked")
    facts.join(found.select(asked, nw.col("group").cast(nw.Int64), name), ["asked", "group"])
    facts.figures = facts.figures.drop("asked", "group", "member")


def _joined_key(indicator: Any, key: Any) -> Any:
    """One number for both; joining on two takes several times as long."""
    return indicator.cast(nw.Int64) * KEYS + key


def _figures_beside(facts: Finding, source: Compared, key: str, area: str | None) -> Any:
    """The figures that count beside a period, one a series: ``key`` is the period that was asked about."""
    by = source.published_by
    if source.vintage is Vintage.SAME_PERIOD:
        return facts.all_figures if area is None and by is None else facts.figures_of(area, by)
    return _latest(facts, key, area, source)


def _latest(facts: Finding, key: str, area: str | None, source: Compared) -> Any:
    """For each period asked about, the last figure of a series that ends no later.

    An equi-join and a maximum: as-of joins fail on some backends.
    """
    wanted = [(at, one.series) for at, one in enumerate(facts.door.indicators)]
    door = facts.door.known_by(source.published_by)
    figures = without_duplicates(door.read(area=area, only=wanted, frequency=Frequency.IRREGULAR))
    figures = figures.rename({"key": "found"})
    # Without a base it is the period of the figure itself: the plan need not have all that was added twice.
    asked = facts.figures.select("indicator", nw.col(key).alias("key")) if source.base else facts.all_figures
    asked = asked.select("indicator", "key").unique()
    pairs = asked.join(figures.select("indicator", "series", "found"), on="indicator", how="inner")
    pairs = pairs.filter(nw.col("found") // LENGTHS <= nw.col("key") // LENGTHS)
    latest = pairs.group_by("series", "key").agg(nw.col("found").max())
    latest = latest.join(figures, on=["series", "found"], how="inner")
    return latest if source.within_months is None else _young(facts, latest, "key", source.within_months)


def _young(facts: Finding, pairs: Any, key: str, within: int) -> Any:
    table = end_table(facts.periods)
    host = facts.door.host
    asked = host.table({key: table["key"], "months": table["months"], "day": table["day"], "last": table["last"]})
    found = host.table({"found": table["key"], "months_then": table["months"], "day_then": table["day"]})
    pairs = pairs.join(asked, on=key, how="inner").join(found, on="found", how="inner")
    whole = (nw.col("last") == 1) | (nw.col("day") >= nw.col("day_then"))
    age = nw.col("months") - nw.col("months_then") - nw.when(whole).then(nw.lit(0)).otherwise(nw.lit(1))
    return pairs.filter(age <= within)


def _add_targets(facts: Finding, name: str, source: TargetSeries) -> None:
    """The target's figure for the shortest period that holds the one being rated."""
    asking = facts.asking(source)
    only = [(at, source.measure) for at, one in enumerate(facts.door.indicators) if one.id in asking]
    figures = without_duplicates(facts.door.read(only=only, frequency=Frequency.IRREGULAR))
    pairs = covering_pairs(facts.periods)
    table = facts.door.host.table({"key": pairs["key"], "held": pairs["held"]})
    figures = figures.select("series", "key", nw.col("value").alias(name)).join(table, on="key", how="inner")
    # Of periods that hold the same one, the shortest has the largest remainder.
    figures = figures.with_columns((nw.col("key") - nw.col("key") // LENGTHS * LENGTHS).alias("shortness"))
    best = figures.group_by("series", "held").agg(nw.col("shortness").max().alias("best"))
    figures = figures.join(best, on=["series", "held"], how="inner")
    figures = figures.filter(nw.col("shortness") == nw.col("best"))
    found = figures.select("series", nw.col("key").alias(f"{name}_key"), nw.col("held").alias("key"), name)
    facts.join(found, ["series", "key"])


FORMS: Mapping[type, Form] = {
    Own: Form(lambda source: (source.base.kind, source.base.count), _add_own),
    Compared: Form(
        lambda source: (
            source.comparator,
            source.vintage,
            source.within_months,
            source.published_by,
            source.base.kind if source.base else None,
        ),
        _add_compared,
        _compared_lacking,
    ),
    Limit: Form(lambda source: (source,), add_limit, limit_lacking),
    TargetSeries: Form(lambda source: (source,), _add_targets),
    **dict.fromkeys((Members, Rank, QuantilePlace, Cut), Form(lambda source: (source,), add_standing)),
}
"""How each type of source is found for many. A new one has its frame form here, and nowhere else.

What a form may build on is a :class:`Finding`: its ``figures`` have ``indicator``, ``series``, ``area``, ``key``,
``before``, ``year_before``, ``value`` and the lags, in an order that every step keeps; ``join`` puts beside them what
was found.
"""


def large_forms(sources: Iterable[Source], comparators: Mapping[str, Comparator]) -> frozenset[Any]:
    """What sources look up in many steps, as far as they could not share it: averages, groups, intervals."""
    found: set[Any] = set()
    for source in simple(sources):
        known = comparators.get(source.comparator) if isinstance(source, Compared) else None
        group = known is not None and (known.statistic is not Statistic.VALUE or bool(known.neighbours))
        average = isinstance(source, Own) and source.base.count is not None
        if group or average or not isinstance(source, Own | Compared | TargetSeries | Stated | Forecast):
            found.add((type(source), FORMS[type(source)].shared(source)))
    return frozenset(found)


def without_duplicates(figures: Any) -> Any:
    """One row a period; where there were several there is no value."""
    several = nw.len().over("place") > 1
    figures = figures.with_columns(
        nw.when(several).then(nw.lit(None, nw.Float64)).otherwise(nw.col("value")).alias("value")
    )
    return figures.unique(subset=["place"], keep="any")


def end_table(periods: Iterable[Period]) -> dict[str, list[int]]:
    """The ends of periods in months and days, as ages are counted."""
    known = {key_of(period): period for period in periods}
    ends = {key: period.end for key, period in known.items()}
    return {
        "key": list(ends),
        "months": [end.year * 12 + end.month for end in ends.values()],
        "day": [end.day for end in ends.values()],
        "last": [
            int(period.months_after(period.end.replace(day=28)) == 0 and _is_last(period)) for period in known.values()
        ],
    }


def _is_last(period: Period) -> bool:
    return period.end.month != (period.end.fromordinal(period.end.toordinal() + 1)).month


def covering_pairs(periods: Iterable[Period]) -> dict[str, list[int]]:
    """Pairs of periods of which the first covers the second."""
    known = {key_of(period): period for period in periods}
    pairs: dict[str, list[int]] = {"key": [], "held": []}
    for held, period in known.items():
        for wider in covering(period):
            pairs["key"].append(key_of(wider))
            pairs["held"].append(held)
    return pairs
