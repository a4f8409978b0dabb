"""The decision lists that give a status, one per shape.

A target type asks its own question, but few shapes answer them all: most compare a value with one number to beat.
Polarity, cuts and tolerances are facts, so one list serves every indicator of its shape, for one value or for many.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from functools import cache

from scorecard_core.references import BASE_COMPARATOR, BASE_VALUE, COMPARATOR, VALUE, reference_fact
from scorecard_core.rules import (
    Branch,
    DecisionList,
    Derived,
    Expression,
    Fact,
    Shows,
    absolute,
    both,
    choose,
    either,
    equal,
    greatest,
    missing,
    negated,
)
from scorecard_core.terms import GreyReason, Polarity

__all__ = [
    "SIGN",
    "SIGNS",
    "TIE_IS_BETTER",
    "InARow",
    "Position",
    "Verdict",
    "against_reference",
    "bands",
    "better_than_itself",
    "cut",
    "gap",
    "grade",
    "grades",
    "in_a_row",
    "inside_range",
    "position",
    "progress",
    "share",
    "unrated",
]


class Verdict(StrEnum):
    """The words of a target that has one number to beat."""

    MET = "met"
    WITHIN_TOLERANCE = "within_tolerance"
    MISSED_BUT_BETTER = "missed_but_better"
    MISSED = "missed"


SIGN = Fact("sign", "+1 where high is good, -1 where low is good")
SIGNS: Mapping[Polarity, Decimal] = {polarity: Decimal(polarity.sign) for polarity in Polarity}
"""What the fact is for each polarity; 0 where neither direction is good."""

TIE_IS_BETTER = Fact("tie_is_better", "whether a value exactly on a limit falls on the better side")
TOLERANCE_AMOUNT = Fact("tolerance_amount", "how far the value may miss and be amber, in the indicator's unit")
TOLERANCE_RATE = Fact("tolerance_rate", "how far the value may miss and be amber, as a part of the reference")
TOLERANCE_SHARE = Fact("tolerance_share", "how far the share may fall and be amber, as a part of the total")
CHANGE_AMOUNT = Fact("change_amount", "the least change asked for, in the indicator's unit")
CHANGE_RATE = Fact("change_rate", "the least change asked for, as a part of the reference")
LOW = Fact("low", "the lower edge of the range", shows=Shows.FIGURE)
HIGH = Fact("high", "the upper edge of the range", shows=Shows.FIGURE)
BASELINE = Fact("baseline", "the value that the way starts from", GreyReason.NO_BASE, Shows.FIGURE)
GOAL = Fact("goal", "the value that the way leads to", shows=Shows.FIGURE)
GREEN_SHARE = Fact("green_share", "the part of the way that is asked for", shows=Shows.PERCENT)
AMBER_SHARE = Fact("amber_share", "the part of the way that is still amber", shows=Shows.PERCENT)
MONTHS_GONE = Fact(
    "months_gone", "months since the way began; 1 where time does not count", GreyReason.NO_TARGET_FOR_PERIOD
)
MONTHS_IN_ALL = Fact("months_in_all", "months that the way may take; 1 where time does not count")
AMBER_BASE = Fact("amber_base", "the earlier value that a red one may have moved from", shows=Shows.FIGURE)
LEVEL_IS_AMBER = Fact("level_is_amber", "whether holding level counts as moving the right way")
RUN = Fact("run", "how many times in a row the value went up before this time; below zero, how many times down")
GREEN_AFTER = Fact("green_after", "how many improvements in a row are green")
RED_AFTER = Fact("red_after", "how many deteriorations in a row are red")
GRADE = Fact("grade", "the colour or grade that someone accountable gave", GreyReason.NO_JUDGEMENT, Shows.WORD)
EXPIRED = Fact("expired", "whether the judgement has run out")


_KNOWS_AMBER_BASE = negated(missing(AMBER_BASE))
_MOVED = Derived("moved", SIGN * (VALUE - AMBER_BASE), "the change since the earlier value, in the good direction")
_MOVING = (
    Branch(
        both(_KNOWS_AMBER_BASE, _MOVED > 0),
        Verdict.MISSED_BUT_BETTER,
        "{value} is {side} {the_reference}, but better than {amber_base} at {amber_base_period}",
    ),
    Branch(
        both(_KNOWS_AMBER_BASE, both(equal(_MOVED, 0), LEVEL_IS_AMBER)),
        Verdict.MISSED_BUT_BETTER,
        "{value} is {side} {the_reference}, but held at what it was at {amber_base_period}",
    ),
)


def _cuts(
    name: str,
    sign: Expression,
    reference: Expression,
    says: tuple[str, str, str],
    green: Derived | None = None,
    *,
    amber_if: bool = False,
) -> DecisionList:
    """Met, within tolerance or missed, against one number; ``says`` words the three answers."""
    if green is None:
        green = Derived("green_limit", reference, "the worst value that is still green", Shows.FIGURE)
    allowance = Derived(
        "allowance",
        greatest(TOLERANCE_AMOUNT, TOLERANCE_RATE * absolute(reference)),
        "the tolerance: the greater of the amount and the part of the reference",
        Shows.DIFFERENCE,
    )
    amber = Derived("amber_limit", green - sign * allowance, "the worst value that is still amber", Shows.FIGURE)
    margin = Derived("margin", sign * (VALUE - green), "how far the value is on the good side of the green limit")
    amber_margin = Derived("amber_margin", sign * (VALUE - amber), "how far it is on the good side of the amber limit")
    return _by_margins(name, margin, amber_margin, says, amber_if=amber_if)


def _by_margins(
    name: str, margin: Derived, amber_margin: Derived, says: tuple[str, str, str], *, amber_if: bool = False
) -> DecisionList:
    met, tolerated, missed = says
    nor_moved = "{nor_better}" if amber_if else ""
    return DecisionList(
        name if not amber_if else f"{name}, or moving the right way",
        (
            Branch(margin > 0, Verdict.MET, met),
            Branch(both(equal(margin, 0), TIE_IS_BETTER), Verdict.MET, f"{met}, which counts as meeting it"),
            Branch(amber_margin > 0, Verdict.WITHIN_TOLERANCE, tolerated),
            Branch(both(equal(amber_margin, 0), TIE_IS_BETTER), Verdict.WITHIN_TOLERANCE, tolerated),
            *(_MOVING if amber_if else ()),
            Branch(equal(margin, 0), Verdict.MISSED, f"{met}, which does not count as meeting it{nor_moved}"),
            Branch(None, Verdict.MISSED, f"{missed}{nor_moved}"),
        ),
    )


_AGAINST = (
    "{value} is {side} {the_reference}{and_polarity}",
    "{value} is {side} {the_reference} but {still_amber}",
    "{value} is {side} {the_reference}{and_polarity}",
)


_NAMES = {
    GreyReason.NO_TARGET_FOR_PERIOD: "against a stated target",
    GreyReason.NO_COMPARATOR: "against a comparator",
}


@cache
def against_reference(absent: GreyReason, *, amber_if: bool = False) -> DecisionList:
    """At or better than a number.

    Args:
        absent: the answer where there is no number to beat, which depends on where it comes from.
        amber_if: amber instead of red where the value moved the right way.
    """
    name = _NAMES.get(absent, "against a number")
    return _cuts(name, SIGN, reference_fact(absent), _AGAINST, amber_if=amber_if)


@cache
def better_than_itself(*, amber_if: bool = False) -> DecisionList:
    """At or better than an earlier value by at least so much."""
    reference = reference_fact(GreyReason.NO_BASE)
    change = Derived(
        "least_change",
        greatest(CHANGE_AMOUNT, CHANGE_RATE * absolute(reference)),
        "the change asked for: the greater of the amount and the part of the earlier value",
        Shows.DIFFERENCE,
    )
    green = Derived("green_limit", reference + SIGN * change, "the worst value that is still green", Shows.FIGURE)
    return _cuts("against an earlier value", SIGN, reference, _AGAINST, green, amber_if=amber_if)


class InARow(StrEnum):
    """What improvements, or deteriorations, in a row come to."""

    BETTER = "better"
    WORSE = "worse"
    NEITHER = "neither"


@cache
def in_a_row() -> DecisionList:
    """Better than the value before it so many times in a row, or worse; standing still ends either run."""
    moved = Derived(
        "moved", SIGN * (VALUE - reference_fact(GreyReason.NO_BASE)), "the change since, in the good direction"
    )
    better = Derived(
        "improvements", choose(moved > 0, greatest(SIGN * RUN + 1, 1), 0), "how many in a row, this one among them"
    )
    worse = Derived(
        "deteriorations", choose(moved < 0, greatest(SIGN * RUN * -1 + 1, 1), 0), "how many in a row likewise"
    )
    than = "than {reference} ({reference_period})"
    improved = f"{{value}} is better {than}, improvement number {{improvements}} in a row"
    deteriorated = f"{{value}} is worse {than}, deterioration number {{deteriorations}} in a row"
    green_from, red_from = "it is green from number {green_after} on", "it is red from number {red_after} on"
    return DecisionList(
        "in a row",
        (
            Branch(better >= GREEN_AFTER, InARow.BETTER, f"{improved}; {green_from}"),
            Branch(worse >= RED_AFTER, InARow.WORSE, f"{deteriorated}; {red_from}"),
            Branch(moved > 0, InARow.NEITHER, f"{improved}; {green_from}"),
            Branch(moved < 0, InARow.NEITHER, f"{deteriorated}; {red_from}"),
            Branch(None, InARow.NEITHER, "{value} is what it was at {reference_period}, which ends every run"),
        ),
    )


@cache
def inside_range() -> DecisionList:
    """Inside a band: the nearest edge is the number to beat, and inwards is the good direction."""
    nearer_low = VALUE + VALUE <= LOW + HIGH
    inward = Derived("inward", choose(nearer_low, 1, -1), "the direction from the nearest edge into the range")
    edge = Derived("reference", choose(nearer_low, LOW, HIGH), "the nearest edge of the range", Shows.FIGURE)
    return _cuts(
        "inside a range",
        inward,
        edge,
        (
            "{value} is {inside} the range from {low} to {high}",
            "{value} is {inside} the range from {low} to {high} but within the tolerance, which reaches {amber_limit}",
            "{value} is {inside} the range from {low} to {high}",
        ),
    )


@cache
def gap() -> DecisionList:
    """The gap to a comparator no worse than it was: the number to beat moves as the comparator has moved."""
    reference = Derived(
        "reference",
        COMPARATOR + (BASE_VALUE - BASE_COMPARATOR),
        "the value that would keep the gap to the comparator as it was",
        Shows.FIGURE,
    )
    return _cuts(
        "gap to a comparator",
        SIGN,
        reference,
        (
            "{value} is {gap} {comparator_name}, and was {base_gap} {comparator_name} at {base_period}",
            "{value} is {gap} {comparator_name}, and was {base_gap} {comparator_name} at {base_period}: "
            "short of keeping the gap, but within the tolerance",
            "{value} is {gap} {comparator_name}, and was {base_gap} {comparator_name} at {base_period}",
        ),
    )


@cache
def share() -> DecisionList:
    """Our part of another area's total no worse than it was, compared without dividing."""
    then, now = BASE_VALUE * COMPARATOR, VALUE * BASE_COMPARATOR
    margin = Derived("margin", SIGN * (now - then), "the change of the share, times both totals")
    allowance = Derived(
        "allowance", TOLERANCE_SHARE * (COMPARATOR * BASE_COMPARATOR), "the tolerance, times both totals"
    )
    amber_margin = Derived("amber_margin", margin + allowance, "the change of the share plus the tolerance, likewise")
    says = (
        "the share of {comparator_name}'s total is {share}, and was {base_share} at {base_period}",
        "the share of {comparator_name}'s total is {share}, and was {base_share} at {base_period}: "
        "short of what it was, but within the tolerance",
        "the share of {comparator_name}'s total is {share}, and was {base_share} at {base_period}",
    )
    cuts = _by_margins("share of a total", margin, amber_margin, says)
    no_total = either(COMPARATOR <= 0, BASE_COMPARATOR <= 0)
    return DecisionList(cuts.name, (Branch(no_total, GreyReason.OUT_OF_RANGE, "{grey}"), *cuts.stated))


