"""The laws of the engine, tried on cases that are drawn once and kept, so that thousands of mutants can meet them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import SearchStrategy

from scorecard_core import rate
from scorecard_core.assessment import Answered
from scorecard_core.rules import DecisionList, Facts
from scorecard_core.terms import JudgedFigure
from scorecard_core.testing import RATING_LAWS, Law
from scorecard_core.testing.strategies import cases
from scorecard_core.testing.strategies.definitions import NUMERIC

__all__ = ["Try", "drawn", "drawn_for", "drawn_for_stages", "fails", "in_place_of"]

_by = Answered.by


@dataclass(frozen=True, eq=False)
class Try:
    """One law on one case, and the lists that were asked."""

    law: Law
    arguments: dict[str, Any]
    lists: tuple[DecisionList, ...]


@contextmanager
def _asking(ask: Any) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Answered, "by", ask)
        yield


def in_place_of(rule: DecisionList, changed: DecisionList) -> Any:
    """While it lasts, every indicator is rated by the changed list instead of the other."""

    def by(asked: DecisionList, facts: Facts) -> Answered:
        return _by(changed if asked is rule else asked, facts)

    return _asking(by)


def drawn(examples: int) -> list[Try]:
    """Every law on so many cases, and the laws that settle an answer on more; each of them holds."""
    laws = sorted((law for law in RATING_LAWS if law.most is None), key=lambda law: not _settles(law))
    return [one for law in laws for one in _drawn(law, examples * 5 if _settles(law) else examples)]


def _settles(law: Law) -> bool:
    """Whether a law says what the answer is, not only how two answers compare: it finds most faults by itself."""
    words = ("plain_fractions", "says_why", "meeting_the_target")
    return any(word in law.name for word in words)


def drawn_for(kind: str, examples: int) -> list[Try]:
    """So many cases of one target type, for the laws that settle what its answer is."""
    wanted = cases(types=(kind,), judged=tuple(JudgedFigure)), cases(types=(kind,))
    agree = next((law for law in RATING_LAWS if f"A target of the type '{kind}'" in law.sentence), None)
    found = list(_drawn(agree, examples, case=wanted[0])) if agree else []
    for law in RATING_LAWS:
        if kind in NUMERIC and law.name in _OF_ONE_CASE:
            found += _drawn(law, examples // 2, case=wanted[1])
    return found


_OF_ONE_CASE = (
    "a_figure_of_the_wrong_kind_is_grey_and_says_why",
    "meeting_the_target_exactly_falls_on_the_stated_side",
    "the_sentence_names_the_figures_and_contradicts_none",
)


def drawn_for_stages(examples: int) -> list[Try]:
    """So many cases for the laws that settle what the stages answer that every indicator goes through."""
    names = ("direction_of_travel", "movement", "two_definitions", "says_why", "stale", "travels")
    return [one for law in RATING_LAWS if any(name in law.name for name in names) for one in _drawn(law, examples)]


def _drawn(law: Law, examples: int, **instead: SearchStrategy[Any]) -> Iterator[Try]:
    found: list[dict[str, Any]] = []

    @settings(
        max_examples=examples,
        phases=(Phase.generate,),
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(**law.strategies_for(rate) | instead)
    def draw(**arguments: Any) -> None:
        found.append(arguments)

    draw()
    for arguments in found:
        asked: dict[int, DecisionList] = {}

        def by(rule: DecisionList, facts: Facts, asked: dict[int, DecisionList] = asked) -> Answered:
            asked[id(rule)] = rule
            return _by(rule, facts)

        with _asking(by):
            law.check(rate, **arguments)
        yield Try(law, arguments, tuple(asked.values()))


def fails(one: Try) -> bool:
    """Whether a law finds a fault now: it is broken, or rating raises."""
    try:
        one.law.check(rate, **one.arguments)
    except Exception:
        return True
    return False
