"""How many times in a row an indicator's own figures went one way: by where the last run began."""

from __future__ import annotations

from typing import TYPE_CHECKING

import narwhals.stable.v2 as nw

from scorecard_core.bases import Base, BaseKind
from scorecard_core.frames.calendar import NONE
from scorecard_core.references import Run

if TYPE_CHECKING:
    from scorecard_core.frames.facts import Finding

__all__ = ["add_run"]


def add_run(facts: Finding, name: str, _: Run) -> None:
    """Add the run that the figure before ended."""
    host = facts.door.host
    before = list(facts.figures.collect_schema().names())
    value, earlier, lag = nw.col("value"), nw.col("lag_value"), nw.col("lag_key")
    follows = (((lag == nw.col("before")) | (nw.col("before") == -1)) & (lag != NONE)).fill_null(False)
    up, down = ((follows & moved).fill_null(False) for moved in (value > earlier, value < earlier))
    step = nw.when(up).then(nw.lit(1.0)).otherwise(nw.when(down).then(nw.lit(-1.0)).otherwise(nw.lit(0.0)))
    rows = facts.figures.with_columns(step.alias("step"), nw.lit(1.0).alias("one"))
    rows = host.lagged(rows, [("step_before", "step", 1)])
    rows = rows.with_columns(nw.col("one").cum_sum().over("series", order_by="key").alias("place"))
    # A run begins where the step is not the one before it; places only grow, so the latest beginning is the greatest.
    turns = nw.col("step") != nw.col("step_before").fill_null(0.0)
    rows = rows.with_columns(nw.when(turns).then(nw.col("place")).otherwise(nw.lit(0.0)).alias("turn"))
    rows = rows.with_columns(nw.col("turn").cum_max().over("series", order_by="key").alias("began"))
    rows = rows.with_columns((nw.col("step") * (nw.col("place") - nw.col("began") + 1.0)).alias("run"))
    rows = host.lagged(rows, [("run_before", "run", 1)])
    run = nw.when(follows).then(nw.col("run_before").fill_null(0.0)).otherwise(nw.lit(0.0))
    key = facts.base_key(Base(kind=BaseKind.PREVIOUS))
    facts.figures = rows.with_columns(run.alias(name), key.alias(f"{name}_key")).select(*before, name, f"{name}_key")
