"""Targets that are earlier figures or other areas' figures: improvement, comparison, gap, share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import ClassVar, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from scorecard_core.bases import Base, BaseKind
from scorecard_core.comparators import Vintage
from scorecard_core.distances import Distance
from scorecard_core.errors import refusal
from scorecard_core.exact import EXACT
from scorecard_core.references import Compared, Own, Run, Source
from scorecard_core.rules import DecisionList, FactValue
from scorecard_core.shapes import InARow, against_reference, better_than_itself, gap, in_a_row, share
from scorecard_core.targets.base import ONE_WAY, ZERO, TargetType
from scorecard_core.targets.on_a_number import OneWay, WithTolerance
from scorecard_core.terms import GreyReason, Polarity, Rag, Tie

__all__ = ["Consecutive", "Gap", "Improvement", "InComparison", "Share"]


class Improvement(OneWay):
    """Better than itself.

    Attributes:
        on: the earlier value to beat.
        by: the least change that counts; without it, standing still is enough unless ``tie`` is ``worse``.
    """

    type: Literal["improvement"] = "improvement"
    on: Base
    by: Distance | None = None

    @property
    def rule(self) -> DecisionList:
        return better_than_itself(amber_if=self.amber_if is not None)

    def _parameters(self) -> Mapping[str, FactValue]:
        amount, rate = (self.by.absolute, self.by.rate) if self.by else (ZERO, ZERO)
        return {**super()._parameters(), "change_amount": amount, "change_rate": rate}

    def _sources(self) -> Mapping[str, Source]:
        return {**super()._sources(), "reference": Own(self.on)}

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


class Consecutive(TargetType):
    """Better than itself so many times in a row, and not worse so many times in a row; amber in between.

    Each value is compared with the one for the period before it. One that stays what it was ends a run, as a period
    without a value does.

    Attributes:
        green_after: how many improvements in a row, this one among them, are green.
        red_after: how many deteriorations in a row, this one among them, are red.
    """

    polarities: ClassVar = ONE_WAY

    type: Literal["consecutive"] = "consecutive"
    green_after: int = Field(ge=1, le=120)
    red_after: int = Field(default=1, ge=1, le=120)

    @property
    def rule(self) -> DecisionList:
        return in_a_row()

    def _parameters(self) -> Mapping[str, FactValue]:
        return {"green_after": Decimal(self.green_after), "red_after": Decimal(self.red_after)}

    def _sources(self) -> Mapping[str, Source]:
        return {"reference": Own(Base(kind=BaseKind.PREVIOUS)), "run": Run()}

    def facts_of_history(self, figures: Sequence[Decimal | None]) -> Mapping[str, FactValue]:
        known = [figure for figure in figures[:-1] if figure is not None]
        run = 0
        for earlier, later in pairwise(known):
            step = (later > earlier) - (later < earlier)
            run = run + step if run * step > 0 else step
        return {"reference": known[-1] if known else None, "run": Decimal(run)}

    def colour(self, answer: StrEnum) -> Rag:
        return _IN_A_ROW.get(answer, Rag.GREY)


_IN_A_ROW: Mapping[StrEnum, Rag] = {
    InARow.BETTER: Rag.GREEN,
    InARow.NEITHER: Rag.AMBER,
    InARow.WORSE: Rag.RED,
}


class _WithComparator(WithTolerance):
    """A target that needs a comparator's figures.

    Attributes:
        comparator: the id of the comparator (``with`` in a definition, ``of`` for a share).
        vintage: its figure for the same period, or its latest one.
        within_months: how old the latest one may be.
        published_by: only what had been published by that date counts, whatever is revised later.
    """

    polarities: ClassVar = ONE_WAY

    comparator: str = Field(alias="with")
    vintage: Vintage = Vintage.SAME_PERIOD
    within_months: int | None = Field(default=None, ge=0)
    published_by: date | None = None

    def _figure(self, base: Base | None = None) -> Compared:
        return Compared(self.comparator, self.vintage, self.within_months, base, self.published_by)

    @model_validator(mode="after")
    def _age_goes_with_the_latest(self) -> _WithComparator:
        if self.within_months is not None and self.vintage is not Vintage.LATEST:
            raise refusal("vintage-contradictory", found="within_months", expected="it beside vintage = 'latest'")
        return self


class InComparison(_WithComparator, OneWay):
    """In line with, or strictly better than, a comparator.

    Attributes:
        strict: being equal is not enough ("below the average").
    """

    type: Literal["comparator"] = "comparator"
    strict: bool = False

    @property
    def rule(self) -> DecisionList:
        return against_reference(GreyReason.NO_COMPARATOR, amber_if=self.amber_if is not None)

    def _parameters(self) -> Mapping[str, FactValue]:
        return {**super()._parameters(), "tie_is_better": self.tie is Tie.BETTER and not self.strict}

    def _sources(self) -> Mapping[str, Source]:
        return {**super()._sources(), "reference": self._figure()}

    @property
    def reference_words(self) -> str:
        by = f", as published by {self.published_by:%d/%m/%Y}" if self.published_by else ""
        return f"{{comparator_possessive}} {{reference}} ({{reference_period}}{by})"


class _SinceBase(_WithComparator):
    """A comparison of two comparisons: as it stands now, and as it stood at a base period."""

    base: Base = Base(kind=BaseKind.PREVIOUS)

    def _sources(self) -> Mapping[str, Source]:
        return {
            **super()._sources(),
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

    def _parameters(self) -> Mapping[str, FactValue]:
        points = self.tolerance.points if self.tolerance else None
        share = EXACT.scaleb(points, -2) if points else ZERO
        return {"tie_is_better": self.tie is Tie.BETTER, "tolerance_share": share}

    def problems(self, polarity: Polarity, unit: str) -> Iterator[PydanticCustomError]:
        # The share is in per cent whatever the indicator's unit is, so its tolerance is held against that unit.
        yield from super().problems(polarity, "percent")
        if self.tolerance and self.tolerance.percent is not None:
            yield refusal(
                "tolerance-without-meaning", found="tolerance.percent of a share", expected="tolerance.points"
            )
