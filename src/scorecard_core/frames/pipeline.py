"""The rows meet the plan: one vintage and one row a period, facts, the four stages, and the answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from itertools import zip_longest
from operator import or_
from typing import Any

import narwhals.stable.v2 as nw

from scorecard_core.bases import BaseKind
from scorecard_core.frames.calendar import LENGTHS, NONE, end_table, key_of, period_of
from scorecard_core.frames.computed.anew import with_apart
from scorecard_core.frames.door import NO_FIGURE, Door
from scorecard_core.frames.facts import FactColumns, Finding
from scorecard_core.frames.forms.given import with_forecast
from scorecard_core.frames.lags import running_best
from scorecard_core.frames.native import Host
from scorecard_core.frames.numbers import limb_columns
from scorecard_core.frames.outputs import COMPUTED, output, reference_key
from scorecard_core.frames.plan import Plan
from scorecard_core.frames.stages import GREY_BEYOND, Group
from scorecard_core.periods import Period
from scorecard_core.terms import Flag, Frequency, GreyReason

__all__ = ["Prepared", "run"]


@dataclass(frozen=True)
class Prepared:
    """A plan with every expression made: whatever may need a column of the parameter table comes before that table.

    Attributes:
        asked: the columns of the parameter table that rating asks for; ``said`` those that only the answer does, which
            are put beside it at the end.
    """

    plan: Plan
    facts: FactColumns
    asked: Sequence[str]
    outputs: Sequence[Any]
    said: Sequence[str]
    available: Any
    available_reported: Any
    reference_key: Any
    changing: tuple[Any, Any]
    on_forecast: Any

    @classmethod
    def of(cls, plan: Plan) -> Prepared:
        """Make them."""
        facts = plan.facts
        own = plan.available(reporting=False).taken()
        last = plan.available(reporting=True).taken() if plan.reporting else own
        key = reference_key(plan) if plan.wants("reference_period") else None
        changing = (plan.target_number, plan.may_change)
        for made in (plan.taken, plan.rank, plan.travel_taken, plan.due_days, plan.movement_taken):
            assert made is not None
        columns = {name: output(plan, name).alias(name) for name in plan.wanted if name in COMPUTED}
        asked = set(plan.parameters.columns)
        columns |= {name: output(plan, name).alias(name) for name in plan.wanted if name not in COMPUTED}
        said = [name for name in plan.parameters.columns if name not in asked]
        outputs = [columns[name] for name in plan.wanted]
        return cls(plan, facts, sorted(asked), outputs, said, own, last, key, changing, plan.on_forecast)


def run(prepared: Prepared, host: Host) -> Any:
    """The answer as a narwhals frame."""
    plan, door = prepared.plan, prepared.plan.door(host)
    rows = figures(plan, door, prepared.facts.bases)
    if plan.baselines:
        keys = {f"base_key_{at}": keys for at, keys in enumerate(plan.baselines)}
        table = {"row": list(range(len(plan.rows))), **keys}
        rows = host.looked_up(rows, table, ["row"], complete=True)

    def figures_of(area: str | None, by: date | None) -> Any:
        return figures(plan, door.known_by(by), area=area)

    finding = Finding(door, rows, figures_of, plan.rows, plan.comparators, plan.all_periods, prepared.facts.baselines)
    rows = _with_parameters(plan, host, finding.find(prepared.facts.sources), prepared.asked)
    if prepared.facts.promised:
        rows = rows.with_columns(*prepared.facts.promised)
    if prepared.on_forecast is not None:
        no_data, duplicate = NO_FIGURE[GreyReason.NO_DATA], NO_FIGURE[GreyReason.DUPLICATE]
        rows = with_forecast(rows, prepared.on_forecast, no_data=no_data, duplicate=duplicate)
    rows = rows.with_columns(nw.col(name).fill_null(0.0).alias(f"{name}_known") for name in plan.fact_columns)
    if plan.rates:
        rows = _worked_out(rows, plan.targets)
        rows = _rated(plan, door, rows, prepared.available, plan.reporting if not plan.moves else None)
    if plan.reporting is None:
        # What is found before the lag of the rating need not go through it.
        rows = _travelled(plan, host, rows)
    if plan.rates and plan.moves:
        rows = _previous(plan, host, rows, prepared.changing)
    if plan.reporting is not None:
        rows = _reported(plan, door, rows, plan.reporting)
        if plan.rates:
            rows = _rated(plan, door, rows, prepared.available_reported, plan.reporting)
        rows = _travelled(plan, host, rows)
    if plan.wants("movement"):
        rows = rows.with_columns(plan.movement_taken.alias("moved"))
    if prepared.reference_key is not None:
        labels = {"reference_at": [key_of(one) for one in plan.all_periods]}
        table = host.table({**labels, "reference_label": [one.label for one in plan.all_periods]})
        rows = rows.with_columns(prepared.reference_key.alias("reference_at"))
        rows = rows.join(table, on="reference_at", how="left")
    rows = _with_parameters(plan, host, rows, prepared.said)
    return host.as_text(rows, door.distinct_labels, door.area_number()).select(*prepared.outputs)


def _travelled(plan: Plan, host: Host, rows: Any) -> Any:
    """Rows with the branch of the list that gives the direction of travel."""
    if not plan.travel:
        return rows
    rows = _worked_out(_broken(plan, host, rows) if plan.breaks else rows, plan.travel)
    return rows.with_columns(plan.travel_taken.alias("travel_taken"))


def _names(frame: Any) -> list[str]:
    return list(frame.collect_schema().names())


def figures(plan: Plan, door: Door, bases: frozenset[BaseKind] = frozenset(), area: str | None = None) -> Any:
    """One row for each figure, with what it takes from the rows around it."""
    host = door.host
    rows = door.read(area=area)
    rows = _with_rows(plan, host, rows) if plan.segments.vary else rows.with_columns(nw.col("indicator").alias("row"))
    if "grade" in _names(rows):
        grade = nw.col("grade").str.strip_chars().str.to_lowercase().str.replace_all(r"\s+", " ")
        rows = rows.with_columns(grade.fill_null("").alias("grade_known"))
    if any(not one.frequency.is_regular or one.frequency is Frequency.YEAR_SPAN for one in plan.indicators):
        # Of two periods that end on one day the shorter counts.
        rows = host.lagged(rows, [("next_key", "key", -1)])
        following = nw.col("next_key").fill_null(NONE)
        same_end = (following // LENGTHS == nw.col("key") // LENGTHS) & (following != nw.col("key"))
        rows = rows.filter(~same_end).drop("next_key")
    if "conflict" in _names(rows):
        # Before the lags, so that the next row takes nothing from a figure that is in doubt.
        rows = _without_value(rows, nw.col("conflict") != 0)
    previous = BaseKind.PREVIOUS in bases
    wanted = [("lag_key", "key", 1), ("next_key", "key", -1)]
    wanted += [("lag_key_2", "key", 2), ("lag_value", "value", 1)] if previous else []
    rows = host.lagged(rows, wanted)
    rows = rows.with_columns(nw.col(name).fill_null(NONE) for name, column, _ in wanted if column == "key")
    rows = _one_a_period(rows, previous=previous)
    if BaseKind.BEST_EVER in bases:
        numbers, signs = zip(*((at, float(one.polarity.sign)) for at, one in enumerate(plan.indicators)), strict=True)
        rows = host.looked_up(rows, {"indicator": numbers, "sign": signs}, ["indicator"], complete=True)
        rows = running_best(rows, nw.col("value") * nw.col("sign"))
        rows = host.lagged(rows, [("best_key", "running_key", 1)])
        rows = rows.with_columns(nw.col("best_key").fill_null(NONE)).drop("sign", "running", "running_key")
    if plan.breaks:
        broke = nw.when(nw.col("flag") == Flag.SERIES_BREAK.value).then(nw.lit(1)).otherwise(nw.lit(0))
        rows = rows.with_columns(nw.col("flag").fill_null("")).with_columns(broke.alias("broke"))
        rows = rows.with_columns(nw.col("broke").cum_sum().over("series", order_by="key").alias("breaks"))
    return rows


def _one_a_period(rows: Any, *, previous: bool) -> Any:
    """Duplicates have no value, and no value is taken from one."""
    key = nw.col("key")
    rows = _without_value(rows, (nw.col("lag_key") == key) | (nw.col("next_key") == key))
    if previous:
        doubled = nw.col("lag_key") == nw.col("lag_key_2")
        value = nw.when(doubled).then(nw.lit(None, nw.Float64)).otherwise(nw.col("lag_value"))
        rows = rows.with_columns(value.alias("lag_value"))
    return rows.filter(nw.col("next_key") != key)


def _without_value(rows: Any, several: Any) -> Any:
    """No value where there are several, and the reason why."""
    value = nw.when(several).then(nw.lit(None, nw.Float64)).otherwise(nw.col("value"))
    why = nw.when(several).then(nw.lit(NO_FIGURE[GreyReason.DUPLICATE])).otherwise(nw.col("no_figure"))
    return rows.with_columns(value.alias("value"), why.alias("no_figure"))


def _with_rows(plan: Plan, host: Host, rows: Any) -> Any:
    """Find the row of the parameter table that is in force."""
    found = plan.segments
    table = {
        "indicator": list(range(len(plan.indicators))),
        "row_first": list(found.first),
        "row_last": list(found.last),
        "changes_from": list(found.changes_from),
        "changes_until": list(found.changes_until),
    }
    rows = host.looked_up(rows, table, ["indicator"], complete=True)
    row, end = nw.col("row_first"), nw.col("key") // LENGTHS
    if found.by_period:
        between = {
            "indicator": [at for at, _ in found.by_period],
            "key": [key for _, key in found.by_period],
            "row_between": list(found.by_period.values()),
        }
        rows = host.beside(rows, host.table(between), ["indicator", "key"])
        row = nw.col("row_between").fill_null(0)
    row = nw.when(end > nw.col("changes_until")).then(nw.col("row_last")).otherwise(row)
    row = nw.when(end < nw.col("changes_from")).then(nw.col("row_first")).otherwise(row)
    rows = rows.with_columns(row.cast(nw.Int64).alias("row"))
    spent = ["row_first", "row_last", "changes_from", "changes_until"]
    return rows.drop(*spent, *(["row_between"] if found.by_period else []))


def _with_parameters(plan: Plan, host: Host, rows: Any, names: Iterable[str]) -> Any:
    columns = {name: plan.parameters.columns[name] for name in names}
    if not columns:
        return rows
    return host.looked_up(rows, {"row": list(range(len(plan.rows))), **columns}, ["row"], complete=True)


def _worked_out(rows: Any, groups: Sequence[Group]) -> Any:
    """Limbs, and whatever else the conditions need worked out before."""
    done = set(_names(rows))
    atoms = sorted({name for group in groups for name in group.reading.atoms if f"{name}_limb0" not in done})
    # What does not depend on each other goes in one step: a database reads the whole plan again for each.
    for steps in zip(*map(limb_columns, atoms), strict=True):
        rows = rows.with_columns(*(column for columns in steps for column in columns))
    for columns in zip_longest(*(group.reading.rounds for group in groups)):
        rows = rows.with_columns(*(column for column in columns if column is not None))
    return rows


def _rated(plan: Plan, door: Door, rows: Any, available: Any, reporting: Period | None) -> Any:
    """The first stage, the branch of the target's list, and the status as a number."""
    end: Any = nw.col("key") // LENGTHS
    if reporting is not None:
        end = nw.lit(reporting.end.toordinal())
    as_at = nw.lit(plan.as_at.toordinal()) if plan.as_at else None
    columns: list[Any] = [nw.col("indicator")]
    if "grade_known" in _names(rows) and "expires" in plan.names:
        expired = door.expired(end if as_at is None else as_at)
        columns.append(nw.when(expired).then(nw.lit(1)).otherwise(nw.lit(0)).alias("expired"))
    if plan.dues:
        due = nw.when(as_at >= end + plan.due_days).then(nw.lit(1)).otherwise(nw.lit(0))
        columns.append(due.alias("next_is_due"))
    rows = rows.with_columns(*columns)
    rows = rows.with_columns(available.alias("available"), plan.taken.alias("taken"))
    return rows.with_columns(plan.rank.alias("rank"))


