"""The rating before: what parts it from this one, and what its figure has become."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecard_core import (
    Flag,
    Indicator,
    Movement,
    Observation,
    Observations,
    Polarity,
    PublishedRating,
    PublishedRatings,
    Rag,
    Rating,
    Travel,
    parse_period,
    rate,
    ratings_from_json,
    ratings_to_csv,
    ratings_to_json,
    read_published,
)
from scorecard_core.ledger import RULES_EDITION

NOW, BEFORE, EARLIER = "Q4 2016/17", "Q3 2016/17", "Q2 2016/17"
BASE = {
    "id": "council.case",
    "title": "A case",
    "unit": "percent",
    "frequency": "quarter",
    "polarity": "low_is_good",
    "edition": "2016",
    "target": {"type": "threshold", "value": 60},
}


def indicator(**more: Any) -> Indicator:
    return Indicator.model_validate({**BASE, **more})


def figure(period: str, value: str, **more: Any) -> Observation:
    return Observation(measure="council.case", area="Here", period=parse_period(period), value=Decimal(value), **more)


FIGURES = Observations([figure(NOW, "65"), figure(BEFORE, "55"), figure(EARLIER, "54")])


def rated(one: Indicator, ledger: PublishedRatings | None = None, figures: Observations = FIGURES) -> Rating:
    return rate(one, figures, parse_period(NOW), area="Here", published=ledger)


def then(one: Indicator | None = None, **more: Any) -> PublishedRatings:
    """The rating of the quarter before, as the engine published it under some definition."""
    rating = rate(one or indicator(), FIGURES, parse_period(BEFORE), area="Here")
    published = PublishedRating.of(rating)
    return PublishedRatings([PublishedRating(**{**_fields(published), **more})])


def _fields(rating: PublishedRating) -> dict[str, Any]:
    return {name: getattr(rating, name) for name in PublishedRating.__slots__}


def because(rating: Rating) -> str:
    assert rating.movement is Movement.NOT_COMPARABLE
    return rating.reason.partition("cannot be compared because ")[2].partition(";")[0]


def test_under_an_unchanged_definition_the_rating_before_is_compared() -> None:
    assert rated(indicator(), then()).movement is Movement.WORSENED


def test_a_changed_target_is_named() -> None:
    assert because(rated(indicator(), then(indicator(target={"type": "threshold", "value": 70})))) == (
        "the target changed"
    )


def test_a_target_of_another_type_is_a_changed_target() -> None:
    other = {"type": "improvement", "on": "previous"}
    assert because(rated(indicator(), then(indicator(target=other)))) == "the target changed"


def test_a_changed_unit_is_named_with_both_units() -> None:
    assert because(rated(indicator(), then(unit="proportion"))) == "the unit changed from 'proportion' to 'percent'"


def test_a_figure_published_in_another_unit_is_printed_in_its_own() -> None:
    rating = rated(indicator(), then(unit="case", value=Decimal(3)))
    assert "It was Green at Q3 2016/17 (3 cases), which" in rating.reason


def test_a_changed_polarity_is_named() -> None:
    assert because(rated(indicator(), then(polarity=Polarity.HIGH_IS_GOOD))) == (
        "the polarity changed from 'high_is_good' to 'low_is_good'"
    )


def test_a_changed_edition_of_the_definition_is_named() -> None:
    assert because(rated(indicator(), then(definition="2015"))) == "the definition changed from '2015' to '2016'"


def test_a_changed_edition_of_the_rules_is_named() -> None:
    assert because(rated(indicator(), then(rules_edition="1999"))) == (
        f"the edition of the rules changed from '1999' to '{RULES_EDITION}'"
    )


@pytest.mark.parametrize("ledger", [None, then()], ids=["by the engine itself", "as published"])
def test_a_break_in_the_series_between_the_two_figures_is_named(ledger: PublishedRatings | None) -> None:
    broken = Observations([figure(NOW, "65", flag=Flag.SERIES_BREAK), figure(BEFORE, "55")])
    assert because(rated(indicator(), ledger, broken)) == "the series has a break"


def test_a_break_before_the_rating_before_parts_nothing() -> None:
    broken = Observations([figure(NOW, "65"), figure(BEFORE, "55", flag=Flag.SERIES_BREAK), figure(EARLIER, "54")])
    assert rated(indicator(), None, broken).movement is Movement.WORSENED


def test_a_break_between_two_published_ratings_further_apart_counts_too() -> None:
    old = then(period=parse_period(EARLIER))
    broken = Observations([figure(NOW, "65"), figure(BEFORE, "55", flag=Flag.SERIES_BREAK), figure(EARLIER, "55")])
    assert because(rated(indicator(), old, broken)) == "the series has a break"


def test_everything_that_changed_is_named() -> None:
    ledger = then(unit="proportion", polarity=Polarity.HIGH_IS_GOOD, rules_edition="1999")
    assert because(rated(indicator(), ledger)) == (
        "the unit changed from 'proportion' to 'percent', the polarity changed from 'high_is_good' to 'low_is_good' "
        f"and the edition of the rules changed from '1999' to '{RULES_EDITION}'"
    )


def test_what_a_report_does_not_say_is_not_known_to_have_changed() -> None:
    bare = PublishedRating(indicator="council.case", area="Here", period=parse_period(BEFORE), status=Rag.GREEN)
    assert rated(indicator(), PublishedRatings([bare])).movement is Movement.WORSENED


def test_a_target_declared_continuous_is_compared_with_the_one_before() -> None:
    one = indicator(target={**BASE["target"], "continuous": True})  # type: ignore[dict-item]
    assert rated(one, then(indicator(target={"type": "threshold", "value": 70}))).movement is Movement.WORSENED


def test_an_edition_that_continues_an_earlier_one_is_compared_with_it() -> None:
    ledger = then(definition="2015", unit="proportion", target='{"type":"threshold","value":"70"}')
    assert rated(indicator(continues=["2015"]), ledger).movement is Movement.WORSENED
    assert rated(indicator(continues=["2014"]), ledger).movement is Movement.NOT_COMPARABLE


def test_a_break_cannot_be_declared_away() -> None:
    broken = Observations([figure(NOW, "65", flag=Flag.SERIES_BREAK), figure(BEFORE, "55")])
    one = indicator(continues=["2016"], target={**BASE["target"], "continuous": True})  # type: ignore[dict-item]
    assert rated(one, then(), broken).movement is Movement.NOT_COMPARABLE


def test_a_new_point_of_a_profile_is_no_changed_target() -> None:
    a_year_ago = indicator(target={"type": "threshold", "values": {BEFORE: 60}})
    now = indicator(target={"type": "threshold", "values": {BEFORE: 60, NOW: 60}})
    assert rated(now, then(a_year_ago)).movement is Movement.WORSENED


def test_the_same_target_written_in_two_parts_is_one_target() -> None:
    parts = [{"type": "threshold", "value": 60, "until": BEFORE}, {"type": "threshold", "value": "60.0", "from": NOW}]
    assert rated(indicator(target=parts)).movement is Movement.WORSENED


def test_a_target_that_this_version_cannot_read_is_another_target() -> None:
    assert because(rated(indicator(), then(target='{"type":"oracle"}'))) == "the target changed"


@pytest.mark.parametrize(("before", "movement"), [("grey", Movement.NEWLY_RATED)])
def test_where_there_is_no_colour_to_compare_with_no_change_matters(before: str, movement: Movement) -> None:
    assert rated(indicator(), then(status=Rag(before), unit="proportion")).movement is movement


def test_a_lost_rating_is_lost_whatever_changed() -> None:
    assert rated(indicator(target={"type": "none"}), then()).movement is Movement.NO_LONGER_RATED


def test_a_revised_figure_leaves_the_colour_as_it_was_published_and_moves_the_direction_of_travel() -> None:
    revised = Observations(
        [
            figure(NOW, "65"),
            figure(BEFORE, "55", published=date(2017, 1, 31)),
            figure(BEFORE, "66", published=date(2017, 4, 30), flag=Flag.REVISED),
        ]
    )
    published_then = then()
    rating = rated(indicator(), published_then, revised)
    assert (rating.previous_status, rating.movement, rating.travel) == (Rag.GREEN, Movement.WORSENED, Travel.IMPROVING)
    assert "It was Green at Q3 2016/17 (55, since revised to 66); the value got better." in rating.reason


def test_as_at_a_day_before_the_revision_nothing_was_revised() -> None:
    revised = Observations(
        [
            figure(NOW, "65"),
            figure(BEFORE, "55", published=date(2017, 1, 31)),
            figure(BEFORE, "66", published=date(2017, 4, 30), flag=Flag.REVISED),
        ]
    )
    period = parse_period(NOW)
    rating = rate(indicator(), revised, period, area="Here", as_at=date(2017, 4, 29), published=then())
    assert "It was Green at Q3 2016/17 (55); the value got worse." in rating.reason


def test_a_figure_known_to_more_places_than_were_published_is_not_revised() -> None:
    finer = Observations([figure(NOW, "65"), figure(BEFORE, "55.04")])
    assert "since revised" not in rated(indicator(), then(value=Decimal("55.0")), finer).reason
    assert "since revised to 55.04" in rated(indicator(), then(value=Decimal("55.00")), finer).reason


def test_a_published_history_has_every_rating_with_what_it_was_given_under() -> None:
    rating = rated(indicator())
    (kept,) = PublishedRatings.of([rating], source="the report", published=date(2017, 5, 1))
    assert (kept.status, kept.value, kept.updated) == (rating.status, rating.value, True)
    assert (kept.unit, kept.polarity, kept.definition) == ("percent", Polarity.LOW_IS_GOOD, "2016")
    assert (kept.rules_edition, kept.source, kept.published) == (RULES_EDITION, "the report", date(2017, 5, 1))


def test_two_histories_are_one() -> None:
    now = PublishedRatings.of([rated(indicator())])
    both = then() + now
    assert {str(one.period) for one in both} == {NOW, BEFORE}


def test_ratings_written_as_csv_are_read_as_a_published_history(tmp_path: Path) -> None:
    ratings = [rated(indicator()), rated(indicator(id="council.other", measure="council.case", unit="percent"))]
    file = tmp_path / "ratings.csv"
    file.write_text(ratings_to_csv(ratings), encoding="utf-8", newline="")
    assert set(map(str, read_published(file))) == set(map(str, _with_places(PublishedRatings.of(ratings))))


def _with_places(ratings: PublishedRatings) -> list[PublishedRating]:
    return [
        PublishedRating(**{**_fields(one), "place": f"ratings.csv, line {line}"})
        for line, one in enumerate(ratings, start=2)
    ]


def test_an_area_that_a_spreadsheet_would_run_survives_the_csv(tmp_path: Path) -> None:
    figures = Observations([Observation(measure="council.case", area="=Here", period=parse_period(NOW), value="65")])  # type: ignore[arg-type]
    rating = rate(indicator(), figures, parse_period(NOW), area="=Here")
    file = tmp_path / "ratings.csv"
    file.write_text(ratings_to_csv([rating]), encoding="utf-8", newline="")
    assert [one.area for one in read_published(file)] == ["=Here"]


@given(value=st.decimals(0, 100, places=2), before=st.decimals(0, 100, places=2))
def test_history_kept_through_json_gives_the_movement_that_the_engine_gives_itself(
    value: Decimal, before: Decimal
) -> None:
    figures = Observations([figure(NOW, str(value)), figure(BEFORE, str(before))])
    kept = ratings_from_json(ratings_to_json([rate(indicator(), figures, parse_period(BEFORE), area="Here")]))
    alone = rated(indicator(), None, figures)
    with_history = rated(indicator(), PublishedRatings.of(kept), figures)
    assert (alone.movement, alone.reason) == (with_history.movement, with_history.reason)
