"""Targets with a beginning, an end or a day: trajectories, progress, milestones, year ends and forecasts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecard_core import (
    GreyReason,
    Indicator,
    Judgement,
    MissingReason,
    Movement,
    Observation,
    Observations,
    Period,
    Rag,
    Rating,
    assess,
    explain,
    parse_period,
    rate,
)
from scorecard_core.stated import Path

HERE = "Here"


def indicator(target: dict[str, Any], **more: Any) -> Indicator:
    settings = {"polarity": "low_is_good", "unit": "person", "frequency": "quarter", "decimals": 0, **more}
    return Indicator.model_validate({"id": "adults.placements", "title": "Placements", "target": target, **settings})


def figure(period: str, value: object = None, *, area: str = HERE, **more: Any) -> Observation:
    given = {} if value is None else {"value": Decimal(str(value))}
    return Observation(measure="adults.placements", area=area, period=parse_period(period), **given, **more)


def rated(one: Indicator, *figures: Observation, at: str = "Q4 2016/17", **more: Any) -> Rating:
    return rate(one, Observations(figures), parse_period(at), area=HERE, **more)


# The line from a baseline to a target.

YEAR = {"start": "2015/16", "end": "2016/17"}
LINE = {"type": "trajectory", "baseline": 1360, "value": 1198, **YEAR}


@pytest.mark.parametrize(
    ("period", "reference"),
    [("Q4 2015/16", 1360), ("Q1 2016/17", "1319.5"), ("Q2 2016/17", 1279), ("Q4 2016/17", 1198), ("Q4 2017/18", 1198)],
)
def test_a_trajectory_asks_for_the_point_of_its_line(period: str, reference: object) -> None:
    assert rated(indicator(LINE), figure(period, 1), at=period).reference == Decimal(str(reference))


def test_before_its_beginning_a_trajectory_has_no_target() -> None:
    found = rated(indicator(LINE), figure("Q3 2015/16", 1), at="Q3 2015/16")
    assert (found.status, found.grey_reason) == (Rag.GREY, GreyReason.NO_TARGET_FOR_PERIOD)


@pytest.mark.parametrize(("value", "status"), [("1319.5", Rag.GREEN), ("1319.6", Rag.RED)])
def test_exactly_on_the_line_is_green(value: str, status: Rag) -> None:
    assert rated(indicator(LINE), figure("Q1 2016/17", value), at="Q1 2016/17").status is status


def test_the_care_home_placements_of_the_scorecard_are_red_on_the_line_to_its_ceiling() -> None:
    found = rated(indicator(LINE), figure("Q4 2016/17", 1303), figure("Q3 2016/17", 1360))
    assert found.status is Rag.RED
    assert "1,198 people that the way to the target asks for by" in found.reason


def test_a_point_of_the_line_is_rounded_once_to_its_places() -> None:
    third = indicator(
        {**LINE, "baseline": 0, "value": 1, "places": 2, "start": "Jan 2016", "end": "Apr 2016"}, frequency="month"
    )
    assert rated(third, figure("Feb 2016", 0), at="Feb 2016").reference == Decimal("0.33")
    assert rated(third, figure("Mar 2016", 0), at="Mar 2016").reference == Decimal("0.67")


@given(
    baseline=st.integers(1, 10**6),
    target=st.integers(1, 10**6),
    gone=st.integers(0, 24),
    places=st.integers(0, 6),
)
def test_a_compound_path_is_within_half_a_place_of_the_power_that_it_stands_for(
    baseline: int, target: int, gone: int, places: int
) -> None:
    start, end = Period.month(2015, 1), Period.month(2017, 1)
    at = Period.month(2015 + gone // 12, gone % 12 + 1)
    point = Path(Decimal(baseline), Decimal(target), start, end, compound=True, places=places).at(at).value
    assert point is not None
    half = Fraction(1, 2 * 10**places)
    power = Fraction(baseline) ** (24 - gone) * Fraction(target) ** gone
    assert (Fraction(point) - half) ** 24 <= power or Fraction(point) < half
    assert power <= (Fraction(point) + half) ** 24


# How much of the way is made.

WAY = {"type": "progress", "baseline": 200, "value": 100, "amber": 80}


@pytest.mark.parametrize(
    ("value", "status"),
    [(100, Rag.GREEN), (99, Rag.GREEN), ("100.1", Rag.AMBER), (120, Rag.AMBER), ("120.1", Rag.RED), (201, Rag.RED)],
)
def test_progress_is_the_part_of_the_way_that_is_made(value: object, status: Rag) -> None:
    assert rated(indicator(WAY), figure("Q4 2016/17", value)).status is status


def test_pace_asks_for_as_much_of_the_way_as_of_the_time() -> None:
    pace = indicator({**WAY, **YEAR})
    found = rated(pace, figure("Q1 2016/17", 175), at="Q1 2016/17")
    assert found.status is Rag.GREEN
    assert "is 25% of the way from 200 people to 100 people, where 25% is asked for" in found.reason
    assert rated(pace, figure("Q1 2016/17", 176), at="Q1 2016/17").status is Rag.AMBER


def test_a_baseline_that_is_no_worse_than_the_target_leaves_no_way_to_go() -> None:
    since = indicator({"type": "progress", "baseline": "previous", "value": 100})
    found = rated(since, figure("Q4 2016/17", 90), figure("Q3 2016/17", 100))
    assert (found.status, found.grey_reason) == (Rag.GREY, GreyReason.OUT_OF_RANGE)
    assert "the way begins at 100 people, which is no worse than 100 people, where it leads" in found.reason


# By a day.

OPENING = {"type": "milestone", "due": date(2017, 3, 31), "warning_days": 31}


def reported(text: str, on: date | None = None, period: str = "Q3 2016/17") -> Observation:
    return figure(period, judgement=Judgement(text, on=on))


@pytest.mark.parametrize(
    ("report", "at", "status"),
    [
        (("done", date(2016, 12, 31)), "Q3 2016/17", Rag.GREEN),
        (("Done", None), "Q3 2016/17", Rag.GREEN),
        (("finished", date(2017, 3, 31)), "Q4 2016/17", Rag.GREEN),
        (("in progress", None), "Q3 2016/17", Rag.GREY),
        (("in progress", None), "Q4 2016/17", Rag.AMBER),
        (("in progress", None), "Q1 2017/18", Rag.RED),
        (("expected", date(2017, 3, 31)), "Q3 2016/17", Rag.GREY),
        (("expected", date(2017, 4, 1)), "Q3 2016/17", Rag.AMBER),
        (("done", date(2017, 3, 31)), "Q4 2016/17", Rag.GREEN),
        (("done", date(2017, 4, 1)), "Q1 2017/18", Rag.RED),
        (("done", date(2017, 4, 1)), "Q4 2016/17", Rag.AMBER),
    ],
)
def test_a_milestone_is_read_on_the_last_day_of_the_report(
    report: tuple[str, date | None], at: str, status: Rag
) -> None:
    one = indicator(OPENING, polarity="no_judgement")
    assert rated(one, reported(*report), at=at).status is status


def test_an_explanation_prints_the_days_of_a_milestone_as_days() -> None:
    one = indicator(OPENING, polarity="no_judgement")
    report = Observations([reported("done", date(2017, 3, 30), period="Q4 2016/17")])
    text = explain(assess(one, report, parse_period("Q4 2016/17"), area=HERE))
    assert "done_on = 30/03/2017 (Q4 2016/17)" in text
    assert "[due is 31/03/2017]" in text


def test_what_was_done_late_has_the_colour_that_the_definition_gives_it() -> None:
    one = indicator({**OPENING, "done_late": "amber"}, polarity="no_judgement")
    found = rated(one, reported("done", date(2017, 4, 1)), at="Q1 2017/18")
    assert (found.status, found.verdict) == (Rag.AMBER, "done late")


def test_a_milestone_worsens_by_the_passing_of_time_alone() -> None:
    one = indicator(OPENING, polarity="no_judgement")
    found = rated(one, reported("in progress"), at="Q1 2017/18")
    assert (found.movement, found.updated) == (Movement.WORSENED, False)


def test_a_milestone_of_which_nothing_was_reported_is_grey() -> None:
    found = rated(indicator(OPENING, polarity="no_judgement"), at="Q1 2017/18")
    assert (found.status, found.grey_reason) == (Rag.GREY, GreyReason.NO_DATA)


# At the end of the year, and on a forecast.

CEILING = {"type": "threshold", "value": 1198}


def test_a_target_for_the_year_is_not_due_before_its_end() -> None:
    yearly = indicator({**CEILING, "judged_at": "financial_year_end"})
    early = rated(yearly, figure("Q3 2016/17", 1360), figure("Q2 2016/17", 1370), at="Q3 2016/17")
    assert (early.status, early.grey_reason, early.travel) == (Rag.GREY, GreyReason.NOT_DUE, "improving")
    assert "its target is judged at the end of the year" in early.reason
    assert rated(yearly, figure("Q4 2016/17", 1303)).status is Rag.RED


@pytest.mark.parametrize(
    ("when", "period"), [("academic_year_end", "Aug 2016"), ("calendar_year_end", "Dec 2016")], ids=str
)
def test_each_calendar_has_its_own_end_of_the_year(when: str, period: str) -> None:
    monthly = indicator({**CEILING, "judged_at": when}, frequency="month")
    assert rated(monthly, figure(period, 1), at=period).status is Rag.GREEN
    assert rated(monthly, figure("Mar 2017", 1), at="Mar 2017").grey_reason is GreyReason.NOT_DUE


def test_a_forecast_is_judged_in_the_place_of_the_figure_so_far() -> None:
    outturn = indicator({**CEILING, "on_forecast": True})
    found = rated(outturn, figure("Q4 2016/17", 900, forecast=Decimal(1200)), figure("Q3 2016/17", 800))
    assert (found.status, found.value, found.travel) == (Rag.RED, 1200, "worsening")
    assert found.reason.startswith("A forecast of 1,200 people is above the ceiling of 1,198 people")


def test_a_forecast_may_come_before_there_is_any_figure() -> None:
    outturn = indicator({**CEILING, "on_forecast": True})
    early = figure("Q4 2016/17", missing_reason=MissingReason.NOT_DUE, forecast=Decimal(1198))
    assert rated(outturn, early).status is Rag.GREEN


def test_without_a_forecast_there_is_nothing_to_judge() -> None:
    found = rated(indicator({**CEILING, "on_forecast": True}), figure("Q4 2016/17", 900))
    assert (found.status, found.grey_reason) == (Rag.GREY, GreyReason.NO_DATA)


# Amber for moving the right way, and whichever is harder.


@pytest.mark.parametrize(
    ("before", "level", "status"),
    [(1304, False, Rag.AMBER), (1303, False, Rag.RED), (1303, True, Rag.AMBER), (1302, True, Rag.RED)],
)
def test_red_is_amber_where_the_value_moved_the_right_way(before: int, level: bool, status: Rag) -> None:
    moving = {**CEILING, "amber_if": {"better_than": "previous", "or_level": level}}
    assert rated(indicator(moving), figure("Q4 2016/17", 1303), figure("Q3 2016/17", before)).status is status


def test_without_an_earlier_value_nothing_moved_and_red_stays_red() -> None:
    moving = {**CEILING, "amber_if": {"better_than": "previous", "or_level": True}}
    assert rated(indicator(moving), figure("Q4 2016/17", 1303)).status is Rag.RED


@pytest.mark.parametrize(
    ("before", "level", "why"),
    [
        (1303, False, "and lower is better; nor is it better than 1,303"),
        (1302, True, "and lower is better; it is worse than 1,302"),
        (None, False, "and lower is better; there is no earlier figure that it could be better than"),
    ],
)
def test_a_red_that_moving_could_have_made_amber_says_why_it_did_not(before: int | None, level: bool, why: str) -> None:
    moving = {**CEILING, "amber_if": {"better_than": "previous", "or_level": level}}
    earlier = [] if before is None else [figure("Q3 2016/17", before)]
    found = rated(indicator(moving), figure("Q4 2016/17", 1303), *earlier)
    assert f"1,303 is above the ceiling of 1,198, {why}" in found.reason.replace(" people", "")


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"amber_limit": 1300}, "but no worse than 1,300, where amber ends: Amber"),
        ({"tolerance": {"amount": 102}}, "but within the tolerance, which reaches 1,300: Amber"),
    ],
)
def test_amber_says_whether_a_limit_was_stated_or_a_tolerance_reached_it(given: dict[str, object], why: str) -> None:
    found = rated(indicator({**CEILING, **given}), figure("Q4 2016/17", 1299))
    assert f"1,299 is above the ceiling of 1,198 {why}" in found.reason.replace(" people", "")


def test_moving_the_right_way_makes_nothing_better_than_amber() -> None:
    moving = {**CEILING, "tolerance": {"amount": 10}, "amber_if": {"better_than": "previous"}}
    found = rated(indicator(moving), figure("Q4 2016/17", 1199), figure("Q3 2016/17", 1360))
    assert (found.status, found.verdict) == (Rag.AMBER, "within tolerance")


HARDER = {**CEILING, "or_harder": [{"with": "england"}, {"on": "same_period_last_year"}]}


@pytest.mark.parametrize(
    ("england", "last_year", "reference", "whose"),
    [
        (1200, 1300, 1198, "the target stated"),
        (1100, 1300, 1100, "England"),
        (1200, 1000, 1000, "an earlier figure of its own"),
    ],
)
def test_the_hardest_of_several_numbers_is_the_one_to_beat(
    england: int, last_year: int, reference: int, whose: str
) -> None:
    found = rated(
        indicator(HARDER),
        figure("Q4 2016/17", 1303),
        figure("Q4 2016/17", england, area="England"),
        figure("Q4 2015/16", last_year),
    )
    assert (found.reference, found.status) == (reference, Rag.RED)
    assert f"the hardest of its targets ({whose})" in found.reason


def test_where_one_of_the_numbers_is_not_known_nor_is_the_hardest() -> None:
    found = rated(indicator(HARDER), figure("Q4 2016/17", 1), figure("Q4 2015/16", 1))
    assert (found.status, found.grey_reason) == (Rag.GREY, GreyReason.NO_COMPARATOR)


def test_where_high_is_good_the_hardest_is_the_highest() -> None:
    high = indicator(HARDER, polarity="high_is_good")
    figures = (figure("Q4 2016/17", 1300), figure("Q4 2016/17", 1250, area="England"), figure("Q4 2015/16", 1301))
    assert rated(high, *figures).reference == 1301
