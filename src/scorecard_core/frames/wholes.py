"""Arithmetic on columns of whole numbers so small that floats add and multiply them exactly: counts, weights, days.

Decimals that definitions state beside them are counted in tenths, hundredths and so on; so nothing is ever rounded.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import add, mul, sub
from typing import TYPE_CHECKING, Any

from scorecard_core.exact import EXACT
from scorecard_core.frames.columns import chosen
from scorecard_core.frames.numbers import Atom, Folded, NotCheap, Signed, Whole

if TYPE_CHECKING:
    from scorecard_core.frames.reading import Reading

__all__ = ["added", "either", "multiplied", "subtracted"]

Aligned = Callable[[Any, Any], Any]


def added(reading: Reading, first: Any, second: Any) -> Whole:
    """The sum, where one of the two is a whole number."""
    return _aligned(reading, first, second, add)


def subtracted(reading: Reading, first: Any, second: Any) -> Whole | Signed:
    """The difference; of a figure and a whole number, its sign alone."""
    match first, second:
        case Atom(), Whole(expression, 0):
            return Signed(first.column - expression)
        case Whole(expression, 0), Atom():
            return Signed(expression - second.column)
    return _aligned(reading, first, second, sub)


def multiplied(reading: Reading, first: Any, second: Any) -> Whole:
    """The product, where one of the two is a whole number."""
    one, two = _whole(reading, first), _whole(reading, second)
    return Whole(mul(one.expression, two.expression), one.places + two.places)


def either(reading: Reading, condition: Any, then: Any, otherwise: Any) -> Whole:
    """One of two numbers, of which one is whole."""
    return _aligned(reading, then, otherwise, lambda one, two: chosen(condition, one, two))


def _aligned(reading: Reading, first: Any, second: Any, operation: Aligned) -> Whole:
    one, two = _whole(reading, first), _whole(reading, second)
    places = max(one.places, two.places)
    return Whole(operation(_at(one, places), _at(two, places)), places)


def _at(number: Whole, places: int) -> Any:
    return number.expression if places == number.places else number.expression * 10.0 ** (places - number.places)


def _whole(reading: Reading, number: Any) -> Whole:
    match number:
        case Whole():
            return number
        case Folded(values):
            exponents = [value.normalize(EXACT).as_tuple().exponent for value in values]
            places = -min(0, *(one for one in exponents if isinstance(one, int)))
            column = [float(EXACT.scaleb(value, places)) for value in values]
            return Whole(reading.parameters.column(reading.at, column, 0.0), places)
    raise NotCheap
