"""What Adult Services and Health publishes: its definitions by their examples, and what its rules mean."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
import scorecard_adults

from scorecard_core import (
    Basis,
    GreyReason,
    Indicator,
    Movement,
    Observation,
    Observations,
    PublishedRating,
    PublishedRatings,
    Rag,
    Travel,
    WorkedExample,
    definitions_to_toml,
    parse_period,
    rate,
    read_definitions,
    work_example,
)
from scorecard_core.testing import conformance_tests

INDICATORS = {indicator.id: indicator for indicator in scorecard_adults.scorecard_register_indicators()}
RATED = [indicator for indicator in INDICATORS.values() if indicator.target[-1].type != "none"]


@pytest.mark.parametrize(
    ("indicator", "example"),
    [
        pytest.param(indicator, example, id=f"{indicator.id}-{number}-{example.status}")
        for indicator in INDICATORS.values()
        for number, example in enumerate(indicator.examples, start=1)
    ],
)
def test_a_worked_example_comes_out_as_stated(indicator: Indicator, example: WorkedExample) -> None:
    status, sentence = work_example(indicator, example)
    assert status is example.status, sentence


@pytest.mark.parametrize("indicator", RATED, ids=lambda indicator: indicator.id)
def test_green_and_red_each_have_a_worked_example(indicator: Indicator) -> None:
    assert {Rag.GREEN, Rag.RED} <= {example.status for example in indicator.examples}


def test_definitions_written_out_read_back_the_same(tmp_path: Path) -> None:
    path = tmp_path / "adults.toml"
    path.write_text(definitions_to_toml(INDICATORS.values()), encoding="utf-8")
    assert read_definitions(path, prefix="adults") == list(INDICATORS.values())


def test_every_id_carries_the_name_of_the_plugin() -> None:
    assert all(id.startswith("adults.") for id in INDICATORS)


def test_the_readme_names_every_indicator() -> None:
    readme = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    named = {id for id, indicator in INDICATORS.items() if f"| {indicator.title} (`{id}`) |" in readme}
    assert named == set(INDICATORS)


@pytest.mark.parametrize("indicator", INDICATORS.values(), ids=lambda indicator: indicator.id)
def test_an_indicator_says_where_it_stands_who_answers_for_it_and_what_it_counts(indicator: Indicator) -> None:
    assert len(indicator.grouping) == 1
    assert indicator.owner
    assert indicator.contact
    assert indicator.description
    assert indicator.source


@pytest.mark.parametrize("indicator", INDICATORS.values(), ids=lambda indicator: indicator.id)
def test_what_is_inferred_is_a_key_of_the_definition(indicator: Indicator) -> None:
    assert indicator.inferred.keys() <= Indicator.model_fields.keys()


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


test_the_laws_of_a_plugin = conformance_tests("adults")
