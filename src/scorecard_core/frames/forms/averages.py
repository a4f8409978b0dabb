"""The average of an indicator's own last figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import narwhals.stable.v2 as nw

from scorecard_core.bases import Base, BaseKind
from scorecard_core.evidence import AVERAGE_PLACES
from scorecard_core.frames.calendar import NONE
from scorecard_core.frames.forms.means import PARTS, in_parts, rounded_mean, with_judged_unit

if TYPE_CHECKING:
    from scorecard_core.frames.facts import Finding

__all__ = ["add_average"]


def add_average(facts: Finding, name: str, base: Base) -> None:
    """Add the mean of the last figures, which must all be there: the difference of two running sums."""
    host, count = facts.door.host, base.count or 2
    before = list(facts.figures.collect_schema().names())
    parts = [f"part_{at}" for at in range(PARTS)]
    rows = in_parts(facts.figures, "value", parts)
    lag = nw.col("lag_key")
    follows = ((lag == nw.col("before")) | (nw.col("before") == -1)) & (lag != NONE)
    rows = rows.with_columns(
        nw.when(nw.col("value").is_null()).then(nw.lit(0.0)).otherwise(nw.lit(1.0)).alias("present"),
        nw.when(follows.fill_null(False)).then(nw.lit(1.0)).otherwise(nw.lit(0.0)).alias("linked"),
    )
    summed = [*parts, "present", "linked"]
    rows = rows.with_columns(nw.col(one).cum_sum().over("series", order_by="key").alias(one) for one in summed)
    lags = [(f"{one}_{when}", one, by) for one in summed[:-1] for when, by in (("last", 1), ("first", count + 1))]
    rows = host.lagged(rows, [*lags, ("linked_first", "linked", count)])
    rows = rows.with_columns(
        (nw.col(f"{one}_last").fill_null(0.0) - nw.col(f"{one}_first").fill_null(0.0)).alias(one) for one in summed[:-1]
    )
    rows = with_judged_unit(facts.door, rows, AVERAGE_PLACES)
    rows = rounded_mean(rows, name, parts, float(count), AVERAGE_PLACES, in_sql=host.in_sql)
    enough = (nw.col("present") == float(count)) & (nw.col("linked") - nw.col("linked_first") == float(count))
    value = nw.when(enough.fill_null(False)).then(nw.col(name)).otherwise(nw.lit(None, nw.Float64))
    key = facts.base_key(Base(kind=BaseKind.PREVIOUS))
    facts.figures = rows.with_columns(value.alias(name), key.alias(f"{name}_key")).select(*before, name, f"{name}_key")
