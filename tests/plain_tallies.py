"""A second opinion on what members come to: plain lists and fractions, nothing tallied or multiplied out."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Literal, TypeAlias

Colour: TypeAlias = Literal["green", "amber", "red"]


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
