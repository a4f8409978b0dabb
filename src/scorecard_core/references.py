"""The facts that rules use, and where each of them comes from.

A target names its facts' *sources*: its own value at an earlier period, a comparator's, a profile, a series of targets.
A source is a value that says what is wanted; :class:`Evidence` finds it among observations. Rules never look at data,
and sources never judge it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, model_serializer, model_validator

from scorecard_core.comparators import Comparator, Statistic, Vintage
from scorecard_core.errors import UnitError, refusal
from scorecard_core.exact import EXACT, divided, rounded, within_domain
from scorecard_core.observations import Dimensions, Judgement, Observation, Observations, Series
from scorecard_core.periods import Period, tightness
from scorecard_core.rules import Fact
from scorecard_core.terms import Frequency, GreyReason, MissingReason, Polarity
from scorecard_core.units import Units

__all__ = [
    "BASE_COMPARATOR",
    "BASE_VALUE",
    "COMPARATOR",
    "VALUE",
    "Base",
    "BaseKind",
    "Compared",
    "Evidence",
    "Figure",
    "Own",
    "Profiled",
    "Source",
    "TargetSeries",
    "profile_point",
    "reference_fact",
]

AVERAGE_PLACES = 6
"""Decimals to which the average of earlier values is rounded, half up: it is a measured fact."""

VALUE = Fact("value", "the value being rated, in the indicator's unit", GreyReason.NO_DATA)
COMPARATOR = Fact("comparator", "the comparator's value for the same period", GreyReason.NO_COMPARATOR)
BASE_VALUE = Fact("base_value", "the indicator's own value at the base period", GreyReason.NO_BASE)
BASE_COMPARATOR = Fact("base_comparator", "the comparator's value at the base period", GreyReason.NO_COMPARATOR)


def reference_fact(absent: GreyReason) -> Fact:
    """The fact ``reference``: the number to beat. Why it may be absent depends on where it comes from."""
    return Fact("reference", "the number to beat, in the indicator's unit", absent)


class BaseKind(StrEnum):
    """Which earlier value a comparison starts from."""

    PREVIOUS = "previous"
    SAME_PERIOD_LAST_YEAR = "same_period_last_year"
    BASELINE = "baseline"
    BEST_EVER = "best_ever"
    AVERAGE_OF_LAST = "average_of_last"


class Base(BaseModel):
    """A named earlier value.

    In a definition: ``"previous"``, ``"same_period_last_year"``, ``"best_ever"``, ``{ baseline = "2010" }`` or
    ``{ average_of_last = 4 }``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: BaseKind
    period: Period | None = None
    count: int | None = Field(default=None, ge=2)

    @model_validator(mode="before")
    @classmethod
    def _from_its_short_form(cls, data: Any) -> Any:
        if isinstance(data, str):
            if data in (BaseKind.BASELINE, BaseKind.AVERAGE_OF_LAST):
                raise refusal("base-incomplete", found=f"'{data}' alone", expected=_BASE_FORMS)
            if data not in list(BaseKind):
                raise refusal("base-unknown", found=f"'{data}' is not an earlier value", expected=_BASE_FORMS)
            return {"kind": data}
        if isinstance(data, dict) and "kind" not in data:
            if len(data) != 1 or next(iter(data)) not in (BaseKind.BASELINE, BaseKind.AVERAGE_OF_LAST):
                raise refusal("base-unknown", found=f"{data} is not an earlier value", expected=_BASE_FORMS)
            ((kind, given),) = data.items()
            return {"kind": kind, ("period" if kind == BaseKind.BASELINE else "count"): given}
        return data

    @model_serializer
    def _to_its_short_form(self) -> str | dict[str, str | int]:
        match self.kind:
            case BaseKind.BASELINE:
                return {self.kind.value: str(self.period)}
            case BaseKind.AVERAGE_OF_LAST:
                return {self.kind.value: self.count or 0}
            case _:
                return self.kind.value


_BASE_FORMS = (
    "'previous', 'same_period_last_year', 'best_ever', { baseline = '2010' } with the period, "
    "or { average_of_last = 4 } with how many"
)


@dataclass(frozen=True, slots=True)
class Own:
    """The indicator's own value at an earlier period."""

    base: Base


@dataclass(frozen=True, slots=True)
class Compared:
    """A comparator's value: for the period being rated or, with a base, for that earlier one."""

    comparator: str
    vintage: Vintage = Vintage.SAME_PERIOD
    within_months: int | None = None
    base: Base | None = None


@dataclass(frozen=True, slots=True)
class Profiled:
    """A target that differs by period; a point for a year serves every period within it."""

    points: tuple[tuple[Period, Decimal], ...]


@dataclass(frozen=True, slots=True)
class TargetSeries:
    """A target whose figures come with the data, as a measure of their own."""

    measure: str


Source = Own | Compared | Profiled | TargetSeries


