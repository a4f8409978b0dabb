"""The formulas of :mod:`scorecard_core.statistics`, read over the columns of a frame."""

from __future__ import annotations

import narwhals.stable.v2 as nw

from scorecard_core.statistics.doubles import Arithmetic

__all__ = ["COLUMNS"]

COLUMNS = Arithmetic(
    # Polars divides a column by a constant by multiplying with the reciprocal, which rounds twice. Divided by a column
    # that holds the constant in every row, it rounds once, as the others do.
    over=lambda value, constant: value / (value * 0.0 + constant),
    root=lambda value: value.sqrt(),
    whole=lambda value: value.floor(),
    choose=lambda condition, then, otherwise: nw.when(condition).then(then).otherwise(otherwise),
)
"""The arithmetic of columns: the same operations in the same order, so the same bits."""
