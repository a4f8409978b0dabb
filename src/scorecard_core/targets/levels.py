"""Targets that the definition, or the data, states outright: no target, a number, a range, bands, a judgement."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import ClassVar, Literal

from pydantic import BaseModel, Field, model_validator
from pydantic_core import PydanticCustomError

from scorecard_core.bases import Base
from scorecard_core.distances import Number
from scorecard_core.errors import refusal
from scorecard_core.exact import EXACT
from scorecard_core.periods import Period
from scorecard_core.references import Compared, Hardest, Own, Source
from scorecard_core.rules import DecisionList, FactValue
from scorecard_core.shapes import (
    Position,
    against_reference,
    bands,
    cut,
    grade,
    grades,
    inside_range,
    unrated,
)
from scorecard_core.targets.base import MODEL, ONE_WAY, TargetType, is_worse, number_source
from scorecard_core.targets.on_a_number import OnANumber, OneWay, WithTolerance
from scorecard_core.terms import GreyReason, Polarity, Rag, Tie

__all__ = ["Alternative", "Band", "Bands", "Judged", "NoTarget", "Range", "Threshold", "folded"]


class NoTarget(TargetType):
    """No target: grey by decision. The direction of travel is still shown."""

    type: Literal["none"] = "none"

    @property
    def rule(self) -> DecisionList:
        return unrated()


class Alternative(BaseModel):
    """Another number to beat, which counts where it is the harder one. It has exactly one of its keys.

    Attributes:
        value: the same in every period.
        measure: the series in the observations that holds its figures.
        comparator: the id of a comparator (``with`` in a definition), whose figure for the same period it is.
        on: an earlier figure of its own.
    """

    model_config = MODEL

    value: Number | None = None
    measure: str | None = None
    comparator: str | None = Field(default=None, alias="with")
    on: Base | None = None

    @model_validator(mode="after")
    def _is_one_number(self) -> Alternative:
        given = [self.value, self.measure, self.comparator, self.on]
        if sum(one is not None for one in given) != 1:
            raise refusal("alternative-unclear", found="not exactly one number", expected="value, measure, with or on")
        return self

    @property
    def source(self) -> Source:
        """Where the number comes from."""
        if self.comparator is not None:
            return Compared(self.comparator)
        return Own(self.on) if self.on is not None else number_source(self.value, None, self.measure)

    @property
    def name(self) -> str:
        """What it is called in a sentence; empty where that is whose figure it is."""
        if self.comparator is not None:
            return ""
        return "an earlier figure of its own" if self.on is not None else "another target stated"


class Threshold(OneWay):
    """At or better than a number.

    Attributes:
        value: the number to beat, for every period.
        values: one number a period (profiled); a point for a year serves its quarters. A period without one is grey.
        measure: the series in the observations that holds the target's figures.
        amber_limit: amber as far as this value, stated outright (a floor standard); instead of a tolerance.
        or_harder: other numbers to beat; the hardest of them all counts, and where one is not known, none does.
    """

    type: Literal["threshold"] = "threshold"
    value: Number | None = None
    values: dict[Period, Number] | None = Field(default=None, min_length=1)
    measure: str | None = None
    amber_limit: Number | None = None
    or_harder: tuple[Alternative, ...] = ()

    @model_validator(mode="after")
    def _states_one_target(self) -> Threshold:
        if sum(given is not None for given in (self.value, self.values, self.measure)) != 1:
            raise refusal(
                "threshold-incomplete", found="not exactly one target", expected="one of value, values, measure"
            )
        if self.amber_limit is not None and (self.tolerance is not None or self.value is None or self.or_harder):
            raise refusal(
                "amber-limit-misplaced",
                found="amber_limit beside a tolerance or or_harder, or without a single value",
                expected="value and amber_limit, or a tolerance",
            )
        return self

    @property
    def rule(self) -> DecisionList:
        return against_reference(self._absent, amber_if=self.amber_if is not None)

    @property
    def _absent(self) -> GreyReason:
        """What it amounts to where a number to beat is not known."""
        if any(one.comparator is not None for one in self.or_harder):
            return GreyReason.NO_COMPARATOR
        return GreyReason.NO_BASE if self.or_harder else GreyReason.NO_TARGET_FOR_PERIOD

    def _parameters(self) -> Mapping[str, FactValue]:
        stated = dict(super()._parameters())
        if self.value is not None and not self.or_harder:
            stated["reference"] = self.value
            if self.amber_limit is not None:
                stated["tolerance_amount"] = EXACT.abs(EXACT.subtract(self.value, self.amber_limit))
        return stated

    def _sources(self) -> Mapping[str, Source]:
        own = number_source(self.value, self.values, self.measure)
        if self.or_harder:
            own = Hardest((("the target stated", own), *((one.name, one.source) for one in self.or_harder)))
        elif self.value is not None:
            return super()._sources()
        return {**super()._sources(), "reference": own}

    @property
    def asked(self) -> TargetType:
        # A profile is one target, however many points it has by now.
        return super().asked.model_copy(update={} if self.values is None else {"values": {}})

    @property
    def reference_words(self) -> str:
        if self.or_harder:
            return "{reference}, the hardest of its targets ({reference_owner})"
        return "the {limit} of {reference}" + (" for {reference_period}" if self.values else "")

    @property
    def amber_words(self) -> str:
        return super().amber_words if self.amber_limit is None else "no worse than {amber_limit}, where amber ends"

    @property
    def _stated(self) -> tuple[Decimal, ...]:
        return (self.value,) if self.value is not None else tuple((self.values or {}).values())

    def problems(self, polarity: Polarity, unit: str) -> Iterator[PydanticCustomError]:
        yield from super().problems(polarity, unit)
        if self.value is None or self.amber_limit is None:
            return
        if is_worse(self.value, self.amber_limit, polarity):
            yield refusal(
                "tolerance-contradicts-polarity",
                found=f"amber_limit {self.amber_limit} is on the good side of the target {self.value}",
                expected=f"a limit that is worse than the target, since {polarity.phrase}",
            )


class Range(WithTolerance):
    """Inside a band, both edges included: plan is best. The tolerance widens both edges."""

    polarities: ClassVar = frozenset({Polarity.PLAN_IS_BEST})

    type: Literal["range"] = "range"
    low: Number
    high: Number

    @property
    def rule(self) -> DecisionList:
        return inside_range()

    def _parameters(self) -> Mapping[str, FactValue]:
        return {**super()._parameters(), "low": self.low, "high": self.high}

    @property
    def _stated(self) -> tuple[Decimal, ...]:
        return (self.low, self.high)

    @model_validator(mode="after")
    def _edges_are_in_order(self) -> Range:
        if self.low > self.high:
            raise refusal("range-crossed", found=f"low {self.low} above high {self.high}", expected="low ≤ high")
        return self


class Band(BaseModel):
    """One of several bands.

    Attributes:
        name: its verdict.
        colour: its status; grey where it carries no colour.
        to: the worst value that still belongs to it; none for the last, which takes all that is worse.
    """

    model_config = MODEL

    name: str = Field(min_length=1)
    colour: Rag
    to: Number | None = None


class Bands(OnANumber):
    """Which of several bands, the best first; together they cover the whole line."""

    polarities: ClassVar = ONE_WAY

    type: Literal["bands"] = "bands"
    bands: tuple[Band, ...]
    tie: Tie = Tie.BETTER

    @property
    def rule(self) -> DecisionList:
        return bands(len(self.bands))

    def _parameters(self) -> Mapping[str, FactValue]:
        cuts: dict[str, FactValue] = {cut(at).name: band.to for at, band in enumerate(self.bands[:-1], start=1)}
        return {"tie_is_better": self.tie is Tie.BETTER, **cuts}

    def verdict(self, answer: StrEnum) -> str:
        return self.bands[int(answer) - 1].name if isinstance(answer, Position) else super().verdict(answer)

    def colour(self, answer: StrEnum) -> Rag:
        return self.bands[int(answer) - 1].colour if isinstance(answer, Position) else Rag.GREY

    @model_validator(mode="after")
    def _covers_the_line(self) -> Bands:
        if not 2 <= len(self.bands) <= len(Position):
            found = f"{len(self.bands)} band" + "s" * (len(self.bands) != 1)
            raise refusal("bands-count", found=found, expected=f"from 2 to {len(Position)}")
        *ordered, last = self.bands
        for band in ordered:
            if band.to is None:
                raise refusal(
                    "band-without-end", found=f"the band '{band.name}' has no 'to'", expected="how far it reaches"
                )
        if last.to is not None:
            raise refusal(
                "bands-leave-a-gap",
                found=f"nothing takes what is worse than {last.to}",
                expected="a last band without 'to'",
            )
        return self

    def problems(self, polarity: Polarity, unit: str) -> Iterator[PydanticCustomError]:
        yield from super().problems(polarity, unit)
        ends = [(band.name, band.to) for band in self.bands if band.to is not None]
        for (better, best), (worse, then) in pairwise(ends):
            if not is_worse(then, best, polarity):
                yield refusal(
                    "bands-crossed",
                    found=f"the band '{worse}' reaches to {then}, which is no worse than '{better}' at {best}",
                    expected=f"bands from the best to the worst, where {polarity.phrase}",
                )
                return


class Judged(TargetType):
    """What someone accountable said: a colour, or a grade that has one. Always shown as a judgement.

    Attributes:
        grades: the colour of each grade; capitals do not matter.
    """

    type: Literal["judgement"] = "judgement"
    grades: dict[str, Rag] = Field(
        default={"green": Rag.GREEN, "amber": Rag.AMBER, "red": Rag.RED}, min_length=1, max_length=len(Position)
    )

    @model_validator(mode="after")
    def _no_two_grades_read_alike(self) -> Judged:
        seen: dict[str, str] = {}
        for name in self.grades:
            other = seen.setdefault(folded(name), name)
            if other != name:
                raise refusal(
                    "grades-alike", found=f"the grades '{other}' and '{name}', which are read alike", expected="one"
                )
        return self

    @property
    def rule(self) -> DecisionList:
        return grades(len(self.grades))

    def _parameters(self) -> Mapping[str, FactValue]:
        return {grade(at).name: folded(name) for at, name in enumerate(self.grades, start=1)}

    def verdict(self, answer: StrEnum) -> str:
        return list(self.grades)[int(answer) - 1] if isinstance(answer, Position) else super().verdict(answer)

    def colour(self, answer: StrEnum) -> Rag:
        return list(self.grades.values())[int(answer) - 1] if isinstance(answer, Position) else Rag.GREY


def folded(text: str) -> str:
    """A grade as it is compared: without regard to capitals and spaces around it."""
    return " ".join(text.split()).casefold()
