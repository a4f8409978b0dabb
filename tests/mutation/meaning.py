"""What a list means: facts to ask it of, and the answer to each in plain Python."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import product
from typing import Any

from scorecard_core.rules import DecisionList, missing
from scorecard_core.terms import GreyReason

__all__ = ["Given", "Meaning", "every"]

Given = Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class Meaning:
    """A list, the facts to ask it of, and the answer that each of them should have.

    Attributes:
        is_true: whether a sentence says what is so, where two branches that answer the same differ in it.
        all_known: facts of which none is missing that the list needs; from these follow those of which one is.
    """

    rule: DecisionList
    all_known: tuple[Given, ...]
    answer: Callable[[Given], StrEnum]
    is_true: Callable[[Given, str], bool] | None = None

    def cases(self) -> Iterator[tuple[Given, StrEnum]]:
        """Facts, each with its answer; where one is missing that the list needs, that is the answer."""
        for given in self.all_known:
            yield given, self.answer(given)
        guards = self.rule.branches[: len(self.rule.branches) - len(self.rule.stated)]
        for fact in self.rule.facts:
            guard = next((one for one in guards if one.when == missing(fact)), None)
            if guard is not None:
                yield {**self.all_known[0], fact.name: None}, guard.answer

    def first_wrong(self, rule: DecisionList) -> str:
        """The first case in which a list does not say what this one means; empty where there is none."""
        for given, wanted in self.cases():
            try:
                branch = rule.branches[rule.decide(given)]
            except TypeError:
                return f"{dict(given)} cannot be decided"
            if branch.answer is not wanted:
                return f"{dict(given)} comes out {branch.answer}, not {wanted}"
            if self.is_true and not isinstance(wanted, GreyReason) and not self.is_true(given, branch.says):
                return f"of {dict(given)} it says '{branch.says}'"
        return ""


def every(**choices: Any) -> Iterator[dict[str, Any]]:
    """Every combination; whole numbers become decimals."""
    for picked in product(*choices.values()):
        exact = (Decimal(one) if type(one) is int else one for one in picked)
        yield dict(zip(choices, exact, strict=True))
