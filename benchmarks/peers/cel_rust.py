"""The rating in CEL, by common-expression-language, which is written in Rust."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import cel

__all__ = ["EXPRESSION", "prepare"]

EXPRESSION = (
    "value == null ? 'grey'"
    " : kind == 'range' ? (value >= low && value <= high ? 'green'"
    " : value >= amber_low && value <= amber_high ? 'amber' : 'red')"
    " : reference == null ? 'grey'"
    " : value * sign >= reference * sign ? 'green'"
    " : value * sign >= amber_limit * sign ? 'amber' : 'red'"
)


def prepare(rows: list[Mapping[str, Any]]) -> Callable[[], list[str]]:
    """A function that rates the rows."""
    program = cel.compile(EXPRESSION)
    return lambda: [program.execute(row) for row in rows]
