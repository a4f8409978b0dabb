"""The same definitions for many observations, on whatever dataframe the user has.

:func:`rate_frame` rates a frame; what comes in comes back, and what is lazy stays lazy. :func:`rate_parquet` rates a
file of any size. :func:`validate` is the explicit check of what a lazy plan may not look at. :func:`explain_row` gives
the reasoning behind one row, by the engine for one. This is the one room that imports narwhals, and no dataframe
library is imported here at all.
"""

from scorecard_core.frames.many import rate_frame
from scorecard_core.frames.one import explain_row, frame_of, observations_of, validate
from scorecard_core.frames.outputs import COLUMNS
from scorecard_core.frames.streaming import Streamed, rate_parquet

__all__ = [
    "COLUMNS",
    "Streamed",
    "explain_row",
    "frame_of",
    "observations_of",
    "rate_frame",
    "rate_parquet",
    "validate",
]
