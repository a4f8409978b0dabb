"""A figure in a later period than its own: which one is the latest by then, whether it is a new one, and how old.

One figure may be asked for in several periods, and a period may ask for figures of several kinds of period. What is
new, and what is carried forward, is what :mod:`scorecard_core.assessment` says of one figure.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import narwhals.stable.v2 as nw

from scorecard_core.frames.calendar import LENGTHS, NONE, end_of, end_table, kind_number, kind_of_key, start_of
from scorecard_core.frames.door import Door
from scorecard_core.frames.native import Host
from scorecard_core.frames.plan import Plan
from scorecard_core.frames.rated import names_of
from scorecard_core.periods import Period

__all__ = ["beside_latest", "is_new", "own_kinds", "with_age"]


def beside_latest(host: Host, rows: Any, asked: Any) -> Any:
    """The last figure by each period that is asked about; a figure may come several times, with a period each time.

    As-of joins fail on some backends. In memory, pairs of every figure with every period would be too many, so there is
    a union in order of time and a running maximum. A database finds pairs by a range, and would read the figures twice.

    Args:
        rows: figures, with ``series``, ``key`` and ``next_key``.
        asked: ``series``, and ``at``, the key of a period; where there is no figure by then, nothing is found.
    """
    end, until = nw.col("key") // LENGTHS, nw.col("at") // LENGTHS
    if host.in_sql:
        pairs = rows.join(asked, on="series", how="inner")
        last = (nw.col("next_key") == NONE) | (nw.col("next_key") // LENGTHS > until)
        return pairs.filter((end <= until) & last)
    figures = rows.select("series", (end * 2).alias("spot"), nw.col("key").alias("found"), (end * 0).alias("at"))
    wanted = asked.select("series", (until * 2 + 1).alias("spot"), (until * 0).alias("found"), nw.col("at"))
    both = nw.concat([figures, wanted], how="vertical")
    both = both.with_columns(nw.col("found").cum_max().over("series", order_by="spot").alias("latest"))
    pairs = both.filter((nw.col("at") != NONE) & (nw.col("latest") != NONE))
    pairs = pairs.select("series", nw.col("latest").alias("key"), "at")
    return rows.join(pairs, on=["series", "key"], how="inner")


def is_new(plan: Plan, door: Door, rows: Any, at: Any, own_kind: Any) -> Any:
    """Whether the figure came with the period in which it is rated, as an expression.

    Args:
        at: the key of that period, as an expression.
        own_kind: see :func:`own_kinds`.
    """
    new = nw.col("key") // LENGTHS >= start_of(at)
    if "first_published" in names_of(rows):
        often = [number for number, one in enumerate(plan.indicators) if one.frequency.is_often]
        first = door.first_published_within(start_of(at), end_of(at))
        new = new | (first & ~nw.col("indicator").is_in(often))
    reports_at = kind_of_key(at) == own_kind
    return (reports_at & (nw.col("key") == at)) | (~reports_at & new)


def own_kinds(plan: Plan) -> Any:
    """The kind of period that a figure either is for or is not, as an expression; none for irregular figures."""
    return plan.parameter([kind_number(one.indicator.frequency) for one in plan.rows], -1)


def with_age(host: Host, rows: Any, at: Any, periods: Iterable[Period]) -> Any:
    """Rows with ``age``: whole months from the end of the figure's period to that of the one in which it is rated.

    Args:
        at: the key of that period, as an expression.
        periods: all that may occur, of either.
    """
    table = end_table({one.end: one for one in periods}.values())
    days = [key // LENGTHS for key in table["key"]]
    now = {"ends_now": days, "months_now": table["months"], "day_now": table["day"], "last_now": table["last"]}
    then = {"ends_then": days, "months_then": table["months"], "day_then": table["day"]}
    rows = rows.with_columns((at // LENGTHS).alias("ends_now"), (nw.col("key") // LENGTHS).alias("ends_then"))
    rows = host.beside(host.beside(rows, host.table(now), ["ends_now"]), host.table(then), ["ends_then"])
    whole = (nw.col("last_now") == 1) | (nw.col("day_now") >= nw.col("day_then"))
    age = nw.col("months_now") - nw.col("months_then") - nw.when(whole).then(nw.lit(0)).otherwise(nw.lit(1))
    return rows.with_columns(age.cast(nw.Float64).alias("age")).drop(*now, *then)
