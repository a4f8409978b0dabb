"""Ratings that real bodies published, read where they lie.

The files are other people's data. They are never copied here; the environment variable ``SCORECARD_ORACLES`` names the
folder that holds them, and without it the tests that compare with them are skipped.
"""

import csv
import gzip
import os
from collections.abc import Callable
from pathlib import Path

import pytest

Rows = list[dict[str, str]]


@pytest.fixture(scope="session")
def published_rows() -> Callable[[str], Rows]:
    """A reader: the name of a file in, its rows out."""

    def read(name: str) -> Rows:
        folder = os.environ.get("SCORECARD_ORACLES")
        if not folder:
            pytest.skip("SCORECARD_ORACLES is not set: the published ratings are not here to compare with")
        path = Path(folder) / name
        opened = gzip.open if path.suffix == ".gz" else open
        with opened(path, "rt", encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    return read
