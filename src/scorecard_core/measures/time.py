"""Measures over time: of one measure, from its figures for several periods."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from scorecard_core.errors import refusal
from scorecard_core.exact import EXACT, divided
from scorecard_core.measures.base import Figures, Measure, Places
from scorecard_core.measures.found import Found, combined, total
from scorecard_core.periods import Period, PeriodKind
from scorecard_core.terms import Frequency, GreyReason

if TYPE_CHECKING:
    from scorecard_core.measures import Operand

__all__ = ["Change", "OfOne", "PercentChange", "RollingMean", "YearToDate"]

_HUNDRED = Decimal(100)


class OfOne(Measure):
    """What is computed from one measure.

    Attributes:
        of: the measure that it is computed from: a name, or a table.
    """

    of: Operand

    @property
    def operands(self) -> Mapping[str, Measure]:
        return {"of": self.of}

    def periods(self, figures: Figures) -> frozenset[Period]:
        return self.of.periods(figures)

    def _before(self, figures: Figures, period: Period) -> Period | None:
        """The period before one: the calendar's, or the last there is where figures come irregularly."""
        if figures.regular:
            return period.previous
        return max((known for known in self.of.periods(figures) if known.end < period.end), default=None)

    def _window(self, figures: Figures, period: Period, count: int) -> list[Period | None]:
        """So many periods up to one of them; None for those that there are not."""
        window: list[Period | None] = [period]
        while len(window) < count:
            window.append(self._before(figures, window[-1]) if window[-1] else None)
        return window

    def _at(self, figures: Figures, period: Period | None, unit: str) -> Found:
        return self.of.find(figures, period, unit) if period else Found(missing=GreyReason.INPUT_MISSING)


class RollingMean(OfOne):
    """The mean of the last periods, this one among them: *their sum ÷ how many they are*.

    A period without a figure leaves it missing: a mean of fewer periods is another figure.

    Attributes:
        over: how many periods.
        places: decimals to which the result is rounded, half up.
    """

    type: Literal["rolling_mean"] = "rolling_mean"
    over: int = Field(ge=2, le=120)
    places: int = Places

    def compute(self, figures: Figures, period: Period, unit: str) -> Found:
        window = self._window(figures, period, self.over)
        parts = [self._at(figures, at, self.operand_unit(unit)) for at in window]
        return combined(parts, lambda *values: divided(total(values), Decimal(self.over), self.places))


class YearToDate(OfOne):
    """The year so far: the sum, or the mean, of its periods up to this one.

    It begins anew with each year. Every period so far has to have its figure, unless a mean is told to leave out those
    that have none; a suppressed one is never left out.

    Attributes:
        statistic: ``sum`` or ``mean``.
        year: which year: ``financial_year``, ``academic_year`` or ``calendar_year``.
        incomplete: what becomes of a year with a period missing: ``missing``, or, for a mean, ``left_out``.
        places: decimals to which a mean is rounded, half up.
    """

    type: Literal["year_to_date"] = "year_to_date"
    statistic: Literal["sum", "mean"] = "sum"
    year: Literal["financial_year", "academic_year", "calendar_year"] = "financial_year"
    incomplete: Literal["missing", "left_out"] = "missing"
    places: int = Places

    @model_validator(mode="after")
    def _a_sum_leaves_nothing_out(self) -> YearToDate:
        if self.statistic == "sum" and self.incomplete == "left_out":
            raise refusal(
                "sum-leaves-out",
                found="a sum that leaves out the periods without a figure, which would take them for zero",
                expected="incomplete = 'missing', or statistic = 'mean'",
            )
        return self

    def problems(self, frequency: Frequency) -> Iterator[PydanticCustomError]:
        quarters_fit = self.year != "academic_year"
        if frequency is not Frequency.MONTH and not (frequency is Frequency.QUARTER and quarters_fit):
            yield refusal(
                "year-to-date-frequency",
                found=f"a year to date of the {self.year.replace('_', ' ')} for the frequency '{frequency}'",
                expected="'month' or 'quarter'" if quarters_fit else "'month': no quarter begins with September",
            )
        yield from super().problems(frequency)

    @property
    def leaves_out(self) -> bool:
        return self.incomplete == "left_out" or super().leaves_out

    @property
    def begins_anew(self) -> bool:
        return self.statistic == "sum" or super().begins_anew

    def is_comparable(self, earlier: Period, later: Period) -> bool:
        """Two sums of as many periods; two means of one year as well."""
        (first, second) = (one.in_year(PeriodKind(self.year)) for one in (earlier, later))
        same_place = earlier.months_after(first.start) == later.months_after(second.start)
        return (same_place or (self.statistic == "mean" and first == second)) and super().is_comparable(earlier, later)

    def compute(self, figures: Figures, period: Period, unit: str) -> Found:
        year = period.in_year(PeriodKind(self.year))
        so_far: list[Period] = []
        at: Period | None = period
        while at is not None and at.start >= year.start:
            so_far.append(at)
            at = at.previous
        parts = [self._at(figures, one, self.operand_unit(unit)) for one in so_far]
        if self.incomplete == "left_out":
            own, *earlier = parts
            parts = [own, *(part for part in earlier if part.value is not None or part.is_withheld)]
        return combined(parts, self._statistic)

    def _statistic(self, *values: Decimal) -> Decimal:
        added = total(values)
        return added if self.statistic == "sum" else divided(added, Decimal(len(values)), self.places)


class _SinceABase(OfOne):
    """What is computed from a figure and an earlier one.

    Attributes:
        on: the earlier figure: ``previous``, or ``same_period_last_year``.
    """

    on: Literal["previous", "same_period_last_year"] = "previous"

    def compute(self, figures: Figures, period: Period, unit: str) -> Found:
        base = period.year_before if self.on == "same_period_last_year" else self._before(figures, period)
        wanted = self.operand_unit(unit)
        now, then = self._at(figures, period, wanted), self._at(figures, base, wanted).as_role("base")
        between = [known for known in self.of.periods(figures) if base and base.end < known.end < period.end]
        broken = any(self.of.find(figures, known, wanted).breaks for known in between)
        return combined([now, then], self._since, broken=broken)

    @abstractmethod
    def _since(self, now: Decimal, base: Decimal) -> Decimal | None:
        """The change from one number to another."""


class Change(_SinceABase):
    """The change on an earlier figure: *figure − earlier figure*, exactly; in percentage points for per cents."""

    type: Literal["change"] = "change"

    def operand_unit(self, unit: str) -> str:
        return "percent" if unit == "percentage_point" else unit

    def _since(self, now: Decimal, base: Decimal) -> Decimal:
        return EXACT.subtract(now, base)


class PercentChange(_SinceABase):
    """The change on an earlier figure in per cent of it: *100 × (figure − earlier figure) ÷ earlier figure*.

    A change on zero, or on less, gives no figure.

    Attributes:
        places: decimals to which the result is rounded, half up.
    """

    type: Literal["percent_change"] = "percent_change"
    places: int = Places

    def operand_unit(self, unit: str) -> str:
        return ""

    def _since(self, now: Decimal, base: Decimal) -> Decimal | None:
        if base <= 0:
            return None
        return divided(EXACT.multiply(EXACT.subtract(now, base), _HUNDRED), base, self.places)
