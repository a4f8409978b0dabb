"""Where the facts of a rule come from: earlier figures, comparators, profiles and series of targets."""

from __future__ import annotations

import decimal
import statistics
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from scorecard_core import (
    ENGLAND,
    Base,
    BaseKind,
    Comparator,
    Frequency,
    GreyReason,
    Judgement,
    MissingReason,
    Observation,
    Observations,
    Period,
    Polarity,
    Statistic,
    Vintage,
    parse_period,
)
from scorecard_core.evidence import AVERAGE_PLACES, Evidence, Figure
from scorecard_core.references import Compared, Own, Source, TargetSeries
from scorecard_core.stated import Profiled

MEASURE, HERE = "housing.voids", "Here"
NOW = parse_period("Q4 2016/17")
QUARTERS = ("Q3 2015/16", "Q4 2015/16", "Q1 2016/17", "Q2 2016/17", "Q3 2016/17")


def observed(period: str, value: str | None, area: str = HERE, **more: Any) -> Observation:
    return Observation(
        measure=more.pop("measure", MEASURE),
        area=area,
        period=parse_period(period),
        value=None if value is None else Decimal(value),
        **more,
    )


def evidence(*observations: Observation, **more: Any) -> Evidence:
    settings: dict[str, Any] = {
        "measure": MEASURE,
        "area": HERE,
        "frequency": Frequency.QUARTER,
        "unit": "percent",
        "polarity": Polarity.LOW_IS_GOOD,
        "comparators": {one.id: one for one in (ENGLAND, *more.pop("groups", ()))},
    }
    return Evidence(observations=Observations(observations), **{**settings, **more})


def found(source: Source, *observations: Observation, period: Period = NOW, **more: Any) -> Figure:
    return source.find(evidence(*observations, **more), period)


def value_and_period(figure: Figure) -> tuple[str, str]:
    return str(figure.value), str(figure.period)


def base(form: Any) -> Base:
    return Base.model_validate(form)


# The indicator's own figure.


def test_a_figure_comes_with_its_period_its_source_and_its_date_of_publication() -> None:
    row = observed("Q4 2016/17", "12.50", source="a return", published=date(2017, 5, 1))
    figure = evidence(row).own(NOW)
    assert value_and_period(figure) == ("12.50", "Q4 2016/17")
    assert (figure.source, figure.published, figure.observation) == ("a return", date(2017, 5, 1), row)


def test_a_period_without_a_figure_has_no_data() -> None:
    figure = evidence(observed("Q3 2016/17", "1")).own(NOW)
    assert (figure.value, figure.missing, figure.period) == (None, GreyReason.NO_DATA, NOW)


@pytest.mark.parametrize("reason", MissingReason)
def test_a_reason_for_a_missing_value_becomes_the_reason_to_be_grey(reason: MissingReason) -> None:
    figure = evidence(observed("Q4 2016/17", None, missing_reason=reason)).own(NOW)
    assert (figure.value, figure.missing) == (None, GreyReason(reason.value))


def test_a_judgement_is_handed_on_without_a_value() -> None:
    said = Judgement("Good", by="An officer")
    figure = evidence(observed("Q4 2016/17", None, judgement=said)).own(NOW)
    assert (figure.value, figure.missing, figure.judgement) == (None, None, said)


def test_a_value_in_another_unit_is_converted_as_it_enters() -> None:
    assert evidence(observed("Q4 2016/17", "0.57", unit="proportion")).own(NOW).value == 57


@pytest.mark.parametrize("unit", ["person", "percentage_point", "no_such_unit"])
def test_a_value_that_cannot_be_converted_is_a_mismatch_and_no_error(unit: str) -> None:
    assert evidence(observed("Q4 2016/17", "1", unit=unit)).own(NOW).missing is GreyReason.UNIT_MISMATCH


