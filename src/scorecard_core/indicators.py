"""The indicator: one frozen definition, whoever wrote it and in whatever spelling."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    field_validator,
    model_serializer,
    model_validator,
)
from pydantic_core import PydanticCustomError

from scorecard_core.bases import Base, BaseKind
from scorecard_core.comparators import Comparator
from scorecard_core.distances import Distance, Number
from scorecard_core.errors import refusal
from scorecard_core.measures import AnyMeasure, Measure, SeriesOf, leaves
from scorecard_core.periods import Period
from scorecard_core.targets import Target, TargetType, ends_before_it_begins
from scorecard_core.terms import Frequency, JudgedFigure, Polarity, Rag
from scorecard_core.trend import TrendOf

__all__ = ["Indicator", "Provenance", "TravelBase", "WorkedExample"]

_NOT_A_YEAR_APART = frozenset({BaseKind.PREVIOUS, BaseKind.BEST_EVER, BaseKind.AVERAGE_OF_LAST})
_MODEL = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


@dataclass(frozen=True, slots=True)
class Provenance:
    """Who contributed a definition: the plugin, the distribution it came in, and that distribution's version."""

    plugin: str = ""
    distribution: str = ""
    version: str = ""


class TravelBase(BaseModel):
    """What the direction of travel compares with.

    Attributes:
        base: the earlier value.
        dead_band: the change that still counts as steady, both ends included.
        trend: a test of the last five figures instead, of their ``values`` or of the ``proportions`` that they are.
    """

    model_config = _MODEL

    base: Base = Base(kind=BaseKind.PREVIOUS)
    dead_band: Distance | None = None
    trend: TrendOf | None = None

    @model_validator(mode="after")
    def _compares_with_one_thing(self) -> TravelBase:
        if self.trend is not None and (self.dead_band is not None or self.base.kind is not BaseKind.PREVIOUS):
            raise refusal(
                "travel-contradictory",
                found="travel.trend beside an earlier value or a dead band",
                expected="a test of the last five figures, or a comparison with an earlier one",
            )
        return self


class WorkedExample(BaseModel):
    """A case worked by hand: some facts, and the status that must come out.

    In a definition: ``{ value = 66.3, status = "red" }``, with the facts under their names beside ``status``.

    Attributes:
        status: the colour that must come out.
        given: the facts, by name; those that the definition states are not given again.
        history: earlier figures, the oldest first, for a target that looks at all of them.
        grade: the grade, for a target of the type ``judgement``.
        period: the period it is for, where a target differs by period.
        note: why the case is worth working.
    """

    model_config = _MODEL

    status: Rag
    given: dict[str, Number] = {}
    history: tuple[Number, ...] = ()
    grade: str = ""
    period: Period | None = None
    note: str = ""

    @model_validator(mode="before")
    @classmethod
    def _from_one_table(cls, data: Any) -> Any:
        if not isinstance(data, dict) or "given" in data:
            return data
        own = {key: data[key] for key in ("status", "history", "grade", "period", "note") if key in data}
        return {**own, "given": {key: value for key, value in data.items() if key not in own}}

    @model_serializer
    def _to_one_table(self) -> dict[str, Any]:
        more = {
            "history": list(self.history),
            "grade": self.grade,
            "period": self.period and str(self.period),
            "note": self.note,
        }
        return {**self.given, "status": self.status.value, **{key: known for key, known in more.items() if known}}


def _in_full(shown: Any) -> str:
    return "[id]" if isinstance(shown, str) else "[in full]"


_Shown = Annotated[
    Annotated[str, Tag("[id]")] | Annotated[Comparator, Tag("[in full]")],
    Discriminator(_in_full),
]
"""A comparator, by its id or in full."""


