"""Errors: one tree, a stable code, one sentence that says where, what, what instead and what to do about it."""

from __future__ import annotations

import ast
import copy
import pickle
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError, field_validator

import scorecard_core
from scorecard_core import (
    DefinitionError,
    InputError,
    PeriodError,
    PluginError,
    Problems,
    ScorecardError,
    UnitError,
    UnknownIndicatorError,
)
from scorecard_core.errors import did_you_mean, raise_all, refusal

CLASSES = (DefinitionError, InputError, PeriodError, PluginError, ScorecardError, UnitError, UnknownIndicatorError)
SOURCE, TESTS = Path(scorecard_core.__file__).parent, Path(__file__).parent

HELD_HERE = """
    assessment comparators distances definitions exact indicators inputs interchange ledger membership observations
    overrides periods plugins references registry tables targets/base targets/comparisons targets/compositions
    targets/levels targets/members targets/statistical units
""".split()


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        ({"found": "no such thing"}, "no such thing."),
        ({"where": "file.toml: [a]", "found": "no such thing"}, "file.toml: [a]: no such thing."),
        ({"found": "a cat", "expected": "a dog"}, "a cat; expected a dog."),
        ({"found": "a cat", "hint": "Feed it."}, "a cat. Feed it."),
        (
            {"where": "here", "found": "a cat", "expected": "a dog", "hint": "Did you mean 'dog'?"},
            "here: a cat; expected a dog. Did you mean 'dog'?",
        ),
        ({"found": "it says 'no'."}, "it says 'no'."),
        ({"found": "really?"}, "really?"),
    ],
)
def test_an_error_reads_where_found_expected_and_hint(parts: dict[str, str], text: str) -> None:
    assert str(ScorecardError("a-code", **parts)) == text


def test_a_place_is_put_in_front_of_the_place_already_named() -> None:
    error = InputError("a-code", where="line 2", found="nothing")
    assert str(error.at("file.csv")) == "file.csv: line 2: nothing."


def test_a_place_is_given_to_an_error_that_has_none() -> None:
    assert str(InputError("a-code", found="nothing").at("file.csv")) == "file.csv: nothing."


@pytest.mark.parametrize("kind", CLASSES)
def test_every_error_is_caught_by_its_root(kind: type[ScorecardError]) -> None:
    with pytest.raises(ScorecardError):
        raise kind("a-code", found="something")


def test_an_unknown_indicator_is_a_failed_look_up() -> None:
    error = UnknownIndicatorError("indicator-unknown", found="no indicator 'a.b'")
    assert isinstance(error, LookupError)
    assert str(error) == "no indicator 'a.b'."


texts = st.text(max_size=20)


@given(st.sampled_from(CLASSES), texts, texts, texts, texts, texts)
def test_an_error_crosses_to_another_process_and_back(
    kind: type[ScorecardError], code: str, where: str, found: str, expected: str, hint: str
) -> None:
    error = kind(code, where=where, found=found, expected=expected, hint=hint)
    for again in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert type(again) is kind
        assert (again.code, again.where, str(again)) == (code, where, str(error))


def test_problems_cross_to_another_process_and_back() -> None:
    problems = Problems("reading", [InputError("one", found="1"), UnitError("two", found="2")])
    again = pickle.loads(pickle.dumps(problems))
    assert isinstance(again, Problems)
    assert str(again) == str(problems)


def test_problems_are_told_one_a_line_in_the_order_they_were_found() -> None:
    problems = Problems("reading", [InputError("one", found="the first"), UnitError("two", found="the second")])
    assert str(problems) == "the first.\nthe second."
    assert [error.code for error in problems.errors] == ["one", "two"]


def test_one_kind_of_problem_can_be_caught_out_of_several() -> None:
    caught: list[BaseException] = []
    try:
        raise Problems("reading", [InputError("one", found="1"), UnitError("two", found="2")])
    except* UnitError as units:
        caught.append(units)
    except* InputError as inputs:
        caught.append(inputs)
    assert all(isinstance(group, Problems) for group in caught)
    assert [str(group) for group in caught] == ["2.", "1."]


def test_where_nothing_is_wrong_nothing_is_raised() -> None:
    raise_all("reading", [])


def test_everything_that_is_wrong_is_raised_together() -> None:
    with pytest.raises(Problems) as raised:
        raise_all("reading", (InputError("one", found=str(number)) for number in range(3)))
    assert raised.value.message == "reading"
    assert len(raised.value.errors) == 3


@pytest.mark.parametrize(
    ("word", "known", "hint"),
    [
        ("targte", ["target", "title"], "Did you mean 'target'?"),
        ("TARGET", ["target", "title"], "Did you mean 'target'?"),
        ("england", ["England", "Wales"], "Did you mean 'England'?"),
        ("qqq", ["target", "title"], "Known: target, title."),
        ("qqq", ["b", "a"], "Known: a, b."),
        ("qqq", [], ""),
        ("qqq", [f"word_{number}" for number in range(12)], None),
        ("qqq", [f"word_{number}" for number in range(13)], ""),
    ],
)
def test_a_hint_names_the_nearest_word_or_lists_a_few(word: str, known: list[str], hint: str | None) -> None:
    if hint is None:
        hint = f"Known: {', '.join(sorted(known))}."
    assert did_you_mean(word, known) == hint


def test_a_refusal_of_a_validator_keeps_its_code_its_parts_and_braces_in_its_words() -> None:
    class Thing(BaseModel):
        name: str

        @field_validator("name")
        @classmethod
        def _refused(cls, name: str) -> str:
            raise refusal("name-refused", found=f"{{{name}}}", expected="another {name}", hint="Think again.")

    with pytest.raises(ValidationError) as raised:
        Thing(name="x")
    (problem,) = raised.value.errors()
    assert problem["type"] == "name-refused"
    assert problem["msg"] == "{x}; expected another {name}. Think again."
    assert problem["ctx"]["hint"] == "Think again."


def codes_raised() -> Iterator[tuple[str, str]]:
    """Every code that the source can raise, with the room it is raised in."""
    for room in HELD_HERE:
        tree = ast.parse((SOURCE / f"{room}.py").read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
                name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
                if name.endswith("Error") or name in ("refusal", "_wrong"):
                    for part in ast.walk(node.args[0]) if node.args else ():
                        if isinstance(part, ast.Constant) and isinstance(part.value, str) and "-" in part.value:
                            yield part.value, room


@pytest.mark.parametrize(("code", "room"), sorted(set(codes_raised())))
def test_every_code_that_can_be_raised_is_held_by_a_test(code: str, room: str) -> None:
    others = (path.read_text(encoding="utf-8") for path in TESTS.glob("test_*.py"))
    assert any(f'"{code}"' in text for text in others), f"no test holds {code}, which {room} raises"
