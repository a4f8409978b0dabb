"""Targets that are put together from members: several targets of one indicator, or several indicators."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, Literal

from pydantic import BaseModel, Field, field_serializer, model_validator
from pydantic_core import PydanticCustomError

from scorecard_core.distances import Number
from scorecard_core.errors import refusal
from scorecard_core.exact import EXACT
from scorecard_core.periods import Period
from scorecard_core.references import Source
from scorecard_core.rules import DecisionList, FactValue
from scorecard_core.tallies import NOTHING, Together, enough_of, weighted_mean, worst_of
from scorecard_core.targets.base import MODEL, ZERO, TargetType
from scorecard_core.targets.members import Member, as_written, meet
from scorecard_core.terms import GreyPolicy, Polarity, Rag

__all__ = ["AllOf", "AnyOf", "Composition", "Points", "Weighted", "WorstOf"]


class Composition(TargetType):
    """What is put together from members, each of which is rated, and shown, by itself.

    Attributes:
        members: targets of the indicator itself, or ids of other indicators; the order means nothing.
        grey: what a member without a rating does: ``ignore`` leaves it out, ``propagate`` makes the whole grey,
            ``worst`` counts it as red. Where no member has a rating, the whole is grey in any case.
    """

    members: tuple[Member, ...] = Field(min_length=1)
    grey: GreyPolicy

    @field_serializer("members", mode="wrap")
    def _members_as_written(self, members: tuple[Member, ...], handler: Any) -> list[Any]:
        return [as_written(table) for table in handler(members)]

    @property
    def asked(self) -> TargetType:
        """The same in whatever order the members stand."""
        in_order = sorted(self.members, key=lambda member: (member.key, member.weight))
        return super().asked.model_copy(update={"members": tuple(in_order)})

    def _parameters(self) -> Mapping[str, FactValue]:
        return {"grey_policy": self.grey.value}

    @property
    def unless_given(self) -> Mapping[str, FactValue]:
        return NOTHING

    @property
    def looked_up(self) -> tuple[Source, ...]:
        return tuple(source for member in self.members if member.target for source in member.target.looked_up)

    @property
    def children(self) -> tuple[str, ...]:
        return tuple(member.indicator for member in self.members if member.indicator)

    def members_in(self, period: Period) -> tuple[Member, ...]:
        """The members in a period."""
        return tuple(member for member in self.members if member.in_force(period))

    def parts_in_force(self, period: Period) -> frozenset[Any]:
        return frozenset(
            (member.key, member.weight, member.target.parts_in_force(period) if member.target else None)
            for member in self.members_in(period)
        )

    def colour(self, answer: StrEnum) -> Rag:
        return _COLOURS.get(answer, Rag.GREY)

    @model_validator(mode="after")
    def _members_are_of_one_kind(self) -> Composition:
        kinds = {bool(member.indicator) for member in self.members}
        if len(kinds) > 1 or any(member.target.children for member in self.members if member.target):
            raise refusal(
                "members-mixed",
                found="targets and indicators among the members of one composition",
                expected="all of one kind",
                hint="Give the targets an indicator of their own, and name it as a member.",
            )
        for number, member in enumerate(self.members, start=1):
            for other in self.members[: number - 1]:
                if other.key == member.key and meet(other, member):
                    raise refusal(
                        "members-alike",
                        found=f"member {number} is called '{member.key}', as one before it is",
                        expected="a name for each target" if member.target else "each indicator once at a time",
                    )
        return self

    def problems(self, polarity: Polarity, unit: str) -> Iterator[PydanticCustomError]:
        yield from super().problems(polarity, unit)
        for number, member in enumerate(self.members, start=1):
            for problem in member.target.problems(polarity, unit) if member.target else ():
                known = dict(problem.context or {})
                found = f"member {number}, '{member.key}': {known['found']}"
                yield refusal(problem.type, found=found, expected=known["expected"], hint=known["hint"])
        yield from self._misplaced_weights()

    def _misplaced_weights(self) -> Iterator[PydanticCustomError]:
        """Weights, where they mean nothing."""
        number = next((at for at, member in enumerate(self.members, start=1) if member.weight != 1), None)
        if number is not None:
            yield refusal(
                "weight-without-meaning",
                found=f"a weight for member {number} of a target of the type '{self.type}'",
                expected="none: only 'weighted' has weights",
            )


_COLOURS: Mapping[StrEnum, Rag] = {
    Together.ALL_GREEN: Rag.GREEN,
    Together.WORST_IS_AMBER: Rag.AMBER,
    Together.WORST_IS_RED: Rag.RED,
    Together.ENOUGH: Rag.GREEN,
    Together.NEARLY_ENOUGH: Rag.AMBER,
    Together.TOO_FEW: Rag.RED,
    Together.SCORE_IS_GREEN: Rag.GREEN,
    Together.SCORE_IS_AMBER: Rag.AMBER,
    Together.SCORE_IS_RED: Rag.RED,
}


class WorstOf(Composition):
    """As good as the worst of its members."""

    type: Literal["worst_of"] = "worst_of"

    @property
    def rule(self) -> DecisionList:
        return worst_of()


class _EnoughOf(Composition):
    """Members of which so many must be green."""

    amber_from: int | None = Field(default=None, ge=1)

    @property
    def rule(self) -> DecisionList:
        return enough_of()

    @property
    @abstractmethod
    def _needed(self) -> int | None:
        """How many must be green; None for every one that counts."""

    def _parameters(self) -> Mapping[str, FactValue]:
        return {
            **super()._parameters(),
            "all_needed": self._needed is None,
            "at_least": Decimal(self._needed or 0),
            "amber_from": Decimal(self.amber_from or 0),
        }

    @model_validator(mode="after")
    def _can_be_reached(self) -> _EnoughOf:
        known = len({member.key for member in self.members})
        if self._needed is not None and self._needed > known:
            raise refusal(
                "at-least-out-of-reach",
                found=f"at_least = {self._needed} with {known} member" + "s" * (known != 1),
                expected=f"at most {known}",
            )
        needed = self._needed or known
        if self.amber_from is not None and self.amber_from >= needed:
            raise refusal(
                "amber-from-out-of-order",
                found=f"amber from {self.amber_from} green, where {needed} are green enough for green",
                expected=f"fewer than {needed}",
            )
        return self


class AllOf(_EnoughOf):
    """Every member is green, or at least so many are.

    Its colour is that of the member that just makes them enough, counted from the best: amber where some of those that
    are needed are only amber.

    Attributes:
        at_least: how many must be green; every member that counts, where it is not given.
        amber_from: amber, too, where at least so many are green, whatever the others are.
    """

    type: Literal["all_of"] = "all_of"
    at_least: int | None = Field(default=None, ge=1)

    @property
    def _needed(self) -> int | None:
        return self.at_least


class AnyOf(_EnoughOf):
    """At least one member is green, or at least so many are.

    Its colour is that of the member that just makes them enough, counted from the best.

    Attributes:
        at_least: how many must be green.
        amber_from: amber, too, where at least so many are green, whatever the others are.
    """

    type: Literal["any_of"] = "any_of"
    at_least: int = Field(default=1, ge=1)

    @property
    def _needed(self) -> int | None:
        return self.at_least


class Points(BaseModel):
    """What each colour is worth in a weighted mean.

    Attributes:
        green, amber, red: the points of a member of that colour.
    """

    model_config = MODEL

    green: Number = Decimal(3)
    amber: Number = Decimal(2)
    red: Number = Decimal(1)


class Weighted(Composition):
    """The mean of its members' points, each with its weight.

    Attributes:
        points: what each colour is worth.
        green_from: the least mean that is green.
        amber_from: the least mean that is amber.
    """

    type: Literal["weighted"] = "weighted"
    points: Points = Points()
    green_from: Number = Decimal("2.5")
    amber_from: Number = Decimal("1.5")

    @property
    def rule(self) -> DecisionList:
        return weighted_mean()

    def _parameters(self) -> Mapping[str, FactValue]:
        return {
            **super()._parameters(),
            "green_points": self.points.green,
            "amber_points": self.points.amber,
            "red_points": self.points.red,
            "green_from": self.green_from,
            "amber_from": self.amber_from,
        }

    @model_validator(mode="after")
    def _one_member_alone_keeps_its_colour(self) -> Weighted:
        points = self.points
        if not points.green >= self.green_from > points.amber >= self.amber_from > points.red:
            raise refusal(
                "points-out-of-order",
                found=f"points of {points.green}, {points.amber} and {points.red}, green from {self.green_from} and "
                f"amber from {self.amber_from}, by which one member alone would not keep its colour",
                expected="green ≥ green_from > amber ≥ amber_from > red",
            )
        return self

    def _misplaced_weights(self) -> Iterator[PydanticCustomError]:
        """Days from which the members that there are weigh nothing."""
        day = next((day for day in self._turns if self._weigh_nothing(day)), None)
        if day is not None:
            when = "" if day == date.min else f" from {day:%d/%m/%Y} on"
            number = next(at for at, one in enumerate(self.members, start=1) if one.in_force(Period.day(day)))
            yield refusal(
                "weights-sum-to-nothing",
                found=f"weights that sum to nothing{when}, beginning with that of member {number}",
                expected="at least one weight above zero",
            )

    @property
    def _turns(self) -> list[date]:
        """The days on which the members change, and the first of all days."""
        begun = {member.begins.start for member in self.members if member.begins}
        over = {member.ends.end + timedelta(days=1) for member in self.members if member.ends}
        return sorted({date.min, *begun, *over})

    def _weigh_nothing(self, day: date) -> bool:
        members = self.members_in(Period.day(day))
        total = ZERO
        for member in members:
            total = EXACT.add(total, member.weight)
        return bool(members) and total == 0
