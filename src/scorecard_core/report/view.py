"""The view model: exactly what every form of the report shows, with its words already chosen.

A form lays these out and adds nothing: no count is typed, no word is picked and no figure is formatted in a template.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from scorecard_core.registry import Registry
from scorecard_core.report.sections import (
    Definition,
    RiskSection,
    Section,
    definition_of,
    risk_section,
    section_of,
    value_of,
)
from scorecard_core.report.settings import Commentary, Grouping, ReportInput, ReportSettings
from scorecard_core.report.words import BASES, Amount, Mark, anchor_of, counted, day_text, listed, mark_of, sentence
from scorecard_core.risks import Risk
from scorecard_core.scorecard import Contradiction, Rated, Scorecard, count_by
from scorecard_core.terms import Basis, Rag

__all__ = [
    "Axis",
    "Chip",
    "Count",
    "Entry",
    "Group",
    "Mismatch",
    "RiskRow",
    "Row",
    "RowGroup",
    "StatusList",
    "Unused",
    "View",
    "report_view",
]

OTHER = "Other"
"""The group of what stands in none of a report's groups."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many have a status."""

    status: Mark
    number: int


@dataclass(frozen=True, slots=True)
class Chip:
    """One indicator in the matrix."""

    status: Mark
    title: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Group:
    """One group of an axis, such as one area of focus."""

    name: str
    counts: tuple[Count, ...]
    members: tuple[Chip, ...]


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis of the matrix."""

    title: str
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One indicator in the list of its status.

    Attributes:
        period: the period of the figure, where it is not the reporting period.
        updated: "Yes", "No" or "Not stated".
        basis: "As published" or "Judged", where the status is not the engine's own.
        because: why it has no colour, where it has none.
        line: what people wrote about it in one line.
        section: the place of its section; empty where it has none.
    """

    anchor: str
    group: str
    title: str
    status: Mark
    movement: Mark
    travel: Mark | None
    updated: str
    value: Amount | None
    period: str
    basis: str
    because: str
    line: str
    reason: str
    section: str
    definition: Definition


