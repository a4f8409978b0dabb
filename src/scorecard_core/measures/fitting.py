"""Whether the units of a computed measure fit together, and fit the indicator: a check of definitions, not of data."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from scorecard_core.errors import DefinitionError, ScorecardError, UnitError
from scorecard_core.measures.base import Measure
from scorecard_core.measures.groups import ShareOf, Standardised
from scorecard_core.measures.parts import Difference, Ratio, SeriesOf
from scorecard_core.measures.python import PythonMeasure
from scorecard_core.measures.time import Change, PercentChange, YearToDate
from scorecard_core.units import Units

__all__ = ["unit_problems"]

_FIXED = {ShareOf: "percent", PercentChange: "percent", Standardised: "standard_deviation"}
_PLAIN = ("[proportion]", "[ratio]")


def unit_problems(measure: Measure, wanted: str, units: Units, where: str) -> Iterator[ScorecardError]:
    """What is wrong with the units of a measure and of everything that it is made of.

    Args:
        wanted: the unit that it has to come in; empty where nothing says, so that it must.
        where: the key that it stands under.
    """
    unit = measure.unit or wanted
    if not unit:
        yield DefinitionError(
            "measure-unit-missing",
            where=where,
            found="a measure without its unit",
            expected="it, as in { measure = 'population.children', unit = 'child' }",
        )
    else:
        try:
            yield from _fitting(measure, unit, wanted, units, where)
        except UnitError as error:
            yield error.at(where)
    expected = measure.operand_unit(unit)
    for key, operand in measure.operands.items():
        if not (isinstance(measure, Ratio) and measure.of):
            yield from unit_problems(operand, expected, units, f"{where}.{key}")


def _fitting(measure: Measure, unit: str, wanted: str, units: Units, where: str) -> Iterator[ScorecardError]:
    if wanted and unit != wanted:
        units.convert(Decimal(1), unit, wanted)
    if (fixed := _FIXED.get(type(measure), unit)) != unit:
        yield _unfit(where, f"a {measure.type.replace('_', ' ')} in '{unit}'", f"'{fixed}'")
    if isinstance(measure, (Change, Difference)) and unit == "percent":
        what = "change" if isinstance(measure, Change) else "difference"
        hint = "" if what == "difference" else "A change in per cent of the earlier figure is a percent_change."
        yield _unfit(where, f"a {what} in 'percent', which could mean two things", "'percentage_point'", hint)
    if isinstance(measure, YearToDate) and measure.statistic == "sum":
        (_, dimension) = units.measures(unit)
        if dimension in _PLAIN or units.rate_of(unit):
            yield _unfit(where, f"a sum over time of figures in '{unit}'", "statistic = 'mean'")
    if isinstance(measure, Ratio):
        yield from _ratio(measure, unit, units, where)
    if isinstance(measure, (SeriesOf, PythonMeasure)):
        units.measures(unit)


def _ratio(measure: Ratio, unit: str, units: Units, where: str) -> Iterator[ScorecardError]:
    """A per cent is of things of one kind, a rate is per so many of those that it is a rate of."""
    size, dimension = units.measures(unit)
    top, bottom = (operand.unit for operand in measure.operands.values()) if not measure.of else ("", "")
    scale = Fraction(1)
    if not {top, bottom} <= {"", *(known.name for known in units)}:
        return  # the operand itself is told to have no such unit
    if top and bottom:
        (above, counted), (below, over) = units.measures(top), units.measures(bottom)
        scale = Fraction(above) / Fraction(below)
        of = units.rate_of(unit)
        if of and over != units.measures(of)[1]:
            yield _unfit(f"{where}.denominator", f"'{bottom}' under a rate in '{unit}'", f"'{of}'")
            return
        if not of and dimension in _PLAIN and counted != over:
            yield _unfit(where, f"'{top}' over '{bottom}' in '{unit}'", "two of a kind")
            return
        if not of and dimension not in _PLAIN and units.quotient_measures(top, bottom) != dimension:
            yield _unfit(where, f"'{top}' over '{bottom}' in '{unit}'", "a unit that is the one over the other")
            return
    needed = scale / Fraction(size)
    if Fraction(measure.per) != needed:
        expected = f"per = {needed.numerator}" if needed.denominator == 1 else f"per = {float(needed):g}"
        yield DefinitionError(
            "measure-per-unfit", where=f"{where}.per", found=f"per = {measure.per:f} in '{unit}'", expected=expected
        )


def _unfit(where: str, found: str, expected: str, hint: str = "") -> DefinitionError:
    return DefinitionError("measure-unit-unfit", where=where, found=found, expected=expected, hint=hint)
