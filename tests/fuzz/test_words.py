"""Whatever is written as a period, a unit or a command, only the documented errors come out."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import ValidationError

from scorecard_core import Period, PeriodError, UnitDefinition, UnitError, Units, parse_period
from scorecard_core.cli import main
from scorecard_core.terms import Frequency
from tests.fuzz.bounds import bounded
from tests.fuzz.test_files import DEFINITION, NASTY, OBSERVATIONS

PARTS = st.sampled_from(
    [
        "Q4",
        "q1",
        "quarter",
        "2016",
        "17",
        "9999",
        "0000",
        "1900",
        "2199",
        "2200",
        "/",
        "-",
        "–",
        " ",
        " to ",
        "AY",
        "FY",
        "Jan",
        "September",
        "Feb",
        "29",
        "31",
        "12",
        "00",
        ".",
        ",",
        "1st",
        "٢٠١٦",
        "²",
        "+",
        "\n",
        "\xa0",
    ]
)


@bounded(300)
@given(st.lists(PARTS, max_size=7).map("".join) | st.text(max_size=20), st.none() | st.sampled_from(list(Frequency)))
@example("9999", None)
@example("31/12/9999", None)
@example("9998/99", None)
@example("2016-2017", Frequency.IRREGULAR)
def test_a_period_is_read_or_refused_and_its_label_reads_back(text: str, frequency: Frequency | None) -> None:
    with suppress(PeriodError):
        period = parse_period(text, frequency)
        assert period.start <= period.end
        assert parse_period(period.label) == period
        assert isinstance(period.year_before, Period)


EXPRESSIONS = st.lists(
    st.sampled_from(
        ["[pothole]", "person", "gbp", "2", "1e3", "0", "-1", " ", "*", "/", "+", "(", ")", "%", "=", "nope"]
    ),
    min_size=1,
    max_size=6,
).map("".join) | st.text(min_size=1, max_size=10)


@bounded(80)
@given(st.text(max_size=8) | st.just("pothole") | st.just("percent"), EXPRESSIONS, st.just("{}") | st.text(max_size=6))
def test_a_unit_is_defined_or_refused(name: str, definition: str, shows: str) -> None:
    with suppress(ValidationError, UnitError):
        unit = UnitDefinition(name=name, definition=definition, shows=shows)
        assert isinstance(unit.show("1"), str)
        assert isinstance(Units.core().extended([unit]).convert(Decimal(1), name, name), Decimal)


@bounded(300)
@given(NASTY, NASTY, st.sampled_from(["1", "0", "-1", "1e14", "NaN", "sNaN", "Infinity", "1e-60", "1e400"]))
@example("percent", "proportion", "sNaN")
@example("percent", "proportion", "NaN")
@example("mile", "kilometre", "Infinity")
def test_a_conversion_gives_a_number_or_says_why_not(unit: str, into: str, value: str) -> None:
    # A rating takes what cannot be computed for a figure out of range.
    with suppress(UnitError, ArithmeticError):
        assert isinstance(Units.core().convert(Decimal(value), unit, into), Decimal)


@pytest.fixture(scope="module", autouse=True)
def _in_a_folder_of_files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    before, folder = Path.cwd(), tmp_path_factory.mktemp("fuzz")
    os.chdir(folder)
    Path("housing.toml").write_text(DEFINITION, encoding="utf-8")
    Path("figures.csv").write_text(OBSERVATIONS, encoding="utf-8")
    yield
    os.chdir(before)


COMMANDS = st.sampled_from(["rate", "explain", "report", "plugins", "check", "repot", "--help", ""])
OPTIONS = st.sampled_from(
    ["--definitions", "-d", "--observations", "-i", "--period", "-p", "--area", "-a", "--as-at"]
) | (
    st.sampled_from(["--format", "--output", "-o", "--folder", "-f", "--published", "--nothing", "-h", "--"])
    | st.sampled_from(["--all", "--waive", "--examples"])
)
VALUES = st.sampled_from(
    [
        "housing.toml",
        "figures.csv",
        ".",
        "/",
        "nowhere/at/all",
        "json",
        "csv",
        "table",
        "html",
        "Here",
        "Q4 2016/17",
        "2017-06-30",
        "31/12/9999",
        "housing.rent_arrears",
        "-",
        "",
        "a" * 300,
        "out.html",
    ]
)
WORDS = st.lists(st.tuples(OPTIONS, VALUES).map(list) | VALUES.map(lambda word: [word]), max_size=6)
RATE = [["--definitions", "housing.toml"], ["--observations", "figures.csv"]]


@bounded(150)
@given(COMMANDS, st.just([]) | st.just(RATE), WORDS)
def test_a_command_ends_well_or_says_what_is_wrong(command: str, first: list[list[str]], rest: list[list[str]]) -> None:
    words = [command, *(word for pair in [*first, *rest] for word in pair)]
    done = CliRunner().invoke(main, words)
    assert done.exit_code in (0, 1, 2), words
    assert done.exception is None or isinstance(done.exception, SystemExit), (words, done.exception)
    assert done.exit_code == 0 or done.output.strip(), words
