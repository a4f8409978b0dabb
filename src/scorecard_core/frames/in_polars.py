"""What Polars can do beyond what all libraries can: it is given the module, and imports none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

__all__ = ["gathered", "numbered", "shifted"]

_PLACE = "place_in_table"


def gathered(pl: Any, rows: Any, table: Mapping[str, Sequence[Any]], on: Sequence[str]) -> Any:
    """The columns of a small table, taken by place: a fraction of the time of a join, and rows keep their order.

    Rows whose key the table does not have are left out.
    """
    place: Any = None
    places = [0] * len(table[on[0]])
    size = 1
    for name in on:
        known: Mapping[Any, int]
        if isinstance(table[name][0], str):
            known = {word: at for at, word in enumerate(dict.fromkeys(table[name]))}
            code = pl.col(name).cast(pl.Enum(list(known)), strict=False).to_physical().cast(pl.Int64)
        else:
            known = {number: number for number in range(max(table[name]) + 1)}
            code = pl.col(name).cast(pl.Int64)
        places = [at * len(known) + known[key] for at, key in zip(places, table[name], strict=True)]
        place = code if place is None else place * len(known) + code
        size *= len(known)
    columns = {name: _dense(pl, values, places, size) for name, values in table.items() if name not in on}
    taken = {name: pl.lit(column).gather(pl.col(_PLACE)) for name, column in columns.items()}
    rows = rows.with_columns(place.alias(_PLACE)).with_columns(**taken)
    if len(places) < size or any(isinstance(table[name][0], str) for name in on):
        rows = rows.filter(pl.col(next(iter(taken), _PLACE)).is_not_null())
    return rows.drop(_PLACE)


def _dense(pl: Any, values: Sequence[Any], places: Sequence[int], size: int) -> Any:
    column: list[Any] = [None] * size
    for at, value in zip(places, values, strict=True):
        column[at] = value
    return pl.Series(column)


def numbered(pl: Any, rows: Any, column: str, name: str) -> Any:
    """Rows with a number for each word of a column; any number will do, as long as it is the same for the same word."""
    codes = pl.Categorical(pl.Categories.random())
    return rows.with_columns(pl.col(column).cast(codes).to_physical().cast(pl.Int64).alias(name))


def shifted(pl: Any, rows: Any, columns: Sequence[tuple[str, str, int]]) -> Any:
    """Rows that are in order, with what another row of the same series holds."""
    series = pl.col("series")
    return rows.with_columns(
        pl.when(series == series.shift(by)).then(pl.col(column).shift(by)).alias(name) for name, column, by in columns
    )
