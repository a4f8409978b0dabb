"""``scorecard rate``: figures to ratings, from CSV or from Parquet of any size."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import click

from scorecard_core.cli.reading import DATE, FILE, cases_of, day, registry_of
from scorecard_core.cli.telling import (
    late_bar,
    nothing_to_rate,
    tell_unmatched,
    tell_unused,
    telling_problems,
    with_progress,
)
from scorecard_core.cli.writing import rendered, write

__all__ = ["rate"]


@click.command()
@click.argument("figures", required=False, type=FILE)
@click.option("--definitions", "-d", type=FILE, help="A TOML file of indicators; the installed plugins' without it.")
@click.option("--observations", "-i", type=FILE, help="A CSV file of figures, instead of FIGURES.")
@click.option("--period", "-p", help="The reporting period ('Q4 2016/17'); each indicator's latest figure without it.")
@click.option("--area", "-a", multiple=True, help="An area to rate; every area but the comparators' without it.")
@click.option("--published", type=FILE, help="A CSV file of published ratings, to compare with.")
@click.option("--overrides", type=FILE, help="A CSV file of what someone accountable says instead.")
@click.option("--as-at", type=DATE, help="Use only what had been published by this date (2017-06-30).")
@click.option("--format", "form", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True)
@click.option("--output", "-o", type=FILE, help="Where to write; the terminal without it.")
@telling_problems
def rate(
    figures: Path | None,
    definitions: Path | None,
    observations: Path | None,
    period: str | None,
    area: tuple[str, ...],
    published: Path | None,
    overrides: Path | None,
    as_at: datetime | None,
    form: str,
    output: Path | None,
) -> None:
    """Rate figures against definitions in a file, or those of the installed plugins.

    FIGURES is a Parquet file of any size, and the ratings go to another. It is rated some indicators at a time, so that
    memory is bounded; the file is there when all of it is.
    """
    if (figures is None) == (observations is None):
        raise click.UsageError("Name one file of figures: FIGURES (Parquet) or --observations (CSV).")
    if figures is not None:
        if figures.suffix.casefold() == ".csv":
            raise click.UsageError(f"FIGURES is a Parquet file. Give CSV as --observations {figures}")
        if output is None or published is not None or overrides is not None or form != "table":
            raise click.UsageError(
                "FIGURES needs --output, a Parquet file too, and takes no --published, --overrides or --format."
            )
        _rate_parquet(figures, output, definitions, period, area, day(as_at))
        return
    if definitions is None or observations is None:
        raise click.UsageError("--observations needs --definitions.")
    from scorecard_core.inputs import read_observations, read_overrides, read_published
    from scorecard_core.periods import parse_period
    from scorecard_core.rating import rate as rate_one

    when = parse_period(period) if period else None
    registry = registry_of(definitions)
    found = read_observations(observations, registry=registry)
    ledger = read_published(published, registry) if published else None
    said = read_overrides(overrides, registry) if overrides else None
    tell_unused(registry, found)
    wanted = list(cases_of(registry, found, when, area))
    ratings = [
        rate_one(
            indicator,
            found,
            at,
            area=where,
            as_at=day(as_at),
            comparators=registry.comparators,
            published=ledger,
            overrides=said,
            units=registry.units,
            indicators=registry,
        )
        for indicator, where, at in with_progress(wanted)
    ]
    if not ratings:
        raise nothing_to_rate()
    tell_unmatched(said, ratings)
    write(rendered(ratings, form), output)


def _rate_parquet(
    figures: Path, output: Path, definitions: Path | None, period: str | None, areas: Sequence[str], as_at: date | None
) -> None:
    from scorecard_core.frames import rate_parquet
    from scorecard_core.periods import parse_period
    from scorecard_core.plugins import load_plugins

    registry = registry_of(definitions) if definitions else load_plugins()
    with late_bar("Rating") as advance:
        streamed = rate_parquet(
            figures,
            output,
            registry,
            as_at=as_at,
            period=parse_period(period) if period else None,
            areas=areas,
            progress=advance,
        )
    for measure, count in streamed.unused.items():
        click.echo(f"Not used: {count:,} figures of '{measure}', which no definition asks for.", err=True)
    if not streamed.ratings:
        raise nothing_to_rate()
    for status, count in sorted(streamed.statuses.items()):
        click.echo(f"{count:>15,}  {status}")
    click.echo(f"{streamed.ratings:>15,}  ratings in {output}")
