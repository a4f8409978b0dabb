"""What reads long histories says on a frame what the engine for one says: control charts, and recent trends."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from itertools import accumulate, pairwise
from random import Random

import narwhals.stable.v2 as nw
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecard_core import Registry, ScorecardError, parse_period
from scorecard_core.frames import rate_frame
from scorecard_core.frames.forms.chart_lines import LINES, PIECES, in_pieces, with_lines
from scorecard_core.statistics.control_charts import limits
from tests.frames.backends import FRAMES, duckdb_relation, polars_frame
from tests.frames.cases import Case, Row
from tests.frames.histories import PERIODS, charted, trending
from tests.frames.test_forms import FIGURES, an_indicator
from tests.frames.test_law import differences, examples

CHARTED = ("month", "year_to_date", "survey")
TRENDING = ("financial_year", "survey", "rolling_year_quarterly")


@pytest.mark.parametrize("frequency", CHARTED)
@pytest.mark.parametrize("seed", [1, 2])
def test_every_point_of_every_chart_is_on_a_frame_what_it_is_alone(seed: int, frequency: str) -> None:
    case = charted(Random(f"{frequency} {seed}"), frequency, charts=2)
    assert differences(case, rate_frame(polars_frame(case.rows), case.registry)) == []


@pytest.mark.parametrize("backend", [name for name in FRAMES if name != "polars"])
def test_a_chart_is_the_same_on_frames_of_every_kind_in_memory(backend: str) -> None:
    case = charted(Random(3), "month")
    assert differences(case, rate_frame(FRAMES[backend](case.rows), case.registry)) == []


@pytest.mark.parametrize("seed", [4])
def test_a_chart_is_the_same_in_sql(seed: int) -> None:
    case = charted(Random(seed), "month", areas=2)
    assert differences(case, rate_frame(duckdb_relation(case.rows), case.registry)) == []


def test_the_last_point_of_a_chart_is_carried_forward_as_it_is_alone() -> None:
    case, reporting = charted(Random(8), "month", charts=2), parse_period("Q2 2016/17")
    rated = rate_frame(polars_frame(case.rows), case.registry, per="reporting_period", period=reporting)
    assert differences(case, rated, reporting) == []


def test_the_charts_that_are_compared_answer_in_many_ways() -> None:
    case = charted(Random("month 1"), "month", charts=2)
    found = Counter(rating.verdict for rating in case.rated().values())
    assert len(found) > 4


@pytest.mark.parametrize("frequency", TRENDING)
def test_every_trend_is_on_a_frame_what_it_is_alone(frequency: str) -> None:
    case = trending(Random(frequency), frequency)
    assert differences(case, rate_frame(polars_frame(case.rows), case.registry)) == []


@pytest.mark.parametrize("backend", [name for name in FRAMES if name != "polars"])
def test_a_trend_is_the_same_on_frames_of_every_kind_in_memory(backend: str) -> None:
    case = trending(Random(5), "financial_year", areas=6)
    assert differences(case, rate_frame(FRAMES[backend](case.rows), case.registry)) == []


def test_a_trend_is_the_same_in_sql() -> None:
    case = trending(Random(6), "financial_year", areas=6)
    assert differences(case, rate_frame(duckdb_relation(case.rows), case.registry)) == []


def test_the_trends_that_are_compared_go_every_way() -> None:
    case = trending(Random("financial_year"), "financial_year")
    found = Counter(rating.travel for rating in case.rated().values())
    assert set(found) == {"improving", "worsening", "increasing", "decreasing", "steady", "not_comparable"}


@pytest.mark.parametrize("kind", [charted, trending])
def test_no_history_is_collected_from_a_lazy_frame(kind: type[Case]) -> None:
    case = kind(Random(1), "financial_year")
    rows = polars_frame(case.rows)

    def never(frame: pl.DataFrame) -> pl.DataFrame:
        raise AssertionError("the plan was run")

    lazy = rows.lazy().map_batches(never, schema=rows.schema)
    assert isinstance(rate_frame(lazy, case.registry), pl.LazyFrame)


@pytest.mark.parametrize(("tie", "assurance"), [("better", "consistently passing"), ("worse", "hit or miss")])
def test_what_lies_on_a_line_of_a_chart_lies_on_it_on_a_frame_too(tie: str, assurance: str) -> None:
    # Of one and two in turn the mean is 1.5 and the lower limit 1.5 - 2.66 x 1, which is the target itself. The mean of
    # thirds, which no decimal is, is the third itself.
    target = {"type": "control_chart", "points_needed": 2, "run": 3, "value": "-1.16", "tie": tie}
    registry = Registry.of(an_indicator(target, frequency="month", measure="a.m"))
    rows = [Row("a.m", "In turn", period, 1.0 + at % 2) for at, period in enumerate(PERIODS["month"])]
    rows += [Row("a.m", "Thirds", period, 100 / 3) for period in PERIODS["month"]]
    rated = rate_frame(polars_frame(rows), registry)
    assert differences(Case(registry, rows, None), rated) == []
    last = {row["area"]: row["verdict"] for row in rated.to_dicts() if row["period"] == PERIODS["month"][-1]}
    assert last == {"In turn": f"common cause, {assurance}", "Thirds": "common cause, consistently passing"}


@pytest.mark.parametrize(
    ("widest", "assurance"), [(3267, "consistently passing"), (3266, "hit or miss")], ids=["left out", "kept"]
)
def test_a_range_of_exactly_so_many_times_the_mean_is_left_out_on_a_frame_too(widest: int, assurance: str) -> None:
    # Ten ranges add up to 10,000, so that their mean is 1,000 and the limit of what is left in is 3,267.
    steps = [widest, *(748, -748) * 4, -(10_000 - widest - 8 * 748)]
    assert sum(map(abs, steps)) == 10_000
    values = [0.0, *(float(value) for value in accumulate(steps))]
    target = {"type": "control_chart", "points_needed": 11, "outside": False, "run": 11, "trend": False, "value": 1000}
    registry = Registry.of(an_indicator(target, frequency="month", measure="a.m", unit="person"))
    rows = [Row("a.m", "A", period, value) for period, value in zip(PERIODS["month"], values, strict=False)]
    rated = rate_frame(polars_frame(rows), registry)
    assert differences(Case(registry, rows, None), rated) == []
    assert f"common cause, {assurance}" in set(rated["verdict"])


@examples(40)
@given(values=st.lists(FIGURES, min_size=2, max_size=9))
def test_the_lines_of_a_chart_over_columns_are_those_of_the_engine_for_one(values: list[Decimal]) -> None:
    values = [Decimal(repr(float(value))) for value in values]
    figure, moved = ([f"{name}_{at}" for at in range(PIECES)] for name in ("figure", "moved"))
    rows = in_pieces(
        nw.from_native(pl.DataFrame({"value": [float(value) for value in values]})), "value", figure, "finer"
    )
    up = [1.0 if after >= before else -1.0 for before, after in pairwise(values)]
    steps = {name: rows[one].to_list() for name, one in zip(moved, figure, strict=True)}
    sums = {name: [float(rows[name].sum())] for name in figure}
    ranges = {
        name: [sum(way * (after - before) for way, (before, after) in zip(up, pairwise(each), strict=True))]
        for name, each in steps.items()
    }
    counts = {"n": [float(len(values))], "m": [float(len(up))], "finer": [float(rows["finer"].max())]}
    found = with_lines(nw.from_native(pl.DataFrame({**sums, **ranges, **counts})), figure, moved, "finer")
    expected = limits(values, screened=False)
    assert expected is not None
    lines = (expected.centre, expected.lower, expected.upper, expected.close_lower, expected.close_upper)
    for name, line in zip(LINES, lines, strict=True):
        here = Decimal(repr(found[name].to_list()[0]))
        assert abs(here - line) <= abs(line) * Decimal("2.3e-16"), name
        if len(line.normalize().as_tuple().digits) <= 15:
            assert here == line, name


def test_the_chart_of_figures_of_several_years_is_refused_by_name() -> None:
    registry = Registry.of(an_indicator({"type": "control_chart"}, frequency="year_span", measure="a.m"))
    rows = [Row("a.m", "A", "2013/14 - 2015/16", 1.0)]
    with pytest.raises(ScorecardError, match="the control chart of figures, each of several years"):
        rate_frame(polars_frame(rows), registry)
