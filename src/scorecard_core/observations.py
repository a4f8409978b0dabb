"""Observations: what was measured, for whom, when, and as published when.

An :class:`Observation` has a value, or the reason why there is none; or, for a judgement, a grade.
:class:`Observations` holds many and hands them out as a :class:`Series`: one figure a period, in the vintage that was
known at a date.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from scorecard_core.errors import InputError, raise_all
from scorecard_core.exact import number
from scorecard_core.periods import Period
from scorecard_core.terms import Flag, Frequency, MissingReason

__all__ = ["Dimensions", "Judgement", "Observation", "Observations", "Series"]

Dimensions = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What someone accountable said.

    Attributes:
        grade: a colour, or a grade that the definition maps to colours.
        by: who said so.
        on: when.
        reason: why, in a sentence.
        expires: the last day on which it holds; None where it holds until the next one.
    """

    grade: str
    by: str = ""
    on: date | None = None
    reason: str = ""
    expires: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One figure, or the reason why there is none.

    Attributes:
        measure: the series it belongs to. One series may feed several indicators.
        area: whose figure it is: the council, England, a region, a neighbour, a directorate.
        period: the span or date it is for.
        value: the number, exactly as written; None where there is none. A float stands for what it prints as.
        missing_reason: why there is no value. Exactly one of value, missing_reason and judgement is there.
        judgement: what someone accountable said, for a target of the type ``judgement``.
        dimensions: further breakdowns as (name, value) pairs, such as ``(("sex", "Female"),)``.
        unit: the unit it was written in; empty for the unit of the definition.
        flag: what the publisher said about it.
        lower, upper, confidence: an interval that came with the value, and its level in per cent.
        numerator, denominator: what the value was computed from, where that came with it.
        forecast: the outturn expected for the end of the year.
        source: where it is from, in words.
        published: when it was published; part of the key. None where that is not known: older than any known date.
        place: the file and line it was read from, for error messages.
    """

    measure: str
    area: str
    period: Period
    value: Decimal | None = None
    missing_reason: MissingReason | None = None
    judgement: Judgement | None = None
    dimensions: Dimensions = ()
    unit: str = ""
    flag: Flag | None = None
    lower: Decimal | None = None
    upper: Decimal | None = None
    confidence: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    forecast: Decimal | None = None
    source: str = ""
    published: date | None = None
    place: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        for name in _NUMBERS:
            if (given_as := getattr(self, name)) is not None and not isinstance(given_as, Decimal):
                object.__setattr__(self, name, self._as_written(name, given_as))
        given = (self.value is not None) + (self.missing_reason is not None) + (self.judgement is not None)
        if given != 1:
            raise InputError(
                "observation-incomplete" if given == 0 else "observation-contradictory",
                where=self.place,
                found=f"'{self.measure}' for {self.area}, {self.period} has {'nothing' if given == 0 else 'several'}",
                expected="exactly one of a value, a missing_reason and a judgement",
            )

    @property
    def breaks(self) -> bool:
        """Whether the series breaks here: the value is not comparable with those before it."""
        return self.flag == Flag.SERIES_BREAK

    def _as_written(self, name: str, given: Any) -> Decimal:
        """A number that was given as an int, a float or text, as the exact decimal that it was written as."""
        try:
            return number(given)
        except (ValueError, TypeError, AttributeError):
            raise InputError(
                "number-unreadable", where=self.place, found=f"{given!r}", expected=f"a number as the {name}"
            ) from None


_NUMBERS = ("value", "lower", "upper", "confidence", "numerator", "denominator", "forecast")


class _SeriesKey(NamedTuple):
    measure: str
    area: str
    dimensions: Dimensions


class Series(Mapping[Period, Observation]):
    """One figure a period, in the order of the periods, as known at one date.

    Attributes:
        conflicts: periods for which there are figures under different labels (a quarter, and the snapshot on its last
            day), with the latest vintage of each. None is preferred: such a period cannot be rated.
    """

    def __init__(
        self,
        by_period: Mapping[Period, Observation],
        frequency: Frequency,
        conflicts: Mapping[Period, Sequence[Observation]] | None = None,
    ) -> None:
        self._periods = sorted(by_period)
        self._ends = [period.end for period in self._periods]
        self._by_period = by_period
        self._is_regular = frequency.is_regular
        self.conflicts = conflicts or {}

    def __getitem__(self, period: Period) -> Observation:
        return self._by_period[period]

    def __iter__(self) -> Iterator[Period]:
        return iter(self._periods)

    def __len__(self) -> int:
        return len(self._periods)

    def latest(self, at: Period) -> Period | None:
        """The last period that ends no later than ``at`` does."""
        index = bisect_right(self._ends, at.end)
        return self._periods[index - 1] if index else None

    def before(self, period: Period) -> Period | None:
        """What "previous" means here: the calendar predecessor, or, for surveys and irregular figures, the one before.

        For a regular series the answer is a period whether or not there is a figure for it: a gap is a gap.
        """
        if self._is_regular:
            return period.previous
        earlier = self.earlier(period)
        return earlier[-1] if earlier else None

    def earlier(self, period: Period) -> list[Period]:
        """All periods that end before ``period`` ends, the oldest first."""
        return self._periods[: bisect_left(self._ends, period.end)]

    def between(self, after: Period, until: Period) -> list[Period]:
        """The periods after one and up to and including another."""
        return self._periods[bisect_right(self._ends, after.end) : bisect_right(self._ends, until.end)]


class Observations:
    """A collection of observations, indexed by series.

    Raises:
        Problems: with one ``observation-duplicate`` for every observation whose key (measure, area, dimensions,
            period, published) was there already.
    """

    def __init__(self, observations: Iterable[Observation] = ()) -> None:
        self._by_key: dict[_SeriesKey, dict[tuple[Period, date | None], Observation]] = {}
        self._series: dict[tuple[_SeriesKey, Frequency, date | None], Series] = {}
        problems = []
        for observation in observations:
            key = _SeriesKey(observation.measure, observation.area, tuple(sorted(observation.dimensions)))
            vintages = self._by_key.setdefault(key, {})
            first = vintages.setdefault((observation.period, observation.published), observation)
            if first is not observation:
                problems.append(_duplicate(first, observation))
        raise_all("reading the observations", problems)

    def __iter__(self) -> Iterator[Observation]:
        for vintages in self._by_key.values():
            yield from vintages.values()

    def __len__(self) -> int:
        return sum(len(vintages) for vintages in self._by_key.values())

    @property
    def measures(self) -> frozenset[str]:
        """The series there are."""
        return frozenset(key.measure for key in self._by_key)

    def areas(self, measure: str) -> list[str]:
        """The areas that a series has figures for, in the order in which they were first met."""
        return list(dict.fromkeys(key.area for key in self._by_key if key.measure == measure))

    def series(
        self,
        measure: str,
        area: str,
        frequency: Frequency,
        *,
        dimensions: Dimensions = (),
        as_at: date | None = None,
    ) -> Series:
        """The figures of one measure in one area, at one frequency.

        Args:
            frequency: which periods count; figures of another kind (a month among quarters) are not in the series.
            as_at: what was known at that date: of several vintages the latest published by then. None takes the
                latest of all.
        """
        key = _SeriesKey(measure, area, tuple(sorted(dimensions)))
        wanted = (key, frequency, as_at)
        if wanted not in self._series:
            self._series[wanted] = _as_known(self._by_key.get(key, {}), frequency, as_at)
        return self._series[wanted]

    def first_published(self, observation: Observation) -> date | None:
        """When a figure for that period was first published, in whatever vintage; None where no date is known."""
        key = _SeriesKey(observation.measure, observation.area, tuple(sorted(observation.dimensions)))
        dates = [published for period, published in self._by_key.get(key, {}) if period == observation.period]
        return None if None in dates else min((known for known in dates if known), default=None)


def _as_known(
    vintages: Mapping[tuple[Period, date | None], Observation], frequency: Frequency, as_at: date | None
) -> Series:
    latest: dict[Period, dict[Period, Observation]] = {}
    for (period, published), observation in sorted(vintages.items(), key=lambda item: item[0][1] or date.min):
        aligned = period.at_frequency(frequency)
        if aligned is not None and (as_at is None or published is None or published <= as_at):
            labels = latest.setdefault(aligned, {})
            labels.pop(period, None)
            labels[period] = observation
    found = {aligned: tuple(labels.values()) for aligned, labels in latest.items()}
    conflicts = {aligned: several for aligned, several in found.items() if len(several) > 1}
    return Series({aligned: several[-1] for aligned, several in found.items()}, frequency, conflicts)


def _duplicate(first: Observation, second: Observation) -> InputError:
    published = f", published {second.published:%d/%m/%Y}" if second.published else ""
    return InputError(
        "observation-duplicate",
        where=second.place,
        found=f"a second figure for '{second.measure}', {second.area}, {second.period}{published}",
        expected=f"one; the first is at {first.place}" if first.place else "one",
        hint="Two vintages of one figure differ in their date of publication.",
    )
