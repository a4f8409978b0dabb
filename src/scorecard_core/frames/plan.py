"""What the definitions ask of a frame, settled before a row is looked at.

A :class:`Plan` holds the parameter table, the sources of facts, and every list as an expression. The rows meet it in
:mod:`scorecard_core.frames.pipeline`; so no expression is made after the parameter table has been joined.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import chain
from typing import Any

import narwhals.stable.v2 as nw

from scorecard_core.assessed import BEYOND_THE_HISTORY
from scorecard_core.availability import AVAILABILITY, asks_why_there_is_no_figure
from scorecard_core.bases import Base, BaseKind
from scorecard_core.comparators import Comparator, Vintage
from scorecard_core.frames.calendar import NONE, key_of, label_table, period_of
from scorecard_core.frames.columns import Known, Parameters, Word
from scorecard_core.frames.computed.door import ComputedDoor
from scorecard_core.frames.computed.parts import Part, made_of
from scorecard_core.frames.door import NO_FIGURE, Door
from scorecard_core.frames.facts import FactColumns, Lookup
from scorecard_core.frames.forms.limits import GIVEN_INTERVAL, NUMBERED
from scorecard_core.frames.forms.trends import TREND_FACTS, TrendFact, columns_given
from scorecard_core.frames.native import Host
from scorecard_core.frames.numbers import Atom, Whole
from scorecard_core.frames.segments import Segment, Segments, segments_of, simple
from scorecard_core.frames.stages import (
    GREY,
    GREY_BEYOND,
    Group,
    group_of,
    groups_of_targets,
    groups_of_travel,
    known_column,
)
from scorecard_core.indicators import Indicator
from scorecard_core.movement import MOVEMENT
from scorecard_core.periods import Period
from scorecard_core.references import Compared, Forecast, Own, Reported, Source, TargetSeries
from scorecard_core.significance import Limit
from scorecard_core.special_causes import Charted
from scorecard_core.tallies import NOTHING
from scorecard_core.targets import Composition
from scorecard_core.terms import Frequency, GreyReason
from scorecard_core.units import Units

__all__ = ["AVAILABLE", "Plan"]

AVAILABLE = len(AVAILABILITY.branches)
"""The branch of the first stage that says there is something to rate."""


@dataclass
class Plan:
    """Everything that is known before a row is looked at.

    Attributes:
        written: the labels that occur, where the rows are in memory; None for the usual ones.
        names: the columns that came.
        in_sql: expressions become SQL.
        dimensions: the columns that any definition breaks figures down by.
        reporting: the reporting period, where carried-forward figures are wanted; None to rate each figure in its own.
        wanted: the columns asked for.
        as_member: the status is wanted in the periods of what the indicators are members of.
        members_change: whether what anything is put together from changes with time.
    """

    indicators: Sequence[Indicator]
    comparators: Mapping[str, Comparator]
    units: Units
    as_at: date | None
    reporting: Period | None
    wanted: Sequence[str]
    written: tuple[str, ...] | None
    names: tuple[str, ...]
    in_sql: bool
    dimensions: tuple[str, ...] = ()
    as_member: bool = False
    members_change: bool = False

    def wants(self, *names: str) -> bool:
        """Whether any of some columns was asked for."""
        return any(name in self.wanted for name in names)

    # Periods and the rows of the parameter table.

    @cached_property
    def _sources(self) -> list[Source]:
        targets = [target for one in self.indicators for target in one.target]
        return [source for target in targets for source in simple(target.sources.values())]

    @cached_property
    def frequencies(self) -> list[Frequency]:
        """The frequencies that labels are read at; a latest figure, or a target's, may be of any period."""
        own = sorted({one.frequency for one in self.indicators})
        raw = any(leaf.within_months is not None for one in self.indicators for leaf in one.inputs) or any(
            isinstance(source, TargetSeries) or (isinstance(source, Compared) and source.vintage is Vintage.LATEST)
            for source in self._sources
        )
        return own if not raw or Frequency.IRREGULAR in own else [*own, Frequency.IRREGULAR]

    @cached_property
    def labels(self) -> dict[str, list[Any]]:
        """The table of labels: of those that occur, where the rows are in memory, else of the usual ones."""
        return dict(label_table(self.written, tuple(self.frequencies)))

    @cached_property
    def periods(self) -> dict[Frequency, list[Period]]:
        """Every period that may occur, by frequency."""
        found: dict[Frequency, set[int]] = {frequency: set() for frequency in self.frequencies}
        for at, key in zip(self.labels["frequency"], self.labels["key"], strict=True):
            found[self.frequencies[at]].add(key)
        return {frequency: [period_of(key) for key in sorted(keys)] for frequency, keys in found.items()}

    @cached_property
    def all_periods(self) -> list[Period]:
        """The same without regard to frequency, with the periods that earlier figures are looked for in."""
        keys = {*self.labels["key"], *self.labels["raw"], *self.labels["before"], *self.labels["year_before"]}
        return [period_of(key) for key in sorted({*keys, *chain(*self.baselines)} - {NONE, -1})]

    @cached_property
    def segments(self) -> Segments:
        """The rows of the parameter table."""
        return segments_of(self.indicators, self.periods)

    @cached_property
    def rows(self) -> Sequence[Segment]:
        """The same, without how they are found."""
        return self.segments.rows

    @cached_property
    def parameters(self) -> Parameters:
        """The parameter table in the making."""
        return Parameters(len(self.rows), in_sql=self.in_sql)

    def parameter(self, values: Sequence[Any], absent: Any) -> Any:
        """A column of the parameter table as an expression; a constant where all rows are alike."""
        return self.parameters.expression(range(len(self.rows)), values, absent)

    @cached_property
    def baselines(self) -> list[list[int]]:
        """The keys of the named base periods of the rows: the first that each names, the second, and so on."""
        named = [_baselines_of(segment) for segment in self.rows]
        most = max(map(len, named), default=0)
        return [[keys[at] if at < len(keys) else NONE for keys in named] for at in range(most)]

    def baseline_number(self, row: int, base: Base) -> int:
        """Which of the base periods of a row of the parameter table one is."""
        segment = self.rows[row]
        return _baselines_of(segment).index(_baseline_key(segment, base))

    def door(self, host: Host) -> Door:
        """How the rows are read."""
        more = {"comparators": self.comparators} if self.indicators and self.indicators[0].computed else {}
        return (ComputedDoor if more else Door)(
            host=host,
            indicators=self.indicators,
            units=self.units,
            as_at=self.as_at,
            known=self.frequencies,
            labels=self.labels,
            keep_first=self.reporting is not None or self.as_member,
            given=self.given,
            dated=any(isinstance(one, Reported) for one in self._sources),
            dimensions=self.dimensions,
            **more,
        )

    # Facts.

    @cached_property
    def given(self) -> tuple[str, ...]:
        """The columns beside the figures that are looked at."""
        limits = [one for one in self._sources if isinstance(one, Limit)]
        tested = {one.travel.trend for one in self.indicators if one.travel.trend} if self.travels else set()
        asked = (
            *(("forecast",) if any(isinstance(one, Forecast) for one in self._sources) else ()),
            *(GIVEN_INTERVAL if any(one.method is None for one in limits) else ()),
            *(NUMBERED if any(one.method is not None for one in limits) else ()),
            *(name for of in sorted(tested) for name in columns_given(of)),
        )
        return tuple(dict.fromkeys(asked))

    @cached_property
    def on_forecast(self) -> Any:
        """Whether the forecast is judged; None where it never is."""
        if "forecast" not in self.given:
            return None
        return self.parameter([float(one.on_forecast) for one in self.rows], 0.0) > 0.5

    @cached_property
    def rates(self) -> bool:
        """Whether statuses have to be worked out at all."""
        return bool(set(self.wanted) - {"indicator", "area", "period", "value", "unit", "travel", "travel_base"})

    @cached_property
    def travels(self) -> bool:
        """Whether the direction of travel was asked for."""
        return self.wants("travel", "travel_base")

    @cached_property
    def moves(self) -> bool:
        """Whether the rating before was asked for."""
        return self.wants("movement", "previous_status")

    @cached_property
    def waits(self) -> bool:
        """Whether the mere passing of time may change an answer."""
        return any(one.target is not None and one.target.waits for one in self.rows)

    @cached_property
    def together(self) -> bool:
        """Whether anything is put together from members."""
        return any(isinstance(one.target, Composition) for one in self.rows)

    @property
    def carries(self) -> bool:
        """Whether figures may be carried forward."""
        return self.reporting is not None

    @property
    def carried_label(self) -> str:
        """The column with what the period is called that a figure is carried forward from."""
        return "label"

    @property
    def later(self) -> bool:
        """Whether figures are rated in a later period than their own."""
        return self.reporting is not None or self.as_member or (self.waits and self.moves)

    @cached_property
    def ages(self) -> bool:
        """Whether a figure may be too old."""
        return any(one.maximum_age is not None for one in self.indicators)

    @cached_property
    def breaks(self) -> bool:
        """Whether a series may have breaks that are asked about."""
        charted = self.rates and any(isinstance(one, Charted) for one in self._sources)
        may_break = "flag" in self.names or bool(self.years)
        return may_break and (charted or self.wants("travel", "movement"))

    @cached_property
    def years(self) -> tuple[Part, ...]:
        """The steps of a computed measure that begin anew with each year; the measures of all are made alike."""
        make, _ = made_of(self.indicators[0], self.comparators, self.units)
        return make.years if make is not None else ()

    @cached_property
    def facts(self) -> FactColumns:
        """The columns of facts."""
        facts = FactColumns(self.parameters, self.baseline_number)
        for name, sources in self._asked.items():
            facts.add(column_of(name), sources)
        return facts

    @cached_property
    def _asked(self) -> dict[str, dict[int, Lookup]]:
        """What each row of the parameter table asks for, by fact."""
        asked: dict[str, dict[int, Lookup]] = {}
        for segment in self.rows:
            for name, source in segment.looked_up.items() if self.rates else ():
                asked.setdefault(name, {})[segment.number] = source
        for segment in self.rows if self.travels else ():
            travel = segment.indicator.travel
            for name in TREND_FACTS if travel.trend else ("travel_base",):
                found = TrendFact(travel.trend, name) if travel.trend else Own(travel.base)
                asked.setdefault(name, {})[segment.number] = found
        return asked

    @cached_property
    def data(self) -> dict[str, Known]:
        """The facts that are columns."""
        figure = ("value",) if self.on_forecast is None else ("value", "figure")
        return {name: known_column(column_of(name)) for name in (*figure, *self._asked)}

    @property
    def fact_columns(self) -> list[str]:
        """The columns that facts are in."""
        return [column_of(name) for name in self.data]

    # Lists.

    @cached_property
    def targets(self) -> list[Group]:
        """The status, for every shape of target."""
        grades = {"grade": Known(Word(column=nw.lit("")), True), "expired": Known(False)}
        if "text" in self.names:
            grade = nw.col("grade_known")
            expired = nw.col("expired") > 0 if "expires" in self.names else False
            grades = {"grade": Known(Word(column=grade), grade == ""), "expired": Known(expired)}
        passing = {name: Known(Whole(nw.col(name))) for name in ("today", *NOTHING)}
        return groups_of_targets(self.parameters, self.rows, self.data, words=grades | passing) if self.rates else []

    @cached_property
    def travel(self) -> list[Group]:
        """The direction of travel, for every polarity and kind of dead band."""
        if not self.wants("travel"):
            return []
        broken = Known(nw.col("broken") > 0 if self.breaks else False)
        figure = self.data.get("figure", self.data["value"])
        data = {name: self.data[name] for name in TREND_FACTS if name in self.data}
        data |= {"value": figure, "broken": broken, "holds": Known(nw.col("holds_known") > 0.0)}
        return groups_of_travel(self.parameters, self.rows, data)

    def available(self, *, reporting: bool) -> Group:
        """The first stage; a figure rated in its own period is never old."""
        ages = reporting and self.ages
        members = []
        for segment in self.rows:
            limit = segment.indicator.maximum_age
            facts: dict[str, Any] = {
                "in_force": segment.in_force,
                "has_target": segment.target is not None,
                "judged_now": segment.judged_now,
                "no_figure": Known(Word(column=nw.col("no_figure"), codes=NO_FIGURE)),
                "age": Known(Atom("age")) if ages else Decimal(0),
                "maximum_age": None if limit is None else Decimal(limit),
                "next_is_due": Known(nw.col("next_is_due") > 0) if self.dues else True,
            }
            members.append((segment, AVAILABILITY, facts))
        return group_of(0, self.parameters, members, "availability")

    @cached_property
    def dues(self) -> bool:
        """Whether a figure may be not due yet."""
        return self.as_at is not None and any(one.due_days is not None for one in self.indicators)

    @cached_property
    def due_days(self) -> Any:
        """By when a figure is due, in days; long past where no day is named."""
        return self.parameter(
            [one.indicator.due_days or (0 if one.indicator.due_days == 0 else -(10**6)) for one in self.rows], 0
        )

    @cached_property
    def targets_change(self) -> bool:
        """Whether any indicator has one target after another."""
        return any(
            len(one.target) > 1 or one.target[0].in_force_from or one.target[0].in_force_until
            for one in self.indicators
        )

    @cached_property
    def changes(self) -> bool:
        """Whether anything may part two ratings, so that no movement leads from one to the other."""
        return self.targets_change or self.breaks or self.members_change

    @cached_property
    def target_number(self) -> Any:
        """Which of its targets an indicator has."""
        return self.parameter([one.target_number for one in self.rows], -1)

    @cached_property
    def may_change(self) -> Any:
        """Whether another target before this one is a change worth naming."""
        return self.parameter([int(one.target is not None and not one.target.continuous) for one in self.rows], 0)

    @cached_property
    def movement(self) -> Group:
        """The movement; it is the same list for all."""
        facts: dict[str, Any] = {
            "rank": Known(Atom("rank"), nw.col("rank") < 0),
            "previous_rank": Known(Atom("previous_rank"), nw.col("previous_rank") < 0),
            "previous_known": Known(nw.col("previous_rank") > GREY_BEYOND),
            "carried": Known(nw.col("stands_still" if self.waits else "carried") == 1 if self.carries else False),
            "changed": Known(Word(), nw.col("changed") == 0 if self.changes else True),
        }
        return group_of(0, self.parameters, [(self.rows[0], MOVEMENT, facts)], "movement")

    @cached_property
    def movement_taken(self) -> Any:
        """The branch of the list that gives the movement."""
        return self.movement.taken()

    @property
    def with_limbs(self) -> set[int]:
        """The indicators that have a rule which computes with figures; they cost several times as much."""
        groups = [group for group in (*self.targets, *self.travel) if group.reading.exact]
        ids = {one.indicator.id for group in groups for one in group.segments}
        return {at for at, one in enumerate(self.indicators) if one.id in ids}

    @cached_property
    def taken(self) -> Any:
        """The branch of the target's list."""
        return self.by_group(self.targets, lambda group: group.taken())

    @cached_property
    def travel_taken(self) -> Any:
        """The branch of the list that gives the direction of travel."""
        return self.by_group(self.travel, lambda group: group.taken())

    @cached_property
    def rank(self) -> Any:
        """The status as a number; below zero it is grey."""
        rank = self.by_group(self.targets, lambda group: group.mapped(nw.col("taken"), group.rank, 0))
        # What is not due is beyond the history where there is no figure, and not where the target waits for the year.
        beyond = [
            at
            for at, branch in enumerate(AVAILABILITY.branches, start=1)
            if branch.answer in BEYOND_THE_HISTORY
            or (branch.answer is GreyReason.NOT_DUE and asks_why_there_is_no_figure(branch))
        ]
        unavailable = nw.when(nw.col("available").is_in(beyond)).then(nw.lit(GREY_BEYOND)).otherwise(nw.lit(GREY))
        if self.on_forecast is not None and not self.as_member:
            # Of what is not due, the history reaches back to the figures so far, whatever is known of the forecast.
            not_due = [at for at, one in enumerate(AVAILABILITY.branches, start=1) if one.answer is GreyReason.NOT_DUE]
            known = nw.when(nw.col("no_figure_so_far") == 0).then(nw.lit(GREY)).otherwise(nw.lit(GREY_BEYOND))
            unavailable = nw.when(nw.col("available").is_in(not_due)).then(known).otherwise(unavailable)
        rank = nw.when(nw.col("available") != AVAILABLE).then(unavailable).otherwise(rank)
        if not self.together:
            return rank
        out_of_reach = self.without_members & (nw.col("reach") == 0.0)
        return nw.when(out_of_reach).then(nw.lit(GREY_BEYOND)).otherwise(rank)

    @cached_property
    def without_members(self) -> Any:
        """Whether the list says that no member has a rating."""

        def says_so(group: Group) -> Any:
            none = GreyReason.NO_MEMBER_RATED
            return group.mapped(nw.col("taken"), lambda _, at, branch: float(group.answer(at, branch) is none), 0.0)

        return (nw.col("available") == AVAILABLE) & (self.by_group(self.targets, says_so, 0.0) > 0.5)

    def by_group(self, groups: Sequence[Group], make: Any, absent: Any = 0) -> Any:
        """An expression for each group, chosen by the group a row belongs to."""
        made = [(group, expression) for group in groups if (expression := make(group)) is not None]
        if not made:
            return nw.lit(absent) if absent is not None else nw.lit(None, nw.Float64)
        result = made[-1][1]
        if len(made) < len(groups):
            result = nw.lit(None, nw.Float64)
        else:
            made.pop()
        numbers = self._numbers(groups)
        for group, expression in made:
            result = nw.when(numbers == float(group.number)).then(expression).otherwise(result)
        return result

    def _numbers(self, groups: Sequence[Group]) -> Any:
        numbers = [-1.0] * len(self.rows)
        for group in groups:
            for at in group.at:
                numbers[at] = float(group.number)
        return self.parameter(numbers, -1.0)


def column_of(fact: str) -> str:
    """The column of a fact; two of them have names that the rows themselves have a use for."""
    return f"{fact}_in_group" if fact in ("place", "rank") else fact


def _baselines_of(segment: Segment) -> list[int]:
    """The keys of the base periods that a definition names."""
    sources = list(simple(segment.target.sources.values())) if segment.target else []
    bases = [getattr(source, "base", None) for source in (*sources, Own(segment.indicator.travel.base))]
    named = [base for base in bases if base is not None and base.kind is BaseKind.BASELINE]
    return list(dict.fromkeys(_baseline_key(segment, base) for base in named))


def _baseline_key(segment: Segment, base: Base) -> int:
    return key_of(base.period and base.period.at_frequency(segment.indicator.frequency))
