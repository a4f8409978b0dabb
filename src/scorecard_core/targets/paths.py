"""Targets with a beginning and an end: the line that should be kept to, and how much of the way is made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from scorecard_core.bases import Base
from scorecard_core.distances import Number
from scorecard_core.errors import refusal
from scorecard_core.exact import EXACT
from scorecard_core.periods import Period
from scorecard_core.references import Own, Source
from scorecard_core.rules import DecisionList, FactValue
from scorecard_core.shapes import against_reference, progress
from scorecard_core.stated import PATH_PLACES, Months, Path, months_between
from scorecard_core.targets.base import ONE_WAY, is_worse
from scorecard_core.targets.on_a_number import OnANumber, OneWay
from scorecard_core.terms import GreyReason, Polarity, Tie

__all__ = ["Progress", "Trajectory"]

_ONE = Decimal(1)


class Line(StrEnum):
    """How a path goes from its baseline to its target: by equal steps, or by equal parts of what it has reached."""

    LINEAR = "linear"
    COMPOUND = "compound"


def _takes_time(start: Period, end: Period) -> None:
    if months_between(start, end) < 1:
        raise refusal(
            "path-without-time", found=f"a path from {start} to {end}", expected="an end that is months after the start"
        )


class Trajectory(OneWay):
    """On the line from a baseline to a target by a date.

    Attributes:
        baseline: the value at the end of ``start``.
        value: the value to reach by the end of ``end``; from then on it stays the target.
        start, end: where the line begins and ends. Before its beginning there is no target.
        path: ``linear``, by the month, or ``compound``, by the same part each month.
        places: decimals to which a point of the line is rounded, half up.
    """

    type: Literal["trajectory"] = "trajectory"
    baseline: Number
    value: Number
    start: Period
    end: Period
    path: Line = Line.LINEAR
    places: int = Field(default=PATH_PLACES, ge=0, le=12)

    @property
    def rule(self) -> DecisionList:
        return against_reference(GreyReason.NO_TARGET_FOR_PERIOD, amber_if=self.amber_if is not None)

    def _sources(self) -> Mapping[str, Source]:
        compound = self.path is Line.COMPOUND
        line = Path(self.baseline, self.value, self.start, self.end, compound, self.places)
        return {**super()._sources(), "reference": line}

    @property
    def reference_words(self) -> str:
        return "the {reference} that the way to the target asks for by {reference_period}"

    @property
    def _stated(self) -> tuple[Decimal, ...]:
        return (self.baseline, self.value)

    @model_validator(mode="after")
    def _leads_somewhere(self) -> Trajectory:
        _takes_time(self.start, self.end)
        if self.path is Line.COMPOUND and not EXACT.multiply(self.baseline, self.value) > 0:
            raise refusal(
                "path-crosses-zero",
                found=f"a compound path from {self.baseline} to {self.value}",
                expected="two numbers on one side of zero, or path = 'linear'",
            )
        return self


class Progress(OnANumber):
    """So much of the way from a baseline to a target.

    Attributes:
        baseline: the value that the way starts from: a number, or an earlier figure as in ``{ on = "previous" }``.
        value: the value that it leads to, which must be on the better side of the baseline.
        green: the part of the way, in per cent, that is green.
        amber: the part of the way, in per cent, that is still amber; none for no amber.
        start, end: where both are given, the parts are of the way that the months gone by ask for: the pace.
        tie: the side on which a value exactly on a limit falls: ``better`` or ``worse``.
    """

    polarities: ClassVar = ONE_WAY

    type: Literal["progress"] = "progress"
    baseline: Number | Base
    value: Number
    green: Number = Field(default=Decimal(100), gt=0)
    amber: Number | None = Field(default=None)
    start: Period | None = None
    end: Period | None = None
    tie: Tie = Tie.BETTER

    @property
    def rule(self) -> DecisionList:
        return progress()

    def _parameters(self) -> Mapping[str, FactValue]:
        stated: dict[str, FactValue] = {
            "goal": self.value,
            "green_share": EXACT.scaleb(self.green, -2),
            "amber_share": EXACT.scaleb(self.green if self.amber is None else self.amber, -2),
            "tie_is_better": self.tie is Tie.BETTER,
            "months_in_all": _ONE,
        }
        if isinstance(self.baseline, Decimal):
            stated["baseline"] = self.baseline
        if self.start is None or self.end is None:
            return {**stated, "months_gone": _ONE}
        return {**stated, "months_in_all": Decimal(months_between(self.start, self.end))}

    def _sources(self) -> Mapping[str, Source]:
        found = dict(super()._sources())
        if isinstance(self.baseline, Base):
            found["baseline"] = Own(self.baseline)
        if self.start is not None and self.end is not None:
            found["months_gone"] = Months(self.start, self.end)
        return found

    @model_validator(mode="after")
    def _leads_somewhere(self) -> Progress:
        if (self.start is None) != (self.end is None):
            raise refusal("path-half-stated", found="only one of start and end", expected="both, or neither")
        if self.start is not None and self.end is not None:
            _takes_time(self.start, self.end)
        if self.amber is not None and self.amber >= self.green:
            raise refusal(
                "cuts-crossed", found=f"amber from {self.amber} and green from {self.green}", expected="amber < green"
            )
        return self

    def problems(self, polarity: Polarity, unit: str) -> Iterator[PydanticCustomError]:
        yield from super().problems(polarity, unit)
        if isinstance(self.baseline, Decimal) and not is_worse(self.baseline, self.value, polarity):
            yield refusal(
                "progress-the-wrong-way",
                found=f"a way from {self.baseline} to {self.value}",
                expected=f"a target better than the baseline, since {polarity.phrase}",
            )
