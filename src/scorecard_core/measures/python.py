"""Measures in Python: a function of figures, for what no formula of the closed set says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal, DivisionByZero, localcontext
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field, model_serializer, model_validator

from scorecard_core.errors import refusal
from scorecard_core.exact import WIDE, rounded
from scorecard_core.measures.base import PLACES, Figures, Measure, Places
from scorecard_core.measures.found import Found, combined
from scorecard_core.periods import Period

if TYPE_CHECKING:
    from scorecard_core.measures import Operand

__all__ = ["PythonMeasure", "python_measure"]


class PythonMeasure(Measure):
    """A measure whose formula is a function. It has no frame form, and no definition file can hold it.

    Attributes:
        name: what the function is called.
        function: takes the operands' values under their names; None says that there is nothing to divide by.
        of: the measures, by the names of the function's arguments.
        places: decimals to which the result is rounded, half up.
    """

    type: Literal["python"] = "python"
    name: str
    function: Callable[..., Decimal | int | None] = Field(repr=False)
    of: dict[str, Operand] = Field(min_length=1)
    places: int = Places

    @model_validator(mode="before")
    @classmethod
    def _has_a_function(cls, data: Any) -> Any:
        if isinstance(data, dict) and "function" not in data:
            raise refusal(
                "measure-in-python",
                found="a measure in Python without its function",
                expected="one of the other types",
                hint="A measure in Python belongs to an Indicator that is built in Python, with python_measure.",
            )
        return data

    @model_serializer(mode="wrap")
    def _always_with_its_type(self, handler: Any) -> Any:
        return {"type": self.type, "name": self.name}

    def __hash__(self) -> int:
        return hash((self.name, self.function))

    @property
    def operands(self) -> Mapping[str, Measure]:
        return self.of

    def operand_unit(self, unit: str) -> str:
        return ""

    def periods(self, figures: Figures) -> frozenset[Period]:
        return frozenset[Period]().union(*(operand.periods(figures) for operand in self.of.values()))

    def compute(self, figures: Figures, period: Period, unit: str) -> Found:
        parts = [operand.find(figures, period).as_role(name) for name, operand in self.of.items()]
        return combined(parts, self._result)

    def _result(self, *values: Decimal) -> Decimal | None:
        # The caller's own context changes nothing; in this one, a division by zero is an error.
        with localcontext(WIDE) as context:
            context.traps[DivisionByZero] = True
            result = self.function(**dict(zip(self.of, values, strict=True)))
        return None if result is None else rounded(Decimal(result), self.places)


def python_measure(
    function: Callable[..., Decimal | int | None], *, places: int = PLACES, unit: str = "", **of: Any
) -> PythonMeasure:
    """A measure computed by a function of yours, for an :class:`Indicator` built in Python.

    The function sees numbers alone, and only where every one of them is there: what is missing, suppressed or flagged
    is dealt with as for every other measure. It should do nothing but compute, so that the same figures always give the
    same result.

    Args:
        function: takes the figures under their names; returns a number, or None where there is nothing to divide by.
        places: decimals to which the result is rounded, half up.
        unit: what the result is in; the indicator's unit where it is not given.
        of: the measures that it needs, by the names of its arguments, as a definition file writes them.
    """
    name = getattr(function, "__qualname__", type(function).__name__)
    return PythonMeasure(name=name, function=function, of=of, places=places, unit=unit)
