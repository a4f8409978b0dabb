"""The words of the field: spelt as files spell them, each with its meaning, and none that says two things."""

from __future__ import annotations

from enum import StrEnum

import pytest

from scorecard_core import (
    Basis,
    Flag,
    Frequency,
    GreyPolicy,
    GreyReason,
    JudgedAt,
    JudgedFigure,
    MissingReason,
    Movement,
    Polarity,
    Rag,
    Tie,
    Travel,
    terms,
)
from scorecard_core.terms import title_case

WORDS = (
    Basis,
    Flag,
    Frequency,
    GreyPolicy,
    GreyReason,
    JudgedAt,
    JudgedFigure,
    MissingReason,
    Movement,
    Polarity,
    Rag,
    Tie,
    Travel,
)


def test_every_enumeration_of_the_module_is_held_here() -> None:
    assert {words.__name__ for words in WORDS} == set(terms.__all__) - {"title_case"}


@pytest.mark.parametrize("words", WORDS)
def test_a_word_is_written_in_a_file_as_its_name_in_lower_case(words: type[StrEnum]) -> None:
    for word in words:
        assert word.value == word.name.lower()
        assert str(word) == f"{word}" == word.value


def test_red_is_below_amber_and_amber_below_green() -> None:
    ranks = [Rag.RED.rank, Rag.AMBER.rank, Rag.GREEN.rank]
    assert ranks == [0, 1, 2]


def test_grey_has_no_place_in_the_order() -> None:
    assert Rag.GREY.rank is None


def test_every_status_has_a_shape_of_its_own() -> None:
    shapes = [status.symbol for status in Rag]
    assert len(set(shapes)) == len(Rag)
    assert all(len(shape) == 1 and not shape.isspace() for shape in shapes)


@pytest.mark.parametrize(
    ("polarity", "sign", "phrase"),
    [
        (Polarity.HIGH_IS_GOOD, 1, "higher is better"),
        (Polarity.LOW_IS_GOOD, -1, "lower is better"),
        (Polarity.PLAN_IS_BEST, 0, "on plan is best"),
        (Polarity.NO_JUDGEMENT, 0, "neither direction is better"),
    ],
)
def test_a_polarity_has_a_sign_and_a_phrase(polarity: Polarity, sign: int, phrase: str) -> None:
    assert (polarity.sign, polarity.phrase) == (sign, phrase)


@pytest.mark.parametrize("reason", GreyReason)
def test_every_grey_reason_can_end_a_sentence(reason: GreyReason) -> None:
    sentence = f"it has no rating because {reason.phrase}"
    assert reason.phrase[0].islower()
    assert not sentence.endswith((".", " "))


def test_no_two_grey_reasons_read_alike() -> None:
    assert len({reason.phrase for reason in GreyReason}) == len(GreyReason)


@pytest.mark.parametrize("reason", MissingReason)
def test_every_reason_for_a_missing_value_is_a_reason_to_be_grey(reason: MissingReason) -> None:
    assert GreyReason(reason.value).value == reason.value


@pytest.mark.parametrize("frequency", Frequency)
def test_only_surveys_and_irregular_figures_have_no_place_in_the_calendar(frequency: Frequency) -> None:
    assert frequency.is_regular == (frequency != Frequency.IRREGULAR and not frequency.endswith("survey"))


@pytest.mark.parametrize(
    ("word", "read"),
    [
        (Movement.NOT_UPDATED, "Not updated"),
        (Basis.AS_PUBLISHED, "As published"),
        (Rag.GREEN, "Green"),
        ("area_of_focus", "Area of focus"),
    ],
)
def test_a_term_is_read_as_words_with_one_capital(word: StrEnum | str, read: str) -> None:
    assert title_case(word) == read
