"""The hardest of several numbers, some of which are columns and some of which the definition states."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import narwhals.stable.v2 as nw

from scorecard_core.frames.calendar import key_of

if TYPE_CHECKING:
    from scorecard_core.frames.columns import Parameters
    from scorecard_core.frames.segments import Alternatives

__all__ = ["hardest"]

_OWN = -1
"""Instead of the key of a period: that of the figure itself."""


def hardest(
    parameters: Parameters, at: Sequence[int], columns: Sequence[str], choices: Sequence[Alternatives]
) -> tuple[Any, Any]:
    """The number, missing where any is, and the period it is for.

    Args:
        at: the rows of the parameter table.
        columns: the columns of the numbers that are looked up; the same for all the rows.
        choices: what each of the rows chooses among.
    """
    up = parameters.expression(at, [1.0 if one.upwards else -1.0 for one in choices], 0.0)
    value: Any = None
    key: Any = nw.lit(_OWN)
    unknown: list[Any] = []
    if choices[0].stated:
        known = [one.hardest_stated for one in choices]
        values = [None if one is None else one.value for one in known]
        keys = [_OWN if one is None or one.period is None else key_of(one.period) for one in known]
        value = parameters.expression(at, [0.0 if number is None else float(number) for number in values], 0.0)
        key = parameters.expression(at, keys, 0)
        unknown.append(parameters.expression(at, [float(number is None) for number in values], 0.0) > 0.5)
    for name in columns:
        here, there = nw.col(name), nw.col(f"{name}_key")
        unknown.append(here.is_null())
        if value is None:
            value, key = here, there
            continue
        harder = (up * here > up * value).fill_null(False)
        value, key = nw.when(harder).then(here).otherwise(value), nw.when(harder).then(there).otherwise(key)
    for absent in unknown:
        value = nw.when(absent).then(nw.lit(None, nw.Float64)).otherwise(value)
    return value, nw.when(key == _OWN).then(nw.col("key")).otherwise(key)
