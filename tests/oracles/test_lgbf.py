"""The Local Government Benchmarking Framework: thirty-one measures for the thirty-two councils of Scotland.

Each row has a value, the one before it and the change in per cent "adjusted for aim": above nought where the value
moved in the direction of good. Its sign is the direction of travel. Ascending means that low is good, Descending that
high is.

The rank of a council among all is published too (``scot_rank``), the best first.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from scorecard_core import Indicator, Observation, Observations, Rating, Travel, parse_period, rate
from tests.oracles.on_a_frame import said, said_on_a_frame

Given = tuple[list[Indicator], list[Observation]]
Rows = list[dict[str, str]]

# The periods in the file are single years and spans of several; what counts here is only that one follows the other.
BEFORE, NOW = parse_period("2020/21"), parse_period("2021/22")
POLARITY = {"Ascending": "low_is_good", "Descending": "high_is_good"}


@pytest.fixture(scope="module")
def rows(published_rows: Callable[[str], Rows]) -> Rows:
    return published_rows("lgbf_movement.csv")


def definition(row: dict[str, str]) -> Indicator:
    code = "".join(letter if letter.isalnum() else "_" for letter in row["code"].lower())
    return Indicator.model_validate(
        {
            "id": f"lgbf.{code}",
            "title": row["title"],
            "polarity": POLARITY[row["ranking_type"]],
            "unit": "index",
            "frequency": "financial_year",
            "target": {"type": "position"},
        }
    )


@pytest.fixture(scope="module")
def given(rows: Rows) -> Given:
    definitions = {row["code"]: definition(row) for row in rows}
    return [*definitions.values()], [
        Observation(
            measure=definitions[row["code"]].series,
            area=row["local_authority"],
            period=period,
            value=Decimal(row[column]),
        )
        for row in rows
        for period, column in ((BEFORE, "previous_value"), (NOW, "value"))
    ]


@pytest.fixture(scope="module")
def rated(rows: Rows, given: Given) -> list[tuple[dict[str, str], Rating]]:
    definitions, observations = {one.title: one for one in given[0]}, Observations(given[1])
    return [(row, rate(definitions[row["title"]], observations, NOW, area=row["local_authority"])) for row in rows]


def published_travel(row: dict[str, str]) -> Travel:
    change = Decimal(row["aim_adjusted_pct_change_since_previous"])
    if change == 0:
        return Travel.STEADY
    return Travel.IMPROVING if change > 0 else Travel.WORSENING


def test_every_value_travels_in_the_direction_that_was_published(rated: list[tuple[dict[str, str], Rating]]) -> None:
    disagreements = [
        (row["code"], row["local_authority"], row["previous_value"], row["value"], rating.travel)
        for row, rating in rated
        if rating.travel is not published_travel(row)
    ]
    assert disagreements == []


def test_every_council_has_the_rank_that_was_published(rated: list[tuple[dict[str, str], Rating]]) -> None:
    ranks = [(row, next(fact.value for fact in rating.facts if fact.name == "rank")) for row, rating in rated]
    assert [
        (row["code"], row["local_authority"], rank) for row, rank in ranks if rank != Decimal(row["scot_rank"])
    ] == []
    assert len({rank for _, rank in ranks}) == 32


def test_a_frame_says_the_same_of_every_row(given: Given, rated: list[tuple[dict[str, str], Rating]]) -> None:
    assert said_on_a_frame(*given, str(NOW)) == said(rating for _, rating in rated)


def test_every_row_of_the_file_is_rated_and_every_direction_is_among_them(
    rows: Rows, rated: list[tuple[dict[str, str], Rating]]
) -> None:
    assert len(rated) == len(rows) == 991
    assert len({rating.indicator for _, rating in rated}) == len({row["code"] for row in rows}) == 31
    assert len({rating.area for _, rating in rated}) == 32
    assert {published_travel(row) for row in rows} == {Travel.IMPROVING, Travel.WORSENING, Travel.STEADY}


def test_both_polarities_are_among_the_measures(rows: Rows) -> None:
    assert {row["ranking_type"] for row in rows} == set(POLARITY)
