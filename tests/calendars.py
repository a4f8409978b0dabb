"""Periods of every kind, drawn without the help of the calendar under test."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from hypothesis import strategies as st

from scorecard_core import Frequency, Period, PeriodKind

FIRST, LAST = 1900, 2198
YEARS = {
    PeriodKind.CALENDAR_YEAR: 1,
    PeriodKind.FINANCIAL_YEAR: 4,
    PeriodKind.ACADEMIC_YEAR: 9,
    PeriodKind.YEAR_FROM_MARCH: 3,
    PeriodKind.YEAR_FROM_JULY: 7,
    PeriodKind.YEAR_FROM_AUGUST: 8,
}
SURVEYS = (Frequency.ANNUAL_SURVEY, Frequency.BIENNIAL_SURVEY, Frequency.SURVEY, Frequency.IRREGULAR)
KIND_OF = {frequency: PeriodKind(frequency.value) for frequency in Frequency if frequency not in SURVEYS}
STEPS = {
    PeriodKind.MONTH: 1,
    PeriodKind.QUARTER: 3,
    PeriodKind.CALENDAR_QUARTER: 3,
    PeriodKind.HALF_YEAR: 6,
    PeriodKind.CALENDAR_HALF_YEAR: 6,
    **dict.fromkeys(YEARS, 12),
    PeriodKind.ROLLING_YEAR_MONTHLY: 1,
    PeriodKind.ROLLING_YEAR_QUARTERLY: 3,
    PeriodKind.YEAR_SPAN: 12,
}
"""Months from one period to the next, where that is always the same."""

TO_DATE = {PeriodKind.YEAR_TO_DATE: 3, PeriodKind.YEAR_TO_DATE_MONTHLY: 1}
"""Months that a year to date grows by."""

days = st.dates(date(FIRST, 1, 1), date(LAST, 12, 31))
year_numbers = st.integers(FIRST, LAST)


def month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def is_month_end(day: date) -> bool:
    return day == month_end(day)


def months_on(day: date, months: int) -> date:
    """The same day some months later, or the last day of a month that has no such day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def of_months(kind: PeriodKind, year: int, month: int, count: int) -> Period:
    start = date(year, month, 1)
    return Period(kind, start, months_on(start, count) - timedelta(days=1))


def spanning(start: int, first: int, more: int) -> Period:
    return of_months(PeriodKind.YEAR_SPAN, first, start, 12 * (more + 1))


def _made(kind: PeriodKind, starts: list[int], lengths: list[int]) -> st.SearchStrategy[Period]:
    return st.builds(of_months, st.just(kind), year_numbers, st.sampled_from(starts), st.sampled_from(lengths))


_ALL, _QUARTERS = list(range(1, 13)), [1, 4, 7, 10]
PERIODS: dict[PeriodKind, st.SearchStrategy[Period]] = {
    PeriodKind.DAY: st.builds(Period.day, days),
    PeriodKind.WEEK: st.builds(Period.week, st.dates(date(FIRST, 1, 7), date(LAST, 12, 31))),
    PeriodKind.MONTH: st.builds(Period.month, year_numbers, st.integers(1, 12)),
    PeriodKind.QUARTER: st.builds(Period.quarter, year_numbers, st.integers(1, 4)),
    PeriodKind.CALENDAR_QUARTER: _made(PeriodKind.CALENDAR_QUARTER, _QUARTERS, [3]),
    PeriodKind.HALF_YEAR: _made(PeriodKind.HALF_YEAR, [4, 10], [6]),
    PeriodKind.CALENDAR_HALF_YEAR: _made(PeriodKind.CALENDAR_HALF_YEAR, [1, 7], [6]),
    **{kind: st.builds(Period.year, st.just(kind), year_numbers) for kind in YEARS},
    PeriodKind.YEAR_TO_DATE: _made(PeriodKind.YEAR_TO_DATE, [4], [3, 6, 9, 12]),
    PeriodKind.YEAR_TO_DATE_MONTHLY: _made(PeriodKind.YEAR_TO_DATE_MONTHLY, [4], _ALL),
    PeriodKind.ROLLING_YEAR_MONTHLY: _made(PeriodKind.ROLLING_YEAR_MONTHLY, _ALL, [12]),
    PeriodKind.ROLLING_YEAR_QUARTERLY: _made(PeriodKind.ROLLING_YEAR_QUARTERLY, _QUARTERS, [12]),
    PeriodKind.YEAR_SPAN: st.builds(
        spanning, st.sampled_from(sorted(YEARS.values())), st.integers(FIRST, LAST - 10), st.integers(1, 10)
    ),
}
periods = st.one_of(*PERIODS.values())
whole_periods = st.one_of(*(strategy for kind, strategy in PERIODS.items() if kind is not PeriodKind.DAY))
stepping_periods = st.one_of(*(PERIODS[kind] for kind in STEPS))
to_date = st.one_of(*(PERIODS[kind] for kind in TO_DATE))
