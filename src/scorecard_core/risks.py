"""The corporate risk register, rated with the same words as indicators.

A risk's rating is a judgement. Its movement comes from the same list as an indicator's, so "worsened" means the same
thing everywhere, whatever a report says ("increased" is worse for a risk).
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from scorecard_core.assessed import Answered
from scorecard_core.movement import MOVEMENT
from scorecard_core.rules import FactValue
from scorecard_core.terms import Movement, Rag

__all__ = ["Paragraphs", "Risk"]

Paragraphs = tuple[str | tuple[str, ...], ...]
"""Paragraphs in their order; a tuple among them holds the bullets below the paragraph before it."""


class Risk(BaseModel):
    """One corporate risk.

    Attributes:
        rating: the present rating, as someone accountable judged it.
        previous: the rating in the last report; None where it is not known.
        moved: the movement as the report states it, where it does not print the previous rating.
        note: how the rating is known, where the report does not print it beside the risk.
        summary: one paragraph for an overview.
        why_red, mitigating_actions, what_next: what the report says about a red risk.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: int = Field(ge=1)
    title: str = Field(min_length=1)
    rating: Rag
    previous: Rag | None = None
    moved: Movement | None = None
    note: str = ""
    summary: str = ""
    why_red: Paragraphs = ()
    mitigating_actions: Paragraphs = ()
    what_next: Paragraphs = ()

    @property
    def movement(self) -> Movement:
        """The movement since the last report."""
        if self.moved is not None and self.previous is None:
            return self.moved
        facts: dict[str, FactValue] = {
            "rank": self.rating.rank,
            "previous_rank": self.previous.rank if self.previous else None,
            "previous_known": self.previous is not None,
            "carried": False,
            "changed": None,
        }
        return Movement(Answered.by(MOVEMENT, facts).answer)
