"""Roll-ups: each indicator counts once, per cents sum to 100, and the worst and the mean say what grey does."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from scorecard_core import (
    Contribution,
    GreyPolicy,
    Indicator,
    Observation,
    Observations,
    Override,
    Overrides,
    Points,
    Provenance,
    Rag,
    Rating,
    Registry,
    Scorecard,
    parse_period,
    percentages,
    rate,
    rate_scorecard,
    ratings_from_json,
    ratings_to_json,
    roll_up,
)
from tests import plain_tallies as plain

Q4 = parse_period("Q4 2016/17")
FIGURES = {Rag.GREEN: 60, Rag.AMBER: 65, Rag.RED: 66}


def indicator(id: str, **more: Any) -> Indicator:
    stated = {
        "id": id,
        "title": id,
        "polarity": "low_is_good",
        "unit": "case",
        "frequency": "quarter",
        "target": {"type": "threshold", "value": 60, "tolerance": {"amount": 5}},
    }
    return Indicator.model_validate({**stated, **more})


def figure(id: str, colour: Rag) -> Observation:
    return Observation(measure=id, area="Ourtown", period=Q4, value=Decimal(FIGURES[colour]))


def rating(id: str, colour: Rag) -> Rating:
    known = [] if colour is Rag.GREY else [figure(id, colour)]
    return rate(indicator(id), Observations(known), Q4, area="Ourtown")


RATED = {(at, colour): rating(f"a.n{at}", colour) for at in range(6) for colour in Rag}
SOME = st.lists(st.sampled_from(list(Rag)), max_size=6)


def ratings(colours: list[Rag]) -> list[Rating]:
    return [RATED[at, colour] for at, colour in enumerate(colours)]


# Per cents.


@given(st.lists(st.integers(0, 10**12), min_size=1, max_size=9))
def test_the_per_cents_of_any_counts_sum_to_a_hundred(numbers: list[int]) -> None:
    found = percentages(dict(enumerate(numbers)))
    assert sum(found.values()) == (100 if any(numbers) else 0)
    for word, number in enumerate(numbers):
        exact = Fraction(100 * number, sum(numbers) or 1)
        assert abs(found[word] - exact) < 1
        assert exact != 0 or found[word] == 0


@given(st.lists(st.integers(0, 50), min_size=2, max_size=9))
def test_a_larger_count_never_has_the_smaller_per_cent(numbers: list[int]) -> None:
    found = percentages(dict(enumerate(numbers)))
    for one, first in enumerate(numbers):
        for other, second in enumerate(numbers):
            assert first <= second or found[one] >= found[other]


@pytest.mark.parametrize(
    ("counts", "wanted"),
    [
        ((1, 1, 1), (34, 33, 33)),
        ((2, 4, 1), (29, 57, 14)),
        ((1, 0, 0), (100, 0, 0)),
        ((0, 0, 0), (0, 0, 0)),
        ((1, 199, 0), (0, 100, 0)),
        ((3, 5, 0), (37, 63, 0)),
    ],
)
def test_what_is_left_over_goes_to_those_that_lost_most(counts: tuple[int, ...], wanted: tuple[int, ...]) -> None:
    assert tuple(percentages(dict(enumerate(counts))).values()) == wanted


# One group.


@given(SOME, st.sampled_from(list(GreyPolicy)))
def test_a_roll_up_says_what_looking_at_each_in_turn_says(colours: list[Rag], grey: GreyPolicy) -> None:
    found = roll_up(ratings(colours), grey=grey)
    assert found.counts == {colour: colours.count(colour) for colour in Rag}
    counting = plain.counting([(colour.value, Fraction(1)) for colour in colours], grey.value)
    if counting is None:
        assert (found.worst, found.mean, found.mean_status) == (Rag.GREY, None, Rag.GREY)
        return
    points: dict[Any, Fraction] = {"green": Fraction(3), "amber": Fraction(2), "red": Fraction(1)}
    assert found.worst == plain.worst([colour for colour, _ in counting])
    assert found.mean_status == plain.mean_colour(counting, points, Fraction(5, 2), Fraction(3, 2))
    mean = sum(points[colour] for colour, _ in counting) / len(counting)
    assert found.mean is not None
    assert abs(Fraction(found.mean) - mean) <= Fraction(1, 2 * 10**6)


@given(SOME.flatmap(lambda known: st.tuples(st.just(known), st.permutations(list(enumerate(known))))))
def test_the_order_of_ratings_changes_nothing(drawn: tuple[list[Rag], list[tuple[int, Rag]]]) -> None:
    assert roll_up(ratings(drawn[0])) == roll_up(RATED[place] for place in drawn[1])


def test_a_roll_up_names_those_whose_status_the_engine_did_not_compute() -> None:
    red = figure("a.n1", Rag.RED)
    said = Override(
        indicator="a.n1",
        area="Ourtown",
        period=Q4,
        status=Rag.GREEN,
        reason="the figure is disputed",
        by="The director",
        on=date(2017, 4, 5),
    )
    overridden = rate(indicator("a.n1"), Observations([red]), Q4, area="Ourtown", overrides=Overrides([said]))
    found = roll_up([RATED[0, Rag.AMBER], overridden])
    assert (found.worst, found.not_computed) == (Rag.AMBER, ("a.n1",))


@given(SOME)
def test_without_anything_grey_it_does_not_matter_what_grey_does(colours: list[Rag]) -> None:
    known = ratings([colour for colour in colours if colour is not Rag.GREY])
    ignored, propagated, counted = (roll_up(known, grey=grey) for grey in GreyPolicy)
    for one in (propagated, counted):
        assert (one.worst, one.mean, one.mean_status) == (ignored.worst, ignored.mean, ignored.mean_status)


def test_weights_points_and_limits_may_be_ones_own() -> None:
    known = [RATED[0, Rag.GREEN], RATED[1, Rag.RED]]
    assert roll_up(known).mean == 2
    heavy = roll_up(known, weights={"a.n0": Decimal(3)})
    assert (heavy.mean, heavy.mean_status) == (Decimal("2.5"), Rag.GREEN)
    points = Points(green=Decimal(10), amber=Decimal(5), red=Decimal(0))
    tens = roll_up(known, points=points, green_from=Decimal(7), amber_from=Decimal(5))
    assert (tens.mean, tens.mean_status) == (Decimal(5), Rag.AMBER)


def test_points_by_which_one_alone_would_not_keep_its_colour_are_refused() -> None:
    with pytest.raises(ValidationError, match="would not keep its colour"):
        roll_up([], green_from=Decimal(4))


def test_the_same_indicator_in_several_areas_counts_once_for_each() -> None:
    assert roll_up([RATED[0, Rag.GREEN], RATED[0, Rag.RED]]).counts[Rag.GREEN] == 1


# A scorecard.


def card() -> Scorecard:
    given = [("a.one", Rag.GREEN, "Homes"), ("a.two", Rag.RED, "Homes"), ("b.one", Rag.AMBER, "Roads")]
    known = [indicator(id, grouping={"area_of_focus": group}) for id, _, group in given]
    known.append(indicator("b.two"))
    contributions = [
        Contribution(Provenance(plugin=name), indicators=tuple(one for one in known if one.id.startswith(name)))
        for name in "ab"
    ]
    figures = Observations(figure(id, colour) for id, colour, _ in given)
    return rate_scorecard(Registry.build(contributions), figures, Q4, area="Ourtown")


def test_a_scorecard_is_rolled_up_by_each_axis_and_by_plugin() -> None:
    assert card().axes() == ("area_of_focus", "plugin")
    groups = {axis: [one.group for one in card().roll_ups(axis)] for axis in card().axes()}
    assert groups == {"area_of_focus": ["Homes", "Roads", ""], "plugin": ["a", "b"]}
    assert [one.worst for one in card().roll_ups("area_of_focus")] == [Rag.RED, Rag.AMBER, Rag.GREY]


@pytest.mark.parametrize("axis", ["area_of_focus", "plugin", "an axis that nobody uses"])
def test_every_indicator_is_in_exactly_one_group_of_an_axis(axis: str) -> None:
    together = [id for one in card().roll_ups(axis) for id in one.indicators]
    assert sorted(together) == list(card().whole.indicators)
    for colour in Rag:
        assert sum(one.counts[colour] for one in card().roll_ups(axis)) == card().counts()[colour]


def test_what_grey_does_to_a_group_is_chosen_and_kept() -> None:
    *_, none = card().roll_ups("area_of_focus", grey=GreyPolicy.WORST)
    assert (none.grey, none.worst) == (GreyPolicy.WORST, Rag.GREY)
    _, b = card().roll_ups("plugin", grey=GreyPolicy.WORST)
    assert (b.worst, b.mean) == (Rag.RED, Decimal("1.5"))
    assert card().whole.grey is GreyPolicy.IGNORE


def test_json_carries_the_roll_ups_beside_the_ratings() -> None:
    text = ratings_to_json(card().ratings, card().every_roll_up())
    rows = json.loads(text)["roll_ups"]
    assert [(row["axis"], row["group"]) for row in rows] == [
        ("", ""),
        ("area_of_focus", "Homes"),
        ("area_of_focus", "Roads"),
        ("area_of_focus", ""),
        ("plugin", "a"),
        ("plugin", "b"),
    ]
    assert rows[0]["parts"][0] == {"status": "green", "number": 1, "percent": 25}
    assert rows[0]["mean"] == "2.000000"
    assert ratings_from_json(text) == card().ratings
    assert "roll_ups" not in json.loads(ratings_to_json(card().ratings))
