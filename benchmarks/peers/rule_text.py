"""The rating in rule-engine, whose rules are expressions in text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import rule_engine

__all__ = ["prepare"]

EXPRESSION = (
    "value == null ? 'grey'"
    " : (kind == 'range' ? (value >= low and value <= high ? 'green'"
    " : (value >= amber_low and value <= amber_high ? 'amber' : 'red'))"
    " : (reference == null ? 'grey'"
    " : (value * sign >= reference * sign ? 'green'"
    " : (value * sign >= amber_limit * sign ? 'amber' : 'red'))))"
)


def prepare(rows: list[Mapping[str, Any]]) -> Callable[[], list[str]]:
    """A function that rates the rows."""
    rule = rule_engine.Rule(EXPRESSION)
    return lambda: [rule.evaluate(row) for row in rows]
