"""What every indicator goes through, whatever its target: is there anything to rate, and which way did it go?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

from hypothesis import strategies as st

from scorecard_core.distances import Distance
from scorecard_core.indicators import TravelBase
from scorecard_core.ledger import PublishedRating
from scorecard_core.periods import Period
from scorecard_core.terms import Flag, Frequency, GreyReason, MissingReason, Movement, Rag, Travel
from scorecard_core.testing.case import AREA, Case, Rate, before
from scorecard_core.testing.laws import Law, law
from scorecard_core.testing.rating_laws.answers import must_be_grey
from scorecard_core.testing.reference import travel, travel_limits
from scorecard_core.testing.strategies.definitions import NUMERIC, distances
from scorecard_core.testing.strategies.numbers import near, numbers
from scorecard_core.testing.strategies.whole_cases import cases

__all__ = ["LAWS"]

_LEVELS = ("threshold", "range", "bands")
"""Types whose targets look at no other figure, so that the figures around a value may be anything."""


def _redefined(case: Case, **changes: object) -> Case:
    return case.but(indicator=case.indicator.model_copy(update=changes))


def _ended_before(case: Case) -> Case:
    return _redefined(case, in_force_until=before(case.period))


def _in_another_unit(case: Case) -> Case:
    return case.but(value_unit="kilometre")


def _without_figures(case: Case) -> Case:
    return case.but(facts={}, more=())


def _given_twice(case: Case) -> Case:
    # The same period under another name: its last day.
    last_day = Period.day(case.period.end)
    other = case.observed(case.indicator.series, AREA, last_day, value=case.number("value"))
    return case.but(more=(*case.more, other))


_TROUBLES: dict[GreyReason, Callable[[Case], Case]] = {
    GreyReason.NO_TARGET_FOR_PERIOD: lambda case: case.with_target(in_force_until=before(case.period)),
    GreyReason.UNIT_MISMATCH: _in_another_unit,
    GreyReason.DUPLICATE: _given_twice,
    GreyReason.NO_DATA: _without_figures,
    GreyReason.NOT_IN_FORCE: _ended_before,
}
"""What may be the matter with a period, by the reason that it gives, the weightiest last."""


@law(
    since="0.1",
    case=cases(types=_LEVELS, frequencies=(Frequency.QUARTER, Frequency.FINANCIAL_YEAR)),
    reason=st.sampled_from(list(_TROUBLES)),
    too=st.sampled_from(list(_TROUBLES)),
)
def what_cannot_be_rated_is_grey_for_the_reason_that_it_has(
    rate: Rate, case: Case, reason: GreyReason, too: GreyReason
) -> None:
    """No target in this period, two figures for it, a unit that cannot be converted, no figure, a definition that does
    not count: the rating is grey for that very reason, and of two reasons for the weightier.
    """
    troubled = case
    for name, trouble in _TROUBLES.items():
        if name in (reason, too):
            troubled = trouble(troubled)
    weightier = max(reason, too, key=list(_TROUBLES).index)
    must_be_grey(troubled, troubled.rated(rate), weightier)


@law(since="0.1", case=cases(types=_LEVELS), days=st.integers(0, 60), late=st.integers(-1, 1))
def a_figure_is_not_due_before_its_day(rate: Rate, case: Case, days: int, late: int) -> None:
    """Until the day by which a figure should be there it is not due; from that day on there is no figure. One that is
    there before its day is rated all the same.
    """
    due = case.period.end + timedelta(days=days)
    early = _redefined(case, due_days=days).but(as_at=due + timedelta(days=late))
    waiting = early.but(facts={})
    must_be_grey(waiting, waiting.rated(rate), GreyReason.NO_DATA if late >= 0 else GreyReason.NOT_DUE)
    if (rating := early.rated(rate)).grey_reason is GreyReason.NOT_DUE:
        raise early.broken(f"the figure is there, and the rating says that it is not due: {rating.reason}")


@st.composite
def _changed(draw: st.DrawFn) -> Case:
    """A case with a figure before it, at the edge of what counts as steady."""
    case = draw(cases(types=(*_LEVELS, "none"), profiled=False))
    if draw(st.booleans()):
        band = Distance(**draw(distances(unit=case.indicator.unit, percent=True)))
        case = _redefined(case, travel=TravelBase(dead_band=band))
    earlier = draw(numbers())
    value = draw(near(travel_limits(case.indicator, case.period, earlier), decimals=case.indicator.decimals))
    return case.but(value=value, earlier=((before(case.period), earlier),))


@law(since="0.1", case=_changed(), broken=st.sampled_from([False, False, False, True]))
def the_direction_of_travel_agrees_with_plain_fractions(rate: Rate, case: Case, broken: bool) -> None:
    """The value went the way that its meaning gives in plain fractions: through polarity, towards a range, or just up
    and down, and not at all within the dead band. Nothing is compared across a break in the series.
    """
    ((_, earlier),) = case.earlier
    wanted = travel(case.indicator, case.period, case.number("value"), earlier)
    if case.indicator.frequency is Frequency.YEAR_TO_DATE and case.period.previous is None:
        wanted = Travel.NOT_COMPARABLE  # the first figure of a year begins anew: there is none before it
    if broken:
        value = case.number("value")
        flagged = case.observed(case.indicator.series, AREA, case.period, value=value, flag=Flag.SERIES_BREAK)
        case, wanted = case.but(facts={}, more=(flagged,)), Travel.NOT_COMPARABLE
    rating = case.rated(rate)
    if rating.travel is not wanted:
        raise case.broken(f"the direction of travel is {rating.travel}, and in plain fractions {wanted}")


@law(since="0.1", case=cases(types=(*_LEVELS, "none")), known=st.sampled_from(["neither", "value", "earlier"]))
def nothing_travels_without_two_figures(rate: Rate, case: Case, known: str) -> None:
    """Without a value, or without an earlier one, there is no direction of travel, and the rating still stands."""
    alone = case if known == "value" else case.but(facts={})
    if known == "earlier":
        missing = case.observed(case.indicator.series, AREA, case.period, missing_reason=MissingReason.NOT_COLLECTED)
        alone = alone.but(earlier=((before(case.period), Decimal(1)),), more=(missing,))
    rating = alone.rated(rate)
    if rating.travel is not Travel.NOT_COMPARABLE:
        raise alone.broken(f"the direction of travel is {rating.travel}, with {known} known")


@law(
    since="0.1",
    case=cases(types=(*NUMERIC, "none")),
    previous=st.sampled_from(list(Rag)),
    edition=st.sampled_from(["", "2015", "2016"]),
)
def ratings_under_two_definitions_are_not_compared(rate: Rate, case: Case, previous: Rag, edition: str) -> None:
    """Where the last colour was published under another definition, nothing moved up or down; a rating that is new or
    lost is so all the same. Without any rating before there is nothing to compare with.
    """
    known = PublishedRating(
        indicator=case.indicator.id, area=AREA, period=before(case.period), status=previous, definition=edition
    )
    alone = _redefined(case, edition="2016")
    first = alone.rated(rate)
    compared = alone.but(published=(known,))
    second = compared.rated(rate)
    looks_back = "base_value" in case.facts or getattr(case.target, "on", None) is not None
    if first.movement is not Movement.NO_PREVIOUS_RATING and not looks_back:
        raise alone.broken(f"without an earlier rating the movement is {first.movement}")
    two_colours = Rag.GREY not in (second.status, previous)
    if (second.movement is Movement.NOT_COMPARABLE) is not (edition == "2015" and two_colours):
        told = f"from {previous} under the edition '{edition}' to {second.status} under '2016'"
        raise compared.broken(f"{told} the movement is {second.movement}")


LAWS: tuple[Law, ...] = (
    what_cannot_be_rated_is_grey_for_the_reason_that_it_has,
    a_figure_is_not_due_before_its_day,
    the_direction_of_travel_agrees_with_plain_fractions,
    nothing_travels_without_two_figures,
    ratings_under_two_definitions_are_not_compared,
)
