"""Mean, median, quantiles, ranks and standardised distances, held against the standard library, NumPy and fractions."""

from __future__ import annotations

import decimal
import math
import statistics
from collections import Counter
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scorecard_core.statistics import (
    QUANTILE_METHODS,
    mean,
    median,
    quantile,
    quantile_number,
    rank,
    standardised,
)

figures = st.integers(-(10**7), 10**7).map(lambda thousandths: Decimal(thousandths).scaleb(-3))
groups = st.lists(figures, min_size=1, max_size=30)
signs = st.sampled_from([1, -1])
cuts = st.integers(2, 10).flatmap(lambda count: st.tuples(st.integers(1, count - 1), st.just(count)))


@given(groups)
@example([Decimal("0.0000005")])
@example([Decimal("-0.0000005")])
def test_a_mean_is_the_sum_over_the_count_rounded_once(values: list[Decimal]) -> None:
    exact = sum(map(Fraction, values), Fraction(0)) / len(values)
    assert abs(Fraction(mean(values)) - exact) <= Fraction(1, 2 * 10**6)
    assert mean(values) == round(mean(values), 6)


def test_a_mean_is_rounded_half_away_from_zero() -> None:
    assert mean([Decimal("0.0000005")]) == Decimal("0.000001")
    assert mean([Decimal("-0.0000005")]) == Decimal("-0.000001")
    assert mean([Decimal(1), Decimal(2), Decimal(2)], places=2) == Decimal("1.67")


@given(groups)
def test_a_median_is_that_of_the_standard_library(values: list[Decimal]) -> None:
    assert Fraction(median(values)) == statistics.median(map(Fraction, values))


@pytest.mark.parametrize(("method", "theirs"), [(6, "exclusive"), (7, "inclusive")])
@given(values=st.lists(figures, min_size=12, max_size=30), cut=cuts)
def test_quantiles_of_the_types_6_and_7_are_those_of_the_standard_library(
    method: int, theirs: str, values: list[Decimal], cut: tuple[int, int]
) -> None:
    number, count = cut
    expected = statistics.quantiles(map(Fraction, values), n=count, method=theirs)[number - 1]  # type: ignore[arg-type]
    found = Fraction(quantile(values, Fraction(number, count), method))
    assert abs(found - Fraction(expected)) <= Fraction(1, 2 * 10**12)


NUMPY = {4: "interpolated_inverted_cdf", 5: "hazen", 6: "weibull", 7: "linear", 8: "median_unbiased",
         9: "normal_unbiased"}  # fmt: skip


@pytest.mark.parametrize("method", QUANTILE_METHODS)
@given(values=groups, cut=cuts)
def test_quantiles_of_every_type_are_those_of_numpy(method: int, values: list[Decimal], cut: tuple[int, int]) -> None:
    part = Fraction(*cut)
    expected = np.quantile([float(value) for value in values], float(part), method=NUMPY[method])
    assert float(quantile(values, part, method)) == pytest.approx(expected, rel=1e-9, abs=1e-6)


@given(st.permutations([Decimal(at) / 8 for at in range(9)]), signs)
def test_the_order_of_the_figures_does_not_matter(values: list[Decimal], sign: int) -> None:
    ordered = sorted(values)
    assert mean(values) == mean(ordered)
    assert median(values) == median(ordered)
    assert quantile(values, Fraction(1, 3)) == quantile(ordered, Fraction(1, 3))
    assert [rank(value, values, sign) for value in ordered] == [rank(value, ordered, sign) for value in ordered]
    assert standardised(values[0], values) == standardised(values[0], ordered)


@given(groups, cuts)
def test_a_quantile_lies_among_the_figures_and_its_mirror_image_is_that_of_their_opposites(
    values: list[Decimal], cut: tuple[int, int]
) -> None:
    part = Fraction(*cut)
    for method in QUANTILE_METHODS:
        found = quantile(values, part, method)
        assert min(values) <= found <= max(values)
        if method != 4:
            assert quantile([-value for value in values], 1 - part, method) == -found


@given(figures, st.integers(1, 20), cuts)
def test_a_quantile_of_equal_figures_is_that_figure_with_all_its_decimals(
    value: Decimal, count: int, cut: tuple[int, int]
) -> None:
    fine = value.scaleb(-15)
    assert quantile([fine] * count, Fraction(*cut)) == fine


