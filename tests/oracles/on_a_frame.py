"""The same published figures, rated on a frame."""

from collections.abc import Iterable

from scorecard_core import Indicator, Observation, Rating, Registry
from scorecard_core.frames import frame_of, rate_frame

__all__ = ["Said", "said", "said_on_a_frame"]

_COLUMNS = ("indicator", "area", "status", "verdict", "grey_reason", "travel")
Said = dict[tuple[str, ...], tuple[str | None, ...]]


def said_on_a_frame(indicators: Iterable[Indicator], observations: Iterable[Observation], period: str) -> Said:
    """What a frame says of each indicator and area in a period."""
    rated = rate_frame(frame_of(observations), Registry.of(*indicators), columns=("period", *_COLUMNS))
    return {tuple(row[1:3]): tuple(row[3:]) for row in rated.rows() if row[0] == period}


def said(ratings: Iterable[Rating]) -> Said:
    """What the engine for one said of them."""
    return {(one.indicator, one.area): (one.status, one.verdict, one.grey_reason, one.travel) for one in ratings}
