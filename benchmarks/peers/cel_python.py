"""The rating in CEL, by cel-python. Rows are turned into its own types beforehand, outside the time measured.

It refuses to compare a number with null, so what is missing is left out of the row and asked for with ``in``: what its
faster runner answers to ``has`` cannot be used in a condition.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import celpy
from celpy import celtypes

__all__ = ["prepare"]

EXPRESSION = (
    "!('value' in row) ? 'grey'"
    " : row.kind == 'range' ? (row.value >= row.low && row.value <= row.high ? 'green'"
    " : row.value >= row.amber_low && row.value <= row.amber_high ? 'amber' : 'red')"
    " : !('reference' in row) ? 'grey'"
    " : row.value * row.sign >= row.reference * row.sign ? 'green'"
    " : row.value * row.sign >= row.amber_limit * row.sign ? 'amber' : 'red'"
)


def _typed(row: Mapping[str, Any]) -> dict[str, Any]:
    known = {
        celtypes.StringType(name): celtypes.StringType(value) if isinstance(value, str) else celtypes.DoubleType(value)
        for name, value in row.items()
        if value is not None
    }
    return {"row": celtypes.MapType(known)}


def prepare(rows: list[Mapping[str, Any]]) -> Callable[[], list[str]]:
    """A function that rates the rows."""
    environment = celpy.Environment(runner_class=celpy.CompiledRunner)
    program = environment.program(environment.compile(EXPRESSION))
    typed = [_typed(row) for row in rows]
    return lambda: [str(program.evaluate(row)) for row in typed]
