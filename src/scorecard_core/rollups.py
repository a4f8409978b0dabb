"""Roll-ups: how a group of indicators stands, in counts, in per cent, by its worst and by its mean.

The worst and the mean are answered by the very lists that answer compositions. Nothing here colours an indicator.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from scorecard_core.assessed import Answered
from scorecard_core.exact import divided
from scorecard_core.rating import Rating
from scorecard_core.rules import FactValue
from scorecard_core.tallies import tally
from scorecard_core.targets import Composition, Member, Points, Weighted, WorstOf
from scorecard_core.terms import Basis, GreyPolicy, Rag

__all__ = ["PLUGIN", "Part", "RollUp", "count_by", "percentages", "roll_up"]

Thing = TypeVar("Thing")
Word = TypeVar("Word", bound=Hashable)

PLUGIN = "plugin"
"""The axis of the plugins, which are the directorates that publish indicators."""

MEAN_PLACES = 6
"""Decimals to which the mean of a roll-up is rounded, half up: it is a measured fact. Its status is exact."""

_ONE = Decimal(1)
_SOMEBODY = (Member(indicator="somebody"),)
"""Whose members a composition has does not matter here: it is asked for its list and its parameters."""


@dataclass(frozen=True, slots=True)
class Part:
    """How many of a group have a status.

    Attributes:
        percent: whole per cent of the group. Those of a group sum to 100, and are zero where it is empty.
    """

    status: Rag
    number: int
    percent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RollUp:
    """How a group of indicators stands.

    Attributes:
        axis: what is grouped by: an axis of the definitions' grouping, ``plugin``, or empty for the whole scorecard.
        group: the name of the group; empty for the whole, and for what stands in no group of the axis.
        indicators: the ids of its indicators, each of which counts once.
        not_computed: the ids of those whose status is not the engine's own: a judgement, an override, or a published
            rating that was taken over.
        parts: green, amber, red and grey, in that order, none left out.
        grey: what an indicator without a rating does to the worst and to the mean. It is counted in any case.
        worst: the status of the worst.
        mean: the mean of the points of its indicators, each with its weight; None where none of them counts.
        mean_status: the status of the mean.
    """

    axis: str
    group: str
    indicators: tuple[str, ...]
    not_computed: tuple[str, ...]
    parts: tuple[Part, ...]
    grey: GreyPolicy
    worst: Rag
    mean: Decimal | None
    mean_status: Rag

    @property
    def counts(self) -> dict[Rag, int]:
        """How many have each status; every status is there, with zero where none has it."""
        return {part.status: part.number for part in self.parts}


def roll_up(
    ratings: Iterable[Rating],
    *,
    axis: str = "",
    group: str = "",
    grey: GreyPolicy = GreyPolicy.IGNORE,
    weights: Mapping[str, Decimal] | None = None,
    points: Points | None = None,
    green_from: Decimal = Decimal("2.5"),
    amber_from: Decimal = Decimal("1.5"),
) -> RollUp:
    """How some indicators stand together.

    Args:
        ratings: one for each indicator, in any order.
        axis, group: what the group is called.
        grey: what an indicator without a rating does: is left out, makes the whole grey, or counts as red.
        weights: by the id of the indicator, for the mean; 1 for those that are not among them.
        points, green_from, amber_from: see :class:`~scorecard_core.targets.Weighted`.

    Raises:
        pydantic.ValidationError: ``points-out-of-order``, or a weight below zero.
    """
    known = sorted(ratings, key=lambda rating: rating.indicator)
    members = [Member(indicator=one.indicator, weight=(weights or {}).get(one.indicator, _ONE)) for one in known]
    colours = [rating.status for rating in known]
    found = tally((one.indicator, one.weight, colour) for one, colour in zip(members, colours, strict=True))
    facts = {name: figure.fact for name, figure in found.items()}
    worst, _ = _answered(WorstOf(members=_SOMEBODY, grey=grey), facts)
    weighted = Weighted(
        members=_SOMEBODY, grey=grey, points=points or Points(), green_from=green_from, amber_from=amber_from
    )
    mean_status, answered = _answered(weighted, facts)
    counts = count_by(colours, lambda colour: colour, Rag)
    shares = percentages(counts)
    return RollUp(
        axis=axis,
        group=group,
        indicators=tuple(rating.indicator for rating in known),
        not_computed=tuple(rating.indicator for rating in known if rating.basis is not Basis.COMPUTED),
        parts=tuple(Part(status, number, shares[status]) for status, number in counts.items()),
        grey=grey,
        worst=worst,
        mean=None if mean_status is Rag.GREY else _mean(answered),
        mean_status=mean_status,
    )


def _answered(target: Composition, facts: Mapping[str, FactValue]) -> tuple[Rag, Answered]:
    answered = Answered.by(target.rule, {**facts, **target.parameters})
    return target.colour(answered.answer), answered


def _mean(answered: Answered) -> Decimal:
    score, weight = (answered.rule.value_of(name, answered.facts) for name in ("score", "weight"))
    assert isinstance(score, Decimal) and isinstance(weight, Decimal)
    return divided(score, weight, MEAN_PLACES)


def percentages(counts: Mapping[Word, int]) -> dict[Word, int]:
    """Counts in whole per cent that sum to 100, by the method of the largest remainder; zeros where there is nothing.

    Each is rounded down, and what is then left goes, one each, to those that lost most by it; among equals to the
    larger count, and then to the one that stands first. A count of zero is 0 per cent, and none is off by 1 or more.
    """
    total = sum(counts.values())
    if not total:
        return dict.fromkeys(counts, 0)
    whole = {word: 100 * number // total for word, number in counts.items()}
    lost_most = sorted(counts, key=lambda word: (-(100 * counts[word] % total), -counts[word]))
    for word in lost_most[: 100 - sum(whole.values())]:
        whole[word] += 1
    return whole


def count_by(things: Iterable[Thing], key: Callable[[Thing], Word], words: Iterable[Word]) -> dict[Word, int]:
    """How many things there are for each word, none left out."""
    counts = dict.fromkeys(words, 0)
    for thing in things:
        counts[key(thing)] += 1
    return counts
