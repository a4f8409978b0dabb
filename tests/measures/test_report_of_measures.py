"""A report draws a computed series like any other, and a longer view beside it is its own."""

from __future__ import annotations

from scorecard_core import Flag, MissingReason, Observations, assess
from scorecard_core.report.series import longer_view, trend
from scorecard_core.report.settings import LongerView
from tests.measures.cases import AREA, NOW, QUARTERS, figure, of_kind


def test_a_trend_shows_computed_figures_their_gaps_and_their_breaks() -> None:
    found = [figure("t.a", at, 4) for at in QUARTERS[-4:]] + [figure("t.c", at, 3) for at in QUARTERS[-3:-2]]
    found += [
        figure("t.c", QUARTERS[-2], missing_reason=MissingReason.SUPPRESSED),
        figure("t.c", NOW, 1, flag=Flag.SERIES_BREAK),
    ]
    shown = trend(assess(of_kind("difference"), Observations(found), NOW, area=AREA))
    assert shown is not None
    points = shown.chart.lines[0].points
    assert [(point.value, point.text) for point in points] == [
        (None, "input missing"),
        (1, "1"),
        (None, "suppressed"),
        (3, "3"),
    ]
    assert [point.after_break for point in points] == [False, False, False, True]


def test_a_longer_view_beside_a_computed_measure_is_of_its_own_series() -> None:
    found = [figure("t.a", NOW, 4), figure("t.c", NOW, 3), figure("t.long", NOW, 12)]
    assessment = assess(of_kind("difference"), Observations(found), NOW, area=AREA)
    view = LongerView(indicator="t.rated", measure="t.long", title="Longer", areas=(AREA,), source="The almanac")
    shown = longer_view(assessment, view, 1)
    assert shown is not None
    assert [point.value for point in shown.chart.lines[0].points] == [12]
