"""The stages up to the status, for rows that have their facts: in their own period, or in a later one.

It uses the plan, and knows nothing of where rows come from or what is made of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import Any

import narwhals.stable.v2 as nw

from scorecard_core.frames.calendar import LENGTHS
from scorecard_core.frames.door import Door
from scorecard_core.frames.numbers import limb_columns
from scorecard_core.frames.plan import Plan
from scorecard_core.frames.stages import Group

__all__ = ["names_of", "rated", "worked_out"]


def names_of(frame: Any) -> list[str]:
    """The columns of a frame."""
    return list(frame.collect_schema().names())


def worked_out(rows: Any, groups: Sequence[Group]) -> Any:
    """Limbs, and whatever else the conditions need worked out before."""
    done = set(names_of(rows))
    atoms = sorted({name for group in groups for name in group.reading.atoms if f"{name}_limb0" not in done})
    # What does not depend on each other goes in one step: a database reads the whole plan again for each.
    for steps in zip(*map(limb_columns, atoms), strict=True):
        rows = rows.with_columns(*(column for columns in steps for column in columns))
    for columns in zip_longest(*(group.reading.rounds for group in groups)):
        rows = rows.with_columns(*(column for column in columns if column is not None))
    return rows


def rated(plan: Plan, door: Door, rows: Any, available: Any, at: Any) -> Any:
    """The first stage, the branch of the target's list, and the status as a number.

    Args:
        at: the key of the period in which the rows are rated, as an expression.
    """
    end = at // LENGTHS
    as_at = nw.lit(plan.as_at.toordinal()) if plan.as_at else None
    columns: list[Any] = [nw.col("indicator")]
    if "grade_known" in names_of(rows) and "expires" in plan.names:
        expired = door.expired(end if as_at is None else as_at)
        columns.append(nw.when(expired).then(nw.lit(1)).otherwise(nw.lit(0)).alias("expired"))
    if plan.dues:
        due = nw.when(as_at >= end + plan.due_days).then(nw.lit(1)).otherwise(nw.lit(0))
        columns.append(due.alias("next_is_due"))
    if plan.waits:
        today = end if as_at is None else nw.when(as_at < end).then(as_at).otherwise(end)
        columns.append(today.cast(nw.Float64).alias("today"))
    rows = rows.with_columns(*columns)
    rows = rows.with_columns(available.alias("available"), plan.taken.alias("taken"))
    return rows.with_columns(plan.rank.alias("rank"))
