"""The architecture, as a test: a room uses only the rooms above it, and each library has one door."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import scorecard_core

SOURCE = Path(scorecard_core.__file__).parent

ROOMS = """
    terms errors exact statistics periods units rules observations distances comparators bases measures evidence
    references stated availability shapes special_causes significance standing trend tallies movement targets ledger
    overrides indicators wording previous assessed rated_figure status change assessment facts_used reason rating
    worked_examples rollups explanation interchange risks membership registry scorecard validation definitions tables
    inputs hookspecs plugins frames report testing cli __main__
""".split()

DOORS = {
    "pint": {"units"},
    "pluggy": {"hookspecs", "plugins"},
    "click": {"cli"},
    "jinja2": {"report"},
    "rich": {"report"},
    "narwhals": {"frames"},
    "hypothesis": {"testing"},
    "pytest": {"testing"},
}
ELSEWHERE = ("pandas", "polars", "numpy")
"""Libraries that no room imports: a frame comes with its own."""


def module_of(path: Path) -> str:
    parts = path.relative_to(SOURCE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room_of(module: str) -> str:
    return module.split(".")[0]


FILES = {module_of(path): path for path in sorted(SOURCE.rglob("*.py")) if module_of(path)}


def imports_of(path: Path) -> Iterator[str]:
    """Every module that a file imports when it runs, inside functions too, but not what only a type checker reads."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for_types_only = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) in for_types_only:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            names = [f"{module}.{alias.name}" for alias in node.names]
            yield from [name if name.removeprefix("scorecard_core.") in FILES else module for name in names]


def used_by(module: str) -> set[str]:
    """The modules of the core that a module uses."""
    prefix = "scorecard_core."
    return {name.removeprefix(prefix) for name in imports_of(FILES[module]) if name.startswith(prefix)}


def test_every_room_has_a_place_in_the_order() -> None:
    assert {room_of(module) for module in FILES} == set(ROOMS)


@pytest.mark.parametrize("module", FILES)
def test_a_room_uses_only_the_rooms_above_it(module: str) -> None:
    own = room_of(module)
    below = sorted(name for name in used_by(module) if ROOMS.index(room_of(name)) > ROOMS.index(own))
    assert not below, f"{module} uses {', '.join(below)}, which stand on it"


def test_no_modules_go_round_in_a_circle() -> None:
    order = TopologicalSorter({module: used_by(module) - {module} for module in FILES})
    assert set(order.static_order()) >= set(FILES)


@pytest.mark.parametrize("library", [*DOORS, *ELSEWHERE])
def test_each_library_is_imported_through_its_one_door(library: str) -> None:
    users = {
        room_of(module)
        for module, path in FILES.items()
        if any(name.split(".")[0] == library for name in imports_of(path))
    }
    assert users == DOORS.get(library, set())


@pytest.mark.parametrize("module", ["hookspecs", "plugins", "registry"])
def test_rating_does_not_know_that_plugins_exist(module: str) -> None:
    loaded = _modules_after("from scorecard_core import rate, Indicator, Observations")
    assert f"scorecard_core.{module}" not in loaded


def test_importing_the_package_loads_nothing_else() -> None:
    before = _modules_after("")
    added = _modules_after("import scorecard_core") - before
    assert {name for name in added if name.split(".")[0] not in sys.stdlib_module_names} == {"scorecard_core"}


@pytest.mark.parametrize("library", ["pint", "pluggy", "pandas", "polars", "narwhals", "jinja2", "rich"])
def test_rating_a_figure_loads_no_library_it_does_not_need(library: str) -> None:
    program = """
from decimal import Decimal
from scorecard_core import Indicator, Observation, Observations, parse_period, rate
indicator = Indicator.model_validate({"id": "a.b", "title": "t", "polarity": "low_is_good", "unit": "percent",
    "frequency": "quarter", "target": {"type": "threshold", "value": 1}})
period = parse_period("Q4 2016/17")
rate(indicator, Observations([Observation(measure="a.b", area="x", period=period, value=Decimal(1))]), period, area="x")
"""
    assert library not in _modules_after(program)


@pytest.mark.parametrize("library", ["pydantic", "pint", "pluggy", "jinja2", "rich"])
def test_asking_for_help_loads_no_library_but_click(library: str) -> None:
    program = "from scorecard_core.cli import main\nmain(['--help'], standalone_mode=False)"
    assert library not in _modules_after(program)


def test_every_public_name_can_be_had_and_is_listed_for_type_checkers() -> None:
    for name in scorecard_core.__all__:
        assert getattr(scorecard_core, name) is not None
    tree = ast.parse((SOURCE / "__init__.py").read_text(encoding="utf-8"))
    listed = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.If)
        for inner in node.body
        if isinstance(inner, ast.ImportFrom)
        for alias in inner.names
    }
    assert listed == set(scorecard_core.__all__)


def test_plugins_use_only_public_names() -> None:
    plugins = Path(__file__).parents[1] / "plugins"
    used = {
        name for path in plugins.glob("*/src/**/*.py") for name in imports_of(path) if name.startswith("scorecard_core")
    }
    assert used == {"scorecard_core"}


def _modules_after(program: str) -> set[str]:
    """The modules that a fresh interpreter has loaded after running a program."""
    script = f"{program}\nimport sys\nprint('\\n'.join(['loaded:', *sys.modules]))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(done.stdout.split("loaded:\n")[-1].split())
