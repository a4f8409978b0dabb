"""The facts for many: each source of :mod:`scorecard_core.references` as a column, by a lag, a join or a running best.

One value at a time is found by :class:`scorecard_core.references.Evidence`; here it is found for all rows at once. What
a source means is written there; this is the one thing that the two do each in their own way. A law holds them equal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import narwhals.stable.v2 as nw

from scorecard_core.comparators import Comparator, Statistic, Vintage
from scorecard_core.frames.calendar import LENGTHS, NONE, covering, key_of
from scorecard_core.frames.columns import Parameters
from scorecard_core.frames.door import Door
from scorecard_core.frames.segments import Segment
from scorecard_core.periods import Period
from scorecard_core.references import Base, BaseKind, Compared, Own, Source, TargetSeries
from scorecard_core.terms import Frequency

__all__ = ["FactColumns", "unsupported"]


def unsupported(source: Source, comparators: Mapping[str, Comparator]) -> str:
    """Why a source has no frame form; empty where it has one."""
    match source:
        case Own(base):
            return "the average of earlier figures" if base.kind is BaseKind.AVERAGE_OF_LAST else ""
        case Compared(comparator):
            known = comparators.get(comparator)
            return f"the {known.statistic} of a group" if known and known.statistic is not Statistic.VALUE else ""
    return ""


@dataclass
class FactColumns:
    """Adds the columns of facts to the figures.

    Attributes:
        figures: the rows, with ``row`` (the place in the parameter table) and the lags.
        parameters: the parameter table in the making.
    """

    door: Door
    segments: Sequence[Segment]
    parameters: Parameters
    comparators: Mapping[str, Comparator]
    periods: Iterable[Period]
    figures: Any = None
    _names: dict[Any, str] = field(default_factory=dict)
    _makers: list[Callable[[], None]] = field(default_factory=list)
    _pending: list[tuple[str, Any, Any]] = field(default_factory=list)
    _own: Any = None

    def add(self, name: str, sources: Mapping[int, Source]) -> None:
        """Promise ``name`` with the value, missing where there is none, and ``name_key`` with the period looked at.

        Args:
            sources: what the rows of the parameter table ask for.
        """
        columns = {at: self._column(source) for at, source in sources.items()}
        kinds = sorted(set(columns.values()))
        value: Any = nw.col(kinds[0])
        key: Any = nw.col(f"{kinds[0]}_key")
        if len(kinds) > 1:
            code = self.parameters.column(list(columns), [float(kinds.index(kind)) for kind in columns.values()], 0.0)
            for number, kind in enumerate(kinds[1:], start=1):
                value = nw.when(code == float(number)).then(nw.col(kind)).otherwise(value)
                key = nw.when(code == float(number)).then(nw.col(f"{kind}_key")).otherwise(key)
        self._pending.append((name, value, key))

    def made(self, figures: Any) -> Any:
        """The figures with every column that was promised."""
        self.figures = figures
        for make in self._makers:
            make()
        if not self._pending:
            return self.figures
        promised = [(value.alias(name), key.alias(f"{name}_key")) for name, value, key in self._pending]
        return self.figures.with_columns(*(column for pair in promised for column in pair))

    @property
    def bases(self) -> frozenset[BaseKind]:
        """The earlier values that are asked for."""
        return frozenset(
            part for wanted in self._names if isinstance(wanted, tuple) for part in wanted if isinstance(part, BaseKind)
        )

    def _column(self, source: Source) -> str:
        match source:
            case Own(base):
                return self._once(("own", base.kind), lambda name: self._add_own(name, base))
            case Compared():
                kind = source.base.kind if source.base else None
                wanted = ("compared", source.comparator, source.vintage, source.within_months, kind)
                return self._once(wanted, lambda name: self._add_compared(name, source))
            case TargetSeries(measure):
                return self._once(source, lambda name: self._add_targets(name, measure))
        raise TypeError(f"not a source of figures: {source!r}")

    def _once(self, wanted: Any, make: Callable[[str], None]) -> str:
        if wanted not in self._names:
            name = self._names[wanted] = f"source_{len(self._names)}"
            self._makers.append(lambda: make(name))
        return self._names[wanted]

    # The indicator's own earlier figures.

    def _base_key(self, base: Base) -> Any:
        """The key of the period that a base stands for; NONE where there is none."""
        match base.kind:
            case BaseKind.PREVIOUS:
                before = nw.col("before")
                return nw.when(before == -1).then(nw.col("lag_key").fill_null(NONE)).otherwise(before)
            case BaseKind.SAME_PERIOD_LAST_YEAR:
                return nw.col("year_before")
            case BaseKind.BASELINE:
                return nw.col("baseline")
        return nw.col("best_key").fill_null(NONE)

    def _add_own(self, name: str, base: Base) -> None:
        key = self._base_key(base)
        spans = any(one.frequency is Frequency.YEAR_SPAN for one in self.door.indicators)
        if base.kind is BaseKind.PREVIOUS and not spans:
            # The row before is the period before unless there is a gap; a gap is a gap.
            lag, before = nw.col("lag_key"), nw.col("before")
            fits = ((lag == before) | (before == -1)).fill_null(False)
            value = nw.when(fits).then(nw.col("lag_value")).otherwise(nw.lit(None, nw.Float64))
            self.figures = self.figures.with_columns(value.alias(name), key.alias(f"{name}_key"))
            return
        if base.kind is BaseKind.BASELINE:
            key = nw.when(key == nw.col("key")).then(nw.lit(NONE)).otherwise(key)
        self.figures = self.figures.with_columns(key.alias(f"{name}_key"))
        columns = [nw.col("value").alias(name)]
        self._join(
            self._own_figures().select("series", nw.col("key").alias(f"{name}_key"), *columns),
            ["series", f"{name}_key"],
        )

    def _own_figures(self) -> Any:
        if self._own is None:
            self._own = self.figures.select("series", "indicator", "area", "key", "value").filter(
                ~nw.col("value").is_null()
            )
        return self._own

    def _join(self, other: Any, on: list[str]) -> None:
        self.figures = self.figures.join(other, on=on, how="left")

    # Other areas' figures.

    def _add_compared(self, name: str, source: Compared) -> None:
        comparator = self.comparators.get(source.comparator)
        key = self._base_key(source.base) if source.base else nw.col("key")
        self.figures = self.figures.with_columns(key.alias(f"{name}_key"))
        if comparator is None:
            self.figures = self.figures.with_columns(nw.lit(None, nw.Float64).alias(name))
            return
        (area,) = comparator.areas
        if source.vintage is Vintage.SAME_PERIOD:
            found = self._own_figures().filter(nw.col("area") == area)
            found = found.select("indicator", nw.col("key").alias(f"{name}_key"), nw.col("value").alias(name))
        else:
            found = self._latest(name, area, source.within_months)
        self._join(found, ["indicator", f"{name}_key"])
        elsewhere = nw.col("area") != area
        value = nw.when(elsewhere).then(nw.col(name)).otherwise(nw.lit(None, nw.Float64))
        self.figures = self.figures.with_columns(value.alias(name))

    def _latest(self, name: str, area: str, within: int | None) -> Any:
        """For each period asked about, the last figure of an area that ends no later.

        An equi-join and a maximum: as-of joins fail on some backends.
        """
        wanted = [(at, one.series) for at, one in enumerate(self.door.indicators)]
        figures = self.door.read(areas=[area], only=wanted, frequency=Frequency.IRREGULAR)
        figures = without_duplicates(figures).select(
            "indicator", nw.col("key").alias("found"), nw.col("value").alias(name)
        )
        asked = self.figures.select("indicator", f"{name}_key").unique()
        pairs = asked.join(figures.select("indicator", "found"), on="indicator", how="inner")
        pairs = pairs.filter(nw.col("found") // LENGTHS <= nw.col(f"{name}_key") // LENGTHS)
        latest = pairs.group_by("indicator", f"{name}_key").agg(nw.col("found").max())
        latest = latest.join(figures, on=["indicator", "found"], how="inner")
        if within is not None:
            latest = self._young(latest, f"{name}_key", within)
        return latest.select("indicator", f"{name}_key", name)

    def _young(self, pairs: Any, key: str, within: int) -> Any:
        table = end_table(self.periods)
        asked = self.door.host.table(
            {key: table["key"], "months": table["months"], "day": table["day"], "last": table["last"]}
        )
        found = self.door.host.table({"found": table["key"], "months_then": table["months"], "day_then": table["day"]})
        pairs = pairs.join(asked, on=key, how="inner").join(found, on="found", how="inner")
        whole = (nw.col("last") == 1) | (nw.col("day") >= nw.col("day_then"))
        age = nw.col("months") - nw.col("months_then") - nw.when(whole).then(nw.lit(0)).otherwise(nw.lit(1))
        return pairs.filter(age <= within)

    def _add_targets(self, name: str, measure: str) -> None:
        """The target's figure for the shortest period that holds the one being rated."""
        asking = sorted({one.number for one in self._rows_asking(measure)})
        index = sorted({self.segments[at].indicator.id for at in asking})
        only = [(at, measure) for at, one in enumerate(self.door.indicators) if one.id in index]
        figures = without_duplicates(self.door.read(only=only, frequency=Frequency.IRREGULAR))
        pairs = covering_pairs(self.periods)
        columns = {"key": pairs["key"], "held": pairs["held"]}
        table = self.door.host.table(columns)
        figures = figures.select("series", "key", nw.col("value").alias(name)).join(table, on="key", how="inner")
        # Of periods that cover the same one, the one that counts has the largest remainder.
        figures = figures.with_columns((nw.col("key") - nw.col("key") // LENGTHS * LENGTHS).alias("tightness"))
        best = figures.group_by("series", "held").agg(nw.col("tightness").max().alias("best"))
        figures = figures.join(best, on=["series", "held"], how="inner")
        figures = figures.filter(nw.col("tightness") == nw.col("best"))
        found = figures.select("series", nw.col("key").alias(f"{name}_key"), nw.col("held").alias("key"), name)
        self._join(found, ["series", "key"])

    def _rows_asking(self, measure: str) -> Iterable[Segment]:
        for segment in self.segments:
            if segment.target is not None and TargetSeries(measure) in segment.target.sources.values():
                yield segment


def without_duplicates(figures: Any) -> Any:
    """One row a period; where there were several there is no value."""
    several = nw.len().over("series", "key") > 1
    figures = figures.with_columns(
        nw.when(several).then(nw.lit(None, nw.Float64)).otherwise(nw.col("value")).alias("value")
    )
    return figures.unique(subset=["series", "key"], keep="any")


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
