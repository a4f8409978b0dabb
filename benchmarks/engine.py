"""This engine, as it is measured: one rule, one assessment, one rating at a time; and whole frames."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from benchmarks import workload
from benchmarks.contestants import WHOLE_COLUMNS, Prepared
from benchmarks.workload import ENGLAND, Files
from scorecard_core import Assessment, MissingReason, Observation, Observations, assess, parse_period, rate

__all__ = ["assess_each", "decide", "frame", "rate_each"]


def decide(files: Files) -> Prepared:
    """One compiled rule a row, with the facts already gathered."""
    indicators = list(workload.registry().values())
    by_kind: dict[tuple[str, int, float | None, float | None], Any] = {}
    for indicator, stated in zip(indicators, workload.parameters(), strict=True):
        edge = stated.target if stated.target is not None else stated.low
        limit = stated.amber_limit if stated.amber_limit is not None else stated.amber_low
        by_kind[stated.kind, stated.sign, _float(edge), _float(limit)] = indicator
    prepared = []
    for row in pq.read_table(files.rating).to_pylist():
        stated_limits = {"threshold": ("reference", "amber_limit"), "range": ("low", "amber_low")}.get(row["kind"])
        edges = [row[name] for name in stated_limits] if stated_limits else [None, None]
        indicator = by_kind[row["kind"], row["sign"], edges[0], edges[1]]
        target = indicator.target[0]
        facts = {
            "sign": Decimal(row["sign"]),
            "value": _exact(row["value"]),
            "reference": _exact(row["reference"]),
            **target.parameters,
        }
        colours = [str(target.colour(branch.answer)) for branch in target.rule.branches]
        prepared.append((target.rule.decide, facts, colours))
    return Prepared(
        lambda: [colours[decide(facts)] for decide, facts, colours in prepared],
        lambda statuses: pa.table({"status": pa.array(statuses, pa.string())}),
    )


def _float(number: Decimal | None) -> float | None:
    return None if number is None else float(number)


def _exact(number: float | None) -> Decimal | None:
    return None if number is None else Decimal(repr(number))


def _each(files: Files, one: Callable[..., Any]) -> Prepared:
    found = list(_observations(files))
    indicators = workload.registry()

    def run() -> list[Any]:
        observations = Observations(found)
        return [
            one(indicators[each.measure], observations, each.period, area=each.area)
            for each in found
            if each.area != ENGLAND
        ]

    return Prepared(run, _answers)


def assess_each(files: Files) -> Prepared:
    """Facts gathered and all four stages answered, row by row; indexing the observations is part of it."""
    return _each(files, assess)


def rate_each(files: Files) -> Prepared:
    """The same, with every fact and the sentence."""
    return _each(files, rate)


def _observations(files: Files) -> Iterator[Observation]:
    for row in pq.read_table(files.observations).to_pylist():
        reason = row["missing_reason"]
        yield Observation(
            measure=row["measure"],
            area=row["area"],
            period=parse_period(row["period"]),
            value=_exact(row["value"]),
            missing_reason=MissingReason(reason) if reason else None,
        )


def _answers(found: list[Any]) -> pa.Table:
    rows = [_words(each) for each in found]
    columns = zip(*rows, strict=True)
    return pa.table(dict(zip(WHOLE_COLUMNS, (pa.array(column, pa.string()) for column in columns), strict=True)))


def _words(each: Any) -> tuple[str, ...]:
    if isinstance(each, Assessment):
        answers = (each.indicator.id, each.evidence.area, each.period, each.status)
        return tuple(map(str, (*answers, each.travel.answer, each.movement.answer)))
    return tuple(map(str, (each.indicator, each.area, each.period, each.status, each.travel, each.movement)))


COLUMNS = ("indicator", "area", "period", "status", "travel", "movement")


def frame(backend: str, files: Files) -> Prepared:
    """All ratings of a frame at once, in the frame's own library."""
    from scorecard_core.frames import rate_frame

    def rated(observations: Any) -> Any:
        return rate_frame(observations, workload.registry(), per="observation", columns=COLUMNS)

    match backend:
        case "polars":
            import polars as pl

            lazy = pl.from_arrow(_table(files)).lazy()
            return Prepared(lambda: rated(lazy).collect(), lambda found: _frame_answers(found.to_arrow()))
        case "pandas":
            given = _table(files).to_pandas()
            return Prepared(
                lambda: rated(given),
                lambda found: _frame_answers(pa.Table.from_pandas(found, preserve_index=False)),
            )
        case "pyarrow":
            table = _table(files)
            return Prepared(lambda: rated(table), _frame_answers)
        case "duckdb":
            return _on_duckdb(rated, files)
        case "polars files":
            import polars as pl

            to = files.folder / "rated-polars.parquet"
            return Prepared(
                lambda: rated(pl.scan_parquet(files.observations)).sink_parquet(to),
                lambda _: _frame_answers(pq.read_table(to)),
            )
        case "duckdb files":
            return _on_duckdb_files(rated, files)
    raise ValueError(f"no backend '{backend}'")


def _table(files: Files) -> pa.Table:
    return pq.read_table(files.observations).unify_dictionaries()


def _on_duckdb(rated: Callable[[Any], Any], files: Files) -> Prepared:
    import duckdb

    connection = duckdb.connect()
    connection.register("given", _table(files))
    connection.execute("create table observations as select * from given")
    connection.unregister("given")

    def run() -> None:
        connection.execute("drop table if exists answers")
        rated(connection.table("observations")).create("answers")

    return Prepared(run, lambda _: _frame_answers(connection.table("answers").to_arrow_table()))


def _on_duckdb_files(rated: Callable[[Any], Any], files: Files) -> Prepared:
    import duckdb

    connection = duckdb.connect()
    to = files.folder / "rated-duckdb.parquet"

    def run() -> None:
        rated(connection.read_parquet(str(files.observations))).write_parquet(str(to))

    return Prepared(run, lambda _: _frame_answers(pq.read_table(to)))


def _frame_answers(table: pa.Table) -> pa.Table:
    """The answers without the comparator's own rows, which code by hand leaves out."""
    columns = [table.column(name).cast(pa.string()) for name in COLUMNS]
    named = pa.table(dict(zip(WHOLE_COLUMNS, columns, strict=True)))
    return named.filter(pc.not_equal(named["area"], ENGLAND))
