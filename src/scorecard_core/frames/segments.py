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
from scorecard_core.references import Source
from scorecard_core.stated import Stated
from scorecard_core.targets import TargetType
from scorecard_core.terms import Frequency, JudgedAt

__all__ = ["Segment", "Segments", "segments_of"]


@dataclass(frozen=True)
class Segment:
    """One row of the parameter table.

    Attributes:
        indicator: the definition, and ``number`` its place among those rated.
        target: the target in force, or None; ``target_number`` is the same for equal targets of one indicator.
        in_force: whether the definition itself counts.
        judged_now: whether the target is judged in this stretch, and not only at the end of the year.
        stated: the facts that the definition and the period settle between them, by name.
    """

    number: int
    indicator: Indicator
    target: TargetType | None
    target_number: int
    in_force: bool
    judged_now: bool = True
    stated: tuple[tuple[str, Figure], ...] = ()

    def settled(self, name: str) -> Figure | None:
        """A fact that is stated; None where it has to be looked up."""
        return next((figure for known, figure in self.stated if known == name), None)

    @property
    def looked_up(self) -> dict[str, Source]:
        """The sources of facts that have to be looked up, by name."""
        sources = self.target.sources if self.target is not None else {}
        return {name: source for name, source in sources.items() if not isinstance(source, Stated)}


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
    rows: dict[tuple[object, ...], Segment] = {}
    first: list[int] = []
    last: list[int] = []
    starts: list[int] = []
    ends: list[int] = []
    by_period: dict[tuple[int, int], int] = {}
    for number, indicator in enumerate(indicators):

        def row(period: Period, number: int = number, indicator: Indicator = indicator) -> int:
            found = _segment(number, indicator, period)
            known = (number, found.target_number, found.in_force, found.judged_now, found.stated)
            return rows.setdefault(known, replace(found, number=len(rows))).number

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


def _segment(number: int, indicator: Indicator, period: Period) -> Segment:
    target = indicator.target_for(period)
    sources = target.sources.items() if target else ()
    stated = tuple((name, _known(source.at(period))) for name, source in sources if isinstance(source, Stated))
    numbers = [at for at, known in enumerate(indicator.target) if target is not None and known.asks_the_same_as(target)]
    judged_now = target is None or target.judged_in(period)
    return Segment(
        number, indicator, target, numbers[0] if numbers else -1, indicator.in_force(period), judged_now, stated
    )


def _known(figure: Figure) -> Figure:
    """What is not there is not there in the same way in every period."""
    return figure if figure.value is not None else Figure(missing=figure.missing)


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
        if target.judged_at is not JudgedAt.EVERY_PERIOD:
            yield from (_EARLIEST.end.toordinal(), _LATEST.end.toordinal())
        for source in target.sources.values():
            if isinstance(source, Stated):
                for period in source.changes:
                    yield period.start.toordinal() - 1
                    yield period.end.toordinal() + 1
