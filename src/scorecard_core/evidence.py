"""Evidence: figures about one indicator in one area, as they are known at a date and as they are judged.

Rules never look at data, and what looks at data never judges it. The sources of :mod:`scorecard_core.references` say
what is wanted, in terms of what is here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

from scorecard_core.bases import Base, BaseKind
from scorecard_core.comparators import Comparator
from scorecard_core.errors import UnitError
from scorecard_core.exact import EXACT, divided, rounded, within_domain
from scorecard_core.observations import Dimensions, Judgement, Observation, Observations, Series
from scorecard_core.periods import Period
from scorecard_core.rules import FactValue
from scorecard_core.terms import Frequency, GreyReason, MissingReason, Polarity
from scorecard_core.units import Units

__all__ = ["Evidence", "Figure", "mean"]

AVERAGE_PLACES = 6
"""Decimals to which the average of earlier values is rounded, half up: it is a measured fact."""


@dataclass(frozen=True, slots=True)
class Figure:
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
    observation: Observation | None = field(default=None, repr=False)

    @property
    def fact(self) -> FactValue:
        """What a rule is given: the number, or the word; None where there is neither."""
        return self.value if self.value is not None else self.word or None


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """Where the facts about one indicator in one area are looked up.

    Attributes:
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

    @cached_property
    def series(self) -> Series:
        """The indicator's own series."""
        return self.series_of(self.measure, self.area, self.frequency)

    def series_of(self, measure: str, area: str, frequency: Frequency) -> Series:
        """Another series, as known at the same date and in the same dimensions."""
        return self.observations.series(measure, area, frequency, dimensions=self.dimensions, as_at=self.as_at)

    def own(self, period: Period) -> Figure:
        """The indicator's own figure for a period."""
        return self.figure(self.series, period)

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
        if observation.missing_reason is not None:
            return None, _GREY_FOR[observation.missing_reason]
        value = observation.value
        if value is None:
            return None, None
        if observation.unit and observation.unit != self.unit:
            try:
                value = self.units.convert(value, observation.unit, self.unit)
            except UnitError:
                return None, GreyReason.UNIT_MISMATCH
            except ArithmeticError:
                return None, GreyReason.OUT_OF_RANGE
        if not within_domain(value):
            return None, GreyReason.OUT_OF_RANGE
        return value, None

    def as_judged(self, value: Decimal) -> Decimal:
        """A number as it is compared: rounded where the printed figure is what counts."""
        return value if self.judged_places is None else rounded(value, self.judged_places)


_GREY_FOR = {reason: GreyReason(reason.value) for reason in MissingReason}


def mean(values: Sequence[Decimal], places: int) -> Decimal:
    """The mean, a measured fact: rounded half up, once."""
    total = Decimal(0)
    for value in values:
        total = EXACT.add(total, value)
    return divided(total, Decimal(len(values)), places)
