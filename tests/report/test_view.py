"""What a report shows is what was rated: nothing is lost, counted twice, or told otherwise than the rating tells it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from scorecard_core import (
    Indicator,
    Observation,
    Observations,
    Period,
    PublishedRating,
    PublishedRatings,
    Rag,
    Registry,
    Scorecard,
    parse_period,
    rate_scorecard,
)
from scorecard_core.report.matrix import OTHER
from scorecard_core.report.sections import Section, target_words
from scorecard_core.report.settings import ReportInput, ReportSettings
from scorecard_core.report.view import View, report_view
from scorecard_core.report.words import anchor_of
from tests.report.council import AREA, NOW, report_input, scorecard, view


def plain(text: str) -> str:
    return text


@pytest.fixture(scope="module")
def given() -> ReportInput:
    return report_input(plain)


@pytest.fixture(scope="module")
def card(given: ReportInput) -> Scorecard:
    return scorecard(given, plain)


@pytest.fixture(scope="module")
def shown(card: Scorecard, given: ReportInput) -> View:
    return report_view(card, given)


def section(shown: View, title: str) -> Section:
    (found,) = (one for one in shown.watched if one.title.startswith(title))
    return found


def test_the_counts_are_those_of_the_scorecard(card: Scorecard, shown: View) -> None:
    assert {count.status.name: count.number for count in shown.counts} == {
        status.value: number for status, number in card.counts().items()
    }
    assert {count.status.name: count.number for count in shown.risk_counts} == {
        status.value: number for status, number in card.risk_counts().items()
    }
    assert shown.summary == "Of 10 indicators, 2 are green, 1 is amber, 6 are red and 1 is grey."
    assert shown.watch_sentence == "5 of the 6 red indicators have a new figure in Q4 2016/17."
    assert shown.risk_sentence == "Of 2 corporate risks, 1 is amber and 1 is red."


def test_the_lists_hold_every_indicator_once_and_as_many_as_are_counted(card: Scorecard, shown: View) -> None:
    rows = [row for found in shown.lists for row in found.rows]
    assert sorted(row.title for row in rows) == sorted(one.indicator.title for one in card.rated)
    assert {found.status.name: len(found.rows) for found in shown.lists} == {
        status.value: number for status, number in card.counts().items() if number
    }
    assert [found.status.name for found in shown.lists] == ["green", "amber", "red", "grey"]


def test_lists_follow_the_order_of_the_groups_and_then_the_titles(shown: View) -> None:
    (red,) = (found for found in shown.lists if found.status.name == "red")
    assert [(group.name, [row.title for row in group.rows]) for group in red.groups] == [
        ("Open for Business", ["Satisfaction with the condition of roads"]),
        (
            "Children and Families",
            ["Children with a child protection plan", "Inspection of services", "Looked after children"],
        ),
        ("Internal Business", ["Sickness rates"]),
        ("Learning and Growth", ["Staff who feel the council has a clear vision"]),
    ]


def test_the_matrix_holds_every_indicator_and_its_counts_add_up(card: Scorecard, shown: View) -> None:
    members = [chip.title for axis in shown.axes for group in axis.groups for chip in group.members]
    assert sorted(members) == sorted(one.indicator.title for one in card.rated)
    for axis in shown.axes:
        for group in axis.groups:
            assert sum(count.number for count in group.counts) == len(group.members)
    assert [axis.title for axis in shown.axes] == ["Areas of focus", "Our perspectives", OTHER]
    assert [chip.title for chip in shown.axes[-1].groups[0].members] == ["Household waste"]


def test_an_indicator_in_two_axes_is_in_both_of_the_matrix_and_in_one_list(given: ReportInput, card: Scorecard) -> None:
    one = next(one for one in card.rated if one.indicator.id == "finance.outturn")
    both = one.indicator.model_copy(
        update={"grouping": {"area_of_focus": "Open for Business", "perspective": "Finance"}}
    )
    rated = tuple(replace(other, indicator=both) if other is one else other for other in card.rated)
    shown = report_view(replace(card, rated=rated), given)
    groups = [
        group.name for axis in shown.axes for group in axis.groups for chip in group.members if chip.title == both.title
    ]
    assert groups == ["Open for Business", "Finance"]
    assert [row.group for found in shown.lists for row in found.rows if row.title == both.title] == [
        "Open for Business"
    ]


def test_a_group_that_the_settings_do_not_name_is_shown_under_other(given: ReportInput, card: Scorecard) -> None:
    one = next(one for one in card.rated if one.indicator.id == "finance.outturn")
    strange = one.indicator.model_copy(update={"grouping": {"perspective": "Procurement"}})
    rated = tuple(replace(other, indicator=strange) if other is one else other for other in card.rated)
    shown = report_view(replace(card, rated=rated), given)
    assert strange.title in [chip.title for chip in shown.axes[-1].groups[0].members]


def test_exactly_the_red_indicators_with_a_new_figure_have_a_section(card: Scorecard, shown: View) -> None:
    assert {one.title for one in shown.watched} == {one.indicator.title for one in card.to_watch}
    linked = {row.section for found in shown.lists for row in found.rows if row.section}
    assert linked == {one.anchor for one in shown.watched}


def test_a_row_says_whether_it_was_updated_how_it_moved_and_what_its_status_rests_on(shown: View) -> None:
    rows = {row.title: row for found in shown.lists for row in found.rows}
    told = {
        title: (row.updated, row.movement.word, row.travel and row.travel.word, row.basis)
        for title, row in rows.items()
    }
    assert told["Looked after children"] == ("Yes", "Unchanged", "Worsening", "")
    assert told["Children with a child protection plan"] == ("Yes", "Worsened", "Worsening", "")
    assert told["Older people in permanent care homes"] == ("Yes", "Improved", "Improving", "")
    assert told["Satisfaction with the condition of roads"] == ("No", "Not updated", "Worsening", "")
    assert told["Staff who feel the council has a clear vision"] == ("Yes", "Newly rated", "Worsening", "")
    assert told["Council tax below the average"] == ("Not stated", "No previous rating", None, "As published")
    assert rows["Inspection of services"].basis == "Judged"
    assert str(rows["Inspection of services"].value) == "Inadequate"
    assert rows["Household waste"].because == "No target has been set."
    assert rows["Council tax below the average"].value is None


def test_the_sentence_about_what_statuses_rest_on_counts_every_one(card: Scorecard, shown: View) -> None:
    assert shown.basis.startswith(
        "Of 10 statuses, 8 are computed by the engine, 1 is judged by someone accountable "
        "and 1 is taken over from the published report."
    )
    assert sum(card.bases().values()) == 10


def test_a_section_tells_the_status_before_the_target_and_the_reason(card: Scorecard, shown: View) -> None:
    looked_after = section(shown, "Looked after")
    assert (str(looked_after.value), looked_after.previously) == ("66.3 per 10,000", "previously Red")
    assert looked_after.target == "No more than the ceiling of 60 per 10,000"
    assert looked_after.polarity == "Lower is better"
    assert looked_after.since == "from 60.6 (Q3 2016/17)"
    assert looked_after.reason in {one.rating.reason for one in card.to_watch}
    assert section(shown, "Children with").previously == "previously Green"
    assert section(shown, "Staff who").previously == "previously no status"
    assert ("Defined by", "scorecard-children 1.2.0") in looked_after.definition.facts
    assert ("The figure is", "Provisional") in section(shown, "Sickness").definition.facts


def test_what_people_wrote_keeps_its_paragraphs_and_the_bullets_below_them(shown: View) -> None:
    (_, current, _) = section(shown, "Looked after").parts
    assert [(paragraph.text, paragraph.bullets) for paragraph in current.paragraphs] == [
        ("A weekly panel:", ("first", "second"))
    ]
    (risk,) = shown.risk_sections
    assert [(paragraph.text, paragraph.bullets) for paragraph in risk.parts[1].paragraphs] == [
        ("A plan, with:", ("more staff", "case audits")),
        ("A board.", ()),
    ]
    assert [(paragraph.text, paragraph.bullets) for paragraph in risk.parts[2].paragraphs] == [("", ("themes",))]


def test_the_breakdown_names_the_highest_and_the_lowest_and_every_one_that_ties(shown: View) -> None:
    assert section(shown, "Sickness").breakdown == (
        "Highest: Adult Services, 13.36 days.",
        "Lowest: Finance and Highways, 5.2 days.",
    )
    assert section(shown, "Looked after").breakdown == ()


def test_one_figure_alone_is_called_neither_the_highest_nor_the_lowest(given: ReportInput) -> None:
    one = Observations(o for o in given.observations if o.area not in ("Finance", "Highways"))
    alone = replace(given, observations=one)
    shown = report_view(scorecard(alone, plain), alone)
    assert section(shown, "Sickness").breakdown == (
        "Adult Services, 13.36 days. No other figure by directorate is on record.",
    )


def test_a_longer_view_is_a_chart_of_its_own_without_a_rated_point(shown: View) -> None:
    looked_after = section(shown, "Looked after")
    (longer,) = looked_after.views
    assert looked_after.trend is not None
    assert longer.chart.status is None
    assert looked_after.trend.chart.status is Rag.RED
    assert not any(row.is_rated for row in longer.table.rows)
    assert {point.at for line in looked_after.trend.chart.lines for point in line.points}.isdisjoint(
        {date(2018, 12, 31)}
    )
    assert longer.note == "At 31 March."


def test_a_longer_view_says_that_it_holds_figures_which_the_scorecard_could_not_know(given: ReportInput) -> None:
    later = Observation(
        measure="dfe.children_in_care",
        area=AREA,
        period=parse_period("2019"),
        value=Decimal(70),
        published=date(2025, 12, 31),
    )
    more = replace(given, observations=Observations([*given.observations, later]))
    (longer,) = section(report_view(scorecard(more, plain), more), "Looked after").views
    assert longer.note == "At 31 March. It holds figures published after 13 July 2017."
    assert longer.table.rows[-1].period == "2019"


def test_the_table_beside_a_chart_holds_every_figure_of_the_chart(shown: View) -> None:
    charts = [found for one in shown.watched for found in (one.trend, *one.views) if found is not None]
    assert len(charts) >= 4
    for found in charts:
        cells = [cell for row in found.table.rows for cell in row.cells] + list(found.table.notes)
        for line in found.chart.lines:
            for point in line.points:
                assert any(point.text in cell for cell in cells), (line.name, point)


def test_a_missing_figure_has_a_row_with_its_reason_and_a_gap_in_the_line(shown: View) -> None:
    trend = section(shown, "Sickness").trend
    assert trend is not None
    assert [(row.period, row.cells[0]) for row in trend.table.rows] == [
        ("Q1 2015/16", "8.1"),
        ("Q3 2015/16", "8.7"),
        ("Q2 2016/17", "late"),
        ("Q3 2016/17", "9.11"),
        ("Q4 2016/17", "8.92 (provisional)"),
    ]
    assert [point.after_gap for point in trend.chart.lines[0].known] == [False, True, True, False]
    assert [row.period for row in trend.table.rows if row.is_rated] == ["Q4 2016/17"]


def test_a_comparator_starts_with_the_figure_that_was_known_when_our_own_line_starts(shown: View) -> None:
    trend = section(shown, "Looked after").trend
    assert trend is not None
    lines = {line.name: [point.text for point in line.points] for line in trend.chart.lines}
    assert lines == {
        AREA: ["60.2", "60.6", "66.3"],
        "England": ["60"],
        "our neighbours": ["72", "73.5"],
        "Target (ceiling)": ["60"],
    }


def test_a_risk_that_has_increased_has_worsened(shown: View) -> None:
    assert [(risk.number, risk.movement.word) for risk in shown.risks] == [(1, "Improved"), (2, "Worsened")]
    assert [risk.section for risk in shown.risks] == ["", "risk-2"]


def test_a_contradiction_tells_both_statuses_and_why(card: Scorecard, shown: View) -> None:
    (found,) = shown.contradictions
    assert (found.published.word, found.engine.word) == ("Red", "Amber")
    assert found.reason == next(one.rating.reason for one in card.rated if one.indicator.id == "adults.care_homes")


def test_figures_without_an_indicator_are_told_and_longer_views_are_not_among_them(shown: View) -> None:
    assert [(found.measure, found.figures) for found in shown.unused] == [("economy.mispelt", "2 figures")]


def test_no_two_indicators_share_a_place_on_the_page() -> None:
    ids = ("adults.care_homes", "adults_care.homes", "a.b_c", "a_b.c")
    assert len({anchor_of(id) for id in ids}) == len(ids)


def test_the_contents_name_only_what_is_there(shown: View) -> None:
    assert [entry.anchor for entry in shown.contents] == [
        "summary",
        "matrix",
        "list-green",
        "list-amber",
        "list-red",
        "list-grey",
        "watch",
        "risks",
        "contradictions",
        "unused",
        "about",
    ]


def small(*indicators: Indicator, observations: Observations, published: PublishedRatings) -> Scorecard:
    return rate_scorecard(Registry.of(*indicators), observations, parse_period(NOW), area=AREA, published=published)


def settings(**more: Any) -> ReportSettings:
    return ReportSettings.model_validate({"format": 1, "title": "Small", "area": AREA, "period": NOW, **more})


def test_a_report_of_nothing_says_so() -> None:
    card = small(observations=Observations(), published=PublishedRatings())
    shown = report_view(card, ReportInput(settings=settings(), observations=Observations()))
    assert shown.summary == "No indicator is defined."
    assert [entry.anchor for entry in shown.contents] == ["summary", "about"]


def test_without_groupings_every_indicator_stands_under_one_heading() -> None:
    indicator = Indicator.model_validate(
        {
            "id": "a.b",
            "title": "B",
            "polarity": "low_is_good",
            "unit": "day",
            "frequency": "quarter",
            "target": {"type": "none"},
        }
    )
    card = small(indicator, observations=Observations(), published=PublishedRatings())
    shown = report_view(card, ReportInput(settings=settings(), observations=Observations()))
    assert [axis.title for axis in shown.axes] == ["All indicators"]


SINCE = "The figure that it is compared with is not on record"
TARGETS: dict[str, tuple[dict[str, Any], str, str, str]] = {
    "no target": ({"type": "none"}, "low_is_good", "No target has been set", "No target has been set"),
    "a ceiling": ({"type": "threshold", "value": 5}, "low_is_good", "No more than the ceiling of 5 days", "="),
    "a floor": ({"type": "threshold", "value": 5}, "high_is_good", "At least the floor of 5 days", "="),
    "a tolerance": (
        {"type": "threshold", "value": 5, "tolerance": {"amount": 1}},
        "low_is_good",
        "No more than the ceiling of 5 days; amber as far as 6 days",
        "=",
    ),
    "a profile": (
        {"type": "threshold", "values": {"2016/17": 5}},
        "low_is_good",
        "No more than the ceiling of 5 days for 2016/17",
        SINCE,
    ),
    "a range": (
        {"type": "range", "low": 2, "high": 5},
        "plan_is_best",
        "In the range from 2 days to 5 days",
        "=",
    ),
    "bands": (
        {
            "type": "bands",
            "bands": [{"name": "Good", "colour": "green", "to": 5}, {"name": "Poor", "colour": "red"}],
        },
        "low_is_good",
        "Good as far as 5 days and Poor beyond that",
        "=",
    ),
    "an earlier figure": (
        {"type": "improvement", "on": "previous"},
        "low_is_good",
        "No more than the previous figure of 8 days (Q3 2016/17)",
        SINCE,
    ),
    "a comparator": (
        {"type": "comparator", "with": "england"},
        "low_is_good",
        "No more than England's 7 days (Q4 2016/17)",
        SINCE,
    ),
    "strictly better than a comparator": (
        {"type": "comparator", "with": "england", "strict": True},
        "low_is_good",
        "Below England's 7 days (Q4 2016/17)",
        SINCE,
    ),
    "a control chart": (
        {"type": "control_chart", "value": 8, "points_needed": 2},
        "low_is_good",
        "A process that consistently meets the ceiling of 8 days",
        "=",
    ),
    "a control chart without a target": (
        {"type": "control_chart", "points_needed": 2},
        "low_is_good",
        "A process that does not get worse",
        "=",
    ),
    "a gap": (
        {"type": "gap", "with": "england"},
        "low_is_good",
        "The gap to England no worse than at Q3 2016/17: 8.5 days",
        SINCE,
    ),
    "a share": (
        {"type": "share", "of": "england"},
        "high_is_good",
        "No smaller a share of England's total than at Q3 2016/17: 123.077%",
        SINCE,
    ),
}


@pytest.mark.parametrize("case", TARGETS)
@pytest.mark.parametrize("with_figures", [True, False])
def test_a_target_is_told_in_words_whether_or_not_there_are_figures(case: str, with_figures: bool) -> None:
    target, polarity, words, without = TARGETS[case]
    indicator = Indicator.model_validate(
        {
            "id": "a.b",
            "title": "B",
            "polarity": polarity,
            "unit": "day",
            "frequency": "quarter",
            "target": target,
        }
    )
    figures = {(AREA, "Q3 2016/17"): "8", (AREA, NOW): "9", ("England", "Q3 2016/17"): "6.5", ("England", NOW): "7"}
    observations = Observations(
        Observation(measure="a.b", area=area, period=parse_period(period), value=Decimal(value))
        for (area, period), value in figures.items()
        if with_figures
    )
    # A red that is taken over has a section even where the engine has nothing to rate.
    published = PublishedRatings(
        [
            PublishedRating(
                indicator="a.b", area=AREA, period=parse_period(NOW), status=Rag.RED, take_over=True, updated=True
            )
        ]
    )
    card = small(indicator, observations=observations, published=published)
    (one,) = card.rated
    assert target_words(one) == (words if with_figures or without == "=" else without)
    shown = report_view(card, ReportInput(settings=settings(), observations=observations))
    if not with_figures:
        (watched,) = shown.watched
        assert watched.trend is None


def test_a_control_chart_is_shown_with_its_lines() -> None:
    indicator = Indicator.model_validate(
        {
            "id": "a.b",
            "title": "B",
            "polarity": "low_is_good",
            "unit": "day",
            "frequency": "quarter",
            "target": {"type": "control_chart", "value": 6, "points_needed": 4},
        }
    )
    periods = [parse_period(f"Q{quarter} 2016/17") for quarter in (1, 2, 3, 4)]
    observations = Observations(
        Observation(measure="a.b", area=AREA, period=period, value=Decimal(value))
        for period, value in zip(periods, (9, 10, 9, 10), strict=True)
    )
    card = small(indicator, observations=observations, published=PublishedRatings())
    (watched,) = report_view(card, ReportInput(settings=settings(), observations=observations)).watched
    assert watched.trend is not None
    lines = {line.name: [point.text for point in line.known] for line in watched.trend.chart.lines}
    assert lines["Target (ceiling)"] == ["6"]
    assert lines["Upper limit of the process"] == ["12.2"]
    assert lines["Mean of the process"] == ["9.5"]
    assert lines["Lower limit of the process"] == ["6.8"]


def test_a_long_series_shows_its_latest_figures_and_counts_those_left_out() -> None:
    indicator = Indicator.model_validate(
        {
            "id": "a.b",
            "title": "B",
            "polarity": "low_is_good",
            "unit": "day",
            "frequency": "quarter",
            "target": {"type": "threshold", "value": 5},
        }
    )
    period: Period | None = parse_period(NOW)
    observations = []
    for value in range(40):
        assert period is not None
        observations.append(Observation(measure="a.b", area=AREA, period=period, value=Decimal(100 - value)))
        period = period.previous
    figures = Observations(observations)
    card = small(indicator, observations=figures, published=PublishedRatings())
    (watched,) = report_view(card, ReportInput(settings=settings(), observations=figures)).watched
    assert watched.trend is not None
    assert len(watched.trend.table.rows) == 24
    assert watched.trend.table.rows[-1].period == NOW
    assert "16 earlier periods not shown" in watched.trend.table.notes


@pytest.mark.parametrize("ending", ["", " <b>", "\N{NO-BREAK SPACE}x"])
def test_the_same_council_with_other_words_has_the_same_counts(ending: str) -> None:
    shown: Callable[[str], View] = view
    assert [count.number for count in shown(ending).counts] == [2, 1, 6, 1]
