"""Definitions as data: what is read, what is refused and in which words, and that nothing is lost on the way back."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from scorecard_core import (
    Bands,
    Frequency,
    Indicator,
    JudgedAt,
    JudgedFigure,
    Polarity,
    Problems,
    Rag,
    ScorecardError,
    Threshold,
    Tie,
    Vintage,
    WorkedExample,
    definitions_from_package,
    definitions_to_toml,
    parse_period,
    read_definitions,
    work_example,
)
from scorecard_core.definitions import read_toml
from scorecard_core.targets import TARGET_TYPES

STATED = {
    "title": '"Children in need"',
    "polarity": '"low_is_good"',
    "unit": '"per_10000_children"',
    "frequency": '"quarter"',
    "target": '{ type = "threshold", value = 60 }',
}
PERCENT = {"unit": '"percent"'}
PLAN = {"polarity": '"plan_is_best"'}

Read = Callable[..., list[Indicator]]


def table(name: str = "in_need", **changes: str) -> str:
    """A table that holds together, with some keys changed; ``None`` as a text leaves a key out."""
    keys = {**STATED, **changes}
    return "\n".join([f"[{name}]", *(f"{key} = {value}" for key, value in keys.items() if value), ""])


def target(text: str, **changes: str) -> str:
    return table(target="{ " + text + " }", **changes)


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def reader(text: str, first: str = "format = 1\n") -> list[Indicator]:
        path = tmp_path / "children.toml"
        path.write_text(first + text, encoding="utf-8")
        return read_definitions(path, prefix="children", where="children.toml")

    return reader


def problems_of(read: Read, text: str, first: str = "format = 1\n") -> tuple[ScorecardError, ...]:
    with pytest.raises(Problems) as refused:
        read(text, first)
    assert refused.value.message == "reading the definitions"
    return refused.value.errors


# What is read.


def test_a_table_is_an_indicator_named_after_the_plugin_and_the_table(read: Read) -> None:
    (indicator,) = read(table())
    assert indicator.id == "children.in_need"
    assert indicator.series == "children.in_need"
    assert indicator.target == (Threshold(value=Decimal(60)),)


def test_numbers_are_exactly_what_was_written(read: Read) -> None:
    (indicator,) = read(target('type = "threshold", value = 0.1, tolerance = { percent = 33.3 }'))
    (threshold,) = indicator.target
    assert threshold.parameters["reference"] == Decimal("0.1")
    assert threshold.parameters["tolerance_rate"] == Decimal("0.333")


def test_a_file_may_hold_no_indicator_at_all(read: Read) -> None:
    assert read("") == []


def test_several_targets_are_in_force_one_after_the_other(read: Read) -> None:
    targets = (
        '[{ type = "threshold", value = 60, until = "2015/16" }, '
        '{ type = "threshold", value = 55, from = "Q1 2016/17" }]'
    )
    (indicator,) = read(table(target=targets))
    in_force = [indicator.target_for(parse_period(label)) for label in ("Q4 2015/16", "Q1 2016/17")]
    assert [found and found.parameters["reference"] for found in in_force] == [60, 55]


def test_a_target_from_a_year_on_counts_for_the_first_quarter_of_it(read: Read) -> None:
    (indicator,) = read(target('type = "threshold", value = 60, from = "2016/17", until = "2016/17"'))
    quarters = ("Q4 2015/16", "Q1 2016/17", "Q4 2016/17", "Q1 2017/18")
    in_force = [indicator.target_for(parse_period(label)) is not None for label in quarters]
    assert in_force == [False, True, True, False]


@pytest.mark.parametrize("beside", ["amount = 5", "points = 5"])
def test_a_per_cent_of_zero_may_stand_beside_an_amount(read: Read, beside: str) -> None:
    unit = PERCENT if beside.startswith("points") else {}
    text = f'type = "threshold", value = 0, tolerance = {{ percent = 10, {beside} }}'
    (indicator,) = read(target(text, **unit))
    assert indicator.target[0].parameters["tolerance_amount"] == 5


def test_a_period_is_judged_by_its_last_day(read: Read) -> None:
    (indicator,) = read(table(**{"from": '"Q2 2016/17"', "until": '"2017/18"'}))
    in_force = {
        label: indicator.in_force(parse_period(label)) for label in ("Q1 2016/17", "2016/17", "Q4 2017/18", "2018/19")
    }
    assert in_force == {"Q1 2016/17": False, "2016/17": True, "Q4 2017/18": True, "2018/19": False}


def test_an_indicator_needs_the_comparators_of_its_targets_and_those_shown_beside_it(read: Read) -> None:
    (indicator,) = read(target('type = "comparator", with = "england"', comparators='["children.neighbours"]'))
    assert indicator.needed_comparators == {"england", "children.neighbours"}


# What is refused. Each case: the code, the text of the table, and the message, in the words that an author reads.

BANDS = 'type = "bands", bands = [%s]'
REFUSED: dict[str, tuple[str, str, str]] = {
    "an unknown key": (
        "key-unknown",
        table(targte="1"),
        "children.toml: [in_need] targte: unknown key. Did you mean 'target'?",
    ),
    "an unknown key like no other": (
        "key-unknown",
        table(xyzzy="1"),
        "children.toml: [in_need] xyzzy: unknown key.",
    ),
    "an unknown key of a target": (
        "key-unknown",
        target('type = "threshold", value = 60, tolerence = { percent = 10 }'),
        "children.toml: [in_need] target.tolerence: unknown key. Did you mean 'tolerance'?",
    ),
    "an unknown key of a tolerance": (
        "key-unknown",
        target('type = "threshold", value = 60, tolerance = { percnt = 10 }'),
        "children.toml: [in_need] target.tolerance.percnt: unknown key. Did you mean 'percent'?",
    ),
    "an unknown key of the travel": (
        "key-unknown",
        table(travel='{ bse = "previous" }'),
        "children.toml: [in_need] travel.bse: unknown key. Did you mean 'base'?",
    ),
    "an unknown type of target": (
        "target-type-unknown",
        target('type = "treshold", value = 60'),
        "'treshold' is not a type of target. Did you mean 'threshold'?",
    ),
    "a target without a type": (
        "target-type-missing",
        target("value = 60"),
        "a target without a type; expected type = 'threshold' or another.",
    ),
    "no target": (
        "target-empty",
        table(target="[]"),
        "children.toml: [in_need] target: no target; expected one; { type = 'none' } where there is none.",
    ),
    "no polarity": (
        "key-missing",
        table(polarity=""),
        "children.toml: [in_need] polarity: missing; expected 'high_is_good', 'low_is_good', 'plan_is_best' or "
        "'no_judgement', since it is never assumed.",
    ),
    "no title": (
        "key-missing",
        table(title=""),
        "children.toml: [in_need] title: missing; expected the title that a scorecard prints.",
    ),
    "no unit": (
        "key-missing",
        table(unit=""),
        "children.toml: [in_need] unit: missing; expected a unit, such as 'percent'.",
    ),
    "no frequency": (
        "key-missing",
        table(frequency=""),
        "children.toml: [in_need] frequency: missing; expected how often a figure comes, such as 'quarter'.",
    ),
    "nothing about a target": (
        "key-missing",
        table(target=""),
        "children.toml: [in_need] target: missing; expected a target; { type = 'none' } where there is none.",
    ),
    "a misspelt polarity": (
        "word-unknown",
        table(polarity='"low"'),
        "children.toml: [in_need] polarity: 'low' is not a word for it; expected 'high_is_good', 'low_is_good', "
        "'plan_is_best' or 'no_judgement'.",
    ),
    "a misspelt frequency": (
        "word-unknown",
        table(frequency='"quaterly"'),
        "children.toml: [in_need] frequency: 'quaterly' is not a word for it; expected 'week', 'month', "
        "'quarter', 'calendar_quarter', 'half_year', 'calendar_half_year', 'financial_year', 'academic_year', "
        "'calendar_year', 'year_from_march', 'year_from_july', 'year_from_august', 'year_to_date', "
        "'year_to_date_monthly', 'rolling_year_monthly', 'rolling_year_quarterly', 'year_span', 'annual_survey', "
        "'biennial_survey', 'survey' or 'irregular'. Did you mean 'quarter'?",
    ),
    "a misspelt vintage": (
        "word-unknown",
        target('type = "comparator", with = "england", vintage = "newest"'),
        "children.toml: [in_need] target.vintage: 'newest' is not a word for it; expected 'same_period' or 'latest'.",
    ),
    "a floor on the good side of the target": (
        "tolerance-contradicts-polarity",
        target('type = "threshold", value = 60, amber_limit = 55'),
        "children.toml: [in_need]: amber_limit 55 is on the good side of the target 60; expected a limit that is worse "
        "than the target, since lower is better.",
    ),
    "a floor beside a tolerance": (
        "amber-limit-misplaced",
        target('type = "threshold", value = 60, amber_limit = 65, tolerance = { percent = 1 }'),
        "children.toml: [in_need] target: amber_limit beside a tolerance or or_harder, or without a single value; "
        "expected value and amber_limit, or a tolerance.",
    ),
    "a harder number that is two numbers": (
        "alternative-unclear",
        target('type = "threshold", value = 60, or_harder = [{ value = 55, with = "england" }]'),
        "children.toml: [in_need] target.or_harder[1]: not exactly one number; expected value, measure, with or on.",
    ),
    "a path that takes no time": (
        "path-without-time",
        target('type = "trajectory", baseline = 70, value = 60, start = "2016/17", end = "Q4 2016/17"'),
        "children.toml: [in_need] target: a path from 2016/17 to Q4 2016/17; expected an end that is months after the "
        "start.",
    ),
    "a compound path through zero": (
        "path-crosses-zero",
        target('type = "trajectory", baseline = 70, value = 0, start = "2015/16", end = "2016/17", path = "compound"'),
        "children.toml: [in_need] target: a compound path from 70 to 0; expected two numbers on one side of zero, or "
        "path = 'linear'.",
    ),
    "a pace without an end": (
        "path-half-stated",
        target('type = "progress", baseline = 70, value = 60, start = "2015/16"'),
        "children.toml: [in_need] target: only one of start and end; expected both, or neither.",
    ),
    "amber beyond green": (
        "cuts-crossed",
        target('type = "progress", baseline = 70, value = 60, green = 80, amber = 80'),
        "children.toml: [in_need] target: amber from 80 and green from 80; expected amber < green.",
    ),
    "a way that leads to something worse": (
        "progress-the-wrong-way",
        target('type = "progress", baseline = 60, value = 70'),
        "children.toml: [in_need]: a way from 60 to 70; expected a target better than the baseline, since lower is "
        "better.",
    ),
    "a negative tolerance": (
        "greater-than-equal",
        target('type = "threshold", value = 60, tolerance = { percent = -10 }'),
        "children.toml: [in_need] target.tolerance.percent: -10; expected greater than or equal to 0.",
    ),
    "a negative amount": (
        "greater-than-equal",
        target('type = "threshold", value = 60, tolerance = { amount = -0.1 }'),
        "children.toml: [in_need] target.tolerance.amount: -0.1; expected greater than or equal to 0.",
    ),
    "negative points": (
        "greater-than-equal",
        target('type = "threshold", value = 60, tolerance = { points = -1 }', **PERCENT),
        "children.toml: [in_need] target.tolerance.points: -1; expected greater than or equal to 0.",
    ),
    "an empty tolerance": (
        "distance-empty",
        target('type = "threshold", value = 60, tolerance = {}'),
        "children.toml: [in_need] target.tolerance: nothing; expected an amount, points or percent.",
    ),
    "an amount on an indicator in per cent": (
        "distance-ambiguous",
        target('type = "threshold", value = 60, tolerance = { amount = 2 }', **PERCENT),
        "children.toml: [in_need]: tolerance.amount = 2 for an indicator in per cent, which could mean two things; "
        "expected tolerance.points for percentage points, or tolerance.percent for per cent of the reference.",
    ),
    "points on an indicator in another unit": (
        "distance-in-points",
        target('type = "threshold", value = 60, tolerance = { points = 2 }'),
        "children.toml: [in_need]: tolerance.points for an indicator in 'per_10000_children'; expected "
        "tolerance.amount, in the indicator's unit. Percentage points are for indicators in per cent.",
    ),
    "points as the least change": (
        "distance-in-points",
        target('type = "improvement", on = "previous", by = { points = 2 }'),
        "children.toml: [in_need]: by.points for an indicator in 'per_10000_children'; expected by.amount, in the "
        "indicator's unit. Percentage points are for indicators in per cent.",
    ),
    "points as a dead band": (
        "distance-in-points",
        table(travel="{ dead_band = { points = 2 } }"),
        "children.toml: [in_need]: travel.dead_band.points for an indicator in 'per_10000_children'; expected "
        "travel.dead_band.amount, in the indicator's unit. Percentage points are for indicators in per cent.",
    ),
    "a per cent of zero": (
        "percent-of-zero",
        target('type = "threshold", value = 0, tolerance = { percent = 10 }'),
        "children.toml: [in_need]: a tolerance in per cent of a target of zero, which is no tolerance at all; expected "
        "an amount beside the per cent, or instead of it.",
    ),
    "a per cent of a zero in a profile": (
        "percent-of-zero",
        target('type = "threshold", values = { "2016/17" = 5, "2017/18" = 0.0 }, tolerance = { percent = 10 }'),
        "children.toml: [in_need]: a tolerance in per cent of a target of zero, which is no tolerance at all; expected "
        "an amount beside the per cent, or instead of it.",
    ),
    "a per cent of an edge at zero": (
        "percent-of-zero",
        target('type = "range", low = 0, high = 5, tolerance = { percent = 10 }', **PLAN),
        "children.toml: [in_need]: a tolerance in per cent of a target of zero, which is no tolerance at all; expected "
        "an amount beside the per cent, or instead of it.",
    ),
    "a crossed range": (
        "range-crossed",
        target('type = "range", low = 2, high = 1', **PLAN),
        "children.toml: [in_need] target: low 2 above high 1; expected low ≤ high.",
    ),
    "crossed bands": (
        "bands-crossed",
        target(
            BANDS % '{ name = "A", colour = "green", to = 10 }, { name = "B", colour = "amber", to = 5 }, '
            '{ name = "C", colour = "red" }'
        ),
        "children.toml: [in_need]: the band 'B' reaches to 5, which is no worse than 'A' at 10; expected bands from "
        "the best to the worst, where lower is better.",
    ),
    "two bands that reach equally far": (
        "bands-crossed",
        target(
            BANDS % '{ name = "A", colour = "green", to = 10 }, { name = "B", colour = "amber", to = 10 }, '
            '{ name = "C", colour = "red" }'
        ),
        "children.toml: [in_need]: the band 'B' reaches to 10, which is no worse than 'A' at 10; expected bands from "
        "the best to the worst, where lower is better.",
    ),
    "bands that leave a gap": (
        "bands-leave-a-gap",
        target(BANDS % '{ name = "A", colour = "green", to = 10 }, { name = "B", colour = "red", to = 20 }'),
        "children.toml: [in_need] target: nothing takes what is worse than 20; expected a last band without 'to'.",
    ),
    "a band that hides the others": (
        "band-without-end",
        target(BANDS % '{ name = "A", colour = "green" }, { name = "B", colour = "red" }'),
        "children.toml: [in_need] target: the band 'A' has no 'to'; expected how far it reaches.",
    ),
    "overlapping targets": (
        "targets-overlap",
        table(
            target='[{ type = "threshold", value = 60, until = "2016/17" }, '
            '{ type = "threshold", value = 61, from = "Q4 2016/17" }]'
        ),
        "children.toml: [in_need]: two targets are in force at once; expected 'until' of the earlier before 'from' of "
        "the later.",
    ),
    "a threshold where plan is best": (
        "polarity-without-meaning",
        table(**PLAN),
        "children.toml: [in_need]: a target of the type 'threshold' with the polarity 'plan_is_best'; expected the "
        "polarity 'high_is_good' or 'low_is_good'.",
    ),
    "a range where lower is better": (
        "polarity-without-meaning",
        target('type = "range", low = 1, high = 2'),
        "children.toml: [in_need]: a target of the type 'range' with the polarity 'low_is_good'; expected the polarity "
        "'plan_is_best'.",
    ),
    "an example with an unknown fact": (
        "example-unknown-fact",
        table(examples='[{ value = 60, base = 4, status = "green" }]'),
        "children.toml: [in_need]: an example gives 'base', which is not a fact that its target looks up; ",
    ),
    "an example for a time without a target": (
        "example-without-target",
        target(
            'type = "threshold", value = 60, from = "2016/17"',
            examples='[{ value = 60, status = "green", period = "2015/16" }]',
        ),
        "children.toml: [in_need]: an example for 2015/16, when no target is in force.",
    ),
    "two targets in one threshold": (
        "threshold-incomplete",
        target('type = "threshold", value = 60, measure = "children.plan"'),
        "children.toml: [in_need] target: not exactly one target; expected one of value, values, measure.",
    ),
    "no target in a threshold": (
        "threshold-incomplete",
        target('type = "threshold"'),
        "children.toml: [in_need] target: not exactly one target; expected one of value, values, measure.",
    ),
    "a word where a number is needed": (
        "number-unreadable",
        target('type = "threshold", value = "sixty"'),
        "children.toml: [in_need] target.value: 'sixty' is not a number.",
    ),
    "yes where a number is needed": (
        "number-unreadable",
        target('type = "threshold", value = true'),
        "children.toml: [in_need] target.value: True is not a number.",
    ),
    "a list where a number is needed": (
        "number-unreadable",
        target('type = "threshold", value = [60]'),
        "children.toml: [in_need] target.value: [60] is not a number.",
    ),
    "a number that nothing can be compared with": (
        "number-out-of-range",
        target('type = "threshold", value = nan'),
        "children.toml: [in_need] target.value: NaN cannot be compared exactly; expected less than 10^15 in size.",
    ),
    "an ambiguous period": (
        "period-ambiguous",
        target('type = "threshold", values = { "2016-17" = 1 }'),
        "children.toml: [in_need] target.values.2016-17: the period '2016-17' could be '2016 to 2017' or '2016/17' or "
        "'AY 2016/17'. Write the one you mean.",
    ),
    "an unreadable period": (
        "period-unreadable",
        table(**{"from": '"whenever"'}),
        "children.toml: [in_need] from: 'whenever' is not a period; expected a label such as 'Q4 2016/17', '2016/17', "
        "'AY 2015/16', '2016', 'Jan 2017', '31/03/2017', '12 months to Mar 2017', 'YTD Q3 2016/17' or '2013-15'.",
    ),
    "an unknown base": (
        "base-unknown",
        target('type = "improvement", on = "best"'),
        "children.toml: [in_need] target.on: 'best' is not an earlier value; expected 'previous', "
        "'same_period_last_year', 'best_ever', { baseline = '2010' } with the period, or { average_of_last = 4 } with "
        "how many.",
    ),
    "a baseline without its period": (
        "base-incomplete",
        target('type = "improvement", on = "baseline"'),
        "children.toml: [in_need] target.on: 'baseline' alone; expected 'previous', 'same_period_last_year', "
        "'best_ever', { baseline = '2010' } with the period, or { average_of_last = 4 } with how many.",
    ),
    "a control chart with two targets": (
        "chart-targets-several",
        target('type = "control_chart", value = 60, measure = "children.target"'),
        "children.toml: [in_need] target: more than one target; expected at most one of value, values, measure.",
    ),
    "a control chart without a rule": (
        "chart-without-rules",
        target('type = "control_chart", outside = false, trend = false, close = false, run = false'),
        "children.toml: [in_need] target: every rule switched off, so that nothing would ever be a special cause; "
        "expected at least one of outside, trend, close, run.",
    ),
    "more points close to a limit than are looked at": (
        "chart-rule-impossible",
        target('type = "control_chart", close = 4'),
        "children.toml: [in_need] target: 4 points close to a limit among 3; expected close no greater than close_of.",
    ),
    "a colour for what never comes together": (
        "chart-colour-unused",
        target('type = "control_chart", colours = { neutral_high = { passing = "green" } }'),
        "children.toml: [in_need] target: a colour for neutral_high and passing, which never come together; expected "
        "no_target beside neutral_high and neutral_low.",
    ),
    "a target for a control chart where no direction is good": (
        "chart-target-without-direction",
        table(polarity='"no_judgement"', target='{ type = "control_chart", value = 60 }'),
        "children.toml: [in_need]: a target for a control chart with the polarity 'no_judgement'; expected a direction "
        "of good, or no target.",
    ),
    "a gap since an average": (
        "base-without-period",
        target('type = "gap", with = "england", base = { average_of_last = 4 }'),
        "children.toml: [in_need] target: an average as the base; expected a base that is one period.",
    ),
    "a per cent of a gap": (
        "tolerance-without-meaning",
        target('type = "gap", with = "england", tolerance = { percent = 4 }'),
        "children.toml: [in_need]: a tolerance in per cent of a gap; expected a tolerance in the indicator's unit, or "
        "in points.",
    ),
    "a per cent of a share": (
        "tolerance-without-meaning",
        target('type = "share", of = "england", tolerance = { percent = 4 }'),
        "children.toml: [in_need]: tolerance.percent of a share; expected tolerance.points.",
    ),
    "an age for the same period": (
        "vintage-contradictory",
        target('type = "comparator", with = "england", within_months = 6'),
        "children.toml: [in_need] target: within_months; expected it beside vintage = 'latest'.",
    ),
    "no comparator, goal or range": (
        "significance-incomplete",
        target('type = "significance"'),
        "children.toml: [in_need] target: not exactly one thing to compare with; expected one of with, value, or low "
        "and high.",
    ),
    "a comparator and a goal": (
        "significance-incomplete",
        target('type = "significance", with = "england", value = 60'),
        "children.toml: [in_need] target: not exactly one thing to compare with; expected one of with, value, or low "
        "and high.",
    ),
    "half of a goal that is a range": (
        "significance-incomplete",
        target('type = "significance", low = 60'),
        "children.toml: [in_need] target: not exactly one thing to compare with; expected one of with, value, or low "
        "and high.",
    ),
    "a goal that is a range with its edges crossed": (
        "range-crossed",
        target('type = "significance", low = 60, high = 50'),
        "children.toml: [in_need] target: low 60 above high 50; expected low ≤ high.",
    ),
    "an age for the same period of a test": (
        "vintage-contradictory",
        target('type = "significance", with = "england", within_months = 6'),
        "children.toml: [in_need] target: within_months; expected it beside vintage = 'latest'.",
    ),
    "the interval of a goal": (
        "interval-of-a-goal",
        target('type = "significance", value = 60, intervals = "both"'),
        "children.toml: [in_need] target: intervals = 'both' with a goal; expected it beside a comparator.",
    ),
    "five levels of one interval": (
        "levels-without-method",
        target('type = "significance", value = 60, levels = 5'),
        "children.toml: [in_need] target: five levels of an interval that came with the figure, or at another level "
        "than 95; expected a method, so that the intervals at 95 and at 99.8 can be worked out.",
    ),
    "a colour for a verdict of five levels": (
        "colour-of-no-verdict",
        target('type = "significance", value = 60, colours = { best = "green" }'),
        "children.toml: [in_need]: a colour for 'best', which this target never says; expected colours for better, "
        "similar, worse.",
    ),
    "a colour where nothing is judged": (
        "colour-of-no-verdict",
        table(
            polarity='"no_judgement"', target='{ type = "significance", value = 60, colours = { better = "green" } }'
        ),
        "children.toml: [in_need]: a colour for 'better', which this target never says; expected no colours, since "
        "nothing is judged.",
    ),
    "a quantile of no type": (
        "quantile-method-unknown",
        target('type = "position", method = 3'),
        "children.toml: [in_need] target: 3 is not a type of quantile; expected 4 to 9, or 'rank'.",
    ),
    "an area left out of a group": (
        "position-contradictory",
        target('type = "position", group = "england", leaving_out = ["England"]'),
        "children.toml: [in_need] target: leaving_out beside a group, which has the areas it has; expected it where "
        "every area with a figure is a member.",
    ),
    "quantiles and other bands": (
        "position-contradictory",
        target(
            'type = "position", quantiles = 4, '
            'bands = [{ name = "a", colour = "green" }, { name = "b", colour = "red" }]'
        ),
        "children.toml: [in_need] target: quantiles = 4 beside 2 bands; expected a band for each quantile, or ranks "
        "alone.",
    ),
    "quantiles and ranks": (
        "position-contradictory",
        target(
            'type = "position", quantiles = 2, '
            'bands = [{ name = "a", colour = "green", to = 10 }, { name = "b", colour = "red" }]'
        ),
        "children.toml: [in_need] target: quantiles = 2 beside ranks; expected a band for each quantile, or ranks "
        "alone.",
    ),
    "one band of a group": (
        "bands-count",
        target('type = "position", bands = [{ name = "a", colour = "green" }]'),
        "children.toml: [in_need] target: 1 band; expected from 2 to 10.",
    ),
    "a rank in a later band alone": (
        "band-without-end",
        target(
            'type = "position", bands = [{ name = "a", colour = "green" }, { name = "b", colour = "red", to = 10 }]'
        ),
        "children.toml: [in_need] target: the band 'a' has no 'to'; expected how far it reaches.",
    ),
    "a last band that reaches to a rank": (
        "bands-leave-a-gap",
        target(
            'type = "position", '
            'bands = [{ name = "a", colour = "green", to = 5 }, { name = "b", colour = "red", to = 10 }]'
        ),
        "children.toml: [in_need] target: nothing takes what is worse than 10; expected a last band without 'to'.",
    ),
    "a rank that is none": (
        "rank-unreadable",
        target(
            'type = "position", bands = [{ name = "a", colour = "green", to = 2.5 }, { name = "b", colour = "red" }]'
        ),
        "children.toml: [in_need] target: a band that reaches to 2.5; expected a whole rank from 1.",
    ),
    "ranks out of order": (
        "bands-crossed",
        target(
            'type = "position", bands = [{ name = "a", colour = "green", to = 5 }, '
            '{ name = "b", colour = "amber", to = 5 }, { name = "c", colour = "red" }]'
        ),
        "children.toml: [in_need] target: a band that reaches to rank 5 after one that reaches to 5; expected bands "
        "from the best to the worst.",
    ),
    "a colour for a place where no direction is good": (
        "colour-without-judgement",
        table(polarity='"no_judgement"', target='{ type = "position" }'),
        "children.toml: [in_need]: a colour for a place in a group where neither direction is better; expected bands "
        "whose colour is 'grey'.",
    ),
    "a trend beside a dead band": (
        "travel-contradictory",
        table(frequency='"financial_year"', travel='{ trend = "values", dead_band = { amount = 1 } }'),
        "children.toml: [in_need] travel: travel.trend beside an earlier value or a dead band; expected a test of the "
        "last five figures, or a comparison with an earlier one.",
    ),
    "a trend of quarters": (
        "trend-within-a-year",
        table(frequency='"quarter"', travel='{ trend = "values" }'),
        "children.toml: [in_need]: travel.trend for a figure of every quarter; expected a figure that comes once a "
        "year, or less often. The test takes the seasons for a trend.",
    ),
    "an id": (
        "id-given",
        table(id='"children.in_need"'),
        "children.toml: [in_need] id: an id; expected none: the name of the table is it.",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_definition_that_cannot_be_meant_is_refused_with_one_message(read: Read, case: str) -> None:
    code, text, message = REFUSED[case]
    errors = problems_of(read, text)
    assert [error.code for error in errors] == [code]
    assert str(errors[0]).startswith("children.toml: [in_need]")
    assert message in str(errors[0])
    assert str(errors[0]).endswith(message) or message.endswith("; ")


# Messages whose words come from elsewhere: the code and the place are what may be relied on.


@pytest.mark.parametrize(
    ("code", "text", "place"),
    [
        ("model-attributes-type", table(target="60"), "target"),
        ("model-type", target('type = "threshold", value = 60, tolerance = 10'), "target.tolerance"),
        ("too-short", target('type = "threshold", values = {}'), "target.values"),
        ("too-short", target('type = "judgement", grades = {}'), "target.grades"),
        ("bands-count", target(BANDS % '{ name = "A", colour = "green" }'), "target"),
        ("string-too-short", table(title='""'), "title"),
        ("string-type", table(grouping="{ area_of_focus = 1 }"), "grouping.area_of_focus"),
        ("dict-type", table(grouping='"Children"'), "grouping"),
        ("tuple-type", table(comparators='"england"'), "comparators"),
        ("int-parsing", table(decimals='"two"'), "decimals"),
        ("int-from-float", table(decimals="1.5"), "decimals"),
        ("less-than-equal", table(decimals="13"), "decimals"),
        ("greater-than-equal", table(maximum_age="-1"), "maximum_age"),
        ("greater-than-equal", target('type = "improvement", on = { average_of_last = 1 }'), "target.on.count"),
        ("bool-parsing", target('type = "comparator", with = "england", strict = "indeed"'), "target.strict"),
        ("key-missing", target('type = "improvement"'), "target.on"),
        ("key-missing", target('type = "comparator"'), "target.with"),
        ("key-missing", table(examples="[{ value = 60 }]"), "examples[1].status"),
        ("word-unknown", table(examples='[{ value = 60, status = "geen" }]'), "examples[1].status"),
        ("word-unknown", target('type = "judgement", grades = { Good = "blue" }'), "target.grades.Good"),
        ("string-pattern-mismatch", table("In-Need"), "id"),
    ],
)
def test_what_has_the_wrong_form_is_refused_with_its_place(read: Read, code: str, text: str, place: str) -> None:
    (error,) = problems_of(read, text)
    assert error.code == code
    name = text.partition("]")[0]
    assert error.where.startswith(f"children.toml: {name}] {place}")


def test_a_key_of_another_target_is_told_with_the_one_that_it_should_be(read: Read) -> None:
    errors = problems_of(read, target('type = "share", with = "england"'))
    assert [(error.code, error.where) for error in errors] == [
        ("key-missing", "children.toml: [in_need] target.of"),
        ("key-unknown", "children.toml: [in_need] target.with"),
    ]


# Where a problem is.


def test_the_only_target_is_named_without_a_number(read: Read) -> None:
    (error,) = problems_of(read, target('type = "treshold", value = 60'))
    assert error.where == "children.toml: [in_need] target"


def test_one_of_several_targets_is_named_by_its_number(read: Read) -> None:
    targets = (
        '[{ type = "threshold", value = 60, until = "2015/16" }, '
        '{ type = "threshold", valu = 55, value = 5, from = "2016/17" }]'
    )
    (error,) = problems_of(read, table(target=targets))
    assert error.where == "children.toml: [in_need] target[2].valu"


@pytest.mark.parametrize(
    ("second", "code", "place", "hint"),
    [
        ('{ name = "B", colour = "blue" }', "word-unknown", "colour", ""),
        ('{ name = "B", color = "red", colour = "red" }', "key-unknown", "color", "Did you mean 'colour'?"),
        ('{ name = "", colour = "red" }', "string-too-short", "name", ""),
    ],
)
def test_a_wrong_band_is_one_problem_with_the_number_of_the_band(
    read: Read, second: str, code: str, place: str, hint: str
) -> None:
    errors = problems_of(read, target(BANDS % f'{{ name = "A", colour = "green", to = 10 }}, {second}'))
    assert [error.code for error in errors] == [code]
    assert errors[0].where == f"children.toml: [in_need] target.bands[2].{place}"
    assert errors[0].hint == hint


def test_a_fact_of_a_wrong_kind_in_an_example_is_one_problem_in_the_words_of_the_file(read: Read) -> None:
    errors = problems_of(read, table(examples='[{ value = true, status = "green" }]'))
    assert [error.where for error in errors] == ["children.toml: [in_need] examples[1].value"]


# Everything at once.


def test_every_problem_of_a_file_is_told_at_once_in_its_order(read: Read) -> None:
    text = "\n".join(
        [
            table("one", polarity="", frequncy='"quarter"'),
            "loose = 1",
            table("two", target='{ type = "treshold" }'),
            table("with_an_id", id='"x.y"'),
            table("three"),
            target('type = "threshold", value = 60, amber_limit = 55, tolerance = { points = 1 }').replace(
                "in_need", "four"
            ),
        ]
    )
    errors = problems_of(read, text, first="")
    assert [(error.code, error.where) for error in errors][:4] == [
        ("format-unknown", "children.toml"),
        ("key-missing", "children.toml: [one] polarity"),
        ("key-unknown", "children.toml: [one] frequncy"),
        ("key-unknown", "children.toml: [one] loose"),
    ]
    assert [error.code for error in errors][4:] == ["target-type-unknown", "id-given", "amber-limit-misplaced"]


def test_several_contradictions_of_one_definition_are_several_problems(read: Read) -> None:
    text = target(
        'type = "threshold", value = 0, tolerance = { percent = 1, points = 0 }',
        examples='[{ value = 60, base = 4, status = "green" }]',
        travel="{ dead_band = { points = 1 } }",
    )
    errors = problems_of(read, text)
    assert [error.code for error in errors] == [
        "distance-in-points",
        "percent-of-zero",
        "distance-in-points",
        "example-unknown-fact",
    ]
    assert {error.where for error in errors} == {"children.toml: [in_need]"}


def test_a_definition_built_in_python_is_refused_for_the_same_reasons() -> None:
    with pytest.raises(ValidationError) as refused:
        Indicator(
            id="children.in_need",
            title="Children in need",
            polarity=Polarity.LOW_IS_GOOD,
            unit="percent",
            frequency=Frequency.QUARTER,
            target=(Threshold(value=Decimal(60), amber_limit=Decimal(55)),),
        )
    assert [problem["type"] for problem in refused.value.errors()] == ["tolerance-contradicts-polarity"]


# Files.


@pytest.mark.parametrize("first", ["", "format = 2\n", 'format = "1"\n'])
def test_a_file_says_which_format_it_has(read: Read, first: str) -> None:
    (error,) = problems_of(read, table(), first=first)
    assert error.code == "format-unknown"
    assert str(error) == "children.toml: no 'format = 1'; expected it as the first line."


def test_a_key_outside_every_table_is_refused(read: Read) -> None:
    errors = problems_of(read, table(), first='format = 1\nowner = "Someone"\n')
    assert [error.code for error in errors] == ["table-expected"]
    assert str(errors[0]) == "children.toml: [owner]: 'Someone'; expected a table."


@pytest.mark.parametrize(
    "text",
    ["[in_need\ntitle = 1\n", table() + table(), table() + 'title = "Again"\n', "unit = percent\n"],
    ids=["a broken line", "a table twice", "a key twice", "a word without quotation marks"],
)
def test_what_is_not_toml_is_refused_with_its_line(read: Read, text: str) -> None:
    (error,) = problems_of(read, text)
    assert error.code == "toml-unreadable"
    assert str(error).startswith("children.toml: ")
    assert "line " in error.found
    assert error.expected == "TOML"


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(Problems) as refused:
        read_definitions(tmp_path / "none.toml", prefix="children", where="none.toml")
    (error,) = refused.value.errors
    assert error.code == "file-missing"
    assert str(error) == "none.toml: there is no such file."


def test_a_file_that_is_not_in_utf_8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "latin.toml"
    path.write_bytes("format = 1 # café".encode("latin-1"))
    with pytest.raises(Problems) as refused:
        read_definitions(path, prefix="children")
    (error,) = refused.value.errors
    assert error.code == "file-unreadable"
    assert str(error).endswith("; expected a text file in UTF-8.")
    assert error.where == str(path)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(ScorecardError) as refused:
        read_toml(tmp_path)
    assert refused.value.code == "file-unreadable"


@pytest.mark.parametrize(
    "text",
    [
        table(**{"from": '"2017/18"', "until": '"2016/17"'}),
        target('type = "threshold", value = 60, from = "2017/18", until = "2016/17"'),
    ],
)
def test_what_would_end_before_it_begins_is_refused(read: Read, text: str) -> None:
    assert [error.code for error in problems_of(read, text)] == ["never-in-force"]


def test_two_grades_that_are_read_alike_are_refused(read: Read) -> None:
    text = target('type = "judgement", grades = { Good = "green", "good " = "red" }')
    assert [error.code for error in problems_of(read, text)] == ["grades-alike"]


# The files of a package.


def package(root: Path, monkeypatch: pytest.MonkeyPatch, files: dict[str, str]) -> str:
    folder = root / "scorecard_testing_children" / "indicators"
    folder.mkdir(parents=True)
    (folder.parent / "__init__.py").write_text("", encoding="utf-8")
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    monkeypatch.syspath_prepend(str(root))
    monkeypatch.delitem(sys.modules, "scorecard_testing_children", raising=False)
    importlib.invalidate_caches()
    return "scorecard_testing_children"


def test_a_packages_definitions_are_those_of_all_its_toml_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = package(
        tmp_path,
        monkeypatch,
        {"b.toml": "format = 1\n" + table("two"), "a.toml": "format = 1\n" + table("one"), "notes.txt": "not toml"},
    )
    assert [one.id for one in definitions_from_package(name)] == ["testing_children.one", "testing_children.two"]


def test_every_problem_of_every_file_of_a_package_is_told_with_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = package(
        tmp_path,
        monkeypatch,
        {"b.toml": table("two"), "a.toml": "format = 1\n" + table("one", xyzzy="1"), "c.toml": "["},
    )
    with pytest.raises(Problems) as refused:
        definitions_from_package(name)
    assert [(error.code, error.where) for error in refused.value.errors] == [
        ("key-unknown", f"{name}/indicators/a.toml: [one] xyzzy"),
        ("format-unknown", f"{name}/indicators/b.toml"),
        ("toml-unreadable", f"{name}/indicators/c.toml"),
    ]


# Worked examples.


@pytest.mark.parametrize(
    ("given_value", "status", "says"),
    [
        ("60", Rag.GREEN, "exactly the ceiling of 60"),
        ("66", Rag.AMBER, "within the tolerance"),
        ("66.1", Rag.RED, "above the ceiling of 60"),
    ],
)
def test_an_example_is_worked_with_the_facts_that_the_definition_states(
    read: Read, given_value: str, status: Rag, says: str
) -> None:
    (indicator,) = read(
        target(
            'type = "threshold", value = 60, tolerance = { percent = 10 }',
            examples=f'[{{ value = {given_value}, status = "green", note = "why it is worth it" }}]',
        )
    )
    found, sentence = work_example(indicator, indicator.examples[0])
    assert found is status
    assert says in sentence
    assert indicator.examples[0].note == "why it is worth it"


def test_an_example_is_worked_with_the_target_of_its_period(read: Read) -> None:
    (indicator,) = read(
        target(
            'type = "threshold", values = { "2015/16" = 60, "2016/17" = 50 }',
            examples='[{ value = 55, status = "green", period = "Q1 2015/16" }, '
            '{ value = 55, status = "red", period = "Q1 2016/17" }]',
        )
    )
    assert [work_example(indicator, example)[0] for example in indicator.examples] == [Rag.GREEN, Rag.RED]


@pytest.mark.parametrize("grade", ["Good", "GOOD", " good ", "5"])
def test_a_grade_is_a_word_even_where_it_could_be_read_as_a_number(read: Read, grade: str) -> None:
    (indicator,) = read(
        target(
            'type = "judgement", grades = { Good = "green", 5 = "green" }',
            examples=f'[{{ grade = "{grade}", status = "green" }}]',
        )
    )
    (example,) = indicator.examples
    assert example.grade == grade
    assert work_example(indicator, example)[0] is Rag.GREEN


def test_a_word_where_an_example_needs_a_number_is_refused(read: Read) -> None:
    assert len(problems_of(read, table(examples='[{ value = "sixty", status = "green" }]'))) == 1


def test_an_example_cannot_turn_the_polarity_around(read: Read) -> None:
    (error,) = problems_of(read, table(examples='[{ value = 50, sign = 1, status = "red" }]'))
    assert error.code == "example-unknown-fact"


def test_a_hint_for_an_example_names_only_what_an_example_may_give(read: Read) -> None:
    (error,) = problems_of(read, table(examples='[{ value = 60, base = 4, status = "green" }]'))
    assert error.expected == "some of value"


# There and back.

PRINTABLE = st.characters(exclude_categories=("Cs", "Cc"))
texts = st.text(PRINTABLE | st.sampled_from("\n\t\"\\'"), max_size=20)
titles = texts.filter(bool)
numbers = st.builds(
    lambda count, places: Decimal(f"{count}E-{places}"), st.integers(-(10**15) + 1, 10**15 - 1), st.integers(0, 20)
)
sizes = st.builds(lambda count, places: Decimal(f"{count}E-{places}"), st.integers(1, 10**12), st.integers(0, 12))
words = st.from_regex(r"[a-z][a-z0-9_]{0,12}", fullmatch=True)
labels = st.sampled_from(["Q4 2016/17", "2016/17", "AY 2015/16", "2016", "Jan 2017", "31/03/2017", "2013 to 2015"])
ties = st.sampled_from([tie.value for tie in Tie])
bases = st.sampled_from(["previous", "same_period_last_year", "best_ever"]) | labels.map(
    lambda label: {"baseline": label}
)
Drawn = dict[str, Any]


def optional(**keys: st.SearchStrategy[Any]) -> st.SearchStrategy[Drawn]:
    return st.fixed_dictionaries({}, optional=keys)


def distances(unit: str) -> st.SearchStrategy[Drawn]:
    amount = "points" if unit == "percent" else "amount"
    return st.fixed_dictionaries({amount: sizes}, optional={"percent": sizes})


def banded(polarity: str) -> st.SearchStrategy[Drawn]:
    cuts = st.lists(numbers, min_size=1, max_size=9, unique=True).map(
        lambda found: sorted(found, reverse=polarity == "high_is_good")
    )
    colours = st.sampled_from([colour.value for colour in Rag])
    return st.builds(
        lambda ordered, colour, name, tie: {
            "type": "bands",
            "tie": tie,
            "bands": [
                *({"name": f"{name} {at}", "colour": colour, "to": cut} for at, cut in enumerate(ordered)),
                {"name": "the rest", "colour": "red"},
            ],
        },
        cuts,
        colours,
        titles,
        ties,
    )


def compared(kind: str, key: str, unit: str, **more: st.SearchStrategy[Any]) -> st.SearchStrategy[Drawn]:
    vintage = st.sampled_from([{}, {"vintage": "latest"}, {"vintage": "latest", "within_months": 12}])
    amount = "points" if kind == "share" or unit == "percent" else "amount"
    tolerance = st.fixed_dictionaries({amount: sizes})
    return st.builds(
        lambda chosen, rest: {"type": kind, key: "england", **chosen, **rest},
        vintage,
        optional(tie=ties, tolerance=tolerance, **more),
    )


_TWO_YEARS = {"start": "2014/15", "end": "2016/17"}


def composed(*members: st.SearchStrategy[Drawn]) -> dict[str, st.SearchStrategy[Drawn]]:
    """Every way of putting together indicators, or targets of one's own with names that differ."""
    weight = st.sampled_from([{}, {"weight": Decimal("0.5")}, {"weight": 2}])
    named = st.lists(st.one_of(*members), min_size=1, max_size=3).map(
        lambda some: [{**one, "name": f"Target {at}"} for at, one in enumerate(some)]
    )
    others = st.lists(words, min_size=1, max_size=3, unique=True)
    weighed = st.lists(weight, min_size=3, max_size=3)

    def of(kind: str, **more: st.SearchStrategy[Any]) -> st.SearchStrategy[Drawn]:
        return st.builds(
            lambda some, grey, rest: {"type": kind, "members": some, "grey": grey, **rest},
            named | others,
            st.sampled_from(["ignore", "propagate", "worst"]),
            optional(**more),
        )

    return {
        "all_of": of("all_of", at_least=st.just(1)),
        "any_of": of("any_of", at_least=st.just(1)),
        "worst_of": of("worst_of"),
        "weighted": st.builds(
            lambda some, weights: {
                "type": "weighted",
                "grey": "ignore",
                "members": [{"indicator": id, **one} for id, one in zip(some, weights, strict=False)],
            },
            others,
            weighed,
        ),
    }


