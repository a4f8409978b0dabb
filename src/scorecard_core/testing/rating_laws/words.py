"""What a rating says and how it is kept: its sentence, its JSON, and that nothing but its input decides it."""

from __future__ import annotations

import re
import warnings
from datetime import date
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import partial
from typing import Any

from hypothesis import strategies as st

from scorecard_core.errors import ScorecardError
from scorecard_core.indicators import Indicator, Provenance
from scorecard_core.interchange import ratings_from_json, ratings_to_json
from scorecard_core.rating import Rating
from scorecard_core.registry import Contribution, Registry
from scorecard_core.targets import Bands, Improvement, InComparison, InPosition, Range, Share, Threshold
from scorecard_core.terms import GreyReason, Rag, Travel
from scorecard_core.testing.case import AREA, Case, Rate, differences
from scorecard_core.testing.laws import Law, LawBrokenError, law
from scorecard_core.testing.reference import limits
from scorecard_core.testing.strategies.definitions import NUMERIC, STATISTICAL, indicators
from scorecard_core.testing.strategies.numbers import numbers
from scorecard_core.testing.strategies.whole_cases import cases
from scorecard_core.units import Units

__all__ = ["LAWS"]


@law(since="0.1", case=cases(types=(*NUMERIC, *STATISTICAL), earlier=True))
def the_sentence_names_the_figures_and_contradicts_none(rate: Rate, case: Case) -> None:
    """The reason names the value, what it was compared with and the status, and says nothing that they deny: not
    another colour, not "above" of what is below, not two figures alike that differ.
    """
    rating = case.rated(rate)
    for fault in _faults(case, rating):
        raise case.broken(f"{fault}: {rating.reason}")


def _faults(case: Case, rating: Rating) -> list[str]:
    told = re.findall(r": (Green|Amber|Red|Grey)\.", rating.reason)
    faults = [] if told == [rating.status.capitalize()] else [f"the status is {rating.status}, and it tells {told}"]
    wrong = {Travel.IMPROVING: "got worse", Travel.WORSENING: "got better", Travel.STEADY: "got "}.get(rating.travel)
    if wrong and wrong in rating.reason:
        faults.append(f"the direction of travel is {rating.travel}")
    value, target = rating.value, case.target
    if value is None or (rating.status is Rag.GREY and rating.grey_reason is not GreyReason.UNCOLOURED_BAND):
        return faults
    sentence = rating.reason.partition(f": {rating.status.capitalize()}.")[0]
    printed = _printed(sentence, rating.unit)
    on_limit = Fraction(value) in limits(case.indicator, case.period, case.facts)
    if not on_limit and ("as meeting it" in sentence or "exactly as far as it reaches" in sentence):
        faults.append(f"{value} is on no limit, and it says that it is")
    if isinstance(target, Share):
        return faults
    if not printed or not _stands_for(printed[0], value):
        return [*faults, f"it does not begin with the value, {value}"]
    match target:
        case Bands() | InPosition() if f"'{rating.verdict}'" not in sentence:
            faults.append(f"it does not name the band '{rating.verdict}'")
        case Range():
            inside = target.low <= value <= target.high
            if ("is outside" in sentence) is inside:
                faults.append(f"{value} is {'inside' if inside else 'outside'} the range")
        case Threshold() | Improvement() | InComparison() if rating.green_limit is not None:
            faults += _side_faults(sentence, printed, value, rating.green_limit)
    return faults


def _side_faults(sentence: str, printed: list[Decimal], value: Decimal, limit: Decimal) -> list[str]:
    """Where a value and the number to beat are printed as something else than they are, or in another order."""
    side = "is above" if value > limit else "is below" if value < limit else "is exactly"
    if len(printed) < 2 or not _stands_for(printed[1], limit):
        return [f"it does not name the number to beat, {limit}"]
    if side not in sentence:
        return [f"it does not say that {value} {side} {limit}"]
    if (printed[0] > printed[1], printed[0] < printed[1]) != (value > limit, value < limit):
        return [f"the printed figures stand in another order than {value} and {limit}"]
    return []


