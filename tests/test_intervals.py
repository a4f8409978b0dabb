"""Intervals of proportions, counts and rates: held against published figures and against their own definitions."""

from __future__ import annotations

import decimal
import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecard_core.exact import number
from scorecard_core.statistics import Confidence, Interval, byar, exact_count, wilson
from scorecard_core.statistics.intervals import critical

LEVELS = list(Confidence)
TINY = Decimal("0.000001")

counts = st.integers(0, 10**6)
totals = st.integers(1, 10**6)
levels = st.sampled_from(LEVELS)
per = st.sampled_from([1, 100, 1000, 10_000, 100_000])


def whole(value: int) -> Decimal:
    return Decimal(value)


@st.composite
def proportions(draw: st.DrawFn) -> tuple[Decimal, Decimal]:
    """So many of so many."""
    total = draw(totals)
    return whole(draw(st.integers(0, total))), whole(total)


# R. G. Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17 (1998), table I,
# method 3 (the score method without continuity correction).
NEWCOMBE = [(81, 263, "0.2553", "0.3662"), (15, 148, "0.0624", "0.1605"), (0, 20, "0.0000", "0.1611"),
            (1, 29, "0.0061", "0.1718")]  # fmt: skip


@pytest.mark.parametrize(("count", "total", "lower", "upper"), NEWCOMBE)
def test_wilson_gives_the_intervals_that_newcombe_published(count: int, total: int, lower: str, upper: str) -> None:
    interval = wilson(whole(count), whole(total))
    assert interval is not None
    assert [round(limit, 4) for limit in interval] == [Decimal(lower), Decimal(upper)]


# F. Garwood's limits as medical statistics prints them: D. G. Altman et al., "Statistics with confidence" (2000), table
# of exact limits for a Poisson count.
GARWOOD = [(0, "0.000", "3.689"), (1, "0.025", "5.572"), (2, "0.242", "7.225"), (5, "1.623", "11.668"),
           (9, "4.115", "17.085"), (10, "4.795", "18.390"), (20, "12.217", "30.888")]  # fmt: skip


@pytest.mark.parametrize(("count", "lower", "upper"), GARWOOD)
def test_small_counts_have_the_limits_that_tables_print(count: int, lower: str, upper: str) -> None:
    assert [round(limit, 3) for limit in exact_count(count)] == [Decimal(lower), Decimal(upper)]


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("count", [0, 1, 2, 5, 9, 10, 30])
def test_the_exact_limits_leave_out_what_their_definition_says(count: int, level: Confidence) -> None:
    lower, upper = (float(limit) for limit in exact_count(count, level))
    assert at_most(count, upper) == pytest.approx(float(level.tail), rel=1e-7)
    if count:
        assert 1 - at_most(count - 1, lower) == pytest.approx(float(level.tail), rel=1e-6)


def at_most(count: int, mean: float) -> float:
    """How likely a Poisson count is to be no higher, in plain floats."""
    return math.fsum(math.exp(at * math.log(mean) - mean - math.lgamma(at + 1)) for at in range(count + 1))


@pytest.mark.parametrize("count", [10, 20, 50, 100])
def test_byar_is_as_near_to_the_exact_limits_as_the_technical_guide_says(count: int) -> None:
    near, exact = byar(whole(count)), exact_count(count)
    assert near is not None
    assert near == pytest.approx(exact, rel=Decimal("0.002"))
    assert near != pytest.approx(exact, rel=Decimal("0.00001"))


def test_the_critical_values_are_those_of_tables() -> None:
    assert [critical(level) for level in LEVELS] == [1.95996398454, 3.090232306168]


def test_a_rate_of_ten_is_the_first_that_byar_approximates() -> None:
    assert byar(whole(9)) == Interval(*(round(limit, 6) for limit in exact_count(9)))
    assert byar(whole(10)) == (Decimal("4.78745"), Decimal("18.391459"))


def test_a_rate_is_counted_per_so_many() -> None:
    assert byar(whole(132), whole(92493), per=100_000) == (Decimal("119.405475"), Decimal("169.241129"))


