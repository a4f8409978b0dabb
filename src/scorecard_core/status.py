"""The stages up to the status: is there anything to rate, and what do the target's lists answer?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import NamedTuple

from scorecard_core.assessed import Answered, AssessedMember, answers
from scorecard_core.availability import AVAILABILITY, Availability
from scorecard_core.evidence import Evidence, Figure
from scorecard_core.indicators import Indicator
from scorecard_core.periods import Period
from scorecard_core.rated_figure import RatedFigure
from scorecard_core.rules import FactValue
from scorecard_core.shapes import SIGNS
from scorecard_core.tallies import tally
from scorecard_core.targets import Composition, TargetType, folded

__all__ = ["Outcome", "outcome_of"]


class Outcome(NamedTuple):
    """What the stages up to the status came to for a figure in a reporting period."""

    figure: Figure
    available: Answered
    readings: Mapping[str, Answered]
    answered: Answered | None
    figures: Mapping[str, Figure]


def outcome_of(
    indicator: Indicator,
    evidence: Evidence,
    found: RatedFigure,
    target: TargetType | None,
    reporting: Period,
    members: tuple[AssessedMember, ...],
) -> Outcome:
    """Ask whether there is anything to rate and, where there is, the target; it and its members are those in force."""
    sources = dict(target.sources) if target else {}
    judged = sources.pop("value").find(evidence, found.period) if "value" in sources else found.figure
    figures = {"value": judged}
    available = Answered.by(
        AVAILABILITY,
        {
            "in_force": indicator.in_force(found.period),
            "has_target": target is not None,
            "judged_now": target is None or target.judged_in(found.period),
            "no_figure": str(judged.missing or ""),
            "age": Decimal(reporting.months_after(found.period.end)),
            "maximum_age": None if indicator.maximum_age is None else Decimal(indicator.maximum_age),
            "next_is_due": indicator.due_days is None
            or evidence.as_at is None
            or evidence.as_at >= reporting.end + timedelta(days=indicator.due_days),
        },
    )
    if available.answer is not Availability.AVAILABLE or target is None:
        return Outcome(found.figure, available, {}, None, figures)
    for name, source in sources.items():
        figures[name] = source.find(evidence, found.period)
    if isinstance(target, Composition):
        colours = ((one.name, one.weight, one.assessment.status) for one in members)
        asked = {fact.name for fact in target.rule.facts}
        counted = {name: figure for name, figure in tally(colours).items() if name in asked}
        figures |= {name: figure._replace(period=found.period) for name, figure in counted.items()}
    facts: dict[str, FactValue] = {
        **target.parameters,
        "sign": SIGNS[indicator.polarity],
        **{name: figure.fact for name, figure in figures.items()},
        "today": Decimal(min(evidence.as_at or reporting.end, reporting.end).toordinal()),
    }
    judgement = found.figure.judgement
    if judgement is not None:
        today = evidence.as_at or reporting.end
        facts["grade"] = folded(judgement.grade)
        facts["expired"] = judgement.expires is not None and judgement.expires < today
    return Outcome(found.figure, available, *answers(target, facts), figures)
