"""Numbers stay what was written: held against plain fractions, which neither round nor overflow."""

from __future__ import annotations

import decimal
import math
import re
from decimal import Decimal, Inexact
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scorecard_core.exact import EXACT, divided, number, rounded, within_domain

WHOLE, PLACES = 15, 60

# Every number of the domain: below 10^15 in size, at most sixty decimals.
decimals = st.integers(0, PLACES).flatmap(
    lambda places: st.builds(
        lambda count: Decimal(f"{count}E-{places}"),
        st.integers(-(10 ** (WHOLE + places)) + 1, 10 ** (WHOLE + places) - 1),
    )
)
places = st.integers(0, PLACES)
short_contexts = st.builds(
    decimal.Context,
    prec=st.integers(1, 9),
    rounding=st.sampled_from([decimal.ROUND_UP, decimal.ROUND_DOWN, decimal.ROUND_HALF_EVEN]),
)


def half_up(value: Fraction, to: int) -> Fraction:
    """A fraction rounded half up, away from zero, by the definition."""
    scaled = abs(value) * 10**to
    whole = math.floor(scaled + Fraction(1, 2))
    return Fraction(whole if value >= 0 else -whole, 10**to)


@given(st.floats(allow_nan=False, allow_infinity=False))
@example(0.1)
@example(1e-320)
@example(5e22)
def test_a_float_stands_for_the_decimal_that_it_prints_as(value: float) -> None:
    assert Fraction(number(value)) == Fraction(repr(value))
    assert number(str(value)) == number(value)
    assert float(number(value)) == value


@given(st.integers())
def test_a_whole_number_of_any_size_is_itself(value: int) -> None:
    assert int(number(value)) == value
    assert number(value) == number(str(value))


@given(decimals)
def test_a_decimal_is_handed_back_as_it_is(value: Decimal) -> None:
    assert number(value) is value


@given(decimals)
def test_text_with_thousands_separators_is_the_same_number(value: Decimal) -> None:
    assert number(f"{value:,f}") == value
    assert number(f" {value:f}\t") == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,303", "1303"),
        ("-1,303.25", "-1303.25"),
        ("+12,345,678", "12345678"),
        ("1e3", "1000"),
        (".5", "0.5"),
        ("5.", "5"),
        ("60.60", "60.60"),
    ],
)
def test_numbers_as_people_write_them_are_read(text: str, value: str) -> None:
    assert number(text) == Decimal(value)


def test_the_places_that_were_written_are_kept() -> None:
    assert str(number("60.60")) == "60.60"


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "60.6*",
        "45%",
        "£45",
        "n/a",
        "1 303",
        "1_303",
        "1,30",
        "1,3033",
        ",303",
        "1,303,",
        "1,,303",
        "12,34,567",
        "1.303,5",
        "1,-303",
        "--1",
        "0x10",
    ],
)
def test_what_is_not_a_number_is_refused_and_named(text: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(repr(text))} is not a number$"):
        number(text)


@pytest.mark.parametrize("value", [True, False])
def test_yes_and_no_are_not_numbers(value: bool) -> None:
    with pytest.raises(ValueError, match=f"^{value} is not a number$"):
        number(value)


@pytest.mark.parametrize("text", ["NaN", "inf", "-Infinity"])
def test_what_no_rule_can_compare_is_read_and_is_outside_the_domain(text: str) -> None:
    assert not within_domain(number(text))


@pytest.mark.parametrize(
    ("value", "inside"),
    [
        ("0", True),
        (f"{'9' * WHOLE}.{'9' * PLACES}", True),
        (f"-{'9' * WHOLE}.{'9' * PLACES}", True),
        ("1000000000000000", False),
        ("-1E+15", False),
        ("9E+14", True),
        (f"1E-{PLACES}", True),
        (f"1E-{PLACES + 1}", False),
        (f"0E-{PLACES + 1}", False),
        ("1E-400", False),
        ("sNaN", False),
    ],
)
def test_the_domain_ends_below_a_thousand_million_million_and_at_sixty_decimals(value: str, inside: bool) -> None:
    assert within_domain(Decimal(value)) is inside


@given(decimals)
def test_every_number_of_the_domain_is_in_it(value: Decimal) -> None:
    assert within_domain(value)


@given(decimals, places)
@example(Decimal("0.5"), 0)
@example(Decimal("-0.5"), 0)
@example(Decimal("2.5"), 0)
@example(Decimal("66.05"), 1)
def test_rounding_is_half_up_away_from_zero_as_printed_figures_are(value: Decimal, to: int) -> None:
    result = rounded(value, to)
    assert Fraction(result) == half_up(Fraction(value), to)
    assert result.as_tuple().exponent == -to


@given(decimals, places)
def test_rounding_twice_to_the_same_places_changes_nothing(value: Decimal, to: int) -> None:
    once = rounded(value, to)
    assert rounded(once, to) == once


@given(decimals, decimals.filter(bool), places)
@example(Decimal(1), Decimal(3), 4)
@example(Decimal(2), Decimal(3), 0)
@example(Decimal(-1), Decimal(8), 2)
@example(Decimal("0.000001"), Decimal(-3), 20)
def test_a_quotient_is_rounded_half_up_once(numerator: Decimal, denominator: Decimal, to: int) -> None:
    result = divided(numerator, denominator, to)
    assert Fraction(result) == half_up(Fraction(numerator) / Fraction(denominator), to)


@given(decimals)
def test_a_quotient_by_one_with_places_enough_is_the_number_itself(value: Decimal) -> None:
    assert divided(value, Decimal(1), PLACES) == value


@pytest.mark.parametrize("numerator", [Decimal(0), Decimal(1), Decimal("-0.5")])
def test_nothing_is_divided_by_zero(numerator: Decimal) -> None:
    with pytest.raises(ZeroDivisionError, match=r"^a measured quotient has a denominator of zero$"):
        divided(numerator, Decimal(0), 6)


@given(decimals, decimals, decimals)
def test_sums_and_products_of_the_domain_are_exact(one: Decimal, two: Decimal, three: Decimal) -> None:
    total = EXACT.subtract(EXACT.add(one, two), three)
    product = EXACT.multiply(EXACT.multiply(one, two), three)
    assert Fraction(total) == Fraction(one) + Fraction(two) - Fraction(three)
    assert Fraction(product) == Fraction(one) * Fraction(two) * Fraction(three)


def test_the_context_of_comparisons_raises_rather_than_rounds() -> None:
    with pytest.raises(Inexact):
        EXACT.divide(Decimal(1), Decimal(3))


@given(decimals, decimals.filter(bool), places, short_contexts)
def test_the_decimal_context_of_the_caller_changes_no_answer(
    one: Decimal, two: Decimal, to: int, context: decimal.Context
) -> None:
    text = f"{one:f}"
    expected = (number(text), within_domain(one), rounded(one, to), divided(one, two, to))
    with decimal.localcontext(context):
        answers = (number(text), within_domain(one), rounded(one, to), divided(one, two, to))
    assert answers == expected
