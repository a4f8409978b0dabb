"""How many standard deviations a column lies from the mean of a group: a root of a quotient, rounded half up once.

With n members, their sum S and the sum Q of their squares, the distance is (n own - S) / sqrt(n Q - S^2). All of that
is worked out in limbs; a float comes within two of the last place of the root, and which of the places around it is
right is told from exact squares.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from operator import add, sub
from typing import Any

import narwhals.stable.v2 as nw

from scorecard_core.frames.measured import COLUMNS
from scorecard_core.frames.numbers import BASE, Exact, atom_limbs, limb_columns

__all__ = ["distance", "in_powers", "powers_of_members"]

_BASE = float(BASE)
_MOST_DIGITS = 9e14
_DEGREES = (1, 2)


def _powers(degree: int) -> dict[int, str]:
    """The names of the limbs of the members of a group, or of their squares, by their powers of the base."""
    limbs = range(-4 * degree, 4 * degree - degree + 1)
    return {power: f"p{degree}_{power - limbs.start}" for power in limbs}


def in_powers(rows: Any, column: str, counts: Any) -> Any:
    """Rows with the limbs of a column and of its square, to be added up: zeros where it does not count."""
    before = list(rows.collect_schema().names())
    rows = rows.with_columns(nw.when(counts).then(nw.col(column)).otherwise(nw.lit(0.0)).alias("cut"))
    for columns in limb_columns("cut"):
        rows = rows.with_columns(*columns)
    one = atom_limbs("cut")
    both = zip(_DEGREES, (one, one.multiplied(one)), strict=True)
    named = [of.limbs[power].alias(name) for degree, of in both for power, name in _powers(degree).items()]
    return rows.with_columns(*named).select(*before, *powers_of_members())


def powers_of_members() -> list[str]:
    """The columns that :func:`in_powers` adds."""
    return [name for degree in _DEGREES for name in _powers(degree).values()]


def distance(rows: Any, name: str, own: str, count: str, places: int, *, sample: bool, in_sql: bool) -> Any:
    """Rows with ``name``, and with ``spread`` above zero where the members differ: where they do not, it means nothing.

    Args:
        own: the column whose distance it is.
        count: the column with the number of members, at least one.
        places: to so many decimals.
        sample: whether the deviation divides by one less than the number of members.
    """
    before = list(rows.collect_schema().names())
    rows = rows.with_columns(nw.col(own).alias("d_own"), nw.col(count).alias("d_count"))
    for columns in limb_columns("d_own"):
        rows = rows.with_columns(*columns)
    n, sums = nw.col("d_count"), {degree: _named(_powers(degree)) for degree in _DEGREES}
    rows, added, below = _carried(rows, "d_sum", sums[1], in_sql=in_sql)
    rows, squares, _ = _carried(rows, "d_squares", sums[2], rounds=3, in_sql=in_sql)
    rows, spread, sign = _carried(
        rows, "d_spread", squares.scaled(n).combined(added.multiplied(added), sub), in_sql=in_sql
    )
    rows = rows.with_columns(nw.when(spread.approximate > 0.0).then(sign).otherwise(nw.lit(0.0)).alias("spread"))
    off = atom_limbs("d_own").scaled(n).combined(added.scaled(below), sub)
    rows, off, side = _carried(rows, "d_off", off, in_sql=in_sql)
    rows, top, _ = _carried(rows, "d_top", off.multiplied(off), in_sql=in_sql)
    bottom = spread
    if sample:
        top = top.scaled(n - 1.0)
        rows, bottom, _ = _carried(rows, "d_bottom", spread.scaled(n), in_sql=in_sql)
    rows = rows.with_columns(top.approximate.alias("d_over"), bottom.approximate.alias("d_under"))
    positive = nw.when(nw.col("d_under") > 0.0).then(nw.col("d_under")).otherwise(nw.lit(1.0))
    scale = 10.0**places
    rows = rows.with_columns((nw.col("d_over").sqrt() / positive.sqrt()).alias("d_about"))
    within = nw.col("d_about") * scale < _MOST_DIGITS
    guess = nw.when(within).then((nw.col("d_about") * scale + 0.5).floor()).otherwise(nw.lit(0.0))
    rows = rows.with_columns(nw.max_horizontal(guess - 2.0, nw.lit(0.0)).alias("d_least"))
    # The root is rounded to the number of odd numbers whose squares are not above four times what it is the root of.
    four = top.scaled(4.0 * 100.0 ** (places % 2))
    four = Exact({power + places // 2: limb for power, limb in four.limbs.items()})
    for step in range(4):
        odd = f"d_odd_{step}"
        rows = rows.with_columns((nw.col("d_least") * 2.0 + (2.0 * step + 1.0)).alias(odd))
        rows, limbs = _whole_limbs(rows, odd)
        rest = four.combined(limbs.multiplied(limbs).multiplied(bottom), sub)
        rows = rows.with_columns(rest.sign(in_sql=in_sql).alias(f"d_rest_{step}"))
    reached = (nw.when(nw.col(f"d_rest_{step}") >= 0.0).then(1.0).otherwise(0.0) for step in range(4))
    rows = rows.with_columns(_sum([nw.col("d_least"), *reached]).alias("d_size"))
    size = nw.when(within).then(COLUMNS.over(nw.col("d_size"), scale)).otherwise(nw.col("d_about"))
    rows = rows.with_columns((side * size).alias(name))
    return rows.select(*(one for one in before if one != name), name, "spread")


def _named(names: Mapping[int, str]) -> Exact:
    return Exact({power: nw.col(name) for power, name in names.items()})


def _sum(columns: Iterable[Any]) -> Any:
    first, *others = columns
    for one in others:
        first = add(first, one)
    return first


def _carried(rows: Any, name: str, number: Exact, *, rounds: int = 2, in_sql: bool) -> tuple[Any, Exact, Any]:
    """Rows with the size of a number in limbs of half the base on either side of zero, and its sign: minus one or one.

    Each round takes what is carried down by the base: limbs below 10^10, of a hundred thousand members, need two, and
    those below 10^14 three. Limbs near zero carry nothing, so that the first that is not zero tells how large the
    number is.
    """
    lowest, highest = min(number.limbs), max(number.limbs) + rounds
    names, nothing = {power: f"{name}_{power - lowest}" for power in range(lowest, highest + 1)}, nw.lit(0.0)
    rows = rows.with_columns(number.limbs.get(power, nothing).alias(one) for power, one in names.items())
    limbs = _named(names)
    sign = nw.when(limbs.sign(in_sql=in_sql) < 0.0).then(nw.lit(-1.0)).otherwise(nw.lit(1.0))
    rows = rows.with_columns(sign.alias(f"{name}_sign"))
    rows = rows.with_columns((nw.col(one) * nw.col(f"{name}_sign")).alias(one) for one in names.values())
    over = {power: (COLUMNS.over(limb, _BASE) + 0.5).floor() for power, limb in limbs.limbs.items() if power < highest}
    carried = {power: limb - over[power] * _BASE if power in over else limb for power, limb in limbs.limbs.items()}
    carried |= {power: limb + over[power - 1] for power, limb in carried.items() if power - 1 in over}
    for _ in range(rounds):
        rows = rows.with_columns(limb.alias(names[power]) for power, limb in carried.items())
    return rows, limbs, nw.col(f"{name}_sign")


def _whole_limbs(rows: Any, name: str) -> tuple[Any, Exact]:
    """Rows with the limbs of a column of whole numbers not below zero, of at most sixteen digits."""
    names = {power: f"{name}_{power}" for power in range(4)}
    above = [COLUMNS.over(nw.col(name), _BASE**power).floor() for power in range(5)]
    limbs = {power: above[power] - above[power + 1] * _BASE for power in names}
    return rows.with_columns(*(limb.alias(names[power]) for power, limb in limbs.items())), _named(names)
