"""Means over columns: an exact sum, divided by a whole number and rounded half up once.

Figures are cut into parts in the base 10^8, each a whole number held in a float. Parts may be added as long as the sums
stay below 2^53; from there a long division works down, part by part. The result is the float nearest to the decimal
that the engine for one has, which is that decimal while it has no more than fifteen digits.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import narwhals.stable.v2 as nw

from scorecard_core.frames.measured import COLUMNS
from scorecard_core.frames.numbers import BASE, atom_limbs, limb_columns
from scorecard_core.terms import JudgedFigure

if TYPE_CHECKING:
    from scorecard_core.frames.door import Door

__all__ = ["PARTS", "in_parts", "rounded_mean", "with_judged_unit"]

PARTS = 4
"""How many parts a figure has: two of decimals and two of whole numbers, the least first."""

_BASE = float(BASE) ** 2
_FLOAT = 2.0**53


def in_parts(rows: Any, column: str, names: Sequence[str]) -> Any:
    """Rows with the parts of a column, zeros where it has no value; the least first, signed as the figure is."""
    before = list(rows.collect_schema().names())
    rows = rows.with_columns(nw.col(column).fill_null(0.0).alias("cut"))
    for columns in limb_columns("cut"):
        rows = rows.with_columns(*columns)
    limbs = atom_limbs("cut").limbs
    low = min(limbs)
    parts = [limbs[low + 2 * at] + limbs[low + 2 * at + 1] * float(BASE) for at in range(PARTS)]
    rows = rows.with_columns(*(part.alias(name) for part, name in zip(parts, names, strict=True)))
    return rows.select(*before, *(name for name in names if name not in before))


def with_judged_unit(door: Door, rows: Any, places: int) -> Any:
    """Rows with ``judged_unit``: to how many units of the last place a measured fact is rounded to be judged."""
    units = [
        10.0 ** max(0, places - one.decimals) if one.judged is JudgedFigure.PUBLISHED else 1.0
        for one in door.indicators
    ]
    if set(units) == {1.0}:
        return rows.with_columns(nw.lit(1.0).alias("judged_unit"))
    table: dict[str, Sequence[Any]] = {"indicator": list(range(len(units))), "judged_unit": units}
    return door.host.looked_up(rows, table, ["indicator"], complete=True)


def rounded_mean(rows: Any, name: str, sums: Sequence[str], count: Any, places: int, *, in_sql: bool) -> Any:
    """Rows with ``name``: a sum over a count, rounded half up to so many places and then to ``judged_unit``.

    Args:
        sums: the columns with the sums of the parts, the least first; zeros where there is nothing.
        count: what to divide by, an expression of whole numbers above zero.
        places: at most 12.
    """
    before = [one for one in rows.collect_schema().names() if one != "judged_unit"]
    low, mid, high, top = (nw.col(one) for one in sums)
    # A higher part beyond this decides the sign whatever the lower ones are.
    sign = top
    for part in (high, mid, low):
        sign = _cut_off(sign, in_sql=in_sql) * _BASE + part
    rows = rows.with_columns(
        nw.when(sign < 0.0).then(nw.lit(-1.0)).otherwise(nw.lit(1.0)).alias("m_sign"),
        (nw.col(sums[0]) * 0.0 + count).alias("m_count"),
    )
    signed = (nw.col("m_sign") * nw.col(one) for one in sums)
    rows = rows.with_columns(*(part.alias(f"m_{at}") for at, part in enumerate(signed)))
    for at in range(PARTS - 1):
        carried = _whole(nw.col(f"m_{at}"), _BASE)
        rows = rows.with_columns(carried.alias("m_over"))
        rows = rows.with_columns(
            (nw.col(f"m_{at}") - nw.col("m_over") * _BASE).alias(f"m_{at}"),
            (nw.col(f"m_{at + 1}") + nw.col("m_over")).alias(f"m_{at + 1}"),
        )
    for at in range(PARTS - 1, -1, -1):
        rest = nw.col(f"m_{at}")
        if at < PARTS - 1:
            rest = rest + nw.col("m_rest") * _BASE
        rows = rows.with_columns(rest.alias("m_rest"))
        rows = rows.with_columns((nw.col("m_rest") / nw.col("m_count")).floor().alias(f"q_{at}"))
        rows = rows.with_columns((nw.col("m_rest") - nw.col(f"q_{at}") * nw.col("m_count")).alias("m_rest"))
    rows = rows.with_columns((nw.col("q_3") * _BASE + nw.col("q_2")).alias("m_whole"), _digits(places).alias("m_part"))
    unit = nw.col("judged_unit")
    judged = ((nw.col("m_part") + (unit / 2.0).floor()) / unit).floor() * unit
    rows = rows.with_columns(judged.alias("m_part"))
    scale, whole, part = 10.0**places, nw.col("m_whole"), nw.col("m_part")
    short = COLUMNS.over(whole * scale + part, scale)
    # Where the digits are too many for one whole number, the decimals are added to the whole part.
    size = nw.when(whole * scale + part < _FLOAT).then(short).otherwise(whole + COLUMNS.over(part, scale))
    rows = rows.with_columns((nw.col("m_sign") * size).alias(name))
    return rows.select(*before, *(one for one in (name,) if one not in before))


def _digits(places: int) -> Any:
    """The decimals as a whole number, rounded half up."""
    if places < 8:
        unit = 10.0 ** (8 - places)
        return _whole(nw.col("q_1") + unit / 2.0, unit)
    unit = 10.0 ** (16 - places)
    return nw.col("q_1") * 10.0 ** (places - 8) + _whole(nw.col("q_0") + unit / 2.0, unit)


def _whole(number: Any, constant: float) -> Any:
    return COLUMNS.over(number, constant).floor()


def _cut_off(number: Any, *, in_sql: bool) -> Any:
    most = 1e7
    if in_sql:
        return nw.min_horizontal(nw.max_horizontal(number, nw.lit(-most)), nw.lit(most))
    return number.clip(-most, most)
