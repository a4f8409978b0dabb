"""What Adult Services and Health publishes: its definitions by their examples, and what its rules mean."""

from __future__ import annotations

from decimal import Decimal

import pytest
import scorecard_adults

from scorecard_core import (
    Basis,
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

INDICATORS = {indicator.id: indicator for indicator in scorecard_adults.scorecard_register_indicators()}


test_the_laws_of_a_plugin = conformance_tests("adults")

Q3, Q4 = parse_period("Q3 2016/17"), parse_period("Q4 2016/17")


def placements(**by_quarter: int) -> Observations:
    return Observations(
        Observation(
            measure="adults.permanent_care_home_placements",
            area="Worcestershire",
            period=parse_period(f"{quarter} 2016/17"),
            value=Decimal(value),
        )
        for quarter, value in by_quarter.items()
    )


@pytest.mark.parametrize(("number", "status"), [(1198, Rag.GREEN), (1199, Rag.RED)])
def test_exactly_1198_placements_is_green_and_one_more_is_red(number: int, status: Rag) -> None:
    indicator = INDICATORS["adults.permanent_care_home_placements"]
    assert rate(indicator, placements(Q4=number), Q4, area="Worcestershire").status is status


def test_fewer_placements_than_before_are_an_improvement_even_where_the_rating_stays_red() -> None:
    rating = rate(
        INDICATORS["adults.permanent_care_home_placements"],
        placements(Q3=1360, Q4=1303),
        Q4,
        area="Worcestershire",
        published=PublishedRatings(
            [
                PublishedRating(
                    indicator="adults.permanent_care_home_placements",
                    area="Worcestershire",
                    period=Q3,
                    status=Rag.RED,
                )
            ]
        ),
    )
    assert (rating.status, rating.movement, rating.travel) == (Rag.RED, Movement.UNCHANGED, Travel.IMPROVING)


def services(value: str) -> Observations:
    return Observations(
        [
            Observation(
                measure="adults.older_people_receiving_services",
                area="Worcestershire",
                period=Q4,
                value=Decimal(value),
            )
        ]
    )


@pytest.mark.parametrize("value", ["0", "4.5", "100"])
def test_no_figure_of_people_receiving_services_is_good_or_bad_by_itself(value: str) -> None:
    indicator = INDICATORS["adults.older_people_receiving_services"]
    rating = rate(indicator, services(value), Q4, area="Worcestershire")
    assert (rating.status, rating.grey_reason) == (Rag.GREY, GreyReason.NO_TARGET)


def test_a_published_green_for_people_receiving_services_stands_as_published() -> None:
    indicator = INDICATORS["adults.older_people_receiving_services"]
    green = PublishedRating(indicator=indicator.id, area="Worcestershire", period=Q4, status=Rag.GREEN, take_over=True)
    rating = rate(indicator, Observations(), Q4, area="Worcestershire", published=PublishedRatings([green]))
    assert (rating.status, rating.basis, rating.engine_status) == (Rag.GREEN, Basis.AS_PUBLISHED, Rag.GREY)
