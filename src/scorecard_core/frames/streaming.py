"""More rows than fit in memory: Parquet in, Parquet out, some indicators at a time.

An earlier figure and a comparator's figure are rows of the same measure, so the rows of one measure, or of those that
an indicator is computed from, are all that is ever needed at once. Polars or DuckDB read the file for each batch of
measures and skip what is not asked for; where that is not to be had, its rows are sorted out first.
"""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import narwhals.stable.v2 as nw

from scorecard_core.errors import InputError, ScorecardError
from scorecard_core.frames.many import rate_frame
from scorecard_core.frames.outputs import COLUMNS
from scorecard_core.frames.sorting_out import sorted_out
from scorecard_core.periods import Period
from scorecard_core.registry import Registry

__all__ = ["BATCH", "Streamed", "rate_parquet"]

BATCH = 2_000_000
"""Rows that are rated at once, unless a single measure has more."""


@dataclass(frozen=True)
class Streamed:
    """What came of it.

    Attributes:
        statuses: how many ratings have each status.
        unused: how many rows each measure has that no definition asks for.
    """

    statuses: Mapping[str, int]
    unused: Mapping[str, int]

    @property
    def ratings(self) -> int:
        """How many there are."""
        return sum(self.statuses.values())


def rate_parquet(
    figures: Path,
    ratings: Path,
    registry: Registry,
    *,
    as_at: date | None = None,
    period: Period | None = None,
    areas: Sequence[str] = (),
    columns: Sequence[str] = COLUMNS,
    batch: int = BATCH,
    progress: Callable[[int, int], None] | None = None,
) -> Streamed:
    """Rate the figures in a Parquet file of any size, and write the ratings to another.

    Args:
        figures: with the columns of :func:`scorecard_core.frames.rate_frame`.
        ratings: where they are written: whole, or not at all.
        period: the reporting period, into which figures are carried; each figure is rated in its own without it.
        areas: the ones that are written; every area but the comparators' without it.
        batch: how many rows to rate at once: memory grows with it.
        progress: told after each batch how many rows are done, and of how many.

    Raises:
        ScorecardError: ``frame-library-missing``, or as :func:`scorecard_core.frames.rate_frame`.
        InputError: ``parquet-unreadable``, ``column-missing``.
    """
    rows = _scanned(figures)
    counts = _counted(rows)
    used = frozenset[str]().union(*_groups(registry))
    known = {measure: count for measure, count in counts.items() if measure in used}
    unused = {measure: count for measure, count in counts.items() if measure not in used}
    own = (comparator for one in registry.values() for comparator in one.own_comparators.values())
    compared = {area for comparator in (*registry.comparators.values(), *own) for area in comparator.areas}
    statuses: Counter[str] = Counter()
    done, total = 0, sum(known.values())
    batches = list(_batches(registry, known, batch))
    parts = [measures for _, measures in batches]
    with sorted_out(figures, parts, ratings.parent) as files, _written_whole(ratings) as write:
        for (some, measures), file in zip(batches, files, strict=True):
            part = _scanned(file).filter(nw.col("measure").cast(nw.String).is_in(measures)).collect()
            rated = rate_frame(
                part.to_native(),
                some,
                as_at=as_at,
                per="reporting_period" if period else "observation",
                period=period,
                columns=list(dict.fromkeys((*columns, "area", "status"))),
                fallback="collect",
            )
            answers = nw.from_native(rated)
            of_area = nw.col("area").is_in(list(areas)) if areas else ~nw.col("area").is_in(list(compared))
            answers = answers.filter(of_area)
            for status, count in answers.group_by("status").agg(nw.len()).iter_rows():
                statuses[status] += count
            write(answers.select(*columns).to_arrow())
            done += sum(known[measure] for measure in measures)
            if progress:
                progress(done, total)
    return Streamed(statuses, unused)


def _scanned(figures: Path) -> Any:
    engine: Any = next((name for name in ("polars", "duckdb") if find_spec(name) and find_spec("pyarrow")), None)
    if engine is None:
        raise ScorecardError(
            "frame-library-missing",
            found="neither Polars nor DuckDB beside PyArrow",
            expected="one of the two, to read and write Parquet",
            hint="pip install polars pyarrow",
        )
    rows = nw.scan_parquet(str(figures), backend=engine)
    try:
        names = rows.collect_schema().names()
    except Exception as error:  # each library has its own
        raise InputError(
            "parquet-unreadable",
            where=str(figures),
            found="nothing that can be read as Parquet",
            expected="a Parquet file of figures",
        ) from error
    for name in ("measure", "area", "period", "value"):
        if name not in names:
            raise InputError("column-missing", found=f"no column '{name}'", expected="measure, area, period, value")
    return rows


def _counted(rows: Any) -> dict[str, int]:
    found = rows.select(nw.col("measure").cast(nw.String)).group_by("measure").agg(nw.len()).collect()
    return dict(sorted((measure, count) for measure, count in found.iter_rows() if measure is not None))


def _groups(registry: Registry) -> list[frozenset[str]]:
    """The measures of each indicator, and of its members; where two share one they are a group together."""
    groups: list[frozenset[str]] = []
    for indicator in registry.values():
        everyone = (indicator, *registry.leaves(indicator.id))
        sources = (source for one in everyone for target in one.target for source in target.looked_up)
        own = {leaf.measure for one in everyone for leaf in one.inputs}.union(*(source.measures for source in sources))
        own = own.union(*(group for group in groups if group & own))
        groups = [frozenset(own), *(group for group in groups if not group & own)]
    return sorted(groups, key=min)


def _batches(registry: Registry, counts: Mapping[str, int], most: int) -> Iterator[tuple[Registry, list[str]]]:
    """Definitions to rate together, with the measures that they need."""
    waiting: list[str] = []
    for group in _groups(registry):
        size = sum(counts.get(measure, 0) for measure in group)
        if waiting and sum(counts.get(measure, 0) for measure in waiting) + size > most:
            yield _part(registry, waiting), [measure for measure in waiting if measure in counts]
            waiting = []
        if size:
            waiting += sorted(group)
    if waiting:
        yield _part(registry, waiting), [measure for measure in waiting if measure in counts]


def _part(registry: Registry, measures: Sequence[str]) -> Registry:
    rated = {id: one for id, one in registry.items() if any(leaf.measure in measures for leaf in one.inputs)}
    return replace(registry, indicators=rated)


@contextmanager
def _written_whole(path: Path) -> Iterator[Callable[[Any], None]]:
    """Write tables to a Parquet file that is there only once all of them are: beside it first, then renamed."""
    import pyarrow.parquet as parquet

    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    os.close(handle)
    writer: Any = None

    def write(table: Any) -> None:
        nonlocal writer
        if writer is None:
            writer = parquet.ParquetWriter(name, table.schema)
        writer.write_table(table.cast(writer.schema))

    try:
        yield write
        if writer is not None:
            writer.close()
            Path(name).chmod(0o644)
            Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)
