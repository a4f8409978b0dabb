"""The definitions as rows: one for every stretch of time in which one target of one indicator is in force.

An indicator with a single target that always counts is one row. Where targets, profiles or the definition itself change
with time, there is a row for each stretch, so that every figure meets exactly one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from scorecard_core.evidence import Figure
from scorecard_core.frames.calendar import key_of
from scorecard_core.indicators import Indicator
from scorecard_core.periods import Period
from scorecard_core.references import Forecast, Hardest, Source
from scorecard_core.stated import Always, Stated
from scorecard_core.targets import TargetType
from scorecard_core.terms import Frequency, JudgedAt, Polarity

__all__ = ["Alternatives", "Segment", "Segments", "segments_of", "simple"]


def simple(sources: Iterable[Source]) -> Iterator[Source]:
    """Sources with those that choose among others replaced by what they choose among."""
    for source in sources:
        if isinstance(source, Hardest):
            yield from simple(inner for _, inner in source.alternatives)
        else:
            yield source


@dataclass(frozen=True)
class Alternatives:
    """The numbers of which the hardest counts, in one stretch of time.

    Attributes:
        looked_up: those that have to be looked up.
        stated: those that the definition and the period settle; one that is the same for always has no period.
        upwards: whether the greatest is the hardest.
    """

    looked_up: tuple[Source, ...]
    stated: tuple[Figure, ...]
    upwards: bool

    @property
    def hardest_stated(self) -> Figure | None:
        """The hardest of the stated ones; None where one of them is not known."""
        if any(figure.value is None for figure in self.stated):
            return None
        return (max if self.upwards else min)(self.stated, key=lambda figure: figure.value or 0)


@dataclass(frozen=True)
class Segment:
    """One row of the parameter table.

    Attributes:
        indicator: the definition, and ``number`` its place among those rated.
        target: the target in force, or None; ``target_number`` is the same for equal targets of one indicator.
        in_force: whether the definition itself counts.
        judged_now: whether the target is judged in this stretch, and not only at the end of the year.
        stated: the facts that the definition and the period settle between them, by name.
        alternatives: what those are chosen from that are the hardest of several numbers.
    """

    number: int
    indicator: Indicator
    target: TargetType | None
    target_number: int
    in_force: bool
    judged_now: bool = True
    stated: tuple[tuple[str, Figure], ...] = ()
    alternatives: tuple[tuple[str, Alternatives], ...] = ()

    def settled(self, name: str) -> Figure | None:
        """A fact that is stated; None where it has to be looked up."""
        return next((figure for known, figure in self.stated if known == name), None)

    @property
    def looked_up(self) -> dict[str, Source | Alternatives]:
        """The sources of facts that have to be looked up, by name; not that of the value itself."""
        sources = self.target.sources if self.target is not None else {}
        found = {name: source for name, source in sources.items() if not isinstance(source, Stated | Forecast)}
        return {**found, **dict(self.alternatives)}

    @property
    def on_forecast(self) -> bool:
        """Whether the outturn that is expected is judged, and not the figure."""
        return self.target is not None and isinstance(self.target.sources.get("value"), Forecast)


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
            known = (number, found.target_number, found.in_force, found.judged_now, found.stated, found.alternatives)
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
    choices = tuple((name, _alternatives(one, indicator, period)) for name, one in sources if isinstance(one, Hardest))
    number_of_target = numbers[0] if numbers else -1
    return Segment(number, indicator, target, number_of_target, indicator.in_force(period), judged_now, stated, choices)


def _alternatives(source: Hardest, indicator: Indicator, period: Period) -> Alternatives:
    inner = [one for _, one in source.alternatives]
    return Alternatives(
        looked_up=tuple(one for one in inner if not isinstance(one, Stated)),
        stated=tuple(_timeless(one, one.at(period)) for one in inner if isinstance(one, Stated)),
        upwards=indicator.polarity is Polarity.HIGH_IS_GOOD,
    )


def _timeless(source: Stated, figure: Figure) -> Figure:
    return figure._replace(period=None) if isinstance(source, Always) else _known(figure)


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
        for source in simple(target.sources.values()):
            if isinstance(source, Stated):
                for period in source.changes:
                    yield period.start.toordinal() - 1
                    yield period.end.toordinal() + 1
