"""Recent trends: held against published markers, against plain regressions, and against their own laws."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from scorecard_core import (
    Flag,
    Indicator,
    Observation,
    Observations,
    Period,
    Rating,
    Travel,
    parse_period,
    rate,
)
from scorecard_core.statistics import Confidence, trend_of_proportions, trend_of_values
from scorecard_core.statistics.intervals import critical
from scorecard_core.statistics.trends import CRITICAL_CHI_SQUARED

tenths = st.integers(0, 10_000).map(lambda count: Decimal(count) / 10)
widths = st.integers(1, 500).map(lambda count: Decimal(count) / 10)


@st.composite
def points_of_values(draw: st.DrawFn) -> tuple[Decimal, Decimal, Decimal]:
    """A value within its interval."""
    value = draw(tenths)
    return value, value - draw(widths), value + draw(widths)


@st.composite
def points_of_proportions(draw: st.DrawFn) -> tuple[Decimal, Decimal]:
    """So many of so many: some, and never all."""
    total = draw(st.integers(2, 5000))
    return Decimal(draw(st.integers(1, total - 1))), Decimal(total)


five_values = st.lists(points_of_values(), min_size=5, max_size=5)
five_proportions = st.lists(points_of_proportions(), min_size=5, max_size=5)

# Cases of the class WhenUsingTrendMarkerCalculator in ukhsa-collaboration/fingertips-open: counts and denominators of
# real indicators, the oldest first, and the marker they must have.
PUBLISHED = {
    "indicator 20301": ([(621, 3454), (599, 3195), (556, 3256), (535, 3227), (447, 3121)], -1),
    "increasing": ([(2157, 3454), (2090, 3195), (2194, 3256), ("2134.81", 3152), (2094, 3062)], 1),
    "indicator 1172": ([(8116, 91530), (8145, 91773), (8222, 92088), (8506, 92238), (8728, "92665.890")], 1),
    "indicator 10101": ([(5405, 18095), (5500, 18170), (5435, 18005), (5480, 17890), (5315, 17860)], 0),
    "indicator 10101, larger": ([(22435, 65880), (22445, 67900), (21365, 68705), (20955, 69835), (19055, 70910)], -1),
}


@pytest.mark.parametrize(("points", "marker"), PUBLISHED.values(), ids=PUBLISHED)
def test_proportions_have_the_marker_that_fingertips_gives_them(
    points: list[tuple[int | str, int | str]], marker: int
) -> None:
    trend = trend_of_proportions([(Decimal(count), Decimal(total)) for count, total in points])
    assert trend is not None
    significant = trend.chi_squared > CRITICAL_CHI_SQUARED and trend.steady
    assert trend.direction * significant == marker


def test_the_critical_value_is_the_square_of_the_normal_one() -> None:
    assert float(CRITICAL_CHI_SQUARED) == pytest.approx(critical(Confidence.P99_8) ** 2, abs=5e-7)


@given(five_values)
def test_the_weighted_line_is_the_one_that_least_squares_gives(points: list[tuple[Decimal, Decimal, Decimal]]) -> None:
    trend = trend_of_values(points)
    assert trend is not None
    values = np.array([float(value) for value, _, _ in points])
    errors = np.array([float(upper - lower) / 3.92 for _, lower, upper in points])
    design = np.column_stack([np.ones(5), np.arange(1, 6)]) / errors[:, None]
    covariance = np.linalg.inv(design.T @ design)
    gradient = (covariance @ design.T @ (values / errors))[1]
    assert float(trend.chi_squared) == pytest.approx(gradient**2 / covariance[1, 1], rel=1e-5, abs=1e-5)
    assert trend.direction == np.sign(round(gradient, 9)) or abs(gradient) < 1e-6


@given(five_proportions)
def test_the_test_of_proportions_is_the_one_for_a_linear_trend(points: list[tuple[Decimal, Decimal]]) -> None:
    """Armitage's statistic as the squared correlation of time and outcome, times how many there are."""
    trend = trend_of_proportions(points)
    assert trend is not None
    counts, totals = (np.array([float(point[at]) for point in points]) for at in (0, 1))
    times, everyone = np.arange(1, 6), totals.sum()
    middle, share = (totals * times).sum() / everyone, counts.sum() / everyone
    covariance = (counts * times).sum() / everyone - middle * share
    expected = everyone * covariance**2 / ((totals * (times - middle) ** 2).sum() / everyone * share * (1 - share))
    assert float(trend.chi_squared) == pytest.approx(expected, rel=1e-5, abs=1e-5)
    odds = [math.log(count / (total - count)) for count, total in zip(counts, totals, strict=True)]
    gradient = np.polyfit(times, odds, 1)[0]
    assert trend.direction == np.sign(gradient) or abs(gradient) < 1e-9


