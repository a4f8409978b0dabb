"""What a computed measure comes to, with its inputs, and what holds of it whatever its formula is.

A suppressed input makes the result suppressed, whatever else is there, so that no
difference, share or roll-up gives a withheld number away. Any other input that is missing makes it missing: it is never
taken for zero. What the publishers said about the inputs is said about the result, and it was published when the last
of them was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from scorecard_core.errors import UnitError
from scorecard_core.exact import EXACT, within_domain
from scorecard_core.observations import Observation, Series
from scorecard_core.periods import Period
from scorecard_core.terms import Flag, GreyReason, MissingReason
from scorecard_core.units import Units

__all__ = ["WEIGHTIEST", "Computed", "Found", "Input", "combined", "converted", "first_published", "observed", "total"]

WEIGHTIEST = (
    GreyReason.SUPPRESSED,
    GreyReason.DUPLICATE,
    GreyReason.UNIT_MISMATCH,
    GreyReason.OUT_OF_RANGE,
    GreyReason.NO_DENOMINATOR,
    GreyReason.NOT_APPLICABLE,
    GreyReason.NOT_COLLECTED,
    GreyReason.LATE,
    GreyReason.NOT_DUE,
    GreyReason.INPUT_MISSING,
)
"""Which reason is given where inputs are missing for several: suppression first, so that it is never hidden."""


@dataclass(frozen=True, slots=True)
class Input:
    """One figure that went into a computed one.

    Attributes:
        role: what it was there: "numerator", "denominator", "whole"; "input" where the measure's name says it all.
        value: as it was used, in ``unit``; None where it is missing.
    """

    role: str
    observation: Observation
    value: Decimal | None
    unit: str


@dataclass(frozen=True, slots=True)
class Found:
    """What a measure comes to in one period: a number, or the reason why there is none, and what it rests on.

    Attributes:
        broken: whether a series breaks where its figures are compared, in a period that is itself no input.
    """

    value: Decimal | None = None
    missing: GreyReason | None = None
    inputs: tuple[Input, ...] = ()
    broken: bool = False

    @property
    def is_withheld(self) -> bool:
        """Whether it is missing because something was suppressed."""
        return self.missing is GreyReason.SUPPRESSED

    @property
    def breaks(self) -> bool:
        """Whether a series breaks in it."""
        return self.broken or any(one.observation.breaks for one in self.inputs)

    def as_role(self, role: str) -> Found:
        """The same, with its inputs called by what they are for; those that have a role of their own keep it."""
        named = (replace(one, role=role) if one.role == "input" else one for one in self.inputs)
        return replace(self, inputs=tuple(named))


@dataclass(frozen=True, slots=True, kw_only=True)
class Computed(Observation):
    """A computed figure, as a series holds it.

    Attributes:
        grey: why there is no value; exactly one of the two is there.
        inputs: the figures that it was computed from, or of which one is missing.
        flags: everything that publishers said about the inputs. ``flag`` is the one that is shown.
    """

    grey: GreyReason | None = None
    inputs: tuple[Input, ...] = field(default=(), repr=False)
    flags: frozenset[Flag] = frozenset()

    def __post_init__(self) -> None:
        """Nothing: a computed figure is made from observations that were checked."""

    @property
    def breaks(self) -> bool:
        return Flag.SERIES_BREAK in self.flags


def converted(value: Decimal, unit: str, into: str, units: Units) -> dict[str, Any]:
    """A number in another unit, or why that cannot be, as the fields of a :class:`Found`."""
    try:
        converted = units.convert(value, unit, into)
    except UnitError:
        return {"value": None, "missing": GreyReason.UNIT_MISMATCH}
    except ArithmeticError:
        return {"value": None, "missing": GreyReason.OUT_OF_RANGE}
    return {"value": converted, "missing": None}


def observed(series: Series, period: Period, unit: str, units: Units, column: str = "value") -> Found:
    """The number in one column of a series' observation, in ``unit``, or why there is none."""
    observation = series.get(period)
    if observation is None:
        return Found(missing=GreyReason.INPUT_MISSING)
    found = Found(**_number(observation, series.conflicts.get(period, ()), unit, units, column))
    return replace(found, inputs=(Input("input", observation, found.value, unit),))


def _number(
    observation: Observation, conflict: Sequence[Observation], unit: str, units: Units, column: str
) -> dict[str, Any]:
    """The number that counts, or why there is none, as the fields of a :class:`Found`."""
    reasons = {one.missing_reason for one in (observation, *conflict)}
    if MissingReason.SUPPRESSED in reasons:
        # A number that stands beside the reason for withholding one is withheld with it.
        return {"missing": GreyReason.SUPPRESSED}
    if conflict:
        return {"missing": GreyReason.DUPLICATE}
    if observation.missing_reason is not None:
        return {"missing": GreyReason(observation.missing_reason.value)}
    value: Decimal | None = getattr(observation, column)
    if value is None:
        return {"missing": GreyReason.INPUT_MISSING}
    if not within_domain(value):
        return {"missing": GreyReason.OUT_OF_RANGE}
    if column == "value" and observation.unit and observation.unit != unit:
        return converted(value, observation.unit, unit, units)
    return {"value": value}


def combined(parts: Sequence[Found], formula: Callable[..., Decimal | None], *, broken: bool = False) -> Found:
    """What a formula makes of its parts, where all of them are there.

    Args:
        formula: takes their values; None, or a division by zero, says that there is nothing to divide by.
        broken: see :class:`Found`.
    """
    inputs = tuple(dict.fromkeys(one for part in parts for one in part.inputs))
    broken = broken or any(part.broken for part in parts)
    reasons = {part.missing for part in parts if part.value is None}
    if reasons:
        return Found(missing=next(reason for reason in WEIGHTIEST if reason in reasons), inputs=inputs, broken=broken)
    try:
        value = formula(*(part.value for part in parts))
    except ZeroDivisionError:
        value = None
    except ArithmeticError:
        return Found(missing=GreyReason.OUT_OF_RANGE, inputs=inputs, broken=broken)
    if value is None:
        return Found(missing=GreyReason.NO_DENOMINATOR, inputs=inputs, broken=broken)
    if not within_domain(value):
        return Found(missing=GreyReason.OUT_OF_RANGE, inputs=inputs, broken=broken)
    return Found(value, inputs=inputs, broken=broken)


def total(values: Iterable[Decimal]) -> Decimal:
    """A sum, exactly."""
    added = Decimal(0)
    for value in values:
        added = EXACT.add(added, value)
    return added


def first_published(figure: Observation, known: Callable[[Observation], date | None]) -> date | None:
    """When a figure was first published: for a computed one, when the last of its inputs was."""
    if not isinstance(figure, Computed):
        return known(figure)
    dates = [known(one.observation) for one in figure.inputs]
    return None if None in dates else max((one for one in dates if one), default=None)
