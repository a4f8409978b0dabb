"""What follows from a group of figures: mean, median, quantiles, rank, standardised distance.

All are worked out in whole fractions and rounded half up once, so the order of the figures never matters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from math import isqrt

from scorecard_core.exact import EXACT, WIDE, quotient

__all__ = [
    "QUANTILE_METHODS",
    "QUANTILE_PLACES",
    "mean",
    "median",
    "quantile",
    "quantile_number",
    "rank",
    "rounded_fraction",
    "standardised",
]

MEAN_PLACES = 6
QUANTILE_PLACES = 12
"""Decimals to which a quantile between two figures is rounded, half up. Quarters, fifths and tenths of the way between
figures with up to ten decimals end before that, so they are not rounded at all."""


def rounded_fraction(value: Fraction, places: int) -> Decimal:
    """A fraction as a decimal, rounded half up, away from zero, once."""
    return quotient(value.numerator, value.denominator, places)


def mean(values: Iterable[Decimal], places: int = MEAN_PLACES) -> Decimal:
    """The sum of the figures over how many there are.

    Raises:
        ValueError: where there is no figure.
    """
    fractions = [Fraction(value) for value in values]
    if not fractions:
        raise ValueError("a mean needs at least one figure")
    return rounded_fraction(sum(fractions, Fraction(0)) / len(fractions), places)


def median(values: Iterable[Decimal], places: int = MEAN_PLACES) -> Decimal:
    """The middle figure, or the mean of the middle two.

    Raises:
        ValueError: where there is no figure.
    """
    ordered = sorted(values)
    return mean(ordered[(len(ordered) - 1) // 2 : len(ordered) // 2 + 1], places)


QUANTILE_METHODS: Mapping[int, Callable[[int, Fraction], Fraction]] = {
    4: lambda count, part: count * part,
    5: lambda count, part: count * part + Fraction(1, 2),
    6: lambda count, part: (count + 1) * part,
    7: lambda count, part: (count - 1) * part + 1,
    8: lambda count, part: (count + Fraction(1, 3)) * part + Fraction(1, 3),
    9: lambda count, part: (count + Fraction(1, 4)) * part + Fraction(3, 8),
}
"""Where among ``count`` figures in their order, counted from 1, a quantile lies: the types 4 to 9 of R. J. Hyndman and
Y. Fan, "Sample quantiles in statistical packages", The American Statistician 50 (1996), 361-365. Type 7 is R's own,
NumPy's and Excel's PERCENTILE.INC; type 6 is Excel's PERCENTILE.EXC, SPSS's and Minitab's."""


def quantile(values: Iterable[Decimal], part: Fraction, method: int = 7, places: int = QUANTILE_PLACES) -> Decimal:
    """The value below which a part of the figures lies, interpolated between the two nearest.

    Where the quantile falls on a figure, or between two equal ones, it is that figure, with all its decimals.

    Args:
        part: from 0 to 1.
        method: a key of :data:`QUANTILE_METHODS`.

    Raises:
        ValueError: where there is no figure.
        KeyError: where the method is not one of the six.
    """
    ordered = sorted(values)
    if not ordered:
        raise ValueError("a quantile needs at least one figure")
    place = min(max(QUANTILE_METHODS[method](len(ordered), part), Fraction(1)), Fraction(len(ordered)))
    index = place.numerator // place.denominator
    lower, rest = ordered[index - 1], place - index
    upper = ordered[min(index, len(ordered) - 1)]
    if rest == 0 or lower == upper:
        return lower
    return rounded_fraction(Fraction(lower) + rest * (Fraction(upper) - Fraction(lower)), places)


def rank(value: Decimal, values: Iterable[Decimal], sign: int) -> int:
    """The place of a figure, the best first: one more than how many are better, so equals share the better place.

    This is the standard competition ranking, "1224".

    Args:
        sign: +1 where a higher figure is better, -1 where a lower one is.
    """
    ours = EXACT.multiply(value, sign)
    return 1 + sum(EXACT.multiply(other, sign) > ours for other in values)


def quantile_number(place: int, count: int, quantiles: int) -> int:
    """Which of so many groups of equal size a rank falls in, the best first; equals share the better group.

    The method for deprivation quantiles of the Public Health Technical Guidance ("Assigning deprivation categories"),
    as ``phe_quantile`` of PHEindicatormethods has it: with rank r of n, k + 1 less (n + 1 - r) / (n / k) rounded up.

    Args:
        place: the rank, from 1 to ``count``.
        quantiles: how many groups.
    """
    from_the_end = (count + 1 - place) * quantiles
    return max(1, quantiles + 1 - -(-from_the_end // count))


def standardised(value: Decimal, values: Iterable[Decimal], places: int = MEAN_PLACES) -> Decimal | None:
    """How many standard deviations a figure lies above the mean of a group, rounded half up once.

    The deviation is that of the group itself (divided by its size, not one less), since the group is all there is and
    not a sample. None where all figures are equal, so that there is no distance to count in.

    Raises:
        ValueError: where there is no figure.
    """
    fractions = [Fraction(other) for other in values]
    if not fractions:
        raise ValueError("a standardised distance needs at least one figure")
    middle = sum(fractions, Fraction(0)) / len(fractions)
    variance = sum(((other - middle) ** 2 for other in fractions), Fraction(0)) / len(fractions)
    if variance == 0:
        return None
    distance = Fraction(value) - middle
    squared = distance * distance / variance
    # The root of a fraction, rounded half up without ever being irrational: the whole part of twice the root, halved.
    doubled = isqrt(4 * squared.numerator * 10 ** (2 * places) // squared.denominator)
    size = (doubled + 1) // 2
    return WIDE.scaleb(Decimal(-size if distance < 0 else size), -places)
