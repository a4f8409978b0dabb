"""What the forms of a report share in words: marks that are never colour alone, and the small change of sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from scorecard_core.terms import Basis, Movement, Rag, Travel, title_case

__all__ = [
    "ACCENT",
    "BASES",
    "PALETTE",
    "Amount",
    "Mark",
    "amount",
    "anchor_of",
    "counted",
    "day_text",
    "listed",
    "mark_of",
    "sentence",
]

PALETTE: Mapping[Rag, str] = {
    Rag.GREEN: "#00703c",
    Rag.AMBER: "#b35900",
    Rag.RED: "#b10e1e",
    Rag.GREY: "#505a5f",
}
"""The colours of the statuses. Each has a contrast of at least 4.5 to 1 on white, and none of them stands alone."""

ACCENT = "#1f4e79"
"""The one colour beside them: links, and the line of the council's own figures."""

BASES: Mapping[Basis, str] = {
    Basis.COMPUTED: "computed by the engine",
    Basis.JUDGEMENT: "judged by someone accountable",
    Basis.AS_PUBLISHED: "taken over from the published report",
}
"""What a status rests on, in words."""

_SYMBOLS: Mapping[Movement | Travel, str] = {
    Movement.IMPROVED: "↑",
    Movement.WORSENED: "↓",
    Movement.UNCHANGED: "=",
    Movement.NEWLY_RATED: "+",
    Movement.NO_LONGER_RATED: "–",
    Movement.NOT_UPDATED: "…",
    Movement.NO_PREVIOUS_RATING: "·",
    Movement.NOT_COMPARABLE: "≠",
    Travel.IMPROVING: "↗",
    Travel.WORSENING: "↘",
    Travel.STEADY: "→",
    Travel.INCREASING: "↗",
    Travel.DECREASING: "↘",
    Travel.NOT_COMPARABLE: "≠",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """A term as a report shows it: its symbol and its word, always together.

    Attributes:
        name: the term itself, for the style that goes with it.
    """

    name: str
    word: str
    symbol: str

    def __str__(self) -> str:
        return f"{self.symbol} {self.word}"


def mark_of(term: Rag | Movement | Travel) -> Mark:
    """The mark of a status, a movement or a direction of travel."""
    symbol = term.symbol if isinstance(term, Rag) else _SYMBOLS[term]
    return Mark(term.value, title_case(term), symbol)


@dataclass(frozen=True, slots=True)
class Amount:
    """A printed figure in two parts, so that the number can be set large: "66.3" and "per 10,000"."""

    number: str
    unit: str

    def __str__(self) -> str:
        return f"{self.number} {self.unit}".rstrip()


def amount(text: str) -> Amount:
    """A printed figure in its two parts. What stands close to the number, as in "£5" and "46%", stays with it."""
    found = _NUMBER.fullmatch(text)
    return Amount(found[1], found[2]) if found else Amount(text, "")


_NUMBER = re.compile(r"(\D*\d\S*)\s*(.*)", re.DOTALL)


def anchor_of(id: str) -> str:
    """An indicator's id as the name of a place on a page; no two ids share one."""
    return id.replace(".", "-")


def counted(number: int, noun: str, plural: str = "") -> str:
    """A number with its noun: "1 risk", "27 indicators"."""
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"


def listed(words: Iterable[str]) -> str:
    """Words as a sentence lists them: "a, b and c"."""
    *most, last = list(words) or [""]
    return f"{', '.join(most)} and {last}" if most else last


def sentence(words: str) -> str:
    """Words with a capital in front and a full stop behind."""
    text = words.strip()
    if not text:
        return ""
    return text[0].upper() + text[1:] + ("" if text.endswith((".", "?", "!")) else ".")


def day_text(day: date) -> str:
    """A date in full: "31 March 2017"."""
    return f"{day.day} {day:%B %Y}"
