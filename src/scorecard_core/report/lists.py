"""The lists of a report: the indicators of each status, the risks, the contradictions, the figures not used."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from scorecard_core.report.matrix import Order
from scorecard_core.report.sections import Definition, definition_of, value_of
from scorecard_core.report.settings import Commentary, ReportSettings
from scorecard_core.report.words import Amount, Mark, anchor_of, counted, listed, mark_of, sentence
from scorecard_core.risks import Risk
from scorecard_core.scorecard import Contradiction, Rated, Scorecard
from scorecard_core.terms import Basis, Rag

__all__ = [
    "Mismatch",
    "RiskRow",
    "Row",
    "RowGroup",
    "StatusList",
    "Unused",
    "mismatch",
    "risk_row",
    "status_lists",
    "unused",
]


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


def status_lists(
    card: Scorecard, order: Order, commentary: Mapping[str, Commentary], watched: Collection[str]
) -> Iterator[StatusList]:
    """The indicators of each status that any has, by group.

    Args:
        commentary: what people wrote, by the id of the indicator.
        watched: the ids of the indicators that have a section.
    """
    for status, number in card.counts().items():
        if not number:
            continue
        groups: dict[str, list[Row]] = {}
        for one in order.sorted(card.with_status(status)):
            id, group = one.indicator.id, order.group(one)
            row = _row(one, group, commentary.get(id, Commentary()), id in watched)
            groups.setdefault(group, []).append(row)
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


def risk_row(risk: Risk) -> RiskRow:
    """One line of the risk register."""
    return RiskRow(
        number=risk.number,
        title=risk.title,
        rating=mark_of(risk.rating),
        movement=mark_of(risk.movement),
        summary=risk.summary,
        note=risk.note,
        section=f"risk-{risk.number}" if risk.rating is Rag.RED else "",
    )


def mismatch(found: Contradiction) -> Mismatch:
    """A contradiction as a report tells it."""
    one = found.rated
    return Mismatch(
        title=one.indicator.title,
        anchor=f"indicator-{anchor_of(one.indicator.id)}",
        published=mark_of(found.published.status),
        engine=mark_of(one.rating.status),
        source=found.published.source,
        reason=one.rating.reason,
    )


def unused(card: Scorecard, settings: ReportSettings) -> Iterator[Unused]:
    """What no indicator asks for; a longer view asks for its own series, and is no misspelling."""
    shown = {view.measure for view in settings.longer_view}
    areas: dict[str, list[str]] = {}
    for observation in card.unused:
        if observation.measure not in shown:
            areas.setdefault(observation.measure, []).append(observation.area)
    for measure, where in areas.items():
        yield Unused(measure, listed(dict.fromkeys(where)), counted(len(where), "figure"))
