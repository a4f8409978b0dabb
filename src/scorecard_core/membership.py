"""Indicators as members of others: a graph without circles, in which every member is known."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from scorecard_core.errors import DefinitionError, ScorecardError, did_you_mean
from scorecard_core.indicators import Indicator, Provenance

__all__ = ["by_whom", "holding_together", "leaves", "with_members"]


def by_whom(provenance: Provenance) -> str:
    """Who brought a definition along, as messages name it."""
    if not provenance.plugin:
        return provenance.distribution or "the definitions given"
    return f"{provenance.distribution} {provenance.version}".strip() or f"the plugin '{provenance.plugin}'"


def with_members(indicator: Indicator, known: Mapping[str, Indicator]) -> frozenset[str]:
    """An indicator and everyone that it is put together from, at whatever remove, by id."""
    met: set[str] = set()
    waiting = [indicator.id]
    while waiting:
        id = waiting.pop()
        if id not in met:
            met.add(id)
            waiting += known[id].children
    return frozenset(met)


def leaves(indicator: Indicator, known: Mapping[str, Indicator]) -> tuple[Indicator, ...]:
    """The indicators whose figures one rests on: itself or, where it is put together from others, theirs."""
    every = (known[id] for id in sorted(with_members(indicator, known)))
    return tuple(one for one in every if any(not target.children for target in one.target))


def holding_together(indicators: Mapping[str, Indicator], problems: list[ScorecardError]) -> dict[str, Indicator]:
    """The indicators whose members are all there and go round in no circle.

    Args:
        problems: takes what is wrong with the others, each told once and where it is first met. What is put together
            from an indicator that is left out is left out as well, and says so.
    """
    known = dict(indicators)
    while faults := dict(_unknown_members(known)) or dict(_circles(known)):
        problems.extend(fault for fault in faults.values() if fault is not None)
        known = {id: one for id, one in known.items() if id not in faults}
    return known


def _unknown_members(known: Mapping[str, Indicator]) -> Iterator[tuple[str, ScorecardError | None]]:
    """The indicators with a member that nobody defines, each with the first of them."""
    for id, indicator in known.items():
        place, child = next(_members(indicator, lambda child: child not in known), ("", ""))
        if place:
            found, hint = f"no indicator '{child}'", did_you_mean(child, known.keys() - {id})
            yield id, DefinitionError("member-unknown", where=f"{_where(indicator)} {place}", found=found, hint=hint)


def _circles(known: Mapping[str, Indicator]) -> Iterator[tuple[str, ScorecardError | None]]:
    """The indicators of one circle, the first of them with the error."""
    try:
        TopologicalSorter({id: sorted(one.children) for id, one in known.items()}).prepare()
    except CycleError as error:
        # It is told from the members to what they are members of, and its first stands at its end again.
        circle = list(reversed(error.args[1]))[:-1]
        start = circle.index(min(circle))
        circle = [*circle[start:], *circle[:start]]
        following = circle[1 % len(circle)]
        place, _ = next(_members(known[circle[0]], lambda child: child == following))
        shown = " → ".join([*circle, circle[0]])
        yield (
            circle[0],
            DefinitionError(
                "members-circular",
                where=f"{_where(known[circle[0]])} {place}",
                found=f"it is put together from itself: {shown}",
                expected="members that do not lead back",
            ),
        )
        yield from ((id, None) for id in circle[1:])


def _members(indicator: Indicator, wanted: Callable[[str], bool]) -> Iterator[tuple[str, str]]:
    """The members of one kind, each with its place in the definition."""
    several = len(indicator.target) > 1
    for number, target in enumerate(indicator.target, start=1):
        for position, child in enumerate(target.children, start=1):
            if wanted(child):
                yield f"target{f'[{number}]' if several else ''}.members[{position}]", child


def _where(indicator: Indicator) -> str:
    return f"{by_whom(indicator.provenance)}: [{indicator.id}]"