@dataclass(frozen=True, slots=True)
class Figure:
    """A number found for a fact, or the reason why there is none, and where it is from.

    Attributes:
        value: in the indicator's unit, as it is judged.
        missing: why there is no value.
        period: the period that was looked at, whether or not it had a value.
        owner: whose figure it is, where it is not the indicator's own.
    """

    value: Decimal | None = None
    missing: GreyReason | None = None
    period: Period | None = None
    owner: str = ""
    source: str = ""
    published: date | None = None
    judgement: Judgement | None = None
    observation: Observation | None = field(default=None, repr=False)


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """Where the facts about one indicator in one area are looked up.

    Attributes:
        judged_places: decimals to round every figure to before it is judged; None to judge figures as stored.
        as_at: only what had been published by then counts; None for everything there is.
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

    @cached_property
    def series(self) -> Series:
        """The indicator's own series."""
        return self._series_of(self.measure, self.area, self.frequency)

    def _series_of(self, measure: str, area: str, frequency: Frequency) -> Series:
        return self.observations.series(measure, area, frequency, dimensions=self.dimensions, as_at=self.as_at)

    def own(self, period: Period) -> Figure:
        """The indicator's own figure for a period."""
        return self._figure(self.series, period)

    def find(self, source: Source, period: Period) -> Figure:
        """The figure that a source asks for, seen from ``period``."""
        match source:
            case Own(base):
                return self._own_earlier(base, period)
            case Compared():
                return self._compared(source, period)
            case Profiled(points):
                return profile_point(points, period)
            case TargetSeries(measure):
                series = self._series_of(measure, self.area, Frequency.IRREGULAR)
                covering = [known for known in series if known.covers(period)]
                return self._figure(series, max(covering, key=tightness, default=period))

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

    def _own_earlier(self, base: Base, period: Period) -> Figure:
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
        return Figure(self._as_judged(_mean(values, AVERAGE_PLACES)), period=figures[0].period)

    def _compared(self, source: Compared, period: Period) -> Figure:
        comparator = self.comparators.get(source.comparator)
        at = self.base_period(source.base, period) if source.base else period
        if comparator is None or at is None:
            return Figure(missing=GreyReason.NO_COMPARATOR, owner=comparator.name if comparator else source.comparator)
        figures = [self._comparator_figure(area, source, at) for area in comparator.areas if area != self.area]
        return replace(_combined(comparator, figures, at, self._as_judged), owner=comparator.name)

    def _comparator_figure(self, area: str, source: Compared, at: Period) -> Figure:
        if source.vintage is Vintage.SAME_PERIOD:
            return self._figure(self._series_of(self.measure, area, self.frequency), at)
        series = self._series_of(self.measure, area, Frequency.IRREGULAR)
        latest = series.latest(at)
        too_old = latest and source.within_months is not None and at.months_after(latest.end) > source.within_months
        return self._figure(series, at if latest is None or too_old else latest)

    def _figure(self, series: Series, period: Period) -> Figure:
        observation = series.get(period)
        if observation is None:
            return Figure(missing=GreyReason.NO_DATA, period=period)
        if period in series.conflicts:
            return Figure(missing=GreyReason.DUPLICATE, period=period)
        value, missing = self._judged_value(observation)
        return Figure(
            value=value,
            missing=missing,
            period=observation.period,
            source=observation.source,
            published=observation.published,
            judgement=observation.judgement,
            observation=observation,
        )

    def _judged_value(self, observation: Observation) -> tuple[Decimal | None, GreyReason | None]:
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
        return self._as_judged(value), None

    def _as_judged(self, value: Decimal) -> Decimal:
        return value if self.judged_places is None else rounded(value, self.judged_places)


_GREY_FOR = {reason: GreyReason(reason.value) for reason in MissingReason}


def profile_point(points: tuple[tuple[Period, Decimal], ...], period: Period) -> Figure:
    """The point for the shortest stated period that holds this one; the last point never lives on by itself."""
    covering = [(known, value) for known, value in points if known.covers(period)]
    if not covering:
        return Figure(missing=GreyReason.NO_TARGET_FOR_PERIOD, period=period)
    known, value = max(covering, key=lambda point: tightness(point[0]))
    return Figure(value, period=known)


def _mean(values: list[Decimal], places: int) -> Decimal:
    total = Decimal(0)
    for value in values:
        total = EXACT.add(total, value)
    return divided(total, Decimal(len(values)), places)


def _combined(comparator: Comparator, figures: list[Figure], at: Period, as_judged: Any) -> Figure:
    if comparator.statistic is Statistic.VALUE:
        return figures[0] if figures else Figure(missing=GreyReason.NO_COMPARATOR, period=at)
    values = [figure.value for figure in figures if figure.value is not None]
    if len(values) < 2:
        return Figure(missing=GreyReason.NO_COMPARATOR, period=at)
    if comparator.statistic is Statistic.MEAN:
        combined = _mean(values, comparator.places)
    else:
        # The middle one, or the mean of the middle pair.
        ordered = sorted(values)
        middle = ordered[(len(ordered) - 1) // 2 : len(ordered) // 2 + 1]
        combined = _mean(middle, comparator.places)
    return Figure(as_judged(combined), period=at, source=f"{comparator.statistic.value} of {len(values)} areas")
