"""The lists that read a control chart: which rule sets a point apart, what that means, and what to expect."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecard_core import DecisionList, GreyReason
from scorecard_core.rules import FactValue
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

ALL = frozenset(SpecialCauseRule)
ORDINARY: Mapping[str, FactValue] = {
    "value": Decimal(10),
    "centre_line": Decimal(10),
    "lower_limit": Decimal(7),
    "upper_limit": Decimal(13),
    "points": Decimal(20),
    "points_needed": Decimal(13),
    "one_side": Decimal(1),
    "run_length": Decimal(7),
    "rising": Decimal(1),
    "falling": Decimal(1),
    "trend_length": Decimal(7),
    "close": Decimal(0),
    "close_count": Decimal(2),
}
"""A point that nothing sets apart."""

UP = {
    SpecialCause.ABOVE_UPPER_LIMIT,
    SpecialCause.RISING,
    SpecialCause.CLOSE_TO_UPPER_LIMIT,
    SpecialCause.RUN_ABOVE,
}
DOWN = set(SpecialCause) - UP - {SpecialCause.NONE}


def answer(rule: DecisionList, facts: Mapping[str, FactValue]) -> StrEnum:
    return rule.branches[rule.decide(facts)].answer


def cause(rules: frozenset[SpecialCauseRule] = ALL, **facts: FactValue) -> StrEnum:
    return answer(special_cause(rules), {**ORDINARY, **{name: _number(fact) for name, fact in facts.items()}})


def _number(fact: FactValue) -> FactValue:
    return Decimal(fact) if isinstance(fact, str) else fact


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, SpecialCause.NONE),
        ({"value": "13"}, SpecialCause.NONE),
        ({"value": "13.000001"}, SpecialCause.ABOVE_UPPER_LIMIT),
        ({"value": "7"}, SpecialCause.NONE),
        ({"value": "6.999999"}, SpecialCause.BELOW_LOWER_LIMIT),
        ({"rising": "6"}, SpecialCause.NONE),
        ({"rising": "7"}, SpecialCause.RISING),
        ({"falling": "7"}, SpecialCause.FALLING),
        ({"value": "12.5", "close": "1"}, SpecialCause.NONE),
        ({"value": "12.5", "close": "2"}, SpecialCause.CLOSE_TO_UPPER_LIMIT),
        ({"value": "7.5", "close": "2"}, SpecialCause.CLOSE_TO_LOWER_LIMIT),
        ({"value": "11", "one_side": "6"}, SpecialCause.NONE),
        ({"value": "11", "one_side": "7"}, SpecialCause.RUN_ABOVE),
        ({"value": "9", "one_side": "7"}, SpecialCause.RUN_BELOW),
    ],
)
def test_a_point_is_set_apart_from_the_stated_length_on_and_beyond_a_limit_but_not_on_it(
    facts: dict[str, FactValue], expected: SpecialCause
) -> None:
    assert cause(**facts) == expected


def test_outside_comes_before_a_trend_before_close_before_a_run() -> None:
    everything = {"value": "14", "falling": "9", "close": "2", "one_side": "9"}
    order = [
        (SpecialCauseRule.OUTSIDE, SpecialCause.ABOVE_UPPER_LIMIT),
        (SpecialCauseRule.TREND, SpecialCause.FALLING),
        (SpecialCauseRule.CLOSE, SpecialCause.CLOSE_TO_UPPER_LIMIT),
        (SpecialCauseRule.RUN, SpecialCause.RUN_ABOVE),
    ]
    asked = ALL
    for rule, expected in order:
        assert cause(asked, **everything) == expected
        asked -= {rule}
    assert cause(asked, **everything) == SpecialCause.NONE


def test_too_few_points_are_a_reason_of_their_own_and_so_is_a_chart_without_lines() -> None:
    assert cause(points="12") == GreyReason.TOO_FEW_POINTS
    assert cause(points="13") == SpecialCause.NONE
    assert cause(centre_line=None, lower_limit=None, upper_limit=None) == GreyReason.TOO_FEW_POINTS


@pytest.mark.parametrize("found", SpecialCause)
def test_polarity_makes_an_improvement_or_a_concern_of_a_special_cause(found: SpecialCause) -> None:
    seen = [answer(variation(), {"special_cause": found, "sign": Decimal(sign)}) for sign in (1, -1, 0)]
    if found is SpecialCause.NONE:
        assert seen == [Variation.COMMON_CAUSE] * 3
    elif found in UP:
        assert seen == [Variation.IMPROVEMENT, Variation.CONCERN, Variation.NEUTRAL_HIGH]
    else:
        assert found in DOWN
        assert seen == [Variation.CONCERN, Variation.IMPROVEMENT, Variation.NEUTRAL_LOW]


def assured(target: Decimal, sign: int, *, tie_is_better: bool) -> StrEnum:
    facts = {**ORDINARY, "reference": target, "sign": Decimal(sign), "tie_is_better": tie_is_better}
    return answer(assurance(has_target=True), facts)


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("6.999", Assurance.PASSING),
        ("7", Assurance.PASSING),
        ("7.001", Assurance.HIT_OR_MISS),
        ("13", Assurance.HIT_OR_MISS),
        ("13.001", Assurance.FAILING),
    ],
)
def test_a_process_passes_where_its_worse_limit_meets_the_target_and_fails_where_its_better_one_does_not(
    target: str, expected: Assurance
) -> None:
    assert assured(Decimal(target), 1, tie_is_better=True) == expected


@given(st.decimals(0, 20, places=1), st.booleans())
def test_assurance_is_mirrored_with_polarity(target: Decimal, tie_is_better: bool) -> None:
    mirrored = Decimal(20) - target  # the limits lie evenly around ten
    assert assured(target, 1, tie_is_better=tie_is_better) == assured(mirrored, -1, tie_is_better=tie_is_better)


def test_with_ties_on_the_worse_side_a_limit_on_the_target_does_not_meet_it() -> None:
    assert assured(Decimal(7), 1, tie_is_better=False) == Assurance.HIT_OR_MISS
    assert assured(Decimal(13), 1, tie_is_better=False) == Assurance.FAILING


def test_without_a_target_nothing_is_assured() -> None:
    assert answer(assurance(has_target=False), ORDINARY) == Assurance.NO_TARGET


@pytest.mark.parametrize("verdict", ChartVerdict)
def test_a_verdict_is_its_variation_and_its_assurance(verdict: ChartVerdict) -> None:
    first, second = verdict.pair
    assert answer(control_chart(), {"variation": first, "assurance": second}) == verdict
