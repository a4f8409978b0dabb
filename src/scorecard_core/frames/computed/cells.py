"""What steps of a formula have in common: the names of their columns, and what is said of what is not there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_
from typing import Any

import narwhals.stable.v2 as nw

from scorecard_core.frames.computed.parts import Part
from scorecard_core.frames.computed.rows import ABSENT, AS_THEY_COME, NEVER, cell

__all__ = ["BY", "CARRIED", "LOOKED_UP", "TOGETHER", "greatest", "has_a_row", "values_of", "without_gaps"]

BY = ["series", "key"]
"""What tells rows apart: the indicator in an area, and the period."""

TOGETHER = ["indicator", "key"]
"""What tells rows apart in which several areas are put together."""

CARRIED = ("why", "breaks", "first")
"""What goes from the figures to what they come to as its maximum."""

LOOKED_UP = {what: f"t_{what}" for what in AS_THEY_COME}
"""What is known of a step, under the names that it has beside the periods from which it is looked up."""


def has_a_row(part: Part) -> Any:
    """Whether a step has something to be computed from: never where the latest figure always counts."""
    there = (nw.col(cell(f"slot_{slot}", "rows")) > 0 for slot in part.own_slots)
    return reduce(or_, there, nw.col("key") < 0)


def values_of(of: Iterable[str]) -> list[str]:
    """The columns with the numbers of some steps."""
    return [cell(one, "value") for one in of]


def greatest(columns: Sequence[Any]) -> Any:
    """The greatest of some columns in which nothing is missing."""
    return columns[0] if len(columns) == 1 else nw.max_horizontal(*columns)


def without_gaps(pairs: Any) -> Any:
    """Rows in which a period that was looked up in vain has an input that is missing."""
    return pairs.with_columns(
        nw.col("t_value").fill_null(0.0),
        nw.col("t_why").fill_null(ABSENT),
        nw.col("t_breaks").fill_null(0),
        nw.col("t_first").fill_null(NEVER),
    )
