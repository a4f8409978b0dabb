"""The steps of a formula, worked out one after the other over all rows at once.

What each step means is written in :mod:`scorecard_core.measures`; this is the one thing that the two do each in their
own way. A law holds them equal.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import narwhals.stable.v2 as nw

from scorecard_core.frames.calendar import LENGTHS
from scorecard_core.frames.computed.cells import (
    BY,
    CARRIED,
    LOOKED_UP,
    TOGETHER,
    greatest,
    has_a_row,
    values_of,
    without_gaps,
)
from scorecard_core.frames.computed.deviations import distance, members_together
from scorecard_core.frames.computed.exactly import LARGEST, added, held, mean_of_sums, quotient, sums_of
from scorecard_core.frames.computed.parts import Part
from scorecard_core.frames.computed.rows import ABSENT, AS_THEY_COME, WEIGHTS, cell, filled
from scorecard_core.frames.computed.windows import latest_pairs, window_pairs
from scorecard_core.frames.door import MOST_AREAS, moved
from scorecard_core.frames.forms.means import in_parts
from scorecard_core.frames.native import Host
from scorecard_core.terms import GreyReason

__all__ = ["Sheet"]

_NO_DENOMINATOR = nw.lit(float(WEIGHTS[GreyReason.NO_DENOMINATOR]))
_OUT_OF_RANGE = nw.lit(float(WEIGHTS[GreyReason.OUT_OF_RANGE]))


@dataclass
class Sheet:
    """The rows of what is computed, while one step after the other is put beside them.

    Attributes:
        rows: ``series``, ``area``, ``key``, and what is known of each series; nothing in it is missing.
        latest: the figures of the series of which the latest counts, in every period there is.
        regular: whether the period before one is the calendar's.
        keys: the periods that any step may be asked for, and ``latest_keys`` those that a latest figure may be for.
        breaks: whether any row says that a series breaks.
    """

    host: Host
    rows: Any
    latest: Any
    regular: bool
    keys: Sequence[int]
    latest_keys: Sequence[int]
    breaks: bool
    _steps: int = 0

    def __post_init__(self) -> None:
        self.base = self.rows

    def step(self, part: Part) -> str:
        """Put what a step comes to beside the rows, and say under which name."""
        if part.kind == "series" and part.within_months is None:
            return self._in_unit(f"slot_{part.slot}", part.power)
        if part.kind in ("sum", "difference", "ratio"):
            of = [self.step(one) for one in part.of]
            name = self._named()
            getattr(self, f"_{part.kind}")(name, part, of)
            return self._in_unit(name, part.power)
        # A step over other rows is worked out from the rows as they were, so that no plan holds another plan twice for
        # each step that went before.
        beside, self.rows = self.rows, self.base
        of = [self.step(one) for one in part.of]
        name = self._named()
        getattr(self, f"_{part.kind}")(name, part, of)
        found = self.rows.select(*BY, *(cell(name, what) for what in AS_THEY_COME))
        self.rows = filled(beside.join(found, on=BY, how="left"), [name])
        return self._in_unit(name, part.power)

    def _named(self) -> str:
        self._steps += 1
        return f"step_{self._steps}"

    @property
    def _in_sql(self) -> bool:
        return self.host.in_sql

    # Of figures for the same period.

    def _sum(self, name: str, _part: Part, of: Sequence[str]) -> None:
        self.rows = added(self.rows, cell(name, "value"), values_of(of), [1.0] * len(of))
        self._settle(name, of)

    def _difference(self, name: str, _part: Part, of: Sequence[str]) -> None:
        self.rows = added(self.rows, cell(name, "value"), values_of(of), [1.0, -1.0])
        self._settle(name, of)

    def _ratio(self, name: str, part: Part, of: Sequence[str]) -> None:
        self._quotient(name, of, part["per"], part["places"])
        self._settle(name, of, over=of[1])

    def _quotient(self, name: str, of: Sequence[str], factor: Any, places: int, less: str = "") -> None:
        (top, bottom), value = values_of(of), cell(name, "value")
        rows = quotient(self.rows, value, top, bottom, factor, places, less=less, in_sql=self._in_sql)
        self.rows = held(rows, value)

    def _settle(self, name: str, of: Sequence[str], *, over: str = "", broken: Any = None) -> None:
        """What holds of a step whatever its formula is."""
        whys = [nw.col(cell(one, "why")) for one in of]
        value = nw.col(cell(name, "value"))
        result: Any = nw.when(value.abs() >= LARGEST).then(_OUT_OF_RANGE).otherwise(nw.lit(0.0))
        if over:
            result = nw.when(nw.col(cell(over, "value")) <= 0.0).then(_NO_DENOMINATOR).otherwise(result)
        self.rows = self.rows.with_columns(greatest(whys).alias(cell(name, "why")))
        why = nw.col(cell(name, "why"))
        breaks = greatest([nw.col(cell(one, "breaks")) for one in of])
        self.rows = self.rows.with_columns(
            nw.when(why > 0.0).then(why).otherwise(result).alias(cell(name, "why")),
            (breaks if broken is None else greatest([breaks, broken])).alias(cell(name, "breaks")),
            greatest([nw.col(cell(one, "first")) for one in of]).alias(cell(name, "first")),
        )
        self.rows = filled(self.rows, [name])

    def _in_unit(self, name: str, power: int) -> str:
        if not power:
            return name
        into = self._named()
        self.rows = self.rows.with_columns(
            *(nw.col(cell(name, what)).alias(cell(into, what)) for what in AS_THEY_COME),
            nw.lit(10.0**power).alias("power"),
        )
        self.rows = moved(self.rows, cell(into, "value")).drop("power")
        return into

    # Of figures for several periods.

    def members(self, part: Part, asked: Any) -> Any:
        """Rows with each period that a step over time looks at, as ``member``; a period that is not there has none."""
        if self._by_calendar(part):
            pairs = self.host.table(window_pairs(part, self.keys))
            return asked.join(pairs, on="key", how="inner")
        return self._rows_before(part, asked)

    def _by_calendar(self, part: Part) -> bool:
        return self.regular or part.kind == "year_to_date" or ("on", "same_period_last_year") in part.settings

    def _rows_before(self, part: Part, asked: Any) -> Any:
        """The periods before, where figures come irregularly: the last of those that end on each earlier day."""
        known = self.base.filter(has_a_row(part.of[0])).with_columns((nw.col("key") // LENGTHS).alias("end"))
        known = known.group_by("series", "end").agg(nw.col("key").max().alias("member"))
        known = known.with_columns(nw.lit(1).alias("one"))
        known = known.with_columns(nw.col("one").cum_sum().over("series", order_by="end").alias("number"))
        known = known.select("series", "end", "member", "number")
        keys = asked.select(*BY)
        before = keys.join(known.select("series", "end", "number"), on="series", how="inner")
        before = before.filter(nw.col("end") < nw.col("key") // LENGTHS)
        before = before.group_by(*BY).agg(nw.col("number").max().alias("last"))
        steps = part["over"] - 1 if part.kind == "rolling_mean" else 1
        table = self.host.table({"all": [1] * steps, "back": list(range(steps))})
        before = before.with_columns(nw.lit(1).cast(nw.Int64).alias("all")).join(table, on="all", how="inner")
        before = before.with_columns((nw.col("last") - nw.col("back")).cast(nw.Int64).alias("number"))
        known = known.with_columns(nw.col("number").cast(nw.Int64)).select("series", "number", "member")
        members = before.join(known, on=["series", "number"], how="inner").select(*BY, "member")
        if part.kind == "rolling_mean":
            members = nw.concat([members, keys.with_columns(nw.col("key").alias("member"))])
        return asked.join(members, on=BY, how="inner")

    def _figures(self, of: str, names: Mapping[str, str], by: str = "member") -> Any:
        """What is known of a step in each period, to be looked up from others."""
        renamed = [nw.col(cell(of, what)).alias(name) for what, name in names.items()]
        return self.rows.select("series", nw.col("key").alias(by), *renamed)

    def _rolling_mean(self, name: str, part: Part, of: Sequence[str]) -> None:
        pairs = self.members(part, self.base.select(*BY))
        pairs = pairs.join(self._figures(of[0], LOOKED_UP), on=["series", "member"], how="left")
        found = self._combined(without_gaps(pairs), BY, part["over"])
        self.rows = _mean(found, name, part["places"], self._in_sql)
        self._finish(name)

    def _year_to_date(self, name: str, part: Part, of: Sequence[str]) -> None:
        pairs = self.members(part, self.base.select(*BY))
        pairs = pairs.join(self._figures(of[0], LOOKED_UP), on=["series", "member"], how="left")
        pairs = without_gaps(pairs)
        if part["incomplete"] == "left_out":
            weighty = (nw.col("t_why") == 0.0) | (nw.col("t_why") == float(WEIGHTS[GreyReason.SUPPRESSED]))
            pairs = pairs.filter(weighty | (nw.col("member") == nw.col("key")))
        found = self._combined(pairs, BY, None)
        self.rows = _mean(found, name, part["places"] if part["statistic"] == "mean" else None, self._in_sql)
        self._finish(name)

    def _combined(self, pairs: Any, by: Sequence[str], expected: int | None) -> Any:
        """The parts of sums, how many figures there are, and what is the greatest of the rest."""
        sums = sums_of("t")
        pairs = in_parts(pairs, "t_value", sums).with_columns(nw.lit(1.0).alias("t_count"))
        total = (nw.col(one).sum() for one in (*sums, "t_count"))
        found = pairs.group_by(*by).agg(*total, *(nw.col(f"t_{what}").max() for what in CARRIED))
        if expected is None:
            return found
        short = (nw.col("t_count") < float(expected)) & (nw.col("t_why") == 0.0)
        return found.with_columns(nw.when(short).then(nw.lit(ABSENT)).otherwise(nw.col("t_why")).alias("t_why"))

    def _finish(self, name: str) -> None:
        """A number too large is none."""
        why = nw.col(cell(name, "why"))
        too_large = (why == 0.0) & (nw.col(cell(name, "value")).abs() >= LARGEST)
        self.rows = self.rows.with_columns(
            nw.when(too_large).then(_OUT_OF_RANGE).otherwise(why).alias(cell(name, "why"))
        )
        self.rows = filled(self.rows, [name])

    def _base(self, part: Part, of: str) -> tuple[str, Any]:
        """The earlier figure beside the rows, and whether the series breaks between the two."""
        base = self._named()
        periods = self.members(part, self.base.select(*BY))
        figures = periods.join(
            self._figures(of, {what: cell(base, what) for what in AS_THEY_COME}), on=["series", "member"], how="left"
        )
        self.rows = filled(self.rows.join(figures.drop("member"), on=BY, how="left"), [base])
        if not self.breaks:
            return base, None
        broken = self.rows.filter(has_a_row(part.of[0]) & (nw.col(cell(of, "breaks")) == 1))
        broken = broken.select("series", (nw.col("key") // LENGTHS).alias("end"))
        between = periods.join(broken, on="series", how="inner")
        end, start = nw.col("key") // LENGTHS, nw.col("member") // LENGTHS
        between = between.filter((nw.col("end") > start) & (nw.col("end") < end)).select(*BY).unique()
        between = between.with_columns(nw.lit(1).alias("between"))
        self.rows = self.rows.join(between, on=BY, how="left").with_columns(nw.col("between").fill_null(0))
        return base, nw.col("between")

    def _change(self, name: str, part: Part, of: Sequence[str]) -> None:
        base, broken = self._base(part, of[0])
        pair = (of[0], base)
        self.rows = added(self.rows, cell(name, "value"), values_of(pair), [1.0, -1.0])
        self._settle(name, pair, broken=broken)

    def _percent_change(self, name: str, part: Part, of: Sequence[str]) -> None:
        base, broken = self._base(part, of[0])
        pair = (of[0], base)
        self._quotient(name, pair, _HUNDRED, part["places"], less=cell(base, "value"))
        self._settle(name, pair, over=base, broken=broken)

    def _series(self, name: str, part: Part, _of: Sequence[str]) -> None:
        """The latest figure of a series that is young enough."""
        slot = f"slot_{part.slot}"
        pairs = self.host.table(latest_pairs(self.keys, self.latest_keys, part.within_months or 0))
        there = self.latest.filter(nw.col(cell(slot, "rows")) > 0)
        asked = self.base.select(*BY).join(pairs, on="key", how="inner")
        asked = asked.join(there.select("series", nw.col("key").alias("member")), on=["series", "member"], how="inner")
        asked = asked.group_by(*BY).agg(nw.col("member").max().alias("member"))
        known = [nw.col(cell(slot, what)).alias(cell(name, what)) for what in AS_THEY_COME]
        there = there.select("series", nw.col("key").alias("member"), *known)
        self.rows = asked.join(there, on=["series", "member"], how="inner")

    # Of figures of several areas.

    def of_areas(self, asked: Any, areas: Sequence[str]) -> Any:
        """For each indicator and period that is asked for, the series of some areas, each as often as it is named."""
        numbers = self.base.select("area", nw.col("area").cast(nw.String).alias("member"), "series").unique()
        if areas:
            numbers = numbers.join(self.host.table({"member": list(areas)}), on="member", how="inner")
        else:
            numbers = numbers.filter(nw.col("series") < 0)
        numbers = numbers.with_columns((nw.col("series") // MOST_AREAS).alias("indicator")).drop("member")
        asked = asked.select((nw.col("series") // MOST_AREAS).alias("indicator"), "key").unique()
        return asked.join(numbers, on="indicator", how="inner")

    def _share(self, name: str, part: Part, of: Sequence[str]) -> None:
        whole = self._named()

        def together(pairs: Any) -> Any:
            return _mean(self._combined(pairs, TOGETHER, len(part["areas"])), whole, None, self._in_sql)

        self._beside_areas(whole, part, of[0], together)
        pair = (of[0], whole)
        self._quotient(name, pair, _HUNDRED, part["places"])
        self._settle(name, pair, over=whole)

    def _standardised(self, name: str, part: Part, of: Sequence[str]) -> None:
        group, least, value = self._named(), part["least"], cell(name, "value")
        fewest = max(2, len(part["areas"]) if least is None else least)
        self._beside_areas(group, part, of[0], lambda pairs: members_together(pairs, group, fewest))
        sample = part["deviation"] == "sample"
        rows = distance(self.rows, value, cell(of[0], "value"), part["places"], sample=sample, in_sql=self._in_sql)
        rows = rows.with_columns(nw.col("spread").alias(cell(group, "value"))).drop("spread")
        self.rows = held(rows, value)
        self._settle(name, (of[0], group), over=group)

    def _beside_areas(self, name: str, part: Part, of: str, together: Callable[[Any], Any]) -> None:
        """Put what the figures of some areas come to, together, beside the rows of the same period."""
        pairs = self.of_areas(self.base, part["areas"]).drop("area")
        pairs = pairs.join(self._figures(of, LOOKED_UP, "key"), on=BY, how="left")
        self.rows = self.rows.with_columns((nw.col("series") // MOST_AREAS).alias("indicator"))
        self.rows = self.rows.join(together(without_gaps(pairs)), on=TOGETHER, how="left").drop("indicator")
        self.rows = filled(self.rows, [name])


_HUNDRED = Decimal(100)


def _mean(found: Any, name: str, places: int | None, in_sql: bool) -> Any:
    """What was combined, under the names of a step: the mean, or the sum where nothing says how to round it."""
    count = nw.lit(1.0) if places is None else nw.col("t_count")
    keys = [one for one in found.collect_schema().names() if one in (*BY, "indicator")]
    found = mean_of_sums(found, "t", count, places, in_sql=in_sql)
    carried = [nw.col(f"t_{what}").alias(cell(name, what)) for what in CARRIED]
    return found.select(*keys, nw.col("t").alias(cell(name, "value")), *carried)
