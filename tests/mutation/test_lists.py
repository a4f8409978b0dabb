"""Every decision list, with every fault that its author could have put into it: some law of the engine finds each.

The lists are taken as they are found: those of the target types from what the strategies draw, those of the other
stages from what rating asks, and those that no case reaches from ``meanings.py``. A target type that is added is
covered by itself; a list that is in none of these fails a test. By which law each fault was found is told at the end.
"""

from __future__ import annotations

import ast
import re
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
from tests.mutation.__main__ import ROOT
from tests.mutation.lists import Mutant, mutants
from tests.mutation.meaning import Meaning
from tests.mutation.meanings import MEANINGS
from tests.mutation.tries import Try, drawn, drawn_for, drawn_for_stages, fails, in_place_of

KINDS = [kind.model_fields["type"].default for kind in TARGET_TYPES]
EXAMPLES, MORE = 20, 400

FOUND_BY: Counter[tuple[str, str]] = Counter()
"""How many faults of each list were found, by what: a law's name, or what the list means."""


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
        found.update((id(rule), rule) for rule in target.lists)

    draw()
    return tuple(found.values())


def stages() -> tuple[DecisionList, ...]:
    """The lists that every indicator goes through, whatever its target."""
    of_targets = {id(rule) for kind in KINDS for rule in lists_of(kind)}
    asked = {id(rule): rule for one in tries() for rule in one.lists}
    return tuple(rule for known, rule in asked.items() if known not in of_targets)


def survivors(rule: DecisionList, kind: str = "") -> Iterator[Mutant]:
    """The mutants of a list that neither its meaning, where it is written down, nor any law finds out."""
    alive = list(mutants(rule))
    meaning = next((one for one in MEANINGS if one.rule is rule), None)
    if meaning is not None:
        left = [mutant for mutant in alive if not meaning.first_wrong(mutant.rule)]
        FOUND_BY[rule.name, "what it means"] += len(alive) - len(left)
        alive = left
    for drawn_at in (tries, lambda: more(kind)):
        queue = [one for one in drawn_at() if any(known is rule for known in one.lists)] if alive else []
        alive = [mutant for mutant in alive if not _is_found(rule, mutant, queue)]
    yield from alive


def _is_found(rule: DecisionList, mutant: Mutant, queue: list[Try]) -> bool:
    with in_place_of(rule, mutant.rule):
        killer = next((at for at, one in enumerate(queue) if fails(one)), None)
    if killer is not None:
        FOUND_BY[rule.name, queue[killer].law.name] += 1
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
    stale = [pattern for pattern in explained() if _is_of(pattern, names) and not used[pattern]]
    return [
        *(f"survives: {text}" for text in alive if not any(fnmatch(text, pattern) for pattern in explained())),
        *(f"does not survive: {text}" for text in stale),
    ]


def _is_of(pattern: str, names: set[str]) -> bool:
    """Whether an explanation is of some lists."""
    of = pattern.partition(": ")[0]
    return any(fnmatch(name, of) for name in names)


@pytest.mark.parametrize("kind", KINDS)
def test_some_law_finds_every_fault_in_a_list_of_the_type(kind: str) -> None:
    assert unexplained(lists_of(kind), kind) == []


def test_some_law_finds_every_fault_in_the_lists_that_all_share() -> None:
    assert unexplained(stages()) == []


@pytest.mark.parametrize("meaning", MEANINGS, ids=lambda meaning: meaning.rule.name)
def test_a_list_says_what_it_means(meaning: Meaning) -> None:
    assert meaning.first_wrong(meaning.rule) == ""


def test_what_a_list_means_finds_every_fault_in_it() -> None:
    assert unexplained(tuple(one.rule for one in MEANINGS)) == []


def test_no_list_of_the_engine_is_left_out() -> None:
    covered = {rule.name for kind in KINDS for rule in lists_of(kind)}
    covered |= {rule.name for rule in stages()} | {one.rule.name for one in MEANINGS}
    left_out = [
        pattern for pattern in names_in_the_engine() if not any(re.fullmatch(pattern, name) for name in covered)
    ]
    assert left_out == []


def names_in_the_engine() -> list[str]:
    """The names of all lists that the engine can make, as patterns: read from where it makes them."""
    found: list[str] = []
    for path in sorted((ROOT / "src" / "scorecard_core").rglob("*.py")):
        module = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(module):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _MAKERS:
                found += _patterns(node.args[0], module)
    assert len(found) > 25
    return found


_MAKERS = ("DecisionList", "_travel", "_by_margins", "_cuts")
"""What makes a list whose name comes first."""


def _patterns(name: ast.expr, module: ast.Module) -> list[str]:
    """What a name may be: every way to choose between two words, and anything for what is filled in."""
    match name:
        case ast.Constant(value=str(text)):
            return [re.escape(text)]
        case ast.IfExp(body=body, orelse=orelse):
            return _patterns(body, module) + _patterns(orelse, module)
        case ast.JoinedStr(values=values):
            joined = [""]
            for value in values:
                part = value.value if isinstance(value, ast.FormattedValue) else value
                joined = [f"{begun}{more}" for begun in joined for more in _patterns(part, module) or [".+"]]
            return joined
        case ast.Name(id=variable):
            given = (node for node in ast.walk(module) if isinstance(node, ast.Assign))
            return [
                pattern
                for one in given
                if any(isinstance(target, ast.Name) and target.id == variable for target in one.targets)
                for pattern in _patterns(one.value, module)
            ]
    return []  # the name of another list, which is made here as well
