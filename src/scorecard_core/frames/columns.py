"""What is known before a row is looked at, what is a column, and the parameter table that joins the two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import narwhals.stable.v2 as nw

__all__ = ["Condition", "Known", "Parameters", "Word", "chosen", "first_true", "flag"]

Condition: TypeAlias = Any
"""A bool where the definitions settle it, else an expression."""


@dataclass(frozen=True)
class Word:
    """A word: one for each definition, or a column, which may hold a number that stands for it."""

    values: tuple[str, ...] = ()
    column: Any = None
    codes: Mapping[str, int] | None = None


@dataclass(frozen=True)
class Known:
    """How a fact is had: its number, word or condition, and when it is missing."""

    value: Any
    missing: Condition = False


class Parameters:
    """The parameter table while it is being made: a row for each definition in force, a column for what differs."""

    def __init__(self, rows: int, *, in_sql: bool = False) -> None:
        self._rows = rows
        self.in_sql = in_sql
        self.columns: dict[str, list[Any]] = {}
        self._names: dict[tuple[Any, ...], str] = {}

    def column(self, at: Sequence[int], values: Sequence[Any], absent: Any) -> Any:
        """A constant where all values are alike, else the column that holds them in the rows ``at``."""
        if len(set(values)) == 1:
            return values[0]
        full = [absent] * self._rows
        for row, value in zip(at, values, strict=True):
            full[row] = value
        name = self._names.setdefault((type(absent), *full), f"parameter_{len(self._names)}")
        self.columns[name] = full
        return nw.col(name)

    def expression(self, at: Sequence[int], values: Sequence[Any], absent: Any) -> Any:
        """The same, always as an expression."""
        found = self.column(at, values, absent)
        return found if isinstance(found, nw.Expr) else nw.lit(found)


def chosen(condition: Condition, then: Any, otherwise: Any) -> Any:
    """One of two columns or constants, by a condition."""
    if isinstance(condition, bool):
        return then if condition else otherwise
    lifted = [side if isinstance(side, nw.Expr) else nw.lit(side) for side in (then, otherwise)]
    return nw.when(condition).then(lifted[0]).otherwise(lifted[1])


def first_true(branches: list[tuple[Condition, int]]) -> Any:
    """The number of the first branch whose condition holds, as an expression."""
    *others, (_, last) = branches
    taken: Any = nw.lit(last)
    for condition, number in reversed(others):
        taken = nw.when(condition).then(nw.lit(number)).otherwise(taken)
    return taken


def flag(parameters: Parameters, at: Sequence[int], holds: Sequence[bool]) -> Condition:
    """A condition that the definitions settle: a bool where they all agree, else a column."""
    found = parameters.column(at, [float(one) for one in holds], 0.0)
    return found > 0.5 if isinstance(found, nw.Expr) else bool(found)
