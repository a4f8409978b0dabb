"""The rating in GoRules zen: as a compiled expression, its fastest way, and as a decision graph, its usual one."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import zen

__all__ = ["prepare", "prepare_batch", "prepare_graph"]

EXPRESSION = (
    "value == null ? 'grey'"
    " : kind == 'range' ? (value >= low and value <= high ? 'green'"
    " : value >= amber_low and value <= amber_high ? 'amber' : 'red')"
    " : reference == null ? 'grey'"
    " : value * sign >= reference * sign ? 'green'"
    " : value * sign >= amber_limit * sign ? 'amber' : 'red'"
)


def prepare(rows: list[Mapping[str, Any]]) -> Callable[[], list[str]]:
    """A function that rates the rows with a compiled expression."""
    expression = zen.compile_expression(EXPRESSION)
    return lambda: [expression.evaluate(row) for row in rows]


def _graph() -> str:
    nodes = [
        {"id": "in", "name": "in", "type": "inputNode"},
        {
            "id": "rate",
            "name": "rate",
            "type": "expressionNode",
            "content": {"expressions": [{"id": "status", "key": "status", "value": EXPRESSION}]},
        },
        {"id": "out", "name": "out", "type": "outputNode"},
    ]
    edges = [
        {"id": "first", "type": "edge", "sourceId": "in", "targetId": "rate"},
        {"id": "second", "type": "edge", "sourceId": "rate", "targetId": "out"},
    ]
    return json.dumps({"nodes": nodes, "edges": edges})


def prepare_graph(rows: list[Mapping[str, Any]]) -> Callable[[], list[str]]:
    """A function that rates the rows one by one with a decision graph."""
    decision = zen.ZenEngine().create_decision(_graph())
    return lambda: [decision.evaluate(row)["result"]["status"] for row in rows]


def prepare_batch(rows: list[Mapping[str, Any]]) -> Callable[[], list[str]]:
    """A function that hands all rows to the decision graph at once."""
    engine = zen.ZenEngine({"loader": {"type": "static", "content": {"rate": json.loads(_graph())}}})
    requests = [{"key": "rate", "context": row} for row in rows]
    return lambda: [answer["data"]["result"]["status"] for answer in engine.evaluate_batch(requests)]
