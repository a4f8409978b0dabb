"""The measurements as a Markdown page and a chart."""

from __future__ import annotations

import math
import os
import platform
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from importlib.metadata import PackageNotFoundError, version

from benchmarks.contestants import Group, Task
from benchmarks.measure import Measured, growth

__all__ = ["chart", "page", "seconds_text", "tables"]

_TITLES = {
    Task.WHOLE: "The whole: previous period, status, movement, direction of travel",
    Task.RATING: "Rating only: the references are beside the value",
}
_LIBRARIES = (
    "polars duckdb pyarrow pandas numpy narwhals zen-engine business-rules rule-engine json-logic-qubit "
    "common-expression-language cel-python"
).split()


def tables(measured: Sequence[Measured]) -> str:
    """One table for each task."""
    parts = []
    for task, title in _TITLES.items():
        rows = [each for each in measured if each.contestant.task is task and each.rounds]
        if rows:
            parts.append(f"## {title}\n\n{_table(rows)}")
    return "\n\n".join(parts)


def _table(measured: Sequence[Measured]) -> str:
    sizes = sorted({rows for each in measured for rows in each.seconds})
    head = [
        "",
        *(f"{rows:,} rows" for rows in sizes),
        "one rating",
        "against Polars by hand",
        "against the same library by hand",
        "memory beyond the input",
        "grows as",
    ]
    polars = _by_hand(measured, "polars")
    lines = [_line(head), _line(["---"] + ["---:"] * (len(head) - 1))]
    for each in sorted(measured, key=lambda one: (list(Group).index(one.contestant.group), one.per_rating())):
        own = _by_hand(measured, each.contestant.backend)
        exponent = growth(each.seconds)
        lines.append(
            _line(
                [
                    each.contestant.name,
                    *(seconds_text(each.seconds[rows]) if rows in each.seconds else "" for rows in sizes),
                    seconds_text(each.per_rating() / 1e6),
                    _ratio(each.against(polars), max(sizes)),
                    "" if own is each else _ratio(each.against(own), max(sizes)),
                    "" if each.peak is None else f"{each.peak[0]:,.0f} MB ({each.peak[1]:,} rows)",
                    "" if exponent is None else f"rows^{exponent:.2f}",
                ]
            )
        )
    return "\n".join(lines)


def _by_hand(measured: Iterable[Measured], backend: str) -> Measured | None:
    """The first that is written by hand with a library: for Polars the lazy one."""
    return next(
        (one for one in measured if one.contestant.backend == backend and one.contestant.group is Group.HAND), None
    )


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _ratio(found: tuple[float, int] | None, largest: int) -> str:
    if found is None:
        return ""
    ratio, rows = found
    shown = f"{ratio:,.0f}" if ratio >= 100 else f"{ratio:.3g}"
    return shown if rows == largest else f"{shown} (at {rows:,})"


def seconds_text(seconds: float) -> str:
    """A duration in the unit in which it is easily read."""
    for factor, unit in ((1, "s"), (1e3, "ms"), (1e6, "µs")):
        if seconds * factor >= 1:
            return f"{seconds * factor:.3g} {unit}"
    return f"{seconds * 1e9:.3g} ns"


def page(measured: Sequence[Measured], left_out: Mapping[str, str], command: str, checked: int, repeat: int) -> str:
    """The page of the documentation."""
    missing = [f"* {name}: {why}" for name, why in left_out.items()]
    return "\n".join(
        [
            "# How fast it rates",
            "",
            "300 indicators of mixed polarity, one in ten a range; fixed targets with a tolerance in per cent, a",
            "national comparator, improvement on the previous figure, and no target; one figure in twenty missing, one",
            f"in fifty a gap, many exactly on a limit. Everyone shown gave identical answers for {checked:,} rows",
            f"before anything was measured. Medians of {repeat} runs that took turns; a ratio is the median of the",
            "rounds', and above 1 is slower: ratios are what to go by, since the machine and its other work cancel.",
            "Times are the processor's, of all threads together, not the clock's. For the whole task the keys and what",
            "comes out are text for everyone who is given text. The two tasks start from different input: do not",
            "compare them.",
            "Growth is fitted from 50,000 rows on; well below 1, the cost of any call still counts.",
            "",
            "![Time against rows, and time for one rating](benchmark.svg)",
            "",
            tables(measured),
            "",
            *(["## Left out", "", *missing, ""] if missing else []),
            "## Measured with",
            "",
            f"`{command}`, on {_machine()}.",
            "",
            f"{_versions()}.",
            "",
        ]
    )


def _machine() -> str:
    cores = f"{os.cpu_count()} cores ({platform.machine()}), {platform.system()}, Python {platform.python_version()}"
    busy = f", with {os.getloadavg()[2]:.1f} processes running on average" if hasattr(os, "getloadavg") else ""
    return cores + busy


def _versions() -> str:
    found = []
    for name in _LIBRARIES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            continue
    return ", ".join(found)


# ---- the chart

_COLOURS = {Group.ENGINE: "#b5179e", Group.HAND: "#3a5a80", Group.RULES: "#8a6d1f"}
_WIDTH, _LEFT, _RIGHT, _PANEL = 1000, 70, 600, 380
_BAR = 18


