"""The recent trend of an indicator's own figures, as :mod:`scorecard_core.trend` has it: five rows by their lags.

The formulas are those of :mod:`scorecard_core.statistics.trends`, read over columns.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import narwhals.stable.v2 as nw

from scorecard_core.frames.calendar import NONE, start_of
from scorecard_core.frames.door import end_day
from scorecard_core.frames.forms.limits import GIVEN_INTERVAL, NUMBERED, given_interval, is_usable
from scorecard_core.frames.measured import COLUMNS
from scorecard_core.statistics import Confidence
from scorecard_core.statistics.trends import (
    LEAST_WIDTH,
    POINTS,
    coupled,
    odds,
    verdict_on_odds,
    verdict_on_values,
    weight,
)
from scorecard_core.trend import TrendOf

if TYPE_CHECKING:
    from scorecard_core.frames.facts import Finding

__all__ = ["TREND_FACTS", "TrendFact", "add_trend", "columns_given"]

TREND_FACTS = ("travel_base", "chi_squared", "gradient", "holds")
"""What the list asks about the last five figures: the oldest of them, and what the test says."""

_TESTED = TREND_FACTS[1:]
_NUMBERS: Mapping[TrendOf, tuple[str, str]] = {
    TrendOf.VALUES: ("lower", "upper"),
    TrendOf.PROPORTIONS: ("numerator", "denominator"),
}
_FEW = range(POINTS)


@dataclass(frozen=True, slots=True)
class TrendFact:
    """Something about the last five figures, up to the one being rated.

    Attributes:
        name: one of :data:`TREND_FACTS`.
    """

    of: TrendOf
    name: str


def columns_given(of: TrendOf) -> tuple[str, ...]:
    """The columns beside the figures that a test looks at."""
    return GIVEN_INTERVAL if of is TrendOf.VALUES else NUMBERED


def add_trend(facts: Finding, name: str, source: TrendFact) -> None:
    """Add what a test of the last five figures says; missing where the five allow none."""
    at = facts.once(("trend", source.of), lambda prefix: _tested(facts, source.of, prefix))
    facts.with_columns(**{name: nw.col(f"{at}_{source.name}"), f"{name}_key": nw.col(f"{at}_key")})


def _tested(facts: Finding, of: TrendOf, prefix: str) -> None:
    kept = list(facts.figures.collect_schema().names())
    _with_five(facts, of)
    five = _are_five()
    value, key = nw.col(f"five_value_{POINTS - 1}"), nw.col(f"five_key_{POINTS - 1}")
    facts.with_columns(
        **{
            f"{prefix}_travel_base": nw.when(five).then(value).otherwise(nw.lit(None, nw.Float64)),
            f"{prefix}_key": nw.when(five).then(key.cast(nw.Int64)).otherwise(nw.lit(NONE)),
        }
    )
    sound = five
    for at in _FEW:
        sound = sound & (nw.col(f"five_sound_{at}") == 1.0).fill_null(False)
    facts.with_columns(five_sound=nw.when(sound).then(nw.lit(1.0)).otherwise(nw.lit(0.0)))
    # Where there is no test, the formula works on numbers that do it no harm; the oldest comes first from here.
    sound = nw.col("five_sound") == 1.0
    harmless = {"value": 1.0, "first": 1.0, "second": 2.0}
    facts.with_columns(
        **{
            f"{column}_{POINTS - 1 - at}": nw.when(sound).then(nw.col(f"five_{column}_{at}")).otherwise(nw.lit(number))
            for column, number in harmless.items()
            for at in _FEW
        }
    )
    verdict = dict(zip(_TESTED, _VERDICTS[of](facts), strict=True))
    none = nw.lit(None, nw.Float64)
    facts.with_columns(**{f"{prefix}_{one}": nw.when(sound).then(verdict[one]).otherwise(none) for one in _TESTED})
    facts.figures = facts.figures.select(*kept, f"{prefix}_key", *(f"{prefix}_{one}" for one in TREND_FACTS))


def _with_five(facts: Finding, of: TrendOf) -> None:
    """Beside each figure those of the four rows before, the figure itself being the first."""
    first, second = (nw.col(name) for name in _NUMBERS[of])
    if of is TrendOf.VALUES:
        sound = given_interval(first, second, nw.col("confidence"), Confidence.P95) & (second - first >= LEAST_WIDTH)
    else:
        sound = is_usable(first) & is_usable(second) & (first > 0.0) & (first < second)
    columns = {"key": nw.col("key"), "before": nw.col("before"), "value": nw.col("value"), "first": first}
    columns["second"], columns["sound"] = (
        second,
        nw.when(sound.fill_null(False)).then(nw.lit(1.0)).otherwise(nw.lit(0.0)),
    )
    facts.with_columns(**{f"five_{name}_0": column for name, column in columns.items()})
    lags = [(f"five_{name}_{at}", f"five_{name}_0", at) for name in columns for at in _FEW[1:]]
    facts.figures = facts.door.host.lagged(facts.figures, lags)


def _are_five() -> Any:
    """Whether the five rows have figures and follow each other: without a gap, and without a day in common."""
    five = ~nw.col("five_value_0").is_null()
    for at in _FEW[1:]:
        key, later = nw.col(f"five_key_{at}"), nw.col(f"five_key_{at - 1}")
        before = nw.col(f"five_before_{at - 1}")
        follows = ((before == -1) | (before == key)) & (end_day(key) < start_of(later))
        five = five & follows.fill_null(False) & ~nw.col(f"five_value_{at}").is_null()
    return five


def _columns(name: str) -> list[Any]:
    return [nw.col(f"{name}_{at}") for at in _FEW]


def _of_values(facts: Finding) -> tuple[Any, Any, Any]:
    widths = [second - first for first, second in zip(_columns("first"), _columns("second"), strict=True)]
    facts.with_columns(**{f"weight_{at}": weight(width) for at, width in enumerate(widths)})
    couplings = coupled(_columns("weight"))
    facts.with_columns(**{f"pair_{one}_{two}": each for (one, two), each in couplings.items()})
    pairs = {(one, two): nw.col(f"pair_{one}_{two}") for one, two in couplings}
    return verdict_on_values(_columns("value"), _columns("weight"), pairs, COLUMNS)


def _of_proportions(facts: Finding) -> tuple[Any, Any, Any]:
    counts, totals = _columns("first"), _columns("second")
    each = [odds(count, total, COLUMNS) for count, total in zip(counts, totals, strict=True)]
    facts.with_columns(**{f"odds_{at}": one for at, one in enumerate(each)})
    return verdict_on_odds(counts, totals, _columns("odds"), COLUMNS)


_VERDICTS: Mapping[TrendOf, Callable[[Any], tuple[Any, Any, Any]]] = {
    TrendOf.VALUES: _of_values,
    TrendOf.PROPORTIONS: _of_proportions,
}
