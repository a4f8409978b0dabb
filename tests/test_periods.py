"""Periods as councils write them: what each label means, which labels are refused, and how the calendar moves."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from scorecard_core import Frequency, Period, PeriodError, PeriodKind, parse_period

FIRST, LAST = 1900, 2198
YEARS = (PeriodKind.CALENDAR_YEAR, PeriodKind.FINANCIAL_YEAR, PeriodKind.ACADEMIC_YEAR)
KIND_OF = {
    Frequency.MONTH: PeriodKind.MONTH,
    Frequency.QUARTER: PeriodKind.QUARTER,
    Frequency.CALENDAR_YEAR: PeriodKind.CALENDAR_YEAR,
    Frequency.FINANCIAL_YEAR: PeriodKind.FINANCIAL_YEAR,
    Frequency.ACADEMIC_YEAR: PeriodKind.ACADEMIC_YEAR,
    Frequency.YEAR_SPAN: PeriodKind.YEAR_SPAN,
}

days = st.dates(date(FIRST, 1, 1), date(LAST, 12, 31))
year_numbers = st.integers(FIRST, LAST)


def spanning(kind: PeriodKind, first: int, more: int) -> Period:
    return Period.span(Period.year(kind, first), Period.year(kind, first + more))


PERIODS: dict[PeriodKind, st.SearchStrategy[Period]] = {
    PeriodKind.DAY: st.builds(Period.day, days),
    PeriodKind.MONTH: st.builds(Period.month, year_numbers, st.integers(1, 12)),
    PeriodKind.QUARTER: st.builds(Period.quarter, year_numbers, st.integers(1, 4)),
    PeriodKind.CALENDAR_YEAR: st.builds(Period.year, st.just(PeriodKind.CALENDAR_YEAR), year_numbers),
    PeriodKind.FINANCIAL_YEAR: st.builds(Period.year, st.just(PeriodKind.FINANCIAL_YEAR), year_numbers),
    PeriodKind.ACADEMIC_YEAR: st.builds(Period.year, st.just(PeriodKind.ACADEMIC_YEAR), year_numbers),
    PeriodKind.YEAR_SPAN: st.builds(
        spanning, st.sampled_from(YEARS), st.integers(FIRST, LAST - 10), st.integers(1, 10)
    ),
}
periods = st.one_of(*PERIODS.values())
whole_periods = st.one_of(*(strategy for kind, strategy in PERIODS.items() if kind is not PeriodKind.DAY))


def months_on(day: date, months: int) -> date:
    """The same day some months later, or the last day of a month that has no such day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def is_month_end(day: date) -> bool:
    return day.day == calendar.monthrange(day.year, day.month)[1]


def test_every_kind_of_period_is_drawn() -> None:
    assert set(PERIODS) == set(PeriodKind)


# Labels.


@given(periods)
def test_reading_the_label_of_a_period_gives_the_period_back(period: Period) -> None:
    assert parse_period(str(period)) == period


@given(periods, st.sampled_from(Frequency))
def test_no_frequency_turns_a_label_into_another_span_of_days(period: Period, frequency: Frequency) -> None:
    # The one label that councils write for two kinds of year is settled by the frequency.
    assume(not (period.kind is PeriodKind.FINANCIAL_YEAR and frequency is Frequency.ACADEMIC_YEAR))
    assert parse_period(str(period), frequency) == period


@given(periods, st.sampled_from([" ", "  ", "\t", "\n", "\u00a0"]))
def test_capitals_and_spaces_make_no_other_period(period: Period, space: str) -> None:
    for text in (period.label.upper(), period.label.lower(), f"{space}{period.label.replace(' ', space)}{space}"):
        assert parse_period(text) == period


