"""The laws of a plugin: a sound definition keeps each of them, and each finds the fault that it is there for."""

from __future__ import annotations

from decimal import Decimal

import pytest

from scorecard_core import (
    Indicator,
    Measure,
    PercentChange,
    Ratio,
    Registry,
    RollingMean,
    ShareOf,
    WorkedExample,
    YearToDate,
    python_measure,
)
from scorecard_core.testing import PLUGIN_LAWS, Law, check_laws
from scorecard_core.testing.laws import violation_of
from scorecard_core.testing.measure_laws import MEASURE_LAWS
from scorecard_core.testing.subjects import Subject
from tests.testing.wrong_definitions import ARREARS, OWED, WRONG_DEFINITIONS, but, subject

MUTANTS = [(law, wrong) for law in PLUGIN_LAWS for wrong in WRONG_DEFINITIONS.get(law.name, ())]


COMPUTED = [
    RollingMean(of=OWED, over=4),
    YearToDate(of=OWED, statistic="mean"),
    Ratio(of="housing.owed", per=Decimal(100)),
    ShareOf(of=OWED, whole="england"),
    PercentChange(of=OWED, on="same_period_last_year"),
    Ratio(numerator=OWED, denominator=OWED.model_copy(update={"within_months": 12}), per=Decimal(100)),
]


@pytest.mark.parametrize("law", PLUGIN_LAWS, ids=lambda law: law.name)
@pytest.mark.parametrize("measure", COMPUTED, ids=lambda measure: measure.type)
def test_a_sound_computed_measure_keeps_the_law(law: Law, measure: Measure) -> None:
    violation = violation_of(law, but(measure=measure), called="a sound definition", max_examples=20)
    assert violation is None, str(violation)


def test_the_laws_of_computed_measures_are_about_no_other() -> None:
    about = {law.name for law in PLUGIN_LAWS if not law.is_about(subject())}
    assert about == {law.name for law in MEASURE_LAWS}
    assert all(law.is_about(but(measure=COMPUTED[0])) for law in MEASURE_LAWS)


def test_what_a_measure_leaves_out_and_what_no_file_holds_is_exempt_with_the_reason() -> None:
    left_out = but(measure=YearToDate(of=OWED, statistic="mean", incomplete="left_out"))
    function = but(measure=python_measure(lambda owed: owed, owed=OWED))
    exempt = [
        {law.name: law.exemption(one) for law in PLUGIN_LAWS if law.exemption(one)} for one in (left_out, function)
    ]
    assert exempt == [
        {"a_missing_input_is_not_zero": "it says that it leaves out what is missing"},
        {"its_definition_reads_back_the_same": "its measure is a function, which no definition file holds"},
    ]


@pytest.mark.parametrize("law", [law for law in PLUGIN_LAWS if law.is_about(subject())], ids=lambda law: law.name)
def test_a_sound_definition_keeps_the_law(law: Law) -> None:
    violation = violation_of(law, subject(), called="a sound definition")
    assert violation is None, str(violation)


def test_every_law_has_a_wrong_definition_that_it_must_find_out() -> None:
    assert set(WRONG_DEFINITIONS) == {law.name for law in PLUGIN_LAWS}


@pytest.mark.parametrize(
    ("law", "wrong"), [pytest.param(law, wrong, id=f"{law.name}-{at}") for at, (law, wrong) in enumerate(MUTANTS)]
)
def test_the_law_finds_the_wrong_definition_out(law: Law, wrong: Subject) -> None:
    violation = violation_of(law, wrong, called="a wrong definition")
    assert violation is not None
    assert law.sentence in str(violation)


STATISTICAL = [
    ("percent", {"type": "significance", "with": "england"}),
    ("percent", {"type": "significance", "with": "england", "method": "wilson"}),
    ("per_1000_people", {"type": "significance", "value": 8, "method": "byar", "levels": 5}),
    ("case", {"type": "significance", "with": "england", "method": "byar", "intervals": "both"}),
    ("gbp", {"type": "significance", "low": -4, "high": 5, "touching": "different"}),
    ("gbp", {"type": "position", "fewest": 20}),
    ("gbp", {"type": "position", "method": "rank", "quantiles": 5}),
    ("gbp", {"type": "position", "bands": [{"name": "a", "colour": "green", "to": 9}, {"name": "b", "colour": "red"}]}),
]


@pytest.mark.parametrize(("unit", "target"), STATISTICAL)
@pytest.mark.parametrize("polarity", ["high_is_good", "low_is_good"])
def test_figures_are_found_for_every_colour_of_a_target_that_asks_chance_or_a_group(
    unit: str, target: dict[str, object], polarity: str
) -> None:
    stated = ARREARS.model_dump(exclude={"target", "examples", "provenance"})
    one = Indicator.model_validate({**stated, "unit": unit, "polarity": polarity, "target": target})
    law = next(law for law in PLUGIN_LAWS if law.name == "green_and_red_can_both_be_reached")
    assert violation_of(law, subject(one), called="a sound definition") is None


def test_the_laws_are_checked_without_pytest_and_without_a_plugin() -> None:
    undocumented = ARREARS.model_copy(update={"owner": ""})
    assert check_laws(Registry.of(ARREARS)) == []
    (violation,) = check_laws(Registry.of(undocumented))
    assert (violation.law.name, violation.subject) == ("its_documentation_is_complete", "'housing.rent_arrears'")


def test_a_violation_of_a_published_indicator_is_shown_again_by_loading_its_plugin() -> None:
    (wrong,) = WRONG_DEFINITIONS["a_better_value_is_never_rated_worse"]
    law = next(law for law in PLUGIN_LAWS if law.name == "a_better_value_is_never_rated_worse")
    violation = violation_of(law, wrong, called="'housing.rent_arrears'")
    assert violation is not None
    assert "registry = load_plugins(only=['housing'])" in violation.reproduction
    assert "rate(indicator, observations, parse_period(" in violation.reproduction


@pytest.mark.parametrize(
    ("target", "why"),
    [({"type": "none"}, "it has no target"), ({"type": "judgement"}, "someone accountable says what it is")],
)
def test_what_no_figure_can_colour_is_exempt_with_the_reason(target: dict[str, str], why: str) -> None:
    one = Indicator.model_validate(
        {**ARREARS.model_dump(exclude={"target", "examples", "provenance"}), "target": target}
    )
    exempt = {law.name: law.exemption(subject(one)) for law in PLUGIN_LAWS if law.exemption(subject(one))}
    assert set(exempt) == {
        "green_and_red_can_both_be_reached",
        "every_colour_it_can_have_has_a_worked_example",
        "a_better_value_is_never_rated_worse",
    }
    assert all(reason.startswith(why) for reason in exempt.values())
    assert check_laws(Registry.of(one)) == []


def test_a_missing_example_is_shown_as_it_could_be_written() -> None:
    without_red = ARREARS.model_copy(update={"examples": ARREARS.examples[:2]})
    (violation,) = check_laws(Registry.of(without_red))
    assert 'status = "red" }' in violation.what
    assert WorkedExample.model_validate({"value": "4", "status": "red"}).status == "red"
