"""Spark frames say the same. Run where pyspark is installed and SCORECARD_SPARK is set: a session takes a while."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from dataclasses import astuple, fields
from typing import Any

import pytest
from hypothesis import given

from scorecard_core.frames import rate_frame
from tests.frames.cases import Case, Row, cases
from tests.frames.test_law import differences, examples

pytestmark = [
    pytest.mark.skipif("SCORECARD_SPARK" not in os.environ, reason="SCORECARD_SPARK is not set"),
    pytest.mark.filterwarnings("ignore:::pyspark"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]

_KINDS = {"value": "double", "published": "date", "date": "date", "expires": "date"}


@pytest.fixture(scope="module")
def session() -> Iterator[Any]:
    sql = pytest.importorskip("pyspark.sql")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        builder = sql.SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
        session = builder.config("spark.sql.shuffle.partitions", "1").getOrCreate()
        session.sparkContext.setLogLevel("ERROR")
        yield session
        session.stop()


def test_a_spark_frame_says_what_the_engine_for_one_says(session: Any) -> None:
    @examples(3)
    @given(case=cases(most=2))
    def law(case: Case) -> None:
        ddl = ", ".join(f"{field.name} {_KINDS.get(field.name, 'string')}" for field in fields(Row))
        frame = session.createDataFrame([astuple(row) for row in case.rows], ddl)
        rated = rate_frame(frame, case.registry, as_at=case.as_at)
        assert differences(case, _Collected(rated)) == []

    law()


class _Collected:
    """A Spark frame with the methods by which plain rows are read."""

    def __init__(self, frame: Any) -> None:
        self.columns = frame.columns
        self._rows = [tuple(row) for row in frame.collect()]

    def fetchall(self) -> list[tuple[Any, ...]]:
        """All rows."""
        return self._rows
