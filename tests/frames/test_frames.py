"""What rating a frame promises beside giving the same answers."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import duckdb
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecard_core import (
    Indicator,
    Period,
    PeriodKind,
    Problems,
    Registry,
    ScorecardError,
    explain,
    parse_period,
)
from scorecard_core.assessment import assess
from scorecard_core.frames import COLUMNS, explain_row, rate_frame, validate
from scorecard_core.frames.calendar import covering, key_of, label_table, period_of, usual_labels
from scorecard_core.frames.many import without_frame_form
from scorecard_core.frames.numbers import Exact, folded_limbs
from scorecard_core.frames.operators import OPERATORS
from scorecard_core.measures import python_measure
from scorecard_core.rules import OPERATORS as STATED
from scorecard_core.terms import Frequency
from scorecard_core.testing.strategies import periods
from tests.frames.backends import FRAMES, duckdb_relation, plain_rows, polars_frame
from tests.frames.cases import Case, Row


def an_indicator(target: dict[str, Any], **more: Any) -> Indicator:
    stated = {"id": "a.b", "title": "A case", "polarity": "low_is_good", "unit": "percent", "frequency": "quarter"}
    return Indicator.model_validate({**stated, "target": target, **more})


def some_rows(*values: float, measure: str = "a.b") -> list[Row]:
    periods = ("Q1 2016/17", "Q2 2016/17", "Q3 2016/17", "Q4 2016/17")
    return [Row(measure, "W", period, value) for period, value in zip(periods, values, strict=False)]


SIXTY = Registry.of(an_indicator({"type": "threshold", "value": 60, "tolerance": {"percent": 10}}))
ROWS = some_rows(66.0, 60.0, 66.1, 59.9)


def test_every_operator_of_the_rule_language_can_be_read_over_columns() -> None:
    assert set(OPERATORS) == set(STATED)


@pytest.mark.parametrize("backend", FRAMES)
def test_a_value_exactly_on_the_amber_limit_is_amber_on_every_backend(backend: str) -> None:
    rated = plain_rows(rate_frame(FRAMES[backend](ROWS), SIXTY, columns=["period", "status"]))
    found = {row["period"]: row["status"] for row in rated}
    assert found == {"Q1 2016/17": "amber", "Q2 2016/17": "green", "Q3 2016/17": "red", "Q4 2016/17": "green"}


@pytest.mark.parametrize(
    ("backend", "kind"), [("polars", pl.DataFrame), ("polars lazy", pl.LazyFrame), ("pyarrow", pa.Table)]
)
def test_what_comes_in_comes_back(backend: str, kind: type) -> None:
    assert isinstance(rate_frame(FRAMES[backend](ROWS), SIXTY), kind)


def test_nothing_lazy_is_collected_behind_the_users_back() -> None:
    def never(frame: pl.DataFrame) -> pl.DataFrame:
        raise AssertionError("the plan was run")

    lazy = polars_frame(ROWS).lazy().map_batches(never, schema=polars_frame(ROWS).schema)
    assert isinstance(rate_frame(lazy, SIXTY), pl.LazyFrame)


def test_only_the_columns_asked_for_come_out_and_in_that_order() -> None:
    assert rate_frame(polars_frame(ROWS), SIXTY, columns=["status", "area"]).columns == ["status", "area"]
    assert rate_frame(polars_frame(ROWS), SIXTY).columns == list(COLUMNS)


def test_a_column_that_does_not_exist_is_refused_by_name() -> None:
    with pytest.raises(ScorecardError, match="colour"):
        rate_frame(polars_frame(ROWS), SIXTY, columns=["colour"])


@pytest.mark.parametrize("backend", ["polars", "polars lazy", "pandas"])
def test_a_figure_that_is_there_twice_is_grey_in_a_plan_and_an_error_when_asked(backend: str) -> None:
    rows = [*ROWS, Row("a.b", "W", "Q2 2016/17", 1.0)]
    rated = plain_rows(rate_frame(FRAMES[backend](rows), SIXTY, columns=["period", "status", "grey_reason"]))
    found = {row["period"]: row["grey_reason"] for row in rated}
    assert found == {"Q1 2016/17": None, "Q2 2016/17": "duplicate", "Q3 2016/17": None, "Q4 2016/17": None}
    with pytest.raises(Problems) as caught:
        validate(FRAMES[backend](rows), SIXTY)
    assert [error.code for error in caught.value.errors] == ["observation-duplicate"]


def test_nothing_is_compared_with_a_figure_that_is_there_twice() -> None:
    registry = Registry.of(an_indicator({"type": "improvement", "on": "previous"}))
    rows = [*ROWS, Row("a.b", "W", "Q2 2016/17", 1.0)]
    rated = plain_rows(rate_frame(polars_frame(rows), registry, columns=["period", "grey_reason", "reference"]))
    assert {row["period"]: row["grey_reason"] for row in rated}["Q3 2016/17"] == "no_base"


def test_checking_names_labels_measures_and_reasons_that_are_not_known() -> None:
    rows = [Row("a.x", "W", "Q1 2016/17", 1.0), Row("a.b", "W", "Q1 16", 1.0), Row("a.b", "W", "2016/17", None, "lost")]
    with pytest.raises(Problems) as caught:
        validate(polars_frame(rows), SIXTY)
    told = " ".join(str(error) for error in caught.value.errors)
    assert all(text in told for text in ("a.x", "Q1 16", "lost"))


def test_a_whole_frame_without_problems_passes_the_check() -> None:
    validate(duckdb_relation(ROWS), SIXTY)


def test_what_has_no_frame_form_is_refused_by_name_or_rated_one_by_one() -> None:
    doubled = python_measure(lambda x: 2 * x, x={"measure": "a.c", "unit": "percent"})
    compared = an_indicator({"type": "threshold", "value": 3}, id="a.d", measure=doubled)
    registry = Registry.of(*SIXTY.values(), compared)
    frame = polars_frame([*ROWS, Row("a.c", "W", "Q1 2016/17", 1.5)])
    with pytest.raises(ScorecardError, match=r"'a\.d'"):
        rate_frame(frame, registry)
    rated = list(plain_rows(rate_frame(frame, registry, fallback="collect")))
    assert {row["indicator"] for row in rated} == {"a.b", "a.d"}
    (ours,) = [row for row in rated if row["indicator"] == "a.d"]
    assert (ours["status"], ours["reference"], ours["value"]) == ("green", 3.0, 3.0)


def test_explaining_a_row_gives_the_engines_own_words_and_the_rows_own_status() -> None:
    (row, *_) = plain_rows(rate_frame(polars_frame(ROWS), SIXTY))
    text = explain_row(row, SIXTY, polars_frame(ROWS))
    indicator, period = SIXTY["a.b"], parse_period(row["period"])
    observations = Case(SIXTY, ROWS, None).observations()
    assert text == explain(assess(indicator, observations, period, area="W"))
    assert row["status"].upper() in text


def test_a_reporting_period_has_the_figures_carried_into_it() -> None:
    rated = rate_frame(polars_frame(ROWS[:2]), SIXTY, per="reporting_period", period="Q4 2016/17")
    (row,) = plain_rows(rated)
    assert (row["period"], row["carried_from"], row["movement"]) == ("Q4 2016/17", "Q2 2016/17", "not_updated")


def test_a_reporting_period_and_the_way_of_rating_go_together() -> None:
    with pytest.raises(ScorecardError, match="period"):
        rate_frame(polars_frame(ROWS), SIXTY, per="reporting_period")


def test_rows_in_any_order_are_rated_alike() -> None:
    registry = Registry.of(an_indicator({"type": "improvement", "on": "best_ever"}))
    rows = some_rows(5.0, 3.0, 4.0, 3.0)

    def rated(frame: pl.DataFrame) -> Any:
        return rate_frame(frame, registry).sort("period").to_dicts()

    assert rated(polars_frame(rows)) == rated(polars_frame(rows[::-1]))


def test_a_join_beside_a_duckdb_relation_leaves_nothing_on_its_connection() -> None:
    connection = duckdb.connect()
    connection.execute(
        "create table figures as select 'a.b' as measure, 'W' as area, 'Q1 2016/17' as period, 66.0 as value"
    )
    (row,) = plain_rows(rate_frame(connection.table("figures"), SIXTY, columns=["status"]))
    assert row == {"status": "amber"}
    assert connection.execute("select view_name from duckdb_views() where not internal").fetchall() == []
    assert connection.execute("select table_name from duckdb_tables()").fetchall() == [("figures",)]


@pytest.mark.parametrize("frequency", Frequency)
def test_the_key_of_every_usual_label_gives_its_period_back(frequency: Frequency) -> None:
    table = label_table(None, (frequency,))
    for label, raw, key in zip(table["label"], table["raw"], table["key"], strict=True):
        period = parse_period(str(label), frequency)
        assert period_of(int(raw)) == period
        assert period_of(int(key)) == period.at_frequency(frequency)


@given(periods(min_year=1981, max_year=2070))
def test_a_lazy_plan_knows_the_label_of_any_period_of_a_frequency(period: Period) -> None:
    irregular = period.kind in (PeriodKind.DAY, PeriodKind.WEEK)
    frequency = Frequency.IRREGULAR if irregular else Frequency(period.kind.value)
    known = usual_labels(Frequency.WEEK if period.kind is PeriodKind.WEEK else frequency)
    assert period.label in known or (
        period.kind is PeriodKind.DAY and Period.ending(PeriodKind.MONTH, period.end) is None
    )


@given(st.lists(periods(), max_size=20))
def test_keys_order_as_periods_do(found: list[Period]) -> None:
    assert sorted(found) == sorted(found, key=key_of)
    assert all(period_of(key_of(period)) == period for period in found)


def test_periods_with_the_same_days_are_told_apart_by_their_keys() -> None:
    same = [parse_period(label) for label in ("2016/17", "YTD Q4 2016/17", "12 months to Q4 2016/17")]
    assert len({key_of(period) for period in same}) == 3
    assert [period_of(key_of(period)) for period in same] == same


@given(periods(min_year=2014, max_year=2018), periods(min_year=2014, max_year=2018))
def test_what_covers_a_period_in_a_frame_is_what_covers_it_for_one(one: Period, two: Period) -> None:
    if one.kind not in (PeriodKind.DAY, PeriodKind.WEEK, PeriodKind.YEAR_SPAN) or one == two:
        assert (one in set(covering(two))) == one.covers(two)


def test_limbs_hold_decimals_of_any_size_and_tell_their_sign() -> None:
    for text in ("0", "1", "-1", "0.0001", "-123456789012345.678901234567", "99999999.9999"):
        value = Decimal(text)
        exact = Exact({power: column[0] for power, column in folded_limbs([value]).items()})
        total = sum((Decimal(limb) * Decimal(10) ** (4 * power) for power, limb in exact.limbs.items()), Decimal(0))
        assert total == value
        sign = exact.sign(in_sql=False)
        assert (sign > 0, sign < 0) == (value > 0, value < 0)


def test_what_has_a_frame_form_says_nothing() -> None:
    assert without_frame_form(SIXTY["a.b"], SIXTY) == ""


@pytest.mark.parametrize("backend", FRAMES)
def test_a_row_without_an_area_a_measure_or_a_period_has_no_rating(backend: str) -> None:
    rows: list[Any] = [Row("a.b", "W", "Q1 2016/17", 1.0)]
    rows += [Row(None, "W", "Q2 2016/17", 1.0), Row("a.b", None, "Q2 2016/17", 1.0), Row("a.b", "W", None, 1.0)]  # type: ignore[arg-type]
    rated = plain_rows(rate_frame(FRAMES[backend](rows), SIXTY, columns=["area", "period"]))
    assert list(rated) == [{"area": "W", "period": "Q1 2016/17"}]


def test_a_plan_that_is_kept_for_frames_that_are_alike_remembers_none_of_their_figures() -> None:
    first, second = some_rows(66.0, 59.0), some_rows(59.0, 66.1)

    def statuses(rows: list[Row], registry: Registry) -> list[str]:
        return rate_frame(polars_frame(rows), registry, columns=["period", "status"]).sort("period")["status"].to_list()

    stricter = Registry.of(an_indicator({"type": "threshold", "value": 50}))
    assert statuses(first, SIXTY) == ["amber", "green"]
    assert statuses(second, SIXTY) == ["green", "red"]
    assert statuses(first, stricter) == ["red", "red"]
    assert statuses(first, SIXTY) == ["amber", "green"]


@pytest.mark.parametrize("backend", FRAMES)
def test_what_is_put_together_from_others_has_a_row_wherever_one_of_them_has_a_figure(backend: str) -> None:
    parts = [
        {**PART, "id": f"a.{name}", "title": name, "target": {"type": "threshold", "value": value}}
        for name, value in (("roads", 60), ("bridges", 10))
    ]
    whole = {**PART, "id": "a.whole", "title": "The whole", "target": {**WORST, "members": ["a.roads", "a.bridges"]}}
    registry = Registry.of(*map(Indicator.model_validate, (*parts, whole)))
    given = (("a.roads", "Here", 70.0), ("a.bridges", "Here", 5.0), ("a.roads", "There", 70.0))
    frame = FRAMES[backend]([Row(measure, area, "Q4 2016/17", value) for measure, area, value in given])
    rated = plain_rows(rate_frame(frame, registry, columns=["indicator", "area", "status"]))
    found = {(row["indicator"], row["area"]): row["status"] for row in rated}
    assert found == {
        ("a.roads", "Here"): "green",
        ("a.bridges", "Here"): "red",
        ("a.whole", "Here"): "red",
        ("a.roads", "There"): "green",
        ("a.whole", "There"): "grey",
    }
    row = {"indicator": "a.whole", "area": "Here", "period": "Q4 2016/17"}
    assert "bridges" in explain_row(row, registry, frame)


PART = {"polarity": "high_is_good", "unit": "percent", "frequency": "quarter"}
WORST = {"type": "worst_of", "grey": "propagate"}
