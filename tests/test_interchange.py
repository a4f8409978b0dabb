"""Ratings in the forms that other programs read: JSON that survives, a schema that holds it, and CSV that is safe."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scorecard_core import (
    Basis,
    FactUsed,
    Flag,
    GreyReason,
    Indicator,
    InputError,
    JudgedFigure,
    Judgement,
    Movement,
    Observation,
    Observations,
    Period,
    Rag,
    Rating,
    Travel,
    parse_period,
    rate,
    ratings_from_json,
    ratings_json_schema,
    ratings_to_csv,
    ratings_to_json,
)
from scorecard_core.interchange import SCHEMA_VERSION

NOW = parse_period("Q4 2016/17")


def rated(target: dict[str, Any], *figures: tuple[str, str, str | Judgement], **more: Any) -> Rating:
    """The rating of some figures: area, period, and a value or a judgement."""
    polarity = {"range": "plan_is_best", "none": "no_judgement"}.get(target["type"], "low_is_good")
    indicator = Indicator.model_validate(
        {
            "id": "housing.voids",
            "title": "Empty homes",
            "polarity": polarity,
            "unit": "percent",
            "frequency": "quarter",
            "target": target,
            **more,
        }
    )
    observations = Observations(
        Observation(
            measure="housing.voids",
            area=area,
            period=parse_period(period),
            value=None if isinstance(said, Judgement) else Decimal(said),
            judgement=said if isinstance(said, Judgement) else None,
            source="a return",
            published=date(2017, 5, 31),
        )
        for area, period, said in figures
    )
    return rate(indicator, observations, NOW, area="Here")


OURS, BEFORE = ("Here", "Q4 2016/17", "61.50"), ("Here", "Q3 2016/17", "60")
ENGLAND, ENGLAND_BEFORE = ("England", "Q4 2016/17", "40"), ("England", "Q3 2016/17", "41.3")
RATINGS: Mapping[str, Rating] = {
    "a threshold": rated({"type": "threshold", "value": 60, "tolerance": {"percent": 10}}, OURS, BEFORE),
    "a range": rated({"type": "range", "low": 50, "high": 60}, OURS, BEFORE),
    "an improvement": rated({"type": "improvement", "on": "previous"}, OURS, BEFORE),
    "a comparison": rated({"type": "comparator", "with": "england"}, OURS, ENGLAND),
    "a gap": rated({"type": "gap", "with": "england"}, OURS, BEFORE, ENGLAND, ENGLAND_BEFORE),
    "a share": rated({"type": "share", "of": "england"}, OURS, BEFORE, ENGLAND, ENGLAND_BEFORE),
    "bands": rated(
        {"type": "bands", "bands": [{"name": "A", "colour": "green", "to": 70}, {"name": "B", "colour": "red"}]}, OURS
    ),
    "a judgement": rated({"type": "judgement"}, ("Here", "Q4 2016/17", Judgement("Amber", by="An officer"))),
    "no target": rated({"type": "none"}, OURS, BEFORE),
    "no figure": rated({"type": "threshold", "value": 60}),
    "a figure carried forward": rated({"type": "threshold", "value": 60}, BEFORE),
    "the printed figure": rated({"type": "threshold", "value": 60}, OURS, judged="published", decimals=0),
}


# JSON.


@pytest.mark.parametrize("name", RATINGS)
def test_a_rating_survives_json_and_back(name: str) -> None:
    rating = RATINGS[name]
    (again,) = ratings_from_json(ratings_to_json([rating]))
    assert again == rating
    assert [type(getattr(again, field.name)) for field in fields(Rating)] == [
        type(getattr(rating, field.name)) for field in fields(Rating)
    ]


@pytest.mark.parametrize("grade", ["Good", "5", "1", "nan", "inf", "1e3", "true"])
def test_a_grade_survives_json_as_the_word_it_is(grade: str) -> None:
    target = {"type": "judgement", "grades": {grade: "green"}}
    rating = rated(target, ("Here", "Q4 2016/17", Judgement(grade, by="An inspector")))
    assert rating.status is Rag.GREEN
    assert ratings_from_json(ratings_to_json([rating])) == (rating,)


texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=15)
decimals = st.decimals(allow_nan=False, allow_infinity=False) | st.builds(
    lambda count: Decimal(f"{count}E-20"), st.integers(-(10**35), 10**35)
)
periods = st.sampled_from(
    ["Q4 2016/17", "2016/17", "AY 2015/16", "2016", "Jan 2017", "31/03/2017", "2013 to 2015"]
).map(parse_period)
facts = st.builds(FactUsed, texts, texts, st.none() | decimals, texts, st.none() | periods, texts)


def any_of(kind: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(kind)


ratings = st.builds(
    Rating,
    indicator=texts,
    area=texts,
    period=periods,
    value=st.none() | decimals,
    unit=texts,
    status=any_of(Rag),
    verdict=texts,
    grey_reason=st.none() | any_of(GreyReason),
    basis=any_of(Basis),
    engine_status=st.none() | any_of(Rag),
    rule=texts,
    stage=texts,
    branch=st.integers(1, 99),
    reference=st.none() | decimals,
    reference_period=st.none() | periods,
    reference_source=texts,
    reference_published=st.none() | st.dates(),
    green_limit=st.none() | decimals,
    amber_limit=st.none() | decimals,
    judged=any_of(JudgedFigure),
    previous_status=st.none() | any_of(Rag),
    previous_status_period=st.none() | periods,
    movement=any_of(Movement),
    travel=any_of(Travel),
    travel_base=st.none() | decimals,
    travel_base_period=st.none() | periods,
    updated=st.none() | st.booleans(),
    carried_from=st.none() | periods,
    flag=st.none() | any_of(Flag),
    plugin=texts,
    plugin_version=texts,
    engine_version=texts,
    rules_edition=texts,
    reason=texts,
    facts=st.lists(facts, max_size=3).map(tuple),
)


@given(st.lists(ratings, max_size=2))
def test_any_rating_survives_json_and_back(some: list[Rating]) -> None:
    assert ratings_from_json(ratings_to_json(some)) == tuple(some)


@given(decimals)
@example(Decimal("66.30"))
@example(Decimal("1E+3"))
def test_numbers_are_written_as_text_and_keep_every_place(value: Decimal) -> None:
    rating = replace(RATINGS["a threshold"], value=value)
    (again,) = ratings_from_json(ratings_to_json([rating]))
    assert str(again.value) == str(value)
    assert isinstance(json.loads(ratings_to_json([rating]))["ratings"][0]["value"], str)


def test_no_ratings_are_an_empty_list() -> None:
    assert json.loads(ratings_to_json([])) == {"schema_version": SCHEMA_VERSION, "ratings": []}
    assert ratings_from_json(ratings_to_json([])) == ()


def test_words_that_are_not_english_are_written_as_they_are() -> None:
    assert "Sir Gâr" in ratings_to_json([replace(RATINGS["no figure"], area="Sir Gâr")])


def test_every_field_of_a_rating_is_a_key_of_its_json() -> None:
    (row,) = json.loads(ratings_to_json([RATINGS["a gap"]]))["ratings"]
    assert list(row) == [field.name for field in fields(Rating)]
    assert all(list(fact) == [field.name for field in fields(FactUsed)] for fact in row["facts"])


def test_a_key_that_a_later_version_adds_is_passed_over() -> None:
    document = json.loads(ratings_to_json([RATINGS["a gap"]]))
    document["ratings"][0]["confidence"] = "95"
    document["made_by"] = "a later version"
    assert ratings_from_json(json.dumps(document)) == (RATINGS["a gap"],)


@pytest.mark.parametrize("version", [0, 2, "1", None, 1.5])
def test_a_version_that_is_not_known_is_refused(version: object) -> None:
    with pytest.raises(InputError) as refused:
        ratings_from_json(json.dumps({"schema_version": version, "ratings": []}))
    assert refused.value.code == "schema-unknown"
    assert str(refused.value) == f"schema version {version!r}; expected 1."


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "null",
        "[]",
        "7",
        '{"ratings": []}',
        '{"schema_version": 1}',
        '{"schema_version": 1, "ratings": {}}',
        '{"schema_version": 1, "ratings": [{}]}',
        '{"schema_version": 1, "ratings": [7]}',
    ],
)
def test_what_is_no_document_of_ratings_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(InputError) as refused:
        ratings_from_json(text)
    assert refused.value.code == "json-unreadable"
    assert str(refused.value).endswith("; expected ratings as ratings_to_json writes them.")
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("key", "wrong"),
    [
        ("status", "blue"),
        ("period", "Q4 2016"),
        ("value", "sixty"),
        ("branch", None),
        ("movement", "sideways"),
        ("reference_published", "soon"),
    ],
)
def test_a_rating_with_a_wrong_word_in_it_is_refused(key: str, wrong: object) -> None:
    document = json.loads(ratings_to_json([RATINGS["a gap"]]))
    document["ratings"][0][key] = wrong
    with pytest.raises(InputError) as refused:
        ratings_from_json(json.dumps(document))
    assert refused.value.code == "json-unreadable"
    assert key in str(refused.value)


# The schema. The few words of JSON Schema that it uses are read here, and no others may appear.

Schema = Mapping[str, Any]
UNCHECKED = {"title", "description", "default", "$schema", "$defs"}
TYPES: Mapping[str, Callable[[Any], bool]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "null": lambda value: value is None,
}


def conforms(value: Any, schema: Schema, root: Schema) -> bool:
    """Whether a value is what a schema describes."""
    checks: dict[str, Callable[[Any], bool]] = {
        "$ref": lambda ref: conforms(value, root["$defs"][ref.removeprefix("#/$defs/")], root),
        "anyOf": lambda choices: any(conforms(value, choice, root) for choice in choices),
        "const": lambda wanted: value == wanted and type(value) is type(wanted),
        "enum": lambda known: value in known,
        "type": lambda name: TYPES[name](value),
        "format": lambda name: name == "date" and date.fromisoformat(value).isoformat() == value,
        "required": lambda names: not isinstance(value, dict) or set(names) <= set(value),
        "properties": lambda known: all(
            conforms(value[name], part, root) for name, part in known.items() if name in value
        ),
        "items": lambda part: all(conforms(item, part, root) for item in value),
    }
    # The type comes first: the other words assume it.
    ordered = sorted(schema.keys() - UNCHECKED, key=lambda word: (word != "type", word))
    return all(checks[word](schema[word]) for word in ordered)


def valid(document: Any) -> bool:
    schema = ratings_json_schema()
    return conforms(document, schema, schema)


@given(st.lists(ratings, max_size=2))
def test_whatever_is_written_is_what_the_schema_describes(some: list[Rating]) -> None:
    assert valid(json.loads(ratings_to_json(some)))


@pytest.mark.parametrize("name", RATINGS)
def test_every_kind_of_rating_is_what_the_schema_describes(name: str) -> None:
    assert valid(json.loads(ratings_to_json([RATINGS[name]])))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda document: document.pop("schema_version"),
        lambda document: document.pop("ratings"),
        lambda document: document.update(schema_version=2),
        lambda document: document.update(ratings={}),
        lambda document: document["ratings"][0].pop("facts"),
        lambda document: document["ratings"][0].update(status="blue"),
        lambda document: document["ratings"][0].update(value=61.5),
        lambda document: document["ratings"][0].update(branch="2"),
        lambda document: document["ratings"][0].update(period=None),
        lambda document: document["ratings"][0].update(updated="yes"),
        lambda document: document["ratings"][0]["facts"][0].pop("name"),
        lambda document: document["ratings"][0]["facts"][0].update(value=7),
    ],
)
def test_the_schema_does_not_describe_anything_else(spoil: Callable[[dict[str, Any]], object]) -> None:
    document = json.loads(ratings_to_json([RATINGS["a gap"]]))
    assert valid(document)
    spoil(document)
    assert not valid(document)


def test_the_schema_states_its_version_and_asks_for_every_field() -> None:
    schema = ratings_json_schema()
    assert schema["properties"]["schema_version"] == {"const": SCHEMA_VERSION}
    known_from_the_start = [field.name for field in fields(Rating) if field.name != "members"]
    assert schema["$defs"]["Rating"]["required"] == known_from_the_start
    assert json.loads(json.dumps(schema)) == schema


def test_asking_for_the_schema_again_gives_the_same() -> None:
    assert ratings_json_schema() == ratings_json_schema()


# CSV.


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def cells(rating: Rating) -> dict[str, str]:
    header, row = rows(ratings_to_csv([rating]))
    return dict(zip(header, row, strict=True))


def test_a_rating_is_a_line_with_every_field_but_the_facts_and_the_members() -> None:
    row = cells(RATINGS["a gap"])
    assert list(row) == [field.name for field in fields(Rating) if field.name not in ("facts", "members")]
    wanted = {
        "indicator": "housing.voids",
        "area": "Here",
        "period": "Q4 2016/17",
        "value": "61.50",
        "status": "red",
        "updated": "yes",
        "grey_reason": "",
        "reference_published": "2017-05-31",
    }
    assert {name: row[name] for name in wanted} == wanted


def test_without_ratings_the_columns_are_there() -> None:
    ((*header,),) = rows(ratings_to_csv([]))
    assert header[0] == "indicator"


@pytest.mark.parametrize(("value", "cell"), [("-61.50", "-61.50"), ("1E+3", "1000"), ("1E-7", "0.0000001"), ("0", "0")])
def test_a_number_is_written_in_full_and_stays_a_number(value: str, cell: str) -> None:
    assert cells(replace(RATINGS["a gap"], value=Decimal(value)))["value"] == cell


@pytest.mark.parametrize(("updated", "cell"), [(True, "yes"), (False, "no"), (None, "")])
def test_yes_no_and_unknown_are_three_things(updated: bool | None, cell: str) -> None:
    assert cells(replace(RATINGS["a gap"], updated=updated))["updated"] == cell


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1+1", "\r=1+1", "=HYPERLINK(...)"]
TEXT_COLUMNS = (
    "indicator",
    "area",
    "unit",
    "verdict",
    "rule",
    "reference_source",
    "plugin",
    "plugin_version",
    "reason",
)


def with_text(text: str) -> Rating:
    """A rating with the same text in every column that holds text."""
    return replace(RATINGS["a gap"], **dict.fromkeys(TEXT_COLUMNS, text))  # type: ignore[arg-type]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_of_text_runs_as_a_formula(text: str) -> None:
    row = cells(with_text(text))
    assert {column: row[column] for column in TEXT_COLUMNS} == dict.fromkeys(TEXT_COLUMNS, f"'{text}")


@given(texts)
def test_any_text_stays_in_its_cell_and_starts_no_formula(text: str) -> None:
    row = cells(with_text(text))
    for column in TEXT_COLUMNS:
        assert row[column] == (f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text)


@given(st.lists(texts, max_size=3))
def test_every_rating_is_one_row_of_as_many_cells_as_there_are_columns(some: list[str]) -> None:
    header, *lines = rows(ratings_to_csv(map(with_text, some)))
    assert [len(line) for line in lines] == [len(header)] * len(some)


def test_a_period_is_written_as_its_label() -> None:
    assert cells(replace(RATINGS["a gap"], carried_from=Period.month(2017, 1)))["carried_from"] == "Jan 2017"
