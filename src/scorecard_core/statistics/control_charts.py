"""Control charts: how far a process varies by itself, and where each of its points stands.

The chart is the XmR chart (individuals and moving ranges) as the NHS publishes it. What is here measures: the centre
line, the limits, and how long the runs are that a point belongs to. What that means is for the lists in
:mod:`scorecard_core.special_causes` to say.

Source: NHS-R Community, NHSRplotthedots, ``R/ptd_spc_standard.R`` (limits) and ``R/ptd_calculate_point_type.R`` (runs),
https://github.com/nhs-r-community/NHSRplotthedots, which follows NHS England, *Making Data Count*. The limits are those
of D. J. Wheeler, *Understanding Variation*: the mean, and 2.66 mean moving ranges to either side of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import groupby, pairwise

from scorecard_core.statistics.groups import rounded_fraction

__all__ = ["LIMIT_PLACES", "USUAL_LENGTH", "ChartMethod", "ChartPoint", "Limits", "chart", "facts_of_point", "limits"]

LIMIT_PLACES = 12
"""Decimals to which the lines of a chart are rounded, half up, or as many as its figures have where those are more."""

USUAL_LENGTH = 7
"""How many points make a trend, or a run, in the NHS's charts."""

_LIMIT_FACTOR = Fraction("2.66")
"""Mean moving ranges from the centre line to a limit: three standard deviations, estimated from ranges of two."""

_SCREEN_FACTOR = Fraction("3.267")
"""Mean moving ranges above which a moving range is no guide to how the process varies by itself."""

Values = Sequence[Decimal | None]
"""The figures of a chart in their order; None where there is none, which is a gap and not a nought."""


@dataclass(frozen=True, slots=True)
class ChartMethod:
    """How a chart is measured.

    Attributes:
        baseline_points: the limits rest on so many first points, and stay; None to let all points count.
        screened: leave moving ranges above 3.267 times their mean out of the limits.
        trend_points: how many points make a trend; it settles which of two trends a turning point belongs to.
        close_of: among how many successive points those close to a limit are counted.
    """

    baseline_points: int | None = None
    screened: bool = True
    trend_points: int = USUAL_LENGTH
    close_of: int = 3


@dataclass(frozen=True, slots=True)
class Limits:
    """The lines of a chart: the centre line (the mean), the limits, and what counts as close to them."""

    centre: Decimal
    lower: Decimal
    upper: Decimal
    close_lower: Decimal
    close_upper: Decimal


@dataclass(frozen=True, slots=True)
class ChartPoint:
    """One point of a chart.

    Attributes:
        limits: the lines it is seen against.
        one_side: how many points in a row are on the same side of the centre line, this one among them; 0 on the line.
        rising, falling: how many points in a row are each higher, or lower, than the one before, this one among them.
        close: how many are close to a limit, this one among them, of so many in a row on one side of the centre line.
    """

    value: Decimal
    limits: Limits
    one_side: int
    rising: int
    falling: int
    close: int


def limits(values: Values, *, screened: bool = True) -> Limits | None:
    """The lines that rest on all of these figures; None where no two of them follow each other.

    A moving range is taken between two figures that follow each other, never across a gap. Where all are alike the
    limits have no width: the process has not varied, and that is known.
    """
    known = [Fraction(value) for value in values if value is not None]
    ranges = [
        abs(Fraction(after) - Fraction(before))
        for before, after in pairwise(values)
        if before is not None and after is not None
    ]
    if not ranges:
        return None
    if screened and any(ranges):
        # Some are always left: not all can be above their mean.
        most = _SCREEN_FACTOR * _mean(ranges)
        ranges = [moved for moved in ranges if moved < most]
    places = max(LIMIT_PLACES, *(_decimals(value) for value in values if value is not None))
    centre, limit = _mean(known), _LIMIT_FACTOR * _mean(ranges)
    lines = (centre, centre - limit, centre + limit, centre - limit * 2 / 3, centre + limit * 2 / 3)
    return Limits(*(rounded_fraction(line, places) for line in lines))


