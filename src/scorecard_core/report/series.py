"""The figures behind one indicator's charts: its own series, its comparators', its target, and the same as a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from scorecard_core.assessed import Assessment
from scorecard_core.comparators import Statistic, Vintage
from scorecard_core.evidence import Evidence, Figure
from scorecard_core.periods import Period
from scorecard_core.references import Compared
from scorecard_core.report.charts import Chart, Line, LineKind, Point
from scorecard_core.report.settings import LongerView
from scorecard_core.report.words import amount, anchor_of, counted, day_text, mark_of
from scorecard_core.targets import Bands, Gap, Improvement, Judged, NoTarget, Range, Share, Threshold
from scorecard_core.terms import Flag, Frequency, Polarity, Rag, title_case
from scorecard_core.wording import figure_text, places_to_tell_apart

__all__ = ["Table", "TableRow", "Trend", "longer_view", "trend"]

_MOST_POINTS = 24
"""Figures that one chart and its table show: the latest. Six years of quarters stay legible."""

_FEW = 3
"""Figures that a description names without telling the lowest and the highest."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """One period of a table: a cell for each line, empty where the line has no figure."""

    period: str
    cells: tuple[str, ...]
    is_rated: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """The figures of a chart as a table.

    Attributes:
        columns: the names of the lines.
        notes: what is the same in every period, such as a target, and so has no column.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[TableRow, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Trend:
    """A chart and the table beside it, with where the figures are from."""

    chart: Chart
    table: Table
    source: str = ""
    note: str = ""


def trend(assessment: Assessment) -> Trend | None:
    """The series that an indicator was rated on, with its target and comparators; None where there is no figure."""
    lines = tuple(line for line in _lines(assessment) if line.points)
    if not any(line.known for line in lines if line.kind is LineKind.OWN):
        return None
    title = f"{assessment.indicator.title}: {assessment.evidence.area}"
    id = f"trend-{anchor_of(assessment.indicator.id)}"
    shown = _trend(assessment, id, title, lines, status=assessment.status, rated=assessment.own_period)
    left_out = len(_until(assessment.evidence, assessment.own_period)) - _MOST_POINTS
    if left_out <= 0:
        return shown
    notes = (*shown.table.notes, f"{counted(left_out, 'earlier period')} not shown")
    return replace(shown, table=replace(shown.table, notes=notes))


def _until(evidence: Evidence, period: Period | None) -> list[Period]:
    """The periods of a series up to one of them, or all."""
    return [known for known in evidence.series if period is None or known.end <= period.end]


def longer_view(assessment: Assessment, view: LongerView, number: int) -> Trend | None:
    """A separate series, for context alone: it is never rated, and never joined to the one that is.

    It shows every figure on file, also those published after the date by which the rated ones were known, and says so.
    """
    shown = replace(
        assessment.evidence,
        measure=view.measure,
        frequency=Frequency.IRREGULAR,
        dimensions=(),
        as_at=None,
        judged_places=None,
    )
    # The council's own line is the strong one; without it, the first area given is.
    own = shown.area if shown.area in view.areas else view.areas[0]
    lines = tuple(
        _series(assessment, replace(shown, area=area), area, LineKind.OWN if area == own else LineKind.COMPARATOR)
        for area in sorted(view.areas, key=lambda area: area != own)
    )
    if not any(line.known for line in lines):
        return None
    id = f"longer-{number}-{anchor_of(assessment.indicator.id)}"
    note = " ".join(part for part in (view.note.strip(), _later(assessment, view)) if part)
    return replace(_trend(assessment, id, view.title, lines), source=view.source, note=note)


def _later(assessment: Assessment, view: LongerView) -> str:
    """That some figures are later than the date by which the scorecard's own were known, where that is so."""
    evidence = assessment.evidence
    later = any(
        observation.measure == view.measure and evidence.as_at and observation.published > evidence.as_at
        for observation in evidence.observations
        if observation.published
    )
    return f"It holds figures published after {day_text(evidence.as_at)}." if later and evidence.as_at else ""


def _trend(
    assessment: Assessment,
    id: str,
    title: str,
    lines: tuple[Line, ...],
    *,
    status: Rag | None = None,
    rated: Period | None = None,
) -> Trend:
    shown = amount(figure_text(Decimal(2), assessment.indicator.unit, assessment.evidence.units, 0))
    before, _, after = shown.number.partition("2")
    chart = Chart(
        id=id,
        title=title,
        description=_description(lines, status),
        lines=lines,
        status=status,
        before=before,
        after=after,
        unit=shown.unit,
    )
    return Trend(chart, _table(title, lines, rated))


def _lines(assessment: Assessment) -> Iterator[Line]:
    evidence = assessment.evidence
    own = _series(assessment, evidence, evidence.area, LineKind.OWN, assessment.own_period)
    yield own
    for line in _comparators(assessment):
        yield _beside(line, own)
    yield from _targets(assessment)


def _beside(line: Line, own: Line) -> Line:
    """As much of a comparator's line as goes with our own: from our first period on, and the figure known by then."""
    if not own.points:
        return line
    earlier = [point for point in line.points if point.at < own.points[0].at]
    return replace(line, points=(*earlier[-1:], *line.points[len(earlier) :]))


def _series(
    assessment: Assessment,
    evidence: Evidence,
    name: str,
    kind: LineKind,
    until: Period | None = None,
) -> Line:
    """One area's figures up to a period; a missing one keeps its place, with the reason."""
    points: list[Point] = []
    previous: Period | None = None
    for period in _until(evidence, until)[-_MOST_POINTS:]:
        figure = evidence.own(period)
        flag = figure.observation.flag if figure.observation else None
        apart = evidence.frequency.is_regular and previous is not None and period.previous != previous
        points.append(
            Point(
                str(figure.period or period),
                period.end,
                figure.value,
                _figure_text(assessment, figure),
                note=title_case(flag) if flag else "",
                after_gap=apart or bool(points and points[-1].value is None),
                after_break=flag is Flag.SERIES_BREAK,
            )
        )
        previous = period
    return Line(name, kind, tuple(points))


def _figure_text(assessment: Assessment, figure: Figure) -> str:
    if figure.value is None:
        return figure.missing.value.replace("_", " ") if figure.missing else "no figure"
    return _number(assessment, figure.value)


def _number(assessment: Assessment, value: Decimal) -> str:
    """A number without its unit in words, told apart from the rated one where the two differ."""
    indicator, rated = assessment.indicator, assessment.figures["value"].value
    places = indicator.decimals if rated is None else places_to_tell_apart(value, rated, indicator.decimals)
    return amount(figure_text(value, indicator.unit, assessment.evidence.units, places)).number


def _comparators(assessment: Assessment) -> Iterator[Line]:
    target, evidence = assessment.target, assessment.evidence
    if isinstance(target, Share):
        return  # The total that a share is taken of would leave the share's own line flat at the bottom.
    sources = [source for source in (target.sources.values() if target else ()) if isinstance(source, Compared)]
    wanted = {source.comparator: replace(source, base=None) for source in reversed(sources)}
    for id in assessment.indicator.comparator_ids:
        wanted.setdefault(id, Compared(id, Vintage.LATEST))
    for id, source in wanted.items():
        comparator = evidence.comparators.get(id)
        if comparator is None:
            continue
        members = comparator.members(evidence.area)
        if comparator.statistic is Statistic.VALUE and members:
            latest = source.vintage is Vintage.LATEST
            frequency = Frequency.IRREGULAR if latest else evidence.frequency
            theirs = replace(evidence, area=members[0], frequency=frequency)
            yield _series(assessment, theirs, comparator.name, LineKind.COMPARATOR, assessment.own_period)
        elif comparator.statistic is not Statistic.VALUE:
            figures = [(period, source.find(evidence, period)) for period in _own_periods(assessment)]
            yield _found(assessment, comparator.name, LineKind.COMPARATOR, figures)


def _own_periods(assessment: Assessment) -> list[Period]:
    return _until(assessment.evidence, assessment.own_period)[-_MOST_POINTS:]


def _found(assessment: Assessment, name: str, kind: LineKind, figures: Iterable[tuple[Period, Figure]]) -> Line:
    return Line(
        name,
        kind,
        tuple(
            Point(str(period), period.end, figure.value, _figure_text(assessment, figure))
            for period, figure in figures
            if figure.value is not None
        ),
    )


def _targets(assessment: Assessment) -> Iterator[Line]:
    """The numbers to beat, as level lines or as steps; a comparator that is one has its own line already."""
    target, wording = assessment.target, assessment.wording(assessment.last_word)
    if target is None or isinstance(target, (NoTarget, Judged)):
        return
    if isinstance(target, Threshold) and "reference" in target.sources:
        source = target.sources["reference"]
        figures = [(period, source.find(assessment.evidence, period)) for period in _own_periods(assessment)]
        yield _found(assessment, _limit_name(assessment), LineKind.TARGET, figures)
    elif isinstance(target, Threshold):
        yield from _level(assessment, _limit_name(assessment), wording.number("reference") or target.value)
    elif isinstance(target, Improvement):
        beaten = "To match or beat" if wording.facts.get("tie_is_better") else "To beat"
        yield from _level(assessment, beaten, wording.number("green_limit"))
    elif isinstance(target, Gap):
        yield from _level(assessment, "Keeps the gap", wording.number("green_limit"))
    elif isinstance(target, Range):
        yield from _level(assessment, "Upper edge", target.high)
        yield from _level(assessment, "Lower edge", target.low)
    elif isinstance(target, Bands):
        for band in target.bands:
            yield from _level(assessment, f"Limit of {band.name}", band.to)


def _level(assessment: Assessment, name: str, value: Decimal | None) -> Iterator[Line]:
    if value is not None:
        period = assessment.own_period
        yield Line(name, LineKind.TARGET, (Point(str(period), period.end, value, _number(assessment, value)),))


def _limit_name(assessment: Assessment) -> str:
    polarity = assessment.indicator.polarity
    return "Target (ceiling)" if polarity is Polarity.LOW_IS_GOOD else "Target (floor)"


def _description(lines: tuple[Line, ...], status: Rag | None) -> str:
    """Every line in words: where it starts, where it ends and, where it is long, how far it reaches between."""
    return " ".join(f"{_line_in_words(line, status if line.kind is LineKind.OWN else None)}." for line in lines)


def _line_in_words(line: Line, status: Rag | None) -> str:
    known = line.known
    if not known:
        return f"{line.name}: no figure"
    rating = f", rated {mark_of(status).word.lower()}" if status else ""
    first, last = known[0], known[-1]
    if line.kind is LineKind.TARGET and len({point.value for point in known}) == 1:
        return f"{line.name}: {last.text}"
    if len(known) == 1:
        return f"{line.name}: {last.text} in {last.period}{rating}"
    words = f"{line.name}: from {first.text} in {first.period} to {last.text} in {last.period}{rating}"
    if len(known) > _FEW:
        lowest, highest = (pick(known, key=lambda point: point.value or 0) for pick in (min, max))
        words += f"; lowest {lowest.text} in {lowest.period}, highest {highest.text} in {highest.period}"
    return words


def _table(caption: str, lines: tuple[Line, ...], rated: Period | None) -> Table:
    """One row for each day on which a period of any line ends, the latest last."""
    level = [line for line in lines if line.kind is LineKind.TARGET and len(line.points) == 1]
    shown = [line for line in lines if line not in level]
    labels: dict[date, str] = {}
    for line in shown:
        for point in line.points:
            labels.setdefault(point.at, point.period)
    rows = tuple(
        TableRow(
            labels[day],
            tuple(next((_cell(point, labels[day]) for point in line.points if point.at == day), "") for line in shown),
            is_rated=rated is not None and day == rated.end,
        )
        for day in sorted(labels)
    )
    notes = tuple(f"{line.name}: {line.points[0].text}" for line in level)
    return Table(caption, tuple(line.name for line in shown), rows, notes)


def _cell(point: Point, label: str) -> str:
    """A figure with what sets it apart from the others in its row: a period of its own, or a flag."""
    apart = [words for words in (point.period if point.period != label else "", point.note.lower()) if words]
    return f"{point.text} ({', '.join(apart)})" if apart else point.text
