"""The facts that rules use, and where each of them comes from.

A target names its facts' *sources*: its own value at an earlier period, a comparator's, a profile, a series of targets.
A source is a value that says what is wanted, and finds it among the :class:`~scorecard_core.evidence.Evidence`. Rules
never look at data, and sources never judge it. Many rows at once find the same in :mod:`scorecard_core.frames.facts`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from scorecard_core.bases import Base
from scorecard_core.comparators import Comparator, Statistic, Vintage
from scorecard_core.evidence import Evidence, Figure
from scorecard_core.periods import Period, tightness
from scorecard_core.rules import Fact, FactValue, Shows
from scorecard_core.terms import Frequency, GreyReason, Polarity

__all__ = [
    "BASE_COMPARATOR",
    "BASE_VALUE",
    "COMPARATOR",
    "VALUE",
    "Compared",
    "FactUsed",
    "Forecast",
    "Hardest",
    "Own",
    "Reported",
    "Run",
    "Source",
    "TargetSeries",
    "reference_fact",
]

VALUE = Fact("value", "the value being rated, in the indicator's unit", GreyReason.NO_DATA, Shows.FIGURE)
COMPARATOR = Fact("comparator", "the comparator's value for the same period", GreyReason.NO_COMPARATOR, Shows.FIGURE)
BASE_VALUE = Fact("base_value", "the indicator's own value at the base period", GreyReason.NO_BASE, Shows.FIGURE)
BASE_COMPARATOR = Fact(
    "base_comparator", "the comparator's value at the base period", GreyReason.NO_COMPARATOR, Shows.FIGURE
)


@dataclass(frozen=True, slots=True)
class FactUsed:
    """One fact that the status rests on: its name and meaning, its value, and where it is from.

    Attributes:
        value: the number, where it is one.
        word: the grade, or yes or no, where it is none.
    """

    name: str
    meaning: str
    value: Decimal | None
    word: str = ""
    period: Period | None = None
    source: str = ""

    @classmethod
    def of(
        cls, fact: Fact, value: FactValue, period: Period | None = None, source: str = "stated in the definition"
    ) -> FactUsed:
        """A fact of a rule, with the value that the rule was given."""
        if isinstance(value, Decimal):
            return cls(fact.name, fact.meaning, value, "", period, source)
        word = ("no", "yes")[value] if isinstance(value, bool) else str(value) if isinstance(value, str) else ""
        return cls(fact.name, fact.meaning, None, word, period, source)


def reference_fact(absent: GreyReason) -> Fact:
    """The fact ``reference``: the number to beat. Why it may be absent depends on where it comes from."""
    return Fact("reference", "the number to beat, in the indicator's unit", absent, Shows.FIGURE)


class Source(ABC):
    """Where a fact comes from. Equal sources find the same.

    Attributes:
        comparators: the ids of the comparators whose figures it looks at.
        measures: the series it looks at beside the indicator's own.
    """

    __slots__ = ()

    @abstractmethod
    def find(self, evidence: Evidence, period: Period) -> Figure:
        """The figure, seen from the period being rated; one that is not there says why."""

    @property
    def comparators(self) -> frozenset[str]:
        return frozenset()

    @property
    def measures(self) -> frozenset[str]:
        return frozenset()


@dataclass(frozen=True, slots=True)
class Own(Source):
    """The indicator's own value at an earlier period."""

    base: Base

    def find(self, evidence: Evidence, period: Period) -> Figure:
        return evidence.own_at(self.base, period)


@dataclass(frozen=True, slots=True)
class Run(Source):
    """How many times in a row the indicator's own value had gone up by the period before; below zero, down.

    A value that stays, or a period without one, ends a run.
    """

    def find(self, evidence: Evidence, period: Period) -> Figure:
        at = evidence.series.before(period)
        latest, run, step = at, 0, 0
        while at is not None and (then := evidence.series.before(at)) is not None:
            value, earlier = evidence.own(at).value, evidence.own(then).value
            if value is None or earlier is None or value == earlier:
                break
            direction = 1 if value > earlier else -1
            if step not in (0, direction):
                break
            at, step, run = then, direction, run + direction
        return Figure(Decimal(run), period=latest)


