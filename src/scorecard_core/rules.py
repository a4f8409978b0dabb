"""The rule language: a rule is a value, an ordered list of branches.

A :class:`DecisionList` holds branches, *condition -> answer, with the sentence that says why*. The first branch whose
condition holds answers; the last has no condition, so there is always exactly one answer. Conditions are small
expressions over named facts, built with the ordinary operators::

    margin = Derived("margin", SIGN * (VALUE - REFERENCE), "how far on the good side")
    DecisionList("status", (Branch(margin >= 0, Verdict.MET, "..."), Branch(None, Verdict.MISSED, "...")))

A fact that may be missing names the answer for that case, and the list puts a branch for it in front, so no later
condition ever meets a missing number. Nothing divides and nothing rounds: see :mod:`scorecard_core.exact`.

This module also reads the list for one observation: the list is compiled, once, to a plain Python function that returns
the number of the branch taken. Everything else about a rule (its table, its explanation, its checks) comes from the
same value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property, lru_cache
from string import Formatter
from typing import Any

from scorecard_core.exact import EXACT

__all__ = [
    "Branch",
    "Constant",
    "DecisionList",
    "Derived",
    "Expression",
    "Fact",
    "FactValue",
    "Facts",
    "Operation",
    "Shows",
    "Step",
    "absolute",
    "both",
    "choose",
    "either",
    "equal",
    "greatest",
    "least",
    "missing",
    "negated",
    "parsed",
]

FactValue = Decimal | int | str | bool | None
Facts = Mapping[str, FactValue]


class Expression:
    """A number or a condition, made of facts, constants and operators."""

    __slots__ = ()

    def __add__(self, other: Operand) -> Operation:
        return Operation("+", (self, _lifted(other)))

    def __sub__(self, other: Operand) -> Operation:
        return Operation("-", (self, _lifted(other)))

    def __mul__(self, other: Operand) -> Operation:
        return Operation("*", (self, _lifted(other)))

    def __lt__(self, other: Operand) -> Operation:
        return Operation("<", (self, _lifted(other)))

    def __le__(self, other: Operand) -> Operation:
        return Operation("<=", (self, _lifted(other)))

    def __gt__(self, other: Operand) -> Operation:
        return Operation(">", (self, _lifted(other)))

    def __ge__(self, other: Operand) -> Operation:
        return Operation(">=", (self, _lifted(other)))

    def __bool__(self) -> bool:
        raise TypeError("an expression has no truth of its own: combine conditions with both(), either(), negated()")

    @property
    def parts(self) -> tuple[Expression, ...]:
        """The expressions this one is made of."""
        return ()

    def walk(self) -> Iterator[Expression]:
        """This expression and everything in it, the innermost first."""
        for part in self.parts:
            yield from part.walk()
        yield self


Operand = Expression | Decimal | int | str


class Shows(StrEnum):
    """How a fact, or an intermediate result, is printed in a sentence that names it."""

    FIGURE = "figure"
    DIFFERENCE = "difference"
    NUMBER = "number"
    PERCENT = "percent"
    DATE = "date"
    WORD = "word"

    @property
    def meaning(self) -> str:
        """What is printed."""
        return _SHOWN[self]


_SHOWN = {
    Shows.FIGURE: "a figure in the indicator's unit, told apart from the value",
    Shows.DIFFERENCE: "a difference of two figures: percentage points where they are in per cent",
    Shows.NUMBER: "a plain number",
    Shows.PERCENT: "a part of one, in per cent",
    Shows.DATE: "days since year 1, as a date",
    Shows.WORD: "a word, as it is",
}


@dataclass(frozen=True, slots=True)
class Fact(Expression):
    """Something known about what is being rated.

    Attributes:
        name: the name under which its value is given.
        meaning: what it is, in words, with its unit where it has one.
        absent: the answer where it is missing. None for facts that are always there, such as the polarity's sign.
        shows: how it is printed where a sentence names it in braces.
    """

    name: str
    meaning: str
    absent: StrEnum | None = None
    shows: Shows = Shows.NUMBER

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Constant(Expression):
    """A number or a word that the rule itself states."""

    value: Decimal | str

    def __str__(self) -> str:
        return str(self.value)


@dataclass(frozen=True, slots=True)
class Derived(Expression):
    """A named intermediate result, computed from facts; the name is what tables and explanations show."""

    name: str
    expression: Expression
    meaning: str
    shows: Shows = Shows.NUMBER

    def __str__(self) -> str:
        return self.name

    @property
    def parts(self) -> tuple[Expression, ...]:
        return (self.expression,)


@dataclass(frozen=True, slots=True)
class Operation(Expression):
    """An operator and what it is applied to. ``OPERATORS`` holds all there are."""

    operator: str
    operands: tuple[Expression, ...]

    @property
    def parts(self) -> tuple[Expression, ...]:
        return self.operands

    def __str__(self) -> str:
        shown = OPERATORS[self.operator].shown
        texts = [f"({part})" if isinstance(part, Operation) and _infix(part) else str(part) for part in self.operands]
        return shown.format(*texts)


def _infix(operation: Operation) -> bool:
    return OPERATORS[operation.operator].shown.startswith("{")


@dataclass(frozen=True, slots=True)
class Operator:
    """How an operator is shown to a person, and the Python that computes it for one observation."""

    shown: str
    python: str


OPERATORS: Mapping[str, Operator] = {
    "+": Operator("{} + {}", "add({}, {})"),
    "-": Operator("{} - {}", "subtract({}, {})"),
    "*": Operator("{} × {}", "multiply({}, {})"),
    "absolute": Operator("size of {}", "magnitude({})"),
    "least": Operator("the lesser of {} and {}", "min({}, {})"),
    "greatest": Operator("the greater of {} and {}", "max({}, {})"),
    "choose": Operator("{1} if {0}, else {2}", "({1} if {0} else {2})"),
    "<": Operator("{} < {}", "({} < {})"),
    "<=": Operator("{} ≤ {}", "({} <= {})"),
    ">": Operator("{} > {}", "({} > {})"),
    ">=": Operator("{} ≥ {}", "({} >= {})"),
    "=": Operator("{} = {}", "({} == {})"),
    "and": Operator("{} and {}", "({} and {})"),
    "or": Operator("{} or {}", "({} or {})"),
    "not": Operator("not {}", "(not {})"),
    "missing": Operator("{} is missing", "({} is None)"),
}
"""Every operator there is. An interpreter is a reading of this table, and a test holds each of them complete."""


def _lifted(operand: Operand) -> Expression:
    if isinstance(operand, Expression):
        return operand
    return Constant(operand if isinstance(operand, str) else Decimal(operand))


def absolute(number: Expression) -> Operation:
    """The size of a number, without its sign."""
    return Operation("absolute", (number,))


def least(first: Expression, second: Operand) -> Operation:
    """The lesser of two numbers."""
    return Operation("least", (first, _lifted(second)))


def greatest(first: Expression, second: Operand) -> Operation:
    """The greater of two numbers."""
    return Operation("greatest", (first, _lifted(second)))


def choose(condition: Expression, then: Operand, otherwise: Operand) -> Operation:
    """One of two numbers, by a condition."""
    return Operation("choose", (condition, _lifted(then), _lifted(otherwise)))


def equal(first: Expression, second: Operand) -> Operation:
    """Whether two numbers, or two words, are the same."""
    return Operation("=", (first, _lifted(second)))


def both(first: Expression, second: Expression) -> Operation:
    """Whether both conditions hold."""
    return Operation("and", (first, second))


def either(first: Expression, second: Expression) -> Operation:
    """Whether at least one of two conditions holds."""
    return Operation("or", (first, second))


def negated(condition: Expression) -> Operation:
    """Whether a condition does not hold."""
    return Operation("not", (condition,))


def missing(fact: Fact) -> Operation:
    """Whether a fact is missing. A list that asks this of a fact deals with its absence itself."""
    return Operation("missing", (fact,))


@lru_cache(maxsize=4096)
def parsed(sentence: str) -> tuple[tuple[str, str], ...]:
    """A sentence in parts: what stands before each phrase, and the name of the phrase; empty after the last one."""
    return tuple((text, name or "") for text, name, _, _ in Formatter().parse(sentence))


@dataclass(frozen=True, slots=True)
class Branch:
    """One line of a rule.

    Attributes:
        when: the condition; None for the last branch, which always answers.
        answer: a term: a verdict, a grey reason, a movement, a direction of travel.
        says: the sentence that explains the answer, with the phrases of :mod:`scorecard_core.wording` in braces.
    """

    when: Expression | None
    answer: StrEnum
    says: str

    @property
    def phrases(self) -> frozenset[str]:
        """The names of the phrases that the sentence uses."""
        return frozenset(name for _, name in parsed(self.says) if name)


@dataclass(frozen=True, slots=True)
class Step:
    """One branch as it was tried on one observation: was its condition true, and was it the one that answered?"""

    number: int
    branch: Branch
    held: bool


@dataclass(frozen=True)
class DecisionList:
    """An ordered list of branches that gives exactly one answer.

    Args:
        name: the stage it answers, and for a status the shape of the target.
        stated: the branches as written. Those that catch missing facts are put in front by the list itself.
        mentions: facts that have to be there, and come first, although no condition uses them: sentences name them.

    Raises:
        ValueError: where the last branch has a condition, or an earlier one has none and hides the rest.
    """

    name: str
    stated: tuple[Branch, ...]
    mentions: tuple[Fact, ...] = ()
    branches: tuple[Branch, ...] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        conditions = [branch.when for branch in self.stated]
        if not conditions or conditions[-1] is not None:
            raise ValueError(f"{self.name}: the last branch must have no condition, so that there is always an answer")
        if None in conditions[:-1]:
            raise ValueError(
                f"{self.name}: only the last branch may have no condition; those after it cannot be reached"
            )
        if len(set(conditions)) < len(conditions):
            raise ValueError(f"{self.name}: two branches have the same condition; the second cannot be reached")
        named = {part for part in self._walk() if isinstance(part, Derived)}
        if len({part.name for part in named}) < len(named):
            raise ValueError(f"{self.name}: one name stands for two intermediate results")
        object.__setattr__(self, "branches", (*self._guards(), *self.stated))

    @cached_property
    def _tested(self) -> frozenset[Expression]:
        """The facts whose absence the list deals with itself."""
        asked = (part for part in self._walk() if isinstance(part, Operation) and part.operator == "missing")
        return frozenset(part.operands[0] for part in asked)

    def _guards(self) -> Iterator[Branch]:
        for fact in self.facts:
            if fact.absent is not None and fact not in self._tested:
                yield Branch(missing(fact), fact.absent, "{grey}")

    def _walk(self) -> Iterator[Expression]:
        for branch in self.stated:
            if branch.when is not None:
                yield from branch.when.walk()

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        """The facts that are mentioned, and those that the conditions use, in the order in which they are first met."""
        return tuple(dict.fromkeys(part for part in (*self.mentions, *self._walk()) if isinstance(part, Fact)))

    @cached_property
    def derived(self) -> Mapping[str, Derived]:
        """The named intermediate results, by name, each after those it uses."""
        return {part.name: part for part in self._walk() if isinstance(part, Derived)}

    @cached_property
    def shows(self) -> Mapping[str, Shows]:
        """How each fact and intermediate result is printed, by name."""
        return {part.name: part.shows for part in (*self._walk(), *self.mentions) if isinstance(part, Fact | Derived)}

    @cached_property
    def told_apart(self) -> tuple[tuple[str, str], ...]:
        """The figures that must not print alike where they differ: those it compares, and each beside the value."""
        beside = [("value", name) for name, shows in self.shows.items() if shows is Shows.FIGURE and name != "value"]
        return tuple(dict.fromkeys((*beside, *self.compared)))

    @cached_property
    def compared(self) -> tuple[tuple[str, str], ...]:
        """The figures that a condition holds against each other outright, by name."""
        found = []
        for part in self._walk():
            if isinstance(part, Operation) and part.operator in _COMPARISONS:
                sides = [side for side in part.operands if isinstance(side, Fact | Derived)]
                if len(sides) == 2 and all(side.shows is Shows.FIGURE for side in sides):
                    found.append((sides[0].name, sides[1].name))
        return tuple(found)

    @cached_property
    def decide(self) -> Callable[[Facts], int]:
        """The rule as a plain function: facts in, the index of the branch taken out."""
        lines: list[str] = []
        known: set[Expression] = set()
        uncaught = self._tested
        constants: dict[Decimal | str, str] = {}
        for index, branch in enumerate(self.branches):
            if branch.when is None:
                lines.append(f"return {index}")
                continue
            for part in dict.fromkeys(branch.when.walk()):
                if isinstance(part, Fact) and part not in known:
                    known.add(part)
                    lines.append(f"{part.name} = facts.get({part.name!r})")
                # A result of what may be missing cannot be worked out ahead of the condition that asks for it: it is
                # written out where it is used, until a branch has caught the case.
                elif isinstance(part, Derived) and part not in known and uncaught.isdisjoint(part.walk()):
                    known.add(part)
                    lines.append(f"{part.name} = {_python(part.expression, constants)}")
            lines.append(f"if {_python(branch.when, constants, uncaught)}: return {index}")
            if isinstance(branch.when, Operation) and branch.when.operator == "missing":
                uncaught -= set(branch.when.operands)
        return _function(lines, constants)

    @cached_property
    def results(self) -> Callable[[Facts], dict[str, FactValue]]:
        """The intermediate results as a plain function: facts in, results by name out, None where a fact is missing."""
        constants: dict[Decimal | str, str] = {}
        lines = [f"{fact.name} = facts.get({fact.name!r})" for fact in self.facts]
        lines += [_assignment(derived, constants) for derived in self.derived.values()]
        lines.append("return {" + ", ".join(f"{name!r}: {name}" for name in self.derived) + "}")
        return _function(lines, constants)

    def value_of(self, name: str, facts: Facts) -> FactValue:
        """The value of one intermediate result, such as the amber limit; None where a fact it needs is missing."""
        return self.results(facts).get(name)

    def steps(self, facts: Facts) -> tuple[Step, ...]:
        """The branches in the order they were tried, up to the one that answered."""
        taken = self.decide(facts)
        return tuple(
            Step(number, branch, held=number - 1 == taken)
            for number, branch in enumerate(self.branches[: taken + 1], start=1)
        )


_COMPARISONS = frozenset({"<", "<=", ">", ">=", "="})


def _python(
    expression: Expression, constants: dict[Decimal | str, str], in_place: frozenset[Expression] = frozenset()
) -> str:
    """An expression as Python; results that involve one of the facts ``in_place`` are written out, not named."""
    match expression:
        case Derived(_, inner) if not in_place.isdisjoint(expression.walk()):
            return _python(inner, constants, in_place)
        case Fact(name) | Derived(name):
            return name
        case Constant(value):
            return constants.setdefault(value, f"constant_{len(constants)}")
        case Operation(operator, operands):
            return OPERATORS[operator].python.format(*(_python(part, constants, in_place) for part in operands))
    raise TypeError(f"not an expression of the rule language: {expression!r}")


def _assignment(derived: Derived, constants: dict[Decimal | str, str]) -> str:
    result = _python(derived.expression, constants)
    needs = {part.name for part in derived.expression.walk() if isinstance(part, Fact | Derived)}
    if needs:
        result = f"None if {' or '.join(f'{need} is None' for need in sorted(needs))} else {result}"
    return f"{derived.name} = {result}"


def _function(lines: list[str], constants: Mapping[Decimal | str, str]) -> Callable[[Facts], Any]:
    """Compile the lines of a function of ``facts``. The text comes from expressions built here, never from data."""
    namespace: dict[str, Any] = {name: value for value, name in constants.items()}
    namespace |= {"add": EXACT.add, "subtract": EXACT.subtract, "multiply": EXACT.multiply, "magnitude": EXACT.abs}
    exec("def rule(facts):\n" + "".join(f"    {line}\n" for line in lines), namespace)
    function: Callable[[Facts], Any] = namespace["rule"]
    return function
