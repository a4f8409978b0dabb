"""What a computed measure is made of: series in the observations, and what two or more of them come to together."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field, model_serializer, model_validator

from scorecard_core.distances import Number
from scorecard_core.errors import refusal
from scorecard_core.exact import EXACT, divided
from scorecard_core.measures.base import Figures, Measure, Places
from scorecard_core.measures.found import Found, combined, observed, total
from scorecard_core.periods import Period
from scorecard_core.terms import Frequency, GreyReason

if TYPE_CHECKING:
    from scorecard_core.measures import Operand

__all__ = ["Difference", "Ratio", "SeriesOf", "Sum"]

_ONE = Decimal(1)


class SeriesOf(Measure):
    """A series in the observations, as an operand.

    It is written as the name of the measure or, where its unit has to be stated, as a table:
    ``{ measure = "population.children", unit = "child" }``. Its figure is the one for the same period; with
    ``within_months`` the latest there is, which is how a quarter's figure is divided by a mid-year population.

    Attributes:
        measure: the name of the series.
        within_months: take the latest figure that ended no more than so many months before the period.
    """

    type: Literal["series"] = "series"
    measure: str = Field(min_length=1)
    within_months: int | None = Field(default=None, ge=0)

    @model_validator(mode="before")
    @classmethod
    def _from_a_name(cls, data: Any) -> Any:
        return {"measure": data} if isinstance(data, str) else data

    @model_serializer(mode="wrap")
    def _always_with_its_type(self, handler: Any) -> Any:
        given = {"measure": self.measure, "unit": self.unit, "within_months": self.within_months}
        stated = {key: value for key, value in given.items() if value not in ("", None)}
        return self.measure if len(stated) == 1 else stated

    @property
    def operands(self) -> Mapping[str, Measure]:
        return {}

    def periods(self, figures: Figures) -> frozenset[Period]:
        return frozenset(figures.series(self.measure) if self.within_months is None else ())

    def compute(self, figures: Figures, period: Period, unit: str) -> Found:
        if self.within_months is None:
            return observed(figures.series(self.measure), period, unit, figures.units)
        series = figures.series(self.measure, Frequency.IRREGULAR)
        latest = series.latest(period)
        if latest is None or period.months_after(latest.end) > self.within_months:
            return Found(missing=GreyReason.INPUT_MISSING)
        return observed(series, latest, unit, figures.units)


class Ratio(Measure):
    """A numerator over a denominator: a percentage with ``per = 100``, a rate per 10,000 with ``per = 10000``.

    *per × numerator ÷ denominator*, rounded half up to ``places``. A denominator of zero or below gives no figure. The
    two are measures, or, with ``of``, the columns ``numerator`` and ``denominator`` of one measure's observations.

    Attributes:
        numerator, denominator: two measures, each with its unit.
        of: the one measure whose observations carry both, instead.
        per: what the quotient is multiplied by; it has to fit the unit.
        places: decimals to which the result is rounded, half up.
    """

    type: Literal["ratio"] = "ratio"
    numerator: Operand | None = None
    denominator: Operand | None = None
    of: str = ""
    per: Number = Field(default=_ONE, gt=0)
    places: int = Places

    @model_validator(mode="after")
    def _has_one_pair(self) -> Ratio:
        given = (self.numerator is not None, self.denominator is not None, bool(self.of))
        if given not in ((True, True, False), (False, False, True)):
            names = ("numerator", "denominator", "of")
            stated = [name for name, there in zip(names, given, strict=True) if there]
            raise refusal(
                "ratio-incomplete",
                found=f"a ratio with {' and '.join(stated) or 'neither'}",
                expected="a numerator and a denominator, or 'of', the measure whose observations carry both",
            )
        return self

    @property
    def operands(self) -> Mapping[str, Measure]:
        if self.numerator is None or self.denominator is None:
            return {"of": SeriesOf(measure=self.of)}
        return {"numerator": self.numerator, "denominator": self.denominator}

    def operand_unit(self, unit: str) -> str:
        return ""

    def periods(self, figures: Figures) -> frozenset[Period]:
        return frozenset[Period]().union(*(operand.periods(figures) for operand in self.operands.values()))

    def compute(self, figures: Figures, period: Period, unit: str) -> Found:
        if self.of:
            series = figures.series(self.of)
            pair = [observed(series, period, "", figures.units, column) for column in ("numerator", "denominator")]
        else:
            pair = [operand.find(figures, period) for operand in self.operands.values()]
        top, bottom = pair
        return combined([top.as_role("numerator"), bottom.as_role("denominator")], self._divided)

    def _divided(self, numerator: Decimal, denominator: Decimal) -> Decimal | None:
        if denominator <= 0:
            return None
        return divided(EXACT.multiply(numerator, self.per), denominator, self.places)


class Sum(Measure):
    """Measures added up, exactly. Every one of them has to be there.

    Attributes:
        of: the measures, two or more.
    """

    type: Literal["sum"] = "sum"
    of: tuple[Operand, ...]

    @model_validator(mode="after")
    def _has_terms(self) -> Sum:
        if len(self.of) < 2:
            raise refusal("sum-of-one", found=f"a sum of {len(self.of) or 'nothing'}", expected="two measures, or more")
        return self

    @property
    def operands(self) -> Mapping[str, Measure]:
        return {f"of[{number}]": operand for number, operand in enumerate(self.of, start=1)}

    def periods(self, figures: Figures) -> frozenset[Period]:
        return frozenset[Period]().union(*(operand.periods(figures) for operand in self.of))

    def compute(self, figures: Figures, period: Period, unit: str) -> Found:
        parts = [operand.find(figures, period, self.operand_unit(unit)) for operand in self.of]
        return combined(parts, lambda *values: total(values))


class Difference(Measure):
    """One measure less another, exactly; in percentage points for per cents.

    Attributes:
        of: what is taken from.
        less: what is taken away.
    """

    type: Literal["difference"] = "difference"
    of: Operand
    less: Operand

    @property
    def operands(self) -> Mapping[str, Measure]:
        return {"of": self.of, "less": self.less}

    def operand_unit(self, unit: str) -> str:
        return "percent" if unit == "percentage_point" else unit

    def periods(self, figures: Figures) -> frozenset[Period]:
        return self.of.periods(figures) | self.less.periods(figures)

    def compute(self, figures: Figures, period: Period, unit: str) -> Found:
        wanted = self.operand_unit(unit)
        parts = [self.of.find(figures, period, wanted), self.less.find(figures, period, wanted).as_role("less")]
        return combined(parts, EXACT.subtract)
