"""Targets that wait: the rating before is what the latest report by then came to on the last day of the period before.

An old report makes a new rating as time passes, so the row before does not hold it: the latest report by then is rated
once more, as it stood then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import narwhals.stable.v2 as nw

from scorecard_core.frames.calendar import NONE, end_of, key_of, period_of
from scorecard_core.frames.door import Door
from scorecard_core.frames.later import beside_latest, with_age
from scorecard_core.frames.plan import Plan
from scorecard_core.frames.stages import GREY, GREY_BEYOND
from scorecard_core.indicators import Indicator
from scorecard_core.periods import Period

__all__ = ["Waiting", "as_it_stood", "in_force_days"]


@dataclass(frozen=True)
class Waiting:
    """The expressions that it takes, made before the rows are met.

    Attributes:
        waits: whether the target in force waits.
        available: the first stage, for figures that may be older than the period in which they are rated.
        in_force: the first and the last day of the definition.
    """

    plan: Plan
    waits: Any
    available: Any
    target_number: Any
    may_change: Any
    in_force: tuple[Any, Any]

    @classmethod
    def of(cls, plan: Plan, available: Any) -> Waiting:
        """Make them."""
        days = [in_force_days(one.indicator) for one in plan.rows]
        first, last = (plan.parameter([pair[at] for pair in days], 0) for at in (0, 1))
        waits = plan.parameter([float(one.target is not None and one.target.waits) for one in plan.rows], 0.0) > 0.5
        return cls(plan, waits, available, plan.target_number, plan.may_change, (first, last))


def in_force_days(indicator: Indicator) -> tuple[int, int]:
    """The first and the last day on which a period may end that a definition counts for, in days since year 1."""
    first, last = indicator.in_force_from, indicator.in_force_until
    return (first.start if first else date.min).toordinal(), (last.end if last else date.max).toordinal()


def as_it_stood(waiting: Waiting, door: Door, rows: Any, known: Any, with_status: Callable[..., Any]) -> Any:
    """Rows with what a target that waits came to one period earlier, and whether that may be compared.

    Args:
        rows: the rows that are rated, in the period of the report or else in their own.
        known: the figures of all periods, with the facts about them.
        with_status: takes rows through the stages up to the status, given the first of them and the period.
    """
    plan, host = waiting.plan, door.host
    periods = [plan.reporting] if plan.reporting else plan.all_periods
    waits = nw.when(waiting.waits).then(nw.lit(1)).otherwise(nw.lit(0)).alias("waits")
    reports = known.with_columns(waits).filter(nw.col("waits") == 1).select("series", "key")
    before = {key_of(one): key_of(one.previous) for one in periods if one is not None}
    table = host.table({"key": list(before), "prior": list(before.values())})
    if plan.reporting:
        prior = nw.lit(before[key_of(plan.reporting)]).cast(nw.Int64)
        rows = rows.with_columns(prior.alias("prior"))
        asked = reports.select("series", (nw.col("key") * 0 + prior).alias("at")).unique()
    else:
        rows = host.beside(rows, table, ["key"]).with_columns(nw.col("prior").fill_null(NONE))
        asked = reports.join(table, on="key", how="inner")
        asked = asked.select("series", nw.col("prior").alias("at")).unique()
    asked = asked.filter(nw.col("at") != NONE)
    then = beside_latest(host, known, asked)
    if plan.ages:
        ends = [one for period in periods if period is not None for one in (period, period.previous) if one is not None]
        then = with_age(host, then, nw.col("at"), [*plan.all_periods, *ends])
    then = with_status(then, waiting.available, nw.col("at"))
    kept = [nw.col("breaks").alias("breaks_then")] if plan.breaks else []
    then = then.select("series", nw.col("at").alias("prior"), nw.col("rank").alias("rank_then"), *kept)
    rows = host.beside(rows, then, ["series", "prior"])
    columns = [_rank(waiting).alias("previous_rank")]
    if plan.reporting:
        still = nw.when(waiting.waits).then(nw.lit(0)).otherwise(nw.col("carried"))
        columns.append(still.alias("stands_still"))
    rows = rows.with_columns(*columns)
    return _with_changes(waiting, door, rows, set(before.values())) if plan.changes else rows


def _rank(waiting: Waiting) -> Any:
    """The rating before; where there was no report by then, the only thing to say is that it was not in force."""
    first, last = waiting.in_force
    end = end_of(nw.col("prior"))
    outside = (nw.col("prior") != NONE) & ((end < first) | (end > last))
    none = nw.when(outside).then(nw.lit(GREY)).otherwise(nw.lit(GREY_BEYOND))
    rank = nw.when(nw.col("rank_then").is_null()).then(none).otherwise(nw.col("rank_then"))
    return nw.when(waiting.waits).then(rank).otherwise(nw.col("previous_rank"))


def _with_changes(waiting: Waiting, door: Door, rows: Any, priors: set[int]) -> Any:
    plan = waiting.plan
    changed = nw.lit(0) > 1
    if plan.targets_change:
        table = list(_target_numbers(plan, priors))
        columns = {name: [row[at] for row in table] for at, name in enumerate(("indicator", "prior", "target_then"))}
        rows = door.host.beside(rows, door.host.table(columns), ["indicator", "prior"])
        another = nw.col("target_then").fill_null(-1) != waiting.target_number
        changed = (waiting.may_change == 1) & another
    if plan.breaks:
        changed = changed | (nw.col("breaks") > nw.col("breaks_then").fill_null(10**9))
    changed_now = nw.when(changed).then(nw.lit(1)).otherwise(nw.lit(0))
    return rows.with_columns(nw.when(waiting.waits).then(changed_now).otherwise(nw.col("changed")).alias("changed"))


def _target_numbers(plan: Plan, priors: set[int]) -> Iterator[tuple[int, int, int]]:
    """Which of its targets each indicator that ever waits had in the periods before."""
    for number, one in enumerate(plan.indicators):
        if any(target.waits for target in one.target):
            for key in sorted(priors - {NONE}):
                yield number, key, _number_of(one, period_of(key))


def _number_of(indicator: Indicator, period: Period) -> int:
    target = indicator.target_for(period)
    alike = (at for at, one in enumerate(indicator.target) if target is not None and one.asks_the_same_as(target))
    return next(alike, -1)
