"""What happens exactly on a limit: each convention in use that a definition can state, one sentence each.

Whose convention it is, is named where somebody is known for it. Limits under floats and frames are held in
``tests/test_exactness.py`` and ``tests/frames/test_boundaries.py``.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from scorecard_core import GreyReason, Indicator, Observation, Observations, Rag, Rating, parse_period, rate

NOW, BEFORE = "Q4 2016/17", "Q3 2016/17"
HIGH, LOW, PLAN = "high_is_good", "low_is_good", "plan_is_best"
GREEN, AMBER, RED = Rag.GREEN, Rag.AMBER, Rag.RED
HAIR = Decimal("0.000001")


def indicator(polarity: str, target: Any, **more: Any) -> Indicator:
    stated = {"id": "a.b", "title": "A case", "unit": "case", "frequency": "quarter", "decimals": 6}
    return Indicator.model_validate({**stated, "polarity": polarity, "target": target, **more})


def rated(polarity: str, target: Any, value: Any, *, then: Any = None, theirs: Any = None, **more: Any) -> Rating:
    rows = [("Here", NOW, value), ("Here", BEFORE, then), ("England", NOW, theirs)]
    figures = [
        Observation(
            measure="a.b",
            area=area,
            period=parse_period(period),
            value=Decimal(str(number)),
            **(more if (area, period) == ("Here", NOW) else {}),
        )
        for area, period, number in rows
        if number is not None
    ]
    return rate(indicator(polarity, target), Observations(figures), parse_period(NOW), area="Here")


def colours(polarity: str, target: dict[str, Any], *values: Any, **more: Any) -> list[Rag]:
    return [rated(polarity, target, value, **more).status for value in values]


# One limit.


def test_no_more_than_sixty_is_green_at_sixty() -> None:
    assert colours(LOW, {"type": "threshold", "value": 60}, 60, 60 + HAIR) == [GREEN, RED]


def test_at_least_a_hundred_is_green_at_a_hundred() -> None:
    assert colours(HIGH, {"type": "threshold", "value": 100}, 100, 100 - HAIR) == [GREEN, RED]


def test_fewer_than_eighty_five_is_red_at_eighty_five() -> None:
    assert colours(LOW, {"type": "threshold", "value": 85, "tie": "worse"}, 85 - HAIR, 85) == [GREEN, RED]


def test_in_line_with_the_average_is_green_level_with_it() -> None:
    assert colours(LOW, {"type": "comparator", "with": "england"}, 43, 43 + HAIR, theirs=43) == [GREEN, RED]


def test_below_the_average_is_red_level_with_it() -> None:
    strict = {"type": "comparator", "with": "england", "strict": True}
    assert colours(LOW, strict, 43 - HAIR, 43, theirs=43) == [GREEN, RED]


@pytest.mark.parametrize(("tie", "colour"), [("better", GREEN), ("worse", RED)])
def test_standing_still_counts_as_an_improvement_or_not_as_the_definition_says(tie: str, colour: Rag) -> None:
    assert rated(HIGH, {"type": "improvement", "on": "previous", "tie": tie}, 60, then=60).status is colour


def test_improved_by_exactly_the_least_change_is_improved() -> None:
    target = {"type": "improvement", "on": "previous", "by": {"amount": 5}}
    assert colours(HIGH, target, 65, 65 - HAIR, then=60) == [GREEN, RED]


# Two limits.


def test_ninety_per_cent_of_target_and_more_is_amber_at_ninety() -> None:
    target = {"type": "threshold", "value": 100, "tolerance": {"percent": 10}}
    assert colours(HIGH, target, 100, 100 - HAIR, 90, 90 - HAIR) == [GREEN, AMBER, AMBER, RED]


def test_where_a_tie_is_worse_it_is_so_at_the_green_limit_and_at_the_amber_one() -> None:
    target = {"type": "threshold", "value": 100, "tolerance": {"percent": 10}, "tie": "worse"}
    assert colours(HIGH, target, 100 + HAIR, 100, 90 + HAIR, 90) == [GREEN, AMBER, AMBER, RED]


def test_a_target_met_within_its_tolerance_is_one_number_for_who_gives_no_amber() -> None:
    # Havering: "on or within 10% of target" is green, "more than 10%" off is red.
    assert colours(HIGH, {"type": "threshold", "value": 90}, 90, 90 - HAIR) == [GREEN, RED]


def test_amber_from_the_lower_limit_up_to_below_the_upper_is_better_where_high_is_good() -> None:
    # Fingertips' range: amber is [lower, upper) for both polarities.
    target = {"type": "threshold", "value": 20, "amber_limit": 10}
    assert colours(HIGH, target, 10 - HAIR, 10, 20 - HAIR, 20) == [RED, AMBER, AMBER, GREEN]


def test_amber_from_the_lower_limit_up_to_below_the_upper_is_worse_where_low_is_good() -> None:
    target = {"type": "threshold", "value": 10, "amber_limit": 20, "tie": "worse"}
    assert colours(LOW, target, 10 - HAIR, 10, 20 - HAIR, 20) == [GREEN, AMBER, AMBER, RED]


def test_a_limit_belongs_to_the_lower_status_where_the_tie_is_worse() -> None:
    # Corporater: 30 is red, 30.001 yellow.
    target = {"type": "threshold", "value": 70, "amber_limit": 30, "tie": "worse"}
    assert colours(HIGH, target, 30, "30.001", 70, "70.001") == [RED, AMBER, AMBER, GREEN]


def test_a_floor_standard_is_amber_at_the_floor() -> None:
    # Kent: amber between the floor standard and the target.
    target = {"type": "threshold", "value": 95, "amber_limit": 90}
    assert colours(HIGH, target, 90, 90 - HAIR) == [AMBER, RED]


def test_a_tolerance_of_nothing_is_no_amber() -> None:
    none = {"type": "threshold", "value": 60}
    nothing = {**none, "tolerance": {"amount": 0}}
    for tie in ("better", "worse"):
        values = (60 - HAIR, 60, 60 + HAIR)
        assert colours(LOW, {**nothing, "tie": tie}, *values) == colours(LOW, {**none, "tie": tie}, *values)


def test_a_part_of_a_negative_target_is_a_part_of_its_size() -> None:
    target = {"type": "threshold", "value": -10, "tolerance": {"percent": 10}}
    assert colours(HIGH, target, -10, -11, -11 - HAIR) == [GREEN, AMBER, RED]
    assert colours(LOW, target, -10, -9, -9 + HAIR) == [GREEN, AMBER, RED]


# Ranges.

RANGE = {"type": "range", "low": 10, "high": 20}


def test_both_edges_of_a_range_are_inside() -> None:
    assert colours(PLAN, RANGE, 10, 20, 10 - HAIR, 20 + HAIR) == [GREEN, GREEN, RED, RED]


def test_both_edges_of_a_range_are_outside_where_the_tie_is_worse() -> None:
    assert colours(PLAN, {**RANGE, "tie": "worse"}, 10 + HAIR, 20 - HAIR, 10, 20) == [GREEN, GREEN, RED, RED]


def test_a_tolerance_widens_both_edges_and_its_ends_are_amber() -> None:
    target = {**RANGE, "tolerance": {"amount": 1}}
    assert colours(PLAN, target, 9, 21, 9 - HAIR, 21 + HAIR) == [AMBER, AMBER, RED, RED]


def test_a_range_of_one_number_is_green_at_that_number_alone() -> None:
    assert colours(PLAN, {**RANGE, "low": 10, "high": 10}, 10, 10 - HAIR, 10 + HAIR) == [GREEN, RED, RED]


# Bands.


def bands(tie: str = "better", *, ends: tuple[int, int] = (90, 75)) -> dict[str, Any]:
    names = [("top", "green", ends[0]), ("middle", "amber", ends[1])]
    stated = [{"name": name, "colour": colour, "to": to} for name, colour, to in names]
    return {"type": "bands", "tie": tie, "bands": [*stated, {"name": "rest", "colour": "red"}]}


def test_a_band_holds_the_value_that_it_reaches_to() -> None:
    # StatCan: at least, at each lower bound.
    assert colours(HIGH, bands(), 90, 90 - HAIR, 75, 75 - HAIR) == [GREEN, AMBER, AMBER, RED]


def test_a_band_does_not_hold_the_value_that_it_reaches_to_where_the_tie_is_worse() -> None:
    # OBIEE: 80 < x <= 100, so that equality falls to the lower band.
    assert colours(HIGH, bands("worse"), 90 + HAIR, 90, 75 + HAIR, 75) == [GREEN, AMBER, AMBER, RED]


@given(st.decimals(-200, 200, places=3), st.sampled_from(["better", "worse"]), st.sampled_from([HIGH, LOW]))
def test_no_value_falls_between_two_bands(value: Decimal, tie: str, polarity: str) -> None:
    # ServiceNow: "90 and more" green, "75-89" yellow, and 89.5 is nothing. Bands touch, so that there is no such place.
    ends = (90, 75) if polarity == HIGH else (75, 90)
    assert rated(polarity, bands(tie, ends=ends), value).verdict in ("top", "middle", "rest")


# Overlaps and gaps are refused.


def refused(polarity: str, target: Any) -> str:
    with pytest.raises(ValidationError) as error:
        indicator(polarity, target)
    (problem,) = error.value.errors()
    return problem["type"]


def test_bands_that_overlap_are_refused() -> None:
    # Oracle: "no more than 70%" critical, "between 70 and 100", "100 and more".
    assert refused(HIGH, bands(ends=(75, 90))) == "bands-crossed"
    assert refused(HIGH, bands(ends=(75, 75))) == "bands-crossed"


def test_bands_that_leave_out_part_of_the_line_are_refused() -> None:
    target = bands()
    assert refused(HIGH, {**target, "bands": target["bands"][:2]}) == "bands-leave-a-gap"


def test_an_amber_limit_on_the_good_side_is_refused() -> None:
    target = {"type": "threshold", "value": 60, "amber_limit": 50}
    assert refused(LOW, target) == "tolerance-contradicts-polarity"


def test_an_amber_limit_at_the_target_itself_is_no_amber() -> None:
    assert colours(LOW, {"type": "threshold", "value": 60, "amber_limit": 60}, 60, 60 + HAIR) == [GREEN, RED]


def test_a_range_whose_edges_are_crossed_is_refused() -> None:
    assert refused(PLAN, {**RANGE, "low": 21}) == "range-crossed"


def test_two_targets_for_one_period_are_refused() -> None:
    first, second = {"type": "threshold", "value": 1, "until": NOW}, {"type": "threshold", "value": 2, "from": NOW}
    assert refused(LOW, [first, second]) == "targets-overlap"


def test_a_part_of_nought_is_refused_unless_an_amount_stands_beside_it() -> None:
    target = {"type": "threshold", "value": 0, "tolerance": {"percent": 10}}
    assert refused(LOW, target) == "percent-of-zero"
    beside = {**target, "tolerance": {"percent": 10, "amount": 2}}
    assert colours(LOW, beside, 0, 2, 2 + HAIR) == [GREEN, AMBER, RED]


# Intervals.


def judged(touching: str, lower: str, upper: str) -> str:
    target = {"type": "significance", "value": 60, "touching": touching}
    limits = {"lower": Decimal(lower), "upper": Decimal(upper), "confidence": Decimal(95)}
    return rated(LOW, target, 50 if Decimal(upper) <= 60 else 70, **limits).verdict


@pytest.mark.parametrize(("lower", "upper"), [("40", "60"), ("60", "80")])
def test_an_interval_that_touches_what_it_is_compared_with_is_similar(lower: str, upper: str) -> None:
    # Fingertips: touching counts as similar, on either side.
    assert judged("similar", lower, upper) == "similar"


@pytest.mark.parametrize(("lower", "upper", "verdict"), [("40", "60", "better"), ("60", "80", "worse")])
def test_an_interval_that_touches_differs_where_the_definition_says_so(lower: str, upper: str, verdict: str) -> None:
    assert judged("different", lower, upper) == verdict


# A comparator's and a gap's.


@pytest.mark.parametrize(("tie", "colour"), [("better", GREEN), ("worse", RED)])
def test_a_gap_that_is_exactly_kept_is_kept_or_not_as_the_definition_says(tie: str, colour: Rag) -> None:
    figures = [("Here", NOW, 61), ("Here", BEFORE, 60), ("England", NOW, 58), ("England", BEFORE, 57)]
    observations = Observations(
        Observation(measure="a.b", area=area, period=parse_period(period), value=Decimal(value))
        for area, period, value in figures
    )
    one = indicator(HIGH, {"type": "gap", "with": "england", "tie": tie})
    assert rate(one, observations, parse_period(NOW), area="Here").status is colour


@pytest.mark.parametrize(("tie", "verdicts"), [("better", ["A", "B", "C"]), ("worse", ["B", "C", "D"])])
def test_a_value_exactly_on_a_quartile_is_in_the_better_or_the_worse_quarter(tie: str, verdicts: list[str]) -> None:
    # Fingertips' quartiles: a value no higher than the bound is in the lower quarter.
    target = {"type": "position", "quantiles": 4, "tie": tie}
    figures = [
        Observation(measure="a.b", area=area, period=parse_period(NOW), value=Decimal(value))
        for area, value in zip("VWXYZ", (1, 2, 3, 4, 5), strict=True)
    ]
    one, observations = indicator(HIGH, target), Observations(figures)
    assert [rate(one, observations, parse_period(NOW), area=area).verdict for area in "YXW"] == verdicts


# Dates.


def test_a_definition_counts_on_its_first_and_in_its_last_period() -> None:
    target = {"type": "threshold", "value": 1}
    one = indicator(LOW, target, **{"from": BEFORE, "until": NOW})
    observations = Observations(
        Observation(measure="a.b", area="Here", period=parse_period(period), value=Decimal(1))
        for period in ("Q2 2016/17", BEFORE, NOW, "Q1 2017/18")
    )
    periods = ("Q2 2016/17", BEFORE, NOW, "Q1 2017/18")
    reasons = [rate(one, observations, parse_period(period), area="Here").grey_reason for period in periods]
    assert reasons == [GreyReason.NOT_IN_FORCE, None, None, GreyReason.NOT_IN_FORCE]
