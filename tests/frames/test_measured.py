"""Measured facts that follow from one observation are the same bits in every engine."""

from __future__ import annotations

import random
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import duckdb
import narwhals.stable.v2 as nw
import polars as pl
import pytest

from scorecard_core.frames.measured import COLUMNS
from scorecard_core.statistics import Confidence, byar, wilson
from scorecard_core.statistics.doubles import half_up
from scorecard_core.statistics.intervals import PLACES, byar_limits, critical, wilson_limits

ENGINES: dict[str, Callable[[pl.DataFrame], Any]] = {
    "polars": lambda frame: frame,
    "polars lazy": lambda frame: frame.lazy(),
    "pandas": lambda frame: frame.to_pandas(),
    "pyarrow": lambda frame: frame.to_arrow(),
    "duckdb": lambda frame: duckdb.connect().from_arrow(frame.to_arrow()),
}


@pytest.fixture(scope="module")
def counted() -> pl.DataFrame:
    """Ten thousand counts of ten and more, and what they are counted of, of every size."""
    chance = random.Random(20170331)
    counts = [float(chance.randint(10, 10 ** chance.randint(2, 7))) for _ in range(10_000)]
    totals = [count + float(chance.randint(0, 10 ** chance.randint(1, 7))) for count in counts]
    return pl.DataFrame({"count": counts, "total": totals})


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("level", Confidence)
def test_a_frame_gives_the_limits_that_python_gives(counted: pl.DataFrame, engine: str, level: Confidence) -> None:
    count, total, z = nw.col("count"), nw.col("total"), critical(level)
    limits = [
        *wilson_limits(count, total, z, 100.0, COLUMNS),
        *(limit / total * 1e3 for limit in byar_limits(count, z, COLUMNS)),
    ]
    rounded = [half_up(limit, PLACES, COLUMNS).alias(f"limit_{at}") for at, limit in enumerate(limits)]
    frame = nw.from_native(ENGINES[engine](counted)).select("count", "total", *rounded)
    rows = (frame.collect() if isinstance(frame, nw.LazyFrame) else frame).rows()
    for number, whole, *found in rows:
        expected = [
            *(wilson(Decimal(number), Decimal(whole), level, 100) or ()),
            *(byar(Decimal(number), Decimal(whole), level, 1000) or ()),
        ]
        assert [Decimal(repr(limit)) for limit in found] == expected