@given(groups, signs)
def test_equals_share_a_rank_and_the_next_ones_keep_their_distance(values: list[Decimal], sign: int) -> None:
    ranks = [rank(value, values, sign) for value in values]
    for value, place in zip(values, ranks, strict=True):
        assert place == 1 + sum((other > value) if sign > 0 else (other < value) for other in values)
    taken = Counter(ranks)
    assert all(place + shared in taken or place + shared == len(values) + 1 for place, shared in taken.items())


def test_ranks_are_given_as_in_a_competition() -> None:
    values = [Decimal(9), Decimal(7), Decimal(7), Decimal(5)]
    assert [rank(value, values, 1) for value in values] == [1, 2, 2, 4]
    assert [rank(value, values, -1) for value in values] == [4, 2, 2, 1]


@given(groups, st.integers(2, 10), signs)
def test_equals_share_a_quantile_and_the_better_are_in_no_worse_one(
    values: list[Decimal], quantiles: int, sign: int
) -> None:
    numbers = {
        value: quantile_number(rank(value, values, sign), len(values), quantiles)
        for value in sorted(values, reverse=sign > 0)
    }
    assert list(numbers.values()) == sorted(numbers.values())
    assert all(1 <= number <= quantiles for number in numbers.values())


@given(st.integers(2, 10), st.integers(1, 20))
def test_quantiles_without_ties_are_of_equal_size(quantiles: int, each: int) -> None:
    count = quantiles * each
    sizes = Counter(quantile_number(place, count, quantiles) for place in range(1, count + 1))
    assert sizes == dict.fromkeys(range(1, quantiles + 1), each)


@pytest.mark.parametrize("count", [10, 13, 147])
@pytest.mark.parametrize("quantiles", [4, 5, 10])
def test_a_quantile_is_the_one_that_phe_quantile_assigns(count: int, quantiles: int) -> None:
    def phe_quantile(place: int) -> int:
        """The formula of the R package PHEindicatormethods as it stands there, in floats."""
        return max(1, math.floor((quantiles + 1) - math.ceil(((count + 1) - place) / (count / quantiles))))

    places = range(1, count + 1)
    assert [quantile_number(place, count, quantiles) for place in places] == [phe_quantile(place) for place in places]


@given(st.lists(figures, min_size=2, max_size=30))
def test_a_standardised_distance_counts_in_deviations_of_the_group(values: list[Decimal]) -> None:
    exact = [Fraction(value) for value in values]
    deviation = statistics.pstdev(exact)
    found = standardised(values[0], values)
    if deviation == 0:
        assert found is None
    else:
        assert found is not None
        assert float(found) == pytest.approx(
            float((exact[0] - statistics.fmean(exact)) / deviation), rel=1e-6, abs=2e-6
        )


@given(st.lists(figures, min_size=2, max_size=10, unique=True), st.integers(1, 1000), figures)
def test_a_standardised_distance_does_not_know_the_unit(values: list[Decimal], times: int, shift: Decimal) -> None:
    moved = [value * times + shift for value in values]
    assert standardised(moved[0], moved) == standardised(values[0], values)


def test_a_standardised_distance_is_rounded_half_away_from_zero() -> None:
    # Mean 0 and deviation 1: the distance is the value itself.
    group = [Decimal(1), Decimal(-1)]
    assert standardised(Decimal("0.0000005"), group) == Decimal("0.000001")
    assert standardised(Decimal("-0.0000005"), group) == Decimal("-0.000001")
    assert standardised(Decimal("0.00000049"), group) == 0


def test_nothing_follows_from_no_figures() -> None:
    for nothing in (mean, median):
        with pytest.raises(ValueError, match="at least one figure"):
            nothing([])
    with pytest.raises(ValueError, match="at least one figure"):
        quantile([], Fraction(1, 2))
    with pytest.raises(ValueError, match="at least one figure"):
        standardised(Decimal(1), [])


def test_the_callers_decimal_context_changes_nothing() -> None:
    values = [Decimal("1.23456789"), Decimal("9.87654321"), Decimal("5.55555555")]

    def all_of_them() -> list[object]:
        part = Fraction(1, 3)
        return [
            mean(values),
            median(values),
            quantile(values, part),
            rank(values[0], values, -1),
            standardised(values[0], values),
        ]

    with decimal.localcontext(decimal.Context(prec=2, rounding=decimal.ROUND_UP)):
        narrow = all_of_them()
    assert narrow == all_of_them()
