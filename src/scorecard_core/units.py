"""Units at the border: the only module that imports pint, and only when a conversion is asked for.

The vocabulary is closed. The core's own units are in ``units.toml``; a plugin adds to them and cannot redefine one.
Values are converted once, when they enter; rules then compare plain numbers.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from decimal import Decimal, Inexact, localcontext
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field

from scorecard_core.errors import ScorecardError, UnitError, did_you_mean
from scorecard_core.exact import EXACT, WIDE, divided

__all__ = ["PLACES", "UnitDefinition", "Units"]

PLACES = 12
"""Decimals kept where a conversion factor does not terminate; the result is a measured fact."""


_DEFINITION = re.compile(r"\[[a-z][a-z0-9_]*\]|((?=[\d.]*[1-9])\d+(\.\d+)? )?[a-z][a-z0-9_]*( [*/] [a-z][a-z0-9_]*)*")
_EVERYDAY = {
    "%": "percent",
    "per cent": "percent",
    "percentage": "percent",
    "£": "gbp",
    "pounds": "gbp",
    "days": "day",
    "people": "person",
    "children": "child",
    "number": "case",
    "count": "case",
}
_SHOWS = r"^[^{}]*\{\}[^{}]*$"


class UnitDefinition(BaseModel):
    """A unit that the core does not know, such as a pothole.

    Attributes:
        name: lower case with underscores, as definitions and observations write it.
        definition: a base unit of its own, ``"[pothole]"``, or a multiple of a known one, ``"1000 pothole"``.
        shows: how a printed figure carries it; ``{}`` stands for the number.
        shows_one: the same for exactly one, where the words differ.
        fraction_places: decimals that a fraction is never printed without, as pence are.
        rate_of: for the base unit of a rate: what it is a rate of, such as ``person``. A rate per 1,000 of them says
            nothing of its own.
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    definition: str = Field(min_length=1)
    shows: str = Field(default="{}", pattern=_SHOWS)
    shows_one: str = Field(default="", pattern=f"{_SHOWS}|^$")
    fraction_places: int = Field(default=0, ge=0, le=6)
    rate_of: str = ""

    def show(self, number: str) -> str:
        """A printed number with the unit."""
        return (self.shows_one if number == "1" and self.shows_one else self.shows).replace("{}", number)


