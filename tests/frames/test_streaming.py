"""Parquet in, Parquet out, some indicators at a time: the same ratings, and a file that is whole or not there."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from scorecard_core import Indicator, Registry, ScorecardError, parse_period
from scorecard_core.cli import main
from scorecard_core.frames import rate_frame, rate_parquet, sorting_out, streaming
from tests.frames.backends import polars_frame
from tests.frames.cases import Row

STATED = {"title": "A case", "polarity": "low_is_good", "unit": "percent", "frequency": "quarter"}
TARGETS = {
    "a.fixed": {"type": "threshold", "value": 60},
    "a.better": {"type": "improvement", "on": "previous"},
    "a.england": {"type": "comparator", "with": "england"},
    "a.series": {"type": "threshold", "measure": "a.targets"},
}
REGISTRY = Registry.of(
    *(Indicator.model_validate({**STATED, "id": id, "target": target}) for id, target in TARGETS.items())
)
ROWS = [
    Row(measure, area, period, value)
    for measure, base in (("a.fixed", 59.0), ("a.better", 5.0), ("a.england", 7.0), ("a.series", 3.0))
    for area, more in (("W", 1.0), ("England", 0.5))
    for period, value in (("Q3 2016/17", base), ("Q4 2016/17", base + more), ("Quarter 1, 2017-2018", None))
] + [Row("a.targets", "W", "2016/17", 3.5), Row("a.unknown", "W", "2016/17", 1.0)]


@pytest.fixture
def figures(tmp_path: Path) -> Path:
    path = tmp_path / "figures.parquet"
    polars_frame(ROWS).write_parquet(path)
    return path


def test_what_is_computed_is_rated_with_the_rows_of_all_that_it_needs(figures: Path, tmp_path: Path) -> None:
    measure = {"type": "sum", "of": ["a.fixed", "a.better"]}
    both = Indicator.model_validate({**STATED, "id": "a.both", "target": TARGETS["a.better"], "measure": measure})
    registry, to = Registry.of(*REGISTRY.values(), both), tmp_path / "ratings.parquet"
    rate_parquet(figures, to, registry, batch=1)
    expected = rate_frame(polars_frame(ROWS), registry).filter(pl.col("area") != "England")
    order = ["indicator", "area", "period"]
    assert pl.read_parquet(to).sort(order).to_dicts() == expected.sort(order).to_dicts()
    assert sorted(expected.filter(pl.col("indicator") == "a.both")["value"]) == [64.0, 66.0]


@pytest.mark.parametrize("hidden", ["", "polars"])
@pytest.mark.parametrize("batch", [1, 8, 1000])
def test_a_file_rated_some_indicators_at_a_time_says_what_the_whole_frame_says(
    figures: Path, tmp_path: Path, batch: int, hidden: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streaming, "find_spec", lambda name: None if name == hidden else find_spec(name))
    told: list[tuple[int, int]] = []
    to = tmp_path / "ratings.parquet"
    streamed = rate_parquet(figures, to, REGISTRY, batch=batch, progress=lambda *done: told.append(done))
    expected = rate_frame(polars_frame(ROWS), REGISTRY).filter(pl.col("area") != "England")
    order = ["indicator", "area", "period"]
    assert pl.read_parquet(to).sort(order).to_dicts() == expected.sort(order).to_dicts()
    assert dict(streamed.statuses) == dict(expected["status"].value_counts().iter_rows())
    assert (streamed.ratings, dict(streamed.unused)) == (12, {"a.unknown": 1})
    assert told[-1] == (25, 25)
    assert (len(told) > 1) == (batch < 1000)


MANY = Registry.of(
    *(Indicator.model_validate({**STATED, "id": f"a.m{number}", "target": TARGETS["a.better"]}) for number in range(12))
)
IN_TURNS = [
    Row(measure, area, period, value)
    for period, value in (("Q3 2016/17", 5.0), ("Q4 2016/17", 5.5))
    for area in ("W", "England")
    for measure in (*MANY, "a.unknown")
]


def test_rows_in_any_order_are_sorted_out_first_and_nothing_of_that_is_left(tmp_path: Path) -> None:
    polars_frame(IN_TURNS).write_parquet(tmp_path / "figures.parquet")
    rate_parquet(tmp_path / "figures.parquet", tmp_path / "ratings.parquet", MANY, batch=4)
    expected = rate_frame(polars_frame(IN_TURNS), MANY).filter(pl.col("area") != "England")
    order = ["indicator", "area", "period"]
    assert pl.read_parquet(tmp_path / "ratings.parquet").sort(order).to_dicts() == expected.sort(order).to_dicts()
    assert {path.name for path in tmp_path.iterdir()} == {"figures.parquet", "ratings.parquet"}


@pytest.mark.parametrize("in_order", [True, False])
@pytest.mark.parametrize("most", [200, 2])
def test_a_file_is_sorted_out_only_where_its_rows_would_be_read_time_and_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, in_order: bool, most: int
) -> None:
    monkeypatch.setattr(sorting_out, "_MOST_FILES", most)
    rows = sorted(IN_TURNS, key=lambda row: row.measure) if in_order else IN_TURNS
    figures, parts = tmp_path / "figures.parquet", [[measure] for measure in MANY]
    polars_frame(rows).write_parquet(figures, row_group_size=4 if in_order else 26)
    with sorting_out.sorted_out(figures, parts, tmp_path) as files:
        assert (files == [figures] * len(parts)) is in_order
        for (measure,), file in zip(parts, files, strict=True):
            found = pl.read_parquet(file).filter(pl.col("measure") == measure)
            assert found.sort("area", "period").to_dicts() == (
                polars_frame([row for row in rows if row.measure == measure]).sort("area", "period").to_dicts()
            )
        assert in_order or pl.concat(map(pl.read_parquet, {*files})).height == len(IN_TURNS) - 4


def test_an_interrupted_run_leaves_no_half_file(figures: Path, tmp_path: Path) -> None:
    def interrupt(done: int, rows: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rate_parquet(figures, tmp_path / "ratings.parquet", REGISTRY, batch=1, progress=interrupt)
    assert [path.name for path in tmp_path.iterdir()] == ["figures.parquet"]


def test_a_file_that_is_there_stays_until_all_of_the_new_one_is(figures: Path, tmp_path: Path) -> None:
    to = tmp_path / "ratings.parquet"
    to.write_text("the one before")

    def look(done: int, rows: int) -> None:
        assert to.read_text() == "the one before"

    rate_parquet(figures, to, REGISTRY, batch=1, progress=look)
    assert pl.read_parquet(to).height == 12


def test_only_the_areas_that_are_asked_for_are_written_and_carried_into_the_period(
    figures: Path, tmp_path: Path
) -> None:
    to = tmp_path / "ratings.parquet"
    rate_parquet(figures, to, REGISTRY, areas=["England"], period=parse_period("Q4 2016/17"))
    found = pl.read_parquet(to)
    assert set(found["area"]) == {"England"}
    assert found.height == 4


def test_a_file_that_is_not_parquet_is_named(tmp_path: Path) -> None:
    path = tmp_path / "figures.parquet"
    path.write_text("measure,area,period,value")
    with pytest.raises(ScorecardError) as caught:
        rate_parquet(path, tmp_path / "ratings.parquet", REGISTRY)
    assert caught.value.code == "parquet-unreadable"
    assert str(caught.value) == f"{path}: nothing that can be read as Parquet; expected a Parquet file of figures."


def test_without_a_library_for_parquet_the_error_says_which_to_install(
    figures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streaming, "find_spec", lambda _: None)
    with pytest.raises(ScorecardError) as caught:
        rate_parquet(figures, tmp_path / "ratings.parquet", REGISTRY)
    assert str(caught.value) == (
        "neither Polars nor DuckDB beside PyArrow; expected one of the two, to read and write Parquet. "
        "pip install polars pyarrow"
    )


DEFINITIONS = """
format = 1

