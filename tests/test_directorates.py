"""What holds for the five directorates' plugins beside the laws of the kit, which each keeps in its own tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from scorecard_core import Indicator, load_plugins

PLUGINS = Path(__file__).parents[1] / "plugins"
NAMES = sorted(path.name for path in PLUGINS.iterdir() if (path / "pyproject.toml").exists())
INDICATORS = list(load_plugins(only=NAMES, require=NAMES).values())


@pytest.mark.parametrize("plugin", NAMES)
def test_the_readme_of_a_plugin_names_every_indicator_that_it_publishes(plugin: str) -> None:
    readme = (PLUGINS / plugin / "README.md").read_text(encoding="utf-8")
    published = [one for one in INDICATORS if one.provenance.plugin == plugin]
    assert published
    assert [one.id for one in published if f"| {one.title} (`{one.id}`) |" not in readme] == []


@pytest.mark.parametrize("indicator", INDICATORS, ids=lambda indicator: indicator.id)
def test_an_indicator_stands_in_one_group_and_says_whom_to_ask(indicator: Indicator) -> None:
    assert len(indicator.grouping) == 1
    assert indicator.contact


@pytest.mark.parametrize("indicator", INDICATORS, ids=lambda indicator: indicator.id)
def test_what_is_inferred_is_a_key_of_the_definition(indicator: Indicator) -> None:
    assert indicator.inferred.keys() <= Indicator.model_fields.keys()
