"""Values that are computed: ratios and rates, means and sums over time, shares, changes, distances from a group."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import Discriminator, Tag

from scorecard_core.measures.base import PLACES, Figures, Measure
from scorecard_core.measures.fitting import unit_problems
from scorecard_core.measures.found import Computed, Found, Input, first_published
from scorecard_core.measures.groups import ShareOf, Standardised
from scorecard_core.measures.parts import Difference, Ratio, SeriesOf, Sum
from scorecard_core.measures.python import PythonMeasure, python_measure
from scorecard_core.measures.time import Change, PercentChange, RollingMean, YearToDate
from scorecard_core.observations import Observation, Series
from scorecard_core.periods import Period

__all__ = [
    "MEASURE_TYPES",
    "PLACES",
    "AnyMeasure",
    "Change",
    "Computed",
    "Difference",
    "Figures",
    "Found",
    "Input",
    "Measure",
    "Operand",
    "PercentChange",
    "PythonMeasure",
    "Ratio",
    "RollingMean",
    "SeriesOf",
    "ShareOf",
    "Standardised",
    "Sum",
    "YearToDate",
    "computed_series",
    "first_published",
    "leaves",
    "python_measure",
    "unit_problems",
]

MEASURE_TYPES: tuple[type[Measure], ...] = (
    Ratio,
    Sum,
    Difference,
    RollingMean,
    YearToDate,
    Change,
    PercentChange,
    ShareOf,
    Standardised,
)
"""Every kind that a definition file may name, in the order in which the documentation shows them."""


def _tag(value: Any) -> str | None:
    """Which kind of measure something is written as."""
    match value:
        case Measure():
            return value.type
        case str():
            return "series"
        case Mapping():
            kind = value.get("type", "series" if "measure" in value else None)
            return None if kind is None else str(kind)
    return None


_Kinds = (
    Annotated[Ratio, Tag("ratio")]
    | Annotated[Sum, Tag("sum")]
    | Annotated[Difference, Tag("difference")]
    | Annotated[RollingMean, Tag("rolling_mean")]
    | Annotated[YearToDate, Tag("year_to_date")]
    | Annotated[Change, Tag("change")]
    | Annotated[PercentChange, Tag("percent_change")]
    | Annotated[ShareOf, Tag("share")]
    | Annotated[Standardised, Tag("standardised")]
)
Operand = Annotated[_Kinds | Annotated[SeriesOf, Tag("series")], Discriminator(_tag)]
"""What a measure may be computed from: a series in the observations, or another computed measure."""

_kinds: tuple[type[Measure], ...] = (*MEASURE_TYPES, PythonMeasure)
for _kind in _kinds:
    _kind.model_rebuild(_types_namespace={"Operand": Operand})


def _outer_tag(value: Any) -> str | None:
    """The same where a name is a name, and what a name could not say needs a type."""
    tag = "name" if isinstance(value, str) else _tag(value)
    return None if tag == "series" else tag


AnyMeasure = Annotated[
    Annotated[str, Tag("name")] | _Kinds | Annotated[PythonMeasure, Tag("python")], Discriminator(_outer_tag)
]
"""What an indicator may be rated on: the name of a series in the observations, or how it is computed."""


class _Lazily(Mapping[Period, Observation]):
    """Computed figures, each worked out when it is first asked for."""

    def __init__(self, measure: Measure, called: str, figures: Figures, unit: str) -> None:
        self._measure, self._called, self._figures, self._unit = measure, called, figures, unit
        self._periods = measure.periods(figures)
        self._known: dict[Period, Observation] = {}

    def __getitem__(self, period: Period) -> Observation:
        if period not in self._periods:
            raise KeyError(period)
        if period not in self._known:
            self._known[period] = self._measure.computed(self._called, self._figures, period, self._unit)
        return self._known[period]

    def __iter__(self) -> Iterator[Period]:
        return iter(self._periods)

    def __len__(self) -> int:
        return len(self._periods)


def leaves(measure: Measure, unit: str) -> Iterator[SeriesOf]:
    """The series in the observations that a measure comes down to, each with its unit.

    Args:
        unit: what the figures of the measure are in. The columns of a ratio's one series have none.
    """
    own = measure.unit or unit
    if isinstance(measure, SeriesOf):
        yield measure.model_copy(update={"unit": own})
    for operand in measure.operands.values():
        yield from leaves(operand, measure.operand_unit(own))


def computed_series(measure: Measure, called: str, figures: Figures, unit: str) -> Series:
    """The series that a measure comes to in one area.

    Args:
        called: what the series is called.
        unit: what its figures are in.
    """
    return Series(_Lazily(measure, called, figures, unit), figures.frequency)
