"""Reports in words: the day that came with one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import narwhals.stable.v2 as nw

from scorecard_core.frames.calendar import end_of
from scorecard_core.references import Reported

if TYPE_CHECKING:
    from scorecard_core.frames.facts import Finding

__all__ = ["add_reported"]


def add_reported(facts: Finding, name: str, source: Reported) -> None:
    """Add the day that came with a report, in days since year 1."""
    none = nw.lit(None, nw.Float64)
    day = none
    if "text" in facts.door.names:
        said = nw.col("grade_known").is_in(list(source.words)) & nw.col("value").is_null()
        on = nw.col("said_on")
        if source.undated:
            on = nw.when(on.is_null()).then(end_of(nw.col("key")).cast(nw.Float64)).otherwise(on)
        day = nw.when(said).then(on).otherwise(none)
    facts.with_columns(**{name: day, f"{name}_key": nw.col("key")})
