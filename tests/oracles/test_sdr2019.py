"""The Sustainable Development Report 2019: thirteen indicators in four bands.

The report's own method: at or better than the green threshold is green; from there to the midpoint of the green and
the red threshold, inclusive, yellow; from there to the red threshold, inclusive, orange; whatever is worse is red. That
is a definition with ``bands``. The bands of the report are the verdict; of the four colours here, yellow and orange are
both amber.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from scorecard_core import Indicator, Observation, Observations, Rag, Rating, parse_period, rate
from tests.oracles.on_a_frame import said, said_on_a_frame

Given = tuple[list[Indicator], list[Observation]]
Rows = list[dict[str, str]]

PERIOD = parse_period("2019")
COLOURS = {"green": Rag.GREEN, "yellow": Rag.AMBER, "orange": Rag.AMBER, "red": Rag.RED}


@pytest.fixture(scope="module")
def rows(published_rows: Callable[[str], Rows]) -> Rows:
    return published_rows("sdr2019_bands.csv")


def definition(row: dict[str, str]) -> Indicator:
    green, red = Decimal(row["green_threshold"]), Decimal(row["red_threshold"])
    ends = {"green": green, "yellow": (green + red) / 2, "orange": red}
    bands: list[dict[str, Any]] = [{"name": name, "colour": COLOURS[name], "to": end} for name, end in ends.items()]
    return Indicator.model_validate(
        {
            "id": f"sdr.{row['indicator_code']}",
            "title": row["indicator"],
            "polarity": f"{row['polarity']}_is_good",
            "unit": "index",
            "frequency": "calendar_year",
            "target": {"type": "bands", "bands": [*bands, {"name": "red", "colour": COLOURS["red"]}]},
        }
    )


@pytest.fixture(scope="module")
def given(rows: Rows) -> Given:
    definitions = {row["indicator_code"]: definition(row) for row in rows}
    return [*definitions.values()], [
        Observation(
            measure=definitions[row["indicator_code"]].series,
            area=row["iso3"],
            period=PERIOD,
            value=Decimal(row["value"]),
        )
        for row in rows
    ]


@pytest.fixture(scope="module")
def rated(rows: Rows, given: Given) -> list[tuple[dict[str, str], Rating]]:
    definitions, observations = {one.id: one for one in given[0]}, Observations(given[1])
    return [
        (row, rate(definitions[f"sdr.{row['indicator_code']}"], observations, PERIOD, area=row["iso3"])) for row in rows
    ]


def test_every_country_is_in_the_band_that_the_report_puts_it_in(rated: list[tuple[dict[str, str], Rating]]) -> None:
    disagreements = [
        (row["indicator_code"], row["iso3"], row["value"], row["rating"], rating.verdict, rating.grey_reason)
        for row, rating in rated
        if rating.verdict != row["rating"]
    ]
    assert disagreements == []


def test_every_country_has_the_colour_of_its_band(rated: list[tuple[dict[str, str], Rating]]) -> None:
    disagreements = [
        (row["indicator_code"], row["iso3"], row["value"], row["rating"], rating.status)
        for row, rating in rated
        if rating.status is not COLOURS[row["rating"]]
    ]
    assert disagreements == []


def test_a_frame_says_the_same_of_every_row(given: Given, rated: list[tuple[dict[str, str], Rating]]) -> None:
    assert said_on_a_frame(*given, str(PERIOD)) == said(rating for _, rating in rated)


def test_every_row_of_the_report_is_rated_and_every_band_is_among_them(
    rows: Rows, rated: list[tuple[dict[str, str], Rating]]
) -> None:
    assert len(rated) == len(rows) == 1682
    assert len({row["indicator_code"] for row in rows}) == 13
    assert Counter(row["rating"] for row in rows) == {"green": 841, "red": 404, "yellow": 249, "orange": 188}


def test_the_definitions_have_both_polarities(rows: Rows) -> None:
    assert {row["polarity"] for row in rows} == {"high", "low"}
