"""The laws of the engine: what holds of every function that rates as :func:`scorecard_core.rate` does."""

from __future__ import annotations

from scorecard_core.testing.laws import Law
from scorecard_core.testing.rating_laws import answers, frames, levels, order, sources, stages, time, words

__all__ = ["RATING_LAWS"]

RATING_LAWS: tuple[Law, ...] = (
    *answers.LAWS,
    *order.LAWS,
    *levels.LAWS,
    *sources.LAWS,
    *stages.LAWS,
    *time.LAWS,
    *words.LAWS,
    *frames.LAWS,
)
"""Every law of the engine, in the order in which they are told."""
