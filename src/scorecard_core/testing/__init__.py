"""The laws that rating keeps, for those who publish plugins and those who embed the engine; strategies to test with.

A plugin's whole conformance suite::

    from scorecard_core.testing import conformance_tests

    test_children = conformance_tests("children")

A wrapper around ``rate``, checked in one line::

    from scorecard_core.testing import check_rating_laws

    check_rating_laws(our_rate)

It needs hypothesis and, for the tests, pytest: ``pip install 'scorecard-core[testing]'``.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from scorecard_core.errors import ScorecardError

if TYPE_CHECKING:
    from scorecard_core.testing import strategies as strategies
    from scorecard_core.testing.conformance import LawsBrokenError as LawsBrokenError
    from scorecard_core.testing.conformance import check_laws as check_laws
    from scorecard_core.testing.conformance import check_rating_laws as check_rating_laws
    from scorecard_core.testing.conformance import conformance_tests as conformance_tests
    from scorecard_core.testing.laws import Law as Law
    from scorecard_core.testing.laws import Violation as Violation
    from scorecard_core.testing.plugin_laws import PLUGIN_LAWS as PLUGIN_LAWS
    from scorecard_core.testing.rating_laws import RATING_LAWS as RATING_LAWS

_MODULE_OF = {
    "LawsBrokenError": "conformance",
    "Law": "laws",
    "PLUGIN_LAWS": "plugin_laws",
    "RATING_LAWS": "rating_laws",
    "Violation": "laws",
    "check_laws": "conformance",
    "check_rating_laws": "conformance",
    "conformance_tests": "conformance",
}

__all__ = [
    "PLUGIN_LAWS",
    "RATING_LAWS",
    "Law",
    "LawsBrokenError",
    "Violation",
    "check_laws",
    "check_rating_laws",
    "conformance_tests",
    "strategies",
]


class MissingExtraError(ScorecardError, ImportError):
    """Something was asked for that only comes with an extra."""


if find_spec("hypothesis") is None:
    raise MissingExtraError(
        "extra-missing",
        where="scorecard_core.testing",
        found="hypothesis is not installed",
        hint="It comes with the extra: pip install 'scorecard-core[testing]'",
    )


def __getattr__(name: str) -> Any:
    """Load a public name from its module, so that Hypothesis itself can be imported without all of this."""
    if name == "strategies":
        return import_module("scorecard_core.testing.strategies")
    if name not in _MODULE_OF:
        raise AttributeError(f"module '{__name__}' has no attribute '{name}'")
    return getattr(import_module(f"{__name__}.{_MODULE_OF[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
