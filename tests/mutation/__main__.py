"""Mutate the rules with mutmut, in a copy, and hold every survivor against the list of equivalent ones.

    python -m tests.mutation                              everything
    python -m tests.mutation movement rules               some parts of it, by the names that they have in parts.toml
    python -m tests.mutation --children 1 exact           with one process, where others work on the machine too

Each part is mutated by itself, with the tests that say what it does: what is not mutated runs at its own speed, and a
mutant meets few tests before the one that kills it. What survives them meets all the tests of the engine for one. A
mutant is *equivalent* where no input can tell it from the original; ``equivalent.toml`` says why of each. The run fails
where a mutant survives that is not listed, and where a listed one no longer survives.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.mutation.plain import PLAIN, undecorated

ROOT = Path(__file__).parents[2]
EQUIVALENT = Path(__file__).with_name("equivalent.toml")
PARTS = Path(__file__).with_name("parts.toml")
COPIED = ("src", "tests", "plugins", "examples", "docs", "pyproject.toml")
SURVIVED = ("survived", "no tests", "suspicious")
FILE = "src/scorecard_core/{}.py"
RESULT = re.compile(r"^\s+(?P<mutant>\S+__mutmut_\d+): (?P<outcome>.+)$", re.MULTILINE)
LEFT_OUT = (
    *("frames", "testing", "mutation", "fuzz", "oracles"),
    *("test_architecture.py", "test_cli.py", "test_documentation.py", "test_plugins.py"),
)
"""What says nothing of the engine for one, or reads the files that are mutated."""
LAW = "tests/testing/test_rating_laws.py::test_the_engine_keeps_the_law[{}]"


@dataclass(frozen=True)
class Part:
    """Some files, and the tests that say what they do."""

    name: str
    mutate: tuple[str, ...]
    tests: tuple[str, ...]
    laws: tuple[str, ...]

    def settings(self, *, every_test: bool) -> dict[str, Any]:
        """What mutmut is told: to ask the tests of the part, or every test there is."""
        tests = ["tests"] if every_test else [*self.tests, *(LAW.format(law) for law in self.laws)]
        left_out = [f"--ignore=tests/{name}" for name in LEFT_OUT] if every_test else []
        return {
            "source_paths": ["src"],
            "only_mutate": [FILE.format(name) for name in self.mutate],
            "also_copy": ["plugins", "examples", "docs"],
            "process_isolation": "forkserver",
            "timeout_multiplier": 20,
            "track_dependencies": False,
            "pytest_add_cli_args": ["--hypothesis-profile=quick", "-p", "no:cacheprovider", *left_out],
            "pytest_add_cli_args_test_selection": tests,
        }


def parts() -> dict[str, Part]:
    """Every part, by its name."""
    tables = tomllib.loads(PARTS.read_text(encoding="utf-8"))
    return {
        name: Part(name, *(tuple(table[key]) for key in ("mutate", "tests", "laws"))) for name, table in tables.items()
    }


@dataclass(frozen=True, order=True)
class Change:
    """What a mutant changed: the function, and the lines before and after."""

    function: str
    was: str
    becomes: str

    def __str__(self) -> str:
        return f'[[equivalent]]\nfunction = "{self.function}"\nwas = {self.was!r}\nbecomes = {self.becomes!r}\n'


def main(words: list[str]) -> int:
    """Mutate, tell the score of each part, and give the exit code."""
    known = parts()
    asked = argparse.ArgumentParser(prog="python -m tests.mutation")
    asked.add_argument("part", nargs="*", choices=[[], *known], help="which parts; every one without any")
    asked.add_argument("--children", type=int, default=os.cpu_count() or 1, help="how many processes at once")
    given = asked.parse_args(words)
    return max(_mutated(known[name], given.children) for name in given.part or known)


def _mutated(part: Part, children: int) -> int:
    with TemporaryDirectory(prefix="mutation-") as folder:
        copy = Path(folder)
        _copied_to(copy, part)
        _mutmut(copy, "run", "--max-children", str(children))
        if left := [mutant for mutant, outcome in _outcomes(copy).items() if outcome in SURVIVED]:
            _tell(copy, part, every_test=True)
            _mutmut(copy, "run", "--max-children", str(children), *left)
        outcomes = _outcomes(copy)
        survivors = {mutant: _change(copy, mutant) for mutant, outcome in outcomes.items() if outcome in SURVIVED}
    return _told(part, outcomes, survivors)


def _outcomes(copy: Path) -> dict[str, str]:
    return dict(RESULT.findall(_mutmut(copy, "results", "--all", "true", quiet=True)))


def _copied_to(copy: Path, part: Part) -> None:
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, copy / name)
    _tell(copy, part, every_test=False)
    for name in part.mutate:
        path = copy / FILE.format(name)
        path.write_text(undecorated(path.read_text(encoding="utf-8")), encoding="utf-8")


def _tell(copy: Path, part: Part, *, every_test: bool) -> None:
    """Say in the copy what to mutate and which tests to ask; what was found out of other tests is forgotten."""
    stated = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    written = (f"{key} = {json.dumps(value)}\n" for key, value in part.settings(every_test=every_test).items())
    (copy / "pyproject.toml").write_text(f"{stated}\n[tool.mutmut]\n{''.join(written)}", encoding="utf-8")
    (copy / "mutants" / "mutmut-stats.json").unlink(missing_ok=True)


def _mutmut(copy: Path, *words: str, quiet: bool = False) -> str:
    plugins = [str(path) for path in (copy / "plugins").glob("*/src")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(plugins)}
    command = [sys.executable, "-m", "mutmut", *words]
    done = subprocess.run(command, cwd=copy, env=environment, check=False, text=True, capture_output=quiet)
    return done.stdout if quiet else ""


def _change(copy: Path, mutant: str) -> Change:
    lines = _mutmut(copy, "show", mutant, quiet=True).splitlines()
    taken = [line[1:].strip() for line in lines if line.startswith("-") and not line.startswith("---")]
    given = [line[1:].strip() for line in lines if line.startswith("+") and not line.startswith("+++")]
    return Change(function_of(mutant), " ".join(taken), " ".join(given))


def function_of(mutant: str) -> str:
    """The function that a mutant is of, as Python names it."""
    module, _, name = mutant.rpartition("__mutmut_")[0].removesuffix(PLAIN).rpartition(".")
    return f"{module}.{name.removeprefix('x_').removeprefix('xǁ').replace('ǁ', '.')}"


def equivalent() -> dict[Change, str]:
    """The changes that no input can tell from the original, each with the argument."""
    entries = tomllib.loads(EQUIVALENT.read_text(encoding="utf-8")).get("equivalent", [])
    return {Change(one["function"], one["was"], one["becomes"]): one["because"] for one in entries}


def _told(part: Part, outcomes: dict[str, str], survivors: dict[str, Change]) -> int:
    listed, found = equivalent(), set(survivors.values())
    ran = {function_of(mutant) for mutant in outcomes}
    problems = [f"{mutant} survives:\n{change}" for mutant, change in survivors.items() if change not in listed]
    problems += [f"no longer survives, take it out:\n{change}" for change in _stale(listed, found, ran)]
    counted = Counter(outcomes.values())
    explained = sum(change in listed for change in survivors.values())
    killed = len(outcomes) - len(survivors)
    sys.stdout.write("\n\n".join(["", *problems, ""]))
    sys.stdout.write(
        f"{part.name}: " + ", ".join(f"{count} {outcome}" for outcome, count in counted.most_common()) + "\n"
    )
    judged = len(outcomes) - explained
    score = 100 * killed / judged if judged else 0
    sys.stdout.write(f"{part.name}: {killed} of {judged} killed ({score:.1f} %), {explained} equivalent\n")
    return 1 if problems or not outcomes or "not checked" in counted else 0


def _stale(listed: Iterable[Change], found: set[Change], ran: set[str]) -> Iterator[Change]:
    return (change for change in listed if change.function in ran and change not in found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