@cache
def progress() -> DecisionList:
    """So much of the way from a baseline to a target, or as much as the time that is gone asks for."""
    made = Derived(
        "made", (SIGN * (VALUE - BASELINE)) * MONTHS_IN_ALL, "the way that is made, times all the months there are"
    )
    asked = Derived(
        "asked", (SIGN * (GOAL - BASELINE)) * MONTHS_GONE, "the way there is to make, times the months that are gone"
    )
    margin = Derived("margin", made - GREEN_SHARE * asked, "how far beyond the green share of it")
    amber_margin = Derived("amber_margin", made - AMBER_SHARE * asked, "how far beyond the amber share of it")
    made_so_far = "{value} is {progress} of the way from {baseline} to {goal}, where {progress_asked} is asked for"
    tolerated = f"{made_so_far} and {{progress_tolerated}} is tolerated"
    cuts = _by_margins("progress towards a target", margin, amber_margin, (made_so_far, tolerated, made_so_far))
    no_way = Branch(
        SIGN * (GOAL - BASELINE) <= 0,
        GreyReason.OUT_OF_RANGE,
        "it has no rating because the way begins at {baseline}, which is no worse than {goal}, where it leads",
    )
    return DecisionList(cuts.name, (no_way, *cuts.stated))


class Position(StrEnum):
    """Where in an ordered list of bands or grades something falls; the definition names and colours each."""

    P1 = "1"
    P2 = "2"
    P3 = "3"
    P4 = "4"
    P5 = "5"
    P6 = "6"
    P7 = "7"
    P8 = "8"
    P9 = "9"
    P10 = "10"


