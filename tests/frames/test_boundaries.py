"""Limits hit exactly, in the ways in which floats go wrong; and boundaries of dates that a drawn case seldom meets."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from scorecard_core import Indicator, Registry
from scorecard_core.frames import rate_frame
from tests.frames.backends import FRAMES, duckdb_relation, plain_rows
from tests.frames.cases import Case, Row
from tests.frames.test_law import differences

BEFORE, NOW = "Q3 2016/17", "Q4 2016/17"
BACKENDS = ["polars", "pandas"]


def a_case(target: dict[str, Any], *rows: Row, as_at: date | None = None, **more: Any) -> Case:
    stated = {"id": "a.b", "title": "A case", "polarity": "low_is_good", "unit": "percent", "frequency": "quarter"}
    indicator = Indicator.model_validate({**stated, "target": target, **more})
    return Case(Registry.of(indicator), rows, as_at)


def statuses(case: Case, backend: str) -> dict[tuple[str, str], str]:
    """The status of every row, once it is certain that the engine for one says the same."""
    frame = FRAMES[backend](case.rows)
    assert differences(case, rate_frame(frame, case.registry, as_at=case.as_at)) == []
    rated = plain_rows(rate_frame(frame, case.registry, as_at=case.as_at))
    return {(row["area"], row["period"]): row["status"] for row in rated}


ON_THE_LIMIT = [
    # what was, what may be added, and what is: exactly that much more
    ("0.1", {"points": "0.2"}, "0.3"),
    ("66.3", {"percent": "10"}, "72.93"),
    ("0.7", {"percent": "10"}, "0.77"),
    ("-1.1", {"percent": "10"}, "-0.99"),
    ("123456789.12", {"percent": "0.1"}, "123580245.90912"),
    ("999999999999.9", {"points": "0.1"}, "1000000000000"),
    ("0.000000000000003", {"points": "0.000000000000002"}, "0.000000000000005"),
    ("1000000000000", {"percent": "2.5"}, "1025000000000"),
]


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(("base", "width", "value"), ON_THE_LIMIT)
@pytest.mark.parametrize(("tie", "colour"), [("better", "amber"), ("worse", "red")])
def test_a_figure_exactly_as_far_off_an_earlier_one_as_it_may_be_is_a_tie(
    backend: str, base: str, width: dict[str, str], value: str, tie: str, colour: str
) -> None:
    target = {"type": "improvement", "on": "previous", "tolerance": width, "tie": tie}
    case = a_case(target, Row("a.b", "W", BEFORE, float(base)), Row("a.b", "W", NOW, float(value)))
    assert statuses(case, backend)["W", NOW] == colour


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(
    ("base", "width", "value"),
    [("0.1", {"points": "0.2"}, "0.300000000000001"), ("66.3", {"percent": "10"}, "72.9300000000001"),
     ("0.000000000000003", {"points": "0.000000000000002"}, "0.000000000000006")],
)  # fmt: skip
def test_a_figure_further_off_by_its_last_digit_is_missed(
    backend: str, base: str, width: dict[str, str], value: str
) -> None:
    target = {"type": "improvement", "on": "previous", "tolerance": width}
    case = a_case(target, Row("a.b", "W", BEFORE, float(base)), Row("a.b", "W", NOW, float(value)))
    assert statuses(case, backend)["W", NOW] == "red"


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_limit_that_no_float_holds_is_still_on_its_own_side(backend: str) -> None:
    # The amber limit is 60.0000000000000006, whose nearest float is 60: a figure of 60 is inside it and no tie.
    target = {"type": "threshold", "value": "60", "tolerance": {"percent": "0.000000000000001"}, "tie": "worse"}
    case = a_case(target, Row("a.b", "W", NOW, 60.0))
    assert statuses(case, backend)["W", NOW] == "amber"


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(("points", "colour"), [("1", "amber"), ("0.99", "red")])
def test_a_share_is_compared_without_dividing(backend: str, points: str, colour: str) -> None:
    # A third of the total, then a third less one per cent of it.
    then = (Row("a.b", "W", BEFORE, 1.0), Row("a.b", "England", BEFORE, 3.0))
    now = (Row("a.b", "W", NOW, 97.0), Row("a.b", "England", NOW, 300.0))
    target = {"type": "share", "of": "england", "tolerance": {"points": points}}
    case = a_case(target, *then, *now, polarity="high_is_good", unit="gbp")
    assert statuses(case, backend)["W", NOW] == colour


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(("within", "colour"), [(3, "green"), (2, "grey")])
def test_the_latest_comparator_may_be_exactly_as_old_as_stated(backend: str, within: int, colour: str) -> None:
    target = {"type": "comparator", "with": "england", "vintage": "latest", "within_months": within}
    case = a_case(target, Row("a.b", "W", NOW, 1.0), Row("a.b", "England", BEFORE, 2.0))
    assert statuses(case, backend)["W", NOW] == colour


@pytest.mark.parametrize(("day", "reason"), [(29, "not_due"), (30, "no_data")])
def test_a_blank_is_not_due_until_the_day_that_is_named(day: int, reason: str) -> None:
    case = a_case({"type": "threshold", "value": 1}, Row("a.b", "W", NOW), as_at=date(2017, 4, day), due_days=30)
    (row,) = plain_rows(rate_frame(FRAMES["polars"](case.rows), case.registry, as_at=case.as_at))
    assert row["grey_reason"] == reason


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(("written", "unit", "value"), [(0.663, "proportion", 66.3), (0.29, "proportion", 29.0)])
def test_a_conversion_by_a_power_of_ten_is_exact(backend: str, written: float, unit: str, value: float) -> None:
    case = a_case({"type": "threshold", "value": str(value)}, Row("a.b", "W", NOW, written, unit=unit))
    (row,) = plain_rows(rate_frame(FRAMES[backend](case.rows), case.registry))
    assert (row["value"], row["status"]) == (value, "green")


def test_duckdb_computes_with_figures_exactly_too() -> None:
    base, width, value = ON_THE_LIMIT[4]
    target = {"type": "improvement", "on": "previous", "tolerance": width}
    case = a_case(target, Row("a.b", "W", BEFORE, float(base)), Row("a.b", "W", NOW, float(value)))
    assert differences(case, rate_frame(duckdb_relation(case.rows), case.registry)) == []


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_target_that_comes_with_the_data_is_the_one_for_the_shortest_period_that_holds_the_figures(
    backend: str,
) -> None:
    rows = (Row("a.b", "W", NOW, 5.0), Row("t", "W", "2016/17", 1.0), Row("t", "W", NOW, 9.0))
    case = a_case({"type": "threshold", "measure": "t"}, *rows)
    assert statuses(case, backend) == {("W", NOW): "green"}


@pytest.mark.parametrize("backend", FRAMES)
@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf"), 1e15, -1e15])
def test_what_is_no_number_that_can_be_rated_is_grey_on_every_backend(backend: str, value: float) -> None:
    case = a_case({"type": "threshold", "value": 1}, Row("a.b", "W", NOW, value))
    (row,) = plain_rows(rate_frame(FRAMES[backend](case.rows), case.registry))
    # pandas' classic columns cannot tell a NaN from a blank.
    blank = backend == "pandas" and value != value
    assert (row["status"], row["grey_reason"], row["value"]) == ("grey", "no_data" if blank else "out_of_range", None)


@pytest.mark.parametrize(("backend", "rows"), [("polars", 1), ("pandas", 1), ("polars lazy", 0)])
def test_an_unusual_label_is_understood_where_labels_may_be_looked_at(backend: str, rows: int) -> None:
    case = a_case({"type": "threshold", "value": 1}, Row("a.b", "W", "Quarter 4, 2016-2017", 1.0))
    assert len(list(plain_rows(rate_frame(FRAMES[backend](case.rows), case.registry)))) == rows
