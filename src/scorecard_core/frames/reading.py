"""The second interpreter of the rule language: it reads a decision list as expressions over columns.

It reads the same values as :mod:`scorecard_core.rules` does, and returns the number of the branch taken, as a column.
What the definitions state is folded in decimals while the plan is made; what depends on figures becomes an expression.
Where a rule computes with figures it is read with limbs: see :mod:`scorecard_core.frames.numbers`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import narwhals.stable.v2 as nw

from scorecard_core.frames.columns import Condition, Known, Parameters, Word, chosen, first_true
from scorecard_core.frames.numbers import Atom, Choice, Exact, Folded, NotCheap, Number, Whole, atom_limbs, folded_limbs
from scorecard_core.frames.operators import OPERATORS, is_zero
from scorecard_core.rules import Constant, DecisionList, Derived, Expression, Fact, Operation
from scorecard_core.terms import GreyReason

__all__ = ["Reading"]


@dataclass
class Reading:
    """One list, read for some of the definitions.

    Attributes:
        at: the rows of the parameter table.
        facts: how each fact is had, by name.
        exact: read with limbs.
        rounds: columns that have to be added first, in their order; filled while reading.
    """

    parameters: Parameters
    at: tuple[int, ...]
    facts: Mapping[str, Known]
    exact: bool = False
    rounds: list[Any] = field(default_factory=list)
    atoms: set[str] = field(default_factory=set)
    label: str = "list"
    _derived: dict[str, Any] = field(default_factory=dict)
    _signs: dict[int, tuple[Exact, Any]] = field(default_factory=dict)

    def branches(self, rule: DecisionList) -> list[tuple[Condition, int]]:
        """The condition of each branch with its number, counted from 1; those that can never hold are left out."""
        read: list[tuple[Condition, int]] = []
        for number, branch in enumerate(rule.branches, start=1):
            condition = True if branch.when is None else self.read(branch.when)
            if condition is False:
                continue
            read.append((condition, number))
            if condition is True:
                break
        return read

    def asked_before(self, name: str, rule: DecisionList) -> list[tuple[Condition, int]]:
        """Ask a list whose answer is a fact, under that name, for those after it: it is a column of its own.

        Returns:
            The conditions under which it answers with a grey reason instead, each with the number of the branch.
        """
        branches = self.branches(rule)
        (words,) = {type(branch.answer) for branch in rule.branches} - {GreyReason}
        codes = {word.value: code for code, word in enumerate(words, start=1)}
        answers = {number: rule.branches[number - 1].answer for _, number in branches}
        greys = [number for number, answer in answers.items() if isinstance(answer, GreyReason)]
        taken = [(when, -number if number in greys else codes[answers[number]]) for when, number in branches]
        column = f"{self.label}_{len(self.rounds)}"
        self.rounds.append(first_true(taken).alias(column))
        self.facts = {**self.facts, name: Known(Word(column=nw.col(column), codes=codes))}
        return [(nw.col(column) == -number, number) for number in greys]

    def read(self, expression: Expression) -> Any:
        """What an expression comes to: a number, a word or a condition."""
        match expression:
            case Fact(name):
                return self.facts[name].value
            case Constant(value):
                return Word((value,) * len(self.at)) if isinstance(value, str) else Folded((value,) * len(self.at))
            case Derived(name, inner):
                if name not in self._derived:
                    self._derived[name] = self.read(inner)
                return self._derived[name]
            case Operation("missing", (Fact(name),)):
                return self.facts[name].missing
            case Operation("*", (first, second)):
                # Nothing times anything is nothing, whatever it would take to work the other out.
                left = self.read(first)
                return left if is_zero(left) else OPERATORS["*"](self, left, self.read(second))
            case Operation(operator, operands):
                return OPERATORS[operator](self, *map(self.read, operands))
        raise TypeError(f"not an expression of the rule language: {expression!r}")

    def has(self, name: str) -> bool:
        """Whether an intermediate result was met."""
        return name in self._derived

    def shown(self, number: Number) -> Any:
        """A number as one float column; rounded where it was computed with limbs."""
        match number:
            case Folded(values):
                return self.parameters.expression(self.at, [float(value) for value in values], 0.0)
            case Choice(condition, then, otherwise):
                return nw.when(condition).then(self.shown(then)).otherwise(self.shown(otherwise))
            case Atom():
                return number.column
            case Whole(expression, places):
                return expression / 10.0**places
            case Exact():
                return number.approximate
        raise TypeError("a difference is not a number to show")

    def limbs(self, number: Number) -> Exact:
        """A number with limbs."""
        match number:
            case Exact():
                return number
            case Folded(values):
                columns = folded_limbs(values)
                return Exact({at: self.parameters.column(self.at, limb, 0.0) for at, limb in columns.items()})
            case Choice(condition, then, otherwise):
                pairs = self.limbs(then).combined(self.limbs(otherwise), lambda one, two: (one, two)).limbs
                return Exact({power: chosen(condition, one, two) for power, (one, two) in pairs.items()})
            case Atom(name, times):
                self.atoms.add(name)
                return atom_limbs(name) if times == 1 else atom_limbs(name).scaled(float(times))
        raise NotCheap

    def kept(self, condition: Condition) -> Condition:
        """A condition as a column of its own, so that it is worked out once."""
        if isinstance(condition, bool):
            return condition
        name = f"{self.label}_{len(self.rounds)}"
        self.rounds.append(nw.when(condition).then(nw.lit(1.0)).otherwise(nw.lit(0.0)).alias(name))
        return nw.col(name) > 0.5

    def sign(self, number: Exact) -> Any:
        """The sign of a number with limbs, as a column of its own: several branches ask for it."""
        if id(number) not in self._signs:
            name = f"{self.label}_{len(self.rounds)}"
            sign = number.sign(in_sql=self.parameters.in_sql)
            self.rounds.append((sign if isinstance(sign, nw.Expr) else nw.lit(sign)).alias(name))
            self._signs[id(number)] = (number, nw.col(name))
        return self._signs[id(number)][1]

    def minus(self, number: Atom, other: Folded | Choice) -> Any:
        """A column less a limit: the sign is exact although the limit is rounded to a float.

        Where the rounded limit is not the limit itself, a figure equal to it is on the side that the decimals say: a
        nudge, smaller than any difference of figures, puts it there.
        """
        if isinstance(other, Choice):
            return chosen(other.condition, self.minus(number, other.then), self.minus(number, other.otherwise))
        limits = [float(value) for value in other.values]
        stands_for = [number.times * Decimal(repr(limit / number.times)) for limit in limits]
        nudges = [1e-300 * _compare(read, value) for read, value in zip(stands_for, other.values, strict=True)]
        difference = number.column
        limit = self.parameters.column(self.at, limits, 0.0)
        nudge = self.parameters.column(self.at, nudges, 0.0)
        if not (isinstance(limit, float) and limit == 0.0):
            difference = difference - limit
        return difference if isinstance(nudge, float) and nudge == 0.0 else difference + nudge


def _compare(one: Decimal, two: Decimal) -> float:
    return float((one > two) - (one < two))
