"""The indicators that Finance publishes; their definitions are in ``indicators/``."""

from __future__ import annotations

from scorecard_core import Comparator, Indicator, definitions_from_package, hookimpl


@hookimpl
def scorecard_register_comparators() -> list[Comparator]:
    """The average Band D council tax, which comes with the figures as one of their areas."""
    return [
        Comparator(
            id="finance.average_band_d",
            name="the average council",
            areas=("Average council",),
            description=(
                "The average Band D council tax of the councils that this one is compared with. The report does not "
                "name them, so the average is taken as it is published and never worked out here."
            ),
        )
    ]


@hookimpl
def scorecard_register_indicators() -> list[Indicator]:
    """Every indicator of this directorate."""
    return definitions_from_package(__name__)