def alike(first: Decimal, second: Decimal) -> bool:
    """Whether two statistics differ by no more than the rounding of floats, or of the last of their places."""
    return float(first) == pytest.approx(float(second), rel=1e-12, abs=1.1e-6)


few = st.integers(0, 3).map(lambda count: Decimal(count) / 10)
wide = st.sampled_from(("0.1", "0.2", "0.3")).map(Decimal)
levels = st.sampled_from(("0", "0.1", "60", "1000000.1")).map(Decimal)


@given(st.lists(st.tuples(few, wide), min_size=5, max_size=5), levels)
def test_a_trend_of_values_is_what_fractions_say_and_a_level_one_is_level(
    points: list[tuple[Decimal, Decimal]], level: Decimal
) -> None:
    """Values on few levels and widths of few sizes, so that gradients of exactly nought are frequent."""
    given_points = [(level + value, level + value - width, level + value + width) for value, width in points]
    weighted = [(time, Fraction(value), 1 / Fraction(2 * width) ** 2) for time, (value, width) in enumerate(points, 1)]

    def gradient(kept: list[tuple[int, Fraction, Fraction]]) -> Fraction:
        total = sum(weight for _, _, weight in kept)
        across = sum(weight * time * value for time, value, weight in kept)
        return total * across - sum(w * t for t, _, w in kept) * sum(w * v for _, v, w in kept)

    found = trend_of_values(given_points)
    assert found is not None
    assert (found.direction, found.steady) == told(weighted, gradient)


@given(st.lists(st.tuples(st.integers(1, 4), st.sampled_from((5, 8, 10))), min_size=5, max_size=5))
def test_a_trend_of_proportions_is_what_fractions_say_and_a_level_one_is_level(points: list[tuple[int, int]]) -> None:
    """Few counts of few totals, so that odds whose products are alike are frequent."""

    def gradient(kept: list[tuple[int, int, int]]) -> Fraction:
        product, middle = Fraction(1), sum(time for time, _, _ in kept)
        for time, count, total in kept:
            product *= Fraction(count, total - count) ** (len(kept) * time - middle)
        return product - 1

    found = trend_of_proportions([(Decimal(count), Decimal(total)) for count, total in points])
    assert found is not None
    assert (found.direction, found.steady) == told([(time, *point) for time, point in enumerate(points, 1)], gradient)


def told(points: list[Any], gradient: Callable[[list[Any]], Fraction]) -> tuple[int, bool]:
    """The direction, and whether it holds without any one of the points; nought counts as rising there."""
    whole = gradient(points)
    without = [gradient([*points[:at], *points[at + 1 :]]) for at in range(len(points))]
    return (whole > 0) - (whole < 0), all((each >= 0) == (whole >= 0) for each in without)


@given(five_values)
def test_a_series_read_backwards_trends_the_other_way(points: list[tuple[Decimal, Decimal, Decimal]]) -> None:
    there, back = trend_of_values(points), trend_of_values(points[::-1])
    assert there is not None
    assert back is not None
    assert alike(there.chi_squared, back.chi_squared)
    assert there.direction == -back.direction


@given(five_proportions)
def test_counting_the_others_turns_the_trend_round(points: list[tuple[Decimal, Decimal]]) -> None:
    ours, theirs = (
        trend_of_proportions(points),
        trend_of_proportions([(total - count, total) for count, total in points]),
    )
    assert ours is not None
    assert theirs is not None
    assert alike(ours.chi_squared, theirs.chi_squared)
    assert ours.direction == -theirs.direction


@given(five_values, st.integers(2, 100))
def test_a_trend_does_not_know_the_unit(points: list[tuple[Decimal, Decimal, Decimal]], times: int) -> None:
    other = [(value * times, lower * times, upper * times) for value, lower, upper in points]
    there, here = trend_of_values(points), trend_of_values(other)
    assert there is not None
    assert here is not None
    assert alike(there.chi_squared, here.chi_squared)
    assert (there.direction, there.steady) == (here.direction, here.steady)


@given(st.lists(points_of_values(), min_size=3, max_size=5), tenths)
def test_a_level_series_has_no_direction(points: list[tuple[Decimal, Decimal, Decimal]], level: Decimal) -> None:
    trend = trend_of_values([(level, lower - value + level, upper - value + level) for value, lower, upper in points])
    assert trend is not None
    assert (trend.direction, trend.chi_squared) == (0, 0)


def test_a_trend_that_one_point_makes_is_not_steady() -> None:
    level = (Decimal(10), Decimal(9), Decimal(11))
    lower, higher = (Decimal(8), Decimal(7), Decimal(9)), (Decimal(60), Decimal(59), Decimal(61))
    assumed = trend_of_values([level, level, level, lower, higher])
    assert assumed is not None
    assert assumed.chi_squared > CRITICAL_CHI_SQUARED
    assert not assumed.steady


