"""Published ratings are read as they were published, and never computed anew."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecard_core import Period, Problems, PublishedRating, PublishedRatings, Rag, parse_period

LABELS = ("Q4 2015/16", "Q1 2016/17", "Q2 2016/17", "Q3 2016/17", "Q4 2016/17", "2015/16", "2016/17")


def rating(period: str = "Q4 2016/17", status: Rag = Rag.RED, **more: str) -> PublishedRating:
    return PublishedRating(
        indicator=more.pop("indicator", "housing.voids"),
        area=more.pop("area", "Here"),
        period=parse_period(period),
        status=status,
        **more,
    )


def test_a_rating_is_found_at_its_very_period_area_and_indicator() -> None:
    published = PublishedRatings([rating()])
    assert published.at("housing.voids", "Here", parse_period("Q4 2016/17")) == rating()
    assert published.at("housing.voids", "Here", parse_period("Q3 2016/17")) is None
    assert published.at("housing.voids", "There", parse_period("Q4 2016/17")) is None
    assert published.at("housing.rents", "Here", parse_period("Q4 2016/17")) is None


def test_a_year_is_not_its_last_quarter() -> None:
    published = PublishedRatings([rating("2016/17")])
    assert published.at("housing.voids", "Here", parse_period("Q4 2016/17")) is None


@given(st.sets(st.sampled_from(LABELS)), st.sampled_from(LABELS))
def test_the_rating_before_is_the_last_of_those_that_ended_earlier(labels: set[str], now: str) -> None:
    published = PublishedRatings(rating(label) for label in labels)
    before = published.before("housing.voids", "Here", parse_period(now))
    earlier: list[Period] = [parse_period(label) for label in labels if parse_period(label).end < parse_period(now).end]
    assert (before.period if before else None) == max(earlier, default=None)


def test_without_an_earlier_rating_there_is_none_before() -> None:
    assert PublishedRatings().before("housing.voids", "Here", parse_period("Q4 2016/17")) is None


@given(st.permutations(LABELS))
def test_the_order_in_which_ratings_are_given_changes_no_answer(labels: list[str]) -> None:
    published = PublishedRatings(rating(label) for label in labels)
    before = published.before("housing.voids", "Here", parse_period("Q4 2016/17"))
    assert before is not None
    assert before.period == parse_period("Q3 2016/17")
    assert {one.period for one in published} == {parse_period(label) for label in LABELS}


def test_a_second_rating_for_one_place_is_refused_whatever_it_says() -> None:
    with pytest.raises(Problems) as refused:
        PublishedRatings(
            [rating(), rating(place="published.csv, line 3"), rating("Q3 2016/17"), rating(status=Rag.RED)]
        )
    assert [error.code for error in refused.value.errors] == ["published-duplicate", "published-duplicate"]
    assert str(refused.value.errors[0]) == (
        "published.csv, line 3: a second published rating of 'housing.voids', Here, Q4 2016/17; expected one."
    )


@pytest.mark.parametrize("figure", ["NaN", "sNaN", "Infinity", "1e15", "-1e15"])
def test_a_figure_that_no_other_can_be_compared_with_is_refused(figure: str) -> None:
    with pytest.raises(Problems) as refused:
        PublishedRatings([replace(rating(place="published.csv, line 2"), value=Decimal(figure))])
    (error,) = refused.value.errors
    assert error.code == "number-out-of-range"
    assert str(error).startswith(f"published.csv, line 2: the figure {Decimal(figure)} of 'housing.voids', Here, Q4")


def test_where_a_rating_was_read_from_does_not_make_it_another() -> None:
    assert rating(place="line 2") == rating(place="line 3")
