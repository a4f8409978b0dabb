"""How each kind of period is written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Protocol

from scorecard_core.periods.kinds import SHAPES, PeriodKind, Span

__all__ = ["MONTHS", "label_of"]

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


class _Spanning(Protocol):
    @property
    def kind(self) -> PeriodKind: ...
    @property
    def start(self) -> date: ...
    @property
    def end(self) -> date: ...


def label_of(period: _Spanning) -> str:
    """The label of a period: the one that gives it back when it is read."""
    return _LABELS[period.kind](Span(period.kind, period.start, period.end))


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _month(day: date) -> str:
    return f"{MONTHS[day.month - 1][:3]} {day.year}"


def _pair(day: date) -> str:
    """The financial year that a day is in."""
    first = day.year - (day.month < SHAPES[PeriodKind.FINANCIAL_YEAR].starts[0])
    return _two_years(first)


def _two_years(year: int) -> str:
    return f"{year}/{(year + 1) % 100:02d}"


def _quarter(day: date) -> str:
    """The quarter of the financial year that a day is in."""
    return f"Q{(day.month - 4) // 3 % 4 + 1} {_pair(day)}"


def _months(span: Span) -> str:
    return f"{_month(span.start)} to {_month(span.end)}"


def _years(span: Span) -> str:
    match span.start.month:
        case 1:
            return f"{span.start.year} to {span.end.year}"
        case 4:
            return f"{_two_years(span.start.year)} to {_two_years(span.end.year - 1)}"
        case 9:
            return f"AY {_two_years(span.start.year)} to {_two_years(span.end.year - 1)}"
        case _:
            return _months(span)


_LABELS: dict[PeriodKind, Callable[[Span], str]] = {
    PeriodKind.DAY: lambda span: _day(span.end),
    PeriodKind.WEEK: lambda span: f"w/e {_day(span.end)}",
    PeriodKind.MONTH: lambda span: _month(span.end),
    PeriodKind.QUARTER: lambda span: _quarter(span.end),
    PeriodKind.CALENDAR_QUARTER: lambda span: f"CY Q{span.end.month // 3} {span.end.year}",
    PeriodKind.HALF_YEAR: lambda span: f"H{1 if span.start.month == 4 else 2} {_pair(span.end)}",
    PeriodKind.CALENDAR_HALF_YEAR: lambda span: f"CY H{span.end.month // 6} {span.end.year}",
    PeriodKind.CALENDAR_YEAR: lambda span: str(span.start.year),
    PeriodKind.FINANCIAL_YEAR: lambda span: _two_years(span.start.year),
    PeriodKind.ACADEMIC_YEAR: lambda span: f"AY {_two_years(span.start.year)}",
    PeriodKind.YEAR_FROM_MARCH: _months,
    PeriodKind.YEAR_FROM_JULY: _months,
    PeriodKind.YEAR_FROM_AUGUST: _months,
    PeriodKind.YEAR_TO_DATE: lambda span: f"YTD {_quarter(span.end)}",
    PeriodKind.YEAR_TO_DATE_MONTHLY: lambda span: f"YTD {_month(span.end)}",
    PeriodKind.ROLLING_YEAR_MONTHLY: lambda span: f"12 months to {_month(span.end)}",
    PeriodKind.ROLLING_YEAR_QUARTERLY: lambda span: f"12 months to {_quarter(span.end)}",
    PeriodKind.YEAR_SPAN: _years,
}
