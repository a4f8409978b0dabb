"""The members of compositions, rated in the periods in which they are asked for, and what they come to together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals.stable.v2 as nw

from scorecard_core.frames.calendar import NONE, end_of
from scorecard_core.frames.compositions.rounds import Rounds
from scorecard_core.frames.door import Door
from scorecard_core.frames.later import beside_latest, is_new, with_age
from scorecard_core.frames.native import Host
from scorecard_core.frames.pipeline import Prepared, with_facts
from scorecard_core.frames.rated import names_of, rated
from scorecard_core.frames.stages import GREY, GREY_BEYOND
from scorecard_core.frames.waiting import in_force_days
from scorecard_core.periods import Period
from scorecard_core.tallies import COUNTS, WEIGHTS
from scorecard_core.terms import Rag

__all__ = ["RATED", "Tallies", "rated_members", "tallied"]

RATED = ["member", "area_number", "at", "rank", "present", "carried", "found"]
"""What is known of each member in each area and period: its status, whether it rests on a figure, whether that is
carried forward, and the period of it."""

_RANKS = {colour: colour.rank for colour in Rag}
_WHOLE = ["whole", "area_number", "at"]
_BESIDE = ("reach", "members_present", "members_new", "members_from")
_SUMS = (*COUNTS.values(), *WEIGHTS.values(), *_BESIDE)


def rated_members(
    prepared: Prepared, host: Host, asked: Any, numbers: Mapping[str, int], periods: Sequence[Period], tallies: Any
) -> Any:
    """Those with figures, in the periods that are asked for: each on its latest figure by then.

    Args:
        asked: ``member``, ``area_number`` and ``at``, of everyone.
        numbers: the number of each, by id.
        periods: every period that may be asked for.
        tallies: what their own members come to, where they have members.
    """
    plan, door = prepared.plan, prepared.plan.door(host)
    days = [in_force_days(one) for one in plan.indicators]
    table = {
        "member": [numbers[one.id] for one in plan.indicators],
        "indicator": list(range(len(plan.indicators))),
        "first_day": [first for first, _ in days],
        "last_day": [last for _, last in days],
    }
    asked = asked.join(host.table(table), on="member", how="inner")
    asked = asked.with_columns(Door.series_of(nw.col("indicator"), nw.col("area_number")).alias("series"))
    rows = beside_latest(host, with_facts(prepared, door), asked.select("series", "at"))
    if plan.ages:
        rows = with_age(host, rows, nw.col("at"), [*plan.all_periods, *periods])
    new = is_new(plan, door, rows, nw.col("at"), prepared.own_kinds)
    rows = rows.with_columns(nw.when(new).then(nw.lit(0)).otherwise(nw.lit(1)).alias("carried"))
    present = nw.col("no_figure") == 0
    if tallies is not None:
        rows = tallies.beside([numbers[one.id] for one in plan.indicators], rows, nw.col("at"))
        present = present | (nw.col("members_present") > 0.0)
    rows = rated(plan, door, rows, prepared.available_reported, nw.col("at"))
    rows = rows.with_columns(nw.when(present).then(nw.lit(1)).otherwise(nw.lit(0)).alias("present"))
    rows = rows.select("series", "at", "rank", "present", "carried", nw.col("key").alias("found"))
    rows = host.beside(asked, rows, ["series", "at"])
    end = end_of(nw.col("at"))
    outside = (end < nw.col("first_day")) | (end > nw.col("last_day"))
    none = nw.when(outside).then(nw.lit(GREY)).otherwise(nw.lit(GREY_BEYOND))
    rank = nw.when(nw.col("rank").is_null()).then(none).otherwise(nw.col("rank"))
    others = (nw.col(name).fill_null(0).cast(nw.Int64) for name in ("present", "carried", "found"))
    return rows.with_columns(rank.cast(nw.Int64).alias("rank"), *others).select(*RATED)


def tallied(host: Host, rounds: Rounds, members: Any, wholes: Sequence[int]) -> Any:
    """What the members of some compositions come to: a row for each composition, area and period.

    Args:
        members: everyone's ratings.
    """
    parts = [part for part in rounds.parts if part.whole in wholes]
    names = ("member", "whole", "first", "last")
    table: dict[str, list[Any]] = {name: [getattr(part, name) for part in parts] for name in names}
    table |= {"weight": [float(part.weight) for part in parts], "of_figure": [int(part.of_figure) for part in parts]}
    rows = members.join(host.table(table), on="member", how="inner")
    of_figure = (nw.col("of_figure") == 1) & (nw.col("found") > 0)
    end, rank = end_of(nw.when(of_figure).then(nw.col("found")).otherwise(nw.col("at"))), nw.col("rank")
    rows = rows.filter((end >= nw.col("first")) & (end <= nw.col("last")))
    one, nothing = nw.lit(1.0), nw.lit(0.0)
    columns = []
    for colour, number in _RANKS.items():
        counts = rank < 0 if number is None else rank == number
        columns += [
            nw.when(counts).then(one).otherwise(nothing).alias(COUNTS[colour]),
            nw.when(counts).then(nw.col("weight")).otherwise(nothing).alias(WEIGHTS[colour]),
        ]
    present, new = nw.col("present") == 1, nw.col("carried") == 0
    columns += [
        nw.when(rank > GREY_BEYOND).then(one).otherwise(nothing).alias("reach"),
        nw.when(present).then(one).otherwise(nothing).alias("members_present"),
        nw.when(present & new).then(one).otherwise(nothing).alias("members_new"),
        nw.when(new).then(nw.col("found") * 0).otherwise(nw.col("found")).alias("members_from"),
    ]
    sums = (nw.col(name).max() if name == "members_from" else nw.col(name).sum() for name in _SUMS)
    return rows.with_columns(*columns).group_by(*_WHOLE).agg(*sums)


@dataclass(frozen=True)
class Tallies:
    """What members come to, for a round of compositions; see :func:`tallied`."""

    host: Host
    found: Any

    def beside(self, wholes: Sequence[int], rows: Any, at: Any) -> Any:
        """Rows with the tallies of their members in a period, zero where none counts.

        Args:
            wholes: the number that each indicator of the rows has.
            at: the key of the period, as an expression.
        """
        rows = rows.drop(*(name for name in (*_SUMS, *_WHOLE) if name in names_of(rows) and name != "at"))
        area = Door.area_number().alias("area_number")
        rows = rows.with_columns(area, at.alias("at"))
        table = {"indicator": list(range(len(wholes))), "whole": list(wholes)}
        rows = self.host.looked_up(rows, table, ["indicator"], complete=True)
        rows = self.host.beside(rows, self.found, _WHOLE)
        return rows.with_columns(nw.col(name).fill_null(NONE if name == "members_from" else 0.0) for name in _SUMS)
