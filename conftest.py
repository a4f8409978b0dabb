"""The documentation is executed: every example on every page is a test.

What a page shows is held to this, each page in a temporary folder of its own, with the examples of the source in it:

* ``python`` runs; a ``text`` or ``json`` block below it holds what it prints. Sessions with ``>>>`` are doctests.
* A block below a paragraph that ends in a file's name, as in "Save this as `roads.toml`:", becomes that file.
* ``toml`` that begins with ``format = 1`` is read as a definition file, and its worked examples are worked. A file
  named ``scorecard.toml`` is read as a report's settings, and ``csv`` as figures, ratings or overrides. What stands
  below the comment ``<!-- refused -->`` must be refused.
* ``console`` runs its ``scorecard`` commands and compares what they print; ``...`` stands for anything.
  ``pip install -e FOLDER`` makes a plugin known in the way that pip would, without installing it.
"""

from __future__ import annotations

import io
import os
import re
import shlex
import subprocess
import sys
import tomllib
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from doctest import ELLIPSIS, NORMALIZE_WHITESPACE, Example, OutputChecker
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from click.testing import CliRunner
from sybil import Example as Shown
from sybil import Sybil
from sybil.evaluators.python import PythonEvaluator
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser

from scorecard_core import (
    Problems,
    Registry,
    read_definitions,
    read_observations,
    read_overrides,
    read_published,
    work_example,
)
from scorecard_core.cli import main
from scorecard_core.report.settings import read_settings

ROOT = Path(__file__).parent
NAMED = re.compile(r"`([\w./-]+)`:\s*(?:<!-- refused -->\s*)?\Z")
REFUSED = re.compile(r"<!-- refused -->\s*\Z")


@dataclass
class Page:
    """One page while its examples run: its folder, what Python printed last, and what to put back afterwards."""

    folder: TemporaryDirectory[str] = field(default_factory=TemporaryDirectory)
    printed: str = ""
    before: tuple[Path, list[str], set[str]] = field(
        default_factory=lambda: (Path.cwd(), list(sys.path), set(sys.modules))
    )

    def open(self) -> Page:
        """Move into the page's folder."""
        (Path(self.folder.name) / "examples").symlink_to(ROOT / "examples")
        os.chdir(self.folder.name)
        return self

    def close(self) -> None:
        """Leave everything as it was."""
        cwd, sys.path[:], modules = self.before
        for name in [name for name, module in sys.modules.items() if name not in modules and self._is_here(module)]:
            del sys.modules[name]
        os.chdir(cwd)
        self.folder.cleanup()

    def _is_here(self, module: Any) -> bool:
        return (getattr(module, "__file__", None) or "").startswith(self.folder.name)


def differs(wanted: str, found: str, flags: int) -> str | None:
    """How a program's output differs from what the page shows, or None; ``...`` alone stands for any lines."""
    checker = OutputChecker()
    wanted = re.sub(r"^\.\.\.\n", "...", wanted, flags=re.MULTILINE)
    if checker.check_output(wanted, found, flags):
        return None
    return checker.output_difference(Example("", wanted), found, flags)


def name_of(shown: Shown) -> str | None:
    """The file that a block is, where the paragraph above it names one; the file is then written."""
    named = NAMED.search(shown.document.text[: shown.region.start])
    if named is None:
        return None
    path = Path(named[1])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(shown.parsed, encoding="utf-8")
    return named[1]


def read_csv(shown: Shown) -> str | None:
    """A block that is a file of figures, of published ratings or of overrides, and can be read as one."""
    name = name_of(shown)
    if name is None:
        return "this block is no file: name it at the end of the paragraph above"
    try:
        columns = shown.parsed.partition("\n")[0].split(",")
        read = read_observations if "status" not in columns else read_overrides if "by" in columns else read_published
        read(name)
    except Problems as problems:
        return None if is_refused(shown) else str(problems)
    return "the file is not refused" if is_refused(shown) else None


def is_refused(shown: Shown) -> bool:
    """Whether the page says that a file is wrong on purpose."""
    return REFUSED.search(shown.document.text[: shown.region.start]) is not None


