"""Mutate the rules with mutmut, in a copy, and hold every survivor against the list of equivalent ones.

    python -m tests.mutation                              everything
    python -m tests.mutation 'scorecard_core.exact.*'     a part, by the names of the mutants

A mutant is *equivalent* where no input can tell it from the original; ``equivalent.toml`` says why of each. The run
fails where a mutant survives that is not listed, and where a listed one no longer survives.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.mutation.plain import PLAIN, undecorated

ROOT = Path(__file__).parents[2]
EQUIVALENT = Path(__file__).with_name("equivalent.toml")
COPIED = ("src", "tests", "plugins", "examples", "docs", "pyproject.toml")
SURVIVED = ("survived", "no tests", "suspicious")
RESULT = re.compile(r"^\s+(?P<mutant>\S+__mutmut_\d+): (?P<outcome>.+)$", re.MULTILINE)


@dataclass(frozen=True, order=True)
class Change:
    """What a mutant changed: the function, and the lines before and after."""

    function: str
    was: str
    becomes: str

    def __str__(self) -> str:
        return f'[[equivalent]]\nfunction = "{self.function}"\nwas = {self.was!r}\nbecomes = {self.becomes!r}\n'


def main(patterns: list[str]) -> int:
    """Mutate, tell the score, and give the exit code."""
    with TemporaryDirectory(prefix="mutation-") as folder:
        copy = Path(folder)
        _copied_to(copy)
        _mutmut(copy, "run", "--max-children", str(os.cpu_count() or 1), *patterns)
        outcomes = _outcomes(copy, patterns)
        survivors = {mutant: _change(copy, mutant) for mutant, outcome in outcomes.items() if outcome in SURVIVED}
    return _told(outcomes, survivors)


def _copied_to(copy: Path) -> None:
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, copy / name)
    settings = tomllib.loads((copy / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mutmut"]
    for pattern in settings["only_mutate"]:
        for path in copy.glob(pattern):
            path.write_text(undecorated(path.read_text(encoding="utf-8")), encoding="utf-8")


def _mutmut(copy: Path, *words: str, quiet: bool = False) -> str:
    plugins = [str(path) for path in (copy / "plugins").glob("*/src")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(plugins)}
    command = [sys.executable, "-m", "mutmut", *words]
    done = subprocess.run(command, cwd=copy, env=environment, check=False, text=True, capture_output=quiet)
    return done.stdout if quiet else ""


def _outcomes(copy: Path, patterns: Iterable[str]) -> dict[str, str]:
    """What became of each mutant."""
    found = RESULT.findall(_mutmut(copy, "results", "--all", "true", quiet=True))
    wanted = list(patterns) or ["*"]
    return {mutant: outcome for mutant, outcome in found if any(fnmatch(mutant, pattern) for pattern in wanted)}


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


def _told(outcomes: dict[str, str], survivors: dict[str, Change]) -> int:
    listed, found = equivalent(), set(survivors.values())
    ran = {function_of(mutant) for mutant in outcomes}
    problems = [f"{mutant} survives:\n{change}" for mutant, change in survivors.items() if change not in listed]
    problems += [f"no longer survives, take it out:\n{change}" for change in _stale(listed, found, ran)]
    counted = Counter(outcomes.values())
    explained = sum(change in listed for change in survivors.values())
    killed = len(outcomes) - len(survivors)
    sys.stdout.write("\n\n".join(["", *problems, ""]))
    sys.stdout.write(", ".join(f"{count} {outcome}" for outcome, count in counted.most_common()) + "\n")
    judged = len(outcomes) - explained
    score = 100 * killed / judged if judged else 0
    sys.stdout.write(f"score: {killed} of {judged} killed ({score:.1f} %), {explained} equivalent\n")
    return 1 if problems or not outcomes or "not checked" in counted else 0


def _stale(listed: Iterable[Change], found: set[Change], ran: set[str]) -> Iterator[Change]:
    return (change for change in listed if change.function in ran and change not in found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
