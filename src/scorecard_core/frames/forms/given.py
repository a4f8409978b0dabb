"""Numbers that come beside a figure, in columns of their own: a forecast, an interval, what it was counted from."""

from __future__ import annotations

from typing import Any

import narwhals.stable.v2 as nw

__all__ = ["AS_JUDGED", "COUNTED", "NOT_GIVEN", "with_forecast"]

AS_JUDGED = ("forecast", "lower", "upper")
"""Those that are in the figure's unit, and judged as it is."""

COUNTED = ("confidence", "numerator", "denominator")
"""Those that are taken as they are written."""

NOT_GIVEN = -1
"""Instead of why there is no number: there is simply none."""


def with_forecast(rows: Any, judged_by_it: Any, *, no_data: int, duplicate: int) -> Any:
    """Rows whose value is the forecast where that is what is judged; ``figure`` stays the figure so far.

    Args:
        judged_by_it: whether it is, as an expression.
        no_data, duplicate: the numbers that stand for there being no figure, and for there being several.
    """
    value, why, none = nw.col("value"), nw.col("no_figure"), nw.col("forecast_why")
    reason = nw.when(why == 0).then(nw.lit(no_data)).otherwise(why)
    reason = nw.when((none == NOT_GIVEN) | (why == duplicate)).then(reason).otherwise(none)
    forecast = nw.when(why == duplicate).then(nw.lit(None, nw.Float64)).otherwise(nw.col("forecast"))
    return rows.with_columns(
        value.alias("figure"),
        why.alias("no_figure_so_far"),
        nw.when(judged_by_it).then(forecast).otherwise(value).alias("value"),
        nw.when(judged_by_it).then(reason).otherwise(why).alias("no_figure"),
    )
