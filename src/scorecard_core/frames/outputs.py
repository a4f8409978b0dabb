"""The columns that come out, as expressions over a rated frame."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import narwhals.stable.v2 as nw

from scorecard_core.availability import AVAILABILITY
from scorecard_core.frames.plan import AVAILABLE, Plan
from scorecard_core.frames.segments import Segment
from scorecard_core.frames.stages import GREY, GREY_BEYOND, PER_LIST, Group
from scorecard_core.ledger import RULES_EDITION
from scorecard_core.rating import engine_version
from scorecard_core.targets import Judged
from scorecard_core.terms import Basis, Rag

__all__ = ["COLUMNS", "COMPUTED", "output", "reference_key"]

_RATED = nw.col("available") == AVAILABLE
_STATUSES = {rag.rank: rag.value for rag in Rag if rag.rank is not None} | {GREY: "grey", GREY_BEYOND: "grey"}


def output(plan: Plan, name: str) -> Any:
    """One column."""
    return _MAKERS[name](plan)


def _of_indicator(read: Callable[[Segment], str]) -> Callable[[Plan], Any]:
    return lambda plan: plan.parameter([read(one) for one in plan.rows], "")


def _status(plan: Plan) -> Any:
    return _coloured(nw.col("rank"))


def _coloured(rank: Any) -> Any:
    status: Any = nw.lit("grey")
    for number, word in _STATUSES.items():
        if number >= 0:
            status = nw.when(rank == number).then(nw.lit(word)).otherwise(status)
    return status


def _verdict(plan: Plan) -> Any:
    words = plan.by_group(plan.targets, lambda group: group.mapped(nw.col("taken"), group.verdict, ""), "")
    return nw.when(_RATED).then(words).otherwise(nw.lit(""))


def _grey_reason(plan: Plan) -> Any:
    why = plan.by_group(plan.targets, lambda group: group.mapped(nw.col("taken"), group.grey_reason, ""), "")
    for number, branch in enumerate(AVAILABILITY.branches[:-1], start=1):
        why = nw.when(nw.col("available") == number).then(nw.lit(branch.answer.value)).otherwise(why)
    return nw.when(nw.col("rank") < 0).then(why)


def _basis(plan: Plan) -> Any:
    said = plan.parameter([float(isinstance(one.target, Judged)) for one in plan.rows], 0.0)
    judged = (said > 0.5) & (nw.col("rank") >= 0)
    return nw.when(judged).then(nw.lit(Basis.JUDGEMENT.value)).otherwise(nw.lit(Basis.COMPUTED.value))


def _stage(plan: Plan) -> Any:
    names = plan.by_group(plan.targets, _rule_name, "")
    return nw.when(_RATED).then(names).otherwise(nw.lit(AVAILABILITY.name))


def _rule_name(group: Group) -> Any:
    if group.before:
        return group.mapped(nw.col("taken"), lambda _, at, branch: group.list_of(at, branch).name, "")
    return group.reading.parameters.expression(group.at, [rule.name for rule in group.rules], "")


def _branch(plan: Plan) -> Any:
    taken = nw.col("taken")
    if any(group.before for group in plan.targets):
        taken = taken - taken // PER_LIST * PER_LIST
    return nw.when(_RATED).then(taken).otherwise(nw.col("available"))


def _number(name: str) -> Callable[[Plan], Any]:
    def number(plan: Plan) -> Any:
        return nw.when(_RATED).then(plan.by_group(plan.targets, lambda group: group.shown(name), None))

    return number


def _reference_period(plan: Plan) -> Any:
    points = [one.settled("reference") for one in plan.rows]
    text = plan.parameter([str(point.period) if point and point.period else "" for point in points], "")
    if "reference" in plan.data or "comparator" in plan.data:
        looked_up = nw.col("reference_label")
        text = nw.when(looked_up.is_null()).then(text).otherwise(looked_up)
    return nw.when(_RATED & (text != "")).then(text)


def reference_key(plan: Plan) -> Any:
    """The period of the reference or, for gaps and shares, of the comparator; None where nothing is looked up."""
    asked = [next((name for name in ("reference", "comparator") if _looks_up(one, name)), "") for one in plan.rows]
    kinds = [name for name in dict.fromkeys(asked) if name]
    if not kinds:
        return None
    key: Any = nw.lit(0)
    for number, name in enumerate(kinds, start=1):
        code = plan.parameter([float(number) if one == name else 0.0 for one in asked], 0.0)
        key = nw.when(code == float(number)).then(nw.col(f"{name}_key")).otherwise(key)
    return key


def _looks_up(segment: Segment, name: str) -> bool:
    return name in segment.looked_up


def _previous_status(plan: Plan) -> Any:
    return nw.when(nw.col("previous_rank") > GREY_BEYOND).then(_coloured(nw.col("previous_rank")))


def _movement(plan: Plan) -> Any:
    return _answers(plan.movement, nw.col("moved"))


def _travel(plan: Plan) -> Any:
    return plan.by_group(plan.travel, lambda group: _answers(group, nw.col("travel_taken")), "")


def _answers(group: Group, taken: Any) -> Any:
    return group.mapped(taken, lambda _, at, branch: group.answer(at, branch).value, "")


def _updated(plan: Plan) -> Any:
    present = nw.col("no_figure") == 0
    if plan.together:
        present = present | (nw.col("members_present") > 0.0)
    return present & (nw.col("carried") == 0) if plan.carries else present


def _period(plan: Plan) -> Any:
    return nw.lit(plan.reporting.label) if plan.reporting else nw.col("label")


def _carried_from(plan: Plan) -> Any:
    label = nw.col(plan.carried_label)
    return nw.when(nw.col("carried") == 1).then(label) if plan.carries else nw.lit(None, nw.String)


_MAKERS: Mapping[str, Callable[[Plan], Any]] = {
    "indicator": _of_indicator(lambda one: one.indicator.id),
    "area": lambda _: nw.col("area"),
    "period": _period,
    "value": lambda _: nw.col("value"),
    "unit": _of_indicator(lambda one: one.indicator.unit),
    "status": _status,
    "verdict": _verdict,
    "grey_reason": _grey_reason,
    "basis": _basis,
    "rule": _of_indicator(lambda one: one.target.type if one.target else ""),
    "stage": _stage,
    "branch": _branch,
    "reference": _number("reference"),
    "reference_period": _reference_period,
    "green_limit": _number("green_limit"),
    "amber_limit": _number("amber_limit"),
    "judged": _of_indicator(lambda one: one.indicator.judged.value),
    "previous_status": _previous_status,
    "movement": _movement,
    "travel": _travel,
    "travel_base": lambda _: nw.col("travel_base"),
    "updated": _updated,
    "carried_from": _carried_from,
    "plugin": _of_indicator(lambda one: one.indicator.provenance.plugin),
    "plugin_version": _of_indicator(lambda one: one.indicator.provenance.version),
    "engine_version": lambda _: nw.lit(engine_version()),
    "rules_edition": lambda _: nw.lit(RULES_EDITION),
}

COMPUTED = frozenset({"reference", "green_limit", "amber_limit"})
"""Those for which a rule may have to be read further than its branches ask for."""

COLUMNS = tuple(_MAKERS)
"""What comes out, in this order, unless fewer columns are asked for."""
