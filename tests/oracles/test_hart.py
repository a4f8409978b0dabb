"""A district council's own scorecard: Hart, first quarter of 2014/15, forty-five indicators.

Green is at or above the target, seen through polarity. How far below it amber reaches differs by indicator and by
judgement and is not published, so a definition without a tolerance is held to green or not green, and to no status for
what is shown for information only. The figures are as the council had them: year-end targets beside part-year counts, a
target of no days behind schedule, a reduction that came out negative, and nought where there was no figure yet.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import pytest

from scorecard_core import (
    GreyReason,
    Indicator,
    MissingReason,
    Observation,
    Observations,
    Rag,
    Rating,
    parse_period,
    rate,
)
from tests.oracles.on_a_frame import said, said_on_a_frame

Rows = list[dict[str, str]]

AREA = "Hart"
PERIOD = parse_period("Q1 2014/15")

# The council's judgement goes against the figures in its own columns, and no definition should be bent to repeat it.
JUDGED: Mapping[str, str] = {
    "IT03": "80.6 per cent against a target of 90, and higher is better, is short of the target; it was called green",
    "ETS01": "0 missed collections against 40, and lower is better, would be green; the 0 stands for a figure that was "
    "not confirmed yet, as the note on it says, and it was called red",
}


def definition(row: dict[str, str]) -> Indicator:
    """The target in the row; none for what is there for information."""
    rated = row["status"] != "for_info"
    target: dict[str, Any] = {"type": "threshold", "value": row["target"]} if rated else {"type": "none"}
    return Indicator.model_validate(
        {
            "id": f"hart.{row['kpi'].lower()}",
            "title": row["description"],
            "polarity": f"{row['polarity_inferred']}_is_good",
            "unit": "percent" if row["unit"] == "%" else "index",
            "frequency": "quarter",
            "target": target,
        }
    )


@pytest.fixture(scope="module")
def rows(published_rows: Callable[[str], Rows]) -> Rows:
    return published_rows("hart_q1_2014_15.csv")


@pytest.fixture(scope="module")
def figures(rows: Rows) -> list[Observation]:
    return [
        Observation(measure=definition(row).series, area=AREA, period=PERIOD, value=Decimal(row["this_quarter"]))
        for row in rows
    ]


@pytest.fixture(scope="module")
def rated(rows: Rows, figures: list[Observation]) -> dict[str, tuple[dict[str, str], Rating]]:
    observations = Observations(figures)
    return {row["kpi"]: (row, rate(definition(row), observations, PERIOD, area=AREA)) for row in rows}


def test_a_frame_says_the_same_of_every_row(
    rows: Rows, figures: list[Observation], rated: dict[str, tuple[dict[str, str], Rating]]
) -> None:
    on_a_frame = said_on_a_frame(map(definition, rows), figures, str(PERIOD))
    assert on_a_frame == said(rating for _, rating in rated.values())


def test_green_and_not_green_are_as_the_council_published_them_but_for_two_judgements(
    rated: dict[str, tuple[dict[str, str], Rating]],
) -> None:
    with_a_status = {kpi: pair for kpi, pair in rated.items() if pair[0]["status"] != "for_info"}
    assert all(rating.status in (Rag.GREEN, Rag.RED) for _, rating in with_a_status.values())
    disagreements = {
        kpi
        for kpi, (row, rating) in with_a_status.items()
        if (rating.status is Rag.GREEN) != (row["status"] == "green")
    }
    assert disagreements == set(JUDGED)
    assert (len(with_a_status), len(with_a_status) - len(disagreements)) == (42, 40)


def test_the_two_judgements_go_against_the_figures_beside_them(
    rated: dict[str, tuple[dict[str, str], Rating]],
) -> None:
    published = {kpi: (row["this_quarter"], row["target"], row["status"]) for kpi, (row, _) in rated.items()}
    assert (published["IT03"], rated["IT03"][1].status) == (("80.6", "90.0", "green"), Rag.RED), JUDGED["IT03"]
    assert (published["ETS01"], rated["ETS01"][1].status) == (("0.0", "40.0", "red"), Rag.GREEN), JUDGED["ETS01"]


def test_the_unconfirmed_figure_is_grey_once_it_is_recorded_as_late_and_not_as_nought(rows: Rows) -> None:
    indicator = definition(next(row for row in rows if row["kpi"] == "ETS01"))
    late = Observation(measure=indicator.series, area=AREA, period=PERIOD, missing_reason=MissingReason.LATE)
    rating = rate(indicator, Observations([late]), PERIOD, area=AREA)
    assert (rating.status, rating.grey_reason) == (Rag.GREY, GreyReason.LATE)


def test_what_is_for_information_only_has_no_status(rated: dict[str, tuple[dict[str, str], Rating]]) -> None:
    for_information = {kpi: rating for kpi, (row, rating) in rated.items() if row["status"] == "for_info"}
    assert set(for_information) == {"SNH03", "SNH04", "SNH06"}
    reasons = {(rating.status, rating.grey_reason) for rating in for_information.values()}
    assert reasons == {(Rag.GREY, GreyReason.NO_TARGET)}


@pytest.mark.parametrize(
    ("kpi", "figure", "target", "status"),
    [
        ("LS05", "-28.0", "0.0", Rag.RED),
        ("SNH01", "0.0", "3.0", Rag.RED),
        ("SNH02", "-16.0", "5.0", Rag.RED),
        ("HS07", "36.0", "36.0", Rag.GREEN),
        ("IA02", "100.0", "100.0", Rag.GREEN),
    ],
    ids=["days behind schedule", "no reduction", "a rise", "exactly on target", "exactly at the natural limit"],
)
def test_targets_of_nought_negative_figures_and_ties_come_out_as_published(
    rated: dict[str, tuple[dict[str, str], Rating]], kpi: str, figure: str, target: str, status: Rag
) -> None:
    row, rating = rated[kpi]
    assert (row["this_quarter"], row["target"], row["status"]) == (figure, target, status)
    assert rating.status is status


def test_every_row_of_the_scorecard_is_rated(rows: Rows, rated: dict[str, tuple[dict[str, str], Rating]]) -> None:
    assert len(rated) == len(rows) == 45
