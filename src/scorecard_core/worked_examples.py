"""Worked examples: what a definition makes of a case that was worked by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from scorecard_core.assessed import answers, told_before
from scorecard_core.comparators import ENGLAND
from scorecard_core.evidence import Figure
from scorecard_core.indicators import Indicator, WorkedExample
from scorecard_core.periods import Period
from scorecard_core.rules import FactValue
from scorecard_core.shapes import SIGNS
from scorecard_core.stated import Stated
from scorecard_core.targets import TargetType, folded
from scorecard_core.terms import GreyReason, Rag
from scorecard_core.units import Units
from scorecard_core.wording import Wording

__all__ = ["work_example"]


def work_example(indicator: Indicator, example: WorkedExample) -> tuple[Rag, str]:
    """The status and the sentence that a definition gives for a worked example."""
    target = indicator.target_for(example.period) if example.period else indicator.target[-1]
    if target is None:
        return Rag.GREY, GreyReason.NO_TARGET_FOR_PERIOD.phrase
    given: dict[str, FactValue] = dict(example.given)
    if example.grade:
        given |= {"grade": folded(example.grade), "expired": False}
    facts = {
        **target.unless_given,
        **target.facts_of_history((*example.history, example.given.get("value"))),
        **_stated(target, example),
        **target.parameters,
        "sign": SIGNS[indicator.polarity],
        **given,
    }
    readings, answered = answers(target, facts)
    figures = {name: Figure(value if isinstance(value, Decimal) else None) for name, value in given.items()}
    if example.period is not None:
        figures["reference"] = Figure(period=example.period)
    wording = Wording(
        indicator=indicator,
        target=target,
        facts=facts,
        figures={"value": Figure(), **figures},
        units=Units.core(),
        comparators={ENGLAND.id: ENGLAND},
        period=example.period or Period.day(date.max),
        rule=answered.rule,
        answer=answered.answer,
    )
    return target.colour(answered.answer), told_before(wording, readings).fill(answered.says)


def _stated(target: TargetType, example: WorkedExample) -> dict[str, FactValue]:
    """The facts that the definition and an example's period settle between them."""
    period = example.period
    if period is None:
        return {}
    return {name: source.at(period).fact for name, source in target.sources.items() if isinstance(source, Stated)}
