"""Periods as councils write them: parse, order, the one before, the same one a year earlier.

A period is a span of days with a kind. Its label is how a person would write it, and reading the label gives the
period back. A label that could mean several things is refused with the meanings it could have, unless the caller says
which kind is expected (an indicator's frequency does).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache, total_ordering
from typing import Any

from scorecard_core.errors import PeriodError, refusal
from scorecard_core.terms import Frequency

__all__ = ["Period", "PeriodKind", "parse_period"]

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FIRST_YEAR, _LAST_YEAR = 1900, 2199
_MONTHS_IN_A_YEAR, _QUARTERS_IN_A_YEAR = 12, 4
_LONGEST_SPAN_OVER_A_CENTURY = 10


class PeriodKind(StrEnum):
    """What sort of span a period is. Quarters are the same three months in either calendar."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    CALENDAR_YEAR = "calendar_year"
    FINANCIAL_YEAR = "financial_year"
    ACADEMIC_YEAR = "academic_year"
    YEAR_SPAN = "year_span"


_KIND_OF = {
    Frequency.MONTH: PeriodKind.MONTH,
    Frequency.QUARTER: PeriodKind.QUARTER,
    Frequency.CALENDAR_YEAR: PeriodKind.CALENDAR_YEAR,
    Frequency.FINANCIAL_YEAR: PeriodKind.FINANCIAL_YEAR,
    Frequency.ACADEMIC_YEAR: PeriodKind.ACADEMIC_YEAR,
    Frequency.YEAR_SPAN: PeriodKind.YEAR_SPAN,
}
_FIRST_MONTH = {PeriodKind.CALENDAR_YEAR: 1, PeriodKind.FINANCIAL_YEAR: 4, PeriodKind.ACADEMIC_YEAR: 9}
_MONTHS_LONG = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3}


