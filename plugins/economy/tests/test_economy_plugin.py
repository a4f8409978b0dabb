"""What Economy and Infrastructure publishes: its definitions by their examples, and what its rules mean."""

from __future__ import annotations

from decimal import Decimal

import scorecard_economy

from scorecard_core import (
    GreyReason,
    Observation,
    Observations,
    Rag,
    Rating,
    Travel,
    parse_period,
    rate,
)
from scorecard_core.testing import conformance_tests

INDICATORS = {indicator.id: indicator for indicator in scorecard_economy.scorecard_register_indicators()}


test_the_laws_of_a_plugin = conformance_tests("economy")


def figure(measure: str, period: str, value: str, area: str = "Worcestershire") -> Observation:
    return Observation(measure=f"economy.{measure}", area=area, period=parse_period(period), value=Decimal(value))


def rated(indicator: str, figures: list[Observation], period: str = "Q4 2016/17") -> Rating:
    return rate(INDICATORS[f"economy.{indicator}"], Observations(figures), parse_period(period), area="Worcestershire")


SURVIVING = [
    figure("businesses_surviving_three_years", "2011 to 2014", "62"),
    figure("businesses_surviving_three_years", "2012 to 2015", "62"),
    figure("businesses_surviving_three_years", "2011 to 2014", "60", area="England"),
    figure("businesses_surviving_three_years", "2012 to 2015", "60.5", area="England"),
]


def test_a_steady_rate_above_england_is_red_once_england_catches_up() -> None:
    rating = rated("businesses_surviving_compared_with_england", SURVIVING)
    assert (rating.status, rating.travel) == (Rag.RED, Travel.STEADY)


def test_one_series_of_businesses_answers_the_local_target_and_the_comparison_apart() -> None:
    target = figure("businesses_surviving_three_years_target", "2012 to 2015", "61")
    assert rated("businesses_surviving_three_years", [*SURVIVING, target]).status is Rag.GREEN
    assert rated("businesses_surviving_compared_with_england", [*SURVIVING, target]).status is Rag.RED


def test_a_single_year_never_stands_in_for_an_average_of_four() -> None:
    single = [figure("businesses_surviving_three_years", year, "70") for year in ("2015", "2016")]
    assert rated("businesses_surviving_three_years", single).grey_reason is GreyReason.NO_DATA
    assert rated("businesses_surviving_compared_with_england", [*SURVIVING, *single]).value == Decimal(62)


def test_an_economy_that_grows_more_slowly_than_england_grows_and_still_loses_part_of_the_total() -> None:
    figures = [
        figure("gross_value_added", "2014", "11500"),
        figure("gross_value_added", "2015", "11600"),
        figure("gross_value_added", "2014", "1400000", area="England"),
        figure("gross_value_added", "2015", "1440000", area="England"),
    ]
    assert rated("gross_value_added", figures).status is Rag.GREEN
    assert rated("share_of_england_gva", figures).status is Rag.RED


def test_waste_is_held_against_the_lowest_year_so_far_and_not_against_the_year_before() -> None:
    figures = [
        figure("household_waste_per_head", year, value)
        for year, value in [("2011/12", "470"), ("2014/15", "490"), ("2015/16", "480")]
    ]
    rating = rated("household_waste_per_head", figures)
    assert (rating.status, str(rating.reference_period)) == (Rag.RED, "2011/12")
    assert rating.travel is Travel.IMPROVING


def test_the_local_area_is_held_against_2010_whatever_the_surveys_between_said() -> None:
    figures = [
        figure("satisfaction_with_local_area", year, value)
        for year, value in [("2010", "85"), ("2015", "80"), ("2016", "82.2")]
    ]
    rating = rated("satisfaction_with_local_area", figures)
    assert (rating.status, rating.reference, rating.travel) == (Rag.RED, Decimal(85), Travel.WORSENING)


def test_a_survey_of_the_year_before_is_carried_into_the_quarter_and_called_not_updated() -> None:
    figures = [
        figure("satisfaction_with_road_condition", year, value) for year, value in [("2015", "35.4"), ("2016", "32")]
    ]
    rating = rated("satisfaction_with_road_condition", figures)
    assert (rating.status, rating.updated, str(rating.carried_from)) == (Rag.RED, False, "2016")


def test_out_of_work_benefits_are_held_against_the_same_month_a_year_earlier() -> None:
    figures = [
        figure("out_of_work_benefits", month, value)
        for month, value in [("Nov 2015", "6.7"), ("Aug 2016", "6.3"), ("Nov 2016", "6.5")]
    ]
    rating = rated("out_of_work_benefits", figures)
    assert (rating.status, str(rating.reference_period), rating.travel) == (Rag.GREEN, "Nov 2015", Travel.IMPROVING)
