"""What Finance publishes: its definitions by their examples, and what its rules mean."""

from __future__ import annotations

from decimal import Decimal

import pytest
import scorecard_finance

from scorecard_core import (
    Comparator,
    GreyReason,
    Observation,
    Observations,
    Rag,
    parse_period,
    rate,
)
from scorecard_core.testing import conformance_tests

INDICATORS = {indicator.id: indicator for indicator in scorecard_finance.scorecard_register_indicators()}


test_the_laws_of_a_plugin = conformance_tests("finance")

COMPARATORS = {comparator.id: comparator for comparator in scorecard_finance.scorecard_register_comparators()}


def figure(measure: str, period: str, value: str, area: str = "Worcestershire") -> Observation:
    return Observation(measure=f"finance.{measure}", area=area, period=parse_period(period), value=Decimal(value))


def test_every_comparator_carries_the_name_of_the_plugin() -> None:
    assert all(isinstance(comparator, Comparator) for comparator in COMPARATORS.values())
    assert all(id.startswith("finance.") for id in COMPARATORS)


@pytest.mark.parametrize(("ours", "status"), [("1150.25", Rag.GREEN), ("1150.26", Rag.RED)])
def test_council_tax_has_to_be_below_the_average_and_not_level_with_it(ours: str, status: Rag) -> None:
    figures = Observations(
        [
            figure("council_tax_band_d", "2016/17", ours),
            figure("council_tax_band_d", "2016/17", "1150.26", area="Average council"),
        ]
    )
    rating = rate(
        INDICATORS["finance.council_tax_band_d"],
        figures,
        parse_period("Q4 2016/17"),
        area="Worcestershire",
        comparators=COMPARATORS,
    )
    assert rating.status is status
    assert "the average council's £1,150.26" in rating.reason


def test_council_tax_is_not_rated_against_the_average_of_another_year() -> None:
    figures = Observations(
        [
            figure("council_tax_band_d", "2016/17", "1150.26"),
            figure("council_tax_band_d", "2015/16", "1160", area="Average council"),
        ]
    )
    rating = rate(
        INDICATORS["finance.council_tax_band_d"],
        figures,
        parse_period("Q4 2016/17"),
        area="Worcestershire",
        comparators=COMPARATORS,
    )
    assert rating.grey_reason is GreyReason.NO_COMPARATOR


@pytest.mark.parametrize(("quarter", "status"), [("Q1 2016/17", Rag.RED), ("Q2 2016/17", Rag.GREEN)])
def test_the_budget_of_the_year_serves_the_forecast_of_each_of_its_quarters(quarter: str, status: Rag) -> None:
    figures = Observations(
        [
            figure("revenue_budget", "2016/17", "320"),
            figure("forecast_outturn", "Q1 2016/17", "320.4"),
            figure("forecast_outturn", "Q2 2016/17", "320"),
        ]
    )
    rating = rate(INDICATORS["finance.forecast_outturn"], figures, parse_period(quarter), area="Worcestershire")
    assert rating.status is status


def test_a_forecast_is_not_held_against_the_budget_of_another_year() -> None:
    figures = Observations(
        [figure("revenue_budget", "2016/17", "320"), figure("forecast_outturn", "Q1 2017/18", "310")]
    )
    rating = rate(INDICATORS["finance.forecast_outturn"], figures, parse_period("Q1 2017/18"), area="Worcestershire")
    assert rating.grey_reason is GreyReason.NO_TARGET_FOR_PERIOD
