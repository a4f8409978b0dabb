"""The lines of control charts over columns: exact sums, one long division each, rounded half up once.

Figures are cut into pieces in the base 10^5, each a whole number held in a float: three of decimals and three of whole
numbers, the least first. With ``n`` figures that add up to S, and ``m`` ranges that add up to R, the centre line is S/n
and a limit (50 m S ± 133 n R) / (50 m n), since 2.66 is 133/50. Everything stays below 2^53 for charts of up to ten
thousand points. The result is the float nearest to the decimal that the engine for one has, which is that decimal while
it has no more than fifteen digits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import chain
from typing import Any

import narwhals.stable.v2 as nw

from scorecard_core.frames.measured import COLUMNS
from scorecard_core.frames.numbers import limb_columns, scale_of

__all__ = ["LINES", "PIECES", "approximate", "in_pieces", "sign_of_pieces", "with_lines"]

PIECES = 6
"""How many pieces a figure has."""

_BASE = 1e5
_DECIMALS = 1e15
_WHOLE = 3
"""Which piece counts ones: those below it are decimals, of which there are fifteen."""

LINES: Mapping[str, tuple[float, float]] = {
    "centre_line": (1.0, 0.0),
    "lower_limit": (50.0, -133.0),
    "upper_limit": (50.0, 133.0),
    "close_lower": (75.0, -133.0),
    "close_upper": (75.0, 133.0),
}
"""Each line as (a m S + b n R) / (a m n); what is close to a limit begins two thirds of the way to it, and two thirds
of 2.66 is 133/75."""


def in_pieces(rows: Any, column: str, names: Sequence[str], finer: str) -> Any:
    """Rows with the pieces of a column, missing where it has no value, signed as the figure is.

    Args:
        finer: the column for how many decimals beyond twelve it has, at most three.
    """
    before = list(rows.collect_schema().names())
    for columns in limb_columns(column)[:-1]:
        rows = rows.with_columns(*columns)
    rest, sign = nw.col(f"{column}_rest"), nw.col(f"{column}_sign")
    pieces = [*_cut(rest), *_cut(nw.col(f"{column}_whole"))]
    signed = [(sign * piece).alias(name) for name, piece in zip(names, pieces, strict=True)]
    decimals: Any = nw.lit(0.0)
    for beyond, unit in ((1.0, 1e3), (2.0, 1e2), (3.0, 1e1)):
        decimals = nw.when(rest - _whole(rest, unit) * unit > 0.0).then(nw.lit(beyond)).otherwise(decimals)
    return rows.select(*before, *signed, decimals.alias(finer))


def _cut(number: Any) -> list[Any]:
    """A whole number of fifteen digits in three pieces."""
    above, top = _whole(number, _BASE), _whole(number, _BASE**2)
    return [number - above * _BASE, above - top * _BASE, top]


def _whole(number: Any, constant: float) -> Any:
    return COLUMNS.over(number, constant).floor()


def approximate(names: Sequence[str]) -> Any:
    """A number in pieces as one float, rounded."""
    total: Any = nw.col(names[-1])
    for name in reversed(names[:-1]):
        total = total * _BASE + nw.col(name)
    return total * _BASE**-_WHOLE


def _kept_from_growing(number: Any, *, in_sql: bool) -> Any:
    """A number cut off where no lower piece can change its sign, so that it stays one that a float holds exactly."""
    most = 4e10
    if in_sql:
        return nw.min_horizontal(nw.max_horizontal(number, nw.lit(-most)), nw.lit(most))
    return number.clip(-most, most)


def sign_of_pieces(pieces: Sequence[Any], *, in_sql: bool) -> Any:
    """An expression with the sign of a number in pieces, the least first."""
    *lower, total = pieces
    for piece in reversed(lower):
        total = _kept_from_growing(total, in_sql=in_sql) * _BASE + piece
    return total


def with_lines(rows: Any, sums: Sequence[str], ranges: Sequence[str], finer: str) -> Any:
    """Rows with a column for each of :data:`LINES`.

    It is a long division of whole numbers that may be below zero: each quotient is the greatest that is not above, so
    that what is left never is below zero.

    Args:
        sums, ranges: the pieces of the sums of the figures and of their ranges; ``n`` and ``m`` are how many, above
            zero.
        finer: to how many decimals beyond twelve the lines are rounded.
    """
    before = list(rows.collect_schema().names())

    def of_each(suffix: str, make: Callable[[str], Any]) -> list[Any]:
        return [make(line).alias(f"{line}{suffix}") for line in LINES]

    above = (of_each(f"_{at}", partial(_above, sums=sums[at], ranges=ranges[at])) for at in range(PIECES))
    rows = rows.with_columns(*chain.from_iterable(above), *of_each("_under", _under))
    for at in range(PIECES - 2, -1, -2):
        rows = rows.with_columns(*of_each(f"_rest_{at}", partial(_rest_of_two, at=at)))
    rows = rows.with_columns(*of_each("_whole", _whole_part), *of_each("_part", _decimal_part))
    rows = rows.with_columns(*of_each("_whole", _carried), *of_each("_part", _without_carry))
    rows = rows.with_columns(*of_each("_size", _size), *of_each("_part", _decimals_of_size))
    rows = rows.with_columns(
        *of_each("_part", lambda line: _rounded(line, finer)),
        *of_each("_room", lambda line: scale_of(nw.col(f"{line}_size"))),
        _power(finer).alias("lines_scale"),
    )
    return rows.with_columns(*of_each("", _nearest)).select(*before, *LINES)


def _above(line: str, sums: str, ranges: str) -> Any:
    first, second = LINES[line]
    if not second:
        return nw.col(sums)
    return first * nw.col("m") * nw.col(sums) + second * nw.col("n") * nw.col(ranges)


def _under(line: str) -> Any:
    first, second = LINES[line]
    return first * nw.col("m") * nw.col("n") if second else nw.col("n") * 1.0


def _dividend(line: str, at: int, rest: Any) -> Any:
    piece = nw.col(f"{line}_{at}")
    return piece if rest is None else rest * _BASE + piece


def _rest(line: str, at: int, rest: Any) -> Any:
    """What a piece leaves over, with what the ones above it did."""
    dividend, under = _dividend(line, at, rest), nw.col(f"{line}_under")
    return dividend - (dividend / under).floor() * under


def _rest_above(line: str, at: int) -> Any:
    """What the pieces above one leave over; None above the highest."""
    if at == PIECES - 1:
        return None
    return nw.col(f"{line}_rest_{at + 1}") if at % 2 else _rest(line, at + 1, _rest_above(line, at + 1))


def _rest_of_two(line: str, at: int) -> Any:
    return _rest(line, at, _rest_above(line, at))


def _together(line: str, lowest: int) -> Any:
    """Three quotients as one whole number."""
    total: Any = None
    for at in range(lowest + 2, lowest - 1, -1):
        quotient = (_dividend(line, at, _rest_above(line, at)) / nw.col(f"{line}_under")).floor()
        total = quotient if total is None else total * _BASE + quotient
    return total


def _whole_part(line: str) -> Any:
    return _together(line, _WHOLE)


def _decimal_part(line: str) -> Any:
    return _together(line, 0)


def _over(line: str) -> Any:
    return _whole(nw.col(f"{line}_part"), _DECIMALS)


def _carried(line: str) -> Any:
    return nw.col(f"{line}_whole") + _over(line)


def _without_carry(line: str) -> Any:
    return nw.col(f"{line}_part") - _over(line) * _DECIMALS


def _size(line: str) -> Any:
    """The whole part of the number without its sign."""
    whole, exact = nw.col(f"{line}_whole"), (nw.col(f"{line}_part") == 0.0) & (nw.col(f"{line}_rest_0") == 0.0)
    return nw.when(whole >= 0.0).then(whole).otherwise(nw.when(exact).then(-whole).otherwise(-whole - 1.0))


def _decimals_of_size(line: str) -> Any:
    """The fifteen decimals of the number without its sign, as far as they are whole."""
    part, left = nw.col(f"{line}_part"), nw.col(f"{line}_rest_0") > 0.0
    below = _DECIMALS - part - nw.when(left).then(nw.lit(1.0)).otherwise(nw.lit(0.0))
    below = nw.when(below == _DECIMALS).then(nw.lit(0.0)).otherwise(below)
    return nw.when(nw.col(f"{line}_whole") >= 0.0).then(part).otherwise(below)


def _rounded(line: str, finer: str) -> Any:
    """The decimals as a whole number of the last place, rounded half up."""
    part, rest, under = nw.col(f"{line}_part"), 2.0 * nw.col(f"{line}_rest_0"), nw.col(f"{line}_under")
    positive = nw.col(f"{line}_whole") >= 0.0
    half = (positive & (rest >= under)) | (~positive & (rest > 0.0) & (rest <= under))
    found = part + nw.when(half).then(nw.lit(1.0)).otherwise(nw.lit(0.0))
    for beyond, unit in ((2.0, 1e1), (1.0, 1e2), (0.0, 1e3)):
        found = nw.when(nw.col(finer) == beyond).then(_whole(part + unit / 2.0, unit)).otherwise(found)
    return found


def _power(finer: str) -> Any:
    power: Any = nw.lit(1e12)
    for beyond, scale in ((1.0, 1e13), (2.0, 1e14), (3.0, 1e15)):
        power = nw.when(nw.col(finer) == beyond).then(nw.lit(scale)).otherwise(power)
    return power


def _nearest(line: str) -> Any:
    """The float nearest to a line: one quotient of whole numbers, where fifteen digits are enough to write it."""
    whole, part, scale = nw.col(f"{line}_size"), nw.col(f"{line}_part"), nw.col("lines_scale")
    room = nw.when(nw.col(f"{line}_room") < scale).then(nw.col(f"{line}_room")).otherwise(scale)
    unit = scale / room
    short = (part / unit).floor()
    size = nw.when(short * unit == part).then((whole * room + short) / room).otherwise(whole + part / scale)
    return nw.when(nw.col(f"{line}_whole") >= 0.0).then(size).otherwise(-size)
