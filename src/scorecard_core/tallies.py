"""What the members of a composition come to: a tally of their colours, and the decision lists over it.

The facts are counts and sums of weights by colour, so a list needs nothing that a grouping of rows does not give. A
weighted mean is compared with its limits by multiplying across.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache

from scorecard_core.evidence import Figure
from scorecard_core.exact import EXACT
from scorecard_core.rules import Branch, DecisionList, Derived, Expression, Fact, Facts, Shows, both, choose, equal
from scorecard_core.terms import GreyPolicy, GreyReason, Rag

__all__ = ["COUNTS", "NOTHING", "WEIGHTS", "MemberWords", "Together", "enough_of", "tally", "weighted_mean", "worst_of"]

COUNTS = {colour: f"{colour.value}s" for colour in Rag}
"""The name of the fact that counts the members of a colour."""

WEIGHTS = {colour: f"{colour.value}_weight" for colour in Rag}
"""The name of the fact that sums the weights of the members of a colour."""

NOTHING: Mapping[str, Decimal] = dict.fromkeys([*COUNTS.values(), *WEIGHTS.values()], Decimal(0))
"""A tally of no members."""


class Together(StrEnum):
    """The words of a composition: three for each way of putting members together."""

    ALL_GREEN = "all_green"
    WORST_IS_AMBER = "worst_is_amber"
    WORST_IS_RED = "worst_is_red"
    ENOUGH = "enough_green"
    NEARLY_ENOUGH = "nearly_enough_green"
    TOO_FEW = "too_few_green"
    SCORE_IS_GREEN = "score_is_green"
    SCORE_IS_AMBER = "score_is_amber"
    SCORE_IS_RED = "score_is_red"


GREENS, AMBERS, REDS = (Fact(COUNTS[colour], f"how many members are {colour}") for colour in list(Rag)[:3])
GREYS = Fact(COUNTS[Rag.GREY], "how many members have no rating")
GREEN_WEIGHT, AMBER_WEIGHT, RED_WEIGHT = (
    Fact(WEIGHTS[colour], f"the weights of the members that are {colour}, summed") for colour in list(Rag)[:3]
)
GREY_WEIGHT = Fact(WEIGHTS[Rag.GREY], "the weights of the members that have no rating, summed")
GREY_POLICY = Fact("grey_policy", "what a member without a rating does", shows=Shows.WORD)
ALL_NEEDED = Fact("all_needed", "whether every member that counts must be green")
AT_LEAST = Fact("at_least", "how many members must be green")
ENOUGH_FOR_AMBER = Fact("amber_from", "how many green members are enough for amber; zero where no number is")
GREEN_POINTS, AMBER_POINTS, RED_POINTS = (
    Fact(f"{colour}_points", f"the points of a member that is {colour}") for colour in list(Rag)[:3]
)
GREEN_FROM = Fact("green_from", "the least mean that is green")
AMBER_FROM = Fact("amber_from", "the least mean that is amber")

_GREY_IS_WORST = equal(GREY_POLICY, GreyPolicy.WORST.value)


def _unrated(rated: Expression, grey: Expression, named: str) -> tuple[Branch, Branch]:
    """The branches for members without a rating; ``named`` is the phrase for those that should have one."""
    return (
        Branch(equal(rated, 0), GreyReason.NO_MEMBER_RATED, "{grey}"),
        Branch(
            both(equal(GREY_POLICY, GreyPolicy.PROPAGATE.value), grey > 0),
            GreyReason.MEMBER_NOT_RATED,
            f"{{grey}}; {{{named}}}",
        ),
    )


_RATED = Derived("rated", GREENS + AMBERS + REDS, "how many members have a rating")
_COUNTED = Derived(
    "counted",
    choose(_GREY_IS_WORST, _RATED + GREYS, _RATED),
    "how many members count: those without a rating do where they count as the worst",
)


@cache
def worst_of() -> DecisionList:
    """The colour of the worst member that counts."""
    return DecisionList(
        "the worst of its members",
        (
            *_unrated(_RATED, GREYS, "grey_members"),
            Branch(equal(GREENS, _COUNTED), Together.ALL_GREEN, "{green_members}{left_out}"),
            Branch(
                equal(GREENS + AMBERS, _COUNTED),
                Together.WORST_IS_AMBER,
                "{amber_members} and none is worse{left_out}",
            ),
            Branch(equal(REDS, 0), Together.WORST_IS_RED, "{grey_members}, which counts as red"),
            Branch(None, Together.WORST_IS_RED, "{red_members}"),
        ),
    )


@cache
def enough_of() -> DecisionList:
    """Enough members are green; the colour of the one that just makes them enough, counted from the best."""
    needed = Derived(
        "needed", choose(ALL_NEEDED, _COUNTED, AT_LEAST), "how many members must be green for all to be green"
    )
    return DecisionList(
        "enough of its members",
        (
            *_unrated(_RATED, GREYS, "grey_members"),
            Branch(needed > _COUNTED, GreyReason.MEMBER_NOT_RATED, "{grey}; {the_members}{asked}"),
            Branch(needed <= GREENS, Together.ENOUGH, "{the_members}{asked}"),
            Branch(needed <= GREENS + AMBERS, Together.NEARLY_ENOUGH, "{the_members}{asked}"),
            Branch(
                both(ENOUGH_FOR_AMBER > 0, GREENS >= ENOUGH_FOR_AMBER),
                Together.NEARLY_ENOUGH,
                "{the_members}{asked}, or {amber_from} for amber",
            ),
            Branch(None, Together.TOO_FEW, "{the_members}{asked}"),
        ),
    )


@cache
def weighted_mean() -> DecisionList:
    """The mean of the members' points, each with its weight, against two limits."""
    rated = Derived("rated_weight", GREEN_WEIGHT + AMBER_WEIGHT + RED_WEIGHT, "the weight of the members with a rating")
    weight = Derived("weight", choose(_GREY_IS_WORST, rated + GREY_WEIGHT, rated), "the weight that counts")
    score = Derived(
        "score",
        GREEN_POINTS * GREEN_WEIGHT
        + AMBER_POINTS * AMBER_WEIGHT
        + RED_POINTS * (weight - (GREEN_WEIGHT + AMBER_WEIGHT)),
        "the points of the members that count, times their weights",
    )
    return DecisionList(
        "the weighted mean of its members",
        (
            *_unrated(rated, GREY_WEIGHT, "the_weights"),
            Branch(
                score >= GREEN_FROM * weight,
                Together.SCORE_IS_GREEN,
                "the weighted mean is {mean_points}, where green is from {green_from}; {the_weights}",
            ),
            Branch(
                score >= AMBER_FROM * weight,
                Together.SCORE_IS_AMBER,
                "the weighted mean is {mean_points}, where green is from {green_from} and amber from {amber_from}; "
                "{the_weights}",
            ),
            Branch(
                None,
                Together.SCORE_IS_RED,
                "the weighted mean is {mean_points}, where amber is from {amber_from}; {the_weights}",
            ),
        ),
    )


