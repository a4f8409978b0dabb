"""Computed measures as they are written: what is read, what is refused, and who knows of their inputs."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import polars
import pytest

from scorecard_core import (
    Comparator,
    Contribution,
    DefinitionError,
    Indicator,
    Observations,
    Problems,
    Provenance,
    Registry,
    UnitDefinition,
    assess,
    definitions_to_toml,
    explain,
    python_measure,
    rate_scorecard,
    read_definitions,
    read_observations,
)
from scorecard_core.frames import frame_of, rate_frame, validate
from scorecard_core.frames.many import without_frame_form
from tests.measures.cases import (
    AREA,
    GROUP,
    KINDS,
    NOW,
    RATIO,
    A,
    B,
    figure,
    figures,
    indicator,
    of_kind,
    rated,
)

CORE = Provenance()


def registry(*indicators: Indicator, units: tuple[UnitDefinition, ...] = ()) -> Registry:
    return Registry.build([Contribution(CORE, units=units, comparators=(GROUP,), indicators=indicators)])


def written(tmp_path: Path, measure: str, **keys: str) -> Path:
    stated = {
        "title": '"Rated"',
        "polarity": '"low_is_good"',
        "unit": '"case"',
        "frequency": '"quarter"',
        "target": '{ type = "threshold", value = 60 }',
        "measure": measure,
        **keys,
    }
    path = tmp_path / "t.toml"
    path.write_text("format = 1\n[rated]\n" + "".join(f"{key} = {value}\n" for key, value in stated.items()))
    return path


# What is read.


@pytest.mark.parametrize("kind", KINDS)
def test_a_measure_reads_back_as_it_was_written(kind: str, tmp_path: Path) -> None:
    one = of_kind(kind)
    path = tmp_path / "t.toml"
    path.write_text(definitions_to_toml([one]))
    assert read_definitions(path, prefix="t") == [one]
    assert Indicator.model_validate(one.model_dump(mode="json", exclude_defaults=True, by_alias=True)) == one


@pytest.mark.parametrize("kind", KINDS)
def test_a_measure_whose_units_fit_is_registered_with_its_inputs(kind: str) -> None:
    one = of_kind(kind)
    assert registry(one)["t.rated"].computed == one.computed
    assert {series.measure for series in one.inputs} <= {"t.a", "t.b", "t.c", "t.columns"}
    assert one.series == "t.rated"


def test_a_name_alone_is_still_the_name_of_a_series() -> None:
    one = indicator("t.a")
    assert (one.computed, one.series, one.inputs[0].measure) == (None, "t.a", "t.a")


def test_units_flow_down_to_what_states_none() -> None:
    one = indicator(
        {"type": "rolling_mean", "of": {"type": "sum", "of": ["t.a", {**A, "unit": "claimant"}]}, "over": 2}
    )
    assert [series.unit for series in one.inputs] == ["case", "claimant"]


# What is refused.

CASES = {
    "no type": (
        "{ over = 3 }",
        "[rated] measure: neither the name of a measure nor a table with a type; "
        "expected 'children.in_need', or a table such as { type = 'ratio', of = 'children.in_need' }.",
    ),
    "not a name": (
        "5",
        "[rated] measure: neither the name of a measure nor a table with a type; "
        "expected 'children.in_need', or a table such as { type = 'ratio', of = 'children.in_need' }.",
    ),
    "a series alone": (
        '{ measure = "t.a" }',
        "[rated] measure: neither the name of a measure nor a table with a type; "
        "expected 'children.in_need', or a table such as { type = 'ratio', of = 'children.in_need' }.",
    ),
    "another type": (
        '{ type = "ratoi" }',
        "[rated] measure: 'ratoi' is not a type of measure. Did you mean 'ratio'?",
    ),
    "another type within": (
        '{ type = "sum", of = ["t.a", { type = "rolling_maen" }] }',
        "[rated] measure.of[2]: 'rolling_maen' is not a type of measure. Did you mean 'rolling_mean'?",
    ),
    "a function": (
        '{ type = "python", name = "f" }',
        "[rated] measure: a measure in Python without its function; expected one of the other types. "
        "A measure in Python belongs to an Indicator that is built in Python, with python_measure.",
    ),
    "another key": (
        '{ type = "ratio", of = "t.a", pre = 100 }',
        "[rated] measure.pre: unknown key. Did you mean 'per'?",
    ),
    "another key of a series": (
        '{ type = "ratio", numerator = { measure = "t.a", unti = "case" }, denominator = "t.b" }',
        "[rated] measure.numerator.unti: unknown key. Did you mean 'unit'?",
    ),
    "no denominator": (
        '{ type = "ratio", numerator = "t.a" }',
        "[rated] measure: a ratio with numerator; expected a numerator and a denominator, or 'of', "
        "the measure whose observations carry both.",
    ),
    "both pairs": (
        '{ type = "ratio", numerator = "t.a", denominator = "t.b", of = "t.c" }',
        "[rated] measure: a ratio with numerator and denominator and of; expected a numerator and a denominator, "
        "or 'of', the measure whose observations carry both.",
    ),
    "neither pair": (
        '{ type = "ratio" }',
        "[rated] measure: a ratio with neither; expected a numerator and a denominator, or 'of', "
        "the measure whose observations carry both.",
    ),
    "per zero": ('{ type = "ratio", of = "t.a", per = 0 }', "[rated] measure.per: 0; expected greater than 0."),
    "a window of one": (
        '{ type = "rolling_mean", of = "t.a", over = 1 }',
        "[rated] measure.over: 1; expected greater than or equal to 2.",
    ),
    "no window": ('{ type = "rolling_mean", of = "t.a" }', "[rated] measure.over: missing; expected it."),
    "a sum of one": (
        '{ type = "sum", of = ["t.a"] }',
        "[rated] measure: a sum of 1; expected two measures, or more.",
    ),
    "a sum that leaves out": (
        '{ type = "year_to_date", of = "t.a", incomplete = "left_out" }',
        "[rated] measure: a sum that leaves out the periods without a figure, which would take them for zero; "
        "expected incomplete = 'missing', or statistic = 'mean'.",
    ),
    "quarters of an academic year": (
        '{ type = "year_to_date", of = "t.a", year = "academic_year" }',
        "[rated]: a year to date of the academic year for the frequency 'quarter'; "
        "expected 'month': no quarter begins with September.",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_wrong_with_a_measure_is_told_where_it_stands(case: str, tmp_path: Path) -> None:
    measure, message = CASES[case]
    with pytest.raises(Problems) as refused:
        read_definitions(written(tmp_path, measure), prefix="t", where="t.toml")
    assert [str(error) for error in refused.value.errors] == [f"t.toml: {message}"]


def test_a_year_to_date_of_years_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, '{ type = "year_to_date", of = "t.a" }', frequency='"financial_year"')
    with pytest.raises(Problems) as refused:
        read_definitions(path, prefix="t", where="t.toml")
    assert str(refused.value) == (
        "t.toml: [rated]: a year to date of the financial year for the frequency 'financial_year'; "
        "expected 'month' or 'quarter'."
    )


@pytest.mark.parametrize("base", ['"previous"', '"best_ever"', "{ average_of_last = 4 }"])
def test_a_year_to_date_is_not_judged_against_another_part_of_the_year(base: str, tmp_path: Path) -> None:
    path = written(tmp_path, '{ type = "year_to_date", of = "t.a" }', target=f'{{ type = "improvement", on = {base} }}')
    with pytest.raises(Problems) as refused:
        read_definitions(path, prefix="t", where="t.toml")
    (error,) = refused.value.errors
    assert error.code == "base-of-another-length"
    name = base.strip('"{ =4}').split(" ")[0]
    assert str(error) == (
        f"t.toml: [rated]: a target against the base '{name}' for a year to date; "
        "expected 'same_period_last_year', or a baseline. Sums over unlike parts of a year cannot be compared."
    )


UNITS: dict[str, tuple[str, Any, str]] = {
    "per of a percentage": (
        "percent",
        {"type": "ratio", "of": "t.a"},
        "measure.per: per = 1 in 'percent'; expected per = 100.",
    ),
    "per of a rate": (
        "per_1000_children",
        RATIO,
        "measure.per: per = 10000 in 'per_1000_children'; expected per = 1000.",
    ),
    "a rate of somebody else": (
        "per_10000_children",
        {**RATIO, "denominator": {**B, "unit": "person"}},
        "measure.denominator: 'person' under a rate in 'per_10000_children'; expected 'child'.",
    ),
    "a percentage of another thing": (
        "percent",
        {**RATIO, "per": 100},
        "measure: 'case' over 'child' in 'percent'; expected two of a kind.",
    ),
    "one thing over another": (
        "kilogram_per_person",
        {**RATIO, "per": 1},
        "measure: 'case' over 'child' in 'kilogram_per_person'; expected a unit that is the one over the other.",
    ),
    "no unit under a quotient": (
        "per_10000_children",
        {**RATIO, "numerator": "t.a"},
        "measure.numerator: a measure without its unit; expected it, as in "
        "{ measure = 'population.children', unit = 'child' }.",
    ),
    "an unknown unit": (
        "per_10000_children",
        {**RATIO, "denominator": {**B, "unit": "chidl"}},
        "measure.denominator: 'chidl' is not a unit. Did you mean 'child'?",
    ),
    "a share in another unit": (
        "proportion",
        {"type": "share", "of": A, "whole": "england"},
        "measure: a share in 'proportion'; expected 'percent'.",
    ),
    "a distance in another unit": (
        "point",
        {"type": "standardised", "of": A, "group": "england"},
        "measure: a standardised in 'point'; expected 'standard_deviation'.",
    ),
    "a change in per cent": (
        "percent",
        {"type": "change", "of": "t.a"},
        "measure: a change in 'percent', which could mean two things; expected 'percentage_point'. "
        "A change in per cent of the earlier figure is a percent_change.",
    ),
    "a difference in per cent": (
        "percent",
        {"type": "difference", "of": "t.a", "less": "t.b"},
        "measure: a difference in 'percent', which could mean two things; expected 'percentage_point'.",
    ),
    "percentages added up over time": (
        "percent",
        {"type": "year_to_date", "of": "t.a"},
        "measure: a sum over time of figures in 'percent'; expected statistic = 'mean'.",
    ),
    "rates added up over time": (
        "per_1000_people",
        {"type": "year_to_date", "of": "t.a"},
        "measure: a sum over time of figures in 'per_1000_people'; expected statistic = 'mean'.",
    ),
    "parts in units of two kinds": (
        "case",
        {"type": "sum", "of": ["t.a", B]},
        "measure.of[2]: 'child' cannot be converted into 'case'. They measure different things.",
    ),
}


@pytest.mark.parametrize("case", UNITS)
def test_units_that_do_not_fit_are_refused_where_the_definitions_come_together(case: str) -> None:
    unit, measure, message = UNITS[case]
    with pytest.raises(Problems) as refused:
        registry(indicator(measure, unit, target={"type": "none"}))
    assert [f"{error}".partition("[t.rated] ")[2] for error in refused.value.errors] == [message]


@pytest.mark.parametrize(
    ("unit", "measure"),
    [
        ("kilogram_per_person", {**RATIO, "per": 1, "numerator": {**A, "unit": "kilogram"}}),
        ("kilogram_per_person", {**RATIO, "per": 1000, "numerator": {**A, "unit": "tonne"}}),
        ("percent", {**RATIO, "per": 100, "numerator": {**A, "unit": "child"}}),
        ("ratio", {**RATIO, "per": 1, "numerator": {**A, "unit": "child"}}),
        (
            "percent",
            {**RATIO, "per": 100_000, "numerator": {**A, "unit": "tonne"}, "denominator": {**B, "unit": "kilogram"}},
        ),
        ("per_1000_potholes", {**RATIO, "per": 1000, "denominator": {**B, "unit": "pothole"}}),
    ],
)
def test_units_that_fit_are_taken(unit: str, measure: Any) -> None:
    potholes = (
        UnitDefinition(name="pothole", definition="[pothole]"),
        UnitDefinition(name="rate_of_potholes", definition="[rate_of_potholes]", rate_of="pothole"),
        UnitDefinition(name="per_1000_potholes", definition="0.001 rate_of_potholes"),
    )
    if unit == "kilogram_per_person":
        measure = {**measure, "denominator": {**B, "unit": "person"}}
    assert registry(indicator(measure, unit), units=potholes)


def test_a_group_that_nobody_registered_is_told() -> None:
    with pytest.raises(Problems) as refused:
        registry(indicator({"type": "share", "of": A, "whole": "t.nobody"}, "percent"))
    assert [error.code for error in refused.value.errors] == ["comparator-unknown"]


def test_a_measure_in_python_cannot_be_written_to_a_file() -> None:
    def doubled(x: Decimal) -> Decimal:
        return 2 * x

    with pytest.raises(DefinitionError) as refused:
        definitions_to_toml([indicator(python_measure(doubled, x=A))])
    name = doubled.__qualname__
    assert refused.value.code == "measure-in-python"
    assert str(refused.value) == (
        f"t.rated: the measure in Python '{name}'; expected a measure that a definition file can hold."
    )


# Who knows of the inputs.


def test_a_scorecard_knows_what_its_measures_are_computed_from() -> None:
    found = [figure("t.a", NOW, 3), figure("t.b", NOW, 4000), figure("t.x", NOW, 1), figure("t.rated", NOW, 1)]
    card = rate_scorecard(registry(of_kind("ratio")), Observations(found), NOW, area=AREA)
    assert card.ratings[0].value == Decimal("7.5")
    assert [one.measure for one in card.unused] == ["t.x", "t.rated"]


def observations_file(tmp_path: Path, *rows: str) -> Path:
    path = tmp_path / "figures.csv"
    path.write_text("\n".join(["measure,area,period,value,unit", *rows]) + "\n")
    return path


def test_figures_are_held_against_the_units_and_periods_of_what_they_feed(tmp_path: Path) -> None:
    known = registry(of_kind("ratio by the latest"))
    path = observations_file(tmp_path, "t.a,Far,2016/17,3,case", "t.b,Far,2016,4,tonne", "t.b,Far,2015,4,child")
    with pytest.raises(Problems) as refused:
        read_observations(path, registry=known)
    assert [error.code for error in refused.value.errors] == ["period-of-another-kind", "unit-not-convertible"]


def test_an_explanation_shows_what_a_figure_was_computed_from() -> None:
    found = [figure("t.a", NOW, 3, source="Case records"), figure("t.b", NOW, 4000, source="Census")]
    text = explain(assess(of_kind("ratio"), Observations(found), NOW, area=AREA))
    assert "  value = 7.500000 (Q4 2016/17, Case records; Census)" in text
    assert "    numerator = 3 (t.a, Ourtown, Q4 2016/17, Case records)" in text
    assert "    denominator = 4000 (t.b, Ourtown, Q4 2016/17, Census)" in text


# Frames.


@pytest.mark.parametrize("kind", KINDS)
def test_a_frame_computes_what_the_engine_for_one_does(kind: str) -> None:
    rows = rate_frame(frame_of(figures()), registry(of_kind(kind)), columns=["area", "period", "value"]).to_dicts()
    (row,) = (row for row in rows if (row["area"], row["period"]) == (AREA, str(NOW)))
    assert row["value"] == float(rated(of_kind(kind), figures()).value or 0)


def test_a_measure_in_python_is_named_where_frames_are_asked_for() -> None:
    def doubled(x: Decimal) -> Decimal:
        return 2 * x

    one = indicator(python_measure(doubled, x=A))
    assert without_frame_form(one, registry(one)) == f"the measure in Python '{doubled.__qualname__}'"


def test_a_conversion_that_no_float_makes_exactly_is_named_where_frames_are_asked_for() -> None:
    weeks = indicator({"type": "sum", "of": [{"measure": "t.a", "unit": "week"}, "t.c"]}, unit="day")
    assert "'week' into 'day'" in without_frame_form(weeks, registry(weeks))


def test_checking_a_frame_knows_the_inputs() -> None:
    known = registry(of_kind("ratio by the latest"))
    rows = [("t.a", "Q4 2016/17"), ("t.b", "2016"), ("t.x", "2016")]
    frame = polars.DataFrame([{"measure": m, "area": AREA, "period": p, "value": 1.0} for m, p in rows])
    with pytest.raises(Problems) as refused:
        validate(frame, known)
    assert str(refused.value) == "no indicator is rated on the measure 't.x'."


def test_a_group_is_looked_up_by_its_id() -> None:
    assert of_kind("standardised").needed_comparators == {"t.group"}
    assert isinstance(GROUP, Comparator)
