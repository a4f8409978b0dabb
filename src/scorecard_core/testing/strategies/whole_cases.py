"""Whole cases: a definition, its facts, and the figures around them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from scorecard_core.indicators import Indicator
from scorecard_core.references import Compared, Own
from scorecard_core.testing.case import Case, before
from scorecard_core.testing.reference import limits
from scorecard_core.testing.strategies.definitions import indicators
from scorecard_core.testing.strategies.fact_sets import facts
from scorecard_core.testing.strategies.numbers import near, numbers
from scorecard_core.testing.strategies.spans import rated_periods

__all__ = ["cases", "cases_and_values"]


@st.composite
def cases(draw: st.DrawFn, /, indicator: Indicator | None = None, *, earlier: bool = False, **options: Any) -> Case:
    """Cases to rate: everything that the definition asks for is there.

    Args:
        indicator: the definition; drawn where it is not given.
        earlier: whether there is a figure for the period before, too, where nothing else needs that place.
        options: what :func:`indicators` takes.
    """
    one = indicator if indicator is not None else draw(indicators(**options))
    period = draw(st.sampled_from(rated_periods(one)))
    case = Case(indicator=one, period=period, facts=draw(facts(one, period=period)))
    if not earlier or "grade" in case.facts or _looks_back(case):
        return case
    return case.but(earlier=((before(period), draw(numbers())),))


def _looks_back(case: Case) -> bool:
    """Whether the target itself looks at earlier figures, which then settle what they are."""
    sources = case.target.sources.values() if case.target else ()
    return "history" in case.facts or any(
        isinstance(source, Own) or (isinstance(source, Compared) and source.base) for source in sources
    )


@st.composite
def cases_and_values(draw: st.DrawFn, /, indicator: Indicator | None = None, **options: Any) -> tuple[Case, Decimal]:
    """A case and a second value: near the limits like the first, or near where they would be beyond zero."""
    case = draw(cases(indicator, **options))
    found = limits(case.indicator, case.period, case.facts)
    return case, draw(near((*found, *(-limit for limit in found)), decimals=case.indicator.decimals))
