"""Observations: single ones for an indicator, and histories with all that its ratings look at."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from scorecard_core.comparators import ENGLAND
from scorecard_core.indicators import Indicator
from scorecard_core.observations import Judgement, Observation, Observations
from scorecard_core.periods import Period
from scorecard_core.references import Compared, TargetSeries
from scorecard_core.targets import Judged, Share
from scorecard_core.terms import MissingReason
from scorecard_core.testing.case import AREA, Case, before
from scorecard_core.testing.reference import limits
from scorecard_core.testing.strategies.fact_sets import facts
from scorecard_core.testing.strategies.numbers import near, numbers, sizes
from scorecard_core.testing.strategies.spans import rated_periods

__all__ = ["histories", "observations"]

_NOT_FINITE = tuple(Decimal(text) for text in ("NaN", "Infinity", "-Infinity", "1e15", "-1e15", "1e-100"))


@st.composite
def observations(draw: st.DrawFn, indicator: Indicator, *, area: str = AREA, missing: bool = True) -> Observation:
    """Observations of an indicator: near a limit, missing with each reason, or a number that nobody can rate.

    Args:
        area: whose figure it is.
        missing: whether it may be anything else than a number that can be rated.
    """
    period = draw(st.sampled_from(rated_periods(indicator)))
    found = draw(facts(indicator, period=period))
    given: dict[str, Any] = {"value": found.get("value")}
    if "grade" in found:
        given = {"judgement": Judgement(str(found["grade"]))}
    if missing:
        absent = st.builds(lambda reason: {"missing_reason": reason}, st.sampled_from(list(MissingReason)))
        not_finite = st.builds(lambda value: {"value": value}, st.sampled_from(_NOT_FINITE))
        given = draw(st.just(given) | st.just(given) | absent | not_finite)
    dimensions = tuple(sorted(indicator.dimensions.items()))
    return Observation(measure=indicator.series, area=area, period=period, dimensions=dimensions, **given)


@st.composite
def histories(draw: st.DrawFn, indicator: Indicator, *, max_periods: int = 6) -> Observations:
    """Observations of one area over consecutive periods, some of them missing, with the comparators' own.

    Args:
        max_periods: how many periods there may be.
    """
    at: Period = draw(st.sampled_from(rated_periods(indicator)))
    found: list[Observation] = []
    for _ in range(draw(st.integers(1, max_periods))):
        found += draw(_in_period(indicator, at))
        at = before(at)
    return Observations(found)


@st.composite
def _in_period(draw: st.DrawFn, indicator: Indicator, period: Period) -> list[Observation]:
    """What there is for one period: the area's own figure, the comparators', and the target's where it is a series."""
    case = Case(indicator=indicator, period=period, facts={})
    target: Any = indicator.target_for(period)
    if draw(st.integers(0, 5)) == 5:
        own: dict[str, Any] = {"missing_reason": draw(st.sampled_from(list(MissingReason)))}
    elif isinstance(target, Judged):
        own = {"judgement": Judgement(draw(st.sampled_from(list(target.grades))))}
    else:
        stated = limits(indicator, period, {}) if target is not None and _states_its_limits(target) else ()
        own = {"value": draw(near(stated, decimals=indicator.decimals))}
    found = [case.observed(indicator.series, AREA, period, **own)]
    levels = sizes(smallest=Decimal("0.01")) if isinstance(target, Share) else numbers()
    sources = list(target.sources.values()) if target is not None else []
    if any(isinstance(source, Compared) and source.comparator == ENGLAND.id for source in sources):
        found.append(case.observed(indicator.series, ENGLAND.areas[0], period, value=draw(levels)))
    found += [
        case.observed(source.measure, AREA, period, value=draw(levels))
        for source in sources
        if isinstance(source, TargetSeries)
    ]
    return found


def _states_its_limits(target: Any) -> bool:
    """Whether a target's limits follow from the definition alone, whatever the period."""
    return not target.sources and not isinstance(target, Judged)