@pytest.mark.parametrize("unit", ["", "percent", "proportion"])
@pytest.mark.parametrize("value", ["NaN", "sNaN", "Infinity", "-Infinity", "1E+15", "-1E+15", "1E+400"])
def test_a_value_outside_the_domain_is_out_of_range_and_no_error(value: str, unit: str) -> None:
    assert evidence(observed("Q4 2016/17", value, unit=unit)).own(NOW).missing is GreyReason.OUT_OF_RANGE


@pytest.mark.parametrize("unit", ["", "proportion"])
def test_a_value_finer_than_the_domain_is_out_of_range_in_every_unit(unit: str) -> None:
    assert evidence(observed("Q4 2016/17", "1E-400", unit=unit)).own(NOW).missing is GreyReason.OUT_OF_RANGE


@pytest.mark.parametrize("value", ["NaN", "sNaN", "Infinity"])
def test_no_decimal_context_of_the_caller_makes_an_error_of_a_value_that_is_no_number(value: str) -> None:
    rated = evidence(observed("Q4 2016/17", value, unit="proportion"))
    with decimal.localcontext(decimal.Context(traps=[])):
        assert rated.own(NOW).missing is GreyReason.OUT_OF_RANGE


def test_figures_are_rounded_half_up_where_the_printed_figure_is_judged() -> None:
    rows = [
        observed("Q4 2016/17", "66.05"),
        observed("Q3 2016/17", "66.04"),
        observed("Q4 2016/17", "66.05", "England"),
    ]
    judged = evidence(*rows, judged_places=1)
    assert judged.own(NOW).value == Decimal("66.1")
    assert Own(base("previous")).find(judged, NOW).value == Decimal("66.0")
    assert Compared("england").find(judged, NOW).value == Decimal("66.1")


def test_two_figures_for_one_period_are_a_duplicate_and_neither_is_taken() -> None:
    figure = evidence(observed("Q4 2016/17", "1"), observed("31/03/2017", "2")).own(NOW)
    assert (figure.value, figure.missing) == (None, GreyReason.DUPLICATE)


def test_as_at_hides_what_was_published_later() -> None:
    rows = [
        observed("Q4 2016/17", "1", published=date(2017, 5, 1)),
        observed("Q4 2016/17", "2", published=date(2017, 7, 1)),
    ]
    assert evidence(*rows, as_at=date(2017, 6, 1)).own(NOW).value == 1
    assert evidence(*rows).own(NOW).value == 2
    assert evidence(*rows, as_at=date(2017, 4, 1)).own(NOW).missing is GreyReason.NO_DATA


# Earlier figures.


def test_the_previous_figure_is_that_of_the_period_before() -> None:
    assert value_and_period(found(Own(base("previous")), observed("Q3 2016/17", "7"))) == ("7", "Q3 2016/17")


def test_a_gap_before_is_no_previous_figure() -> None:
    figure = found(Own(base("previous")), observed("Q2 2016/17", "7"), observed("Q4 2016/17", "8"))
    assert (figure.value, figure.missing, str(figure.period)) == (None, GreyReason.NO_DATA, "Q3 2016/17")


def test_a_survey_is_compared_with_the_survey_before() -> None:
    figure = found(
        Own(base("previous")),
        observed("2010", "5"),
        observed("2013", "6"),
        observed("2016", "7"),
        frequency=Frequency.SURVEY,
        period=parse_period("2016"),
    )
    assert value_and_period(figure) == ("6", "2013")


def test_the_same_period_last_year_is_not_the_one_before() -> None:
    rows = [observed("Q4 2015/16", "5"), observed("Q3 2016/17", "6")]
    assert value_and_period(found(Own(base("same_period_last_year")), *rows)) == ("5", "Q4 2015/16")
    assert found(Own(base("same_period_last_year")), rows[1]).missing is GreyReason.NO_DATA


def test_a_baseline_is_the_figure_of_the_period_it_names() -> None:
    rows = [observed("Q1 2012/13", "9"), observed("Q3 2016/17", "6")]
    assert value_and_period(found(Own(base({"baseline": "Q1 2012/13"})), *rows)) == ("9", "Q1 2012/13")


