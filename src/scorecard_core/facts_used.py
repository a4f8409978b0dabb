"""The facts that a rating shows: those its status rests on, and what a computed figure was computed from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from scorecard_core.assessed import Assessment
from scorecard_core.evidence import Figure, inputs_of
from scorecard_core.periods import Period
from scorecard_core.rules import Fact, FactValue

__all__ = ["FactUsed", "facts_used"]


@dataclass(frozen=True, slots=True)
class FactUsed:
    """One fact that the status rests on: its name and meaning, its value, and where it is from.

    Attributes:
        value: the number, where it is one.
        word: the grade, or yes or no, where it is none.
    """

    name: str
    meaning: str
    value: Decimal | None
    word: str = ""
    period: Period | None = None
    source: str = ""


def facts_used(assessment: Assessment) -> tuple[FactUsed, ...]:
    """Every fact that the status rests on and, where the figure was computed, what it was computed from."""
    return (*_facts_of_lists(assessment), *_inputs_used(assessment.figures["value"]))


def _facts_of_lists(assessment: Assessment) -> Iterator[FactUsed]:
    """The facts of the list that had the last word, and of those that it builds on."""
    readings, last = assessment.readings, assessment.last_word
    figures, facts = assessment.figures, last.rule.facts
    if readings:
        figures = {
            **figures,
            **{name: Figure(source=f"the list '{one.rule.name}'") for name, one in readings.items()},
        }
        facts = tuple(dict.fromkeys(fact for one in (*readings.values(), last) for fact in one.rule.facts))
    return (_fact_used(fact, last.facts.get(fact.name), figures.get(fact.name)) for fact in facts)


def _fact_used(fact: Fact, value: FactValue, figure: Figure | None) -> FactUsed:
    number = value if isinstance(value, Decimal) else None
    word = ("no", "yes")[value] if isinstance(value, bool) else str(value) if isinstance(value, str) else ""
    period, source = (figure.period, figure.source) if figure else (None, "stated in the definition")
    return FactUsed(fact.name, fact.meaning, number, word, period, source)


def _inputs_used(figure: Figure) -> Iterator[FactUsed]:
    """What a computed figure was computed from. A figure that is missing has no number to show."""
    for one in inputs_of(figure):
        observation = one.observation
        meaning = f"'{observation.measure}' of {observation.area}" + (f", in {one.unit}" if one.unit else "")
        word = "" if one.value is not None else str(observation.missing_reason or "missing")
        yield FactUsed(one.role, meaning, one.value, word, observation.period, observation.source)
