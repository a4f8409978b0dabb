"""Periods as councils write them: read, written, ordered, the one before, the same one a year earlier.

A period is a span of days with a kind. Its label is how a person would write it, and reading the label gives the
period back. A label that could mean several things is refused with the meanings it could have, unless the caller says
which kind is expected (an indicator's frequency does).

``kinds`` is the calendar: which days each kind of period may have. ``writing`` and ``reading`` are the labels.
``period`` is what the rest of the library works with.
"""

from scorecard_core.periods.kinds import PeriodKind
from scorecard_core.periods.period import Period, parse_period, tightness

__all__ = ["Period", "PeriodKind", "parse_period", "tightness"]
