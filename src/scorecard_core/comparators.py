"""Comparators: who an indicator is compared with, and which of their figures counts."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from scorecard_core.distances import Number
from scorecard_core.errors import refusal
from scorecard_core.statistics import QUANTILE_METHODS, mean, median, quantile

__all__ = ["ENGLAND", "Comparator", "Statistic", "Vintage"]


class Statistic(StrEnum):
    """How the figures of a group become one. All but a value are measured facts."""

    VALUE = "value"
    MEAN = "mean"
    MEDIAN = "median"
    QUANTILE = "quantile"


class Vintage(StrEnum):
    """Which of a comparator's periods counts beside the one being rated."""

    SAME_PERIOD = "same_period"
    LATEST = "latest"


class Comparator(BaseModel):
    """Who to compare with: one area, or the mean, the median or a quantile of a group.

    Attributes:
        id: ``england`` for the core's own; a plugin's carry its name, ``children.statistical_neighbours``.
        name: as a sentence has it: "England", "our statistical neighbours".
        areas: the areas in the observations that it stands for, whoever is compared.
        neighbours: instead of ``areas``, those of each area that is compared, such as its nearest neighbours.
        statistic: how several become one.
        quantile: which quantile, from 0 to 1: 0.75 has three quarters of the figures at or below it.
        method: how a quantile between two figures is found, by its number in Hyndman and Fan (1996).
        places: decimals to which a mean, median or quantile is rounded, half up.
        fewest: how many members must have a figure for the group to be one.
        includes_self: whether the area that is compared counts among the areas, where it is one of them.
        description: who chose them, and when.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?$")
    name: str = Field(min_length=1)
    areas: tuple[str, ...] = ()
    neighbours: dict[str, tuple[str, ...]] = {}
    statistic: Statistic = Statistic.VALUE
    quantile: Number | None = Field(default=None, ge=0, le=1)
    method: int = 7
    places: int = Field(default=6, ge=0, le=12)
    fewest: int = Field(default=2, ge=1)
    includes_self: bool = False
    description: str = ""

    @model_validator(mode="after")
    def _holds_together(self) -> Comparator:
        for problem in self._problems():
            raise problem
        return self

    def _problems(self) -> Iterator[PydanticCustomError]:
        if bool(self.areas) == bool(self.neighbours) or not all(self.neighbours.values()):
            found = "both areas and neighbours" if self.areas and self.neighbours else "no areas"
            yield refusal("comparator-without-areas", found=found, expected="areas, or the neighbours of each area")
        most = max(map(len, (self.areas, *self.neighbours.values())))
        if self.statistic is Statistic.VALUE and most > 1:
            yield refusal(
                "comparator-without-statistic",
                found=f"{most} areas and no statistic",
                expected="statistic = 'mean', 'median' or 'quantile'",
            )
        if (self.statistic is Statistic.QUANTILE) != (self.quantile is not None):
            yield refusal(
                "quantile-incomplete",
                found=f"statistic = '{self.statistic}' and {'no' if self.quantile is None else 'a'} quantile",
                expected="statistic = 'quantile' and quantile = 0.75, or neither",
            )
        if self.method not in QUANTILE_METHODS:
            known = ", ".join(map(str, QUANTILE_METHODS))
            yield refusal("quantile-method-unknown", found=f"method = {self.method}", expected=f"one of {known}")
        if self.statistic is not Statistic.VALUE and not self.neighbours and self.fewest > len(set(self.areas)):
            yield refusal(
                "comparator-too-small",
                found=f"fewest = {self.fewest} for a group of {len(set(self.areas))}",
                expected="a group of at least as many areas",
            )

    @property
    def possessive(self) -> str:
        """The name as the owner of a figure: "England's", "our statistical neighbours'"."""
        return f"{self.name}'" if self.name.endswith("s") else f"{self.name}'s"

    @property
    def everyone(self) -> tuple[str, ...]:
        """Every area that anybody is compared with."""
        of_each = (area for areas in self.neighbours.values() for area in areas)
        return tuple(dict.fromkeys((*self.areas, *of_each)))

    def members(self, area: str) -> tuple[str, ...]:
        """The areas that one area is compared with: without itself, unless it counts; none where nobody says which."""
        areas = dict.fromkeys(self.neighbours.get(area, ()) if self.neighbours else self.areas)
        return tuple(one for one in areas if one != area or self.includes_self)

    def of(self, values: list[Decimal]) -> Decimal:
        """The one figure that several become: a measured fact, rounded half up once."""
        match self.statistic:
            case Statistic.MEAN:
                return mean(values, self.places)
            case Statistic.QUANTILE:
                return quantile(values, Fraction(self.quantile or 0), self.method, self.places)
            case _:
                return median(values, self.places)

    def words(self, count: int) -> str:
        """What its figure is, in words: "median of 8 areas"."""
        kind = self.statistic.value
        if self.statistic is Statistic.QUANTILE:
            kind = f"quantile {self.quantile:f} (type {self.method})"
        return f"{kind} of {count} areas" if count != 1 else f"{kind} of 1 area"


ENGLAND = Comparator(id="england", name="England", areas=("England",), description="The national figure.")
