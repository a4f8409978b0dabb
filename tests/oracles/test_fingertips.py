"""Fingertips: the Office for Health Improvement compares areas with England, and tells recent trends.

An area is better or worse where its 95 % interval lies wholly on one side of the benchmark, and similar where the
interval reaches it; an interval that just touches is similar. A trend is told from the last five figures.

The file of examples has thirteen of quintiles as well. They are those of one practice, without the figures of the
others that its quintile depends on, so nothing can be compared there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from scorecard_core import Indicator, Observation, Observations, Rag, Travel, parse_period, rate
from scorecard_core.statistics import exact_count
from scorecard_core.statistics.doubles import FLOATS
from scorecard_core.statistics.intervals import byar_limits
from tests.oracles.on_a_frame import said, said_on_a_frame

Rows = list[dict[str, str]]

POLARITIES = {"Low is good": "low_is_good", "High is good": "high_is_good", "No judgement": "no_judgement"}
COLOURS = {"better": Rag.GREEN, "similar": Rag.AMBER, "worse": Rag.RED}
TRAVELS = {
    "Increasing": Travel.INCREASING,
    "DecreasingAndGettingWorse": Travel.WORSENING,
    "DecreasingAndGettingBetter": Travel.IMPROVING,
    "IncreasingAndGettingWorse": Travel.WORSENING,
    "CannotBeCalculated": Travel.NOT_COMPARABLE,
}


def definition(**more: Any) -> Indicator:
    return Indicator.model_validate(
        {
            "id": "fingertips.indicator",
            "title": "An indicator of public health",
            "polarity": "low_is_good",
            "unit": "index",
            "frequency": "calendar_year",
            "target": {"type": "significance", "with": "england"},
            **more,
        }
    )


COMPARED = definition()


def observed(area: str, year: str, value: str, limits: tuple[str, str] | None = None) -> Observation:
    lower, upper = (Decimal(limits[0]), Decimal(limits[1])) if limits else (None, None)
    return Observation(
        measure=COMPARED.series, area=area, period=parse_period(year), value=Decimal(value), lower=lower, upper=upper
    )


def limits(row: dict[str, str]) -> tuple[str, str]:
    return row["Lower CI 95.0 limit"], row["Upper CI 95.0 limit"]


@pytest.fixture(scope="module")
def campylobacter(published_rows: Callable[[str], Rows]) -> tuple[Rows, Rows]:
    """A hundred and fifty areas over some years: two series under one name, told apart by what England has in them."""
    rows = published_rows("fingertips_vs_england.csv")
    first = [row for row in rows if Decimal(row["England"]) < 100]
    second = [row for row in rows if Decimal(row["England"]) > 200]
    assert (len(first), len(second), len(rows)) == (450, 300, 750)
    return first, second


def test_every_area_has_the_verdict_that_was_published_and_has_it_on_a_frame(campylobacter: tuple[Rows, Rows]) -> None:
    told: Counter[str] = Counter()
    on_frames = 0
    for rows in campylobacter:
        england = {row["Time period"]: row["England"] for row in rows}
        observations = Observations(
            [
                *(observed("England", year, value) for year, value in england.items()),
                *(observed(row["Area Code"], row["Time period"], row["Value"], limits(row)) for row in rows),
            ]
        )
        for year in england:
            areas = [row["Area Code"] for row in rows if row["Time period"] == year]
            ratings = [rate(COMPARED, observations, parse_period(year), area=area) for area in areas]
            of_frame = said_on_a_frame([COMPARED], observations, year)
            assert said(ratings).items() <= of_frame.items()
            on_frames += len(ratings)
        for row in rows:
            rating = rate(COMPARED, observations, parse_period(row["Time period"]), area=row["Area Code"])
            published = row["Compared to England value or percentiles"].lower()
            assert (rating.verdict, rating.status) == (published, COLOURS[published]), row
            told[rating.verdict] += 1
    assert on_frames == 750
    assert told == {"better": 283, "similar": 220, "worse": 247}


def test_the_exact_limits_are_those_that_were_published(campylobacter: tuple[Rows, Rows]) -> None:
    """The first series has exact limits throughout, worked out to six or seven digits."""
    for row in sorted(campylobacter[0], key=lambda row: Decimal(row["Count"]))[:25]:
        for limit, published in zip(exact_count(int(Decimal(row["Count"]))), limits(row), strict=True):
            assert float(limit) / float(row["Denominator"]) * 1e5 == pytest.approx(float(published), rel=1e-6)


def test_the_limits_by_byar_are_those_that_were_published(campylobacter: tuple[Rows, Rows]) -> None:
    """The second series has them throughout, below ten as well, and with 1.96 for the critical value."""
    for row in campylobacter[1]:
        for limit, published in zip(byar_limits(float(row["Count"]), 1.96, FLOATS), limits(row), strict=True):
            assert limit / float(row["Denominator"]) * 1e5 == pytest.approx(float(published), rel=1e-8)


def test_every_example_against_a_benchmark_has_its_outcome(published_rows: Callable[[str], Rows]) -> None:
    rows = [row for row in published_rows("fingertipsnext_benchmark.csv") if row["expected_outcome"]]
    told = [row for row in rows if row["benchmark_method"] == "CIOverlappingReferenceValue95"]
    for row in told:
        year = row["period_to"][:4]
        figures = [
            observed(row["area_code"], year, row["value"], (row["lower_ci"], row["upper_ci"])),
            observed("England", year, row["benchmark_value"]),
        ]
        rating = rate(COMPARED, Observations(figures), parse_period(year), area=row["area_code"])
        assert rating.verdict == row["expected_outcome"].lower(), row
    assert Counter(row["expected_outcome"] for row in told) == {"Better": 11, "Similar": 5, "Worse": 39}
    assert len(rows) - len(told) == 13


def test_every_series_has_the_trend_that_it_must_have(published_rows: Callable[[str], Rows]) -> None:
    rows = published_rows("fingertipsnext_trend.csv")
    told = {case: travel([row for row in rows if row["case"] == case]) for case in {row["case"] for row in rows}}
    assert told == {row["case"]: TRAVELS[row["expected_trend"]] for row in rows}
    assert set(told.values()) == set(TRAVELS.values())


def travel(rows: Rows) -> Travel:
    """The direction of travel of a series, which must be the same on a frame."""
    told = definition(polarity=POLARITIES[rows[0]["polarity"]], target={"type": "none"}, travel={"trend": "values"})
    observations = [
        observed("Here", row["period_end"][:4], row["value"], (row["lower_ci"], row["upper_ci"])) for row in rows
    ]
    last = parse_period(max(row["period_end"] for row in rows)[:4])
    rating = rate(told, Observations(observations), last, area="Here")
    assert said_on_a_frame([told], observations, str(last)) == said([rating])
    return rating.travel
