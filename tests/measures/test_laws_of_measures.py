"""What holds of a computed measure whatever its formula is."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from decimal import Decimal, localcontext
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecard_core import (
    Computed,
    Flag,
    GreyReason,
    MissingReason,
    Observation,
    Observations,
    Rating,
    assess,
    explain,
    parse_period,
    python_measure,
    rate,
    ratings_from_json,
    ratings_to_json,
)
from scorecard_core.assessment import evidence_of
from scorecard_core.indicators import Indicator
from tests.measures.cases import (
    AREA,
    COMPARATORS,
    GROUP,
    KINDS,
    NOW,
    QUARTERS,
    RATIO,
    computed,
    figure,
    figures,
    indicator,
    instead,
    of_kind,
    outcome,
    rated,
    without_value,
)

FIGURES = figures()
kinds = st.sampled_from([*KINDS, "python"])


def defined(kind: str, **changes: Any) -> Indicator:
    """The definition of a kind, the one in Python among them."""
    if kind != "python":
        return of_kind(kind, **changes)
    measure = python_measure(_twice, a=RATIO["numerator"], b=RATIO["denominator"])
    return indicator(measure, "per_10000_children", **changes)


def _twice(a: Decimal, b: Decimal) -> Decimal:
    return 2 * a - b


@st.composite
def inputs(draw: st.DrawFn) -> tuple[Indicator, Observation]:
    """A definition, and one of the figures that its value now is computed from."""
    one = defined(draw(kinds))
    found = computed(one, FIGURES)
    assert found.value is not None
    return one, draw(st.sampled_from([each.observation for each in found.inputs]))


@pytest.mark.parametrize("kind", [*KINDS, "python"])
def test_what_is_computed_is_computed_from_figures_that_it_names(kind: str) -> None:
    rating = rated(defined(kind), FIGURES)
    used = computed(defined(kind), FIGURES).inputs
    shown = {(fact.name, fact.value, fact.period) for fact in rating.facts}
    assert rating.value is not None
    assert shown >= {(each.role, each.value, each.observation.period) for each in used}
    assert ratings_from_json(ratings_to_json([rating])) == (rating,)


@given(kinds, st.randoms(use_true_random=False), st.integers(1, 60))
def test_computing_again_in_any_order_and_context_gives_the_same(
    kind: str, order: random.Random, precision: int
) -> None:
    first = rated(defined(kind), FIGURES)
    shuffled = list(FIGURES)
    order.shuffle(shuffled)
    with localcontext() as context:
        context.prec = precision
        assert repr(rated(defined(kind), shuffled)) == repr(first)


@given(inputs())
def test_missing_is_not_zero(case: tuple[Indicator, Observation]) -> None:
    one, used = case
    without = [each for each in FIGURES if each != used]
    evidence = evidence_of(one, Observations(without), area=AREA, comparators=COMPARATORS)
    if NOW in evidence.series:
        # Where the latest figure counts, the one before takes its place.
        latest = any(each.within_months is not None for each in one.inputs)
        assert latest or outcome(one, without) is GreyReason.INPUT_MISSING
    else:
        assert used.period == NOW and used.area == AREA


@given(inputs(), st.sampled_from([one for one in MissingReason if one is not MissingReason.SUPPRESSED]))
def test_an_input_that_is_missing_for_a_reason_hands_it_on(
    case: tuple[Indicator, Observation], reason: MissingReason
) -> None:
    one, used = case
    rating = rated(one, instead(FIGURES, used, **without_value(reason)))
    assert (rating.value, rating.status, rating.grey_reason) == (None, "grey", GreyReason(reason.value))


# Suppression.

hidden = st.dictionaries(
    st.sampled_from(["numerator", "denominator", "forecast", "lower", "upper"]), st.decimals(0, 99, places=1)
)


@given(inputs(), hidden, hidden, st.data())
def test_a_suppressed_input_suppresses_the_result_and_its_number_shows_nowhere(
    case: tuple[Indicator, Observation], beside: Any, otherwise: Any, data: st.DataObject
) -> None:
    """Not even where another input is missing as well, or would be divided by zero."""
    one, used = case
    withheld = without_value(MissingReason.SUPPRESSED)
    others = [each.observation for each in computed(one, FIGURES).inputs if each.observation != used]
    also = data.draw(st.sampled_from([None, *others]))
    more = data.draw(st.sampled_from([without_value(MissingReason.LATE), {"value": Decimal(0)}]))
    known = FIGURES if also is None else instead(FIGURES, also, **more)
    seen = [_everything(one, instead(known, used, **withheld, **numbers)) for numbers in (beside, otherwise)]
    rating = seen[0][0]
    assert (rating.value, rating.status, rating.grey_reason) == (None, "grey", GreyReason.SUPPRESSED)
    assert seen[0] == seen[1]


def _everything(one: Indicator, observations: list[Observation]) -> tuple[Rating, str]:
    given: dict[str, Any] = {"area": AREA, "comparators": COMPARATORS}
    known = Observations(observations)
    return rate(one, known, NOW, **given), explain(assess(one, known, NOW, **given))


@given(inputs(), st.integers(0, 100), st.integers(0, 100))
def test_one_of_two_figures_for_a_period_that_is_suppressed_is_suppressed(
    case: tuple[Indicator, Observation], first: int, second: int
) -> None:
    """A quarter, and the snapshot on its last day: where either is withheld, the other is not used instead."""
    one, used = case
    for number in (first, second):
        snapshot = replace(used, period=parse_period(f"{used.period.end:%d/%m/%Y}"), value=Decimal(number))
        known = [*instead(FIGURES, used, **without_value(MissingReason.SUPPRESSED)), snapshot]
        if not any(series.within_months is not None for series in one.inputs):
            assert outcome(one, known) is GreyReason.SUPPRESSED


def test_a_suppressed_district_is_not_what_the_others_leave_of_the_total() -> None:
    one = indicator({"type": "difference", "of": "t.county", "less": {"type": "sum", "of": ["t.north", "t.south"]}})
    county = [figure("t.county", NOW, 20), figure("t.north", NOW, 17)]
    hidden_figure = figure("t.south", NOW, missing_reason=MissingReason.SUPPRESSED)
    assert outcome(one, [*county, hidden_figure]) is GreyReason.SUPPRESSED
    assert outcome(one, [*county, figure("t.south", NOW, 1)]) == 2


def test_a_suppressed_period_is_never_left_out_of_a_mean() -> None:
    measure = {"type": "year_to_date", "of": "t.a", "statistic": "mean", "incomplete": "left_out"}
    found = [figure("t.a", at, 3) for at in QUARTERS[-3:]]
    withheld = figure("t.a", QUARTERS[-4], missing_reason=MissingReason.SUPPRESSED)
    late = figure("t.a", QUARTERS[-4], missing_reason=MissingReason.LATE)
    assert outcome(indicator(measure), [*found, withheld]) is GreyReason.SUPPRESSED
    assert outcome(indicator(measure), [*found, late]) == 3


def test_a_suppressed_member_is_never_left_out_of_a_group() -> None:
    measure = {"type": "standardised", "of": RATIO["numerator"], "group": "t.group", "least": 3}
    one = indicator(measure, "standard_deviation")
    four = GROUP.model_copy(update={"areas": (*GROUP.areas, "Southham")})
    found = [figure("t.a", NOW, value, area) for value, area in ((3, AREA), (5, "Eastham"), (7, "Westham"))]
    for reason, grey in ((MissingReason.SUPPRESSED, GreyReason.SUPPRESSED), (MissingReason.LATE, None)):
        known = Observations([*found, figure("t.a", NOW, area="Southham", missing_reason=reason)])
        assert rate(one, known, NOW, area=AREA, comparators={GROUP.id: four}).grey_reason is grey


def test_a_latest_figure_that_is_suppressed_is_not_passed_over_for_an_older_one() -> None:
    withheld = figure("t.b", "30/06/2016", missing_reason=MissingReason.SUPPRESSED)
    found = [figure("t.a", NOW, 3), figure("t.b", "31/12/2015", 40), withheld]
    measure = {**RATIO, "denominator": {**RATIO["denominator"], "within_months": 24}}
    assert outcome(indicator(measure, "per_10000_children"), found) is GreyReason.SUPPRESSED


# What is said about the inputs.


@given(inputs(), st.sampled_from(Flag))
def test_what_is_said_about_an_input_is_said_about_the_result(case: tuple[Indicator, Observation], flag: Flag) -> None:
    one, used = case
    known = instead(FIGURES, used, flag=flag)
    assert rated(one, known).flag is flag
    assert computed(one, known).breaks is (flag is Flag.SERIES_BREAK)


def test_a_break_is_known_as_one_even_where_another_flag_is_shown() -> None:
    known = [
        figure("t.a", QUARTERS[-2], 1),
        figure("t.c", QUARTERS[-2], 1),
        figure("t.a", NOW, 1, flag=Flag.SERIES_BREAK),
        figure("t.c", NOW, 1, flag=Flag.PROVISIONAL),
    ]
    rating = rated(of_kind("sum"), known)
    assert (rating.flag, rating.travel) == (Flag.PROVISIONAL, "not_comparable")
    assert computed(of_kind("sum"), known).flags == {Flag.SERIES_BREAK, Flag.PROVISIONAL}


def test_a_break_between_two_years_breaks_the_change_from_one_to_the_other() -> None:
    known = [figure("t.a", at, 1, flag=Flag.SERIES_BREAK if at == QUARTERS[-3] else None) for at in QUARTERS]
    assert computed(of_kind("change on last year"), known).breaks
    assert not computed(of_kind("change on last year"), known, QUARTERS[-4]).breaks


@given(inputs())
def test_a_computed_figure_was_published_with_the_last_of_its_inputs(case: tuple[Indicator, Observation]) -> None:
    one, used = case
    early, late = date(2017, 4, 30), date(2017, 7, 31)
    known = [replace(each, published=early, source="first") for each in FIGURES]
    known = instead(known, replace(used, published=early, source="first"), published=late, source="second")
    found = computed(one, known)
    assert found.published == late
    assert set(found.source.split("; ")) <= {"first", "second"} and "second" in found.source


@given(inputs(), st.integers(500, 900))
def test_the_vintage_is_chosen_before_anything_is_computed(case: tuple[Indicator, Observation], revised: int) -> None:
    one, used = case
    known = [replace(each, published=date(2017, 4, 30)) for each in FIGURES]
    columns = {"numerator": Decimal(revised), "denominator": Decimal(revised + 7)} if used.numerator else {}
    later = replace(used, published=date(2017, 8, 1), value=Decimal(revised), **columns)
    then = rated(one, [*known, later], as_at=date(2017, 5, 1))
    assert then == rated(one, known, as_at=date(2017, 5, 1))
    assert rated(one, [*known, later]).value != then.value


# What one measure has to do with another.


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_a_rate_in_another_n_is_the_same_rate(top: int, bottom: int) -> None:
    known = [figure("t.a", NOW, top), figure("t.b", NOW, bottom)]
    values = []
    for per, unit in ((1000, "per_1000_children"), (10000, "per_10000_children")):
        measure = {**RATIO, "per": per, "places": 9 if per == 1000 else 8}
        rating = rated(indicator(measure, unit, target={"type": "threshold", "value": per * Decimal("0.05")}), known)
        values.append((rating.value, rating.status))
    (per_1000, status), (per_10000, other) = values
    assert per_1000 is not None and per_1000 * 10 == per_10000
    assert status is other


@given(st.decimals(Decimal("0.01"), 10**9, places=2))
def test_the_share_of_the_whole_in_itself_is_a_hundred_per_cent(whole: Decimal) -> None:
    found = computed(of_kind("share"), [figure("t.a", NOW, whole, "England")], area="England")
    assert found.value == 100


@given(st.lists(st.decimals(0, 10**6, places=2), min_size=3, max_size=3).filter(any))
def test_the_shares_of_a_group_add_up_to_all_of_it(values: list[Decimal]) -> None:
    areas = COMPARATORS["t.group"].areas
    known = [figure("t.a", NOW, value, area) for value, area in zip(values, areas, strict=True)]
    shares = [computed(of_kind("share of a group"), known, area=area).value for area in areas]
    assert abs(sum(share for share in shares if share is not None) - 100) <= Decimal("0.0000015")


@given(st.lists(st.integers(-1000, 1000), min_size=3, max_size=3), st.integers(1, 50), st.integers(-500, 500))
def test_a_distance_in_deviations_knows_neither_scale_nor_zero(values: list[int], scale: int, shift: int) -> None:
    areas = COMPARATORS["t.group"].areas
    before, after = (
        [figure("t.a", NOW, value, area) for value, area in zip(some, areas, strict=True)]
        for some in (values, [scale * value + shift for value in values])
    )
    assert outcome(of_kind("standardised"), before) == outcome(of_kind("standardised"), after)


@given(st.lists(st.integers(1, 1000), min_size=4, max_size=4))
def test_the_last_year_to_date_of_a_year_is_its_sum_and_the_rolling_mean_its_quarter(values: list[int]) -> None:
    known = [figure("t.a", at, value) for at, value in zip(QUARTERS[-4:], values, strict=True)]
    assert outcome(of_kind("year to date"), known) == sum(values)
    assert outcome(of_kind("rolling mean"), known) == Decimal(sum(values)) / 4


def test_a_computed_figure_is_an_observation_that_says_what_it_is() -> None:
    found = computed(of_kind("ratio"), FIGURES)
    assert isinstance(found, Computed) and isinstance(found, Observation)
    assert (found.measure, found.area, found.period, found.unit) == ("t.rated", AREA, NOW, "per_10000_children")