def _previous(plan: Plan, host: Host, rows: Any, changing: tuple[Any, Any]) -> Any:
    """The status of the period before, as the engine itself gave it."""
    wanted = [("lag_key", "key", 1), ("lag_rank", "rank", 1)]
    if plan.targets_change:
        rows = rows.with_columns(changing[0].alias("target_number"))
        wanted.append(("lag_target", "target_number", 1))
    rows = host.lagged(rows.drop("lag_key"), wanted)
    before, lag = nw.col("before"), nw.col("lag_key").fill_null(NONE)
    fits = (lag == before) | ((before == -1) & (lag != NONE))
    rank = nw.when(fits).then(nw.col("lag_rank").fill_null(GREY_BEYOND)).otherwise(nw.lit(GREY_BEYOND))
    rows = rows.with_columns(rank.alias("previous_rank"))
    changed: list[Any] = []
    if plan.targets_change:
        changed.append((changing[1] == 1) & (nw.col("lag_target").fill_null(-1) != nw.col("target_number")))
    if plan.breaks:
        changed.append(nw.col("broke") == 1)
    if plan.years:
        rows = with_apart(host, rows, plan.years, plan.all_periods, "before")
        changed.append(nw.col("apart") == 1)
    if not changed:
        return rows
    parted = nw.when(reduce(or_, changed)).then(nw.lit(1)).otherwise(nw.lit(0))
    rows = rows.with_columns(parted.alias("changed"))
    return rows.drop("apart") if plan.years else rows


