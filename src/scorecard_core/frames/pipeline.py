"""The rows meet the plan: one vintage and one row a period, facts, the four stages, and the answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Any, TypeAlias

import narwhals.stable.v2 as nw

from scorecard_core.bases import BaseKind
from scorecard_core.frames.calendar import LENGTHS, NONE, key_of
from scorecard_core.frames.computed.anew import with_apart
from scorecard_core.frames.door import NO_FIGURE, Door
from scorecard_core.frames.facts import FactColumns, Finding
from scorecard_core.frames.forms.given import with_forecast
from scorecard_core.frames.lags import running_best
from scorecard_core.frames.later import is_new, own_kinds, with_age
from scorecard_core.frames.native import Host
from scorecard_core.frames.outputs import COMPUTED, output, reference_key
from scorecard_core.frames.plan import Plan
from scorecard_core.frames.rated import names_of, rated, worked_out
from scorecard_core.frames.stages import GREY_BEYOND
from scorecard_core.frames.waiting import Waiting, as_it_stood
from scorecard_core.periods import Period
from scorecard_core.terms import Flag, Frequency, GreyReason

__all__ = ["Prepared", "run", "with_facts", "with_parameters", "with_rows"]

MembersChanged: TypeAlias = Callable[[Host, Any, Any, Any], Any]


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
    own_kinds: Any
    waiting: Waiting | None
    members_changed: MembersChanged | None = None

    @property
    def reporting(self) -> Any:
        """The key of the reporting period, as a column: Polars cannot divide one constant by another of other width."""
        return nw.col("key") * 0 + key_of(self.plan.reporting)

    @classmethod
    def of(cls, plan: Plan, members_changed: MembersChanged | None = None) -> Prepared:
        """Make them.

        Args:
            members_changed: adds whether anything changed between two periods in what rows are put together from.
        """
        facts = plan.facts
        own = plan.available(reporting=False).taken()
        last = plan.available(reporting=True).taken() if plan.later else own
        key = reference_key(plan) if plan.wants("reference_period") else None
        changing = (plan.target_number, plan.may_change)
        for made in (plan.taken, plan.rank, plan.travel_taken, plan.due_days, plan.movement_taken):
            assert made is not None
        waiting = Waiting.of(plan, last) if plan.waits and plan.moves else None
        kinds = own_kinds(plan)
        columns = {name: output(plan, name).alias(name) for name in plan.wanted if name in COMPUTED}
        asked = sorted(plan.parameters.columns)
        columns |= {name: output(plan, name).alias(name) for name in plan.wanted if name not in COMPUTED}
        said = [name for name in plan.parameters.columns if name not in asked]
        outputs = [columns[name] for name in plan.wanted]
        return cls(
            plan,
            facts,
            asked,
            outputs,
            said,
            own,
            last,
            key,
            changing,
            plan.on_forecast,
            kinds,
            waiting,
            members_changed,
        )


def run(prepared: Prepared, host: Host, tallied: Callable[[Any, Any], Any] | None = None) -> Any:
    """The answer as a narwhals frame.

    Args:
        tallied: puts beside rows what their members come to in a period, where they are put together from members.
    """
    plan, door = prepared.plan, prepared.plan.door(host)
    rows = known = with_facts(prepared, door)

    def with_status(rows: Any, available: Any, at: Any) -> Any:
        return rated(plan, door, tallied(rows, at) if tallied else rows, available, at)

    if plan.moves or (plan.rates and plan.reporting is None):
        rows = with_status(rows, prepared.available, nw.col("key"))
    if plan.breaks and plan.travel:
        rows = _broken(plan, host, rows)
    if plan.reporting is None:
        # What is found before the lag of the rating need not go through it.
        rows = _travelled(plan, rows)
    if plan.moves:
        rows = _previous(prepared, host, rows)
    if plan.reporting is not None:
        rows = _reported(prepared, door, rows, plan.reporting)
        if plan.rates:
            rows = with_status(rows, prepared.available_reported, prepared.reporting)
        rows = _travelled(plan, rows)
    if prepared.waiting is not None:
        rows = as_it_stood(prepared.waiting, door, rows, known, with_status)
    if plan.wants("movement"):
        rows = rows.with_columns(plan.movement_taken.alias("moved"))
    if prepared.reference_key is not None:
        labels = {"reference_at": [key_of(one) for one in plan.all_periods]}
        table = host.table({**labels, "reference_label": [one.label for one in plan.all_periods]})
        rows = rows.with_columns(prepared.reference_key.alias("reference_at"))
        rows = rows.join(table, on="reference_at", how="left")
    rows = with_parameters(plan, host, rows, prepared.said)
    return host.as_text(rows, door.shown_labels, door.area_number()).select(*prepared.outputs)


def _travelled(plan: Plan, rows: Any) -> Any:
    """Rows with the branch of the list that gives the direction of travel."""
    if not plan.travel:
        return rows
    rows = worked_out(rows, plan.travel)
    return rows.with_columns(plan.travel_taken.alias("travel_taken"))


def with_facts(prepared: Prepared, door: Door) -> Any:
    """The figures with everything that their lists ask for, but what changes as time passes."""
    plan, host = prepared.plan, door.host
    rows = figures(plan, door, prepared.facts.bases)
    if plan.baselines:
        keys = {f"base_key_{at}": keys for at, keys in enumerate(plan.baselines)}
        table = {"row": list(range(len(plan.rows))), **keys}
        rows = host.looked_up(rows, table, ["row"], complete=True)

    def figures_of(area: str | None, by: date | None) -> Any:
        return figures(plan, door.known_by(by), area=area)

    finding = Finding(door, rows, figures_of, plan.rows, plan.comparators, plan.all_periods, prepared.facts.baselines)
    rows = with_parameters(plan, host, finding.find(prepared.facts.sources), prepared.asked)
    if prepared.facts.promised:
        rows = rows.with_columns(*prepared.facts.promised)
    if prepared.on_forecast is not None:
        no_data, duplicate = NO_FIGURE[GreyReason.NO_DATA], NO_FIGURE[GreyReason.DUPLICATE]
        rows = with_forecast(rows, prepared.on_forecast, no_data=no_data, duplicate=duplicate)
    rows = rows.with_columns(nw.col(name).fill_null(0.0).alias(f"{name}_known") for name in plan.fact_columns)
    return worked_out(rows, plan.targets) if plan.rates else rows


def figures(plan: Plan, door: Door, bases: frozenset[BaseKind] = frozenset(), area: str | None = None) -> Any:
    """One row for each figure, with what it takes from the rows around it."""
    host = door.host
    rows = door.read(area=area)
    rows = with_rows(plan, host, rows) if plan.segments.vary else rows.with_columns(nw.col("indicator").alias("row"))
    if "grade" in names_of(rows):
        grade = nw.col("grade").str.strip_chars().str.to_lowercase().str.replace_all(r"\s+", " ")
        rows = rows.with_columns(grade.fill_null("").alias("grade_known"))
    if any(not one.frequency.is_regular or one.frequency is Frequency.YEAR_SPAN for one in plan.indicators):
        # Of two periods that end on one day the shorter counts.
        rows = host.lagged(rows, [("next_key", "key", -1)])
        following = nw.col("next_key").fill_null(NONE)
        same_end = (following // LENGTHS == nw.col("key") // LENGTHS) & (following != nw.col("key"))
        rows = rows.filter(~same_end).drop("next_key")
    if "conflict" in names_of(rows):
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


def with_rows(plan: Plan, host: Host, rows: Any) -> Any:
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


def with_parameters(plan: Plan, host: Host, rows: Any, names: Iterable[str]) -> Any:
    """Rows with some columns of the parameter table, of which no more may be made from now on."""
    columns = {name: plan.parameters.columns[name] for name in names}
    if not columns:
        return rows
    return host.looked_up(rows, {"row": list(range(len(plan.rows))), **columns}, ["row"], complete=True)


def _previous(prepared: Prepared, host: Host, rows: Any) -> Any:
    """The status of the period before, as the engine itself gave it."""
    plan, changing = prepared.plan, prepared.changing
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
    if prepared.members_changed is not None:
        rows = prepared.members_changed(host, rows, lag, nw.col("key"))
        changed.append(nw.col("members_changed") == 1)
    if not changed:
        return rows
    parted = nw.when(reduce(or_, changed)).then(nw.lit(1)).otherwise(nw.lit(0))
    rows = rows.with_columns(parted.alias("changed"))
    return rows.drop("apart") if plan.years else rows


def _reported(prepared: Prepared, door: Door, rows: Any, reporting: Period) -> Any:
    """The last figure of each series that the reporting period knows, and whether it is carried forward."""
    plan, at = prepared.plan, prepared.reporting
    until = reporting.end.toordinal()
    end, following = nw.col("key") // LENGTHS, nw.col("next_key") // LENGTHS
    rows = rows.filter((end <= until) & ((nw.col("next_key") == NONE) | (following > until)))
    new = is_new(plan, door, rows, at, prepared.own_kinds)
    rows = rows.with_columns(nw.when(new).then(nw.lit(0)).otherwise(nw.lit(1)).alias("carried"))
    if plan.moves:
        rank = nw.when(nw.col("carried") == 1).then(nw.lit(GREY_BEYOND)).otherwise(nw.col("previous_rank"))
        rows = rows.with_columns(rank.alias("previous_rank"))
    return with_age(door.host, rows, at, [reporting, *plan.all_periods]) if plan.ages else rows


def _broken(plan: Plan, host: Host, rows: Any) -> Any:
    """Whether the series has a break between the two figures that are compared."""
    then = rows.select("series", nw.col("key").alias("travel_base_key"), nw.col("breaks").alias("breaks_then"))
    rows = host.beside(rows, then, ["series", "travel_base_key"])
    rows = rows.with_columns((nw.col("breaks") - nw.col("breaks_then").fill_null(0)).alias("broken"))
    if not plan.years:
        return rows
    rows = with_apart(host, rows, plan.years, plan.all_periods, "travel_base_key")
    return rows.with_columns((nw.col("broken") + nw.col("apart")).alias("broken")).drop("apart")