def _printed(sentence: str, unit: str) -> list[Decimal]:
    """The numbers in a sentence, without those that belong to the unit ("per 10,000")."""
    shown = Units.core()[unit].shows.replace("{}", "").strip() if unit in Units.core() else ""
    plain = sentence.replace(shown, "") if any(letter.isdigit() for letter in shown) else sentence
    return [Decimal(text.replace("£", "").replace(",", "")) for text in re.findall(r"-?£?\d[\d,]*(?:\.\d+)?", plain)]


def _stands_for(printed: Decimal, exact: Decimal) -> bool:
    exponent = printed.as_tuple().exponent
    step = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
    return abs(printed - exact) * 2 <= step


@law(since="0.1", case=cases(earlier=True))
def a_rating_survives_json_and_back(rate: Rate, case: Case) -> None:
    """A rating written as JSON reads back as the same rating, every number to its last digit."""
    rating = case.rated(rate)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            (back,) = ratings_from_json(ratings_to_json([rating]))
    except (ScorecardError, ValueError, TypeError) as error:
        raise case.broken(f"what was written cannot be read: {error}") from error
    if changed := differences(rating, back):
        raise case.broken(f"what was read back differs in {changed}")


@law(since="0.1", case=cases(earlier=True))
def the_same_input_gives_the_same_rating(rate: Rate, case: Case) -> None:
    """Rating the same case again, from figures read anew and whatever the precision of the caller's own decimals,
    gives the same rating.
    """
    first, second = case.rated(rate), case.rated(rate)
    with localcontext() as context:
        context.prec = 3
        third = case.rated(rate)
    for again, how in ((second, "a second time"), (third, "with decimals of three digits")):
        if changed := differences(first, again):
            raise case.broken(f"rated {how}, it differs in {changed}")


@st.composite
def _in_two_orders(draw: st.DrawFn) -> tuple[Case, list[Any]]:
    case = draw(cases(earlier=True))
    if "value" in case.facts:
        revised = partial(case.observed, case.indicator.series, AREA, case.period, value=draw(numbers()))
        case = case.but(more=(revised(published=date(2019, 12, 31)),))
    return case, draw(st.permutations(case.observations))


@law(since="0.1", orders=_in_two_orders())
def the_order_of_the_figures_changes_nothing(rate: Rate, orders: tuple[Case, list[Any]]) -> None:
    """Figures may come in any order, revised ones among them: the rating is the same."""
    case, shuffled = orders
    if changed := differences(case.rated(rate), case.rated(rate, shuffled)):
        raise case.broken(f"with the figures in the order {[str(one.period) for one in shuffled]} {changed} differ")


@st.composite
def _contributions(draw: st.DrawFn) -> tuple[list[Contribution], Case]:
    """Two plugins whose indicators are fed by one series, and a case of the first."""
    options: dict[str, Any] = {"types": ("threshold", "bands"), "units": ("case",), "profiled": False}
    one: Indicator = draw(indicators(**options))
    other = draw(indicators(**options, frequencies=[one.frequency], polarities=[one.polarity]))
    changes = {"measure": "council.case", "id": "adults.case"}
    renamed = [one.model_copy(update=changes), other.model_copy(update={**changes, "id": "housing.case"})]
    contributions = [
        Contribution(Provenance(plugin=id.partition(".")[0]), indicators=(indicator,))
        for indicator in renamed
        for id in [indicator.id]
    ]
    return contributions, draw(cases(renamed[0]))


@law(since="0.1", registered=_contributions())
def the_order_of_registration_changes_nothing(rate: Rate, registered: tuple[list[Contribution], Case]) -> None:
    """Whichever plugin is installed, loaded or rated first, every indicator has the same rating."""
    contributions, case = registered
    found: list[dict[str, Rating]] = []
    for order in (contributions, contributions[::-1]):
        registry = Registry.build(order)
        ids = [indicator.id for contribution in order for indicator in contribution.indicators]
        found.append({id: case.but(indicator=registry[id]).rated(rate) for id in ids})
    for id, first in found[0].items():
        if changed := differences(first, found[1][id]):
            raise LawBrokenError(f"with its plugin registered last, '{id}' differs in {changed}", case.python())


LAWS: tuple[Law, ...] = (
    the_sentence_names_the_figures_and_contradicts_none,
    a_rating_survives_json_and_back,
    the_same_input_gives_the_same_rating,
    the_order_of_the_figures_changes_nothing,
    the_order_of_registration_changes_nothing,
)
