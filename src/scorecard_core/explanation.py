"""The reasoning behind a rating, step by step: every list that was asked, every branch that was tried."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from scorecard_core.assessed import Answered, Assessment
from scorecard_core.evidence import Figure, inputs_of
from scorecard_core.rating import rating_of
from scorecard_core.rules import Derived, Expression, Fact, FactValue, Operation, Shows
from scorecard_core.terms import title_case

__all__ = ["explain"]


def explain(assessment: Assessment) -> str:
    """The reasoning as plain text: the facts and their sources, then each stage with the branches it tried.

    It shows what was compared with what, in the very lists that gave the answer.
    """
    return "\n".join(_lines(assessment))


def _lines(assessment: Assessment, *, inner: bool = False) -> Iterator[str]:
    indicator, rating = assessment.indicator, rating_of(assessment)
    yield f"{indicator.title} ({indicator.id})"
    yield f"{rating.area}, {rating.period}: {rating.status.upper()}"
    yield ""
    yield rating.reason
    yield ""
    target = rating.rule or "none in force"
    yield f"Defined by {_defined_by(assessment)}; {indicator.polarity.phrase}; target: {target}."
    for key, argument in indicator.inferred.items():
        yield f"Inferred, not stated by its source: {key} ({argument})"
    yield ""
    yield "Figures"
    yield from _figures(assessment)
    for stage, answered in assessment.stages.items():
        yield ""
        named = answered.rule.name
        yield title_case(stage) + (f": {named}" if title_case(named) != title_case(stage) else "")
        yield from _stage(assessment, answered)
    for number, member in enumerate(assessment.members, start=1):
        yield ""
        if inner and member.indicator:
            yield f"Member {number}: {member.name} ({member.indicator}), {member.assessment.status.upper()}"
            continue
        yield f"Member {number}: {member.name}"
        # What a target's figure is, and how it travels, has been told above: it is the same for each of them.
        lines = _lines(member.assessment, inner=True) if member.indicator else _of_target(member.assessment)
        yield from (f"  {line}".rstrip() for line in lines)


def _of_target(assessment: Assessment) -> Iterator[str]:
    """One of several targets of an indicator: what its status rests on."""
    rating = rating_of(assessment)
    yield f"{rating.status.upper()}: {rating.reason}"
    yield from _figures(assessment)
    yield from _stage(assessment, assessment.last_word)


def _figures(assessment: Assessment) -> Iterator[str]:
    shows = {name: how for answered in assessment.stages.values() for name, how in answered.rule.shows.items()}
    for name, figure in assessment.figures.items():
        if figure.period is None and figure.value is None:
            continue
        is_day = figure.value is not None and shows.get(name) is Shows.DATE
        value = "none" if figure.value is None else _shown(figure.value, Shows.DATE) if is_day else f"{figure.value:f}"
        owner = f", {figure.owner}" if figure.owner else ""
        published = f", published {figure.published:%d/%m/%Y}" if figure.published else ""
        source = f", {figure.source}" if figure.source else ""
        yield f"  {name} = {value} ({figure.period or 'no period'}{owner}{published}{source})"
        yield from _inputs(figure)


def _inputs(figure: Figure) -> Iterator[str]:
    """What a computed figure was computed from, a line each."""
    for one in inputs_of(figure):
        seen = one.observation
        value = f"{one.value:f}" if one.value is not None else str(seen.missing_reason or "missing")
        published = f", published {seen.published:%d/%m/%Y}" if seen.published else ""
        source = f", {seen.source}" if seen.source else ""
        yield f"    {one.role} = {value} ({seen.measure}, {seen.area}, {seen.period}{published}{source})"


def _defined_by(assessment: Assessment) -> str:
    provenance = assessment.indicator.provenance
    return f"{provenance.distribution} {provenance.version}".strip() or "a definition given directly"


def _stage(assessment: Assessment, answered: Answered) -> Iterator[str]:
    derived = answered.rule.derived
    for name, result in derived.items():
        value = answered.rule.value_of(name, answered.facts)
        if value is not None:
            yield f"  {name} = {result.expression} = {_shown(value, result.shows)}"
    for step in answered.steps:
        condition = "otherwise" if step.branch.when is None else f"if {step.branch.when}"
        values = _values(step.branch.when, answered) if step.branch.when is not None else ""
        mark = "=>" if step.held else "no"
        yield f"  {mark} {step.number}. {condition}{values}" + (
            f": {title_case(step.branch.answer)}" if step.held else ""
        )
    yield f"     {assessment.wording(answered).fill(answered.says)}"


def _values(condition: Expression, answered: Answered) -> str:
    """The values of what a condition names, in brackets behind it."""
    named = dict.fromkeys(part for part in _named(condition))
    return "".join(f" [{part} is {_shown(_value(part, answered), part.shows)}]" for part in named)


def _named(condition: Expression) -> Iterator[Fact | Derived]:
    """The facts and intermediate results that a condition names; what an intermediate result is made of is not."""
    if isinstance(condition, (Fact, Derived)):
        yield condition
    elif isinstance(condition, Operation):
        for part in condition.operands:
            yield from _named(part)


def _value(part: Fact | Derived, answered: Answered) -> FactValue:
    if isinstance(part, Fact):
        return answered.facts.get(part.name)
    return answered.rule.value_of(part.name, answered.facts)


def _shown(value: FactValue, shows: Shows) -> str:
    match value:
        case None:
            return "missing"
        case bool():
            return "yes" if value else "no"
        case Decimal() if shows is Shows.DATE:
            return f"{date.fromordinal(int(value)):%d/%m/%Y}"
        case Decimal():
            return f"{value.normalize():f}" if value else "0"
        case "":
            return "empty"
        case _:
            return str(value)
