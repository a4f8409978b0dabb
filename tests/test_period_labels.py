"""Labels as councils write them: what each is read as, which are refused, and why."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from scorecard_core import Frequency, Period, PeriodError, PeriodKind, parse_period
from scorecard_core.periods.spelling import spelt
from tests.calendars import KIND_OF, PERIODS, YEARS, periods, year_numbers

FORMS = (
    "'Q4 2016/17', '2016/17', 'AY 2015/16', '2016', 'Jan 2017', '31/03/2017', '12 months to Mar 2017', "
    "'YTD Q3 2016/17' or '2013-15'"
)


# Labels.


@given(periods)
def test_reading_the_label_of_a_period_gives_the_period_back(period: Period) -> None:
    assert parse_period(str(period)) == period


@given(periods, st.sampled_from(Frequency))
def test_no_frequency_turns_a_label_into_another_span_of_days(period: Period, frequency: Frequency) -> None:
    # The one label that councils write for several kinds of year is settled by the frequency.
    assume(not (period.kind is PeriodKind.FINANCIAL_YEAR and KIND_OF.get(frequency) in YEARS))
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


@pytest.mark.parametrize(
    ("label", "kind", "start", "end"),
    [
        ("w/e 31/03/2017", PeriodKind.WEEK, date(2017, 3, 25), date(2017, 3, 31)),
        ("CY Q1 2017", PeriodKind.CALENDAR_QUARTER, date(2017, 1, 1), date(2017, 3, 31)),
        ("CY Q4 2016", PeriodKind.CALENDAR_QUARTER, date(2016, 10, 1), date(2016, 12, 31)),
        ("H1 2016/17", PeriodKind.HALF_YEAR, date(2016, 4, 1), date(2016, 9, 30)),
        ("H2 2016/17", PeriodKind.HALF_YEAR, date(2016, 10, 1), date(2017, 3, 31)),
        ("CY H1 2017", PeriodKind.CALENDAR_HALF_YEAR, date(2017, 1, 1), date(2017, 6, 30)),
        ("Mar 2016 to Feb 2017", PeriodKind.YEAR_FROM_MARCH, date(2016, 3, 1), date(2017, 2, 28)),
        ("Jul 2016 to Jun 2017", PeriodKind.YEAR_FROM_JULY, date(2016, 7, 1), date(2017, 6, 30)),
        ("Aug 2015 to Jul 2016", PeriodKind.YEAR_FROM_AUGUST, date(2015, 8, 1), date(2016, 7, 31)),
        ("YTD Q1 2016/17", PeriodKind.YEAR_TO_DATE, date(2016, 4, 1), date(2016, 6, 30)),
        ("YTD Q4 2016/17", PeriodKind.YEAR_TO_DATE, date(2016, 4, 1), date(2017, 3, 31)),
        ("YTD Nov 2016", PeriodKind.YEAR_TO_DATE_MONTHLY, date(2016, 4, 1), date(2016, 11, 30)),
        ("YTD Feb 2017", PeriodKind.YEAR_TO_DATE_MONTHLY, date(2016, 4, 1), date(2017, 2, 28)),
        ("12 months to Mar 2017", PeriodKind.ROLLING_YEAR_MONTHLY, date(2016, 4, 1), date(2017, 3, 31)),
        ("12 months to Q3 2016/17", PeriodKind.ROLLING_YEAR_QUARTERLY, date(2016, 1, 1), date(2016, 12, 31)),
        ("Aug 2013 to Jul 2016", PeriodKind.YEAR_SPAN, date(2013, 8, 1), date(2016, 7, 31)),
    ],
)
def test_a_label_of_every_kind_stands_for_its_days(label: str, kind: PeriodKind, start: date, end: date) -> None:
    assert parse_period(label) == Period(kind, start, end)
    assert Period(kind, start, end).label == label


SPELLINGS = {
    "Q4 2016/17": (
        "Qtr 4 2016/17", "Qtr. 4, 2016/17", "Quarter 4 2016/17", "4th quarter of 2016/17",
        "Fourth quarter 2016/17", "2016-17 Q4", "2016/17Q4", "FY2016/17 Q4", "Q4 FY 2016-17", "Q4 2016/'17",
        "Ｑ４　２０１６／１７", "3 months to March 2017", "quarter ending 31 March 2017", "1 January to 31 March 2017",
    ),
    "CY Q1 2017": (
        "Q1 2017 (calendar)", "Q1 2017 (calendar year)", "2017 Q1 (Calendar)", "Q1 CY2017", "CQ1 2017",
        "calendar Q1 2017", "First quarter of calendar year 2017",
    ),
    "H1 2016/17": (
        "2016/17 H1", "2016-17 H1", "first half of 2016/17", "1st half 2016/17", "Half year 1 2016/17",
        "Apr to Sep 2016", "6 months to Sept 2016",
    ),
    "CY H2 2016": ("H2 2016 (calendar)", "July – December 2016"),
    "2016/17": (
        "2016/2017", "2016/'17", "2016/’17", "2016 / 17", "FY2016/17", "2016/17 FY", "financial year 2016-17",
        "FYE 2017", "FYE March 2017", "financial year ending 31 March 2017", "Apr 2016 to Mar 2017",
        "April 2016–March 2017", "01/04/2016 - 31/03/2017",
    ),
    "AY 2015/16": (
        "AY2015/16", "academic year 2015/16", "school year 2015-16", "2015/16 academic year", "2015/16 (academic)",
        "Sept 2015 to Aug 2016",
    ),
    "2016": ("CY 2016", "CY2016", "calendar year 2016", "Jan to Dec 2016"),
    "12 months to Mar 2017": (
        "12 months to March 2017", "12 months to the end of March 2017", "twelve months ending 31 March 2017",
        "12m to Mar 2017", "rolling 12 months to March 2017", "rolling year to Mar-2017", "year ending March 2017",
        "Year ended 31st March 2017", "YE Mar 2017", "y/e 31/03/2017", "year to March 2017",
    ),
    "12 months to Feb 2017": ("12 months to 28/02/2017",),
    "12 months to Sep 2017": ("Oct 2016 to Sep 2017",),
    "12 months to Q4 2016/17": (
        "rolling 12 months to Q4 2016/17", "year ending Q4 2016/17", "12 months to 2016/17 Q4",
        "12 months to CY Q1 2017",        "rolling year to quarter 4 2016-17",
    ),
    "YTD Q3 2016/17": (
        "Q1-Q3 2016/17", "Q1 – Q3 2016/17", "Q1 to Q3 2016/17", "Q1-3 2016/17", "2016/17 Q1 to Q3", "2016/17 Q1-Q3",
        "April to December 2016", "Apr-Dec 2016", "1 April to 31 December 2016", "Q3 2016/17 YTD", "Q3 2016/17 (YTD)",
        "Year to date: Q3 2016/17", "year-to-date to Q3 2016/17", "cumulative Q3 2016/17",
    ),
    "YTD Dec 2016": ("year to date to December 2016", "YTD 31/12/2016"),
    "YTD Feb 2017": ("Apr 2016 to Feb 2017", "April to February 2017"),
    "2013 to 2015": ("2013-15", "2013 - 15", "2013–2015", "2013 to 15", "36 months to Dec 2015"),
    "2012/13 to 2014/15": (
        "2012/13 - 14/15", "2012/13–2014/15", "2012-13 to 2014-15", "FY 2012/13 to FY 2014/15", "3 years to March 2015",
        "Apr 2012 to Mar 2015",
    ),
    "Aug 2013 to Jul 2016": ("August 2013 – July 2016",),
    "Sep 2016": ("Sept 2016", "Sept. 2016", "SEPTEMBER 2016", "Sep-2016", "2016-09"),
    "31/03/2017": (
        "as at 31 March 2017", "at 31/03/2017", "31-Mar-2017", "31st of March 2017", "End March 2017",
        "end of Mar 2017",
    ),
    "w/e 31/03/2017": (
        "week ending 31 March 2017", "W/E 2017-03-31", "w/c 25/03/2017", "week commencing 25 March 2017",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("label", "text"), [(label, text) for label, texts in SPELLINGS.items() for text in texts])
def test_there_are_many_ways_to_write_a_period(label: str, text: str) -> None:
    assert parse_period(text).label == label


@given(periods, st.sampled_from("‐‑‒–—―−－"), st.sampled_from(["\u00a0", "\u2009", "\u3000", "  "]))
def test_dashes_slashes_and_spaces_of_any_width_are_the_same(period: Period, dash: str, space: str) -> None:
    wide = (
        period.label.replace("/", "／").replace(" to ", f" {dash} ") if "months" not in period.label else period.label
    )
    # Two calendar years with a dash could be one financial year: the frequency settles it.
    expected = Frequency.YEAR_SPAN if period.kind is PeriodKind.YEAR_SPAN else None
    assert parse_period(wide.replace(" ", space), expected) == period


@given(periods, periods)
def test_no_two_periods_have_one_label(one: Period, two: Period) -> None:
    assert (one.label == two.label) == (one == two)


@given(periods, st.sampled_from(["", "\u200a", " , "]))
def test_a_label_that_needs_no_spelling_is_spelt_as_if_it_did(period: Period, added: str) -> None:
    assert spelt(period.label + added) == spelt(f" {period.label}")


# Same days, several names.


@given(st.sampled_from(sorted(KIND_OF)).flatmap(lambda one: st.tuples(st.just(one), PERIODS[KIND_OF[one]])))
def test_every_label_of_a_frequency_is_read_as_its_own_figure(drawn: tuple[Frequency, Period]) -> None:
    frequency, period = drawn
    assert parse_period(period.label, frequency).at_frequency(frequency) == period


@given(year_numbers, st.sampled_from(sorted(KIND_OF)))
def test_a_year_that_begins_in_one_and_ends_in_the_next_is_of_the_kind_that_is_expected(
    year: int, frequency: Frequency
) -> None:
    kind = KIND_OF[frequency]
    assume(kind in YEARS and kind is not PeriodKind.CALENDAR_YEAR)
    for text in (f"{year}/{(year + 1) % 100:02d}", f"{year}-{year + 1}", f"{year}/{year + 1}"):
        assert parse_period(text, frequency) == Period.year(kind, year)


# Labels that are refused.


def refused(text: str, frequency: Frequency | None = None) -> PeriodError:
    with pytest.raises(PeriodError) as raised:
        parse_period(text, frequency)
    return raised.value


@pytest.mark.parametrize("text", ["Q4 2016", "Quarter 4 2016", "q4, 2016"])
def test_a_quarter_of_one_year_could_be_of_two_calendars(text: str) -> None:
    error = refused(text)
    assert error.code == "period-ambiguous"
    assert str(error) == (
        f"the period '{text}' could be 'Q4 2016/17' or 'Q4 2015/16' or 'CY Q4 2016'. Write the one you mean."
    )


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
        ("2016/18", " (the second year does not follow the first)"),
        ("Q4 2016/18", " (the second year does not follow the first)"),
        ("Foo 2017", " ('foo' is not a month)"),
        ("Ma 2017", " ('ma' is not a month)"),
        ("Feb to Apr 2017", " (no period has these months)"),
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
    assert str(error) == (f"'{text}' is not a period{why}; expected a label such as {FORMS}.")


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


@pytest.mark.parametrize(
    ("text", "meanings"),
    [
        ("2016Q4", "'Q4 2016/17' or 'Q4 2015/16' or 'CY Q4 2016'"),
        ("H1 2017", "'H1 2017/18' or 'H1 2016/17' or 'CY H1 2017'"),
        ("12m to Q4 2016", "'12 months to Q4 2016/17' or '12 months to Q4 2015/16' or '12 months to Q3 2016/17'"),
        ("Q1-Q3 2016", "'YTD Q3 2016/17' or 'YTD Q3 2015/16'"),
        ("YTD Q3 2016", "'YTD Q3 2016/17' or 'YTD Q3 2015/16'"),
        ("year to Dec 2016", "'12 months to Dec 2016' or 'YTD Dec 2016'"),
        ("year ending 2017", "'2017' or '2016/17'"),
        ("FY 2017", "'2016/17' or '2017/18'"),
        ("FY2017", "'2016/17' or '2017/18'"),
        ("AY 2016", "'AY 2015/16' or 'AY 2016/17'"),
    ],
)  # fmt: skip
def test_an_ambiguous_label_is_refused_with_each_meaning_as_it_would_be_written(text: str, meanings: str) -> None:
    error = refused(text)
    assert error.code == "period-ambiguous"
    assert str(error) == f"the period '{text}' could be {meanings}. Write the one you mean."
    for label in meanings.split(" or "):
        assert parse_period(label.strip("'")).label == label.strip("'")


@pytest.mark.parametrize(
    ("text", "frequency", "label"),
    [
        ("Q4 2016", Frequency.CALENDAR_QUARTER, "CY Q4 2016"),
        ("H1 2017", Frequency.CALENDAR_HALF_YEAR, "CY H1 2017"),
        ("year to Dec 2016", Frequency.ROLLING_YEAR_MONTHLY, "12 months to Dec 2016"),
        ("year to Dec 2016", Frequency.YEAR_TO_DATE_MONTHLY, "YTD Dec 2016"),
        ("year ending 2017", Frequency.CALENDAR_YEAR, "2017"),
        ("2015/16", Frequency.YEAR_FROM_AUGUST, "Aug 2015 to Jul 2016"),
    ],
)
def test_a_frequency_that_only_one_meaning_has_settles_it(text: str, frequency: Frequency, label: str) -> None:
    assert parse_period(text, frequency).label == label


@pytest.mark.parametrize("text", ["Q4 2016", "FY 2017", "YTD Q3 2016"])
def test_a_frequency_that_two_meanings_have_does_not(text: str) -> None:
    for frequency in (Frequency.QUARTER, Frequency.FINANCIAL_YEAR, Frequency.YEAR_TO_DATE):
        assert refused(text, frequency).code == "period-ambiguous"


@pytest.mark.parametrize(
    "text", ["Q4 16/17", "16/17 Q4", "16/17", "FY16/17", "FY17", "Mar 17", "Mar-17", "Mar '17", "12 months to Mar 17"]
)
def test_years_of_two_digits_are_refused_wherever_they_stand(text: str) -> None:
    assert str(refused(text)) == (
        f"the period '{text}' has a year of two digits. Write the year in full: 'Mar 2017', 'Q4 2016/17'."
    )


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Q2-Q3 2016/17", "quarters together are a year to date, which starts with Q1"),
        ("YTD 2016/17", "it needs the month, the quarter or the last day of the month that it runs to"),
        ("12 months to 2016/17", "it needs the month, the quarter or the last day of the month that it runs to"),
        ("12 months to 30/03/2017", "it needs the month, the quarter or the last day of the month that it runs to"),
        ("YTD CY Q3 2016", "a year to date is of the financial year"),
        ("CY Q1 2016/17", "that is no part of a calendar year"),
        ("CY 2016/17", "that is no part of a calendar year"),
        ("w/e March 2017", "a week is named by its last or its first day"),
        ("0 months to Mar 2017", "no period has these months"),
        ("5 months to Mar 2017", "no period has these months"),
        ("Nov to Jan 2017", "no period has these months"),
        ("Mar 2017 to Apr 2016", "it ends before it begins"),
    ],
)
def test_what_is_nearly_a_period_is_refused_with_the_reason(text: str, why: str) -> None:
    assert str(refused(text)) == f"'{text}' is not a period ({why}); expected a label such as {FORMS}."


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
        "CY ",
        "YTD ",
        "FYE ",
        "12 months to ",
        "w/e ",
        "year to ",
        "H1",
        "Q1",
        "3y to ",
        "end ",
        "'",
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
