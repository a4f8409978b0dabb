"""Definitions with computed measures of every kind, one within another, and histories for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from scorecard_core import Comparator, Indicator, Registry
from scorecard_core.assessment import evidence_of
from scorecard_core.evidence import Evidence
from scorecard_core.indicators import Provenance
from scorecard_core.measures import Figures, Measure
from scorecard_core.registry import Contribution
from tests.frames.cases import AREAS, MORE_AREAS, PERIODS, Case, Row, groups, rows

MONTHS = tuple(f"{month} {year}" for year, month in [
    (2015, "Mar"), (2016, "Jan"), (2016, "Mar"), (2016, "Apr"), (2016, "May"), (2016, "Jul"), (2017, "Mar"),
])  # fmt: skip
SPANS = {**PERIODS, "month": (*MONTHS, "31/03/2017")}
EARLIER = ("same_period_last_year", None)
LEAVES = ("a.m0", "a.m1", "a.m2")
places = st.sampled_from((0, 1, 3, 6))
bases = st.sampled_from(("previous", "same_period_last_year"))


@st.composite
def measures(draw: Any, unit: str, frequency: str, depth: int = 2) -> Any:
    """A measure whose figures are in a unit: the name of a series, or how it is computed."""
    kind = draw(st.sampled_from(KINDS_OF[unit] if depth else ("series",)))
    if kind == "year_to_date" and frequency not in ("month", "quarter"):
        kind = "rolling_mean"

    def of(unit: str) -> Any:
        return draw(measures(unit, frequency, depth - 1))

    def stated(unit: str) -> Any:
        found = of(unit)
        if isinstance(found, str):
            found = {"measure": found}
        return {**found, "unit": found.get("unit", unit)}

    match kind:
        case "series":
            name = draw(st.sampled_from(LEAVES))
            if unit == "percent" and draw(st.booleans()):
                return {"measure": name, "unit": "proportion"}
            within = draw(st.sampled_from((None, None, 0, 9, 15)))
            return name if within is None else {"measure": name, "within_months": within}
        case "sum":
            return {"type": kind, "of": [of(unit) for _ in range(draw(st.integers(2, 3)))]}
        case "difference":
            inner = "percent" if unit == "percentage_point" else unit
            return {"type": kind, "of": of(inner), "less": of(inner)}
        case "change":
            inner = "percent" if unit == "percentage_point" else unit
            return {"type": kind, "of": of(inner), "on": draw(bases)}
        case "rolling_mean":
            return {"type": kind, "of": of(unit), "over": draw(st.integers(2, 4)), "places": draw(places)}
        case "year_to_date":
            statistic = "sum" if unit == "case" and draw(st.booleans()) else "mean"
            years = ("financial_year", "calendar_year", *(("academic_year",) if frequency == "month" else ()))
            incomplete = draw(st.sampled_from(("missing", "left_out"))) if statistic == "mean" else "missing"
            year = draw(st.sampled_from(years))
            return {"type": kind, "of": of(unit), "statistic": statistic, "year": year, "incomplete": incomplete}
        case "ratio":
            per = {"percent": 100, "proportion": 1, "per_10000_children": 10000}[unit]
            if draw(st.booleans()):
                return {"type": kind, "of": draw(st.sampled_from(LEAVES)), "per": per, "places": draw(places)}
            below = "child" if unit == "per_10000_children" else "case"
            pair = {"numerator": stated("case"), "denominator": stated(below)}
            return {"type": kind, **pair, "per": per, "places": draw(places)}
        case "percent_change":
            return {"type": kind, "of": stated("case"), "on": draw(bases), "places": draw(places)}
        case "standardised":
            group = {"of": stated("case"), "group": draw(st.sampled_from(("england", "a.whole", "a.group", "a.group")))}
            deviation, least = draw(st.sampled_from(("population", "sample"))), draw(st.sampled_from((None, None, 3)))
            return {"type": kind, **group, "deviation": deviation, "least": least, "places": draw(places)}
        case _:
            whole = draw(st.sampled_from(("england", "a.whole", "a.whole", "a.group")))
            return {"type": kind, "of": stated("case"), "whole": whole, "places": draw(places)}


KINDS_OF = {
    "case": ("series", "sum", "difference", "rolling_mean", "year_to_date", "change"),
    "child": ("series", "rolling_mean"),
    "proportion": ("series", "ratio"),
    "percentage_point": ("difference", "change"),
    "percent": ("series", "ratio", "rolling_mean", "percent_change", "share"),
    "per_10000_children": ("ratio", "rolling_mean"),
    "standard_deviation": ("standardised", "standardised", "rolling_mean"),
}
UNITS = ("case", "case", "percent", "percent", "percentage_point", "per_10000_children", "standard_deviation")
WHOLE = Comparator(id="a.whole", name="A whole", areas=("Worcestershire", "Kent", "Kent"), statistic="mean", fewest=1)


@st.composite
def computed_indicators(draw: Any, number: int, frequency: str) -> Indicator:
    """A definition that is rated on a computed measure."""
    unit = draw(st.sampled_from(UNITS))
    measure = draw(measures(unit, frequency, draw(st.sampled_from((1, 1, 2)))).filter(_has_periods))
    kinds: list[Any] = [
        {"type": "threshold", "value": draw(st.sampled_from(("60", "10", "0.3", "100", "33.333")))},
        {"type": "improvement", "on": draw(st.sampled_from(EARLIER)) or {"baseline": SPANS[frequency][1]}},
        {"type": "comparator", "with": draw(st.sampled_from(("england", "a.group"))),
         **draw(st.sampled_from(({}, {"vintage": "latest"}, {"vintage": "latest", "within_months": 6})))},
        {"type": "position"},
        {"type": "none"},
    ]  # fmt: skip
    bases = ["previous", "same_period_last_year", {"baseline": SPANS[frequency][0]}]
    return Indicator.model_validate(
        {
            "id": f"a.i{number}",
            "title": "A case",
            "polarity": draw(st.sampled_from(("high_is_good", "low_is_good"))),
            "unit": unit,
            "frequency": frequency,
            "measure": measure,
            "target": draw(st.sampled_from(kinds)),
            "travel": {"base": draw(st.sampled_from(bases))},
            "decimals": draw(st.integers(0, 2)),
            "judged": draw(st.sampled_from(("stored", "stored", "published"))),
            "due_days": draw(st.sampled_from((None, None, 30))),
            "minimum": draw(st.sampled_from((None, None, "0.1"))),
            "maximum": draw(st.sampled_from((None, None, "66"))),
            "dimensions": draw(st.sampled_from(({}, {}, {"sex": "Female"}))),
        }
    )


def _has_periods(measure: Any) -> bool:
    """Whether it is computed, and of something else than latest figures alone."""
    return isinstance(measure, dict) and "type" in measure and any(_own(measure))


def _own(measure: Any) -> Iterator[bool]:
    if not isinstance(measure, dict) or "type" not in measure:
        yield not (isinstance(measure, dict) and "within_months" in measure)
        return
    inner = [measure[key] for key in ("numerator", "denominator", "less", "of") if key in measure]
    for one in inner:
        for each in one if isinstance(one, list) else [one]:
            yield from _own(each)


UNITS_WRITTEN = (None, None, None, None, "case", "percent", "child", "proportion")


@st.composite
def computed_cases(draw: Any, most: int = 3) -> Case:
    """Some definitions of one frequency, and histories of what they are computed from."""
    frequency = draw(st.sampled_from(("quarter", "quarter", "month", "financial_year", "survey")))
    definitions = [draw(computed_indicators(number, frequency)) for number in range(draw(st.integers(1, most)))]
    vintages = draw(st.booleans())
    found: list[Row] = []
    parted = any(one.dimensions for one in definitions)
    for measure in LEAVES:
        for area in (*AREAS, *MORE_AREAS):
            sex = draw(st.sampled_from((None, "Female"))) if parted else None
            for row in draw(_histories(measure, area, frequency, vintages)):
                unit = draw(st.sampled_from(UNITS_WRITTEN)) if row.unit else None
                found.append(replace(row, unit=unit, sex=sex, value=modest(row.value)))
    as_at = draw(st.sampled_from((None, date(2017, 5, 31), date(2017, 12, 31))))
    known = Contribution(Provenance("a"), indicators=definitions, comparators=(draw(groups()), WHOLE))
    return Case(Registry.build([known]), draw(st.permutations(found)), as_at)


def modest(value: float | None) -> float | None:
    """Of twelve digits before the point, six: sums of these and of the finest have no more than fifteen."""
    return round(value / 1e6, 6) if value is not None and 1e8 < abs(value) < 1e15 else value


def _histories(measure: str, area: str, frequency: str, vintages: bool) -> st.SearchStrategy[list[Row]]:
    return rows(measure, area, frequency, judged=False, vintages=vintages, periods=SPANS[frequency])


def within(case: Case) -> Case:
    """The case without the definitions whose figures no float holds."""
    kept = {id: one for id, one in case.registry.items() if _within_a_float(case, one)}
    return replace(case, registry=replace(case.registry, indicators=kept))


def without_nan(case: Case) -> Case:
    """The case without the rows that classic pandas takes for blank."""
    return replace(case, rows=[row for row in case.rows if row.value == row.value])


def _within_a_float(case: Case, indicator: Indicator) -> bool:
    """Whether a float holds every number that an indicator's figures come to on the way, to the last digit."""
    observations = case.observations()
    for area in (*AREAS, *MORE_AREAS):
        evidence = evidence_of(
            indicator, observations, area=area, as_at=case.as_at, comparators=case.registry.comparators
        )
        if any(_digits(value) > 15 for value in _on_the_way(evidence)):
            return False
    return True


def _on_the_way(evidence: Evidence) -> Iterator[Decimal]:
    measure = evidence.computed
    assert isinstance(measure, Measure)
    figures = Figures(
        evidence.series_of,
        evidence.area,
        evidence.frequency,
        evidence.frequency.is_regular,
        units=evidence.units,
        comparators=evidence.comparators,
    )
    for period in measure.periods(figures):
        measure.find(figures, period, evidence.unit)
    yield from (found.value for found in figures.found.values() if found.value is not None)


def _digits(value: Decimal) -> int:
    """From the first digit to the last that is not zero, or to the point."""
    digits = value.normalize()
    exponent = digits.as_tuple().exponent
    assert isinstance(exponent, int)
    return len(digits.as_tuple().digits) + max(exponent, 0)
