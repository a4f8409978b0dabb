"""Periods as whole numbers, and the table that turns labels into them.

A period becomes one number that orders as periods do, by end, then by start. Labels are read by
:func:`scorecard_core.periods.parse_period` and by nothing else. Where the rows are in memory, the labels that occur are
read. Where they are not, nothing may be collected to see the labels, so the plan joins a table of every label that a
council would plausibly write for the years 1980 to 2079, made by the same reader.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import lru_cache

from scorecard_core.errors import PeriodError
from scorecard_core.periods import Period, PeriodKind, parse_period
from scorecard_core.terms import Frequency

__all__ = ["KEYS", "LENGTHS", "NONE", "Labels", "end_of", "key_of", "label_table", "period_of", "usual_labels"]

LENGTHS = 2**17
"""More days than any period has; the end of a period is its key divided by this, in days since year 1."""

KEYS = 2**40
"""More than any key is."""

NONE = 0
"""The key that no period has."""

Labels = dict[str, list[str] | list[int]]


def key_of(period: Period | None) -> int:
    """The number of a period."""
    if period is None:
        return NONE
    return period.end.toordinal() * LENGTHS + LENGTHS - 1 - (period.end - period.start).days


def end_of(key: int) -> int:
    """The last day of the period with that number, in days since year 1."""
    return key // LENGTHS


def period_of(key: int) -> Period:
    """The period with that number; what kind it is follows from its days."""
    end = date.fromordinal(end_of(key))
    start = end - timedelta(days=LENGTHS - 1 - key % LENGTHS)
    if start == end:
        return Period.day(end)
    after = end + timedelta(days=1)
    months = (after.year - start.year) * 12 + after.month - start.month
    return Period(_KINDS.get((months, start.month), _BY_LENGTH.get(months, PeriodKind.YEAR_SPAN)), start, end)


_BY_LENGTH = {1: PeriodKind.MONTH, 3: PeriodKind.QUARTER}
_KINDS = {
    (12, 1): PeriodKind.CALENDAR_YEAR,
    (12, 4): PeriodKind.FINANCIAL_YEAR,
    (12, 9): PeriodKind.ACADEMIC_YEAR,
}


def label_table(labels: Iterable[str], frequencies: list[Frequency]) -> dict[str, list[int] | list[str]]:
    """What each label means to each frequency.

    Columns: ``frequency`` (its place in the list), ``label``, ``raw`` (the key of the period as written), ``key``
    (as a figure of that frequency has it), ``rank`` (the place of that key among all keys), ``before`` (the calendar predecessor; minus one for surveys and irregular
    figures, whose predecessor is the figure before) and ``year_before``. What a frequency cannot have is left out.
    """
    columns: dict[str, list[int]] = {name: [] for name in ("frequency", "raw", "key", "before", "year_before")}
    written: list[str] = []
    known = list(labels)
    for at, frequency in enumerate(frequencies):
        for label in known:
            period = _read(label, frequency)
            aligned = period and period.at_frequency(frequency)
            if period is None or aligned is None:
                continue
            written.append(label)
            columns["frequency"].append(at)
            columns["raw"].append(key_of(period))
            columns["key"].append(key_of(aligned))
            columns["before"].append(key_of(aligned.previous) if frequency.is_regular else -1)
            columns["year_before"].append(key_of(_year_before(aligned)))
    ranks = {key: rank for rank, key in enumerate(sorted(set(columns["key"])))}
    return {"label": written, **columns, "rank": [ranks[key] for key in columns["key"]]}


def _read(label: str, frequency: Frequency) -> Period | None:
    try:
        return parse_period(label, frequency)
    except PeriodError:
        return None


def _year_before(period: Period) -> Period | None:
    return period.year_before if period.start.year > 1 else None


@lru_cache(maxsize=1)
def usual_labels() -> tuple[str, ...]:
    """The labels that a lazy plan understands: see :func:`_usual`."""
    return tuple(dict.fromkeys(_usual()))


def _usual() -> Iterator[str]:
    """Months, quarters, years, spans of two to five years, and snapshots at the end of a month."""
    kinds = (PeriodKind.CALENDAR_YEAR, PeriodKind.FINANCIAL_YEAR, PeriodKind.ACADEMIC_YEAR)
    for year in range(_FIRST, _LAST + 1):
        pair = f"{year}/{(year + 1) % 100:02d}"
        for month in range(1, 13):
            period = Period.month(year, month)
            yield from (period.label, period.end.isoformat(), Period.day(period.end).label)
        yield from (Period.quarter(year, quarter).label for quarter in range(1, 5))
        yield from (Period.year(kind, year).label for kind in kinds)
        yield from (pair.replace("/", "-"), f"FY {pair}")
        for longer in range(1, 5):
            for kind in kinds:
                yield Period.span(Period.year(kind, year), Period.year(kind, year + longer)).label


_FIRST, _LAST = 1980, 2079
