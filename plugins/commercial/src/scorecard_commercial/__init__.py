"""The indicators that Commercial and Change publishes; their definitions are in ``indicators/``."""

from __future__ import annotations

from scorecard_core import Indicator, definitions_from_package, hookimpl


@hookimpl
def scorecard_register_indicators() -> list[Indicator]:
    """Every indicator of this directorate."""
    return definitions_from_package(__name__)
