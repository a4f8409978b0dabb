"""How the figure, and its status, have changed: the direction of travel of the one, the movement of the other."""

from __future__ import annotations

from decimal import Decimal

from scorecard_core.assessed import Answered
from scorecard_core.evidence import Evidence, Figure
from scorecard_core.indicators import Indicator
from scorecard_core.movement import MOVEMENT, travel_rule
from scorecard_core.previous import Previous, has_break
from scorecard_core.rated_figure import RatedFigure
from scorecard_core.rules import FactValue
from scorecard_core.shapes import SIGNS
from scorecard_core.statistics import Trend
from scorecard_core.statistics.trends import CRITICAL_CHI_SQUARED
from scorecard_core.targets import Range, TargetType
from scorecard_core.terms import Rag
from scorecard_core.trend import recent_trend

__all__ = ["movement_of", "travel_of"]

_ZERO = Decimal(0)


def travel_of(
    indicator: Indicator, evidence: Evidence, found: RatedFigure, target: TargetType | None
) -> tuple[Answered, Figure]:
    """The direction of travel, and the earlier figure that it starts from."""
    has_range = isinstance(target, Range)
    band, tested = indicator.travel.dead_band, indicator.travel.trend
    trend: Trend | None = None
    if tested is None:
        base = evidence.own_at(indicator.travel.base, found.period)
    else:
        trend, base = recent_trend(evidence, found.period, tested)
    facts: dict[str, FactValue] = {
        **(target.parameters if target and has_range else {}),
        "value": found.figure.value,
        "travel_base": base.value,
        "sign": SIGNS[indicator.polarity],
        "dead_band_amount": band.absolute if band else _ZERO,
        "dead_band_rate": band.rate if band else _ZERO,
        "broken": has_break(evidence, base.period, found.period),
        "critical": CRITICAL_CHI_SQUARED,
        "chi_squared": trend.chi_squared if trend else None,
        "gradient": Decimal(trend.direction) if trend else None,
        "holds": trend.steady if trend else None,
    }
    rule = travel_rule(indicator.polarity, has_range=has_range, by_trend=tested is not None)
    return Answered.by(rule, facts), base


def movement_of(status: Rag, previous: Previous | None, *, stands_still: bool) -> Answered:
    """The movement of the rating.

    Args:
        stands_still: whether nothing about the period is new, so that there is nothing that could have moved.
    """
    return Answered.by(
        MOVEMENT,
        {
            "rank": _RANKS[status],
            "previous_rank": _RANKS[previous.rating.status] if previous else None,
            "previous_known": previous is not None,
            "carried": stands_still,
            "changed": previous.changed if previous else None,
        },
    )


_RANKS = {status: None if status.rank is None else Decimal(status.rank) for status in Rag}
