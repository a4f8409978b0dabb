"""Compositions: what members come to, what grey does, and that every member stays visible."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecard_core import (
    AllOf,
    Answered,
    AnyOf,
    Composition,
    Contribution,
    DefinitionError,
    GreyPolicy,
    GreyReason,
    Indicator,
    Judgement,
    Member,
    Movement,
    Observation,
    Observations,
    Period,
    Points,
    Problems,
    Provenance,
    PublishedRating,
    PublishedRatings,
    Rag,
    Rating,
    Registry,
    Travel,
    UnknownIndicatorError,
    Weighted,
    WorkedExample,
    WorstOf,
    assess,
    definitions_to_toml,
    explain,
    parse_period,
    rate,
    rate_scorecard,
    ratings_from_json,
    ratings_to_json,
    read_definitions,
    work_example,
)
from scorecard_core.report.sections import definition_of, target_words
from scorecard_core.tallies import tally
from tests import plain_tallies as plain

Q3, Q4 = parse_period("Q3 2016/17"), parse_period("Q4 2016/17")
AREA = "Ourtown"
CEILING = {"type": "threshold", "value": 60, "tolerance": {"amount": 5}}
FIGURES = {Rag.GREEN: 60, Rag.AMBER: 65, Rag.RED: 66}
"""Figures that a ceiling of 60 with a tolerance of 5 gives these colours."""


def indicator(id: str, target: Any = None, **more: Any) -> Indicator:
    stated = {
        "id": id,
        "title": id.partition(".")[2].capitalize(),
        "polarity": "low_is_good",
        "unit": "case",
        "frequency": "quarter",
        "target": target or CEILING,
    }
    return Indicator.model_validate({**stated, **more})


def put_together(kind: str, *members: Any, id: str = "a.whole", grey: str = "ignore", **more: Any) -> Indicator:
    return indicator(id, {"type": kind, "members": members, "grey": grey, **more})


def figures(*given: tuple[str, Period, Any]) -> Observations:
    return Observations(
        Observation(measure=id, area=AREA, period=period, value=Decimal(value)) for id, period, value in given
    )


def rated(whole: Indicator, *children: Indicator, given: Observations, period: Period = Q4, **more: Any) -> Rating:
    known = {one.id: one for one in children}
    return rate(whole, given, period, area=AREA, indicators=known, **more)


def children(*colours: Rag) -> tuple[list[Indicator], Observations]:
    """Children called b, c, d ..., and figures that give them these colours."""
    ids = [f"a.{chr(ord('b') + at)}" for at in range(len(colours))]
    known = [(id, Q4, FIGURES[colour]) for id, colour in zip(ids, colours, strict=True) if colour is not Rag.GREY]
    return [indicator(id) for id in ids], figures(*known)


# The lists, against an opinion of another kind: each member looked at in turn.

COLOURS = st.sampled_from(list(Rag))
POLICIES = st.sampled_from(list(GreyPolicy))
WEIGHTS = st.sampled_from([Decimal(text) for text in ("0", "0.1", "0.3", "1", "1", "2", "7")])
MEMBERS = st.lists(st.tuples(COLOURS, WEIGHTS), min_size=1, max_size=7)
SEVERAL = st.lists(COLOURS, min_size=1, max_size=7)
Drawn = Sequence[tuple[Rag, Decimal]]


def answer(target: Composition, members: Drawn) -> Rag:
    """What a composition says of members of these colours and weights."""
    found = tally((f"Member {at}", weight, colour) for at, (colour, weight) in enumerate(members))
    facts = {name: figure.fact for name, figure in found.items()}
    return target.colour(Answered.by(target.rule, {**facts, **target.parameters}).answer)


def ids(count: int) -> list[str]:
    return [f"a.member_{at}" for at in range(count)]


def even(colours: Sequence[Rag]) -> Drawn:
    return [(colour, Decimal(1)) for colour in colours]


def fractions(members: Drawn) -> list[tuple[str, Fraction]]:
    return [(colour.value, Fraction(weight)) for colour, weight in members]


@given(SEVERAL, POLICIES)
def test_the_worst_of_members_is_the_worst_colour_that_counts(colours: list[Rag], grey: GreyPolicy) -> None:
    counting = plain.counting(fractions(even(colours)), grey.value)
    wanted = "grey" if counting is None else plain.worst([colour for colour, _ in counting])
    assert answer(WorstOf(members=ids(len(colours)), grey=grey), even(colours)) == wanted


@given(SEVERAL, POLICIES, st.integers(1, 7))
def test_so_many_of_members_are_the_colour_in_that_place_from_the_best(
    colours: list[Rag], grey: GreyPolicy, at_least: int
) -> None:
    at_least = min(at_least, len(colours))
    counting = plain.counting(fractions(even(colours)), grey.value)
    if counting is None or at_least > len(counting):
        wanted = "grey"
    else:
        wanted = plain.kth_best([colour for colour, _ in counting], at_least)
    for kind in (AllOf, AnyOf):
        assert answer(kind(members=ids(len(colours)), grey=grey, at_least=at_least), even(colours)) == wanted


@given(SEVERAL, POLICIES)
def test_all_of_members_without_a_number_asks_every_one_that_counts(colours: list[Rag], grey: GreyPolicy) -> None:
    members = ids(len(colours))
    worst = answer(WorstOf(members=members, grey=grey), even(colours))
    assert answer(AllOf(members=members, grey=grey), even(colours)) is worst


@given(SEVERAL, POLICIES)
def test_any_of_members_without_a_number_asks_for_one(colours: list[Rag], grey: GreyPolicy) -> None:
    counting = plain.counting(fractions(even(colours)), grey.value)
    wanted = "grey" if counting is None else plain.kth_best([colour for colour, _ in counting], 1)
    assert answer(AnyOf(members=ids(len(colours)), grey=grey), even(colours)) == wanted


@given(MEMBERS, POLICIES)
def test_a_weighted_mean_has_the_colour_of_the_mean_in_fractions(members: Drawn, grey: GreyPolicy) -> None:
    target = Weighted(members=ids(len(members)), grey=grey)
    points: dict[Any, Fraction] = {"green": Fraction(3), "amber": Fraction(2), "red": Fraction(1)}
    counting = plain.counting(fractions(members), grey.value)
    wanted = "grey" if counting is None else plain.mean_colour(counting, points, Fraction("2.5"), Fraction("1.5"))
    assert answer(target, members) == wanted


def every_kind(count: int, grey: GreyPolicy, at_least: int = 1) -> list[Composition]:
    some = ids(count)
    asked = min(at_least, count)
    amber = {"amber_from": asked - 1} if asked > 1 else {}
    return [
        AllOf(members=some, grey=grey),
        AllOf(members=some, grey=grey, at_least=asked, **amber),
        AnyOf(members=some, grey=grey, at_least=asked),
        WorstOf(members=some, grey=grey),
        Weighted(members=some, grey=grey),
    ]


@given(MEMBERS.flatmap(lambda known: st.tuples(st.just(known), st.permutations(known))), POLICIES, st.integers(1, 7))
def test_the_order_of_members_changes_nothing(drawn: tuple[Drawn, Drawn], grey: GreyPolicy, at_least: int) -> None:
    for target in every_kind(len(drawn[0]), grey, at_least):
        assert answer(target, drawn[0]) is answer(target, drawn[1])


@given(COLOURS, POLICIES)
def test_one_member_alone_gives_its_own_colour(colour: Rag, grey: GreyPolicy) -> None:
    assert [answer(target, even([colour])) for target in every_kind(1, grey)] == [colour] * 5


@given(MEMBERS, POLICIES, st.integers(1, 7))
def test_the_whole_is_no_better_than_the_best_member_and_no_worse_than_the_worst(
    members: Drawn, grey: GreyPolicy, at_least: int
) -> None:
    for target in every_kind(len(members), grey, at_least):
        ranks = [
            0 if colour is Rag.GREY else colour.rank for colour, _ in members if colour is not Rag.GREY or _counts(grey)
        ]
        found = answer(target, members)
        if found.rank is not None:
            known = [rank for rank in ranks if rank is not None]
            assert min(known) <= found.rank <= max(known)


def _counts(grey: GreyPolicy) -> bool:
    return grey is GreyPolicy.WORST


@given(MEMBERS, POLICIES, st.integers(0, 6), st.integers(1, 7))
def test_a_member_that_gets_better_never_makes_the_whole_worse(
    members: Drawn, grey: GreyPolicy, which: int, at_least: int
) -> None:
    at = which % len(members)
    colour, weight = members[at]
    if colour not in (Rag.RED, Rag.AMBER):
        return
    better = [*members[:at], (Rag.AMBER if colour is Rag.RED else Rag.GREEN, weight), *members[at + 1 :]]
    for target in every_kind(len(members), grey, at_least):
        before, after = answer(target, members).rank, answer(target, better).rank
        assert (before is None) == (after is None)
        if before is not None and after is not None:
            assert after >= before


@given(st.lists(WEIGHTS, min_size=1, max_size=5), POLICIES)
def test_where_no_member_has_a_rating_the_whole_is_grey_whatever_grey_does(
    weights: list[Decimal], grey: GreyPolicy
) -> None:
    members = [(Rag.GREY, weight) for weight in weights]
    for target in every_kind(len(members), grey):
        found = tally((str(at), weight, colour) for at, (colour, weight) in enumerate(members))
        facts = {name: figure.fact for name, figure in found.items()}
        assert Answered.by(target.rule, {**facts, **target.parameters}).answer is GreyReason.NO_MEMBER_RATED


@pytest.mark.parametrize(
    ("amber", "status"), [("0.999999", Rag.GREEN), ("1", Rag.GREEN), ("1.000001", Rag.AMBER)], ids=str
)
def test_a_mean_exactly_on_the_green_limit_is_green(amber: str, status: Rag) -> None:
    target = Weighted(members=ids(2), grey=GreyPolicy.IGNORE)
    assert answer(target, [(Rag.GREEN, Decimal(1)), (Rag.AMBER, Decimal(amber))]) is status


@pytest.mark.parametrize(("red", "status"), [("2.999999", Rag.AMBER), ("3", Rag.AMBER), ("3.000001", Rag.RED)], ids=str)
def test_a_mean_exactly_on_the_amber_limit_is_amber(red: str, status: Rag) -> None:
    target = Weighted(members=ids(2), grey=GreyPolicy.IGNORE)
    assert answer(target, [(Rag.GREEN, Decimal(1)), (Rag.RED, Decimal(red))]) is status


def test_a_mean_that_has_no_end_is_compared_exactly() -> None:
    # Two thirds of a point above amber: 3 x 2 + 2 x 1 over 3 is 8/3, and 2.6666 is below it.
    points = Points(green=Decimal(3), amber=Decimal(2), red=Decimal(1))
    members = [(Rag.GREEN, Decimal(2)), (Rag.AMBER, Decimal(1))]
    below, above = (
        Weighted(members=ids(2), grey=GreyPolicy.IGNORE, points=points, green_from=Decimal(text))
        for text in ("2.666666666666", "2.666666666667")
    )
    assert (answer(below, members), answer(above, members)) == (Rag.GREEN, Rag.AMBER)


@pytest.mark.parametrize(("greens", "status"), [(1, Rag.RED), (2, Rag.AMBER), (3, Rag.AMBER), (4, Rag.GREEN)], ids=str)
def test_so_many_green_are_amber_and_so_many_are_green(greens: int, status: Rag) -> None:
    target = AllOf(members=ids(5), grey=GreyPolicy.IGNORE, at_least=4, amber_from=2)
    assert answer(target, even([Rag.GREEN] * greens + [Rag.RED] * (5 - greens))) is status


def test_too_few_members_with_a_rating_to_say_is_grey() -> None:
    target = AllOf(members=ids(3), grey=GreyPolicy.IGNORE, at_least=2)
    assert answer(target, even([Rag.GREEN, Rag.GREY, Rag.GREY])) is Rag.GREY
    assert answer(target.model_copy(update={"grey": GreyPolicy.WORST}), even([Rag.GREEN, *[Rag.GREY] * 2])) is Rag.RED


# Indicators put together from others.


def test_an_indicator_made_of_others_needs_no_figure_of_its_own() -> None:
    parts, given = children(Rag.GREEN, Rag.RED, Rag.RED)
    rating = rated(put_together("worst_of", "a.b", "a.c", "a.d"), *parts, given=given)
    assert (rating.status, rating.grey_reason, rating.verdict) == (Rag.RED, None, "worst is red")
    assert (rating.value, rating.updated, rating.travel) == (None, True, Travel.NOT_COMPARABLE)
    assert rating.reason == "2 of 3 members are red (C, D): Red. No earlier rating is on record."


@pytest.mark.parametrize(
    ("whole", "colours", "reason"),
    [
        (
            put_together("all_of", "a.b", "a.c", "a.d"),
            (Rag.GREEN, Rag.AMBER, Rag.GREEN),
            "Of 3 members, 2 are green (B, D) and 1 is amber (C), where every one must be green: Amber.",
        ),
        (
            put_together("all_of", "a.b", "a.c", "a.d", amber_from=2),
            (Rag.GREEN, Rag.RED, Rag.GREEN),
            "Of 3 members, 2 are green (B, D) and 1 is red (C), where every one must be green, or 2 for amber: Amber.",
        ),
        (
            put_together("any_of", "a.b", "a.c"),
            (Rag.GREEN, Rag.RED),
            "Of 2 members, 1 is green (B) and 1 is red (C), where at least 1 must be green: Green.",
        ),
        (
            put_together("worst_of", "a.b", "a.c"),
            (Rag.GREEN, Rag.AMBER),
            "1 of 2 members is amber (C) and none is worse: Amber.",
        ),
        (
            put_together("worst_of", "a.b", "a.c"),
            (Rag.GREEN, Rag.GREY),
            "1 of 2 members is green (B); 1 has no rating and is left out (C): Green.",
        ),
        (
            put_together("worst_of", "a.b", "a.c", grey="worst"),
            (Rag.GREEN, Rag.GREY),
            "1 of 2 members has no rating (C), which counts as red: Red.",
        ),
        (
            put_together("worst_of", "a.b", "a.c", grey="propagate"),
            (Rag.GREEN, Rag.GREY),
            "It has no rating because a member that it needs has none; 1 of 2 members has no rating (C): Grey.",
        ),
        (
            put_together("all_of", "a.b", "a.c", at_least=2),
            (Rag.GREEN, Rag.GREY),
            "It has no rating because a member that it needs has none; of 2 members, 1 is green (B) and 1 has no "
            "rating and is left out (C), where at least 2 must be green: Grey.",
        ),
        (
            put_together("worst_of", "a.b"),
            (Rag.RED,),
            "The only member is red (B): Red.",
        ),
        (
            put_together("weighted", {"indicator": "a.b", "weight": 2}, "a.c", grey="worst"),
            (Rag.AMBER, Rag.GREY),
            "The weighted mean is 1.667, where green is from 2.5 and amber from 1.5; of a weight of 3, 2 is amber "
            "(B × 2) and 1 has no rating and counts as red (C × 1): Amber.",
        ),
        (
            put_together("weighted", "a.b", "a.c"),
            (Rag.RED, Rag.RED),
            "The weighted mean is 1, where amber is from 1.5; of a weight of 2, 2 is red (B, C): Red.",
        ),
        (
            put_together("weighted", "a.b"),
            (Rag.GREEN,),
            "The weighted mean is 3, where green is from 2.5; of a weight of 1, 1 is green (B): Green.",
        ),
    ],
)
def test_the_sentence_names_the_members_that_decided(whole: Indicator, colours: tuple[Rag, ...], reason: str) -> None:
    parts, given = children(*colours)
    assert rated(whole, *parts, given=given).reason.startswith(reason)


def test_a_mean_beside_a_limit_is_printed_with_as_many_decimals_as_tell_them_apart() -> None:
    parts, given = children(Rag.GREEN, Rag.AMBER)
    whole = put_together("weighted", {"indicator": "a.b", "weight": "0.99999"}, "a.c")
    assert rated(whole, *parts, given=given).reason.startswith("The weighted mean is 2.499997")


def test_where_no_member_has_a_rating_the_whole_says_so() -> None:
    parts, given = children(Rag.GREY, Rag.GREY)
    rating = rated(put_together("all_of", "a.b", "a.c"), *parts, given=given)
    assert (rating.status, rating.grey_reason, rating.updated) == (Rag.GREY, GreyReason.NO_MEMBER_RATED, False)
    assert rating.reason == (
        "It has no rating because none of its members has one: Grey. No earlier rating is on record."
    )


def test_members_in_another_order_give_the_same_status_reason_and_facts() -> None:
    parts, given = children(Rag.GREEN, Rag.RED, Rag.RED)
    one, other = (
        rated(put_together("all_of", *order), *parts, given=given)
        for order in (("a.b", "a.c", "a.d"), ("a.d", "a.b", "a.c"))
    )
    assert replace(one, members=()) == replace(other, members=())


def test_each_member_stays_visible_with_a_rating_of_its_own() -> None:
    parts, given = children(Rag.GREEN, Rag.GREY)
    rating = rated(put_together("all_of", {"indicator": "a.b", "name": "The first"}, "a.c"), *parts, given=given)
    assert [(one.name, one.indicator, one.rating.status) for one in rating.members] == [
        ("The first", "a.b", Rag.GREEN),
        ("C", "a.c", Rag.GREY),
    ]
    assert [one.rating for one in rating.members] == [rate(one, given, Q4, area=AREA) for one in parts]


def test_a_rating_names_the_members_that_each_fact_counts() -> None:
    parts, given = children(Rag.RED, Rag.GREEN, Rag.RED)
    rating = rated(put_together("worst_of", "a.d", "a.c", "a.b"), *parts, given=given)
    found = {fact.name: (fact.value, fact.source, fact.period) for fact in rating.facts}
    assert found["reds"] == (2, "B, D", Q4)
    assert found["greens"] == (1, "C", Q4)


def test_members_survive_json() -> None:
    parts, given = children(Rag.GREEN, Rag.RED)
    inner = put_together("any_of", "a.b", "a.c", id="a.inner")
    rating = rated(put_together("all_of", "a.inner", "a.c"), inner, *parts, given=given)
    assert ratings_from_json(ratings_to_json([rating])) == (rating,)


def test_the_indicators_that_a_member_is_put_together_from_stand_in_its_own_rating_alone() -> None:
    parts, given = children(Rag.GREEN, Rag.RED)
    inner = put_together("any_of", "a.b", "a.c", id="a.inner")
    rating = rated(put_together("all_of", "a.inner", "a.c"), inner, *parts, given=given)
    assert rating.members[0].rating == replace(rated(inner, *parts, given=given), members=())
    text = explain(
        assess(
            put_together("all_of", "a.inner"), given, Q4, area=AREA, indicators={one.id: one for one in [inner, *parts]}
        )
    )
    assert "  Member 2: C (a.c), RED" in text


def test_the_explanation_shows_each_member() -> None:
    parts, given = children(Rag.GREEN, Rag.RED)
    known = {one.id: one for one in parts}
    text = explain(assess(put_together("worst_of", "a.b", "a.c"), given, Q4, area=AREA, indicators=known))
    assert "reds = 1 (Q4 2016/17, C)" in text
    assert "there is something to rate for Q4 2016/17" in text
    shown = text.partition("Member 2: C\n")[2]
    assert "  C (a.c)\n  Ourtown, Q4 2016/17: RED" in shown
    assert "66 cases is above the ceiling of 60 cases" in shown


def test_a_whole_may_be_a_member_itself() -> None:
    parts, given = children(Rag.GREEN, Rag.RED)
    inner = put_together("any_of", "a.b", "a.c", id="a.inner")
    rating = rated(put_together("all_of", "a.inner", "a.b"), inner, *parts, given=given)
    assert rating.status is Rag.GREEN


def test_a_deep_graph_in_which_many_share_a_member_is_rated_in_good_time() -> None:
    levels = [indicator("a.level_0")]
    for at in range(1, 40):
        below = [f"a.level_{at - 1}", f"a.beside_{at - 1}"] if at > 1 else ["a.level_0"]
        levels.append(put_together("worst_of", *below, id=f"a.level_{at}"))
        levels.append(put_together("worst_of", *below, id=f"a.beside_{at}"))
    given = figures(("a.level_0", Q4, 66))
    assert rate_scorecard(Registry.of(*levels), given, Q4, area=AREA).counts()[Rag.RED] == len(levels)


def test_a_member_is_rated_as_the_report_prints_it() -> None:
    parts, given = children(Rag.GREEN, Rag.GREY)
    printed = PublishedRatings([PublishedRating(indicator="a.c", area=AREA, period=Q4, status=Rag.RED, take_over=True)])
    rating = rated(put_together("worst_of", "a.b", "a.c"), *parts, given=given, published=printed)
    assert rating.status is Rag.RED


def test_a_judgement_may_be_a_member() -> None:
    inspection = indicator("a.c", {"type": "judgement"})
    given = Observations(
        [
            Observation(measure="a.b", area=AREA, period=Q4, value=Decimal(60)),
            Observation(measure="a.c", area=AREA, period=Q4, judgement=Judgement("amber")),
        ]
    )
    assert rated(put_together("worst_of", "a.b", "a.c"), indicator("a.b"), inspection, given=given).status is Rag.AMBER


# Movement.


def test_the_whole_moves_as_its_members_do() -> None:
    given = figures(("a.b", Q3, 60), ("a.c", Q3, 60), ("a.b", Q4, 60), ("a.c", Q4, 65))
    rating = rated(put_together("worst_of", "a.b", "a.c"), indicator("a.b"), indicator("a.c"), given=given)
    assert (rating.previous_status, rating.movement) == (Rag.GREEN, Movement.WORSENED)
    assert rating.reason == "1 of 2 members is amber (C) and none is worse: Amber. It was Green at Q3 2016/17."


def test_where_no_member_has_a_new_figure_the_whole_is_not_updated() -> None:
    given = figures(("a.b", Q3, 60), ("a.c", Q3, 65))
    rating = rated(put_together("worst_of", "a.b", "a.c"), indicator("a.b"), indicator("a.c"), given=given)
    assert (rating.status, rating.movement, rating.updated) == (Rag.AMBER, Movement.NOT_UPDATED, False)
    assert rating.carried_from == Q3
    assert rating.reason.endswith("None of its members has a new figure.")


def test_one_new_figure_among_the_members_makes_the_whole_new() -> None:
    given = figures(("a.b", Q3, 60), ("a.c", Q3, 65), ("a.c", Q4, 60))
    rating = rated(put_together("worst_of", "a.b", "a.c"), indicator("a.b"), indicator("a.c"), given=given)
    assert (rating.movement, rating.updated, rating.carried_from) == (Movement.IMPROVED, True, None)


def test_a_movement_from_a_published_rating_of_the_whole() -> None:
    parts, given = children(Rag.GREEN, Rag.GREEN)
    printed = PublishedRatings([PublishedRating(indicator="a.whole", area=AREA, period=Q3, status=Rag.RED)])
    rating = rated(put_together("worst_of", "a.b", "a.c"), *parts, given=given, published=printed)
    assert rating.movement is Movement.IMPROVED


@pytest.mark.parametrize(
    ("later", "movement", "said"),
    [
        ({"weight": 1}, Movement.UNCHANGED, ""),
        ({"weight": 5}, Movement.NOT_COMPARABLE, "because the members or their weights changed"),
    ],
)
def test_weights_that_change_from_a_date_on_are_not_compared_across_it(
    later: Mapping[str, Any], movement: Movement, said: str
) -> None:
    given = figures(("a.b", Q3, 60), ("a.c", Q3, 60), ("a.b", Q4, 60), ("a.c", Q4, 60))
    whole = put_together(
        "weighted",
        {"indicator": "a.b", "until": "Q3 2016/17"},
        {"indicator": "a.b", "from": "Q4 2016/17", **later},
        "a.c",
    )
    rating = rated(whole, indicator("a.b"), indicator("a.c"), given=given)
    assert rating.movement is movement
    assert said in rating.reason
    assert [one.weight for one in rating.members] == [later["weight"], 1]


def test_a_member_whose_target_changed_is_not_compared_across_it() -> None:
    changing = [{**CEILING, "until": "Q3 2016/17"}, {**CEILING, "value": 70, "from": "Q4 2016/17"}]
    given = figures(("a.b", Q3, 66), ("a.b", Q4, 66))
    rating = rated(put_together("worst_of", "a.b"), indicator("a.b", changing), given=given)
    assert rating.movement is Movement.NOT_COMPARABLE
    assert "because the target of its member 'B' changed" in rating.reason


# Several targets of one indicator.

BOTH = ({**CEILING, "name": "our ceiling"}, {"type": "comparator", "with": "england", "name": "England"})


def compared(own: str, england: str | None) -> Observations:
    given = [Observation(measure="a.whole", area=AREA, period=Q4, value=Decimal(own))]
    if england is not None:
        given.append(Observation(measure="a.whole", area="England", period=Q4, value=Decimal(england)))
    return Observations(given)


def test_several_targets_on_one_indicator_stay_visible_one_by_one() -> None:
    rating = rated(put_together("all_of", *BOTH), given=compared("60", "59"))
    assert (rating.status, rating.value) == (Rag.RED, 60)
    assert [(one.name, one.rating.status, one.rating.reference) for one in rating.members] == [
        ("our ceiling", Rag.GREEN, 60),
        ("England", Rag.RED, 59),
    ]
    assert rating.reason.startswith(
        "Of 2 members, 1 is green (our ceiling) and 1 is red (England), where every one must be green: Red."
    )


def test_several_targets_on_a_figure_that_is_not_there_are_grey_for_that_reason() -> None:
    rating = rated(put_together("all_of", *BOTH), given=Observations())
    assert (rating.status, rating.grey_reason, rating.members) == (Rag.GREY, GreyReason.NO_DATA, rating.members)


def test_a_target_without_its_comparator_is_a_grey_member() -> None:
    rating = rated(put_together("worst_of", *BOTH, grey="propagate"), given=compared("60", None))
    assert rating.grey_reason is GreyReason.MEMBER_NOT_RATED
    assert rating.members[1].rating.grey_reason is GreyReason.NO_COMPARATOR


def test_a_published_rating_is_of_the_whole_and_of_none_of_its_targets() -> None:
    printed = PublishedRatings(
        [PublishedRating(indicator="a.whole", area=AREA, period=Q4, status=Rag.GREEN, take_over=True)]
    )
    rating = rated(put_together("worst_of", BOTH[1]), given=compared("60", None), published=printed)
    assert (rating.status, rating.members[0].rating.status) == (Rag.GREEN, Rag.GREY)


def test_the_comparators_and_measures_of_members_are_those_of_the_whole() -> None:
    whole = put_together("all_of", *BOTH, {"type": "threshold", "measure": "a.ceiling", "name": "the series"})
    assert whole.needed_comparators == {"england"}
    card = rate_scorecard(Registry.of(whole), figures(("a.ceiling", Q4, 60)), Q4, area=AREA)
    assert card.unused == ()


def test_the_explanation_of_several_targets_shows_what_each_compared() -> None:
    text = explain(assess(put_together("all_of", *BOTH), compared("60", "59"), Q4, area=AREA))
    shown = text.partition("Member 2: England\n")[2]
    assert shown.startswith("  RED: 60 cases is above England's 59 cases")
    assert "Availability" not in shown


def test_a_composition_may_be_one_of_several_targets() -> None:
    either = {"type": "any_of", "members": BOTH, "grey": "ignore", "name": "either"}
    rating = rated(put_together("all_of", either, {**CEILING, "value": 50}), given=compared("60", "59"))
    assert [one.rating.status for one in rating.members] == [Rag.GREEN, Rag.RED]


# On a page.


@pytest.mark.parametrize(
    ("kind", "more", "words"),
    [
        ("all_of", {}, "All green of"),
        ("all_of", {"at_least": 1}, "At least 1 green of"),
        ("any_of", {}, "At least 1 green of"),
        ("worst_of", {}, "The worst of"),
        ("weighted", {}, "The weighted mean of"),
    ],
)
def test_a_page_names_each_member_with_its_status(kind: str, more: dict[str, Any], words: str) -> None:
    parts, given = children(Rag.GREEN, Rag.RED)
    card = rate_scorecard(Registry.of(put_together(kind, "a.b", "a.c", **more), *parts), given, Q4, area=AREA)
    (one,) = (one for one in card.rated if one.indicator.id == "a.whole")
    assert target_words(one) == f"{words} B (green) and C (red)"
    assert ("Put together from", "B (green) and C (red)") in definition_of(one).facts


# Worked examples.


@pytest.mark.parametrize(
    ("kind", "given", "status", "sentence"),
    [
        ("all_of", {"greens": 2, "reds": 1}, Rag.RED, "of 3 members, 2 are green and 1 is red, where every one must"),
        ("any_of", {"greens": 1, "reds": 2}, Rag.GREEN, "of 3 members, 1 is green and 2 are red, where at least 1"),
        ("worst_of", {"ambers": 1, "greens": 1}, Rag.AMBER, "1 of 2 members is amber and none is worse"),
        ("worst_of", {"greys": 2}, Rag.GREY, "it has no rating because none of its members has one"),
        ("weighted", {"green_weight": 3, "red_weight": 1}, Rag.GREEN, "the weighted mean is 2.5, where green is from"),
    ],
)
def test_a_worked_example_gives_the_counts_that_it_is_about(
    kind: str, given: dict[str, int], status: Rag, sentence: str
) -> None:
    example = WorkedExample.model_validate({**given, "status": status})
    found, said = work_example(put_together(kind, "a.b", "a.c"), example)
    assert found is status
    assert said.startswith(sentence)


# Definitions.

Read = Callable[[str], list[Indicator]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def reader(target: str) -> list[Indicator]:
        path = tmp_path / "a.toml"
        lines = ["format = 1", "[whole]", 'title = "t"', 'polarity = "low_is_good"', 'unit = "case"']
        path.write_text("\n".join([*lines, 'frequency = "quarter"', f"target = {{ {target} }}"]), encoding="utf-8")
        return read_definitions(path, prefix="a", where="a.toml")

    return reader


def test_members_are_written_as_ids_as_tables_and_as_targets(read: Read) -> None:
    (whole,) = read('type = "weighted", grey = "ignore", members = ["a.b", { indicator = "a.c", weight = 2 }]')
    assert whole.target[0] == Weighted(
        members=[Member(indicator="a.b"), Member(indicator="a.c", weight=Decimal(2))], grey=GreyPolicy.IGNORE
    )
    assert whole.children == {"a.b", "a.c"}
    (whole,) = read('type = "any_of", grey = "worst", members = [{ type = "threshold", value = 3, name = "low" }]')
    (target,) = whole.target
    assert isinstance(target, AnyOf)
    assert (target.members[0].key, whole.children) == ("low", frozenset())


def test_members_are_written_out_in_the_shortest_form_that_says_the_same() -> None:
    whole = put_together("weighted", "a.b", {"indicator": "a.c", "weight": 2, "from": "2016/17"})
    assert 'members = ["a.b", { indicator = "a.c", weight = 2, from = "2016/17" }]' in definitions_to_toml([whole])


@pytest.mark.parametrize("members", [BOTH, ["a.b", {"indicator": "a.c", "weight": 2, "from": "2016/17"}]])
def test_a_composition_survives_json_whatever_is_left_out(members: Any) -> None:
    whole = put_together("weighted", *members)
    for dumped in (whole.model_dump_json(by_alias=True), whole.model_dump_json(by_alias=True, exclude_defaults=True)):
        assert Indicator.model_validate_json(dumped) == whole


REFUSED = {
    "key-missing": (
        'type = "worst_of", members = ["a.b"]',
        "a.toml: [whole] target.grey: missing; expected 'ignore', 'propagate' or 'worst': what a member without a "
        "rating does.",
    ),
    "too-short": (
        'type = "worst_of", grey = "ignore", members = []',
        "a.toml: [whole] target.members: []; expected at least one.",
    ),
    "key-unknown": (
        'type = "worst_of", grey = "ignore", members = ["a.b", { indicater = "a.c" }]',
        "a.toml: [whole] target.members[2].indicater: unknown key. Did you mean 'indicator'?",
    ),
    "target-type-unknown": (
        'type = "worst_of", grey = "ignore", members = [{ type = "thresold" }]',
        "a.toml: [whole] target.members[1]: 'thresold' is not a type of target. Did you mean 'threshold'?",
    ),
    "threshold-incomplete": (
        'type = "worst_of", grey = "ignore", members = [{ type = "threshold" }]',
        "a.toml: [whole] target.members[1]: not exactly one target; expected one of value, values, measure.",
    ),
    "member-incomplete": (
        'type = "worst_of", grey = "ignore", members = ["a.b", { name = "nothing" }]',
        "a.toml: [whole] target.members[2]: neither a target nor an indicator; expected one of the two.",
    ),
    "members-mixed": (
        'type = "worst_of", grey = "ignore", members = ["a.b", { type = "threshold", value = 60 }]',
        "a.toml: [whole] target: targets and indicators among the members of one composition; expected all of one "
        "kind. Give the targets an indicator of their own, and name it as a member.",
    ),
    "members-alike": (
        'type = "worst_of", grey = "ignore", members = ["a.b", "a.c", "a.b"]',
        "a.toml: [whole] target: member 3 is called 'a.b', as one before it is; expected each indicator once at a "
        "time.",
    ),
    "polarity-without-meaning": (
        'type = "worst_of", grey = "ignore", members = [{ type = "range", low = 1, high = 2 }]',
        "a.toml: [whole]: member 1, 'range': a target of the type 'range' with the polarity 'low_is_good'; expected "
        "the polarity 'plan_is_best'.",
    ),
    "weight-without-meaning": (
        'type = "all_of", grey = "ignore", members = ["a.b", { indicator = "a.c", weight = 2 }]',
        "a.toml: [whole]: a weight for member 2 of a target of the type 'all_of'; expected none: only 'weighted' has "
        "weights.",
    ),
    "weights-sum-to-nothing": (
        'type = "weighted", grey = "ignore", members = [{ indicator = "a.b", weight = 0 }]',
        "a.toml: [whole]: weights that sum to nothing, beginning with that of member 1; expected at least one weight "
        "above zero.",
    ),
    "points-out-of-order": (
        'type = "weighted", grey = "ignore", members = ["a.b"], points = { red = 2 }',
        "a.toml: [whole] target: points of 3, 2 and 2, green from 2.5 and amber from 1.5, by which one member alone "
        "would not keep its colour; expected green ≥ green_from > amber ≥ amber_from > red.",
    ),
    "at-least-out-of-reach": (
        'type = "any_of", grey = "ignore", members = ["a.b"], at_least = 2',
        "a.toml: [whole] target: at_least = 2 with 1 member; expected at most 1.",
    ),
    "amber-from-out-of-order": (
        'type = "all_of", grey = "ignore", members = ["a.b", "a.c"], amber_from = 2',
        "a.toml: [whole] target: amber from 2 green, where 2 are green enough for green; expected fewer than 2.",
    ),
}


@pytest.mark.parametrize("code", REFUSED)
def test_a_composition_that_cannot_be_meant_is_refused_with_its_place(read: Read, code: str) -> None:
    text, message = REFUSED[code]
    with pytest.raises(Problems) as refused:
        read(text)
    assert [(error.code, str(error)) for error in refused.value.errors] == [(code, message)]


def test_a_target_and_an_indicator_in_one_member_are_refused(read: Read) -> None:
    with pytest.raises(Problems) as refused:
        read('type = "worst_of", grey = "ignore", members = [{ indicator = "a.b", type = "threshold", value = 6 }]')
    assert "members[1]: a target and an indicator; expected one of the two." in str(refused.value)


def test_dates_of_a_member_that_is_a_target_are_the_targets_own() -> None:
    with pytest.raises(ValueError, match="dates of a member that is a target") as refused:
        Member(target=WorstOf(members=["a.b"], grey=GreyPolicy.IGNORE), in_force_from=Q4)
    assert "member-dates-misplaced" in repr(refused.value.errors())  # type: ignore[attr-defined]


def test_weights_that_sum_to_nothing_from_a_date_on_are_refused_with_the_date(read: Read) -> None:
    later = '{ indicator = "a.c", weight = 0, from = "2017/18" }'
    with pytest.raises(Problems) as refused:
        read(f'type = "weighted", grey = "ignore", members = [{{ indicator = "a.b", until = "2016/17" }}, {later}]')
    assert str(refused.value) == (
        "a.toml: [whole]: weights that sum to nothing from 01/04/2017 on, beginning with that of member 2; expected "
        "at least one weight above zero."
    )


# Definitions together.


def registry_of(*definitions: Indicator, collect: bool = False) -> Registry:
    plugins = sorted({one.id.partition(".")[0] for one in definitions})
    return Registry.build(
        [
            Contribution(
                Provenance(plugin=name, distribution=f"scorecard-{name}", version="1.0"),
                indicators=tuple(one for one in definitions if one.id.startswith(f"{name}.")),
            )
            for name in plugins
        ],
        collect=collect,
    )


def whole(id: str, *members: str) -> Indicator:
    return put_together("worst_of", *members, id=id)


def test_members_may_be_another_plugins() -> None:
    assert set(registry_of(whole("a.x", "b.y"), indicator("b.y"))) == {"a.x", "b.y"}


def test_an_unknown_member_is_refused_and_the_first_is_named() -> None:
    with pytest.raises(Problems) as refused:
        registry_of(whole("a.x", "b.known", "b.knwon", "b.neither"), indicator("b.known"))
    (error,) = refused.value.errors
    assert error.code == "member-unknown"
    assert str(error) == "scorecard-a 1.0: [a.x] target.members[2]: no indicator 'b.knwon'. Did you mean 'b.known'?"


def test_a_circle_across_plugins_is_refused_and_shown() -> None:
    with pytest.raises(Problems) as refused:
        registry_of(whole("b.x", "a.y"), whole("a.y", "c.leaf", "c.z"), whole("c.z", "b.x"), indicator("c.leaf"))
    (error,) = refused.value.errors
    assert error.code == "members-circular"
    assert str(error) == (
        "scorecard-a 1.0: [a.y] target.members[2]: it is put together from itself: a.y → c.z → b.x → a.y; expected "
        "members that do not lead back."
    )


def test_an_indicator_that_is_its_own_member_is_refused() -> None:
    with pytest.raises(Problems) as refused:
        Registry.of(whole("a.x", "a.x"))
    assert [error.code for error in refused.value.errors] == ["members-circular"]


def test_what_is_put_together_from_what_is_left_out_is_left_out_as_well() -> None:
    registry = registry_of(
        whole("a.x", "a.y"), whole("a.y", "a.x"), whole("b.over", "a.x", "b.leaf"), indicator("b.leaf"), collect=True
    )
    assert list(registry) == ["b.leaf"]
    assert [problem.code for problem in registry.problems] == ["members-circular", "member-unknown"]


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=14))
def test_what_is_left_of_any_graph_has_no_circle_and_no_unknown_member(edges: list[tuple[int, int]]) -> None:
    members = {at: sorted({f"a.n{to}" for source, to in edges if source == at}) for at in range(7)}
    nodes = [whole(f"a.n{at}", *to) if to else indicator(f"a.n{at}") for at, to in members.items()]
    registry = registry_of(*nodes, collect=True)
    card = rate_scorecard(registry, Observations(), Q4, area=AREA)
    assert len(card.rated) == len(registry)
    assert all(child in registry for one in registry.values() for child in one.children)


def test_a_member_whose_definition_is_not_given_is_misuse() -> None:
    with pytest.raises(UnknownIndicatorError) as refused:
        rated(whole("a.x", "a.y"), given=Observations())
    assert str(refused.value) == "no indicator 'a.y'. Give the definitions of members as indicators."


def test_a_circle_among_definitions_that_no_registry_has_checked_is_misuse() -> None:
    with pytest.raises(DefinitionError) as refused:
        rated(whole("a.x", "a.y"), whole("a.y", "a.x"), whole("a.x", "a.y"), given=Observations())
    assert refused.value.code == "members-circular"


def test_the_leaves_of_an_indicator_are_those_with_figures() -> None:
    registry = Registry.of(whole("a.x", "a.y", "a.l"), whole("a.y", "a.k", "a.l"), indicator("a.k"), indicator("a.l"))
    assert [one.id for one in registry.leaves("a.x")] == ["a.k", "a.l"]
    assert [one.id for one in registry.leaves("a.k")] == ["a.k"]
