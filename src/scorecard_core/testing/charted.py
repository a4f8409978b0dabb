"""A second opinion on control charts, in plain fractions: from the figures up to a period to the colour of that period.

Written from the NHS's description of its charts: the limits are 2.66 mean moving ranges from the mean, and a point is
special where it is outside them, ends a trend or a run, or is one of several close to a limit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from scorecard_core.special_causes import Assurance, SpecialCause, Variation
from scorecard_core.targets import ControlChart
from scorecard_core.terms import Polarity, Rag, Tie

__all__ = ["Reading", "colour_of_chart", "reading_of_chart", "verdict_of_chart"]

_BETTER = {Polarity.HIGH_IS_GOOD: 1, Polarity.LOW_IS_GOOD: -1}
_USUAL = {
    (Variation.IMPROVEMENT, Assurance.PASSING): Rag.GREEN,
    (Variation.IMPROVEMENT, Assurance.HIT_OR_MISS): Rag.GREEN,
    (Variation.IMPROVEMENT, Assurance.FAILING): Rag.AMBER,
    (Variation.IMPROVEMENT, Assurance.NO_TARGET): Rag.GREEN,
    (Variation.COMMON_CAUSE, Assurance.PASSING): Rag.GREEN,
    (Variation.COMMON_CAUSE, Assurance.HIT_OR_MISS): Rag.AMBER,
    (Variation.COMMON_CAUSE, Assurance.FAILING): Rag.RED,
    (Variation.CONCERN, Assurance.PASSING): Rag.AMBER,
    (Variation.CONCERN, Assurance.HIT_OR_MISS): Rag.RED,
    (Variation.CONCERN, Assurance.FAILING): Rag.RED,
    (Variation.CONCERN, Assurance.NO_TARGET): Rag.RED,
}


@dataclass(frozen=True, slots=True)
class Reading:
    """What the last point of a chart says."""

    special_cause: SpecialCause
    variation: Variation
    assurance: Assurance


def reading_of_chart(
    target: ControlChart, polarity: Polarity, figures: Sequence[Fraction], reference: Fraction | None
) -> Reading | None:
    """What the last of some figures says, between which there is no gap; None where they are too few.

    Args:
        reference: the target; None where there is none.
    """
    if len(figures) < target.points_needed:
        return None
    based_on = figures[: target.baseline_points]
    mean, width = sum(based_on, Fraction(0)) / len(based_on), _width(based_on, screened=target.screened)
    cause = _special_cause(target, [figure - mean for figure in figures], width)
    better = _BETTER.get(polarity, 0)
    certain = Assurance.NO_TARGET if reference is None else _assurance(target, better * (mean - reference), width)
    return Reading(cause, _variation(cause, better), certain)


def verdict_of_chart(reading: Reading | None) -> str:
    """What a chart says, in the words of the NHS; empty where it says nothing."""
    if reading is None:
        return ""
    expected = _EXPECTED[reading.assurance]
    return f"{_SEEN[reading.variation]}, {expected}" if expected else _SEEN[reading.variation]


_SEEN = {
    Variation.IMPROVEMENT: "special cause improvement",
    Variation.CONCERN: "special cause concern",
    Variation.NEUTRAL_HIGH: "special cause, high",
    Variation.NEUTRAL_LOW: "special cause, low",
    Variation.COMMON_CAUSE: "common cause",
}
_EXPECTED = {
    Assurance.PASSING: "consistently passing",
    Assurance.HIT_OR_MISS: "hit or miss",
    Assurance.FAILING: "consistently failing",
    Assurance.NO_TARGET: "",
}


def colour_of_chart(target: ControlChart, reading: Reading | None) -> Rag:
    """The colour of what a chart says."""
    if reading is None:
        return Rag.GREY
    usual = _USUAL.get((reading.variation, reading.assurance), Rag.GREY)
    return target.colours.get(reading.variation, {}).get(reading.assurance, usual)


def _width(figures: Sequence[Fraction], *, screened: bool) -> Fraction:
    """How far a limit is from the mean."""
    ranges = [abs(after - before) for before, after in pairwise(figures)]
    most = Fraction("3.267") * sum(ranges, Fraction(0)) / len(ranges)
    counted = [moved for moved in ranges if moved < most or not screened] or ranges
    return Fraction("2.66") * sum(counted, Fraction(0)) / len(counted)


def _special_cause(target: ControlChart, off: Sequence[Fraction], width: Fraction) -> SpecialCause:
    """What sets the last figure apart.

    Args:
        off: how far each figure is above the mean.
    """
    high = off[-1] > 0
    if target.outside and abs(off[-1]) > width:
        return SpecialCause.ABOVE_UPPER_LIMIT if high else SpecialCause.BELOW_LOWER_LIMIT
    steps = [after - before for before, after in pairwise(off[-target.trend :])] if target.trend else []
    if target.trend and len(steps) == target.trend - 1:
        if all(step > 0 for step in steps):
            return SpecialCause.RISING
        if all(step < 0 for step in steps):
            return SpecialCause.FALLING
    if target.close and len(off) >= target.close_of and _one_side(off[-target.close_of :]):
        close = [width * 2 / 3 < abs(one) <= width for one in off[-target.close_of :]]
        if close[-1] and sum(close) >= target.close:
            return SpecialCause.CLOSE_TO_UPPER_LIMIT if high else SpecialCause.CLOSE_TO_LOWER_LIMIT
    if target.run and len(off) >= target.run and _one_side(off[-target.run :]):
        return SpecialCause.RUN_ABOVE if high else SpecialCause.RUN_BELOW
    return SpecialCause.NONE


def _one_side(off: Sequence[Fraction]) -> bool:
    return all(one > 0 for one in off) or all(one < 0 for one in off)


_HIGH = ("above_upper_limit", "rising", "close_to_upper_limit", "run_above")


def _variation(cause: SpecialCause, better: int) -> Variation:
    if cause is SpecialCause.NONE:
        return Variation.COMMON_CAUSE
    high = cause in _HIGH
    if better == 0:
        return Variation.NEUTRAL_HIGH if high else Variation.NEUTRAL_LOW
    return Variation.IMPROVEMENT if high == (better > 0) else Variation.CONCERN


def _assurance(target: ControlChart, margin: Fraction, width: Fraction) -> Assurance:
    """What to expect of a process whose mean is so far on the good side of its target."""
    counts = target.tie is Tie.BETTER
    if margin > width or (margin == width and counts):
        return Assurance.PASSING
    if margin < -width or (margin == -width and not counts):
        return Assurance.FAILING
    return Assurance.HIT_OR_MISS