def position(number: int) -> Position:
    """The position with that number, counted from 1."""
    return Position(str(number))


def cut(number: int) -> Fact:
    """The fact that holds the worst value of the band with that number."""
    return Fact(f"cut_{number}", f"the worst value of band {number}", shows=Shows.FIGURE)


def grade(number: int) -> Fact:
    """The fact that holds the grade with that number."""
    return Fact(f"grade_{number}", f"the grade with the number {number}", shows=Shows.WORD)


@cache
def bands(count: int) -> DecisionList:
    """Which of ``count`` bands, the best first; the last takes whatever is worse than every cut."""
    branches: list[Branch] = []
    for number in range(1, count):
        margin = Derived(
            f"margin_{number}", SIGN * (VALUE - cut(number)), f"how far it is on the good side of cut {number}"
        )
        branches.append(Branch(margin > 0, position(number), "{value} is in the band '{verdict}', which reaches {cut}"))
        branches.append(
            Branch(
                both(equal(margin, 0), TIE_IS_BETTER),
                position(number),
                "{value} is in the band '{verdict}', exactly as far as it reaches",
            )
        )
    branches.append(Branch(None, position(count), "{value} is in the band '{verdict}', worse than {cut}"))
    return DecisionList(f"{count} bands", tuple(branches))


@cache
def grades(count: int) -> DecisionList:
    """Which of ``count`` grades was given; one that the definition does not know has no colour."""
    given = tuple(
        Branch(equal(GRADE, grade(number)), position(number), "{judge} judged it '{verdict}'{because}")
        for number in range(1, count + 1)
    )
    expired = Branch(EXPIRED, GreyReason.JUDGEMENT_EXPIRED, "{grey}")
    return DecisionList(f"{count} grades", (expired, *given, Branch(None, GreyReason.UNKNOWN_GRADE, "{grey}")))


@cache
def unrated() -> DecisionList:
    """Grey by decision: there is no target."""
    return DecisionList("no target", (Branch(None, GreyReason.NO_TARGET, "{grey}"),))
