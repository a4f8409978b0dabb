"""What Commercial and Change publishes: its definitions by their examples, and what its rules mean."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
import scorecard_commercial

from scorecard_core import (
    GreyReason,
    Indicator,
    Movement,
    Observation,
    Observations,
    PublishedRating,
    PublishedRatings,
    Rag,
    WorkedExample,
    definitions_to_toml,
    parse_period,
    rate,
    read_definitions,
    work_example,
)
from scorecard_core.testing import conformance_tests

INDICATORS = {indicator.id: indicator for indicator in scorecard_commercial.scorecard_register_indicators()}
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
    path = tmp_path / "commercial.toml"
    path.write_text(definitions_to_toml(INDICATORS.values()), encoding="utf-8")
    assert read_definitions(path, prefix="commercial") == list(INDICATORS.values())


def test_every_id_carries_the_name_of_the_plugin() -> None:
    assert all(id.startswith("commercial.") for id in INDICATORS)


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


test_the_laws_of_a_plugin = conformance_tests("commercial")
