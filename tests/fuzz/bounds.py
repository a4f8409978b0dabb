"""How long the fuzz tests look: a little with every run of the tests, and as much longer as is wanted.

``SCORECARD_FUZZ=50`` looks at fifty times as many cases, other ones each time; ``tox -e fuzz`` does that.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

__all__ = ["bounded"]

TIMES = int(os.environ.get("SCORECARD_FUZZ", "1"))


def bounded(examples: int) -> settings:
    """So many cases, always the same ones; or that many times more, and new ones."""
    return settings(
        max_examples=examples * TIMES,
        deadline=None,
        database=None,
        derandomize=TIMES == 1,
        # A command that checks definitions draws cases of its own.
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.nested_given],
    )