def targets(polarity: str, unit: str) -> dict[str, st.SearchStrategy[Drawn]]:
    """A strategy for every type of target that the polarity has a meaning for."""
    either_way = {
        "none": st.just({"type": "none"}),
        "judgement": optional(
            grades=st.dictionaries(words, st.sampled_from(["green", "red"]), min_size=1, max_size=10)
        ).map(lambda keys: {"type": "judgement", **keys}),
    }
    milestone = st.builds(
        lambda due, rest: {"type": "milestone", "due": due, **rest},
        st.dates(),
        optional(warning_days=st.integers(0, 365), done_late=st.sampled_from(["red", "amber"])),
    )
    either_way["milestone"] = milestone
    lengths = st.integers(2, 9) | st.just(False)
    either_way["control_chart"] = optional(
        points_needed=st.integers(2, 20),
        trend=lengths,
        close=st.sampled_from([2, 3, False]),
        run=lengths,
        baseline_points=st.integers(2, 20),
        screened=st.booleans(),
        rebased=st.lists(labels, max_size=2),
        limits=st.sampled_from(["up_to_the_period", "whole_series"]),
        colours=st.just({"common_cause": {"no_target": "amber"}}),
    ).map(lambda keys: {"type": "control_chart", **keys})
    either_way |= composed(either_way["judgement"], either_way["none"])
    cushion = optional(
        tie=ties,
        tolerance=distances(unit),
        on_forecast=st.booleans(),
        judged_at=st.sampled_from([when.value for when in JudgedAt]),
    )
    if polarity == "plan_is_best":
        edges = st.builds(lambda one, two: {"low": min(one, two), "high": max(one, two)}, numbers, numbers)
        return {**either_way, "range": st.builds(lambda ends, rest: {"type": "range", **ends, **rest}, edges, cushion)}
    tested = {
        "position": standings(polarity),
        "significance": significances(polarity),
    }
    if polarity == "no_judgement":
        return {**either_way, **tested}
    stated = (
        numbers.map(lambda value: {"value": value})
        | words.map(lambda measure: {"measure": measure})
        | st.dictionaries(labels, numbers, min_size=1).map(lambda values: {"values": values})
    )
    harder = st.sampled_from([{"with": "england"}, {"on": "previous"}, {"value": 1}, {"measure": "another"}])
    moving = optional(
        or_harder=st.lists(harder, max_size=2),
        amber_if=st.builds(lambda base, level: {"better_than": base, "or_level": level}, bases, st.booleans()),
    )
    return {
        **either_way,
        "threshold": st.builds(
            lambda one, more, rest: {"type": "threshold", **one, **more, **rest}, stated, moving, cushion
        ),
        "trajectory": st.builds(
            lambda ends, path, rest: {"type": "trajectory", **ends, **path, **rest},
            st.builds(lambda one, other: {"baseline": one, "value": other, **_TWO_YEARS}, numbers, numbers),
            optional(places=st.integers(0, 12)),
            cushion,
        ),
        "progress": st.builds(
            lambda ends, rest, pace: {"type": "progress", **ends, **rest, **pace},
            st.builds(
                lambda one, step: {"baseline": one, "value": one + step * (1 if polarity == "high_is_good" else -1)},
                numbers.map(lambda number: number.quantize(Decimal(1))),
                st.integers(1, 1000),
            ),
            optional(tie=ties, green=st.sampled_from([80, 100]), amber=st.sampled_from([0, 50])),
            st.sampled_from([{}, _TWO_YEARS]),
        ),
        "improvement": st.builds(
            lambda on, by, rest: {"type": "improvement", "on": on, **by, **rest},
            bases | st.integers(2, 9).map(lambda count: {"average_of_last": count}),
            optional(by=distances(unit)),
            cushion,
        ),
        "consecutive": st.builds(
            lambda better, worse: {"type": "consecutive", "green_after": better, **worse},
            st.integers(1, 120),
            optional(red_after=st.integers(1, 120)),
        ),
        "comparator": compared("comparator", "with", unit, strict=st.booleans()),
        "gap": compared("gap", "with", unit, base=bases),
        "share": compared("share", "of", unit, base=bases),
        "bands": banded(polarity),
        **tested,
    }


