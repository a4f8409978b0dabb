"""The lists of the engine, read for all definitions in as few expressions as there are shapes.

Definitions whose lists have the same branches, and whose facts come in the same way, are read together. A rule that
only compares is read in floats; one that computes with figures is read with limbs, for those that need it alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

import narwhals.stable.v2 as nw

from scorecard_core.assessed import BEYOND_THE_HISTORY
from scorecard_core.frames.columns import Known, Parameters, Word, first_true, flag
from scorecard_core.frames.numbers import Atom, Folded, NotCheap, Signed
from scorecard_core.frames.reading import Reading
from scorecard_core.frames.segments import Segment
from scorecard_core.movement import travel_rule
from scorecard_core.rules import DecisionList, Fact
from scorecard_core.statistics.trends import CRITICAL_CHI_SQUARED
from scorecard_core.targets import Range
from scorecard_core.terms import GreyReason, Rag

__all__ = ["PER_LIST", "Group", "group_of", "groups_of_targets", "groups_of_travel"]

GREY, GREY_BEYOND = -1, -2
_ZERO = Decimal(0)
_NO_LISTS: Mapping[str, DecisionList] = {}

PER_LIST = 1000
"""More branches than any list has."""


@dataclass
class Group:
    """Definitions that are read together.

    Attributes:
        rules: the list of each; they have the same branches and differ at most in what a missing fact answers.
        reading: the reader, with what it found on the way.
        branches: the condition of each branch with its number. A list that is asked before the rule has a say where it
            answers with a grey reason; the number of such a branch is counted on from a multiple of ``PER_LIST``.
        before: the lists that are asked before the rule of each, in their order.
    """

    number: int
    segments: Sequence[Segment]
    rules: Sequence[DecisionList]
    reading: Reading
    branches: list[tuple[Any, int]] = field(default_factory=list)
    before: Sequence[Sequence[DecisionList]] = ()

    @property
    def at(self) -> list[int]:
        """The rows of the parameter table."""
        return [one.number for one in self.segments]

    def answer(self, at: int, branch: int) -> StrEnum:
        """What a branch answers for one of the definitions."""
        return self.list_of(at, branch).branches[branch % PER_LIST - 1].answer

    def list_of(self, at: int, branch: int) -> DecisionList:
        """The list that a branch is of."""
        place = branch // PER_LIST
        return self.before[at][place - 1] if place else self.rules[at]

    def taken(self) -> Any:
        """The branch taken, as an expression."""
        return first_true(self.branches)

    def mapped(self, taken: Any, value: Any, absent: Any) -> Any:
        """What each branch stands for: ``value`` is given a definition, the place of its rule, and a branch."""
        columns: dict[Any, tuple[Any, list[int]]] = {}
        for _, branch in self.branches:
            values = [value(one, at, branch) for at, one in enumerate(self.segments)]
            found = self.reading.parameters.column(self.at, values, absent)
            key = tuple(values)
            columns.setdefault(key, (found, []))[1].append(branch)
        *others, (last, _) = sorted(columns.values(), key=lambda item: len(item[1]))
        result = last if isinstance(last, nw.Expr) else nw.lit(last)
        for found, branches in others:
            then = found if isinstance(found, nw.Expr) else nw.lit(found)
            condition = taken == branches[0] if len(branches) == 1 else taken.is_in(branches)
            result = nw.when(condition).then(then).otherwise(result)
        return result

    def rank(self, one: Segment, at: int, branch: int) -> int:
        """The status a branch comes to: red 0, amber 1, green 2, below zero grey."""
        answer = self.answer(at, branch)
        if isinstance(answer, GreyReason):
            return GREY_BEYOND if answer in BEYOND_THE_HISTORY else GREY
        assert one.target is not None
        rank = one.target.colour(answer).rank
        return GREY if rank is None else rank

    def verdict(self, one: Segment, at: int, branch: int) -> str:
        """The target's own word for a branch."""
        answer = self.answer(at, branch)
        assert one.target is not None
        return "" if isinstance(answer, GreyReason) else one.target.verdict(answer)

    def grey_reason(self, one: Segment, at: int, branch: int) -> str:
        """Why a branch has no colour; empty where it has one."""
        answer = self.answer(at, branch)
        if isinstance(answer, GreyReason):
            return answer.value
        assert one.target is not None
        return GreyReason.UNCOLOURED_BAND.value if one.target.colour(answer) is Rag.GREY else ""

    def shown(self, name: str) -> Any:
        """An intermediate result, or a fact, as a float column; None where the rule has none of that name."""
        lists = [*(self.before[0] if self.before else ()), self.rules[0]]
        derived = next((rule.derived[name] for rule in lists if name in rule.derived), None)
        if derived is not None:
            number = self.reading.read(derived)
        elif name in self.reading.facts and any(fact.name == name for rule in lists for fact in rule.facts):
            number = self.reading.facts[name].value
        else:
            return None
        if isinstance(number, Signed):
            return None
        needed = {name} if derived is None else {part.name for part in derived.walk() if isinstance(part, Fact)}
        missing = [self.reading.facts[one].missing for one in sorted(needed - {"value"})]
        column = self.reading.shown(number) if not isinstance(number, nw.Expr) else number
        if True in [absent for absent in missing if isinstance(absent, bool)]:
            return nw.lit(None, nw.Float64)
        if isinstance(column, nw.Expr):
            for absent in missing:
                if not isinstance(absent, bool):
                    column = nw.when(absent).then(nw.lit(None, nw.Float64)).otherwise(column)
        return column


