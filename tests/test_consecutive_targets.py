"""Targets of so many improvements in a row, and not so many deteriorations."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from scorecard_core import (
    GreyReason,
    Indicator,
    Observation,
    Observations,
    Rag,
    Rating,
    WorkedExample,
    parse_period,
    rate,
)
from scorecard_core.worked_examples import work_example

QUARTERS = tuple(parse_period(f"Q{quarter} {year}/{year - 1999}") for year in (2015, 2016) for quarter in (1, 2, 3, 4))
GREEN, AMBER, RED = Rag.GREEN, Rag.AMBER, Rag.RED


def indicator(polarity: str = "high_is_good", **target: Any) -> Indicator:
    return Indicator.model_validate(
        {
            "id": "a.b",
            "title": "A case",
            "polarity": polarity,
            "unit": "case",
            "frequency": "quarter",
            "target": {"type": "consecutive", "green_after": 3, "red_after": 2, **target},
        }
    )


def rated(one: Indicator, *values: float | None) -> list[Rating]:
    """The rating of every quarter from the first on; None leaves a quarter out."""
    known = Observations(
        Observation(measure="a.b", area="Here", period=period, value=Decimal(str(value)))
        for period, value in zip(QUARTERS, values, strict=False)
        if value is not None
    )
    return [rate(one, known, period, area="Here") for period in QUARTERS[: len(values)]]


def colours(one: Indicator, *values: float | None) -> list[Rag]:
    return [rating.status for rating in rated(one, *values)[1:]]


def test_the_improvement_with_the_number_asked_for_is_green_and_the_one_before_it_is_not() -> None:
    assert colours(indicator(), 1, 2, 3, 4, 5) == [AMBER, AMBER, GREEN, GREEN]


def test_the_deterioration_with_the_number_that_is_too_many_is_red_and_the_one_before_it_is_not() -> None:
    assert colours(indicator(), 4, 3, 2, 1) == [AMBER, RED, RED]


def test_a_value_that_stays_what_it_was_ends_a_run() -> None:
    assert colours(indicator(), 1, 2, 2, 3, 4, 5) == [AMBER, AMBER, AMBER, AMBER, GREEN]
    assert colours(indicator(), 4, 3, 3, 2) == [AMBER, AMBER, AMBER]


def test_a_turn_begins_a_run_of_its_own() -> None:
    assert colours(indicator(), 1, 2, 3, 2, 3, 4, 5) == [AMBER, AMBER, AMBER, AMBER, AMBER, GREEN]


def test_a_period_without_a_value_ends_a_run() -> None:
    found = rated(indicator(green_after=1), 1, 2, None, 4, 5)
    assert found[3].grey_reason is GreyReason.NO_BASE
    assert found[4].status is GREEN
    assert rated(indicator(green_after=2), 1, 2, None, 4, 5)[4].status is AMBER


def test_where_low_is_good_a_lower_value_is_the_improvement() -> None:
    assert colours(indicator("low_is_good"), 4, 3, 2, 1) == [AMBER, AMBER, GREEN]


def test_without_an_earlier_value_there_is_no_rating() -> None:
    assert rated(indicator(), 1)[0].grey_reason is GreyReason.NO_BASE


def test_the_sentence_counts_and_says_what_is_asked_for() -> None:
    better, worse = rated(indicator(), 1, 2, 3)[2], rated(indicator(red_after=1), 2, 1)[1]
    assert "3 cases is better than 2 cases (Q2 2015/16), improvement number 2 in a row;" in better.reason
    assert "it is green from number 3 on: Amber." in better.reason
    assert "deterioration number 1 in a row; it is red from number 1 on: Red." in worse.reason
    assert "1 case is what it was at Q1 2015/16, which ends every run: Amber." in rated(indicator(), 1, 1)[1].reason


@pytest.mark.parametrize(("history", "value", "status"), [((1, 2, 3), 4, GREEN), ((1, 2), 3, AMBER), ((3, 2), 1, RED)])
def test_a_worked_example_may_give_the_earlier_figures(history: tuple[int, ...], value: int, status: Rag) -> None:
    example = WorkedExample.model_validate({"history": history, "value": value, "status": status.value})
    assert work_example(indicator(), example)[0] is status


@pytest.mark.parametrize("wrong", [{"green_after": 0}, {"red_after": 0}, {"tie": "worse"}, {"on": "best_ever"}])
def test_what_means_nothing_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        indicator(**wrong)
    with pytest.raises(ValidationError, match="polarity-without-meaning"):
        indicator("plan_is_best")