def standings(polarity: str) -> st.SearchStrategy[Drawn]:
    """Positions in a group, by quantiles or by ranks."""
    colours = st.just("grey") if polarity == "no_judgement" else st.sampled_from([colour.value for colour in Rag])
    of_quantiles = st.lists(
        st.builds(lambda name, colour: {"name": name, "colour": colour}, titles, colours), min_size=2, max_size=10
    )
    of_ranks = st.builds(
        lambda bands, step: [*({**band, "to": step * at} for at, band in enumerate(bands[:-1], start=1)), bands[-1]],
        of_quantiles,
        st.integers(1, 20),
    )
    members = optional(group=words) | optional(leaving_out=st.lists(texts, max_size=2))
    return st.builds(
        lambda bands, members, rest: {"type": "position", "bands": bands, **members, **rest},
        of_quantiles | of_ranks,
        members,
        optional(tie=ties, method=st.sampled_from([4, 7, "rank"]), fewest=st.integers(1, 50)),
    )


def significances(polarity: str) -> st.SearchStrategy[Drawn]:
    """Tests of significance against a comparator, a goal or a goal that is a range."""
    verdicts = [] if polarity == "no_judgement" else ["better", "similar", "worse"]
    colours = st.dictionaries(
        st.sampled_from(verdicts or ["better"]), st.sampled_from(["green", "grey"]), max_size=len(verdicts)
    )
    compared_with = st.sampled_from(
        [{"with": "england"}, {"with": "england", "vintage": "latest", "within_months": 12}, {"value": 60},
         {"low": 50, "high": 60}, {"with": "england", "intervals": "both"}]
    )  # fmt: skip
    level = st.sampled_from([{}, {"confidence": 95}, {"confidence": Decimal("99.8")}, {"method": "byar", "levels": 5}])
    rest = optional(touching=st.sampled_from(["similar", "different"]), colours=colours)
    return st.builds(
        lambda other, level, rest: {"type": "significance", **other, **level, **rest}, compared_with, level, rest
    )


