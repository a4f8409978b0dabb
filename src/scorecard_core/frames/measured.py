"""The formulas of :mod:`scorecard_core.statistics`, read over the columns of a frame."""

from __future__ import annotations

from typing import Any

import narwhals.stable.v2 as nw

from scorecard_core.significance import Limit
from scorecard_core.statistics import Confidence, IntervalMethod, exact_count
from scorecard_core.statistics.doubles import Arithmetic, half_up
from scorecard_core.statistics.intervals import EXACT_BELOW, LARGEST, PLACES, byar_limits, critical, wilson_limits

__all__ = ["COLUMNS", "computed_limit", "given_limit"]

COLUMNS = Arithmetic(
    # Polars divides a column by a constant by multiplying with the reciprocal, which rounds twice. Divided by a column
    # that holds the constant in every row, it rounds once, as the others do.
    over=lambda value, constant: value / (value * 0.0 + constant),
    root=lambda value: value.sqrt(),
    whole=lambda value: value.floor(),
    choose=lambda condition, then, otherwise: nw.when(condition).then(then).otherwise(otherwise),
)
"""The arithmetic of columns: the same operations in the same order, so the same bits."""

_LARGEST_FIGURE = 1e15


def _readable(column: Any) -> Any:
    """Whether a column has a finite number within the domain; never missing itself."""
    return ((column.abs() < _LARGEST_FIGURE) & ~column.is_nan()).fill_null(False)


def given_limit(source: Limit) -> Any:
    """A limit of the interval that came with a figure; missing where it has none at that level."""
    lower, upper, level = nw.col("lower"), nw.col("upper"), nw.col("confidence")
    at_level = level.is_null() | (level == float(source.confidence)).fill_null(False)
    there = _readable(lower) & _readable(upper) & (lower <= upper).fill_null(False) & at_level
    return nw.when(there).then(nw.col(source.side)).otherwise(nw.lit(None, nw.Float64))


def computed_limit(source: Limit) -> Any:
    """A limit worked out from the numerator and the denominator; ``per`` holds what the unit counts per."""
    count, total, per = nw.col("numerator"), nw.col("denominator"), nw.col("per")
    counted = _readable(count) & (count >= 0.0).fill_null(False) & (per > 0.0)
    of_some = _readable(total) & (total > 0.0).fill_null(False)
    # What does not count is computed with numbers that do, since an engine may raise for the root of a negative one.
    if source.method is IntervalMethod.WILSON:
        there = counted & of_some & (count <= total).fill_null(False)
        counts, totals = (nw.when(there).then(column).otherwise(nw.lit(1.0)) for column in (count, total))
        limits = wilson_limits(counts, totals, critical(source.confidence), per, COLUMNS)
    else:
        alone = total.is_null() & (per == 1.0)
        whole = (count >= float(EXACT_BELOW)) | (count == count.floor())
        there = counted & (of_some | alone) & whole.fill_null(False)
        counts = nw.when(there).then(count).otherwise(nw.lit(float(EXACT_BELOW)))
        totals = nw.when(there & of_some).then(total).otherwise(nw.lit(1.0))
        limits = tuple(limit / totals * per for limit in _of_counts(counts, source.confidence))
    upper = limits[1]
    limit = limits[0] if source.side == "lower" else upper
    return nw.when(there & (upper < LARGEST)).then(half_up(limit, PLACES, COLUMNS)).otherwise(nw.lit(None, nw.Float64))


def _of_counts(counts: Any, confidence: Confidence) -> tuple[Any, Any]:
    """The limits of counts: Byar's from ten, and exact ones below."""
    many = nw.when(counts >= float(EXACT_BELOW)).then(counts).otherwise(nw.lit(float(EXACT_BELOW)))
    lower, upper = byar_limits(many, critical(confidence), COLUMNS)
    for count in range(EXACT_BELOW):
        exact = exact_count(count, confidence)
        lower = nw.when(counts == float(count)).then(nw.lit(float(exact.lower))).otherwise(lower)
        upper = nw.when(counts == float(count)).then(nw.lit(float(exact.upper))).otherwise(upper)
    return lower, upper