class Units:
    """A closed vocabulary of units.

    Args:
        definitions: every unit, each after those it builds on.

    Raises:
        UnitError: ``unit-redefined`` where a name comes twice.
    """

    def __init__(self, definitions: Iterable[UnitDefinition]) -> None:
        known: dict[str, UnitDefinition] = {}
        for unit in definitions:
            if unit.name in known:
                raise UnitError(
                    "unit-redefined",
                    found=f"the unit '{unit.name}' is defined already",
                    hint="Choose another name: a unit means one thing everywhere.",
                )
            known[unit.name] = unit
        self._known: Mapping[str, UnitDefinition] = known
        self._factors: dict[str, tuple[Decimal, str]] = {}

    @classmethod
    def core(cls) -> Units:
        """The core's own units."""
        return _core()

    def extended(self, definitions: Iterable[UnitDefinition]) -> Self:
        """These units and some more, with the definitions of the new ones checked.

        Raises:
            UnitError: ``unit-redefined``, or ``unit-definition-unreadable``.
        """
        added = tuple(definitions)
        units = type(self)((*self._known.values(), *added))
        for unit in added:
            units._factor(unit.name)
        return units

    def __contains__(self, name: object) -> bool:
        return name in self._known

    def __iter__(self) -> Any:
        return iter(self._known.values())

    def get(self, name: str) -> UnitDefinition | None:
        """The definition of one unit, or None where nobody defined it."""
        return self._known.get(name)

    def __getitem__(self, name: str) -> UnitDefinition:
        """The definition of one unit.

        Raises:
            UnitError: ``unit-unknown``, with the nearest known name.
        """
        if name not in self._known:
            raise UnitError("unit-unknown", found=f"'{name}' is not a unit", hint=self.hint(name))
        return self._known[name]

    def hint(self, name: str) -> str:
        """What to write instead of a name that is not a unit, where that can be guessed."""
        meant = _EVERYDAY.get(name.casefold())
        return f"Write '{meant}'." if meant else did_you_mean(name, self._known)

    def convert(self, value: Decimal, unit: str, into: str) -> Decimal:
        """``value`` in another unit, exactly where the factor terminates, else rounded half up to ``PLACES`` places.

        Raises:
            UnitError: ``unit-unknown``, or ``unit-not-convertible`` where the two measure different things.
        """
        if unit == into:
            self[unit]
            return value
        (here, dimension), (there, other) = self._factor(unit), self._factor(into)
        if dimension != other:
            raise UnitError(
                "unit-not-convertible",
                found=f"'{unit}' cannot be converted into '{into}'",
                hint="They measure different things.",
            )
        scaled = EXACT.multiply(value, here)
        try:
            return EXACT.divide(scaled, there)
        except Inexact:
            return divided(scaled, there, PLACES)

    def measures(self, name: str) -> tuple[Decimal, str]:
        """How many base units one of these is, and what it measures: two with the same answer there can be converted.

        Raises:
            UnitError: ``unit-unknown``.
        """
        return self._factor(name)

    def quotient_measures(self, numerator: str, denominator: str) -> str:
        """What one unit over another measures."""
        self[numerator], self[denominator]
        with localcontext(WIDE):
            quantity = self._registry.Quantity(Decimal(1), numerator) / self._registry.Quantity(Decimal(1), denominator)
            return str(quantity.to_base_units().dimensionality)

    def rate_of(self, name: str) -> str:
        """What a unit is a rate of, such as ``child`` for ``per_10000_children``; empty where it is no rate."""
        (_, dimension) = self._factor(name)
        rates = (unit for unit in self._known.values() if unit.rate_of)
        return next((unit.rate_of for unit in rates if self._factor(unit.name)[1] == dimension), "")

    def per(self, name: str) -> int | None:
        """How many of a unit make one of its base unit: 100 for per cent, 10,000 for a rate per 10,000.

        None where that is no whole number.

        Raises:
            UnitError: ``unit-unknown``.
        """
        factor, _ = self._factor(name)
        above, below = factor.as_integer_ratio()
        return below if above == 1 else None

    def _factor(self, name: str) -> tuple[Decimal, str]:
        """How many base units one of these is, and what it measures."""
        if name not in self._factors:
            self[name]
            with localcontext(WIDE):
                quantity = self._registry.Quantity(Decimal(1), name).to_base_units()
            self._factors[name] = quantity.magnitude, str(quantity.dimensionality)
        return self._factors[name]

    @cached_property
    def _registry(self) -> Any:
        import pint

        registry: Any = pint.UnitRegistry(None, non_int_type=Decimal, on_redefinition="raise", cache_folder=None)
        for unit in self._known.values():
            try:
                if not _DEFINITION.fullmatch(unit.definition):
                    raise ValueError("it is neither")
                registry.define(f"{unit.name} = {unit.definition}")
                with localcontext(WIDE):
                    registry.Quantity(Decimal(1), unit.name).to_base_units()
            except Exception as error:
                raise UnitError(
                    "unit-definition-unreadable",
                    found=f"the definition '{unit.definition}' of the unit '{unit.name}' cannot be read ({error})",
                    expected="a base unit such as '[pothole]', or a multiple of a known unit such as '1000 pothole'",
                ) from error
        return registry


@lru_cache(maxsize=1)
def _core() -> Units:
    table = tomllib.loads(files("scorecard_core").joinpath("units.toml").read_text(encoding="utf-8"))
    if table.pop("format") != 1:
        raise ScorecardError("units-format", found="units.toml is not of the format 1")
    return Units(UnitDefinition(name=name, **entry) for name, entry in table.items())
