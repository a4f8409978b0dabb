"""What Commercial and Change publishes: its definitions by their examples, and what its rules mean."""

from __future__ import annotations

from decimal import Decimal

import pytest
import scorecard_commercial

from scorecard_core import (
    GreyReason,
    Movement,
    Observation,
    Observations,
    PublishedRating,
    PublishedRatings,
    Rag,
    parse_period,
    rate,
)
from scorecard_core.testing import conformance_tests

INDICATORS = {indicator.id: indicator for indicator in scorecard_commercial.scorecard_register_indicators()}


test_the_laws_of_a_plugin = conformance_tests("commercial")

Q3, Q4 = parse_period("Q3 2016/17"), parse_period("Q4 2016/17")


def figure(measure: str, period: str, value: str, area: str = "Worcestershire") -> Observation:
    return Observation(measure=f"commercial.{measure}", area=area, period=parse_period(period), value=Decimal(value))


@pytest.mark.parametrize(("days", "status"), [("7", Rag.GREEN), ("7.01", Rag.RED)])
def test_exactly_seven_days_of_sickness_is_green_and_a_hundredth_more_is_red(days: str, status: Rag) -> None:
    figures = Observations([figure("sickness_rate", "Q4 2016/17", days)])
    assert rate(INDICATORS["commercial.sickness_rate"], figures, Q4, area="Worcestershire").status is status


def test_the_sickness_target_of_one_year_does_not_live_on_into_the_next() -> None:
    figures = Observations([figure("sickness_rate", "Q1 2017/18", "6.5")])
    rating = rate(INDICATORS["commercial.sickness_rate"], figures, parse_period("Q1 2017/18"), area="Worcestershire")
    assert rating.grey_reason is GreyReason.NO_TARGET_FOR_PERIOD


def test_a_directorate_is_rated_on_its_own_sickness_by_the_same_rule() -> None:
    figures = Observations(
        [
            figure("sickness_rate", "Q4 2016/17", "8.92"),
            figure("sickness_rate", "Q4 2016/17", "13.36", area="Adult Services"),
        ]
    )
    rating = rate(INDICATORS["commercial.sickness_rate"], figures, Q4, area="Adult Services")
    assert (rating.status, rating.value) == (Rag.RED, Decimal("13.36"))


SURVEYS = [figure("clear_vision", "2015", "60"), figure("clear_vision", "Q4 2016/17", "46")]


def test_a_survey_is_held_against_the_survey_before_it_however_long_ago_that_was() -> None:
    rating = rate(INDICATORS["commercial.clear_vision"], Observations(SURVEYS), Q4, area="Worcestershire")
    assert (rating.status, rating.reference, str(rating.reference_period)) == (Rag.RED, Decimal(60), "2015")


def test_the_first_survey_has_nothing_to_be_better_than() -> None:
    rating = rate(
        INDICATORS["commercial.clear_vision"], Observations(SURVEYS[:1]), parse_period("2015"), area="Worcestershire"
    )
    assert rating.grey_reason is GreyReason.NO_BASE


def test_a_red_after_no_status_is_newly_rated_and_not_worsened() -> None:
    no_status = PublishedRating(indicator="commercial.clear_vision", area="Worcestershire", period=Q3, status=Rag.GREY)
    rating = rate(
        INDICATORS["commercial.clear_vision"],
        Observations(SURVEYS),
        Q4,
        area="Worcestershire",
        published=PublishedRatings([no_status]),
    )
    assert (rating.status, rating.movement) == (Rag.RED, Movement.NEWLY_RATED)


@pytest.mark.parametrize("employees", ["2000", "3000", "4000"])
def test_no_number_of_employees_is_good_or_bad_without_a_plan(employees: str) -> None:
    figures = Observations([figure("employees_fte", "Q4 2016/17", employees)])
    rating = rate(INDICATORS["commercial.employees_fte"], figures, Q4, area="Worcestershire")
    assert rating.grey_reason is GreyReason.NO_TARGET
