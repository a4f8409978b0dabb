"""Whatever is in a file, only the documented errors come out of reading it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecard_core import (
    Indicator,
    InputError,
    Problems,
    Registry,
    ScorecardError,
    ratings_from_json,
    ratings_to_json,
    read_definitions,
    read_observations,
    read_published,
)
from tests.fuzz.bounds import bounded

DEFINITION = """format = 1

[rent_arrears]
title = "Rent arrears"
polarity = "low_is_good"
unit = "percent"
frequency = "quarter"
decimals = 1
target = { type = "threshold", value = 3, tolerance = { points = 0.5 } }
travel = { base = "previous", dead_band = { points = 0.1 } }
comparators = ["england"]
maximum_age = 6
grouping = { area = "Housing" }
examples = [{ value = 3.4, status = "amber" }, { value = 9, status = "red", period = "Q4 2016/17" }]

[survey]
title = "Survey"
polarity = "high_is_good"
unit = "household"
frequency = "survey"
target = [{ type = "bands", bands = [{ name = "A", colour = "green", to = 5 }, { name = "B", colour = "red" }] }]
"""

OBSERVATIONS = """measure,area,period,value,missing_reason,unit,flag,published,text,by,date,lower
housing.rent_arrears,Here,Q4 2016/17,3.4,,percent,provisional,2017-06-30,,,,3.1
housing.rent_arrears,Here,Q3 2016/17,,suppressed,,,,,,,
housing.survey,Here,2016,"1,303",,,,2017-05,,,,
housing.survey,England,2015,,,,,2017-05,Good,A person,2017-01-01,
"""

PUBLISHED = """indicator,area,period,status,updated,take_over,value,definition,source,published
housing.rent_arrears,Here,Q3 2016/17,Red,yes,no,3.1,,The report,2017-03-31
housing.survey,Here,2015,No status,no,yes,,,,
"""

NASTY = st.sampled_from(
    [
        "",
        "0",
        "-0",
        "NaN",
        "nan",
        "sNaN",
        "inf",
        "-Infinity",
        "1e400",
        "1e-400",
        "1e999999",
        "9" * 40,
        "0x" + "F" * 40,
        "0.1" + "0" * 100,
        "1,30",
        "1_000",
        "٣",
        "½",
        "true",
        "[]",
        "{}",
        "[[]]",
        '""',
        "''",
        '"previous"',
        '{ baseline = "2010" }',
        "{ average_of_last = 0 }",
        '{ type = "share", of = "england" }',
        '{ type = "range", low = 3, high = 1 }',
        '{ type = "bands", bands = [] }',
        '{ type = "judgement", grades = {} }',
        '{ type = "none" }',
        "{ percent = -1 }",
        "1979-05-27",
        "9999-12-31",
        "0000-00-00",
        "31/12/9999",
        "Q5 2016/17",
        "Q4 2016",
        "2016-17",
        "2199/00",
        "AY 2015/16",
        "Dec 2199",
        "\x00",
        "\ufeff",
        "\u202e",
        "{value}",
        "{",
        "}",
        '"',
        ",",
        "\r",
        "=1+1",
        "a" * 2000,
    ]
) | st.text(max_size=12)


@st.composite
def damaged(draw: st.DrawFn, text: str, marks: str) -> str:
    """A text with up to three of its words or lines taken out, doubled, or put something nasty in the place of."""
    for _ in range(draw(st.integers(1, 3))):
        kind = draw(st.sampled_from(["word", "word", "word", "line", "cut"]))
        if kind == "line":
            lines = text.split("\n")
            at = draw(st.integers(0, len(lines) - 1))
            lines[at : at + 1] = draw(st.sampled_from([[], [lines[at]] * 2, [draw(NASTY)]]))
            text = "\n".join(lines)
        elif kind == "cut":
            text = text[: draw(st.integers(0, len(text)))] + draw(NASTY)
        else:
            starts = [at for at, letter in enumerate(text) if letter in marks]
            at = draw(st.sampled_from(starts)) + 1 if starts else 0
            end = next((place for place in range(at, len(text)) if text[place] in marks), len(text))
            text = text[:at] + draw(NASTY) + text[end:]
    return text


def only_documented_errors(read: Callable[[Path], Any], content: str | bytes, name: str) -> Any:
    """What a reader makes of a file; every documented error says something, and any other fails the test."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
        raised: list[ScorecardError] = []
        try:
            return read(path)
        except Problems as problems:
            raised += problems.errors
        except ScorecardError as error:
            raised.append(error)
    assert raised
    assert all(str(error) and error.code for error in raised)
    return None


