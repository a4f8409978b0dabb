"""What targets that judge a number have: a tolerance, a side on which ties fall, and amber for moving the right way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import ClassVar

from pydantic import BaseModel
from pydantic_core import PydanticCustomError

from scorecard_core.bases import Base
from scorecard_core.distances import Distance
from scorecard_core.errors import refusal
from scorecard_core.references import Forecast, Own, Source
from scorecard_core.rules import FactValue
from scorecard_core.targets.base import MODEL, ONE_WAY, ZERO, TargetType
from scorecard_core.terms import Polarity, Tie

__all__ = ["AmberIf", "OnANumber", "OneWay", "WithTolerance"]


class OnANumber(TargetType):
    """A target that judges a number.

    Attributes:
        on_forecast: judge the outturn that is expected for the end of the year, and not the figure so far.
    """

    on_forecast: bool = False

    def _sources(self) -> Mapping[str, Source]:
        return {"value": Forecast()} if self.on_forecast else {}


class WithTolerance(OnANumber):
    """A target that may be missed by a little, and be amber."""

    tolerance: Distance | None = None
    tie: Tie = Tie.BETTER

    def _parameters(self) -> Mapping[str, FactValue]:
        return {
            "tie_is_better": self.tie is Tie.BETTER,
            "tolerance_amount": self.tolerance.absolute if self.tolerance else ZERO,
            "tolerance_rate": self.tolerance.rate if self.tolerance else ZERO,
        }

    def problems(self, polarity: Polarity, unit: str) -> Iterator[PydanticCustomError]:
        yield from super().problems(polarity, unit)
        if self.tolerance:
            yield from self.tolerance.problems(unit, "tolerance")
        zero = next((reference for reference in self._stated if reference == 0), None)
        if zero is not None and self.tolerance and self.tolerance.percent and not self.tolerance.absolute:
            yield refusal(
                "percent-of-zero",
                found="a tolerance in per cent of a target of zero, which is no tolerance at all",
                expected="an amount beside the per cent, or instead of it",
            )

    @property
    def _stated(self) -> tuple[Decimal, ...]:
        """The numbers to beat that the definition itself states."""
        return ()


class AmberIf(BaseModel):
    """Amber instead of red where the value moved the right way.

    Attributes:
        better_than: the earlier value that it must be better than.
        or_level: whether holding level is enough.
    """

    model_config = MODEL

    better_than: Base
    or_level: bool = False


class OneWay(WithTolerance):
    """A target on a number of which more, or less, is better.

    Attributes:
        amber_if: amber instead of red where the value moved the right way, whatever the tolerance.
    """

    polarities: ClassVar = ONE_WAY

    amber_if: AmberIf | None = None

    def _parameters(self) -> Mapping[str, FactValue]:
        level = {"level_is_amber": self.amber_if.or_level} if self.amber_if else {}
        return {**super()._parameters(), **level}

    def _sources(self) -> Mapping[str, Source]:
        base: dict[str, Source] = {"amber_base": Own(self.amber_if.better_than)} if self.amber_if else {}
        return {**super()._sources(), **base}
