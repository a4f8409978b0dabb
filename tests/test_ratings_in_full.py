"""A rating holds all that was found out, each in its place."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from importlib.metadata import version
from typing import Any

import pytest

from scorecard_core import (
    Basis,
    Comparator,
    Indicator,
    Observation,
    Observations,
    PublishedRating,
    PublishedRatings,
    Rag,
    Rating,
    UnitDefinition,
    Units,
    parse_period,
    rate,
)

NOW, BEFORE = parse_period("Q4 2016/17"), parse_period("Q3 2016/17")


def indicator(**changes: Any) -> Indicator:
    stated = {
        "id": "housing.voids",
        "title": "Empty homes",
        "polarity": "low_is_good",
        "unit": "percent",
        "frequency": "quarter",
        "target": {"type": "comparator", "with": "housing.near", "tolerance": {"points": "0.5"}},
    }
    return Indicator.model_validate({**stated, **changes})


NEAR = Comparator(id="housing.near", name="our neighbours", areas=("There",))
FIGURES = [
    Observation(measure="housing.voids", area="Here", period=NOW, value=Decimal("3.25"), source="Repairs"),
    Observation(measure="housing.voids", area="Here", period=BEFORE, value=Decimal(3)),
    Observation(measure="housing.voids", area="There", period=BEFORE, value=Decimal(4)),
    Observation(
        measure="housing.voids",
        area="There",
        period=NOW,
        value=Decimal(3),
        source="Returns",
        published=date(2017, 5, 1),
    ),
]


def rated(one: Indicator, **more: Any) -> Rating:
    return rate(one, Observations(FIGURES), NOW, area="Here", comparators={NEAR.id: NEAR}, **more)


def test_a_rating_names_the_reference_its_limits_and_the_rating_before() -> None:
    rating = rated(indicator())
    reference = (rating.reference, rating.reference_period, rating.reference_source, rating.reference_published)
    assert reference == (Decimal(3), NOW, "Returns", date(2017, 5, 1))
    assert (rating.green_limit, rating.amber_limit) == (Decimal(3), Decimal("3.5"))
    assert (rating.status, rating.verdict, rating.rule) == (Rag.AMBER, "within tolerance", "comparator")
    assert (rating.previous_status, rating.previous_status_period) == (Rag.GREEN, BEFORE)
    assert (rating.travel_base, rating.travel_base_period) == (Decimal(3), BEFORE)


def test_a_rating_against_a_gap_names_what_it_is_the_gap_to() -> None:
    rating = rated(indicator(target={"type": "gap", "with": "housing.near", "base": "previous"}))
    assert (rating.reference_source, rating.reference_period) == ("Returns", NOW)


def test_without_an_earlier_figure_nothing_is_said_of_the_period_before() -> None:
    first = rate(indicator(), Observations(FIGURES[:1]), NOW, area="Here", comparators={NEAR.id: NEAR})
    assert (first.previous_status, first.previous_status_period) == (None, None)
    assert (first.travel_base, first.travel_base_period) == (None, None)


def test_without_a_target_in_force_there_is_no_rule_and_no_text_of_a_target() -> None:
    later = {"type": "threshold", "value": 3, "from": "Q1 2017/18"}
    rating = rated(indicator(target=[later]))
    assert (rating.status, rating.rule, rating.target, rating.verdict) == (Rag.GREY, "", "", "")


def test_what_is_taken_over_has_no_verdict_of_the_engines() -> None:
    printed = PublishedRating(
        indicator="housing.voids", area="Here", period=NOW, status=Rag.RED, take_over=True, source="The report"
    )
    bare = rate(indicator(), Observations([]), NOW, area="Here", published=PublishedRatings([printed]))
    assert (bare.basis, bare.status, bare.verdict) == (Basis.AS_PUBLISHED, Rag.RED, "")


def test_a_figure_in_a_unit_of_a_plugins_own_is_converted_by_the_units_that_are_given() -> None:
    units = Units([*Units.core(), UnitDefinition(name="dozen", definition="12 case")])
    figure = Observation(measure="housing.voids", area="Here", period=NOW, value=Decimal(2), unit="dozen")
    one = indicator(unit="case", target={"type": "threshold", "value": 24})
    rating = rate(one, Observations([figure]), NOW, area="Here", units=units)
    assert (rating.value, rating.status) == (Decimal(24), Rag.GREEN)


def test_a_rating_names_the_version_of_the_engine_that_is_installed() -> None:
    assert rated(indicator()).engine_version == version("scorecard-core")


@pytest.mark.parametrize(
    ("published", "updated"),
    [
        (date(2016, 12, 31), False),
        (date(2017, 1, 1), True),
        (date(2017, 3, 31), True),
        (date(2017, 4, 1), False),
        (None, False),
    ],
)
def test_an_older_figure_of_a_survey_is_new_in_the_period_in_which_it_first_came_out(
    published: date | None, updated: bool
) -> None:
    survey = indicator(frequency="financial_year", target={"type": "threshold", "value": 3})
    figure = Observation(
        measure="housing.voids", area="Here", period=parse_period("2015/16"), value=Decimal(3), published=published
    )
    rating = rate(survey, Observations([figure]), NOW, area="Here")
    assert (rating.status, rating.updated) == (Rag.GREEN, updated)
