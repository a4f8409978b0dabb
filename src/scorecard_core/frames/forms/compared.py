"""Other areas' figures: the row of one area, or the mean, the median or a quantile of several."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import narwhals.stable.v2 as nw

from scorecard_core.comparators import Comparator, Statistic, Vintage
from scorecard_core.frames.calendar import KEYS, LENGTHS, end_table
from scorecard_core.frames.door import without_duplicates
from scorecard_core.frames.forms.groups import BY, Quantile, combined, grouped
from scorecard_core.references import Compared
from scorecard_core.terms import Frequency

if TYPE_CHECKING:
    from scorecard_core.frames.facts import Finding

__all__ = ["add_compared", "beside_its_neighbour", "beside_one_area", "compared_lacking"]


def compared_lacking(source: Compared, comparators: Mapping[str, Comparator]) -> str:
    """Why a comparator has no frame form; empty where it has one."""
    known = comparators.get(source.comparator)
    if known is None or known.quantile is None:
        return ""
    fine = Quantile(Fraction(known.quantile), known.method).under > _FINEST_QUANTILE
    return "a quantile of more than six digits" if fine else ""


_FINEST_QUANTILE = 10**7
"""Sums of figures in as many parts of one are exact."""


def add_compared(facts: Finding, name: str, source: Compared) -> None:
    """Add the figure of a comparator."""
    comparator = facts.comparators.get(source.comparator)
    key = facts.base_key(source.base) if source.base else nw.col("key")
    facts.with_columns(**{f"{name}_key": key})
    if comparator is None:
        facts.with_columns(**{name: nw.lit(None, nw.Float64)})
    elif comparator.statistic is Statistic.VALUE and not comparator.neighbours:
        beside_one_area(facts, source, comparator, f"{name}_key", {"value": name})
    else:
        _add_group(facts, name, source, comparator)


def beside_one_area(
    facts: Finding, source: Compared, comparator: Comparator, key: str, columns: Mapping[str, str]
) -> None:
    """Put beside the figures what the row of a comparator that is one area holds.

    Args:
        key: the column with the period that is asked about.
        columns: the columns of that row, and what they are called beside the figures.
    """
    (area,) = comparator.areas
    facts.with_columns(asked=_joined_key(nw.col("indicator"), nw.col(key)))
    found = _figures_beside(facts, source, key, area)
    asked = _joined_key(nw.col("indicator"), nw.col("key")).alias("asked")
    its_area = facts.door.area_number().alias("its_area")
    facts.join(found.select(asked, its_area, *(nw.col(one).alias(name) for one, name in columns.items())), ["asked"])
    if not comparator.includes_self:
        elsewhere = nw.col("its_area") != facts.door.area_number()
        none = nw.lit(None, nw.Float64)
        facts.with_columns(**{one: nw.when(elsewhere).then(nw.col(one)).otherwise(none) for one in columns.values()})
    facts.figures = facts.figures.drop("asked", "its_area")


def beside_its_neighbour(
    facts: Finding, source: Compared, comparator: Comparator, key: str, columns: Mapping[str, str]
) -> None:
    """The same where each area has a neighbour of its own; an area for which none is named has nothing."""
    pairs = [(area, one) for area in comparator.neighbours for one in comparator.members(area)]
    if not pairs:
        none = nw.lit(None, nw.Float64)
        facts.with_columns(**dict.fromkeys(columns.values(), none))
        return
    table = {"member": [area for area, _ in pairs], "neighbour": [one for _, one in pairs]}
    host, number = facts.door.host, facts.door.area_number()
    facts.figures = host.with_areas(facts.figures, number)
    facts.with_columns(
        member=nw.col("area").cast(nw.String), asked=_joined_key(nw.col("indicator"), nw.col(key)).cast(nw.Int64)
    )
    facts.join(host.table(table), ["member"])
    found = host.with_areas(_figures_beside(facts, source, key, None), number)
    found = found.select(
        _joined_key(nw.col("indicator"), nw.col("key")).cast(nw.Int64).alias("asked"),
        nw.col("area").cast(nw.String).alias("neighbour"),
        *(nw.col(one).alias(name) for one, name in columns.items()),
    )
    facts.join(found, ["asked", "neighbour"])
    facts.figures = facts.figures.drop("asked", "member", "neighbour")


def _add_group(facts: Finding, name: str, source: Compared, comparator: Comparator) -> None:
    """The mean, the median or a quantile of the areas that each is compared with."""
    host = facts.door.host
    members, groups, other = grouped(comparator)
    found = _figures_beside(facts, source, f"{name}_key", None)
    found = host.with_areas(found.filter(~nw.col("value").is_null()), facts.door.area_number())
    found = found.select("indicator", "key", nw.col("area").cast(nw.String).alias("member"), "value")
    found = found.join(host.table(members), on="member", how="inner")
    found = combined(facts.door, found.select(*BY, "value"), comparator, name)
    facts.figures = host.with_areas(facts.figures, facts.door.area_number())
    facts.with_columns(
        member=nw.col("area").cast(nw.String), asked=_joined_key(nw.col("indicator"), nw.col(f"{name}_key"))
    )
    if groups["group"]:
        facts.join(host.table(groups), ["member"])
        facts.with_columns(group=nw.col("group").fill_null(other))
    else:
        facts.with_columns(group=nw.lit(other))
    asked = _joined_key(nw.col("indicator"), nw.col("key")).alias("asked")
    facts.join(found.select(asked, nw.col("group").cast(nw.Int64), name), ["asked", "group"])
    facts.figures = facts.figures.drop("asked", "group", "member")


def _joined_key(indicator: Any, key: Any) -> Any:
    """One number for both; joining on two takes several times as long."""
    return indicator.cast(nw.Int64) * KEYS + key


def _figures_beside(facts: Finding, source: Compared, key: str, area: str | None) -> Any:
    """The figures that count beside a period, one a series: ``key`` is the period that was asked about."""
    by = source.published_by
    if source.vintage is Vintage.SAME_PERIOD:
        return facts.all_figures if area is None and by is None else facts.figures_of(area, by)
    return _latest(facts, key, area, source)


def _latest(facts: Finding, key: str, area: str | None, source: Compared) -> Any:
    """For each period asked about, the last figure of a series that ends no later.

    An equi-join and a maximum: as-of joins fail on some backends.
    """
    door = facts.door.known_by(source.published_by)
    figures = without_duplicates(door.read(area=area, frequency=Frequency.IRREGULAR))
    figures = figures.rename({"key": "found"})
    # Without a base it is the period of the figure itself: the plan need not have all that was added twice.
    asked = facts.figures.select("indicator", nw.col(key).alias("key")) if source.base else facts.all_figures
    asked = asked.select("indicator", "key").unique()
    pairs = asked.join(figures.select("indicator", "series", "found"), on="indicator", how="inner")
    pairs = pairs.filter(nw.col("found") // LENGTHS <= nw.col("key") // LENGTHS)
    latest = pairs.group_by("series", "key").agg(nw.col("found").max())
    latest = latest.join(figures, on=["series", "found"], how="inner")
    return latest if source.within_months is None else _young(facts, latest, "key", source.within_months)


def _young(facts: Finding, pairs: Any, key: str, within: int) -> Any:
    table = end_table(facts.periods)
    host = facts.door.host
    asked = host.table({key: table["key"], "months": table["months"], "day": table["day"], "last": table["last"]})
    found = host.table({"found": table["key"], "months_then": table["months"], "day_then": table["day"]})
    pairs = pairs.join(asked, on=key, how="inner").join(found, on="found", how="inner")
    whole = (nw.col("last") == 1) | (nw.col("day") >= nw.col("day_then"))
    age = nw.col("months") - nw.col("months_then") - nw.when(whole).then(nw.lit(0)).otherwise(nw.lit(1))
    return pairs.filter(age <= within)
