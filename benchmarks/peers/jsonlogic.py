"""The rating in JSONLogic."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from json_logic import jsonLogic

__all__ = ["prepare"]


def _fact(name: str) -> dict[str, str]:
    return {"var": name}


def _signed(name: str) -> dict[str, Any]:
    return {"*": [_fact(name), _fact("sign")]}


def _between(low: str, high: str) -> dict[str, Any]:
    return {"<=": [_fact(low), _fact("value"), _fact(high)]}


def _absent(name: str) -> dict[str, Any]:
    return {"===": [_fact(name), None]}


RULE = {
    "if": [
        _absent("value"),
        "grey",
        {"===": [_fact("kind"), "range"]},
        {"if": [_between("low", "high"), "green", _between("amber_low", "amber_high"), "amber", "red"]},
        _absent("reference"),
        "grey",
        {">=": [_signed("value"), _signed("reference")]},
        "green",
        {">=": [_signed("value"), _signed("amber_limit")]},
        "amber",
        "red",
    ]
}


def prepare(rows: list[Mapping[str, Any]]) -> Callable[[], list[str]]:
    """A function that rates the rows."""
    return lambda: [jsonLogic(RULE, row) for row in rows]
