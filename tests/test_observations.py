"""Observations: a value or the reason why there is none, once for each period, in the vintage that was known."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecard_core import (
    Frequency,
    InputError,
    Judgement,
    MissingReason,
    Observation,
    Observations,
    Period,
    Problems,
    Series,
    parse_period,
)

QUARTERS = ("Q4 2015/16", "Q1 2016/17", "Q2 2016/17", "Q3 2016/17", "Q4 2016/17")


def observed(period: str = "Q4 2016/17", value: str | None = "1", **more: Any) -> Observation:
    given = {"measure": "housing.voids", "area": "Here", **more}
    return Observation(period=parse_period(period), value=None if value is None else Decimal(value), **given)


def series(
    *observations: Observation, frequency: Frequency = Frequency.QUARTER, as_at: date | None = None, **more: Any
) -> Series:
    return Observations(observations).series("housing.voids", "Here", frequency, as_at=as_at, **more)


def values(found: Series) -> dict[str, str]:
    return {str(period): str(observation.value) for period, observation in found.items()}


# One observation.

SAYINGS: dict[str, Any] = {
    "value": Decimal(0),
    "missing_reason": MissingReason.SUPPRESSED,
    "judgement": Judgement("Good"),
}


@pytest.mark.parametrize("name", SAYINGS)
def test_one_of_a_value_a_reason_and_a_judgement_is_an_observation(name: str) -> None:
    assert getattr(observed(value=None, **{name: SAYINGS[name]}) if name != "value" else observed(), name) is not None


def test_a_value_of_zero_is_a_value() -> None:
    assert observed(value="0").value == 0


def test_nothing_is_no_observation() -> None:
    with pytest.raises(InputError) as refused:
        observed(value=None, place="voids.csv, line 2")
    assert refused.value.code == "observation-incomplete"
    assert str(refused.value) == (
        "voids.csv, line 2: 'housing.voids' for Here, Q4 2016/17 has nothing; "
        "expected exactly one of a value, a missing_reason and a judgement."
    )


@pytest.mark.parametrize(
    "names", [("value", "missing_reason"), ("value", "judgement"), ("missing_reason", "judgement"), tuple(SAYINGS)]
)
def test_several_at_once_contradict_each_other(names: tuple[str, ...]) -> None:
    given = {name: SAYINGS[name] for name in names}
    with pytest.raises(InputError) as refused:
        Observation(measure="housing.voids", area="Here", period=parse_period("2016/17"), **given)
    assert refused.value.code == "observation-contradictory"
    assert str(refused.value) == (
        "'housing.voids' for Here, 2016/17 has several; "
        "expected exactly one of a value, a missing_reason and a judgement."
    )


def test_where_an_observation_was_read_from_does_not_make_it_another() -> None:
    assert observed(place="line 2") == observed(place="line 3")


# Duplicates.


def test_a_duplicate_is_told_with_both_places() -> None:
    with pytest.raises(Problems) as refused:
        Observations([observed(place="a.csv, line 2"), observed(value="2", place="b.csv, line 7")])
    (error,) = refused.value.errors
    assert error.code == "observation-duplicate"
    assert str(error) == (
        "b.csv, line 7: a second figure for 'housing.voids', Here, Q4 2016/17; expected one; "
        "the first is at a.csv, line 2. Two vintages of one figure differ in their date of publication."
    )


def test_a_duplicate_vintage_is_told_with_its_date() -> None:
    published = date(2017, 5, 31)
    with pytest.raises(Problems) as refused:
        Observations([observed(published=published), observed(published=published)])
    assert str(refused.value) == (
        "a second figure for 'housing.voids', Here, Q4 2016/17, published 31/05/2017; expected one. "
        "Two vintages of one figure differ in their date of publication."
    )


def test_every_duplicate_is_told_at_once() -> None:
    rows = [observed(), observed(), observed("Q3 2016/17"), observed(), observed("Q3 2016/17")]
    with pytest.raises(Problems) as refused:
        Observations(rows)
    assert [error.code for error in refused.value.errors] == ["observation-duplicate"] * 3


def test_dimensions_in_another_order_are_the_same_dimensions() -> None:
    one, other = (("age", "0-4"), ("sex", "Female")), (("sex", "Female"), ("age", "0-4"))
    with pytest.raises(Problems):
        Observations([observed(dimensions=one), observed(dimensions=other)])
    assert values(series(observed(dimensions=one), dimensions=other)) == {"Q4 2016/17": "1"}


@pytest.mark.parametrize(
    "different",
    [
        {"measure": "housing.rents"},
        {"area": "There"},
        {"period": "Q3 2016/17"},
        {"dimensions": (("sex", "Female"),)},
        {"published": date(2017, 5, 31)},
    ],
)
def test_what_differs_in_any_part_of_the_key_is_no_duplicate(different: dict[str, Any]) -> None:
    assert len(Observations([observed(), observed(**different)])) == 2


def test_what_differs_in_its_value_unit_or_source_alone_is_a_duplicate() -> None:
    with pytest.raises(Problems):
        Observations([observed(), observed(value="2", unit="percent", source="another")])


# Vintages.

JANUARY, MAY, JULY = date(2017, 1, 31), date(2017, 5, 31), date(2017, 7, 31)
VINTAGES = (
    observed(value="43.1", published=MAY),
    observed(value="43.8", published=JULY),
    observed(value="43.0", published=None),
    observed(value="43.3", published=date(2017, 6, 30)),
)


@pytest.mark.parametrize(
    ("as_at", "value"),
    [
        (None, "43.8"),
        (JULY, "43.8"),
        (date(2017, 7, 30), "43.3"),
        (date(2017, 6, 30), "43.3"),
        (date(2017, 6, 29), "43.1"),
        (MAY, "43.1"),
        (date(2017, 5, 30), "43.0"),
    ],
)
@given(data=st.data())
def test_as_at_takes_the_latest_vintage_published_by_then(as_at: date | None, value: str, data: st.DataObject) -> None:
    ordered = data.draw(st.permutations(VINTAGES))
    assert values(series(*ordered, as_at=as_at)) == {"Q4 2016/17": value}


def test_a_figure_published_later_was_not_known_at_all() -> None:
    assert not series(observed(published=MAY), as_at=JANUARY)


def test_a_figure_without_a_date_of_publication_is_older_than_any_known_date() -> None:
    assert values(series(observed(value="1"), observed(value="2", published=date.min))) == {"Q4 2016/17": "2"}


def test_a_reason_that_was_published_later_replaces_the_value() -> None:
    later = observed(value=None, missing_reason=MissingReason.SUPPRESSED, published=MAY)
    found = series(observed(), later)
    assert found[parse_period("Q4 2016/17")].missing_reason is MissingReason.SUPPRESSED


def test_one_date_asked_for_does_not_change_the_answer_for_another() -> None:
    observations = Observations(VINTAGES)
    asked = [
        values(observations.series("housing.voids", "Here", Frequency.QUARTER, as_at=day)) for day in (MAY, None, MAY)
    ]
    assert asked == [{"Q4 2016/17": "43.1"}, {"Q4 2016/17": "43.8"}, {"Q4 2016/17": "43.1"}]


@pytest.mark.parametrize(
    ("dates", "first"),
    [
        ([MAY, JANUARY, JULY], JANUARY),
        ([MAY], MAY),
        ([None], None),
        ([MAY, None], None),
    ],
)
def test_a_figure_was_first_published_with_its_first_vintage(dates: list[date | None], first: date | None) -> None:
    rows = [observed(published=published) for published in dates]
    others = [observed("Q3 2016/17", published=date(2016, 1, 1)), observed(area="There", published=date(2016, 1, 1))]
    observations = Observations([*rows, *others])
    assert all(observations.first_published(row) == first for row in rows)


# A series.


def test_a_series_is_in_the_order_of_its_periods() -> None:
    found = series(*(observed(label) for label in reversed(QUARTERS)))
    assert [str(period) for period in found] == list(QUARTERS)
    assert len(found) == len(QUARTERS)


@pytest.mark.parametrize(
    ("frequency", "kept"),
    [
        (Frequency.MONTH, {"Mar 2017"}),
        (Frequency.QUARTER, {"Q4 2016/17"}),
        (Frequency.FINANCIAL_YEAR, {"2016/17"}),
        (Frequency.CALENDAR_YEAR, {"2016"}),
        (Frequency.ACADEMIC_YEAR, set()),
        (Frequency.SURVEY, {"Mar 2017", "Q4 2016/17", "2016/17", "2016", "30/03/2017"}),
        (Frequency.IRREGULAR, {"Mar 2017", "Q4 2016/17", "2016/17", "2016", "30/03/2017"}),
    ],
)
def test_a_figure_of_another_kind_is_not_in_the_series(frequency: Frequency, kept: set[str]) -> None:
    rows = [observed(label) for label in ("Mar 2017", "Q4 2016/17", "2016/17", "2016", "30/03/2017")]
    assert set(values(series(*rows, frequency=frequency))) == kept


def test_a_snapshot_on_the_last_day_of_a_quarter_is_the_quarters_figure_and_keeps_its_own_date() -> None:
    found = series(observed("31/03/2017", "60"), observed("30/12/2016", "61"))
    assert values(found) == {"Q4 2016/17": "60"}
    assert found[parse_period("Q4 2016/17")].period == parse_period("31/03/2017")


@given(st.permutations(["Q4 2016/17", "31/03/2017"]))
def test_two_figures_for_one_period_under_different_labels_are_a_conflict_in_any_order(labels: list[str]) -> None:
    rows = [observed(label, str(number), place=label) for number, label in enumerate(labels)]
    found = series(*rows, observed("Q3 2016/17"))
    assert list(found.conflicts) == [parse_period("Q4 2016/17")]
    assert {one.place for one in found.conflicts[parse_period("Q4 2016/17")]} == {"Q4 2016/17", "31/03/2017"}


def test_a_conflict_is_between_the_latest_vintage_of_each_label() -> None:
    published = {"31/03/2017": (date(2017, 4, 1),), "Q4 2016/17": (date(2017, 5, 1), date(2017, 6, 1))}
    rows = [
        observed(label, place=f"{label} of {day:%B}", published=day)
        for label, days in published.items()
        for day in days
    ]
    (found,) = series(*rows).conflicts.values()
    assert [one.place for one in found] == ["31/03/2017 of April", "Q4 2016/17 of June"]


def test_vintages_of_one_figure_are_no_conflict() -> None:
    assert not series(*VINTAGES).conflicts


def test_surveys_take_a_quarter_and_its_last_day_as_two_figures() -> None:
    found = series(observed("Q4 2016/17"), observed("31/03/2017"), frequency=Frequency.SURVEY)
    assert len(found) == 2
    assert not found.conflicts


def test_another_area_measure_or_dimension_is_another_series() -> None:
    rows = (observed(), observed(area="There"), observed(measure="x.y"), observed(dimensions=(("sex", "Female"),)))
    assert values(series(*rows)) == {"Q4 2016/17": "1"}


def test_a_series_that_nobody_observed_is_empty() -> None:
    assert not series()


# What comes before.


def test_in_a_regular_series_a_gap_is_a_gap() -> None:
    found = series(observed("Q4 2016/17"), observed("Q2 2016/17"))
    before = found.before(parse_period("Q4 2016/17"))
    assert before == parse_period("Q3 2016/17")
    assert before not in found


@pytest.mark.parametrize("frequency", [Frequency.SURVEY, Frequency.IRREGULAR])
def test_a_survey_takes_the_one_before_however_long_ago_it_was(frequency: Frequency) -> None:
    found = series(observed("2010"), observed("2013"), observed("2016"), frequency=frequency)
    assert found.before(parse_period("2016")) == parse_period("2013")
    assert found.before(parse_period("2015")) == parse_period("2013")
    assert found.before(parse_period("2010")) is None


def test_a_survey_without_a_value_is_still_the_one_before() -> None:
    suppressed = observed("2013", None, missing_reason=MissingReason.SUPPRESSED)
    found = series(observed("2010"), suppressed, observed("2016"), frequency=Frequency.SURVEY)
    assert found.before(parse_period("2016")) == parse_period("2013")


every_other = st.sets(st.sampled_from(QUARTERS))


@given(every_other, st.sampled_from(QUARTERS))
def test_the_latest_figure_is_the_last_that_ends_no_later(labels: set[str], now: str) -> None:
    found, at = series(*map(observed, labels)), parse_period(now)
    wanted = max((parse_period(label) for label in labels if parse_period(label).end <= at.end), default=None)
    assert found.latest(at) == wanted


@given(every_other, st.sampled_from(QUARTERS))
def test_earlier_figures_end_before_this_one(labels: set[str], now: str) -> None:
    at = parse_period(now)
    wanted = sorted(parse_period(label) for label in labels if parse_period(label).end < at.end)
    assert series(*map(observed, labels)).earlier(at) == wanted


@given(every_other, st.sampled_from(QUARTERS), st.sampled_from(QUARTERS))
def test_between_leaves_out_the_first_and_takes_in_the_last(labels: set[str], first: str, last: str) -> None:
    after, until = parse_period(first), parse_period(last)
    wanted = sorted(period for period in map(parse_period, labels) if after.end < period.end <= until.end)
    assert series(*map(observed, labels)).between(after, until) == wanted


def test_the_latest_figure_for_a_year_may_be_one_of_its_quarters() -> None:
    found = series(observed("Q2 2016/17"), observed("Q1 2017/18"))
    assert found.latest(parse_period("2016/17")) == parse_period("Q2 2016/17")


# A collection.


def test_a_collection_knows_its_measures_its_areas_and_every_figure() -> None:
    rows = [observed(), observed(area="There"), observed(measure="x.y", area="Elsewhere"), observed("Q3 2016/17")]
    observations = Observations(rows)
    assert observations.measures == {"housing.voids", "x.y"}
    assert observations.areas("housing.voids") == ["Here", "There"]
    assert observations.areas("nothing") == []
    assert sorted(observations, key=id) == sorted(rows, key=id)


@given(st.permutations([*VINTAGES, *(observed(label, "7") for label in QUARTERS[:-1])]))
def test_the_order_of_the_rows_changes_no_series(rows: list[Observation]) -> None:
    found = series(*rows)
    assert values(found) == {**dict.fromkeys(QUARTERS, "7"), "Q4 2016/17": "43.8"}
    assert list(found) == [parse_period(label) for label in QUARTERS]


def test_a_period_that_is_not_there_is_a_missing_key() -> None:
    with pytest.raises(KeyError):
        series(observed())[Period.month(2017, 1)]
