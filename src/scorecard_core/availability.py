"""The first stage: is there anything to rate? A list whose answers are grey reasons, or "available"."""

from __future__ import annotations

from enum import StrEnum

from scorecard_core.rules import Branch, DecisionList, Fact, both, equal, missing, negated
from scorecard_core.terms import GreyReason, MissingReason

__all__ = ["AVAILABILITY", "Availability", "asks_why_there_is_no_figure"]


class Availability(StrEnum):
    """There is something to rate."""

    AVAILABLE = "available"


IN_FORCE = Fact("in_force", "whether the definition counts in this period")
HAS_TARGET = Fact("has_target", "whether a target is in force in this period")
NO_FIGURE = Fact("no_figure", "why there is no figure, in one word; empty where there is one")
AGE = Fact("age", "whole months from the end of the figure's period to the end of the reporting period")
MAXIMUM_AGE = Fact("maximum_age", "how old a figure may be, in months")
JUDGED_NOW = Fact("judged_now", "whether the target is judged in this period, and not only at the end of the year")
NEXT_IS_DUE = Fact("next_is_due", "whether a figure for the period should have come by now")

_FOUND = (GreyReason.DUPLICATE, GreyReason.UNIT_MISMATCH, GreyReason.OUT_OF_RANGE)
_STATED = tuple(Branch(equal(NO_FIGURE, reason.value), GreyReason(reason.value), "{grey}") for reason in MissingReason)

AVAILABILITY = DecisionList(
    "availability",
    (
        Branch(negated(IN_FORCE), GreyReason.NOT_IN_FORCE, "{grey}"),
        *_STATED,
        Branch(both(equal(NO_FIGURE, GreyReason.NO_DATA.value), negated(NEXT_IS_DUE)), GreyReason.NOT_DUE, "{grey}"),
        Branch(equal(NO_FIGURE, GreyReason.NO_DATA.value), GreyReason.NO_DATA, "{grey}"),
        *(Branch(equal(NO_FIGURE, reason.value), reason, "{grey}") for reason in _FOUND),
        Branch(both(negated(missing(MAXIMUM_AGE)), AGE > MAXIMUM_AGE), GreyReason.STALE, "{grey}"),
        Branch(negated(HAS_TARGET), GreyReason.NO_TARGET_FOR_PERIOD, "{grey}"),
        Branch(
            negated(JUDGED_NOW),
            GreyReason.NOT_DUE,
            "it has no rating because its target is judged at the end of the year",
        ),
        Branch(None, Availability.AVAILABLE, "there is something to rate for {own_period}"),
    ),
)
"""Every observation passes through this list first; the other stages meet only what is there."""


def asks_why_there_is_no_figure(branch: Branch) -> bool:
    """Whether a branch of the list answers where there is no figure."""
    return branch.when is not None and NO_FIGURE in branch.when.walk()
