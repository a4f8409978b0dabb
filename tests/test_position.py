"""Where an area stands in a group: who is a member, ties, quantiles and ranks, and what each band comes to."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecard_core import (
    Comparator,
    GreyReason,
    Indicator,
    MissingReason,
    Observation,
    Observations,
    Rag,
    Rating,
    parse_period,
    rate,
)
from scorecard_core.comparators import Statistic
from scorecard_core.statistics import quantile, quantile_number, rank

PERIOD, BEFORE = parse_period("2016/17"), parse_period("2015/16")
NEIGHBOURS = Comparator(id="council.neighbours", name="our neighbours", areas=tuple("BCDE"), statistic=Statistic.MEAN)
TOP_TWO = [{"name": "in the top two", "colour": "green", "to": 2}, {"name": "further down", "colour": "red"}]

figures = st.integers(0, 40).map(Decimal)
groups = st.lists(figures, min_size=4, max_size=20)


def indicator(target: dict[str, Any] | None = None, **more: Any) -> Indicator:
    return Indicator.model_validate(
        {
            "id": "council.case",
            "title": "A case",
            "polarity": "high_is_good",
            "unit": "case",
            "frequency": "financial_year",
            "target": {"type": "position", **(target or {})},
            **more,
        }
    )


def observed(area: str, value: object, **more: Any) -> Observation:
    given: Any = value
    return Observation(measure="council.case", area=area, period=PERIOD, value=given, **more)


def standing(one: Indicator, figures: dict[str, object], area: str = "A", *more: Observation) -> Rating:
    observations = [observed(name, value) for name, value in figures.items()]
    known = {NEIGHBOURS.id: NEIGHBOURS}
    return rate(one, Observations([*observations, *more]), PERIOD, area=area, comparators=known)


def fact(rating: Rating, name: str) -> Decimal | None:
    return next(one.value for one in rating.facts if one.name == name)


EIGHT = {area: at for at, area in enumerate("ABCDEFGH", start=1)}


def test_the_best_quarter_is_green_the_worst_red_and_the_rest_uncoloured() -> None:
    told = {area: standing(indicator(), EIGHT, area) for area in EIGHT}
    assert "".join(rating.verdict for rating in told.values()) == "DDCCBBAA"
    assert [rating.status for rating in told.values()] == [Rag.RED] * 2 + [Rag.GREY] * 4 + [Rag.GREEN] * 2
    assert told["C"].grey_reason is GreyReason.UNCOLOURED_BAND


def test_the_polarity_turns_the_group_round() -> None:
    low = indicator(polarity="low_is_good")
    assert "".join(standing(low, EIGHT, area).verdict for area in EIGHT) == "AABBCCDD"


@given(groups, st.sampled_from(["high_is_good", "low_is_good"]), st.integers(2, 6), st.sampled_from([4, 6, 7, 9]))
def test_a_band_is_the_one_that_the_quantiles_say(
    values: list[Decimal], polarity: str, quantiles: int, method: int
) -> None:
    one = indicator({"quantiles": quantiles, "method": method, "fewest": 1}, polarity=polarity)
    sign = 1 if polarity == "high_is_good" else -1
    rating = standing(one, {f"area {at}": value for at, value in enumerate(values)}, "area 0")
    parts = [Fraction(at, quantiles) for at in range(1, quantiles)]
    cuts = [quantile(values, 1 - part if sign > 0 else part, method) for part in parts]
    expected = 1 + sum((values[0] - cut) * sign < 0 for cut in cuts)
    names = "ABCD" if quantiles == 4 else [f"{at} of {quantiles}" for at in range(1, quantiles + 1)]
    assert rating.verdict == names[expected - 1]
    assert fact(rating, "rank") == rank(values[0], values, sign)


@given(groups, st.integers(2, 6))
def test_quantiles_of_ranks_are_those_of_the_technical_guidance(values: list[Decimal], quantiles: int) -> None:
    one = indicator({"quantiles": quantiles, "method": "rank", "fewest": 1})
    rating = standing(one, {f"area {at}": value for at, value in enumerate(values)}, "area 0")
    assert fact(rating, "place") == quantile_number(rank(values[0], values, 1), len(values), quantiles)


@given(groups, st.sampled_from(["7", "rank", "top two"]))
def test_equal_figures_are_in_one_band(values: list[Decimal], way: str) -> None:
    target: dict[str, Any] = {"7": {}, "rank": {"method": "rank"}, "top two": {"bands": TOP_TWO}}[way]
    named: dict[str, object] = {f"area {at}": value for at, value in enumerate([*values, values[0]])}
    last = f"area {len(values)}"
    first, second = (standing(indicator(target), named, area) for area in ("area 0", last))
    assert (first.verdict, first.status) == (second.verdict, second.status)


@pytest.mark.parametrize(("tie", "verdict"), [("better", "A"), ("worse", "B")])
def test_a_figure_exactly_on_a_cut_falls_on_the_side_that_is_stated(tie: str, verdict: str) -> None:
    # Of five figures the quartiles are figures themselves.
    five: dict[str, object] = {area: at for at, area in enumerate("ABCDE", start=1)}
    assert standing(indicator({"tie": tie}), five, "D").verdict == verdict


def test_a_band_may_end_at_a_rank_and_equals_share_the_better_one() -> None:
    one = indicator({"bands": TOP_TWO})
    values: dict[str, object] = {"A": 9, "B": 8, "C": 8, "D": 7}
    told = {area: standing(one, values, area) for area in values}
    assert [fact(rating, "rank") for rating in told.values()] == [1, 2, 2, 4]
    assert [rating.status for rating in told.values()] == [Rag.GREEN] * 3 + [Rag.RED]


def test_a_group_is_the_areas_of_a_comparator_and_the_area_itself() -> None:
    rating = standing(indicator({"group": "council.neighbours"}), {**EIGHT, "Z": 99}, "A")
    assert (fact(rating, "members"), fact(rating, "rank")) == (5, 5)
    member = standing(indicator({"group": "council.neighbours", "fewest": 2}), EIGHT, "E")
    assert (fact(member, "members"), fact(member, "rank")) == (4, 1)


def test_totals_can_be_left_out_and_the_area_itself_never_is() -> None:
    everyone: dict[str, object] = {**EIGHT, "England": 4}
    assert fact(standing(indicator(), everyone), "members") == 9
    without = indicator({"leaving_out": ["England", "A"]})
    assert fact(standing(without, everyone), "members") == 8


def test_an_area_without_a_figure_for_the_period_is_no_member() -> None:
    suppressed = Observation(measure="council.case", area="I", period=PERIOD, missing_reason=MissingReason.SUPPRESSED)
    earlier = Observation(measure="council.case", area="J", period=BEFORE, value=Decimal(5))
    assert fact(standing(indicator(), EIGHT, "A", suppressed, earlier), "members") == 8


@pytest.mark.parametrize(("fewest", "reason"), [(8, None), (9, GreyReason.TOO_FEW_MEMBERS)])
def test_too_few_members_are_grey(fewest: int, reason: GreyReason | None) -> None:
    assert standing(indicator({"fewest": fewest}), EIGHT, "H").grey_reason is reason


@pytest.mark.parametrize(
    ("target", "least"), [({}, 4), ({"quantiles": 5}, 5), ({"method": "rank"}, 4), ({"bands": TOP_TWO}, 2)]
)
def test_without_a_number_there_must_be_as_many_members_as_quantiles_or_two_for_ranks(
    target: dict[str, Any], least: int
) -> None:
    def reason(count: int) -> GreyReason | None:
        return standing(indicator(target), dict(list(EIGHT.items())[:count])).grey_reason

    assert reason(least - 1) is GreyReason.TOO_FEW_MEMBERS
    assert reason(least) is not GreyReason.TOO_FEW_MEMBERS


def test_a_group_that_nobody_knows_is_grey() -> None:
    rating = standing(indicator({"group": "council.unknown"}), EIGHT)
    assert rating.grey_reason is GreyReason.NO_COMPARATOR


def test_where_no_direction_is_good_the_lowest_come_first_and_nothing_has_a_colour() -> None:
    bands = [{"name": name, "colour": "grey"} for name in ("lowest", "low", "middle", "high", "highest")]
    one = indicator({"bands": bands}, polarity="no_judgement")
    ten: dict[str, object] = {area: at for at, area in enumerate("ABCDEFGHIJ", start=1)}
    told = [standing(one, ten, area) for area in ten]
    assert [rating.verdict for rating in told] == [band["name"] for band in bands for _ in range(2)]
    assert {rating.grey_reason for rating in told} == {GreyReason.UNCOLOURED_BAND}


def test_the_sentence_says_the_rank_the_group_and_the_band() -> None:
    rating = standing(indicator({"group": "council.neighbours"}), EIGHT)
    assert rating.reason == (
        "1 case is number 5 of 5 among our neighbours, in the band 'D', past 2 cases: Red. "
        "No earlier rating is on record."
    )
    ranked = standing(indicator({"bands": TOP_TWO}), EIGHT, "H")
    assert ranked.reason == (
        "8 cases is number 1 of 8 among all areas with a figure, in the band 'in the top two': Green. "
        "No earlier rating is on record."
    )


def test_figures_are_compared_as_they_are_judged() -> None:
    values: dict[str, object] = {"A": "2.4", "B": "2.3", "C": "2.2", "D": "1"}
    assert fact(standing(indicator(), values, "C"), "rank") == 3
    assert fact(standing(indicator(judged="published", decimals=0), values, "C"), "rank") == 1


@given(st.permutations(list(EIGHT.items())))
def test_the_order_of_the_observations_does_not_matter(pairs: list[tuple[str, int]]) -> None:
    first, second = (standing(indicator(), dict(some)) for some in (pairs, sorted(pairs)))
    assert (first.verdict, first.reason) == (second.verdict, second.reason)
