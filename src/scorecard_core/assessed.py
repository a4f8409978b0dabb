"""What an assessment holds: every fact, every list and every answer, and the members' own assessments.

A rating is printed from it, and so is an explanation; neither works anything out again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from scorecard_core.evidence import Evidence, Figure
from scorecard_core.indicators import Indicator
from scorecard_core.ledger import PublishedRating
from scorecard_core.periods import Period
from scorecard_core.rules import DecisionList, Facts, Step
from scorecard_core.targets import TargetType
from scorecard_core.terms import GreyReason, Rag
from scorecard_core.wording import Wording, number_text, places_to_tell_apart

__all__ = ["Answered", "AssessedMember", "Assessment", "colour_of", "reaches_back"]

_BEYOND_THE_HISTORY = (GreyReason.NO_DATA, GreyReason.NOT_DUE, GreyReason.NO_BASE, GreyReason.NO_COMPARATOR)


@dataclass(frozen=True, slots=True)
class Answered:
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
        status: the status by the engine itself, whatever was published.
        taken_over: the published rating that stands in for it, where the engine had nothing to rate.
        previous_status: the status to compare with, and ``previous_period`` when that was; ``previous_figure`` is what
            it rested on.
        figures: where each fact was found, by the name of the fact.
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
    answered: Answered | None
    travel: Answered
    movement: Answered
    taken_over: PublishedRating | None
    previous_status: Rag | None
    previous_period: Period | None
    previous_figure: Figure
    members: tuple[AssessedMember, ...] = ()

    @property
    def last_word(self) -> Answered:
        """The stage that gave the status: the target's list or, where there was nothing to rate, availability."""
        return self.answered or self.available

    @cached_property
    def engine_status(self) -> Rag:
        """The status by the engine itself."""
        return colour_of(self.target, self.answered)

    @property
    def status(self) -> Rag:
        """The status as it is reported."""
        return self.taken_over.status if self.taken_over else self.engine_status

    @cached_property
    def has_figure(self) -> bool:
        """Whether it rests on a figure, or a judgement, of its own or of a member of it."""
        value = self.figures["value"]
        own = value.value is not None or value.judgement is not None
        return own or any(one.assessment.has_figure for one in self.members)

    @cached_property
    def reaches_back(self) -> bool:
        """Whether it says more than that the figures handed in do not reach back so far."""
        return reaches_back(self.last_word.answer, self.members)

    @cached_property
    def carried_from(self) -> Period | None:
        """The period of the figure, where it is carried forward; the latest one, where members have the figures."""
        if not self.carried or self.taken_over:
            return None
        if self.target is None or not self.target.children:
            return self.own_period
        known = (one.assessment.carried_from for one in self.members)
        return max((period for period in known if period), key=lambda period: period.end, default=None)

    @property
    def stages(self) -> Mapping[str, Answered]:
        """The lists that were asked, in their order."""
        asked = {
            "availability": self.available,
            "travel": self.travel,
            "status": self.answered,
            "movement": self.movement,
        }
        return {name: answered for name, answered in asked.items() if answered is not None}

    def wording(self, answered: Answered) -> Wording:
        """The phrases for the sentences of one stage."""
        return Wording(
            indicator=self.indicator,
            target=self.target,
            facts=answered.facts,
            figures=self.figures,
            units=self.evidence.units,
            comparators=self.evidence.comparators,
            period=self.period,
            rule=answered.rule,
            answer=answered.answer,
            context=self._previous_phrases,
        )

    @cached_property
    def _previous_phrases(self) -> Mapping[str, str]:
        changed = self.movement.facts.get("changed")
        then = self.previous_figure
        text = self._earlier_value(then.value) if then.value is not None else ""
        if text and then.period and then.period.end != (self.previous_period and self.previous_period.end):
            text += f" for {then.period}"
        return {
            "previous_status": str(self.previous_status or "not rated").capitalize(),
            "previous_period": str(self.previous_period),
            "previous_figure": f" ({text})" if text else "",
            "changed": str(changed or ""),
        }

    def _earlier_value(self, value: Decimal) -> str:
        """An earlier value as a number without its unit, told apart from the present one where they differ."""
        present, places = self.figures["value"].value, self.indicator.decimals
        if present is not None:
            places = places_to_tell_apart(value, present, places)
        return number_text(value, places)


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


def reaches_back(answer: StrEnum, members: tuple[AssessedMember, ...]) -> bool:
    """Whether an answer says more than that the figures handed in do not reach back so far."""
    if answer is GreyReason.NO_MEMBER_RATED:
        return any(one.assessment.reaches_back for one in members)
    return answer not in _BEYOND_THE_HISTORY


def colour_of(target: TargetType | None, answered: Answered | None) -> Rag:
    """The status that a target's answer has; grey where there was nothing to ask it."""
    if target is None or answered is None:
        return Rag.GREY
    return target.colour(answered.answer)
