"""What can go wrong, in one small tree.

An error says *where* it is, what was *found*, what was *expected* and, where that helps, a *hint*; its ``code`` never
changes, so programs may rely on it while the words improve. Several problems found together are raised together, as
:class:`Problems`.

Errors are for misuse and for files that cannot be read. Data never raises: it is rated grey, with a reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydantic_core import PydanticCustomError

__all__ = [
    "DefinitionError",
    "InputError",
    "PeriodError",
    "PluginError",
    "Problems",
    "ScorecardError",
    "UnitError",
    "UnknownIndicatorError",
    "did_you_mean",
    "raise_all",
    "refusal",
]


class ScorecardError(Exception):
    """The root of every error that scorecard_core raises on purpose.

    Args:
        code: what went wrong, in kebab-case; stable across versions.
        where: the file, table and key, the line, or the plugin and hook.
        found: what was found there.
        expected: what was expected instead.
        hint: what to do about it.
    """

    def __init__(self, code: str, *, where: str = "", found: str, expected: str = "", hint: str = "") -> None:
        super().__init__(code, where, found, expected, hint)
        self.code = code
        self.where = where
        self.found = found
        self.expected = expected
        self.hint = hint

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.code, self.where, self.found, self.expected, self.hint)

    def __str__(self) -> str:
        text = f"{self.where}: {self.found}" if self.where else self.found
        if self.expected:
            text += f"; expected {self.expected}"
        if not text.endswith((".", "?", "!")):
            text += "."
        if self.hint:
            text += f" {self.hint}"
        return text

    def at(self, where: str) -> ScorecardError:
        """The same error, with its place put in front of the place it already names."""
        self.where = f"{where}: {self.where}" if self.where else where
        return self


def _rebuild(cls: type[ScorecardError], code: str, where: str, found: str, expected: str, hint: str) -> ScorecardError:
    return cls(code, where=where, found=found, expected=expected, hint=hint)


class DefinitionError(ScorecardError):
    """A definition that cannot be read, or that cannot mean anything."""


class InputError(ScorecardError):
    """An input file, or a row of it, that cannot be read."""


class PeriodError(ScorecardError):
    """A period label that cannot be read, or that could mean several things."""


class UnitError(ScorecardError):
    """A unit that nobody defined, or two that cannot be converted into each other."""


class PluginError(ScorecardError):
    """A plugin that could not be found or loaded, or that returned something else than asked for."""


class UnknownIndicatorError(ScorecardError, LookupError):
    """An indicator id that no definition has."""


class Problems(ExceptionGroup[ScorecardError]):
    """Everything that was found wrong in one go; ``errors`` holds the single ones."""

    def __str__(self) -> str:
        return "\n".join(str(error) for error in self.errors)

    def derive(self, excs: Sequence[Any], /) -> Any:
        """A group of some of these problems; ``except*`` asks for it."""
        return Problems(self.message, excs)

    @property
    def errors(self) -> tuple[ScorecardError, ...]:
        """The single problems, in the order in which they were found."""
        return tuple(error for error in self.exceptions if isinstance(error, ScorecardError))


def raise_all(what: str, problems: Iterable[ScorecardError]) -> None:
    """Raise :class:`Problems` if there are any.

    Args:
        what: what was being done, such as "reading the definitions".
    """
    found = list(problems)
    if found:
        raise Problems(what, found)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint that names the nearest known word, or lists the known ones where they are few; else nothing."""
    words = list(known)
    near = get_close_matches(word.casefold(), [w.casefold() for w in words], n=1, cutoff=0.6)
    if near:
        return f"Did you mean '{next(w for w in words if w.casefold() == near[0])}'?"
    if 0 < len(words) <= 12:
        return f"Known: {', '.join(sorted(words))}."
    return ""


def refusal(code: str, *, found: str, expected: str = "", hint: str = "") -> PydanticCustomError:
    """What a validator of a definition raises: pydantic then reports it with its place, beside all the others."""
    from pydantic_core import PydanticCustomError

    parts = {"found": found, "expected": expected, "hint": hint}
    text = str(ScorecardError(code, found=found, expected=expected, hint=hint))
    # The words are data, so a brace in them must not be read as a placeholder of pydantic's template.
    return PydanticCustomError(code, "{text}", {"text": text, **parts})
