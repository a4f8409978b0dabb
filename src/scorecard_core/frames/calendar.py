"""Periods as whole numbers, and the table that turns labels into them.

A period becomes one number that orders as periods do, by end, then by start, then by kind. Labels are read by
:func:`scorecard_core.periods.parse_period` and by nothing else. Where the rows are in memory, the labels that occur are
read. Where they are not, nothing may be collected to see the labels, so the plan joins a table of every label that a
council would plausibly write for the years 1980 to 2079, made by the same reader.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from scorecard_core.errors import PeriodError
from scorecard_core.periods import Period, PeriodKind, parse_period
from scorecard_core.periods.kinds import PARTITIONS, YEARS, holding, kind_of, made_of_months, same_days
from scorecard_core.periods.writing import MONTHS
from scorecard_core.terms import Frequency

__all__ = [
    "KEYS", "LENGTHS", "NONE", "Labels", "covering", "covering_pairs", "end_of", "end_table", "key_of", "kind_number",
    "kind_of_key", "label_table", "period_of", "start_of", "usual_labels"
]  # fmt: skip

_KINDS = tuple(PeriodKind)
_MOST_KINDS = 2**5
_MOST_DAYS = 2**17

LENGTHS = _MOST_DAYS * _MOST_KINDS
"""More than any length and kind together: the end of a period is its key divided by this, in days since year 1."""

KEYS = 2**43
"""More than any key is."""

NONE = 0
"""The key that no period has."""

Labels = dict[str, list[str] | list[int]]


def key_of(period: Period | None) -> int:
    """The number of a period."""
    if period is None:
        return NONE
    shortness = _MOST_DAYS - 1 - (period.end - period.start).days
    return period.end.toordinal() * LENGTHS + shortness * _MOST_KINDS + _KINDS.index(period.kind)


def end_of(key: Any) -> Any:
    """The last day of the period with that number, in days since year 1; of a column of them, an expression."""
    return key // LENGTHS


def start_of(key: Any) -> Any:
    """The first day of the period with that number, likewise."""
    shortness = (key - key // LENGTHS * LENGTHS) // _MOST_KINDS
    return key // LENGTHS - (_MOST_DAYS - 1) + shortness


def kind_of_key(key: Any) -> Any:
    """The number of the kind of the period with that number, likewise."""
    return key - key // _MOST_KINDS * _MOST_KINDS


def kind_number(frequency: Frequency) -> int:
    """The number of the kind of period that figures of a frequency are for; -1 where any will do."""
    kind = kind_of(frequency)
    return -1 if kind is None else _KINDS.index(kind)


def period_of(key: int) -> Period:
    """The period with that number."""
    shortness, kind = divmod(key % LENGTHS, _MOST_KINDS)
    end = date.fromordinal(end_of(key))
    return Period(_KINDS[kind], end - timedelta(days=_MOST_DAYS - 1 - shortness), end)


def covering(period: Period) -> Iterator[Period]:
    """Every period, of whatever kind, that covers one: what is set for any of them, such as a target, counts for it.

    Averages of several years are left out: they could begin in any year.
    """
    spans = {(period.kind, period.start, period.end), *same_days(period.start, period.end)}
    spans.update(holding(kind, period.start) for kind in PARTITIONS)
    yield from (found for found in (Period(*span) for span in spans) if found.covers(period))


@lru_cache(maxsize=64)
def label_table(labels: tuple[str, ...] | None, frequencies: tuple[Frequency, ...]) -> dict[str, list[int] | list[str]]:
    """What each label means to each frequency.

    Columns: ``frequency`` (its place among them), ``label``, ``raw`` (the key of the period as written), ``key`` (as a
    figure of that frequency has it), ``rank`` (the place of that key among all keys), ``before`` (the calendar
    predecessor; minus one for surveys and irregular figures, whose predecessor is the figure before) and
    ``year_before``. What a frequency cannot have is left out.

    Args:
        labels: those that occur; None for the usual ones.
        frequencies: what the labels are read as figures of.
    """
    columns: dict[str, list[int]] = {name: [] for name in ("frequency", "raw", "key", "before", "year_before")}
    written: list[str] = []
    for at, frequency in enumerate(frequencies):
        for label, *keys in _usual_rows(frequency) if labels is None else _rows(labels, frequency):
            written.append(label)
            columns["frequency"].append(at)
            for name, key in zip(("raw", "key", "before", "year_before"), keys, strict=True):
                columns[name].append(key)
    ranks = {key: rank for rank, key in enumerate(sorted(set(columns["key"])))}
    return {"label": written, **columns, "rank": [ranks[key] for key in columns["key"]]}


_Row = tuple[str, int, int, int, int]


def _rows(labels: Iterable[str], frequency: Frequency) -> Iterator[_Row]:
    for label in labels:
        period = _read(label, frequency)
        aligned = period and period.at_frequency(frequency)
        if period is not None and aligned is not None:
            before = key_of(aligned.previous) if frequency.is_regular else -1
            yield label, key_of(period), key_of(aligned), before, key_of(_year_before(aligned))


@lru_cache(maxsize=len(Frequency))
def _usual_rows(frequency: Frequency) -> tuple[_Row, ...]:
    return tuple(_rows(usual_labels(frequency), frequency))


def _read(label: str, frequency: Frequency) -> Period | None:
    try:
        return parse_period(label, frequency)
    except PeriodError:
        return None


def _year_before(period: Period) -> Period | None:
    return period.year_before if period.start.year > 1 else None


@lru_cache(maxsize=len(Frequency))
def usual_labels(frequency: Frequency) -> tuple[str, ...]:
    """The labels that a lazy plan understands for figures of a frequency.

    The labels of every period from 1980 to 2079 that a figure of the frequency may be for, its last day where that is
    the end of a month, and a few other ways to write a year, a rolling one or a year to date. Weeks are weeks that end
    on a Friday or a Sunday, and are among them only where the figures are weekly. Several years together are two to
    five.
    """
    return tuple(dict.fromkeys(_usual(frequency)))


def _usual(frequency: Frequency) -> Iterator[str]:
    if frequency is Frequency.WEEK:
        ends = range(date(_FIRST, 1, 1).toordinal(), date(_LAST, 12, 31).toordinal() + 1)
        weeks = (Period.week(date.fromordinal(end)) for end in ends if end % 7 in _LAST_DAYS_OF_WEEKS)
        yield from (week.label for week in weeks)
        return
    for year in range(_FIRST, _LAST + 1):
        pair = f"{year}/{(year + 1) % 100:02d}"
        periods = [Period(*span) for span in made_of_months(year, year + 1)]
        days = [Period.day(Period.month(year, month).end) for month in range(1, 13)]
        fitting = [period for period in (*periods, *days) if period.at_frequency(frequency) is not None]
        yield from (period.label for period in fitting)
        yield from (label for period in fitting for label in _other_spellings(period))
        yield from (period.end.isoformat() for period in fitting if period.kind is PeriodKind.DAY)
        yield from (pair, pair.replace("/", "-"), f"FY {pair}")
        if frequency is Frequency.YEAR_SPAN or not frequency.is_regular:
            for longer in range(1, 5):
                for kind in YEARS:
                    yield Period.span(Period.year(kind, year), Period.year(kind, year + longer)).label


def _other_spellings(period: Period) -> Iterator[str]:
    """How rolling years and years to date are written as often as by their labels."""
    last = period.label.partition(" to ")[2]
    if period.kind is PeriodKind.ROLLING_YEAR_MONTHLY:
        name = f"{MONTHS[period.end.month - 1]} {period.end.year}"
        yield from (f"YE {last}", f"Year ending {name}", f"year ending {name}", f"12 months to {name}")
    if period.kind is PeriodKind.YEAR_TO_DATE:
        quarter = period.label.removeprefix("YTD ")
        yield from (f"Q1-{quarter}", f"Q1 to {quarter}")


_FIRST, _LAST = 1980, 2079
_LAST_DAYS_OF_WEEKS = (5, 0)
"""Friday and Sunday, as days since year 1 divided by seven leave them: its first day was a Monday."""


def end_table(periods: Iterable[Period]) -> dict[str, list[int]]:
    """The ends of periods in months and days, as ages are counted."""
    known = {key_of(period): period for period in periods}
    ends = {key: period.end for key, period in known.items()}
    return {
        "key": list(ends),
        "months": [end.year * 12 + end.month for end in ends.values()],
        "day": [end.day for end in ends.values()],
        "last": [
            int(period.months_after(period.end.replace(day=28)) == 0 and _is_last(period)) for period in known.values()
        ],
    }


def _is_last(period: Period) -> bool:
    return period.end.month != (period.end.fromordinal(period.end.toordinal() + 1)).month


def covering_pairs(periods: Iterable[Period]) -> dict[str, list[int]]:
    """Pairs of periods of which the first covers the second."""
    known = {key_of(period): period for period in periods}
    pairs: dict[str, list[int]] = {"key": [], "held": []}
    for held, period in known.items():
        for wider in covering(period):
            pairs["key"].append(key_of(wider))
            pairs["held"].append(held)
    return pairs
