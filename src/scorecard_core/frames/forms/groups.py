"""What a group of areas makes of its figures: mean, median, quantile, rank.

A frame of *members* has ``indicator``, ``key``, ``group`` and ``value``, a row for each figure in each group. Sums and
places in the order are exact; what lies between two figures is rounded once, as for one.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import lcm
from typing import Any

import narwhals.stable.v2 as nw

from scorecard_core.comparators import Comparator, Statistic
from scorecard_core.frames.door import Door
from scorecard_core.frames.forms.means import PARTS, in_parts, rounded_mean, with_judged_unit
from scorecard_core.frames.measured import COLUMNS
from scorecard_core.statistics import QUANTILE_METHODS

__all__ = ["BY", "Quantile", "between", "combined", "grouped", "quantiles_of"]

BY = ["indicator", "key", "group"]
"""What tells groups apart."""

_NAMES = [f"sum_{at}" for at in range(PARTS)]


@dataclass(frozen=True)
class Quantile:
    """Where a quantile lies among ``n`` figures in their order: at ``(slope n + offset) / under``, counted from 1."""

    part: Fraction
    method: int

    @cached_property
    def _line(self) -> tuple[Fraction, Fraction]:
        place = QUANTILE_METHODS[self.method]
        offset = Fraction(place(0, self.part))
        return Fraction(place(1, self.part)) - offset, offset

    @property
    def under(self) -> int:
        """What the place is counted in parts of."""
        return lcm(*(one.denominator for one in self._line))

    def times(self, under: int) -> tuple[float, float]:
        """The slope and the offset, in so many parts of one."""
        slope, offset = self._line
        return float(slope * under), float(offset * under)


def grouped(comparator: Comparator) -> tuple[dict[str, list[Any]], dict[str, list[Any]], int]:
    """The members of each group, the group of each area that has one of its own, and the group of all the others."""
    own = comparator.neighbours or (() if comparator.includes_self else dict.fromkeys(comparator.areas))
    groups = {area: number for number, area in enumerate(own, start=1)}
    members: list[tuple[int, str]] = [(0, one) for one in dict.fromkeys(comparator.areas)]
    members += [(number, one) for area, number in groups.items() for one in comparator.members(area)]
    of_groups: dict[str, list[Any]] = {
        "group": [number for number, _ in members],
        "member": [one for _, one in members],
    }
    return of_groups, {"member": list(groups), "group": list(groups.values())}, -1 if comparator.neighbours else 0


def combined(door: Door, members: Any, comparator: Comparator, name: str) -> Any:
    """A row for each group that is large enough, with ``name``: what its figures come to, as it is judged."""
    if comparator.statistic is Statistic.MEAN:
        members = in_parts(members, "value", _NAMES)
        sums = (nw.col(one).sum().alias(one) for one in _NAMES)
        groups = members.group_by(*BY).agg(nw.len().alias("size"), *sums)
        groups = with_judged_unit(door, groups.filter(nw.col("size") >= comparator.fewest), comparator.places)
        size = nw.col("size").cast(nw.Float64)
        groups = rounded_mean(groups, name, _NAMES, size, comparator.places, in_sql=door.host.in_sql)
    elif comparator.statistic is Statistic.VALUE:
        groups = members.group_by(*BY).agg(nw.len().alias("size"), nw.col("value").max().alias(name))
    else:
        is_median = comparator.statistic is Statistic.MEDIAN
        part = Fraction(1, 2) if is_median else Fraction(comparator.quantile or 0)
        place = Quantile(part, 7 if is_median else comparator.method)
        groups = quantiles_of(members, place, place, nw.lit(1.0))
        groups = with_judged_unit(door, groups.filter(nw.col("size") >= comparator.fewest), comparator.places)
        groups = between(groups, name, place.under, comparator.places, always=is_median, in_sql=door.host.in_sql)
    return groups.select(*BY, name)


def quantiles_of(members: Any, first: Quantile, other: Quantile, order: Any) -> Any:
    """A row for each group with what a quantile lies between: ``least``, ``most``, and the parts of their weighted sum.

    Args:
        first, other: the quantile where ``order`` is above zero, and elsewhere.
    """
    under = lcm(first.under, other.under)
    members = in_parts(members, "value", _NAMES)
    members = members.with_columns(nw.lit(1.0).alias("one"), order.alias("order"))
    members = members.with_columns(
        nw.col("one").cum_sum().over(*BY, order_by="value").alias("ordinal"),
        nw.col("one").sum().over(*BY).alias("size"),
    )
    places = [slope * nw.col("size") + offset for slope, offset in (one.times(under) for one in (first, other))]
    members = members.with_columns(nw.when(nw.col("order") > 0.0).then(places[0]).otherwise(places[1]).alias("spot"))
    spot, last = nw.col("spot"), nw.col("size") * float(under)
    spot = nw.when(spot > last).then(last).otherwise(spot)
    members = members.with_columns(
        nw.when(spot < float(under)).then(nw.lit(float(under))).otherwise(spot).alias("spot")
    )
    members = members.with_columns(COLUMNS.over(nw.col("spot"), float(under)).floor().alias("lower"))
    members = members.with_columns((nw.col("spot") - nw.col("lower") * float(under)).alias("rest"))
    lower, rest, ordinal, value = nw.col("lower"), nw.col("rest"), nw.col("ordinal"), nw.col("value")
    weight = nw.when(ordinal == lower).then(float(under) - rest).otherwise(nw.lit(0.0))
    weight = nw.when(ordinal == lower + 1.0).then(rest).otherwise(weight)
    upper = nw.when(rest > 0.0).then(lower + 1.0).otherwise(lower)
    members = members.with_columns(
        weight.alias("weight"),
        nw.when(ordinal == lower).then(value).otherwise(nw.lit(0.0)).alias("least"),
        nw.when(ordinal == upper).then(value).otherwise(nw.lit(0.0)).alias("most"),
    )
    members = members.with_columns((nw.col(one) * nw.col("weight")).alias(one) for one in _NAMES)
    summed = (nw.col(one).sum().alias(one) for one in ("least", "most", *_NAMES))
    return members.group_by(*BY).agg(nw.col("size").max().alias("size"), *summed)


def between(groups: Any, name: str, under: int, places: int, *, always: bool, in_sql: bool) -> Any:
    """Groups with ``name``: what lies between ``least`` and ``most``, or either where both are one figure.

    Args:
        always: round that figure as well.
    """
    groups = rounded_mean(groups, name, _NAMES, float(under), places, in_sql=in_sql)
    if always:
        return groups
    same = nw.col("least") == nw.col("most")
    return groups.with_columns(nw.when(same).then(nw.col("least")).otherwise(nw.col(name)).alias(name))
