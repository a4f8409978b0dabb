"""Frames of every kind behind one door: what came in, how small tables join it, and how the answer goes back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from importlib.util import find_spec
from typing import Any

import narwhals.stable.v2 as nw

from scorecard_core.errors import ScorecardError
from scorecard_core.frames.in_polars import coded, encoded, gathered, shifted

__all__ = ["KEYS", "Host", "opened"]

READ = (
    "measure", "area", "period", "value", "missing_reason", "unit", "flag", "published", "text", "date", "expires",
    "lower", "upper", "confidence", "numerator", "denominator", "forecast",
)  # fmt: skip
"""The columns that are looked at, where they are there."""

KEYS = ("measure", "area", "period")

_DTYPES: Mapping[type, Any] = {int: nw.Int32, float: nw.Float64, str: nw.String, bool: nw.Boolean}
_DDL = {int: "bigint", float: "double", str: "string"}


@dataclass(frozen=True)
class Host:
    """The library that computes.

    Attributes:
        frame: the observations.
        may_look: the rows are in memory, so distinct labels may be looked up.
        back: makes the answer, a narwhals frame, the caller's own kind of frame.
        encoded: the keys are held as categories and enumerations, whose words are the ones that occur.
    """

    frame: Any
    may_look: bool
    back: Callable[[Any], Any]
    encoded: bool = False

    @property
    def in_sql(self) -> bool:
        """Whether expressions become SQL."""
        return bool(self.frame.implementation.is_duckdb() or self.frame.implementation.is_spark_like())

    @cached_property
    def names(self) -> list[str]:
        """The columns that came."""
        return list(self.frame.collect_schema().names())

    @property
    def polars(self) -> Any:
        """The module, where Polars computes; there is more to it than narwhals has. None elsewhere."""
        return self.frame.implementation.to_native_namespace() if self.frame.implementation.is_polars() else None

    def with_encoded_keys(self, measures: Iterable[str]) -> Host:
        """The same where Polars has the rows in memory, with each key read once into numbers: several plans share it.

        Args:
            measures: those that are asked for; rows of others are not looked at.
        """
        if self.polars is None or not self.may_look:
            return self
        kinds = self.frame.collect_schema()
        if not all(isinstance(kinds.get(name), nw.String | nw.Categorical | nw.Enum) for name in KEYS):
            return self
        rows = encoded(self.polars, self.frame.to_native(), measures, self._categories)
        return replace(self, frame=nw.from_native(rows), encoded=True)

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
        # Where no label can be read, a table of periods has no row: its keys are whole numbers all the same.
        table = table.with_columns(nw.col(name).cast(nw.Int64) for name, values in columns.items() if not values)
        return table.lazy() if isinstance(self.frame, nw.LazyFrame) else table

    def coded(self, rows: Any, labels: Sequence[str]) -> Any:
        """Rows with ``area_number``: one number for each area, the same wherever it is met in the plan.

        Polars then holds areas and labels as categories, which are sorted as numbers are. SQL has the number alone:
        words that go through a window take longer than all the rest of it.
        """
        if self.polars is not None:
            return nw.from_native(coded(self.polars, rows.to_native(), labels, self._categories))
        rows = rows.join(self._areas, on="area", how="inner")
        return rows.drop("area") if self.in_sql else rows

    @cached_property
    def _areas(self) -> Any:
        # Grouped, since the unique rows of a database are found by a window over all of them.
        areas = self.frame.select(nw.col("area").cast(nw.String)).group_by("area").agg(nw.len().alias("rows"))
        return areas.select("area").with_row_index("area_number", order_by="area")

    def with_areas(self, rows: Any, number: Any) -> Any:
        """Rows with the names of their areas, where there are only their numbers so far.

        Args:
            number: the number of the area as an expression.
        """
        if "area" in rows.collect_schema().names():
            return rows
        rows = rows.with_columns(number.alias("area_number"))
        return rows.join(self._areas, on="area_number", how="inner").drop("area_number")

    def as_text(self, rows: Any, labels: Sequence[str], number: Any) -> Any:
        """Rows with areas and labels as they go back.

        Args:
            labels: those that ``label_number`` counts, where it stands for them.
            number: the number of the area as an expression.
        """
        if self.polars is not None:
            return rows.with_columns(nw.col(name).cast(nw.String) for name in ("area", "label"))
        if not self.in_sql:
            return rows
        if labels:
            table: dict[str, list[Any]] = {"label_number": list(range(len(labels))), "label": list(labels)}
            rows = rows.join(self.table(table), on="label_number", how="inner").drop("label_number")
        return self.with_areas(rows, number)

    def labels(self) -> tuple[str, ...] | None:
        """The labels that occur, where they may be looked at."""
        if not self.may_look:
            return None
        if self.encoded:
            return tuple(sorted(self.frame.collect_schema()["period"].categories))
        distinct = self.frame.select(nw.col("period").cast(nw.String)).unique()
        if isinstance(distinct, nw.LazyFrame):
            distinct = distinct.collect()
        return tuple(sorted(label for label in distinct["period"].to_list() if isinstance(label, str)))

    @cached_property
    def _categories(self) -> Any:
        return self.polars.Categorical(self.polars.Categories.random())

    def looked_up(
        self, rows: Any, table: Mapping[str, Sequence[Any]], on: Sequence[str], *, complete: bool = False
    ) -> Any:
        """Rows with the columns of a small table; those that it does not have are left out.

        Args:
            table: one row for each key.
            on: the columns of the key: words, or whole numbers from zero. Numbers are left as they are.
            complete: every key is in the table, or rows that are not in it are left out later.
        """
        keys = list(zip(*(table[name] for name in on), strict=True))
        if self.polars is None or len(set(keys)) < len(keys):
            if self.encoded:
                words = [name for name in on if isinstance(table[name][0], str)]
                rows = rows.with_columns(nw.col(name).cast(nw.String) for name in words)
            return rows.join(self.table(table), on=list(on), how="inner")
        found = gathered(self.polars, rows.to_native(), table, on)
        if not complete:
            found = found.filter(self.polars.col(next(name for name in table if name not in on)).is_not_null())
        return nw.from_native(found)

    def beside(self, rows: Any, other: Any, on: Sequence[str]) -> Any:
        """Rows in their order, with the columns of another frame that has one row a key; missing where it has none."""
        if self.polars is None:
            return rows.join(other, on=list(on), how="left")
        joined = rows.to_native().join(other.to_native(), on=list(on), how="left", maintain_order="left")
        return nw.from_native(joined)

    def kept(self, rows: Any) -> Any:
        """Rows that several steps start from: Polars works them out once for all of them, and now where it may look."""
        if self.polars is None:
            return rows
        native = rows.to_native()
        return nw.from_native(native.collect().lazy() if self.may_look else native.cache())

    def in_order(self, rows: Any) -> Any:
        """Rows sorted by series and period, where a sort and a shift are to be had; they cost less than a window."""
        return rows if self.in_sql else rows.sort("place")

    def lagged(self, rows: Any, columns: Sequence[tuple[str, str, int]]) -> Any:
        """Rows with what another row of the same series holds: (name, column, how many rows before).

        The rows are in order, where :meth:`in_order` sorts them; every column is of numbers.
        """
        if self.in_sql:
            return rows.with_columns(
                nw.col(column).shift(by).over("series", order_by="place").alias(name) for name, column, by in columns
            )
        if self.polars is not None:
            return nw.from_native(shifted(self.polars, rows.to_native(), columns))
        return rows.with_columns(
            nw.when((nw.col("series") == nw.col("series").shift(by)).fill_null(False))
            .then(nw.col(column).cast(nw.Float64).shift(by))
            .otherwise(nw.lit(None, nw.Float64))
            .alias(name)
            for name, column, by in columns
        )

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


def opened(observations: Any, also: Sequence[str] = ()) -> Host:
    """Find out what kind of frame it is, and which library computes.

    Frames in memory are computed by Polars or, where it is not installed, by DuckDB: PyArrow lacks windows, and pandas
    takes many times as long. Without either, pandas computes itself.
    """
    frame = nw.from_native(observations)
    if isinstance(frame, nw.LazyFrame):
        return Host(frame, may_look=False, back=lambda answer: answer.to_native())
    if frame.implementation.is_polars():
        return Host(frame.lazy(), may_look=True, back=lambda answer: answer.collect().to_native())
    engine: Any = next((name for name in ("polars", "duckdb") if find_spec(name) and find_spec("pyarrow")), None)
    if frame.implementation.is_pyarrow():
        return Host(frame.lazy(backend=engine), may_look=True, back=_as_arrow)
    if engine is None or not frame.implementation.is_pandas():
        return Host(frame, may_look=True, back=lambda answer: answer.to_native())
    needed = frame.select(*(name for name in frame.columns if name in READ or name in also))
    return Host(needed.lazy(backend=engine), may_look=True, back=partial(_as_pandas, like=frame))


def _as_arrow(answer: Any) -> Any:
    return answer.collect(backend="pyarrow").to_native()


def _as_pandas(answer: Any, like: Any) -> Any:
    """In pandas' classic columns, in its Arrow ones or in its nullable ones, as the values came."""
    pandas = like.implementation.to_native_namespace()
    table = _as_arrow(answer)
    kind = like.to_native()["value"].dtype if "value" in like.columns else None
    if isinstance(kind, pandas.ArrowDtype):
        return table.to_pandas(types_mapper=pandas.ArrowDtype)
    if not isinstance(kind, pandas.api.extensions.ExtensionDtype) or kind.na_value is not pandas.NA:
        return table.to_pandas()
    nullable = {
        **{name: pandas.StringDtype() for name in ("string", "large_string", "string_view")},
        "double": pandas.Float64Dtype(),
        "bool": pandas.BooleanDtype(),
        "int32": pandas.Int32Dtype(),
        "int64": pandas.Int64Dtype(),
    }
    return table.to_pandas(types_mapper=lambda kind: nullable.get(str(kind)))
