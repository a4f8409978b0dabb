"""One spelling of each word that a label may use, so that the forms of labels need to be known once."""

from __future__ import annotations

import re
import unicodedata

from scorecard_core.periods.writing import MONTHS

__all__ = ["spelt"]

_SHORTEST_MONTH = 3
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−﹘﹣－", "-") | dict.fromkeys("‘’ʼ′`", "'"))
_ENDS = r"(?:up to|to|ending|ended|until|till)(?: the)?(?: end(?: of)?)?"
_SPELLINGS = tuple(
    (re.compile(pattern, re.ASCII), instead)
    for pattern, instead in (
        (r"[,:()]", " "),
        (r"\s+", " "),
        (r" ?([/-]) ?", r"\1"),
        (r"'(?=\d\d\b)", ""),
        (r"(?<=\d)(?:st|nd|rd|th)\b(?! (?:quarter|qtr|half))", ""),
        (r"\b(first|second|third|fourth|[1-4](?:st|nd|rd|th)) (?:quarter|qtr)\b", r"q\1"),
        (r"\b(first|second|[12](?:st|nd)) half(?:[ -]year)?\b", r"h\1"),
        (r"\b([qh])(?:1st|first)\b", r"\g<1>1"),
        (r"\b([qh])(?:2nd|second)\b", r"\g<1>2"),
        (r"\bq(?:3rd|third)\b", "q3"),
        (r"\bq(?:4th|fourth)\b", "q4"),
        (r"\b(?:quarter|qtr)\.? ?(?=[1-4]\b)", "q"),
        (r"\bq (?=[1-4]\b)", "q"),
        (r"\bhalf(?:[ -]year)? ?(?=[12]\b)", "h"),
        (r"(?<=\d)(?=[qh][1-4]\b)", " "),
        (r"\bcq(?=[1-4]\b)", "cy q"),
        (r"\bcalendar(?: year)?\b", "cy"),
        (r"\b(?:academic|school) year\b|\bacademic\b", "ay"),
        (rf"\b(?:financial year|fy) (?:{_ENDS})\b", "fye"),
        (r"\b(?:financial|fiscal) year\b", "fy"),
        (r"\b(ay|fye?|cy|ytd)(?=\d)", r"\1 "),
        (r"\byear[ -]to[ -]date\b|\bcumulative\b", "ytd"),
        (rf"\bytd (?:{_ENDS}|at)\b", "ytd"),
        (r"\btwelve\b", "12"),
        (r"\brolling year\b", "rolling 12 months"),
        (rf"\b(?:rolling )?(\d+)[ -]?(?:months?|mths?|m) (?:{_ENDS})\b", r"\1m to"),
        (rf"\b(?:rolling )?(\d+)[ -]?(?:years?|yrs?) (?:{_ENDS})\b", r"\1y to"),
        (rf"\bquarter (?:{_ENDS})\b", "3m to"),
        (r"\bw/?e\b|\bweek (?:to|ending|ended)\b", "w/e"),
        (r"\bw/?c\b|\bweek (?:commencing|beginning|starting|from)\b", "w/c"),
        (r"\b(?:ye|y/e)\b|\byear[ -](?:ending|ended)(?: the)?(?: end(?: of)?)?\b", "12m to"),
        (r"\b(?:of|the)\b", " "),
        (r"^(?:as )?(?:at|on)\b", " "),
        (r"([a-z]{3,})\.", r"\1"),
        (r"\s+", " "),
    )
)


_SPELT = re.compile(
    rf"(?:(?:ay|fy|cy|ytd|to|w/e|q[1-4]|h[12]|{'|'.join(month[:_SHORTEST_MONTH].casefold() for month in MONTHS)}"
    r"|\d{4}(?:/\d{2})?|\d{2}/\d{2}/\d{4}|\d{4}-\d{2}(?:-\d{2})?)(?: (?!$)|$))+",
    re.ASCII,
)
"""What most labels look like: nothing in it has another spelling."""


def spelt(text: str) -> str:
    """A label in small letters, with plain dashes and single spaces, and one spelling of each word.

    Months are their first three letters; ``q``, ``h``, ``ay``, ``fy``, ``fye``, ``cy``, ``ytd``, ``w/e``, ``w/c``,
    ``12m to`` and ``3y to`` stand for the ways to write them.
    """
    found = unicodedata.normalize("NFKC", text.translate(_DASHES)).translate(_DASHES).casefold()
    if _SPELT.fullmatch(found):
        return found
    for pattern, instead in _SPELLINGS:
        found = pattern.sub(instead, found)
    return re.sub(r"[a-z]+", _short_month, found).strip()


def _short_month(word: re.Match[str]) -> str:
    """A month's name cut short in one way: "Sept" and "September" are "sep"."""
    return _SHORT_MONTHS.get(word[0], word[0])


_SHORT_MONTHS = {
    month[:length].casefold(): month[:_SHORTEST_MONTH].casefold()
    for month in MONTHS
    for length in range(_SHORTEST_MONTH, len(month) + 1)
}
