"""Bases: the named earlier values that a comparison may start from."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, model_serializer, model_validator

from scorecard_core.errors import refusal
from scorecard_core.periods import Period

__all__ = ["Base", "BaseKind"]


class BaseKind(StrEnum):
    """Which earlier value a comparison starts from."""

    PREVIOUS = "previous"
    SAME_PERIOD_LAST_YEAR = "same_period_last_year"
    BASELINE = "baseline"
    BEST_EVER = "best_ever"
    AVERAGE_OF_LAST = "average_of_last"


class Base(BaseModel):
    """A named earlier value.

    In a definition: ``"previous"``, ``"same_period_last_year"``, ``"best_ever"``, ``{ baseline = "2010" }`` or
    ``{ average_of_last = 4 }``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: BaseKind
    period: Period | None = None
    count: int | None = Field(default=None, ge=2)

    @model_validator(mode="before")
    @classmethod
    def _from_its_short_form(cls, data: Any) -> Any:
        if isinstance(data, str):
            if data in (BaseKind.BASELINE, BaseKind.AVERAGE_OF_LAST):
                raise refusal("base-incomplete", found=f"'{data}' alone", expected=_BASE_FORMS)
            if data not in list(BaseKind):
                raise refusal("base-unknown", found=f"'{data}' is not an earlier value", expected=_BASE_FORMS)
            return {"kind": data}
        if isinstance(data, dict) and "kind" not in data:
            if len(data) != 1 or next(iter(data)) not in (BaseKind.BASELINE, BaseKind.AVERAGE_OF_LAST):
                raise refusal("base-unknown", found=f"{data} is not an earlier value", expected=_BASE_FORMS)
            ((kind, given),) = data.items()
            return {"kind": kind, ("period" if kind == BaseKind.BASELINE else "count"): given}
        return data

    @model_serializer
    def _to_its_short_form(self) -> str | dict[str, str | int]:
        match self.kind:
            case BaseKind.BASELINE:
                return {self.kind.value: str(self.period)}
            case BaseKind.AVERAGE_OF_LAST:
                return {self.kind.value: self.count or 0}
            case _:
                return self.kind.value


_BASE_FORMS = (
    "'previous', 'same_period_last_year', 'best_ever', { baseline = '2010' } with the period, "
    "or { average_of_last = 4 } with how many"
)
