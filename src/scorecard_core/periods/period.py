"""A period: its days, its label, and what comes before and after it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache, total_ordering
from typing import Any, TypeVar, cast

from scorecard_core.errors import PeriodError, refusal
from scorecard_core.periods.kinds import (
    DAYS_IN_A_WEEK,
    MONTHS_IN_A_YEAR,
    SHAPES,
    WINDOWS,
    PeriodKind,
    add_months,
    ending,
    fits,
    holding,
    kind_of,
    month_end,
    of_months,
)
from scorecard_core.periods.kinds import year as year_of
from scorecard_core.periods.reading import read
from scorecard_core.periods.writing import label_of
from scorecard_core.terms import Frequency

__all__ = ["Period", "parse_period", "tightness"]

_QUARTERS_IN_A_YEAR = 4
_WEEKS_IN_A_YEAR = 52
_ORDER = {kind: place for place, kind in enumerate(PeriodKind)}
_MONTHS_BETWEEN_SURVEYS = {Frequency.ANNUAL_SURVEY: 12, Frequency.BIENNIAL_SURVEY: 24}

_Function = TypeVar("_Function", bound=Callable[..., Any])


def _kept(function: _Function) -> _Function:
    """A function of what never changes that remembers its last few thousand answers; every figure asks for them."""
    return cast("_Function", lru_cache(maxsize=4096)(function))


@total_ordering
@dataclass(frozen=True, slots=True)
class Period:
    """A span of days, both ends included. Periods order by their end, then by their start, then by their kind."""

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
    def week(cls, last: date) -> Period:
        """The seven days that end on a day, of whichever weekday the series has its weeks end."""
        return cls(PeriodKind.WEEK, last - timedelta(days=DAYS_IN_A_WEEK - 1), last)

    @classmethod
    def month(cls, year: int, month: int) -> Period:
        """A calendar month; raises ValueError for a number that is not of a month."""
        if not 1 <= month <= MONTHS_IN_A_YEAR:
            raise ValueError(f"{month} is not the number of a month")
        return cls(*of_months(PeriodKind.MONTH, year, month, 1))

    @classmethod
    def quarter(cls, year: int, quarter: int) -> Period:
        """A quarter of the financial year that starts on 1 April of ``year``; quarter 1 is April to June.

        Raises:
            ValueError: for a number that is not of a quarter.
        """
        if not 1 <= quarter <= _QUARTERS_IN_A_YEAR:
            raise ValueError(f"{quarter} is not the number of a quarter")
        return cls(*of_months(PeriodKind.QUARTER, year, 1 + 3 * quarter, 3))

    @classmethod
    def year(cls, kind: PeriodKind, year: int) -> Period:
        """The year of a kind, such as a financial one, that starts in the calendar year ``year``."""
        return cls(*year_of(kind, year))

    @classmethod
    def span(cls, first: Period, last: Period) -> Period:
        """Several years together, as for a three-year average."""
        return cls(PeriodKind.YEAR_SPAN, first.start, last.end)

    @classmethod
    def ending(cls, kind: PeriodKind, day: date) -> Period | None:
        """The period of a kind, made of months, that ends on a day; None where none does."""
        found = ending(kind, day)
        return found and cls(*found)

    def __hash__(self) -> int:
        # The last day tells periods of one series apart; to hash what else they have would take longer than it saves.
        return hash(self.end)

    def __lt__(self, other: Period) -> bool:
        return (self.end, self.start, _ORDER[self.kind]) < (other.end, other.start, _ORDER[other.kind])

    def __str__(self) -> str:
        return self.label

    @property
    @_kept
    def label(self) -> str:
        """The period as a council writes it."""
        return label_of(self)

    @property
    @_kept
    def previous(self) -> Period | None:
        """The calendar predecessor, or None.

        A day has none, for its series says what comes before it. The first quarter of a year to date has none either:
        what was counted up to the end of last year is no earlier state of what is counted from its beginning. What it
        can be compared with is :attr:`year_before`.
        """
        match self.kind:
            case PeriodKind.DAY:
                return None
            case PeriodKind.WEEK:
                return self._shifted_days(-DAYS_IN_A_WEEK)
            case PeriodKind.YEAR_TO_DATE | PeriodKind.YEAR_TO_DATE_MONTHLY:
                end = add_months(self.end + timedelta(days=1), -self._step) - timedelta(days=1)
                return Period(self.kind, self.start, end) if end > self.start else None
            case _:
                return self._shifted(-self._step)

    @property
    @_kept
    def following(self) -> Period | None:
        """The calendar successor; None for a day. After a year to date is full, the next one begins."""
        match self.kind:
            case PeriodKind.DAY:
                return None
            case PeriodKind.WEEK:
                return self._shifted_days(DAYS_IN_A_WEEK)
            case PeriodKind.YEAR_TO_DATE | PeriodKind.YEAR_TO_DATE_MONTHLY:
                after = self.end + timedelta(days=1)
                start = after if after.month == self.start.month else self.start
                return Period(self.kind, start, add_months(after, self._step) - timedelta(days=1))
            case _:
                return self._shifted(self._step)

    @property
    @_kept
    def year_before(self) -> Period:
        """The same period one year earlier; 29 February becomes 28 February, and a week is 52 weeks earlier."""
        if self.kind is PeriodKind.WEEK:
            return self._shifted_days(-DAYS_IN_A_WEEK * _WEEKS_IN_A_YEAR)
        return self._shifted(-MONTHS_IN_A_YEAR)

    @property
    def _step(self) -> int:
        """Months from one to the next; averages of several years come once a year."""
        return SHAPES[self.kind].step if self.kind in SHAPES else MONTHS_IN_A_YEAR

    def _shifted_days(self, days: int) -> Period:
        return Period(self.kind, self.start + timedelta(days=days), self.end + timedelta(days=days))

    def _shifted(self, months: int) -> Period:
        if self.kind is PeriodKind.DAY:
            return Period.day(_day_later(self.end, months))
        after = add_months(self.end + timedelta(days=1), months)
        return Period(self.kind, add_months(self.start, months), after - timedelta(days=1))

    def in_year(self, kind: PeriodKind) -> Period:
        """The calendar, financial or academic year in which this period ends."""
        return Period(*holding(kind, self.end))

    def contains(self, other: Period) -> bool:
        """Whether every day of ``other`` lies in this period."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Period) -> bool:
        """Whether they share a day: averages that do are no trend, since part of the one is in the other."""
        return self.start <= other.end and other.start <= self.end

    def covers(self, other: Period) -> bool:
        """Whether what is set for this period, such as a target, counts for ``other``.

        A quarter or a year covers its parts. A rolling year or a year to date covers its own days alone: several of
        them hold any one quarter, and none is made of others.
        """
        if self.kind in WINDOWS:
            return (self.start, self.end) == (other.start, other.end)
        return self.contains(other)

    def months_after(self, earlier: date) -> int:
        """Whole months from ``earlier`` to the end of this period; how old a figure has become."""
        months = (self.end.year - earlier.year) * 12 + self.end.month - earlier.month
        return months if self.end.day >= earlier.day or self.end == month_end(self.end) else months - 1

    @_kept
    def at_frequency(self, frequency: Frequency) -> Period | None:
        """This period as a figure of that frequency has it, or None where it is of another kind.

        The same days are the same figure, whatever they are called: the twelve months to March 2017 are the financial
        year 2016/17. A snapshot on the last day of a quarter is that quarter's figure; a month is never a quarter's.
        Surveys and irregular figures take any period as it is.
        """
        kind = kind_of(frequency)
        if kind is None or self.kind is kind:
            return self
        if self.kind is PeriodKind.DAY:
            return Period.ending(kind, self.end)
        return Period(kind, self.start, self.end) if fits(kind, self.start, self.end) else None

    def next_due(self, frequency: Frequency, lag_days: int = 0) -> date | None:
        """The day by which the figure after this one should be there.

        Args:
            frequency: how often the figure comes.
            lag_days: days from the end of a period until its figure is published.

        Returns:
            The end of the next period and the lag; for a survey of every one or two years, as long after this one
            ended. None where nobody can say: surveys at no fixed interval, irregular figures, and periods that are of
            another kind than the frequency.
        """
        if frequency.is_regular:
            aligned = self.at_frequency(frequency)
            following = aligned and aligned.following
            end = following.end if following else None
        else:
            months = _MONTHS_BETWEEN_SURVEYS.get(frequency)
            end = None if months is None else _day_later(self.end, months)
        return None if end is None else end + timedelta(days=lag_days)


