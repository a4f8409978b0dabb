"""Movement and direction of travel: two answers, never one."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecard_core import (
    Indicator,
    Movement,
    Observation,
    Observations,
    Polarity,
    PublishedRating,
    PublishedRatings,
    Rag,
    Rating,
    Travel,
    TravelBase,
    parse_period,
    rate,
)
from scorecard_core.movement import travel_rule

NOW, BEFORE = "Q4 2016/17", "Q3 2016/17"


def indicator(target: dict[str, Any], polarity: str = "low_is_good", **more: Any) -> Indicator:
    definition = {"id": "council.case", "title": "A case", "unit": "case", "frequency": "quarter", "decimals": 2}
    return Indicator.model_validate({**definition, "polarity": polarity, "target": target, **more})


def figures(*rows: tuple[str, str, str]) -> Observations:
    return Observations(
        Observation(measure="council.case", area=area, period=parse_period(period), value=Decimal(value))
        for area, period, value in rows
    )


def published(status: str, period: str = BEFORE, **more: Any) -> PublishedRatings:
    rating = PublishedRating(
        indicator="council.case", area="Here", period=parse_period(period), status=Rag(status), **more
    )
    return PublishedRatings([rating])


def rated(one: Indicator, observations: Observations, ledger: PublishedRatings | None = None, at: str = NOW) -> Rating:
    return rate(one, observations, parse_period(at), area="Here", published=ledger)


AT_MOST_60 = {"type": "threshold", "value": 60}


def test_same_colour_and_a_worse_value_is_unchanged_and_worsening() -> None:
    rating = rated(indicator(AT_MOST_60), figures(("Here", NOW, "66.3"), ("Here", BEFORE, "60.6")))
    assert (rating.status, rating.movement, rating.travel) == (Rag.RED, Movement.UNCHANGED, Travel.WORSENING)
    assert rating.reason.endswith("It was Red at Q3 2016/17 (60.6); the value got worse.")


def test_same_colour_and_a_better_value_is_unchanged_and_improving() -> None:
    rating = rated(
        indicator({"type": "threshold", "value": 7}), figures(("Here", NOW, "8.92"), ("Here", BEFORE, "9.11"))
    )
    assert (rating.status, rating.movement, rating.travel) == (Rag.RED, Movement.UNCHANGED, Travel.IMPROVING)


def test_a_worse_colour_and_a_worse_value_is_worsened_and_worsening() -> None:
    observations = figures(
        ("Here", NOW, "43.2"), ("Here", BEFORE, "38.1"), ("England", NOW, "43.1"), ("England", BEFORE, "43.1")
    )
    rating = rated(indicator({"type": "comparator", "with": "england"}), observations)
    assert (rating.previous_status, rating.status) == (Rag.GREEN, Rag.RED)
    assert (rating.movement, rating.travel) == (Movement.WORSENED, Travel.WORSENING)


def test_a_worse_colour_under_a_steady_value_is_worsened_because_the_comparator_moved() -> None:
    observations = figures(
        *[("Here", period, "61") for period in (NOW, BEFORE, "Q2 2016/17")],
        ("England", NOW, "60.5"),
        ("England", BEFORE, "60"),
        ("England", "Q2 2016/17", "60"),
    )
    gap = {"type": "gap", "with": "england", "base": "previous"}
    rating = rated(indicator(gap, "high_is_good"), observations)
    assert (rating.previous_status, rating.status) == (Rag.GREEN, Rag.RED)
    assert (rating.movement, rating.travel) == (Movement.WORSENED, Travel.STEADY)
    assert "0.5 cases above England, and was 1 case above England" in rating.reason


def test_from_no_status_to_red_is_newly_rated() -> None:
    survey = indicator({"type": "improvement", "on": "previous"}, "high_is_good", frequency="survey")
    observations = figures(("Here", NOW, "46"), ("Here", "2015", "60"))
    rating = rated(survey, observations, published("grey"))
    assert (rating.status, rating.movement, rating.travel) == (Rag.RED, Movement.NEWLY_RATED, Travel.WORSENING)


def test_a_value_carried_forward_is_not_updated_whatever_was_published() -> None:
    survey = indicator({"type": "improvement", "on": "previous"}, "high_is_good", frequency="survey")
    observations = figures(("Here", "2016", "32"), ("Here", "2015", "35.4"))
    rating = rated(survey, observations, published("red"))
    assert (rating.status, rating.movement, rating.updated) == (Rag.RED, Movement.NOT_UPDATED, False)
    assert str(rating.carried_from) == "2016"


def test_a_rating_that_is_lost_says_so() -> None:
    rating = rated(indicator({"type": "none"}), figures(("Here", NOW, "1")), published("green"))
    assert (rating.status, rating.movement) == (Rag.GREY, Movement.NO_LONGER_RATED)


def test_without_an_earlier_rating_there_is_none_on_record() -> None:
    rating = rated(indicator(AT_MOST_60), figures(("Here", NOW, "60")))
    assert (rating.movement, rating.previous_status) == (Movement.NO_PREVIOUS_RATING, None)


def test_movement_across_a_changed_target_is_not_comparable_and_says_what_changed() -> None:
    targets = [
        {"type": "threshold", "value": 70, "until": BEFORE},
        {"type": "threshold", "value": 60, "from": NOW},
    ]
    changed = indicator({"type": "none"}).model_dump(by_alias=True) | {"target": targets}
    rating = rated(Indicator.model_validate(changed), figures(("Here", NOW, "65"), ("Here", BEFORE, "65")))
    assert (rating.previous_status, rating.status) == (Rag.GREEN, Rag.RED)
    assert rating.movement is Movement.NOT_COMPARABLE
    assert "which cannot be compared because the target changed" in rating.reason


def test_a_changed_target_that_is_declared_continuous_is_compared() -> None:
    targets = [
        {"type": "threshold", "value": 70, "until": BEFORE},
        {"type": "threshold", "value": 60, "from": NOW, "continuous": True},
    ]
    changed = indicator({"type": "none"}).model_dump(by_alias=True) | {"target": targets}
    rating = rated(Indicator.model_validate(changed), figures(("Here", NOW, "65"), ("Here", BEFORE, "65")))
    assert rating.movement is Movement.WORSENED


def test_a_profile_that_asks_for_more_each_year_is_one_target() -> None:
    profile = {"type": "threshold", "values": {BEFORE: 70, NOW: 60}}
    rating = rated(indicator(profile), figures(("Here", NOW, "65"), ("Here", BEFORE, "65")))
    assert rating.movement is Movement.WORSENED


def test_a_series_break_leaves_no_direction_of_travel() -> None:
    observations = Observations(
        [
            Observation(measure="council.case", area="Here", period=parse_period(BEFORE), value=Decimal(50)),
            Observation(
                measure="council.case",
                area="Here",
                period=parse_period(NOW),
                value=Decimal(40),
                flag="series_break",  # type: ignore[arg-type]
            ),
        ]
    )
    rating = rated(indicator(AT_MOST_60), observations)
    assert rating.travel is Travel.NOT_COMPARABLE


@pytest.mark.parametrize(
    ("now", "before", "travel"),
    [("2", "1", Travel.INCREASING), ("1", "2", Travel.DECREASING), ("1", "1", Travel.STEADY)],
)
def test_without_a_polarity_the_value_rises_or_falls(now: str, before: str, travel: Travel) -> None:
    rating = rated(indicator({"type": "none"}, "no_judgement"), figures(("Here", NOW, now), ("Here", BEFORE, before)))
    assert rating.travel is travel


@pytest.mark.parametrize(
    ("now", "before", "travel"),
    [
        ("9", "5", Travel.IMPROVING),
        ("25", "21", Travel.WORSENING),
        ("11", "19", Travel.STEADY),
        ("9", "21", Travel.STEADY),
    ],
)
def test_where_plan_is_best_travel_is_towards_the_range(now: str, before: str, travel: Travel) -> None:
    plan = indicator({"type": "range", "low": 10, "high": 20}, "plan_is_best")
    assert rated(plan, figures(("Here", NOW, now), ("Here", BEFORE, before))).travel is travel


@pytest.mark.parametrize(("before", "travel"), [("9", Travel.INCREASING), ("11", Travel.DECREASING)])
def test_where_plan_is_best_and_there_is_no_range_a_value_rises_or_falls_and_that_is_all(
    before: str, travel: Travel
) -> None:
    plan = indicator({"type": "none"}, "plan_is_best")
    assert rated(plan, figures(("Here", NOW, "10"), ("Here", BEFORE, before))).travel is travel


def test_an_earlier_value_gives_the_direction_of_travel_unless_a_trend_is_asked_for() -> None:
    usual = travel_rule(Polarity.HIGH_IS_GOOD, has_range=False)
    assert usual is travel_rule(Polarity.HIGH_IS_GOOD, has_range=False, by_trend=False)
    assert usual is not travel_rule(Polarity.HIGH_IS_GOOD, has_range=False, by_trend=True)


@pytest.mark.parametrize(
    ("now", "travel"), [("51", Travel.STEADY), ("51.01", Travel.WORSENING), ("48.99", Travel.IMPROVING)]
)
def test_a_change_within_the_dead_band_is_steady_both_ends_included(now: str, travel: Travel) -> None:
    steady = indicator(AT_MOST_60, travel={"dead_band": {"amount": 1}})
    assert rated(steady, figures(("Here", NOW, now), ("Here", BEFORE, "50"))).travel is travel


def test_a_gap_in_a_regular_series_is_a_gap_and_not_the_row_before() -> None:
    rating = rated(indicator(AT_MOST_60), figures(("Here", NOW, "50"), ("Here", "Q2 2016/17", "55")))
    assert rating.travel is Travel.NOT_COMPARABLE


BY_YEAR = figures(
    ("Here", NOW, "50"), ("Here", BEFORE, "45"), ("Here", "Q4 2015/16", "55"), ("Here", "Q4 2010/11", "50")
)


@pytest.mark.parametrize(
    ("base", "travel"),
    [
        ("previous", Travel.WORSENING),
        ("same_period_last_year", Travel.IMPROVING),
        ({"baseline": "Q4 2010/11"}, Travel.STEADY),
        ("best_ever", Travel.WORSENING),
    ],
)
def test_travel_starts_from_the_base_that_the_definition_names(base: Any, travel: Travel) -> None:
    assert rated(indicator(AT_MOST_60, travel={"base": base}), BY_YEAR).travel is travel


def test_travel_against_an_average_of_earlier_figures_needs_as_many_as_it_names() -> None:
    observations = figures(("Here", NOW, "50"), ("Here", BEFORE, "48"), ("Here", "Q2 2016/17", "50"))
    two, three = ({"base": {"average_of_last": count}} for count in (2, 3))
    assert rated(indicator(AT_MOST_60, travel=two), observations).travel is Travel.WORSENING
    assert rated(indicator(AT_MOST_60, travel=three), observations).travel is Travel.NOT_COMPARABLE


def test_a_dead_band_in_per_cent_is_of_the_earlier_value() -> None:
    steady = indicator(AT_MOST_60, travel={"dead_band": {"percent": 3}})
    assert rated(steady, figures(("Here", NOW, "51.5"), ("Here", BEFORE, "50"))).travel is Travel.STEADY
    assert rated(steady, figures(("Here", NOW, "51.51"), ("Here", BEFORE, "50"))).travel is Travel.WORSENING


def test_a_first_figure_has_neither_movement_nor_direction() -> None:
    rating = rated(indicator(AT_MOST_60), figures(("Here", NOW, "50")))
    assert (rating.movement, rating.travel) == (Movement.NO_PREVIOUS_RATING, Travel.NOT_COMPARABLE)


def test_no_colour_after_no_colour_is_unchanged() -> None:
    rating = rated(indicator({"type": "none"}), figures(("Here", NOW, "1"), ("Here", BEFORE, "1")), published("grey"))
    assert rating.movement is Movement.UNCHANGED
    assert rating.reason.startswith("It has no rating because no target has been set: Grey. It had no rating at")


@pytest.mark.parametrize(
    ("now", "before", "movement"),
    [
        ("66.3", "amber", Movement.WORSENED),
        ("66.3", "green", Movement.WORSENED),
        ("66.3", "red", Movement.UNCHANGED),
        ("60", "red", Movement.IMPROVED),
        ("60", "amber", Movement.IMPROVED),
        ("60", "green", Movement.UNCHANGED),
        ("60", "grey", Movement.NEWLY_RATED),
        ("66.3", "grey", Movement.NEWLY_RATED),
    ],
)
def test_red_is_below_amber_and_amber_below_green_and_grey_is_nowhere(
    now: str, before: str, movement: Movement
) -> None:
    assert rated(indicator(AT_MOST_60), figures(("Here", NOW, now)), published(before)).movement is movement


def test_a_carried_forward_figure_turns_grey_when_it_is_too_old_and_stays_so() -> None:
    old = indicator(AT_MOST_60, maximum_age=6)
    observations = figures(("Here", "Q2 2016/17", "50"))
    statuses = [rated(old, observations, at=at).grey_reason for at in ("Q4 2016/17", "Q1 2017/18", "Q2 2017/18")]
    assert statuses == [None, "stale", "stale"]


@pytest.mark.parametrize("at", ["Q1 2016/17", "YTD Q1 2016/17"])
def test_a_year_to_date_that_begins_anew_has_no_direction_of_travel_from_the_year_that_ended(at: str) -> None:
    counted = indicator(AT_MOST_60, frequency="year_to_date")
    known = figures(
        ("Here", "YTD Q1 2016/17", "12"), ("Here", "YTD Q4 2015/16", "55"), ("Here", "YTD Q1 2015/16", "15")
    )
    assert rated(counted, known, at=at).travel is Travel.NOT_COMPARABLE
    yearly = counted.model_copy(update={"travel": TravelBase(base="same_period_last_year")})
    assert rated(yearly, known, at=at).travel is Travel.IMPROVING


def test_a_year_to_date_is_compared_with_the_quarter_before_within_the_year() -> None:
    counted = indicator(AT_MOST_60, frequency="year_to_date")
    rating = rated(
        counted, figures(("Here", "YTD Q2 2016/17", "30"), ("Here", "YTD Q1 2016/17", "12")), at="Q2 2016/17"
    )
    assert rating.travel is Travel.WORSENING


@pytest.mark.parametrize(("frequency", "travel"), [("monthly", Travel.WORSENING), ("quarterly", Travel.IMPROVING)])
def test_the_frequency_says_which_rolling_year_comes_before(frequency: str, travel: Travel) -> None:
    rolling = indicator(AT_MOST_60, frequency=f"rolling_year_{frequency}")
    rows = [("12 months to Mar 2017", "50"), ("12 months to Feb 2017", "45"), ("12 months to Dec 2016", "55")]
    assert rated(rolling, figures(*(("Here", *row) for row in rows))).travel is travel


VALUES = st.decimals(-1000, 1000, places=2)


@given(first=VALUES, second=VALUES)
def test_swapping_the_periods_reverses_movement_and_travel(first: Decimal, second: Decimal) -> None:
    forth = rated(indicator(AT_MOST_60), figures(("Here", NOW, str(first)), ("Here", BEFORE, str(second))))
    back = rated(indicator(AT_MOST_60), figures(("Here", NOW, str(second)), ("Here", BEFORE, str(first))))
    mirror = {
        Movement.IMPROVED: Movement.WORSENED,
        Movement.WORSENED: Movement.IMPROVED,
        Travel.IMPROVING: Travel.WORSENING,
        Travel.WORSENING: Travel.IMPROVING,
    }
    assert back.movement is mirror.get(forth.movement, forth.movement)
    assert back.travel is mirror.get(forth.travel, forth.travel)


@given(value=VALUES, target=VALUES)
def test_rating_a_carried_forward_value_again_changes_nothing(value: Decimal, target: Decimal) -> None:
    one = indicator({"type": "threshold", "value": str(target)})
    observations = figures(("Here", BEFORE, str(value)))
    then, now, later = (rated(one, observations, at=at) for at in (BEFORE, NOW, "Q1 2017/18"))
    assert then.status is now.status is later.status
    assert (now.updated, later.updated) == (False, False)
    assert now.carried_from == later.carried_from == parse_period(BEFORE)
