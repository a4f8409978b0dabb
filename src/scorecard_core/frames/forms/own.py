"""An indicator's own earlier figures: by the row before, or by joining the period that is meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

import narwhals.stable.v2 as nw

from scorecard_core.bases import BaseKind
from scorecard_core.frames.calendar import NONE
from scorecard_core.frames.forms.averages import add_average
from scorecard_core.references import Own
from scorecard_core.terms import Frequency

if TYPE_CHECKING:
    from scorecard_core.frames.facts import Finding

__all__ = ["add_own"]


def add_own(facts: Finding, name: str, source: Own) -> None:
    """Add an earlier figure of the indicator itself."""
    base = source.base
    if base.kind is BaseKind.AVERAGE_OF_LAST:
        add_average(facts, name, base)
        return
    key = facts.base_key(base)
    spans = any(one.frequency is Frequency.YEAR_SPAN for one in facts.door.indicators)
    if base.kind is BaseKind.PREVIOUS and not spans:
        # The row before is the period before unless there is a gap; a gap is a gap.
        lag, before = nw.col("lag_key"), nw.col("before")
        fits = ((lag == before) | (before == -1)).fill_null(False)
        value = nw.when(fits).then(nw.col("lag_value")).otherwise(nw.lit(None, nw.Float64))
        facts.with_columns(**{name: value, f"{name}_key": key})
        return
    if base.kind is BaseKind.BASELINE:
        key = nw.when(key == nw.col("key")).then(nw.lit(NONE)).otherwise(key)
    facts.with_columns(**{f"{name}_key": key})
    earlier = facts.figures_with_values
    earlier = earlier.select("series", nw.col("key").alias(f"{name}_key"), nw.col("value").alias(name))
    facts.join(earlier, ["series", f"{name}_key"])
