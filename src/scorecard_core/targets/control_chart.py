"""A target that reads a control chart: is the process improving, and will it meet its target?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from scorecard_core.distances import Number
from scorecard_core.errors import refusal
from scorecard_core.periods import Period
from scorecard_core.references import Source
from scorecard_core.rules import DecisionList, FactValue
from scorecard_core.special_causes import (
    Assurance,
    Charted,
    ChartVerdict,
    SpecialCauseRule,
    Variation,
    assurance,
    control_chart,
    special_cause,
    variation,
)
from scorecard_core.statistics.control_charts import USUAL_LENGTH, ChartMethod, facts_of_point
from scorecard_core.targets.base import ONE_WAY, TargetType, number_source
from scorecard_core.terms import Polarity, Rag, Tie

__all__ = ["ChartedPoints", "ControlChart"]

Length = Annotated[int, Field(ge=2)] | Literal[False]
"""How many points it takes; false where a rule is not asked."""


class ChartedPoints(StrEnum):
    """Which points the chart of a period shows."""

    UP_TO_THE_PERIOD = "up_to_the_period"
    WHOLE_SERIES = "whole_series"


class ControlChart(TargetType):
    """Whether a process is improving, and whether it will meet its target: an XmR chart, read as the NHS reads it.

    The number to beat is optional. Without one the chart says only whether the process is improving.

    Attributes:
        value: the target, for every period.
        values: one target a period (profiled); a point for a year serves its months. A period without one is grey.
        measure: the series in the observations that holds the target's figures.
        tie: whether a limit exactly on the target meets it (`better`) or not (`worse`).
        points_needed: how many points a chart needs to be read.
        outside: whether a point outside the limits is a special cause.
        trend: how many points that each rise, or each fall, are one; `false` where they are none.
        close: how many points close to a limit are one, among `close_of` in a row on one side of the mean; or `false`.
        close_of: among how many points those close to a limit are counted.
        run: how many points in a row on one side of the mean are one; or `false`.
        baseline_points: the limits rest on so many first points, and stay.
        screened: whether moving ranges above 3.267 times their mean are left out of the limits.
        rebased: periods with which the chart begins anew.
        limits: `up_to_the_period` sees each period as it was then; `whole_series` lets later points repaint it.
        colours: colours other than the usual ones, by variation and then by assurance.
    """

    type: Literal["control_chart"] = "control_chart"
    value: Number | None = None
    values: dict[Period, Number] | None = Field(default=None, min_length=1)
    measure: str | None = None
    tie: Tie = Tie.BETTER
    points_needed: int = Field(default=13, ge=2)
    outside: bool = True
    trend: Length = USUAL_LENGTH
    close: Length = 2
    close_of: int = Field(default=3, ge=2)
    run: Length = USUAL_LENGTH
    baseline_points: int | None = Field(default=None, ge=2)
    screened: bool = True
    rebased: tuple[Period, ...] = ()
    limits: ChartedPoints = ChartedPoints.UP_TO_THE_PERIOD
    colours: dict[Variation, dict[Assurance, Rag]] = {}

    @model_validator(mode="after")
    def _can_be_read(self) -> ControlChart:
        if self._numbers_given > 1:
            raise refusal(
                "chart-targets-several", found="more than one target", expected="at most one of value, values, measure"
            )
        if not self._rules:
            raise refusal(
                "chart-without-rules",
                found="every rule switched off, so that nothing would ever be a special cause",
                expected="at least one of outside, trend, close, run",
            )
        if self.close and self.close > self.close_of:
            raise refusal(
                "chart-rule-impossible",
                found=f"{self.close} points close to a limit among {self.close_of}",
                expected="close no greater than close_of",
            )
        for first, by_assurance in self.colours.items():
            for second in by_assurance:
                if f"{first}_{second}" not in list(ChartVerdict):
                    raise refusal(
                        "chart-colour-unused",
                        found=f"a colour for {first} and {second}, which never come together",
                        expected="no_target beside neutral_high and neutral_low",
                    )
        return self

    @property
    def _rules(self) -> frozenset[SpecialCauseRule]:
        asked = {
            SpecialCauseRule.OUTSIDE: self.outside,
            SpecialCauseRule.TREND: self.trend,
            SpecialCauseRule.CLOSE: self.close,
            SpecialCauseRule.RUN: self.run,
        }
        return frozenset(rule for rule, on in asked.items() if on)

    @property
    def has_number(self) -> bool:
        """Whether there is a target to be met."""
        return self._numbers_given > 0

    @property
    def _numbers_given(self) -> int:
        return sum(given is not None for given in (self.value, self.values, self.measure))

    @property
    def readings(self) -> Mapping[str, DecisionList]:
        return {
            "special_cause": special_cause(self._rules),
            "variation": variation(),
            "assurance": assurance(has_target=self.has_number),
        }

    @property
    def rule(self) -> DecisionList:
        return control_chart()

    def _parameters(self) -> Mapping[str, FactValue]:
        lengths = {"trend_length": self.trend, "close_count": self.close, "run_length": self.run}
        return {
            **({} if self.value is None else {"reference": self.value}),
            "tie_is_better": self.tie is Tie.BETTER,
            "points_needed": Decimal(self.points_needed),
            **{name: Decimal(length) for name, length in lengths.items() if length},
        }

    @property
    def method(self) -> ChartMethod:
        """How its chart is measured."""
        return ChartMethod(
            baseline_points=self.baseline_points,
            screened=self.screened,
            trend_points=self.trend or USUAL_LENGTH,
            close_of=self.close_of,
        )

    def _sources(self) -> Mapping[str, Source]:
        whole, method = self.limits is ChartedPoints.WHOLE_SERIES, self.method
        found: dict[str, Source] = {
            name: Charted(name, method, self.rebased, whole) for name in self.facts_of_history(())
        }
        if self.values is not None or self.measure is not None:
            found["reference"] = number_source(None, self.values, self.measure)
        return found

    def facts_of_history(self, figures: Sequence[Decimal | None]) -> Mapping[str, FactValue]:
        return facts_of_point(tuple(figures) or (None,), -1, self.method)

    def verdict(self, answer: StrEnum) -> str:
        if not isinstance(answer, ChartVerdict):
            return super().verdict(answer)
        first, second = answer.pair
        return ", ".join(word for word in (_VARIATIONS[first], _ASSURANCES[second]) if word)

    def colour(self, answer: StrEnum) -> Rag:
        if not isinstance(answer, ChartVerdict):
            return Rag.GREY
        first, second = answer.pair
        return self.colours.get(first, {}).get(second, _COLOURS[answer])

    def problems(self, polarity: Polarity, unit: str) -> Iterator[PydanticCustomError]:
        yield from super().problems(polarity, unit)
        if self.has_number and polarity not in ONE_WAY:
            yield refusal(
                "chart-target-without-direction",
                found=f"a target for a control chart with the polarity '{polarity}'",
                expected="a direction of good, or no target",
            )


_VARIATIONS: Mapping[Variation, str] = {
    Variation.IMPROVEMENT: "special cause improvement",
    Variation.CONCERN: "special cause concern",
    Variation.NEUTRAL_HIGH: "special cause, high",
    Variation.NEUTRAL_LOW: "special cause, low",
    Variation.COMMON_CAUSE: "common cause",
}
_ASSURANCES: Mapping[Assurance, str] = {
    Assurance.PASSING: "consistently passing",
    Assurance.HIT_OR_MISS: "hit or miss",
    Assurance.FAILING: "consistently failing",
    Assurance.NO_TARGET: "",
}
_COLOURS: Mapping[ChartVerdict, Rag] = {
    ChartVerdict.IMPROVEMENT_PASSING: Rag.GREEN,
    ChartVerdict.IMPROVEMENT_HIT_OR_MISS: Rag.GREEN,
    ChartVerdict.IMPROVEMENT_FAILING: Rag.AMBER,
    ChartVerdict.IMPROVEMENT_NO_TARGET: Rag.GREEN,
    ChartVerdict.COMMON_CAUSE_PASSING: Rag.GREEN,
    ChartVerdict.COMMON_CAUSE_HIT_OR_MISS: Rag.AMBER,
    ChartVerdict.COMMON_CAUSE_FAILING: Rag.RED,
    ChartVerdict.COMMON_CAUSE_NO_TARGET: Rag.GREY,
    ChartVerdict.CONCERN_PASSING: Rag.AMBER,
    ChartVerdict.CONCERN_HIT_OR_MISS: Rag.RED,
    ChartVerdict.CONCERN_FAILING: Rag.RED,
    ChartVerdict.CONCERN_NO_TARGET: Rag.RED,
    ChartVerdict.NEUTRAL_HIGH_NO_TARGET: Rag.GREY,
    ChartVerdict.NEUTRAL_LOW_NO_TARGET: Rag.GREY,
}
"""The usual colours: green where nothing needs doing, red where the target will not be met or things get worse."""
