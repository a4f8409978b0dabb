"""What a report tells about one indicator to watch, and about one red risk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from scorecard_core.report.series import Trend, longer_view, trend
from scorecard_core.report.settings import Breakdown, Commentary, ReportSettings
from scorecard_core.report.words import BASES, Amount, Mark, amount, anchor_of, listed, mark_of, sentence
from scorecard_core.risks import Paragraphs, Risk
from scorecard_core.scorecard import Rated
from scorecard_core.targets import (
    AllOf,
    AnyOf,
    Bands,
    Composition,
    Consecutive,
    ControlChart,
    Gap,
    InComparison,
    Judged,
    NoTarget,
    Range,
    Share,
    Weighted,
)
from scorecard_core.terms import Basis, Polarity, Rag, title_case
from scorecard_core.wording import Wording, figure_text

__all__ = [
    "Definition",
    "Paragraph",
    "Part",
    "RiskSection",
    "Section",
    "definition_of",
    "previously",
    "risk_section",
    "section_of",
    "target_words",
    "value_of",
]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph, with the bullets below it."""

    text: str
    bullets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A heading and what people wrote under it."""

    heading: str
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Definition:
    """Who answers for an indicator and where its definition is from, as pairs of a name and what it is."""

    facts: tuple[tuple[str, str], ...]
    inferred: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One indicator to watch.

    Attributes:
        polarity: "Lower is better".
        period: the figure's own period.
        since: the earlier figure that the direction of travel starts from.
        breakdown: the parts of the council with the highest and the lowest figure.
        views: longer views, each a separate chart.
    """

    anchor: str
    group: str
    title: str
    polarity: str
    description: str
    period: str
    value: Amount | None
    status: Mark
    previously: str
    movement: Mark
    travel: Mark
    since: str
    target: str
    reason: str
    trend: Trend | None
    breakdown: tuple[str, ...]
    views: tuple[Trend, ...]
    parts: tuple[Part, ...]
    definition: Definition


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskSection:
    """One red risk."""

    anchor: str
    number: int
    title: str
    rating: Mark
    movement: Mark
    parts: tuple[Part, ...]


def section_of(one: Rated, group: str, written: Commentary, settings: ReportSettings) -> Section:
    """The section of one indicator."""
    indicator, rating, assessment = one.indicator, one.rating, one.assessment
    anchor = anchor_of(indicator.id)
    views = [view for view in settings.longer_view if view.indicator == indicator.id]
    shown = (longer_view(assessment, view, number) for number, view in enumerate(views, start=1))
    return Section(
        anchor=f"watch-{anchor}",
        group=group,
        title=indicator.title,
        polarity=sentence(indicator.polarity.phrase).rstrip("."),
        description=indicator.description,
        period=str(assessment.figures["value"].period or rating.period),
        value=value_of(one),
        status=mark_of(rating.status),
        previously=previously(rating.previous_status),
        movement=mark_of(rating.movement),
        travel=mark_of(rating.travel),
        since=_since(one),
        target=target_words(one),
        reason=rating.reason,
        trend=trend(assessment),
        breakdown=tuple(_breakdown(one, settings.breakdown)) if settings.breakdown else (),
        views=tuple(view for view in shown if view is not None),
        parts=_parts(
            ("Performance details", written.performance_details),
            ("Current activity", written.current_activity),
            ("Future activity", written.future_activity),
        ),
        definition=definition_of(one),
    )


def risk_section(risk: Risk) -> RiskSection:
    """The section of one red risk."""
    return RiskSection(
        anchor=f"risk-{risk.number}",
        number=risk.number,
        title=risk.title,
        rating=mark_of(risk.rating),
        movement=mark_of(risk.movement),
        parts=_parts(
            ("Why is the risk red?", risk.why_red),
            ("Mitigating actions", risk.mitigating_actions),
            ("What next?", risk.what_next),
        ),
    )


def value_of(one: Rated) -> Amount | None:
    """The figure as it is printed, with as many places as it takes to tell it from the limits it was held against.

    A judgement has its grade in place of a figure. A status that was taken over may have the figure that the report
    printed. Where there is none of these, the answer is None.
    """
    assessment, value = one.assessment, one.rating.value
    if value is not None:
        return amount(assessment.wording(assessment.last_word).text(value))
    if one.rating.basis is Basis.JUDGEMENT and one.rating.verdict:
        return Amount(sentence(one.rating.verdict).rstrip("."), "")
    taken_over = assessment.taken_over
    return _printed(one, taken_over.value) if taken_over and taken_over.value is not None else None


def previously(status: Rag | None) -> str:
    """The status before, as the printed scorecard puts it."""
    if status is None:
        return "no earlier rating on record"
    return "previously no status" if status is Rag.GREY else f"previously {title_case(status)}"


