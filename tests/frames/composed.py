"""Definitions that are put together from members, for the law that frames and the engine for one agree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from scorecard_core import Indicator, Registry
from scorecard_core.indicators import Provenance
from scorecard_core.registry import Contribution
from tests.frames.cases import AREAS, PERIODS, PUBLISHED, Case, Row, _maybe, indicators, rows, targets
from tests.frames.computed_cases import modest

__all__ = ["KINDS", "composed_cases"]

KINDS = ("all_of", "any_of", "worst_of", "weighted")
GREY = ("ignore", "propagate", "worst")
WEIGHTS = ("0", "0.1", "0.3", "1", "1", "2.25")
OF_ITSELF = (
    "threshold",
    "threshold",
    "improvement",
    "comparator",
    "floor",
    "profile",
    "milestone",
    "judgement",
    "none",
)


@st.composite
def compositions(draw: Any, members: list[dict[str, Any]]) -> dict[str, Any]:
    """A target of one way of putting members together."""
    kind = draw(st.sampled_from(KINDS))
    stated: dict[str, Any] = {"type": kind, "members": members, "grey": draw(st.sampled_from(GREY))}
    known = len({member.get("indicator", member.get("name")) for member in members})
    if kind in ("all_of", "any_of") and draw(st.booleans()):
        stated["at_least"] = draw(st.integers(1, known))
    needed = stated.get("at_least", 1 if kind == "any_of" else known)
    if kind in ("all_of", "any_of") and needed > 1 and draw(st.booleans()):
        stated["amber_from"] = draw(st.integers(1, needed - 1))
    if kind == "weighted":
        for member in members[1:]:
            member["weight"] = draw(st.sampled_from(WEIGHTS))
        stated |= draw(st.sampled_from(({}, {"points": {"green": "2.5", "amber": "1.75", "red": "-1"}})))
    return {**stated, **draw(_maybe("judged_at", st.just("financial_year_end")))}


def _whole(id: str, frequency: str, target: Any, **more: Any) -> Indicator:
    stated = {"id": id, "title": id, "polarity": "high_is_good", "unit": "percent", "frequency": frequency}
    return Indicator.model_validate({**stated, "target": target, **more})


@st.composite
def of_itself(draw: Any, number: int, frequency: str) -> Indicator:
    """An indicator with several targets at once, some of them for a time, and one of them put together in turn."""
    periods = PERIODS[frequency]
    kinds = [one for one in OF_ITSELF if frequency != "survey" or one != "profile"]
    members: list[dict[str, Any]] = []
    for at in range(draw(st.integers(1, 3))):
        target = draw(targets(draw(st.sampled_from(kinds)), periods, "high_is_good"))
        judged = draw(_maybe("judged_at", st.just("financial_year_end"))) if target["type"] == "threshold" else {}
        members.append({**target, **judged, "name": f"{at}", **_for_a_time(draw, periods)})
    if draw(st.sampled_from((False, False, True))):
        inner = [{"type": "threshold", "value": "60", "name": "inner"}, {"type": "threshold", "value": "0.1"}]
        members.append({"type": "any_of", "grey": "ignore", "members": inner, "name": "nested"})
    target = draw(compositions(members))
    for member in members:
        if target["type"] == "weighted" and draw(st.booleans()):
            member.pop("from", None), member.pop("until", None)
    more = {"maximum_age": draw(st.sampled_from((None, 6))), "due_days": draw(st.sampled_from((None, 30)))}
    return _whole(f"a.i{number}", frequency, target, measure=f"a.m{number}", **more)


def _for_a_time(draw: Any, periods: Any) -> dict[str, Any]:
    kind = draw(st.sampled_from(("always", "always", "from", "until")))
    return {} if kind == "always" else {kind: draw(st.sampled_from(periods[1:4]))}


def _computed(draw: Any, one: Indicator) -> Indicator:
    """The same indicator or, where it judges figures, perhaps one whose figures are computed."""
    judges_figures = not any(target.type in ("judgement", "milestone") for target in _all_targets(one))
    if not judges_figures or draw(st.booleans()):
        return one
    kind = draw(st.sampled_from(("sum", "rolling_mean", "ratio")))
    measure: dict[str, Any] = {"type": kind, "of": [one.series, f"{one.series}.more"]}
    if kind == "rolling_mean":
        measure |= {"of": one.series, "over": 2, "places": 3}
    if kind == "ratio":
        measure |= {"of": one.series, "per": 100, "places": 2}
    return Indicator.model_validate({**one.model_dump(exclude_unset=True), "measure": measure})


def _all_targets(one: Indicator) -> Iterator[Any]:
    for target in one.target:
        yield target
        yield from (member.target for member in getattr(target, "members", ()) if member.target is not None)


@st.composite
def composed_cases(draw: Any, most: int = 3) -> Case:
    """Some indicators, what is put together from them, and what is put together from that; and histories for them."""
    frequency = draw(st.sampled_from(sorted(PERIODS)))
    vintages = draw(st.booleans())
    leaves: list[Indicator] = []
    for number in range(draw(st.integers(1, most))):
        own = draw(st.booleans())
        leaves.append(draw(of_itself(number, frequency) if own else indicators(number, frequency)))
    others = [one for one in sorted(PERIODS) if one != frequency]
    if draw(st.booleans()):
        another = draw(indicators(len(leaves), draw(st.sampled_from(others))))
        if not any(source.measures for target in another.target for source in target.sources.values()):
            leaves.append(another)
    leaves = [_computed(draw, one) for one in leaves]
    wholes: list[Indicator] = []
    for number in range(draw(st.integers(1, 3))):
        known = [one.id for one in (*leaves, *wholes)]
        ids = draw(st.lists(st.sampled_from(known), min_size=1, max_size=3, unique=True))
        of = draw(st.sampled_from((frequency, frequency, frequency, *others)))
        members = [{"indicator": id, **_for_a_time(draw, PERIODS[frequency])} for id in ids]
        target: Any = draw(compositions(members))
        if target["type"] == "weighted":
            members[0] = target["members"][0] = {"indicator": ids[0], "weight": "1"}
        if draw(st.sampled_from((False, False, True))):
            plain = [{"indicator": id} for id in ids]
            later = {**draw(compositions(plain)), "from": PERIODS[frequency][3], "continuous": draw(st.booleans())}
            target = [{**target, "until": PERIODS[frequency][1]}, later]
        wholes.append(_whole(f"a.w{number}", of, target, due_days=draw(st.sampled_from((None, None, 30)))))
    found: list[Row] = []
    for one in leaves:
        types = {target.type for target in one.target}
        judged = draw(st.sampled_from(("", "", "judgement", "milestone"))) if types & set(KINDS) else ""
        judged = next(iter(types & {"judgement", "milestone"}), judged)
        for area in AREAS:
            for read in one.inputs:
                drawn = draw(rows(read.measure, area, one.frequency.value, judged=judged, vintages=vintages))
                found += [replace(row, value=modest(row.value)) for row in drawn] if one.computed else drawn
    sources = (source for one in leaves for target in one.target for source in target.looked_up)
    if any(source.measures for source in sources):
        found += draw(rows("a.targets", AREAS[0], frequency, judged="", vintages=vintages))
    as_at = draw(st.sampled_from((None, PUBLISHED[1], PUBLISHED[2])))
    known = Contribution(Provenance("a"), indicators=[*leaves, *wholes])
    return Case(Registry.build([known]), draw(st.permutations(found)), as_at)
