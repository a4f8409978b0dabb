"""The row before: never by the order in which rows happen to be, always by an order that is stated."""

from __future__ import annotations

from typing import Any

import narwhals.stable.v2 as nw

__all__ = ["running_best"]

SERIES = "series"


def running_best(frame: Any, score: Any) -> Any:
    """Add ``best_score`` and ``best_key``: the best score so far and when it was last reached, up to the row before.

    The key of a row that reaches the best so far only grows, so its running maximum is the latest such row.
    """
    worst = -1e300
    frame = frame.with_columns(score.fill_null(worst).alias("score"))
    frame = frame.with_columns(nw.col("score").cum_max().over(SERIES, order_by="key").alias("running"))
    reached = (nw.col("score") == nw.col("running")) & (nw.col("score") > worst)
    frame = frame.with_columns(nw.when(reached).then(nw.col("key")).otherwise(nw.lit(0)).alias("reached"))
    frame = frame.with_columns(nw.col("reached").cum_max().over(SERIES, order_by="key").alias("running_key"))
    return frame.drop("score", "reached")
