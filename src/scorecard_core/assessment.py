"""One indicator, one area, one period, through the four stages: availability, travel, status, movement.

An :class:`Assessment` holds every fact, every list and every answer. A rating is printed from it, and so is an
explanation; neither works anything out again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from scorecard_core.availability import AVAILABILITY, Availability
from scorecard_core.comparators import ENGLAND, Comparator
from scorecard_core.indicators import Indicator
from scorecard_core.ledger import PublishedRating, PublishedRatings
from scorecard_core.movement import MOVEMENT, travel_rule
from scorecard_core.observations import Observations
from scorecard_core.periods import Period
from scorecard_core.references import Evidence, Figure, Own
from scorecard_core.rules import DecisionList, Facts, FactValue, Step
from scorecard_core.targets import Range, TargetType, folded
from scorecard_core.terms import Flag, GreyReason, JudgedFigure, Rag
from scorecard_core.units import Units
from scorecard_core.wording import Wording, number_text, places_to_tell_apart

__all__ = ["Answered", "Assessment", "assess"]

_ZERO = Decimal(0)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """The figure that is rated in a reporting period, and whether it is a new one."""

    figure: Figure
    period: Period
    carried: bool


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

    @property
    def last_word(self) -> Answered:
        """The stage that gave the status: the target's list or, where there was nothing to rate, availability."""
        return self.answered or self.available

    @cached_property
    def engine_status(self) -> Rag:
        """The status by the engine itself."""
        return _colour(self.target, self.answered)

    @property
    def status(self) -> Rag:
        """The status as it is reported."""
        return self.taken_over.status if self.taken_over else self.engine_status

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


def assess(
    indicator: Indicator,
    observations: Observations,
    period: Period,
    *,
    area: str,
    as_at: date | None = None,
    comparators: Mapping[str, Comparator] | None = None,
    published: PublishedRatings | None = None,
    units: Units | None = None,
) -> Assessment:
    """Take an indicator through the four stages; the arguments are those of :func:`scorecard_core.rating.rate`."""
    evidence = Evidence(
        observations=observations,
        measure=indicator.series,
        area=area,
        frequency=indicator.frequency,
        unit=indicator.unit,
        polarity=indicator.polarity,
        dimensions=tuple(sorted(indicator.dimensions.items())),
        as_at=as_at,
        comparators={ENGLAND.id: ENGLAND} if comparators is None else comparators,
        units=units or Units.core(),
        judged_places=indicator.decimals if indicator.judged is JudgedFigure.PUBLISHED else None,
    )
    ledger = published or PublishedRatings()
    found = _find(indicator, evidence, period)
    target = indicator.target_for(found.period)
    available, answered, figures = _status(indicator, evidence, found, target, period)
    base = evidence.find(Own(indicator.travel.base), found.period)
    travel = _travel(indicator, evidence, found, target, base)
    taken_over = ledger.at(indicator.id, area, period)
    if taken_over is not None and not (taken_over.take_over and _colour(target, answered) is Rag.GREY):
        taken_over = None
    status = taken_over.status if taken_over else _colour(target, answered)
    previous = ledger.before(indicator.id, area, period) or _rated_before(indicator, evidence, found, area)
    carried = found.carried if taken_over is None else taken_over.updated is False
    movement = Answered.by(
        MOVEMENT,
        {
            "rank": _rank(status),
            "previous_rank": _rank(previous.status) if previous else None,
            "previous_known": previous is not None,
            "carried": carried,
            "changed": _changed(indicator, previous, target),
        },
    )
    return Assessment(
        indicator=indicator,
        evidence=evidence,
        period=period,
        own_period=found.period,
        carried=carried,
        target=target,
        figures={**figures, "travel_base": base},
        available=available,
        answered=answered,
        travel=travel,
        movement=movement,
        taken_over=taken_over,
        previous_status=previous.status if previous else None,
        previous_period=previous.period if previous else None,
        previous_figure=_figure_then(evidence, previous),
    )


def _find(indicator: Indicator, evidence: Evidence, period: Period) -> _Found:
    latest = evidence.series.latest(period)
    if latest is None:
        return _Found(figure=Figure(missing=GreyReason.NO_DATA, period=period), period=period, carried=False)
    figure = evidence.own(latest)
    is_new = latest == period if _reports_at(indicator, period) else _is_new(indicator, evidence, figure, period)
    return _Found(figure=figure, period=latest, carried=not is_new)


