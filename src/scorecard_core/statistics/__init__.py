"""Measured facts: intervals, quantiles, trends and control charts, each by one published formula, rounded half up once.

There are two arithmetics, and no third; "Exactness" in the documentation argues for them. What follows from one
observation (``intervals``) is a stated sequence of 64-bit float operations, so that a frame does the very same. What
follows from many (``groups``, ``trends``, ``control_charts``) is worked out in whole fractions, so that no order of
adding up can matter.
"""

from scorecard_core.statistics.groups import (
    QUANTILE_METHODS,
    mean,
    median,
    quantile,
    quantile_number,
    rank,
    standardised,
)
from scorecard_core.statistics.intervals import (
    Confidence,
    Interval,
    IntervalMethod,
    byar,
    exact_count,
    wilson,
)
from scorecard_core.statistics.trends import Trend, trend_of_proportions, trend_of_values

__all__ = [
    "QUANTILE_METHODS",
    "Confidence",
    "Interval",
    "IntervalMethod",
    "Trend",
    "byar",
    "exact_count",
    "mean",
    "median",
    "quantile",
    "quantile_number",
    "rank",
    "standardised",
    "trend_of_proportions",
    "trend_of_values",
    "wilson",
]
