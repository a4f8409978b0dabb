"""The rating in business-rules. A condition compares a variable with a constant, so the margins are variables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from business_rules import run_all
from business_rules.actions import BaseActions, rule_action
from business_rules.fields import FIELD_TEXT
from business_rules.variables import BaseVariables, boolean_rule_variable, numeric_rule_variable

__all__ = ["prepare"]


class _Variables(BaseVariables):  # type: ignore[misc]
    def __init__(self, row: Mapping[str, Any]) -> None:
        self.row = row

    @boolean_rule_variable()
    def is_rated(self) -> bool:
        row = self.row
        return row["value"] is not None and (row["reference"] is not None or row["kind"] == "range")

    @numeric_rule_variable()
    def margin(self) -> float:
        row = self.row
        if row["kind"] == "range":
            return min(row["value"] - row["low"], row["high"] - row["value"])
        return (row["value"] - row["reference"]) * row["sign"]

    @numeric_rule_variable()
    def amber_margin(self) -> float:
        row = self.row
        if row["kind"] == "range":
            return min(row["value"] - row["amber_low"], row["amber_high"] - row["value"])
        return (row["value"] - row["amber_limit"]) * row["sign"]


class _Actions(BaseActions):  # type: ignore[misc]
    def __init__(self) -> None:
        self.answers: list[str] = []

    @rule_action(params={"status": FIELD_TEXT})
    def rate(self, status: str) -> None:
        self.answers.append(status)


def _rule(name: str, operator: str, value: object, status: str) -> dict[str, Any]:
    condition = {"name": name, "operator": operator, "value": value}
    return {"conditions": {"all": [condition]}, "actions": [{"name": "rate", "params": {"status": status}}]}


RULES = [
    _rule("is_rated", "is_false", None, "grey"),
    _rule("margin", "greater_than_or_equal_to", 0, "green"),
    _rule("amber_margin", "greater_than_or_equal_to", 0, "amber"),
    _rule("amber_margin", "less_than", 0, "red"),
]


def prepare(rows: list[Mapping[str, Any]]) -> Callable[[], list[str]]:
    """A function that rates the rows."""

    def rate() -> list[str]:
        actions = _Actions()
        for row in rows:
            run_all(RULES, _Variables(row), actions, stop_on_first_trigger=True)
        return actions.answers

    return rate
