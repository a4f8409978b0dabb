"""``scorecard check``: an installed plugin held to the laws from the command line."""

from __future__ import annotations

import io
import subprocess
import sys
from contextlib import redirect_stdout
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from scorecard_core import Indicator
from scorecard_core.cli import main
from scorecard_core.definitions import definitions_to_toml
from tests.test_plugins import FakeEntryPoint, Install, install, publishing
from tests.testing.wrong_definitions import ARREARS, bands

__all__ = ["install"]  # the fixture that installs entry points

QUICK = ("--examples", "5")
UNDOCUMENTED = ARREARS.model_copy(update={"owner": ""})
LAW = "its_documentation_is_complete"


def housing(*indicators: Indicator) -> FakeEntryPoint:
    return FakeEntryPoint("housing", publishing(*indicators))


def check(*words: str) -> Result:
    return CliRunner().invoke(main, ["check", *words, *QUICK])


def test_a_plugin_that_keeps_the_laws_is_counted_and_ends_well(install: Install) -> None:
    install(housing(ARREARS))
    done = check("housing")
    assert (done.exit_code, done.output) == (0, "housing: 11 held\n")


def test_a_law_that_is_broken_is_told_and_makes_the_exit_code_one(install: Install) -> None:
    install(housing(UNDOCUMENTED))
    done = check("housing")
    assert done.exit_code == 1
    assert "'housing.rent_arrears' breaks the law 'its documentation is complete' (since 0.1):" in done.output
    assert "What happened: nothing is said under owner" in done.output
    assert done.output.endswith("\n\nhousing: 10 held, 1 broken\n")


def test_what_is_told_has_python_that_shows_it_again(install: Install) -> None:
    upside_down = bands(*reversed([example.status for example in ARREARS.examples]))
    install(housing(ARREARS.model_copy(update={"target": (upside_down,)})))
    told = check("housing").output
    lines = [line[4:] for line in told.splitlines() if line.startswith("    ")]
    start = max(at for at, line in enumerate(lines) if line.startswith("from datetime"))
    with redirect_stdout(io.StringIO()) as printed:
        exec("\n".join(lines[start:]), {})
    assert "band" in printed.getvalue()


@pytest.mark.parametrize("spelling", [LAW, LAW.replace("_", " "), f"rent_arrears-{LAW}"])
def test_a_law_may_be_waived_with_a_reason(install: Install, spelling: str) -> None:
    install(housing(UNDOCUMENTED))
    done = check("housing", "--waive", f"{spelling}=a new team")
    assert (done.exit_code, done.output) == (0, "housing: 11 held, 1 waived\n")


@pytest.mark.parametrize(
    ("waiver", "why"),
    [
        (f"{LAW}=no longer so", "nothing breaks the law any more"),
        ("its documentation is compleet=misspelt", f"Did you mean '{LAW}'?"),
        (f"{LAW}=", "no reason; expected why it is waived"),
    ],
)
def test_a_waiver_that_is_stale_unknown_or_unexplained_is_told(install: Install, waiver: str, why: str) -> None:
    install(housing(ARREARS))
    done = check("housing", "--waive", waiver)
    assert done.exit_code == 1
    assert why in done.output


def test_all_checks_every_plugin_and_none_hides_another(install: Install) -> None:
    broken = FakeEntryPoint("adults", error=ModuleNotFoundError("No module named 'scorecard_adults'"))
    install(housing(ARREARS), FakeEntryPoint("roads", publishing(ARREARS.model_copy(update={"id": "roads.a"}))), broken)
    done = check("--all")
    assert done.exit_code == 1
    assert "Problem: plugin 'adults'" in done.output
    assert "housing: 11 held\nroads: 11 held\n" in done.output


def test_a_file_of_definitions_is_held_to_the_laws_without_being_installed(tmp_path: Path) -> None:
    file = tmp_path / "housing.toml"
    file.write_text(definitions_to_toml([UNDOCUMENTED]), encoding="utf-8")
    done = check("--definitions", str(file))
    assert done.exit_code == 1
    assert "What happened: nothing is said under owner" in done.output
    assert done.output.endswith("\n\nhousing.toml: 10 held, 1 broken\n")


def test_a_plugin_that_is_not_there_is_told_with_those_that_are(install: Install) -> None:
    install(housing(ARREARS))
    done = check("huosing")
    assert done.exit_code == 1
    assert "the required plugin 'huosing' is not installed" in done.output
    assert "housing" in done.output


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ([], "Name one plugin, or give --all or --definitions."),
        (["housing", "--all"], "Name one plugin, or give --all or --definitions."),
        (["housing", "--definitions", "housing.toml"], "Name one plugin, or give --all or --definitions."),
        (["--all", "--waive", f"{LAW}=x"], "A waiver is for one plugin"),
        (["housing", "--waive", LAW], f"'{LAW}' gives no reason; write LAW=REASON."),
        (["housing", "--examples", "0"], "x>=1"),
    ],
)
def test_a_misuse_is_told(words: list[str], why: str) -> None:
    done = CliRunner().invoke(main, ["check", *words])
    assert done.exit_code == 2
    assert why in done.output


def test_without_the_extra_the_message_names_it() -> None:
    program = """
import sys, importlib.util
sys.modules["hypothesis"] = None
found = importlib.util.find_spec
importlib.util.find_spec = lambda name, *more: None if name == "hypothesis" else found(name, *more)
from scorecard_core.cli import main
main(["check", "children"])
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.strip() == (
        "scorecard_core.testing: hypothesis is not installed. "
        "It comes with the extra: pip install 'scorecard-core[testing]' (extra-missing)"
    )
