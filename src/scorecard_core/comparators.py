"""Comparators: who an indicator is compared with, and which of their figures counts."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field, model_validator

from scorecard_core.errors import refusal

__all__ = ["ENGLAND", "Comparator", "Statistic", "Vintage"]


class Statistic(StrEnum):
    """How the figures of a group become one. A mean or a median is a measured fact."""

    VALUE = "value"
    MEAN = "mean"
    MEDIAN = "median"


class Vintage(StrEnum):
    """Which of a comparator's periods counts beside the one being rated."""

    SAME_PERIOD = "same_period"
    LATEST = "latest"


class Comparator(BaseModel):
    """Who to compare with: one area, or the mean or median of a group.

    Attributes:
        id: ``england`` for the core's own; a plugin's carry its name, ``children.statistical_neighbours``.
        name: as a sentence has it: "England", "our statistical neighbours".
        areas: the areas in the observations that it stands for.
        statistic: how several become one; the area being rated is never counted in its own comparator.
        places: decimals to which a mean or median is rounded, half up.
        description: who chose them, and when.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?$")
    name: str = Field(min_length=1)
    areas: tuple[str, ...] = Field(min_length=1)
    statistic: Statistic = Statistic.VALUE
    places: int = Field(default=6, ge=0, le=12)
    description: str = ""

    @model_validator(mode="after")
    def _one_area_has_a_value_and_a_group_a_statistic(self) -> Comparator:
        if self.statistic is Statistic.VALUE and len(self.areas) > 1:
            raise refusal(
                "comparator-without-statistic",
                found=f"{len(self.areas)} areas and no statistic",
                expected="statistic = 'mean' or 'median'",
            )
        return self

    @property
    def possessive(self) -> str:
        """The name as the owner of a figure: "England's", "our statistical neighbours'"."""
        return f"{self.name}'" if self.name.endswith("s") else f"{self.name}'s"


ENGLAND = Comparator(id="england", name="England", areas=("England",), description="The national figure.")