def known_column(name: str) -> Known:
    """A fact that is a column: ``name_known`` holds it with zero for missing, ``name`` says which are."""
    return Known(Atom(f"{name}_known"), nw.col(name).is_null())


def _attempt(
    parameters: Parameters,
    at: tuple[int, ...],
    facts: Mapping[str, Known],
    rule: DecisionList,
    before: Mapping[str, DecisionList],
    label: str,
) -> tuple[Reading, list[tuple[Any, int]]]:
    """A list, and those before it, read in floats or, where that is not exact, with limbs."""
    for exact in (False, True):
        reading = Reading(parameters, at, facts, exact=exact, label=label)
        try:
            said: list[tuple[Any, int]] = []
            for place, (name, earlier) in enumerate(before.items(), start=1):
                said += [(when, place * PER_LIST + number) for when, number in reading.asked_before(name, earlier)]
            return reading, [*said, *reading.branches(rule)]
        except NotCheap:
            if exact:
                raise
    raise AssertionError


def _needs_limbs(
    facts: Mapping[str, Any], rule: DecisionList, tried: dict[Any, bool], before: Mapping[str, DecisionList] = _NO_LISTS
) -> bool:
    """Whether a list computes with figures; what a number is matters only in so far as it is zero or a direction."""
    stated = (rule.stated, *(one.stated for one in before.values()))
    shape = (stated, tuple((name, _kind(value)) for name, value in facts.items()))
    if shape not in tried:
        alone = {name: _together(Parameters(1), (0,), [fact]) for name, fact in facts.items()}
        reading, _ = _attempt(Parameters(1), (0,), alone, rule, before, "trial")
        tried[shape] = reading.exact
    return tried[shape]


def _kind(value: Any) -> Any:
    if isinstance(value, Known):
        return "column"
    if isinstance(value, Decimal):
        return int(value) if value in (-1, 0, 1) else "number"
    return value


