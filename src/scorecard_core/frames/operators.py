"""What each operator of the rule language does to each kind of number, over columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from operator import ge, gt, le, lt
from typing import TYPE_CHECKING, Any

from scorecard_core.exact import EXACT
from scorecard_core.frames.columns import Condition, Word, chosen, flag
from scorecard_core.frames.numbers import Atom, Choice, Exact, Folded, NotCheap, Number, Signed, Whole
from scorecard_core.frames.wholes import added, either, multiplied, subtracted

if TYPE_CHECKING:
    from scorecard_core.frames.reading import Reading

__all__ = ["OPERATORS", "is_zero"]


def is_zero(number: Any) -> bool:
    """Whether a number is known to be zero for every definition."""
    return isinstance(number, Folded) and number.is_zero


def _folded(first: Number, second: Number, operation: Callable[[Decimal, Decimal], Decimal]) -> Number | None:
    match first, second:
        case Folded(one), Folded(two):
            return Folded(tuple(map(operation, one, two)))
        case Choice(condition, then, otherwise), Folded():
            return Choice(condition, _both(then, second, operation), _both(otherwise, second, operation))
        case Folded(), Choice(condition, then, otherwise):
            return Choice(condition, _both(first, then, operation), _both(first, otherwise, operation))
        case Choice(condition, then, otherwise), Choice(same, other_then, other_otherwise) if condition is same:
            return Choice(condition, _both(then, other_then, operation), _both(otherwise, other_otherwise, operation))
    return None


def _both(first: Number, second: Number, operation: Callable[[Decimal, Decimal], Decimal]) -> Folded:
    combined = _folded(first, second, operation)
    assert isinstance(combined, Folded)
    return combined


def _add(reading: Reading, first: Number, second: Number) -> Number:
    if (folded := _folded(first, second, EXACT.add)) is not None:
        return folded
    if is_zero(first) or is_zero(second):
        return second if is_zero(first) else first
    if isinstance(first, Whole) or isinstance(second, Whole):
        return added(reading, first, second)
    if isinstance(first, Atom) and isinstance(second, Atom) and first.name == second.name:
        return Atom(first.name, first.times + second.times)
    if not reading.exact:
        raise NotCheap
    return reading.limbs(first).combined(reading.limbs(second), lambda one, two: one + two)


def _subtract(reading: Reading, first: Number, second: Number) -> Number:
    if (folded := _folded(first, second, EXACT.subtract)) is not None:
        return folded
    if is_zero(second):
        return first
    if isinstance(first, Whole) or isinstance(second, Whole):
        return subtracted(reading, first, second)
    if reading.exact:
        return reading.limbs(first).combined(reading.limbs(second), lambda one, two: one - two)
    match first, second:
        case Atom(), Folded() | Choice():
            return Signed(reading.minus(first, second))
        case Folded() | Choice(), Atom():
            return Signed(-reading.minus(second, first))
        case Atom(), Atom():
            return Signed(first.column - second.column)
    raise NotCheap


def _multiply(reading: Reading, first: Number, second: Number) -> Number:
    if (folded := _folded(first, second, EXACT.multiply)) is not None:
        return folded
    if is_zero(second):
        return second
    if isinstance(first, Whole) or isinstance(second, Whole):
        return multiplied(reading, first, second)
    if _is_direction(first) and not isinstance(second, Folded | Choice):
        if isinstance(first, Folded) and first.all(lambda value: value == 1):
            return second
        direction = reading.shown(first)
        if isinstance(second, Exact):
            return second.scaled(direction)
        if isinstance(second, Signed) or not reading.exact:
            return Signed(direction * (second.expression if isinstance(second, Signed) else second.column))
    if not reading.exact:
        raise NotCheap
    return reading.limbs(first).multiplied(reading.limbs(second))


def _is_direction(number: Number) -> bool:
    sides = (number.then, number.otherwise) if isinstance(number, Choice) else (number,)
    return all(isinstance(side, Folded) and side.all(lambda value: value in (-1, 0, 1)) for side in sides)


def _absolute(reading: Reading, number: Number) -> Number:
    match number:
        case Folded(values):
            return Folded(tuple(map(EXACT.abs, values)))
        case Choice(condition, Folded(then), Folded(otherwise)):
            return Choice(condition, Folded(tuple(map(EXACT.abs, then))), Folded(tuple(map(EXACT.abs, otherwise))))
    if not reading.exact:
        raise NotCheap
    exact = reading.limbs(number)
    sign = number.column if isinstance(number, Atom) else reading.sign(exact)
    negative = reading.kept(sign < 0)
    return exact.scaled(chosen(negative, -1.0, 1.0))


def _extreme(is_first: Callable[[Any, Any], Any], pick: Callable[..., Decimal]) -> Callable[..., Number]:
    def extreme(reading: Reading, first: Number, second: Number) -> Number:
        if (folded := _folded(first, second, pick)) is not None:
            return folded
        if isinstance(first, Signed) and isinstance(second, Signed):
            # The lesser of two numbers has the lesser of their signs, whatever else floats make of them.
            here, there = first.expression, second.expression
            return Signed(chosen(is_first(here, there), here, there))
        if not reading.exact:
            raise NotCheap
        one, two = reading.limbs(first), reading.limbs(second)
        difference = one.combined(two, lambda here, there: here - there)
        condition = reading.kept(is_first(difference.sign(in_sql=reading.parameters.in_sql), 0.0))
        return one.combined(two, lambda here, there: chosen(condition, here, there))

    return extreme


def _choose(reading: Reading, condition: Condition, then: Number, otherwise: Number) -> Number:
    if isinstance(condition, bool):
        return then if condition else otherwise
    if isinstance(then, Whole) or isinstance(otherwise, Whole):
        return either(reading, condition, then, otherwise)
    if isinstance(then, Folded) and isinstance(otherwise, Folded):
        return Choice(reading.kept(condition) if reading.exact else condition, then, otherwise)
    if not reading.exact:
        raise NotCheap
    condition = reading.kept(condition)
    return reading.limbs(then).combined(reading.limbs(otherwise), lambda here, there: chosen(condition, here, there))


def _compared(operation: Callable[[Any, Any], Any]) -> Callable[..., Condition]:
    def compared(reading: Reading, first: Any, second: Any) -> Condition:
        if isinstance(first, Word):
            return operation(_text(reading, first, first), _text(reading, second, first))
        if isinstance(first, Folded) and isinstance(second, Folded):
            holds = [bool(operation(one, two)) for one, two in zip(first.values, second.values, strict=True)]
            return flag(reading.parameters, reading.at, holds)
        if is_zero(second) and isinstance(first, Atom | Signed):
            return operation(first.column if isinstance(first, Atom) else first.expression, 0.0)
        difference = _subtract(reading, first, second)
        if isinstance(difference, Exact):
            return operation(reading.sign(difference), 0.0)
        if isinstance(difference, Signed | Whole):
            return operation(difference.expression, 0.0)
        raise NotCheap

    return compared


def _text(reading: Reading, word: Word, beside: Word) -> Any:
    if word.column is not None:
        return word.column
    if beside.codes is not None:
        return reading.parameters.column(reading.at, [beside.codes[value] for value in word.values], 0)
    return reading.parameters.column(reading.at, word.values, "")


def _equal(one: Any, two: Any) -> Any:
    return one == two


def _and(reading: Reading, first: Condition, second: Condition) -> Condition:
    if isinstance(first, bool):
        return second if first else False
    if isinstance(second, bool):
        return first if second else False
    return first & second


def _or(reading: Reading, first: Condition, second: Condition) -> Condition:
    if isinstance(first, bool):
        return True if first else second
    if isinstance(second, bool):
        return True if second else first
    return first | second


def _not(reading: Reading, condition: Condition) -> Condition:
    return not condition if isinstance(condition, bool) else ~condition


def _missing(reading: Reading, condition: Condition) -> Condition:
    return condition


OPERATORS: Mapping[str, Callable[..., Any]] = {
    "+": _add,
    "-": _subtract,
    "*": _multiply,
    "absolute": _absolute,
    "least": _extreme(le, min),
    "greatest": _extreme(ge, max),
    "choose": _choose,
    "<": _compared(lt),
    "<=": _compared(le),
    ">": _compared(gt),
    ">=": _compared(ge),
    "=": _compared(_equal),
    "and": _and,
    "or": _or,
    "not": _not,
    "missing": _missing,
}
"""What each operator of the rule language is over columns."""