def _reported(plan: Plan, door: Door, rows: Any, reporting: Period) -> Any:
    """The last figure of each series that the reporting period knows, and whether it is carried forward."""
    until = reporting.end.toordinal()
    end, following = nw.col("key") // LENGTHS, nw.col("next_key") // LENGTHS
    rows = rows.filter((end <= until) & ((nw.col("next_key") == NONE) | (following > until)))
    old = end < reporting.start.toordinal()
    if "first_published" in _names(rows):
        often = [at for at, one in enumerate(plan.indicators) if one.frequency.is_often]
        old = old & ~(door.first_published_within(reporting.start, reporting.end) & ~nw.col("indicator").is_in(often))
    rows = rows.with_columns(nw.when(old).then(nw.lit(1)).otherwise(nw.lit(0)).alias("carried"))
    if plan.moves:
        rank = nw.when(nw.col("carried") == 1).then(nw.lit(GREY_BEYOND)).otherwise(nw.col("previous_rank"))
        rows = rows.with_columns(rank.alias("previous_rank"))
    if any(one.maximum_age is not None for one in plan.indicators):
        keys = end_table(plan.all_periods)["key"]
        ages = [float(reporting.months_after(period_of(key).end)) for key in keys]
        rows = rows.join(door.host.table({"key": keys, "age": ages}), on="key", how="left")
    return rows


def _broken(plan: Plan, host: Host, rows: Any) -> Any:
    """Whether the series has a break between the two figures that are compared."""
    then = rows.select("series", nw.col("key").alias("travel_base_key"), nw.col("breaks").alias("breaks_then"))
    rows = host.beside(rows, then, ["series", "travel_base_key"])
    rows = rows.with_columns((nw.col("breaks") - nw.col("breaks_then").fill_null(0)).alias("broken"))
    if not plan.years:
        return rows
    rows = with_apart(host, rows, plan.years, plan.all_periods, "travel_base_key")
    return rows.with_columns((nw.col("broken") + nw.col("apart")).alias("broken")).drop("apart")
