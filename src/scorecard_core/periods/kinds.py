"""The calendar: the kinds of period there are, which days each may have, and the arithmetic of months."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from scorecard_core.terms import Frequency

__all__ = [
    "PARTITIONS",
    "SHAPES",
    "WINDOWS",
    "YEARS",
    "PeriodKind",
    "Shape",
    "Span",
    "add_months",
    "ending",
    "fits",
    "holding",
    "kind_of",
    "made_of_months",
    "month_end",
    "of_months",
    "same_days",
    "spelt_by_months",
    "whole_months",
    "year",
]

MONTHS_IN_A_YEAR = 12
DAYS_IN_A_WEEK = 7


class PeriodKind(StrEnum):
    """What sort of span a period is.

    The same days may be several kinds: January to March 2017 is a quarter of either calendar. In the order of this list
    the first that fits is what the days are called where nothing else is said.
    """

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    CALENDAR_QUARTER = "calendar_quarter"
    HALF_YEAR = "half_year"
    CALENDAR_HALF_YEAR = "calendar_half_year"
    CALENDAR_YEAR = "calendar_year"
    FINANCIAL_YEAR = "financial_year"
    ACADEMIC_YEAR = "academic_year"
    YEAR_FROM_MARCH = "year_from_march"
    YEAR_FROM_JULY = "year_from_july"
    YEAR_FROM_AUGUST = "year_from_august"
    YEAR_TO_DATE = "year_to_date"
    YEAR_TO_DATE_MONTHLY = "year_to_date_monthly"
    ROLLING_YEAR_MONTHLY = "rolling_year_monthly"
    ROLLING_YEAR_QUARTERLY = "rolling_year_quarterly"
    YEAR_SPAN = "year_span"


class Span(NamedTuple):
    """The days of a period, both ends included, and what kind of period they make."""

    kind: PeriodKind
    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Shape:
    """Which whole months a kind of period may have.

    Attributes:
        lengths: how many months.
        starts: the numbers of the months it may start in.
        step: months from one to the next.
    """

    lengths: tuple[int, ...]
    starts: tuple[int, ...]
    step: int


_ANY_MONTH = tuple(range(1, 13))
_QUARTERS = (1, 4, 7, 10)
SHAPES = {
    PeriodKind.MONTH: Shape((1,), _ANY_MONTH, 1),
    PeriodKind.QUARTER: Shape((3,), _QUARTERS, 3),
    PeriodKind.CALENDAR_QUARTER: Shape((3,), _QUARTERS, 3),
    PeriodKind.HALF_YEAR: Shape((6,), (4, 10), 6),
    PeriodKind.CALENDAR_HALF_YEAR: Shape((6,), (1, 7), 6),
    PeriodKind.CALENDAR_YEAR: Shape((12,), (1,), 12),
    PeriodKind.FINANCIAL_YEAR: Shape((12,), (4,), 12),
    PeriodKind.ACADEMIC_YEAR: Shape((12,), (9,), 12),
    PeriodKind.YEAR_FROM_MARCH: Shape((12,), (3,), 12),
    PeriodKind.YEAR_FROM_JULY: Shape((12,), (7,), 12),
    PeriodKind.YEAR_FROM_AUGUST: Shape((12,), (8,), 12),
    PeriodKind.YEAR_TO_DATE: Shape((3, 6, 9, 12), (4,), 3),
    PeriodKind.YEAR_TO_DATE_MONTHLY: Shape(_ANY_MONTH, (4,), 1),
    PeriodKind.ROLLING_YEAR_MONTHLY: Shape((12,), _ANY_MONTH, 1),
    PeriodKind.ROLLING_YEAR_QUARTERLY: Shape((12,), _QUARTERS, 3),
}
"""Every kind that is made of months; days and weeks are not, and a span may be of any number of years."""

YEARS = tuple(kind for kind, shape in SHAPES.items() if shape.step == MONTHS_IN_A_YEAR)
WINDOWS = tuple(kind for kind, shape in SHAPES.items() if shape.step < max(shape.lengths))
"""The kinds whose periods overlap: the one before shares days with it, so that it has no parts of its own."""

PARTITIONS = tuple(kind for kind in SHAPES if kind not in WINDOWS)
"""The kinds that divide the calendar: every day is in exactly one period of each."""


def kind_of(frequency: Frequency) -> PeriodKind | None:
    """The kind of period that figures of a frequency are for; None where any will do."""
    return _KINDS[frequency]


_KINDS = {one: PeriodKind(one.value) if one.is_regular else None for one in Frequency}


def add_months(day: date, months: int) -> date:
    """A day of the month that is some months later; the month must have such a day."""
    index = day.year * 12 + day.month - 1 + months
    return day.replace(year=index // 12, month=index % 12 + 1)


def month_end(day: date) -> date:
    """The last day of the month that a day is in."""
    return add_months(day.replace(day=1), 1) - timedelta(days=1)


def of_months(kind: PeriodKind, year: int, first_month: int, count: int) -> Span:
    """Some months together. Months count on from January of ``year``, so that 13 is January of the next."""
    start = add_months(date(year, 1, 1), first_month - 1)
    return Span(kind, start, add_months(start, count) - timedelta(days=1))


def year(kind: PeriodKind, first: int) -> Span:
    """The year of a kind that starts in the calendar year ``first``."""
    return of_months(kind, first, SHAPES[kind].starts[0], MONTHS_IN_A_YEAR)


def whole_months(start: date, end: date) -> int | None:
    """How many months some days are; None where they are not whole months."""
    after = end + timedelta(days=1)
    if start.day != 1 or after.day != 1:
        return None
    return (after.year - start.year) * 12 + after.month - start.month


def fits(kind: PeriodKind, start: date, end: date) -> bool:
    """Whether a period of a kind may have exactly these days."""
    shape = SHAPES.get(kind)
    return shape is not None and start.month in shape.starts and whole_months(start, end) in shape.lengths


def ending(kind: PeriodKind, day: date) -> Span | None:
    """The period of a kind that ends on a day; None where none does."""
    if kind not in SHAPES or day != month_end(day):
        return None
    starts = (add_months(day.replace(day=1), 1 - length) for length in SHAPES[kind].lengths)
    return next((Span(kind, start, day) for start in starts if fits(kind, start, day)), None)


def holding(kind: PeriodKind, day: date) -> Span:
    """The period that a day is in, of a kind that divides the calendar."""
    shape = SHAPES[kind]
    into = (day.month - shape.starts[0]) % shape.step
    start = add_months(day.replace(day=1), -into)
    return Span(kind, start, add_months(start, shape.lengths[0]) - timedelta(days=1))


def spelt_by_months(start: date, end: date) -> Span | None:
    """The period with these days: of the first kind that may have them, or several years together."""
    for kind in SHAPES:
        if fits(kind, start, end):
            return Span(kind, start, end)
    months = whole_months(start, end) or 0
    is_years = months > MONTHS_IN_A_YEAR and months % MONTHS_IN_A_YEAR == 0 and start.month in _STARTS_OF_YEARS
    return Span(PeriodKind.YEAR_SPAN, start, end) if is_years else None


_STARTS_OF_YEARS = {SHAPES[kind].starts[0]: kind for kind in YEARS}


def same_days(start: date, end: date) -> Iterator[Span]:
    """Every period, of whatever kind, that has exactly these days."""
    yield from (Span(kind, start, end) for kind in SHAPES if fits(kind, start, end))


def made_of_months(first: int, until: int, kinds: Iterable[PeriodKind] = tuple(SHAPES)) -> Iterator[Span]:
    """Every period of some kinds that starts in the calendar years from ``first`` to before ``until``."""
    for in_year in range(first, until):
        for kind in kinds:
            for start in SHAPES[kind].starts:
                yield from (of_months(kind, in_year, start, length) for length in SHAPES[kind].lengths)
