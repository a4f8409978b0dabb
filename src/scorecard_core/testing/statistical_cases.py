"""Facts that bring out every verdict of a target that asks what chance, or a group, makes of a figure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from scorecard_core.statistics import IntervalMethod
from scorecard_core.targets import InPosition, Significance

__all__ = ["standings", "tests_of_significance"]

Facts = Mapping[str, Decimal | str]

_SURE = 10_000
"""By how much counts are multiplied, so that their intervals are narrow."""


def tests_of_significance(target: Significance, per: int | None) -> Iterator[Facts]:
    """Figures far below, at and far above what they are compared with, each as sure as can be.

    Args:
        per: how many of the indicator's unit make one; None where that is no whole number.
    """
    middle = Decimal(per or 100) / 2
    goals = [target.low, target.high] if target.low is not None else [target.value]
    for goal in goals:
        edge = middle if goal is None else goal
        for value in _around(edge, target.method, per):
            facts = {"value": value, **_beside(value, target.method, per)}
            if target.comparator is not None:
                theirs = _beside(edge, target.method, per) if target.intervals == "both" else {}
                facts |= {"reference": edge, **{f"reference_{name}": number for name, number in theirs.items()}}
            yield facts


def _around(edge: Decimal, method: IntervalMethod | None, per: int | None) -> tuple[Decimal, ...]:
    match method:
        case None:
            return (edge - 1000, edge, edge + 1000)
        case IntervalMethod.BYAR:
            return (edge // 4, edge, edge * 4)
        case IntervalMethod.WILSON:
            return (edge / 2, edge, (edge + (per or 1)) / 2)


def _beside(value: Decimal, method: IntervalMethod | None, per: int | None) -> dict[str, Decimal]:
    """An interval without width, or the counts that a figure follows from."""
    if method is None:
        return {"lower": value, "upper": value}
    if method is IntervalMethod.BYAR and per == 1:
        return {"numerator": value}
    return {"numerator": value * _SURE, "denominator": Decimal(per or 1) * _SURE}


def standings(target: InPosition) -> Iterator[Facts]:
    """A figure at every place of a group in which no two others are alike."""
    ranks = [int(band.to) for band in target.bands if band.to is not None]
    count = max([target.fewest or 2, len(target.bands) or target.quantiles or 4, *ranks]) + 1
    peers = {f"peer_{at}": Decimal(at) for at in range(1, count + 1)}
    for own in range(count + 2):
        yield {"value": Decimal(own), **peers}