def tally(members: Iterable[tuple[str, Decimal, Rag]]) -> dict[str, Figure]:
    """The facts about members, each with the names of those that it counts as its source.

    Args:
        members: the name, the weight and the colour of each, in any order; the facts do not depend on it.
    """
    known = sorted(members, key=lambda member: (member[0].casefold(), member[0]))
    even = len({weight for _, weight, _ in known}) < 2
    found: dict[str, Figure] = {}
    for colour in Rag:
        ours = [(name, weight) for name, weight, given in known if given is colour]
        names = ", ".join(name for name, _ in ours)
        weighed = names if even else ", ".join(f"{name} × {_plain(weight)}" for name, weight in ours)
        found[COUNTS[colour]] = Figure(Decimal(len(ours)), source=names)
        found[WEIGHTS[colour]] = Figure(_sum(weight for _, weight in ours), source=weighed)
    return found


@dataclass(frozen=True, slots=True)
class MemberWords:
    """A tally in words: how many are what and, where their names are known, which.

    Attributes:
        figures: the facts as they were found, with the names of the members as their sources.
    """

    facts: Facts
    figures: Mapping[str, Figure]

    def of(self, colour: Rag) -> str:
        """The members of one colour: "2 of 3 members are red (Roads, Bridges)"."""
        number, total = self._number(COUNTS[colour]), self._total(COUNTS)
        many = "the only member" if total == 1 else f"{number:f} of {total:f} members"
        return f"{many} {_state(colour, number)}{self._names(COUNTS[colour])}"

    def everyone(self) -> str:
        """All members: "of 3 members, 1 is green (Roads) and 2 are red (Bridges, Paths)"."""
        total = self._total(COUNTS)
        return f"of {total:f} {'member' if total == 1 else 'members'}, {self._by_colour(COUNTS)}"

    def weights(self) -> str:
        """All weights: "of a weight of 3, 1 is green (Roads) and 2 is red (Bridges, Paths)"."""
        return f"of a weight of {_plain(self._total(WEIGHTS))}, {self._by_colour(WEIGHTS)}"

    def left_out(self) -> str:
        """What becomes of the members without a rating, where there are any and they count for nothing."""
        number = self._number(COUNTS[Rag.GREY])
        return f"; {number:f} {self._grey(number)}{self._names(COUNTS[Rag.GREY])}" if number else ""

    def asked(self) -> str:
        """How many members must be green."""
        if self.facts.get("all_needed"):
            return ", where every one must be green"
        return f", where at least {self._number('at_least'):f} must be green"

    def _by_colour(self, names: Mapping[Rag, str]) -> str:
        parts = []
        for colour, name in names.items():
            if number := self._number(name):
                one = number if names is COUNTS else Decimal(1)
                state = self._grey(one) if colour is Rag.GREY else _state(colour, one)
                parts.append(f"{_plain(number)} {state}{self._names(name)}")
        *most, last = parts or ["none counts"]
        return f"{', '.join(most)} and {last}" if most else last

    def _grey(self, number: Decimal) -> str:
        """What becomes of members without a rating, in words."""
        match self.facts.get("grey_policy"):
            case GreyPolicy.IGNORE:
                becomes = f" and {'is' if number == 1 else 'are'} left out"
            case GreyPolicy.WORST:
                becomes = f" and {'counts' if number == 1 else 'count'} as red"
            case _:
                becomes = ""
        return f"{_state(Rag.GREY, number)}{becomes}"

    def _total(self, names: Mapping[Rag, str]) -> Decimal:
        return _sum(self._number(name) for name in names.values())

    def _number(self, name: str) -> Decimal:
        value = self.facts.get(name)
        return value if isinstance(value, Decimal) else Decimal(0)

    def _names(self, name: str) -> str:
        figure = self.figures.get(name)
        return f" ({figure.source})" if figure and figure.source else ""


def _state(colour: Rag, number: Decimal) -> str:
    if colour is Rag.GREY:
        return "has no rating" if number == 1 else "have no rating"
    return f"{'is' if number == 1 else 'are'} {colour}"


def _sum(numbers: Iterable[Decimal]) -> Decimal:
    total = Decimal(0)
    for number in numbers:
        total = EXACT.add(total, number)
    return total


def _plain(number: Decimal) -> str:
    """A number without the zeros that it need not have."""
    return f"{number.normalize(EXACT):f}"
