"""The calendar: what comes before and after a period, how periods are ordered, and when the next figure is due."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scorecard_core import Frequency, Period, PeriodKind, parse_period
from tests.calendars import (
    KIND_OF,
    PERIODS,
    STEPS,
    SURVEYS,
    TO_DATE,
    days,
    is_month_end,
    month_end,
    months_on,
    periods,
    stepping_periods,
    to_date,
    whole_periods,
)

PARTITIONS = [kind for kind in STEPS if not kind.startswith("rolling") and kind is not PeriodKind.YEAR_SPAN]


def test_every_kind_of_period_is_drawn() -> None:
    assert set(PERIODS) == set(PeriodKind)
    assert set(PeriodKind) == {PeriodKind.DAY, PeriodKind.WEEK, *STEPS, *TO_DATE}


# The calendar.


@given(periods)
def test_a_period_starts_before_it_ends_and_holds_itself(period: Period) -> None:
    assert period.start <= period.end
    assert period.contains(period)


@given(st.one_of(PERIODS[PeriodKind.WEEK], *(PERIODS[kind] for kind in PARTITIONS)))
def test_the_previous_period_is_of_the_same_kind_and_ends_the_day_before(period: Period) -> None:
    previous = period.previous
    assert previous is not None
    assert previous.kind is period.kind
    assert previous.end + timedelta(days=1) == period.start


@given(stepping_periods)
def test_the_period_before_is_as_long_and_a_step_earlier(period: Period) -> None:
    previous = period.previous
    assert previous is not None
    assert previous.kind is period.kind
    assert previous.start == months_on(period.start, -STEPS[period.kind])
    assert previous.end + timedelta(days=1) == months_on(period.end + timedelta(days=1), -STEPS[period.kind])


@given(whole_periods)
def test_the_period_after_the_one_before_is_the_period_itself(period: Period) -> None:
    assert period.following is not None
    if period.kind not in TO_DATE or period.following.start == period.start:
        assert period.following.previous == period
    if period.previous is not None:
        assert period.previous.following == period


@given(to_date)
def test_a_year_to_date_grows_and_begins_anew(period: Period) -> None:
    step = TO_DATE[period.kind]
    shortest = months_on(period.start, step) == period.end + timedelta(days=1)
    longest = months_on(period.start, 12) == period.end + timedelta(days=1)
    assert (period.previous is None) == shortest
    if period.previous is not None:
        assert (period.previous.start, months_on(period.previous.end + timedelta(days=1), step)) == (
            period.start,
            period.end + timedelta(days=1),
        )
    following = period.following
    assert following is not None
    assert following.start == (months_on(period.start, 12) if longest else period.start)
    assert following.end + timedelta(days=1) == months_on(period.end + timedelta(days=1), step)


@given(whole_periods)
def test_a_year_before_the_period_before_is_the_period_before_a_year_before(period: Period) -> None:
    before = period.year_before.previous
    assert (period.previous.year_before if period.previous else None) == before


@given(PERIODS[PeriodKind.DAY])
def test_a_day_has_no_predecessor_in_the_calendar(period: Period) -> None:
    assert period.previous is None


@given(PERIODS[PeriodKind.WEEK])
def test_a_week_a_year_before_ends_on_the_same_day_of_the_week(week: Period) -> None:
    assert week.year_before == Period.week(week.end - timedelta(weeks=52))


@given(st.one_of(stepping_periods, to_date))
def test_a_year_before_is_the_same_months_a_year_earlier(period: Period) -> None:
    before = period.year_before
    assert before.kind is period.kind
    assert (before.start.year, before.start.month, before.start.day) == (
        period.start.year - 1,
        period.start.month,
        period.start.day,
    )
    assert (before.end.year, before.end.month) == (period.end.year - 1, period.end.month)
    assert is_month_end(before.end)


@pytest.mark.parametrize("kind", STEPS)
@given(data=st.data())
def test_a_year_before_is_as_many_periods_before_as_a_year_has(kind: PeriodKind, data: st.DataObject) -> None:
    period = data.draw(PERIODS[kind])
    earlier: Period | None = period
    for _ in range(12 // STEPS[kind]):
        assert earlier is not None
        earlier = earlier.previous
    assert earlier == period.year_before


@given(days)
@example(date(2017, 2, 28))
@example(date(2016, 2, 29))
@example(date(2016, 2, 28))
def test_a_day_a_year_before_is_the_same_day_and_a_month_end_stays_one(day: date) -> None:
    before = Period.day(day).year_before.end
    assert (before.year, before.month) == (day.year - 1, day.month)
    assert is_month_end(before) if is_month_end(day) else before.day == day.day


KINDS = list(PeriodKind)
near_each_other = st.dates(date(2016, 1, 1), date(2018, 12, 31)).flatmap(
    lambda day: st.sampled_from(
        [Period.day(day), *(found for kind in STEPS if (found := Period.ending(kind, month_end(day))) is not None)]
    )
)


@given(near_each_other, near_each_other, near_each_other)
def test_periods_are_in_one_order_by_their_ends_then_their_starts_then_their_kinds(
    one: Period, two: Period, three: Period
) -> None:
    ordered = sorted([one, two, three])
    keys = [(period.end, period.start, KINDS.index(period.kind)) for period in ordered]
    assert keys == sorted(keys)
    assert (one < two) + (one == two) + (one > two) == 1
    assert (one <= two) == (not two < one)


@given(whole_periods)
def test_earlier_periods_come_first(period: Period) -> None:
    assert period.previous is None or period.previous < period
    assert period.following is not None
    assert period < period.following
    assert period.year_before < period


# Days shared with others.


@given(periods, periods)
def test_a_period_holds_another_where_it_holds_its_first_and_its_last_day(one: Period, two: Period) -> None:
    assert one.contains(two) == (one.start <= two.start <= one.end and one.start <= two.end <= one.end)


@given(near_each_other, near_each_other)
def test_periods_overlap_where_they_share_a_day(one: Period, two: Period) -> None:
    shared = {one.start + timedelta(days=at) for at in range((one.end - one.start).days + 1)} & {
        two.start + timedelta(days=at) for at in range((two.end - two.start).days + 1)
    }
    assert one.overlaps(two) == two.overlaps(one) == bool(shared)


@pytest.mark.parametrize(
    ("one", "other", "overlap"),
    [
        ("2013-15", "2014-16", True),
        ("2013-15", "2016-18", False),
        ("2013-15", "2015-16", True),
        ("2012/13 to 2014/15", "2015/16 to 2017/18", False),
        ("2012/13 to 2014/15", "AY 2014/15 to 2016/17", True),
        ("12 months to Q4 2016/17", "12 months to Q3 2016/17", True),
        ("12 months to Q4 2016/17", "12 months to Q4 2015/16", False),
    ],
)
def test_averages_of_several_years_know_whether_they_share_a_year(one: str, other: str, overlap: bool) -> None:
    spans = [parse_period(label, Frequency.YEAR_SPAN) for label in (one, other)]
    assert spans[0].overlaps(spans[1]) is overlap


@given(PERIODS[PeriodKind.YEAR_SPAN])
def test_an_average_overlaps_the_one_before_it(span: Period) -> None:
    assert span.previous is not None
    assert span.overlaps(span.previous)


def test_averages_of_three_years_and_of_two_are_told_apart() -> None:
    three, two = parse_period("2013 to 2015"), parse_period("2014 to 2015")
    assert three != two
    assert three.previous == parse_period("2012 to 2014")
    assert two.previous == parse_period("2013 to 2014")


@given(near_each_other, near_each_other)
def test_what_is_set_for_a_period_counts_for_its_parts_unless_it_is_a_window(one: Period, two: Period) -> None:
    same = (one.start, one.end) == (two.start, two.end)
    window = one.kind in (*TO_DATE, PeriodKind.ROLLING_YEAR_MONTHLY, PeriodKind.ROLLING_YEAR_QUARTERLY)
    assert one.covers(two) == (same if window else one.contains(two))


# How old a figure has become.


@given(periods, days)
def test_months_after_are_the_whole_months_that_have_passed(period: Period, earlier: date) -> None:
    months = period.months_after(earlier)
    assert months_on(earlier, months) <= period.end
    assert period.end < months_on(earlier, months + 1)


@pytest.mark.parametrize(
    ("earlier", "label", "months"),
    [
        (date(2016, 3, 31), "Q4 2016/17", 12),
        (date(2016, 12, 31), "Q4 2016/17", 3),
        (date(2017, 3, 31), "Q4 2016/17", 0),
        (date(2016, 8, 31), "28/02/2017", 6),
        (date(2016, 8, 31), "27/02/2017", 5),
        (date(2017, 1, 31), "Feb 2017", 1),
        (date(2017, 3, 15), "2016/17", 0),
        (date(2017, 3, 15), "14/04/2017", 0),
        (date(2017, 3, 15), "15/04/2017", 1),
        (date(2017, 6, 30), "Q4 2016/17", -3),
    ],
)
def test_months_after_count_from_month_end_to_month_end(earlier: date, label: str, months: int) -> None:
    assert parse_period(label).months_after(earlier) == months


# A period as a figure of some frequency has it.


@pytest.mark.parametrize(
    ("day", "frequency", "label"),
    [
        ("31/03/2017", Frequency.MONTH, "Mar 2017"),
        ("31/03/2017", Frequency.QUARTER, "Q4 2016/17"),
        ("30/06/2016", Frequency.QUARTER, "Q1 2016/17"),
        ("31/12/2016", Frequency.QUARTER, "Q3 2016/17"),
        ("31/03/2017", Frequency.FINANCIAL_YEAR, "2016/17"),
        ("31/08/2016", Frequency.ACADEMIC_YEAR, "AY 2015/16"),
        ("31/07/2016", Frequency.YEAR_FROM_AUGUST, "Aug 2015 to Jul 2016"),
        ("30/06/2016", Frequency.YEAR_FROM_JULY, "Jul 2015 to Jun 2016"),
        ("29/02/2016", Frequency.YEAR_FROM_MARCH, "Mar 2015 to Feb 2016"),
        ("30/09/2016", Frequency.HALF_YEAR, "H1 2016/17"),
        ("31/12/2016", Frequency.CALENDAR_HALF_YEAR, "CY H2 2016"),
        ("31/12/2016", Frequency.CALENDAR_QUARTER, "CY Q4 2016"),
        ("31/12/2016", Frequency.YEAR_TO_DATE, "YTD Q3 2016/17"),
        ("30/11/2016", Frequency.YEAR_TO_DATE_MONTHLY, "YTD Nov 2016"),
        ("31/12/2016", Frequency.ROLLING_YEAR_QUARTERLY, "12 months to Q3 2016/17"),
        ("30/11/2016", Frequency.ROLLING_YEAR_MONTHLY, "12 months to Nov 2016"),
        ("31/12/2016", Frequency.CALENDAR_YEAR, "2016"),
        ("29/02/2016", Frequency.MONTH, "Feb 2016"),
    ],
)
def test_a_snapshot_on_the_last_day_is_the_figure_of_the_period(day: str, frequency: Frequency, label: str) -> None:
    assert str(parse_period(day).at_frequency(frequency)) == label


@pytest.mark.parametrize(
    ("label", "frequency", "aligned"),
    [
        ("CY Q1 2017", Frequency.QUARTER, "Q4 2016/17"),
        ("Q4 2016/17", Frequency.CALENDAR_QUARTER, "CY Q1 2017"),
        ("year ending March 2017", Frequency.FINANCIAL_YEAR, "2016/17"),
        ("2016/17", Frequency.ROLLING_YEAR_QUARTERLY, "12 months to Q4 2016/17"),
        ("YE Dec 2016", Frequency.ROLLING_YEAR_QUARTERLY, "12 months to Q3 2016/17"),
        ("12 months to Q3 2016/17", Frequency.ROLLING_YEAR_MONTHLY, "12 months to Dec 2016"),
        ("12 months to Q3 2016/17", Frequency.CALENDAR_YEAR, "2016"),
        ("Apr to Jun 2016", Frequency.YEAR_TO_DATE, "YTD Q1 2016/17"),
        ("April to September 2016", Frequency.YEAR_TO_DATE, "YTD Q2 2016/17"),
        ("2016/17", Frequency.YEAR_TO_DATE, "YTD Q4 2016/17"),
        ("YTD Q2 2016/17", Frequency.HALF_YEAR, "H1 2016/17"),
        ("YTD Dec 2016", Frequency.YEAR_TO_DATE, "YTD Q3 2016/17"),
        ("Apr 2016", Frequency.YEAR_TO_DATE_MONTHLY, "YTD Apr 2016"),
    ],
)
def test_the_same_days_are_the_same_figure_whatever_they_are_called(
    label: str, frequency: Frequency, aligned: str
) -> None:
    assert str(parse_period(label).at_frequency(frequency)) == aligned


@pytest.mark.parametrize(
    ("label", "frequency"),
    [
        ("12 months to Feb 2017", Frequency.ROLLING_YEAR_QUARTERLY),
        ("12 months to Feb 2017", Frequency.FINANCIAL_YEAR),
        ("Q4 2016/17", Frequency.ROLLING_YEAR_QUARTERLY),
        ("Q3 2016/17", Frequency.YEAR_TO_DATE),
        ("YTD Q3 2016/17", Frequency.QUARTER),
        ("YTD Nov 2016", Frequency.YEAR_TO_DATE),
        ("H1 2016/17", Frequency.CALENDAR_HALF_YEAR),
        ("Aug 2015 to Jul 2016", Frequency.ACADEMIC_YEAR),
        ("31/03/2017", Frequency.WEEK),
        ("w/e 31/03/2017", Frequency.MONTH),
        ("30/03/2017", Frequency.QUARTER),
        ("31/03/2017", Frequency.ACADEMIC_YEAR),
        ("31/03/2017", Frequency.CALENDAR_YEAR),
        ("31/03/2017", Frequency.YEAR_SPAN),
        ("28/02/2016", Frequency.MONTH),
        ("Mar 2017", Frequency.QUARTER),
        ("Q4 2016/17", Frequency.MONTH),
        ("Q4 2016/17", Frequency.FINANCIAL_YEAR),
        ("2016/17", Frequency.ACADEMIC_YEAR),
        ("2016/17", Frequency.QUARTER),
        ("2016", Frequency.YEAR_SPAN),
    ],
)
def test_a_period_of_another_kind_is_no_figure_of_that_frequency(label: str, frequency: Frequency) -> None:
    assert parse_period(label).at_frequency(frequency) is None


@given(periods, st.sampled_from(sorted(KIND_OF)))
def test_at_a_regular_frequency_every_figure_has_the_kind_of_the_frequency(
    period: Period, frequency: Frequency
) -> None:
    aligned = period.at_frequency(frequency)
    if aligned is not None:
        assert aligned.kind is KIND_OF[frequency]
        assert aligned.end == period.end
        assert aligned.start == period.start or period.kind is PeriodKind.DAY
        assert aligned.at_frequency(frequency) == aligned
    if period.kind is KIND_OF[frequency]:
        assert aligned == period


@given(periods, st.sampled_from(SURVEYS))
def test_surveys_and_irregular_figures_take_any_period_as_it_is(period: Period, frequency: Frequency) -> None:
    assert period.at_frequency(frequency) == period


def test_every_frequency_is_regular_with_a_kind_or_has_none() -> None:
    assert set(KIND_OF) == {frequency for frequency in Frequency if frequency.is_regular}


# When the next figure is due.


@pytest.mark.parametrize(
    ("label", "frequency", "lag", "due"),
    [
        ("w/e 31/03/2017", Frequency.WEEK, 0, date(2017, 4, 7)),
        ("Mar 2017", Frequency.MONTH, 10, date(2017, 5, 10)),
        ("Q4 2016/17", Frequency.QUARTER, 0, date(2017, 6, 30)),
        ("31/03/2017", Frequency.QUARTER, 30, date(2017, 7, 30)),
        ("CY Q4 2016", Frequency.CALENDAR_QUARTER, 1, date(2017, 4, 1)),
        ("H1 2016/17", Frequency.HALF_YEAR, 0, date(2017, 3, 31)),
        ("CY H2 2016", Frequency.CALENDAR_HALF_YEAR, 0, date(2017, 6, 30)),
        ("2016/17", Frequency.FINANCIAL_YEAR, 90, date(2018, 6, 29)),
        ("AY 2015/16", Frequency.ACADEMIC_YEAR, 0, date(2017, 8, 31)),
        ("2016", Frequency.CALENDAR_YEAR, 0, date(2017, 12, 31)),
        ("Mar 2015 to Feb 2016", Frequency.YEAR_FROM_MARCH, 0, date(2017, 2, 28)),
        ("YTD Q4 2016/17", Frequency.YEAR_TO_DATE, 0, date(2017, 6, 30)),
        ("YTD Mar 2017", Frequency.YEAR_TO_DATE_MONTHLY, 0, date(2017, 4, 30)),
        ("12 months to Mar 2017", Frequency.ROLLING_YEAR_MONTHLY, 0, date(2017, 4, 30)),
        ("12 months to Mar 2017", Frequency.ROLLING_YEAR_QUARTERLY, 0, date(2017, 6, 30)),
        ("2013-15", Frequency.YEAR_SPAN, 0, date(2016, 12, 31)),
        ("2015", Frequency.ANNUAL_SURVEY, 0, date(2016, 12, 31)),
        ("2015", Frequency.BIENNIAL_SURVEY, 0, date(2017, 12, 31)),
        ("Sep 2015", Frequency.BIENNIAL_SURVEY, 60, date(2017, 11, 29)),
        ("29/02/2016", Frequency.BIENNIAL_SURVEY, 0, date(2018, 2, 28)),
        ("15/02/2016", Frequency.BIENNIAL_SURVEY, 0, date(2018, 2, 15)),
        ("2015", Frequency.SURVEY, 0, None),
        ("31/03/2017", Frequency.IRREGULAR, 0, None),
        ("Mar 2017", Frequency.QUARTER, 0, None),
    ],
)
def test_the_next_figure_is_due_when_the_next_period_is_over_and_published(
    label: str, frequency: Frequency, lag: int, due: date | None
) -> None:
    assert parse_period(label).next_due(frequency, lag) == due


@given(periods, st.sampled_from(Frequency), st.integers(0, 400))
def test_the_next_figure_is_due_as_long_after_the_next_period_as_figures_take(
    period: Period, frequency: Frequency, lag: int
) -> None:
    soonest, due = period.next_due(frequency), period.next_due(frequency, lag)
    if soonest is None or due is None:
        assert soonest is due is None
        return
    assert soonest > period.end
    assert due - soonest == timedelta(days=lag)
    aligned = period.at_frequency(frequency)
    assert aligned is not None
    assert not frequency.is_regular or (aligned.following is not None and soonest == aligned.following.end)


@given(whole_periods)
def test_what_comes_often_comes_at_least_once_a_quarter(period: Period) -> None:
    assert period.following is not None
    days_between = (period.following.end - period.end).days
    assert Frequency(period.kind.value).is_often == (days_between <= 92)


def test_no_survey_comes_often() -> None:
    assert not any(frequency.is_often for frequency in SURVEYS)
