"""The conformance suite as a plugin's author meets it: its ids, its messages, its waivers, and several workers."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

SOUND = """
from scorecard_core import Registry
from scorecard_core.testing import conformance_tests
from tests.testing.wrong_definitions import ARREARS

REGISTRY = Registry.of(ARREARS)
UNDOCUMENTED = Registry.of(ARREARS.model_copy(update={"owner": ""}))
"""


def run(folder: Path, text: str, *words: str) -> str:
    """What pytest prints for a file of tests."""
    (folder / "test_conformance.py").write_text(SOUND + text, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-rA", "--rootdir", str(folder), str(folder)]
    root = str(Path(__file__).parents[2])
    path = os.pathsep.join([root, os.environ.get("PYTHONPATH", "")])
    environment = {**os.environ, "PYTHONPATH": path, "PYTHONWARNINGS": "error::pytest.PytestWarning"}
    return subprocess.run(
        [*command, *words], capture_output=True, text=True, cwd=folder, env=environment, check=False
    ).stdout


def test_one_line_makes_a_test_of_every_indicator_and_law_whose_id_reads_as_a_sentence(tmp_path: Path) -> None:
    told = run(tmp_path, 'test_children = conformance_tests("children", max_examples=5)')
    assert "::test_children[looked_after_children-a_better_value_is_never_rated_worse]" in told
    assert re.search(r"=+ 44 passed in", told), told


def test_a_failure_tells_the_law_and_python_to_see_it_again(tmp_path: Path) -> None:
    told = run(tmp_path, "test_housing = conformance_tests(UNDOCUMENTED, max_examples=5)")
    assert "1 failed, 10 passed" in told
    assert "'housing.rent_arrears' breaks the law 'its documentation is complete' (since 0.1):" in told
    assert "It says what it is called, what exactly is counted, who answers for it and where it is from." in told
    assert "nothing is said under owner" in told


def test_the_suite_runs_on_several_workers(tmp_path: Path) -> None:
    text = """
test_housing = conformance_tests(UNDOCUMENTED, max_examples=5, waive={"its_documentation_is_complete": "a new team"})
test_adults = conformance_tests("adults", max_examples=5)
"""
    told = run(tmp_path, text, "-n", "2")
    assert "3 skipped, 1 xfailed" in told
    assert "failed" not in told.replace("xfailed", "")


@pytest.mark.parametrize(
    "waiver", ["its_documentation_is_complete", "housing.rent_arrears-its_documentation_is_complete"]
)
def test_a_waiver_with_a_reason_is_an_expected_failure(tmp_path: Path, waiver: str) -> None:
    text = (
        f'test_housing = conformance_tests(UNDOCUMENTED, max_examples=5, waive={{"{waiver}": "owner not named yet"}})'
    )
    told = run(tmp_path, text)
    assert "11 passed, 1 xfailed" in told
    assert "owner not named yet" in told


@pytest.mark.parametrize(
    ("registry", "waive", "why"),
    [
        ("REGISTRY", {"its_documentation_is_complete": "no longer so"}, "nothing breaks the law any more"),
        ("REGISTRY", {"its_documentation_is_compleet": "misspelt"}, "Did you mean 'its_documentation_is_complete'?"),
        ("UNDOCUMENTED", {"its_documentation_is_complete": ""}, "no reason; expected why it is waived"),
    ],
)
def test_a_waiver_that_is_stale_unknown_or_unexplained_fails(
    tmp_path: Path, registry: str, waive: dict[str, str], why: str
) -> None:
    told = run(tmp_path, f"test_housing = conformance_tests({registry}, max_examples=5, waive={waive!r})")
    assert "failed" in told
    assert why in told


def test_a_plugin_that_cannot_be_loaded_is_one_failure_that_says_why(tmp_path: Path) -> None:
    told = run(tmp_path, 'test_transport = conformance_tests("transport")')
    assert "::test_transport[transport-the_plugin_loads]" in told
    assert "the required plugin 'transport' is not installed" in told


def test_a_plugin_that_publishes_nothing_does_not_pass_for_sound(tmp_path: Path) -> None:
    assert "publishes no indicator" in run(tmp_path, "test_nothing = conformance_tests(Registry())")


def test_without_hypothesis_the_message_names_the_extra() -> None:
    program = """
import sys
sys.modules["hypothesis"] = None
import importlib.util
found = importlib.util.find_spec
importlib.util.find_spec = lambda name, *more: None if name == "hypothesis" else found(name, *more)
try:
    import scorecard_core.testing
except ImportError as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == (
        "scorecard_core.testing: hypothesis is not installed. "
        "It comes with the extra: pip install 'scorecard-core[testing]'"
    )
