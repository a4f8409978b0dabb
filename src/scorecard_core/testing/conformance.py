"""Checking the laws: as a parametrised test for pytest, or as a plain function that returns what is broken."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from scorecard_core.errors import DefinitionError, Problems, ScorecardError, did_you_mean
from scorecard_core.registry import Registry
from scorecard_core.testing.case import Rate
from scorecard_core.testing.laws import Law, Violation, violation_of
from scorecard_core.testing.plugin_laws import PLUGIN_LAWS
from scorecard_core.testing.rating_laws import RATING_LAWS
from scorecard_core.testing.subjects import Subject, subjects

__all__ = ["Check", "LawsBrokenError", "check_laws", "check_rating_laws", "checks", "conformance_tests"]


class LawsBrokenError(AssertionError):
    """Laws that do not hold; ``violations`` has each of them."""

    def __init__(self, violations: Iterable[Violation]) -> None:
        self.violations = tuple(violations)
        super().__init__("\n\n".join(str(violation) for violation in self.violations))


def check_rating_laws(
    rate: Rate,
    *,
    laws: Iterable[Law] = RATING_LAWS,
    max_examples: int | None = None,
    on_broken: Literal["raise", "collect"] = "raise",
) -> list[Violation]:
    """Check a function that rates, such as one that wraps :func:`scorecard_core.rate`, against the laws of the engine.

    In a test of your own, this is the whole of it::

        def test_our_wrapper_keeps_the_laws():
            check_rating_laws(our_rate)

    Args:
        rate: takes what :func:`scorecard_core.rate` takes, and returns a rating.
        laws: the laws to check. One that needs something that is not installed, as the law of frames does, is left
            out; its ``exemption(rate)`` says why.
        max_examples: how many cases each law is tried on.
        on_broken: ``"raise"`` raises :class:`LawsBrokenError` with every violation; ``"collect"`` returns them.
    """
    called = getattr(rate, "__name__", type(rate).__name__)
    kept = (law for law in laws if not law.exemption(rate))
    tried = (violation_of(law, rate, called=called, max_examples=max_examples) for law in kept)
    violations = [violation for violation in tried if violation is not None]
    if violations and on_broken == "raise":
        raise LawsBrokenError(violations)
    return violations


def check_laws(
    plugin: str | Registry, *, laws: Iterable[Law] = PLUGIN_LAWS, max_examples: int | None = None
) -> list[Violation]:
    """What a plugin's indicators break of the laws of a plugin; nothing where all is well. It needs no pytest.

    Args:
        plugin: the name of an installed plugin, or a registry of definitions that need not be installed.
        laws: the laws to check.
        max_examples: how many cases each law is tried on.

    Raises:
        Problems: where the plugin cannot be loaded at all.
    """
    wanted = tuple(laws)
    found = (_violation(subject, law, max_examples) for subject in subjects(plugin) for law in wanted)
    return [violation for violation in found if violation is not None]


def _violation(subject: Subject, law: Law, max_examples: int | None) -> Violation | None:
    if not law.is_about(subject) or law.exemption(subject):
        return None
    return violation_of(law, subject, called=f"'{subject.indicator.id}'", max_examples=max_examples)


def conformance_tests(
    plugin: str | Registry,
    *,
    waive: Mapping[str, str] | None = None,
    laws: Iterable[Law] = PLUGIN_LAWS,
    max_examples: int | None = None,
) -> Callable[..., None]:
    """One parametrised test: every indicator of a plugin against every law of a plugin.

    The whole of a plugin's ``tests/test_conformance.py``::

        from scorecard_core.testing import conformance_tests

        test_children = conformance_tests("children")

    Args:
        plugin: the name of an installed plugin, or a registry.
        waive: laws that are knowingly broken, each with the reason: by the name of the law, or by the id of the test,
            ``looked_after_children-its_worked_examples_agree``, for one indicator alone. A waiver that is not known,
            gives no reason or is no longer needed fails.
        laws: the laws to check.
        max_examples: how many cases each law is tried on.
    """
    import pytest

    found = checks(plugin, waive=waive, laws=laws, max_examples=max_examples)

    @pytest.mark.parametrize("check", [pytest.param(check, id=check.id) for check in found])
    def test(check: Check) -> None:
        outcome, why = check.run()
        if outcome == "broken":
            pytest.fail(why, pytrace=False)
        elif outcome == "exempt":
            pytest.skip(why)
        elif outcome == "waived":
            pytest.xfail(why)

    return test


@dataclass(frozen=True)
class Check:
    """One indicator against one law, or one waiver against what it waives.

    Attributes:
        id: what it checks, as the id of a test.
        run: checks it, and gives the outcome with the words for it: what is broken, or why it need not hold.
    """

    id: str
    run: Callable[[], tuple[Literal["held", "exempt", "waived", "broken"], str]]

    def __repr__(self) -> str:
        return self.id


def checks(
    plugin: str | Registry,
    *,
    waive: Mapping[str, str] | None = None,
    laws: Iterable[Law] = PLUGIN_LAWS,
    max_examples: int | None = None,
) -> list[Check]:
    """Everything that :func:`conformance_tests` tests, to be run one at a time; the arguments are the same."""
    return list(_checks(plugin, tuple(laws), dict(waive or {}), max_examples))


def _checks(
    plugin: str | Registry, laws: tuple[Law, ...], waive: dict[str, str], max_examples: int | None
) -> Iterator[Check]:
    try:
        published = subjects(plugin)
    except Problems as problems:
        told = str(problems)
        yield Check(f"{plugin}-the_plugin_loads", lambda: ("broken", told))
        return
    if not published:
        name = f"the plugin '{plugin}'" if isinstance(plugin, str) else "the registry"
        yield Check("the_plugin_publishes_something", lambda: ("broken", f"{name} publishes no indicator"))
        return

    @cache
    def violation(at: int, law: Law) -> Violation | None:
        return _violation(published[at], law, max_examples)

    places = {
        _id(subject, law): (at, law) for at, subject in enumerate(published) for law in laws if law.is_about(subject)
    }
    for id, (at, law) in places.items():
        yield Check(id, _running(published[at], law, waive.get(id) or waive.get(law.name, ""), at, violation))
    for waiver, reason in waive.items():
        covered = [place for id, place in places.items() if waiver in (id, place[1].name)]
        yield Check(
            f"the_waiver_of-{waiver}-is_still_needed",
            _waiver(waiver, reason, covered, {*places, *(law.name for law in laws)}, violation),
        )


def _id(subject: Subject, law: Law) -> str:
    prefix, _, name = subject.indicator.id.partition(".")
    return f"{name if subject.plugin else f'{prefix}.{name}'}-{law.name}"


def _running(subject: Subject, law: Law, waived: str, at: int, violation: Any) -> Callable[[], Any]:
    def run() -> tuple[str, str]:
        if reason := law.exemption(subject):
            return "exempt", f"'{subject.indicator.id}' is exempt: {reason}"
        found = violation(at, law)
        if found is None:
            return "held", ""
        return ("waived", waived) if waived.strip() else ("broken", str(found))

    return run


def _waiver(
    waiver: str, reason: str, covered: list[tuple[int, Law]], known: set[str], violation: Any
) -> Callable[[], Any]:
    def run() -> tuple[str, str]:
        where = f"the waiver of '{waiver}'"
        error: ScorecardError | None = None
        if not covered:
            error = DefinitionError(
                "waiver-unknown", where=where, found="no such law", hint=did_you_mean(waiver, sorted(known))
            )
        elif not reason.strip():
            error = DefinitionError(
                "waiver-without-reason", where=where, found="no reason", expected="why it is waived"
            )
        elif not any(violation(at, law) for at, law in covered):
            error = DefinitionError(
                "waiver-stale", where=where, found="nothing breaks the law any more", hint="Take the waiver out."
            )
        return ("held", "") if error is None else ("broken", str(error))

    return run
