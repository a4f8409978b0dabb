"""What an assessment holds: every fact, every list and every answer, and the members' own assessments.

A rating is printed from it, and so is an explanation; neither works anything out again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from scorecard_core.evidence import Evidence, Figure
from scorecard_core.indicators import Indicator
from scorecard_core.ledger import PublishedRating
from scorecard_core.overrides import Override, Validity
from scorecard_core.periods import Period
from scorecard_core.previous import Previous
from scorecard_core.rules import DecisionList, Facts, Step
from scorecard_core.targets import TargetType
from scorecard_core.terms import GreyReason, Rag
from scorecard_core.wording import Wording

__all__ = [
    "BEYOND_THE_HISTORY",
    "Answered",
    "AssessedMember",
    "Assessment",
    "answers",
    "colour_of",
    "reaches_back",
    "told_before",
]

BEYOND_THE_HISTORY = (
    GreyReason.NO_DATA,
    GreyReason.INPUT_MISSING,
    GreyReason.NO_BASE,
    GreyReason.NO_COMPARATOR,
    GreyReason.TOO_FEW_MEMBERS,
)
"""Reasons for which an earlier period counts as having no rating on record."""


class Answered(NamedTuple):
    """A decision list together with the facts it was given and the branch that answered.

    Attributes:
        number: the number of the branch, counted from 1 as in the printed table.
    """

    rule: DecisionList
    facts: Facts
    number: int

    @classmethod
    def by(cls, rule: DecisionList, facts: Facts) -> Answered:
        """What a list answers to some facts."""
        return cls(rule, facts, rule.decide(facts) + 1)

    @property
    def answer(self) -> StrEnum:
        """The answer."""
        return self.rule.branches[self.number - 1].answer

    @property
    def says(self) -> str:
        """The sentence of the branch, with its phrases still in braces."""
        return self.rule.branches[self.number - 1].says

    @property
    def steps(self) -> tuple[Step, ...]:
        """The branches that were tried, in their order."""
        return self.rule.steps(self.facts)


@dataclass(frozen=True, kw_only=True)
class Assessment:
    """Everything that was found and answered about one indicator in one area and reporting period.

    Attributes:
        period: the reporting period.
        own_period: the period of the figure that was rated; earlier where it was carried forward.
        engine_status: the status by the engine itself, whatever was published.
        status: the status as it is reported.
        taken_over: the published rating that stands in for it, where the engine had nothing to rate.
        override: what someone accountable said instead, and ``validity`` whether that counts.
        previous: the rating that the movement starts from.
        figures: where each fact was found, by the name of the fact.
        readings: the lists that the target asked before its rule, by the name of the fact that each gave.
        members: the members that it is put together from, each with an assessment of its own.
    """

    indicator: Indicator
    evidence: Evidence
    period: Period
    own_period: Period
    carried: bool
    target: TargetType | None
    figures: Mapping[str, Figure]
    available: Answered
    readings: Mapping[str, Answered]
    answered: Answered | None
    engine_status: Rag
    status: Rag
    travel: Answered
    movement: Answered
    taken_over: PublishedRating | None
    override: Override | None
    validity: Answered | None
    previous: Previous | None
    members: tuple[AssessedMember, ...] = ()

    @property
    def last_word(self) -> Answered:
        """The stage that gave the status: the target's list or, where there was nothing to rate, availability."""
        return self.answered or self.available

    @property
    def overridden(self) -> Override | None:
        """The override, where it counts."""
        return self.override if self.validity and self.validity.answer is Validity.COUNTS else None

    @property
    def has_figure(self) -> bool:
        """Whether it rests on a figure, or a judgement, of its own or of a member of it."""
        value = self.figures["value"]
        return value.value is not None or value.judgement is not None or self._has_member_with_a_figure

    @cached_property
    def _has_member_with_a_figure(self) -> bool:
        return any(one.assessment.has_figure for one in self.members)

    @cached_property
    def reaches_back(self) -> bool:
        """Whether it says more than that the figures handed in do not reach back so far."""
        return reaches_back(self.last_word.answer, self.figures["value"], self.members)

    @property
    def carried_from(self) -> Period | None:
        """The period of the figure, where it is carried forward; the latest one, where members have the figures."""
        if not self.carried or self.taken_over:
            return None
        return self._latest_of_members if self.target is not None and self.target.children else self.own_period

    @cached_property
    def _latest_of_members(self) -> Period | None:
        known = (one.assessment.carried_from for one in self.members)
        return max((period for period in known if period), default=None)

    @property
    def stages(self) -> Mapping[str, Answered]:
        """The lists that were asked, in their order."""
        asked = {
            "availability": self.available,
            "travel": self.travel,
            **self.readings,
            "status": self.answered,
            "override": self.validity,
            "movement": self.movement,
        }
        return {name: answered for name, answered in asked.items() if answered is not None}

    def wording(self, answered: Answered) -> Wording:
        """The phrases for the sentences of one stage."""
        wording = Wording(
            indicator=self.indicator,
            target=self.target,
            facts=answered.facts,
            figures=self.figures,
            units=self.evidence.units,
            comparators=self.evidence.comparators,
            period=self.period,
            rule=answered.rule,
            answer=answered.answer,
            context=self._context,
        )
        return told_before(wording, self.readings)

    @property
    def _context(self) -> Mapping[str, str]:
        """The phrases about the rating before, and about what someone said instead."""
        previous, said = self.previous, self.override
        before = previous.phrases(self.indicator, self.evidence, self.figures["value"].value) if previous else {}
        return {**before, **said.phrases} if said else before


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessedMember:
    """One member of a composition, assessed by itself.

    Attributes:
        name: what sentences call it.
        indicator: the id of its indicator; empty for a target of the indicator whose member it is.
    """

    name: str
    indicator: str
    weight: Decimal
    assessment: Assessment


def answers(target: TargetType, facts: Facts) -> tuple[Mapping[str, Answered], Answered]:
    """What a target's lists answer: the readings that had a say before the last word, and the last word.

    It is the rule's, unless a reading answered with a grey reason.
    """
    readings: dict[str, Answered] = {}
    for name, rule in target.readings.items():
        reading = Answered.by(rule, facts)
        if isinstance(reading.answer, GreyReason):
            return readings, reading
        readings[name] = reading
        facts = {**facts, name: reading.answer}
    return readings, Answered.by(target.rule, facts)


def told_before(wording: Wording, readings: Mapping[str, Answered]) -> Wording:
    """The phrases of a stage with the sentences of the readings before it, each under its name."""
    for name, reading in readings.items():
        own = wording.about(reading.rule, reading.facts, reading.answer)
        wording = replace(wording, context={**(wording.context or {}), name: own.fill(reading.says)})
    return wording


def reaches_back(answer: StrEnum, figure: Figure, members: tuple[AssessedMember, ...]) -> bool:
    """Whether an answer says more than that the figures handed in do not reach back so far."""
    match answer:
        case GreyReason.NO_MEMBER_RATED:
            return any(one.assessment.reaches_back for one in members)
        case GreyReason.NOT_DUE:
            return figure.missing is None
    return answer not in BEYOND_THE_HISTORY


def colour_of(target: TargetType | None, answered: Answered | None) -> Rag:
    """The status that a target's answer has; grey where there was nothing to ask it."""
    if target is None or answered is None:
        return Rag.GREY
    return target.colour(answered.answer)