def tightness(period: Period) -> tuple[int, int]:
    """Which of several periods that cover one counts: the shortest, and of equally long ones the last kind listed."""
    return -(period.end - period.start).days, _ORDER[period.kind]


def _day_later(day: date, months: int) -> date:
    """The same day some months later. The end of a month stays one; no month is exceeded."""
    last = month_end(add_months(day.replace(day=1), months))
    return last if day == month_end(day) else last.replace(day=min(day.day, last.day))


def _validated(value: object) -> Period:
    if isinstance(value, Period):
        return value
    try:
        return parse_period(str(value))
    except PeriodError as error:
        raise refusal(error.code, found=error.found, expected=error.expected, hint=error.hint) from None


@_kept
def parse_period(text: str, frequency: Frequency | None = None) -> Period:
    """Read a period label.

    Understood: ``Q4 2016/17``, ``2016/17`` (financial year, unless an academic one is expected), ``AY 2015/16``,
    ``2015``, ``Jan 2017``, ``31/03/2017`` (day first), ``2017-03-31``, ``Jan to Mar 2017``, ``CY Q1 2017``,
    ``H1 2016/17``, ``12 months to Mar 2017``, ``YTD Q3 2016/17``, ``2013-15`` and ``2012/13 to 2014/15`` (several years
    together), and many other ways to write them.

    Args:
        text: the label.
        frequency: the frequency of the figure it belongs to, which settles labels such as ``2016-17``.

    Raises:
        PeriodError: ``period-unreadable`` or ``period-ambiguous``, with the forms or meanings that are possible.
    """
    return Period(*read(text, frequency))
