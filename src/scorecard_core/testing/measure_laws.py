"""The laws of a plugin's computed measures, whatever formulas they are made of."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import chain, product
from typing import Any

from hypothesis import strategies as st

from scorecard_core.assessment import evidence_of
from scorecard_core.measures import Computed
from scorecard_core.observations import Observation, Observations
from scorecard_core.periods import Period
from scorecard_core.rating import Rating, rate
from scorecard_core.terms import GreyReason, MissingReason
from scorecard_core.testing.case import AREA, Case, before, differences
from scorecard_core.testing.laws import Law, law
from scorecard_core.testing.strategies.numbers import sizes
from scorecard_core.testing.strategies.spans import rated_periods
from scorecard_core.testing.subjects import Subject

__all__ = ["MEASURE_LAWS"]

_A_LITTLE = Decimal("0.01")
_BACK = 26
"""How many periods the figures go back: two years of months, and some."""


_WHICH = st.integers(0, 99)


def _is_computed(subject: Subject) -> bool:
    return subject.indicator.computed is not None


def _leaves_out(subject: Subject) -> str:
    measure = subject.indicator.computed
    return "it says that it leaves out what is missing" if measure is not None and measure.leaves_out else ""


def _figures(subject: Subject) -> st.SearchStrategy[Case]:
    """Cases with a figure, above zero, wherever the measure could look for one."""
    periods = rated_periods(subject.indicator)
    numbers = st.lists(sizes(smallest=_A_LITTLE), min_size=5, max_size=11, unique=True)
    return st.builds(lambda period, some: _case(subject, period, some), st.sampled_from(periods), numbers)


def _case(subject: Subject, now: Period, numbers: Sequence[Any]) -> Case:
    registered, needed = subject.registry.comparators, subject.indicator.needed_comparators
    areas = {AREA, *chain.from_iterable(registered[id].areas for id in needed & registered.keys())}
    periods = [now]
    while len(periods) < _BACK:
        periods.append(before(periods[-1]))
    case = Case(indicator=subject.indicator, period=now, facts={})
    measures = dict.fromkeys(series.measure for series in subject.indicator.inputs)
    found = []
    for at, (measure, area, period) in enumerate(product(measures, sorted(areas), periods)):
        value, numerator, denominator = (numbers[(at + by) % len(numbers)] for by in range(3))
        given = {"value": value, "numerator": numerator, "denominator": denominator}
        found.append(case.observed(measure, area, period, **given))
    return subject.of(case.but(more=tuple(found)))


def _computed(case: Case) -> Computed:
    evidence = evidence_of(
        case.indicator, Observations(case.more), area=AREA, comparators=case.comparators, units=case.units
    )
    found = evidence.series[case.period]
    assert isinstance(found, Computed)
    return found


def _must_be_the_same(first: Rating, second: Rating, case: Case, what: str) -> None:
    if first != second:
        raise case.broken(f"{what} gives another {differences(first, second)}")


@law(since="0.1", about=_is_computed, case=_figures)
def computing_its_measure_again_gives_the_same(subject: Subject, case: Case) -> None:
    """The same figures always come to the same: nothing is remembered, drawn by lot or read from elsewhere."""
    _must_be_the_same(case.rated(rate), case.rated(rate), case, "computing it again")


@law(since="0.1", about=_is_computed, case=_figures, order=st.randoms(use_true_random=False))
def the_order_of_its_inputs_changes_nothing(subject: Subject, case: Case, order: random.Random) -> None:
    """The figures that it is computed from may come in any order."""
    shuffled = list(case.more)
    order.shuffle(shuffled)
    _must_be_the_same(case.rated(rate), case.rated(rate, shuffled), case, "another order of the same figures")


def _with_one_missing(case: Case, at: int, reason: MissingReason) -> Case:
    """The case with one of the inputs withheld for a reason."""
    inputs = [one.observation for one in _computed(case).inputs]
    used = inputs[at % len(inputs)]
    gone = replace(used, value=None, missing_reason=reason)
    return case.but(more=tuple(gone if one == used else one for one in case.more))


@law(since="0.1", about=_is_computed, exempt=_leaves_out, case=_figures, at=_WHICH)
def a_missing_input_is_not_zero(subject: Subject, case: Case, at: int) -> None:
    """Where a figure that it is computed from is missing, there is no figure: nothing stands in for it."""
    without = _with_one_missing(case, at, MissingReason.LATE)
    if (value := without.rated(rate).value) is not None:
        raise without.broken(f"with an input missing, the figure is {value}")


@law(since="0.1", about=_is_computed, case=_figures, at=_WHICH)
def a_suppressed_input_is_never_given_away(subject: Subject, case: Case, at: int) -> None:
    """Where a figure that it is computed from is suppressed, so is the result, whatever the number that is withheld."""
    without = _with_one_missing(case, at, MissingReason.SUPPRESSED)
    rating = without.rated(rate)
    if rating.value is not None or rating.grey_reason is not GreyReason.SUPPRESSED:
        raise without.broken(f"with an input suppressed, the rating is {rating.status}, {rating.grey_reason}")
    others = tuple(_otherwise(one) for one in without.more)
    _must_be_the_same(rating, without.but(more=others).rated(rate), without, "another withheld number")


def _otherwise(one: Observation) -> Observation:
    """A suppressed observation with other numbers beside the reason; any other as it is."""
    if one.missing_reason is not MissingReason.SUPPRESSED or one.numerator is None or one.denominator is None:
        return one
    return replace(one, numerator=one.denominator + 1, denominator=one.numerator + 1)


MEASURE_LAWS: tuple[Law, ...] = (
    computing_its_measure_again_gives_the_same,
    the_order_of_its_inputs_changes_nothing,
    a_missing_input_is_not_zero,
    a_suppressed_input_is_never_given_away,
)
"""Every law of a computed measure, in the order in which they are told."""
