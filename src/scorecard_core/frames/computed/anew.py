"""Figures that add up over a year: which two of them cover like parts of it, and can be held against each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_
from typing import Any

import narwhals.stable.v2 as nw

from scorecard_core.frames.calendar import key_of
from scorecard_core.frames.computed.parts import Part
from scorecard_core.frames.native import Host
from scorecard_core.periods import Period, PeriodKind

__all__ = ["with_apart"]


def with_apart(host: Host, rows: Any, years: Sequence[Part], periods: Iterable[Period], other: str) -> Any:
    """Rows with ``apart``: 1 where their period and that of another key cover unlike parts of the year, else 0.

    Args:
        years: the steps that begin anew with each year.
        periods: every period that may occur.
        other: the column with the other key; what is none of the periods is apart from nothing.
    """
    before = list(rows.collect_schema().names())
    table = _table(years, periods)
    for key, end in (("key", "now"), (other, "then")):
        renamed = {name if name == "key" else f"{name}_{end}": values for name, values in table.items()}
        rows = host.beside(rows, host.table({key: renamed.pop("key"), **renamed}), [key])
    apart: list[Any] = []
    for at, part in enumerate(years):
        unlike = nw.col(f"place_{at}_now") != nw.col(f"place_{at}_then")
        if part["statistic"] == "mean":
            unlike = unlike & (nw.col(f"year_{at}_now") != nw.col(f"year_{at}_then"))
        apart.append(unlike.fill_null(False))
    parted = nw.when(reduce(or_, apart)).then(nw.lit(1)).otherwise(nw.lit(0))
    return rows.with_columns(parted.alias("apart")).select(*before, "apart")


def _table(years: Sequence[Part], periods: Iterable[Period]) -> dict[str, list[int]]:
    """Each period with the year that it is in, and how far into it."""
    known = list(periods)
    table = {"key": [key_of(period) for period in known]}
    for at, part in enumerate(years):
        of = [period.in_year(PeriodKind(part["year"])) for period in known]
        table[f"year_{at}"] = [year.start.toordinal() for year in of]
        table[f"place_{at}"] = [period.months_after(year.start) for period, year in zip(known, of, strict=True)]
    return table
