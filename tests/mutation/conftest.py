"""What the mutants of decision lists tell at the end."""

from __future__ import annotations

import pytest

from tests.mutation.test_lists import FOUND_BY


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """By which law the faults of each list were found."""
    if FOUND_BY:
        terminalreporter.section("faults in decision lists, and what found them")
    for (rule, law), count in sorted(FOUND_BY.items()):
        terminalreporter.line(f"{rule}: {count} by '{law.replace('_', ' ')}'")
