"""A second opinion on the targets that ask what chance, or a group, makes of a figure: in plain fractions, too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from scorecard_core.targets import InPosition, Significance
from scorecard_core.terms import Rag, Tie

__all__ = ["standing", "tested"]


def tested(target: Significance, better: int, known: Mapping[str, Fraction]) -> Rag:
    """Whether two stretches of the line, or a stretch and a point, lie apart, or only just touch."""
    if target.low is not None and target.high is not None:
        begins, ends = Fraction(target.low), Fraction(target.high)
    else:
        point = Fraction(target.value) if target.value is not None else known["reference"]
        begins, ends = known.get("reference_lower", point), known.get("reference_upper", point)
    lower, upper = known["lower"], known["upper"]
    apart = {1: lower - ends, -1: begins - upper}
    touching = target.touching == "different"
    sides = {side for side, distance in apart.items() if distance > 0 or (touching and distance == 0)}
    # Two points that coincide touch on both sides, and are no more above than below.
    if len(sides) != 1:
        return Rag.AMBER
    return Rag.GREEN if better in sides else Rag.RED


def standing(target: InPosition, better: int, known: Mapping[str, Fraction]) -> Rag:
    """Which band of a group the area is in; nothing where the group is too small to tell."""
    own, others = known["value"], [value for name, value in known.items() if name.startswith("peer_")]
    place = 1 + sum(better * other > better * own for other in others)
    everyone = sorted([own, *others])
    count = len(target.bands) or target.quantiles or 4
    ends = [band.to for band in target.bands if band.to is not None]
    if len(everyone) < (target.fewest or (2 if ends else count)):
        return Rag.GREY
    if ends:
        at = sum(place > end for end in ends)
    elif target.method == "rank":
        behind = Fraction(len(everyone) + 1 - place, len(everyone))
        at = sum(behind * count <= count - number for number in range(1, count))
    else:
        parts = (Fraction(count - number if better > 0 else number, count) for number in range(1, count))
        margins = [better * (own - _quantile(everyone, part, int(target.method))) for part in parts]
        at = sum(margin < 0 or (margin == 0 and target.tie is Tie.WORSE) for margin in margins)
    if target.bands:
        return target.bands[at].colour
    return {0: Rag.GREEN, count - 1: Rag.RED}.get(at, Rag.GREY)


def _quantile(ordered: Sequence[Fraction], part: Fraction, method: int) -> Fraction:
    """Types 6 and 7: so far between the first figure and the last, and from one to the next in a straight line."""
    steps = part * (len(ordered) - 1) if method == 7 else part * (len(ordered) + 1) - 1
    steps = min(max(steps, Fraction(0)), Fraction(len(ordered) - 1))
    whole = int(steps)
    following = ordered[min(whole + 1, len(ordered) - 1)]
    return ordered[whole] + (steps - whole) * (following - ordered[whole])
