"""The milestone: something that has to be done by a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import ClassVar, Literal

from pydantic import Field

from scorecard_core.references import Reported, Source
from scorecard_core.rules import Branch, DecisionList, Fact, FactValue, Shows, both, missing, negated
from scorecard_core.targets.base import TargetType
from scorecard_core.terms import GreyReason, Rag

__all__ = ["Milestone"]

_DONE = ("done", "complete", "completed", "finished", "closed", "delivered", "achieved", "met", "yes")
_EXPECTED = ("expected", "forecast", "planned")

DONE_ON = Fact("done_on", "the day on which it was done; missing while it is not", shows=Shows.DATE)
EXPECTED_ON = Fact("expected_on", "the day by which it is expected; missing where nothing is said", shows=Shows.DATE)
DUE = Fact("due", "the day by which it has to be done", shows=Shows.DATE)
TODAY = Fact("today", "the day of the report: the last of its period, or an earlier one it is as at", shows=Shows.DATE)
WARNING_DAYS = Fact("warning_days", "how many days before it is due a warning is given")


class Milestones(StrEnum):
    """The answers of a milestone."""

    DONE = "done"
    DONE_LATE = "done_late"
    OVERDUE = "overdue"
    EXPECTED_LATE = "expected_late"
    DUE_SOON = "due_soon"


@cache
def _by_a_day() -> DecisionList:
    done = both(negated(missing(DONE_ON)), DONE_ON <= TODAY)
    return DecisionList(
        "by a day",
        (
            Branch(both(done, DONE_ON <= DUE), Milestones.DONE, "it was done on {done_on}, and was due by {due}"),
            Branch(done, Milestones.DONE_LATE, "it was done on {done_on}, after the day it was due by, {due}"),
            Branch(TODAY > DUE, Milestones.OVERDUE, "it was due by {due} and had not been done by {today}"),
            Branch(
                both(negated(missing(EXPECTED_ON)), EXPECTED_ON > DUE),
                Milestones.EXPECTED_LATE,
                "it is expected by {expected_on}, after the day it is due by, {due}",
            ),
            Branch(TODAY + WARNING_DAYS >= DUE, Milestones.DUE_SOON, "it is due by {due}, and is not done yet"),
            Branch(None, GreyReason.NOT_DUE, "it has no rating because it is not due before {due}"),
        ),
    )


class Milestone(TargetType):
    """Done by a day.

    An observation says ``done`` (or ``complete``, ``completed``, ``finished``, ``closed``, ``delivered``, ``achieved``,
    ``met``, ``yes``) or ``expected`` (``forecast``, ``planned``) in its column ``text``, with the day in its column
    ``date``; done without a day is done by the end of the period. Anything else, such as ``in progress``, says no more
    than that it is not done. What is overdue shows in the reporting period: a rating as at the latest report, which
    is what is rated where no period is asked for, knows no later day.

    Attributes:
        due: the day by which it has to be done.
        warning_days: how many days before that it turns amber.
        done_late: the status of what was done, but too late.
    """

    waits: ClassVar = True

    type: Literal["milestone"] = "milestone"
    due: date
    warning_days: int = Field(default=0, ge=0, le=3660)
    done_late: Rag = Rag.RED

    @property
    def rule(self) -> DecisionList:
        return _by_a_day()

    def _parameters(self) -> Mapping[str, FactValue]:
        return {"due": Decimal(self.due.toordinal()), "warning_days": Decimal(self.warning_days)}

    def _sources(self) -> Mapping[str, Source]:
        return {"done_on": Reported(_DONE, undated=True), "expected_on": Reported(_EXPECTED)}

    def colour(self, answer: StrEnum) -> Rag:
        return self.done_late if answer is Milestones.DONE_LATE else _COLOURS.get(answer, Rag.GREY)


_COLOURS: Mapping[StrEnum, Rag] = {
    Milestones.DONE: Rag.GREEN,
    Milestones.OVERDUE: Rag.RED,
    Milestones.EXPECTED_LATE: Rag.AMBER,
    Milestones.DUE_SOON: Rag.AMBER,
}