def run_python(shown: Shown) -> None:
    """Run a block and keep what it prints."""
    if name_of(shown) is None:
        with redirect_stdout(io.StringIO()) as printed:
            PythonEvaluator()(shown)
        shown.namespace["page"].printed = printed.getvalue()


def compare_output(shown: Shown) -> str | None:
    """Hold a block against what the Python above it printed."""
    if name_of(shown) is not None:
        return None
    return differs(shown.parsed, shown.namespace["page"].printed, ELLIPSIS | NORMALIZE_WHITESPACE)


def read_toml(shown: Shown) -> str | None:
    """Read a block as what it says it is: definitions, a report's settings, or TOML of another kind."""
    name = name_of(shown)
    if not shown.parsed.startswith("format = 1"):
        tomllib.loads(shown.parsed)
        return None
    if name is not None and name.endswith("scorecard.toml"):
        read_settings(Path(name).parent)
        return None
    return check_definitions(shown.parsed, Path(name or "example.toml"), is_refused(shown))


def check_definitions(text: str, path: Path, refused: bool) -> str | None:
    """Read definitions, work their examples, and say what is wrong."""
    path.write_text(text, encoding="utf-8")
    try:
        indicators = read_definitions(path, prefix=path.stem)
        if path.parent == Path():  # one inside a plugin may use the plugin's own units and comparators
            Registry.of(*indicators)
    except Problems as problems:
        return None if refused else str(problems)
    for indicator in indicators:
        for worked in indicator.examples:
            status, why = work_example(indicator, worked)
            if status is not worked.status:
                return f"{indicator.id}: {worked.given} comes out {status}, since {why}"
    return "the definitions are not refused" if refused else None


def run_console(shown: Shown) -> str | None:
    """Run the commands of a session and hold what they print against it."""
    for session in re.split(r"^\$ ", shown.parsed, flags=re.MULTILINE)[1:]:
        command, _, wanted = session.partition("\n")
        match shlex.split(command):
            case ["scorecard", *words]:
                found = CliRunner().invoke(main, words, catch_exceptions=False).output
                if difference := differs(wanted, found, ELLIPSIS):
                    return f"$ {command}\n{difference}"
            case ["pip", "install", "-e", folder]:
                make_known(Path(folder))
            case ["pytest", folder]:
                found = run_tests(Path(folder))
                if difference := differs(wanted, found, ELLIPSIS):
                    return f"$ {command}\n{difference}"
            case _:
                return f"only scorecard, pytest and pip install -e are run, not: {command}"
    return None


def run_tests(folder: Path) -> str:
    """What a plugin's own tests print, quietly."""
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(folder)]
    path = os.pathsep.join(entry for entry in sys.path if entry)
    environment = {**os.environ, "PYTHONPATH": path}
    return subprocess.run(words, capture_output=True, text=True, check=False, env=environment).stdout


def make_known(folder: Path) -> None:
    """Put a plugin on the path with the record that an installer would leave of its name and entry points."""
    project = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    record = Path(f".installed/{project['name'].replace('-', '_')}-{project['version']}.dist-info")
    record.mkdir(parents=True)
    (record / "METADATA").write_text(f"Name: {project['name']}\nVersion: {project['version']}\n", encoding="utf-8")
    points = [f"{name} = {value}" for name, value in project["entry-points"]["scorecard_core"].items()]
    (record / "entry_points.txt").write_text("\n".join(["[scorecard_core]", *points]), encoding="utf-8")
    sys.path[:0] = [str(record.parent.absolute()), str((folder / "src").absolute())]


python = PythonCodeBlockParser(doctest_optionflags=ELLIPSIS | NORMALIZE_WHITESPACE)
python.codeblock_parser = CodeBlockParser("python", run_python)

pytest_collect_file = Sybil(
    parsers=[
        python,
        CodeBlockParser("text", compare_output),
        CodeBlockParser("json", compare_output),
        CodeBlockParser("csv", read_csv),
        CodeBlockParser("toml", read_toml),
        CodeBlockParser("console", run_console),
    ],
    patterns=["docs/*.md", "docs/*/*.md", "README.md"],
    excludes=["*/README.md"],
    setup=lambda namespace: namespace.update(page=Page().open()),
    teardown=lambda namespace: namespace["page"].close(),
).pytest()
