"""The facts of one period, with the value on the limits that the other facts set."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import accumulate
from typing import Any

from hypothesis import strategies as st

from scorecard_core.indicators import Indicator
from scorecard_core.periods import Period
from scorecard_core.stated import Stated
from scorecard_core.targets import Consecutive, ControlChart, InPosition, Judged, Milestone, Share, Significance
from scorecard_core.testing.reference import Facts, limits
from scorecard_core.testing.strategies.numbers import near, numbers, sizes
from scorecard_core.testing.strategies.spans import rated_periods

__all__ = ["facts"]

_A_LITTLE = Decimal("0.01")
_SPELLINGS = (str, str.upper, str.lower, lambda grade: f"  {grade} ")


_LEVEL = Decimal(50)
_USUAL = st.sampled_from([_LEVEL + Decimal(off) for off in ("-1", "1", "-0.5", "0.5", "0")])
_UNUSUAL = st.sampled_from([_LEVEL + Decimal(off) for off in ("2", "-2", "2.5", "-2.5", "3", "-3", "9", "-9", "60")])
_RUNS = st.builds(
    lambda start, step, count: [_LEVEL + start + step * at for at in range(count)],
    st.sampled_from([Decimal(off) for off in ("0.5", "-0.5", "2.25", "-2.25", "2.5", "-2.5")]),
    st.sampled_from([Decimal("0.1"), Decimal("-0.1"), Decimal(0)]),
    st.integers(2, 7),
)
_STILL = st.integers(2, 10).map(lambda count: [_LEVEL] * count)
_VARYING = st.builds(
    lambda usual, odd, again, last: [*usual, *odd, *again, *last],
    st.lists(_USUAL, min_size=2, max_size=5),
    st.just([]) | _UNUSUAL.map(lambda one: [one]),
    st.lists(_USUAL, min_size=6, max_size=12),
    st.just([]) | _RUNS | _UNUSUAL.map(lambda one: [one]),
)
_UPPER = st.sampled_from([Decimal(level) for level in ("53.16", "53.17", "52.3", "52.9", "52.2", "50.6")])
_LOWER = st.sampled_from([Decimal(level) for level in ("47.84", "47.83", "48.7", "48.1", "48.8", "50.4")])
_NEAR_LIMITS = st.builds(
    lambda last: [*map(Decimal, (50, 51, 50, 51, 50, 51)), *last],
    st.lists(_UPPER, min_size=1, max_size=3) | st.lists(_LOWER, min_size=1, max_size=4),
)
_ENDING_ON_THE_MEAN = st.builds(
    lambda level, count: [*map(Decimal, (50, 51, 50, 51, 50, 51)), *[level] * count, Decimal("50.5")],
    st.sampled_from([Decimal("50.25"), Decimal("50.75")]),
    st.integers(2, 6),
)


_OF_THE_BASELINE = _NEAR_LIMITS | _ENDING_ON_THE_MEAN
_ITS_LIMITS = (Decimal("47.84"), Decimal("53.16"))
"""The limits of a baseline of 50, 51, 50, 51: a target exactly there is met, or missed, by the side that is stated."""

_FEW = st.sampled_from([False, False, False, False, True])


@cache
def _processes(trend: int) -> st.SearchStrategy[list[Decimal]]:
    """Figures around a level: the usual ups and downs, with odd ones, runs and trends among them; some on and beside
    the limits and the mean of a baseline of four or six; and some that never differ.

    Args:
        trend: how many points are a trend; some have one more or fewer.
    """
    trends = st.builds(
        lambda step, count: [*map(Decimal, (50, 51, 50, 51, 50)), *(_LEVEL + step * at for at in range(1, count))],
        st.sampled_from([Decimal("0.25"), Decimal("-0.25")]),
        st.integers(trend - 1, trend + 1),
    )
    return _VARYING | _NEAR_LIMITS | _NEAR_LIMITS | trends | _STILL | _ENDING_ON_THE_MEAN


def _chart_target(target: ControlChart, draw: st.DrawFn) -> Facts:
    """The target where it comes with the data: near the level, and far off."""
    near_and_far = st.sampled_from([_LEVEL + Decimal(off) for off in ("0", "2", "-2", "10", "-10")])
    return {} if target.measure is None else {"reference": draw(near_and_far)}


@st.composite
def facts(draw: st.DrawFn, indicator: Indicator, *, period: Period | None = None) -> Facts:
    """Everything that the target of an indicator asks for, by the names that worked examples use.

    The value is on a limit, one quantum or one printed step beside it, or anywhere.

    Args:
        period: the period to be rated; one in which the target has a number where it is not given.
    """
    at = period or draw(st.sampled_from(rated_periods(indicator)))
    target: Any = indicator.target_for(at)
    if isinstance(target, Judged):
        return {"grade": draw(st.sampled_from(_SPELLINGS))(draw(st.sampled_from(list(target.grades))))}
    if isinstance(target, Milestone):
        around = st.sampled_from([target.due, at.end]).map(lambda day: Decimal(day.toordinal()))
        day = draw(st.builds(Decimal.__add__, around, st.integers(-1, 1).map(Decimal)))
        return {"grade": draw(st.sampled_from(["done", "Completed", "expected", "in progress"])), "on": day}
    if isinstance(target, ControlChart):
        figures = draw(_OF_THE_BASELINE if target.value in _ITS_LIMITS else _processes(target.trend or 4))
        if target.value is not None and len(set(figures)) == 1:
            figures = [target.value] * len(figures)  # a process that never varies stands exactly on its target
        if draw(_FEW):
            figures = figures[-target.points_needed + draw(st.integers(0, 1)) :]  # just enough of them, or one too few
        *history, value = figures
        return {"value": value, "history": tuple(history), **_chart_target(target, draw)}
    if isinstance(target, Consecutive):
        earlier = tuple(accumulate(draw(_steps(target)), initial=draw(numbers())))
        return {"value": draw(near([Fraction(earlier[-1])], decimals=indicator.decimals)), "history": earlier}
    if isinstance(target, InPosition):
        return draw(_standings(indicator))
    if isinstance(target, Significance):
        return draw(_intervals(target, indicator))
    # The totals that shares are of are above zero, and so are their parts.
    levels = sizes(smallest=_A_LITTLE) if isinstance(target, Share) else numbers()
    sources = target.sources if target is not None else {}
    found = {name: draw(levels) for name, source in sources.items() if not isinstance(source, Stated)}
    if "baseline" in found:
        # A way leads somewhere: its end is better than its beginning.
        found["baseline"] = target.value - indicator.polarity.sign * draw(sizes(smallest=_A_LITTLE))
    return {"value": draw(near(limits(indicator, at, found), decimals=indicator.decimals)), **found}


@st.composite
def _steps(draw: st.DrawFn, target: Consecutive) -> list[Decimal]:
    """Changes one way, about as many as are asked for, after a turn or a stay, and perhaps before a stay."""
    way = draw(st.sampled_from([Decimal(step) for step in ("1", "-1", "0.25", "-0.25")]))
    asked = draw(st.sampled_from([target.green_after, target.red_after]))
    count = max(asked + draw(st.integers(-2, 1)), 0)
    begun, ended = draw(st.sampled_from([[], [Decimal(0)], [-way]])), draw(st.sampled_from([[], [], [Decimal(0)]]))
    return [*begun, *[way] * count, *ended]


@st.composite
def _standings(draw: st.DrawFn, indicator: Indicator) -> Mapping[str, Decimal | str]:
    """A value among those of other areas, many of them alike, or each of them another."""
    levels = draw(st.lists(numbers(), min_size=1, max_size=4))
    peers = draw(st.lists(st.sampled_from(levels), max_size=9) | st.lists(numbers(), min_size=3, max_size=9))
    levels = peers or levels
    value = draw(near([Fraction(level) for level in levels], decimals=indicator.decimals))
    return {"value": value, **{f"peer_{at}": peer for at, peer in enumerate(peers, start=1)}}


@st.composite
def _intervals(draw: st.DrawFn, target: Significance, indicator: Indicator) -> Mapping[str, Decimal | str]:
    """A value with an interval, one end of which is about where what it is compared with begins or ends."""
    found: dict[str, Decimal | str] = {}
    ends = [target.low, target.high] if target.low is not None else [target.value]
    if target.comparator is not None:
        reference = draw(numbers())
        ends = [reference]
        found["reference"] = reference
        if target.intervals == "both":
            lowest, highest = reference - draw(sizes()), reference + draw(sizes())
            found |= {"reference_lower": lowest, "reference_upper": highest}
            ends = [lowest, highest]
    edge = draw(near([Fraction(end) for end in ends if end is not None], decimals=indicator.decimals))
    width = draw(sizes())
    lower, upper = draw(st.sampled_from([(edge, edge + width), (edge - width, edge)]))
    return {"value": draw(st.sampled_from([lower, upper])), "lower": lower, "upper": upper, **found}
