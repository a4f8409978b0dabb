"""Better is never worse: values, tolerances, comparators and ties in their order."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from hypothesis import strategies as st

from scorecard_core.distances import Distance
from scorecard_core.rating import Rating
from scorecard_core.targets import Bands, Gap, Range, Share
from scorecard_core.terms import Rag, Tie
from scorecard_core.testing.case import Case, Rate
from scorecard_core.testing.laws import Law, law
from scorecard_core.testing.reference import limits
from scorecard_core.testing.strategies.definitions import NUMERIC, ONE_WAY, STATISTICAL, distances
from scorecard_core.testing.strategies.numbers import as_decimal, near, sizes
from scorecard_core.testing.strategies.whole_cases import cases, cases_and_values

__all__ = ["LAWS", "must_not_be_better"]


def must_not_be_better(worse: Case, low: Rating, better: Case, high: Rating, what: str) -> None:
    """Raise where the case that is worse off has the better colour; grey has no place in the order."""
    if low.status.rank is not None and high.status.rank is not None and low.status.rank > high.status.rank:
        raise better.broken(f"{what}: {low.status} became {high.status}. {high.reason} Before: {low.reason}")


@law(since="0.1", case=cases(types=NUMERIC), which=st.integers(0, 3), times=st.integers(1, 9))
def meeting_the_target_exactly_falls_on_the_stated_side(rate: Rate, case: Case, which: int, times: int) -> None:
    """A value exactly on the number to beat is green where ties are better, and is not where ties are worse or the
    comparison is strict. Exactly as far as the tolerance reaches, it is amber or red likewise. The sentence says so.
    """
    target, tie_is_better = case.target, case.target.tie is Tie.BETTER
    counts = tie_is_better and not getattr(target, "strict", False)
    if isinstance(target, Bands):
        at = which % (len(target.bands) - 1)
        exact = case.but(value=target.bands[at].to)
        wanted = {target.bands[at if tie_is_better else at + 1].colour}
        said = ("exactly as far as it reaches",) if tie_is_better else ()
    else:
        if isinstance(target, Share):
            # A total that is so many times the other one, so that the share itself has an end as a decimal.
            case = case.but(comparator=case.number("base_comparator") * times)
        green, amber = limits(case.indicator, case.period, case.facts)[:2]
        if isinstance(target, Range) and which > 1:
            green, amber = limits(case.indicator, case.period, case.facts)[2:]
        on_green = which % 2 == 0 or green == amber
        exact = case.but(value=as_decimal(green if on_green else amber))
        if on_green:
            wanted = {Rag.GREEN} if counts else {Rag.AMBER if green != amber else Rag.RED}
        else:
            wanted = {Rag.AMBER if counts else Rag.RED}
        said = ("which counts as meeting it",) if on_green and counts else ()
        if on_green and wanted == {Rag.RED}:
            said = ("which does not count as meeting it",)
        if Fraction(exact.number("value")) != (green if on_green else amber):
            return  # a limit of so many decimals that no figure is on it
    rating = exact.rated(rate)
    if rating.status not in wanted:
        raise exact.broken(f"exactly on the limit the status is {rating.status}, not {' or '.join(sorted(wanted))}")
    told = tuple(phrase for phrase in _EXACTLY if phrase in rating.reason)
    if told != said:
        raise exact.broken(f"exactly on the limit the sentence says {told or 'nothing of it'}: {rating.reason}")


_EXACTLY = ("which counts as meeting it", "which does not count as meeting it", "exactly as far as it reaches")


_ONE_NUMBER = ("threshold", "range", "improvement", "comparator", "gap")


@law(since="0.1", case=cases(types=_ONE_NUMBER), in_the_middle=st.booleans())
def the_limits_that_it_names_are_those_of_plain_fractions(rate: Rate, case: Case, in_the_middle: bool) -> None:
    """The limits on a rating are the worst values that are green and amber by the meaning of the target, the nearest
    ones where there are two; from the very middle of a range that is the lower edge.
    """
    if isinstance(case.target, Range) and in_the_middle:
        case = case.but(value=as_decimal((Fraction(case.target.low) + Fraction(case.target.high)) / 2))
    found = limits(case.indicator, case.period, case.facts)
    value, wanted = Fraction(case.number("value")), found[:2]
    if isinstance(case.target, Range) and value - Fraction(case.target.low) > Fraction(case.target.high) - value:
        wanted = found[2:]
    rating = case.rated(rate)
    told = tuple(None if one is None else Fraction(one) for one in (rating.green_limit, rating.amber_limit))
    if told != wanted:
        shown = [None if one is None else str(as_decimal(one)) for one in (*told, *wanted)]
        raise case.broken(f"it names the limits {shown[0]} and {shown[1]}, and they are {shown[2]} and {shown[3]}")


@law(since="0.1", pair=cases_and_values(types=(*ONE_WAY, *STATISTICAL, "consecutive")))
def a_better_value_never_costs_a_colour(rate: Rate, pair: tuple[Case, Decimal]) -> None:
    """With everything else the same, a value further in the good direction never has the worse colour."""
    case, other = pair
    sign = case.indicator.polarity.sign
    worse, better = sorted((case.number("value"), other), key=lambda value: value * sign)
    first, second = case.but(value=worse), case.but(value=better)
    must_not_be_better(first, first.rated(rate), second, second.rated(rate), f"{better} is better than {worse}")


@law(since="0.1", case=cases(types=("range",)), part=st.integers(0, 20))
def a_value_closer_to_plan_never_costs_a_colour(rate: Rate, case: Case, part: int) -> None:
    """Where plan is best, moving a value towards the middle of the range never costs a colour."""
    value, target = Fraction(case.number("value")), case.target
    middle = (Fraction(target.low) + Fraction(target.high)) / 2
    closer = as_decimal(value + (middle - value) * part / 20)
    nearer = case.but(value=closer)
    what = f"{closer} is closer to plan than {case.number('value')}"
    must_not_be_better(case, case.rated(rate), nearer, nearer.rated(rate), what)


_TOLERANT = ("threshold", "range", "improvement", "comparator", "threshold", "range", "improvement", "gap", "share")
_PERCENTS = st.sampled_from([Decimal(text) for text in ("0.000001", "0.5", "1", "10", "100")])


@st.composite
def _widened(draw: st.DrawFn) -> tuple[Case, Case]:
    """A case, and the same one under a wider tolerance, with the value about where the wider one ends."""
    case = draw(cases(types=_TOLERANT))
    target, more = case.target, draw(sizes())
    if getattr(target, "amber_limit", None) is not None:
        narrow = case
        wider = case.with_target(amber_limit=target.amber_limit - case.indicator.polarity.sign * more)
    else:
        absolute = "points" if case.indicator.unit == "percent" or isinstance(target, Share) else "amount"
        of_reference = not isinstance(target, (Gap, Share))
        stated = draw(distances(unit="percent" if absolute == "points" else "", percent=of_reference))
        # The spelling that is not there yet is the likelier to grow: where both are given, the wider one must count.
        keys = [absolute, *(["percent"] * of_reference)]
        grown = draw(st.sampled_from([*(key for key in keys if key not in stated), *keys]))
        size = draw(_PERCENTS) if grown == "percent" else more
        narrow = case.with_target(tolerance=Distance(**stated))
        wider = case.with_target(tolerance=Distance(**{**stated, grown: stated.get(grown, 0) + size}))
    ends = limits(wider.indicator, wider.period, wider.facts)[1::2]
    value = draw(near(ends, decimals=case.indicator.decimals))
    return narrow.but(value=value), wider.but(value=value)


@law(since="0.1", pair=_widened())
def a_wider_tolerance_never_rates_worse(rate: Rate, pair: tuple[Case, Case]) -> None:
    """A tolerance that reaches further never costs a colour, in whichever of its spellings it was widened."""
    narrow, wide = pair
    must_not_be_better(narrow, narrow.rated(rate), wide, wide.rated(rate), "the tolerance is wider")


_LEAST = Decimal("0.000001")


@st.composite
def _two_comparators(draw: st.DrawFn) -> tuple[Case, Case]:
    """A case, and the same one with a comparator that did better: with the value on, beside or between their limits."""
    easy = draw(cases(types=("comparator", "comparator", "gap", "share")))
    fact = "reference" if "reference" in easy.facts else "comparator"
    hard = easy.but(**{fact: easy.number(fact) + easy.indicator.polarity.sign * draw(sizes(smallest=_LEAST))})
    ends = [limit for case in (easy, hard) for limit in limits(case.indicator, case.period, case.facts)]
    between = [(first + second) / 2 for first, second in pairwise(ends)]
    value = draw(near([*ends, *between], decimals=easy.indicator.decimals))
    value = abs(value) if isinstance(easy.target, Share) else value
    return easy.but(value=value), hard.but(value=value)


@law(since="0.1", pair=_two_comparators())
def a_harder_comparator_never_improves_the_rating(rate: Rate, pair: tuple[Case, Case]) -> None:
    """Where the comparator did better, with our own value the same, our rating is no better."""
    easy, hard = pair
    fact = "reference" if "reference" in easy.facts else "comparator"
    what = f"the comparator went from {hard.number(fact)} to {easy.number(fact)}, which is easier to beat"
    must_not_be_better(hard, hard.rated(rate), easy, easy.rated(rate), what)


LAWS: tuple[Law, ...] = (
    meeting_the_target_exactly_falls_on_the_stated_side,
    the_limits_that_it_names_are_those_of_plain_fractions,
    a_better_value_never_costs_a_colour,
    a_value_closer_to_plan_never_costs_a_colour,
    a_wider_tolerance_never_rates_worse,
    a_harder_comparator_never_improves_the_rating,
)
