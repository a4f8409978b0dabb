"""What every target type has, and what it must answer. A target is data: it computes nothing itself."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, Field, model_serializer
from pydantic_core import PydanticCustomError

from scorecard_core.errors import refusal
from scorecard_core.periods import Period
from scorecard_core.references import FactUsed, Source, TargetSeries
from scorecard_core.rules import DecisionList, FactValue
from scorecard_core.shapes import Verdict
from scorecard_core.stated import Always, Profiled
from scorecard_core.terms import JudgedAt, Polarity, Rag

__all__ = [
    "MODEL",
    "ONE_WAY",
    "ZERO",
    "TargetType",
    "ends_before_it_begins",
    "is_worse",
    "number_source",
]

ONE_WAY = frozenset({Polarity.HIGH_IS_GOOD, Polarity.LOW_IS_GOOD})
"""The polarities that know a better and a worse."""

MODEL = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
ZERO = Decimal(0)


def ends_before_it_begins(first: Period | None, last: Period | None) -> Iterator[PydanticCustomError]:
    """A refusal where something would be in force until before it is in force from."""
    if first is not None and last is not None and last.end < first.start:
        yield refusal(
            "never-in-force",
            found=f"in force from {first} until {last}",
            expected="an end that is not before the beginning",
        )


def is_worse(first: Decimal, second: Decimal, polarity: Polarity) -> bool:
    """Whether one number is worse than another, without arithmetic, which the caller's context could round."""
    return first < second if polarity is Polarity.HIGH_IS_GOOD else first > second


def number_source(value: Decimal | None, values: Mapping[Period, Decimal] | None, measure: str | None) -> Source:
    """Where a number comes from that is the same in every period, or profiled, or a series in the observations."""
    if measure is not None:
        return TargetSeries(measure)
    return Profiled(tuple(values.items())) if values is not None else Always(value or ZERO)