def group_of(
    number: int,
    parameters: Parameters,
    members: Sequence[tuple[Segment, DecisionList, Mapping[str, Any]]],
    label: str,
    before: Sequence[Mapping[str, DecisionList]] = (_NO_LISTS,),
) -> Group:
    """Read the lists of some definitions together.

    Args:
        members: each with its list and its facts, which are stated (decimals, words, bools) or columns.
        before: the lists of each that are asked before that, by the name of the fact that one gives; one will do for
            all where there are none.
    """
    at = tuple(segment.number for segment, _, _ in members)
    facts = {name: _together(parameters, at, [facts[name] for _, _, facts in members]) for name in members[0][2]}
    reading, branches = _attempt(parameters, at, facts, members[0][1], before[0], label)
    earlier = [list(lists.values()) for lists in before] if before[0] else ()
    return Group(number, [one for one, _, _ in members], [rule for _, rule, _ in members], reading, branches, earlier)


def _together(parameters: Parameters, at: Sequence[int], values: Sequence[Any]) -> Known:
    first = next((value for value in values if value is not None), None)
    if isinstance(first, Known):
        return first
    absent = flag(parameters, at, [value is None for value in values])
    if isinstance(first, bool):
        return Known(flag(parameters, at, [bool(value) for value in values]), absent)
    if isinstance(first, str):
        return Known(Word(tuple(value or "" for value in values)), absent)
    return Known(Folded(tuple(_ZERO if value is None else value for value in values)), absent)


def groups_of_targets(
    parameters: Parameters, segments: Sequence[Segment], data: Mapping[str, Known], *, words: Mapping[str, Known]
) -> list[Group]:
    """The targets, gathered by how their lists can be read.

    Args:
        data: the facts that are columns: the value and whatever sources find.
        words: the facts about judgements.
    """
    gathered: dict[Any, list[tuple[Segment, DecisionList, Mapping[str, Any]]]] = {}
    readings: dict[Any, list[Mapping[str, DecisionList]]] = {}
    tried: dict[Any, bool] = {}
    for segment in segments:
        target = segment.target
        if target is None:
            continue
        rule = target.rule
        facts: dict[str, Any] = {"sign": Decimal(segment.indicator.polarity.sign), **target.parameters, **words}
        facts["value"] = data["value"]
        facts |= {name: figure.value for name, figure in segment.stated}
        facts |= {name: data[name] for name in segment.looked_up}
        before = target.readings
        asked = (fact.name for one in target.lists for fact in one.facts)
        needed = {name: facts[name] for name in asked if name not in before}
        columns = frozenset(name for name, fact in needed.items() if isinstance(fact, Known))
        stated = tuple(one.stated for one in target.lists)
        shape = (stated, columns, _needs_limbs(needed, rule, tried, before))
        gathered.setdefault(shape, []).append((segment, rule, needed))
        readings.setdefault(shape, []).append(before)
    return [
        group_of(number, parameters, members, f"status_{number}", readings[shape])
        for number, (shape, members) in enumerate(gathered.items())
    ]


def groups_of_travel(parameters: Parameters, segments: Sequence[Segment], data: Mapping[str, Known]) -> list[Group]:
    """The lists for the direction of travel, gathered likewise."""
    gathered: dict[Any, list[tuple[Segment, DecisionList, Mapping[str, Any]]]] = {}
    tried: dict[Any, bool] = {}
    for segment in segments:
        indicator, target = segment.indicator, segment.target
        has_range = isinstance(target, Range)
        rule = travel_rule(indicator.polarity, has_range=has_range, by_trend=indicator.travel.trend is not None)
        band = indicator.travel.dead_band
        facts: dict[str, Any] = {
            **(target.parameters if target is not None and has_range else {}),
            "sign": Decimal(indicator.polarity.sign),
            "dead_band_amount": band.absolute if band else _ZERO,
            "dead_band_rate": band.rate if band else _ZERO,
            "critical": CRITICAL_CHI_SQUARED,
            **data,
        }
        needed = {fact.name: facts[fact.name] for fact in rule.facts}
        gathered.setdefault((rule.name, _needs_limbs(needed, rule, tried)), []).append((segment, rule, needed))
    return [
        group_of(number, parameters, members, f"travel_{number}") for number, members in enumerate(gathered.values())
    ]
