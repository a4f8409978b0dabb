"""What happens over time: movements, figures carried forward, later figures and later revisions."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from scorecard_core.ledger import PublishedRating
from scorecard_core.periods import Period
from scorecard_core.rating import Rating
from scorecard_core.references import Compared, TargetSeries
from scorecard_core.terms import GreyReason, Movement, Rag, Travel
from scorecard_core.testing.case import AREA, Case, Rate, before, differences
from scorecard_core.testing.laws import Law, law
from scorecard_core.testing.strategies.definitions import TYPES
from scorecard_core.testing.strategies.numbers import numbers
from scorecard_core.testing.strategies.spans import in_order
from scorecard_core.testing.strategies.whole_cases import cases, cases_and_values

__all__ = ["LAWS"]

_REVERSED = {
    Movement.IMPROVED: Movement.WORSENED,
    Movement.WORSENED: Movement.IMPROVED,
    Movement.NEWLY_RATED: Movement.NO_LONGER_RATED,
    Movement.NO_LONGER_RATED: Movement.NEWLY_RATED,
    Travel.IMPROVING: Travel.WORSENING,
    Travel.WORSENING: Travel.IMPROVING,
    Travel.INCREASING: Travel.DECREASING,
    Travel.DECREASING: Travel.INCREASING,
}


@law(since="0.1", pair=cases_and_values(types=("threshold", "range", "bands"), profiled=False))
def swapping_the_periods_reverses_the_movement(rate: Rate, pair: tuple[Case, Decimal]) -> None:
    """Two figures of consecutive periods, the other way round: what improved now worsened, and a rating that was new
    is now lost. The direction of travel turns round with them.
    """
    case, other = pair
    there = case.but(earlier=((before(case.period), other),))
    back = case.but(value=other, earlier=((before(case.period), case.number("value")),))
    first, second = there.rated(rate), back.rated(rate)
    for name in ("movement", "travel"):
        one, reverse = getattr(first, name), getattr(second, name)
        if reverse is not _REVERSED.get(one, one):
            raise back.broken(f"the {name} is {reverse}, and with the two periods swapped it is {one}")


@law(since="0.1", case=cases(), previous=st.sampled_from(list(Rag)))
def the_movement_agrees_with_the_order_of_the_statuses(rate: Rate, case: Case, previous: Rag) -> None:
    """Against the published status before it, a rating improved, worsened or stayed as red, amber and green are
    ordered. Grey has no place in that order: a rating is newly there, or no longer.
    """
    known = PublishedRating(indicator=case.indicator.id, area=AREA, period=before(case.period), status=previous)
    compared = case.but(published=(known,))
    rating = compared.rated(rate)
    wanted = _movement(previous, rating.status)
    if rating.movement is not wanted:
        raise compared.broken(f"from {previous} to {rating.status} the movement is {rating.movement}, not {wanted}")


def _movement(then: Rag, now: Rag) -> Movement:
    order = [Rag.RED, Rag.AMBER, Rag.GREEN]
    if then is now:
        return Movement.UNCHANGED
    if Rag.GREY in (then, now):
        return Movement.NEWLY_RATED if then is Rag.GREY else Movement.NO_LONGER_RATED
    return Movement.IMPROVED if order.index(now) > order.index(then) else Movement.WORSENED


def _following(case: Case, count: int) -> list[Period]:
    """The next periods of the same kind that lie wholly after the one that is rated."""
    year = case.period.end.year
    known = in_order(case.indicator.frequency, year - 1, year + count + 1)
    return [period for period in known if period.start > case.period.end][:count]


_CARRIED = tuple(kind for kind in TYPES if kind != "milestone")
"""The types whose rating stands still while there is no new figure; what is due draws nearer without one."""


@law(since="0.1", case=cases(types=_CARRIED))
def carrying_a_figure_forward_twice_is_carrying_it_forward_once(rate: Rate, case: Case) -> None:
    """Without a new figure the last rating is kept, and says so: its status stays, it names the period of its figure,
    and it was not updated. Doing so again, with the rating that came of it published, changes nothing.
    """
    last, published = case.rated(rate), case.published
    for period in _following(case, 2):
        carried = case.but(period=period, published=published)
        once, again = _rated_at(carried, case, rate), _rated_at(carried, case, rate)
        kept = (last.status, last.grey_reason, False, case.period, Movement.NOT_UPDATED)
        found = (once.status, once.grey_reason, once.updated, once.carried_from, once.movement)
        if found != kept:
            names = "status, reason for grey, updated, carried from, movement"
            raise _at(carried, case).broken(f"carried forward, {names} are {_listed(found)}, not {_listed(kept)}")
        if again != once:
            raise _at(carried, case).broken("carried forward a second time, the rating differs")
        published = (
            *published,
            PublishedRating(indicator=case.indicator.id, area=AREA, period=period, status=once.status),
        )


def _at(carried: Case, case: Case) -> Case:
    """A case rated in a later period than the one that its facts are for."""
    return carried.but(facts={}, more=case.observations)


def _rated_at(carried: Case, case: Case, rate: Rate) -> Rating:
    return _at(carried, case).rated(rate)


def _listed(things: tuple[object, ...]) -> str:
    return ", ".join(str(thing) for thing in things)


@law(since="0.1", case=cases(types=("threshold", "range", "bands")), maximum_age=st.integers(0, 24))
def a_figure_that_has_gone_stale_stays_stale(rate: Rate, case: Case, maximum_age: int) -> None:
    """A figure carried forward past its greatest age turns grey, and no later period brings its colour back. The colour
    that was published for it is lost then, and merely not updated until then.
    """
    known = PublishedRating(indicator=case.indicator.id, area=AREA, period=case.period, status=Rag.GREEN)
    aged = case.but(indicator=case.indicator.model_copy(update={"maximum_age": maximum_age}))
    stale = False
    for period in _following(case, 4):
        at = _at(aged.but(period=period), case)
        rating = at.rated(rate)
        too_old = period.months_after(case.period.end) > maximum_age
        if (rating.grey_reason is GreyReason.STALE) is not too_old or (stale and not too_old):
            age = period.months_after(case.period.end)
            raise at.broken(f"at {age} months, with {maximum_age} allowed, it is {rating.grey_reason or rating.status}")
        beside = at.but(published=(known,))
        moved = beside.rated(rate)
        lost = moved.status is Rag.GREY
        if moved.movement is not (Movement.NO_LONGER_RATED if lost else Movement.NOT_UPDATED):
            raise beside.broken(f"from green to {moved.status}, carried forward, the movement is {moved.movement}")
        stale = too_old


@law(since="0.1", case=cases(earlier=True), later=st.lists(numbers(), min_size=3, max_size=3))
def later_figures_never_repaint_an_earlier_rating(rate: Rate, case: Case, later: list[Decimal]) -> None:
    """Figures of later periods, our own and those we are compared with, change nothing in the rating of a period."""
    measures = [(case.indicator.series, AREA)] if "grade" not in case.facts else []
    for source in case.target.sources.values():
        if isinstance(source, Compared):
            measures += [(case.indicator.series, area) for area in case.comparators[source.comparator].everyone]
        elif isinstance(source, TargetSeries):
            measures.append((source.measure, AREA))
    more = [
        case.observed(measure, area, period, value=value)
        for measure, area in dict.fromkeys(measures)
        for period, value in zip(_following(case, 3), later, strict=False)
    ]
    grown = case.but(more=tuple(more))
    alone, among = case.rated(rate), grown.rated(rate)
    if changed := differences(alone, among):
        told = f"with later figures it is {_told(among)}, and without them {_told(alone)}"
        raise grown.broken(f"{told}; they differ in {changed}")


_THEN, _SINCE = date(2019, 6, 30), date(2019, 12, 31)


@law(since="0.1", pair=cases_and_values(types=("threshold", "range", "bands", "comparator")))
def a_later_revision_changes_no_rating_as_at_an_earlier_date(rate: Rate, pair: tuple[Case, Decimal]) -> None:
    """What was published after a date, of our own or of those we are compared with, is not known at that date: the
    rating as at it stands, and the rating of today uses the revised figure.
    """
    case, value = pair
    revised = [case.observed(case.indicator.series, AREA, case.period, value=value, published=_SINCE)]
    if isinstance(case.target.sources.get("reference"), Compared):
        places, harder = case.places("reference"), case.number("reference") + 1
        revised += [case.observed(*place, value=harder, published=_SINCE) for place in places]
    then = case.but(as_at=_THEN)
    grown = then.but(more=tuple(revised))
    first, second = then.rated(rate), grown.rated(rate)
    if second != first:
        raise grown.broken(f"as at {_THEN} it is {_told(second)}, and was {_told(first)} before the revision")
    today = grown.but(as_at=None)
    if (rating := today.rated(rate)).value != value:
        raise today.broken(f"the figure was revised to {value}, and {rating.value} is rated")


def _told(rating: Rating) -> str:
    return f"{rating.status} ({rating.value}, {rating.movement}, {rating.travel})"


LAWS: tuple[Law, ...] = (
    swapping_the_periods_reverses_the_movement,
    the_movement_agrees_with_the_order_of_the_statuses,
    carrying_a_figure_forward_twice_is_carrying_it_forward_once,
    a_figure_that_has_gone_stale_stays_stale,
    later_figures_never_repaint_an_earlier_rating,
    a_later_revision_changes_no_rating_as_at_an_earlier_date,
)
