"""Ratings in the form that was asked for, written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from scorecard_core.rating import Rating
    from scorecard_core.rollups import RollUp

__all__ = ["rendered", "write"]


def rendered(ratings: Iterable[Rating], form: str, roll_ups: Iterable[RollUp] = ()) -> str:
    """Ratings as JSON, as CSV or as a table for the terminal."""
    from scorecard_core.interchange import ratings_to_csv, ratings_to_json

    if form == "json":
        return ratings_to_json(ratings, roll_ups) + "\n"
    if form == "csv":
        return ratings_to_csv(ratings)
    from scorecard_core.report.table import ratings_table

    return ratings_table(ratings)


def write(text: str, path: Path | None) -> None:
    """Write a file whole or not at all; to the terminal without a path."""
    if path is None:
        click.echo(text, nl=False)
        return
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except OSError as error:
        raise click.FileError(str(path), hint=error.strerror or str(error)) from error
