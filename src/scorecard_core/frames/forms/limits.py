"""The limits of confidence intervals: as they came with a figure, or worked out in floats as Python itself does it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import narwhals.stable.v2 as nw

from scorecard_core.comparators import Statistic
from scorecard_core.frames.door import NO_FIGURE
from scorecard_core.frames.forms.compared import beside_its_neighbour, beside_one_area
from scorecard_core.frames.forms.means import with_judged_unit
from scorecard_core.frames.measured import COLUMNS
from scorecard_core.significance import Limit
from scorecard_core.statistics import Confidence, IntervalMethod
from scorecard_core.statistics.intervals import (
    EXACT_BELOW,
    LARGEST,
    PLACES,
    byar_limits,
    critical,
    exact_count,
    wilson_limits,
)
from scorecard_core.terms import GreyReason

if TYPE_CHECKING:
    from scorecard_core.frames.facts import Finding

__all__ = ["GIVEN_INTERVAL", "NUMBERED", "add_limit", "given_interval", "is_usable"]

GIVEN_INTERVAL = ("lower", "upper", "confidence")
NUMBERED = ("numerator", "denominator")

_FOREIGN, _UNRATABLE = NO_FIGURE[GreyReason.UNIT_MISMATCH], NO_FIGURE[GreyReason.OUT_OF_RANGE]
"""Why a figure cannot be rated although a value came."""

_MOST, _LEAST = 1e15, 1e-60
_NONE = nw.lit(None, nw.Float64)


def add_limit(facts: Finding, name: str, source: Limit) -> None:
    """Add one limit of an interval, missing where there is none."""
    kept = [*facts.figures.collect_schema().names(), name, f"{name}_key"]
    facts.with_columns(**{f"{name}_key": nw.col("key")})
    columns = ("value", "no_figure", *(GIVEN_INTERVAL if source.method is None else NUMBERED))
    if not _put_beside(facts, source, {one: f"of_{one}" for one in columns}):
        facts.figures = facts.figures.with_columns(_NONE.alias(name)).select(*kept)
        return
    why, value = nw.col("of_no_figure"), nw.col("of_value")
    came = ((why == 0) & ~value.is_null()) | (why == _FOREIGN) | (why == _UNRATABLE)
    facts.with_columns(came=nw.when(came.fill_null(False)).then(nw.lit(1)).otherwise(nw.lit(0)))
    if source.method is None:
        _given(facts, name, source)
    else:
        _worked_out(facts, name, source, source.method)
    facts.figures = facts.figures.select(*kept)


def _put_beside(facts: Finding, source: Limit, columns: Mapping[str, str]) -> bool:
    """Put what the interval is found from beside the figures; whether there may be any."""
    if source.of is None:
        facts.with_columns(**{alias: nw.col(one) for one, alias in columns.items()})
        return True
    comparator = facts.comparators.get(source.of.comparator)
    if comparator is None or comparator.statistic is not Statistic.VALUE:
        return False
    put = beside_its_neighbour if comparator.neighbours else beside_one_area
    put(facts, source.of, comparator, "key", columns)
    return True


def _given(facts: Finding, name: str, source: Limit) -> None:
    lower, upper = nw.col("of_lower"), nw.col("of_upper")
    fits = (nw.col("came") == 1) & given_interval(lower, upper, nw.col("of_confidence"), source.confidence)
    limit = lower if source.side == "lower" else upper
    facts.with_columns(**{name: nw.when(fits).then(limit).otherwise(_NONE)})


def given_interval(lower: Any, upper: Any, level: Any, confidence: Confidence) -> Any:
    """Whether there is an interval, at this level or at one that is not stated."""
    of_level = level.is_null() | (level == float(confidence.value)).fill_null(False)
    return of_level & (lower <= upper).fill_null(False)


def _worked_out(facts: Finding, name: str, source: Limit, method: IntervalMethod) -> None:
    door = facts.door
    per = [float(door.units.per(one.unit) or 0) for one in door.indicators]
    table: dict[str, list[Any]] = {"indicator": list(range(len(per))), "per": per}
    facts.figures = door.host.looked_up(facts.figures, table, ["indicator"], complete=True)
    count, total = nw.col("of_numerator"), nw.col("of_denominator")
    if method is IntervalMethod.BYAR:
        total = nw.when(total.is_null() & (nw.col("per") == 1.0)).then(nw.lit(1.0)).otherwise(total)
    facts.with_columns(n_total=total)
    total = nw.col("n_total")
    sound = (nw.col("came") == 1) & (nw.col("per") > 0.0) & is_usable(count) & is_usable(total)
    sound = sound & (count >= 0.0) & (total > 0.0)
    if method is IntervalMethod.WILSON:
        sound = sound & (count <= total)
    else:
        sound = sound & ((count >= float(EXACT_BELOW)) | (count == count.floor()))
    sound = sound.fill_null(False)
    # Where there is none, the formula works on numbers that do it no harm.
    facts.with_columns(
        sound=nw.when(sound).then(nw.lit(1)).otherwise(nw.lit(0)),
        n_count=nw.when(sound).then(count).otherwise(nw.lit(float(EXACT_BELOW))),
        n_total=nw.when(sound).then(total).otherwise(nw.lit(float(EXACT_BELOW))),
    )
    lower, upper = _limits(method, source.confidence)
    facts.with_columns(n_limit=lower if source.side == "lower" else upper, n_upper=upper)
    facts.figures = with_judged_unit(door, facts.figures, PLACES)
    scale, unit = 10.0**PLACES, nw.col("judged_unit")
    facts.with_columns(n_limit=COLUMNS.whole(nw.col("n_limit") * scale + 0.5))
    facts.with_columns(n_limit=((nw.col("n_limit") + (unit / 2.0).floor()) / unit).floor() * unit)
    fits = (nw.col("sound") == 1) & (nw.col("n_upper") < LARGEST)
    facts.with_columns(**{name: nw.when(fits).then(COLUMNS.over(nw.col("n_limit"), scale)).otherwise(_NONE)})


def _limits(method: IntervalMethod, confidence: Confidence) -> tuple[Any, Any]:
    per: Any
    count, total, per, z = nw.col("n_count"), nw.col("n_total"), nw.col("per"), critical(confidence)
    if method is IntervalMethod.WILSON:
        return wilson_limits(count, total, z, per, COLUMNS)
    # The formula divides by the count, which is none of its business below ten.
    enough = nw.when(count < float(EXACT_BELOW)).then(nw.lit(float(EXACT_BELOW))).otherwise(count)
    lower, upper = byar_limits(enough, z, COLUMNS)
    for known in range(EXACT_BELOW):
        exact = exact_count(known, confidence)
        lower = nw.when(count == float(known)).then(nw.lit(float(exact.lower))).otherwise(lower)
        upper = nw.when(count == float(known)).then(nw.lit(float(exact.upper))).otherwise(upper)
    return lower / total * per, upper / total * per


def is_usable(number: Any) -> Any:
    """Whether a count is one that can be reckoned with."""
    size = number.abs()
    return (~number.is_nan() & (size < _MOST) & ((size == 0.0) | (size >= _LEAST))).fill_null(False)
