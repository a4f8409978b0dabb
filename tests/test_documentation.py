"""The documentation is complete and true: what the code has, the pages have, and nothing else."""

from __future__ import annotations

import ast
import importlib.util
import re
from collections.abc import Iterator
from dataclasses import fields
from enum import StrEnum
from pathlib import Path
from types import ModuleType

import click
import pytest

import scorecard_core
from scorecard_core import Indicator, Rating, hookspecs, inputs, periods, terms
from scorecard_core.cli import main
from scorecard_core.report.settings import ReportSettings
from scorecard_core.targets import TARGET_TYPES
from tests.test_architecture import FILES, ROOMS, room_of

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
SOURCE = Path(scorecard_core.__file__).parent
PAGES = [*sorted(DOCS.rglob("*.md")), *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md"))]
TEXT = {page.relative_to(ROOT).as_posix(): page.read_text(encoding="utf-8") for page in PAGES}

LANGUAGES = {"python", "text", "json", "toml", "csv", "console", "sh", "{toctree}", "{eval-rst}"}


def reference(name: str) -> str:
    return TEXT[f"docs/reference/{name}.md"]


def first_cells(text: str) -> list[str]:
    """What stands in code style in the first cells of a page's tables; a cell may hold several."""
    cells = re.findall(r"^\| (`[^|]*) \|", text, flags=re.MULTILINE)
    return [name for cell in cells for name in re.findall(r"`([^`]+)`", cell)]


def section(text: str, heading: str) -> str:
    """The part of a page below a heading."""
    return re.split(r"^## ", text.split(f"## {heading}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]


@pytest.fixture(scope="module")
def catalogue() -> ModuleType:
    spec = importlib.util.spec_from_file_location("catalogue", DOCS / "_ext" / "catalogue.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("page", TEXT)
def test_what_is_read_out_of_the_code_is_up_to_date(page: str, catalogue: ModuleType) -> None:
    assert catalogue.rendered(TEXT[page]) == TEXT[page], "run docs/_ext/catalogue.py"


HOOKS = [name for name in hookspecs.__all__ if hasattr(getattr(hookspecs, name), "scorecard_core_spec")]


@pytest.mark.parametrize("hook", HOOKS)
def test_every_hook_is_documented_with_its_exact_signature(hook: str) -> None:
    tree = ast.parse((SOURCE / "hookspecs.py").read_text(encoding="utf-8"))
    (function,) = (node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == hook)
    assert function.returns is not None
    signature = f"`{hook}({ast.unparse(function.args)}) -> {ast.unparse(function.returns)}`"
    assert signature in reference("hooks")


def error_codes() -> Iterator[str]:
    """Every code that a room can raise: the first thing that an error, or a refusal, is given."""
    for path in (path for module, path in FILES.items() if room_of(module) in ROOMS):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args:
                name = ast.unparse(node.func).rpartition(".")[2]
                if name.endswith("Error") or name in ("refusal", "_wrong"):
                    codes = [part.value for part in ast.walk(node.args[0]) if isinstance(part, ast.Constant)]
                    yield from (code for code in codes if re.fullmatch(r"[a-z]+(-[a-z]+)+", str(code)))


def test_every_error_code_is_documented_and_no_other() -> None:
    assert sorted(first_cells(reference("errors"))) == sorted(set(error_codes()))


ENUMS = [
    kind
    for module in (terms, periods)
    for kind in vars(module).values()
    if isinstance(kind, type)
    and issubclass(kind, StrEnum)
    and kind is not StrEnum
    and kind.__module__.startswith(module.__name__)
]


def test_every_term_is_in_the_glossary_under_its_kind_and_no_other() -> None:
    explained = {}
    for part in re.split(r"^## ", reference("glossary"), flags=re.MULTILINE):
        kind = re.search(r"^`(\w+)`", part, flags=re.MULTILINE)
        if kind:
            explained[kind[1]] = first_cells(part)
    assert explained == {kind.__name__: [member.value for member in kind] for kind in ENUMS}


def test_every_public_name_is_in_the_api_reference_and_no_other() -> None:
    documented = re.findall(r"^\.\. (?:auto\w+|py:data):: scorecard_core\.(\w+)$", reference("api"), flags=re.MULTILINE)
    assert sorted(documented) == sorted(scorecard_core.__all__)


@pytest.mark.parametrize("command", sorted(main.commands))
def test_every_command_is_documented_with_every_option_and_no_other(command: str) -> None:
    options = [option for option in main.commands[command].params if isinstance(option, click.Option)]
    spelt = {spelling for option in options for spelling in option.opts}
    rows = section(reference("commands"), f"`scorecard {command}`")
    assert {name for name in first_cells(rows) if name.startswith("-")} == spelt


def test_every_target_type_has_its_section_in_their_order() -> None:
    headings = re.findall(r"^## `(\w+)`$", reference("target-types"), flags=re.MULTILINE)
    assert headings == [kind.model_fields["type"].default for kind in TARGET_TYPES]


def test_every_key_of_a_definition_is_documented() -> None:
    keys = {field.alias or name for name, field in Indicator.model_fields.items() if not field.exclude}
    assert set(first_cells(section(reference("definition-file"), "Keys"))) >= keys


def test_every_column_of_a_rating_is_documented_in_its_order() -> None:
    assert first_cells(reference("ratings")) == [field.name for field in fields(Rating)]


def test_every_column_of_the_observations_is_documented_and_no_other() -> None:
    assert set(first_cells(section(reference("observations-file"), "Columns"))) == set(inputs._KNOWN)


def test_every_column_of_the_published_ratings_is_documented_in_its_order() -> None:
    assert first_cells(reference("published-file")) == [*inputs._PUBLISHED, *inputs._PUBLISHED_MORE]


def test_every_column_of_the_overrides_is_documented_and_no_other() -> None:
    documented = first_cells(reference("overrides-file"))
    assert sorted(documented) == sorted((*inputs._OVERRIDES, *inputs._OVERRIDES_MORE))


def test_every_setting_of_a_report_is_documented() -> None:
    documented = first_cells(section(reference("report-folder"), "`scorecard.toml`"))
    assert {name.strip("[]") for name in documented} == set(ReportSettings.model_fields)


@pytest.mark.parametrize("page", TEXT)
def test_no_page_names_a_place_on_a_machine_or_a_private_address(page: str) -> None:
    private = (
        r"/(?:home|Users|root|work|tmp|opt|mnt)/|[A-Z]:\\|file://|localhost|\b(?:10|127|192\.168)\.\d+\.\d+\.\d+\b"
    )
    assert not re.findall(private, TEXT[page])


def _anchors(text: str) -> set[str]:
    """The names that headings get: lower case, without punctuation, hyphens for spaces."""
    headings = re.findall(r"^#+ (.*)$", re.sub(r"```.*?```", "", text, flags=re.DOTALL), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", TEXT)
def test_what_a_page_links_to_is_there(page: str) -> None:
    prose = re.sub(r"```.*?```", "", TEXT[page], flags=re.DOTALL)
    for link in re.findall(r"\]\(([^)\s]+)\)", prose):
        if "://" in link:
            continue
        path, _, anchor = link.partition("#")
        target = (ROOT / page).parent / path if path else ROOT / page
        assert target.exists(), link
        assert not anchor or anchor in _anchors(target.read_text(encoding="utf-8")), link


@pytest.mark.parametrize("page", TEXT)
def test_every_block_is_of_a_kind_that_is_executed_compared_or_plainly_a_shell_command(page: str) -> None:
    opened = re.findall(r"^```(\S*)\n.*?^```$", TEXT[page], flags=re.MULTILINE | re.DOTALL)
    assert set(opened) <= LANGUAGES


def test_every_page_is_reached_from_the_index() -> None:
    listed = set(
        re.findall(r"^((?:tutorial|how-to|reference|explanation)/[\w-]+)$", TEXT["docs/index.md"], re.MULTILINE)
    )
    pages = {page.relative_to(DOCS).with_suffix("").as_posix() for page in DOCS.rglob("*.md")}
    assert listed == pages - {"index"}


def test_every_law_of_the_kit_is_on_its_page_in_its_own_words() -> None:
    from scorecard_core.testing import PLUGIN_LAWS, RATING_LAWS

    page = " ".join(reference("laws").split())
    for law in (*PLUGIN_LAWS, *RATING_LAWS):
        assert f"* **{law.name.replace('_', ' ')}**: {law.sentence}" in page
