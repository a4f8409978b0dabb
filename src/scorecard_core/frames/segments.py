"""The definitions as rows: one for every stretch of time in which one target of one indicator is in force.

An indicator with a single target that always counts is one row. Where targets, profiles or the definition itself change
with time, there is a row for each stretch, so that every figure meets exactly one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from scorecard_core.evidence import Figure
from scorecard_core.frames.calendar import key_of
from scorecard_core.indicators import Indicator
from scorecard_core.periods import Period
from scorecard_core.stated import Stated
from scorecard_core.targets import TargetType
from scorecard_core.terms import Frequency

__all__ = ["Segment", "Segments", "segments_of"]


@dataclass(frozen=True)
class Segment:
    """One row of the parameter table.

    Attributes:
        indicator: the definition, and ``number`` its place among those rated.
        target: the target in force, or None; ``target_number`` is the same for equal targets of one indicator.
        in_force: whether the definition itself counts.
        point: the point of a profile that counts.
    """

    number: int
    indicator: Indicator
    target: TargetType | None
    target_number: int
    in_force: bool
    point: Figure | None = None


@dataclass(frozen=True)
class Segments:
    """All rows, and how a figure finds its own.

    Attributes:
        first, last: the row that counts before and after anything changes, for each indicator.
        changes_from, changes_until: the ends, as days since year 1, of the first and last period with a row of its own.
        by_period: (indicator, key of the period) to the row, in between.
    """

    rows: tuple[Segment, ...]
    first: tuple[int, ...]
    last: tuple[int, ...]
    changes_from: tuple[int, ...]
    changes_until: tuple[int, ...]
    by_period: Mapping[tuple[int, int], int]

    @property
    def vary(self) -> bool:
        """Whether any indicator has more than one."""
        return len(self.rows) > len(self.first)


_EARLIEST, _LATEST = Period.day(date(1900, 1, 1)), Period.day(date(2199, 12, 31))
_NEVER = date.max.toordinal()


def segments_of(indicators: Iterable[Indicator], periods: Mapping[Frequency, Iterable[Period]]) -> Segments:
    """The rows for some indicators.

    Args:
        periods: every period that may occur, by frequency.
    """
    rows: dict[tuple[int, int, bool, object], Segment] = {}
    first: list[int] = []
    last: list[int] = []
    starts: list[int] = []
    ends: list[int] = []
    by_period: dict[tuple[int, int], int] = {}
    for number, indicator in enumerate(indicators):

        def row(period: Period, number: int = number, indicator: Indicator = indicator) -> int:
            found = _segment(number, indicator, period)
            known = (number, found.target_number, found.in_force, found.point)
            return rows.setdefault(known, replace_number(found, len(rows))).number

        changes = list(_changes(indicator))
        first.append(row(_EARLIEST))
        starts.append(min(changes, default=_NEVER))
        ends.append(max(changes, default=_NEVER))
        if changes:
            for period in periods[indicator.frequency]:
                if starts[-1] <= period.end.toordinal() <= ends[-1]:
                    by_period[number, key_of(period)] = row(period)
        last.append(row(_LATEST))
    return Segments(tuple(rows.values()), tuple(first), tuple(last), tuple(starts), tuple(ends), by_period)


def replace_number(segment: Segment, number: int) -> Segment:
    """The same row at another place."""
    return replace(segment, number=number)


def _segment(number: int, indicator: Indicator, period: Period) -> Segment:
    target = indicator.target_for(period)
    source = target.sources.get("reference") if target else None
    point = source.at(period) if isinstance(source, Stated) else None
    if point is not None and point.value is None:
        point = Figure(missing=point.missing)
    numbers = [at for at, known in enumerate(indicator.target) if target is not None and known.asks_the_same_as(target)]
    return Segment(number, indicator, target, numbers[0] if numbers else -1, indicator.in_force(period), point)


def _changes(indicator: Indicator) -> Iterable[int]:
    """The days around which something changes."""
    for thing in (indicator, *indicator.target):
        if thing.in_force_from is not None:
            yield thing.in_force_from.start.toordinal() - 1
            yield thing.in_force_from.start.toordinal()
        if thing.in_force_until is not None:
            yield thing.in_force_until.end.toordinal()
            yield thing.in_force_until.end.toordinal() + 1
    for target in indicator.target:
        source = target.sources.get("reference")
        if isinstance(source, Stated):
            for period in source.changes:
                yield period.start.toordinal() - 1
                yield period.end.toordinal() + 1
