"""The rating as a plain Python function called for every row: what a rule engine has to be compared with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

__all__ = ["prepare"]


def _status(
    kind: str,
    value: float | None,
    sign: float,
    reference: float | None,
    amber_limit: float,
    low: float,
    high: float,
    amber_low: float,
    amber_high: float,
) -> str:
    if value is None:
        return "grey"
    if kind == "range":
        if low <= value <= high:
            return "green"
        return "amber" if amber_low <= value <= amber_high else "red"
    if reference is None:
        return "grey"
    if value * sign >= reference * sign:
        return "green"
    return "amber" if value * sign >= amber_limit * sign else "red"


def prepare(rows: list[Mapping[str, Any]]) -> Callable[[], list[str]]:
    """A function that rates the rows."""
    tuples = [tuple(row.values()) for row in rows]
    return lambda: [_status(*row) for row in tuples]
