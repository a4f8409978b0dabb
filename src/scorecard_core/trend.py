"""The recent trend of an indicator's own figures: the last five, and what the published test says about them."""

from __future__ import annotations

from enum import StrEnum

from scorecard_core.evidence import Evidence, Figure
from scorecard_core.periods import Period
from scorecard_core.significance import counted, given_interval
from scorecard_core.statistics import Confidence, Trend, trend_of_proportions, trend_of_values
from scorecard_core.statistics.trends import POINTS

__all__ = ["TrendOf", "recent_trend"]


class TrendOf(StrEnum):
    """What the test for a trend works on."""

    VALUES = "values"
    PROPORTIONS = "proportions"


def recent_trend(evidence: Evidence, period: Period, of: TrendOf) -> tuple[Trend | None, Figure]:
    """The trend of the five figures up to a period, and the oldest of them.

    There is none where a figure is missing, where two of the periods overlap, or where a figure has no interval at 95 %
    or, for proportions, no numerator and denominator.
    """
    figures: list[Figure] = []
    at: Period | None = period
    while len(figures) < POINTS and at is not None:
        if figures and figures[-1].period is not None and at.end >= figures[-1].period.start:
            return None, Figure()
        figures.append(evidence.own(at))
        at = evidence.series.before(at)
    if len(figures) < POINTS or any(figure.value is None for figure in figures):
        return None, Figure()
    oldest_first = figures[::-1]
    return (_of_values if of is TrendOf.VALUES else _of_proportions)(evidence, oldest_first), oldest_first[0]


def _of_values(evidence: Evidence, figures: list[Figure]) -> Trend | None:
    points = []
    for figure in figures:
        seen = figure.observation
        interval = given_interval(evidence, seen, Confidence.P95) if seen else None
        if figure.value is None or interval is None:
            return None
        points.append((figure.value, interval.lower, interval.upper))
    return trend_of_values(points)


def _of_proportions(_: Evidence, figures: list[Figure]) -> Trend | None:
    points = []
    for figure in figures:
        count, total = counted(figure.observation) if figure.observation else (None, None)
        if count is None or total is None:
            return None
        points.append((count, total))
    return trend_of_proportions(points)
