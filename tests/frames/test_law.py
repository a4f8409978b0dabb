"""Frames of every kind say what the engine for one says."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from scorecard_core import Period, Rating, parse_period
from scorecard_core.frames import rate_frame
from tests.frames.backends import FRAMES, duckdb_relation, plain_rows
from tests.frames.cases import Case, cases

SAME = ("status", "verdict", "basis", "rule", "stage", "branch", "previous_status", "movement", "travel", "updated",
        "unit", "judged", "plugin", "plugin_version", "engine_version", "rules_edition")  # fmt: skip
NUMBERS = ("value", "reference", "green_limit", "amber_limit", "travel_base")
UNRATABLE = {"no_data", "not_due", "out_of_range"}


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, (bool, int)) else str(value)


def differences(case: Case, frame: Any, reporting: Period | None = None, *, nan_is_blank: bool = False) -> list[str]:
    """Where a rated frame and the engine for one disagree, in words."""
    expected = case.rated(reporting)
    found: list[str] = []
    nans = {(row.measure, row.area, row.period) for row in case.rows if row.value != row.value}
    for row in plain_rows(frame):
        indicator = case.registry[row["indicator"]]
        period = parse_period(row["period"], indicator.frequency).at_frequency(indicator.frequency)
        at = reporting or period
        rating = expected.pop((row["indicator"], row["area"], at), None) if at else None
        where = f"{row['indicator']} ({indicator.target[0].type}), {row['area']}, {row['period']}"
        if rating is None:
            found.append(f"{where}: a row too many")
            continue
        leaves = {one.measure for leaf in case.registry.leaves(indicator.id) for one in leaf.inputs}
        blank = nan_is_blank and any(measure in leaves for measure, _, _ in nans)
        found += [f"{where}: {text}" for text in _compared(row, rating, blank=blank)]
    return [*found, *(f"{key}: no row" for key in expected)]


def _compared(row: dict[str, Any], rating: Rating, *, blank: bool) -> list[str]:
    pairs = {name: (row[name], _plain(getattr(rating, name))) for name in (*SAME, "grey_reason", "carried_from")}
    if blank:
        # Where a NaN cannot be told from a blank the reason differs, and with it what is on record.
        for name in ("grey_reason", "branch", "previous_status", "movement"):
            del pairs[name]
    if rating.carried_from is not None and row["carried_from"] is not None:
        pairs["carried_from"] = (parse_period(row["carried_from"]).end, rating.carried_from.end)
    found = [f"{name} is {here!r}, not {there!r}" for name, (here, there) in pairs.items() if here != there]
    for name in NUMBERS:
        if name == "travel_base" and rating.grey_reason == "duplicate":
            continue  # a period with two figures takes nothing from the rows around it
        here, there = row[name], getattr(rating, name)
        if (here is None) != (there is None) or (here is not None and not _close(here, there)):
            found.append(f"{name} is {here}, not {there}")
    return found


def _close(here: float, there: Decimal) -> bool:
    return abs(Decimal(here) - there) <= Decimal("1e-12") * max(abs(there), Decimal("1e6"))


def examples(count: int) -> settings:
    """That many cases, the same ones every time."""
    return settings(
        max_examples=count, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None
    )


CASES = {"polars": 8, "polars lazy": 4, "pandas": 6, "pandas with arrow": 4, "pyarrow": 4}
"""How many cases each library is asked: the plan is the same for all, the traps are not."""


@pytest.mark.parametrize("backend", FRAMES)
def test_a_frame_says_of_every_observation_what_the_engine_for_one_says(backend: str) -> None:
    @examples(CASES[backend])
    @given(case=cases())
    def law(case: Case) -> None:
        frame = rate_frame(FRAMES[backend](case.rows), case.registry, as_at=case.as_at)
        assert differences(case, frame, nan_is_blank=backend == "pandas") == []

    law()


@pytest.mark.parametrize("backend", ["polars", "pandas"])
def test_a_frame_carries_forward_into_a_reporting_period_as_the_engine_for_one_does(backend: str) -> None:
    reporting = parse_period("Q4 2016/17")

    @examples(CASES[backend] // 2)
    @given(case=cases())
    def law(case: Case) -> None:
        frame = FRAMES[backend](case.rows)
        rated = rate_frame(frame, case.registry, as_at=case.as_at, per="reporting_period", period=reporting)
        assert differences(case, rated, reporting, nan_is_blank=backend == "pandas") == []

    law()


@examples(1)
@given(case=cases(most=1))
def test_a_duckdb_relation_on_any_connection_says_the_same(case: Case) -> None:
    frame = rate_frame(duckdb_relation(case.rows), case.registry, as_at=case.as_at)
    assert differences(case, frame) == []
