"""Rules and targets as bodies word them: each row of the two lists has a definition that says the same.

The definitions stand in ``wordings.toml``, written from the wordings alone, with worked cases either side of every
limit. What of a wording is a number or a direction is read here from the list itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from scorecard_core import (
    Bands,
    Frequency,
    Improvement,
    InComparison,
    Indicator,
    NoTarget,
    Observation,
    Polarity,
    Rag,
    Registry,
    Threshold,
    Tie,
    parse_period,
    read_definitions,
    work_example,
)
from scorecard_core.frames import frame_of, rate_frame
from scorecard_core.indicators import WorkedExample

Rows = list[dict[str, str]]

DEFINITIONS = {
    one.id.partition(".")[2]: one
    for one in read_definitions(Path(__file__).with_name("wordings.toml"), prefix="wordings")
}


def of(row: dict[str, str]) -> list[Indicator]:
    """The definitions for a row of either list."""
    name = (row.get("ref") or re.split(r"\W", row["body"])[0]).casefold()
    return [one for key, one in DEFINITIONS.items() if key.split("_")[0] == name]


@pytest.fixture(scope="module")
def rules(published_rows: Callable[[str], Rows]) -> Rows:
    return published_rows("published_rag_rules.csv")


@pytest.fixture(scope="module")
def targets(published_rows: Callable[[str], Rows]) -> Rows:
    return published_rows("rotherham_target_wordings.csv")


def test_every_wording_has_a_definition_and_every_definition_a_wording(rules: Rows, targets: Rows) -> None:
    rows = [*rules, *targets]
    assert [row for row in rows if not of(row)] == []
    assert {one.id for row in rows for one in of(row)} == {one.id for one in DEFINITIONS.values()}


PERIODS = {
    Frequency.MONTH: parse_period("Mar 2023"),
    Frequency.QUARTER: parse_period("Q4 2022/23"),
    Frequency.FINANCIAL_YEAR: parse_period("2022/23"),
    Frequency.ACADEMIC_YEAR: parse_period("AY 2021/22"),
    Frequency.CALENDAR_YEAR: parse_period("2022"),
}
CASES = [(name, at) for name, one in DEFINITIONS.items() for at in range(len(one.examples))]


@pytest.mark.parametrize(("name", "at"), CASES)
def test_every_case_comes_out_as_the_wording_has_it(name: str, at: int) -> None:
    example = DEFINITIONS[name].examples[at]
    status, sentence = work_example(DEFINITIONS[name], example)
    assert status is example.status, sentence


def test_a_frame_says_the_same_of_every_case_that_takes_no_more_than_a_figure() -> None:
    cases = {
        (one.id, f"case {at}"): (one, example)
        for one in DEFINITIONS.values()
        for at, example in enumerate(one.examples)
        if set(example.given) == {"value"}
    }
    figures = [
        Observation(measure=id, area=area, period=PERIODS[one.frequency], value=example.given["value"])
        for (id, area), (one, example) in cases.items()
    ]
    registry = Registry.of(*{one.id: one for one, _ in cases.values()}.values())
    rated = rate_frame(frame_of(figures), registry, columns=("indicator", "area", "status"))
    found = {(id, area): status for id, area, status in rated.rows()}
    assert found == {key: example.status for key, (_, example) in cases.items()}
    assert len(cases) > len(CASES) / 2


def limits(one: Indicator, example: WorkedExample) -> set[Decimal]:
    """The values at which the colour of a case changes."""
    target = one.target[0]
    if isinstance(target, Bands):
        return {band.to for band in target.bands if band.to is not None}
    if not isinstance(target, (Threshold, InComparison, Improvement)):
        return {value for name, value in example.given.items() if name.startswith("cut_")}
    facts = {**target.parameters, "sign": Decimal(one.polarity.sign), **example.given}
    results = target.rule.results(facts)
    found = [
        facts.get("reference") if name not in results else results[name] for name in ("green_limit", "amber_limit")
    ]
    return {limit for limit in found if isinstance(limit, Decimal)}


@pytest.mark.parametrize("name", [name for name, one in DEFINITIONS.items() if one.target[0].type != "none"])
def test_there_are_cases_on_both_sides_of_every_limit(name: str) -> None:
    one = DEFINITIONS[name]
    values = [example.given["value"] for example in one.examples]
    for limit in {limit for example in one.examples for limit in limits(one, example)}:
        assert min(values) < limit < max(values), f"{limit} among {values}"


ON_NUMBERS = [
    name for name, one in DEFINITIONS.items() if one.target[0].type not in ("none", "significance", "position")
]


@pytest.mark.parametrize("name", ON_NUMBERS)
def test_there_is_a_case_exactly_on_every_limit(name: str) -> None:
    one = DEFINITIONS[name]
    values = {example.given["value"] for example in one.examples}
    assert {limit for example in one.examples for limit in limits(one, example)} <= values


def test_every_number_of_a_rule_is_a_number_of_its_definition(rules: Rows) -> None:
    for row in rules:
        named = {Decimal(number) for number in re.findall(r"(\d+)%", row["rule_as_published_or_inferred"])}
        stated = {number for one in of(row) for number in _numbers(one)}
        assert named <= stated, f"{row['body']}: {sorted(named - stated)} of {sorted(stated)}"


def _numbers(one: Indicator) -> set[Decimal]:
    written = one.target[0].model_dump_json()
    return {Decimal(number) for number in re.findall(r"-?\d+(?:\.\d+)?", written)}


POLARITIES = {
    "High": Polarity.HIGH_IS_GOOD,
    "Low": Polarity.LOW_IS_GOOD,
    "Measure for information": Polarity.NO_JUDGEMENT,
}


def test_every_target_of_the_list_has_the_direction_and_the_number_that_it_states(targets: Rows) -> None:
    for row in targets:
        (one,) = of(row)
        assert one.polarity is POLARITIES[row["good_is"]], row["ref"]
        numbers = {Decimal(number) for number in re.findall(r"\d+(?:\.\d+)?", row["target_2022_23"])}
        assert numbers <= _numbers(one), row["ref"]


def test_a_target_that_is_beaten_only_by_more_says_so_at_the_tie(targets: Rows) -> None:
    for row in targets:
        (one,) = of(row)
        target = one.target[0]
        strictly = re.search(r"Fewer than|Less than|Above", row["target_2022_23"]) is not None
        on_the_limit = isinstance(target, InComparison) and target.strict
        worse = isinstance(target, Threshold) and target.tie is Tie.WORSE
        assert (on_the_limit or worse) is strictly, row["ref"]


def test_no_target_is_no_colour_whatever_the_figure(targets: Rows) -> None:
    silent = [one for row in targets if row["target_2022_23"] == "No target" for one in of(row)]
    assert silent
    for one in silent:
        assert isinstance(one.target[0], NoTarget)
        assert {example.status for example in one.examples} == {Rag.GREY}