@total_ordering
@dataclass(frozen=True, slots=True)
class Period:
    """A span of days, both ends included. Periods order by their end, then by their start."""

    kind: PeriodKind
    start: date
    end: date

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        """In a definition or in JSON a period is its label."""
        from pydantic_core import core_schema

        return core_schema.no_info_plain_validator_function(
            _validated,
            json_schema_input_schema=core_schema.str_schema(),
            serialization=core_schema.plain_serializer_function_ser_schema(str, return_schema=core_schema.str_schema()),
        )

    @classmethod
    def day(cls, on: date) -> Period:
        """A snapshot at one date."""
        return cls(PeriodKind.DAY, on, on)

    @classmethod
    def month(cls, year: int, month: int) -> Period:
        """A calendar month; raises ValueError for a number that is not of a month."""
        if not 1 <= month <= _MONTHS_IN_A_YEAR:
            raise ValueError(f"{month} is not the number of a month")
        return _months(PeriodKind.MONTH, year, month, 1)

    @classmethod
    def quarter(cls, year: int, quarter: int) -> Period:
        """A quarter of the financial year that starts on 1 April of ``year``; quarter 1 is April to June.

        Raises:
            ValueError: for a number that is not of a quarter.
        """
        if not 1 <= quarter <= _QUARTERS_IN_A_YEAR:
            raise ValueError(f"{quarter} is not the number of a quarter")
        return _months(PeriodKind.QUARTER, year, 1 + 3 * quarter, 3)

    @classmethod
    def year(cls, kind: PeriodKind, year: int) -> Period:
        """The calendar, financial or academic year that starts in ``year``."""
        return _months(kind, year, _FIRST_MONTH[kind], 12)

    @classmethod
    def span(cls, first: Period, last: Period) -> Period:
        """Several years together, as for a three-year average."""
        return cls(PeriodKind.YEAR_SPAN, first.start, last.end)

    def __lt__(self, other: Period) -> bool:
        return (self.end, self.start) < (other.end, other.start)

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The period as a council writes it."""
        return _LABELS[self.kind](self)

    @property
    def previous(self) -> Period | None:
        """The calendar predecessor; a day has none, for its series says what comes before it."""
        match self.kind:
            case PeriodKind.DAY:
                return None
            case PeriodKind.MONTH | PeriodKind.QUARTER:
                return self._shifted(-_MONTHS_LONG[self.kind])
            case _:
                return self._shifted(-12)

    @property
    def year_before(self) -> Period:
        """The same period one year earlier; 29 February becomes 28 February."""
        return self._shifted(-12)

    def _shifted(self, months: int) -> Period:
        if self.kind is PeriodKind.DAY:
            last = _month_end(self.end.year, self.end.month) == self.end
            moved = _add_months(self.end.replace(day=1), months)
            month_end = _month_end(moved.year, moved.month)
            return Period.day(month_end if last else moved.replace(day=min(self.end.day, month_end.day)))
        after = _add_months(self.end + timedelta(days=1), months)
        return Period(self.kind, _add_months(self.start, months), after - timedelta(days=1))

    def in_year(self, kind: PeriodKind) -> Period:
        """The calendar, financial or academic year in which this period ends."""
        return _containing(kind, self.end)

    def contains(self, other: Period) -> bool:
        """Whether every day of ``other`` lies in this period."""
        return self.start <= other.start and other.end <= self.end

    def months_after(self, earlier: date) -> int:
        """Whole months from ``earlier`` to the end of this period; how old a figure has become."""
        months = (self.end.year - earlier.year) * 12 + self.end.month - earlier.month
        past_month_end = self.end == _month_end(self.end.year, self.end.month)
        return months if past_month_end or self.end.day >= earlier.day else months - 1

    def at_frequency(self, frequency: Frequency) -> Period | None:
        """This period as a figure of that frequency has it, or None where it is of another kind.

        A snapshot on the last day of a quarter is that quarter's figure; a month is never a quarter's. Surveys and
        irregular figures take any period as it is.
        """
        if not frequency.is_regular:
            return self
        kind = _KIND_OF[frequency]
        if self.kind is kind:
            return self
        if self.kind is PeriodKind.DAY and kind is not PeriodKind.YEAR_SPAN:
            whole = _containing(kind, self.end)
            return whole if whole.end == self.end else None
        return None


def _validated(value: object) -> Period:
    if isinstance(value, Period):
        return value
    try:
        return parse_period(str(value))
    except PeriodError as error:
        raise refusal(error.code, found=error.found, expected=error.expected, hint=error.hint) from None


def _add_months(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 + months
    return day.replace(year=index // 12, month=index % 12 + 1)


def _month_end(year: int, month: int) -> date:
    return _add_months(date(year, month, 1), 1) - timedelta(days=1)


def _months(kind: PeriodKind, year: int, first_month: int, count: int) -> Period:
    start = _add_months(date(year, 1, 1), first_month - 1)
    return Period(kind, start, _add_months(start, count) - timedelta(days=1))


def _containing(kind: PeriodKind, day: date) -> Period:
    if kind is PeriodKind.MONTH:
        return Period.month(day.year, day.month)
    if kind is PeriodKind.QUARTER:
        return _months(kind, day.year, (day.month - 1) // 3 * 3 + 1, 3)
    return Period.year(kind, day.year if day.month >= _FIRST_MONTH[kind] else day.year - 1)


def _two_years(year: int) -> str:
    return f"{year}/{(year + 1) % 100:02d}"


def _quarter_label(period: Period) -> str:
    number = (period.start.month - 4) // 3 % 4 + 1
    return f"Q{number} {_two_years(period.start.year - (number == 4))}"


def _span_label(period: Period) -> str:
    if period.start.month == 1:
        return f"{period.start.year} to {period.end.year}"
    prefix = "AY " if period.start.month == _FIRST_MONTH[PeriodKind.ACADEMIC_YEAR] else ""
    return f"{prefix}{_two_years(period.start.year)} to {_two_years(period.end.year - 1)}"


_LABELS: dict[PeriodKind, Callable[[Period], str]] = {
    PeriodKind.DAY: lambda p: f"{p.end:%d/%m/%Y}",
    PeriodKind.MONTH: lambda p: f"{_MONTHS[p.start.month - 1].capitalize()} {p.start.year}",
    PeriodKind.QUARTER: _quarter_label,
    PeriodKind.CALENDAR_YEAR: lambda p: str(p.start.year),
    PeriodKind.FINANCIAL_YEAR: lambda p: _two_years(p.start.year),
    PeriodKind.ACADEMIC_YEAR: lambda p: f"AY {_two_years(p.start.year)}",
    PeriodKind.YEAR_SPAN: _span_label,
}

_DASH = r"\s*(?:-|–|to)\s*"
_YEAR_PAIR = r"(\d{4})\s*[/-]\s*(\d{4}|\d{2})"
_FORMS = {
    "day": re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})"),
    "iso_day": re.compile(r"(\d{4})-(\d{2})-(\d{2})"),
    "long_day": re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\s+([a-z]+)\s+(\d{4})"),
    "month": re.compile(r"([a-z]+)\s+(\d{4})"),
    "three_months": re.compile(rf"([a-z]+){_DASH}([a-z]+)\s+(\d{{4}})"),
    "quarter": re.compile(rf"q(?:uarter)?\s*([1-4]),?\s+{_YEAR_PAIR}"),
    "quarter_last": re.compile(rf"{_YEAR_PAIR},?\s+q(?:uarter)?\s*([1-4])"),
    "one_year": re.compile(r"(\d{4})"),
    "named_year": re.compile(rf"(ay|fy)\s*{_YEAR_PAIR}"),
    "slash_year": re.compile(r"(\d{4})\s*/\s*(\d{4}|\d{2})"),
    "dash_years": re.compile(r"(\d{4})\s*[-–]\s*(\d{4}|\d{2})"),
    "years_to": re.compile(r"(\d{4})\s+to\s+(\d{4})"),
    "pair_span": re.compile(rf"(ay|fy)?\s*{_YEAR_PAIR}{_DASH}(ay|fy)?\s*(\d{{4}}|\d{{2}})\s*[/-]\s*(\d{{4}}|\d{{2}})"),
}
_REFUSED = {
    re.compile(r"q(?:uarter)?\s*[1-4],?\s+\d{4}"): (
        "could be a quarter of the financial or of the calendar year",
        "Write 'Q4 2016/17' for the financial year, or the months, 'Jan to Mar 2017'.",
    ),
    re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2}"): (
        "has a year of two digits",
        "Write the year in full, day first: '31/03/2017'.",
    ),
    re.compile(r"\d{1,2}-\d{1,2}-\d{4}"): ("could be day first or month first", "Write '31/03/2017' or '2017-03-31'."),
}


def parse_period(text: str, frequency: Frequency | None = None) -> Period:
    """Read a period label.

    Understood: ``Q4 2016/17``, ``2016/17`` (financial year, unless an academic one is expected), ``AY 2015/16``,
    ``2015``, ``Jan 2017``, ``31/03/2017`` (day first), ``2017-03-31``, ``Jan to Mar 2017``, ``2013-15`` and
    ``2012/13 to 2014/15`` (several years together).

    Args:
        text: the label.
        frequency: the frequency of the figure it belongs to, which settles labels such as ``2016-17``.

    Raises:
        PeriodError: ``period-unreadable`` or ``period-ambiguous``, with the forms or meanings that are possible.
    """
    return _parse(" ".join(text.split()), frequency)


@lru_cache(maxsize=4096)
def _parse(text: str, frequency: Frequency | None) -> Period:
    lowered = text.casefold()
    for pattern, (why, hint) in _REFUSED.items():
        if pattern.fullmatch(lowered):
            raise PeriodError("period-ambiguous", found=f"the period '{text}' {why}", hint=hint)
    for form, pattern in _FORMS.items():
        if found := pattern.fullmatch(lowered):
            try:
                period = _READERS[form](found, text, frequency)
            except ValueError as error:
                raise _unreadable(text, f" ({error})") from None
            if not (period.start.year >= _FIRST_YEAR and period.end.year <= _LAST_YEAR):
                raise _unreadable(text, f" (years run from {_FIRST_YEAR} to {_LAST_YEAR})")
            return period
    raise _unreadable(text, "")


def _unreadable(text: str, why: str) -> PeriodError:
    return PeriodError(
        "period-unreadable",
        found=f"'{text}' is not a period{why}",
        expected="a label such as 'Q4 2016/17', '2016/17', 'AY 2015/16', '2016', 'Jan 2017', '31/03/2017' or '2013-15'",
    )


def _month_number(name: str) -> int:
    """The month of a name written in full or cut short ("Sept")."""
    full = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ]
    for index, month in enumerate(full, start=1):
        if len(name) >= 3 and month.startswith(name):
            return index
    raise ValueError(f"'{name}' is not a month")


def _second_year(first: int, second: str) -> int:
    """The year that "17" stands for after "2016"; "00" after "1999" is in the next century."""
    if len(second) == 4:
        return int(second)
    year = first // 100 * 100 + int(second)
    soon_after = year + 100 - first <= _LONGEST_SPAN_OVER_A_CENTURY
    return year + 100 if year < first and soon_after else year


def _pair(first: str, second: str) -> int:
    if _second_year(int(first), second) != int(first) + 1:
        raise ValueError("the second year does not follow the first")
    return int(first)


def _dash_years(found: re.Match[str], text: str, frequency: Frequency | None) -> Period:
    """2016-17: a financial or academic year, two calendar years together, or (2011-12) a month in the ISO way."""
    first, second = int(found[1]), found[2]
    last = _second_year(first, second)
    meanings: dict[PeriodKind, Period] = {}
    if last > first:
        years = (Period.year(PeriodKind.CALENDAR_YEAR, year) for year in (first, last))
        meanings[PeriodKind.YEAR_SPAN] = Period.span(*years)
    if last == first + 1:
        meanings[PeriodKind.FINANCIAL_YEAR] = Period.year(PeriodKind.FINANCIAL_YEAR, first)
        meanings[PeriodKind.ACADEMIC_YEAR] = Period.year(PeriodKind.ACADEMIC_YEAR, first)
    if len(second) == 2 and 1 <= int(second) <= 12:
        meanings[PeriodKind.MONTH] = Period.month(first, int(second))
    expected = _KIND_OF.get(frequency) if frequency else None
    if expected in meanings:
        return meanings[expected]
    if len(meanings) == 1:
        return next(iter(meanings.values()))
    if not meanings:
        raise ValueError("the years run backwards")
    labels = " or ".join(f"'{meaning.label}'" for meaning in meanings.values())
    raise PeriodError(
        "period-ambiguous", found=f"the period '{text}' could be {labels}", hint="Write the one you mean."
    )


def _pair_span(found: re.Match[str], text: str, frequency: Frequency | None) -> Period:
    if found[4] and found[4] != (found[1] or "fy"):
        raise ValueError("it begins in one calendar and ends in another")
    kind = PeriodKind.ACADEMIC_YEAR if found[1] == "ay" else PeriodKind.FINANCIAL_YEAR
    first = _pair(found[2], found[3])
    last = _pair(str(_second_year(first, found[5])), found[6])
    if last <= first:
        raise ValueError("the years run backwards")
    return Period.span(Period.year(kind, first), Period.year(kind, last))


def _slash_year(found: re.Match[str], text: str, frequency: Frequency | None) -> Period:
    academic = frequency is Frequency.ACADEMIC_YEAR
    return Period.year(PeriodKind.ACADEMIC_YEAR if academic else PeriodKind.FINANCIAL_YEAR, _pair(found[1], found[2]))


def _three_months(found: re.Match[str], text: str, frequency: Frequency | None) -> Period:
    first, last = _month_number(found[1]), _month_number(found[2])
    if (first % 3, last) != (1, first + 2):
        raise ValueError("the months are not a quarter")
    return _months(PeriodKind.QUARTER, int(found[3]), first, 3)


def _years_to(found: re.Match[str], text: str, frequency: Frequency | None) -> Period:
    first, last = (Period.year(PeriodKind.CALENDAR_YEAR, int(year)) for year in found.groups())
    if last <= first:
        raise ValueError("the years run backwards")
    return Period.span(first, last)


_READERS: dict[str, Callable[[re.Match[str], str, Frequency | None], Period]] = {
    "day": lambda m, _t, _f: Period.day(date(int(m[3]), int(m[2]), int(m[1]))),
    "iso_day": lambda m, _t, _f: Period.day(date(int(m[1]), int(m[2]), int(m[3]))),
    "long_day": lambda m, _t, _f: Period.day(date(int(m[3]), _month_number(m[2]), int(m[1]))),
    "month": lambda m, _t, _f: Period.month(int(m[2]), _month_number(m[1])),
    "three_months": _three_months,
    "quarter": lambda m, _t, _f: Period.quarter(_pair(m[2], m[3]), int(m[1])),
    "quarter_last": lambda m, _t, _f: Period.quarter(_pair(m[1], m[2]), int(m[3])),
    "one_year": lambda m, _t, _f: Period.year(PeriodKind.CALENDAR_YEAR, int(m[1])),
    "named_year": lambda m, _t, _f: Period.year(
        PeriodKind.ACADEMIC_YEAR if m[1] == "ay" else PeriodKind.FINANCIAL_YEAR, _pair(m[2], m[3])
    ),
    "slash_year": _slash_year,
    "dash_years": _dash_years,
    "years_to": _years_to,
    "pair_span": _pair_span,
}