def test_every_type_of_target_is_drawn() -> None:
    drawn = {kind for polarity in Polarity for kind in targets(polarity.value, "percent")}
    assert drawn == {one.model_fields["type"].default for one in TARGET_TYPES}


@st.composite
def definitions(draw: Callable[[st.SearchStrategy[Any]], Any], name: str = "drawn") -> Indicator:
    """A definition that holds together, of any kind."""
    polarity, unit = draw(st.sampled_from([one.value for one in Polarity])), draw(st.sampled_from(["percent", "gbp"]))
    target: Drawn = draw(st.one_of(*targets(polarity, unit).values()))
    if draw(st.booleans()):
        target = {**target, "from": "2010/11", "until": "2019/20", "continuous": draw(st.booleans())}
    # A per cent of zero means nothing, so a tolerance in per cent stands beside an amount above.
    keys = optional(
        decimals=st.integers(0, 12),
        measure=words,
        dimensions=st.dictionaries(texts, texts, max_size=2),
        comparators=st.lists(words, max_size=2, unique=True),
        travel=optional(base=bases, dead_band=distances(unit)),
        judged=st.sampled_from([one.value for one in JudgedFigure]),
        maximum_age=st.integers(0, 60),
        due_days=st.integers(0, 400),
        grouping=st.dictionaries(texts, texts, max_size=2),
        inferred=st.dictionaries(texts, texts, max_size=2),
        edition=texts,
        examples=st.lists(
            st.builds(
                lambda status, note, period: {"value": Decimal("1.50"), "status": status, "note": note, **period},
                st.sampled_from([colour.value for colour in Rag]),
                texts,
                st.sampled_from([{}, {"period": "Q4 2016/17"}]),
            ),
            max_size=2,
        ),
        **dict.fromkeys(("owner", "contact", "description", "source"), texts),
        **{"from": labels},
    )
    return Indicator.model_validate(
        {
            "id": f"drawn.{name}",
            "title": draw(titles),
            "polarity": polarity,
            "unit": unit,
            "frequency": draw(st.sampled_from([one.value for one in Frequency])),
            "target": [target],
            **draw(keys),
        }
    )


