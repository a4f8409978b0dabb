"""Frames compute what the engine for one computes, and rate it as it does."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import narwhals.stable.v2 as nw
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecard_core import Comparator, Indicator, MissingReason, Registry
from scorecard_core.exact import EXACT, divided, root_of_quotient
from scorecard_core.frames import frame_of, rate_frame
from scorecard_core.frames.computed.deviations import distance, members_together
from scorecard_core.frames.computed.exactly import added, held, quotient
from scorecard_core.indicators import Provenance
from scorecard_core.measures import MEASURE_TYPES
from scorecard_core.periods import parse_period
from scorecard_core.registry import Contribution
from tests.frames.backends import FRAMES, duckdb_relation
from tests.frames.cases import Case, Row
from tests.frames.computed_cases import KINDS_OF, computed_cases, within, without_nan
from tests.frames.test_law import differences, examples
from tests.measures.cases import AREA, GROUP, NOW, figures, instead, of_kind

COUNTS = {"polars": 6, "polars lazy": 1, "pandas": 1, "pandas with arrow": 1, "pyarrow": 1}


def test_the_law_draws_every_kind_of_measure() -> None:
    drawn = {kind for kinds in KINDS_OF.values() for kind in kinds} - {"series"}
    assert drawn == {kind.model_fields["type"].default for kind in MEASURE_TYPES}


@pytest.mark.parametrize("backend", FRAMES)
def test_a_frame_computes_and_rates_as_the_engine_for_one_does(backend: str) -> None:
    seen = {"all": 0, "held": 0}

    @examples(COUNTS[backend])
    @given(case=computed_cases(most=2))
    def law(case: Case) -> None:
        held = within(without_nan(case) if backend == "pandas" else case)
        seen["all"] += len(case.registry)
        seen["held"] += len(held.registry)
        frame = rate_frame(FRAMES[backend](held.rows), held.registry, as_at=held.as_at)
        assert differences(held, frame) == []

    law()
    assert seen["held"] > 0.8 * seen["all"]


@examples(4)
@given(case=computed_cases(most=2))
def test_what_is_computed_is_carried_forward_as_the_engine_for_one_does(case: Case) -> None:
    held, reporting = within(case), parse_period("Q4 2016/17")
    rated = rate_frame(
        FRAMES["polars"](held.rows), held.registry, as_at=held.as_at, per="reporting_period", period=reporting
    )
    assert differences(held, rated, reporting) == []


CASES, CHILDREN = {"measure": "a.cases", "unit": "case"}, {"measure": "a.children", "unit": "child"}
IN_SQL: dict[str, Any] = {
    "rate": {"type": "ratio", "numerator": CASES, "denominator": CHILDREN, "per": 10000},
    "mean": {"type": "rolling_mean", "of": "a.cases", "over": 2},
    "share": {"type": "share", "of": CASES, "whole": "england"},
    "distance": {"type": "standardised", "of": CASES, "group": "a.group", "least": 3},
}


@pytest.mark.parametrize("kind", IN_SQL)
def test_a_database_computes_and_rates_as_the_engine_for_one_does(kind: str) -> None:
    stated = {
        "id": "a.made",
        "title": "made",
        "polarity": "low_is_good",
        "frequency": "quarter",
        "measure": IN_SQL[kind],
    }
    units = {"rate": "per_10000_children", "share": "percent", "distance": "standard_deviation"}
    unit = units.get(kind, "case")
    made = Indicator.model_validate(
        {**stated, "measure": IN_SQL[kind], "unit": unit, "target": {"type": "threshold", "value": 40}}
    )
    values = {"W": (41, 40, 39, None), "K": (12, None, 55, 60), "England": (100, 101, 160, 170)}
    rows = [
        row
        for area, figures in values.items()
        for period, value in zip(("Q1 2016/17", "Q2 2016/17", "Q3 2016/17", "Q4 2016/17"), figures, strict=True)
        for row in (
            Row("a.cases", area, period, value, missing_reason=None if value else "suppressed"),
            Row("a.children", area, period, 9000.0),
        )
    ]
    group = Comparator(id="a.group", name="A group", areas=("W", "K", "England"), statistic="mean")
    known = Registry.build([Contribution(Provenance("a"), indicators=(made,), comparators=(group,))])
    case = Case(known, rows, None)
    assert differences(case, rate_frame(duckdb_relation(rows), case.registry)) == []


@pytest.mark.parametrize("kind", ["share", "distance"])
def test_neighbours_that_differ_by_area_are_no_group_to_compute_with(kind: str) -> None:
    near = Comparator(id="a.group", name="near", neighbours={"W": ("K",), "K": ("W",)}, statistic="mean")
    unit = {"share": "percent", "distance": "standard_deviation"}[kind]
    measure = {**IN_SQL[kind], **({"whole": "a.group"} if kind == "share" else {})}
    target = {"type": "threshold", "value": 0}
    stated = {"id": "a.made", "title": "made", "polarity": "low_is_good", "frequency": "quarter", "unit": unit}
    made = Indicator.model_validate({**stated, "measure": measure, "target": target})
    known = Registry.build([Contribution(Provenance("a"), indicators=(made,), comparators=(near,))])
    case = Case(known, [Row("a.cases", area, "Q4 2016/17", 3.0) for area in ("W", "K")], None)
    rated = rate_frame(FRAMES["polars"](case.rows), known)
    assert differences(case, rated) == []
    assert set(rated["grey_reason"]) == {"input_missing"}


SIZES = st.integers(1, 10**9)
FINE = st.sampled_from((0, 1, 2, 6))


@st.composite
def fractions(draw: Any, factor: Decimal, places: int) -> tuple[Decimal, Decimal, Decimal]:
    """A top, a bottom and what is less: anything, or what comes out halfway between two roundings, or right beside."""
    less = Decimal(draw(st.sampled_from((0, 0, 1, 66)))).scaleb(-draw(FINE))
    if draw(st.booleans()):
        return Decimal(draw(SIZES)).scaleb(-draw(FINE)), Decimal(draw(SIZES)).scaleb(-draw(FINE)), less
    bottom = Decimal(draw(st.sampled_from((2, 4, 8, 625, 12345)))).scaleb(-draw(FINE))
    halfway = (2 * draw(st.integers(0, 10**4)) + 1) * bottom / (2 * factor * 10**places)
    return less + halfway + Decimal(draw(st.sampled_from((0, 0, 1, -1)))).scaleb(-9), bottom, less


def _is_held(number: Decimal) -> bool:
    """Whether frames read a number in full: fifteen digits, and at most as many decimals."""
    _, digits, exponent = number.normalize().as_tuple()
    return len(digits) <= 15 and int(exponent) >= -15


@examples(12)
@given(data=st.data(), factor=st.sampled_from((1, 100, 10000)), places=FINE)
def test_a_quotient_over_columns_is_that_of_the_engine_for_one(data: st.DataObject, factor: int, places: int) -> None:
    parts = data.draw(st.lists(fractions(Decimal(factor), places), min_size=50, max_size=50))
    columns = {name: [float(one[at]) for one in parts] for at, name in enumerate(("top", "bottom", "less"))}
    rows = nw.from_native(pl.DataFrame(columns))
    rows = held(quotient(rows, "found", "top", "bottom", Decimal(factor), places, less="less", in_sql=False), "found")
    for (top, bottom, less), found in zip(parts, rows["found"].to_list(), strict=True):
        expected = divided(factor * (Decimal(repr(float(top))) - less), bottom, places)
        if all(map(_is_held, (expected, top))):
            assert Decimal(repr(found)) == expected


MEMBERS = st.lists(st.integers(-(10**9), 10**9), min_size=2, max_size=4)


@st.composite
def groups_and_figures(draw: Any, places: int) -> tuple[list[Decimal], Decimal]:
    """A group and a figure: anything, or of two, whose deviation is half their distance, halfway between two places."""
    finer = draw(FINE)
    if draw(st.booleans()):
        members = draw(st.one_of(MEMBERS, MEMBERS.map(lambda values: [values[0], values[0], *values])))
        return [Decimal(one).scaleb(-finer) for one in members], Decimal(draw(SIZES)).scaleb(-finer)
    low, off = Decimal(draw(st.integers(-(10**6), 10**6))), Decimal(2 * draw(st.integers(-(10**5), 10**5)) + 1)
    beside = Decimal(draw(st.sampled_from((0, 0, 1, -1)))).scaleb(-places - 2)
    return [low, low + 2], low + 1 + off.scaleb(-places) / 2 + beside


def distances(groups: list[tuple[list[float], float]], places: int, *, sample: bool) -> list[Any]:
    """The distance of a figure from each group, and whether its members differ."""
    figures = {"indicator": [at for at, (group, _) in enumerate(groups) for _ in group]}
    figures["t_value"] = [one for group, _ in groups for one in group]
    known = {"key": nw.lit(0), "t_why": nw.lit(0.0), "t_breaks": nw.lit(0), "t_first": nw.lit(1)}
    pairs = nw.from_native(pl.DataFrame(figures)).with_columns(column.alias(name) for name, column in known.items())
    sums = members_together(pairs, "group", 2).sort("indicator")
    sums = sums.with_columns(nw.from_native(pl.DataFrame({"own": [own for _, own in groups]}))["own"])
    rows = held(distance(sums, "found", "own", places, sample=sample, in_sql=False), "found")
    return list(rows.select("found", "spread").rows())


@examples(6)
@given(data=st.data(), places=FINE, sample=st.booleans())
def test_a_distance_over_columns_is_that_of_the_engine_for_one(data: st.DataObject, places: int, sample: bool) -> None:
    drawn = data.draw(st.lists(groups_and_figures(places), min_size=30, max_size=30))
    found = distances([([float(one) for one in group], float(own)) for group, own in drawn], places, sample=sample)
    for (group, own), (value, spread) in zip(drawn, found, strict=True):
        count, added = len(group), sum(group)
        width, off = count * sum(one * one for one in group) - added * added, count * own - added
        assert (spread > 0) == (width > 0)
        if width:
            times = Fraction(count - 1, count) if sample else Fraction(1)
            squared = Fraction(off) ** 2 / Fraction(width) * times
            expected = root_of_quotient(Decimal(squared.numerator), Decimal(squared.denominator), places)
            if all(map(_is_held, (expected, own))):
                assert Decimal(repr(value)) == (expected if off >= 0 else -expected)


@pytest.mark.parametrize("sample", [True, False])
def test_a_distance_from_a_group_of_very_many_is_as_exact(sample: bool) -> None:
    group, own = [*[999999.123456789] * 50_000, *[-999998.987654321] * 50_001], 123456789.987654
    ((found, _),) = distances([(group, own)], 6, sample=sample)
    exact, one = [Decimal(repr(value)) for value in group], Decimal(repr(own))
    count, added, squares = len(exact), sum(exact), sum(EXACT.multiply(value, value) for value in exact)
    width, off = EXACT.subtract(count * squares, EXACT.multiply(added, added)), count * one - added
    top, bottom = EXACT.multiply(off, off), width
    if sample:
        top, bottom = EXACT.multiply(top, Decimal(count - 1)), EXACT.multiply(bottom, Decimal(count))
    assert Decimal(repr(found)) == root_of_quotient(top, bottom, 6)


@examples(60)
@given(values=st.lists(st.tuples(st.integers(-(10**9), 10**9), FINE), min_size=2, max_size=5))
def test_a_sum_over_columns_is_that_of_the_engine_for_one(values: list[tuple[int, int]]) -> None:
    terms = [Decimal(whole).scaleb(-places) for whole, places in values]
    rows = nw.from_native(pl.DataFrame({f"term_{at}": [float(term)] for at, term in enumerate(terms)}))
    signs = [1.0, *[-1.0] * (len(terms) - 1)]
    found = added(rows, "found", list(rows.columns), signs)["found"].to_list()[0]
    assert Decimal(repr(found)) == terms[0] - sum(terms[1:])


@pytest.mark.parametrize("kind", ["difference", "ratio", "share of a group", "rolling mean", "rate of the year so far"])
def test_what_is_withheld_shows_in_no_figure_of_a_frame_that_is_computed_from_it(kind: str) -> None:
    known = figures()
    withheld = next(one for one in known if (one.measure, one.area, one.period) == ("t.a", AREA, NOW))
    late = next(one for one in known if (one.measure, one.area, one.period) == ("t.b", AREA, NOW))
    rows = instead(known, withheld, value=None, missing_reason=MissingReason.SUPPRESSED)
    rows = instead(rows, late, value=None, missing_reason=MissingReason.LATE)
    one = of_kind(kind)
    registry = Registry.build([Contribution(Provenance("t"), indicators=(one,), comparators=(GROUP,))])
    rated = rate_frame(frame_of(rows), registry, columns=["area", "period", "value", "grey_reason"])
    now = rated.filter((pl.col("period") == str(NOW)) & (pl.col("area").is_in(GROUP.areas))).sort("area")
    hidden = GROUP.areas if kind == "share of a group" else (AREA,)
    for area, _, value, why in now.rows():
        assert (value is None and why == "suppressed") == (area in hidden)
