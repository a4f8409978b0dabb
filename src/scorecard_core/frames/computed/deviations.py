"""How many standard deviations a column lies from the mean of a group: a root of a quotient, rounded half up once.

With n members, their sum S and the sum Q of their squares, the distance is (n own - S) / sqrt(n Q - S^2). All of that
is worked out in limbs; a float comes within two of the last place of the root, and which of the places around it is
right is told from exact squares.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from operator import add, sub
from typing import Any

import narwhals.stable.v2 as nw

from scorecard_core.frames.computed.cells import CARRIED, TOGETHER
from scorecard_core.frames.computed.rows import ABSENT, WEIGHTS, cell
from scorecard_core.frames.measured import COLUMNS
from scorecard_core.frames.numbers import BASE, Exact, atom_limbs, limb_columns
from scorecard_core.terms import GreyReason

__all__ = ["distance", "members_together"]

_BASE = float(BASE)
_MOST_DIGITS = 9e14
_DEGREES = (1, 2)


def _powers(degree: int) -> dict[int, str]:
    """The names of the limbs of the members of a group, or of their squares, by their powers of the base."""
    limbs = range(-4 * degree, 4 * degree - degree + 1)
    return {power: f"p{degree}_{power - limbs.start}" for power in limbs}


_SUMS = [name for degree in _DEGREES for name in _powers(degree).values()]
_COUNT = "members"


def members_together(pairs: Any, name: str, fewest: int) -> Any:
    """A row for each group and period: what goes into a distance, and why there is none, as a step ``name`` has it.

    Args:
        pairs: the figures of the members, as they are looked up.
        fewest: how many of them must be there. What is withheld is there, and withholds the distance.
    """
    why = nw.col("t_why")
    there = (why == 0.0) | (why == float(WEIGHTS[GreyReason.SUPPRESSED]))
    pairs = _in_powers(pairs, "t_value", why == 0.0).with_columns(
        nw.when(there).then(1.0).otherwise(0.0).alias(_COUNT),
        *(nw.when(there).then(nw.col(f"t_{what}")).alias(f"there_{what}") for what in CARRIED),
    )
    added = (nw.col(one).sum() for one in (_COUNT, *_SUMS))
    greatest = (nw.col(f"{of}_{what}").max() for of in ("t", "there") for what in CARRIED)
    found = pairs.group_by(*TOGETHER).agg(*added, *greatest)
    every = {what: nw.col(f"t_{what}") for what in CARRIED}
    every["why"] = nw.max_horizontal(every["why"], nw.lit(ABSENT))
    enough = nw.col(_COUNT) >= float(fewest)
    carried = {what: nw.when(enough).then(nw.col(f"there_{what}")).otherwise(every[what]) for what in CARRIED}
    told = [column.alias(cell(name, what)) for what, column in {"value": nw.lit(0.0), **carried}.items()]
    return found.select(*TOGETHER, _COUNT, *_SUMS, *told)


def _in_powers(rows: Any, column: str, counts: Any) -> Any:
    """Rows with the limbs of a column and of its square, to be added up: zeros where it does not count."""
    before = list(rows.collect_schema().names())
    rows = rows.with_columns(nw.when(counts).then(nw.col(column)).otherwise(nw.lit(0.0)).alias("cut"))
    for columns in limb_columns("cut"):
        rows = rows.with_columns(*columns)
    one = atom_limbs("cut")
    both = zip(_DEGREES, (one, one.multiplied(one)), strict=True)
    named = [of.limbs[power].alias(name) for degree, of in both for power, name in _powers(degree).items()]
    return rows.with_columns(*named).select(*before, *_SUMS)


def distance(rows: Any, name: str, own: str, places: int, *, sample: bool, in_sql: bool) -> Any:
    """Rows with ``name``, and with ``spread`` above zero where the members differ: where they do not, it means nothing.

    Args:
        rows: with what :func:`members_together` found beside them; where it found nothing, it means nothing either.
        own: the column whose distance it is.
        places: to so many decimals.
        sample: whether the deviation divides by one less than the number of members.
    """
    before = [one for one in rows.collect_schema().names() if one not in (name, _COUNT, *_SUMS)]
    rows = rows.with_columns(nw.col(one).fill_null(0.0) for one in (_COUNT, *_SUMS))
    rows = rows.with_columns(nw.col(own).alias("d_own"))
    for columns in limb_columns("d_own"):
        rows = rows.with_columns(*columns)
    n, sums = nw.col(_COUNT), {degree: _named(_powers(degree)) for degree in _DEGREES}
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
    rows = rows.with_columns(reduce(add, reached, nw.col("d_least")).alias("d_size"))
    size = nw.when(within).then(COLUMNS.over(nw.col("d_size"), scale)).otherwise(nw.col("d_about"))
    rows = rows.with_columns((side * size).alias(name))
    return rows.select(*before, name, "spread")


def _named(names: Mapping[int, str]) -> Exact:
    return Exact({power: nw.col(name) for power, name in names.items()})


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
