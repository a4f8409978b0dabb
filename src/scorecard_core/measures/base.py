"""How a series is computed from others: what every kind of measure has, and the figures that it works with."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, model_serializer
from pydantic_core import PydanticCustomError

from scorecard_core.comparators import Comparator
from scorecard_core.measures.found import Computed, Found, converted
from scorecard_core.observations import Series
from scorecard_core.periods import Period
from scorecard_core.terms import Flag, Frequency
from scorecard_core.units import Units

__all__ = ["PLACES", "Figures", "Measure", "Places"]

PLACES = 6
"""Decimals to which a quotient is rounded, half up, where the definition does not say."""

Places = Field(default=PLACES, ge=0, le=12)

_FLAGS = (Flag.PROVISIONAL, Flag.SERIES_BREAK, Flag.ESTIMATED, Flag.REVISED)
"""Which flag is shown where inputs carry several. A break is known as one even where another flag is shown."""


@dataclass(frozen=True)
class Figures:
    """The figures of one area, as known at one date.

    Attributes:
        read: gives the series of a measure in an area, at a frequency.
        regular: whether the period before one is the calendar's, and not the last for which there is a figure.
        found: what parts of a measure came to, so that a mean over means works each of them out once.
    """

    read: Callable[[str, str, Frequency], Series]
    area: str
    frequency: Frequency
    regular: bool
    units: Units
    comparators: Mapping[str, Comparator]
    found: dict[tuple[int, str, Period, str], Found] = field(default_factory=dict, compare=False, repr=False)

    def of(self, area: str) -> Figures:
        """The figures of another area."""
        return replace(self, area=area)

    def series(self, measure: str, frequency: Frequency | None = None) -> Series:
        """One series of the area."""
        return self.read(measure, self.area, frequency or self.frequency)

    def areas_of(self, group: str) -> tuple[str, ...]:
        """The areas that a comparator stands for."""
        return self.comparators[group].areas if group in self.comparators else ()


class Measure(BaseModel, ABC):
    """How a series is computed from others.

    Attributes:
        unit: what its figures are in; that of what it is part of, where it is not given.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    type: str
    unit: str = ""

    @model_serializer(mode="wrap")
    def _always_with_its_type(self, handler: Any) -> Any:
        return {"type": self.type, **handler(self)}

    @property
    @abstractmethod
    def operands(self) -> Mapping[str, Measure]:
        """What it is computed from, by the key it stands under."""

    @abstractmethod
    def periods(self, figures: Figures) -> frozenset[Period]:
        """The periods for which there is something to compute, whether or not it can be."""

    @abstractmethod
    def compute(self, figures: Figures, period: Period, unit: str) -> Found:
        """What it comes to in a period, in ``unit``."""

    def find(self, figures: Figures, period: Period, wanted: str = "") -> Found:
        """What it comes to in a period, in the unit wanted, or in its own where none is."""
        key = (id(self), figures.area, period, wanted)
        if key not in figures.found:
            figures.found[key] = self._find(figures, period, wanted)
        return figures.found[key]

    def _find(self, figures: Figures, period: Period, wanted: str) -> Found:
        own = self.unit or wanted
        found = self.compute(figures, period, own)
        if found.value is None or not wanted or own == wanted:
            return found
        return replace(found, **converted(found.value, own, wanted, figures.units))

    def operand_unit(self, unit: str) -> str:
        """The unit that operands have where they state none, for a result in ``unit``; empty where they must."""
        return unit

    @property
    def groups(self) -> frozenset[str]:
        """The ids of the comparators whose areas it looks at."""
        return frozenset[str]().union(*(operand.groups for operand in self.operands.values()))

    @property
    def begins_anew(self) -> bool:
        """Whether its figures add up over a year and begin anew with the next."""
        return any(operand.begins_anew for operand in self.operands.values())

    @property
    def leaves_out(self) -> bool:
        """Whether it says that it leaves out what is missing; it never leaves out what is suppressed."""
        return any(operand.leaves_out for operand in self.operands.values())

    def is_comparable(self, earlier: Period, later: Period) -> bool:
        """Whether its figures for two periods can be held against each other at all."""
        return all(operand.is_comparable(earlier, later) for operand in self.operands.values())

    def problems(self, frequency: Frequency) -> Iterator[PydanticCustomError]:
        """What does not fit an indicator of that frequency."""
        for operand in self.operands.values():
            yield from operand.problems(frequency)

    def computed(self, measure: str, figures: Figures, period: Period, unit: str) -> Computed:
        """The figure for a period, as an observation of ``measure``."""
        found = self.find(figures, period, unit)
        known = [one.observation for one in found.inputs]
        flags = {one.flag for one in known if one.flag is not None} | ({Flag.SERIES_BREAK} if found.breaks else set())
        return Computed(
            measure=measure,
            area=figures.area,
            period=period,
            value=found.value,
            grey=found.missing,
            unit=unit,
            flag=next((flag for flag in _FLAGS if flag in flags), None),
            flags=frozenset(flags),
            inputs=found.inputs,
            source="; ".join(dict.fromkeys(one.source for one in known if one.source)),
            published=max((one.published for one in known if one.published), default=None),
        )