def there_and_back(*indicators: Indicator) -> list[Indicator]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "drawn.toml"
        path.write_bytes(definitions_to_toml(indicators).encode("utf-8"))
        return read_definitions(path, prefix="drawn")


@settings(deadline=None)
@given(definitions())
def test_a_definition_that_is_written_reads_back_the_same(indicator: Indicator) -> None:
    assert there_and_back(indicator) == [indicator]


@settings(deadline=None, max_examples=25)
@given(definitions("one"), definitions("two"))
def test_definitions_are_written_in_their_order(one: Indicator, two: Indicator) -> None:
    assert there_and_back(one, two) == [one, two]


@settings(max_examples=50)
@given(definitions())
def test_a_definition_survives_json(indicator: Indicator) -> None:
    assert Indicator.model_validate_json(indicator.model_dump_json(by_alias=True)) == indicator


@pytest.mark.parametrize("character", ["\r", "\x00", "\x0b", "\x1f", "\x7f"])
def test_a_character_that_toml_wants_escaped_reads_back_the_same(character: str) -> None:
    indicator = plain(title=f"before{character}after")
    assert there_and_back(indicator) == [indicator]


def plain(**changes: Any) -> Indicator:
    stated = {
        "id": "drawn.plain",
        "title": "Plain",
        "polarity": "low_is_good",
        "unit": "gbp",
        "frequency": "quarter",
        "target": {"type": "threshold", "value": 60},
    }
    return Indicator.model_validate({**stated, **changes})


