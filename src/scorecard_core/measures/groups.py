"""Measures among areas: of one measure, from our own figure and those of others for the same period."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import Field

from scorecard_core.exact import EXACT, divided, root_of_quotient
from scorecard_core.measures.base import Figures, Places
from scorecard_core.measures.found import Found, combined, total
from scorecard_core.measures.time import OfOne
from scorecard_core.periods import Period
from scorecard_core.terms import GreyReason

__all__ = ["ShareOf", "Standardised"]

_HUNDRED = Decimal(100)


class ShareOf(OfOne):
    """The area's part of a whole, in per cent: *100 × own figure ÷ the whole's*.

    The whole is another area's figure for the same period, or the sum of those of a group, as the comparator lists its
    areas. Every one of them has to be there.

    Attributes:
        whole: the id of the comparator that is the whole.
        places: decimals to which the result is rounded, half up.
    """

    type: Literal["share"] = "share"
    whole: str
    places: int = Places

    @property
    def groups(self) -> frozenset[str]:
        return super().groups | {self.whole}

    def operand_unit(self, unit: str) -> str:
        return ""

    def compute(self, figures: Figures, period: Period, unit: str) -> Found:
        own = self.of.find(figures, period).as_role("part")
        areas = figures.areas_of(self.whole)
        others = [self.of.find(figures.of(area), period).as_role("whole") for area in areas]
        if not others:
            others = [Found(missing=GreyReason.INPUT_MISSING)]
        return combined([own, *others], self._share)

    def _share(self, own: Decimal, *others: Decimal) -> Decimal | None:
        whole = total(others)
        return divided(EXACT.multiply(own, _HUNDRED), whole, self.places) if whole > 0 else None


class Standardised(OfOne):
    """How many standard deviations a figure is from the mean of a group: *(figure − mean) ÷ standard deviation*.

    Both are worked out from the figures of the group's areas for the same period, as the comparator lists them; our own
    counts if it is listed. The one rounding is that of the result. A group in which all are alike gives no figure.

    Attributes:
        group: the id of the comparator that is the group.
        deviation: ``population``, dividing by the number of areas, or ``sample``, by one less.
        least: how many of the areas must have a figure; all of them, where it is not given.
        places: decimals to which the result is rounded, half up.
    """

    type: Literal["standardised"] = "standardised"
    group: str
    deviation: Literal["population", "sample"] = "population"
    least: int | None = Field(default=None, ge=3)
    places: int = Places

    @property
    def groups(self) -> frozenset[str]:
        return super().groups | {self.group}

    @property
    def leaves_out(self) -> bool:
        return self.least is not None or super().leaves_out

    def operand_unit(self, unit: str) -> str:
        return ""

    def compute(self, figures: Figures, period: Period, unit: str) -> Found:
        own = self.of.find(figures, period)
        areas = figures.areas_of(self.group)
        members = [self.of.find(figures.of(area), period).as_role("member of the group") for area in areas]
        there = [member for member in members if member.value is not None or member.is_withheld]
        least = len(areas) if self.least is None else self.least
        if len(there) < max(least, 2):
            there = [*members, Found(missing=GreyReason.INPUT_MISSING)]
        return combined([own, *there], self._distance)

    def _distance(self, own: Decimal, *members: Decimal) -> Decimal | None:
        # With n members, their sum S and the sum Q of their squares, the distance is (n own - S) / sqrt(n Q - S^2), and
        # sqrt((n - 1) / n) of that for a sample: nothing is rounded on the way.
        count, added = Decimal(len(members)), total(members)
        squares = total(EXACT.multiply(member, member) for member in members)
        spread = EXACT.subtract(EXACT.multiply(count, squares), EXACT.multiply(added, added))
        if spread <= 0:
            return None
        off = EXACT.subtract(EXACT.multiply(count, own), added)
        top, bottom = EXACT.multiply(off, off), spread
        if self.deviation == "sample":
            top, bottom = EXACT.multiply(top, count - 1), EXACT.multiply(bottom, count)
        size = root_of_quotient(top, bottom, self.places)
        return size if off >= 0 else EXACT.minus(size)
