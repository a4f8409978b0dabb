"""The recent trend of a series: is there a straight line through the last points that chance does not explain?

Source: Public Health Technical Guidance, "Fingertips trend markers" (fingertips.phe.org.uk, static-reports/
public-health-technical-guidance/Presentation/Trend_markers.html), and the code that publishes them: the class
``TrendMarkerCalculator`` of the repositories ukhsa-collaboration/fingertips-open (both methods) and
dhsc-govuk/FingertipsNext (the weighted line for every kind of value).

A trend is significant where χ² is above 9.549536, the critical value at 99.8 %, and no single point makes it: the
gradient keeps its sign whichever point is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from scorecard_core.statistics.groups import rounded_fraction

__all__ = ["CRITICAL_CHI_SQUARED", "POINTS", "Trend", "trend_of_proportions", "trend_of_values"]

POINTS = 5
"""How many points the published test looks at."""

CRITICAL_CHI_SQUARED = Decimal("9.549536")
"""The value that χ² with one degree of freedom exceeds once in five hundred times."""

PLACES = 6
_WIDTH = Fraction("3.92")
"""How many standard errors a 95 % interval is wide: twice 1.96, as it is published."""


@dataclass(frozen=True, slots=True)
class Trend:
    """What a series of points says about its direction.

    Attributes:
        chi_squared: the test statistic, rounded half up to six decimals.
        direction: the sign of the gradient: +1 rising, -1 falling, 0 level.
        steady: whether the gradient keeps its sign whichever single point is left out.
    """

    chi_squared: Decimal
    direction: int
    steady: bool


def trend_of_values(points: Sequence[tuple[Decimal, Decimal, Decimal]]) -> Trend | None:
    """The trend of values with 95 % intervals: a straight line weighted by how sure each point is.

    A point at time t (1, 2, 3 ...) with the value y and an interval of the width 3.92 s has the weight w = 1/s². The
    gradient is β = (Σw Σwty - Σwt Σwy) / (Σw Σwt² - (Σwt)²), and χ² = β² (Σw Σwt² - (Σwt)²) / Σw.

    Args:
        points: value, lower and upper limit, the oldest first.

    Returns:
        The trend, or None where it cannot be calculated: fewer than three points, or an interval without width.
    """
    if len(points) < 3 or any(upper <= lower for _, lower, upper in points):
        return None
    weighted = [
        (Fraction(time), Fraction(value), (_WIDTH / (Fraction(upper) - Fraction(lower))) ** 2)
        for time, (value, lower, upper) in enumerate(points, start=1)
    ]

    def gradient(kept: Sequence[tuple[Fraction, Fraction, Fraction]]) -> tuple[Fraction, Fraction, Fraction]:
        weights = sum((weight for _, _, weight in kept), Fraction(0))
        times = sum((weight * time for time, _, weight in kept), Fraction(0))
        values = sum((weight * value for _, value, weight in kept), Fraction(0))
        products = sum((weight * time * value for time, value, weight in kept), Fraction(0))
        squares = sum((weight * time * time for time, _, weight in kept), Fraction(0))
        return weights * products - times * values, weights * squares - times * times, weights

    above, spread, weights = gradient(weighted)
    return _trend(above * above / (spread * weights), lambda kept: gradient(kept)[0], weighted)


def trend_of_proportions(points: Sequence[tuple[Decimal, Decimal]]) -> Trend | None:
    """The trend of proportions: the χ² test for a linear trend, and the gradient of the log odds.

    With r of n at time t (1, 2, 3 ...), χ² = Σn (Σn Σrt - Σr Σnt)² / (Σr (Σn - Σr) (Σn Σnt² - (Σnt)²)): P. Armitage
    and G. Berry, "Statistical methods in medical research". The gradient is that of the plain line through ln(r/(n-r)).
    Only its sign is wanted, so no logarithm is taken: the sign of Σ c ln(odds) is whether the product of odds to the
    power c exceeds one.

    Args:
        points: numerator and denominator, the oldest first.

    Returns:
        The trend, or None where it cannot be calculated: fewer than three points, or a numerator that is not strictly
        between zero and its denominator.
    """
    if len(points) < 3 or any(not 0 < count < total for count, total in points):
        return None
    counted = [(time, Fraction(count), Fraction(total)) for time, (count, total) in enumerate(points, start=1)]
    totals = sum((total for _, _, total in counted), Fraction(0))
    counts = sum((count for _, count, _ in counted), Fraction(0))
    across = sum((time * count for time, count, _ in counted), Fraction(0))
    times = sum((time * total for time, _, total in counted), Fraction(0))
    squares = sum((time * time * total for time, _, total in counted), Fraction(0))
    above = totals * across - counts * times
    under = counts * (totals - counts) * (totals * squares - times * times)

    def direction(kept: Sequence[tuple[int, Fraction, Fraction]]) -> Fraction:
        odds, middle = Fraction(1), sum(time for time, _, _ in kept)
        for time, count, total in kept:
            odds *= (count / (total - count)) ** (len(kept) * time - middle)
        return odds - 1

    return _trend(totals * above * above / under, direction, counted)


def _trend(chi: Fraction, gradient: Callable[[Any], Fraction], points: Sequence[Any]) -> Trend:
    """The trend of all points, and whether it survives without each of them."""
    sign = _sign(gradient(points))
    without = [_sign(gradient([*points[:at], *points[at + 1 :]])) for at in range(len(points))]
    # The publishers count a gradient of exactly nought as rising.
    steady = all((left >= 0) == (sign >= 0) for left in without)
    return Trend(rounded_fraction(chi, PLACES), sign, steady)


def _sign(value: Fraction) -> int:
    return (value > 0) - (value < 0)
