"""Evidence: figures about one indicator in one area, as they are known at a date and as they are judged.

Rules never look at data, and what looks at data never judges it. The sources of :mod:`scorecard_core.references` say
what is wanted, in terms of what is here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from scorecard_core.bases import Base, BaseKind
from scorecard_core.comparators import Comparator
from scorecard_core.errors import UnitError
from scorecard_core.exact import EXACT, rounded, within_domain
from scorecard_core.measures import Computed, Figures, Input, Measure, computed_series, first_published
from scorecard_core.observations import Dimensions, Judgement, Observation, Observations, Series
from scorecard_core.periods import Period
from scorecard_core.rules import FactValue
from scorecard_core.statistics import mean
from scorecard_core.terms import Flag, Frequency, GreyReason, MissingReason, Polarity
from scorecard_core.units import Units

__all__ = ["Evidence", "Figure", "History", "inputs_of"]

AVERAGE_PLACES = 6
"""Decimals to which the average of earlier values is rounded, half up: it is a measured fact."""


class Figure(NamedTuple):
    """A number found for a fact, or the reason why there is none, and where it is from.

    Attributes:
        value: in the indicator's unit, as it is judged.
        word: what was found, where it is a word and not a number.
        missing: why there is no value.
        period: the period that was looked at, whether or not it had a value.
        impossible: what was given, in the indicator's unit, where that is beyond its natural limits.
        owner: whose figure it is, where it is not the indicator's own.
    """

    value: Decimal | None = None
    word: str = ""
    missing: GreyReason | None = None
    impossible: Decimal | None = None
    period: Period | None = None
    owner: str = ""
    source: str = ""
    published: date | None = None
    judgement: Judgement | None = None
    observation: Observation | None = None

    @property
    def fact(self) -> FactValue:
        """What a rule is given: the number, or the word; None where there is neither."""
        return self.value if self.value is not None else self.word or None


@dataclass(frozen=True, slots=True)
class History:
    """One's own figures, the oldest first.

    Attributes:
        values: as they are judged; None where one is missing, and for a gap in the calendar.
        places: where each period stands.
        breaks: where the publisher flagged a break in the series: figures before it are of another kind.
    """

    periods: tuple[Period, ...]
    values: tuple[Decimal | None, ...]
    places: Mapping[Period, int]
    breaks: tuple[int, ...]

    def first_from(self, period: Period) -> int:
        """The place of the first period that starts no earlier than another; past the end where there is none."""
        return next((at for at, known in enumerate(self.periods) if known.start >= period.start), len(self.periods))


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """Where the facts about one indicator in one area are looked up.

    Attributes:
        measure: what the series is called, in the observations or, where it is ``computed``, in errors and records.
        computed: how the series is computed, where it is not in the observations.
        judged_places: decimals to round every figure to before it is judged; None to judge figures as stored.
        as_at: only what had been published by then counts; None for everything there is.
        is_possible: whether a number is within the natural limits of what is measured.
    """

    observations: Observations
    measure: str
    area: str
    frequency: Frequency
    unit: str
    polarity: Polarity
    dimensions: Dimensions = ()
    as_at: date | None = None
    comparators: Mapping[str, Comparator] = field(default_factory=dict)
    units: Units = field(default_factory=Units.core)
    judged_places: int | None = None
    is_possible: Callable[[Decimal], bool] = field(default=lambda _: True)
    computed: Measure | None = None

    @cached_property
    def series(self) -> Series:
        """The indicator's own series."""
        return self.series_in(self.area, self.frequency)

    def series_in(self, area: str, frequency: Frequency) -> Series:
        """The indicator's series in an area, its own or a comparator's; computed from that area's figures."""
        if self.computed is None:
            return self.series_of(self.measure, area, frequency)
        figures = Figures(
            self.series_of, area, frequency, self.frequency.is_regular, units=self.units, comparators=self.comparators
        )
        return computed_series(self.computed, self.measure, figures, self.unit)

    def first_published(self, observation: Observation) -> date | None:
        """When a figure was first published, in whatever vintage; None where no date is known."""
        return first_published(observation, self.observations.first_published)

    def series_of(self, measure: str, area: str, frequency: Frequency) -> Series:
        """A series in the observations, as known at the same date and in the same dimensions."""
        return self.observations.series(measure, area, frequency, dimensions=self.dimensions, as_at=self.as_at)

    @cached_property
    def history(self) -> History:
        """The indicator's own figures in their order; a gap in the calendar has its place."""
        series = self.series
        known = set(series)
        first, at = min(known, default=None), max(known, default=None)
        while first is not None and at is not None and at.end > first.end and self.frequency.is_regular:
            known.add(at)
            at = at.previous
        periods = tuple(sorted(known))
        broken = {period for period, one in series.items() if one.flag is Flag.SERIES_BREAK}
        return History(
            periods=periods,
            values=tuple(self.own(period).value for period in periods),
            places={period: at for at, period in enumerate(periods)},
            breaks=tuple(at for at, period in enumerate(periods) if period in broken),
        )

    def own(self, period: Period) -> Figure:
        """The indicator's own figure for a period."""
        found = self._own.get(period)
        if found is None:
            found = self._own[period] = self.figure(self.series, period)
        return found

    @cached_property
    def _own(self) -> dict[Period, Figure]:
        """Its own figures, since a rating asks for the same ones several times, and the next rating for them again."""
        return {}

    def values_of(self, areas: tuple[str, ...], period: Period) -> tuple[Decimal, ...]:
        """The figures of some areas for a period, without those that have none."""
        if (areas, period) not in self._groups:
            series = (self.series_in(area, self.frequency) for area in areas)
            found = (self.figure(one, period).value for one in series)
            self._groups[areas, period] = tuple(value for value in found if value is not None)
        return self._groups[areas, period]

    @cached_property
    def _groups(self) -> dict[tuple[tuple[str, ...], Period], tuple[Decimal, ...]]:
        """The figures of groups, since one rating asks for those of one group several times."""
        return {}

    def forecast(self, period: Period) -> Figure:
        """The outturn that was expected when the figure for a period was published."""
        figure = self.own(period)
        observation = figure.observation
        if observation is None or observation.forecast is None:
            return figure._replace(value=None, missing=figure.missing or GreyReason.NO_DATA)
        value, missing = self.judged(observation.forecast, observation.unit)
        return figure._replace(value=value, missing=missing)

    def base_period(self, base: Base, period: Period) -> Period | None:
        """The period that a base stands for, seen from ``period``; None where there is none, or where it is several."""
        match base.kind:
            case BaseKind.PREVIOUS:
                return self.series.before(period)
            case BaseKind.SAME_PERIOD_LAST_YEAR:
                return period.year_before
            case BaseKind.BASELINE:
                return base.period and base.period.at_frequency(self.frequency)
            case BaseKind.BEST_EVER:
                rated = [(self.own(earlier).value, earlier) for earlier in self.series.earlier(period)]
                sign = self.polarity.sign
                values = [(EXACT.multiply(value, sign), earlier) for value, earlier in rated if value is not None]
                return max(values, key=lambda item: (item[0], item[1].end))[1] if values else None
            case BaseKind.AVERAGE_OF_LAST:
                return None

    def own_at(self, base: Base, period: Period) -> Figure:
        """The indicator's own figure at a base, seen from ``period``."""
        if base.kind is BaseKind.AVERAGE_OF_LAST:
            return self._average(base.count or 2, period)
        at = self.base_period(base, period)
        return self.own(at) if at and at != period else Figure(missing=GreyReason.NO_BASE, period=at)

    def _average(self, count: int, period: Period) -> Figure:
        figures: list[Figure] = []
        at: Period | None = period
        while len(figures) < count and at is not None and (at := self.series.before(at)) is not None:
            figures.append(self.own(at))
        values = [figure.value for figure in figures if figure.value is not None]
        if len(values) < count:
            return Figure(missing=GreyReason.NO_BASE)
        return Figure(self.as_judged(mean(values, AVERAGE_PLACES)), period=figures[0].period)

    def figure(self, series: Series, period: Period) -> Figure:
        """What a series has for a period, in the indicator's unit and as it is judged."""
        observation = series.get(period)
        if observation is None:
            return Figure(missing=GreyReason.NO_DATA, period=period)
        if period in series.conflicts:
            return Figure(missing=GreyReason.DUPLICATE, period=period)
        value, missing = self._value(observation)
        impossible = value is not None and not self.is_possible(value)
        return Figure(
            value=None if value is None or impossible else self.as_judged(value),
            missing=GreyReason.OUT_OF_RANGE if impossible else missing,
            impossible=value if impossible else None,
            period=observation.period,
            source=observation.source,
            published=observation.published,
            judgement=observation.judgement,
            observation=observation,
        )

    def _value(self, observation: Observation) -> tuple[Decimal | None, GreyReason | None]:
        """The value in the indicator's unit, or why there is none; neither for a judgement."""
        if isinstance(observation, Computed) and observation.grey is not None:
            return None, observation.grey
        if observation.missing_reason is not None:
            return None, _GREY_FOR[observation.missing_reason]
        return (None, None) if observation.value is None else self._in_unit(observation.value, observation.unit)

    def judged(self, value: Decimal, unit: str) -> tuple[Decimal | None, GreyReason | None]:
        """A number that is written in a unit (none is the indicator's own) as it is judged, or why it cannot be."""
        found, missing = self._in_unit(value, unit)
        return None if found is None else self.as_judged(found), missing

    def _in_unit(self, value: Decimal, unit: str) -> tuple[Decimal | None, GreyReason | None]:
        if unit and unit != self.unit:
            try:
                value = self.units.convert(value, unit, self.unit)
            except UnitError:
                return None, GreyReason.UNIT_MISMATCH
            except ArithmeticError:
                return None, GreyReason.OUT_OF_RANGE
        return (value, None) if within_domain(value) else (None, GreyReason.OUT_OF_RANGE)

    def as_judged(self, value: Decimal) -> Decimal:
        """A number as it is compared: rounded where the printed figure is what counts."""
        return value if self.judged_places is None else rounded(value, self.judged_places)


def inputs_of(figure: Figure) -> tuple[Input, ...]:
    """What a figure was computed from; nothing where it was not."""
    return figure.observation.inputs if isinstance(figure.observation, Computed) else ()


_GREY_FOR = {reason: GreyReason(reason.value) for reason in MissingReason}
