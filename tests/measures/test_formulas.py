"""What each kind of computed measure comes to, held against plain fractions, and where it comes to nothing."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecard_core import GreyReason, Observations, parse_period, python_measure, rate
from scorecard_core.exact import root_of_quotient
from tests.measures.cases import (
    AREA,
    COMPARATORS,
    GROUP,
    NOW,
    QUARTERS,
    RATIO,
    figure,
    half_up,
    indicator,
    of_kind,
    outcome,
    rated,
)

numbers = st.decimals(-(10**9), 10**9, allow_nan=False, allow_infinity=False, places=3)
above_zero = st.decimals(Decimal("0.001"), 10**9, allow_nan=False, allow_infinity=False, places=3)
places = st.integers(0, 8)


def series(measure: str, values: list[Decimal], area: str = AREA) -> list[Any]:
    """Values for the quarters up to now."""
    return [figure(measure, at, value, area) for at, value in zip(QUARTERS[-len(values) :], values, strict=True)]


@given(numbers, above_zero, st.sampled_from([1, 100, 1000, Decimal("2.5")]), places)
def test_a_ratio_is_so_many_times_the_quotient(top: Decimal, bottom: Decimal, per: Decimal, to: int) -> None:
    one = indicator({**RATIO, "per": per, "places": to})
    exact = Fraction(per) * Fraction(top) / Fraction(bottom)
    assert outcome(one, [figure("t.a", NOW, top), figure("t.b", NOW, bottom)]) == half_up(exact, to)


@given(numbers, above_zero)
def test_a_ratio_of_columns_takes_both_from_one_observation(top: Decimal, bottom: Decimal) -> None:
    found = figure("t.columns", NOW, Decimal(7), numerator=top, denominator=bottom)
    exact = 100 * Fraction(top) / Fraction(bottom)
    assert outcome(of_kind("ratio of columns"), [found]) == half_up(exact)


@given(st.lists(numbers, min_size=4, max_size=4), places)
def test_a_rolling_mean_is_the_mean_of_the_last_periods(values: list[Decimal], to: int) -> None:
    one = indicator({"type": "rolling_mean", "of": "t.a", "over": 4, "places": to})
    assert outcome(one, series("t.a", values)) == half_up(sum(map(Fraction, values), Fraction(0)) / 4, to)


@given(st.lists(numbers, min_size=8, max_size=8), st.integers(0, 7), st.booleans())
def test_a_year_to_date_begins_anew_with_each_year(values: list[Decimal], at: int, is_mean: bool) -> None:
    one = of_kind("mean of the year to date" if is_mean else "year to date")
    so_far = [Fraction(value) for value in values[at // 4 * 4 : at + 1]]
    wanted = sum(so_far) / len(so_far) if is_mean else sum(so_far, Fraction(0))
    assert outcome(one, series("t.a", values), QUARTERS[-8 + at]) == half_up(Fraction(wanted), 6)


@given(numbers, numbers)
def test_changes_sums_and_differences_are_exact(one: Decimal, other: Decimal) -> None:
    own = series("t.a", [other, one])
    assert outcome(of_kind("change"), own) == one - other
    beside = [figure("t.a", NOW, one), figure("t.c", NOW, other)]
    assert outcome(of_kind("sum"), beside) == one + other
    assert outcome(of_kind("difference"), beside) == one - other


@given(numbers, above_zero)
def test_a_change_in_per_cent_is_of_the_earlier_figure(now: Decimal, before: Decimal) -> None:
    exact = 100 * (Fraction(now) - Fraction(before)) / Fraction(before)
    assert outcome(of_kind("percent change"), series("t.a", [before, now])) == half_up(exact)


def test_a_change_on_last_year_looks_back_a_year_whatever_lies_between() -> None:
    found = [figure("t.a", NOW.year_before, Decimal(30)), figure("t.a", NOW, Decimal(42))]
    assert outcome(of_kind("change on last year"), found) == 12
    assert outcome(of_kind("change"), found) is GreyReason.INPUT_MISSING


@given(numbers, above_zero)
def test_a_share_is_a_part_of_another_areas_figure(own: Decimal, whole: Decimal) -> None:
    found = [figure("t.a", NOW, own), figure("t.a", NOW, whole, "England")]
    assert outcome(of_kind("share"), found) == half_up(100 * Fraction(own) / Fraction(whole))


@given(st.lists(above_zero, min_size=3, max_size=3))
def test_a_share_of_a_group_is_of_all_its_areas_together(values: list[Decimal]) -> None:
    found = [figure("t.a", NOW, value, area) for value, area in zip(values, GROUP.areas, strict=True)]
    exact = 100 * Fraction(values[0]) / sum(map(Fraction, values), Fraction(0))
    assert outcome(of_kind("share of a group"), found) == half_up(exact)


@given(st.lists(numbers, min_size=3, max_size=3), st.booleans())
def test_a_standardised_figure_is_so_many_deviations_from_the_mean(values: list[Decimal], sample: bool) -> None:
    found = [figure("t.a", NOW, value, area) for value, area in zip(values, GROUP.areas, strict=True)]
    to = 3 if sample else 6
    result = outcome(of_kind("standardised sample" if sample else "standardised"), found)
    exact = [Fraction(value) for value in values]
    middle = sum(exact) / 3
    variance = sum((one - middle) ** 2 for one in exact) / (2 if sample else 3)
    if variance == 0:
        assert result is GreyReason.NO_DENOMINATOR
        return
    assert isinstance(result, Decimal)
    off, half = exact[0] - middle, Fraction(1, 2 * 10**to)
    size = abs(Fraction(result))
    assert (result >= 0) == (off >= 0) or result == 0
    assert size == 0 or (size - half) ** 2 * variance <= off**2
    assert off**2 < (size + half) ** 2 * variance


@given(st.integers(0, 10**12), st.integers(1, 10**9), places)
def test_a_root_is_rounded_half_up_once(top: int, bottom: int, to: int) -> None:
    root, half = Fraction(root_of_quotient(Decimal(top), Decimal(bottom), to)), Fraction(1, 2 * 10**to)
    assert root == 0 or (root - half) ** 2 <= Fraction(top, bottom)
    assert Fraction(top, bottom) < (root + half) ** 2


@pytest.mark.parametrize(
    ("top", "bottom", "to", "result"),
    [("1", "8", 2, "0.13"), ("-1", "8", 2, "-0.13"), ("2", "3", 4, "0.6667"), ("1", "3", 0, "0"), ("1", "2", 0, "1")],
)
def test_a_quotient_is_rounded_half_up_away_from_zero(top: str, bottom: str, to: int, result: str) -> None:
    one = indicator({**RATIO, "per": 1, "places": to})
    found = [figure("t.a", NOW, Decimal(top)), figure("t.b", NOW, Decimal(bottom))]
    assert str(outcome(one, found)) == result


# Where there is nothing to divide by.


@pytest.mark.parametrize("bottom", [Decimal(0), Decimal("-0.001"), Decimal(-5)])
@pytest.mark.parametrize("kind", ["ratio", "percent change", "share", "ratio of columns"])
def test_a_denominator_of_zero_or_below_gives_no_figure(kind: str, bottom: Decimal) -> None:
    found = [
        figure("t.a", NOW, Decimal(3)),
        figure("t.a", NOW.previous, bottom),  # type: ignore[arg-type]
        figure("t.a", NOW, bottom, "England"),
        figure("t.b", NOW, bottom),
        figure("t.columns", NOW, Decimal(1), numerator=Decimal(3), denominator=bottom),
    ]
    rating = rated(of_kind(kind), found)
    assert (rating.value, rating.grey_reason) == (None, GreyReason.NO_DENOMINATOR)
    assert "what it would be divided by is not above zero" in rating.reason


def test_a_number_that_grows_out_of_the_domain_is_grey() -> None:
    large = Decimal(9 * 10**14)
    assert outcome(of_kind("sum"), [figure("t.a", NOW, large), figure("t.c", NOW, large)]) is GreyReason.OUT_OF_RANGE


@pytest.mark.parametrize("wild", [Decimal("NaN"), Decimal("Infinity"), Decimal("1e15")])
def test_an_input_outside_the_domain_is_grey(wild: Decimal) -> None:
    assert outcome(of_kind("sum"), [figure("t.a", NOW, wild), figure("t.c", NOW, 1)]) is GreyReason.OUT_OF_RANGE


# Units.


def test_inputs_are_converted_into_the_units_that_the_measure_states() -> None:
    one = indicator(
        {"type": "ratio", "numerator": {"measure": "t.a", "unit": "kilogram"}, "denominator": {**RATIO["denominator"]}}
    )
    found = [figure("t.a", NOW, Decimal(3), unit="tonne"), figure("t.b", NOW, Decimal(4))]
    assert outcome(one, found) == 750


def test_an_input_in_a_unit_of_another_kind_is_grey() -> None:
    found = [figure("t.a", NOW, Decimal(3), unit="tonne"), figure("t.b", NOW, Decimal(4))]
    assert outcome(of_kind("ratio"), found) is GreyReason.UNIT_MISMATCH


def test_a_measure_in_a_unit_of_its_own_is_converted_into_the_indicators() -> None:
    one = indicator({**RATIO, "unit": "per_1000_children", "per": 1000}, "per_10000_children")
    assert outcome(one, [figure("t.a", NOW, 3), figure("t.b", NOW, 4000)]) == Decimal("7.5")


def test_a_change_in_a_percentage_is_in_points() -> None:
    one = indicator({"type": "change", "of": "t.a"}, "percentage_point")
    found = [
        figure("t.a", NOW.previous, Decimal("0.4"), unit="proportion"),  # type: ignore[arg-type]
        figure("t.a", NOW, Decimal(43)),
    ]
    rating = rated(one, found)
    assert rating.value == 3
    assert "3 percentage points" in rating.reason


# The figure that counts beside a period.


@pytest.mark.parametrize(("months", "there"), [(9, True), (8, False)])
def test_the_latest_figure_counts_so_many_months_back(months: int, there: bool) -> None:
    one = indicator({**RATIO, "denominator": {**RATIO["denominator"], "within_months": months}})
    found = [figure("t.a", NOW, 3), figure("t.b", "30/06/2016", 40), figure("t.b", "30/06/2015", 10)]
    assert outcome(one, found) == (750 if there else GreyReason.INPUT_MISSING)


def test_a_later_figure_never_counts_for_an_earlier_period() -> None:
    found = [figure("t.a", NOW.previous, 3), figure("t.b", "30/06/2016", 40), figure("t.b", "31/03/2017", 10)]  # type: ignore[arg-type]
    one = of_kind("ratio by the latest")
    assert outcome(one, found, QUARTERS[-2]) == 750


def test_irregular_figures_are_averaged_over_the_last_that_there_are() -> None:
    one = indicator({"type": "rolling_mean", "of": "t.a", "over": 2}, frequency="survey")
    found = [figure("t.a", "2010", 4), figure("t.a", "2013", 7), figure("t.a", "2016", 10)]
    observations = Observations(found)
    assert rate(one, observations, parse_period("2016"), area=AREA).value == Decimal("8.5")


def test_a_comparators_figure_is_computed_from_its_own_inputs() -> None:
    one = of_kind("ratio", target={"type": "comparator", "with": "england"})
    found = [
        figure("t.a", NOW, 6),
        figure("t.b", NOW, 1000),
        figure("t.a", NOW, 500, "England"),
        figure("t.b", NOW, 100_000, "England"),
    ]
    rating = rated(one, found)
    assert (rating.value, rating.reference) == (60, 50)
    assert rating.reason.startswith("60 per 10,000 is above England's 50 per 10,000")


def test_a_mean_over_a_group_is_one_of_computed_figures() -> None:
    one = of_kind("ratio", target={"type": "comparator", "with": "t.group"})
    found = [figure("t.a", NOW, 6), figure("t.b", NOW, 1000)]
    found += [figure("t.a", NOW, count, area) for area, count in (("Eastham", 1), ("Westham", 2))]
    found += [figure("t.b", NOW, 100, area) for area in ("Eastham", "Westham")]
    assert rated(one, found).reference == 150


# The year to date.


def test_a_year_with_a_period_missing_is_missing_unless_a_mean_leaves_it_out() -> None:
    found = series("t.a", [Decimal(2), Decimal(4), Decimal(6), Decimal(8)])
    del found[1]
    assert outcome(of_kind("year to date"), found) is GreyReason.INPUT_MISSING
    assert outcome(of_kind("mean of the year to date"), found) is GreyReason.INPUT_MISSING
    measure = {"type": "year_to_date", "of": "t.a", "statistic": "mean", "incomplete": "left_out"}
    assert outcome(indicator(measure), found) == half_up(Fraction(16, 3))


def test_the_direction_of_travel_compares_equal_parts_of_two_years() -> None:
    found = series("t.a", [Decimal(1)] * 8)
    since_before = rated(of_kind("year to date"), found)
    assert (since_before.travel, since_before.travel_base) == ("not_comparable", 3)
    since_last_year = rated(of_kind("year to date", travel={"base": "same_period_last_year"}), found)
    assert (since_last_year.travel, since_last_year.travel_base) == ("steady", 4)


def test_a_mean_of_the_year_so_far_may_be_compared_within_the_year_and_not_across() -> None:
    found, one = series("t.a", [Decimal(1)] * 8), of_kind("mean of the year to date")
    assert rated(one, found, QUARTERS[-1]).travel == "steady"
    assert rated(one, found, QUARTERS[-4]).travel == "not_comparable"


def test_an_academic_year_begins_in_september() -> None:
    one = indicator(
        {"type": "year_to_date", "of": "t.a", "year": "academic_year"}, frequency="month", target={"type": "none"}
    )
    found = [figure("t.a", label, 1) for label in ("Aug 2016", "Sep 2016", "Oct 2016")]
    assert outcome(one, found, parse_period("Oct 2016")) == 2


# Measures in Python.


def test_a_function_computes_a_measure_from_numbers_alone() -> None:
    def geometric(made: Decimal, sold: Decimal) -> Decimal | None:
        return (made * sold).sqrt() if made * sold > 0 else None

    one = indicator(python_measure(geometric, places=2, made=RATIO["numerator"], sold=RATIO["numerator"]))
    assert outcome(one, [figure("t.a", NOW, 2)]) == 2
    assert outcome(one, [figure("t.a", NOW, 0)]) is GreyReason.NO_DENOMINATOR


def test_a_function_that_divides_by_zero_gives_no_figure_and_one_that_goes_astray_is_out_of_range() -> None:
    one = indicator(python_measure(lambda x: 1 / x, x=RATIO["numerator"]))
    assert outcome(one, [figure("t.a", NOW, 0)]) is GreyReason.NO_DENOMINATOR
    wild = indicator(python_measure(lambda x: x * Decimal("Infinity"), x=RATIO["numerator"]))
    assert outcome(wild, [figure("t.a", NOW, 1)]) is GreyReason.OUT_OF_RANGE


def test_the_group_counts_the_areas_that_it_lists_and_a_least_number_of_them() -> None:
    found = [figure("t.a", NOW, value, area) for value, area in ((1, AREA), (3, "Eastham"))]
    measure = {"type": "standardised", "of": RATIO["numerator"], "group": "t.group"}
    assert outcome(indicator(measure, "standard_deviation"), found) is GreyReason.INPUT_MISSING
    assert set(COMPARATORS["t.group"].areas) == {AREA, "Eastham", "Westham"}
    four = COMPARATORS["t.group"].model_copy(update={"areas": (*GROUP.areas, "Southham")})
    found.append(figure("t.a", NOW, 5, "Westham"))
    one = indicator({**measure, "least": 3}, "standard_deviation")
    rating = rate(one, Observations(found), NOW, area=AREA, comparators={**COMPARATORS, "t.group": four})
    assert rating.value == Decimal("-1.224745")


def test_means_of_means_are_each_worked_out_once() -> None:
    """Thirty deep, each over two: worked out anew each time, that would be a thousand million."""
    measure: Any = "t.a"
    for _ in range(30):
        measure = {"type": "rolling_mean", "of": measure, "over": 2}
    at, found = NOW, []
    while len(found) < 31:
        found.append(figure("t.a", at, 7))
        at = at.previous or at
    assert outcome(indicator(measure), found) == 7
    assert outcome(indicator(measure), found[:-1]) is GreyReason.INPUT_MISSING


# Under the targets that they are made for.


def test_a_distance_in_deviations_falls_into_bands() -> None:
    bands = [
        {"name": "well below", "colour": "green", "to": -1},
        {"name": "about the same", "colour": "amber", "to": 1},
        {"name": "well above", "colour": "red"},
    ]
    one = of_kind("standardised", target={"type": "bands", "bands": bands})
    found = [figure("t.a", NOW, value, area) for value, area in zip((30, 10, 20), GROUP.areas, strict=True)]
    rating = rated(one, found)
    assert (rating.value, rating.status, rating.verdict) == (Decimal("1.224745"), "red", "well above")
    assert "1.2 standard deviations" in rating.reason


def test_a_year_to_date_is_held_against_a_profile_of_the_year_to_date() -> None:
    profile = {"Q1 2016/17": 10, "Q2 2016/17": 20, "Q3 2016/17": 30, "Q4 2016/17": 40}
    one = of_kind("year to date", target={"type": "threshold", "values": profile})
    found = series("t.a", [Decimal(value) for value in (10, 9, 12, 9)])
    assert [rated(one, found, at).status for at in QUARTERS[-4:]] == ["green", "green", "red", "green"]