@pytest.mark.parametrize(("count", "total"), [("-1", "10"), ("11", "10"), ("0", "0"), ("1", "-1"), ("NaN", "3")])
def test_what_is_no_proportion_has_no_interval(count: str, total: str) -> None:
    assert wilson(Decimal(count), Decimal(total)) is None


@pytest.mark.parametrize(("count", "total"), [("-1", "10"), ("2.5", "10"), ("5", "0"), ("5", "-3"), ("5", "NaN")])
def test_what_is_no_rate_has_no_interval(count: str, total: str) -> None:
    assert byar(Decimal(count), Decimal(total)) is None


def test_limits_that_a_float_cannot_hold_to_six_decimals_are_none() -> None:
    assert byar(whole(10**9 - 10**6)) is not None
    assert byar(whole(10**9)) is None


@given(proportions(), levels, per)
def test_a_proportion_lies_within_its_interval_and_the_interval_between_nought_and_all(
    counted: tuple[Decimal, Decimal], level: Confidence, times: int
) -> None:
    interval = wilson(*counted, level, times)
    assert interval is not None
    estimate = counted[0] / counted[1] * times
    assert 0 <= interval.lower <= estimate + TINY
    assert estimate - TINY <= interval.upper <= times


@given(st.integers(0, 10**8), st.integers(1, 10**8), levels, st.sampled_from([1, 1000]))
def test_a_rate_lies_within_its_interval(count: int, total: int, level: Confidence, times: int) -> None:
    interval = byar(whole(count), whole(total), level, times)
    if interval is not None:
        assert 0 <= interval.lower <= count / Decimal(total) * times + TINY
        assert count / Decimal(total) * times - TINY <= interval.upper


@given(proportions())
def test_the_interval_at_99_8_per_cent_holds_the_one_at_95(counted: tuple[Decimal, Decimal]) -> None:
    for method in (wilson, byar):
        inner, outer = method(*counted, Confidence.P95), method(*counted, Confidence.P99_8)
        assert inner is not None
        assert outer is not None
        assert outer.lower <= inner.lower <= inner.upper <= outer.upper


@given(st.integers(0, 1000), st.integers(1, 1000), st.integers(2, 50), levels)
def test_the_same_proportion_of_more_is_surer(some: int, rest: int, times: int, level: Confidence) -> None:
    few = wilson(whole(some), whole(some + rest), level)
    many = wilson(whole(some * times), whole((some + rest) * times), level)
    assert few is not None
    assert many is not None
    assert many.upper - many.lower <= few.upper - few.lower


@given(proportions(), levels)
def test_counting_the_others_mirrors_a_proportion(counted: tuple[Decimal, Decimal], level: Confidence) -> None:
    count, total = counted
    ours, theirs = wilson(count, total, level), wilson(total - count, total, level)
    assert ours is not None
    assert theirs is not None
    assert abs(ours.lower + theirs.upper - 1) <= TINY
    assert abs(ours.upper + theirs.lower - 1) <= TINY


@given(st.integers(0, 10**6), levels)
def test_one_event_more_moves_both_limits_up(count: int, level: Confidence) -> None:
    now, more = byar(whole(count), confidence=level), byar(whole(count + 1), confidence=level)
    assert now is not None
    assert more is not None
    assert now.lower < more.lower
    assert now.upper < more.upper


@given(proportions(), levels, per)
def test_limits_have_at_most_six_decimals(counted: tuple[Decimal, Decimal], level: Confidence, times: int) -> None:
    for interval in (wilson(*counted, level, times), byar(*counted, level, times)):
        for limit in interval or ():
            assert limit == round(limit, 6)
            assert limit == number(float(limit))


@pytest.mark.parametrize("level", LEVELS)
def test_the_callers_decimal_context_changes_nothing(level: Confidence) -> None:
    exact_count.cache_clear()
    with decimal.localcontext(decimal.Context(prec=2, rounding=decimal.ROUND_UP)):
        narrow = exact_count(7, level), wilson(whole(81), whole(263), level), byar(whole(132), whole(92493), level)
    exact_count.cache_clear()
    assert narrow == (
        exact_count(7, level),
        wilson(whole(81), whole(263), level),
        byar(whole(132), whole(92493), level),
    )
