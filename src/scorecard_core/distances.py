"""Numbers and distances as definitions write them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from scorecard_core.errors import refusal
from scorecard_core.exact import EXACT, number, within_domain

__all__ = ["Distance", "Number"]


def _number(value: object) -> Decimal:
    if not isinstance(value, (Decimal, int, float, str)):
        raise refusal("number-unreadable", found=f"{value!r} is not a number")
    if isinstance(value, int) and abs(value) >= _TOO_LONG:
        raise refusal("number-out-of-range", found="a number too long to print", expected="less than 10^15 in size")
    try:
        exact = number(value)
    except ValueError as error:
        raise refusal("number-unreadable", found=str(error)) from None
    if not within_domain(exact):
        raise refusal(
            "number-out-of-range", found=f"{value} cannot be compared exactly", expected="less than 10^15 in size"
        )
    return exact


Number = Annotated[Decimal, BeforeValidator(_number)]
"""An exact number: an integer, a decimal, or text; a float stands for what it prints as."""

_ZERO = Decimal(0)
_PERCENT = ("percent", "%", "per cent")
"""What people write for per cent; only the first is a unit, which is told apart from what is wrong with a distance."""

_TOO_LONG = 10**60


class Distance(BaseModel):
    """How far: a tolerance, a least change, a dead band. Where several are given, the widest counts.

    Attributes:
        amount: in the indicator's unit.
        points: in percentage points, for an indicator in per cent.
        percent: in per cent *of the reference*.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    amount: Number | None = Field(default=None, ge=0)
    points: Number | None = Field(default=None, ge=0)
    percent: Number | None = Field(default=None, ge=0)

    @model_validator(mode="after")
    def _says_how_far(self) -> Distance:
        if self.amount is None and self.points is None and self.percent is None:
            raise refusal("distance-empty", found="nothing", expected="an amount, points or percent")
        return self

    @property
    def absolute(self) -> Decimal:
        """The amount, or the points; zero where neither is given."""
        return max(self.amount or _ZERO, self.points or _ZERO)

    @property
    def rate(self) -> Decimal:
        """The per cent of the reference as a plain factor: 10 per cent is 0.1."""
        return EXACT.scaleb(self.percent, -2) if self.percent is not None else _ZERO

    def problems(self, unit: str, key: str) -> Iterator[PydanticCustomError]:
        """What does not fit an indicator in that unit."""
        in_percent = unit in _PERCENT
        if in_percent and self.amount is not None:
            yield refusal(
                "distance-ambiguous",
                found=f"{key}.amount = {self.amount} for an indicator in per cent, which could mean two things",
                expected=f"{key}.points for percentage points, or {key}.percent for per cent of the reference",
            )
        if not in_percent and self.points is not None:
            yield refusal(
                "distance-in-points",
                found=f"{key}.points for an indicator in '{unit}'",
                expected=f"{key}.amount, in the indicator's unit",
                hint="Percentage points are for indicators in per cent.",
            )
