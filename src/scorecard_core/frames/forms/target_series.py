"""The target's own series: the figure for the shortest period that holds the one being rated."""

from __future__ import annotations

from typing import TYPE_CHECKING

import narwhals.stable.v2 as nw

from scorecard_core.frames.calendar import LENGTHS, covering_pairs
from scorecard_core.frames.door import without_duplicates
from scorecard_core.references import TargetSeries
from scorecard_core.terms import Frequency

if TYPE_CHECKING:
    from scorecard_core.frames.facts import Finding

__all__ = ["add_target_series"]


def add_target_series(facts: Finding, name: str, source: TargetSeries) -> None:
    """The target's figure for the shortest period that holds the one being rated."""
    asking = facts.asking(source)
    only = [(at, source.measure) for at, one in enumerate(facts.door.indicators) if one.id in asking]
    figures = without_duplicates(facts.door.read(only=only, frequency=Frequency.IRREGULAR))
    pairs = covering_pairs(facts.periods)
    table = facts.door.host.table({"key": pairs["key"], "held": pairs["held"]})
    figures = figures.select("series", "key", nw.col("value").alias(name)).join(table, on="key", how="inner")
    # Of periods that hold the same one, the shortest has the largest remainder.
    figures = figures.with_columns((nw.col("key") - nw.col("key") // LENGTHS * LENGTHS).alias("shortness"))
    best = figures.group_by("series", "held").agg(nw.col("shortness").max().alias("best"))
    figures = figures.join(best, on=["series", "held"], how="inner")
    figures = figures.filter(nw.col("shortness") == nw.col("best"))
    found = figures.select("series", nw.col("key").alias(f"{name}_key"), nw.col("held").alias("key"), name)
    facts.join(found, ["series", "key"])
