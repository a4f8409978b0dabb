"""What is put together from other indicators: a row for each period in which they ask for one, and its answer.

It has no figure of its own, and is as new as its members are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, reduce
from operator import or_
from typing import Any

import narwhals.stable.v2 as nw

from scorecard_core.frames.calendar import NONE, key_of, kind_of_key
from scorecard_core.frames.compositions.epochs import Epochs
from scorecard_core.frames.compositions.members import RATED, Tallies
from scorecard_core.frames.compositions.rounds import aligned
from scorecard_core.frames.door import NO_FIGURE, Door
from scorecard_core.frames.native import Host
from scorecard_core.frames.outputs import output
from scorecard_core.frames.pipeline import with_parameters, with_rows
from scorecard_core.frames.plan import Plan
from scorecard_core.frames.rated import rated
from scorecard_core.frames.stages import GREY_BEYOND
from scorecard_core.periods import Period, PeriodKind
from scorecard_core.terms import Frequency, GreyReason, Travel

__all__ = ["Together", "TogetherPlan", "answers_of"]


@dataclass
class TogetherPlan(Plan):
    """A plan for compositions of indicators: their periods are those that their members ask for.

    Attributes:
        asked: the periods, by frequency.
        carried: every period that a member's figure may be carried forward from.
    """

    asked: Mapping[Frequency, list[Period]] = field(default_factory=dict)
    carried: Sequence[Period] = ()

    @cached_property
    def periods(self) -> dict[Frequency, list[Period]]:
        """Every period that may occur, by frequency."""
        found = {}
        for frequency in {one.frequency for one in self.indicators}:
            keys = {key_of(aligned(one, frequency)): aligned(one, frequency) for one in self.asked[frequency]}
            found[frequency] = [keys[key] for key in sorted(keys)]
        return found

    @cached_property
    def follow(self) -> bool:
        """Whether periods of one kind follow one another: the one before is the row before, if it is there at all."""
        return all(
            aligned(one, frequency).kind is one.kind and one.kind is not PeriodKind.YEAR_SPAN
            for frequency, asked in self.asked.items()
            if frequency in {known.frequency for known in self.indicators}
            for one in asked
        )

    @cached_property
    def breaks(self) -> bool:
        """Whether a series may have breaks: there is none."""
        return False

    @property
    def carries(self) -> bool:
        """Whether figures may be carried forward: those of members are."""
        return True

    @property
    def carried_label(self) -> str:
        """The column with what the period is called that the latest figure of a member is carried forward from."""
        return "carried_label"


@dataclass(frozen=True)
class Together:
    """A plan for compositions of indicators with every expression made.

    Attributes:
        numbers: the number of each among everyone.
    """

    plan: TogetherPlan
    numbers: Sequence[int]
    outputs: Sequence[Any]
    available: Any
    has_target: Any
    changing: tuple[Any, Any]
    epochs: Epochs

    @classmethod
    def of(cls, plan: TogetherPlan, numbers: Mapping[str, int], epochs: Epochs) -> Together:
        """Make them."""
        made = {name: output(plan, name) for name in plan.wanted if name not in _WITHOUT_FIGURE}
        outputs = [{**made, **_WITHOUT_FIGURE}[name].alias(name) for name in plan.wanted]
        for one in (plan.taken, plan.rank, plan.without_members, plan.due_days, plan.movement_taken):
            assert one is not None
        available = plan.available(reporting=False).taken()
        has_target = plan.parameter([float(one.target is not None) for one in plan.rows], 0.0) > 0.5
        own = [numbers[one.id] for one in plan.indicators]
        return cls(plan, own, outputs, available, has_target, (plan.target_number, plan.may_change), epochs)

    def rows(self, host: Host, asked: Any, tallies: Tallies) -> Any:
        """The compositions, each in the periods that it is asked for, with the stages up to the status.

        Args:
            asked: ``member``, ``area``, ``area_number``, ``at`` and ``shown``, of everyone.
        """
        plan = self.plan
        known = sorted({one.frequency for one in plan.indicators})
        table = {
            "member": list(self.numbers),
            "indicator": list(range(len(self.numbers))),
            "frequency": [known.index(one.frequency) for one in plan.indicators],
        }
        rows = asked.join(host.table(table), on="member", how="inner")
        rows = rows.join(host.table(self._periods(known)), on=["frequency", "at"], how="inner")
        series = Door.series_of(nw.col("indicator"), nw.col("area_number"))
        rows = rows.with_columns(series.alias("series"), nw.lit(None, nw.Float64).alias("value"))
        rows = with_parameters(plan, host, with_rows(plan, host, rows), plan.parameters.columns)
        no_data = NO_FIGURE[GreyReason.NO_DATA]
        why = nw.when(self.has_target).then(nw.lit(0)).otherwise(nw.lit(no_data))
        prior = nw.when(self.has_target).then(nw.col("prior")).otherwise(nw.col("prior_without"))
        rows = rows.with_columns(why.alias("no_figure"), prior.alias("prior"), self.changing[0].alias("target_number"))
        rows = tallies.beside(self.numbers, rows, nw.col("at"))
        rows = rated(plan, plan.door(host), rows, self.available, nw.col("at"))
        carried = self.has_target & (nw.col("members_present") > 0.0) & (nw.col("members_new") == 0.0)
        return rows.with_columns(nw.when(carried).then(nw.lit(1)).otherwise(nw.lit(0)).alias("carried"))

    def _periods(self, known: Sequence[Frequency]) -> dict[str, list[Any]]:
        """The periods that are asked for: as each frequency has them, the ones before, and what they are called."""
        names = ("frequency", "at", "key", "prior", "prior_without", "label")
        columns: dict[str, list[Any]] = {name: [] for name in names}
        for at, frequency in enumerate(known):
            for period in self.plan.asked[frequency]:
                own = aligned(period, frequency)
                without = key_of(period.previous) if frequency.is_regular else NONE
                row = (at, key_of(period), key_of(own), key_of(own.previous), without, period.label)
                for name, value in zip(names, row, strict=True):
                    columns[name].append(value)
        return columns

    def as_members(self, rows: Any) -> Any:
        """The same, as members of others."""
        present = nw.when(nw.col("members_present") > 0.0).then(nw.lit(1)).otherwise(nw.lit(0))
        rows = rows.with_columns(
            nw.col("whole").alias("member"), present.alias("present"), nw.col("members_from").alias("found")
        )
        whole = (nw.col(name).cast(nw.Int64) for name in ("rank", "present", "carried"))
        return rows.with_columns(*whole).select(*RATED)


def answers_of(together: Together, host: Host, rows: Any) -> Any:
    """The answer, for the rows that are shown."""
    plan = together.plan
    if plan.moves:
        rows = _previous(together, host, rows)
    if plan.wants("movement"):
        rows = rows.with_columns(plan.movement_taken.alias("moved"))
    rows = rows.filter(nw.col("shown") == 1)
    if plan.wants("carried_from"):
        known = {key_of(one): one.label for one in plan.carried}
        table = host.table({"members_from": list(known), "carried_label": list(known.values())})
        rows = host.beside(rows, table, ["members_from"])
        # Where there is no such period, nothing else says that these are words.
        rows = rows.with_columns(nw.col("carried_label").cast(nw.String))
    return host.as_text(rows, (), nw.col("area_number")).select(*together.outputs)


def _previous(together: Together, host: Host, rows: Any) -> Any:
    """The status in the period before, where this one is news."""
    plan = together.plan
    rows = _with_prior(host, rows, following=together.plan.follow)
    unknown = nw.col("rank_then").is_null() | (nw.col("carried") == 1)
    rank = nw.when(unknown).then(nw.lit(GREY_BEYOND)).otherwise(nw.col("rank_then"))
    rows = rows.with_columns(rank.alias("previous_rank"))
    changed: list[Any] = []
    if plan.targets_change:
        changed.append((together.changing[1] == 1) & (nw.col("target_then").fill_null(-1) != nw.col("target_number")))
    if plan.members_change:
        rows = together.epochs.beside(host, rows, together.numbers, nw.col("prior"), nw.col("key"))
        changed.append(nw.col("members_changed") == 1)
    if not changed:
        return rows
    return rows.with_columns(nw.when(reduce(or_, changed)).then(nw.lit(1)).otherwise(nw.lit(0)).alias("changed"))


def _with_prior(host: Host, rows: Any, *, following: bool) -> Any:
    """Rows with the status and the target of the period before; a database finds it in the row before, where it can."""
    if not (host.in_sql and following):
        then = rows.select(
            "series",
            nw.col("at").alias("prior"),
            nw.col("rank").alias("rank_then"),
            nw.col("target_number").alias("target_then"),
        )
        return host.beside(rows, then, ["series", "prior"])
    rows = rows.with_columns(kind_of_key(nw.col("at")).alias("kind"))
    names = {"at_then": "at", "rank_before": "rank", "target_before": "target_number"}
    rows = rows.with_columns(
        nw.col(name).shift(1).over("series", "kind", order_by="at").alias(then) for then, name in names.items()
    )
    fits = (nw.col("at_then") == nw.col("prior")).fill_null(False)
    none = nw.lit(None, nw.Int64)
    return rows.with_columns(
        nw.when(fits).then(nw.col("rank_before")).otherwise(none).alias("rank_then"),
        nw.when(fits).then(nw.col("target_before")).otherwise(none).alias("target_then"),
    )


_WITHOUT_FIGURE: Mapping[str, Any] = {
    "travel": nw.lit(Travel.NOT_COMPARABLE.value),
    "travel_base": nw.lit(None, nw.Float64),
    "reference_period": nw.lit(None, nw.String),
    "updated": (nw.col("members_present") > 0.0) & (nw.col("carried") == 0),
}
"""The answers that follow from there being no figure of its own."""
