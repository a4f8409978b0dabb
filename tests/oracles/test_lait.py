"""The Department for Education's Local Authority Interactive Tool: quartile bands and ranks of about 150 councils.

A council's band follows from the quartiles (type 7) of all councils with a figure: A is the best quarter through
polarity, in green; D the worst, in red; B and C carry no colour. A figure exactly on a quartile belongs to the lower
quarter of the *figures*, so on the better side where low is good and on the worse where high is.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from decimal import Decimal

import pytest

from scorecard_core import GreyReason, Indicator, Observation, Observations, Rag, Rating, parse_period, rate
from tests.oracles.on_a_frame import said, said_on_a_frame

Given = tuple[list[Indicator], list[Observation]]
Row = dict[str, str]

PERIOD = parse_period("2022/23")
COLOURS = {"#00703c": Rag.GREEN, "#d4351c": Rag.RED, "none": Rag.GREY}
SIDE = {"Low": "better", "High": "worse"}


@pytest.fixture(scope="module")
def rows(published_rows: Callable[[str], list[Row]]) -> list[Row]:
    return published_rows("lait_quartile_bands.csv.gz")


def definition(number: int, row: Row) -> Indicator:
    return Indicator.model_validate(
        {
            "id": f"lait.measure_{number}",
            "title": row["Short Desc"],
            "polarity": {"Low": "low_is_good", "High": "high_is_good"}[row["polarity"]],
            "unit": "index",
            "frequency": "financial_year",
            # One measure is published without bands: its figures lie too near to each other.
            "target": {"type": "none"} if row["no_quartile"] else {"type": "position", "tie": SIDE[row["polarity"]]},
        }
    )


@pytest.fixture(scope="module")
def groups(rows: list[Row]) -> list[tuple[Indicator, list[Row]]]:
    """Each measure in each of its years, whatever the year is called, is a group of its own."""
    found: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        found[row["Short Desc"], row["Years"]].append(row)
    return [(definition(number, group[0]), group) for number, group in enumerate(found.values())]


@pytest.fixture(scope="module")
def given(groups: list[tuple[Indicator, list[Row]]]) -> Given:
    return [indicator for indicator, _ in groups], [
        Observation(measure=indicator.series, area=row["LA and Regions"], period=PERIOD, value=Decimal(row["value"]))
        for indicator, group in groups
        for row in group
    ]


@pytest.fixture(scope="module")
def rated(groups: list[tuple[Indicator, list[Row]]], given: Given) -> list[tuple[Row, Rating]]:
    observations = Observations(given[1])
    return [
        (row, rate(indicator, observations, PERIOD, area=row["LA and Regions"]))
        for indicator, group in groups
        for row in group
    ]


def test_every_council_has_the_band_and_the_colour_that_were_published(rated: list[tuple[Row, Rating]]) -> None:
    banded = [(row, rating) for row, rating in rated if not row["no_quartile"]]
    assert [
        (row["Short Desc"], row["LA and Regions"], rating.verdict)
        for row, rating in banded
        if (rating.verdict, rating.status) != (row["expected_band"], COLOURS[row["expected_colour"]])
    ] == []
    assert Counter(rating.verdict for _, rating in banded) == {"A": 1077, "B": 1003, "C": 1055, "D": 1077}
    reasons = {rating.grey_reason for _, rating in banded if rating.status is Rag.GREY}
    assert reasons == {GreyReason.UNCOLOURED_BAND}


def test_every_council_has_the_rank_that_was_published(rated: list[tuple[Row, Rating]]) -> None:
    compared = [(row, fact(rating, "rank")) for row, rating in rated if rating.rule == "position"]
    assert [(row["LA and Regions"], rank) for row, rank in compared if rank != Decimal(row["expected_rank"])] == []
    assert len(compared) == 4212


def test_every_quartile_is_the_one_that_was_published(rated: list[tuple[Row, Rating]]) -> None:
    for row, rating in rated:
        if rating.rule == "position":
            cuts = sorted(cut for at in (1, 2, 3) if (cut := fact(rating, f"cut_{at}")) is not None)
            assert cuts == [Decimal(row[quartile]) for quartile in ("q25", "q50", "q75")]


def test_a_frame_says_the_same_of_every_row(given: Given, rated: list[tuple[Row, Rating]]) -> None:
    assert said_on_a_frame(*given, str(PERIOD)) == said(rating for _, rating in rated)


def fact(rating: Rating, name: str) -> Decimal | None:
    return next(one.value for one in rating.facts if one.name == name)


def test_every_row_of_the_file_is_rated(rows: list[Row], rated: list[tuple[Row, Rating]]) -> None:
    assert len(rated) == len(rows) == 4363
    assert len({row["Short Desc"] for row in rows}) == 23
