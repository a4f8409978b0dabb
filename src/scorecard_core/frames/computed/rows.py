"""The rows that measures are computed from: one for each area and period, with what each series has there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import narwhals.stable.v2 as nw

from scorecard_core.frames.computed.parts import Slot
from scorecard_core.frames.door import MOST_AREAS, NO_FIGURE, Door
from scorecard_core.measures.found import WEIGHTIEST
from scorecard_core.terms import Frequency, GreyReason, JudgedFigure, MissingReason

__all__ = ["ABSENT", "AS_THEY_COME", "NEVER", "UNDATED", "WEIGHTS", "Inputs", "cell"]

WEIGHTS = {reason: weight for weight, reason in enumerate(reversed(WEIGHTIEST), start=1)}
"""Why there is no value, as a number that is the larger the weightier the reason is; 0 where there is one."""

ABSENT = float(WEIGHTS[GreyReason.INPUT_MISSING])
_WITHHELD = float(WEIGHTS[GreyReason.SUPPRESSED])

NEVER, UNDATED = 1, 99_999_999
"""Instead of the day of the first publication as a number, 20170430: there is no figure, and nobody knows."""

AS_THEY_COME = ("value", "why", "breaks", "first")
"""What is known of a series or a step in a row: the number, the weight of the reason why there is none, whether the
series breaks, and when it was first published. All but the number go from the inputs to the result as their maximum.
"""

_LARGEST, _FINEST = 1e15, 1e-60
_NO_FIGURE_AT_ALL = NO_FIGURE[GreyReason.NO_DATA]
_SAID = tuple(NO_FIGURE[reason] for reason in MissingReason)


def cell(of: str, what: str) -> str:
    """The column with something of a series or a step."""
    return f"{of}_{what}"


@dataclass(frozen=True)
class Inputs(Door):
    """The door for the series that measures are computed from, each as an indicator of its own.

    A period with figures under two labels keeps the latest vintage of each: what is withheld under either is withheld.
    ``chosen`` marks the rows of the last vintage of all.
    """

    slots: Sequence[Slot] = ()

    @classmethod
    def of(cls, door: Door, slots_of: Sequence[Sequence[Slot]], at: Sequence[int]) -> Inputs:
        """The door for some of the series of each indicator.

        Args:
            slots_of: the series of each indicator.
            at: which of them are wanted; the same ones of each.
        """
        wanted = [
            (one.model_copy(update={"measure": slots[slot].measure, "unit": slots[slot].unit, **_AS_STORED}))
            for one, slots in zip(door.indicators, slots_of, strict=True)
            for slot in at
        ]
        first = slots_of[0]
        columns = ("numerator", "denominator") if any(first[slot].column != "value" for slot in at) else ()
        return cls(
            host=door.host,
            indicators=wanted,
            units=door.units,
            as_at=door.as_at,
            known=door.known,
            labels=door.labels,
            keep_first=door.keep_first,
            given=columns,
            dimensions=door.dimensions,
            slots=[first[slot] for slot in at],
        )

    def figures(self, frequency: Frequency) -> Any:
        """A row for each figure: ``series`` of the indicator, ``area``, ``key``, ``slot``, and what is known there."""
        rows = self.host.with_areas(self.read(frequency=frequency), self.area_number())
        rows = rows.filter(nw.col("no_figure") != _NO_FIGURE_AT_ALL)
        number = nw.col("indicator").cast(nw.Int64)
        count = len(self.slots)
        rows = rows.with_columns(self.area_number().alias("area_number"), (number // count).alias("parent"))
        rows = rows.with_columns(
            (number - nw.col("parent") * count).alias("slot"),
            (nw.col("parent") * MOST_AREAS + nw.col("area_number")).alias("series"),
        )
        weights = {code: WEIGHTS.get(GreyReason(word), 0) for word, code in NO_FIGURE.items() if word}
        table: dict[str, list[Any]] = {"no_figure": [0, *weights], "why": [0.0, *map(float, weights.values())]}
        rows = self.host.looked_up(rows, table, ["no_figure"], complete=True)
        rows = self._of_columns(rows)
        missing = nw.col("value").is_null() & (nw.col("why") == 0.0)
        columns = [nw.when(missing).then(nw.lit(ABSENT)).otherwise(nw.col("why")).alias("why")]
        chosen = nw.col("chosen") == 1
        names = list(rows.collect_schema().names())
        broke = chosen & (nw.col("flag") == "series_break").fill_null(False) if "flag" in names else nw.lit(False)
        columns.append(nw.when(broke).then(nw.lit(1)).otherwise(nw.lit(0)).alias("breaks"))
        first: Any = nw.lit(NEVER)
        if "first_published" in names:
            first = nw.when(chosen).then(self.as_number(nw.col("first_published"))).otherwise(first)
        columns.append(first.cast(nw.Int64).alias("first"))
        return rows.with_columns(*columns).select("series", "area", "key", "slot", *AS_THEY_COME)

    def _of_columns(self, rows: Any) -> Any:
        """With the numerator or the denominator as the value, where that is what the series is wanted for."""
        for name in ("numerator", "denominator"):
            at = [slot for slot, one in enumerate(self.slots) if one.column == name]
            if not at:
                continue
            number, of_it = nw.col(name), nw.col("slot").is_in(at)
            size = number.abs()
            unratable = (number.is_nan() & ~number.is_null()) | (size >= _LARGEST) | ((size > 0.0) & (size < _FINEST))
            unratable = unratable.fill_null(False)
            said = nw.col("no_figure").is_in(list(_SAID))
            why = nw.when(unratable).then(nw.lit(float(WEIGHTS[GreyReason.OUT_OF_RANGE]))).otherwise(nw.lit(0.0))
            why = nw.when(said).then(nw.col("why")).otherwise(why)
            number = nw.when(said | unratable).then(nw.lit(None, nw.Float64)).otherwise(number)
            rows = rows.with_columns(
                nw.when(of_it).then(number).otherwise(nw.col("value")).alias("value"),
                nw.when(of_it).then(why).otherwise(nw.col("why")).alias("why"),
            )
        return rows

    def as_number(self, day: Any) -> Any:
        """A day as a whole number that orders as days do; one that is not known is later than any."""
        if self.host.frame.collect_schema()["published"] == nw.String:
            year, month, date = (day.str.slice(at, length).cast(nw.Int64) for at, length in ((0, 4), (5, 2), (8, 2)))
        else:
            year, month, date = (part.cast(nw.Int64) for part in (day.dt.year(), day.dt.month(), day.dt.day()))
        number = year * 10_000 + month * 100 + date
        return nw.when(number <= 19_000_101).then(nw.lit(UNDATED)).otherwise(number)

    def _no_figure(self) -> Any:
        """A number too large to be rated is that in whatever unit it is."""
        why = super()._no_figure()
        if "unit" not in self.names:
            return why
        value = nw.col("value")
        size = value.abs()
        unratable = (value.is_nan() & ~value.is_null()) | (size >= _LARGEST) | ((size > 0.0) & (size < _FINEST))
        both = unratable.fill_null(False) & (why == NO_FIGURE[GreyReason.UNIT_MISMATCH])
        return nw.when(both).then(nw.lit(NO_FIGURE[GreyReason.OUT_OF_RANGE])).otherwise(why)

    def _one_vintage(self, frame: Any) -> Any:
        if "published" not in self.names:
            return frame.with_columns(nw.lit(1).alias("chosen"))
        columns = [
            nw.col("published").max().over("series", "raw").alias("of_its_label"),
            nw.col("published").max().over("place").alias("latest"),
        ]
        if self.keep_first:
            columns.append(nw.col("published").min().over("series", "raw").alias("first_published"))
        frame = frame.with_columns(*columns).filter(nw.col("published") == nw.col("of_its_label"))
        latest = nw.when(nw.col("published") == nw.col("latest")).then(nw.lit(1)).otherwise(nw.lit(0))
        return frame.with_columns(latest.alias("chosen")).drop("published", "latest", "of_its_label")

    def _in_order(self, frame: Any, wanted: Sequence[tuple[int, str]], frequency: Frequency | None) -> Any:
        """With the key, and in no order: they are put together by key."""
        if self.host.polars is None:
            return frame
        table, on = self._label_table("key")
        if len(on) > 1:
            of = {"indicator": [at for at, _ in wanted], "frequency": self._measures(wanted, frequency)["frequency"]}
            frame = self.host.looked_up(frame, of, ["indicator"], complete=True)
        return self.host.looked_up(frame, table, on, complete=True)


_AS_STORED = {"judged": JudgedFigure.STORED, "minimum": None, "maximum": None}


def in_slots(figures: Any, names: dict[int, str], by: Sequence[str]) -> Any:
    """A row for each of what tells rows apart, with what is known of each series there: ``names`` by slot.

    Where a period has several figures of a series there is no value; withheld is what any of them withholds.
    """
    columns: list[Any] = []
    found: list[Any] = []
    for slot, name in names.items():
        own = nw.col("slot") == slot
        columns.append(nw.when(own).then(nw.lit(1)).otherwise(nw.lit(0)).alias(cell(name, "rows")))
        found.append(nw.col(cell(name, "rows")).sum())
        neutral = {"value": nw.lit(None, nw.Float64), "why": nw.lit(0.0), "breaks": nw.lit(0), "first": nw.lit(NEVER)}
        for what in AS_THEY_COME:
            kept = nw.when(own).then(nw.col(what)).otherwise(neutral[what])
            columns.append(kept.alias(cell(name, what)))
            found.append(nw.col(cell(name, what)).max())
    rows = figures.with_columns(*columns).group_by(*by).agg(*found)
    settled: list[Any] = []
    for name in names.values():
        several, why = nw.col(cell(name, "rows")), nw.col(cell(name, "why"))
        doubled = nw.lit(float(WEIGHTS[GreyReason.DUPLICATE]))
        told = nw.when((several > 1) & (why != _WITHHELD)).then(doubled).otherwise(why)
        settled.append(nw.when(several == 0).then(nw.lit(ABSENT)).otherwise(told).alias(cell(name, "why")))
    return filled(rows.with_columns(*settled), names.values())


def filled(rows: Any, names: Any) -> Any:
    """Rows in which nothing is missing: where there is no value the formula reckons with zero."""
    columns = []
    for name in names:
        why = nw.col(cell(name, "why")).fill_null(ABSENT)
        present = nw.when(why == 0.0).then(nw.col(cell(name, "value"))).otherwise(nw.lit(0.0))
        columns += [why.alias(cell(name, "why")), present.alias(cell(name, "value"))]
        columns.append(nw.col(cell(name, "breaks")).fill_null(0).alias(cell(name, "breaks")))
        columns.append(nw.col(cell(name, "first")).fill_null(NEVER).alias(cell(name, "first")))
    return rows.with_columns(*columns)
