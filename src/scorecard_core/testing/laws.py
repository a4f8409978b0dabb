"""Laws as values: a sentence that must hold, how to check it, and where its cases come from.

A law is checked on a *subject*: a function that rates, for the laws of the engine; one published indicator, for the
laws of a plugin. Its cases are drawn by Hypothesis and cut down to the smallest one that breaks it.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from textwrap import indent
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import FlakyFailure, HypothesisException
from hypothesis.strategies import SearchStrategy

__all__ = ["Law", "LawBrokenError", "Violation", "law", "violation_of"]

_PHASES = (Phase.explicit, Phase.generate, Phase.shrink)


class LawBrokenError(AssertionError):
    """A law that does not hold: what happened, and the Python that shows it again."""

    def __init__(self, what: str, reproduction: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.reproduction = reproduction


@dataclass(frozen=True, kw_only=True, eq=False)
class Law:
    """A sentence that must hold.

    Attributes:
        name: the sentence in snake_case, as a test's id has it.
        sentence: the same in plain English, with what it means.
        check: takes the subject and one value from each strategy; raises :class:`LawBrokenError`.
        strategies: where each argument comes from, by its name: a strategy, or a function from the subject to one.
        since: the version of scorecard-core that brought it.
        exempt: says why a subject need not keep the law; empty where it must.
        about: whether a subject is what the law is about; nothing is said of any other.
        most: how many cases at most it is tried on, where each takes long; its cases are then not cut down either.
    """

    name: str
    sentence: str
    check: Callable[..., None]
    strategies: Mapping[str, Any]
    since: str
    exempt: Callable[[Any], str] | None = None
    about: Callable[[Any], bool] | None = None

    def is_about(self, subject: Any) -> bool:
        """Whether the law says anything of the subject."""
        return self.about is None or self.about(subject)

    most: int | None = None

    def exemption(self, subject: Any) -> str:
        """Why the subject need not keep this law; empty where it must."""
        return self.exempt(subject) if self.exempt else ""

    def strategies_for(self, subject: Any) -> dict[str, SearchStrategy[Any]]:
        """The strategies for one subject."""
        return {
            name: source if isinstance(source, SearchStrategy) else source(subject)
            for name, source in self.strategies.items()
        }


@dataclass(frozen=True, slots=True)
class Violation:
    """A law that was broken: by whom, how, and the Python that shows it again."""

    law: Law
    subject: str
    what: str
    reproduction: str = ""

    def __str__(self) -> str:
        lines = [
            f"{self.subject} breaks the law '{self.law.name.replace('_', ' ')}' (since {self.law.since}):",
            indent(self.law.sentence, "    "),
            f"What happened: {self.what}",
        ]
        if self.reproduction:
            lines += ["To see it again:", "", indent(self.reproduction, "    ")]
        return "\n".join(lines)


def law(
    *,
    since: str,
    name: str = "",
    exempt: Callable[[Any], str] | None = None,
    about: Callable[[Any], bool] | None = None,
    most: int | None = None,
    **strategies: Any,
) -> Callable[[Callable[..., None]], Law]:
    """Make a law of a function: its name is the law's name, its docstring the sentence.

    Args:
        since: the version that brought the law.
        name: another name than the function's.
        exempt, about, most: see :class:`Law`.
        strategies: where the arguments after the subject come from.
    """

    def made(check: Callable[..., None]) -> Law:
        sentence = " ".join((inspect.getdoc(check) or "").split())
        return Law(
            name=name or check.__name__,
            sentence=sentence,
            check=check,
            strategies=strategies,
            since=since,
            exempt=exempt,
            about=about,
            most=most,
        )

    return made


def violation_of(law: Law, subject: Any, *, called: str, max_examples: int | None = None) -> Violation | None:
    """Try a law on a subject: the smallest violation that was found, or None.

    The cases are the same in every run, so that a test which passes here passes elsewhere; more examples look further.

    Args:
        called: what to call the subject in the message.
        max_examples: how many cases to try; as many as Hypothesis' own profile says, which is 100, where not given.
    """
    try:
        _try(law, subject, max_examples or settings().max_examples)
    except LawBrokenError as broken:
        return Violation(law, called, broken.what, broken.reproduction)
    except FlakyFailure as flaky:
        found = [error for error in flaky.exceptions if isinstance(error, LawBrokenError)]
        if not found:
            raise
        again = "It does not happen every time: something is remembered from one rating to the next."
        return Violation(law, called, f"{found[0].what}. {again}", found[0].reproduction)
    except HypothesisException:
        raise
    except Exception as error:
        return Violation(law, called, f"it raised {type(error).__name__}: {error}")
    return None


def _try(law: Law, subject: Any, max_examples: int) -> None:
    strategies = law.strategies_for(subject)
    if not strategies:
        law.check(subject)
        return

    @settings(
        max_examples=min(max_examples, law.most or max_examples),
        phases=_PHASES if law.most is None else (Phase.generate,),
        deadline=None,
        database=None,
        derandomize=True,
        report_multiple_bugs=False,
        print_blob=False,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(**strategies)
    def holds(**drawn: Any) -> None:
        law.check(subject, **drawn)

    holds()