class TargetType(BaseModel, ABC):
    """What every target type has, and what it must answer.

    Attributes:
        in_force_from, in_force_until: the periods for which it counts (``from`` and ``until`` in a definition).
        continuous: whether a rating under it may be compared with one under the target before it.
        judged_at: in every period, or only in the one that ends the year; before that it is grey (``not_due``).
    """

    model_config = MODEL
    polarities: ClassVar[frozenset[Polarity]] = frozenset(Polarity)
    waits: ClassVar[bool] = False
    """Whether the mere passing of time may change its answer, so that an old report still makes a new rating."""

    type: str
    in_force_from: Period | None = Field(default=None, alias="from")
    in_force_until: Period | None = Field(default=None, alias="until")
    continuous: bool = False
    judged_at: JudgedAt = JudgedAt.EVERY_PERIOD

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        copied = super().model_copy(update=update, deep=deep)
        # What followed from the original need not follow from the copy: that works it out for itself.
        for name in copied.__dict__.keys() - type(self).model_fields.keys():
            del copied.__dict__[name]
        return copied

    @model_serializer(mode="wrap")
    def _always_with_its_type(self, handler: Any) -> dict[str, Any]:
        return {"type": self.type, **handler(self)}

    @property
    @abstractmethod
    def rule(self) -> DecisionList:
        """The list that gives the status."""

    @property
    def readings(self) -> Mapping[str, DecisionList]:
        """Lists that are asked before the rule, in their order.

        What one answers is a fact for those after it, under its name, and its sentence a phrase. A grey reason is the
        last word.
        """
        return {}

    @property
    def lists(self) -> tuple[DecisionList, ...]:
        """Every list that is asked, in their order."""
        return (*self.readings.values(), self.rule)

    @cached_property
    def parameters(self) -> Mapping[str, FactValue]:
        """The facts that the definition itself states."""
        return self._parameters()

    def _parameters(self) -> Mapping[str, FactValue]:
        return {}

    @cached_property
    def stated_facts(self) -> Mapping[str, FactUsed]:
        """The facts of its rule that the definition itself states, by name, as a rating shows them."""
        stated = self.parameters
        return {fact.name: FactUsed.of(fact, stated[fact.name]) for fact in self.rule.facts if fact.name in stated}

    def facts_of_history(self, figures: Sequence[Decimal | None]) -> Mapping[str, FactValue]:
        """The facts that follow from earlier figures and the one being rated, which is the last of them."""
        return {}

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        """Where the facts come from that have to be looked up."""
        return self._sources()

    def _sources(self) -> Mapping[str, Source]:
        return {}

    @property
    def looked_up(self) -> tuple[Source, ...]:
        """Every source that it, or a member of it, finds a fact in."""
        return tuple(self.sources.values())

    @property
    def children(self) -> tuple[str, ...]:
        """The ids of the indicators whose ratings it is put together from."""
        return ()

    @property
    def unless_given(self) -> Mapping[str, FactValue]:
        """The facts that a worked example need not give, with what they then are."""
        return {}

    def parts_in_force(self, period: Period) -> frozenset[Any]:
        """What of it counts in a period only, so that two periods under one target need not be comparable."""
        return frozenset()

    @property
    def reference_words(self) -> str:
        """What the number to beat is called in a sentence; the phrases of :mod:`scorecard_core.wording` in braces."""
        return "{reference}"

    @property
    def amber_words(self) -> str:
        """What keeps a value amber that missed the target; the phrases in braces likewise."""
        return "within the tolerance, which reaches {amber_limit}"

    def verdict(self, answer: StrEnum) -> str:
        """The answer in the target's own words."""
        return answer.value.replace("_", " ")

    def colour(self, answer: StrEnum) -> Rag:
        """The status that an answer of the list has."""
        return _COLOURS.get(answer, Rag.GREY)

    @property
    def asked(self) -> TargetType:
        """What it asks for, whatever the periods it counts for: two targets that ask the same are one in two parts."""
        return self.model_copy(update={"in_force_from": None, "in_force_until": None, "continuous": False})

    @cached_property
    def text(self) -> str:
        """What it asks for, as text that a published rating keeps."""
        return self.asked.model_dump_json(by_alias=True, exclude_defaults=True)

    def asks_the_same_as(self, other: TargetType) -> bool:
        """Whether another target asks for the same, so that ratings under the two may be compared."""
        return self is other or self.asked == other.asked

    def in_force(self, period: Period) -> bool:
        """Whether the target counts for a period: judged by the day on which the period ends."""
        started = self.in_force_from is None or self.in_force_from.start <= period.end
        return started and (self.in_force_until is None or period.end <= self.in_force_until.end)

    def judged_in(self, period: Period) -> bool:
        """Whether the target is judged in a period that it counts for."""
        ends = _YEAR_ENDS.get(self.judged_at)
        return ends is None or (period.end.month, period.end.day) == ends

    def problems(self, polarity: Polarity, unit: str) -> Iterator[PydanticCustomError]:
        """What does not fit the indicator that has this target."""
        yield from ends_before_it_begins(self.in_force_from, self.in_force_until)
        if polarity not in self.polarities:
            yield refusal(
                "polarity-without-meaning",
                found=f"a target of the type '{self.type}' with the polarity '{polarity}'",
                expected=f"the polarity {' or '.join(repr(str(known)) for known in sorted(self.polarities))}",
            )


_COLOURS: Mapping[StrEnum, Rag] = {
    Verdict.MET: Rag.GREEN,
    Verdict.WITHIN_TOLERANCE: Rag.AMBER,
    Verdict.MISSED_BUT_BETTER: Rag.AMBER,
    Verdict.MISSED: Rag.RED,
}


_YEAR_ENDS: Mapping[JudgedAt, tuple[int, int]] = {
    JudgedAt.FINANCIAL_YEAR_END: (3, 31),
    JudgedAt.ACADEMIC_YEAR_END: (8, 31),
    JudgedAt.CALENDAR_YEAR_END: (12, 31),
}
