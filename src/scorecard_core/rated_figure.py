"""The figure that is rated in a reporting period: the latest there is by then, and whether it is a new one."""

from __future__ import annotations

from typing import NamedTuple

from scorecard_core.evidence import Evidence, Figure
from scorecard_core.indicators import Indicator
from scorecard_core.periods import Period
from scorecard_core.terms import GreyReason

__all__ = ["RatedFigure", "figure_to_rate"]


class RatedFigure(NamedTuple):
    """The figure that is rated in a reporting period, and whether it is a new one."""

    figure: Figure
    period: Period
    carried: bool


def figure_to_rate(indicator: Indicator, evidence: Evidence, period: Period) -> RatedFigure:
    """The figure of an indicator with a series of its own; missing where there is none by then."""
    latest = evidence.series.latest(period)
    if latest is None:
        return RatedFigure(figure=Figure(missing=GreyReason.NO_DATA, period=period), period=period, carried=False)
    figure = evidence.own(latest)
    is_new = latest == period if _reports_at(indicator, period) else _is_new(indicator, evidence, figure, period)
    return RatedFigure(figure=figure, period=latest, carried=not is_new)


def _reports_at(indicator: Indicator, period: Period) -> bool:
    """Whether the reporting period is one of the indicator's own, which its figure either is for or is not."""
    return indicator.frequency.is_regular and period.at_frequency(indicator.frequency) == period


def _is_new(indicator: Indicator, evidence: Evidence, figure: Figure, period: Period) -> bool:
    """Whether the figure came with this reporting period.

    It did where its own period ends within the reporting period. A figure that comes less often than the report, such
    as an annual one, also did where it was first published within the reporting period.
    """
    if figure.period is None or figure.period.end >= period.start:
        return True
    if indicator.frequency.is_often or figure.observation is None:
        return False
    first = evidence.first_published(figure.observation)
    return first is not None and period.start <= first <= period.end
