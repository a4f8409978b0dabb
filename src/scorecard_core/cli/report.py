"""``scorecard report``: a folder to a page."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scorecard_core.cli.reading import DATE, FILE, FOLDER, day, default_folder, read_folder
from scorecard_core.cli.telling import tell_unmatched, telling_problems, with_progress
from scorecard_core.cli.writing import rendered, write

if TYPE_CHECKING:
    from scorecard_core.scorecard import Scorecard

__all__ = ["report"]


@click.command()
@click.argument("folder", required=False, type=FOLDER)
@click.option("--as-at", type=DATE, help="Use only what had been published by this date (2017-06-30).")
@click.option("--format", "form", type=click.Choice(["html", "json", "csv"]), default="html", show_default=True)
@click.option("--output", "-o", type=FILE, help="Where to write; json and csv go to the terminal without it.")
@telling_problems
def report(folder: Path | None, as_at: datetime | None, form: str, output: Path | None) -> None:
    """Rate a report's FOLDER and write its page.

    FOLDER holds scorecard.toml, observations.csv and whatever else the report is made of. Without it, the report in
    the current folder is taken, or else the example that comes with the source.
    """
    folder = folder or default_folder()
    card, given = _rated_folder(folder, as_at)
    if form != "html":
        write(rendered(card.ratings, form, card.every_roll_up()), output)
        return
    from scorecard_core.report.html import render_html
    from scorecard_core.report.terminal import print_summary
    from scorecard_core.report.view import report_view

    tell_unmatched(given.overrides, card.ratings)
    view = report_view(card, given)
    target = output or Path(f"{folder.resolve().name}.html")
    page = render_html(view)
    write(page, target)
    print_summary(view)
    click.echo(f"\nThe page is in {target}")


def _rated_folder(folder: Path, as_at: datetime | None) -> tuple[Scorecard, Any]:
    from scorecard_core.scorecard import rate_scorecard

    registry, given = read_folder(folder)
    card = rate_scorecard(
        registry,
        given.observations,
        given.settings.period,
        area=given.settings.area,
        as_at=day(as_at) or given.settings.as_at,
        published=given.published,
        overrides=given.overrides,
        risks=given.risks,
        progress=with_progress,
    )
    return card, given
