"""A second opinion on control charts, in plain fractions: from the figures up to a period to the colour of that period.

Written from the NHS's description of its charts: the limits are 2.66 mean moving ranges from the mean, and a point is
special where it is outside them, ends a trend or a run, or is one of several close to a limit.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from scorecard_core.special_causes import Assurance, Variation
from scorecard_core.targets import ControlChart
from scorecard_core.terms import Polarity, Rag, Tie

__all__ = ["colour_of_chart"]

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


def colour_of_chart(
    target: ControlChart, polarity: Polarity, figures: Sequence[Fraction], reference: Fraction | None
) -> Rag:
    """The colour of the last of some figures, between which there is no gap.

    Args:
        reference: the target; None where there is none.
    """
    if len(figures) < target.points_needed:
        return Rag.GREY
    based_on = figures[: target.baseline_points]
    mean, width = sum(based_on, Fraction(0)) / len(based_on), _width(based_on, screened=target.screened)
    better = _BETTER.get(polarity, 0)
    seen = _variation(better * _direction(target, [figure - mean for figure in figures], width))
    first = Variation.COMMON_CAUSE if better == 0 else seen
    second = Assurance.NO_TARGET if reference is None else _assurance(target, better * (mean - reference), width)
    return target.colours.get(first, {}).get(second, _USUAL.get((first, second), Rag.GREY))


def _width(figures: Sequence[Fraction], *, screened: bool) -> Fraction:
    """How far a limit is from the mean."""
    ranges = [abs(after - before) for before, after in pairwise(figures)]
    most = Fraction("3.267") * sum(ranges, Fraction(0)) / len(ranges)
    counted = [moved for moved in ranges if moved < most or not screened] or ranges
    return Fraction("2.66") * sum(counted, Fraction(0)) / len(counted)


def _direction(target: ControlChart, off: Sequence[Fraction], width: Fraction) -> int:
    """+1 where the last figure is high or rises for a special cause, -1 where it is low or falls, 0 where it is usual.

    Args:
        off: how far each figure is above the mean.
    """
    last, up = off[-1], 1 if off[-1] > 0 else -1
    if target.outside and abs(last) > width:
        return up
    steps = [after - before for before, after in pairwise(off[-target.trend :])] if target.trend else []
    if target.trend and len(steps) == target.trend - 1:
        if all(step > 0 for step in steps):
            return 1
        if all(step < 0 for step in steps):
            return -1
    if target.close and len(off) >= target.close_of and _one_side(off[-target.close_of :]):
        close = [width * 2 / 3 < abs(one) <= width for one in off[-target.close_of :]]
        if close[-1] and sum(close) >= target.close:
            return up
    if target.run and len(off) >= target.run and _one_side(off[-target.run :]):
        return up
    return 0


def _one_side(off: Sequence[Fraction]) -> bool:
    return all(one > 0 for one in off) or all(one < 0 for one in off)


def _variation(direction: int) -> Variation:
    return {1: Variation.IMPROVEMENT, -1: Variation.CONCERN, 0: Variation.COMMON_CAUSE}[direction]


def _assurance(target: ControlChart, margin: Fraction, width: Fraction) -> Assurance:
    """What to expect of a process whose mean is so far on the good side of its target."""
    counts = target.tie is Tie.BETTER
    if margin > width or (margin == width and counts):
        return Assurance.PASSING
    if margin < -width or (margin == -width and not counts):
        return Assurance.FAILING
    return Assurance.HIT_OR_MISS
