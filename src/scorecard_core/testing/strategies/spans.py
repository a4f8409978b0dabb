"""Periods: of every kind, and those in which a definition can be rated."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count, takewhile

from hypothesis import strategies as st

from scorecard_core.bases import Base, BaseKind
from scorecard_core.indicators import Indicator
from scorecard_core.periods import Period, PeriodKind
from scorecard_core.periods.kinds import YEARS, kind_of, made_of_months
from scorecard_core.references import Compared, Own
from scorecard_core.targets import Progress, TargetType, Threshold, Trajectory
from scorecard_core.terms import Frequency
from scorecard_core.testing.reference import profile_target

__all__ = ["in_order", "periods", "rated_periods"]


@st.composite
def periods(
    draw: st.DrawFn, *, frequency: Frequency | None = None, min_year: int = 1990, max_year: int = 2040
) -> Period:
    """Periods of every kind: days, weeks, months, quarters, halves, years of many kinds and several of them together.

    Args:
        frequency: only periods that a figure of this frequency is for.
        min_year, max_year: the years in which a period may start.
    """
    asked = frequency or draw(st.sampled_from(list(Frequency)))
    year = draw(st.integers(min_year, max_year))
    match asked:
        case Frequency.IRREGULAR:
            first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
            return Period.day(date.fromordinal(draw(st.integers(first, last))))
        case Frequency.YEAR_SPAN:
            kind = draw(st.sampled_from(YEARS))
            return Period.span(Period.year(kind, year), Period.year(kind, year + draw(st.integers(1, 4))))
        case _:
            return draw(st.sampled_from(in_order(asked, year, year)))


def in_order(frequency: Frequency, first: int, last: int) -> list[Period]:
    """Every period of a frequency that starts in some years, in order.

    Weeks end on Sundays, surveys are of calendar years, and irregular figures get the last day of each quarter.
    """
    years = range(first, last + 1)
    match frequency:
        case Frequency.WEEK:
            monday = date(first, 1, 1) + timedelta(days=-date(first, 1, 1).weekday() % 7)
            starts = takewhile(lambda start: start.year <= last, (monday + timedelta(weeks=at) for at in count()))
            return [Period.week(start + timedelta(days=6)) for start in starts]
        case Frequency.YEAR_SPAN:
            kind = PeriodKind.FINANCIAL_YEAR
            return [Period.span(Period.year(kind, year), Period.year(kind, year + 2)) for year in years]
        case Frequency.IRREGULAR:
            return [Period.day(Period.quarter(year, quarter).end) for year in years for quarter in range(1, 5)]
        case _:
            kind = kind_of(frequency) or PeriodKind.CALENDAR_YEAR
            return sorted(Period(*span) for span in made_of_months(first, last + 1, [kind]))


def rated_periods(indicator: Indicator) -> list[Period]:
    """The periods, near 2016 or else wherever there are some, for which a definition has a target to rate by."""
    stated = [point for target in indicator.target if isinstance(target, Threshold) for point in target.values or ()]
    aligned = [period for point in stated if (period := point.at_frequency(indicator.frequency))]
    for first, last in ((2014, 2018), (1990, 2040), (1900, 2190)):
        known = [*in_order(indicator.frequency, first, last), *aligned]
        found = [period for period in dict.fromkeys(known) if _has_target(indicator, period)]
        if found:
            return found
    return []


def _has_target(indicator: Indicator, period: Period) -> bool:
    target = indicator.target_for(period)
    if target is None or not indicator.in_force(period):
        return False
    if isinstance(target, Threshold) and target.values is not None and profile_target(target, period) is None:
        return False
    if not _has_begun(target, period) or not all(_reaches_back(period, base) for base in _bases(target)):
        return False
    return all(base.end < period.start for base in baselines(indicator, target))


def _has_begun(target: TargetType, period: Period) -> bool:
    """Whether a target that begins at some time has begun by the end of a period."""
    if not isinstance(target, Trajectory | Progress) or target.start is None:
        return True
    start = target.start
    months = (period.end.year - start.end.year) * 12 + period.end.month - start.end.month
    return months >= (0 if isinstance(target, Trajectory) else 1)


def _bases(target: TargetType) -> list[Base]:
    sources = target.sources.values()
    return [one.base for one in sources if isinstance(one, Own | Compared) and one.base is not None]


def _reaches_back(period: Period, base: Base) -> bool:
    """Whether there are as many periods before one as a base asks for; a year to date begins anew each year."""
    at: Period | None = period
    for _ in range({BaseKind.PREVIOUS: 1, BaseKind.AVERAGE_OF_LAST: base.count or 0}.get(base.kind, 0)):
        at = at and at.previous
    return at is not None or period.kind is PeriodKind.DAY


def baselines(indicator: Indicator, target: TargetType) -> list[Period]:
    """The fixed periods that a target compares with, as figures of the indicator's frequency."""
    bases = [source.base for source in target.sources.values() if isinstance(source, Own)]
    named = [base.period for base in bases if base.kind is BaseKind.BASELINE and base.period is not None]
    return [period for base in named if (period := base.at_frequency(indicator.frequency))]
