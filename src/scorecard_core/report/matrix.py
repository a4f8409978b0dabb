"""The matrix: every indicator by the groups that a report lays them out in, and the order that this gives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from scorecard_core.report.settings import Grouping
from scorecard_core.report.words import Mark, anchor_of, mark_of
from scorecard_core.rollups import roll_up
from scorecard_core.scorecard import Rated, Scorecard
from scorecard_core.terms import Rag

__all__ = ["Axis", "Chip", "Count", "Group", "Order", "counts_of", "matrix"]

OTHER = "Other"
"""The group of what stands in none of a report's groups."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many have a status."""

    status: Mark
    number: int


@dataclass(frozen=True, slots=True)
class Chip:
    """One indicator in the matrix."""

    status: Mark
    title: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Group:
    """One group of an axis, such as one area of focus."""

    name: str
    counts: tuple[Count, ...]
    members: tuple[Chip, ...]


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis of the matrix."""

    title: str
    groups: tuple[Group, ...]


class Order:
    """The order of a report: by the groups of its settings, then by title."""

    def __init__(self, groupings: Iterable[Grouping]) -> None:
        self._places = {
            (grouping.axis, group): place
            for place, (grouping, group) in enumerate(
                (grouping, group) for grouping in groupings for group in grouping.groups
            )
        }

    def _groups(self, one: Rated) -> list[tuple[str, str]]:
        standing = [place for place in one.indicator.grouping.items() if place in self._places]
        return sorted(standing, key=lambda place: self._places[place])

    def has(self, one: Rated) -> bool:
        """Whether an indicator stands in any of the report's groups."""
        return bool(self._groups(one))

    def group(self, one: Rated) -> str:
        """The first group that an indicator stands in."""
        standing = self._groups(one)
        return standing[0][1] if standing else OTHER

    def sorted(self, rated: Iterable[Rated]) -> list[Rated]:
        """Indicators in the order in which every list has them."""
        return sorted(rated, key=self._place)

    def _place(self, one: Rated) -> tuple[int, str, str]:
        standing = self._groups(one)
        number = self._places[standing[0]] if standing else len(self._places)
        return number, one.indicator.title.casefold(), one.indicator.id


def counts_of(numbers: Mapping[Rag, int]) -> tuple[Count, ...]:
    """Numbers by status, as a report shows them."""
    return tuple(Count(mark_of(status), number) for status, number in numbers.items())


def matrix(card: Scorecard, groupings: Sequence[Grouping], order: Order) -> tuple[Axis, ...]:
    """Every indicator in each group that it stands in; what stands in none has an axis of its own."""
    axes = tuple(
        Axis(
            grouping.title,
            tuple(_group(name, order.sorted(card.in_group(grouping.axis, name))) for name in grouping.groups),
        )
        for grouping in groupings
    )
    left = order.sorted(one for one in card.rated if not order.has(one))
    if not left:
        return axes
    return (*axes, Axis(OTHER if axes else "All indicators", (_group(OTHER if axes else card.area, left),)))


def _group(name: str, members: list[Rated]) -> Group:
    chips = tuple(
        Chip(mark_of(one.rating.status), one.indicator.title, f"indicator-{anchor_of(one.indicator.id)}")
        for one in members
    )
    return Group(name, counts_of(roll_up(one.rating for one in members).counts), chips)
