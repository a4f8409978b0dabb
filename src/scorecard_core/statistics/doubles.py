"""The arithmetic of measured facts that follow from one observation: 64-bit floats, one operation after another.

The standard for floats (IEEE 754) rounds a sum, a product, a quotient and a square root correctly, so a formula that is
stated as a sequence of those gives the same bits in Python and in every engine that a frame may come from. A formula
here is written once, over whatever can be added and multiplied: plain floats, or the columns of a frame.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from scorecard_core.exact import number

__all__ = ["FLOATS", "Arithmetic", "as_decimal", "half_up"]


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """What a formula needs beside ``+ - * /`` and comparisons.

    Attributes:
        over: a number over a constant. It has a place of its own because some engines multiply by the reciprocal of
            the constant instead, which is not the same.
        root: the square root.
        whole: the greatest whole number that is not above.
        choose: one of two numbers, by a condition.
    """

    over: Callable[[Any, float], Any]
    root: Callable[[Any], Any]
    whole: Callable[[Any], Any]
    choose: Callable[[Any, Any, Any], Any]


FLOATS = Arithmetic(
    over=operator.truediv,
    root=math.sqrt,
    whole=lambda number: float(math.floor(number)),
    choose=lambda condition, then, otherwise: then if condition else otherwise,
)
"""The arithmetic of Python's own floats."""


def half_up(value: Any, places: int, arithmetic: Arithmetic) -> Any:
    """A number that is not negative, rounded half up to so many decimals.

    The last step divides a whole number by a power of ten. Both are exact while the result has at most fifteen digits,
    so the quotient is the float nearest to the decimal that is meant, and prints as that decimal.
    """
    scale = float(10**places)
    return arithmetic.over(arithmetic.whole(value * scale + 0.5), scale)


def as_decimal(value: float) -> Decimal:
    """The decimal that a rounded float stands for: the shortest that prints as it does."""
    return number(int(value) if value.is_integer() else value)
