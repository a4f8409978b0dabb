"""Which periods a step over time looks at, seen from a period: from the calendar, worked out once and joined by key."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache

from scorecard_core.frames.calendar import key_of, period_of
from scorecard_core.frames.computed.parts import Part
from scorecard_core.periods import Period, PeriodKind

__all__ = ["all_keys", "latest_pairs", "window_pairs"]

Pairs = dict[str, list[int]]


def window_pairs(part: Part, keys: Iterable[int]) -> Pairs:
    """For each period the ones that a step looks at, as columns ``key`` and ``member``; by the calendar alone."""
    pairs: Pairs = {"key": [], "member": []}
    for key in keys:
        for member in _window(part, period_of(key)):
            pairs["key"].append(key)
            pairs["member"].append(key_of(member))
    return pairs


def _window(part: Part, period: Period) -> Iterator[Period]:
    match part.kind:
        case "rolling_mean":
            yield from _back(period, part["over"])
        case "year_to_date":
            start = period.in_year(PeriodKind(part["year"])).start
            at: Period | None = period
            while at is not None and at.start >= start:
                yield at
                at = at.previous
        case _:
            base = period.previous if part["on"] == "previous" else period.year_before
            if base is not None:
                yield base


def _back(period: Period, count: int) -> Iterator[Period]:
    at: Period | None = period
    for _ in range(count):
        if at is None:
            return
        yield at
        at = at.previous


def all_keys(part: Part, keys: Iterable[int], *, regular: bool) -> frozenset[int]:
    """The periods of rows, and those that any step may be asked for."""
    known = frozenset(keys)
    if part.kind in ("rolling_mean", "year_to_date", "change", "percent_change") and _by_calendar(part, regular):
        known = known.union(window_pairs(part, known)["member"])
    return known.union(*(all_keys(one, known, regular=regular) for one in part.of))


def _by_calendar(part: Part, regular: bool) -> bool:
    return regular or part.kind == "year_to_date" or ("on", "previous") not in part.settings


def latest_pairs(keys: Sequence[int], known: Sequence[int], within: int) -> Pairs:
    """For each period those that ended with it, or up to so many months before, among the known ones."""
    ordered = sorted(known)
    periods = [period_of(key) for key in ordered]
    ends = [period.end for period in periods]
    pairs: Pairs = {"key": [], "member": []}
    for key in keys:
        period = period_of(key)
        first = bisect_left(ends, _months_back(period, within))
        for at in range(first, bisect_right(ends, period.end)):
            if period.months_after(ends[at]) <= within:
                pairs["key"].append(key)
                pairs["member"].append(ordered[at])
    return pairs


@lru_cache(maxsize=4096)
def _months_back(period: Period, months: int) -> date:
    """A day before every one that is so many months ago, or fewer."""
    total = period.end.year * 12 + period.end.month - 1 - months - 1
    return period.end.replace(year=max(1, total // 12), month=total % 12 + 1, day=1)
