"""Where does an area stand in a group? Rank and quantiles among the areas that have a figure, and the lists that judge.

The group is the areas of a comparator and the area itself, or every area that the measure has a figure for.
"""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache

from scorecard_core.evidence import Evidence, Figure
from scorecard_core.periods import Period
from scorecard_core.references import VALUE, Source
from scorecard_core.rules import Branch, DecisionList, Derived, Fact, Shows, both, choose, equal
from scorecard_core.shapes import SIGN, TIE_IS_BETTER, position
from scorecard_core.statistics import quantile, quantile_number, rank
from scorecard_core.terms import GreyReason

__all__ = [
    "Cut",
    "Group",
    "Members",
    "QuantilePlace",
    "Rank",
    "StandingFact",
    "by_cuts",
    "by_place",
    "place_cut",
    "standing_cut",
]


@dataclass(frozen=True, slots=True)
class Group:
    """The areas that an area stands among, itself included.

    Attributes:
        comparator: the id of the comparator whose areas they are; empty for every area that has a figure.
        leaving_out: areas that are not members, such as totals; never the area itself.
    """

    comparator: str = ""
    leaving_out: frozenset[str] = frozenset()

    def values(self, evidence: Evidence, period: Period) -> tuple[Decimal, ...] | None:
        """The figures of all members that have one for a period; None where nobody knows the comparator."""
        if not self.comparator:
            areas = evidence.observations.areas(evidence.measure)
        elif (known := evidence.comparators.get(self.comparator)) is not None:
            areas = list(known.members(evidence.area))
        else:
            return None
        others = [area for area in areas if area != evidence.area and area not in self.leaving_out]
        return evidence.values_of((*others, evidence.area), period)

    @property
    def comparators(self) -> frozenset[str]:
        """The ids of the comparators it needs."""
        return frozenset({self.comparator} - {""})


@dataclass(frozen=True, slots=True)
class StandingFact(Source):
    """Something that follows from the figures of a group."""

    group: Group

    @property
    def comparators(self) -> frozenset[str]:
        return self.group.comparators

    def find(self, evidence: Evidence, period: Period) -> Figure:
        values = self.group.values(evidence, period)
        if values is None:
            return Figure(missing=GreyReason.NO_COMPARATOR, period=period)
        if not values:
            return Figure(missing=GreyReason.TOO_FEW_MEMBERS, period=period)
        # No direction of good puts the lowest first.
        found = self._among(values, evidence.own(period).value, evidence.polarity.sign or -1)
        return Figure(found, period=period, source=f"{len(values)} areas")

    @abstractmethod
    def _among(self, values: tuple[Decimal, ...], own: Decimal | None, order: int) -> Decimal | None:
        """The fact, from the figures of the group and the area's own."""


@dataclass(frozen=True, slots=True)
class Members(StandingFact):
    """How many areas of a group have a figure."""

    def _among(self, values: tuple[Decimal, ...], own: Decimal | None, order: int) -> Decimal | None:
        return Decimal(len(values))


@dataclass(frozen=True, slots=True)
class Rank(StandingFact):
    """The place in a group, the best first; equals share the better place, and the next keeps its distance."""

    def _among(self, values: tuple[Decimal, ...], own: Decimal | None, order: int) -> Decimal | None:
        return None if own is None else Decimal(rank(own, values, order))


@dataclass(frozen=True, slots=True)
class QuantilePlace(StandingFact):
    """Which of so many groups of equal size the rank falls in, the best first."""

    quantiles: int

    def _among(self, values: tuple[Decimal, ...], own: Decimal | None, order: int) -> Decimal | None:
        if own is None:
            return None
        return Decimal(quantile_number(rank(own, values, order), len(values), self.quantiles))


@dataclass(frozen=True, slots=True)
class Cut(StandingFact):
    """The quantile of a group at which so many of the quantiles end, counted from the best.

    Attributes:
        method: the type of the quantile, as R numbers them.
    """

    number: int
    quantiles: int
    method: int

    def _among(self, values: tuple[Decimal, ...], own: Decimal | None, order: int) -> Decimal | None:
        part = Fraction(self.number, self.quantiles)
        return quantile(values, 1 - part if order > 0 else part, self.method)


MEMBERS = Fact("members", "how many areas of the group have a figure", GreyReason.NO_COMPARATOR)
FEWEST = Fact("fewest", "how many there have to be for a standing to mean something")
RANK = Fact("rank", "the place in the group, the best first; equals share the better place", GreyReason.NO_DATA)
PLACE = Fact("place", "the number of the quantile that the rank falls in, the best first", GreyReason.NO_DATA)


def standing_cut(number: int) -> Fact:
    """The fact that holds the quantile at which the band with that number ends."""
    return Fact(
        f"cut_{number}", f"the quantile at which band {number} ends", GreyReason.TOO_FEW_MEMBERS, shows=Shows.FIGURE
    )


def place_cut(number: int) -> Fact:
    """The fact that holds the last place of the band with that number."""
    return Fact(f"last_place_{number}", f"the last place of band {number}")


_TOO_FEW = Branch(MEMBERS < FEWEST, GreyReason.TOO_FEW_MEMBERS, "{grey}")
_STANDS = "{value} is number {rank} of {members} among {the_reference}, in the band '{verdict}'"


@cache
def by_cuts(count: int) -> DecisionList:
    """Which of ``count`` quantiles of a group, the best first; where no direction is good, the lowest first."""
    order = Derived(
        "order", choose(equal(SIGN, 0), -1, SIGN), "+1 where the highest come first, -1 where the lowest do"
    )
    branches = [_TOO_FEW]
    for number in range(1, count):
        margin = Derived(
            f"margin_{number}",
            order * (VALUE - standing_cut(number)),
            f"how far it is on the first side of cut {number}",
        )
        branches.append(Branch(margin > 0, position(number), f"{_STANDS}, which reaches {{cut}}"))
        touches = both(equal(margin, 0), TIE_IS_BETTER)
        branches.append(Branch(touches, position(number), f"{_STANDS}, exactly as far as it reaches"))
    branches.append(Branch(None, position(count), f"{_STANDS}, past {{cut}}"))
    return DecisionList(f"{count} quantiles of a group", tuple(branches), mentions=(MEMBERS, RANK))


@cache
def by_place(count: int, *, ranked: bool) -> DecisionList:
    """Which of ``count`` bands by the rank itself or, where it is not ``ranked``, by the quantile of the rank."""
    place = RANK if ranked else PLACE
    branches = [_TOO_FEW]
    branches += [Branch(place <= place_cut(number), position(number), _STANDS) for number in range(1, count)]
    branches.append(Branch(None, position(count), _STANDS))
    name = f"{count} bands of ranks" if ranked else f"{count} quantiles of ranks"
    return DecisionList(name, tuple(branches), mentions=(MEMBERS, RANK))
