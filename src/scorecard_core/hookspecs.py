"""The three hooks. A plugin implements some of them, as plain functions that take nothing and return a list.

Plugins contribute; they do not intervene. No hook can change a rating, and the order of installation changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

import pluggy

from scorecard_core.comparators import Comparator
from scorecard_core.indicators import Indicator
from scorecard_core.units import UnitDefinition

__all__ = [
    "PROJECT",
    "hookimpl",
    "hookspec",
    "scorecard_register_comparators",
    "scorecard_register_indicators",
    "scorecard_register_units",
]

PROJECT = "scorecard_core"
"""The name of the pluggy project, and of the entry-point group."""

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec
def scorecard_register_units() -> Sequence[UnitDefinition]:
    """Return the units this directorate counts in that the core does not know, such as a pothole."""
    return ()


@hookspec
def scorecard_register_comparators() -> Sequence[Comparator]:
    """Return the comparators this plugin publishes, such as its statistical neighbours."""
    return ()


@hookspec
def scorecard_register_indicators() -> Sequence[Indicator]:
    """Return the indicators this plugin publishes."""
    return ()
