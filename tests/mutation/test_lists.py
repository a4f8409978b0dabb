"""Every decision list, with every fault that its author could have put into it: some law of the engine finds each.

The lists are taken as they are found: those of the target types from what the strategies draw, and those of the other
stages from what rating asks. A target type that is added is covered by itself.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings

from scorecard_core.rules import DecisionList
from scorecard_core.targets import TARGET_TYPES, TargetType
from scorecard_core.testing.strategies import targets
from scorecard_core.testing.strategies.definitions import TYPES, UNDRAWN
from tests.mutation.lists import Mutant, mutants
from tests.mutation.tries import Try, drawn, drawn_for, drawn_for_stages, fails, in_place_of

KINDS = [kind.model_fields["type"].default for kind in TARGET_TYPES]
EXAMPLES, MORE = 20, 400


@cache
def tries() -> list[Try]:
    """Some cases for every law."""
    return drawn(EXAMPLES)


@cache
def more(kind: str) -> list[Try]:
    """Many cases for what has survived those: of one target type or, without one, of the stages."""
    return drawn_for(kind, MORE) if kind else drawn_for_stages(MORE // 2)


@cache
def lists_of(kind: str) -> tuple[DecisionList, ...]:
    """The lists that targets of a type have."""
    found: dict[int, DecisionList] = {}

    @settings(max_examples=60, deadline=None, database=None, derandomize=True)
    @given(targets(types=(kind,)))
    def draw(target: TargetType) -> None:
        found[id(target.rule)] = target.rule

    draw()
    return tuple(found.values())


def stages() -> tuple[DecisionList, ...]:
    """The lists that every indicator goes through, whatever its target."""
    of_targets = {id(rule) for kind in TYPES for rule in lists_of(kind)}
    asked = {id(rule): rule for one in tries() for rule in one.lists}
    return tuple(rule for known, rule in asked.items() if known not in of_targets)


def survivors(rule: DecisionList, kind: str = "") -> Iterator[Mutant]:
    """The mutants of a list that no law finds out."""
    alive = list(mutants(rule))
    for drawn_at in (tries, lambda: more(kind)):
        queue = [one for one in drawn_at() if any(known is rule for known in one.lists)] if alive else []
        alive = [mutant for mutant in alive if not _is_found(rule, mutant, queue)]
    yield from alive


def _is_found(rule: DecisionList, mutant: Mutant, queue: list[Try]) -> bool:
    with in_place_of(rule, mutant.rule):
        killer = next((at for at, one in enumerate(queue) if fails(one)), None)
    if killer is not None:
        queue.insert(0, queue.pop(killer))  # what found one fault is likely to find the next
    return killer is not None


@cache
def explained() -> dict[str, str]:
    """Which mutants no input can tell from the list itself, and why."""
    entries = tomllib.loads(Path(__file__).with_name("equivalent.toml").read_text(encoding="utf-8"))
    return {f"{one['of']}: {one['change']}": one["because"] for one in entries.get("list", [])}


def unexplained(rules: tuple[DecisionList, ...], kind: str = "") -> list[str]:
    """The survivors that the file does not explain, and what it explains that does not survive."""
    alive = [str(mutant) for rule in rules for mutant in survivors(rule, kind)]
    used = Counter(pattern for text in alive for pattern in explained() if fnmatch(text, pattern))
    names = {rule.name for rule in rules}
    stale = [pattern for pattern in explained() if pattern.partition(": ")[0] in names and not used[pattern]]
    return [
        *(f"survives: {text}" for text in alive if not any(fnmatch(text, pattern) for pattern in explained())),
        *(f"does not survive: {text}" for text in stale),
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_some_law_finds_every_fault_in_a_list_of_the_type(kind: str) -> None:
    if kind in UNDRAWN:
        pytest.xfail(f"no law meets this type yet, since {UNDRAWN[kind]}")
    assert unexplained(lists_of(kind), kind) == []


def test_some_law_finds_every_fault_in_the_lists_that_all_share() -> None:
    assert unexplained(stages()) == []
