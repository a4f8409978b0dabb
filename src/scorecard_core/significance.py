"""Is a figure statistically better, similar or worse? The limits of its confidence interval, and the list that judges.

The interval came with the figure, or is worked out from its numerator and denominator
(:mod:`scorecard_core.statistics`). Where it lies wholly on one side of what the figure is compared with, the two differ
by more than chance explains; where it reaches it, they are similar.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Literal

from scorecard_core.evidence import Evidence, Figure
from scorecard_core.exact import within_domain
from scorecard_core.observations import Observation
from scorecard_core.periods import Period
from scorecard_core.references import VALUE, Compared, Source, reference_fact
from scorecard_core.rules import Branch, DecisionList, Derived, Expression, Fact, Shows, both, either, equal
from scorecard_core.shapes import SIGN
from scorecard_core.statistics import Confidence, Interval, IntervalMethod, byar, wilson
from scorecard_core.terms import GreyReason

__all__ = ["Difference", "Limit", "Side", "counted", "given_interval", "significance"]

Side = Literal["lower", "upper"]


class Difference(StrEnum):
    """What an interval says about a figure: through polarity or, where there is none, by its height alone."""

    BEST = "best"
    BETTER = "better"
    SIMILAR = "similar"
    WORSE = "worse"
    WORST = "worst"
    HIGHEST = "highest"
    HIGHER = "higher"
    ALIKE = "alike"
    LOWER = "lower"
    LOWEST = "lowest"


@dataclass(frozen=True, slots=True)
class Limit(Source):
    """One limit of a confidence interval, of the indicator's own figure or of a comparator's.

    Attributes:
        method: how it is worked out from numerator and denominator; None to take the interval that came with the
            figure, if it came at this confidence.
        of: whose figure, where it is not the indicator's own.
    """

    side: Side
    confidence: Confidence
    method: IntervalMethod | None = None
    of: Compared | None = None

    @property
    def comparators(self) -> frozenset[str]:
        return self.of.comparators if self.of else frozenset()

    def find(self, evidence: Evidence, period: Period) -> Figure:
        figure = self.of.find(evidence, period) if self.of else evidence.own(period)
        found = None if figure.observation is None else self._interval(evidence, figure.observation)
        if found is None:
            return figure._replace(value=None, missing=GreyReason.NO_INTERVAL)
        return figure._replace(value=evidence.as_judged(getattr(found, self.side)))

    def _interval(self, evidence: Evidence, observation: Observation) -> Interval | None:
        if observation.value is None:
            return None
        if self.method is None:
            return given_interval(evidence, observation, self.confidence)
        per, (count, total) = evidence.units.per(evidence.unit), counted(observation)
        if per is None or count is None:
            return None
        if self.method is IntervalMethod.BYAR and observation.denominator is None and per == 1:
            return byar(count, confidence=self.confidence)
        if total is None:
            return None
        method = wilson if self.method is IntervalMethod.WILSON else byar
        return method(count, total, self.confidence, per)


def given_interval(evidence: Evidence, observation: Observation, confidence: Confidence) -> Interval | None:
    """The interval that came with a figure, in the indicator's unit and as it is judged.

    None where it has none that can be read, or one at another level; where no level is stated, it is taken to be this.
    """
    level = observation.confidence
    if level is not None and not (within_domain(level) and level == Decimal(confidence.value)):
        return None
    if observation.lower is None or observation.upper is None:
        return None
    lower, _ = evidence.judged(observation.lower, observation.unit)
    upper, _ = evidence.judged(observation.upper, observation.unit)
    return None if lower is None or upper is None or lower > upper else Interval(lower, upper)


def counted(observation: Observation) -> tuple[Decimal | None, Decimal | None]:
    """The numerator and the denominator that came with a figure; None for one that is not there, or cannot be read."""
    given = (observation.numerator, observation.denominator)
    numerator, denominator = (value if value is not None and within_domain(value) else None for value in given)
    return numerator, denominator


LOWER = Fact("lower", "the lower limit of the confidence interval", GreyReason.NO_INTERVAL, Shows.FIGURE)
UPPER = Fact("upper", "the upper limit of the confidence interval", GreyReason.NO_INTERVAL, Shows.FIGURE)
OUTER_LOWER = Fact("outer_lower", "the lower limit of the interval at 99.8%", GreyReason.NO_INTERVAL, Shows.FIGURE)
OUTER_UPPER = Fact("outer_upper", "the upper limit of the interval at 99.8%", GreyReason.NO_INTERVAL, Shows.FIGURE)
REFERENCE_LOWER = Fact(
    "reference_lower", "the lower end of what it is compared with", GreyReason.NO_INTERVAL, Shows.FIGURE
)
REFERENCE_UPPER = Fact(
    "reference_upper", "the upper end of what it is compared with", GreyReason.NO_INTERVAL, Shows.FIGURE
)
REFERENCE_OUTER_LOWER = Fact(
    "reference_outer_lower", "the lower end of its interval at 99.8%", GreyReason.NO_INTERVAL, Shows.FIGURE
)
REFERENCE_OUTER_UPPER = Fact(
    "reference_outer_upper", "the upper end of its interval at 99.8%", GreyReason.NO_INTERVAL, Shows.FIGURE
)
TOUCHING_DIFFERS = Fact("touching_differs", "whether an interval that just touches counts as different")
CONFIDENCE = Fact("confidence", "the level of the interval", shows=Shows.WORD)

_INNER = "{value}, with a {confidence} interval from {lower} to {upper},"
_OUTER = "{value}, with a 99.8% interval from {outer_lower} to {outer_upper},"


@cache
def significance(*, against: Literal["number", "range", "interval"], five: bool) -> DecisionList:
    """Better, similar or worse by more than chance explains; higher, similar or lower where no direction is good.

    Args:
        against: a number, a range that the definition states, or the comparator's own interval.
        five: whether the interval at 99.8 % is asked as well, for what is best and worst.
    """
    reference = reference_fact(GreyReason.NO_COMPARATOR)
    other = (reference, reference) if against == "number" else (REFERENCE_LOWER, REFERENCE_UPPER)
    outer = (REFERENCE_OUTER_LOWER, REFERENCE_OUTER_UPPER) if against == "interval" else other
    branches: list[Branch] = []
    if five:
        branches += _sides(
            "far_", (OUTER_LOWER, OUTER_UPPER), outer, _OUTER,
            ((Difference.HIGHEST, Difference.LOWEST), (Difference.BEST, Difference.WORST)),
        )  # fmt: skip
    branches += _sides(
        "", (LOWER, UPPER), other, _INNER,
        ((Difference.HIGHER, Difference.LOWER), (Difference.BETTER, Difference.WORSE)),
    )  # fmt: skip
    branches += [
        Branch(equal(SIGN, 0), Difference.ALIKE, f"{_INNER} is similar to {{the_reference}}"),
        Branch(None, Difference.SIMILAR, f"{_INNER} is similar to {{the_reference}}"),
    ]
    name = f"interval against {'an' if against == 'interval' else 'a'} {against}{' at two levels' if five else ''}"
    return DecisionList(
        name, tuple(branches), mentions=(VALUE, *(() if against == "range" else (reference,)), CONFIDENCE)
    )


def _sides(
    far: str,
    own: tuple[Expression, Expression],
    other: tuple[Expression, Expression],
    says: str,
    answers: tuple[tuple[Difference, Difference], tuple[Difference, Difference]],
) -> list[Branch]:
    """The branches for an interval that lies wholly above or wholly below; ``far`` goes before their names."""
    (lower, upper), (other_lower, other_upper) = own, other
    # Two points that coincide touch on both sides: they are alike, and neither is above the other.
    touches_above = both(both(equal(lower, other_upper), TOUCHING_DIFFERS), upper > other_lower)
    touches_below = both(both(equal(upper, other_lower), TOUCHING_DIFFERS), lower < other_upper)
    above = Derived(f"{far}above", either(lower > other_upper, touches_above), "the interval lies wholly above")
    below = Derived(f"{far}below", either(upper < other_lower, touches_below), "the interval lies wholly below")
    better = Derived(
        f"{far}better", either(both(SIGN > 0, above), both(SIGN < 0, below)), "it lies wholly on the good side"
    )
    worse = Derived(
        f"{far}worse", either(both(SIGN > 0, below), both(SIGN < 0, above)), "it lies wholly on the bad side"
    )
    (higher, lower_answer), (better_answer, worse_answer) = answers
    return [
        Branch(both(equal(SIGN, 0), above), higher, f"{says} is significantly higher than {{the_reference}}"),
        Branch(both(equal(SIGN, 0), below), lower_answer, f"{says} is significantly lower than {{the_reference}}"),
        Branch(better, better_answer, f"{says} is significantly better than {{the_reference}}"),
        Branch(worse, worse_answer, f"{says} is significantly worse than {{the_reference}}"),
    ]
