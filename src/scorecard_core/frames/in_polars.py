"""What Polars can do beyond what all libraries can: it is given the module, and imports none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

__all__ = ["coded", "encoded", "gathered", "shifted"]

_PLACE = "place_in_table"


def gathered(pl: Any, rows: Any, table: Mapping[str, Sequence[Any]], on: Sequence[str]) -> Any:
    """The columns of a small table, taken by place: a fraction of the time of a join, and rows keep their order.

    Missing where the table does not have the key.
    """
    kinds = rows.collect_schema()
    place: Any = None
    places = [0] * len(table[on[0]])
    size = 1
    for name in on:
        known: Mapping[Any, int]
        if isinstance(kinds[name], pl.Enum):
            # Keys of the table that do not occur have a place beyond all that do.
            known = {word: at for at, word in enumerate(dict.fromkeys((*kinds[name].categories, *table[name])))}
            code = pl.col(name).to_physical().cast(pl.Int64)
        elif isinstance(next(iter(table[name]), ""), str):
            known = {word: at for at, word in enumerate(dict.fromkeys(table[name]))}
            code = pl.col(name).cast(_enum_of(pl, known), strict=False).to_physical().cast(pl.Int64)
        else:
            known = {number: number for number in range(max(table[name]) + 1)}
            code = pl.col(name).cast(pl.Int64)
        places = [at * len(known) + known[key] for at, key in zip(places, table[name], strict=True)]
        place = code if place is None else place * len(known) + code
        size *= len(known)
    columns = {name: _dense(pl, values, places, size) for name, values in table.items() if name not in on}
    taken = {name: pl.lit(column).gather(pl.col(_PLACE)) for name, column in columns.items()}
    rows = rows.with_columns(place.alias(_PLACE)).with_columns(**taken)
    return rows.drop(_PLACE)


def _enum_of(pl: Any, words: Iterable[str]) -> Any:
    """The type that holds some words as numbers."""
    return pl.Enum(list(dict.fromkeys(words)))


def encoded(pl: Any, rows: Any, measures: Iterable[str], categories: Any) -> Any:
    """Rows in memory with the keys as numbers: areas as categories, measures as those known, periods as they occur."""
    rows = rows.with_columns(pl.col("measure", "area", "period").cast(pl.String)).collect()
    labels = sorted(rows["period"].drop_nulls().unique())
    return (
        rows.lazy()
        .with_columns(
            pl.col("measure").cast(_enum_of(pl, measures), strict=False),
            pl.col("area").cast(categories),
            pl.col("period").cast(_enum_of(pl, labels)),
        )
        .collect()
        .lazy()
    )


def coded(pl: Any, rows: Any, labels: Iterable[str], categories: Any) -> Any:
    """Rows with areas and labels as categories, and the number of the area; labels that are not known are missing."""
    kinds = rows.collect_schema()
    area, label = pl.col("area"), pl.col("label")
    if not isinstance(kinds["area"], pl.Categorical):
        area = area.cast(categories)
    if not isinstance(kinds["label"], pl.Enum):
        label = label.cast(_enum_of(pl, labels), strict=False)
    return rows.with_columns(area, label, area.to_physical().cast(pl.Int64).alias("area_number"))


def _dense(pl: Any, values: Sequence[Any], places: Sequence[int], size: int) -> Any:
    column: list[Any] = [None] * size
    for at, value in zip(places, values, strict=True):
        column[at] = value
    # Where no label can be read there is no row either, and nothing that says what the column holds.
    return pl.Series(column) if values else pl.Series(column, dtype=pl.Int64)


def shifted(pl: Any, rows: Any, columns: Sequence[tuple[str, str, int]]) -> Any:
    """Rows that are in order, with what another row of the same series holds."""
    series = pl.col("series")
    return rows.with_columns(
        pl.when(series == series.shift(by)).then(pl.col(column).shift(by)).alias(name) for name, column, by in columns
    )
