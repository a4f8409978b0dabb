"""Two answers, never one: the direction of travel of the value, and the movement of the rating.

Direction of travel compares the value with a named earlier one, through polarity. Movement compares the rating with the
last published one. A value may get worse under an unchanged colour, and a colour may change under a steady value.
"""

from __future__ import annotations

from scorecard_core.references import VALUE
from scorecard_core.rules import (
    Branch,
    DecisionList,
    Derived,
    Expression,
    Fact,
    Shows,
    absolute,
    both,
    equal,
    greatest,
    missing,
    negated,
)
from scorecard_core.shapes import HIGH, LOW, SIGN
from scorecard_core.terms import Movement, Polarity, Travel

__all__ = ["MOVEMENT", "travel_rule"]

TRAVEL_BASE = Fact("travel_base", "the earlier value that the direction of travel starts from", shows=Shows.FIGURE)
DEAD_BAND_AMOUNT = Fact("dead_band_amount", "the change that still counts as steady, in the indicator's unit")
DEAD_BAND_RATE = Fact("dead_band_rate", "the change that still counts as steady, as a part of the earlier value")
BROKEN = Fact("broken", "whether the series has a break since the earlier value")

RANK = Fact("rank", "this status in the order red 0, amber 1, green 2; missing where it is grey")
PREVIOUS_RANK = Fact("previous_rank", "the previous status in the same order; missing where it was grey")
PREVIOUS_KNOWN = Fact("previous_known", "whether there is a previous rating at all")
CARRIED = Fact("carried", "whether the figure is carried forward from an earlier period")
CHANGED = Fact("changed", "why the two ratings cannot be compared, where something changed between them")


def _travel(name: str, progress: Expression, better: tuple[Travel, str], worse: tuple[Travel, str]) -> DecisionList:
    moved = Derived("progress", progress, "the change since the earlier value, counted in the good direction")
    band = Derived(
        "dead_band",
        greatest(DEAD_BAND_AMOUNT, DEAD_BAND_RATE * absolute(TRAVEL_BASE)),
        "the change that still counts as steady: the greater of the amount and the part of the earlier value",
    )
    return DecisionList(
        name,
        (
            Branch(missing(VALUE), Travel.NOT_COMPARABLE, "there is no value to compare"),
            Branch(missing(TRAVEL_BASE), Travel.NOT_COMPARABLE, "there is no earlier value to compare with"),
            Branch(BROKEN, Travel.NOT_COMPARABLE, "the series has a break, so the value cannot be compared"),
            Branch(moved > band, better[0], f"the value {better[1]}{{travel_since}}"),
            Branch(moved + band < 0, worse[0], f"the value {worse[1]}{{travel_since}}"),
            Branch(None, Travel.STEADY, "the value {held}{travel_since}"),
        ),
    )


def _off_plan(value: Expression) -> Expression:
    return greatest(greatest(LOW - value, value - HIGH), 0)


_THROUGH_POLARITY = _travel(
    "direction of travel",
    SIGN * (VALUE - TRAVEL_BASE),
    (Travel.IMPROVING, "got better"),
    (Travel.WORSENING, "got worse"),
)
_TOWARDS_PLAN = _travel(
    "direction of travel towards a range",
    _off_plan(TRAVEL_BASE) - _off_plan(VALUE),
    (Travel.IMPROVING, "moved towards the range"),
    (Travel.WORSENING, "moved away from the range"),
)
_WITHOUT_JUDGEMENT = _travel(
    "direction of travel without judgement",
    VALUE - TRAVEL_BASE,
    (Travel.INCREASING, "rose"),
    (Travel.DECREASING, "fell"),
)


CHI_SQUARED = Fact("chi_squared", "how clearly the last five figures trend: the statistic of the test")
CRITICAL = Fact("critical", "what it exceeds by chance once in five hundred times")
GRADIENT = Fact("gradient", "the direction of the line through the last five figures: +1 up, -1 down, 0 level")
HOLDS = Fact("holds", "whether the line keeps its direction whichever one of the five is left out")

_BY_TREND = DecisionList(
    "direction of travel by trend",
    (
        Branch(missing(VALUE), Travel.NOT_COMPARABLE, "there is no value to compare"),
        Branch(missing(CHI_SQUARED), Travel.NOT_COMPARABLE, "the last five figures allow no test for a trend"),
        Branch(BROKEN, Travel.NOT_COMPARABLE, "the series has a break, so its last five figures show no trend"),
        Branch(CHI_SQUARED <= CRITICAL, Travel.STEADY, "the last five figures show no significant trend"),
        Branch(negated(HOLDS), Travel.STEADY, "the last five figures show no trend that does not hang on one of them"),
        Branch(SIGN * GRADIENT > 0, Travel.IMPROVING, "the last five figures got significantly better"),
        Branch(SIGN * GRADIENT < 0, Travel.WORSENING, "the last five figures got significantly worse"),
        Branch(both(equal(SIGN, 0), GRADIENT > 0), Travel.INCREASING, "the last five figures rose significantly"),
        Branch(both(equal(SIGN, 0), GRADIENT < 0), Travel.DECREASING, "the last five figures fell significantly"),
        Branch(None, Travel.STEADY, "the last five figures are level"),
    ),
)


def travel_rule(polarity: Polarity, *, has_range: bool, by_trend: bool = False) -> DecisionList:
    """The list that gives the direction of travel.

    Args:
        has_range: whether the target in force is a range, so that there is a plan to be near to.
        by_trend: whether a test of the last five figures stands in for an earlier value.
    """
    if by_trend:
        return _BY_TREND
    if polarity.sign:
        return _THROUGH_POLARITY
    return _TOWARDS_PLAN if polarity is Polarity.PLAN_IS_BEST and has_range else _WITHOUT_JUDGEMENT


_RATED_NOW, _RATED_THEN = negated(missing(RANK)), negated(missing(PREVIOUS_RANK))

MOVEMENT = DecisionList(
    "movement",
    (
        Branch(
            both(missing(RANK), _RATED_THEN),
            Movement.NO_LONGER_RATED,
            "It was {previous_status} at {previous_period}{previous_figure} and has no rating now",
        ),
        Branch(
            CARRIED,
            Movement.NOT_UPDATED,
            "{not_updated}",
        ),
        Branch(negated(PREVIOUS_KNOWN), Movement.NO_PREVIOUS_RATING, "No earlier rating is on record"),
        Branch(
            both(missing(RANK), missing(PREVIOUS_RANK)),
            Movement.UNCHANGED,
            "It had no rating at {previous_period} either",
        ),
        Branch(
            both(_RATED_NOW, missing(PREVIOUS_RANK)),
            Movement.NEWLY_RATED,
            "It had no rating at {previous_period}{previous_figure}",
        ),
        Branch(
            negated(missing(CHANGED)),
            Movement.NOT_COMPARABLE,
            "It was {previous_status} at {previous_period}{previous_figure}, "
            "which cannot be compared because {changed}",
        ),
        Branch(
            RANK > PREVIOUS_RANK,
            Movement.IMPROVED,
            "It was {previous_status} at {previous_period}{previous_figure}",
        ),
        Branch(
            RANK < PREVIOUS_RANK,
            Movement.WORSENED,
            "It was {previous_status} at {previous_period}{previous_figure}",
        ),
        Branch(None, Movement.UNCHANGED, "It was {previous_status} at {previous_period}{previous_figure}"),
    ),
)
"""A figure that was not updated moves nothing; a rating that was lost says so whether or not the figure is new. What
changed between two ratings matters only where there are two colours to compare."""