def test_what_is_written_is_what_a_person_would_write() -> None:
    indicator = plain(
        target={"type": "comparator", "with": "england", "tolerance": {"percent": "2.5"}, "vintage": Vintage.LATEST},
        grouping={"Area of focus": 'The "best"'},
        examples=[{"value": 1, "status": "green"}],
        travel={"base": {"baseline": "Q1 2012/13"}},
    )
    assert definitions_to_toml([indicator]) == (
        "format = 1\n"
        "\n"
        "[plain]\n"
        'title = "Plain"\n'
        'polarity = "low_is_good"\n'
        'unit = "gbp"\n'
        'frequency = "quarter"\n'
        'target = [{ type = "comparator", tolerance = { percent = 2.5 }, with = "england", vintage = "latest" }]\n'
        'travel = { base = { baseline = "Q1 2012/13" } }\n'
        'grouping = { "Area of focus" = "The \\"best\\"" }\n'
        'examples = [{ value = 1, status = "green" }]\n'
    )


@pytest.mark.parametrize(("value", "text"), [("1E+3", "1000"), ("1E-7", "0.0000001"), ("-2.50", "-2.50")])
def test_a_number_is_written_in_full(value: str, text: str) -> None:
    indicator = plain(target={"type": "threshold", "value": Decimal(value)})
    assert f'target = [{{ type = "threshold", value = {text} }}]\n' in definitions_to_toml([indicator])


def test_a_definition_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        plain().title = "Another"  # type: ignore[misc]


@pytest.mark.parametrize("given_value", [0.1, "0.1", Decimal("0.1")])
def test_a_float_in_an_example_is_what_it_prints_as(given_value: float | str | Decimal) -> None:
    example = WorkedExample.model_validate({"value": given_value, "status": "green"})
    assert example.given == {"value": Decimal("0.1")}


def test_the_colours_of_bands_are_those_of_the_definition() -> None:
    bands = Bands.model_validate(
        {"bands": [{"name": "A", "colour": "grey", "to": 1}, {"name": "B", "colour": "amber"}]}
    )
    assert [bands.colour(branch.answer) for branch in bands.rule.branches[-2:]] == [Rag.GREY, Rag.AMBER]