def test_a_baseline_may_be_named_by_the_last_day_of_its_period() -> None:
    figure = found(Own(base({"baseline": "30/06/2012"})), observed("Q1 2012/13", "9"))
    assert value_and_period(figure) == ("9", "Q1 2012/13")


def test_the_baseline_itself_has_nothing_to_be_compared_with() -> None:
    figure = found(Own(base({"baseline": "Q4 2016/17"})), observed("Q4 2016/17", "9"))
    assert (figure.value, figure.missing, figure.period) == (None, GreyReason.NO_BASE, NOW)


def test_a_baseline_of_another_kind_of_period_is_no_base() -> None:
    figure = found(Own(base({"baseline": "2012/13"})), observed("2012/13", "9"), observed("Q4 2012/13", "8"))
    assert (figure.value, figure.missing) == (None, GreyReason.NO_BASE)


numbers = st.decimals(-(10**9), 10**9, places=6, allow_nan=False)
histories = st.dictionaries(st.sampled_from(QUARTERS), numbers, min_size=1)


@given(histories, numbers, numbers, st.sampled_from([Polarity.HIGH_IS_GOOD, Polarity.LOW_IS_GOOD]))
def test_the_best_ever_is_the_best_of_the_earlier_figures_alone(
    history: dict[str, Decimal], now: Decimal, later: Decimal, polarity: Polarity
) -> None:
    rows = [observed(label, str(value)) for label, value in history.items()]
    rows += [observed("Q4 2016/17", str(now)), observed("Q1 2017/18", str(later))]
    figure = found(Own(base("best_ever")), *rows, polarity=polarity)
    best = (max if polarity is Polarity.HIGH_IS_GOOD else min)(history.values())
    assert figure.value == best
    # Where several were as good, the last of them is named.
    latest = max((parse_period(label) for label, value in history.items() if value == best), key=lambda one: one.end)
    assert figure.period == latest


def test_the_best_ever_is_exact_to_the_last_place() -> None:
    fine = ["123456789012345.12345678901234567891", "123456789012345.12345678901234567890"]
    rows = [observed("Q2 2016/17", fine[0]), observed("Q3 2016/17", fine[1])]
    assert str(found(Own(base("best_ever")), *rows, polarity=Polarity.HIGH_IS_GOOD).value) == fine[0]
    assert str(found(Own(base("best_ever")), *rows, polarity=Polarity.LOW_IS_GOOD).value) == fine[1]


def test_a_missing_figure_is_never_the_best() -> None:
    rows = [observed("Q2 2016/17", "5"), observed("Q3 2016/17", None, missing_reason=MissingReason.LATE)]
    assert value_and_period(found(Own(base("best_ever")), *rows)) == ("5", "Q2 2016/17")


def test_without_an_earlier_figure_there_is_no_best() -> None:
    assert found(Own(base("best_ever")), observed("Q4 2016/17", "5")).missing is GreyReason.NO_BASE


@given(st.lists(numbers, min_size=5, max_size=5), st.integers(2, 5))
def test_the_average_of_the_last_is_rounded_half_up_once(values: list[Decimal], count: int) -> None:
    rows = [observed(label, str(value)) for label, value in zip(QUARTERS, values, strict=True)]
    figure = found(Own(base({"average_of_last": count})), *rows, observed("Q4 2016/17", "1"))
    mean = sum(map(Fraction, values[-count:])) / count
    assert abs(Fraction(figure.value or 0) - mean) <= Fraction(1, 2 * 10**AVERAGE_PLACES)
    assert figure.period == parse_period("Q3 2016/17")


def test_an_average_is_exact_where_it_can_be_and_half_up_where_it_cannot() -> None:
    rows = [observed("Q3 2016/17", "2"), observed("Q2 2016/17", "1"), observed("Q1 2016/17", "2")]
    assert found(Own(base({"average_of_last": 2})), *rows).value == Decimal("1.5")
    assert found(Own(base({"average_of_last": 3})), *rows).value == Decimal("1.666667")


