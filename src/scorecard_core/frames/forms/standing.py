"""Where an area stands in a group: how many members there are, its rank, its quantile, and the cuts between them.

The members of a group are the same for every area in it; an area that is no member of it has a group of its own, the
members and itself.
"""

from __future__ import annotations

from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING, Any

import narwhals.stable.v2 as nw

from scorecard_core.frames.forms.groups import BY, Quantile, between, quantiles_of
from scorecard_core.standing import Cut, Group, Members, QuantilePlace, Rank, StandingFact
from scorecard_core.statistics.groups import QUANTILE_PLACES

if TYPE_CHECKING:
    from scorecard_core.frames.facts import Finding

__all__ = ["add_standing"]

_MEMBER, _OWN_GROUP = "member", "own_group"


def add_standing(facts: Finding, name: str, source: StandingFact) -> None:
    """Add what a source finds in a group."""
    none = nw.lit(None, nw.Float64)
    facts.with_columns(**{f"{name}_key": nw.col("key")})
    if source.group.comparator and source.group.comparator not in facts.comparators:
        facts.with_columns(**{name: none})
        return
    kept = list(facts.figures.collect_schema().names())
    facts.figures = _numbered(facts, facts.figures, source.group)
    # Not from the figures themselves, which would be twice in the plan, and twice again with each source.
    own = _numbered(facts, facts.all_figures, source.group)
    own = own.select("indicator", "key", _MEMBER, "value", _OWN_GROUP, "order", "group")
    asking = facts.asking(source)
    numbers = [at for at, one in enumerate(facts.door.indicators) if one.id in asking]
    members = _members(facts, own.filter(nw.col("indicator").is_in(numbers)), source.group)
    match source:
        case Cut():
            found = _cut(facts, members, source, name)
            facts.join(found, BY)
        case Members():
            facts.join(_sizes(members).select(*BY, nw.col("size").alias(name)), BY)
        case Rank() | QuantilePlace():
            facts.join(_places(members), [*BY, "value"])
            better = nw.when(nw.col("order") > 0.0).then(nw.col("above")).otherwise(nw.col("below"))
            facts.with_columns(rank=better + 1.0)
            place = nw.col("rank") if isinstance(source, Rank) else _quantile_place(source.quantiles)
            facts.with_columns(**{name: place})
    facts.figures = facts.figures.select(*kept, name)


def _numbered(facts: Finding, rows: Any, group: Group) -> Any:
    """Rows with the group of each, and which way its members are put in order."""
    order = [float(one.polarity.sign or -1) for one in facts.door.indicators]
    own = (facts.door.area_number() + 1).cast(nw.Int64)
    rows = facts.door.host.with_areas(rows, facts.door.area_number())
    rows = rows.with_columns(nw.col("area").cast(nw.String).alias(_MEMBER), own.alias(_OWN_GROUP))
    table: dict[str, list[Any]] = {"indicator": list(range(len(order))), "order": order}
    rows = facts.door.host.looked_up(rows, table, ["indicator"], complete=True)
    shared = _is_shared(group, facts)
    number = nw.col(_OWN_GROUP)
    if shared is not None:
        number = nw.when(shared).then(nw.lit(0)).otherwise(number)
    return rows.with_columns(number.cast(nw.Int64).alias("group"))


def _is_shared(group: Group, facts: Finding) -> Any:
    """Whether an area is among the members that all areas share; None where each has members of its own."""
    member = nw.col(_MEMBER)
    if not group.comparator:
        left_out = sorted(group.leaving_out)
        return ~member.is_in(left_out) if left_out else ~member.is_null()
    comparator = facts.comparators[group.comparator]
    return None if comparator.neighbours else member.is_in(list(comparator.areas))


def _members(facts: Finding, own: Any, group: Group) -> Any:
    """The members of every group that have a figure."""
    host, present = facts.door.host, ~nw.col("value").is_null()
    known = own.filter(present)
    shared = _is_shared(group, facts)
    if shared is None:
        pairs = [
            (owner, one)
            for owner in facts.comparators[group.comparator].neighbours
            for one in facts.comparators[group.comparator].members(owner)
            if one != owner
        ]
        if not pairs:
            return _of(known)
        table = host.table({_MEMBER: [owner for owner, _ in pairs], "other": [one for _, one in pairs]})
        asked = own.join(table, on=_MEMBER, how="inner").drop("value")
        theirs = known.select("indicator", "key", nw.col(_MEMBER).alias("other"), "value")
        return nw.concat([_of(known), _of(asked.join(theirs, on=["indicator", "key", "other"], how="inner"))])
    theirs = known.filter(shared)
    others = own.filter(~shared)
    beside = others.drop("value").join(theirs.select("indicator", "key", "value"), on=["indicator", "key"], how="inner")
    return nw.concat([_of(theirs), _of(others.filter(present)), _of(beside)])


def _of(rows: Any) -> Any:
    return rows.select(*BY, "value", "order")


def _sizes(members: Any) -> Any:
    return members.group_by(*BY).agg(nw.len().alias("size")).with_columns(nw.col("size").cast(nw.Float64))


def _places(members: Any) -> Any:
    """For each figure in each group: how many are higher, how many lower, and how many there are.

    ``lower`` is a limit of the figure's own interval where these are put beside the figures, so it is not a name here.
    """
    alike = members.group_by(*BY, "value").agg(nw.len().alias("alike"))
    alike = alike.with_columns(nw.col("alike").cast(nw.Float64)).with_columns(
        nw.col("alike").cum_sum().over(*BY, order_by="value").alias("up_to"),
        nw.col("alike").sum().over(*BY).alias("size"),
    )
    above, below = nw.col("size") - nw.col("up_to"), nw.col("up_to") - nw.col("alike")
    return alike.select(*BY, "value", "size", above.alias("above"), below.alias("below"))


def _quantile_place(quantiles: int) -> Any:
    """As :func:`scorecard_core.statistics.quantile_number` has it."""
    from_the_end = (nw.col("size") + 1.0 - nw.col("rank")) * float(quantiles)
    up = ((from_the_end + nw.col("size") - 1.0) / nw.col("size")).floor()
    place = float(quantiles + 1) - up
    return nw.when(place < 1.0).then(nw.lit(1.0)).otherwise(place)


def _cut(facts: Finding, members: Any, source: Cut, name: str) -> Any:
    part = Fraction(source.number, source.quantiles)
    first, other = Quantile(1 - part, source.method), Quantile(part, source.method)
    cuts = quantiles_of(members, first, other, nw.col("order")).with_columns(nw.lit(1.0).alias("judged_unit"))
    cuts = between(
        cuts, name, lcm(first.under, other.under), QUANTILE_PLACES, always=False, in_sql=facts.door.host.in_sql
    )
    return cuts.select(*BY, name)