def _reports_at(indicator: Indicator, period: Period) -> bool:
    """Whether the reporting period is one of the indicator's own, which its figure either is for or is not."""
    return indicator.frequency.is_regular and period.at_frequency(indicator.frequency) == period


def _is_new(indicator: Indicator, evidence: Evidence, figure: Figure, period: Period) -> bool:
    """Whether the figure came with this reporting period.

    It did where its own period ends within the reporting period. A figure that comes less often than the report, such
    as an annual one, also did where it was first published within the reporting period.
    """
    if figure.period is None or figure.period.end >= period.start:
        return True
    if indicator.frequency.is_often or figure.observation is None:
        return False
    first = evidence.observations.first_published(figure.observation)
    return first is not None and period.start <= first <= period.end


def _status(
    indicator: Indicator, evidence: Evidence, found: _Found, target: TargetType | None, reporting: Period
) -> tuple[Answered, Answered | None, dict[str, Figure]]:
    figures = {"value": found.figure}
    due = reporting.end + timedelta(days=indicator.due_days or 0)
    available = Answered.by(
        AVAILABILITY,
        {
            "in_force": indicator.in_force(found.period),
            "has_target": target is not None,
            "no_figure": str(found.figure.missing or ""),
            "age": Decimal(reporting.months_after(found.period.end)),
            "maximum_age": None if indicator.maximum_age is None else Decimal(indicator.maximum_age),
            "next_is_due": indicator.due_days is None or evidence.as_at is None or evidence.as_at >= due,
        },
    )
    if available.answer is not Availability.AVAILABLE or target is None:
        return available, None, figures
    for name, source in target.sources.items():
        figures[name] = evidence.find(source, found.period)
    facts: dict[str, FactValue] = {
        **target.parameters,
        "sign": Decimal(indicator.polarity.sign),
        **{name: figure.value for name, figure in figures.items()},
    }
    judgement = found.figure.judgement
    if judgement is not None:
        today = evidence.as_at or reporting.end
        facts["grade"] = folded(judgement.grade)
        facts["expired"] = judgement.expires is not None and judgement.expires < today
    return available, Answered.by(target.rule, facts), figures


def _travel(
    indicator: Indicator, evidence: Evidence, found: _Found, target: TargetType | None, base: Figure
) -> Answered:
    has_range = isinstance(target, Range)
    band = indicator.travel.dead_band
    breaks = base.period is not None and any(
        evidence.series[period].flag == Flag.SERIES_BREAK
        for period in evidence.series.between(base.period, found.period)
    )
    facts: dict[str, FactValue] = {
        **(target.parameters if target and has_range else {}),
        "value": found.figure.value,
        "travel_base": base.value,
        "sign": Decimal(indicator.polarity.sign),
        "dead_band_amount": band.absolute if band else _ZERO,
        "dead_band_rate": band.rate if band else _ZERO,
        "broken": breaks,
    }
    return Answered.by(travel_rule(indicator.polarity, has_range=has_range), facts)


def _rated_before(indicator: Indicator, evidence: Evidence, found: _Found, area: str) -> PublishedRating | None:
    """What the engine itself would have said one period earlier.

    Where the history that was handed in does not reach back far enough to say, there is no earlier rating on record.
    """
    before = evidence.series.before(found.period)
    if before is None or found.carried:
        return None
    earlier = _Found(figure=evidence.own(before), period=before, carried=False)
    target = indicator.target_for(before)
    available, answered, _ = _status(indicator, evidence, earlier, target, before)
    if (answered or available).answer in _BEYOND_THE_HISTORY:
        return None
    return PublishedRating(indicator=indicator.id, area=area, period=before, status=_colour(target, answered))


def _figure_then(evidence: Evidence, previous: PublishedRating | None) -> Figure:
    """The figure that the previous rating rested on: as it was printed, or the latest there was by then."""
    if previous is None:
        return Figure()
    if previous.value is not None:
        return Figure(previous.value, period=previous.period)
    latest = evidence.series.latest(previous.period)
    return evidence.own(latest) if latest else Figure()


def _changed(indicator: Indicator, previous: PublishedRating | None, target: TargetType | None) -> str | None:
    if previous is None:
        return None
    if previous.definition and previous.definition != indicator.edition:
        return "the definition"
    if target is None or target.continuous or indicator.target_for(previous.period) == target:
        return None
    return "the target"


def _colour(target: TargetType | None, answered: Answered | None) -> Rag:
    if target is None or answered is None:
        return Rag.GREY
    return target.colour(answered.answer)


def _rank(status: Rag) -> Decimal | None:
    return None if status.rank is None else Decimal(status.rank)
