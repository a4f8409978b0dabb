"""Sums and quotients of columns, rounded half up once, and held to fifteen significant digits."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import narwhals.stable.v2 as nw

from scorecard_core.frames.forms.means import PARTS, rounded_mean
from scorecard_core.frames.measured import COLUMNS
from scorecard_core.frames.numbers import Exact, atom_limbs, folded_limbs, limb_columns, limb_names, scale_of, sign_of

__all__ = ["LARGEST", "added", "held", "mean_of_sums", "quotient", "sums_of"]

LARGEST = 1e15
"""From here on a number is not rated."""

_MOST_DECIMALS = 15
_MOST_DIGITS = 9e14
"""A rounded quotient with more digits than this has more than a float holds."""


def held(rows: Any, name: str) -> Any:
    """Rows with a column as the float nearest to what it is to fifteen significant digits."""
    rows = rows.with_columns(nw.col(name).abs().alias("h_size"), sign_of(nw.col(name)).alias("h_sign"))
    rows = rows.with_columns(scale_of(nw.col("h_size")).alias("h_scale"))
    digits = (nw.col("h_size") * nw.col("h_scale") + 0.5).floor()
    # Polars holds a column whose rows are all alike as one number, and would divide by it rounding twice.
    scale = nw.col("h_scale") + nw.col("h_size") * 0.0
    rows = rows.with_columns((nw.col("h_sign") * digits / scale).alias(name))
    return rows.drop("h_size", "h_sign", "h_scale")


def sums_of(name: str) -> list[str]:
    """The names of the parts of a column."""
    return [f"{name}_part_{at}" for at in range(PARTS)]


def mean_of_sums(rows: Any, name: str, count: Any, places: int | None, *, in_sql: bool) -> Any:
    """Rows with ``name``: the sums of its parts over a count; with no places to round to, the count is one."""
    rows = rows.with_columns(nw.lit(1.0).alias("judged_unit"))
    places = _MOST_DECIMALS if places is None else places
    return held(rounded_mean(rows, name, sums_of(name), count, places, in_sql=in_sql), name)


def added(rows: Any, name: str, columns: Sequence[str], signs: Sequence[float]) -> Any:
    """Rows with ``name``: columns without missing values added up, or taken away where their sign is minus one.

    They are added as whole numbers of one in the fifteenth digit of the largest: exactly, where none has finer ones.
    """
    sizes = [nw.col(column).abs() for column in columns]
    rows = rows.with_columns(nw.max_horizontal(*sizes).alias("a_size"))
    rows = rows.with_columns(scale_of(nw.col("a_size")).alias("a_scale"))
    terms = [
        (nw.col(column) * nw.col("a_scale") + 0.5).floor() * sign for column, sign in zip(columns, signs, strict=True)
    ]
    rows = rows.with_columns((sum(terms[1:], terms[0]) / (nw.col("a_scale") + nw.col("a_size") * 0.0)).alias(name))
    return rows.drop("a_size", "a_scale")


def quotient(
    rows: Any, name: str, top: str, bottom: str, factor: Decimal, places: int, *, less: str = "", in_sql: bool
) -> Any:
    """Rows with ``name``: a factor times a column, less another, over a third, rounded half up once.

    A float comes within one of the last place; whether it is that, one more or one less is told from exact products.

    Args:
        bottom: above zero; where it is not, what comes out means nothing.
        factor: above zero.
    """
    given = {"q_top": nw.col(top), "q_less": nw.col(less) if less else nw.lit(0.0), "q_bottom": nw.col(bottom)}
    rows = rows.with_columns(*(column.alias(one) for one, column in given.items()))
    rows = rows.with_columns(nw.when(nw.col("q_bottom") > 0.0).then(nw.col("q_bottom")).otherwise(nw.lit(1.0)))
    rows = rows.with_columns((nw.col("q_top") - nw.col("q_less")).alias("q_over"))
    rows = rows.with_columns(sign_of(nw.col("q_over")).alias("q_sign"))
    scale = 10.0**places
    rows = rows.with_columns((nw.col("q_over").abs() * float(factor) / nw.col("q_bottom")).alias("q_about"))
    within = nw.col("q_about") * scale < _MOST_DIGITS
    guess = (nw.col("q_about") * scale + 0.5).floor()
    rows = rows.with_columns(nw.when(within).then(guess).otherwise(nw.lit(0.0)).alias("q_guess"))
    atoms = ["q_top", *(["q_less"] if less else []), "q_bottom", "q_guess"]
    for steps in zip(*map(limb_columns, atoms), strict=True):
        rows = rows.with_columns(*(column for columns in steps for column in columns))
    above = atom_limbs("q_top")
    if less:
        above = above.combined(atom_limbs("q_less"), lambda one, two: one - two)
    doubled = {power: limb[0] for power, limb in folded_limbs([2 * factor.scaleb(places)]).items()}
    whole, below = atom_limbs("q_guess"), atom_limbs("q_bottom")
    guessed = Exact({power: limb for power, limb in whole.limbs.items() if power >= 0}).multiplied(below).scaled(2.0)
    rest = above.scaled(nw.col("q_sign")).multiplied(Exact(doubled)).combined(guessed, lambda one, two: one - two)
    rows = rows.with_columns(
        rest.combined(below, lambda one, two: one - two).sign(in_sql=in_sql).alias("q_more"),
        rest.combined(below, lambda one, two: one + two).sign(in_sql=in_sql).alias("q_fewer"),
    )
    right = nw.when(nw.col("q_more") >= 0.0).then(nw.col("q_guess") + 1.0).otherwise(nw.col("q_guess"))
    right = nw.when(nw.col("q_fewer") < 0.0).then(nw.col("q_guess") - 1.0).otherwise(right)
    rows = rows.with_columns(right.alias("q_guess"))
    found = nw.when(within).then(COLUMNS.over(nw.col("q_guess"), scale)).otherwise(nw.col("q_about"))
    rows = rows.with_columns((nw.col("q_sign") * found).alias(name))
    spent = ["q_over", "q_sign", "q_about", "q_more", "q_fewer", *given]
    return rows.drop(*spent, "q_guess", *(one for atom in atoms for one in limb_names(atom)))