def target_words(one: Rated) -> str:
    """The target in words: "No more than the ceiling of 60 per 10,000"."""
    assessment, target = one.assessment, one.assessment.target
    if target is None:
        return "No target is in force for this period"
    wording = assessment.wording(assessment.last_word)
    # Where there was nothing to rate, what the definition itself states still holds.
    stated = {**target.parameters, "sign": Decimal(one.indicator.polarity.sign)}
    wording = wording.about(target.rule, {**stated, **wording.facts}, wording.answer)
    match target:
        case NoTarget():
            return "No target has been set"
        case Judged():
            return "Judged by someone accountable, not computed"
        case Bands():
            ends = [f"{band.name} as far as {wording.text(band.to)}" for band in target.bands if band.to is not None]
            return listed([*ends, f"{target.bands[-1].name} beyond that"])
        case ControlChart() if not target.has_number:
            return "A process that does not get worse"
        case ControlChart() if wording.number("reference") is not None:
            return wording.fill("A process that consistently meets the {limit} of {reference}")
        case Consecutive(green_after=better, red_after=worse):
            return f"Better than the figure before, {better} in a row; red where worse, {worse} in a row"
        case Composition():
            return f"{_together(target)} {members_of(one)}"
        case Range():
            return wording.fill("In the range from {low} to {high}") + _tolerance(wording)
    if wording.number("base_value" if isinstance(target, Share) else "green_limit") is None:
        return "The figure that it is compared with is not on record"
    match target:
        case Gap():
            words = wording.fill("The gap to {comparator_name} no worse than at {base_period}: {green_limit}")
        case Share():
            words = wording.fill(
                "No smaller a share of {comparator_possessive} total than at {base_period}: {base_share}"
            )
        case _:
            strict = isinstance(target, InComparison) and target.strict
            words = f"{_side(one.indicator.polarity, strict)} {wording['the_reference']}"
    return words + _tolerance(wording)


def _together(target: Composition) -> str:
    match target:
        case AllOf(at_least=int() as number) | AnyOf(at_least=number):
            return f"At least {number} green of"
        case AllOf():
            return "All green of"
        case Weighted():
            return "The weighted mean of"
        case _:
            return "The worst of"


def members_of(one: Rated) -> str:
    """The members that an indicator is put together from, each with its status: "Roads (amber) and Paths (green)"."""
    return listed(f"{member.name} ({member.rating.status})" for member in one.rating.members)


def _side(polarity: Polarity, strict: bool) -> str:
    low = polarity is Polarity.LOW_IS_GOOD
    if strict:
        return "Below" if low else "Above"
    return "No more than" if low else "At least"


def _tolerance(wording: Wording) -> str:
    green, amber = wording.number("green_limit"), wording.number("amber_limit")
    return "" if green is None or amber is None or green == amber else f"; amber as far as {wording.text(amber)}"


def definition_of(one: Rated) -> Definition:
    """Who answers for an indicator, where its definition is from, and what was read into it."""
    indicator, rating = one.indicator, one.rating
    facts = {
        "Answered for by": indicator.owner or "Not stated",
        "Contact": indicator.contact,
        "Defined by": f"{indicator.provenance.distribution or rating.plugin} {rating.plugin_version}".strip()
        or "A definition given directly",
        "Definition from": indicator.source,
        "Put together from": members_of(one),
        "Figure from": _figure_source(one),
        "The figure is": title_case(rating.flag) if rating.flag else "",
        "Status": sentence(BASES[rating.basis]).rstrip("."),
    }
    return Definition(
        tuple((name, text) for name, text in facts.items() if text),
        tuple((title_case(key), sentence(" ".join(argument.split()))) for key, argument in indicator.inferred.items()),
    )


def _figure_source(one: Rated) -> str:
    figure = one.assessment.figures["value"]
    published = f"published {figure.published:%d/%m/%Y}" if figure.published else ""
    return ", ".join(part for part in (figure.source, published) if part)


def _since(one: Rated) -> str:
    rating = one.rating
    if rating.value is None or rating.travel_base is None:
        return ""
    return f"from {_printed(one, rating.travel_base).number} ({rating.travel_base_period})"


def _printed(one: Rated, value: Decimal) -> Amount:
    """An earlier or another area's figure, with the places that the indicator is printed with."""
    return amount(figure_text(value, one.indicator.unit, one.assessment.evidence.units, one.indicator.decimals))


def _breakdown(one: Rated, settings: Breakdown) -> Iterator[str]:
    """The parts of the council with the highest and the lowest figure for the same period."""
    assessment = one.assessment
    figures = {
        area: value
        for area in settings.areas
        if (value := replace(assessment.evidence, area=area).own(assessment.own_period).value) is not None
    }
    if not figures:
        return
    if len(figures) == 1:
        ((area, value),) = figures.items()
        yield f"{area}, {_printed(one, value)}. No other figure by {settings.name.lower()} is on record."
        return
    for word, end in (("Highest", max(figures.values())), ("Lowest", min(figures.values()))):
        areas = listed(area for area, value in figures.items() if value == end)
        yield f"{word}: {areas}, {_printed(one, end)}."


def _parts(*parts: tuple[str, Paragraphs]) -> tuple[Part, ...]:
    return tuple(Part(heading, tuple(_paragraphs(written))) for heading, written in parts if written)


def _paragraphs(written: Sequence[str | tuple[str, ...]]) -> Iterator[Paragraph]:
    """Each paragraph together with the bullets that follow it."""
    waiting: str | None = None
    for piece in written:
        if isinstance(piece, str):
            if waiting is not None:
                yield Paragraph(waiting)
            waiting = piece
        else:
            yield Paragraph(waiting or "", piece)
            waiting = None
    if waiting is not None:
        yield Paragraph(waiting)