@pytest.mark.parametrize(
    ("text", "label", "kind", "start", "end"),
    [
        ("Q1 2016/17", "Q1 2016/17", PeriodKind.QUARTER, date(2016, 4, 1), date(2016, 6, 30)),
        ("Q2 2016/17", "Q2 2016/17", PeriodKind.QUARTER, date(2016, 7, 1), date(2016, 9, 30)),
        ("Q3 2016/17", "Q3 2016/17", PeriodKind.QUARTER, date(2016, 10, 1), date(2016, 12, 31)),
        ("Q4 2016/17", "Q4 2016/17", PeriodKind.QUARTER, date(2017, 1, 1), date(2017, 3, 31)),
        ("Quarter 4, 2016/2017", "Q4 2016/17", PeriodKind.QUARTER, date(2017, 1, 1), date(2017, 3, 31)),
        ("q4 2016-17", "Q4 2016/17", PeriodKind.QUARTER, date(2017, 1, 1), date(2017, 3, 31)),
        ("2016/17 Q4", "Q4 2016/17", PeriodKind.QUARTER, date(2017, 1, 1), date(2017, 3, 31)),
        ("Jan to Mar 2017", "Q4 2016/17", PeriodKind.QUARTER, date(2017, 1, 1), date(2017, 3, 31)),
        ("October – December 2016", "Q3 2016/17", PeriodKind.QUARTER, date(2016, 10, 1), date(2016, 12, 31)),
        ("2016/17", "2016/17", PeriodKind.FINANCIAL_YEAR, date(2016, 4, 1), date(2017, 3, 31)),
        ("2016/2017", "2016/17", PeriodKind.FINANCIAL_YEAR, date(2016, 4, 1), date(2017, 3, 31)),
        ("FY 2016-17", "2016/17", PeriodKind.FINANCIAL_YEAR, date(2016, 4, 1), date(2017, 3, 31)),
        ("1999/00", "1999/00", PeriodKind.FINANCIAL_YEAR, date(1999, 4, 1), date(2000, 3, 31)),
        ("AY 2015/16", "AY 2015/16", PeriodKind.ACADEMIC_YEAR, date(2015, 9, 1), date(2016, 8, 31)),
        ("2016", "2016", PeriodKind.CALENDAR_YEAR, date(2016, 1, 1), date(2016, 12, 31)),
        ("Jan 2017", "Jan 2017", PeriodKind.MONTH, date(2017, 1, 1), date(2017, 1, 31)),
        ("February 2016", "Feb 2016", PeriodKind.MONTH, date(2016, 2, 1), date(2016, 2, 29)),
        ("Sept 2016", "Sep 2016", PeriodKind.MONTH, date(2016, 9, 1), date(2016, 9, 30)),
        ("31/03/2017", "31/03/2017", PeriodKind.DAY, date(2017, 3, 31), date(2017, 3, 31)),
        ("3/4/2017", "03/04/2017", PeriodKind.DAY, date(2017, 4, 3), date(2017, 4, 3)),
        ("31.03.2017", "31/03/2017", PeriodKind.DAY, date(2017, 3, 31), date(2017, 3, 31)),
        ("2017-03-31", "31/03/2017", PeriodKind.DAY, date(2017, 3, 31), date(2017, 3, 31)),
        ("31st March 2017", "31/03/2017", PeriodKind.DAY, date(2017, 3, 31), date(2017, 3, 31)),
        ("2013-15", "2013 to 2015", PeriodKind.YEAR_SPAN, date(2013, 1, 1), date(2015, 12, 31)),
        ("2013–2015", "2013 to 2015", PeriodKind.YEAR_SPAN, date(2013, 1, 1), date(2015, 12, 31)),
        ("2013 to 2015", "2013 to 2015", PeriodKind.YEAR_SPAN, date(2013, 1, 1), date(2015, 12, 31)),
        ("2012/13 to 2014/15", "2012/13 to 2014/15", PeriodKind.YEAR_SPAN, date(2012, 4, 1), date(2015, 3, 31)),
        ("2012/13 - 14/15", "2012/13 to 2014/15", PeriodKind.YEAR_SPAN, date(2012, 4, 1), date(2015, 3, 31)),
        (
            "AY 2012/13 to AY 2014/15",
            "AY 2012/13 to 2014/15",
            PeriodKind.YEAR_SPAN,
            date(2012, 9, 1),
            date(2015, 8, 31),
        ),
    ],
)
def test_a_label_is_read_as_a_council_means_it(text: str, label: str, kind: PeriodKind, start: date, end: date) -> None:
    period = parse_period(text)
    assert (period.kind, period.start, period.end) == (kind, start, end)
    assert str(period) == label


# Labels that are refused.


def refused(text: str, frequency: Frequency | None = None) -> PeriodError:
    with pytest.raises(PeriodError) as raised:
        parse_period(text, frequency)
    return raised.value


@pytest.mark.parametrize("text", ["Q4 2016", "Quarter 4 2016", "q4, 2016"])
def test_a_quarter_of_one_year_could_be_of_two_calendars(text: str) -> None:
    error = refused(text)
    assert error.code == "period-ambiguous"
    assert f"the period '{text}' could be a quarter of the financial or of the calendar year." in str(error)


@pytest.mark.parametrize("text", ["31/03/17", "31-03-17", "1.4.17"])
def test_a_year_of_two_digits_is_refused(text: str) -> None:
    error = refused(text)
    assert error.code == "period-ambiguous"
    assert (
        str(error) == f"the period '{text}' has a year of two digits. Write the year in full, day first: '31/03/2017'."
    )


def test_a_date_with_hyphens_could_be_in_either_order() -> None:
    error = refused("03-04-2017")
    assert error.code == "period-ambiguous"
    assert str(error) == (
        "the period '03-04-2017' could be day first or month first. Write '31/03/2017' or '2017-03-31'."
    )


