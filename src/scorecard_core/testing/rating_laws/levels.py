"""The same thing said in other numbers is rated the same: mirrored, shifted, in another unit."""

from __future__ import annotations

from collections.abc import Callable, Container
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from scorecard_core.exact import EXACT
from scorecard_core.rating import Rating
from scorecard_core.targets import Bands, ControlChart, Progress, Range, Significance, Threshold, Trajectory
from scorecard_core.terms import Polarity
from scorecard_core.testing.case import Case, Rate
from scorecard_core.testing.laws import Law, law
from scorecard_core.testing.reference import limits
from scorecard_core.testing.strategies.definitions import NUMERIC, ONE_WAY, STATISTICAL
from scorecard_core.testing.strategies.numbers import as_decimal, numbers
from scorecard_core.testing.strategies.whole_cases import cases

__all__ = ["LAWS"]

_MIRRORED = {
    Polarity.HIGH_IS_GOOD: Polarity.LOW_IS_GOOD,
    Polarity.LOW_IS_GOOD: Polarity.HIGH_IS_GOOD,
}
_SHIFT_FREE = (
    "threshold",
    "range",
    "bands",
    "improvement",
    "consecutive",
    "comparator",
    "gap",
    "control_chart",
    *STATISTICAL,
)
_CLOSE = tuple(kind for kind in NUMERIC if kind not in ("trajectory", "progress"))
"""The types whose limits have few enough digits for a value to stand on them in any unit."""

_SIBLINGS = {
    "percent": (("proportion", -2),),
    "gbp": (("thousand_gbp", -3), ("million_gbp", -6)),
    "per_10000_children": (("per_1000_children", -1), ("rate_of_children", -4)),
    "kilogram": (("tonne", -3),),
}


def _moved(case: Case, to: Callable[[Decimal], Decimal], *, keep: Container[str] = ()) -> Case:
    """The case with every level moved: those in the definition, those of the facts, and earlier figures."""
    facts = {
        name: value if name in keep else tuple(map(to, value)) if isinstance(value, tuple) else to(case.number(name))
        for name, value in case.facts.items()
    }
    for whose in ("", "reference_"):
        # Turned round, the lower limit of an interval is the upper one.
        if f"{whose}lower" in facts:
            ends = sorted(to(case.number(f"{whose}{side}")) for side in ("lower", "upper"))
            facts |= {f"{whose}lower": ends[0], f"{whose}upper": ends[1]}
    earlier = tuple((period, to(value)) for period, value in case.earlier)
    return case.with_target(**_levels(case.target, to)).but(facts=facts, earlier=earlier)


def _levels(target: Any, to: Callable[[Decimal], Decimal]) -> dict[str, Any]:
    match target:
        case Threshold():
            single = {"value": target.value, "amber_limit": target.amber_limit}
            moved: dict[str, Any] = {name: to(level) for name, level in single.items() if level is not None}
            if target.values is not None:
                moved["values"] = {period: to(level) for period, level in target.values.items()}
            return moved
        case ControlChart():
            return {} if target.value is None else {"value": to(target.value)}
        case Trajectory() | Progress():
            stated = {"value": target.value, "baseline": target.baseline}
            return {name: to(level) for name, level in stated.items() if isinstance(level, Decimal)}
        case (
            Range(low=Decimal() as low, high=Decimal() as high)
            | Significance(low=Decimal() as low, high=Decimal() as high)
        ):
            low, high = sorted((to(low), to(high)))
            return {"low": low, "high": high}
        case Significance(value=Decimal() as value):
            return {"value": to(value)}
        case Bands():
            ends = [band.model_copy(update={"to": to(band.to)}) for band in target.bands if band.to is not None]
            return {"bands": (*ends, target.bands[-1])}
        case _:
            return {}


def _must_be_alike(first: Rating, case: Case, second: Rating, what: str) -> None:
    for name in ("status", "travel", "movement"):
        then, now = getattr(first, name), getattr(second, name)
        if then is not now:
            raise case.broken(f"{what}, and the {name} went from {then} to {now}. Before: {first.reason}")


@law(since="0.1", case=cases(types=(*ONE_WAY, *STATISTICAL, "range", "consecutive", "control_chart"), earlier=True))
def mirrored_polarity_mirrors_the_rating(rate: Rate, case: Case) -> None:
    """Turn every number round and the direction of good with it: nothing changes, below zero as above it."""
    # The totals that shares are of stay what they are: there is nothing to be had of a total below zero.
    turned = _moved(case, EXACT.minus, keep=("comparator", "base_comparator") if case.target.type == "share" else ())
    polarity = _MIRRORED.get(case.indicator.polarity, case.indicator.polarity)
    turned = turned.but(indicator=turned.indicator.model_copy(update={"polarity": polarity}))
    _must_be_alike(case.rated(rate), turned, turned.rated(rate), "every number was turned round, with the polarity")


@law(
    since="0.1",
    case=cases(types=_SHIFT_FREE, earlier=True, percent=False),
    by=numbers() | st.sampled_from([Decimal(10) ** 12, -(Decimal(10) ** 12)]),
)
def shifting_value_and_reference_together_changes_nothing(rate: Rate, case: Case, by: Decimal) -> None:
    """Add the same to the value and to what it is compared with: nothing changes, unless a per cent is involved."""
    shifted = _moved(case, lambda level: EXACT.add(level, by))
    _must_be_alike(case.rated(rate), shifted, shifted.rated(rate), f"{by} was added to every level")


@st.composite
def _on_a_limit(draw: st.DrawFn) -> Case:
    """A case with the value exactly on one of its limits, where a conversion that is a little off shows."""
    case = draw(cases(types=_CLOSE, units=tuple(_SIBLINGS), earlier=True))
    found = limits(case.indicator, case.period, case.facts)
    return case.but(value=as_decimal(draw(st.sampled_from(found)))) if found else case


@law(since="0.1", case=_on_a_limit(), which=st.integers(0, 1))
def writing_the_value_in_another_unit_changes_nothing(rate: Rate, case: Case, which: int) -> None:
    """The same value written in another unit is rated the same; the target stays in its own, so the value must
    really cross over, exactly.
    """
    siblings = _SIBLINGS[case.indicator.unit]
    unit, places = siblings[which % len(siblings)]
    written = case.but(value=EXACT.scaleb(case.number("value"), places), value_unit=unit)
    _must_be_alike(case.rated(rate), written, written.rated(rate), f"the value was written in '{unit}'")


LAWS: tuple[Law, ...] = (
    mirrored_polarity_mirrors_the_rating,
    shifting_value_and_reference_together_changes_nothing,
    writing_the_value_in_another_unit_changes_nothing,
)
