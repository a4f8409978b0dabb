"""The target types: a closed set that plugins compose.

Each type is data. It says which decision list answers it, what its parameters are, where its other facts come from, and
which colour each verdict has; it computes nothing itself.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, model_serializer, model_validator
from pydantic_core import PydanticCustomError

from scorecard_core.comparators import Vintage
from scorecard_core.distances import Distance, Number
from scorecard_core.errors import refusal
from scorecard_core.exact import EXACT
from scorecard_core.periods import Period
from scorecard_core.references import Base, BaseKind, Compared, Own, Profiled, Source, TargetSeries
from scorecard_core.rules import DecisionList, FactValue
from scorecard_core.shapes import (
    Position,
    Verdict,
    against_reference,
    bands,
    cut,
    gap,
    grade,
    grades,
    inside_range,
    share,
    unrated,
)
from scorecard_core.terms import GreyReason, Polarity, Rag, Tie

__all__ = [
    "TARGET_TYPES",
    "Band",
    "Bands",
    "Gap",
    "InComparison",
    "Improvement",
    "Judged",
    "NoTarget",
    "Range",
    "Share",
    "Target",
    "TargetType",
    "Threshold",
    "folded",
]

_ONE_WAY = frozenset({Polarity.HIGH_IS_GOOD, Polarity.LOW_IS_GOOD})
_MODEL = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
_ZERO = Decimal(0)


class TargetType(BaseModel, ABC):
    """What every target type has, and what it must answer.

    Attributes:
        in_force_from, in_force_until: the periods for which it counts (``from`` and ``until`` in a definition).
        continuous: whether a rating under it may be compared with one under the target before it.
    """

    model_config = _MODEL
    polarities: ClassVar[frozenset[Polarity]] = frozenset(Polarity)

    type: str
    in_force_from: Period | None = Field(default=None, alias="from")
    in_force_until: Period | None = Field(default=None, alias="until")
    continuous: bool = False

    @model_serializer(mode="wrap")
    def _always_with_its_type(self, handler: Any) -> dict[str, Any]:
        return {"type": self.type, **handler(self)}

    @property
    @abstractmethod
    def rule(self) -> DecisionList:
        """The list that gives the status."""

    @property
    def parameters(self) -> Mapping[str, FactValue]:
        """The facts that the definition itself states."""
        return {}

    @property
    def sources(self) -> Mapping[str, Source]:
        """Where the facts come from that have to be looked up."""
        return {}

    @property
    def reference_words(self) -> str:
        """What the number to beat is called in a sentence; the phrases of :mod:`scorecard_core.wording` in braces."""
        return "{reference}"

    def verdict(self, answer: StrEnum) -> str:
        """The answer in the target's own words."""
        return answer.value.replace("_", " ")

    def colour(self, answer: StrEnum) -> Rag:
        """The status that an answer of the list has."""
        return _COLOURS.get(answer, Rag.GREY)

    def in_force(self, period: Period) -> bool:
        """Whether the target counts for a period: judged by the day on which the period ends."""
        started = self.in_force_from is None or self.in_force_from.start <= period.end
        return started and (self.in_force_until is None or period.end <= self.in_force_until.end)

    def problems(self, polarity: Polarity, unit: str) -> Iterator[PydanticCustomError]:
        """What does not fit the indicator that has this target."""
        if polarity not in self.polarities:
            yield refusal(
                "polarity-without-meaning",
                found=f"a target of the type '{self.type}' with the polarity '{polarity}'",
                expected=f"the polarity {' or '.join(repr(str(known)) for known in sorted(self.polarities))}",
            )


_COLOURS: Mapping[StrEnum, Rag] = {
    Verdict.MET: Rag.GREEN,
    Verdict.WITHIN_TOLERANCE: Rag.AMBER,
    Verdict.MISSED: Rag.RED,
}


class NoTarget(TargetType):
    """No target: grey by decision. The direction of travel is still shown."""

    type: Literal["none"] = "none"

    @property
    def rule(self) -> DecisionList:
        return unrated()


