"""Ratings as a plain table: what a terminal shows of any ratings, report or not."""

from __future__ import annotations

from collections.abc import Iterable
from textwrap import wrap

from scorecard_core.rating import Rating
from scorecard_core.terms import title_case

__all__ = ["ratings_table"]

_HEADER = ("Status", "Indicator", "Area", "Period", "Movement", "Direction of travel")
_WIDTH = 100


def ratings_table(ratings: Iterable[Rating]) -> str:
    """A line for each rating, with its reason below it; status always as a shape and a word."""
    rows = list(ratings)
    cells = [_cells(rating) for rating in rows]
    widths = [max(len(row[column]) for row in [_HEADER, *cells]) for column in range(len(_HEADER))]
    lines = [_line(_HEADER, widths), _line(tuple("-" * width for width in widths), widths)]
    for rating, row in zip(rows, cells, strict=True):
        lines.append(_line(row, widths))
        lines += wrap(rating.reason, _WIDTH, initial_indent="    ", subsequent_indent="    ")
    return "\n".join(lines) + "\n"


def _cells(rating: Rating) -> tuple[str, ...]:
    return (
        f"{rating.status.symbol} {rating.status.capitalize()}",
        rating.indicator,
        rating.area,
        str(rating.period),
        title_case(rating.movement),
        title_case(rating.travel),
    )


def _line(cells: tuple[str, ...], widths: list[int]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()
