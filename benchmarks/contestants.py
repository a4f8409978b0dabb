"""Who is measured, on which task, and how each is fed and read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from importlib.util import find_spec
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks import workload
from benchmarks.workload import Files, Keys

__all__ = ["CONTESTANTS", "Contestant", "Group", "Prepared", "Task"]

WHOLE_COLUMNS = ("measure", "area", "period", "status", "travel", "movement")
IN_MEMORY = 20_000_000
"""Rows up to which those that hold everything in memory are run."""


class Task(StrEnum):
    """What is asked for."""

    RATING = "rating"
    WHOLE = "whole"


class Group(StrEnum):
    """Whose code it is."""

    HAND = "by hand"
    ENGINE = "this engine"
    RULES = "rule engine"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A contestant with its input in its own form.

    Attributes:
        run: the work that is measured.
        answers: what came of it as a table of words: the statuses in the order of the input or, for the whole task,
            status, travel and movement with their keys, in any order.
    """

    run: Callable[[], Any]
    answers: Callable[[Any], pa.Table]


@dataclass(frozen=True, slots=True)
class Contestant:
    """One way to do one task.

    Attributes:
        backend: the library that does the work; the ratio to the same one by hand goes by it.
        needs: modules that have to be there.
        limit: rows up to which it is run.
    """

    name: str
    task: Task
    group: Group
    backend: str
    needs: tuple[str, ...]
    prepare: Callable[[Files], Prepared]
    limit: float = IN_MEMORY

    @property
    def key(self) -> str:
        """A name that no other contestant has."""
        return f"{self.task}: {self.name}"

    @property
    def absent(self) -> tuple[str, ...]:
        """The modules that it needs and that are not installed."""
        return tuple(module for module in self.needs if not _is_there(module))