@dataclass(frozen=True, slots=True)
class RowGroup:
    """The rows of one group."""

    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class StatusList:
    """Every indicator with one status."""

    anchor: str
    status: Mark
    heading: str
    caption: str
    groups: tuple[RowGroup, ...]

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows of every group."""
        return tuple(row for group in self.groups for row in group.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskRow:
    """One risk in the register; ``section`` is the place of its section, empty where it has none."""

    number: int
    title: str
    rating: Mark
    movement: Mark
    summary: str
    note: str
    section: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mismatch:
    """A published status that the figures contradict."""

    title: str
    anchor: str
    published: Mark
    engine: Mark
    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class Unused:
    """Figures that no indicator asks for."""

    measure: str
    areas: str
    figures: str


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
        bases: the same as counts.
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
    bases: tuple[tuple[str, int], ...]
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
        parts = (
            Entry("summary", "At a glance"),
            Entry("matrix", "Where each indicator stands") if self.axes else None,
            *(Entry(found.anchor, found.heading) for found in self.lists),
            Entry("watch", "Indicators to watch") if self.watched else None,
            Entry("risks", "Corporate risk profile") if self.risks else None,
            Entry("contradictions", "Where the figures contradict the report") if self.contradictions else None,
            Entry("unused", "Figures not used") if self.unused else None,
            Entry("about", "About this scorecard"),
        )
        return tuple(part for part in parts if part is not None)


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
    order = _Order(settings.grouping)
    rated = sorted(card.rated, key=order.place)
    watched = {one.indicator.id for one in card.to_watch}
    counts = card.counts()
    return View(
        title=settings.title,
        subtitle=settings.subtitle,
        council=settings.council,
        period=str(card.period),
        known_by=_known_by(card),
        summary=_summary(card, counts),
        notes=settings.notes,
        facts=tuple(_facts(card, settings)),
        counts=_counts(counts),
        total=len(rated),
        basis=_basis(card),
        bases=tuple((BASES[basis], number) for basis, number in card.bases().items()),
        axes=tuple(_axis(grouping, card, order) for grouping in settings.grouping) + tuple(_others(rated, order)),
        lists=tuple(_lists(rated, order, given.commentary, watched, card)),
        watched=tuple(
            section_of(one, order.group(one), given.commentary.get(one.indicator.id, Commentary()), settings)
            for one in rated
            if one.indicator.id in watched
        ),
        watch_sentence=_watch_sentence(counts[Rag.RED], len(watched), str(card.period)),
        risk_counts=_counts(card.risk_counts()),
        risk_preamble=given.risk_preamble,
        risk_sentence=_risk_sentence(card),
        risks=tuple(_risk_row(risk) for risk in _numbered(card.risks)),
        risk_sections=tuple(risk_section(risk) for risk in _numbered(card.risks) if risk.rating is Rag.RED),
        contradictions=tuple(_mismatch(one) for one in card.contradictions),
        unused=tuple(_unused(card, settings)),
        left_out=tuple(str(problem) for problem in card.registry.problems),
    )


class _Order:
    """The order of a report: by the groups of its settings, then by title."""

    def __init__(self, groupings: Iterable[Grouping]) -> None:
        self._places = {
            (grouping.axis, group): place
            for place, (grouping, group) in enumerate(
                (grouping, group) for grouping in groupings for group in grouping.groups
            )
        }

    def _groups(self, one: Rated) -> list[tuple[str, str]]:
        standing = [place for place in one.indicator.grouping.items() if place in self._places]
        return sorted(standing, key=lambda place: self._places[place])

    def group(self, one: Rated) -> str:
        """The first group that an indicator stands in."""
        standing = self._groups(one)
        return standing[0][1] if standing else OTHER

    def place(self, one: Rated) -> tuple[int, str, str]:
        """Where an indicator comes in every list."""
        standing = self._groups(one)
        number = self._places[standing[0]] if standing else len(self._places)
        return number, one.indicator.title.casefold(), one.indicator.id


def _facts(card: Scorecard, settings: ReportSettings) -> Iterator[tuple[str, str]]:
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


def _counts(numbers: Mapping[Rag, int]) -> tuple[Count, ...]:
    return tuple(Count(mark_of(status), number) for status, number in numbers.items())


def _in_words(numbers: Mapping[Rag, int]) -> str:
    return listed(f"{number} {_are(number)} {status.value}" for status, number in numbers.items() if number)


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


def _summary(card: Scorecard, counts: Mapping[Rag, int]) -> str:
    if not card.rated:
        return "No indicator is defined."
    return f"Of {counted(len(card.rated), 'indicator')}, {_in_words(counts)}."


def _watch_sentence(red: int, watched: int, period: str) -> str:
    if not red:
        return "No indicator is red."
    have = "has" if watched == 1 else "have"
    return f"{watched or 'None'} of the {counted(red, 'red indicator')} {have} a new figure in {period}."


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


def _axis(grouping: Grouping, card: Scorecard, order: _Order) -> Axis:
    groups = tuple(
        _group(name, sorted(card.in_group(grouping.axis, name), key=order.place)) for name in grouping.groups
    )
    return Axis(grouping.title, groups)


def _others(rated: list[Rated], order: _Order) -> Iterator[Axis]:
    """What stands in none of the groups, so that the matrix holds every indicator."""
    left = [one for one in rated if order.group(one) == OTHER]
    if left:
        yield Axis(OTHER if len(left) < len(rated) else "All indicators", (_group(OTHER, left),))


def _group(name: str, members: list[Rated]) -> Group:
    chips = tuple(
        Chip(mark_of(one.rating.status), one.indicator.title, f"indicator-{anchor_of(one.indicator.id)}")
        for one in members
    )
    return Group(name, _counts(count_by(members, lambda one: one.rating.status, Rag)), chips)


def _lists(
    rated: list[Rated],
    order: _Order,
    commentary: Mapping[str, Commentary],
    watched: set[str],
    card: Scorecard,
) -> Iterator[StatusList]:
    for status, number in card.counts().items():
        if not number:
            continue
        groups: dict[str, list[Row]] = {}
        for one in rated:
            if one.rating.status is status:
                id = one.indicator.id
                row = _row(one, order.group(one), commentary.get(id, Commentary()), id in watched)
                groups.setdefault(order.group(one), []).append(row)
        mark = mark_of(status)
        caption = f"{counted(number, f'{status.value} indicator')} in {card.period}, by area of the scorecard"
        found = tuple(RowGroup(name, tuple(rows)) for name, rows in groups.items())
        yield StatusList(f"list-{status.value}", mark, f"{mark.word} indicators", caption, found)


def _row(one: Rated, group: str, written: Commentary, is_watched: bool) -> Row:
    rating, anchor = one.rating, anchor_of(one.indicator.id)
    figure = one.assessment.figures["value"]
    period = "" if figure.period is None or rating.value is None else str(figure.period)
    compared = rating.value is not None and rating.travel_base is not None
    return Row(
        anchor=f"indicator-{anchor}",
        group=group,
        title=one.indicator.title,
        status=mark_of(rating.status),
        movement=mark_of(rating.movement),
        travel=mark_of(rating.travel) if compared else None,
        updated={True: "Yes", False: "No", None: "Not stated"}[rating.updated],
        value=value_of(one),
        period=period,
        basis=_BASES[rating.basis],
        because=sentence(rating.grey_reason.phrase) if rating.grey_reason else "",
        line=written.line,
        reason=rating.reason,
        section=f"watch-{anchor}" if is_watched else "",
        definition=definition_of(one),
    )


_BASES = {Basis.COMPUTED: "", Basis.JUDGEMENT: "Judged", Basis.AS_PUBLISHED: "As published"}


def _numbered(risks: Iterable[Risk]) -> list[Risk]:
    return sorted(risks, key=lambda risk: risk.number)


def _risk_row(risk: Risk) -> RiskRow:
    return RiskRow(
        number=risk.number,
        title=risk.title,
        rating=mark_of(risk.rating),
        movement=mark_of(risk.movement),
        summary=risk.summary,
        note=risk.note,
        section=f"risk-{risk.number}" if risk.rating is Rag.RED else "",
    )


def _mismatch(found: Contradiction) -> Mismatch:
    one = found.rated
    return Mismatch(
        title=one.indicator.title,
        anchor=f"indicator-{anchor_of(one.indicator.id)}",
        published=mark_of(found.published.status),
        engine=mark_of(one.rating.status),
        source=found.published.source,
        reason=one.rating.reason,
    )


def _unused(card: Scorecard, settings: ReportSettings) -> Iterator[Unused]:
    """What no indicator asks for; a longer view asks for its own series, and is no misspelling."""
    shown = {view.measure for view in settings.longer_view}
    areas: dict[str, list[str]] = {}
    for observation in card.unused:
        if observation.measure not in shown:
            areas.setdefault(observation.measure, []).append(observation.area)
    for measure, where in areas.items():
        yield Unused(measure, listed(dict.fromkeys(where)), counted(len(where), "figure"))
