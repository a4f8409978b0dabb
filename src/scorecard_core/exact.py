"""Numbers that stay exactly what was written.

Every number that a rule compares is a :class:`~decimal.Decimal`. Sums and products are carried out in a context wide
enough never to round within the domain below, whatever the caller's own decimal context is; nothing divides. A quotient
or a mean is a *measured* fact: it is rounded half up, once, by :func:`divided`, and is exact from there.
"""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Context, Decimal, Inexact, InvalidOperation, Overflow
from functools import cache

__all__ = [
    "EXACT",
    "WIDE",
    "divided",
    "last_place",
    "number",
    "quotient",
    "root_of_quotient",
    "rounded",
    "within_domain",
]

EXACT = Context(prec=400, traps=[Inexact, InvalidOperation, Overflow])
"""The context of every comparison: it raises rather than rounds, and its precision is out of reach of the domain."""

WIDE = Context(prec=400, rounding=ROUND_HALF_UP, traps=[InvalidOperation, Overflow])
"""The same for the few steps that may round, whatever the caller's own context is: quotients and printed figures."""
_LARGEST = Decimal(10) ** 15
_FINEST = -60


def number(value: Decimal | int | float | str) -> Decimal:
    """The exact decimal that ``value`` was written as.

    A float stands for the shortest decimal that prints as it does (``0.1`` is one tenth), since that is what its
    author wrote; text may carry thousands separators in the British way (``"1,303"``).

    Raises:
        ValueError: where the text is not a number. NaN and infinities are numbers here; a rating refuses them later.
    """
    if isinstance(value, bool):
        raise ValueError(f"{value!r} is not a number")
    if isinstance(value, Decimal):
        return value
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, float):
        return Decimal(repr(value))
    try:
        return Decimal(_without_separators(value.strip()))
    except InvalidOperation:
        raise ValueError(f"{value!r} is not a number") from None


def _without_separators(text: str) -> str:
    if "_" in text:
        return "not a number"
    if "," not in text:
        return text
    whole, *rest = text.split(".", 1)
    groups = whole.lstrip("+-").split(",")
    grouped = len(groups[0]) in (1, 2, 3) and all(len(group) == 3 for group in groups[1:])
    return ".".join([whole.replace(",", ""), *rest]) if grouped else text


def within_domain(value: Decimal) -> bool:
    """Whether a number can be rated exactly: finite, below 10^15 in size, at most sixty decimals."""
    if not value.is_finite() or value.copy_abs() >= _LARGEST:
        return False
    exponent = value.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= _FINEST


def rounded(value: Decimal, places: int) -> Decimal:
    """``value`` rounded half up (away from zero at .5) to ``places`` decimals, as printed figures are."""
    return WIDE.quantize(value, last_place(places))


@cache
def last_place(places: int) -> Decimal:
    """One in the last of so many decimals: 0.01 for two."""
    return Decimal((0, (1,), -places))


def divided(numerator: Decimal, denominator: Decimal, places: int) -> Decimal:
    """A measured quotient: rounded half up, once, to ``places`` decimals.

    Raises:
        ZeroDivisionError: where the denominator is zero; the caller decides which grey reason that is.
    """
    if denominator == 0:
        raise ZeroDivisionError("a measured quotient has a denominator of zero")
    (top, bottom) = (numerator.as_integer_ratio(), denominator.as_integer_ratio())
    return quotient(top[0] * bottom[1], top[1] * bottom[0], places)


def quotient(numerator: int, denominator: int, places: int) -> Decimal:
    """A quotient of two whole numbers, of which the lower is not zero: rounded half up, once, to so many decimals."""
    # Whole-number division keeps the single rounding exact: a context would round once to its precision and again here.
    whole, rest = divmod(abs(numerator) * 10**places, abs(denominator))
    size = whole + (2 * rest >= abs(denominator))
    return WIDE.scaleb(Decimal(-size if (numerator < 0) != (denominator < 0) else size), -places)


def root_of_quotient(numerator: Decimal, denominator: Decimal, places: int) -> Decimal:
    """The square root of a measured quotient: rounded half up, once, to ``places`` decimals.

    Args:
        numerator: not below zero.
        denominator: above zero.
    """
    (top, bottom) = (numerator.as_integer_ratio(), denominator.as_integer_ratio())
    # The whole part of twice the root is that of the root of four times the square, which a whole-number root gives.
    doubled = math.isqrt(4 * top[0] * bottom[1] * 10 ** (2 * places) // (top[1] * bottom[0]))
    return WIDE.scaleb(Decimal((doubled + 1) // 2), -places)