class _WithTolerance(TargetType):
    """A target that may be missed by a little, and be amber."""

    tolerance: Distance | None = None
    tie: Tie = Tie.BETTER

    @property
    def parameters(self) -> Mapping[str, FactValue]:
        return {
            "tie_is_better": self.tie is Tie.BETTER,
            "tolerance_amount": self.tolerance.absolute if self.tolerance else _ZERO,
            "tolerance_rate": self.tolerance.rate if self.tolerance else _ZERO,
            "change_amount": _ZERO,
            "change_rate": _ZERO,
        }

    def problems(self, polarity: Polarity, unit: str) -> Iterator[PydanticCustomError]:
        yield from super().problems(polarity, unit)
        if self.tolerance:
            yield from self.tolerance.problems(unit, "tolerance")
        zero = next((reference for reference in self._stated if reference == 0), None)
        if zero is not None and self.tolerance and self.tolerance.percent and not self.tolerance.absolute:
            yield refusal(
                "percent-of-zero",
                found="a tolerance in per cent of a target of zero, which is no tolerance at all",
                expected="an amount beside the per cent, or instead of it",
            )

    @property
    def _stated(self) -> tuple[Decimal, ...]:
        """The numbers to beat that the definition itself states."""
        return ()


class Threshold(_WithTolerance):
    """At or better than a number.

    Attributes:
        value: the number to beat, for every period.
        values: one number a period (profiled); a point for a year serves its quarters. A period without one is grey.
        measure: the series in the observations that holds the target's figures.
        amber_limit: amber as far as this value, stated outright (a floor standard); instead of a tolerance.
    """

    polarities: ClassVar = _ONE_WAY

    type: Literal["threshold"] = "threshold"
    value: Number | None = None
    values: dict[Period, Number] | None = Field(default=None, min_length=1)
    measure: str | None = None
    amber_limit: Number | None = None

    @model_validator(mode="after")
    def _states_one_target(self) -> Threshold:
        if sum(given is not None for given in (self.value, self.values, self.measure)) != 1:
            raise refusal("threshold-incomplete", found="not exactly one target", expected="one of value, values, measure")
        if self.amber_limit is not None and (self.tolerance is not None or self.value is None):
            raise refusal(
                "amber-limit-misplaced",
                found="amber_limit beside a tolerance or without a single value",
                expected="value and amber_limit, or a tolerance",
            )
        return self

    @property
    def rule(self) -> DecisionList:
        return against_reference(GreyReason.NO_TARGET_FOR_PERIOD)

    @property
    def parameters(self) -> Mapping[str, FactValue]:
        stated = dict(super().parameters)
        if self.value is not None:
            stated["reference"] = self.value
            if self.amber_limit is not None:
                stated["tolerance_amount"] = EXACT.abs(EXACT.subtract(self.value, self.amber_limit))
        return stated

    @property
    def sources(self) -> Mapping[str, Source]:
        if self.values is not None:
            return {"reference": Profiled(tuple(self.values.items()))}
        return {"reference": TargetSeries(self.measure)} if self.measure is not None else {}

    @property
    def reference_words(self) -> str:
        return "the {limit} of {reference}" + (" for {reference_period}" if self.values else "")

    @property
    def _stated(self) -> tuple[Decimal, ...]:
        return (self.value,) if self.value is not None else tuple((self.values or {}).values())

    def problems(self, polarity: Polarity, unit: str) -> Iterator[PydanticCustomError]:
        yield from super().problems(polarity, unit)
        if self.value is not None and self.amber_limit is not None:
            if polarity.sign * (self.value - self.amber_limit) < 0:
                yield refusal(
                    "tolerance-contradicts-polarity",
                    found=f"amber_limit {self.amber_limit} is on the good side of the target {self.value}",
                    expected=f"a limit that is worse than the target, since {polarity.phrase}",
                )


class Range(_WithTolerance):
    """Inside a band, both edges included: plan is best. The tolerance widens both edges."""

    polarities: ClassVar = frozenset({Polarity.PLAN_IS_BEST})

    type: Literal["range"] = "range"
    low: Number
    high: Number

    @property
    def rule(self) -> DecisionList:
        return inside_range()

    @property
    def parameters(self) -> Mapping[str, FactValue]:
        return {**super().parameters, "low": self.low, "high": self.high}

    @property
    def _stated(self) -> tuple[Decimal, ...]:
        return (self.low, self.high)

    @model_validator(mode="after")
    def _edges_are_in_order(self) -> Range:
        if self.low > self.high:
            raise refusal("range-crossed", found=f"low {self.low} above high {self.high}", expected="low ≤ high")
        return self


