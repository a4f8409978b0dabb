"""The colour of a value is exact: the engine and a reference in plain fractions never disagree.

The reference (:mod:`scorecard_core.testing.reference`) was written from the meaning of the target types alone. The
cases (:mod:`tests.strategies`) seek out the limits, since that is where a rule goes wrong: a value is on a limit, or a
quantum to either side of it, for numbers of up to six decimals from a millionth to a million million.
"""

from __future__ import annotations

import decimal
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from scorecard_core import Indicator, Observation, Observations, Rag, Rating, parse_period, rate
from scorecard_core.exact import number
from tests.strategies import (
    AREA,
    BASELINE,
    ENGLAND,
    MEASURE,
    NOW,
    PREVIOUS,
    VERDICTS,
    Case,
    bands,
    cases,
    comparisons,
    gaps,
    improvements,
    profiled_thresholds,
    ranges,
    shares,
    thresholds,
)

# The first conversion of a unit builds the vocabulary, which would count against the example that happens to be first;
# so there is no deadline. There are more examples than usual where two cuts, both polarities, both ties and three kinds
# of tolerance meet.
in_passing = settings(deadline=None)
exactly = settings(in_passing, max_examples=4 * in_passing.max_examples)


def simple(polarity: str, unit: str, target: dict[str, Any]) -> Indicator:
    return Indicator.model_validate(
        {
            "id": MEASURE,
            "title": "A case",
            "polarity": polarity,
            "unit": unit,
            "frequency": "quarter",
            "target": target,
        }
    )


def rated(indicator: Indicator, value: Decimal | int | float | str, unit: str = "") -> Rating:
    period = parse_period(NOW)
    observation = Observation(measure=MEASURE, area=AREA, period=period, value=number(value), unit=unit)
    return rate(indicator, Observations([observation]), period, area=AREA)


def has_the_colour_of_the_reference(case: Case) -> None:
    rating = case.rated()
    assert rating.status == case.expected
    assert rating.verdict == VERDICTS[rating.status]


@exactly
@given(thresholds())
def test_a_threshold_is_rated_as_the_reference_rates_it(case: Case) -> None:
    has_the_colour_of_the_reference(case)


@exactly
@given(profiled_thresholds())
def test_a_profiled_threshold_is_rated_as_the_reference_rates_it(case: Case) -> None:
    has_the_colour_of_the_reference(case)


@exactly
@given(ranges())
def test_a_range_is_rated_as_the_reference_rates_it(case: Case) -> None:
    has_the_colour_of_the_reference(case)


@exactly
@given(improvements())
def test_an_improvement_is_rated_as_the_reference_rates_it(case: Case) -> None:
    has_the_colour_of_the_reference(case)


@exactly
@given(comparisons())
def test_a_comparison_is_rated_as_the_reference_rates_it(case: Case) -> None:
    has_the_colour_of_the_reference(case)


@exactly
@given(gaps())
def test_a_gap_is_rated_as_the_reference_rates_it(case: Case) -> None:
    has_the_colour_of_the_reference(case)


@exactly
@given(shares())
def test_a_share_is_rated_as_the_reference_rates_it(case: Case) -> None:
    has_the_colour_of_the_reference(case)


@exactly
@given(bands())
def test_a_value_falls_in_the_band_that_the_reference_puts_it_in(case: Case) -> None:
    rating = case.rated()
    assert rating.verdict == case.expected
    colours = {band["name"]: band["colour"] for band in case.target["bands"]}
    assert rating.status == colours[case.expected]


def test_two_shares_that_differ_in_the_thirty_sixth_digit_are_told_apart() -> None:
    # Multiplied out: (n + 1) × (n - 1) against n × n, for an n of eighteen digits.
    most = 10**18 - 1
    figures = {(AREA, NOW): most + 1, (ENGLAND, NOW): most, (AREA, PREVIOUS): most, (ENGLAND, PREVIOUS): most - 1}
    observations = Observations(
        Observation(measure=MEASURE, area=area, period=parse_period(period), value=Decimal(f"{count}E-6"))
        for (area, period), count in figures.items()
    )
    for polarity, status in (("high_is_good", Rag.RED), ("low_is_good", Rag.GREEN)):
        indicator = simple(polarity, "gbp", {"type": "share", "of": "england"})
        assert rate(indicator, observations, parse_period(NOW), area=AREA).status is status