def chart(measured: Sequence[Measured]) -> str:
    """Two panels: the whole task's time against rows, both on logarithmic scales, and the time for one rating."""
    whole = [each for each in measured if each.contestant.task is Task.WHOLE and each.rounds]
    rating = sorted(
        (each for each in measured if each.contestant.task is Task.RATING and each.rounds), key=Measured.per_rating
    )
    height = (_PANEL + 90 if whole else 0) + (len(rating) * _BAR + 80 if rating else 0)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img" '
        'font-family="system-ui, sans-serif" font-size="12">',
        "<title>How fast it rates</title>",
        "<desc>The same numbers are in the tables of this page.</desc>",
        f'<rect width="{_WIDTH}" height="{height}" fill="#ffffff"/>',
        *(_lines(whole) if whole else []),
        *(_bars(rating, _PANEL + 90 if whole else 0) if rating else []),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _lines(measured: Sequence[Measured]) -> Iterable[str]:
    rows = [math.log10(size) for each in measured for size in each.seconds]
    times = [math.log10(took) for each in measured for took in each.seconds.values()]
    x_axis = math.floor(min(rows)), max(math.ceil(max(rows)), math.floor(min(rows)) + 1)
    y_axis = math.floor(min(times)), max(math.ceil(max(times)), math.floor(min(times)) + 1)
    top, bottom = 40, _PANEL + 20

    def x(value: float) -> float:
        return _LEFT + (value - x_axis[0]) / (x_axis[1] - x_axis[0]) * (_RIGHT - _LEFT)

    def y(value: float) -> float:
        return bottom - (value - y_axis[0]) / (y_axis[1] - y_axis[0]) * (bottom - top)

    yield _text(_LEFT, 22, "The whole task: processor time against rows (both axes logarithmic)", weight="bold")
    for power in range(x_axis[0], x_axis[1] + 1):
        yield _rule(x(power), top, x(power), bottom)
        yield _text(x(power), bottom + 18, f"{10**power:,}", anchor="middle")
    for power in range(y_axis[0], y_axis[1] + 1):
        yield _rule(_LEFT, y(power), _RIGHT, y(power))
        yield _text(_LEFT - 8, y(power) + 4, seconds_text(10.0**power), anchor="end")
    ends = []
    for each in measured:
        colour = _COLOURS[each.contestant.group]
        points = [(x(math.log10(size)), y(math.log10(took))) for size, took in sorted(each.seconds.items())]
        line = " ".join(f"{across:.1f},{down:.1f}" for across, down in points)
        dashes = ' stroke-dasharray="5 3"' if each.contestant.group is Group.HAND else ""
        yield f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"{dashes}/>'
        yield from (f'<circle cx="{a:.1f}" cy="{d:.1f}" r="3" fill="{colour}"/>' for a, d in points)
        ends.append((points[-1], each.contestant.name, colour))
    for (across, down), at, name, colour in _spread(ends, top, bottom):
        yield f'<path d="M{across + 5:.1f},{down:.1f} L{_RIGHT + 14},{at:.1f}" stroke="{colour}" stroke-width="0.5"/>'
        yield _text(_RIGHT + 18, at + 4, name, fill=colour)


def _spread(
    ends: Sequence[tuple[tuple[float, float], str, str]], top: float, bottom: float
) -> list[tuple[tuple[float, float], float, str, str]]:
    """Labels beside the ends of their lines, pushed apart so that none covers another."""
    ordered = sorted(ends, key=lambda end: end[0][1])
    step = min(16.0, (bottom - top) / max(1, len(ordered) - 1))
    placed: list[float] = []
    for (_, down), _, _ in ordered:
        placed.append(max(down, placed[-1] + step) if placed else max(down, top))
    over = max(0.0, placed[-1] - bottom)
    placed = [at - over for at in placed]
    for index in range(1, len(placed)):
        placed[index] = max(placed[index], placed[index - 1] + step)
    return [(point, at, name, colour) for (point, name, colour), at in zip(ordered, placed, strict=True)]


def _bars(measured: Sequence[Measured], top: float) -> Iterable[str]:
    logs = [math.log10(each.per_rating()) for each in measured]
    low, high = math.floor(min(logs)), max(math.ceil(max(logs)), math.floor(min(logs)) + 1)
    left, right = 270, _WIDTH - 90
    bottom = top + 40 + len(measured) * _BAR

    def x(value: float) -> float:
        return left + (value - low) / (high - low) * (right - left)

    yield _text(_LEFT, top + 22, "Rating only: processor time for one rating (logarithmic)", weight="bold")
    for power in range(low, high + 1):
        yield _rule(x(power), top + 34, x(power), bottom)
        yield _text(x(power), bottom + 16, seconds_text(10.0**power / 1e6), anchor="middle")
    for index, (each, log) in enumerate(zip(measured, logs, strict=True)):
        at, colour = top + 38 + index * _BAR, _COLOURS[each.contestant.group]
        yield f'<rect x="{left}" y="{at}" width="{max(1, x(log) - left):.1f}" height="{_BAR - 5}" fill="{colour}"/>'
        yield _text(left - 8, at + 11, each.contestant.name, anchor="end")
        yield _text(x(log) + 5, at + 11, seconds_text(each.per_rating() / 1e6))


def _rule(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="#dddddd"/>'


def _text(
    x: float, y: float, text: str, *, anchor: str = "start", fill: str = "#222222", weight: str = "normal"
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{fill}" font-weight="{weight}">'
        f"{escape(text)}</text>"
    )
