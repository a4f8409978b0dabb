"""The laws of the engine: the engine keeps each of them, and each finds the fault that it is there for."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import redirect_stdout
from typing import Any

import pytest

from scorecard_core import Rating, rate
from scorecard_core.testing import RATING_LAWS, Law, LawsBrokenError, check_rating_laws
from scorecard_core.testing.laws import violation_of
from scorecard_core.testing.rating_laws import frames
from tests.testing.wrong_rates import WRONG_RATES, comparators_without_polarity

MUTANTS = [(law, wrong) for law in RATING_LAWS for wrong in WRONG_RATES.get(law.name, ())]


@pytest.mark.parametrize("law", [pytest.param(law, id=law.name) for law in RATING_LAWS])
def test_the_engine_keeps_the_law(law: Law) -> None:
    assert not law.exemption(rate), "everything that a law may need is installed where the engine itself is tested"
    violation = violation_of(law, rate, called="rate")
    assert violation is None, str(violation)


def test_every_law_has_a_wrong_engine_that_it_must_find_out() -> None:
    assert set(WRONG_RATES) == {law.name for law in RATING_LAWS}
    assert all(WRONG_RATES.values())


@pytest.mark.parametrize(
    ("law", "wrong"), [pytest.param(law, wrong, id=f"{law.name}-{at}") for at, (law, wrong) in enumerate(MUTANTS)]
)
def test_the_law_finds_the_wrong_engine_out_with_python_that_rates_the_case(
    law: Law, wrong: Callable[..., Rating]
) -> None:
    violation = violation_of(law, wrong, called="a wrong engine")
    assert violation is not None
    assert law.sentence in str(violation)
    with redirect_stdout(io.StringIO()) as printed:
        exec(violation.reproduction, {})
    assert printed.getvalue().strip()


def test_a_law_is_a_sentence_with_a_name_of_its_own() -> None:
    names = [law.name for law in RATING_LAWS]
    assert len(set(names)) == len(names)
    assert all(
        law.sentence.endswith(".") and law.since and name == name.lower()
        for law, name in zip(RATING_LAWS, names, strict=True)
    )


def test_the_law_of_frames_is_left_out_with_the_reason_where_they_are_not_installed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    law = next(law for law in RATING_LAWS if law.name == "a_frame_says_what_the_engine_for_one_says")
    for library in ("narwhals", "polars"):
        monkeypatch.setattr(frames, "find_spec", lambda name, library=library: None if name == library else name)
        assert law.exemption(rate) == f"{library} is not installed: pip install 'scorecard-core[frames]' polars"
        assert check_rating_laws(WRONG_RATES[law.name][0], laws=[law]) == []


def our_wrapper(indicator: Any, observations: Any, period: Any, **given: Any) -> Rating:
    """An embedder's wrapper that, compared with others, knows nothing of indicators where less is better."""
    return comparators_without_polarity(indicator, observations, period, **given)


def test_an_embedders_faulty_wrapper_is_found_out_in_one_line() -> None:
    with pytest.raises(LawsBrokenError, match="our_wrapper breaks the law 'a comparison agrees with plain fractions'"):
        check_rating_laws(our_wrapper, max_examples=25)


def test_violations_may_be_collected_and_laws_chosen() -> None:
    chosen = [law for law in RATING_LAWS if law.name == "a_comparison_agrees_with_plain_fractions"]
    assert [found.law for found in check_rating_laws(our_wrapper, laws=chosen, on_broken="collect")] == chosen
    assert check_rating_laws(rate, laws=chosen, max_examples=20) == []


def test_a_wrapper_that_raises_or_gives_no_rating_is_told_so() -> None:
    first = RATING_LAWS[:1]

    def raising(*args: Any, **given: Any) -> Rating:
        raise KeyError("ward")

    def silent(*args: Any, **given: Any) -> None:
        return None

    assert "rating raised KeyError: 'ward'" in str(check_rating_laws(raising, laws=first, on_broken="collect")[0])
    assert "gave None, which is not a Rating" in str(
        check_rating_laws(silent, laws=first, on_broken="collect")[0]  # type: ignore[arg-type]
    )
