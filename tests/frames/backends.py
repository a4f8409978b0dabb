"""One set of rows as every kind of frame, and every kind of answer as plain rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa

from tests.frames.cases import BESIDE, Row

SCHEMA = {
    "measure": pl.String, "area": pl.String, "period": pl.String, "value": pl.Float64, "missing_reason": pl.String,
    "unit": pl.String, "flag": pl.String, "published": pl.Date, "text": pl.String, "date": pl.Date,
    "expires": pl.Date,
    **dict.fromkeys(BESIDE, pl.Float64), "sex": pl.String,
}  # fmt: skip


def polars_frame(rows: Sequence[Row]) -> pl.DataFrame:
    """The rows with every column."""
    return pl.DataFrame([asdict(row) for row in rows], schema=SCHEMA)


def arrow_table(rows: Sequence[Row]) -> pa.Table:
    """The rows as PyArrow has them."""
    return polars_frame(rows).to_arrow()


def classic_pandas(rows: Sequence[Row]) -> pd.DataFrame:
    """Classic columns: a NaN is a blank there, and days are times."""
    frame = polars_frame(rows).to_pandas()
    return frame.assign(**{name: pd.to_datetime(frame[name]) for name in ("published", "date", "expires")})


def arrow_pandas(rows: Sequence[Row]) -> pd.DataFrame:
    """Arrow columns within pandas."""
    return polars_frame(rows).to_pandas(use_pyarrow_extension_array=True)


def duckdb_relation(rows: Sequence[Row]) -> duckdb.DuckDBPyRelation:
    """A relation on a connection of its own."""
    return duckdb.connect().from_arrow(arrow_table(rows))


FRAMES: Mapping[str, Callable[[Sequence[Row]], Any]] = {
    "polars": polars_frame,
    "polars lazy": lambda rows: polars_frame(rows).lazy(),
    "pandas": classic_pandas,
    "pandas with arrow": arrow_pandas,
    "pyarrow": arrow_table,
}


def plain_rows(frame: Any) -> Iterator[dict[str, Any]]:
    """The rows of any answer, with None for every kind of missing."""
    if isinstance(frame, pl.LazyFrame):
        frame = frame.collect()
    if isinstance(frame, pl.DataFrame):
        found = frame.to_dicts()
    elif isinstance(frame, pa.Table):
        found = frame.to_pylist()
    elif isinstance(frame, pd.DataFrame):
        found = [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]
    else:
        names = list(frame.columns)
        found = [dict(zip(names, row, strict=True)) for row in frame.fetchall()]
    for row in found:
        yield {
            name: None if value is None or value is pd.NA or value != value else value for name, value in row.items()
        }
