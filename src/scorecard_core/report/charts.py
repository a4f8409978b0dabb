"""Charts as SVG, written by hand: lines over a time axis that is true to the dates.

A chart needs neither colour nor sight: lines differ in stroke and marker, the rated point has the shape of its status,
every line is labelled at its end, and the title and description say in words what the lines show.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from html import escape

from scorecard_core.report.words import ACCENT, PALETTE
from scorecard_core.terms import Rag
from scorecard_core.wording import number_text

__all__ = ["Chart", "Line", "LineKind", "Point", "nice_ticks", "pushed_apart", "shape", "trend_chart"]

_WIDTH, _HEIGHT = 580, 310
_LEFT, _RIGHT, _TOP, _BOTTOM = 54, 156, 46, 32
_LABEL_HEIGHT = 34
_INSET = 34
_INK, _QUIET, _FAINT = "#1c2733", "#505a5f", "#d5dadd"
_MOST_TICKS = 5
_LONGEST_NAME = 22
_COMPARATOR_DASHES = ("none", "7 3", "2 3")
_FEW_POINTS = 6
_LEVEL = 1e-9
"""The part of its size below which a change is too small to draw."""
_SMALLEST = 1e-20
"""The smallest size that a rated figure can have, beside zero."""


class LineKind(StrEnum):
    """What a line stands for, which decides how it is drawn."""

    OWN = "own"
    COMPARATOR = "comparator"
    TARGET = "target"


@dataclass(frozen=True, slots=True)
class Point:
    """One figure on a line.

    Attributes:
        period: its label; ``at`` is the day on which the period ends.
        text: the figure as it is printed; for a missing one, why it is missing.
        note: what its publisher said about it.
        after_gap: whether a figure is missing between this point and the one before.
        after_break: whether the series has a break there, so that the two must not be joined.
    """

    period: str
    at: date
    value: Decimal | None
    text: str
    note: str = ""
    after_gap: bool = False
    after_break: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A named series of points, in the order of time."""

    name: str
    kind: LineKind
    points: tuple[Point, ...]

    @property
    def known(self) -> tuple[Point, ...]:
        """The points that have a value."""
        return tuple(point for point in self.points if point.value is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """What one chart shows.

    Attributes:
        id: unique on the page.
        description: what the chart shows, in words, for those who do not see it.
        lines: the council's own first.
        status: the status of the last point of the own line; None where the chart shows no rating.
        before, after: what goes around the numbers of the axis, such as "£" and "%".
        unit: the unit in words, above the axis, where it does not go around the numbers.
    """

    id: str
    title: str
    description: str
    lines: tuple[Line, ...]
    status: Rag | None = None
    before: str = ""
    after: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class _Scale:
    """From days and values to places on the paper."""

    first: int
    last: int
    low: float
    high: float
    bottom: float

    def x(self, day: date) -> float:
        left, right = _LEFT + _INSET, _WIDTH - _RIGHT - _INSET / 2
        if self.first == self.last:
            return (left + right) / 2
        return left + (day.toordinal() - self.first) / (self.last - self.first) * (right - left)

    def y(self, value: Decimal | float) -> float:
        return self.bottom - (float(value) - self.low) / (self.high - self.low) * (self.bottom - _TOP)


def trend_chart(chart: Chart) -> str:
    """A chart as an SVG element; without any figure there is nothing to draw, and nothing is returned."""
    lines = [line for line in chart.lines if line.known]
    if not lines:
        return ""
    height = max(_HEIGHT, _TOP + _BOTTOM + _LABEL_HEIGHT * (len(lines) + 1))
    values = [float(point.value or 0) for line in lines for point in line.known]
    days = [point.at.toordinal() for line in lines for point in line.known]
    ticks = nice_ticks(min(values), max(values))
    scale = _Scale(min(days), max(days), float(ticks[0]), float(ticks[-1]), height - _BOTTOM)
    parts = [
        _element("title", escape(chart.title), id=f"{chart.id}-title"),
        _element("desc", escape(chart.description), id=f"{chart.id}-desc"),
        *_value_axis(chart, scale, ticks),
        *_time_axis(lines, scale),
        *(part for number, line in reversed(list(enumerate(lines))) for part in _line(line, scale, number)),
        *_end_labels(lines, scale),
        *_rated_point(chart, scale),
    ]
    return _element(
        "svg",
        "".join(parts),
        role="img",
        viewBox=f"0 0 {_WIDTH} {height}",
        aria_labelledby=f"{chart.id}-title {chart.id}-desc",
        font_size="14",
        fill=_INK,
    )


def shape(status: Rag, x: float = 8, y: float = 8, size: float = 6.5) -> str:
    """The shape of a status around a point: a disc, a triangle, a square, a ring with a dash."""
    colour, edge = PALETTE[status], {"stroke": "#fff", "stroke_width": 1.5, "paint_order": "stroke"}
    match status:
        case Rag.GREEN:
            return _element("circle", cx=x, cy=y, r=size, fill=colour, **edge)
        case Rag.AMBER:
            wide, high = size * 1.12, size * 0.98
            corners = f"{_at(x, y - high)} {_at(x + wide, y + high)} {_at(x - wide, y + high)}"
            return _element("polygon", points=corners, fill=colour, **edge)
        case Rag.RED:
            half = size * 0.9
            return _element("rect", x=x - half, y=y - half, width=2 * half, height=2 * half, fill=colour, **edge)
        case Rag.GREY:
            ring = _element("circle", cx=x, cy=y, r=size - 0.75, fill="#fff", stroke=colour, stroke_width=1.5)
            dash = _path(f"M{_at(x - size / 2, y)}H{x + size / 2:.1f}", colour, 1.5)
            return ring + dash


def nice_ticks(low: float, high: float) -> list[Decimal]:
    """Round numbers that hold everything between two values, few enough to read.

    The axis starts at zero where that hides no change: where the values spread over most of the way from zero.
    """
    largest = max(abs(low), abs(high))
    if high - low <= largest * _LEVEL or largest < _SMALLEST:
        around = largest / 10 if largest >= _SMALLEST else 1.0
        low, high = low - around, high + around
    elif 0 <= low <= (high - low):
        low = 0.0
    elif -(high - low) <= high <= 0:
        high = 0.0
    else:
        # A line along the very bottom would be taken for the axis.
        low -= (high - low) / 20
    exponent = math.floor(math.log10(high - low)) - 1
    for power in (exponent, exponent + 1, exponent + 2):
        for multiple in (1, 2, 5):
            step = multiple * 10.0**power
            first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
            if last - first <= _MOST_TICKS:
                return [Decimal(count * multiple).scaleb(power) for count in range(first, last + 1)]
    raise AssertionError("a step of a tenfold order always holds the values")  # pragma: no cover


def pushed_apart(places: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """The places of labels, moved as little as it takes to keep ``gap`` between them and all of them inside.

    The order of the labels stays that of the places. Where there is not room for all, they are spread evenly.
    """
    order = sorted(range(len(places)), key=lambda index: places[index])
    room = min(gap, (high - low) / (len(places) - 1)) if len(places) > 1 else gap
    # Labels that touch become one block, set around the middle of the places that its labels would like.
    blocks: list[tuple[float, int]] = []
    for position, index in enumerate(order):
        wanted, count = places[index] - position * room, 1
        while blocks and blocks[-1][0] > wanted:
            earlier, members = blocks.pop()
            wanted, count = (earlier * members + wanted * count) / (members + count), members + count
        blocks.append((wanted, count))
    settled = [start for start, count in blocks for _ in range(count)]
    highest = high - (len(places) - 1) * room
    result = [0.0] * len(places)
    for position, index in enumerate(order):
        result[index] = min(max(settled[position], low), highest) + position * room
    return result


def _value_axis(chart: Chart, scale: _Scale, ticks: list[Decimal]) -> Iterator[str]:
    right = _WIDTH - _RIGHT
    for tick in ticks:
        y, is_zero = scale.y(tick), tick == 0
        yield _path(f"M{_at(_LEFT, y)}H{right}", _QUIET if is_zero else _FAINT, 1)
        exponent = tick.as_tuple().exponent
        number = number_text(abs(tick), max(0, -exponent) if isinstance(exponent, int) else 0)
        text = f"{'-' if tick < 0 else ''}{chart.before}{number}{chart.after}"
        yield _text(text, _LEFT - 8, y + 4.5, text_anchor="end", fill=_QUIET)
    first = f"axis starts at {chart.before}{number_text(ticks[0], 6)}{chart.after}" if ticks[0] > 0 else ""
    yield _text(", ".join(part for part in (chart.unit, first) if part), 0, 14, font_size=13, fill=_QUIET)
    if first:
        bottom = scale.y(ticks[0])
        yield _path(f"M{_at(_LEFT - 4, bottom - 5)}l8 -4l-8 -4l8 -4", _QUIET, 1.25)


def _time_axis(lines: list[Line], scale: _Scale) -> Iterator[str]:
    labels: dict[date, str] = {}
    for line in lines:
        if line.kind is not LineKind.TARGET:
            for point in line.known:
                labels.setdefault(point.at, point.period)
    days = sorted(labels)
    # The last period is the one that is rated, and the first says how far the chart goes back; others as room allows.
    taken: list[tuple[float, float]] = []
    for day in dict.fromkeys([*days[-1:], *days[:1], *reversed(days)]):
        x, half = scale.x(day), len(labels[day]) * 3.2 + 3
        if all(abs(x - other) >= half + reach for other, reach in taken):
            taken.append((x, half))
            yield _path(f"M{_at(x, scale.bottom)}v5", _QUIET, 1)
            yield _text(labels[day], x, scale.bottom + 20, text_anchor="middle", fill=_QUIET, font_size=12.5)


def _line(line: Line, scale: _Scale, number: int) -> Iterator[str]:
    """One line; comparators are told apart by their strokes and their markers."""
    if line.kind is LineKind.TARGET:
        yield _path(_steps(line, scale), _INK, 1.5, stroke_dasharray="7 4")
        return
    own = line.kind is LineKind.OWN
    colour, width = (ACCENT, 2.75) if own else (_QUIET, 1.5)
    places = [(scale.x(point.at), scale.y(point.value or 0)) for point in line.known]
    joined = "".join(
        f"{'M' if index == 0 or point.after_gap or point.after_break else 'L'}{_at(*place)}"
        for index, (point, place) in enumerate(zip(line.known, places, strict=True))
    )
    dashes = "none" if own else _COMPARATOR_DASHES[(number - 1) % len(_COMPARATOR_DASHES)]
    yield _path(joined, colour, width, stroke_linejoin="round", stroke_dasharray=dashes)
    for before, place, point in zip(places, places[1:], line.known[1:], strict=False):
        if point.after_gap and not point.after_break:
            yield _path(f"M{_at(*before)}L{_at(*place)}", colour, width / 2, stroke_dasharray="2 4")
    for x, y in places:
        if own or number % 2:
            yield _element("circle", cx=x, cy=y, r=4 if own else 3, fill=colour if own else "#fff", stroke=colour)
        else:
            yield _element("rect", x=x - 3, y=y - 3, width=6, height=6, fill="#fff", stroke=colour)
    right = _WIDTH - _RIGHT
    if places and right - places[-1][0] > _INSET:
        yield _path(f"M{_at(*places[-1])}H{right}", colour, 1, stroke_dasharray="1 5")
    if own and len(places) <= _FEW_POINTS:
        yield from _own_values(line.known, places)


def _own_values(points: Sequence[Point], places: Sequence[tuple[float, float]]) -> Iterator[str]:
    """The figures of a short line, each on the side of its point that the line leaves free; the last is at the end."""
    style = {"font_weight": 600, "fill": ACCENT, "stroke": "#fff", "stroke_width": 4, "paint_order": "stroke"}
    for number, (x, y) in enumerate(places[:-1]):
        text = points[number].text
        came_down, goes_up = number > 0 and places[number - 1][1] < y, places[number + 1][1] < y
        reaches_axis = x - 8 - len(text) * 8 < _LEFT
        if goes_up and (came_down or reaches_axis):
            at_x, at_y, anchor = x, y + 22, "middle"
        elif goes_up:
            at_x, at_y, anchor = x - 8, y - 6, "end"
        elif came_down:
            at_x, at_y, anchor = x + 6, y - 9, "start"
        else:
            at_x, at_y, anchor = x, y - 11, "middle"
        yield _text(text, at_x, at_y, text_anchor=anchor, **style)


def _steps(line: Line, scale: _Scale) -> str:
    """A target counts for the whole of its period, so its line is level up to the period's end and then steps."""
    path, right = "", float(_WIDTH - _RIGHT)
    for point in line.known:
        y = scale.y(point.value or 0)
        path += (f"V{y:.1f}" if path else f"M{_at(_LEFT, y)}") + f"H{scale.x(point.at):.1f}"
    return f"{path}H{right:.1f}"


def _end_labels(lines: list[Line], scale: _Scale) -> Iterator[str]:
    wanted = [scale.y(line.known[-1].value or 0) for line in lines]
    places = pushed_apart(wanted, _LABEL_HEIGHT, _TOP + 4, scale.bottom - _LABEL_HEIGHT / 2)
    right = _WIDTH - _RIGHT
    latest = max(line.known[-1].at for line in lines)
    for line, from_y, y in zip(lines, wanted, places, strict=True):
        point, colour = line.known[-1], {LineKind.OWN: ACCENT, LineKind.COMPARATOR: _QUIET}.get(line.kind, _INK)
        yield _path(f"M{_at(right + 2, from_y)}L{_at(right + 12, y)}", colour, 1)
        older = f", {point.period}" if point.at < latest and line.kind is LineKind.COMPARATOR else ""
        yield _text(point.text, right + 16, y + 1, font_weight=700, fill=colour)
        yield _text(_shortened(line.name, older), right + 16, y + 15, font_size=13, fill=colour)


def _rated_point(chart: Chart, scale: _Scale) -> Iterator[str]:
    own = next((line for line in chart.lines if line.kind is LineKind.OWN and line.known), None)
    if own is not None and chart.status is not None:
        point = own.known[-1]
        yield shape(chart.status, scale.x(point.at), scale.y(point.value or 0), 8)


def _shortened(name: str, after: str) -> str:
    room = _LONGEST_NAME - len(after)
    return f"{name if len(name) <= room else name[: room - 1].rstrip() + '…'}{after}"


def _at(x: float, y: float) -> str:
    return f"{x:.1f} {y:.1f}"


def _path(way: str, colour: str, width: float, **attributes: object) -> str:
    return _element("path", d=way, fill="none", stroke=colour, stroke_width=width, **attributes)


def _text(words: str, x: float, y: float, /, **attributes: object) -> str:
    return _element("text", escape(words), x=x, y=y, **attributes) if words else ""


def _element(tag: str, content: str = "", /, **attributes: object) -> str:
    """An element; attributes are escaped here, and whatever is text among the content was escaped by the caller."""
    texts = {name: f"{value:.1f}" if isinstance(value, float) else str(value) for name, value in attributes.items()}
    written = "".join(
        f' {_ATTRIBUTES.get(name, name.replace("_", "-"))}="{escape(text)}"' for name, text in texts.items()
    )
    return f"<{tag}{written}>{content}</{tag}>"


_ATTRIBUTES = {"viewBox": "viewBox"}
