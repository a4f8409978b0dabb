"""What the forms of a report share in words: marks that are never colour alone, and the small change of sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from scorecard_core.terms import Movement, Rag, Travel, title_case
from scorecard_core.units import Units
from scorecard_core.wording import figure_text, number_text

__all__ = ["PALETTE", "Amount", "Mark", "amount", "anchor_of", "counted", "day_text", "listed", "mark_of", "sentence"]

PALETTE: Mapping[Rag, str] = {
    Rag.GREEN: "#00703c",
    Rag.AMBER: "#b35900",
    Rag.RED: "#b10e1e",
    Rag.GREY: "#505a5f",
}
"""The colours of the statuses. Each has a contrast of at least 4.5 to 1 on white, and none of them stands alone."""

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


def amount(value: Decimal, unit: str, units: Units, places: int) -> Amount:
    """A figure in its two parts. What stands close to the number, as in "£5" and "46%", stays with it."""
    text, number = figure_text(value, unit, units, places), number_text(abs(value), places)
    before, number, after = text.partition(number)
    if after.startswith(" "):
        return Amount(before + number, after.strip())
    return Amount(text, "")


def anchor_of(id: str) -> str:
    """An indicator's id as the name of a place on a page."""
    return id.replace(".", "-").replace("_", "-")


def counted(number: int, noun: str) -> str:
    """A number with its noun: "1 risk", "27 indicators"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


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
