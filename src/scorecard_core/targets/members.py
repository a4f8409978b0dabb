"""The members of compositions, as definitions write them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, Field, model_validator

from scorecard_core.distances import Number
from scorecard_core.errors import refusal
from scorecard_core.periods import Period
from scorecard_core.targets.base import MODEL, TargetType, ends_before_it_begins

if TYPE_CHECKING:
    from scorecard_core.targets import Target

__all__ = ["Member", "as_written", "meet"]

_ONE = Decimal(1)


class Member(BaseModel):
    """One member of a composition: a target of the indicator itself, or another indicator.

    In a definition: ``{ type = "threshold", value = 60, name = "Our own target" }``, with the keys of the target beside
    those of the member; ``{ indicator = "children.looked_after", weight = 2 }``; or ``"children.looked_after"`` alone.

    Attributes:
        indicator: the id of another indicator.
        target: a target of the indicator itself.
        name: what sentences call it; the type of the target, or the title of the indicator, where it is not given.
        weight: how much it counts in a weighted mean.
        in_force_from, in_force_until: the periods in which it is a member (``from`` and ``until`` in a definition); the
            dates of a target are its own.
    """

    model_config = MODEL

    indicator: str = ""
    target: Target | None = None
    name: str = ""
    weight: Number = Field(default=_ONE, ge=0)
    in_force_from: Period | None = Field(default=None, alias="from")
    in_force_until: Period | None = Field(default=None, alias="until")

    @model_validator(mode="before")
    @classmethod
    def _from_one_table(cls, data: Any) -> Any:
        if isinstance(data, str):
            return {"indicator": data}
        if isinstance(data, TargetType):
            return {"target": data}
        if not isinstance(data, dict) or "type" not in data or "target" in data:
            return data
        own = {key: data[key] for key in ("indicator", "name", "weight") if key in data}
        return {**own, "target": {key: value for key, value in data.items() if key not in own}}

    @model_validator(mode="after")
    def _is_one_thing(self) -> Member:
        if (self.target is None) == (not self.indicator):
            raise refusal(
                "member-incomplete",
                found="neither a target nor an indicator" if self.target is None else "a target and an indicator",
                expected="one of the two",
            )
        if self.target is not None and (self.in_force_from or self.in_force_until):
            raise refusal(
                "member-dates-misplaced",
                found="dates of a member that is a target",
                expected="'from' and 'until' among the keys of the target",
            )
        for problem in ends_before_it_begins(self.in_force_from, self.in_force_until):
            raise problem
        return self

    @property
    def key(self) -> str:
        """What tells it from the other members: the id of its indicator, or the name of its target."""
        return self.indicator or self.name or (self.target.type.replace("_", " ") if self.target else "")

    @property
    def begins(self) -> Period | None:
        """The first period in which it is a member."""
        return self.target.in_force_from if self.target else self.in_force_from

    @property
    def ends(self) -> Period | None:
        """The last period in which it is a member."""
        return self.target.in_force_until if self.target else self.in_force_until

    def in_force(self, period: Period) -> bool:
        """Whether it is a member in a period: judged by the day on which the period ends."""
        started = self.begins is None or self.begins.start <= period.end
        return started and (self.ends is None or period.end <= self.ends.end)


def as_written(table: dict[str, Any]) -> Any:
    """A member in the form in which a definition states it."""
    own = {key: value for key, value in table.items() if key != "target" and value not in ("", None)}
    return own["indicator"] if set(own) == {"indicator"} else {**(table.get("target") or {}), **own}


def meet(first: Member, second: Member) -> bool:
    """Whether there is a day on which both are members."""
    begins = max(member.begins.start if member.begins else date.min for member in (first, second))
    ends = min(member.ends.end if member.ends else date.max for member in (first, second))
    return begins <= ends
