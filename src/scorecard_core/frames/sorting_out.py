"""A Parquet file whose rows stand in any order, sorted into files by measure, so that no row is read time and again.

Each batch of measures reads the file. Where it is sorted by measure, what others need is skipped unread; where it is
not, every batch would read all of it, and twice the rows would take four times as long.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

__all__ = ["sorted_out"]

_AT_ONCE = 1_000_000
"""Rows that are sorted at once."""

_MOST_FILES = 200
"""Files that are written at once: an operating system allows some hundreds."""

_FEW = 10
"""Up to so many times, reading all of the file for the few rows that are wanted takes less than sorting it out."""


@contextmanager
def sorted_out(figures: Path, parts: Sequence[Sequence[str]], beside: Path) -> Iterator[list[Path]]:
    """The file in which the rows of each part are, and those of few others: the one that was given, where that will do.

    Args:
        parts: the measures of each; none is in two of them.
        beside: the folder in which other files are kept for as long as they are needed.
    """
    if _times_read(figures, parts) <= _FEW:
        yield [figures] * len(parts)
        return
    with TemporaryDirectory(prefix=".figures-", dir=beside) as folder:
        count = min(len(parts), _MOST_FILES)
        paths = [Path(folder) / f"{number}.parquet" for number in range(count)]
        files = [at * count // len(parts) for at in range(len(parts))]
        _write(
            figures, {measure: file for file, measures in zip(files, parts, strict=True) for measure in measures}, paths
        )
        yield [paths[file] for file in files]


def _times_read(figures: Path, parts: Sequence[Sequence[str]]) -> float:
    """How often a row is read, on average: its row group is skipped where no measure of a part can be in it."""
    import pyarrow.parquet as parquet

    told = parquet.ParquetFile(figures).metadata
    at = next(at for at in range(told.num_columns) if told.schema.column(at).path == "measure")
    read = rows = 0
    for number in range(told.num_row_groups):
        group = told.row_group(number)
        rows += group.num_rows
        known = group.column(at).statistics
        if known is not None and known.has_min_max and isinstance(known.min, str):
            times = sum(any(known.min <= measure <= known.max for measure in part) for part in parts)
        else:
            times = len(parts)
        read += times * group.num_rows
    return read / rows if rows else 0.0


def _write(figures: Path, files: dict[str, int], paths: Sequence[Path]) -> None:
    """Every row whose measure is asked for, in the file of that measure."""
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as parquet

    schema = parquet.ParquetFile(figures).schema_arrow
    # As numbers, words are moved about in a fraction of the time.
    words = [field.name for field in schema if pa.types.is_string(field.type)]
    source = parquet.ParquetFile(figures, read_dictionary=words)
    measures, numbers = pa.array(files), pa.array(files.values(), pa.int32())
    with ExitStack() as stack:
        quickly: Any = {"compression": "none", "write_statistics": False, "use_dictionary": words}
        opened = (parquet.ParquetWriter(path, source.schema_arrow, **quickly) for path in paths)
        writers = [stack.enter_context(writer) for writer in opened]
        for batch in source.iter_batches(batch_size=_AT_ONCE):
            measure: Any = pc.dictionary_encode(batch.column("measure"))
            file = numbers.take(pc.index_in(measure.dictionary.cast(pa.string()), value_set=measures))
            file = file.take(measure.indices)
            table = pa.Table.from_batches([batch]).take(pc.sort_indices(file))
            start = 0
            for number, count in sorted(_counted(file).items()):
                writers[number].write_table(table.slice(start, count))
                start += count


def _counted(file: Any) -> dict[int, int]:
    """How many rows go into each file; those that go into none come last in the order, and are not counted."""
    import pyarrow.compute as pc

    return {one["values"]: one["counts"] for one in pc.value_counts(file.drop_null()).to_pylist()}