@dataclass(frozen=True, slots=True)
class Compared(Source):
    """A comparator's value: for the period being rated or, with a base, for that earlier one.

    Attributes:
        published_by: only what had been published by then counts, however much later the rating is made.
    """

    comparator: str
    vintage: Vintage = Vintage.SAME_PERIOD
    within_months: int | None = None
    base: Base | None = None
    published_by: date | None = None

    @property
    def comparators(self) -> frozenset[str]:
        return frozenset({self.comparator})

    def find(self, evidence: Evidence, period: Period) -> Figure:
        comparator = evidence.comparators.get(self.comparator)
        at = evidence.base_period(self.base, period) if self.base else period
        if comparator is None or at is None:
            return Figure(missing=GreyReason.NO_COMPARATOR, owner=comparator.name if comparator else self.comparator)
        if self.published_by is not None and (evidence.as_at is None or self.published_by < evidence.as_at):
            evidence = replace(evidence, as_at=self.published_by)
        figures = [self._of(area, evidence, at) for area in comparator.members(evidence.area)]
        return _combined(comparator, figures, at, evidence)._replace(owner=comparator.name)

    def _of(self, area: str, evidence: Evidence, at: Period) -> Figure:
        """The figure of one area that counts beside ``at``."""
        if self.vintage is Vintage.SAME_PERIOD:
            return evidence.figure(evidence.series_in(area, evidence.frequency), at)
        series = evidence.series_in(area, Frequency.IRREGULAR)
        latest = series.latest(at)
        too_old = latest and self.within_months is not None and at.months_after(latest.end) > self.within_months
        return evidence.figure(series, at if latest is None or too_old else latest)


@dataclass(frozen=True, slots=True)
class Forecast(Source):
    """The outturn that was expected for the end of the year, as it came beside the figure."""

    def find(self, evidence: Evidence, period: Period) -> Figure:
        return evidence.forecast(period)


@dataclass(frozen=True, slots=True)
class Hardest(Source):
    """Whichever of several numbers is the hardest to beat; where one is not known, nor is the hardest.

    Attributes:
        alternatives: what each is called in a sentence, and where it comes from. One without a name is called after
            whose figure it is.
    """

    alternatives: tuple[tuple[str, Source], ...]

    @property
    def comparators(self) -> frozenset[str]:
        return frozenset[str]().union(*(source.comparators for _, source in self.alternatives))

    @property
    def measures(self) -> frozenset[str]:
        return frozenset[str]().union(*(source.measures for _, source in self.alternatives))

    def find(self, evidence: Evidence, period: Period) -> Figure:
        found = [_called(name, source.find(evidence, period)) for name, source in self.alternatives]
        unknown = next((figure for figure in found if figure.value is None), None)
        hardest = max if evidence.polarity is Polarity.HIGH_IS_GOOD else min
        return unknown or hardest(found, key=lambda figure: figure.value or 0)


def _called(name: str, figure: Figure) -> Figure:
    return figure._replace(owner=name) if name else figure


@dataclass(frozen=True, slots=True)
class Reported(Source):
    """The day that came with a report in words: on which something was done, or by which it is expected.

    Attributes:
        words: the reports that it comes with, without regard to capitals.
        undated: whether a report without a day stands for the last day of its period.
    """

    words: tuple[str, ...]
    undated: bool = False

    def find(self, evidence: Evidence, period: Period) -> Figure:
        figure = evidence.own(period)
        said = figure.judgement
        if said is None or said.grade.strip().casefold() not in self.words:
            return Figure(period=figure.period)
        on = said.on or (figure.period.end if self.undated and figure.period else None)
        return figure._replace(value=None if on is None else Decimal(on.toordinal()))


@dataclass(frozen=True, slots=True)
class TargetSeries(Source):
    """A target whose figures come with the data, as a measure of their own."""

    measure: str

    @property
    def measures(self) -> frozenset[str]:
        return frozenset({self.measure})

    def find(self, evidence: Evidence, period: Period) -> Figure:
        series = evidence.series_of(self.measure, evidence.area, Frequency.IRREGULAR)
        covering = [known for known in series if known.covers(period)]
        return evidence.figure(series, max(covering, key=tightness, default=period))


def _combined(comparator: Comparator, figures: list[Figure], at: Period, evidence: Evidence) -> Figure:
    if comparator.statistic is Statistic.VALUE:
        return figures[0] if figures else Figure(missing=GreyReason.NO_COMPARATOR, period=at)
    values = [figure.value for figure in figures if figure.value is not None]
    if len(values) < comparator.fewest:
        return Figure(missing=GreyReason.TOO_FEW_MEMBERS if figures else GreyReason.NO_COMPARATOR, period=at)
    source = comparator.words(len(values))
    if evidence.area in comparator.areas:
        source += f", {evidence.area} {'among' if comparator.includes_self else 'not among'} them"
    return Figure(evidence.as_judged(comparator.of(values)), period=at, source=source)
