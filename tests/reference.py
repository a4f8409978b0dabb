"""A second opinion on every target type that a number can settle: what the definitions mean, in plain fractions.

Nothing here knows how the engine works. There are no decision lists, no decimals, no folded limits and no shortcuts:
a value is a `Fraction`, a colour follows from the sentence that defines its target type, and where the engine
multiplies out a ratio this module divides. When the two disagree, one of them is wrong.

Three things are the same for every type. A *margin* says how far on the good side of its green limit a value is; a
*tolerance* is how far short of that limit it may fall and still be amber; a *tie* is a value exactly on a limit, and
falls to the better or to the worse side of the green limit and of the amber limit alike.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Literal, TypeAlias

Colour: TypeAlias = Literal["green", "amber", "red"]
Polarity: TypeAlias = Literal["high", "low"]
Tie: TypeAlias = Literal["better", "worse"]

NOTHING = Fraction(0)

# One of each unit, counted in the first unit of its family.
UNIT = {
    "percent": Fraction(1),
    "proportion": Fraction(100),
    "per_10000_children": Fraction(1),
    "per_1000_children": Fraction(10),
    "gbp": Fraction(1),
    "thousand_gbp": Fraction(1000),
}


def converted(value: Fraction, from_unit: str, to_unit: str) -> Fraction:
    """The same quantity in another unit of its family."""
    return value * UNIT[from_unit] / UNIT[to_unit]


def sign(polarity: Polarity) -> int:
    """Plus one where high is good, minus one where low is good."""
    return {"high": 1, "low": -1}[polarity]


def wider(amount: Fraction | None, percent: Fraction | None, reference: Fraction) -> Fraction:
    """An amount, or a per cent of the size of the reference, or the wider of the two where both are given."""
    widths = [NOTHING]
    if amount is not None:
        widths.append(amount)
    if percent is not None:
        widths.append(percent / 100 * abs(reference))
    return max(widths)


def colour(margin: Fraction, tolerance: Fraction, tie: Tie) -> Colour:
    """Green on the good side of the green limit, amber within the tolerance of it, otherwise red."""

    def passes(distance: Fraction) -> bool:
        return distance > 0 or (distance == 0 and tie == "better")

    if passes(margin):
        return "green"
    if passes(margin + tolerance):
        return "amber"
    return "red"


def threshold(
    value: Fraction,
    target: Fraction,
    polarity: Polarity,
    tolerance_amount: Fraction | None = None,
    tolerance_percent: Fraction | None = None,
    tie: Tie = "better",
) -> Colour:
    """At or better than a number."""
    margin = sign(polarity) * (value - target)
    return colour(margin, wider(tolerance_amount, tolerance_percent, target), tie)


def within(
    value: Fraction,
    low: Fraction,
    high: Fraction,
    tolerance_amount: Fraction | None = None,
    tolerance_percent: Fraction | None = None,
    tie: Tie = "better",
) -> Colour:
    """Inside a range: what counts is the distance to the nearest edge; from the middle that is the low one."""
    nearest = low if abs(value - low) <= abs(value - high) else high
    margin = min(value - low, high - value)
    return colour(margin, wider(tolerance_amount, tolerance_percent, nearest), tie)


def improvement(
    value: Fraction,
    base: Fraction,
    polarity: Polarity,
    by_amount: Fraction | None = None,
    by_percent: Fraction | None = None,
    tolerance_amount: Fraction | None = None,
    tolerance_percent: Fraction | None = None,
    tie: Tie = "better",
) -> Colour:
    """Better than an earlier value of its own, by at least so much."""
    margin = sign(polarity) * (value - base) - wider(by_amount, by_percent, base)
    return colour(margin, wider(tolerance_amount, tolerance_percent, base), tie)


def best(values: Sequence[Fraction], polarity: Polarity) -> Fraction:
    """The best value on record."""
    return max(values) if polarity == "high" else min(values)


def comparator(
    value: Fraction,
    comparator: Fraction,
    polarity: Polarity,
    tolerance_amount: Fraction | None = None,
    tolerance_percent: Fraction | None = None,
    strict: bool = False,
) -> Colour:
    """In line with another area or better than it; where strict, an equal is not good enough."""
    return threshold(
        value, comparator, polarity, tolerance_amount, tolerance_percent, tie="worse" if strict else "better"
    )


def gap(
    value: Fraction,
    comparator: Fraction,
    base_value: Fraction,
    base_comparator: Fraction,
    polarity: Polarity,
    tolerance_amount: Fraction | None = None,
    tie: Tie = "better",
) -> Colour:
    """The gap to another area, counted in our favour, no smaller than it was in the base period."""
    now = sign(polarity) * (value - comparator)
    then = sign(polarity) * (base_value - base_comparator)
    return colour(now - then, wider(tolerance_amount, None, NOTHING), tie)


def share(
    value: Fraction,
    whole: Fraction,
    base_value: Fraction,
    base_whole: Fraction,
    polarity: Polarity,
    tolerance_points: Fraction | None = None,
    tie: Tie = "better",
) -> Colour:
    """Our part of another area's total, in per cent of it, no worse than it was in the base period."""
    now = value / whole * 100
    then = base_value / base_whole * 100
    return colour(sign(polarity) * (now - then), wider(tolerance_points, None, NOTHING), tie)


def band(
    value: Fraction,
    cuts: Sequence[tuple[str, Fraction]],
    last: str,
    polarity: Polarity,
    tie: Tie = "better",
) -> str:
    """The name of the first band, best first, whose limit the value reaches; the last band takes everything else."""
    for name, limit in cuts:
        margin = sign(polarity) * (value - limit)
        if margin > 0 or (margin == 0 and tie == "better"):
            return name
    return last


def counting(members: Sequence[tuple[str, Fraction]], grey: str) -> list[tuple[Colour, Fraction]] | None:
    """The colours and weights that count, by what grey does; nothing where the whole is grey."""
    rated = [(colour, weight) for colour, weight in members if colour != "grey"]
    if sum(weight for _, weight in rated) == 0 or (grey == "propagate" and _has_grey(members)):
        return None
    if grey == "worst":
        return [("red" if colour == "grey" else colour, weight) for colour, weight in members]
    return rated


def _has_grey(members: Sequence[tuple[str, Fraction]]) -> bool:
    return any(colour == "grey" and weight > 0 for colour, weight in members)


def worst(colours: Sequence[Colour]) -> Colour:
    """The worst of some colours."""
    return kth_best(colours, len(colours))


def kth_best(colours: Sequence[Colour], place: int) -> Colour:
    """The colour in that place, counted from the best."""
    order: dict[Colour, int] = {"green": 0, "amber": 1, "red": 2}
    return sorted(colours, key=lambda colour: order[colour])[place - 1]


def mean_colour(
    members: Sequence[tuple[Colour, Fraction]],
    points: dict[Colour, Fraction],
    green_from: Fraction,
    amber_from: Fraction,
) -> Colour:
    """The colour of the mean of points, each with its weight."""
    mean = sum(points[colour] * weight for colour, weight in members) / sum(weight for _, weight in members)
    if mean >= green_from:
        return "green"
    return "amber" if mean >= amber_from else "red"
