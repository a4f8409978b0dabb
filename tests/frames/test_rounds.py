"""Compositions and milestones on frames say what the engine for one says of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from pydantic import TypeAdapter

from scorecard_core import Indicator, Registry, ScorecardError, parse_period
from scorecard_core.frames import rate_frame, rate_parquet
from scorecard_core.frames.many import without_frame_form
from scorecard_core.measures import AnyMeasure
from tests.frames.backends import FRAMES, duckdb_relation, plain_rows, polars_frame
from tests.frames.cases import Case, Row
from tests.frames.composed import composed_cases
from tests.frames.test_law import differences, examples

QUARTERS = ("Q1 2016/17", "Q2 2016/17", "Q3 2016/17", "Q4 2016/17")
REPORTING = ("Q4 2016/17", "2016/17")


@examples(2)
@given(case=composed_cases())
def test_a_frame_says_of_what_is_put_together_what_the_engine_for_one_says(case: Case) -> None:
    assert differences(case, rate_frame(polars_frame(case.rows), case.registry, as_at=case.as_at)) == []


@pytest.mark.parametrize("period", REPORTING)
def test_a_reporting_period_has_of_what_is_put_together_what_the_engine_for_one_says(period: str) -> None:
    reporting = parse_period(period)

    @examples(1)
    @given(case=composed_cases())
    def law(case: Case) -> None:
        frame = polars_frame(case.rows)
        rated = rate_frame(frame, case.registry, as_at=case.as_at, per="reporting_period", period=reporting)
        assert differences(case, rated, reporting) == []

    law()


def an_indicator(id: str, target: dict[str, Any], frequency: str = "quarter") -> Indicator:
    stated = {"id": id, "title": id, "polarity": "high_is_good", "unit": "percent", "frequency": frequency}
    return Indicator.model_validate({**stated, "target": target})


def figures(measure: str, *values: float | None) -> list[Row]:
    found = zip(QUARTERS, values, strict=False)
    return [Row(measure, "W", period, value) for period, value in found if value is not None]


SIXTY = {"type": "threshold", "value": 60, "tolerance": {"percent": 10}}
MEMBERS = [{**SIXTY, "name": "Ours"}, {"type": "improvement", "on": "previous", "weight": "0.3"}]
WEIGHTED = {"type": "weighted", "grey": "ignore", "members": MEMBERS}
WHOLE = {"type": "worst_of", "grey": "ignore", "members": ["a.one", {"indicator": "a.two", "from": "Q3 2016/17"}]}
EXAMPLE = Case(
    Registry.of(
        an_indicator("a.one", SIXTY),
        an_indicator("a.two", {"type": "milestone", "due": date(2016, 12, 31), "warning_days": 100}),
        an_indicator("a.three", WEIGHTED),
        an_indicator("a.whole", WHOLE),
        an_indicator("a.all", {"type": "all_of", "grey": "worst", "members": ["a.whole", "a.three"]}),
    ),
    [
        *figures("a.one", 50.0, 60.0, None, 59.9),
        *figures("a.three", 70.0, 60.0, 54.0, 54.1),
        Row("a.two", "W", QUARTERS[1], text="expected", date=date(2016, 12, 1)),
        Row("a.two", "W", QUARTERS[3], text="Done", date=date(2017, 1, 2)),
    ],
    None,
)


@pytest.mark.parametrize("backend", FRAMES)
@pytest.mark.parametrize("period", [None, "Q4 2016/17"])
def test_every_kind_of_frame_says_of_members_and_wholes_what_the_engine_for_one_says(
    backend: str, period: str | None
) -> None:
    reporting = parse_period(period) if period else None
    more: dict[str, Any] = {"per": "reporting_period", "period": reporting} if reporting else {}
    rated = rate_frame(FRAMES[backend](EXAMPLE.rows), EXAMPLE.registry, **more)
    assert differences(EXAMPLE, rated, reporting) == []


def test_a_duckdb_relation_says_of_a_whole_what_the_engine_for_one_says() -> None:
    some = Registry.of(*(EXAMPLE.registry[id] for id in ("a.one", "a.two", "a.whole")))
    case = Case(some, EXAMPLE.rows, None)
    assert differences(case, rate_frame(duckdb_relation(case.rows), case.registry)) == []


def test_an_old_report_is_rated_anew_in_a_later_period_and_moves_from_what_it_came_to_before() -> None:
    registry = Registry.of(an_indicator("a.done", {"type": "milestone", "due": date(2017, 1, 31), "warning_days": 45}))
    frame = polars_frame([Row("a.done", "W", QUARTERS[1], text="in progress")])
    asked = ["status", "previous_status", "movement", "updated"]
    found = [
        rate_frame(frame, registry, per="reporting_period", period=quarter, columns=asked).row(0)
        for quarter in QUARTERS[1:]
    ]
    assert found == [
        ("grey", None, "no_previous_rating", True),
        ("amber", "grey", "newly_rated", False),
        ("red", "amber", "worsened", False),
    ]


def test_a_lazy_frame_of_members_is_not_run() -> None:
    def never(frame: pl.DataFrame) -> pl.DataFrame:
        raise AssertionError("the plan was run")

    whole = polars_frame(EXAMPLE.rows)
    lazy = whole.lazy().map_batches(never, schema=whole.schema)
    assert isinstance(rate_frame(lazy, EXAMPLE.registry, columns=["status"]), pl.LazyFrame)


def test_what_has_a_member_without_a_frame_form_is_refused_with_its_reason() -> None:
    run = an_indicator("a.run", {"type": "consecutive", "green_after": 2}, "year_span")
    registry = Registry.of(run, an_indicator("a.whole", {"type": "any_of", "grey": "ignore", "members": ["a.run"]}))
    assert without_frame_form(registry["a.whole"], registry) == f"a member with {without_frame_form(run, registry)}"
    with pytest.raises(ScorecardError, match="a member with"):
        rate_frame(polars_frame(figures("a.run", 1.0)), registry)


def of_a_sum() -> Case:
    """A whole with one member that is computed and one that is not, and targets of its own on a computed measure."""
    total: Any = TypeAdapter(AnyMeasure).validate_python({"type": "sum", "of": ["a.m", "a.n"]})
    part, own = (
        an_indicator(f"a.{id}", of).model_copy(update={"measure": total})
        for id, of in (("part", SIXTY), ("own", WEIGHTED))
    )
    whole = an_indicator("a.whole", {"type": "any_of", "grey": "ignore", "members": ["a.part", "a.one"]})
    known = Registry.of(part, own, an_indicator("a.one", SIXTY), whole)
    rows = [*figures("a.m", 20, 30, None, 40), *figures("a.n", 30, 30, 30), *figures("a.one", 54.0, 50.0)]
    return Case(known, rows, None)


@pytest.mark.parametrize("backend", FRAMES)
def test_members_may_be_computed(backend: str) -> None:
    case = of_a_sum()
    assert differences(case, rate_frame(FRAMES[backend](case.rows), case.registry)) == []


@pytest.mark.parametrize("backend", FRAMES)
def test_where_no_label_can_be_read_nothing_is_rated_or_put_together(backend: str) -> None:
    rows = [Row("a.one", "W", "whenever", 60.0)]
    whole = an_indicator("a.whole", {"type": "any_of", "grey": "ignore", "members": ["a.one"]})
    case = Case(Registry.of(an_indicator("a.one", SIXTY), whole), rows, None)
    assert list(plain_rows(rate_frame(FRAMES[backend](rows), case.registry))) == []


def test_what_is_put_together_from_figures_that_are_not_there_has_no_row_beside_those_that_have() -> None:
    target = {"type": "any_of", "grey": "ignore", "members": ["a.yearly"]}
    whole = an_indicator("a.whole", target, "financial_year")
    yearly = an_indicator("a.yearly", SIXTY, "financial_year")
    case = Case(Registry.of(an_indicator("a.one", SIXTY), yearly, whole), figures("a.one", 60.0), None)
    rated = rate_frame(polars_frame(case.rows), case.registry)
    assert differences(case, rated) == []
    assert list(rated["indicator"]) == ["a.one"]


@pytest.mark.parametrize("period", [None, "Q4 2016/17"])
def test_a_figure_that_is_carried_forward_is_held_against_the_targets_of_its_own_period(period: str | None) -> None:
    then, now = {**SIXTY, "name": "then", "until": "Q2 2016/17"}, {**SIXTY, "value": 10, "from": "Q3 2016/17"}
    part = an_indicator("a.part", {"type": "worst_of", "grey": "propagate", "members": [then, now]})
    whole = an_indicator("a.whole", {"type": "worst_of", "grey": "propagate", "members": ["a.part", "a.one"]})
    rows = [*figures("a.part", 70.0, 50.0), *figures("a.one", 70.0, 70.0, 70.0, 70.0)]
    case = Case(Registry.of(part, an_indicator("a.one", SIXTY), whole), rows, None)
    reporting = parse_period(period) if period else None
    per: Any = {"per": "reporting_period", "period": reporting} if reporting else {}
    rated = rate_frame(polars_frame(rows), case.registry, **per)
    assert differences(case, rated, reporting) == []
    told = {(row["indicator"], row["period"]): row["status"] for row in plain_rows(rated)}
    assert told["a.whole", QUARTERS[-1]] == "red"


def test_a_file_that_is_rated_in_parts_keeps_members_with_what_they_are_computed_from(tmp_path: Path) -> None:
    case = of_a_sum()
    polars_frame(case.rows).write_parquet(tmp_path / "in.parquet")
    rate_parquet(tmp_path / "in.parquet", tmp_path / "out.parquet", case.registry, batch=1)
    assert differences(case, pl.read_parquet(tmp_path / "out.parquet")) == []


def test_weights_that_floats_do_not_hold_are_refused() -> None:
    members = [{**SIXTY, "name": "one"}, {**SIXTY, "name": "two", "weight": "0.1234567890123456"}]
    registry = Registry.of(an_indicator("a.fine", {"type": "weighted", "grey": "ignore", "members": members}))
    assert without_frame_form(registry["a.fine"], registry) == "weights or points of very many digits"


def test_a_file_that_is_rated_in_parts_keeps_members_with_what_they_are_put_together_to(tmp_path: Path) -> None:
    polars_frame(EXAMPLE.rows).write_parquet(tmp_path / "in.parquet")
    rate_parquet(tmp_path / "in.parquet", tmp_path / "out.parquet", EXAMPLE.registry, batch=1)
    rated = pl.read_parquet(tmp_path / "out.parquet")
    assert differences(EXAMPLE, rated) == []
    assert {row["indicator"] for row in plain_rows(rated)} == set(EXAMPLE.registry)
