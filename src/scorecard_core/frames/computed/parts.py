"""What a computed measure is made of, without the names of its series: measures of one make are computed together."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from scorecard_core.comparators import Comparator
from scorecard_core.frames.door import power_of_ten
from scorecard_core.indicators import Indicator
from scorecard_core.measures import (
    Change,
    Measure,
    PercentChange,
    PythonMeasure,
    Ratio,
    RollingMean,
    SeriesOf,
    ShareOf,
    Standardised,
    YearToDate,
)
from scorecard_core.terms import Frequency
from scorecard_core.units import Units

__all__ = ["Make", "Part", "Slot", "lacking", "made_of", "make_of"]

Column = Literal["value", "numerator", "denominator"]


@dataclass(frozen=True)
class Slot:
    """One series that a measure is computed from.

    Attributes:
        unit: what its figures are wanted in.
        column: which of its columns; only a value has a unit.
    """

    measure: str
    unit: str
    column: Column = "value"


@dataclass(frozen=True)
class Part:
    """One step of a formula.

    Attributes:
        kind: what the definition calls it.
        of: the steps that it is computed from.
        settings: what else the definition says of it, in order.
        power: the power of ten by which the result is moved, into the unit in which it is wanted.
        slot: for a series, which of the measure's; below zero elsewhere.
        within_months: for a series, how old the latest figure may be that is taken; None for the same period's.
    """

    kind: str
    of: tuple[Part, ...] = ()
    settings: tuple[tuple[str, Any], ...] = ()
    power: int = 0
    slot: int = -1
    within_months: int | None = None

    def __getitem__(self, name: str) -> Any:
        return dict(self.settings)[name]

    @property
    def steps(self) -> Iterator[Part]:
        """Every step, the last first."""
        yield self
        for part in self.of:
            yield from part.steps

    @property
    def own_slots(self) -> tuple[int, ...]:
        """The series whose periods are its own."""
        return tuple(one.slot for one in self.steps if one.kind == "series" and one.within_months is None)

    @property
    def is_plain(self) -> bool:
        """Whether it says no more of a period without any row than that the input is missing."""
        if self.kind == "series":
            return self.within_months is None
        return self.kind in ("ratio", "sum", "difference") and all(part.is_plain for part in self.of)


@dataclass(frozen=True)
class Make:
    """What measures that are computed together have in common."""

    formula: Part
    frequency: Frequency

    @property
    def years(self) -> tuple[Part, ...]:
        """The steps that begin anew with each year."""
        return tuple(part for part in self.formula.steps if part.kind == "year_to_date")


class _Lacking(Exception):  # noqa: N818
    """Why there is no frame form."""


_SETTINGS: dict[type[Measure], tuple[str, ...]] = {
    Ratio: ("per", "places"),
    RollingMean: ("over", "places"),
    YearToDate: ("statistic", "year", "incomplete", "places"),
    Change: ("on",),
    PercentChange: ("on", "places"),
    ShareOf: ("places",),
    Standardised: ("deviation", "least", "places"),
}


def made_of(
    indicator: Indicator, comparators: Mapping[str, Comparator], units: Units
) -> tuple[Make | None, tuple[Slot, ...]]:
    """How an indicator's measure is made, and of which series; None and nothing where it is observed.

    The two are enough to compute it: what two indicators have alike is computed for both at once.
    """
    if indicator.computed is None:
        return None, ()
    slots: dict[Slot, int] = {}
    formula = _part(indicator.computed, indicator.unit, {**comparators, **indicator.own_comparators}, units, slots)
    if not formula.own_slots:
        raise _Lacking("a measure of the latest figures alone, which has no periods of its own")
    return Make(formula, indicator.frequency), tuple(slots)


def make_of(indicator: Indicator, comparators: Mapping[str, Comparator], units: Units) -> Hashable:
    """What indicators have alike that are read together: how they are made, and the comparators that they declare."""
    make, _ = made_of(indicator, comparators, units)
    return make, tuple(sorted(own.model_dump_json() for own in indicator.own_comparators.values()))


def lacking(indicator: Indicator, comparators: Mapping[str, Comparator], units: Units) -> str:
    """Why an indicator's measure has no frame form; empty where it has one, or is observed."""
    try:
        made_of(indicator, comparators, units)
    except _Lacking as why:
        return str(why)
    return ""


def _part(
    measure: Measure, wanted: str, comparators: Mapping[str, Comparator], units: Units, slots: dict[Slot, int]
) -> Part:
    if isinstance(measure, PythonMeasure):
        raise _Lacking(f"the measure in Python '{measure.name}'")
    own = measure.unit or wanted
    power = _power(own, wanted, units)
    if isinstance(measure, SeriesOf):
        slot = slots.setdefault(Slot(measure.measure, own), len(slots))
        return Part("series", power=power, slot=slot, within_months=measure.within_months)
    if isinstance(measure, Ratio) and measure.of:
        pair = (Slot(measure.of, "", "numerator"), Slot(measure.of, "", "denominator"))
        of = tuple(Part("series", slot=slots.setdefault(one, len(slots))) for one in pair)
    else:
        inner = measure.operand_unit(own)
        of = tuple(_part(one, inner, comparators, units, slots) for one in measure.operands.values())
    settings = [(name, getattr(measure, name)) for name in _SETTINGS.get(type(measure), ())]
    if isinstance(measure, ShareOf | Standardised):
        group = comparators.get(measure.whole if isinstance(measure, ShareOf) else measure.group)
        settings.append(("areas", group.areas if group else ()))
    return Part(measure.type, of, tuple(settings), power)


@lru_cache(maxsize=256)
def _power(own: str, wanted: str, units: Units) -> int:
    if not wanted or own == wanted:
        return 0
    power = power_of_ten(units, own, wanted)
    if power is None:
        raise _Lacking(f"a conversion of '{own}' into '{wanted}', which is no power of ten")
    return power
