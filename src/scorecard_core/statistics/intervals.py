"""Confidence intervals of proportions, counts and rates, as the Office for Health Improvement publishes them.

Sources: Public Health Technical Guidance, "Proportions" and "Rates" (fingertips.phe.org.uk, static-reports/
public-health-technical-guidance), and the R package PHEindicatormethods, which is its reference implementation:
Wilson's score method for proportions; for counts and rates Byar's method and, below ten, the exact one.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from enum import StrEnum
from functools import cache
from statistics import NormalDist
from typing import Any, NamedTuple

from scorecard_core.exact import EXACT, rounded
from scorecard_core.statistics.doubles import FLOATS, Arithmetic, as_decimal, half_up

__all__ = [
    "COUNT_PLACES",
    "EXACT_BELOW",
    "LARGEST",
    "PLACES",
    "Confidence",
    "Interval",
    "IntervalMethod",
    "byar",
    "byar_limits",
    "critical",
    "exact_count",
    "wilson",
    "wilson_limits",
]

PLACES = 6
"""Decimals to which the limits of an interval are rounded, half up."""

COUNT_PLACES = 10
"""Decimals to which the exact limits of a small count are rounded, half up, before they become those of a rate."""

EXACT_BELOW = 10
"""The count from which Byar's approximation is near enough: within 0.2 per cent of the exact limits (the technical
guide "Confidence Intervals", 2018)."""

_CRITICAL_PLACES = 12
LARGEST = 1e9
"""Limits below this have at most fifteen digits, so that each is the float nearest to its decimal."""


class Confidence(StrEnum):
    """The level of an interval, in per cent: the two that public health uses."""

    P95 = "95"
    P99_8 = "99.8"

    @property
    def tail(self) -> Decimal:
        """What lies beyond either limit, as a part of one."""
        return {Confidence.P95: Decimal("0.025"), Confidence.P99_8: Decimal("0.001")}[self]


class IntervalMethod(StrEnum):
    """How an interval is worked out from a numerator and a denominator."""

    WILSON = "wilson"
    BYAR = "byar"


class Interval(NamedTuple):
    """The two limits of a confidence interval."""

    lower: Decimal
    upper: Decimal


@cache
def critical(confidence: Confidence) -> float:
    """The two-sided critical value of the normal distribution: 1.959963984540 at 95 %, 3.090232306168 at 99.8 %.

    It is rounded to twelve decimals, so that no platform's logarithm shows in a limit.
    """
    return round(-NormalDist().inv_cdf(float(confidence.tail)), _CRITICAL_PLACES)


def wilson(
    numerator: Decimal, denominator: Decimal, confidence: Confidence = Confidence.P95, per: int = 1
) -> Interval | None:
    """Wilson's score interval of a proportion.

    E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the American
    Statistical Association 22 (1927), 209-212, in the form of R. G. Newcombe and D. G. Altman (2000), which the
    technical guidance and ``phe_proportion`` use: with O of n and q = 1 - O/n, the limits are
    (2O + z² ± z √(z² + 4Oq)) / (2(n + z²)).

    Args:
        per: what the proportion is counted per: 100 for per cent.

    Returns:
        The limits, rounded half up to six decimals; or None where there is no proportion: a denominator that is not
        above zero, or a numerator that is negative or above it.
    """
    count, total = float(numerator), float(denominator)
    if not 0 <= count <= total or total <= 0:
        return None
    return _rounded(*wilson_limits(count, total, critical(confidence), float(per), FLOATS))


def wilson_limits(count: Any, total: Any, z: float, per: Any, arithmetic: Arithmetic) -> tuple[Any, Any]:
    """The formula of :func:`wilson` as a sequence of float operations, unrounded."""
    squared = z * z
    root = arithmetic.root(squared + 4.0 * count * (1.0 - count / total))
    middle = 2.0 * count + squared
    under = 2.0 * (total + squared)
    return (middle - z * root) / under * per, (middle + z * root) / under * per


def byar(
    numerator: Decimal,
    denominator: Decimal = Decimal(1),
    confidence: Confidence = Confidence.P95,
    per: int = 1,
) -> Interval | None:
    """The interval of a count or, with a denominator, of a rate: Byar's approximation, and exact limits below ten.

    N. E. Breslow and N. E. Day, "Statistical methods in cancer research", volume II (1987), as the technical guidance
    and ``phe_rate`` use it: with O events, the limits of the count are O (1 - 1/(9O) - z/(3√O))³ and
    (O+1) (1 - 1/(9(O+1)) + z/(3√(O+1)))³. Below ten they are those of :func:`exact_count`.

    Args:
        per: what the rate is counted per, such as 10000.

    Returns:
        The limits, rounded half up to six decimals; or None where there are none: a negative count, a count below ten
        that is not whole, a denominator that is not above zero, or limits of 10^9 and more.
    """
    count, total = float(numerator), float(denominator)
    if not (count >= 0 and total > 0) or (count < EXACT_BELOW and not count.is_integer()):
        return None
    if count < EXACT_BELOW:
        lower, upper = (float(limit) for limit in exact_count(int(count), confidence))
    else:
        lower, upper = byar_limits(count, critical(confidence), FLOATS)
    return _rounded(lower / total * per, upper / total * per)


def byar_limits(count: Any, z: float, arithmetic: Arithmetic) -> tuple[Any, Any]:
    """Byar's formula for a count of ten or more as a sequence of float operations, unrounded."""
    above = count + 1.0
    lower = 1.0 - 1.0 / (9.0 * count) - z / (3.0 * arithmetic.root(count))
    upper = 1.0 - 1.0 / (9.0 * above) + z / (3.0 * arithmetic.root(above))
    return count * (lower * lower * lower), above * (upper * upper * upper)


@cache
def exact_count(count: int, confidence: Confidence = Confidence.P95) -> Interval:
    """The exact limits of a count that follows a Poisson distribution, rounded half up to ten decimals.

    F. Garwood, "Fiducial limits for the Poisson distribution", Biometrika 28 (1936), 437-442: the means at which so few
    or so many events have half of what the confidence leaves. The technical guidance writes them as quantiles of χ².
    """
    tail = confidence.tail
    lower = Decimal(0) if count == 0 else _mean_with(count - 1, EXACT.subtract(1, tail))
    return Interval(lower, _mean_with(count, tail))


def _mean_with(count: int, probability: Decimal) -> Decimal:
    """The mean of the Poisson distribution that has no more than ``count`` with a probability, to ten decimals."""
    below, above = Decimal(0), Decimal(10 * (count + 10))
    with localcontext(Context(prec=50, rounding=ROUND_HALF_UP)):
        # Halving until the two ends round alike is slow, and certain: the probability only falls as the mean grows.
        while rounded(below, COUNT_PLACES) != rounded(above, COUNT_PLACES):
            middle = (below + above) / 2
            below, above = (middle, above) if _at_most(count, middle) > probability else (below, middle)
    return rounded(above, COUNT_PLACES)


def _at_most(count: int, mean: Decimal) -> Decimal:
    term = total = (-mean).exp()
    for at in range(1, count + 1):
        term = term * mean / at
        total += term
    return total


def _rounded(lower: float, upper: float) -> Interval | None:
    if not upper < LARGEST:
        return None
    return Interval(as_decimal(half_up(lower, PLACES, FLOATS)), as_decimal(half_up(upper, PLACES, FLOATS)))
