"""Accident and emergency departments of fourteen hospitals in England, as the NHS's own method charts them.

Each row is a month of a provider with what NHSRplotthedots says of it, and with the lines of its chart. The charts were
drawn when all months were known, so they are rated with ``limits = "whole_series"``: the months to come count too. The
variation and the assurance of a chart are those of its last month.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

import pytest

from scorecard_core import Indicator, Observation, Observations, Period, Rating, Registry, rate
from scorecard_core.frames import frame_of, rate_frame
from scorecard_core.statistics.control_charts import ChartMethod, chart

Row = dict[str, str]
Rows = list[Row]

POLARITY = {"increase": "high_is_good", "decrease": "low_is_good", "neutral": "no_judgement"}
SPECIAL_CAUSES = {
    "Above UCL": "above_upper_limit",
    "Below LCL": "below_lower_limit",
    "7 Point Trend (Increasing)": "rising",
    "7 Point Trend (Decreasing)": "falling",
    "2 in 3 Above CL": "close_to_upper_limit",
    "2 in 3 Below CL": "close_to_lower_limit",
    "7 Points Above CL": "run_above",
    "7 Points Below CL": "run_below",
    "Common Cause": "none",
}
VARIATIONS = {
    "special_cause_improvement": "improvement",
    "special_cause_concern": "concern",
    "special_cause_neutral_high": "neutral_high",
    "special_cause_neutral_low": "neutral_low",
    "common_cause": "common_cause",
}
ASSURANCES = {
    "consistent_pass": "passing",
    "consistent_fail": "failing",
    "inconsistent": "hit_or_miss",
    "": "no_target",
}
EXACTLY = Decimal("0.000001")


@dataclass(frozen=True)
class Rated:
    """A row of the file beside the engine's rating of the same month."""

    row: Row
    rating: Rating

    def number(self, name: str) -> Decimal:
        """A fact that is a number."""
        (found,) = (fact.value for fact in self.rating.facts if fact.name == name)
        assert found is not None
        return found

    def word(self, name: str) -> str:
        """A fact that is a word."""
        (found,) = (fact.word for fact in self.rating.facts if fact.name == name)
        return found


def chart_of(row: Row) -> tuple[str, str, str]:
    """Which chart a row belongs to: a provider, what is measured, and the target."""
    return row["org_code"], row["measure"], row["target"]


@pytest.fixture(scope="module")
def charts(published_rows: Callable[[str], Rows]) -> list[Rows]:
    rows = sorted(published_rows("nhs_ae_spc.csv.gz"), key=lambda row: (*chart_of(row), row["x"]))
    return [list(months) for _, months in groupby(rows, key=chart_of)]


def definition(row: Row) -> Indicator:
    polarity = POLARITY[row["improvement_direction"]]
    target = {} if polarity == "no_judgement" else {"value": row["target"]}
    return Indicator.model_validate(
        {
            "id": f"nhs.{row['measure']}",
            "title": row["measure"],
            "polarity": polarity,
            "unit": "percent" if row["measure"] == "pct" else "case",
            "frequency": "month",
            "target": {"type": "control_chart", "limits": "whole_series", **target},
        }
    )


def month(row: Row) -> Period:
    year, number, _ = row["x"].split("-")
    return Period.month(int(year), int(number))


def observed(rows: Rows, indicator: Indicator) -> list[Observation]:
    return [
        Observation(measure=indicator.series, area=row["org_code"], period=month(row), value=Decimal(row["y"]))
        for row in rows
    ]


@pytest.fixture(scope="module")
def rated(charts: list[Rows]) -> list[Rated]:
    def ratings() -> Iterator[Rated]:
        for rows in charts:
            indicator = definition(rows[0])
            observations = Observations(observed(rows, indicator))
            for row in rows:
                yield Rated(row, rate(indicator, observations, month(row), area=row["org_code"]))

    return list(ratings())


