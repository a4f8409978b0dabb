"""Sources that a definition and a period settle between them: a number for always, a profile, a path to a target."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal

from scorecard_core.evidence import Evidence, Figure
from scorecard_core.exact import EXACT, divided, rounded
from scorecard_core.periods import Period, PeriodKind, tightness
from scorecard_core.references import Source
from scorecard_core.terms import GreyReason

__all__ = ["Always", "Months", "Path", "Profiled", "Stated"]

PATH_PLACES = 6
"""Decimals to which a point on a path from a baseline to a target is rounded, half up, where nothing else is stated."""

_POWERS = Context(prec=60, rounding=ROUND_HALF_EVEN)


class Stated(Source):
    """A source that the definition and the period settle between them, without a look at any data."""

    __slots__ = ()

    @abstractmethod
    def at(self, period: Period) -> Figure:
        """The figure for a period."""

    @property
    @abstractmethod
    def changes(self) -> frozenset[Period]:
        """The periods within which, or at whose edges, what it states may change."""

    def find(self, evidence: Evidence, period: Period) -> Figure:
        return self.at(period)


@dataclass(frozen=True, slots=True)
class Always(Stated):
    """A number that is the same in every period."""

    value: Decimal

    def at(self, period: Period) -> Figure:
        return Figure(self.value, period=period)

    @property
    def changes(self) -> frozenset[Period]:
        return frozenset()


@dataclass(frozen=True, slots=True)
class Path(Stated):
    """The line from a baseline at the end of one period to a target at the end of another.

    The number for a month in between is a measured fact, rounded half up once to ``places``: with ``k`` of ``n`` months
    gone, ``baseline + (target - baseline) x k / n`` on a linear path, ``baseline x (target / baseline) ^ (k / n)`` on a
    compound one. Before the first month there is none; after the last one the target stays.
    """

    baseline: Decimal
    target: Decimal
    start: Period
    end: Period
    compound: bool = False
    places: int = PATH_PLACES

    def at(self, period: Period) -> Figure:
        gone, all_months = months_between(self.start, period), months_between(self.start, self.end)
        if gone < 0:
            return Figure(missing=GreyReason.NO_TARGET_FOR_PERIOD, period=period)
        if gone >= all_months:
            return Figure(self.target, period=self.end)
        return Figure(self._after(gone, all_months), period=period)

    def _after(self, gone: int, months: int) -> Decimal:
        if self.compound:
            # Sixty digits leave no doubt about the places that are kept.
            share = _POWERS.divide(Decimal(gone), Decimal(months))
            ratio = _POWERS.divide(self.target, self.baseline)
            return rounded(_POWERS.multiply(self.baseline, _POWERS.power(ratio, share)), self.places)
        way = EXACT.multiply(EXACT.subtract(self.target, self.baseline), Decimal(gone))
        whole = EXACT.add(EXACT.multiply(self.baseline, Decimal(months)), way)
        return divided(whole, Decimal(months), self.places)

    @property
    def changes(self) -> frozenset[Period]:
        return frozenset({self.start, self.end, Period(PeriodKind.YEAR_SPAN, self.start.start, self.end.end)})


@dataclass(frozen=True, slots=True)
class Months(Stated):
    """How many months after one period ends another does, up to the end of a last one; none before."""

    start: Period
    end: Period

    def at(self, period: Period) -> Figure:
        gone = min(months_between(self.start, period), months_between(self.start, self.end))
        return Figure(Decimal(gone) if gone > 0 else None, period=period)

    @property
    def changes(self) -> frozenset[Period]:
        return frozenset({self.start, self.end, Period(PeriodKind.YEAR_SPAN, self.start.start, self.end.end)})


def months_between(first: Period, second: Period) -> int:
    """Months from the one in which a period ends to the one in which another does."""
    return (second.end.year - first.end.year) * 12 + second.end.month - first.end.month


@dataclass(frozen=True, slots=True)
class Profiled(Stated):
    """A target that differs by period; a point for a year serves every period within it.

    The point for the shortest stated period that holds this one counts; the last point never lives on by itself.
    """

    points: tuple[tuple[Period, Decimal], ...]

    def at(self, period: Period) -> Figure:
        covering = [(known, value) for known, value in self.points if known.covers(period)]
        if not covering:
            return Figure(missing=GreyReason.NO_TARGET_FOR_PERIOD, period=period)
        known, value = max(covering, key=lambda point: tightness(point[0]))
        return Figure(value, period=known)

    @property
    def changes(self) -> frozenset[Period]:
        return frozenset(period for period, _ in self.points)