class Improvement(_WithTolerance):
    """Better than itself.

    Attributes:
        on: the earlier value to beat.
        by: the least change that counts; without it, standing still is enough unless ``tie`` is ``worse``.
    """

    polarities: ClassVar = _ONE_WAY

    type: Literal["improvement"] = "improvement"
    on: Base
    by: Distance | None = None

    @property
    def rule(self) -> DecisionList:
        return against_reference(GreyReason.NO_BASE)

    @property
    def parameters(self) -> Mapping[str, FactValue]:
        if self.by is None:
            return super().parameters
        return {**super().parameters, "change_amount": self.by.absolute, "change_rate": self.by.rate}

    @property
    def sources(self) -> Mapping[str, Source]:
        return {"reference": Own(self.on)}

    @property
    def reference_words(self) -> str:
        earlier = _EARLIER[self.on.kind]
        return f"{{green_limit}}, the least improvement asked for on {earlier}" if self.by else earlier

    def problems(self, polarity: Polarity, unit: str) -> Iterator[PydanticCustomError]:
        yield from super().problems(polarity, unit)
        if self.by:
            yield from self.by.problems(unit, "by")


_EARLIER: Mapping[BaseKind, str] = {
    BaseKind.PREVIOUS: "the previous figure of {reference} ({reference_period})",
    BaseKind.SAME_PERIOD_LAST_YEAR: "the figure of {reference} a year earlier ({reference_period})",
    BaseKind.BASELINE: "the baseline of {reference} ({reference_period})",
    BaseKind.BEST_EVER: "the best figure so far, {reference} ({reference_period})",
    BaseKind.AVERAGE_OF_LAST: "the average of earlier figures, {reference}",
}


class _ComparedWith(_WithTolerance):
    """A target that needs a comparator's figures.

    Attributes:
        comparator: the id of the comparator (``with`` in a definition, ``of`` for a share).
        vintage: its figure for the same period, or its latest one.
        within_months: how old the latest one may be.
    """

    polarities: ClassVar = _ONE_WAY

    comparator: str = Field(alias="with")
    vintage: Vintage = Vintage.SAME_PERIOD
    within_months: int | None = Field(default=None, ge=0)

    def _figure(self, base: Base | None = None) -> Compared:
        return Compared(self.comparator, self.vintage, self.within_months, base)

    @model_validator(mode="after")
    def _age_goes_with_the_latest(self) -> _ComparedWith:
        if self.within_months is not None and self.vintage is not Vintage.LATEST:
            raise refusal("vintage-contradictory", found="within_months", expected="it beside vintage = 'latest'")
        return self


class InComparison(_ComparedWith):
    """In line with, or strictly better than, a comparator.

    Attributes:
        strict: being equal is not enough ("below the average").
    """

    type: Literal["comparator"] = "comparator"
    strict: bool = False

    @property
    def rule(self) -> DecisionList:
        return against_reference(GreyReason.NO_COMPARATOR)

    @property
    def parameters(self) -> Mapping[str, FactValue]:
        return {**super().parameters, "tie_is_better": self.tie is Tie.BETTER and not self.strict}

    @property
    def sources(self) -> Mapping[str, Source]:
        return {"reference": self._figure()}

    @property
    def reference_words(self) -> str:
        return "{comparator_possessive} {reference} ({reference_period})"


class _SinceBase(_ComparedWith):
    """A comparison of two comparisons: as it stands now, and as it stood at a base period."""

    base: Base = Base(kind=BaseKind.PREVIOUS)

    @property
    def sources(self) -> Mapping[str, Source]:
        return {
            "comparator": self._figure(),
            "base_value": Own(self.base),
            "base_comparator": self._figure(self.base),
        }

    @model_validator(mode="after")
    def _base_is_one_period(self) -> _SinceBase:
        if self.base.kind is BaseKind.AVERAGE_OF_LAST:
            raise refusal("base-without-period", found="an average as the base", expected="a base that is one period")
        return self


class Gap(_SinceBase):
    """The gap to a comparator maintained or closed, or widened in our favour."""

    type: Literal["gap"] = "gap"

    @property
    def rule(self) -> DecisionList:
        return gap()

    def problems(self, polarity: Polarity, unit: str) -> Iterator[PydanticCustomError]:
        yield from super().problems(polarity, unit)
        if self.tolerance and self.tolerance.percent is not None:
            yield refusal(
                "tolerance-without-meaning",
                found="a tolerance in per cent of a gap",
                expected="a tolerance in the indicator's unit, or in points",
            )