def test_every_row_is_rated_and_every_verdict_is_among_them(rated: list[Rated], charts: list[Rows]) -> None:
    assert len(rated) == sum(map(len, charts)) == 2016
    assert len(charts) == 56
    assert {one.row["special_cause_type"] for one in rated} == set(SPECIAL_CAUSES)
    assert {one.row["point_type"] for one in rated} == set(VARIATIONS)
    assert {one.row["assurance_type"] for one in rated} == set(ASSURANCES)


@pytest.mark.parametrize(
    ("column", "fact"), [("mean_col", "centre_line"), ("lpl", "lower_limit"), ("upl", "upper_limit")]
)
def test_every_line_of_every_chart_is_where_it_was_published(rated: list[Rated], column: str, fact: str) -> None:
    assert [one for one in rated if abs(one.number(fact) - Decimal(one.row[column])) > EXACTLY] == []


def disagreements(rated: list[Rated], fact: str, column: str, words: dict[str, str]) -> Counter[tuple[str, str]]:
    pairs = ((one.word(fact), words[one.row[column]]) for one in rated)
    return Counter((ours, theirs) for ours, theirs in pairs if ours != theirs)


def test_every_special_cause_is_the_one_that_was_published(rated: list[Rated]) -> None:
    assert not disagreements(rated, "special_cause", "special_cause_type", SPECIAL_CAUSES)


def test_every_improvement_and_every_concern_is_the_one_that_was_published(rated: list[Rated]) -> None:
    assert not disagreements(rated, "variation", "point_type", VARIATIONS)


def test_every_assurance_is_the_one_that_was_published(rated: list[Rated]) -> None:
    assert not disagreements(rated, "assurance", "assurance_type", ASSURANCES)


def test_the_variation_of_every_chart_is_that_of_its_last_month(rated: list[Rated]) -> None:
    last = {chart_of(one.row): one for one in rated}
    assert len(last) == 56
    assert not disagreements(list(last.values()), "variation", "variation_type_last", VARIATIONS)


def test_every_point_lies_where_it_was_published_to_lie(charts: list[Rows]) -> None:
    for rows in charts:
        points = chart(tuple(Decimal(row["y"]) for row in rows), ChartMethod())
        for row, point in zip(rows, points, strict=True):
            assert point is not None
            lines = point.limits
            side = (point.value > lines.centre) - (point.value < lines.centre)
            outside = not lines.lower <= point.value <= lines.upper
            close = not outside and not lines.close_lower <= point.value <= lines.close_upper
            assert (side, outside, close) == (
                int(row["relative_to_mean"]),
                row["outside_limits"] == "True",
                row["close_to_limits"] == "True",
            )


def test_every_month_of_every_chart_is_on_a_frame_what_it_is_alone(rated: list[Rated], charts: list[Rows]) -> None:
    """Each chart has an indicator of its own, since the target is part of it."""
    indicators = [
        definition(rows[0]).model_copy(update={"id": f"nhs.chart_{number}"}) for number, rows in enumerate(charts)
    ]
    observations = [one for each, rows in zip(indicators, charts, strict=True) for one in observed(rows, each)]
    columns = ("indicator", "period", "status", "verdict", "stage", "branch", "movement", "travel")
    found = rate_frame(frame_of(observations), Registry.of(*indicators), columns=columns)
    on_a_frame = {tuple(row[:2]): tuple(row[2:]) for row in found.rows()}
    numbers = {chart_of(rows[0]): number for number, rows in enumerate(charts)}
    alone = {
        (f"nhs.chart_{numbers[chart_of(one.row)]}", str(one.rating.period)): (
            one.rating.status,
            one.rating.verdict,
            one.rating.stage,
            one.rating.branch,
            one.rating.movement,
            one.rating.travel,
        )
        for one in rated
    }
    assert on_a_frame == alone
    assert len({verdict for _, verdict, *_ in alone.values()}) > 6
