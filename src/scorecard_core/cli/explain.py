"""``scorecard explain``: the reasoning behind a rating."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from scorecard_core.cli.reading import (
    DATE,
    FILE,
    FOLDER,
    cases_of,
    check_areas,
    day,
    default_folder,
    read_folder,
    registry_of,
)
from scorecard_core.cli.telling import telling_problems

__all__ = ["explain"]


@click.command()
@click.argument("indicator")
@click.option("--period", "-p", help="The reporting period; the report's own without it.")
@click.option("--folder", "-f", type=FOLDER, help="The report's folder, as for the command report.")
@click.option("--definitions", "-d", type=FILE, help="A TOML file of indicators, instead of a report's folder.")
@click.option("--observations", "-i", type=FILE, help="The CSV file of figures that goes with it.")
@click.option("--area", "-a", help="The area; the report's own without it.")
@click.option("--published", type=FILE, help="A CSV file of published ratings, beside --observations.")
@click.option("--overrides", type=FILE, help="A CSV file of overrides, beside --observations.")
@click.option("--as-at", type=DATE, help="Use only what had been published by this date (2017-06-30).")
@telling_problems
def explain(
    indicator: str,
    period: str | None,
    folder: Path | None,
    definitions: Path | None,
    observations: Path | None,
    area: str | None,
    published: Path | None,
    overrides: Path | None,
    as_at: datetime | None,
) -> None:
    """Print the reasoning behind one INDICATOR's rating, step by step."""
    from scorecard_core.assessment import assess
    from scorecard_core.explanation import explain as explained
    from scorecard_core.inputs import read_observations, read_overrides, read_published
    from scorecard_core.periods import parse_period

    if (definitions is None) != (observations is None):
        raise click.UsageError("--definitions and --observations go together.")
    if observations is None and (published is not None or overrides is not None):
        raise click.UsageError("--published and --overrides go with --observations; a report's folder has its own.")
    when = parse_period(period) if period else None
    if definitions is not None and observations is not None:
        registry = registry_of(definitions)
        figures = read_observations(observations, registry=registry)
        ledger = read_published(published, registry) if published else None
        said = read_overrides(overrides, registry) if overrides else None
        cases = list(cases_of(registry, figures, when, (area,) if area else (), only=indicator))
        known_by = day(as_at)
    else:
        registry, given = read_folder(folder or default_folder())
        figures, ledger, said = given.observations, given.published, given.overrides
        check_areas(registry, figures, [area] if area else [])
        cases = [(registry[indicator], area or given.settings.area, when or given.settings.period)]
        known_by = day(as_at) or given.settings.as_at
    texts = [
        explained(
            assess(
                one,
                figures,
                at,
                area=where,
                as_at=known_by,
                comparators=registry.comparators,
                published=ledger,
                overrides=said,
                units=registry.units,
                indicators=registry,
            )
        )
        for one, where, at in cases
    ]
    click.echo("\n\n".join(texts))