class Share(_SinceBase):
    """Our part of another area's total kept or raised. Its tolerance is in percentage points of the share."""

    comparator: str = Field(alias="of")
    type: Literal["share"] = "share"

    @property
    def rule(self) -> DecisionList:
        return share()

    @property
    def parameters(self) -> Mapping[str, FactValue]:
        points = self.tolerance.points if self.tolerance else None
        return {**super().parameters, "tolerance_rate": EXACT.scaleb(points, -2) if points else _ZERO}

    def problems(self, polarity: Polarity, unit: str) -> Iterator[PydanticCustomError]:
        # The share is in per cent whatever the indicator's unit is, so its tolerance is held against that unit.
        yield from super().problems(polarity, "percent")
        if self.tolerance and self.tolerance.percent is not None:
            yield refusal("tolerance-without-meaning", found="tolerance.percent of a share", expected="tolerance.points")


class Band(BaseModel):
    """One of several bands.

    Attributes:
        name: its verdict.
        colour: its status; grey where it carries no colour.
        to: the worst value that still belongs to it; none for the last, which takes all that is worse.
    """

    model_config = _MODEL

    name: str = Field(min_length=1)
    colour: Rag
    to: Number | None = None


class Bands(TargetType):
    """Which of several bands, the best first; together they cover the whole line."""

    polarities: ClassVar = _ONE_WAY

    type: Literal["bands"] = "bands"
    bands: tuple[Band, ...] = Field(min_length=2, max_length=len(Position))
    tie: Tie = Tie.BETTER

    @property
    def rule(self) -> DecisionList:
        return bands(len(self.bands))

    @property
    def parameters(self) -> Mapping[str, FactValue]:
        cuts: dict[str, FactValue] = {cut(at).name: band.to for at, band in enumerate(self.bands[:-1], start=1)}
        return {"tie_is_better": self.tie is Tie.BETTER, **cuts}

    def verdict(self, answer: StrEnum) -> str:
        return self.bands[int(answer) - 1].name if isinstance(answer, Position) else super().verdict(answer)

    def colour(self, answer: StrEnum) -> Rag:
        return self.bands[int(answer) - 1].colour if isinstance(answer, Position) else Rag.GREY

    @model_validator(mode="after")
    def _covers_the_line(self) -> Bands:
        *ordered, last = self.bands
        for band in ordered:
            if band.to is None:
                raise refusal("band-without-end", found=f"the band '{band.name}' has no 'to'", expected="how far it reaches")
        if last.to is not None:
            raise refusal("bands-leave-a-gap", found=f"nothing takes what is worse than {last.to}", expected="a last band without 'to'")
        return self

    def problems(self, polarity: Polarity, unit: str) -> Iterator[PydanticCustomError]:
        yield from super().problems(polarity, unit)
        ends = [(band.name, band.to) for band in self.bands if band.to is not None]
        for (better, best), (worse, then) in zip(ends, ends[1:], strict=False):
            if polarity.sign * (best - then) <= 0:
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

    @property
    def rule(self) -> DecisionList:
        return grades(len(self.grades))

    @property
    def parameters(self) -> Mapping[str, FactValue]:
        return {grade(at).name: folded(name) for at, name in enumerate(self.grades, start=1)}

    def verdict(self, answer: StrEnum) -> str:
        return list(self.grades)[int(answer) - 1] if isinstance(answer, Position) else super().verdict(answer)

    def colour(self, answer: StrEnum) -> Rag:
        return list(self.grades.values())[int(answer) - 1] if isinstance(answer, Position) else Rag.GREY


def folded(text: str) -> str:
    """A grade as it is compared: without regard to capitals and spaces around it."""
    return " ".join(text.split()).casefold()


Target = Annotated[
    NoTarget | Threshold | Range | Improvement | InComparison | Gap | Share | Bands | Judged,
    Field(discriminator="type"),
]
"""Any target. The set is closed: a plugin composes them and cannot add one, so no plugin changes another's colour."""

TARGET_TYPES: tuple[type[TargetType], ...] = (
    NoTarget,
    Threshold,
    Range,
    Improvement,
    InComparison,
    Gap,
    Share,
    Bands,
    Judged,
)
