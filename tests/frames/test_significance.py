"""Tests of significance over frames: every engine says what the engine for one says, row by row."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import duckdb
import polars as pl
import pytest

from scorecard_core import Indicator, Registry, rate
from scorecard_core.frames import rate_frame
from scorecard_core.frames.native import opened
from scorecard_core.frames.one import observations_of
from scorecard_core.indicators import Provenance
from scorecard_core.registry import Contribution

ENGINES: dict[str, Callable[[pl.DataFrame], Any]] = {
    "polars": lambda frame: frame,
    "polars lazy": lambda frame: frame.lazy(),
    "pandas": lambda frame: frame.to_pandas(),
    "pyarrow": lambda frame: frame.to_arrow(),
    "duckdb": lambda frame: duckdb.connect().from_arrow(frame.to_arrow()),
}
TARGETS: dict[str, dict[str, Any]] = {
    "given": {"with": "england"},
    "touching": {"value": 50, "touching": "different"},
    "inside": {"low": 45, "high": 55, "confidence": 99.8},
    "wilson": {"with": "england", "method": "wilson"},
    "byar": {"value": 40, "method": "byar"},
    "five": {"with": "england", "method": "byar", "levels": 5},
}
POLARITIES = {"given": "no_judgement", "five": "high_is_good"} | dict.fromkeys(
    ("touching", "inside", "wilson", "byar"), "low_is_good"
)
COLUMNS = ("status", "verdict", "grey_reason", "stage", "branch", "reference")


def definition(name: str, **more: Any) -> Indicator:
    return Indicator.model_validate(
        {
            "id": f"council.{name}",
            "title": name,
            "polarity": POLARITIES[name],
            "unit": "percent" if name in ("wilson", "given", "inside") else "per_1000_people",
            "frequency": "financial_year",
            "target": {"type": "significance", **TARGETS[name]},
            **more,
        }
    )


def registry(*indicators: Indicator) -> Registry:
    return Registry.build([Contribution(Provenance(plugin="council"), indicators=indicators)])


@pytest.fixture(scope="module")
def rows() -> pl.DataFrame:
    """Figures of many areas, with intervals and counts that are there, missing, crossed, touching or too small."""
    chance = random.Random(1968)

    def number(*some: float | None) -> float | None:
        return chance.choice([*some, *(float(chance.randint(0, 100)) for _ in range(3))])

    found = []
    for name in TARGETS:
        england = {"area": "England", "value": 50.0, "lower": 45.0, "upper": 55.0}
        found.append({"measure": f"council.{name}", "period": "2016/17", **england})
        for at in range(1, 150):
            lower, upper = number(45.0, 50.0, 55.0, None), number(45.0, 50.0, 55.0, None)
            if at % 9 and lower is not None and upper is not None:
                lower, upper = min(lower, upper), max(lower, upper)
            found.append(
                {
                    "measure": f"council.{name}",
                    "area": f"Area {at}",
                    "period": "2016/17",
                    "value": None if at % 31 == 30 else float(chance.randint(0, 100)),
                    "lower": lower,
                    "upper": upper,
                    "confidence": chance.choice([None, 95.0, 99.8]),
                    "numerator": number(None, -1.0, 0.0, 2.5, 9.0, 10.0, 1234.0),
                    "denominator": number(None, 0.0, -3.0, 1000.0, 54321.0, 100.0),
                }
            )
    return pl.DataFrame(found, infer_schema_length=None)


KNOWN = registry(*(definition(name) for name in TARGETS))


@pytest.fixture(scope="module")
def one_by_one(rows: pl.DataFrame) -> dict[tuple[str, str], tuple[Any, ...]]:
    """What the engine for one says of each row."""
    said = {}
    for one in KNOWN.values():
        observations = observations_of(opened(rows), [one])
        for area in observations.areas(one.series):
            (period,) = observations.series(one.series, area, one.frequency)
            rating = rate(one, observations, period, area=area, comparators=KNOWN.comparators)
            said[one.id, area] = (
                rating.status.value,
                rating.verdict,
                rating.grey_reason and rating.grey_reason.value,
                rating.stage,
                rating.branch,
                None if rating.reference is None else float(rating.reference),
            )
    return said


@pytest.mark.parametrize("engine", ENGINES)
def test_a_frame_says_what_the_engine_for_one_says(
    rows: pl.DataFrame, one_by_one: dict[tuple[str, str], tuple[Any, ...]], engine: str
) -> None:
    answer = rate_frame(ENGINES[engine](rows), KNOWN, columns=("indicator", "area", *COLUMNS))
    found = {(row[0], row[1]): tuple(row[2:]) for row in plain(answer)}
    differing = {key: (found[key], said) for key, said in one_by_one.items() if found[key] != said}
    assert differing == {}


def test_every_verdict_is_among_them(one_by_one: dict[tuple[str, str], tuple[Any, ...]]) -> None:
    verdicts = {said[1] for said in one_by_one.values()}
    assert verdicts >= {"best", "better", "similar", "worse", "worst", "higher", "lower"}
    assert {said[2] for said in one_by_one.values()} >= {"no_interval", "uncoloured_band", None}


def plain(answer: Any) -> list[tuple[Any, ...]]:
    """Rows with None for every kind of missing."""
    if isinstance(answer, pl.LazyFrame):
        answer = answer.collect()
    frame = answer if isinstance(answer, pl.DataFrame) else None
    if frame is None:
        frame = answer.pl() if hasattr(answer, "pl") else pl.DataFrame(answer)
    return [tuple(None if value != value else value for value in row) for row in frame.rows()]