def registry() -> Registry:
    table = {"polarity": "high_is_good", "unit": "percent", "target": {"type": "none"}, "title": "t"}
    return Registry.of(
        Indicator.model_validate({"id": "housing.rent_arrears", "frequency": "quarter", **table}),
        Indicator.model_validate({"id": "housing.survey", **table, "frequency": "survey", "unit": "household"}),
    )


def read_as_definitions(path: Path) -> Any:
    return read_definitions(path, prefix="housing")


@bounded(150)
@given(damaged(DEFINITION, marks="=\n,{}[]"))
def test_damaged_definitions(text: str) -> None:
    for one in only_documented_errors(read_as_definitions, text, "housing.toml") or ():
        assert isinstance(one, Indicator)


@bounded(150)
@given(damaged(OBSERVATIONS, marks=",\n"))
def test_damaged_observations(text: str) -> None:
    known = registry()
    only_documented_errors(lambda path: read_observations(path, registry=known), text, "figures.csv")
    only_documented_errors(read_observations, text, "figures.csv")


@bounded(150)
@given(damaged(PUBLISHED, marks=",\n"))
def test_damaged_published_ratings(text: str) -> None:
    known = registry()
    only_documented_errors(lambda path: read_published(path, known), text, "published.csv")


@bounded(60)
@given(st.binary(max_size=200))
def test_any_bytes_at_all(data: bytes) -> None:
    only_documented_errors(read_as_definitions, data, "housing.toml")
    only_documented_errors(read_observations, data, "figures.csv")
    only_documented_errors(read_published, data, "published.csv")


@bounded(150)
@given(
    damaged(
        ratings_to_json([]).replace("[]", '[{"indicator": "a.b", "period": "2016", "value": "1"}]'), marks=':,"{}[]'
    )
)
def test_damaged_json(text: str) -> None:
    with suppress(InputError):
        ratings_from_json(text)


@pytest.mark.parametrize(
    "value",
    [
        pytest.param("9" * 5000, id="a whole number of 5,000 digits"),
        pytest.param("0x" + "F" * 8000, id="a hexadecimal number of 8,000 digits"),
        pytest.param("1e99999999999999999999", id="an exponent of 20 digits"),
        pytest.param("[" * 5000 + "]" * 5000, id="5,000 nested lists"),
        pytest.param("{a=" * 3000 + "1" + "}" * 3000, id="3,000 nested tables"),
    ],
)
def test_definitions_of_an_absurd_size(value: str) -> None:
    text = DEFINITION.replace("value = 3,", f"value = {value},")
    only_documented_errors(read_as_definitions, text, "housing.toml")


@pytest.mark.parametrize(
    "cell", ["9" * 5000, "1e99999999999999999999", "x" * 200_000, "\x00"], ids=lambda cell: cell[:4]
)
def test_cells_of_an_absurd_size(cell: str) -> None:
    text = OBSERVATIONS.replace(",3.4,", f",{cell},")
    only_documented_errors(lambda path: read_observations(path, registry=registry()), text, "figures.csv")


def test_what_is_sound_is_read() -> None:
    assert len(only_documented_errors(read_as_definitions, DEFINITION, "housing.toml")) == 2
    figures = only_documented_errors(lambda path: read_observations(path, registry=registry()), OBSERVATIONS, "a.csv")
    assert {one.value for one in figures} >= {Decimal("3.4"), Decimal(1303)}
    assert only_documented_errors(lambda path: read_published(path, registry()), PUBLISHED, "a.csv") is not None
