"""Statistically better, similar or worse: which interval counts, what touching means, what each verdict comes to."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scorecard_core import (
    Comparator,
    GreyReason,
    Indicator,
    Observation,
    Observations,
    Rag,
    Rating,
    parse_period,
    rate,
)
from scorecard_core.comparators import Statistic
from scorecard_core.statistics import Confidence, byar, wilson

PERIOD = parse_period("2016/17")
NEIGHBOURS = Comparator(
    id="council.neighbours", name="our neighbours", areas=("North", "South"), statistic=Statistic.MEAN
)
ENGLAND = Comparator(id="england", name="England", areas=("England",))
COMPARATORS = {one.id: one for one in (ENGLAND, NEIGHBOURS)}

hundredths = st.integers(0, 10_000).map(lambda count: Decimal(count).scaleb(-2))


def indicator(target: dict[str, Any] | None = None, **more: Any) -> Indicator:
    return Indicator.model_validate(
        {
            "id": "council.case",
            "title": "A case",
            "polarity": "low_is_good",
            "unit": "percent",
            "frequency": "financial_year",
            "target": {"type": "significance", **(target or {"with": "england"})},
            **more,
        }
    )


def observed(value: object, area: str = "Here", **more: Any) -> Observation:
    given: Any = value
    return Observation(measure="council.case", area=area, period=PERIOD, value=given, **more)


def rated(one: Indicator, *observations: Observation) -> Rating:
    return rate(one, Observations(observations), PERIOD, area="Here", comparators=COMPARATORS)


def against(lower: object, upper: object, reference: object = 50, **target: Any) -> str:
    given: Any = {"lower": lower, "upper": upper}
    one = indicator({"with": "england", **target})
    return rated(one, observed(50, **given), observed(reference, "England")).verdict


@pytest.mark.parametrize(
    ("lower", "upper", "verdict"),
    [
        ("50.01", "60", "worse"),
        ("50", "60", "similar"),
        ("49.99", "60", "similar"),
        ("40", "50.01", "similar"),
        ("40", "50", "similar"),
        ("40", "49.99", "better"),
        ("50", "50", "similar"),
    ],
)
def test_an_interval_that_just_touches_is_similar(lower: str, upper: str, verdict: str) -> None:
    assert against(lower, upper) == verdict


@pytest.mark.parametrize(
    ("lower", "upper", "verdict"),
    [("50", "60", "worse"), ("49.99", "60", "similar"), ("40", "50", "better"), ("50", "50", "similar")],
)
def test_touching_may_count_as_different_and_two_equal_points_never_do(lower: str, upper: str, verdict: str) -> None:
    assert against(lower, upper, touching="different") == verdict


@given(lower=hundredths, width=hundredths, reference=hundredths, different=st.booleans(), high=st.booleans())
@example(Decimal(50), Decimal(0), Decimal(50), True, True)
def test_the_verdict_is_what_the_definition_says_and_its_mirror_image_is_the_opposite(
    lower: Decimal, width: Decimal, reference: Decimal, different: bool, high: bool
) -> None:
    upper = Fraction(lower) + Fraction(width)
    above, below = lower > reference, upper < reference
    if different and width:
        above, below = lower >= reference, upper <= reference
    expected = {(True, False): "better", (False, True): "worse", (False, False): "similar"}[above, below]
    target = {"with": "england", "touching": "different" if different else "similar"}

    def verdict(sign: int, polarity: str) -> str:
        ends = sorted((lower * sign, (lower + width) * sign))
        figure = observed(lower * sign, lower=ends[0], upper=ends[1])
        one = indicator(target, polarity=polarity)
        return rated(one, figure, observed(reference * sign, "England")).verdict

    opposite = {"better": "worse", "worse": "better", "similar": "similar"}
    assert verdict(1, "high_is_good") == expected
    assert verdict(-1, "low_is_good") == expected
    assert verdict(1, "low_is_good") == opposite[expected]
    judged = {"better": "higher", "worse": "lower", "similar": "similar"}
    assert verdict(1, "no_judgement") == judged[expected]


@pytest.mark.parametrize(("verdict", "colour"), [("better", Rag.GREEN), ("similar", Rag.AMBER), ("worse", Rag.RED)])
def test_each_verdict_has_a_colour_that_the_definition_may_change(verdict: str, colour: Rag) -> None:
    ends = {"better": (30, 40), "similar": (40, 60), "worse": (60, 70)}[verdict]
    figures = observed(50, lower=ends[0], upper=ends[1]), observed(50, "England")  # type: ignore[arg-type]
    assert rated(indicator(), *figures).status is colour
    recoloured = rated(indicator({"with": "england", "colours": {verdict: "grey"}}), *figures)
    assert (recoloured.verdict, recoloured.status) == (verdict, Rag.GREY)
    assert recoloured.grey_reason is GreyReason.UNCOLOURED_BAND


def test_where_no_direction_is_good_no_verdict_has_a_colour() -> None:
    one = indicator(polarity="no_judgement")
    for lower, upper in ((30, 40), (40, 60), (60, 70)):
        rating = rated(one, observed(50, lower=lower, upper=upper), observed(50, "England"))  # type: ignore[arg-type]
        assert (rating.status, rating.grey_reason) == (Rag.GREY, GreyReason.UNCOLOURED_BAND)


def test_a_goal_may_be_a_number_or_a_range() -> None:
    figure = observed(50, lower=Decimal(45), upper=Decimal(55))
    assert rated(indicator({"value": 40}), figure).verdict == "worse"
    assert rated(indicator({"value": 60}), figure).verdict == "better"
    assert rated(indicator({"low": 55, "high": 60}), figure).verdict == "similar"
    assert rated(indicator({"low": 56, "high": 60}), figure).verdict == "better"
    assert rated(indicator({"low": 30, "high": 44}), figure).verdict == "worse"


def test_both_intervals_may_count() -> None:
    ours = observed(50, lower=Decimal(45), upper=Decimal(55))
    theirs = observed(40, "England", lower=Decimal(34), upper=Decimal(46))
    assert rated(indicator(), ours, theirs).verdict == "worse"
    both = rated(indicator({"with": "england", "intervals": "both"}), ours, theirs)
    assert both.verdict == "similar"
    assert "England's 40% (2016/17, 34% to 46%)" in both.reason


def test_an_interval_counts_only_at_the_level_that_is_asked_for() -> None:
    figures = observed(50, lower=Decimal(60), upper=Decimal(70), confidence=Decimal(95)), observed(50, "England")
    assert rated(indicator(), *figures).verdict == "worse"
    wider = rated(indicator({"with": "england", "confidence": 99.8}), *figures)
    assert wider.grey_reason is GreyReason.NO_INTERVAL


@pytest.mark.parametrize(
    "figure",
    [
        observed(50),
        observed(50, lower=Decimal(40)),
        observed(50, lower=Decimal(60), upper=Decimal(40)),
        observed(50, lower=Decimal(40), upper=Decimal("NaN")),
    ],
)
def test_without_an_interval_that_can_be_read_it_is_grey(figure: Observation) -> None:
    rating = rated(indicator(), figure, observed(50, "England"))
    assert (rating.status, rating.grey_reason) == (Rag.GREY, GreyReason.NO_INTERVAL)


@pytest.mark.parametrize("unreadable", ["NaN", "sNaN", "Infinity", "1e99"])
@pytest.mark.parametrize("where", ["lower", "upper", "confidence", "numerator", "denominator"])
@pytest.mark.parametrize("method", [None, "wilson", "byar"])
def test_nothing_that_came_with_a_figure_makes_rating_raise(unreadable: str, where: str, method: str | None) -> None:
    given: dict[str, Any] = {"lower": 40, "upper": 60, "confidence": 95, "numerator": 50, "denominator": 100}
    figure = observed(50, **{**given, where: Decimal(unreadable)})
    one = indicator({"value": 70, **({"method": method} if method else {})})
    needed = where in ("numerator", "denominator") if method else where in ("lower", "upper", "confidence")
    assert rated(one, figure).grey_reason is (GreyReason.NO_INTERVAL if needed else None)


def test_without_a_comparator_it_is_grey_for_that_reason_even_without_an_interval() -> None:
    assert rated(indicator(), observed(50)).grey_reason is GreyReason.NO_COMPARATOR
    both = indicator({"with": "england", "intervals": "both"})
    assert rated(both, observed(50)).grey_reason is GreyReason.NO_COMPARATOR


def test_a_mean_of_neighbours_has_no_interval_of_its_own() -> None:
    figures = (
        observed(50, lower=Decimal(45), upper=Decimal(55)),
        *(observed(40, area, lower=Decimal(30), upper=Decimal(50)) for area in ("North", "South")),
    )
    assert rated(indicator({"with": "council.neighbours"}), *figures).verdict == "worse"
    both = rated(indicator({"with": "council.neighbours", "intervals": "both"}), *figures)
    assert both.grey_reason is GreyReason.NO_INTERVAL


def test_an_interval_is_read_in_the_unit_of_its_figure() -> None:
    figure = observed("0.5", unit="proportion", lower=Decimal("0.45"), upper=Decimal("0.55"))
    rating = rated(indicator({"value": 44}), figure)
    assert (fact(rating, "lower"), fact(rating, "upper")) == (Decimal(45), Decimal(55))


@pytest.mark.parametrize("level", Confidence)
def test_an_interval_may_be_worked_out_from_numerator_and_denominator(level: Confidence) -> None:
    figure = observed("30.8", numerator=81, denominator=263)  # type: ignore[arg-type]
    rating = rated(indicator({"value": 30, "method": "wilson", "confidence": level.value}), figure)
    assert (fact(rating, "lower"), fact(rating, "upper")) == wilson(Decimal(81), Decimal(263), level, 100)


def test_a_rate_is_worked_out_per_so_many_as_its_unit_says() -> None:
    one = indicator({"value": 40, "method": "byar"}, unit="per_10000_children")
    rating = rated(one, observed("43.2", numerator=500, denominator=115_741))  # type: ignore[arg-type]
    expected = byar(Decimal(500), Decimal(115_741), per=10_000)
    assert (fact(rating, "lower"), fact(rating, "upper")) == expected


def test_a_count_needs_no_denominator_and_a_rate_does() -> None:
    counted = observed(7, numerator=7)  # type: ignore[arg-type]
    count = rated(indicator({"value": 20, "method": "byar"}, unit="case"), counted)
    assert (fact(count, "lower"), fact(count, "upper")) == byar(Decimal(7))
    rate_of = rated(indicator({"value": 20, "method": "byar"}, unit="per_10000_children"), counted)
    assert rate_of.grey_reason is GreyReason.NO_INTERVAL
    share = rated(indicator({"value": 20, "method": "wilson"}), counted)
    assert share.grey_reason is GreyReason.NO_INTERVAL


@pytest.mark.parametrize(
    ("value", "verdict", "colour"),
    [(37, "worst", Rag.RED), (39, "worse", Rag.RED), (43, "similar", Rag.AMBER), (48, "better", Rag.GREEN),
     (50, "best", Rag.GREEN)],
)  # fmt: skip
def test_five_levels_tell_what_is_different_at_99_8_from_what_is_at_95(value: int, verdict: str, colour: Rag) -> None:
    one = indicator({"value": value, "method": "byar", "levels": 5}, unit="per_10000_children")
    rating = rated(one, observed("43.2", numerator=500, denominator=115_741))  # type: ignore[arg-type]
    assert (rating.verdict, rating.status) == (verdict, colour)


@given(st.integers(0, 2000), st.integers(1, 2000), st.integers(0, 100))
def test_five_levels_never_contradict_three(count: int, rest: int, goal: int) -> None:
    figure = observed(50, numerator=count, denominator=count + rest)  # type: ignore[arg-type]
    target = {"value": goal, "method": "wilson"}
    three = rated(indicator(target), figure).verdict
    five = rated(indicator({**target, "levels": 5}), figure).verdict
    assert {"best": "better", "worst": "worse"}.get(five, five) == three


def test_the_sentence_names_the_interval_its_level_and_what_it_is_compared_with() -> None:
    figures = observed("43.2", lower=Decimal("43.1001"), upper=Decimal("47.2")), observed("43.1", "England")
    assert rated(indicator(), *figures).reason == (
        "43.2%, with a 95% interval from 43.1001% to 47.2%, is significantly worse than England's 43.1% (2016/17): "
        "Red. No earlier rating is on record."
    )


def test_a_figure_judged_as_printed_has_its_interval_printed_alike() -> None:
    figures = observed("43.24", lower=Decimal("43.06"), upper=Decimal("47.2")), observed("43.1", "England")
    assert rated(indicator(), *figures).verdict == "similar"
    higher = observed("43.24", lower=Decimal("43.16"), upper=Decimal("47.2")), observed("43.14", "England")
    assert rated(indicator(), *higher).verdict == "worse"
    assert rated(indicator(judged="published", decimals=0), *higher).verdict == "similar"


def fact(rating: Rating, name: str) -> Decimal | None:
    return next(one.value for one in rating.facts if one.name == name)
