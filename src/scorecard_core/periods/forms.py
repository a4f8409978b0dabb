"""The forms that labels have once their words are spelt in one way, and what each means."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date, timedelta

from scorecard_core.periods.kinds import (
    DAYS_IN_A_WEEK,
    MONTHS_IN_A_YEAR,
    PeriodKind,
    Span,
    add_months,
    holding,
    month_end,
    of_months,
    spelt_by_months,
    whole_months,
    year,
)
from scorecard_core.periods.writing import MONTHS

__all__ = ["PAIR", "RefusedError", "SeveralMeaningsError", "meaning_of", "second_year"]

_LONGEST_SPAN_OVER_A_CENTURY = 10
_Reader = Callable[[re.Match[str]], Span]


class SeveralMeaningsError(Exception):
    """A label that could be any of some periods."""

    def __init__(self, meanings: Sequence[Span]) -> None:
        super().__init__()
        self.meanings = meanings


class RefusedError(Exception):
    """A label that is understood, and refused for the way in which it is written."""

    def __init__(self, why: str, hint: str) -> None:
        super().__init__()
        self.why, self.hint = why, hint


def meaning_of(text: str) -> Span:
    """The period that a label, spelt in one way, stands for.

    Raises:
        SeveralMeaningsError: where it could be any of several.
        RefusedError: where it is written in a way that is not read.
        ValueError, OverflowError: where it is no period; the text of the error says why, where there is more to say.
    """
    for pattern, reader in _FORMS:
        if found := pattern.fullmatch(text):
            return reader(found)
    for pattern, why, hint in _REFUSED:
        if pattern.fullmatch(text):
            raise RefusedError(why, hint)
    raise ValueError


# Numbers and words.


def _month_number(name: str) -> int:
    for index, month in enumerate(MONTHS, start=1):
        if month[:3].casefold() == name:
            return index
    raise ValueError(f"'{name}' is not a month")


def second_year(first: int, second: str) -> int:
    """The year that "17" stands for after "2016"; "00" after "1999" is in the next century."""
    if len(second) == 4:
        return int(second)
    found = first // 100 * 100 + int(second)
    soon_after = found + 100 - first <= _LONGEST_SPAN_OVER_A_CENTURY
    return found + 100 if found < first and soon_after else found


def _pair(first: str, second: str) -> int:
    if second_year(int(first), second) != int(first) + 1:
        raise ValueError("the second year does not follow the first")
    return int(first)


# Days and months.


def _day(day: str, month: str, of_year: str) -> Span:
    on = date(int(of_year), int(month) if month.isdigit() else _month_number(month), int(day))
    return Span(PeriodKind.DAY, on, on)


def _month(name: str, of_year: str) -> Span:
    return of_months(PeriodKind.MONTH, int(of_year), _month_number(name), 1)


def _end_of(month: Span) -> Span:
    return Span(PeriodKind.DAY, month.end, month.end)


def _week(found: re.Match[str]) -> Span:
    day = meaning_of(found[2])
    if day.kind is not PeriodKind.DAY:
        raise ValueError("a week is named by its last or its first day")
    others = timedelta(days=DAYS_IN_A_WEEK - 1)
    start = day.start - others if found[1] == "e" else day.start
    return Span(PeriodKind.WEEK, start, start + others)


def _from_to(first: date, last: date) -> Span:
    """The period from one day to another."""
    if last < first:
        raise ValueError("it ends before it begins")
    if (span := spelt_by_months(first, last)) is None:
        raise ValueError("no period has these months")
    return span


def _months(found: re.Match[str]) -> Span:
    """From one month to another; where the first has no year, the last one such."""
    first, last = _month_number(found[1]), _month_number(found[3])
    ends_in = int(found[4])
    starts_in = int(found[2] or ends_in - (first > last))
    return _from_to(date(starts_in, first, 1), month_end(date(ends_in, last, 1)))


def _days(found: re.Match[str]) -> Span:
    last = _day(found[4], found[5], found[6])
    first = _day(found[1], found[2], found[3] or found[6])
    if found[3] is None and first.start > last.end:
        first = _day(found[1], found[2], str(int(found[6]) - 1))
    return _from_to(first.start, last.end)


# Quarters and halves.


def _part(letter: str, number: str, first: int) -> Span:
    """A quarter or a half of the financial year that starts in a year."""
    if letter == "q":
        return of_months(PeriodKind.QUARTER, first, 1 + 3 * int(number), 3)
    return of_months(PeriodKind.HALF_YEAR, first, 6 * int(number) - 2, 6)


def _calendar_part(letter: str, number: str, of_year: int) -> Span:
    if letter == "q":
        return of_months(PeriodKind.CALENDAR_QUARTER, of_year, 3 * int(number) - 2, 3)
    return of_months(PeriodKind.CALENDAR_HALF_YEAR, of_year, 6 * int(number) - 5, 6)


def _part_of_one_year(part: str, of_year: str) -> Span:
    """Q4 2016 is of the financial year that starts then, of the one that ends then, or of the calendar year."""
    letter, number, first = part[0], part[1], int(of_year)
    raise SeveralMeaningsError(
        [_part(letter, number, first), _part(letter, number, first - 1), _calendar_part(letter, number, first)]
    )


def _in_the_calendar_year(found: re.Match[str]) -> Span:
    """What is said to be of a calendar year, outright."""
    rest = " ".join("".join(part or "" for part in found.groups()).split())
    try:
        span = meaning_of(rest)
    except SeveralMeaningsError as several:
        calendar = (PeriodKind.CALENDAR_QUARTER, PeriodKind.CALENDAR_HALF_YEAR, PeriodKind.ROLLING_YEAR_QUARTERLY)
        fitting = [meaning for meaning in several.meanings if meaning.kind in calendar]
        if not fitting:
            raise ValueError("that is no part of a calendar year") from None
        return fitting[-1]
    if span.kind is not PeriodKind.CALENDAR_YEAR:
        raise ValueError("that is no part of a calendar year")
    return span


# Years and several of them.


def _starting_or_ending(kind: PeriodKind, named: str) -> Span:
    """FY 2017 is the year that ends in 2017 to some, and the one that starts then to others."""
    raise SeveralMeaningsError([year(kind, int(named) - 1), year(kind, int(named))])


def _financial_year_ending(found: re.Match[str]) -> Span:
    if found[1].isdigit():
        return year(PeriodKind.FINANCIAL_YEAR, int(found[1]) - 1)
    return _from_to(*_ending_with(meaning_of(found[1]), MONTHS_IN_A_YEAR))


def _dash_years(first_year: str, second: str) -> Span:
    """2016-17: a financial or academic year, two calendar years together, or (2011-12) a month in the ISO way."""
    first = int(first_year)
    last = second_year(first, second)
    meanings = []
    if last > first:
        meanings.append(_several_years(PeriodKind.CALENDAR_YEAR, first, last))
    if last == first + 1:
        meanings += [year(PeriodKind.FINANCIAL_YEAR, first), year(PeriodKind.ACADEMIC_YEAR, first)]
    if len(second) == 2 and 1 <= int(second) <= MONTHS_IN_A_YEAR:
        meanings.append(of_months(PeriodKind.MONTH, first, int(second), 1))
    if not meanings:
        raise ValueError("the years run backwards")
    raise SeveralMeaningsError(meanings)


def _several_years(kind: PeriodKind, first: int, last: int) -> Span:
    if last <= first:
        raise ValueError("the years run backwards")
    return Span(PeriodKind.YEAR_SPAN, year(kind, first).start, year(kind, last).end)


def _calendar_years(found: re.Match[str]) -> Span:
    first = int(found[1])
    return _several_years(PeriodKind.CALENDAR_YEAR, first, second_year(first, found[2]))


def _pair_span(found: re.Match[str]) -> Span:
    if found[4] and found[4] != (found[1] or "fy"):
        raise ValueError("it begins in one calendar and ends in another")
    first = _pair(found[2], found[3])
    last = _pair(str(second_year(first, found[5])), found[6])
    return _several_years(_KINDS_OF_YEAR[found[1] or "fy"], first, last)


_KINDS_OF_YEAR = {"ay": PeriodKind.ACADEMIC_YEAR, "fy": PeriodKind.FINANCIAL_YEAR}


# Rolling spans and years to date.


def _ending_with(last: Span, count: int) -> tuple[date, date]:
    """The days of some months together of which the last is a month, a quarter, or ends on a day."""
    if last.kind not in _LASTS or last.end != month_end(last.end):
        raise ValueError("it needs the month, the quarter or the last day of the month that it runs to")
    return add_months(last.end.replace(day=1), 1 - count), last.end


_LASTS = (PeriodKind.DAY, PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.CALENDAR_QUARTER)
_IN_QUARTERS = (PeriodKind.QUARTER, PeriodKind.CALENDAR_QUARTER)


def _each(text: str, make: Callable[[Span], Span]) -> Span:
    """A period made of another one, whatever that could mean."""
    try:
        return make(meaning_of(text))
    except SeveralMeaningsError as several:
        made = []
        for meaning in several.meanings:
            with suppress(ValueError):
                made.append(make(meaning))
        if not made:
            raise
        raise SeveralMeaningsError(made) from None


def _up_to(found: re.Match[str]) -> Span:
    """12 months to a month or quarter are a rolling year; any other number is a period with these months."""
    months = int(found[1]) * (MONTHS_IN_A_YEAR if found[2] == "y" else 1)
    if not 1 <= months <= MONTHS_IN_A_YEAR * _LONGEST_SPAN_OVER_A_CENTURY:
        raise ValueError("no period has these months")
    if months == MONTHS_IN_A_YEAR:
        return _rolling(found[3])
    return _each(found[3], lambda last: _from_to(*_ending_with(last, months)))


def _rolling(text: str) -> Span:
    if text.isdigit() and len(text) == 4:
        named = int(text)
        raise SeveralMeaningsError([year(PeriodKind.CALENDAR_YEAR, named), year(PeriodKind.FINANCIAL_YEAR, named - 1)])
    return _each(text, _rolling_year)


def _rolling_year(last: Span) -> Span:
    quarterly = last.kind in _IN_QUARTERS
    kind = PeriodKind.ROLLING_YEAR_QUARTERLY if quarterly else PeriodKind.ROLLING_YEAR_MONTHLY
    return Span(kind, *_ending_with(last, MONTHS_IN_A_YEAR))


def _to_date(last: Span) -> Span:
    """What there is of a financial year by the end of a quarter of it, or of a month."""
    if last.kind is PeriodKind.CALENDAR_QUARTER:
        raise ValueError("a year to date is of the financial year")
    kind = PeriodKind.YEAR_TO_DATE if last.kind is PeriodKind.QUARTER else PeriodKind.YEAR_TO_DATE_MONTHLY
    _, end = _ending_with(last, 1)
    return Span(kind, holding(PeriodKind.FINANCIAL_YEAR, end).start, end)


def _year_to(found: re.Match[str]) -> Span:
    """The year to December may be twelve months, or what there is of the financial year."""
    last = meaning_of(found[1])
    rolling, to_date = _rolling_year(last), _to_date(last)
    if whole_months(to_date.start, to_date.end) == MONTHS_IN_A_YEAR:
        return rolling
    raise SeveralMeaningsError([rolling, to_date])


def _quarters(first: str, last: str, of_year: str) -> Span:
    if first != "1":
        raise ValueError("quarters together are a year to date, which starts with Q1")
    return _each(f"q{last} {of_year}", _to_date)


PAIR = r"(\d{4})[/-](\d{4}|\d{2})"
_TO = r"(?: to |-)"
_FORMS: tuple[tuple[re.Pattern[str], _Reader], ...] = tuple(
    (re.compile(pattern, re.ASCII), reader)
    for pattern, reader in (
        (r"(?!(?:ay|fy|fye|cy|ytd) )([a-z]+)[ -](\d{4})", lambda m: _month(m[1], m[2])),
        (rf"q([1-4])[ -](?:fy )?{PAIR}", lambda m: _part("q", m[1], _pair(m[2], m[3]))),
        (rf"(?:fy )?{PAIR}[ -]q([1-4])", lambda m: _part("q", m[3], _pair(m[1], m[2]))),
        (r"(\d{4})", lambda m: year(PeriodKind.CALENDAR_YEAR, int(m[1]))),
        (r"(\d{4})/(\d{4}|\d{2})", lambda m: year(PeriodKind.FINANCIAL_YEAR, _pair(m[1], m[2]))),
        (r"(\d{4})-(\d{4}|\d{2})", lambda m: _dash_years(m[1], m[2])),
        (r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", lambda m: _day(m[1], m[2], m[3])),
        (r"(\d{4})-(\d{2})-(\d{2})", lambda m: _day(m[3], m[2], m[1])),
        (r"(\d{1,2})[ -]([a-z]+)[ -](\d{4})", lambda m: _day(m[1], m[2], m[3])),
        (r"(ay|fy) (\d{4})", lambda m: _starting_or_ending(_KINDS_OF_YEAR[m[1]], m[2])),
        (rf"(ay|fy) {PAIR}", lambda m: year(_KINDS_OF_YEAR[m[1]], _pair(m[2], m[3]))),
        (rf"{PAIR} (ay|fy)", lambda m: year(_KINDS_OF_YEAR[m[3]], _pair(m[1], m[2]))),
        (rf"h([12])[ -](?:fy )?{PAIR}", lambda m: _part("h", m[1], _pair(m[2], m[3]))),
        (rf"(?:fy )?{PAIR}[ -]h([12])", lambda m: _part("h", m[3], _pair(m[1], m[2]))),
        (r"(q[1-4]|h[12])[ -](\d{4})", lambda m: _part_of_one_year(m[1], m[2])),
        (r"(\d{4})[ -](q[1-4]|h[12])", lambda m: _part_of_one_year(m[2], m[1])),
        (r"w/([ec]) (.+)", _week),
        (r"year to (.+)", _year_to),
        (rf"([a-z]+)(?: (\d{{4}}))?{_TO}([a-z]+) (\d{{4}})", _months),
        (r"end ([a-z]+ \d{4})", lambda m: _end_of(meaning_of(m[1]))),
        (rf"(\d{{1,2}}) ([a-z]+)(?: (\d{{4}}))?{_TO}(\d{{1,2}}) ([a-z]+) (\d{{4}})", _days),
        (rf"(\d{{1,2}})/(\d{{1,2}})/(\d{{4}}){_TO}(\d{{1,2}})/(\d{{1,2}})/(\d{{4}})", _days),
        (r"(\d{4}) to (\d{4}|\d{2})", _calendar_years),
        (rf"(?:(ay|fy) )?{PAIR}{_TO}(?:(ay|fy) )?(\d{{4}}|\d{{2}})[/-](\d{{4}}|\d{{2}})", _pair_span),
        (r"fye (.+)", _financial_year_ending),
        (r"(\d{1,3})([my]) to (.+)", _up_to),
        (r"ytd (.+)", lambda m: _each(m[1], _to_date)),
        (r"(.+) ytd", lambda m: _each(m[1], _to_date)),
        (rf"q([1-4]){_TO}q?([1-4])[ -]((?:fy )?\d{{4}}(?:[/-]\d{{2,4}})?)", lambda m: _quarters(m[1], m[2], m[3])),
        (rf"((?:fy )?\d{{4}}(?:[/-]\d{{2,4}})?)[ -]q([1-4]){_TO}q?([1-4])", lambda m: _quarters(m[2], m[3], m[1])),
        (r"(?!.*\bcy\b.*\bcy\b)(.*?)\bcy\b(.*)", _in_the_calendar_year),
    )
)
"""The forms of labels once their words are spelt in one way, the frequent ones first; no two fit one text."""

_IN_FULL = "Write the year in full: 'Mar 2017', 'Q4 2016/17'."
_REFUSED = tuple(
    (re.compile(pattern, re.ASCII), why, hint)
    for pattern, why, hint in (
        (
            r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2}",
            "has a year of two digits",
            "Write the year in full, day first: '31/03/2017'.",
        ),
        (
            r"\d{1,2}-\d{1,2}-\d{4}",
            "could be day first or month first",
            "Write '31/03/2017' or '2017-03-31'.",
        ),
        (r"(?:.*(?:[a-z]|[qh]\d)[ -]?)?\d{2}[/-]\d{2}", "has a year of two digits", _IN_FULL),
        (r"\d{2}[/-]\d{2} [qh]\d", "has a year of two digits", _IN_FULL),
        (r".*[a-z][ -]?\d{2}", "has a year of two digits", _IN_FULL),
        (r".*[qh]\d[ -]\d{2}", "has a year of two digits", _IN_FULL),
    )
)
