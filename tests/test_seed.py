"""The council's real scorecard of Q4 2016/17: what its own figures and rules give."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from scorecard_core import Basis, Movement, Rag, Scorecard, Travel, load_plugins, rate, rate_scorecard, work_example
from scorecard_core.report.settings import ReportInput, read_report, read_settings

FOLDER = Path(__file__).parents[1] / "examples" / "worcestershire-q4-2016-17"


@pytest.fixture(scope="module")
def given() -> ReportInput:
    names = read_settings(FOLDER).plugins
    return read_report(FOLDER, load_plugins(only=names, require=names))


@pytest.fixture(scope="module")
def card(given: ReportInput) -> Scorecard:
    names = given.settings.plugins
    return rate_scorecard(
        load_plugins(only=names, require=names),
        given.observations,
        given.settings.period,
        area=given.settings.area,
        as_at=given.settings.as_at,
        published=given.published,
        risks=given.risks,
    )


def by_id(card: Scorecard) -> dict[str, object]:
    return {rating.indicator: rating for rating in card.ratings}


def test_there_are_seventeen_greens_and_ten_reds_and_half_of_the_reds_are_updated(card: Scorecard) -> None:
    assert card.counts() == {Rag.GREEN: 17, Rag.AMBER: 0, Rag.RED: 10, Rag.GREY: 0}
    assert len(card.to_watch) == 5


def test_the_seven_reds_with_printed_figures_are_red_by_their_rules(card: Scorecard) -> None:
    computed = [one for one in card.with_status(Rag.RED) if one.rating.basis is Basis.COMPUTED]
    assert {one.rating.value for one in computed} == {
        Decimal(value) for value in ("66.3", "43.2", "1303", "8.92", "46", "32", "82.2")
    }


def test_three_reds_and_the_greens_without_figures_are_taken_over_and_say_so(card: Scorecard) -> None:
    taken = [one.rating for one in card.rated if one.rating.basis is Basis.AS_PUBLISHED]
    assert sum(rating.status is Rag.RED for rating in taken) == 3
    assert all(rating.engine_status is Rag.GREY and "taken over from" in rating.reason for rating in taken)
    assert card.bases()[Basis.AS_PUBLISHED] + card.bases()[Basis.COMPUTED] == 27


@pytest.mark.parametrize(
    ("value", "previous", "movement", "travel"),
    [
        ("66.3", "red", Movement.UNCHANGED, Travel.WORSENING),
        ("43.2", "green", Movement.WORSENED, Travel.WORSENING),
        ("1303", "red", Movement.UNCHANGED, Travel.IMPROVING),
        ("8.92", "red", Movement.UNCHANGED, Travel.IMPROVING),
        ("46", "grey", Movement.NEWLY_RATED, Travel.WORSENING),
        ("32", None, Movement.NOT_UPDATED, Travel.WORSENING),
        ("82.2", None, Movement.NOT_UPDATED, None),
    ],
)
def test_each_red_with_figures_has_the_movement_and_travel_that_its_figures_give(
    card: Scorecard, value: str, previous: str | None, movement: Movement, travel: Travel | None
) -> None:
    rating = next(rating for rating in card.ratings if rating.value == Decimal(value))
    assert (rating.previous_status, rating.movement) == (previous, movement)
    assert travel is None or rating.travel is travel


def test_the_engine_confirms_every_rating_that_was_published_beside_figures(card: Scorecard) -> None:
    assert card.contradictions == ()


def test_every_figure_of_the_example_is_used(card: Scorecard, given: ReportInput) -> None:
    charted = {view.measure for view in given.settings.longer_view}
    assert {observation.measure for observation in card.unused} <= charted


@pytest.mark.parametrize(
    ("as_at", "status", "england"),
    [(date(2017, 6, 30), Rag.RED, "43.1"), (date(2017, 12, 1), Rag.GREEN, "43.3"), (None, Rag.GREEN, "43.8")],
)
def test_child_protection_is_red_or_green_by_the_vintage_of_englands_figure(
    card: Scorecard, as_at: date | None, status: Rag, england: str
) -> None:
    indicator = next(one.indicator for one in card.rated if one.rating.value == Decimal("43.2"))
    rating = rate(indicator, card.observations, card.period, area=card.area, as_at=as_at)
    assert (rating.status, rating.reference) == (status, Decimal(england))
    assert england in rating.reason


def test_eight_risks_are_amber_and_two_are_red(card: Scorecard) -> None:
    assert card.risk_counts() == {Rag.GREEN: 0, Rag.AMBER: 8, Rag.RED: 2, Rag.GREY: 0}
    assert {risk.number: risk.movement for risk in card.risks if risk.number in (1, 4, 7)} == {
        1: Movement.IMPROVED,
        4: Movement.WORSENED,
        7: Movement.UNCHANGED,
    }


def test_every_indicator_is_worked_through_examples_of_every_colour_it_can_have(card: Scorecard) -> None:
    for one in card.rated:
        for example in one.indicator.examples:
            status, sentence = work_example(one.indicator, example)
            assert status is example.status, f"{one.indicator.id}: {sentence}"


def test_each_indicator_stands_in_one_group_and_has_an_owner(card: Scorecard, given: ReportInput) -> None:
    groups = {(axis.axis, group) for axis in given.settings.grouping for group in axis.groups}
    for one in card.rated:
        assert len(one.indicator.grouping) == 1
        assert set(one.indicator.grouping.items()) <= groups
        assert one.indicator.owner
    assert card.ungrouped(axis.axis for axis in given.settings.grouping) == ()
