"""Decision lists with one fault each.

mutmut changes functions, and a rule is a value. So a list is changed here as its author could have got it wrong: a cut
that moved by a tie, a comparison the other way round, an operand that is another fact, an answer that belongs to
another branch, a branch or a guard that is not there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from scorecard_core.rules import Branch, Constant, DecisionList, Derived, Expression, Fact, Operation

__all__ = ["Mutant", "mutants"]

_SWAPPED: Mapping[str, tuple[str, ...]] = {
    "<": ("<=", ">"),
    "<=": ("<", ">="),
    ">": (">=", "<"),
    ">=": (">", "<="),
    "=": ("<", ">"),
    "+": ("-",),
    "-": ("+",),
    "*": ("+",),
    "least": ("greatest",),
    "greatest": ("least",),
    "and": ("or",),
    "or": ("and",),
}
_NUMBERS = ("+", "-", "*", "<", "<=", ">", ">=", "least", "greatest", "absolute")


@dataclass(frozen=True)
class Mutant:
    """A list with one fault.

    Attributes:
        of: the name of the list.
        change: what was done to it, in words.
    """

    of: str
    change: str
    rule: DecisionList

    def __str__(self) -> str:
        return f"{self.of}: {self.change}"


def mutants(rule: DecisionList) -> Iterator[Mutant]:
    """Every list that differs from a list by one fault and is still a list."""
    for change, build in _changes(rule):
        try:
            changed = build()
        except ValueError:
            continue  # no author could have written it: two branches would ask the same
        if changed.branches != rule.branches:
            yield Mutant(rule.name, change, changed)


def _changes(rule: DecisionList) -> Iterator[tuple[str, Callable[[], DecisionList]]]:
    others = _numbers_of(rule)
    for at, branch in enumerate(rule.stated):
        name = f"branch {at + 1 + len(rule.branches) - len(rule.stated)}"
        for answer in _answers_beside(rule, at):
            yield f"{name} answers {answer}, not {branch.answer}", _with(rule, at, replace(branch, answer=answer))
        if branch.when is None:
            continue
        yield f"{name}, '{branch.when}', is not there", _with(rule, at)
        for when in _variants(branch.when, others):
            yield f"{name} asks '{when}', not '{branch.when}'", _with(rule, at, replace(branch, when=when))
    for result in rule.derived.values():
        for expression in _variants(result.expression, others):
            change = f"{result.name} is '{expression}', not '{result.expression}'"
            yield change, _rewritten(rule, replace(result, expression=expression))
    for guard in rule.branches[: len(rule.branches) - len(rule.stated)]:
        yield f"the guard '{guard.when}' is not there", _without(rule, guard)


def _answers_beside(rule: DecisionList, at: int) -> list[StrEnum]:
    """The nearest other answers before and after a branch."""
    answers = [one.answer for one in rule.stated]
    sides = (answers[:at][::-1], answers[at + 1 :])
    found = (next((answer for answer in side if answer is not answers[at]), None) for side in sides)
    return list(dict.fromkeys(answer for answer in found if answer is not None))


def _with(rule: DecisionList, at: int, *branches: Branch) -> Callable[[], DecisionList]:
    return lambda: replace(rule, stated=(*rule.stated[:at], *branches, *rule.stated[at + 1 :]))


def _without(rule: DecisionList, guard: Branch) -> Callable[[], DecisionList]:
    def build() -> DecisionList:
        changed = replace(rule)
        object.__setattr__(changed, "branches", tuple(branch for branch in rule.branches if branch is not guard))
        return changed

    return build


def _rewritten(rule: DecisionList, result: Derived) -> Callable[[], DecisionList]:
    """The list with one intermediate result worked out in another way, wherever it is used."""

    def again(part: Expression) -> Expression:
        match part:
            case Derived(name) if name == result.name:
                return result
            case Derived(_, inner):
                return replace(part, expression=again(inner))
            case Operation(_, operands):
                return replace(part, operands=tuple(again(operand) for operand in operands))
        return part

    def anew(branch: Branch) -> Branch:
        return branch if branch.when is None else replace(branch, when=again(branch.when))

    return lambda: replace(rule, stated=tuple(anew(branch) for branch in rule.stated))


def _numbers_of(rule: DecisionList) -> list[Fact]:
    """The facts of a list that are numbers: those that are compared or calculated with."""
    used = [
        part
        for branch in rule.stated
        if branch.when is not None
        for part in branch.when.walk()
        if isinstance(part, Operation) and part.operator in _NUMBERS
    ]
    return list(dict.fromkeys(fact for part in used for fact in part.operands if isinstance(fact, Fact)))


def _variants(part: Expression, others: list[Fact]) -> Iterator[Expression]:
    """An expression with one thing changed; what has a name of its own is left as it is."""
    match part:
        case Fact() if part in others and len(others) > 1:
            yield others[(others.index(part) + 1) % len(others)]
        case Constant(Decimal() as value):
            yield Constant(value + 1)
        case Operation(operator, operands):
            of_words = any(isinstance(operand, Constant) and isinstance(operand.value, str) for operand in operands)
            yield from (Operation(other, operands) for other in _SWAPPED.get(operator, ()) if not of_words)
            if operator in ("and", "or", "not", "absolute", "least", "greatest"):
                yield from operands
            if operator == "-":
                yield Operation(operator, operands[::-1])
            if operator == "choose":
                yield from operands[1:]
            if operator != "missing":
                for at, operand in enumerate(operands):
                    for variant in _variants(operand, others):
                        yield Operation(operator, (*operands[:at], variant, *operands[at + 1 :]))