class Indicator(BaseModel):
    """What is measured, which direction is good, what is aimed at, and who answers for it.

    Attributes:
        id: ``directorate.snake_case``.
        title: as the scorecard prints it.
        polarity: the direction of good. There is no default.
        unit: what it is measured in: a name from ``units.toml``, or one that a plugin registered.
        frequency: how often a figure comes.
        target: the target, or several with the periods they count for.
        decimals: places that are printed.
        measure: the series in the observations; the id where it is not given. Several indicators may share one. Or a
            table that says how the series is computed from others.
        dimensions: the breakdown of the series that is rated, such as ``{ sex = "Female" }``.
        comparators: the comparators that are shown beside it, by id. One that is its own stands here in full, and its
            targets may name it.
        travel: what the direction of travel compares with.
        judged: whether the stored or the printed figure is compared.
        minimum, maximum: its natural limits, such as 0 and 100. A figure beyond them is no figure but a mistake or a
            code for something else; it is never rated.
        maximum_age: months after which a figure carried forward turns grey; None for no limit.
        due_days: days after the end of a period by which its figure should be there.
        grouping: where it stands in a report, by axis, such as ``{ area_of_focus = "Children and Families" }``.
        owner, contact: who answers for it; not the same as where it is grouped.
        description: what exactly is counted.
        inferred: what its source did not state and this definition reads out of it, by key, with the argument.
        source: where the definition is from.
        examples: cases worked by hand, which are tested.
        edition: a name for this wording of the definition. Ratings under different editions are not compared.
        continues: earlier editions whose ratings may be compared with this one's all the same.
        in_force_from, in_force_until: the periods for which the definition counts.
        provenance: who contributed it; stamped when a plugin is loaded.

    Raises:
        pydantic.ValidationError: with every problem there is.
    """

    model_config = _MODEL

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$")
    title: str = Field(min_length=1)
    polarity: Polarity
    unit: str
    frequency: Frequency
    target: tuple[Target, ...]
    decimals: int = Field(default=1, ge=0, le=12)
    measure: AnyMeasure = ""
    dimensions: dict[str, str] = {}
    comparators: tuple[_Shown, ...] = ()
    travel: TravelBase = TravelBase()
    judged: JudgedFigure = JudgedFigure.STORED
    minimum: Number | None = None
    maximum: Number | None = None
    maximum_age: int | None = Field(default=None, ge=0)
    due_days: int | None = Field(default=None, ge=0)
    grouping: dict[str, str] = {}
    owner: str = ""
    contact: str = ""
    description: str = ""
    inferred: dict[str, str] = {}
    source: str = ""
    examples: tuple[WorkedExample, ...] = ()
    edition: str = ""
    continues: tuple[str, ...] = ()
    in_force_from: Period | None = Field(default=None, alias="from")
    in_force_until: Period | None = Field(default=None, alias="until")
    provenance: Provenance = Field(default=Provenance(), exclude=True, repr=False)

    @field_validator("target", mode="before")
    @classmethod
    def _one_target_may_stand_alone(cls, value: Any) -> Any:
        if not isinstance(value, (list, tuple)):
            return (value,)
        if not value:
            raise refusal("target-empty", found="no target", expected="one; { type = 'none' } where there is none")
        return value

    @model_validator(mode="after")
    def _holds_together(self) -> Indicator:
        problems = list(self._problems())
        if len(problems) == 1:
            raise problems[0]
        if problems:
            texts = [str(problem) for problem in problems]
            found = [{"code": problem.type, **(problem.context or {})} for problem in problems]
            raise PydanticCustomError("several", "{text}", {"text": " ".join(texts), "several": found})
        return self

    def _problems(self) -> Iterator[PydanticCustomError]:
        # The same thing may be wrong with each of several targets; it is told once.
        told = {str(problem): problem for one in self.target for problem in one.problems(self.polarity, self.unit)}
        yield from told.values()
        yield from ends_before_it_begins(self.in_force_from, self.in_force_until)
        if self.minimum is not None and self.maximum is not None and self.minimum > self.maximum:
            yield refusal(
                "limits-crossed",
                found=f"minimum {self.minimum} above maximum {self.maximum}",
                expected="minimum ≤ maximum",
            )
        for id in sorted({id for id in self.comparator_ids if self.comparator_ids.count(id) > 1}):
            yield refusal("comparator-duplicate", found=f"a second comparator '{id}'", expected="one")
        if self.travel.dead_band:
            yield from self.travel.dead_band.problems(self.unit, "travel.dead_band")
        starts = sorted(
            self.target, key=lambda target: target.in_force_from.start.toordinal() if target.in_force_from else 0
        )
        for earlier, later in itertools.pairwise(starts):
            until = earlier.in_force_until
            if until is None or later.in_force_from is None or later.in_force_from.start <= until.end:
                yield refusal(
                    "targets-overlap",
                    found="two targets are in force at once",
                    expected="'until' of the earlier before 'from' of the later",
                )
        if self.travel.trend and self.frequency in (Frequency.MONTH, Frequency.QUARTER):
            yield refusal(
                "trend-within-a-year",
                found=f"travel.trend for a figure of every {self.frequency}",
                expected="a figure that comes once a year, or less often",
                hint="The test takes the seasons for a trend.",
            )
        if self.computed is not None:
            yield from self.computed.problems(self.frequency)
            yield from self._bases_that_begin_anew(self.computed)
        for example in self.examples:
            yield from self._problems_of(example)

    def _bases_that_begin_anew(self, measure: Measure) -> Iterator[PydanticCustomError]:
        """A year to date is no better or worse for covering more months than the one before it."""
        bases = {getattr(source, "base", None) for target in self.target for source in target.sources.values()}
        kinds = {base.kind.value for base in bases if base} & _NOT_A_YEAR_APART
        if kinds and measure.begins_anew:
            yield refusal(
                "base-of-another-length",
                found=f"a target against the base '{min(kinds)}' for a year to date",
                expected="'same_period_last_year', or a baseline",
                hint="Sums over unlike parts of a year cannot be compared.",
            )

    def _problems_of(self, example: WorkedExample) -> Iterator[PydanticCustomError]:
        target = self.target_for(example.period) if example.period else self.target[-1]
        if target is None:
            yield refusal(
                "example-without-target", found=f"an example for {example.period}, when no target is in force"
            )
            return
        follow = {*target.readings, *target.facts_of_history(())}
        stated = {"sign", "grade", "expired", *target.parameters, *follow}
        allowed = {fact.name for one in target.lists for fact in one.facts} - stated | {"value"}
        if follow:
            allowed.add("history")
        for name in (*example.given, *(["history"] if example.history else [])):
            if name not in allowed:
                yield refusal(
                    "example-unknown-fact",
                    found=f"an example gives '{name}', which is not a fact that its target looks up",
                    expected=f"some of {', '.join(sorted(allowed))}",
                )

    def is_possible(self, value: Decimal) -> bool:
        """Whether a value, in the indicator's unit, is within the natural limits."""
        above = self.minimum is None or value >= self.minimum
        return above and (self.maximum is None or value <= self.maximum)

    @property
    def series(self) -> str:
        """The name of the series that it is rated on; its id where that is computed, or not given."""
        return self.measure if isinstance(self.measure, str) and self.measure else self.id

    @property
    def computed(self) -> Measure | None:
        """How the series is computed, where it is not in the observations."""
        return None if isinstance(self.measure, str) else self.measure

    @property
    def inputs(self) -> tuple[SeriesOf, ...]:
        """The series in the observations that it comes down to, each with its unit: its own or, computed, others."""
        if self.computed is None:
            return (SeriesOf(measure=self.series, unit=self.unit),)
        return tuple(dict.fromkeys(leaves(self.computed, self.unit)))

    def target_for(self, period: Period) -> TargetType | None:
        """The target in force in a period, or None."""
        for target in self.target:
            if target.in_force(period):
                return target
        return None

    def in_force(self, period: Period) -> bool:
        """Whether the definition counts in a period: judged by the day on which the period ends."""
        started = self.in_force_from is None or self.in_force_from.start <= period.end
        return started and (self.in_force_until is None or period.end <= self.in_force_until.end)

    @property
    def children(self) -> frozenset[str]:
        """The ids of every indicator whose rating it is put together from, in whatever period."""
        return frozenset(child for target in self.target for child in target.children)

    @property
    def comparator_ids(self) -> tuple[str, ...]:
        """The comparators that are shown beside it."""
        return tuple(one if isinstance(one, str) else one.id for one in self.comparators)

    @property
    def own_comparators(self) -> dict[str, Comparator]:
        """The comparators that the definition itself declares, by id."""
        return {one.id: one for one in self.comparators if not isinstance(one, str)}

    @property
    def needed_comparators(self) -> frozenset[str]:
        """The ids of every comparator that it uses or shows, and that others declare."""
        sources = [source for target in self.target for source in target.looked_up]
        groups = self.computed.groups if self.computed else frozenset()
        named = frozenset(self.comparator_ids).union(groups, *(source.comparators for source in sources))
        return named - self.own_comparators.keys()
