"""What the lists of control charts, of a trend and of an override mean."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from enum import StrEnum
from itertools import combinations, product

from scorecard_core.movement import travel_rule
from scorecard_core.overrides import OVERRIDE, Validity
from scorecard_core.special_causes import (
    Assurance,
    ChartVerdict,
    SpecialCause,
    SpecialCauseRule,
    Variation,
    assurance,
    control_chart,
    special_cause,
    variation,
)
from scorecard_core.terms import GreyReason, Polarity, Travel
from tests.mutation.meaning import Given, Meaning, every

__all__ = ["OF_CHARTS"]


_CHOICES = [
    frozenset(some) for count in range(1, len(SpecialCauseRule) + 1) for some in combinations(SpecialCauseRule, count)
]


def _set_apart(rules: frozenset[SpecialCauseRule]) -> Callable[[Given], StrEnum]:
    def answer(given: Given) -> StrEnum:
        if given["points"] < given["points_needed"] or given["centre_line"] is None:
            return GreyReason.TOO_FEW_POINTS
        value, high = given["value"], given["value"] > given["centre_line"]
        found = {
            SpecialCauseRule.OUTSIDE: not given["lower_limit"] <= value <= given["upper_limit"],
            SpecialCauseRule.TREND: given["trend_length"] <= max(given["rising"], given["falling"]),
            SpecialCauseRule.CLOSE: given["close_count"] <= given["close"],
            SpecialCauseRule.RUN: given["run_length"] <= given["one_side"],
        }
        first = next((rule for rule in SpecialCauseRule if rule in rules and found[rule]), None)
        if first is None:
            return SpecialCause.NONE
        up = given["rising"] > given["falling"] if first is SpecialCauseRule.TREND else high
        return _CAUSES[first][0 if up else 1]

    return answer


_CAUSES = {
    SpecialCauseRule.OUTSIDE: (SpecialCause.ABOVE_UPPER_LIMIT, SpecialCause.BELOW_LOWER_LIMIT),
    SpecialCauseRule.TREND: (SpecialCause.RISING, SpecialCause.FALLING),
    SpecialCauseRule.CLOSE: (SpecialCause.CLOSE_TO_UPPER_LIMIT, SpecialCause.CLOSE_TO_LOWER_LIMIT),
    SpecialCauseRule.RUN: (SpecialCause.RUN_ABOVE, SpecialCause.RUN_BELOW),
}


def _points() -> Iterator[Given]:
    """Points on, inside and outside each line. One on the mean is on no side of it, and none both rises and falls."""
    asked = {"points_needed": (5,), "trend_length": (4,), "close_count": (2,), "run_length": (6,)}
    lines = {"lower_limit": (10,), "centre_line": (13,), "upper_limit": (16,)}
    yield from every(value=(12,), points=(5,), **asked, **dict.fromkeys(lines, (None,)))
    for rising, falling in ((1, 1), (3, 1), (4, 1), (5, 1), (1, 3), (1, 4), (1, 5)):
        trend = {"rising": (rising,), "falling": (falling,)}
        for value in (12, 9, 10, 11, 13, 14, 15, 16, 17):
            beside = (
                {"close": (0,), "one_side": (0,)} if value == 13 else {"close": (0, 1, 2, 3), "one_side": (5, 6, 7)}
            )
            yield from every(value=(value,), points=(5, 4, 8), **asked, **lines, **trend, **beside)


def _varies(given: Given) -> StrEnum:
    cause = given["special_cause"]
    if cause == SpecialCause.NONE:
        return Variation.COMMON_CAUSE
    up = cause in [high for high, _ in _CAUSES.values()]
    if not given["sign"]:
        return Variation.NEUTRAL_HIGH if up else Variation.NEUTRAL_LOW
    return Variation.IMPROVEMENT if up == (given["sign"] == 1) else Variation.CONCERN


def _assured(given: Given) -> StrEnum:
    """Of all that lies between the limits, how much meets the target?"""
    target, sign = given["reference"], given["sign"]
    counts = given["tie_is_better"]
    met = {((one - target) * sign > 0) or (one == target and counts) for one in _between(given)}
    return Assurance.HIT_OR_MISS if len(met) == 2 else Assurance.PASSING if True in met else Assurance.FAILING


def _between(given: Given) -> Iterator[Decimal]:
    at = given["lower_limit"]
    while at <= given["upper_limit"]:
        yield at
        at += Decimal("0.5")


def _limits() -> Iterator[Given]:
    asked = {"reference": range(4), "sign": (1, -1), "tie_is_better": (True, False)}
    for given in every(lower_limit=range(4), upper_limit=range(4), **asked):
        if given["lower_limit"] <= given["upper_limit"]:
            yield given


def _by_trend(given: Given) -> StrEnum:
    if given["value"] is None or given["chi_squared"] is None or given["broken"]:
        return Travel.NOT_COMPARABLE
    if given["chi_squared"] <= given["critical"] or not given["holds"] or not given["gradient"]:
        return Travel.STEADY
    if not given["sign"]:
        return Travel.INCREASING if given["gradient"] > 0 else Travel.DECREASING
    return Travel.IMPROVING if given["gradient"] == given["sign"] else Travel.WORSENING


def _trends() -> Iterator[Given]:
    signs = {"gradient": (1, 0, -1), "sign": (1, 0, -1)}
    yes_or_no = {"broken": (False, True), "holds": (True, False)}
    return every(value=(5, None), chi_squared=(9, 8, 10, None), critical=(9,), **signs, **yes_or_no)


def _valid(given: Given) -> StrEnum:
    if given["given_on"] is None:
        return Validity.UNDATED
    if given["known_by"] is not None and given["known_by"] < given["given_on"]:
        return Validity.NOT_YET_GIVEN
    if given["expires"] is not None and given["expires"] < given["today"]:
        return Validity.EXPIRED
    return Validity.COUNTS


def _days() -> Iterator[Given]:
    return every(given_on=(2, 1, 3, None), known_by=(2, 1, 3, None), expires=(2, 1, 3, None), today=(2, 1, 3))


def _verdicts() -> Iterator[Given]:
    for first, second in product(Variation, Assurance):
        if f"{first}_{second}" in list(ChartVerdict):
            yield {"variation": first.value, "assurance": second.value}


OF_CHARTS: tuple[Meaning, ...] = (
    *(Meaning(special_cause(rules), tuple(_points()), _set_apart(rules)) for rules in _CHOICES),
    Meaning(variation(), tuple(every(special_cause=[one.value for one in SpecialCause], sign=(1, -1, 0))), _varies),
    Meaning(
        control_chart(), tuple(_verdicts()), lambda given: ChartVerdict(f"{given['variation']}_{given['assurance']}")
    ),
    Meaning(assurance(has_target=True), tuple(_limits()), _assured),
    Meaning(travel_rule(Polarity.HIGH_IS_GOOD, has_range=False, by_trend=True), tuple(_trends()), _by_trend),
    Meaning(OVERRIDE, tuple(_days()), _valid),
)
