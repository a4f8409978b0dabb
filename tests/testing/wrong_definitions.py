"""Definitions that are wrong in one way each, and how they were published. Every law of a plugin must find its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from scorecard_core import (
    Band,
    Bands,
    Distance,
    Indicator,
    Measure,
    Observations,
    Period,
    Polarity,
    Provenance,
    Rag,
    Ratio,
    Registry,
    RollingMean,
    SeriesOf,
    Threshold,
    WorkedExample,
    python_measure,
)
from scorecard_core.measures import Figures, Found, Input
from scorecard_core.testing.subjects import Subject

ARREARS = Indicator.model_validate(
    {
        "id": "housing.rent_arrears",
        "title": "Rent arrears as a share of rent due",
        "description": "Rent owed at the end of the quarter, as a percentage of the rent due in it.",
        "owner": "Housing",
        "source": "The housing management system",
        "polarity": "low_is_good",
        "unit": "percent",
        "frequency": "quarter",
        "target": {"type": "threshold", "value": 3, "tolerance": {"points": "0.5"}},
        "examples": [
            {"value": 3, "status": "green"},
            {"value": "3.5", "status": "amber"},
            {"value": "3.6", "status": "red"},
        ],
        "provenance": Provenance("housing", "scorecard-housing", "1.0"),
    }
)


def subject(indicator: Indicator = ARREARS, again: Callable[[], Registry] | None = None) -> Subject:
    """An indicator as a plugin published it, whatever a registry would have said to it."""
    registry = Registry(indicators={indicator.id: indicator})
    return Subject(plugin="housing", indicator=indicator, registry=registry, again=again or (lambda: registry))


def but(**changes: Any) -> Subject:
    return subject(ARREARS.model_copy(update=changes))


def bands(*colours: Rag) -> Bands:
    ends = [*range(3, 2 + len(colours)), None]
    return Bands(
        bands=tuple(
            Band.model_validate({"name": f"Band {at}", "colour": colour, "to": end})
            for at, (colour, end) in enumerate(zip(colours, ends, strict=True), start=1)
        )
    )


def without_a_polarity() -> Subject:
    values = {name: getattr(ARREARS, name) for name in Indicator.model_fields if name != "polarity"}
    return subject(Indicator.model_construct(**values, polarity=Polarity.LOW_IS_GOOD, _fields_set=set(values)))


OWED = SeriesOf(measure="housing.owed", unit="percent")


def computed(measure: Measure) -> Subject:
    return but(measure=measure)


class CountsItsCalls:
    """A function that remembers."""

    calls = 0

    def __call__(self, owed: Decimal) -> Decimal:
        self.calls += 1
        return owed + self.calls


class LastRow(RollingMean):
    """A measure that takes what stands last in the file for the latest."""

    def compute(self, figures: Figures, period: Period, unit: str) -> Found:
        observations: Observations = figures.read.__self__.observations  # type: ignore[attr-defined]
        *_, last = (one for one in observations if one.area == figures.area)
        return Found(last.value, inputs=(Input("input", last, last.value, unit),))


class ZeroForMissing(RollingMean):
    """A measure that adds nothing where there is nothing."""

    def compute(self, figures: Figures, period: Period, unit: str) -> Found:
        found = super().compute(figures, period, unit)
        return (
            found if found.value is not None or found.is_withheld else replace(found, value=_sum(found), missing=None)
        )


class WhatIsThere(RollingMean):
    """A measure that leaves out what is suppressed."""

    def compute(self, figures: Figures, period: Period, unit: str) -> Found:
        found = super().compute(figures, period, unit)
        return replace(found, value=_sum(found), missing=None) if found.is_withheld else found


class BesideTheReason(RollingMean):
    """A measure that tells the number beside the reason for withholding it."""

    def compute(self, figures: Figures, period: Period, unit: str) -> Found:
        found = super().compute(figures, period, unit)
        told = (replace(one, value=one.observation.numerator) for one in found.inputs)
        return replace(found, inputs=tuple(told)) if found.is_withheld else found


def _sum(found: Found) -> Decimal:
    return sum((one.value for one in found.inputs if one.value is not None), Decimal(0))


OTHER = ARREARS.model_copy(update={"title": "Another title every time"})

WRONG_DEFINITIONS: dict[str, list[Subject]] = {
    "its_id_carries_the_name_of_its_plugin": [but(id="finance.rent_arrears")],
    "its_definition_reads_back_the_same": [but(decimals=99), but(grouping={"axis": 7})],
    "its_unit_is_known_and_its_target_is_in_it": [
        but(unit="furlong"),
        but(target=(Threshold(value="3", tolerance=Distance(amount="0.5")),)),  # type: ignore[arg-type]
        but(measure=Ratio(of="housing.owed")),
    ],
    "its_polarity_is_stated": [without_a_polarity(), but(polarity=Polarity.NO_JUDGEMENT)],
    "green_and_red_can_both_be_reached": [
        but(target=(bands(Rag.GREEN, Rag.AMBER),)),
        but(target=(bands(Rag.AMBER, Rag.RED),)),
    ],
    "its_worked_examples_agree": [but(examples=(WorkedExample(status=Rag.GREEN, given={"value": "3.1"}),))],
    "every_colour_it_can_have_has_a_worked_example": [but(examples=ARREARS.examples[:2]), but(examples=())],
    "its_comparators_exist": [but(comparators=("housing.neighbours",))],
    "its_documentation_is_complete": [but(owner=""), but(description=" ")],
    "registering_it_twice_gives_the_same": [
        subject(again=lambda: Registry(indicators={OTHER.id: OTHER})),
        subject(again=Registry),
    ],
    "a_better_value_is_never_rated_worse": [but(target=(bands(Rag.RED, Rag.AMBER, Rag.GREEN),))],
    "computing_its_measure_again_gives_the_same": [computed(python_measure(CountsItsCalls(), owed=OWED))],
    "the_order_of_its_inputs_changes_nothing": [computed(LastRow(of=OWED, over=2))],
    "a_missing_input_is_not_zero": [computed(ZeroForMissing(of=OWED, over=2))],
    "a_suppressed_input_is_never_given_away": [
        computed(WhatIsThere(of=OWED, over=2)),
        computed(BesideTheReason(of=OWED, over=2)),
    ],
}
"""For each law of a plugin, the definitions that it must find out."""
