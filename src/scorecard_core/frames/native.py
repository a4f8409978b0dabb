"""Frames of every kind behind one door: what came in, how small tables join it, and how the answer goes back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

import narwhals.stable.v2 as nw

from scorecard_core.errors import ScorecardError

__all__ = ["Host", "opened"]

_DTYPES: Mapping[type, Any] = {int: nw.Int32, float: nw.Float64, str: nw.String, bool: nw.Boolean}
_DDL = {int: "bigint", float: "double", str: "string"}


@dataclass(frozen=True)
class Host:
    """The library that computes.

    Attributes:
        frame: the observations.
        in_order: rows are in memory and may be sorted and shifted, which is quicker there than windows are.
        may_look: the rows are in memory, so distinct labels may be looked up.
        back: how the answer is handed back.
    """

    frame: Any
    in_order: bool
    may_look: bool
    back: str

    @property
    def in_sql(self) -> bool:
        """Whether expressions become SQL."""
        return bool(self.frame.implementation.is_duckdb() or self.frame.implementation.is_spark_like())

    def table(self, columns: Mapping[str, Sequence[Any]]) -> Any:
        """A small table beside the observations, in the same library and, for DuckDB, on the same connection."""
        implementation = self.frame.implementation
        if implementation.is_duckdb():
            return nw.from_native(_beside(self.frame.to_native(), columns))
        if implementation.is_spark_like():
            ddl = ", ".join(f"{name} {_DDL[type(values[0])]}" for name, values in columns.items())
            rows = list(zip(*columns.values(), strict=True))
            return nw.from_native(self.frame.to_native().sparkSession.createDataFrame(rows, ddl))
        table = nw.from_dict(dict(columns), backend=implementation)
        return table.lazy() if isinstance(self.frame, nw.LazyFrame) else table

    def table_of(self, columns: Mapping[str, Sequence[Any]], kinds: Mapping[str, type]) -> Any:
        """A table that may be empty or have missing values, for rows that were rated one by one."""
        dtypes = {name: _DTYPES[kind] for name, kind in kinds.items()}
        implementation = self.frame.implementation
        if implementation.is_duckdb() or implementation.is_spark_like():
            raise ScorecardError(
                "fallback-in-database",
                found="fallback='collect' on a database or cluster",
                expected="a frame in memory, or definitions that all have a frame form",
            )
        table = nw.from_dict(dict(columns), dtypes, backend=implementation)
        return table.lazy() if isinstance(self.frame, nw.LazyFrame) else table

    def returned(self, frame: Any) -> Any:
        """The answer as the caller's own kind of frame."""
        match self.back:
            case "polars":
                return frame.collect().to_native()
            case "pyarrow":
                return frame.collect(backend="pyarrow").to_native()
            case _:
                return frame.to_native()


def _beside(relation: Any, columns: Mapping[str, Sequence[Any]]) -> Any:
    """A table on the connection of a relation.

    DuckDB reads tables of other libraries by the name of the variable that holds them. Without such a library the table
    is written out as SQL, which DuckDB then reads again at every step.
    """
    backend: Any = next((name for name in ("pyarrow", "polars", "pandas") if find_spec(name)), None)
    if backend is None:
        lists = ", ".join(f"unnest({_literal(values)}) as {name}" for name, values in columns.items())
        return relation.query("observations", f"select {lists}")
    small_table = nw.from_dict(dict(columns), backend=backend).to_native()  # noqa: F841
    return relation.query("observations", "select * from small_table")


def _literal(values: Sequence[Any]) -> str:
    if isinstance(values[0], str):
        return "[" + ", ".join("'" + value.replace("'", "''") + "'" for value in values) + "]"
    kind = "double" if isinstance(values[0], float) else "bigint"
    return "[" + ", ".join(map(repr, values)) + f"]::{kind}[]"


def opened(observations: Any) -> Host:
    """Find out what kind of frame it is.

    Polars frames in memory are computed as lazy plans and collected at the end. PyArrow tables are computed by Polars
    or, where it is not installed, by DuckDB: PyArrow itself lacks windows.
    """
    frame = nw.from_native(observations)
    if isinstance(frame, nw.LazyFrame):
        return Host(frame, in_order=False, may_look=False, back="same")
    if frame.implementation.is_polars():
        return Host(frame.lazy(), in_order=False, may_look=True, back="polars")
    if frame.implementation.is_pyarrow():
        engine = "polars" if find_spec("polars") else "duckdb"
        return Host(frame.lazy(backend=engine), in_order=False, may_look=True, back="pyarrow")
    return Host(frame, in_order=True, may_look=True, back="same")