@pytest.mark.parametrize("width", ["0", "-1"])
def test_an_interval_without_width_says_nothing(width: str) -> None:
    points = [(Decimal(at), Decimal(at), Decimal(at) + Decimal(width if at == 3 else 1)) for at in range(1, 6)]
    assert trend_of_values(points) is None


@given(five_proportions, st.integers(0, 4), st.booleans())
def test_none_and_all_have_no_odds(points: list[tuple[Decimal, Decimal]], at: int, everyone: bool) -> None:
    total = points[at][1]
    points[at] = (total if everyone else Decimal(0), total)
    assert trend_of_proportions(points) is None


@given(five_values)
def test_two_points_are_no_trend(points: list[tuple[Decimal, Decimal, Decimal]]) -> None:
    assume(points)
    assert trend_of_values(points[:2]) is None
    assert trend_of_proportions([(Decimal(1), Decimal(2))] * 2) is None


# The direction of travel by such a trend.

YEARS = [parse_period(f"20{year}/{year + 1}") for year in range(12, 17)]


def travelled(figures: list[tuple[Period, dict[str, Any]]], trend: str = "proportions", **more: Any) -> Rating:
    indicator = Indicator.model_validate(
        {
            "id": "council.case",
            "title": "A case",
            "polarity": "low_is_good",
            "unit": "percent",
            "frequency": "financial_year",
            "target": {"type": "none"},
            "travel": {"trend": trend},
            **more,
        }
    )
    observations = Observations(
        Observation(measure="council.case", area="Here", period=period, **one) for period, one in figures
    )
    return rate(indicator, observations, figures[-1][0], area="Here")


def counted(*counts: int) -> list[tuple[Period, dict[str, Any]]]:
    """So many of a thousand each year."""
    return [
        (period, {"value": Decimal(count) / 10, "numerator": count, "denominator": 1000})
        for period, count in zip(YEARS, counts, strict=True)
    ]


RISING = (100, 120, 150, 170, 200)


@pytest.mark.parametrize(
    ("counts", "polarity", "travel"),
    [
        (RISING, "low_is_good", Travel.WORSENING),
        (RISING, "high_is_good", Travel.IMPROVING),
        (RISING, "no_judgement", Travel.INCREASING),
        (RISING[::-1], "low_is_good", Travel.IMPROVING),
        (RISING[::-1], "no_judgement", Travel.DECREASING),
        ((100, 100, 100, 100, 100), "low_is_good", Travel.STEADY),
        ((100, 101, 102, 103, 104), "low_is_good", Travel.STEADY),
        ((100, 100, 100, 98, 200), "low_is_good", Travel.STEADY),
    ],
)
def test_a_trend_is_the_direction_of_travel_where_it_is_significant_and_steady(
    counts: tuple[int, ...], polarity: str, travel: Travel
) -> None:
    assert travelled(counted(*counts), polarity=polarity).travel is travel


def test_a_trend_names_the_first_of_the_five_figures() -> None:
    rating = travelled(counted(*RISING))
    assert (rating.travel_base, rating.travel_base_period) == (Decimal(10), YEARS[0])
    assert rating.reason.endswith("the last five figures got significantly worse.")


def test_a_trend_of_values_needs_an_interval_with_each() -> None:
    five: list[tuple[Period, dict[str, Any]]] = [
        (period, {"value": at * 10, "lower": at * 10 - 1, "upper": at * 10 + 1}) for at, period in enumerate(YEARS)
    ]
    assert travelled(five, "values").travel is Travel.WORSENING
    assert travelled([*five[:2], (YEARS[2], {"value": 20}), *five[3:]], "values").travel is Travel.NOT_COMPARABLE
    at_another_level = [(period, {**one, "confidence": Decimal("99.8")}) for period, one in five]
    assert travelled(at_another_level, "values").travel is Travel.NOT_COMPARABLE


def test_a_gap_in_the_five_figures_is_no_trend() -> None:
    assert travelled([one for one in counted(*RISING) if one[0] != YEARS[2]]).travel is Travel.NOT_COMPARABLE
    assert travelled(counted(*RISING)[1:]).travel is Travel.NOT_COMPARABLE


def test_a_break_in_the_series_is_no_trend() -> None:
    figures = counted(*RISING)
    figures[3][1]["flag"] = Flag.SERIES_BREAK
    assert travelled(figures).travel is Travel.NOT_COMPARABLE


def test_periods_that_overlap_are_no_trend() -> None:
    spans = [(parse_period(f"{year}-{year - 1998:02}"), one) for year, (_, one) in enumerate(counted(*RISING), 2013)]
    rating = travelled(spans, frequency="year_span")
    assert rating.travel is Travel.NOT_COMPARABLE