def _is_there(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False


# ---- the input


def _periods_table(files: Files) -> pa.Table:
    labels = workload.period_labels(files.shape.periods)
    return pa.table({"period": pa.array(labels), "number": pa.array(range(1, len(labels) + 1), pa.int32())})


def _observations(files: Files) -> pa.Table:
    return pq.read_table(files.observations).unify_dictionaries()


def _rating(files: Files) -> pa.Table:
    return pq.read_table(files.rating).unify_dictionaries()


def _as_words(table: pa.Table, names: Mapping[str, str] | None = None) -> pa.Table:
    wanted = {name: (names or {}).get(name, name) for name in WHOLE_COLUMNS}
    columns = {name: table.column(column).cast(pa.string()) for name, column in wanted.items()}
    return pa.table(columns)


def _statuses(column: pa.Array | pa.ChunkedArray | list[str]) -> pa.Table:
    if isinstance(column, list):
        column = pa.array(column, pa.string())
    return pa.table({"status": column.cast(pa.string())})


# ---- by hand


def _polars_input(files: Files) -> tuple[Any, Any, Any]:
    import polars as pl

    observations = pl.from_arrow(_observations(files))
    return observations.lazy(), *_polars_parameters(files, observations.schema)


def _polars_parameters(files: Files, schema: Mapping[str, Any]) -> tuple[Any, Any]:
    import polars as pl

    definitions = pl.from_arrow(workload.definitions_table()).lazy()
    periods = pl.from_arrow(_periods_table(files)).lazy()
    return (
        definitions.with_columns(pl.col("measure").cast(schema["measure"])),
        periods.with_columns(pl.col("period").cast(schema["period"])),
    )


def _polars_rating(engine: str) -> Callable[[Files], Prepared]:
    def prepare(files: Files) -> Prepared:
        import polars as pl

        from benchmarks.peers import polars_lazy

        rows = pl.from_arrow(_rating(files)).lazy()
        return Prepared(
            lambda: polars_lazy.rating(rows).collect(engine=engine),
            lambda frame: _statuses(frame.to_arrow()["status"]),
        )

    return prepare


def _polars_whole(engine: str) -> Callable[[Files], Prepared]:
    def prepare(files: Files) -> Prepared:
        from benchmarks.peers import polars_lazy

        tables = _polars_input(files)
        return Prepared(
            lambda: polars_lazy.whole(*tables).collect(engine=engine),
            lambda frame: _as_words(frame.to_arrow()),
        )

    return prepare


def _polars_files(files: Files) -> Prepared:
    import polars as pl

    from benchmarks.peers import polars_lazy

    observations = pl.scan_parquet(files.observations)
    parameters = _polars_parameters(files, observations.collect_schema())
    to = files.folder / "polars.parquet"
    return Prepared(
        lambda: polars_lazy.whole(observations, *parameters).sink_parquet(to),
        lambda _: _as_words(pq.read_table(to)),
    )


def _numpy_columns(table: pa.Table, words: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for name in table.column_names:
        column = table.column(name).combine_chunks()
        if isinstance(column, pa.ChunkedArray):
            column = pa.concat_arrays(column.chunks)
        if not pa.types.is_dictionary(column.type):
            columns[name] = column.to_numpy(zero_copy_only=False)
        elif name in words:
            codes = np.array([words[name].index(word) for word in column.dictionary.to_pylist()], np.int32)
            columns[name] = codes[column.indices.to_numpy()]
    return columns


def _numpy_rating(files: Files) -> Prepared:
    from benchmarks.peers import numpy_arrays

    rows = _numpy_columns(_rating(files), {"kind": workload.KINDS})
    words = pa.array(numpy_arrays.STATUSES)
    return Prepared(
        lambda: numpy_arrays.rating(rows),
        lambda codes: _statuses(words.take(pa.array(codes))),
    )


def _numpy_whole(files: Files) -> Prepared:
    from benchmarks.peers import numpy_arrays

    table = _observations(replace(files, keys=Keys.CATEGORY))
    definitions = workload.definitions_table()
    words = {
        "measure": tuple(definitions["measure"].to_pylist()),
        "area": tuple(table["area"].chunk(0).dictionary.to_pylist()),
        "period": workload.period_labels(files.shape.periods),
        "status": numpy_arrays.STATUSES,
        "travel": numpy_arrays.TRAVELS,
        "movement": numpy_arrays.MOVEMENTS,
    }
    observations = _numpy_columns(table, words)
    parameters = _numpy_columns(definitions.drop_columns(["measure", "kind"]), {})
    parameters["kind"] = np.array([workload.KINDS.index(kind) for kind in definitions["kind"].to_pylist()])
    numbers = np.arange(1, len(words["period"]) + 1)
    england = words["area"].index(workload.ENGLAND)

    def answers(found: Mapping[str, Any]) -> pa.Table:
        return pa.table({name: pa.array(words[name]).take(pa.array(found[name])) for name in WHOLE_COLUMNS})

    return Prepared(lambda: numpy_arrays.whole(observations, parameters, numbers, england), answers)


def _pandas_rating(files: Files) -> Prepared:
    from benchmarks.peers import pandas_frames

    rows = _rating(files).to_pandas()
    return Prepared(
        lambda: pandas_frames.rating(rows),
        lambda column: _statuses(pa.Array.from_pandas(column)),
    )


def _pandas_whole(files: Files) -> Prepared:
    from benchmarks.peers import pandas_frames

    tables = [
        table.to_pandas() for table in (_observations(files), workload.definitions_table(), _periods_table(files))
    ]
    return Prepared(
        lambda: pandas_frames.whole(*tables),
        lambda frame: _as_words(pa.Table.from_pandas(frame, preserve_index=False)),
    )


def _duckdb(tables: Mapping[str, pa.Table]) -> Any:
    import duckdb

    connection = duckdb.connect()
    for name, table in tables.items():
        connection.register("given", table)
        connection.execute(f"create table {name} as select * from given")
        connection.unregister("given")
    return connection


def _duckdb_answers(connection: Any) -> pa.Table:
    return connection.table("answers").to_arrow_table()


def _duckdb_rating(files: Files) -> Prepared:
    from benchmarks.peers import duckdb_sql

    connection = _duckdb({"rating": _rating(files)})
    return Prepared(
        lambda: connection.execute(f"create or replace temp table answers as {duckdb_sql.RATING}"),
        lambda _: _statuses(_duckdb_answers(connection)["status"]),
    )


def _duckdb_tables(files: Files) -> dict[str, pa.Table]:
    return {"definitions": workload.definitions_table(), "periods": _periods_table(files)}


def _duckdb_whole(files: Files) -> Prepared:
    from benchmarks.peers import duckdb_sql

    connection = _duckdb({"observations": _observations(files), **_duckdb_tables(files)})
    return Prepared(
        lambda: connection.execute(f"create or replace temp table answers as {duckdb_sql.WHOLE}"),
        lambda _: _as_words(_duckdb_answers(connection)),
    )


def _duckdb_files(files: Files) -> Prepared:
    from benchmarks.peers import duckdb_sql

    connection = _duckdb(_duckdb_tables(files))
    connection.execute(f"create view observations as select * from read_parquet('{files.observations}')")
    to = files.folder / "duckdb.parquet"
    return Prepared(
        lambda: connection.execute(f"copy ({duckdb_sql.WHOLE}) to '{to}' (format parquet)"),
        lambda _: _as_words(pq.read_table(to)),
    )


# ---- general rule engines


def _rule_engine(module: str, function: str = "prepare") -> Callable[[Files], Prepared]:
    def prepare(files: Files) -> Prepared:
        from importlib import import_module

        rows = _rating(files).to_pylist()
        for row in rows:
            row["sign"] = float(row["sign"])
        run = getattr(import_module(f"benchmarks.peers.{module}"), function)(rows)
        return Prepared(run, _statuses)

    return prepare


# ---- this engine


def _scalar(function: str) -> Callable[[Files], Prepared]:
    def prepare(files: Files) -> Prepared:
        from benchmarks import engine

        return getattr(engine, function)(files)

    return prepare


def _frame(backend: str) -> Callable[[Files], Prepared]:
    def prepare(files: Files) -> Prepared:
        from benchmarks import engine

        return engine.frame(backend, files)

    return prepare


def _by_hand() -> Iterator[Contestant]:
    polars, numpy, pandas, duckdb = ("polars",), ("numpy",), ("pandas",), ("duckdb",)
    for task, in_polars, in_numpy, in_pandas, in_duckdb in (
        (Task.RATING, _polars_rating, _numpy_rating, _pandas_rating, _duckdb_rating),
        (Task.WHOLE, _polars_whole, _numpy_whole, _pandas_whole, _duckdb_whole),
    ):
        yield Contestant("Polars lazy, by hand", task, Group.HAND, "polars", polars, in_polars("in-memory"))
        yield Contestant("Polars streaming, by hand", task, Group.HAND, "polars", polars, in_polars("streaming"))
        yield Contestant("NumPy, by hand", task, Group.HAND, "numpy", numpy, in_numpy)
        yield Contestant("pandas, by hand", task, Group.HAND, "pandas", pandas, in_pandas)
        yield Contestant("DuckDB SQL, by hand", task, Group.HAND, "duckdb", duckdb, in_duckdb)
    for name, backend, prepare in (
        ("Polars, Parquet to Parquet, by hand", "polars", _polars_files),
        ("DuckDB SQL, Parquet to Parquet, by hand", "duckdb", _duckdb_files),
    ):
        files = f"{backend} files"
        yield Contestant(name, Task.WHOLE, Group.HAND, files, (backend,), prepare, limit=float("inf"))


def _rule_engines() -> Iterator[Contestant]:
    plain = _rule_engine("plain_python")
    yield Contestant("plain Python function", Task.RATING, Group.HAND, "python", (), plain, limit=1e6)
    for name, needed, module, function, limit in (
        ("zen-engine, compiled expression", "zen", "zen", "prepare", 1e5),
        ("zen-engine, decision graph in batch", "zen", "zen", "prepare_batch", 1e5),
        ("zen-engine, decision graph", "zen", "zen", "prepare_graph", 1e4),
        ("business-rules", "business_rules", "business", "prepare", 1e5),
        ("rule-engine", "rule_engine", "rule_text", "prepare", 1e5),
        ("JSONLogic (json-logic-qubit)", "json_logic", "jsonlogic", "prepare", 1e5),
        ("CEL (common-expression-language)", "cel", "cel_rust", "prepare", 1e5),
        ("CEL (cel-python)", "celpy", "cel_python", "prepare", 1e4),
    ):
        run = _rule_engine(module, function)
        yield Contestant(name, Task.RATING, Group.RULES, "python", (needed,), run, limit)


def _this_engine() -> Iterator[Contestant]:
    for name, task, function, limit in (
        ("scorecard_core, one rule compiled", Task.RATING, "decide", 1e5),
        ("scorecard_core, assess: all four stages", Task.WHOLE, "assess_each", 1e5),
        ("scorecard_core, rate: with facts and reason", Task.WHOLE, "rate_each", 1e4),
    ):
        yield Contestant(name, task, Group.ENGINE, "python", (), _scalar(function), limit)
    for name, backend, library in (
        ("Polars lazy", "polars", "polars"),
        ("pandas", "pandas", "pandas"),
        ("PyArrow", "pyarrow", "pyarrow"),
        ("DuckDB", "duckdb", "duckdb"),
        ("Polars, Parquet to Parquet", "polars files", "polars"),
        ("DuckDB, Parquet to Parquet", "duckdb files", "duckdb"),
    ):
        yield Contestant(
            f"scorecard_core, rate_frame on {name}",
            Task.WHOLE,
            Group.ENGINE,
            backend,
            (library, "narwhals", "scorecard_core.frames"),
            _frame(backend),
            float("inf") if "files" in backend else IN_MEMORY,
        )


CONTESTANTS = (*_by_hand(), *_rule_engines(), *_this_engine())
