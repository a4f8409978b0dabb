"""Every source has a frame form or is refused by name; what the forms are made of is what the engine for one has."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import narwhals.stable.v2 as nw
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecard_core import Indicator, Registry
from scorecard_core.comparators import Comparator
from scorecard_core.frames import rate_frame
from scorecard_core.frames.facts import FORMS
from scorecard_core.frames.forms.means import PARTS, in_parts, rounded_mean
from scorecard_core.indicators import Provenance
from scorecard_core.references import Forecast, Hardest, Source
from scorecard_core.registry import Contribution
from scorecard_core.stated import Stated
from scorecard_core.statistics import mean
from scorecard_core.targets import TARGET_TYPES
from tests.frames.backends import FRAMES, duckdb_relation, polars_frame
from tests.frames.cases import KINDS, Case, Row
from tests.frames.composed import KINDS as COMPOSED
from tests.frames.test_law import differences, examples

PERIODS = ("Q1 2016/17", "Q2 2016/17", "Q3 2016/17", "Q4 2016/17")


def an_indicator(target: dict[str, Any], **more: Any) -> Indicator:
    stated = {"id": "a.b", "title": "A case", "polarity": "high_is_good", "unit": "percent", "frequency": "quarter"}
    return Indicator.model_validate({**stated, "target": target, **more})


def kinds_of(source: type[Source]) -> set[str]:
    """The names of the engine's sources of a kind, without those that only others build on."""
    below = [kind for kind in _below(source) if kind.__module__.startswith("scorecard_core.")]
    # A dataclass with slots is a second class of the same name; the first one has no kinds of its own.
    return {kind.__name__ for kind in below} - {kind.__name__ for kind in below if kind.__subclasses__()}


def _below(kind: type[Source]) -> Iterator[type[Source]]:
    for one in kind.__subclasses__():
        yield one
        yield from _below(one)


def test_every_source_has_a_frame_form() -> None:
    stated = kinds_of(Stated) | {Stated.__name__}
    elsewhere = {kind.__name__ for kind in (Forecast, Hardest)}
    with_form = {kind.__name__ for kind in FORMS if issubclass(kind, Source)}
    assert kinds_of(Source) - stated - elsewhere == with_form


def test_the_law_draws_every_target_type() -> None:
    drawn = {"floor": "threshold", "profile": "threshold", "series": "threshold"}
    kinds = {type.model_fields["type"].default for type in TARGET_TYPES}
    assert kinds == {drawn.get(kind, kind) for kind in (*KINDS, *COMPOSED)}


NUMBERS = st.integers(-(10**15) + 1, 10**15 - 1)
FIGURES = st.builds(lambda whole, places: Decimal(whole).scaleb(-places), NUMBERS, st.sampled_from((0, 2, 6, 15)))


@examples(80)
@given(values=st.lists(FIGURES, min_size=1, max_size=9), places=st.sampled_from((0, 2, 6, 8, 12)))
def test_a_mean_over_columns_is_that_of_the_engine_for_one(values: list[Decimal], places: int) -> None:
    values = [Decimal(repr(float(value))) for value in values]
    names = [f"part_{at}" for at in range(PARTS)]
    rows = nw.from_native(pl.DataFrame({"value": [float(value) for value in values]}))
    sums = in_parts(rows, "value", names).select(nw.col(name).sum() for name in names)
    sums = sums.with_columns(judged_unit=nw.lit(1.0))
    found = rounded_mean(sums, "mean", names, float(len(values)), places, in_sql=False)["mean"].to_list()
    expected = mean(values, places)
    assert abs(Decimal(found[0]) - expected) <= abs(expected) * Decimal("2.3e-16")
    if len(expected.normalize().as_tuple().digits) <= 15:
        assert Decimal(repr(found[0])) == expected


NEAR = Comparator(id="a.near", name="Near", neighbours={"W": ("K", "L", "M"), "K": ("W", "L")}, statistic="mean")
MIDDLE = Comparator(id="a.middle", name="Middle", areas=("W", "K", "L", "M"), statistic="median", places=2)
UPPER = Comparator(id="a.upper", name="Upper", areas=("K", "L", "M"), statistic="quantile", quantile="0.75", method=8)
NEIGHBOUR = Comparator(id="a.neighbour", name="Next door", neighbours={"W": ("K",), "K": ("L",), "L": ("L",)})
TARGETS: dict[str, dict[str, Any]] = {
    "average": {"type": "improvement", "on": {"average_of_last": 3}},
    "run": {"type": "consecutive", "green_after": 2, "red_after": 2},
    "near": {"type": "comparator", "with": "a.near"},
    "middle": {"type": "comparator", "with": "a.middle", "vintage": "latest", "within_months": 6},
    "upper": {"type": "gap", "with": "a.upper", "base": {"baseline": PERIODS[0]}},
    "hardest": {"type": "threshold", "value": 3, "or_harder": [{"on": "previous"}, {"value": 2}]},
    "forecast": {"type": "threshold", "value": 3, "on_forecast": True},
    "quartile": {"type": "position", "leaving_out": ["England"]},
    "rank": {"type": "position", "method": "rank", "group": "a.upper", "quantiles": 3},
    "wilson": {"type": "significance", "value": 3, "method": "wilson", "levels": 5},
    "byar": {"type": "significance", "value": 3, "method": "byar", "levels": 5},
    "given": {"type": "significance", "with": "a.england", "intervals": "both"},
    "neighbour": {"type": "significance", "with": "a.neighbour", "intervals": "both"},
}
FOUND = {
    "W": (0.1, 0.2, 0.3, 0.2), "K": (1.0, None, 3.0, 2.0), "L": (7.0, 2.5, 2.5, -2.0), "M": (4.0, 0.125, 9.9, 2.000001),
    "England": (3.0, 3.0, 3.0, 3.0),
}  # fmt: skip


