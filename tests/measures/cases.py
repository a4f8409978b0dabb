"""Definitions with computed measures, one of each kind and some of several, and the figures that they need."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from scorecard_core import Comparator, Computed, Indicator, MissingReason, Observation, Observations, Rating, rate
from scorecard_core.assessment import evidence_of
from scorecard_core.comparators import ENGLAND
from scorecard_core.periods import Period, parse_period
from scorecard_core.terms import GreyReason

AREA = "Ourtown"
GROUP = Comparator(id="t.group", name="the group", areas=(AREA, "Eastham", "Westham"), statistic="mean")  # type: ignore[arg-type]
COMPARATORS = {one.id: one for one in (ENGLAND, GROUP)}
AREAS = (*GROUP.areas, "England")
QUARTERS = [
    parse_period(f"Q{quarter} {year}") for year in ("2014/15", "2015/16", "2016/17") for quarter in (1, 2, 3, 4)
]
NOW = QUARTERS[-1]

A = {"measure": "t.a", "unit": "case"}
B = {"measure": "t.b", "unit": "child"}
RATIO = {"type": "ratio", "numerator": A, "denominator": B, "per": 10000}

KINDS: Mapping[str, tuple[str, dict[str, Any]]] = {
    "ratio": ("per_10000_children", RATIO),
    "ratio of columns": ("percent", {"type": "ratio", "of": "t.columns", "per": 100}),
    "ratio by the latest": ("per_10000_children", {**RATIO, "denominator": {**B, "within_months": 9}}),
    "sum": ("case", {"type": "sum", "of": ["t.a", "t.c"]}),
    "difference": ("case", {"type": "difference", "of": "t.a", "less": "t.c"}),
    "rolling mean": ("case", {"type": "rolling_mean", "of": "t.a", "over": 4}),
    "year to date": ("case", {"type": "year_to_date", "of": "t.a"}),
    "mean of the year to date": ("case", {"type": "year_to_date", "of": "t.a", "statistic": "mean"}),
    "change": ("case", {"type": "change", "of": "t.a"}),
    "change on last year": ("case", {"type": "change", "of": "t.a", "on": "same_period_last_year"}),
    "percent change": ("percent", {"type": "percent_change", "of": A}),
    "share": ("percent", {"type": "share", "of": A, "whole": "england"}),
    "share of a group": ("percent", {"type": "share", "of": A, "whole": "t.group"}),
    "standardised": ("standard_deviation", {"type": "standardised", "of": A, "group": "t.group"}),
    "standardised sample": (
        "standard_deviation",
        {"type": "standardised", "of": A, "group": "t.group", "deviation": "sample", "places": 3},
    ),
    "rolling mean of a rate": ("per_10000_children", {"type": "rolling_mean", "of": RATIO, "over": 3}),
    "rate of the year so far": (
        "per_10000_children",
        {
            **RATIO,
            "numerator": {"type": "year_to_date", "of": "t.a", "unit": "case"},
            "denominator": {"type": "rolling_mean", "of": "t.b", "unit": "child", "over": 2},
        },
    ),
}


def indicator(measure: Any, unit: str = "case", **changes: Any) -> Indicator:
    return Indicator.model_validate(
        {
            "id": "t.rated",
            "title": "Rated",
            "polarity": "low_is_good",
            "unit": unit,
            "frequency": "quarter",
            "target": {"type": "threshold", "value": 60},
            "measure": measure,
            **changes,
        }
    )


def of_kind(kind: str, **changes: Any) -> Indicator:
    unit, measure = KINDS[kind]
    return indicator(measure, unit, **changes)


def figure(measure: str, period: Period | str, value: Any = None, area: str = AREA, **more: Any) -> Observation:
    at = parse_period(period) if isinstance(period, str) else period
    return Observation(measure=measure, area=area, period=at, value=value, **more)


def figures(number: Any = lambda at: 5 + at * at % 17) -> list[Observation]:
    """A figure of every measure in every area and quarter, no two alike beside each other."""
    found = []
    for place, (measure, area, period) in enumerate(
        (measure, area, period)
        for measure in ("t.a", "t.b", "t.c", "t.columns")
        for area in AREAS
        for period in QUARTERS
    ):
        columns = {"numerator": Decimal(number(place)), "denominator": Decimal(number(place + 3))}
        value = Decimal(number(place))
        found.append(figure(measure, period, value, area, **columns if measure == "t.columns" else {}))
    return found


def rated(one: Indicator, observations: Iterable[Observation], period: Period = NOW, **given: Any) -> Rating:
    return rate(one, Observations(observations), period, area=AREA, comparators=COMPARATORS, **given)


def computed(one: Indicator, observations: Iterable[Observation], period: Period = NOW, area: str = AREA) -> Computed:
    evidence = evidence_of(one, Observations(observations), area=area, comparators=COMPARATORS)
    found = evidence.series[period]
    assert isinstance(found, Computed)
    return found


def outcome(one: Indicator, observations: Iterable[Observation], period: Period = NOW) -> Decimal | GreyReason | None:
    found = computed(one, observations, period)
    return found.value if found.value is not None else found.grey


def instead(observations: Iterable[Observation], of: Observation, **changes: Any) -> list[Observation]:
    """The same figures with something else in one of them."""
    return [replace(one, **changes) if one == of else one for one in observations]


def without_value(reason: MissingReason) -> dict[str, Any]:
    return {"value": None, "missing_reason": reason}


def half_up(number: Fraction, places: int = 6) -> Decimal:
    scaled = abs(number) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(whole if number >= 0 else -whole).scaleb(-places)
