"""The view model: exactly what every form of the report shows, with its words already chosen.

A form lays these out and adds nothing: no count is typed, no word is picked and no figure is formatted in a template.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scorecard_core.registry import Registry
from scorecard_core.report.lists import (
    Mismatch,
    RiskRow,
    StatusList,
    Unused,
    mismatch,
    risk_row,
    status_lists,
    unused,
)
from scorecard_core.report.matrix import Axis, Count, Order, counts_of, matrix
from scorecard_core.report.sections import RiskSection, Section, risk_section, section_of
from scorecard_core.report.settings import Commentary, ReportInput
from scorecard_core.report.words import BASES, Mark, counted, day_text, listed, mark_of
from scorecard_core.scorecard import Scorecard
from scorecard_core.terms import Basis, Rag

__all__ = ["HEADINGS", "Entry", "View", "report_view"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One part of the report in its table of contents."""

    anchor: str
    heading: str


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A whole report.

    Attributes:
        summary: the state of things in a sentence.
        facts: what the report was generated from, as pairs of a name and what it is.
        basis: how the statuses came about, in a sentence.
        left_out: definitions that could not be used, and why.
        lists: green, amber, red and grey, those that have any.
    """

    title: str
    subtitle: str
    council: str
    period: str
    known_by: str
    summary: str
    notes: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    counts: tuple[Count, ...]
    total: int
    basis: str
    axes: tuple[Axis, ...]
    lists: tuple[StatusList, ...]
    watched: tuple[Section, ...]
    watch_sentence: str
    risk_counts: tuple[Count, ...]
    risk_preamble: str
    risk_sentence: str
    risks: tuple[RiskRow, ...]
    risk_sections: tuple[RiskSection, ...]
    contradictions: tuple[Mismatch, ...]
    unused: tuple[Unused, ...]
    left_out: tuple[str, ...]

    @property
    def heading(self) -> str:
        """Title, subtitle, period and council in one line."""
        return ", ".join(part for part in (self.title, self.subtitle, self.period, self.council) if part)

    @property
    def key(self) -> tuple[tuple[Mark, str], ...]:
        """What each status means."""
        return tuple((mark_of(status), meaning) for status, meaning in _KEY.items())

    @property
    def contents(self) -> tuple[Entry, ...]:
        """The parts of the report in their order, those that have anything to show."""
        lists = tuple(Entry(found.anchor, found.heading) for found in self.lists)
        filled = {
            "matrix": self.axes,
            "watch": self.watched,
            "risks": self.risks,
            "contradictions": self.contradictions,
            "unused": self.unused,
        }
        entries = {anchor: Entry(anchor, heading) for anchor, heading in HEADINGS.items() if filled.get(anchor, True)}
        first = [entry for anchor, entry in entries.items() if anchor in _BEFORE_LISTS]
        return (*first, *lists, *(entry for anchor, entry in entries.items() if anchor not in _BEFORE_LISTS))


HEADINGS: Mapping[str, str] = {
    "summary": "At a glance",
    "matrix": "Where each indicator stands",
    "watch": "Indicators to watch",
    "risks": "Corporate risk profile",
    "contradictions": "Where the figures contradict the report",
    "unused": "Figures that no indicator asks for",
    "about": "About this scorecard",
}
"""The parts of a report beside its lists, by their place on the page."""

_BEFORE_LISTS = ("summary", "matrix")

_KEY = {
    Rag.GREEN: "The target is met.",
    Rag.AMBER: "The target is missed, within the tolerance that its definition states.",
    Rag.RED: "The target is missed.",
    Rag.GREY: "There is no rating; the reason is given each time.",
}


def report_view(card: Scorecard, given: ReportInput) -> View:
    """What a report shows.

    Args:
        card: the ratings.
        given: the settings and what people wrote.
    """
    settings = given.settings
    order = Order(settings.grouping)
    watched = order.sorted(card.to_watch)
    risks = sorted(card.risks, key=lambda risk: risk.number)
    return View(
        title=settings.title,
        subtitle=settings.subtitle,
        council=settings.council,
        period=str(card.period),
        known_by=_known_by(card),
        summary=_summary(card),
        notes=settings.notes,
        facts=tuple(_facts(card)),
        counts=counts_of(card.counts()),
        total=len(card.rated),
        basis=_basis(card),
        axes=matrix(card, settings.grouping, order),
        lists=tuple(status_lists(card, order, given.commentary, {one.indicator.id for one in watched})),
        watched=tuple(
            section_of(one, order.group(one), given.commentary.get(one.indicator.id, Commentary()), settings)
            for one in watched
        ),
        watch_sentence=_watch_sentence(card),
        risk_counts=counts_of(card.risk_counts()),
        risk_preamble=given.risk_preamble,
        risk_sentence=_risk_sentence(card),
        risks=tuple(risk_row(risk) for risk in risks),
        risk_sections=tuple(risk_section(risk) for risk in risks if risk.rating is Rag.RED),
        contradictions=tuple(mismatch(one) for one in card.contradictions),
        unused=tuple(unused(card, settings)),
        left_out=tuple(str(problem) for problem in card.registry.problems),
    )


def _facts(card: Scorecard) -> Iterator[tuple[str, str]]:
    yield "Reporting period", str(card.period)
    yield "Area", card.area
    yield "Figures", _known_by(card)
    if card.ratings:
        first = card.ratings[0]
        yield "Rated by", f"scorecard-core {first.engine_version}, rules edition {first.rules_edition}"
    yield "Definitions from", "; ".join(_definitions(card.registry)) or "None"


def _known_by(card: Scorecard) -> str:
    return f"As known on {day_text(card.as_at)}" if card.as_at else "Every figure on file"


def _definitions(registry: Registry) -> Iterator[str]:
    for contributor in registry.contributors:
        number = sum(one.provenance == contributor for one in registry.values())
        name = f"{contributor.distribution or contributor.plugin} {contributor.version}".strip()
        yield f"{name or 'given directly'} ({counted(number, 'indicator')})"


def _in_words(numbers: Mapping[Rag, int]) -> str:
    return listed(f"{number} {_are(number)} {status.value}" for status, number in numbers.items() if number)


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


def _summary(card: Scorecard) -> str:
    if not card.rated:
        return "No indicator is defined."
    return f"Of {counted(len(card.rated), 'indicator')}, {_in_words(card.counts())}."


def _watch_sentence(card: Scorecard) -> str:
    red, watched, period = card.counts()[Rag.RED], len(card.to_watch), card.period
    if not red:
        return "No indicator is red."
    if red == 1:
        return f"The one red indicator has {'a' if watched else 'no'} new figure in {period}."
    return (
        f"{watched or 'None'} of the {red} red indicators {'has' if watched == 1 else 'have'} a new figure in {period}."
    )


def _risk_sentence(card: Scorecard) -> str:
    if not card.risks:
        return ""
    return f"Of {counted(len(card.risks), 'corporate risk')}, {_in_words(card.risk_counts())}."


def _basis(card: Scorecard) -> str:
    bases = card.bases()
    parts = listed(f"{bases[basis] or 'none'} {_are(bases[basis] or 1)} {words}" for basis, words in BASES.items())
    text = f"Of {counted(len(card.rated), 'status', 'statuses')}, {parts}."
    if not bases[Basis.AS_PUBLISHED]:
        return text
    return f"{text} Those taken over are shown as the report printed them, because the engine had nothing to rate."
