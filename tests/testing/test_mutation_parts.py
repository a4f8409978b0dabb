"""What is mutated is what there is: no part names a file, a test or a law that has moved, and no rule is in none."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from scorecard_core.testing import RATING_LAWS
from tests.mutation.__main__ import ROOT, Part, parts
from tests.mutation.plain import undecorated

CORE = ROOT / "src" / "scorecard_core"
FOLDERS = ("measures", "periods", "targets")
"""All that is in them decides what a rating is."""

PARTS = parts()


@pytest.mark.parametrize("part", [pytest.param(part, id=name) for name, part in PARTS.items()])
def test_a_part_names_files_tests_and_laws_that_are_there(part: Part) -> None:
    named = [CORE / f"{name}.py" for name in part.mutate] + [ROOT / name for name in part.tests]
    assert [str(path) for path in named if not path.is_file()] == []
    assert set(part.laws) <= {law.name for law in RATING_LAWS}
    assert part.tests


def test_a_file_is_in_one_part_and_no_file_of_the_rules_in_none() -> None:
    counted = Counter(name for part in PARTS.values() for name in part.mutate)
    assert [name for name, times in counted.items() if times > 1] == []
    found = {_name(path) for folder in FOLDERS for path in (CORE / folder).glob("*.py") if _has_functions(path)}
    assert found <= set(counted)


def _name(path: Path) -> str:
    return str(path.relative_to(CORE).with_suffix(""))


def _has_functions(path: Path) -> bool:
    return "def " in path.read_text(encoding="utf-8")


def test_a_function_that_works_while_its_module_is_read_is_left_alone_and_a_property_is_not() -> None:
    written = undecorated(
        """
def inner(): return 1
def builder(): return [inner(), lambda: later()]
def later(): return 2
TABLE = builder()
class Chart:
    @property
    def width(self): return 3
"""
    )
    assert written.count("@lambda function: function\ndef builder") == 1
    assert written.count("@lambda function: function\ndef inner") == 1
    assert "@lambda function: function\ndef later" not in written
    assert "width = property(width__plain)" in written