[fixed]
title = "A case"
polarity = "low_is_good"
unit = "percent"
frequency = "quarter"
target = { type = "threshold", value = 60 }
"""


def test_the_command_rates_a_file_and_sums_up(figures: Path, tmp_path: Path) -> None:
    definitions, to = tmp_path / "a.toml", tmp_path / "ratings.parquet"
    definitions.write_text(DEFINITIONS, encoding="utf-8")
    done = CliRunner().invoke(main, ["rate", str(figures), "-d", str(definitions), "--output", str(to)])
    assert done.exit_code == 0, done.output
    assert {tuple(line.split()) for line in done.output.splitlines() if line.split()[-1] in ("green", "grey")} == {
        ("2", "green"),
        ("1", "grey"),
    }
    assert f"3  ratings in {to}" in done.output
    assert "1 figures of 'a.unknown'" in done.output
    assert pl.read_parquet(to)["indicator"].unique().to_list() == ["a.fixed"]


@pytest.mark.parametrize("words", [[], ["--output", "x", "--published", "y"], ["--output", "x", "--format", "csv"]])
def test_the_command_says_what_goes_with_a_file_of_any_size(figures: Path, words: list[str]) -> None:
    done = CliRunner().invoke(main, ["rate", str(figures), *words])
    assert done.exit_code == 2
    assert "FIGURES needs --output" in done.output
