"""Where a figure is looked up: the right period, the right vintage, the others of a group, and never past a gap."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from hypothesis import strategies as st

from scorecard_core.bases import Base, BaseKind
from scorecard_core.comparators import Comparator, Statistic, Vintage
from scorecard_core.periods import Period
from scorecard_core.targets.levels import Alternative
from scorecard_core.terms import Frequency, GreyReason, Polarity, Rag
from scorecard_core.testing.case import AREA, Case, Rate, before
from scorecard_core.testing.laws import Law, law
from scorecard_core.testing.rating_laws.answers import must_be_grey
from scorecard_core.testing.strategies.numbers import numbers
from scorecard_core.testing.strategies.spans import in_order
from scorecard_core.testing.strategies.whole_cases import cases

__all__ = ["LAWS"]

_REGULAR = (Frequency.MONTH, Frequency.QUARTER, Frequency.FINANCIAL_YEAR)
_OTHERS = ("North", "South", "West")
_NEIGHBOURS = {
    statistic: Comparator(
        id="council.neighbours", name="The neighbours", areas=(AREA, *_OTHERS), statistic=statistic, places=2
    )
    for statistic in (Statistic.MEAN, Statistic.MEDIAN)
}


def _own(case: Case, period: Period, value: Decimal) -> Case:
    return case.but(more=(*case.more, case.observed(case.indicator.series, AREA, period, value=value)))


def _other(case: Case, area: str, period: Period, value: Decimal) -> Case:
    return case.but(more=(*case.more, case.observed(case.indicator.series, area, period, value=value)))


@law(
    since="0.1",
    case=cases(types=("improvement",), frequencies=_REGULAR),
    kind=st.sampled_from([BaseKind.PREVIOUS, BaseKind.SAME_PERIOD_LAST_YEAR]),
    elsewhere=numbers(),
)
def an_earlier_figure_is_that_of_its_period_and_of_no_other(
    rate: Rate, case: Case, kind: BaseKind, elsewhere: Decimal
) -> None:
    """The previous figure is that of the period before, and last year's that of the same period a year before. Where
    that period has none, no other stands in for it, neither one further back nor one nearer by.
    """
    looking = case.with_target(on=Base(kind=kind)).but(facts={"value": case.facts["value"]})
    right = before(case.period) if kind is BaseKind.PREVIOUS else case.period.year_before
    around = {before(right), before(case.period), case.period.year_before} - {right}
    for period in sorted(around):
        looking = _own(looking, period, elsewhere)
    must_be_grey(looking, looking.rated(rate), GreyReason.NO_BASE)
    found = _own(looking, right, Decimal(7))
    if (rating := found.rated(rate)).reference != 7:
        raise found.broken(f"the figure to beat is {rating.reference}, and that of {right} is 7")


@law(
    since="0.1",
    case=cases(types=("comparator",), frequencies=_REGULAR),
    vintage=st.sampled_from([(Vintage.SAME_PERIOD, None), (Vintage.LATEST, None), (Vintage.LATEST, 0)]),
)
def a_comparators_older_figure_counts_only_where_the_latest_will_do(
    rate: Rate, case: Case, vintage: tuple[Vintage, int | None]
) -> None:
    """A comparator's figure for an earlier period stands for this one only where the definition takes the latest, and
    only while that is young enough. A figure of a later period is never taken.
    """
    which, within = vintage
    asked = case.with_target(vintage=which, within_months=within).but(facts={"value": case.facts["value"]})
    older = _other(asked, "England", before(case.period), Decimal(7))
    year = case.period.end.year
    following = (known for known in in_order(case.indicator.frequency, year, year + 2) if known.start > case.period.end)
    older = _other(older, "England", next(following), Decimal(9))
    rating = older.rated(rate)
    if which is Vintage.LATEST and within is None:
        if rating.reference != 7:
            raise older.broken(f"the number to beat is {rating.reference}, and the latest by then is 7")
    else:
        must_be_grey(older, rating, GreyReason.NO_COMPARATOR)


@law(
    since="0.1",
    case=cases(types=("comparator",), frequencies=_REGULAR),
    statistic=st.sampled_from(list(_NEIGHBOURS)),
    figures=st.lists(numbers(size=6), min_size=3, max_size=3),
)
def a_group_of_areas_is_what_the_others_have(
    rate: Rate, case: Case, statistic: Statistic, figures: list[Decimal]
) -> None:
    """The mean or the median of a group leaves out the area that is compared with it, and is rounded half up once."""
    group = _NEIGHBOURS[statistic]
    grouped = case.with_target(comparator=group.id, vintage=Vintage.SAME_PERIOD, within_months=None)
    grouped = grouped.but(facts={"value": case.facts["value"]}, comparators={**case.comparators, group.id: group})
    for area, figure in zip(_OTHERS, figures, strict=True):
        grouped = _other(grouped, area, case.period, figure)
    exact = [Fraction(figure) for figure in sorted(figures)]
    middle: Fraction = sum(exact, Fraction(0)) / 3 if statistic is Statistic.MEAN else exact[1]
    halves = int(abs(middle) * 200)
    wanted = Fraction((halves + 1) // 2, 100) * (-1 if middle < 0 else 1)
    rating = grouped.rated(rate)
    if rating.status is Rag.GREY or rating.reference is None or Fraction(rating.reference) != wanted:
        raise grouped.broken(f"the {statistic} is {rating.reference}, and that of the other areas is {float(wanted)}")


@law(since="0.1", case=cases(types=("trajectory", "progress"), frequencies=_REGULAR))
def before_a_path_begins_there_is_nothing_to_beat(rate: Rate, case: Case) -> None:
    """A target that is a path says nothing of the periods before its start: they are grey, not green or red."""
    if case.target.start is not None:
        early = case.but(period=in_order(case.indicator.frequency, 2009, 2009)[0])
        rating = early.rated(rate)
        must_be_grey(early, rating, GreyReason.NO_TARGET_FOR_PERIOD, GreyReason.NO_BASE)


@law(
    since="0.1",
    case=cases(types=("threshold",), frequencies=_REGULAR),
    stated=st.booleans(),
    elsewhere=numbers(),
)
def the_target_of_another_period_never_stands_in(rate: Rate, case: Case, stated: bool, elsewhere: Decimal) -> None:
    """Where a target differs by period, in the definition or with the data, a period for which there is none is grey:
    neither the last one lives on, nor does the one of a year before or of the period to come.
    """
    year = case.period.end.year
    after = next(at for at in in_order(case.indicator.frequency, year, year + 2) if at.start > case.period.end)
    around = sorted({before(case.period), case.period.year_before, after})
    values = dict.fromkeys(around, elsewhere) if stated else None
    series = None if stated else "council.case_target"
    alone = case.with_target(value=None, values=values, measure=series, amber_limit=None)
    alone = alone.but(facts={"value": case.facts["value"]})
    if series is not None:
        alone = alone.but(more=tuple(alone.observed(series, AREA, at, value=elsewhere) for at in around))
    must_be_grey(alone, alone.rated(rate), GreyReason.NO_TARGET_FOR_PERIOD)


@law(
    since="0.1",
    case=cases(types=("threshold",)),
    levels=st.tuples(numbers(), numbers(), numbers()),
    known=st.sampled_from([True, True, False]),
)
def the_hardest_of_several_numbers_is_the_one_to_beat(
    rate: Rate, case: Case, levels: tuple[Decimal, Decimal, Decimal], known: bool
) -> None:
    """Of a target and the numbers beside it, the hardest by polarity counts; where one of them is not known, none is
    taken for the hardest, and the rating is grey.
    """
    own, second, england = levels
    others = (Alternative(value=second), Alternative.model_validate({"with": "england"}))
    several = case.with_target(value=own, values=None, measure=None, amber_limit=None, or_harder=others)
    several = several.but(facts={"value": case.facts["value"]})
    if not known:
        must_be_grey(several, several.rated(rate), GreyReason.NO_COMPARATOR)
        return
    several = _other(several, "England", case.period, england)
    wanted = max(levels) if case.indicator.polarity is Polarity.HIGH_IS_GOOD else min(levels)
    rating = several.rated(rate)
    if rating.reference != wanted:
        raise several.broken(f"the number to beat is {rating.reference}, and the hardest is {wanted}")


@law(since="0.1", case=cases(types=("threshold", "range", "bands")), so_far=numbers(), known=st.booleans())
def an_expected_outturn_is_judged_where_the_definition_says_so(
    rate: Rate, case: Case, so_far: Decimal, known: bool
) -> None:
    """Where the outturn that is expected for the end of the year is to be judged, it is, and not the figure so far; a
    figure without one is grey.
    """
    forecast = case.number("value") if known else None
    facts = {name: value for name, value in case.facts.items() if name != "value"}
    came = case.observed(case.indicator.series, AREA, case.period, value=so_far, forecast=forecast)
    expected = case.with_target(on_forecast=True).but(facts=facts, more=(came,))
    rating = expected.rated(rate)
    if not known:
        must_be_grey(expected, rating, GreyReason.NO_DATA)
    elif rating.status is not (wanted := case.rated(rate).status):
        raise expected.broken(f"the status is {rating.status}, and that of the outturn expected is {wanted}")


LAWS: tuple[Law, ...] = (
    an_earlier_figure_is_that_of_its_period_and_of_no_other,
    a_comparators_older_figure_counts_only_where_the_latest_will_do,
    a_group_of_areas_is_what_the_others_have,
    before_a_path_begins_there_is_nothing_to_beat,
    the_target_of_another_period_never_stands_in,
    the_hardest_of_several_numbers_is_the_one_to_beat,
    an_expected_outturn_is_judged_where_the_definition_says_so,
)
