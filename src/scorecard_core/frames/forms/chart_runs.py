"""How long the runs and the trends of a control chart are that a row belongs to, and how many close to a limit.

Where a row is the last point of its chart, its lines are its own, so the rows before it are seen against them: no
further back than any rule asks. Where later points count, all rows of a chart have the same lines.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import narwhals.stable.v2 as nw

from scorecard_core.special_causes import Charted

if TYPE_CHECKING:
    from scorecard_core.frames.facts import Finding

__all__ = ["add_runs"]

_CHART = ("series", "stretch")
_ZERO = nw.lit(0.0)


def add_runs(facts: Finding, source: Charted) -> None:
    """Add ``one_side``, ``rising``, ``falling`` and ``close``."""
    value, earlier, centre = nw.col("value"), nw.col("earlier_value"), nw.col("centre_line")
    step = (
        nw.when(value > earlier)
        .then(nw.lit(1.0))
        .otherwise(nw.when(value < earlier).then(nw.lit(-1.0)).otherwise(_ZERO))
    )
    side = (
        nw.when(value > centre).then(nw.lit(1.0)).otherwise(nw.when(value < centre).then(nw.lit(-1.0)).otherwise(_ZERO))
    )
    present = ~value.is_null()
    facts.with_columns(
        step=nw.when(nw.col("joined") == 1.0).then(step).otherwise(_ZERO),
        side=nw.when(present).then(side).otherwise(_ZERO),
        near=nw.when(present & _is_close(value)).then(nw.lit(1.0)).otherwise(_ZERO),
    )
    facts.figures = facts.door.host.lagged(facts.figures, [("step_before", "step", 1), ("side_before", "side", 1)])
    same_step = nw.col("step") == nw.col("step_before")
    _place_in_run(facts, "step_place", (nw.col("joined") == 1.0) & same_step)
    # A run of so many steps has one point more.
    facts.with_columns(trend=nw.col("step") * (nw.col("step_place") + 1.0))
    (_as_part_of_all if source.whole_series else _as_the_last)(facts, source)
    up, down = nw.col("trend"), -nw.col("trend")
    facts.with_columns(
        rising=nw.when(up > 1.0).then(up).otherwise(nw.lit(1.0)),
        falling=nw.when(down > 1.0).then(down).otherwise(nw.lit(1.0)),
    )


def _is_close(value: Any) -> Any:
    """Between what counts as close to a limit and the limit itself."""
    below = (nw.col("lower_limit") <= value) & (value < nw.col("close_lower"))
    return below | ((nw.col("close_upper") < value) & (value <= nw.col("upper_limit")))


def _place_in_run(facts: Finding, name: str, goes_on: Any) -> None:
    """Add which row of its run each is, counted from 1."""
    at = nw.col("row_of_chart")
    facts.with_columns(**{name: nw.when(goes_on.fill_null(False)).then(_ZERO).otherwise(at)})
    begun = nw.col(name).cum_max().over(*_CHART, order_by="key")
    facts.with_columns(**{name: at - begun + 1.0})


def _as_the_last(facts: Finding, source: Charted) -> None:
    width = source.method.close_of
    asked = [one.target for one in facts.segments if one.target is not None and source in one.target.sources.values()]
    longest = max(width, 2, *(getattr(target, "run", 0) or 0 for target in asked))
    lags = [(f"value_{back}", "value", back) for back in range(1, longest)]
    facts.figures = facts.door.host.lagged(facts.figures, lags)
    _place_in_run(facts, "unbroken", nw.col("joined") == 1.0)
    centre, side = nw.col("centre_line"), nw.col("side")
    one_side: Any = nw.lit(float(longest))
    close = nw.col("near")
    for back in range(longest - 1, 0, -1):
        earlier = nw.col(f"value_{back}")
        alike = ((side > 0.0) & (earlier > centre)) | ((side < 0.0) & (earlier < centre))
        alike = (alike & (nw.col("unbroken") > float(back))).fill_null(False)
        one_side = nw.when(alike).then(one_side).otherwise(nw.lit(float(back)))
        if back < width:
            close = close + nw.when(_is_close(earlier).fill_null(False)).then(nw.lit(1.0)).otherwise(_ZERO)
    facts.with_columns(one_side=nw.when(side == 0.0).then(_ZERO).otherwise(one_side))
    enough = (nw.col("near") == 1.0) & (nw.col("one_side") >= float(width))
    facts.with_columns(close=nw.when(enough).then(close).otherwise(_ZERO))


def _as_part_of_all(facts: Finding, source: Charted) -> None:
    width, host = source.method.close_of, facts.door.host
    same_side = (nw.col("side") != 0.0) & (nw.col("side") == nw.col("side_before"))
    _place_in_run(facts, "place_in_run", (nw.col("joined") == 1.0) & same_side)
    # Rows of one run have their beginning in common.
    facts.with_columns(run_begins=nw.col("row_of_chart") - nw.col("place_in_run"), one_each=nw.lit(1.0))
    facts.with_columns(
        one_side=nw.when(nw.col("side") == 0.0)
        .then(_ZERO)
        .otherwise(nw.col("one_each").sum().over(*_CHART, "run_begins")),
        step_begins=nw.col("row_of_chart") - nw.col("step_place"),
        near_so_far=nw.col("near").cum_sum().over("series", order_by="key"),
    )
    steps = nw.col("one_each").sum().over(*_CHART, "step_begins")
    facts.with_columns(arriving=nw.col("step") * (steps + 1.0))
    facts.figures = host.lagged(facts.figures, [("near_earlier", "near_so_far", width), ("leaving", "arriving", -1)])
    leaving = nw.col("leaving").fill_null(0.0)
    whole = (nw.col("place_in_run") >= float(width)) & (nw.col("side") != 0.0)
    together = nw.col("near_so_far") - nw.col("near_earlier").fill_null(0.0)
    facts.with_columns(
        trend=nw.when(leaving.abs() >= float(source.method.trend_points)).then(leaving).otherwise(nw.col("arriving")),
        together=nw.when(whole).then(together).otherwise(_ZERO),
    )
    ahead = [(f"together_{at}", "together", -at) for at in range(1, width)]
    facts.figures = host.lagged(facts.figures, ahead)
    close = nw.max_horizontal("together", *(nw.col(name).fill_null(0.0) for name, _, _ in ahead))
    facts.with_columns(close=nw.when(nw.col("near") == 1.0).then(close).otherwise(_ZERO))