@pytest.mark.parametrize(
    ("text", "meanings"),
    [
        ("2016-17", "'2016 to 2017' or '2016/17' or 'AY 2016/17'"),
        ("2016–2017", "'2016 to 2017' or '2016/17' or 'AY 2016/17'"),
        ("2011-12", "'2011 to 2012' or '2011/12' or 'AY 2011/12' or 'Dec 2011'"),
    ],
)
@pytest.mark.parametrize("frequency", [None, Frequency.QUARTER, Frequency.SURVEY, Frequency.CALENDAR_YEAR])
def test_two_years_with_a_hyphen_are_refused_with_every_meaning_they_could_have(
    text: str, meanings: str, frequency: Frequency | None
) -> None:
    error = refused(text, frequency)
    assert error.code == "period-ambiguous"
    assert str(error) == f"the period '{text}' could be {meanings}. Write the one you mean."


@pytest.mark.parametrize(
    ("text", "frequency", "label"),
    [
        ("2016-17", Frequency.FINANCIAL_YEAR, "2016/17"),
        ("2016-17", Frequency.ACADEMIC_YEAR, "AY 2016/17"),
        ("2016-17", Frequency.YEAR_SPAN, "2016 to 2017"),
        ("2011-12", Frequency.MONTH, "Dec 2011"),
        ("2011-12", Frequency.FINANCIAL_YEAR, "2011/12"),
        ("2016/17", Frequency.ACADEMIC_YEAR, "AY 2016/17"),
        ("2016/17", Frequency.QUARTER, "2016/17"),
        ("2013-15", Frequency.QUARTER, "2013 to 2015"),
    ],
)
def test_the_frequency_of_the_figure_settles_what_a_label_means(text: str, frequency: Frequency, label: str) -> None:
    assert parse_period(text, frequency).label == label


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("last quarter", ""),
        ("", ""),
        ("Q5 2016/17", ""),
        ("Q4 16/17", ""),
        ("Mar 17", ""),
        ("2016/18", " (the second year does not follow the first)"),
        ("Q4 2016/18", " (the second year does not follow the first)"),
        ("Foo 2017", " ('foo' is not a month)"),
        ("Ma 2017", " ('ma' is not a month)"),
        ("Feb to Apr 2017", " (the months are not a quarter)"),
        ("2015 to 2013", " (the years run backwards)"),
        ("2014/15 to 2012/13", " (the years run backwards)"),
        ("1899", " (years run from 1900 to 2199)"),
        ("2200", " (years run from 1900 to 2199)"),
        ("31/12/9999", " (years run from 1900 to 2199)"),
    ],
)
def test_what_is_no_period_is_refused_with_the_reason_and_the_forms_there_are(text: str, why: str) -> None:
    error = refused(text)
    assert error.code == "period-unreadable"
    assert str(error) == (
        f"'{text}' is not a period{why}; expected a label such as 'Q4 2016/17', '2016/17', 'AY 2015/16', '2016', "
        "'Jan 2017', '31/03/2017' or '2013-15'."
    )


@pytest.mark.parametrize("text", ["31/02/2017", "29/02/2017", "2017-02-30", "31 June 2017", "13/13/2017", "0000"])
def test_a_date_that_no_calendar_has_is_refused(text: str) -> None:
    assert refused(text).code == "period-unreadable"


@pytest.mark.parametrize("text", ["2017-15", "2016-13", "2017-00", "2014/15 - 12/13"])
def test_years_of_two_digits_never_run_into_the_next_century_backwards(text: str) -> None:
    assert refused(text).code in ("period-unreadable", "period-ambiguous")


def test_a_month_as_computers_write_it_is_not_taken_for_a_span_of_many_decades() -> None:
    assert parse_period("2017-01") == Period.month(2017, 1)


@pytest.mark.parametrize("text", ["2012/13 - 14/19", "2012/13 to 14/16"])
def test_both_years_of_the_end_of_a_span_are_read(text: str) -> None:
    assert refused(text).code == "period-unreadable"


def test_a_span_does_not_mix_two_calendars() -> None:
    assert refused("AY 2012/13 to FY 2014/15").code in ("period-unreadable", "period-ambiguous")


@pytest.mark.parametrize("month", [0, 13])
def test_a_year_has_twelve_months(month: int) -> None:
    with pytest.raises((ValueError, PeriodError)):
        Period.month(2017, month)


@pytest.mark.parametrize("quarter", [0, 5])
def test_a_year_has_four_quarters(quarter: int) -> None:
    with pytest.raises((ValueError, PeriodError)):
        Period.quarter(2016, quarter)


tokens = st.sampled_from(
    [
        "Q4",
        "2016",
        "2017",
        "16",
        "17",
        "00",
        "/",
        "-",
        "–",
        ".",
        " ",
        " to ",
        "AY ",
        "FY ",
        "Jan",
        "Mar",
        "31",
        "03",
        "st",
    ]
)