def _mean(numbers: Sequence[Fraction]) -> Fraction:
    return sum(numbers, Fraction(0)) / len(numbers)


def _decimals(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0


@lru_cache(maxsize=1024)
def chart(values: tuple[Decimal | None, ...], method: ChartMethod) -> tuple[ChartPoint | None, ...]:
    """Every point of a chart; None where there is no figure, and throughout where the chart has no limits.

    Args:
        values: the figures from where the chart begins, or begins anew: a run never reaches over that place.
    """
    lines = limits(_baseline(values, method.baseline_points), screened=method.screened)
    if lines is None:
        return (None,) * len(values)
    sides = [None if value is None else _sign(value, lines.centre) for value in values]
    one_side = _lengths(sides)
    trends = _trends(values, method.trend_points)
    closeness = _closeness(values, sides, lines, method.close_of)
    return tuple(
        value
        if value is None
        else ChartPoint(
            value=value,
            limits=lines,
            one_side=one_side[at],
            rising=max(trends[at], 1),
            falling=max(-trends[at], 1),
            close=closeness[at],
        )
        for at, value in enumerate(values)
    )


def facts_of_point(values: tuple[Decimal | None, ...], at: int, method: ChartMethod) -> Mapping[str, Decimal | None]:
    """What the lists of :mod:`scorecard_core.special_causes` ask about one point, by the names of their facts.

    Args:
        values: the figures from where the chart begins, or begins anew.
        at: which of them the point is.
    """
    point = chart(values, method)[at]
    return {
        "points": Decimal(sum(value is not None for value in values)),
        "centre_line": point.limits.centre if point else None,
        "lower_limit": point.limits.lower if point else None,
        "upper_limit": point.limits.upper if point else None,
        "one_side": Decimal(point.one_side) if point else None,
        "rising": Decimal(point.rising) if point else None,
        "falling": Decimal(point.falling) if point else None,
        "close": Decimal(point.close) if point else None,
    }


def _baseline(values: Values, points: int | None) -> Values:
    """The figures up to and including the last of the first so many; a gap among them is not one of them."""
    if points is None:
        return values
    places = [at for at, value in enumerate(values) if value is not None]
    return values[: places[points - 1] + 1] if len(places) > points else values


def _sign(value: Decimal, other: Decimal) -> int:
    return (value > other) - (value < other)


def _lengths(signs: Sequence[int | None]) -> list[int]:
    """For each place, how many in a row have the same sign as it; 0 for no sign, and for a gap."""
    lengths: list[int] = []
    for sign, run in groupby(signs):
        length = len(list(run))
        lengths += [length if sign else 0] * length
    return lengths


def _trends(values: Values, asked: int) -> list[int]:
    """For each point, how many the trend has that it belongs to: above nought where it rises, below where it falls.

    A turning point ends one trend and begins another. The later one counts where it has as many points as are asked
    for, the earlier one otherwise.
    """
    steps = [None if before is None or after is None else _sign(after, before) for before, after in pairwise(values)]
    # A run of so many steps has one point more.
    runs = [(sign or 0) * (length + 1) for sign, length in zip(steps, _lengths(steps), strict=True)]
    arriving, leaving = [0, *runs], [*runs, 0]
    return [after if abs(after) >= asked else before for before, after in zip(arriving, leaving, strict=True)]


def _closeness(values: Values, sides: Sequence[int | None], lines: Limits, width: int) -> list[int]:
    """For each point close to a limit, the most that are so in any stretch on one side of the centre line with it."""
    close = [value is not None and _is_close(value, lines) for value in values]
    counts = [0] * len(values)
    for start in range(len(values) - width + 1):
        stretch = range(start, start + width)
        if sides[start] and len({sides[at] for at in stretch}) == 1:
            count = sum(close[at] for at in stretch)
            for at in stretch:
                counts[at] = max(counts[at], count) if close[at] else 0
    return counts


def _is_close(value: Decimal, lines: Limits) -> bool:
    """Between what counts as close to a limit and the limit itself."""
    return lines.lower <= value < lines.close_lower or lines.close_upper < value <= lines.upper
