"""Reading a control chart: which special cause, what variation, what assurance.

They decide as NHSRplotthedots does (``R/ptd_calculate_point_type.R`` and ``R/ptd_calculate_assurance_type.R`` in
https://github.com/nhs-r-community/NHSRplotthedots): a point outside the limits first, then a trend, then
points close to a limit, then a run on one side of the centre line. A trend is good or bad by its direction, whichever
side of the centre line it is on.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from scorecard_core.evidence import Evidence, Figure
from scorecard_core.periods import Period
from scorecard_core.references import VALUE, Source, reference_fact
from scorecard_core.rules import (
    Branch,
    DecisionList,
    Derived,
    Expression,
    Fact,
    Shows,
    both,
    either,
    equal,
    greatest,
    least,
    missing,
    negated,
)
from scorecard_core.shapes import SIGN, TIE_IS_BETTER
from scorecard_core.statistics.control_charts import ChartMethod, facts_of_point
from scorecard_core.terms import GreyReason

__all__ = [
    "Assurance",
    "ChartVerdict",
    "Charted",
    "SpecialCause",
    "SpecialCauseRule",
    "Variation",
    "assurance",
    "control_chart",
    "special_cause",
    "variation",
]


class SpecialCauseRule(StrEnum):
    """What may set a point apart from the usual variation of its process."""

    OUTSIDE = "outside"
    TREND = "trend"
    CLOSE = "close"
    RUN = "run"


class SpecialCause(StrEnum):
    """What sets a point apart, if anything does."""

    ABOVE_UPPER_LIMIT = "above_upper_limit"
    BELOW_LOWER_LIMIT = "below_lower_limit"
    RISING = "rising"
    FALLING = "falling"
    CLOSE_TO_UPPER_LIMIT = "close_to_upper_limit"
    CLOSE_TO_LOWER_LIMIT = "close_to_lower_limit"
    RUN_ABOVE = "run_above"
    RUN_BELOW = "run_below"
    NONE = "none"


class Variation(StrEnum):
    """What a point says about its process."""

    IMPROVEMENT = "improvement"
    CONCERN = "concern"
    NEUTRAL_HIGH = "neutral_high"
    NEUTRAL_LOW = "neutral_low"
    COMMON_CAUSE = "common_cause"


class Assurance(StrEnum):
    """Whether a process that goes on as it is will meet its target."""

    PASSING = "passing"
    HIT_OR_MISS = "hit_or_miss"
    FAILING = "failing"
    NO_TARGET = "no_target"


CENTRE_LINE = Fact("centre_line", "the mean of the process", GreyReason.TOO_FEW_POINTS, Shows.FIGURE)
LOWER_LIMIT = Fact("lower_limit", "the lower process limit, there whenever the centre line is", shows=Shows.FIGURE)
UPPER_LIMIT = Fact("upper_limit", "the upper process limit, there whenever the centre line is", shows=Shows.FIGURE)
POINTS = Fact("points", "how many points the chart has, since it began or last began anew")
POINTS_NEEDED = Fact("points_needed", "how many points it needs to be read")
ONE_SIDE = Fact("one_side", "how many points in a row are on its side of the centre line, the point itself among them")
RUN_LENGTH = Fact("run_length", "how many points on one side of the centre line are a run")
RISING = Fact("rising", "how many points in a row are each higher than the one before, the point itself among them")
FALLING = Fact("falling", "how many points in a row are each lower than the one before, the point itself among them")
TREND_LENGTH = Fact("trend_length", "how many points that rise, or fall, are a trend")
CLOSE = Fact("close", "how many points in quick succession are close to a limit, the point itself among them")
CLOSE_COUNT = Fact("close_count", "how many close to a limit are too many for chance")

SPECIAL_CAUSE = Fact("special_cause", "what sets the point apart", shows=Shows.WORD)
VARIATION = Fact("variation", "what the point says about its process", shows=Shows.WORD)
ASSURANCE = Fact("assurance", "whether the process will meet its target", shows=Shows.WORD)

_HIGH = (
    SpecialCause.ABOVE_UPPER_LIMIT,
    SpecialCause.RISING,
    SpecialCause.CLOSE_TO_UPPER_LIMIT,
    SpecialCause.RUN_ABOVE,
)


@dataclass(frozen=True, slots=True)
class Charted(Source):
    """Something about a point of the indicator's own control chart.

    Attributes:
        name: what it is, as :func:`~scorecard_core.statistics.control_charts.facts_of_point` calls it.
        rebased: periods with which the chart begins anew; so it does where the publisher flagged a break in the series.
        whole_series: let later points count, as a published chart does; without it a period is seen as it was then.
    """

    name: str
    method: ChartMethod
    rebased: tuple[Period, ...] = ()
    whole_series: bool = False

    def find(self, evidence: Evidence, period: Period) -> Figure:
        """What is asked about the point of a period."""
        history = evidence.history
        if period not in history.places:
            return Figure(missing=GreyReason.NO_DATA, period=period)
        at = history.places[period]
        begins = {*history.breaks, *(history.first_from(anew) for anew in self.rebased)}
        first = max((begin for begin in begins if begin <= at), default=0)
        later = min((begin for begin in begins if begin > at), default=len(history.values))
        end = later if self.whole_series else at + 1
        value = facts_of_point(history.values[first:end], at - first, self.method)[self.name]
        return Figure(
            value,
            missing=GreyReason.TOO_FEW_POINTS if value is None else None,
            period=period,
            source=f"control chart from {history.periods[first]} to {history.periods[end - 1]}",
        )


@cache
def special_cause(rules: frozenset[SpecialCauseRule]) -> DecisionList:
    """What sets a point apart, by the rules that are asked; the first that holds is given."""
    asked = (branch for rule in SpecialCauseRule if rule in rules for branch in _BRANCHES[rule])
    return DecisionList(
        "special cause",
        (
            Branch(
                POINTS < POINTS_NEEDED,
                GreyReason.TOO_FEW_POINTS,
                "it has no rating because there are too few points for a control chart: {points} of the "
                "{points_needed} needed",
            ),
            Branch(missing(CENTRE_LINE), GreyReason.TOO_FEW_POINTS, "{grey}"),
            *asked,
            Branch(
                None,
                SpecialCause.NONE,
                "nothing sets {value} apart from the usual ups and downs around the mean of {centre_line}",
            ),
        ),
    )


_ABOVE = VALUE > CENTRE_LINE
_MANY_CLOSE, _LONG_RUN = CLOSE >= CLOSE_COUNT, ONE_SIDE >= RUN_LENGTH
_CLOSE_SAYS = "{{value}} is one of {{close}} points in quick succession that are close to the {0} of {{{1}}}"
_RUN_SAYS = "{{value}} is one of {{one_side}} points in a row {0} the mean of {{centre_line}}"

_BRANCHES = {
    SpecialCauseRule.OUTSIDE: (
        Branch(
            VALUE > UPPER_LIMIT, SpecialCause.ABOVE_UPPER_LIMIT, "{value} is above the upper limit of {upper_limit}"
        ),
        Branch(
            VALUE < LOWER_LIMIT, SpecialCause.BELOW_LOWER_LIMIT, "{value} is below the lower limit of {lower_limit}"
        ),
    ),
    SpecialCauseRule.TREND: (
        Branch(RISING >= TREND_LENGTH, SpecialCause.RISING, "{value} is one of {rising} points in a row that rise"),
        Branch(FALLING >= TREND_LENGTH, SpecialCause.FALLING, "{value} is one of {falling} points in a row that fall"),
    ),
    SpecialCauseRule.CLOSE: (
        Branch(
            both(_MANY_CLOSE, _ABOVE),
            SpecialCause.CLOSE_TO_UPPER_LIMIT,
            _CLOSE_SAYS.format("upper limit", "upper_limit"),
        ),
        Branch(
            _MANY_CLOSE,
            SpecialCause.CLOSE_TO_LOWER_LIMIT,
            _CLOSE_SAYS.format("lower limit", "lower_limit"),
        ),
    ),
    SpecialCauseRule.RUN: (
        Branch(both(_LONG_RUN, _ABOVE), SpecialCause.RUN_ABOVE, _RUN_SAYS.format("above")),
        Branch(_LONG_RUN, SpecialCause.RUN_BELOW, _RUN_SAYS.format("below")),
    ),
}


def _one_of(causes: tuple[SpecialCause, ...]) -> Expression:
    first, *others = causes
    condition: Expression = equal(SPECIAL_CAUSE, first)
    for cause in others:
        condition = either(condition, equal(SPECIAL_CAUSE, cause))
    return condition


@cache
def variation() -> DecisionList:
    """What a point says about its process: the special cause, seen through polarity."""
    up = Derived("is_high", _one_of(_HIGH), "whether the special cause is high or rising")
    without = equal(SPECIAL_CAUSE, SpecialCause.NONE)
    return DecisionList(
        "variation",
        (
            Branch(without, Variation.COMMON_CAUSE, "{special_cause}"),
            Branch(both(SIGN > 0, up), Variation.IMPROVEMENT, "{special_cause}, a special cause for the better"),
            Branch(
                both(SIGN < 0, negated(up)), Variation.IMPROVEMENT, "{special_cause}, a special cause for the better"
            ),
            Branch(both(equal(SIGN, 0), up), Variation.NEUTRAL_HIGH, "{special_cause}, a special cause"),
            Branch(equal(SIGN, 0), Variation.NEUTRAL_LOW, "{special_cause}, a special cause"),
            Branch(None, Variation.CONCERN, "{special_cause}, a special cause for the worse"),
        ),
    )


@cache
def assurance(*, has_target: bool) -> DecisionList:
    """Whether a process that stays within its limits meets its target: always, never, or by chance."""
    if not has_target:
        return DecisionList("assurance", (Branch(None, Assurance.NO_TARGET, ""),))
    target = reference_fact(GreyReason.NO_TARGET_FOR_PERIOD)
    lower, upper = SIGN * (LOWER_LIMIT - target), SIGN * (UPPER_LIMIT - target)
    worst = Derived("worst_margin", least(lower, upper), "how far the worse limit meets the target")
    best = Derived("best_margin", greatest(lower, upper), "how far the better limit meets the target")
    passing = "; all that lies between the limits of {lower_limit} and {upper_limit} meets the target of {reference}"
    failing = "; nothing between the limits of {lower_limit} and {upper_limit} meets the target of {reference}"
    return DecisionList(
        "assurance",
        (
            Branch(worst > 0, Assurance.PASSING, passing),
            Branch(both(equal(worst, 0), TIE_IS_BETTER), Assurance.PASSING, passing),
            Branch(best < 0, Assurance.FAILING, failing),
            Branch(both(equal(best, 0), negated(TIE_IS_BETTER)), Assurance.FAILING, failing),
            Branch(
                None,
                Assurance.HIT_OR_MISS,
                "; the target of {reference} lies between the limits of {lower_limit} and {upper_limit}, "
                "so that chance decides whether it is met",
            ),
        ),
    )


class ChartVerdict(StrEnum):
    """Variation and assurance together."""

    IMPROVEMENT_PASSING = "improvement_passing"
    IMPROVEMENT_HIT_OR_MISS = "improvement_hit_or_miss"
    IMPROVEMENT_FAILING = "improvement_failing"
    IMPROVEMENT_NO_TARGET = "improvement_no_target"
    CONCERN_PASSING = "concern_passing"
    CONCERN_HIT_OR_MISS = "concern_hit_or_miss"
    CONCERN_FAILING = "concern_failing"
    CONCERN_NO_TARGET = "concern_no_target"
    COMMON_CAUSE_PASSING = "common_cause_passing"
    COMMON_CAUSE_HIT_OR_MISS = "common_cause_hit_or_miss"
    COMMON_CAUSE_FAILING = "common_cause_failing"
    COMMON_CAUSE_NO_TARGET = "common_cause_no_target"
    NEUTRAL_HIGH_NO_TARGET = "neutral_high_no_target"
    NEUTRAL_LOW_NO_TARGET = "neutral_low_no_target"

    @property
    def pair(self) -> tuple[Variation, Assurance]:
        """The variation and the assurance that it stands for."""
        return next((first, second) for first in Variation for second in Assurance if self == f"{first}_{second}")


@cache
def control_chart() -> DecisionList:
    """Variation and assurance together: what a colour stands for."""
    *stated, last = ChartVerdict
    both_say = "{variation}{assurance}"
    return DecisionList(
        "control chart",
        (*(Branch(_is(verdict), verdict, both_say) for verdict in stated), Branch(None, last, both_say)),
    )


def _is(verdict: ChartVerdict) -> Expression:
    first, second = verdict.pair
    return both(equal(VARIATION, first), equal(ASSURANCE, second))
