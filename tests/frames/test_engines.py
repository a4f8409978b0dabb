"""Frames in memory are computed by another library where one is installed; by each of them the answers are the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given

from scorecard_core import Indicator, Registry
from scorecard_core.frames import native, rate_frame
from tests.frames.backends import FRAMES, arrow_table, plain_rows, polars_frame
from tests.frames.cases import Case, Row, cases
from tests.frames.test_law import differences, examples

KEYS = ("measure", "area", "period", "missing_reason", "unit", "flag", "text")
ROWS = (
    Row("a.b", "W", "Q3 2016/17", 66.0, flag="provisional", unit="percent"),
    Row("a.b", "W", "Q4 2016/17", None, "suppressed"),
    Row("a.b", "England", "Q4 2016/17", 60.0),
    Row("a.x", "W", "Q4 2016/17", 1.0),
    Row("a.b", "W", "no such period", 1.0),
)
STATED = {"id": "a.b", "title": "A case", "polarity": "low_is_good", "unit": "percent", "frequency": "quarter"}
REGISTRY = Registry.of(
    Indicator.model_validate({**STATED, "target": {"type": "threshold", "value": 60, "tolerance": {"percent": 10}}})
)
EXPECTED = {("W", "Q3 2016/17", "amber"), ("W", "Q4 2016/17", "grey"), ("England", "Q4 2016/17", "green")}


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Hide libraries, as if they were not installed."""

    def hide(*names: str) -> None:
        monkeypatch.setattr(native, "find_spec", lambda name: None if name in names else find_spec(name))

    return hide


@pytest.mark.parametrize(
    ("backend", "hidden", "count"),
    [
        ("pandas", ("polars",), 1),
        ("pandas", ("polars", "duckdb"), 3),
        ("pandas with arrow", ("polars", "duckdb"), 2),
        ("pyarrow", ("polars",), 1),
    ],
)
def test_whichever_library_computes_says_what_the_engine_for_one_says(
    backend: str, hidden: Sequence[str], count: int, without: Callable[..., None]
) -> None:
    without(*hidden)

    @examples(count)
    @given(case=cases(most=2))
    def law(case: Case) -> None:
        frame = rate_frame(FRAMES[backend](case.rows), case.registry, as_at=case.as_at)
        assert differences(case, frame, nan_is_blank=backend == "pandas") == []

    law()


def _nullable(rows: Sequence[Row]) -> pd.DataFrame:
    frame = polars_frame(rows).to_pandas()
    return frame.convert_dtypes(dtype_backend="numpy_nullable").astype({"value": "Float64"})


@pytest.mark.parametrize("hidden", [(), ("polars",)])
@pytest.mark.parametrize("make", [FRAMES["pandas"], FRAMES["pandas with arrow"], _nullable])
def test_pandas_gets_back_the_kind_of_columns_that_it_gave(
    make: Callable[..., Any], hidden: Sequence[str], without: Callable[..., None]
) -> None:
    without(*hidden)
    given = make(ROWS)
    rated = rate_frame(given, REGISTRY, columns=["area", "period", "status", "value"])
    assert isinstance(rated, pd.DataFrame)
    assert rated["value"].dtype == given["value"].dtype
    assert type(rated["status"].dtype) is type(given["measure"].dtype)
    assert {(row["area"], row["period"], row["status"]) for row in plain_rows(rated)} == EXPECTED


def test_a_column_of_pandas_that_is_none_of_ours_may_hold_anything() -> None:
    given = FRAMES["pandas"](ROWS).assign(notes=[object(), 1, None, {}, []])
    rated = rate_frame(given, REGISTRY, columns=["area", "period", "status"])
    assert {tuple(row.values()) for row in plain_rows(rated)} == EXPECTED


def _dictionaries(rows: Sequence[Row]) -> pa.Table:
    table = arrow_table(rows)
    for name in KEYS:
        at = table.column_names.index(name)
        table = table.set_column(at, name, table[name].cast(pa.string()).dictionary_encode())
    return table


def _enumerated(rows: Sequence[Row]) -> pl.DataFrame:
    frame = polars_frame(rows)
    return frame.with_columns(pl.col(name).cast(pl.Enum(frame[name].drop_nulls().unique().sort())) for name in KEYS)


def _in_duckdb(rows: Sequence[Row]) -> Any:
    table, connection = arrow_table(rows), duckdb.connect()
    connection.register("given", table)
    for name in KEYS:
        words = sorted({word for word in table[name].to_pylist() if word is not None}) or ["none"]
        listed = ", ".join(f"'{word}'" for word in words)
        connection.execute(f"create type {name}_words as enum ({listed})")
    casts = ", ".join(f"{name}::{name}_words as {name}" for name in KEYS)
    connection.execute(f"create table figures as select * replace ({casts}) from given")
    return connection.table("figures")


CATEGORIES: Mapping[str, Callable[[Sequence[Row]], Any]] = {
    "polars categorical": lambda rows: polars_frame(rows).with_columns(pl.col(*KEYS).cast(pl.Categorical)),
    "polars enum": _enumerated,
    "polars lazy categorical": lambda rows: polars_frame(rows).lazy().with_columns(pl.col(*KEYS).cast(pl.Categorical)),
    "pandas": lambda rows: FRAMES["pandas"](rows).astype(dict.fromkeys(KEYS, "category")),
    "pyarrow": _dictionaries,
    "duckdb enum": _in_duckdb,
}


@pytest.mark.parametrize("hidden", [(), ("polars",), ("polars", "duckdb")])
@pytest.mark.parametrize("kind", CATEGORIES)
def test_keys_may_be_categories(kind: str, hidden: Sequence[str], without: Callable[..., None]) -> None:
    if kind == "pyarrow" and "duckdb" in hidden:
        hidden = ()
    without(*hidden)
    rated = rate_frame(CATEGORIES[kind](ROWS), REGISTRY, columns=["area", "period", "status"])
    assert {tuple(row.values()) for row in plain_rows(rated)} == EXPECTED