@pytest.mark.parametrize(
    "rows",
    [
        [observed("Q3 2016/17", "2")],
        [observed("Q3 2016/17", "2"), observed("Q1 2016/17", "1")],
        [observed("Q3 2016/17", "2"), observed("Q2 2016/17", None, missing_reason=MissingReason.LATE)],
        [observed("Q4 2016/17", "2"), observed("Q3 2016/17", "1")],
    ],
    ids=["too few", "a gap", "a missing one", "the present one does not count"],
)
def test_an_average_of_fewer_figures_than_asked_for_is_no_base(rows: list[Observation]) -> None:
    assert found(Own(base({"average_of_last": 2})), *rows).missing is GreyReason.NO_BASE


def test_an_average_of_surveys_takes_the_last_ones_there_were() -> None:
    rows = [observed("2008", "1"), observed("2012", "3"), observed("2016", "9")]
    figure = found(Own(base({"average_of_last": 2})), *rows, frequency=Frequency.SURVEY, period=parse_period("2016"))
    assert value_and_period(figure) == ("2.000000", "2012")


# How a base is written.


@pytest.mark.parametrize(
    "form",
    ["previous", "same_period_last_year", "best_ever", {"baseline": "Q1 2012/13"}, {"average_of_last": 4}],
)
def test_a_base_is_written_as_it_was_read(form: Any) -> None:
    assert base(form).model_dump() == form
    assert base(base(form).model_dump()) == base(form)


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ("prevous", "base-unknown"),
        ("baseline", "base-incomplete"),
        ("average_of_last", "base-incomplete"),
        ({"baselin": "2010"}, "base-unknown"),
        ({"previous": 1}, "base-unknown"),
        ({"baseline": "2010", "average_of_last": 4}, "base-unknown"),
        ({}, "base-unknown"),
        ({"baseline": "Q4 2010"}, "period-ambiguous"),
        ({"average_of_last": 1}, "greater_than_equal"),
    ],
)
def test_what_is_no_base_is_refused(form: Any, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        base(form)
    assert [problem["type"] for problem in refused.value.errors()] == [code]


def test_every_kind_of_base_is_held_here() -> None:
    kinds = [base(form).kind for form in ("previous", "same_period_last_year", "best_ever")]
    kinds += [base({"baseline": "2010"}).kind, base({"average_of_last": 2}).kind]
    assert set(kinds) == set(BaseKind)


# Comparators.


def group(statistic: Statistic, *areas: str, places: int = 6) -> Comparator:
    return Comparator(id="housing.others", name="Others", areas=areas, statistic=statistic, places=places)


def test_a_comparator_is_taken_for_the_same_period() -> None:
    rows = [
        observed("Q4 2016/17", "43.1", "England"),
        observed("Q3 2016/17", "42", "England"),
        observed("Q4 2016/17", "1"),
    ]
    figure = found(Compared("england"), *rows)
    assert value_and_period(figure) == ("43.1", "Q4 2016/17")
    assert figure.owner == "England"


def test_an_older_figure_of_a_comparator_is_not_one_for_the_same_period() -> None:
    figure = found(Compared("england"), observed("Q3 2016/17", "42", "England"))
    assert (figure.value, figure.missing) == (None, GreyReason.NO_DATA)
    assert figure.owner == "England"


def test_an_unknown_comparator_is_missing_and_named() -> None:
    figure = found(Compared("wales"))
    assert (figure.missing, figure.owner) == (GreyReason.NO_COMPARATOR, "wales")


@pytest.mark.parametrize(
    ("within", "value"),
    [(None, "42"), (24, "42"), (12, "42"), (11, None), (0, None)],
)
def test_the_latest_figure_counts_while_it_is_not_too_old(within: int | None, value: str | None) -> None:
    source = Compared("england", Vintage.LATEST, within)
    figure = found(source, observed("31/03/2016", "42", "England"), observed("31/03/2015", "41", "England"))
    assert figure.value == (None if value is None else Decimal(value))
    assert figure.missing is (None if value else GreyReason.NO_DATA)


def test_the_latest_figure_may_be_for_another_kind_of_period_and_is_never_a_later_one() -> None:
    rows = [observed("2015/16", "42", "England"), observed("Q1 2017/18", "50", "England")]
    assert value_and_period(found(Compared("england", Vintage.LATEST), *rows)) == ("42", "2015/16")


def test_the_latest_figure_is_the_present_one_where_there_is_one() -> None:
    rows = [observed("Q4 2016/17", "43", "England"), observed("Q3 2016/17", "42", "England")]
    assert found(Compared("england", Vintage.LATEST, 0), *rows).value == 43


def test_a_comparator_at_a_base_period_is_that_periods() -> None:
    rows = [observed("Q4 2015/16", "40", "England"), observed("Q4 2016/17", "43", "England")]
    figure = found(Compared("england", base=base("same_period_last_year")), *rows)
    assert value_and_period(figure) == ("40", "Q4 2015/16")


def test_the_best_year_of_a_comparison_is_the_indicators_own_best_year() -> None:
    rows = [observed("Q1 2016/17", "5"), observed("Q2 2016/17", "7")]
    rows += [observed("Q1 2016/17", "40", "England"), observed("Q2 2016/17", "30", "England")]
    assert found(Compared("england", base=base("best_ever")), *rows).value == 40


def test_without_a_base_period_there_is_no_comparator_at_it() -> None:
    figure = found(Compared("england", base=base("best_ever")), observed("Q4 2016/17", "43", "England"))
    assert (figure.missing, figure.owner) == (GreyReason.NO_COMPARATOR, "England")


areas = st.dictionaries(st.sampled_from("ABCDEFG"), numbers, min_size=2)


@given(areas, st.integers(0, 12), st.data())
def test_the_mean_of_a_group_leaves_out_the_area_itself_whatever_the_order(
    figures: dict[str, Decimal], places: int, data: st.DataObject
) -> None:
    ordered = data.draw(st.permutations([*figures, HERE]))
    rows = [observed("Q4 2016/17", str(value), area) for area, value in figures.items()]
    mean = group(Statistic.MEAN, *ordered, places=places)
    figure = found(Compared(mean.id), *rows, observed("Q4 2016/17", "123456"), groups=[mean])
    wanted = sum(map(Fraction, figures.values())) / len(figures)
    assert abs(Fraction(figure.value or 0) - wanted) <= Fraction(1, 2 * 10**places)
    assert figure.source == f"mean of {len(figures)} areas, {HERE} not among them"
    assert (figure.owner, figure.period) == ("Others", NOW)


@given(areas, st.data())
def test_the_median_of_a_group_is_the_middle_one_or_the_mean_of_the_middle_pair(
    figures: dict[str, Decimal], data: st.DataObject
) -> None:
    ordered = data.draw(st.permutations([*figures, HERE]))
    rows = [observed("Q4 2016/17", str(value), area) for area, value in figures.items()]
    median = group(Statistic.MEDIAN, *ordered, places=12)
    figure = found(Compared(median.id), *rows, observed("Q4 2016/17", "123456"), groups=[median])
    assert Fraction(figure.value or 0) == statistics.median(map(Fraction, figures.values()))
    assert figure.source == f"median of {len(figures)} areas, {HERE} not among them"


@pytest.mark.parametrize("statistic", [Statistic.MEAN, Statistic.MEDIAN])
def test_a_group_of_which_fewer_than_two_have_a_figure_is_no_comparator(statistic: Statistic) -> None:
    rows = [observed("Q4 2016/17", "1", "A"), observed("Q4 2016/17", None, "B", missing_reason=MissingReason.LATE)]
    few = group(statistic, "A", "B", HERE)
    figure = found(Compared(few.id), *rows, observed("Q4 2016/17", "9"), groups=[few])
    assert (figure.value, figure.missing) == (None, GreyReason.TOO_FEW_MEMBERS)


def test_those_of_a_group_without_a_figure_are_left_out_and_the_source_says_how_many_were_not() -> None:
    rows = [observed("Q4 2016/17", value, area) for area, value in (("A", "1"), ("B", "2"))]
    three = group(Statistic.MEAN, "A", "B", "C")
    figure = found(Compared(three.id), *rows, groups=[three])
    assert (figure.value, figure.source) == (Decimal("1.5"), "mean of 2 areas")


def test_an_area_is_not_its_own_comparator() -> None:
    alone = Comparator(id="housing.self", name="Ourselves", areas=(HERE,))
    figure = found(Compared(alone.id), observed("Q4 2016/17", "9"), groups=[alone])
    assert (figure.value, figure.missing) == (None, GreyReason.NO_COMPARATOR)


def test_several_areas_need_a_statistic() -> None:
    with pytest.raises(ValidationError) as refused:
        group(Statistic.VALUE, "A", "B")
    (problem,) = refused.value.errors()
    assert problem["type"] == "comparator-without-statistic"
    assert problem["msg"] == "2 areas and no statistic; expected statistic = 'mean', 'median' or 'quantile'."


@pytest.mark.parametrize(
    ("name", "possessive"), [("England", "England's"), ("our statistical neighbours", "our statistical neighbours'")]
)
def test_a_comparator_owns_its_figure_in_a_sentence(name: str, possessive: str) -> None:
    assert Comparator(id="x", name=name, areas=("A",)).possessive == possessive


# Targets by period.


def points(given: Mapping[str, int]) -> tuple[tuple[Period, Decimal], ...]:
    return tuple((parse_period(label), Decimal(value)) for label, value in given.items())


@given(st.permutations([("2016/17", 1), ("Q4 2016/17", 2), ("Mar 2017", 3), ("2012/13 to 2016/17", 4)]), st.data())
def test_a_profile_gives_the_point_of_the_shortest_period_that_holds_this_one(
    profile: list[tuple[str, int]], data: st.DataObject
) -> None:
    label, value = data.draw(
        st.sampled_from([("Q4 2016/17", 2), ("Q1 2016/17", 1), ("Mar 2017", 3), ("Jan 2017", 2), ("2013/14", 4)])
    )
    assert Profiled(points(dict(profile))).at(parse_period(label)).value == value


@pytest.mark.parametrize("label", ["Q1 2017/18", "Q4 2015/16", "2016/17", "2016"])
def test_a_profile_without_a_point_for_a_period_never_takes_the_last_one(label: str) -> None:
    profile = points({"Q1 2016/17": 1, "Q2 2016/17": 2, "Q3 2016/17": 3, "Q4 2016/17": 4})
    figure = found(Profiled(profile), period=parse_period(label))
    assert (figure.value, figure.missing, str(figure.period)) == (None, GreyReason.NO_TARGET_FOR_PERIOD, label)


def test_a_point_says_for_which_period_it_was_set() -> None:
    assert value_and_period(found(Profiled(points({"2016/17": 7})))) == ("7", "2016/17")


def test_a_series_of_targets_gives_the_figure_of_the_shortest_period_that_holds_this_one() -> None:
    source = TargetSeries("housing.voids_target")
    rows = [
        observed("2016/17", "1", measure="housing.voids_target"),
        observed("Q4 2016/17", "2", measure="housing.voids_target"),
        observed("Q4 2016/17", "3", "England", measure="housing.voids_target"),
        observed("Q4 2016/17", "4"),
    ]
    assert value_and_period(found(source, *rows)) == ("2", "Q4 2016/17")
    assert value_and_period(found(source, *rows[:1])) == ("1", "2016/17")
    assert found(source, *rows[2:]).value is None
    assert found(source, observed("Q3 2016/17", "1", measure="housing.voids_target")).value is None
