"""What Children, Families and Communities publishes: its definitions by their examples, and what its rules mean."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
import scorecard_children

from scorecard_core import (
    GreyReason,
    Movement,
    Observation,
    Observations,
    PublishedRating,
    PublishedRatings,
    Rag,
    Travel,
    parse_period,
    rate,
)
from scorecard_core.testing import conformance_tests

INDICATORS = {indicator.id: indicator for indicator in scorecard_children.scorecard_register_indicators()}


test_the_laws_of_a_plugin = conformance_tests("children")

Q3, Q4 = parse_period("Q3 2016/17"), parse_period("Q4 2016/17")


def figure(measure: str, area: str, period: str, value: str, published: date | None = None) -> Observation:
    return Observation(
        measure=f"children.{measure}",
        area=area,
        period=parse_period(period),
        value=Decimal(value),
        published=published,
    )


def published(indicator: str, status: Rag) -> PublishedRatings:
    return PublishedRatings(
        [PublishedRating(indicator=f"children.{indicator}", area="Worcestershire", period=Q3, status=status)]
    )


@pytest.mark.parametrize(("value", "status"), [("60", Rag.GREEN), ("60.0001", Rag.RED)])
def test_exactly_sixty_per_ten_thousand_is_green_and_anything_more_is_red(value: str, status: Rag) -> None:
    figures = Observations([figure("looked_after_children", "Worcestershire", "31/03/2017", value)])
    rating = rate(INDICATORS["children.looked_after_children"], figures, Q4, area="Worcestershire")
    assert rating.status is status


def test_looked_after_children_stay_red_while_the_rate_gets_worse() -> None:
    figures = Observations(
        [
            figure("looked_after_children", "Worcestershire", "Q3 2016/17", "60.6"),
            figure("looked_after_children", "Worcestershire", "Q4 2016/17", "66.3"),
        ]
    )
    rating = rate(
        INDICATORS["children.looked_after_children"],
        figures,
        Q4,
        area="Worcestershire",
        published=published("looked_after_children", Rag.RED),
    )
    assert (rating.movement, rating.travel) == (Movement.UNCHANGED, Travel.WORSENING)


PLANS = Observations(
    [
        figure("child_protection_plans", "Worcestershire", "31/12/2016", "38.1"),
        figure("child_protection_plans", "Worcestershire", "31/03/2017", "43.2"),
        figure("child_protection_plans", "England", "31/03/2017", "43.1"),
        figure("child_protection_plans", "England", "31/03/2017", "43.3", date(2017, 11, 30)),
    ]
)


def test_a_tenth_above_england_is_not_in_line_with_it() -> None:
    rating = rate(
        INDICATORS["children.child_protection_plans"],
        PLANS,
        Q4,
        area="Worcestershire",
        as_at=date(2017, 6, 30),
        published=published("child_protection_plans", Rag.GREEN),
    )
    assert (rating.status, rating.reference) == (Rag.RED, Decimal("43.1"))
    assert (rating.movement, rating.travel) == (Movement.WORSENED, Travel.WORSENING)


def test_child_protection_is_held_against_what_was_known_of_england_at_the_time() -> None:
    indicator = INDICATORS["children.child_protection_plans"]
    later = rate(indicator, PLANS, Q4, area="Worcestershire", as_at=date(2017, 12, 31))
    assert (later.status, later.reference) == (Rag.GREEN, Decimal("43.3"))


@pytest.mark.parametrize(
    ("snapshot", "status", "grey"),
    [("31/03/2016", Rag.RED, None), ("31/12/2015", Rag.GREY, GreyReason.NO_COMPARATOR)],
)
def test_englands_annual_figure_serves_for_a_year_and_no_longer(
    snapshot: str, status: Rag, grey: GreyReason | None
) -> None:
    figures = Observations(
        [
            figure("child_protection_plans", "Worcestershire", "31/03/2017", "43.2"),
            figure("child_protection_plans", "England", snapshot, "43.1"),
        ]
    )
    rating = rate(INDICATORS["children.child_protection_plans"], figures, Q4, area="Worcestershire")
    assert (rating.status, rating.grey_reason) == (status, grey)


def test_adoption_is_not_rated_in_years_for_which_no_target_was_set() -> None:
    figures = Observations(
        [
            figure("adoption_within_14_months", "Worcestershire", "2012/13 to 2014/15", "50"),
            figure("adoption_within_14_months", "Worcestershire", "2013/14 to 2015/16", "58"),
            figure("adoption_within_14_months_target", "Worcestershire", "2012/13 to 2014/15", "55"),
        ]
    )
    indicator = INDICATORS["children.adoption_within_14_months"]
    earlier = rate(indicator, figures, parse_period("2014/15"), area="Worcestershire")
    later = rate(indicator, figures, parse_period("2015/16"), area="Worcestershire")
    assert earlier.status is Rag.RED
    assert later.grey_reason is GreyReason.NO_TARGET_FOR_PERIOD
