"""The report's summary for a terminal: plain text, in colour where rich is there to give it."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from textwrap import wrap
from typing import TYPE_CHECKING

from scorecard_core.report.lists import Mismatch, Row, StatusList
from scorecard_core.report.matrix import Axis, Count
from scorecard_core.report.view import HEADINGS, View
from scorecard_core.report.words import Mark
from scorecard_core.terms import Rag

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["print_summary", "render_summary"]

_WIDTH = 100
_HARD_SPACE = "\N{NO-BREAK SPACE}"

_Span = tuple[str, str]
"""Some words and their style: the name of a status, "strong", "quiet", or nothing."""

_Line = tuple[_Span, ...]


def render_summary(view: View, *, width: int = _WIDTH) -> str:
    """The summary as plain text."""
    lines = ("".join(words for words, _ in line).rstrip() for line in _summary(view, min(width, _WIDTH)))
    return "\n".join(lines) + "\n"


def print_summary(view: View, console: Console | None = None) -> None:
    """Print the summary, in colour where rich is installed and the output is a terminal that has it.

    Args:
        console: where to print; standard output without it.
    """
    if console is None:
        try:
            from rich.console import Console as Terminal
        except ModuleNotFoundError:
            print(_printable(render_summary(view), sys.stdout.encoding or "utf-8"), end="")
            return
        console = Terminal()
    from rich.text import Text

    for line in _summary(view, min(console.width, _WIDTH)):
        styled = Text()
        for words, style in line:
            styled.append(_printable(words, console.encoding), _STYLES.get(style, style) if console.is_terminal else "")
        styled.rstrip()
        console.print(styled, soft_wrap=True)


def _printable(words: str, encoding: str) -> str:
    """The words as far as an encoding has them: a code page without the shapes still has the words beside them."""
    return words.encode(encoding, "replace").decode(encoding)


# The page's own colours are for white paper; a terminal's are whatever its owner made them, on whatever background.
_STYLES = {
    Rag.GREEN.value: "bold green",
    Rag.AMBER.value: "bold yellow",
    Rag.RED.value: "bold red",
    Rag.GREY.value: "bold",
    "strong": "bold",
    "quiet": "dim",
}


def _summary(view: View, width: int) -> Iterator[_Line]:
    yield from _wrapped(view.title, width, 0, "strong")
    yield from _wrapped(" | ".join(part for part in (view.council, view.period, view.known_by) if part), width)
    yield ()
    yield _tally(f"Indicators ({view.total})", view.counts)
    if view.risks:
        yield _tally(f"Risks ({len(view.risks)})", view.risk_counts)
    yield ()
    yield from _wrapped(view.basis, width)
    for problem in view.left_out:
        yield from _wrapped(f"Left out: {problem}", width)
    names = max((len(group.name) for axis in view.axes for group in axis.groups), default=0)
    for axis in view.axes:
        yield ()
        yield from _wrapped(axis.title, width, 0, "strong")
        yield from _groups(axis, max(8, min(names, width - 52)))
    for found in view.lists:
        if found.status.name == Rag.RED:
            yield ()
            yield from _list(found, view.watch_sentence, width)
    if view.contradictions:
        yield ()
        yield ((HEADINGS["contradictions"], "strong"),)
        for one in view.contradictions:
            yield from _mismatch(one, width)
    if view.unused:
        yield ()
        yield ((HEADINGS["unused"], "strong"),)
        for unused in view.unused:
            yield from _wrapped(f"{unused.measure}: {unused.figures}, {unused.areas}", width, 2)


def _tally(name: str, counts: Iterable[Count]) -> _Line:
    spans = [
        _marked(count.status, f"{count.status.symbol} {count.number} {count.status.word.lower()}") for count in counts
    ]
    return ((f"{name:<17}", ""), *(span for one in spans for span in (one, ("   ", ""))))


def _groups(axis: Axis, room: int) -> Iterator[_Line]:
    for group in axis.groups:
        name = group.name if len(group.name) <= room else f"{group.name[: room - 1]}…"
        cells = (
            _marked(count.status, f"{count.status.symbol} {count.number:>2} {count.status.word.lower():<7}")
            if count.number
            else (" " * 12, "")
            for count in group.counts
        )
        yield ((f"  {name:<{room}}  ", ""), *cells)


def _list(found: StatusList, sentence: str, width: int) -> Iterator[_Line]:
    yield ((found.heading, "strong"),)
    yield from _wrapped(sentence, width)
    for group in found.groups:
        for row in group.rows:
            yield ()
            yield from _row(row, width)


def _row(row: Row, width: int) -> Iterator[_Line]:
    mark, style = _marked(row.status, str(row.status))
    first, *rest = wrap(row.title, width - len(mark) - 2) or [""]
    yield ((mark, style), (f"  {first}", "strong"))
    for line in rest:
        yield ((" " * (len(mark) + 2) + line, "strong"),)
    said = (
        row.group,
        str(row.value) if row.value else "no figure given",
        row.period,
        f"updated: {row.updated.lower()}",
        _together(row.movement),
        _together(row.travel) if row.travel else "",
    )
    yield from _wrapped(" | ".join(part for part in said if part), width, 2)
    yield from _wrapped(row.reason, width, 2, "quiet")


def _mismatch(one: Mismatch, width: int) -> Iterator[_Line]:
    yield from _wrapped(one.title, width, 2)
    yield (
        ("  published ", ""),
        _marked(one.published, str(one.published)),
        (", the engine says ", ""),
        _marked(one.engine, str(one.engine)),
    )
    yield from _wrapped(one.reason, width, 4, "quiet")


def _together(mark: Mark) -> str:
    """A symbol and its word, which no line ends between."""
    return f"{mark.symbol}{_HARD_SPACE}{mark.word.replace(' ', _HARD_SPACE)}"


def _marked(mark: Mark, words: str) -> _Span:
    return words, mark.name


def _wrapped(words: str, width: int, indent: int = 0, style: str = "") -> Iterator[_Line]:
    space = " " * indent
    for line in wrap(words, max(20, width), initial_indent=space, subsequent_indent=space):
        yield ((line.replace(_HARD_SPACE, " "), style),)
