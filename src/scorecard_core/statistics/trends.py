"""The recent trend of a series: is there a straight line through the last points that chance does not explain?

Source: Public Health Technical Guidance, "Fingertips trend markers" (fingertips.phe.org.uk, static-reports/
public-health-technical-guidance/Presentation/Trend_markers.html), and the code that publishes them: the class
``TrendMarkerCalculator`` of the repositories ukhsa-collaboration/fingertips-open (both methods) and
dhsc-govuk/FingertipsNext (the weighted line for every kind of value).

A trend is significant where χ² is above 9.549536, the critical value at 99.8 %, and no single point makes it: the
gradient keeps its sign whichever point is left out.

The formulas are stated over floats (:mod:`scorecard_core.statistics.doubles`), and over pairs of points: of two points
that are alike the difference is nought, whatever it is multiplied by. What is left of rounding is less than
:data:`LEVEL` of what was summed up, and such a gradient is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from math import gcd
from typing import Any

from scorecard_core.statistics.doubles import FLOATS, Arithmetic, as_decimal, half_up

__all__ = [
    "CRITICAL_CHI_SQUARED",
    "LEAST_WIDTH",
    "POINTS",
    "Pair",
    "Trend",
    "coupled",
    "odds",
    "trend_of_proportions",
    "trend_of_values",
    "verdict_on_odds",
    "verdict_on_values",
    "weight",
]

POINTS = 5
"""How many points the published test looks at."""

CRITICAL_CHI_SQUARED = Decimal("9.549536")
"""The value that χ² with one degree of freedom exceeds once in five hundred times."""

PLACES = 6
LEVEL = 1e-12
"""A gradient that is no greater than this part of the sizes that it is summed up from is none: a float has not many
more digits than that."""

LEAST_WIDTH = 1e-60
"""An interval that is narrower has no width: figures have no more decimals."""

_WIDTH = 3.92
"""How many standard errors a 95 % interval is wide: twice 1.96, as it is published."""

_MOST_ODDS = 1e30
"""Odds beyond this, to either side, count as this: of five such the highest power is still a float."""

Pair = tuple[int, int]
"""Two points, by their places from 0, the earlier one first."""


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
    values = [float(value) for value, _, _ in points]
    widths = [float(upper) - float(lower) for _, lower, upper in points]
    if len(points) < 3 or any(width < LEAST_WIDTH for width in widths):
        return None
    weights = [weight(width) for width in widths]
    return _trend(verdict_on_values(values, weights, coupled(weights), FLOATS))


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
    counts, totals = ([float(point[at]) for point in points] for at in (0, 1))
    if len(points) < 3 or any(not 0 < count < total for count, total in zip(counts, totals, strict=True)):
        return None
    each = [odds(count, total, FLOATS) for count, total in zip(counts, totals, strict=True)]
    return _trend(verdict_on_odds(counts, totals, each, FLOATS))


def weight(width: Any) -> Any:
    """How much a point counts whose interval is so wide."""
    root = _WIDTH / width
    return root * root


def coupled(weights: Sequence[Any]) -> dict[Pair, Any]:
    """How much each pair of points counts: the product of their weights, times how far apart they are in time."""
    return {(one, two): weights[one] * weights[two] * float(two - one) for one, two in _pairs(len(weights))}


def verdict_on_values(
    values: Sequence[Any], weights: Sequence[Any], couplings: Mapping[Pair, Any], arithmetic: Arithmetic
) -> tuple[Any, Any, Any]:
    """χ², the sign of the gradient, and 1 where it holds without any one of the points, of floats or of columns.

    With the points in pairs, Σw Σwty - Σwt Σwy is Σ w₁w₂ (t₂ - t₁)(y₂ - y₁), and Σw Σwt² - (Σwt)² likewise.
    """

    def size(value: Any) -> Any:
        return arithmetic.choose(value < 0.0, -value, value)

    terms = {(one, two): each * (values[two] - values[one]) for (one, two), each in couplings.items()}
    sizes = {(one, two): each * (size(values[one]) + size(values[two])) for (one, two), each in couplings.items()}

    def sign(left_out: int | None) -> Any:
        kept = [pair for pair in couplings if left_out not in pair]
        total, least = _sum(terms[pair] for pair in kept), LEVEL * _sum(sizes[pair] for pair in kept)
        return _sign(total, least, arithmetic)

    above, spread = _sum(terms.values()), _sum(each * float(two - one) for (one, two), each in couplings.items())
    chi = (above / spread) * (above / _sum(weights))
    return half_up(chi, PLACES, arithmetic), sign(None), _holds(sign, len(values), arithmetic)


def odds(count: Any, total: Any, arithmetic: Arithmetic) -> Any:
    """So many to one."""
    found = count / (total - count)
    found = arithmetic.choose(found > _MOST_ODDS, found * 0.0 + _MOST_ODDS, found)
    return arithmetic.choose(found < 1.0 / _MOST_ODDS, found * 0.0 + 1.0 / _MOST_ODDS, found)


def verdict_on_odds(
    counts: Sequence[Any], totals: Sequence[Any], each: Sequence[Any], arithmetic: Arithmetic
) -> tuple[Any, Any, Any]:
    """χ², the sign of the gradient, and 1 where it holds without any one of the points, of floats or of columns."""

    def sign(left_out: int | None) -> Any:
        kept = [at for at in range(len(each)) if at != left_out]
        powers = [len(kept) * at - sum(kept) for at in kept]
        common = gcd(*powers)
        up, down = (
            _product(
                _power(each[at], side * power // common)
                for at, power in zip(kept, powers, strict=True)
                if side * power > 0
            )
            for side in (1, -1)
        )
        return _sign(up - down, LEVEL * (up + down), arithmetic)

    pairs = _pairs(len(counts))
    above = _sum((totals[i] * counts[j] - counts[i] * totals[j]) * float(j - i) for i, j in pairs)
    spread = _sum(totals[i] * totals[j] * float((j - i) ** 2) for i, j in pairs)
    others = _sum(total - count for count, total in zip(counts, totals, strict=True))
    chi = _sum(totals) * above * above / (_sum(counts) * others * spread)
    return half_up(chi, PLACES, arithmetic), sign(None), _holds(sign, len(counts), arithmetic)


def _holds(sign: Any, points: int, arithmetic: Arithmetic) -> Any:
    def rising(left_out: int | None) -> Any:
        # The publishers count a gradient of exactly nought as rising.
        return arithmetic.choose(sign(left_out) < 0.0, 0.0, 1.0)

    steady, as_all = 1.0, rising(None)
    for at in range(points):
        steady = arithmetic.choose(rising(at) == as_all, steady, 0.0)
    return steady


def _sign(value: Any, least: Any, arithmetic: Arithmetic) -> Any:
    return arithmetic.choose(value > least, 1.0, arithmetic.choose(value < -least, -1.0, 0.0))


def _pairs(points: int) -> list[Pair]:
    return list(combinations(range(points), 2))


def _sum(numbers: Iterable[Any]) -> Any:
    """From the first to the last, one after another."""
    first, *others = numbers
    for other in others:
        first = first + other
    return first


def _product(numbers: Iterable[Any]) -> Any:
    first, *others = numbers
    for other in others:
        first = first * other
    return first


def _power(number: Any, power: int) -> Any:
    return _product([number] * power)


def _trend(verdict: tuple[float, float, float]) -> Trend:
    chi_squared, direction, steady = verdict
    return Trend(as_decimal(chi_squared), int(direction), steady > 0.5)