# What was given is named, so that a table of them reads as a table.


@pytest.mark.parametrize(
    ("value", "status"),
    [
        ("60", Rag.GREEN),
        ("60.000001", Rag.AMBER),
        ("65.999999", Rag.AMBER),
        ("66.0", Rag.AMBER),
        ("66.000001", Rag.RED),
    ],
)
def test_sixty_six_is_within_ten_per_cent_of_no_more_than_sixty_and_a_millionth_more_is_not(
    value: str, status: Rag
) -> None:
    target = {"type": "threshold", "value": 60, "tolerance": {"percent": 10}}
    assert rated(simple("low_is_good", "per_10000_children", target), value).status is status


@pytest.mark.parametrize("value", ["0.57", 0.57, Decimal("0.57")], ids=["text", "float", "decimal"])
def test_a_proportion_of_0_57_meets_a_floor_of_57_per_cent(value: str | float | Decimal) -> None:
    indicator = simple("high_is_good", "percent", {"type": "threshold", "value": 57})
    rating = rated(indicator, value, "proportion")
    assert (rating.status, rating.value) == (Rag.GREEN, Decimal(57))


@pytest.mark.parametrize("polarity", ["high_is_good", "low_is_good"])
def test_every_tenth_of_a_per_cent_given_as_a_proportion_meets_its_own_target(polarity: str) -> None:
    for tenths in range(1001):
        per_cent, proportion = tenths / 10, tenths / 1000
        in_per_cent = simple(polarity, "percent", {"type": "threshold", "value": per_cent})
        assert rated(in_per_cent, proportion, "proportion").status is Rag.GREEN, per_cent
        in_proportions = simple(polarity, "proportion", {"type": "threshold", "value": proportion})
        assert rated(in_proportions, per_cent, "percent").status is Rag.GREEN, per_cent


def test_every_tenth_of_a_per_cent_is_told_from_its_neighbours() -> None:
    for tenths in range(1, 1000):
        indicator = simple("high_is_good", "percent", {"type": "threshold", "value": tenths / 10})
        statuses = [rated(indicator, at / 1000, "proportion").status for at in (tenths - 1, tenths, tenths + 1)]
        assert statuses == [Rag.RED, Rag.GREEN, Rag.GREEN], tenths


@pytest.mark.parametrize("polarity", ["high_is_good", "low_is_good"])
@pytest.mark.parametrize(
    ("tie", "on_the_target", "on_the_amber_limit"),
    [("better", Rag.GREEN, Rag.AMBER), ("worse", Rag.AMBER, Rag.RED)],
)
def test_a_value_exactly_on_a_limit_falls_on_the_side_that_the_tie_states(
    polarity: str, tie: str, on_the_target: Rag, on_the_amber_limit: Rag
) -> None:
    target = {"type": "threshold", "value": "0.3", "tie": tie, "tolerance": {"amount": "0.1"}}
    indicator = simple(polarity, "fte", target)
    assert rated(indicator, "0.3").status is on_the_target
    assert rated(indicator, "0.2" if polarity == "high_is_good" else "0.4").status is on_the_amber_limit


@pytest.mark.parametrize(("tie", "status"), [("better", Rag.GREEN), ("worse", Rag.RED)])
def test_without_a_tolerance_a_tie_that_is_not_green_is_red(tie: str, status: Rag) -> None:
    indicator = simple("high_is_good", "fte", {"type": "threshold", "value": 7, "tie": tie})
    assert rated(indicator, 7).status is status


def test_a_quarter_without_a_point_in_its_profile_is_grey_and_never_takes_the_last_one() -> None:
    target = {"type": "threshold", "values": {"Q2 2016/17": 60, "Q3 2016/17": 61}}
    rating = rated(simple("low_is_good", "fte", target), 1)
    assert (rating.status, rating.grey_reason) == (Rag.GREY, "no_target_for_period")


# Contexts of decimals that a caller may have set for reasons of its own. None may change an answer, or raise.

