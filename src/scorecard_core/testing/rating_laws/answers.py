"""Every observation gets one answer, the right one, and nothing unknown is ever coloured."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from hypothesis import strategies as st

from scorecard_core.observations import Judgement
from scorecard_core.rating import Rating
from scorecard_core.stated import Stated
from scorecard_core.terms import GreyReason, JudgedFigure, MissingReason, Rag
from scorecard_core.testing.case import AREA, Case, Rate
from scorecard_core.testing.laws import Law, law
from scorecard_core.testing.reference import chart_reading, colour, verdict
from scorecard_core.testing.strategies.definitions import NUMERIC, STATISTICAL, TYPES
from scorecard_core.testing.strategies.numbers import sizes
from scorecard_core.testing.strategies.whole_cases import cases

__all__ = ["LAWS", "must_be_grey"]

_UNRATEABLE = tuple(Decimal(text) for text in ("NaN", "sNaN", "Infinity", "-Infinity", "1e15", "-1e15", "1e-100"))
_JUDGED = tuple(JudgedFigure)


@law(since="0.1", case=cases(earlier=True, judged=_JUDGED))
def every_observation_gets_exactly_one_answer(rate: Rate, case: Case) -> None:
    """Whatever the figures are, there is one rating, of the case that was asked for: a colour, or grey and a reason."""
    rating = case.rated(rate)
    asked, answered = (
        (case.indicator.id, AREA, case.period),
        (rating.indicator, rating.area, rating.period),
    )
    if answered != asked:
        raise case.broken(f"the rating is of {answered}, and {asked} was asked for")
    if rating.status not in tuple(Rag):
        raise case.broken(f"the status {rating.status!r} is none of {', '.join(Rag)}")
    if (rating.status is Rag.GREY) != (rating.grey_reason is not None):
        raise case.broken(f"the status is {rating.status} and the reason for grey is {rating.grey_reason}")
    if not rating.reason:
        raise case.broken("the rating says nothing of why it is what it is")


def must_be_grey(case: Case, rating: Rating, *reasons: GreyReason) -> None:
    """Raise where a rating is not grey for one of some reasons, or does not say so."""
    if rating.status is not Rag.GREY:
        raise case.broken(f"the status is {rating.status}, and nothing is known to rate")
    if rating.grey_reason not in reasons:
        raise case.broken(f"it is grey because of '{rating.grey_reason}', not '{' or '.join(reasons)}'")
    if rating.grey_reason.phrase not in rating.reason and rating.grey_reason is not GreyReason.NO_COMPARATOR:
        raise case.broken(f"the sentence does not say that {rating.grey_reason.phrase}: {rating.reason}")


@law(
    since="0.1",
    case=cases(types=(*NUMERIC, *STATISTICAL, "milestone", "judgement")),
    why=st.sampled_from([*MissingReason, *_UNRATEABLE, None]),
)
def a_missing_value_is_grey_and_says_why(rate: Rate, case: Case, why: MissingReason | Decimal | None) -> None:
    """A value that is missing, suppressed, infinite or too large is never taken for a number: it is grey, and the
    reason and the sentence say which of these it was.
    """
    absent = case.without("value").without("grade")
    match why:
        case None:
            absent = replace(case, facts={})
            must_be_grey(absent, absent.rated(rate), GreyReason.NO_DATA)
        case MissingReason():
            absent = absent.but(missing=why)
            must_be_grey(absent, absent.rated(rate), GreyReason(why.value))
        case _:
            absent = absent.but(value=why)
            must_be_grey(absent, absent.rated(rate), GreyReason.OUT_OF_RANGE)


_UNKNOWN = (GreyReason.NO_BASE, GreyReason.NO_COMPARATOR, GreyReason.NO_TARGET_FOR_PERIOD)


@law(
    since="0.1",
    case=cases(types=("improvement", "comparator", "gap", "share", "threshold")),
    which=st.integers(0, 2),
)
def a_missing_reference_is_grey_and_says_why(rate: Rate, case: Case, which: int) -> None:
    """Where there is no earlier figure, no comparator's or no target's to compare with, nothing is met or missed."""
    sources = [name for name, source in case.target.sources.items() if not isinstance(source, Stated)]
    if sources:
        absent = case.without(sources[which % len(sources)])
        must_be_grey(absent, absent.rated(rate), *_UNKNOWN)


@law(since="0.1", case=cases(types=("none",), earlier=True))
def without_a_target_the_rating_is_grey(rate: Rate, case: Case) -> None:
    """Where no target has been set, the rating is grey whatever the figure, and says that there is no target."""
    must_be_grey(case, case.rated(rate), GreyReason.NO_TARGET)


@law(since="0.1", case=cases(types=("judgement",)) | cases(types=NUMERIC))
def a_figure_of_the_wrong_kind_is_grey_and_says_why(rate: Rate, case: Case) -> None:
    """A number where someone accountable should have said what it is, or a colour where there should be a number, is
    taken for neither.
    """
    given = {"value": Decimal(1)} if "grade" in case.facts else {"judgement": Judgement("Green")}
    wrong = case.without("value").without("grade")
    wrong = wrong.but(more=(case.observed(case.indicator.series, AREA, case.period, **given),))
    must_be_grey(wrong, wrong.rated(rate), GreyReason.NO_JUDGEMENT if "grade" in case.facts else GreyReason.NO_DATA)


@law(since="0.1", case=cases(types=("judgement",)), after=st.integers(-1, 2), known=st.booleans())
def a_judgement_that_has_expired_or_is_unknown_is_grey_and_says_why(
    rate: Rate, case: Case, after: int, known: bool
) -> None:
    """A judgement counts until the day it expires, that day included, and only where the definition knows the grade."""
    grade = str(case.facts["grade"]) if known else "splendid"
    said = Judgement(grade, expires=case.period.end - timedelta(days=after))
    judged = case.but(facts={}, more=(case.observed(case.indicator.series, AREA, case.period, judgement=said),))
    rating = judged.rated(rate)
    if after > 0 or not known:
        must_be_grey(judged, rating, GreyReason.JUDGEMENT_EXPIRED if after > 0 else GreyReason.UNKNOWN_GRADE)
    elif rating.status is Rag.GREY:
        raise judged.broken(f"the judgement holds until {said.expires}, and it is grey: {rating.reason}")


@law(
    since="0.1",
    case=cases(types=("share",)),
    which=st.sampled_from(["comparator", "base_comparator"]),
    total=sizes().map(lambda size: -size) | st.just(Decimal(0)),
)
def there_is_no_share_of_nothing(rate: Rate, case: Case, which: str, total: Decimal) -> None:
    """A share of a total that is zero or below has no meaning, now or at the base: it is grey, not green or red."""
    empty = case.but(**{which: total})
    must_be_grey(empty, empty.rated(rate), GreyReason.OUT_OF_RANGE)


@law(since="0.1", case=cases(types=("control_chart",), judged=_JUDGED))
def a_control_chart_says_what_sets_a_figure_apart(rate: Rate, case: Case) -> None:
    """A control chart names what sets its last figure apart, what that says of the process, and what to expect of it,
    as the figures up to it settle these three.
    """
    reading, rating = chart_reading(case.indicator, case.period, case.facts), case.rated(rate)
    if reading is None:
        must_be_grey(case, rating, GreyReason.TOO_FEW_POINTS)
        return
    words = {fact.name: fact.word for fact in rating.facts}
    for name in ("special_cause", "variation", "assurance"):
        if words.get(name) != getattr(reading, name):
            raise case.broken(f"the {name} is {words.get(name)}, not {getattr(reading, name)}: {rating.reason}")


def _agreement(kind: str) -> Law:
    def check(rate: Rate, case: Case) -> None:
        wanted, rating = colour(case.indicator, case.period, case.facts), case.rated(rate)
        if rating.status is not wanted:
            raise case.broken(f"the status is {rating.status}, and in plain fractions it is {wanted}: {rating.reason}")
        name = verdict(case.indicator, case.period, case.facts)
        if name and rating.verdict != name:
            raise case.broken(f"the verdict is '{rating.verdict}', and in plain fractions it is '{name}'")

    check.__doc__ = (
        f"A target of the type '{kind}' gives the very colour that its meaning gives in plain fractions, "
        "on every limit and one quantum to each side of it."
    )
    name = f"{_NOUNS[kind]}_agrees_with_plain_fractions"
    return law(since="0.1", name=name, case=cases(types=(kind,), judged=_JUDGED))(check)


_NOUNS = {
    "threshold": "a_threshold",
    "trajectory": "a_trajectory",
    "progress": "a_progress",
    "milestone": "a_milestone",
    "improvement": "an_improvement",
    "consecutive": "a_run_of_improvements",
    "comparator": "a_comparison",
    "gap": "a_gap",
    "share": "a_share",
    "bands": "a_band",
    "control_chart": "a_control_chart",
    "range": "a_range",
    "position": "a_position",
    "significance": "a_test_of_significance",
    "none": "no_target",
    "judgement": "a_judgement",
    "all_of": "all_of_several",
    "any_of": "any_of_several",
    "worst_of": "the_worst_of_several",
    "weighted": "a_weighted_mean",
}

LAWS: tuple[Law, ...] = (
    every_observation_gets_exactly_one_answer,
    a_missing_value_is_grey_and_says_why,
    a_missing_reference_is_grey_and_says_why,
    without_a_target_the_rating_is_grey,
    a_figure_of_the_wrong_kind_is_grey_and_says_why,
    a_judgement_that_has_expired_or_is_unknown_is_grey_and_says_why,
    there_is_no_share_of_nothing,
    a_control_chart_says_what_sets_a_figure_apart,
    *(_agreement(kind) for kind in TYPES if kind != "none"),
)