def _rows(measure: str) -> Iterator[Row]:
    for area, values in FOUND.items():
        for at, (period, value) in enumerate(zip(PERIODS, values, strict=True)):
            if value is None:
                yield Row(measure, area, period, missing_reason="late")
                continue
            count, near = float(at * 9), {"lower": value - 0.5, "upper": value + 0.25}
            yield Row(
                measure, area, period, value, forecast=value + 1.5, numerator=count, denominator=100.0 + at, **near
            )


@pytest.fixture(scope="module")
def everything() -> Case:
    """An indicator of each kind, on the same figures."""
    return _case(*TARGETS)


def _case(*names: str) -> Case:
    england = Comparator(id="a.england", name="England", areas=("England",))
    indicators = tuple(
        an_indicator(target, id=f"a.{name}", measure="a.m", travel={"base": {"average_of_last": 2}}, **more)
        for name, target in TARGETS.items()
        if name in names
        for more in ({"judged": "published", "decimals": 1} if name in ("average", "middle", "wilson") else {},)
    )
    known = Contribution(Provenance("a"), indicators=indicators, comparators=(NEAR, MIDDLE, UPPER, NEIGHBOUR, england))
    return Case(Registry.build([known]), list(_rows("a.m")), None)


@pytest.mark.parametrize("backend", ["polars", "pandas"])
def test_every_form_says_what_the_engine_for_one_says_in_memory(backend: str, everything: Case) -> None:
    assert differences(everything, rate_frame(FRAMES[backend](everything.rows), everything.registry)) == []


@pytest.mark.parametrize("name", ["average", "run", "near", "upper", "forecast", "given", "neighbour"])
def test_a_form_says_what_the_engine_for_one_says_in_sql(name: str) -> None:
    case = _case(name)
    assert differences(case, rate_frame(duckdb_relation(case.rows), case.registry)) == []


def test_no_form_collects_a_lazy_frame(everything: Case) -> None:
    def never(frame: pl.DataFrame) -> pl.DataFrame:
        raise AssertionError("the plan was run")

    rows = polars_frame(everything.rows)
    assert isinstance(rate_frame(rows.lazy().map_batches(never, schema=rows.schema), everything.registry), pl.LazyFrame)


def test_each_indicator_rates_the_rows_of_its_own_breakdown() -> None:
    target = {"type": "threshold", "value": 60}
    registry = Registry.of(
        an_indicator(target, id="a.all", measure="a.m"),
        an_indicator(target, id="a.women", measure="a.m", dimensions={"sex": "Female"}),
    )
    values = {None: 59.0, "Female": 61.0, "Male": 62.0}
    rows = [Row("a.m", "W", PERIODS[0], value, sex=sex) for sex, value in values.items()]
    case = Case(registry, rows, None)
    rated = rate_frame(polars_frame(rows), registry)
    assert differences(case, rated) == []
    assert sorted(rated["value"].to_list()) == [59.0, 61.0]


@pytest.mark.parametrize("polarity", ["high_is_good", "low_is_good"])
@pytest.mark.parametrize("method", ["rank", 7])
def test_the_place_in_a_group_is_the_same_beside_figures_with_intervals(polarity: str, method: str | int) -> None:
    placed = an_indicator({"type": "position", "method": method}, id="a.placed", polarity=polarity)
    compared = an_indicator({"type": "significance", "with": "england"}, id="a.compared")
    figures = pl.DataFrame(
        {
            "measure": ["a.placed"] * 4 + ["a.compared"] * 2,
            "area": ["K", "L", "M", "N", "K", "England"],
            "period": ["Q4 2016/17"] * 6,
            "value": [9.0, 2.0, 0.85, 5.0, 9.0, 3.0],
            "lower": [None, None, None, None, 8.0, None],
            "upper": [None, None, None, None, 10.0, None],
        }
    )
    columns = ("indicator", "area", "status", "verdict", "grey_reason")
    alone = rate_frame(figures, Registry.of(placed), columns=columns)
    beside = rate_frame(figures, Registry.of(placed, compared), columns=columns)
    of_placed = beside.filter(pl.col("indicator") == "a.placed")
    assert set(alone["status"]) == {"green", "red", "grey"}
    assert of_placed.sort("area").rows() == alone.sort("area").rows()