SIGNALS = [
    decimal.Clamped,
    decimal.DivisionByZero,
    decimal.FloatOperation,
    decimal.Inexact,
    decimal.Rounded,
    decimal.Subnormal,
]

CONTEXTS: dict[str, Callable[[], decimal.Context]] = {
    "five digits": lambda: decimal.Context(prec=5),
    "one digit, rounded up": lambda: decimal.Context(prec=1, rounding=decimal.ROUND_UP),
    "no traps": lambda: decimal.Context(prec=5, traps=[]),
    "every trap": lambda: decimal.Context(prec=5, traps=[*SIGNALS, decimal.InvalidOperation, decimal.Overflow]),
}


@pytest.mark.parametrize("context", CONTEXTS)
@in_passing
@given(case=cases)
def test_the_decimal_context_of_the_caller_changes_no_colour(context: str, case: Case) -> None:
    as_usual = case.rated()
    with decimal.localcontext(CONTEXTS[context]()):
        rating = case.rated()
    assert (rating.status, rating.grey_reason, rating.verdict) == (
        as_usual.status,
        as_usual.grey_reason,
        as_usual.verdict,
    )


@pytest.mark.parametrize("context", CONTEXTS)
@in_passing
@given(case=cases)
def test_the_decimal_context_of_the_caller_changes_no_word_or_figure_of_a_rating(context: str, case: Case) -> None:
    as_usual = case.rated()
    with decimal.localcontext(CONTEXTS[context]()):
        rating = case.rated()
    assert rating == as_usual


@pytest.mark.parametrize("context", CONTEXTS)
def test_a_conversion_of_many_digits_does_not_depend_on_the_context_of_the_caller(context: str) -> None:
    indicator = simple("low_is_good", "kilometre", {"type": "threshold", "value": "1.609344"})
    with decimal.localcontext(CONTEXTS[context]()):
        assert rated(indicator, 1, "mile").status is Rag.GREEN
        assert rated(indicator, "1.000001", "mile").status is Rag.RED


@pytest.mark.parametrize("context", CONTEXTS)
def test_the_best_value_so_far_does_not_depend_on_the_context_of_the_caller(context: str) -> None:
    indicator = simple("high_is_good", "gbp", {"type": "improvement", "on": "best_ever"})
    with decimal.localcontext(CONTEXTS[context]()):
        figures = {BASELINE: "1234567.2", "Q1 2016/17": "1234567.1", NOW: "1234567.15"}
        observations = Observations(
            Observation(measure=MEASURE, area=AREA, period=parse_period(period), value=number(figure))
            for period, figure in figures.items()
        )
        assert rate(indicator, observations, parse_period(NOW), area=AREA).status is Rag.RED


@pytest.mark.parametrize("context", CONTEXTS)
def test_the_edge_of_what_can_be_rated_does_not_depend_on_the_context_of_the_caller(context: str) -> None:
    indicator = simple("low_is_good", "gbp", {"type": "threshold", "value": 1})
    with decimal.localcontext(CONTEXTS[context]()):
        assert rated(indicator, "999999999999999.999999").status is Rag.RED
        assert rated(indicator, "1000000000000000").grey_reason == "out_of_range"


# A factor that terminates loses nothing, however fine the value.


@in_passing
@given(st.integers(0, 10**17), st.sampled_from((("percent", "proportion"), ("proportion", "percent"))))
@example(57_000_000_000_000_01, ("proportion", "percent"))
def test_a_value_of_many_decimals_keeps_every_one_of_them_in_another_unit(count: int, units: tuple[str, str]) -> None:
    unit, written_in = units
    shift = 2 if written_in == "proportion" else -2
    written = Decimal(f"{count}E-16")
    rating = rated(simple("high_is_good", unit, {"type": "none"}), written, written_in)
    assert rating.value == Decimal(f"{count}E{shift - 16}")


@pytest.mark.parametrize(("polarity", "status"), [("high_is_good", Rag.GREEN), ("low_is_good", Rag.RED)])
def test_a_value_beyond_its_target_by_the_last_digit_of_a_float_is_beyond_it_in_another_unit(
    polarity: str, status: Rag
) -> None:
    indicator = simple(polarity, "proportion", {"type": "threshold", "value": "0.57"})
    assert rated(indicator, 57.00000000000001, "percent").status is status