@given(st.lists(tokens, max_size=8).map("".join) | st.text(max_size=20))
def test_any_text_is_a_period_or_is_refused_with_a_code(text: str) -> None:
    try:
        period: Period | PeriodError = parse_period(text)
    except PeriodError as error:
        period = error
    if isinstance(period, PeriodError):
        assert period.code in ("period-unreadable", "period-ambiguous")
    else:
        assert parse_period(str(period)) == period


# The calendar.


@given(periods)
def test_a_period_starts_before_it_ends_and_holds_itself(period: Period) -> None:
    assert period.start <= period.end
    assert period.contains(period)


@given(st.one_of(*(PERIODS[kind] for kind in PeriodKind if kind not in (PeriodKind.DAY, PeriodKind.YEAR_SPAN))))
def test_the_previous_period_is_of_the_same_kind_and_ends_the_day_before(period: Period) -> None:
    previous = period.previous
    assert previous is not None
    assert previous.kind is period.kind
    assert previous.end + timedelta(days=1) == period.start


@given(PERIODS[PeriodKind.YEAR_SPAN])
def test_the_span_before_is_as_long_and_starts_a_year_earlier(period: Period) -> None:
    previous = period.previous
    assert previous is not None
    assert previous.start == months_on(period.start, -12)
    assert previous.end == months_on(period.end, -12)


@given(PERIODS[PeriodKind.DAY])
def test_a_day_has_no_predecessor_in_the_calendar(period: Period) -> None:
    assert period.previous is None


@given(whole_periods)
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


@pytest.mark.parametrize(
    ("kind", "steps"), [(PeriodKind.MONTH, 12), (PeriodKind.QUARTER, 4), (PeriodKind.YEAR_SPAN, 1)]
)
@given(data=st.data())
def test_a_year_before_is_as_many_periods_before_as_a_year_has(
    kind: PeriodKind, steps: int, data: st.DataObject
) -> None:
    period = data.draw(PERIODS[kind])
    earlier: Period | None = period
    for _ in range(steps):
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


@given(periods, periods, periods)
def test_periods_are_in_one_order_by_their_ends_and_then_by_their_starts(
    one: Period, two: Period, three: Period
) -> None:
    ordered = sorted([one, two, three])
    assert [(period.end, period.start) for period in ordered] == sorted(
        (period.end, period.start) for period in (one, two, three)
    )
    assert (one < two) == (two > one)
    assert not one < one


@given(whole_periods)
def test_earlier_periods_come_first(period: Period) -> None:
    assert period.previous is not None
    assert period.previous < period
    assert period.year_before < period


@given(periods, periods)
def test_a_period_holds_another_where_it_holds_its_first_and_its_last_day(one: Period, two: Period) -> None:
    assert one.contains(two) == (one.start <= two.start <= one.end and one.start <= two.end <= one.end)


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
        ("31/12/2016", Frequency.CALENDAR_YEAR, "2016"),
        ("29/02/2016", Frequency.MONTH, "Feb 2016"),
    ],
)
def test_a_snapshot_on_the_last_day_is_the_figure_of_the_period(day: str, frequency: Frequency, label: str) -> None:
    assert str(parse_period(day).at_frequency(frequency)) == label


@pytest.mark.parametrize(
    ("label", "frequency"),
    [
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
        assert aligned.at_frequency(frequency) == aligned
    if period.kind is KIND_OF[frequency]:
        assert aligned == period


@given(periods, st.sampled_from([Frequency.SURVEY, Frequency.IRREGULAR]))
def test_surveys_and_irregular_figures_take_any_period_as_it_is(period: Period, frequency: Frequency) -> None:
    assert period.at_frequency(frequency) is period


def test_every_frequency_is_regular_with_a_kind_or_has_none() -> None:
    assert set(KIND_OF) == {frequency for frequency in Frequency if frequency.is_regular}


# In a definition.


class Dated(BaseModel):
    at: Period


@given(periods)
def test_in_data_a_period_is_its_label(period: Period) -> None:
    written = Dated(at=period).model_dump_json()
    assert written == f'{{"at":"{period.label}"}}'
    assert Dated.model_validate_json(written).at == period


def test_a_period_that_is_refused_in_data_keeps_its_code_and_its_hint() -> None:
    with pytest.raises(ValidationError) as raised:
        Dated.model_validate({"at": "Q4 2016"})
    (problem,) = raised.value.errors()
    assert problem["type"] == "period-ambiguous"
    assert problem["ctx"]["hint"]


def test_the_schema_of_a_period_is_text() -> None:
    assert Dated.model_json_schema()["properties"]["at"]["type"] == "string"
