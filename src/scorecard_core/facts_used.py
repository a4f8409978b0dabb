"""The facts that a rating shows: those its status rests on, and what a computed figure was computed from."""

from __future__ import annotations

from collections.abc import Iterator

from scorecard_core.assessed import Assessment
from scorecard_core.evidence import Figure, inputs_of
from scorecard_core.references import FactUsed

__all__ = ["facts_used"]


def facts_used(assessment: Assessment) -> tuple[FactUsed, ...]:
    """Every fact that the status rests on and, where the figure was computed, what it was computed from."""
    return (*_facts_of_lists(assessment), *_inputs_used(assessment.figures["value"]))


def _facts_of_lists(assessment: Assessment) -> list[FactUsed]:
    """The facts of the list that had the last word, and of those that it builds on."""
    readings, last, target = assessment.readings, assessment.last_word, assessment.target
    figures, facts = assessment.figures, last.rule.facts
    if readings:
        figures = {
            **figures,
            **{name: Figure(source=f"the list '{one.rule.name}'") for name, one in readings.items()},
        }
        facts = tuple(dict.fromkeys(fact for one in (*readings.values(), last) for fact in one.rule.facts))
    # What the definition states is the same in every rating; lists that ask one another may mean two things by a name.
    stated = target.stated_facts if target and assessment.answered and not target.readings else {}
    used = []
    for fact in facts:
        name = fact.name
        if name in figures:
            figure = figures[name]
            used.append(FactUsed.of(fact, last.facts.get(name), figure.period, figure.source))
        else:
            used.append(stated.get(name) or FactUsed.of(fact, last.facts.get(name)))
    return used


def _inputs_used(figure: Figure) -> Iterator[FactUsed]:
    """What a computed figure was computed from. A figure that is missing has no number to show."""
    for one in inputs_of(figure):
        observation = one.observation
        meaning = f"'{observation.measure}' of {observation.area}" + (f", in {one.unit}" if one.unit else "")
        word = "" if one.value is not None else str(observation.missing_reason or "missing")
        yield FactUsed(one.role, meaning, one.value, word, observation.period, observation.source)
