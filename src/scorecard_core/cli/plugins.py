"""``scorecard plugins`` and ``scorecard check``: what is installed, and whether it keeps the laws."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scorecard_core.cli.reading import FILE, registry_of
from scorecard_core.cli.telling import telling_problems, with_progress

if TYPE_CHECKING:
    from scorecard_core.registry import Registry

__all__ = ["check", "plugins"]


@click.command()
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
@telling_problems
def plugins(form: str) -> None:
    """List the installed plugins: their distributions and versions, what they publish, what is wrong with them."""
    import json

    from scorecard_core.plugins import load_plugins

    registry = load_plugins(on_error="collect")
    rows = [
        {
            "plugin": contributor.plugin,
            "distribution": contributor.distribution,
            "version": contributor.version,
            "indicators": sorted(id for id, one in registry.items() if one.provenance == contributor),
        }
        for contributor in registry.contributors
    ]
    problems = [str(problem) for problem in registry.problems]
    if form == "json":
        click.echo(json.dumps({"plugins": rows, "problems": problems}, indent=2, ensure_ascii=False))
    elif not rows and not problems:
        click.echo("No plugins are installed. A plugin is a distribution with an entry point in 'scorecard_core'.")
    else:
        for row in rows:
            count = len(row["indicators"])
            noun = "indicator" if count == 1 else "indicators"
            click.echo(f"{row['plugin']:<14} {row['distribution']} {row['version']}  {count} {noun}")
        for problem in problems:
            click.echo(f"Problem: {problem}", err=True)
    if problems:
        sys.exit(1)


@click.command()
@click.argument("plugin", required=False)
@click.option("--all", "every", is_flag=True, help="Check every installed plugin.")
@click.option("--definitions", "-d", type=FILE, help="Check the indicators of a TOML file instead.")
@click.option("--waive", multiple=True, metavar="LAW=REASON", help="A law that is knowingly broken, and why.")
@click.option("--examples", type=click.IntRange(min=1), help="How many cases to try each law on; 100 without it.")
@telling_problems
def check(
    plugin: str | None, every: bool, definitions: Path | None, waive: tuple[str, ...], examples: int | None
) -> None:
    """Hold the indicators of an installed PLUGIN, or of a file, to the laws of a plugin.

    What breaks a law is told with the Python that shows it again, and makes the exit code 1. A waiver that is unknown
    or no longer needed is told too.
    """
    from scorecard_core.testing.conformance import checks

    if sum((plugin is not None, every, definitions is not None)) != 1:
        raise click.UsageError("Name one plugin, or give --all or --definitions.")
    if every and waive:
        raise click.UsageError("A waiver is for one plugin: name it instead of --all.")
    waivers = dict(_waiver(given) for given in waive)
    named: dict[str, str | Registry] = {}
    problems: list[str] = []
    if definitions is not None:
        named[definitions.name] = registry_of(definitions)
    elif plugin is not None:
        named[plugin] = plugin
    else:
        named, problems = _installed()
    for problem in problems:
        click.echo(f"Problem: {problem}", err=True)
    broken = len(problems)
    for name, checked in named.items():
        outcomes: Counter[str] = Counter()
        exemptions: dict[str, None] = {}
        for one in with_progress(checks(checked, waive=waivers, max_examples=examples), "Checking"):
            outcome, why = one.run()
            outcomes[outcome] += 1
            if outcome == "broken":
                click.echo(f"{why}\n")
            elif outcome == "exempt":
                exemptions[why] = None
        click.echo(f"{name}: " + ", ".join(f"{count} {outcome}" for outcome, count in outcomes.items()))
        for why in exemptions:
            click.echo(f"  {why}")
        broken += outcomes["broken"]
    if broken:
        sys.exit(1)


def _waiver(given: str) -> tuple[str, str]:
    law, is_given, reason = given.partition("=")
    if not is_given:
        raise click.BadParameter(f"'{given}' gives no reason; write LAW=REASON.", param_hint="--waive")
    return law.strip().replace(" ", "_"), reason


def _installed() -> tuple[dict[str, str | Registry], list[str]]:
    """The names of the installed plugins, and what is wrong with those that cannot be loaded."""
    from scorecard_core.plugins import load_plugins

    registry = load_plugins(on_error="collect")
    return {one.plugin: one.plugin for one in registry.contributors}, [str(problem) for problem in registry.problems]
