"""Targets that read a control chart: what they say, of which periods, and what never changes it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorecard_core import (
    Flag,
    Frequency,
    GreyReason,
    Indicator,
    MissingReason,
    Observation,
    Observations,
    Period,
    Rag,
    Rating,
    WorkedExample,
    definitions_to_toml,
    parse_period,
    rate,
    read_definitions,
    work_example,
)

USUAL = "50 52 49 51 50 48 51 50 49 52 50 51"
"""Twelve months of a process that varies around a mean of 50.25."""


def definition(polarity: str = "high_is_good", **target: Any) -> Indicator:
    return Indicator.model_validate(
        {
            "id": "health.seen_in_time",
            "title": "Seen in time",
            "polarity": polarity,
            "unit": "percent",
            "frequency": "month",
            "target": {"type": "control_chart", "points_needed": 5, **target},
        }
    )


def months(count: int) -> list[Period]:
    return [Period.month(2016 + at // 12, at % 12 + 1) for at in range(count)]


def figures(values: str | Sequence[Decimal | None], **flags: Flag) -> Observations:
    """A figure for each month from January 2016 on; a dash for a month that has none."""
    if isinstance(values, str):
        values = [None if word == "-" else Decimal(word) for word in values.split()]
    return Observations(
        Observation(
            measure="health.seen_in_time",
            area="Here",
            period=period,
            value=value,
            missing_reason=MissingReason.LATE if value is None else None,
            flag=flags.get(f"month_{at}"),
        )
        for at, (period, value) in enumerate(zip(months(len(values)), values, strict=True), start=1)
    )


def rated(indicator: Indicator, values: str, month: int = 0, **flags: Flag) -> Rating:
    """The rating of a month, the last one where none is named."""
    count = month or len(values.split())
    return rate(indicator, figures(values, **flags), months(count)[-1], area="Here")


def word(rating: Rating, name: str) -> str:
    (found,) = (fact.word for fact in rating.facts if fact.name == name)
    return found


def number(rating: Rating, name: str) -> Decimal | None:
    (found,) = (fact.value for fact in rating.facts if fact.name == name)
    return found


def test_the_sentence_says_what_sets_a_point_apart_and_what_to_expect() -> None:
    rating = rated(definition(value=45, run=4), f"{USUAL} 51 51 51 52")
    assert rating.verdict == "special cause improvement, consistently passing"
    assert rating.status is Rag.GREEN
    assert rating.reason.startswith(
        "52% is one of 5 points in a row above the mean of 50.5%, a special cause for the better; "
        "all that lies between the limits of 46.6% and 54.4% meets the target of 45%: Green."
    )


@pytest.mark.parametrize(
    ("later", "words", "says"),
    [
        ("60", "above_upper_limit", "60% is above the upper limit of"),
        ("40", "below_lower_limit", "40% is below the lower limit of"),
        ("50.1 50.2 50.3 50.4 50.5 50.6", "rising", "50.6% is one of 6 points in a row that rise"),
        ("50.5 50.4 50.3 50.2 50.1 50", "falling", "50% is one of 7 points in a row that fall"),
        ("54 50.5 54.1", "close_to_upper_limit", "2 points in quick succession that are close to the upper limit of"),
        ("46.6 49.5 46.5", "close_to_lower_limit", "2 points in quick succession that are close to the lower limit of"),
        ("51 51 51 51 52 51", "run_above", "51% is one of 7 points in a row above the mean of"),
        ("49 49 49 49 48 49", "run_below", "49% is one of 6 points in a row below the mean of"),
        ("50", "none", "nothing sets 50% apart from the usual ups and downs around the mean of"),
    ],
)
def test_every_special_cause_has_its_sentence(later: str, words: str, says: str) -> None:
    rating = rated(definition(trend=6, run=6, baseline_points=12), f"{USUAL} {later}")
    assert word(rating, "special_cause") == words
    assert says.casefold() in rating.reason.casefold()


def test_too_few_points_are_grey_with_a_reason_of_their_own() -> None:
    short, enough = "50 51 50 51", "50 51 50 51 50"
    rating = rated(definition(value=45), short)
    assert (rating.status, rating.grey_reason) == (Rag.GREY, GreyReason.TOO_FEW_POINTS)
    assert "there are too few points for a control chart: 4 of the 5 needed: Grey." in rating.reason
    assert rated(definition(value=45), enough).status is Rag.GREEN


def test_a_missing_month_is_no_point_and_no_nought() -> None:
    with_gap = rated(definition(value=45), "50 51 - 50 51 50 51")
    assert number(with_gap, "points") == 6
    assert number(with_gap, "centre_line") == Decimal("50.5")
    assert rated(definition(value=45), "50 51 50 51 -").grey_reason is GreyReason.LATE


def test_a_gap_in_the_calendar_counts_as_a_missing_month() -> None:
    """Nothing was said of the third month at all: the moving range from the second to the fourth is not taken."""
    known = [one for one in figures("50 51 0 50 51 50 51") if one.value != 0]
    rating = rate(definition(value=45), Observations(known), months(7)[-1], area="Here")
    said_missing = rated(definition(value=45), "50 51 - 50 51 50 51")
    assert number(rating, "upper_limit") == number(said_missing, "upper_limit") == Decimal("53.16")


def test_figures_that_lie_apart_make_no_chart_however_many_they_are() -> None:
    rating = rated(definition(), "50 - 51 - 52 - 53 - 54 - 55")
    assert rating.grey_reason is GreyReason.TOO_FEW_POINTS
    assert "there are too few points for a control chart" in rating.reason


SEVEN_ABOVE = f"{USUAL} 53 53 52 52 53 52 53"


def test_a_period_is_seen_as_it_was_then_unless_the_whole_series_is_asked_for() -> None:
    """The first of seven months above the mean was nothing special until the seventh came."""
    then = rated(definition(), SEVEN_ABOVE, month=15)
    published = rated(definition(limits="whole_series"), SEVEN_ABOVE, month=15)
    assert word(then, "special_cause") == "none"
    assert word(published, "special_cause") == "run_above"


@settings(max_examples=60)
@given(
    st.lists(st.none() | st.decimals(40, 60, places=1), min_size=6, max_size=16),
    st.lists(st.none() | st.decimals(0, 100, places=1), max_size=8),
)
def test_later_points_never_change_an_earlier_verdict(
    history: list[Decimal | None], later: list[Decimal | None]
) -> None:
    indicator, at = definition(value=45, trend=4, run=4), months(len(history))[-1]
    alone = rate(indicator, figures(history), at, area="Here")
    among = rate(indicator, figures([*history, *later]), at, area="Here")
    assert among == alone


MIRRORED = {"improvement": "concern", "concern": "improvement", "common_cause": "common_cause"}


@settings(max_examples=60)
@given(st.lists(st.decimals(40, 60, places=1), min_size=6, max_size=16), st.sampled_from([44, 50, 56]))
def test_the_other_polarity_makes_a_concern_of_an_improvement(history: list[Decimal], target: int) -> None:
    at, both = months(len(history))[-1], {"trend": 4, "run": 4}
    seen = figures(history)
    high, low = (
        rate(definition(polarity, value=target, **both), seen, at, area="Here")
        for polarity in ("high_is_good", "low_is_good")
    )
    assert word(low, "variation") == MIRRORED[word(high, "variation")]
    mirrored = {"passing": "failing", "failing": "passing", "hit_or_miss": "hit_or_miss"}
    on_a_limit = target in (number(high, "lower_limit"), number(high, "upper_limit"))
    assert on_a_limit or word(low, "assurance") == mirrored[word(high, "assurance")]


@pytest.mark.parametrize(("target", "verdict"), [(100, "consistently passing"), (101, "consistently failing")])
def test_a_process_that_never_varies_meets_its_target_or_does_not(target: int, verdict: str) -> None:
    """PowerBI-SPC issue 463: a constant 100 per cent against a target of 100 per cent was shown as failing."""
    rating = rated(definition(value=target), "100 100 100 100 100 100")
    assert rating.verdict == f"common cause, {verdict}"


def test_with_ties_on_the_worse_side_a_process_exactly_on_its_target_fails() -> None:
    assert rated(definition(value=100, tie="worse"), "100 100 100 100 100").verdict.endswith("consistently failing")


def test_without_a_target_only_the_process_is_judged() -> None:
    better, usual = rated(definition(), f"{USUAL} 60"), rated(definition(), USUAL)
    assert (better.verdict, better.status) == ("special cause improvement", Rag.GREEN)
    assert (usual.verdict, usual.status) == ("common cause", Rag.GREY)
    assert usual.grey_reason is GreyReason.UNCOLOURED_BAND
    assert better.reference is None


def test_where_neither_direction_is_good_a_special_cause_is_neutral() -> None:
    high, low = (rated(definition("no_judgement"), f"{USUAL} {last}") for last in ("60", "40"))
    assert (high.verdict, low.verdict) == ("special cause, high", "special cause, low")
    assert high.status is low.status is Rag.GREY


def test_the_chart_begins_anew_with_a_stated_period_and_no_run_reaches_over_it() -> None:
    steps = "50 51 50 51 50 51 70 71 70 71 70 71"
    whole, anew = rated(definition(value=60), steps), rated(definition(value=60, rebased=["Jul 2016"]), steps)
    assert number(whole, "points") == 12
    assert (number(anew, "points"), number(anew, "centre_line")) == (6, Decimal("70.5"))
    assert anew.verdict == "common cause, consistently passing"
    assert rated(definition(value=60, rebased=["Jul 2016"]), steps, month=6).verdict.endswith("consistently failing")


def test_a_year_with_which_the_chart_begins_anew_is_its_first_month() -> None:
    steps = " ".join(["50 51"] * 6 + ["70 71"] * 3)
    assert number(rated(definition(value=60, rebased=["2017"]), steps), "points") == 6


def test_a_break_in_the_series_begins_the_chart_anew() -> None:
    rating = rated(definition(value=60), "50 51 50 51 50 51 70 71 70 71 70 71", month_7=Flag.SERIES_BREAK)
    assert (number(rating, "points"), number(rating, "centre_line")) == (6, Decimal("70.5"))


def test_the_whole_series_of_a_period_ends_where_the_chart_begins_anew() -> None:
    whole = definition(value=60, limits="whole_series", rebased=["Jul 2016"])
    assert number(rated(whole, "50 51 50 51 50 51 70 71 70 71 70 71", month=2), "centre_line") == Decimal("50.5")


def test_rebasing_and_a_baseline_go_together() -> None:
    both = definition(rebased=["Jul 2016"], baseline_points=2, points_needed=3)
    assert number(rated(both, "50 51 50 51 50 51 70 71 80 81"), "centre_line") == Decimal("70.5")


def test_a_target_may_differ_by_period_and_a_period_without_one_is_grey() -> None:
    profiled = definition(values={"2016": 45, "Jan 2017": 60})
    assert rated(profiled, USUAL).verdict == "common cause, consistently passing"
    assert rated(profiled, f"{USUAL} 50").verdict == "common cause, consistently failing"
    assert rated(profiled, f"{USUAL} 50 50").grey_reason is GreyReason.NO_TARGET_FOR_PERIOD


def test_a_definition_may_colour_a_pair_in_its_own_way() -> None:
    own = definition(value=60, colours={"common_cause": {"failing": "amber"}})
    assert rated(own, USUAL).status is Rag.AMBER
    assert rated(definition(value=60), USUAL).status is Rag.RED
    assert rated(own, f"{USUAL} 40").status is Rag.RED


def test_a_rule_that_is_switched_off_sets_nothing_apart() -> None:
    outside = f"{USUAL} 60"
    assert word(rated(definition(), outside), "special_cause") == "above_upper_limit"
    assert word(rated(definition(outside=False), outside), "special_cause") == "none"


def test_an_example_is_worked_from_its_history() -> None:
    indicator = definition(value=45)
    history = [int(value) for value in USUAL.split()]
    example = WorkedExample.model_validate({"history": history, "value": 60, "status": "green"})
    status, says = work_example(indicator, example)
    assert status is Rag.GREEN
    assert says.startswith("60% is above the upper limit of")
    alone = WorkedExample.model_validate({"value": 60, "status": "grey"})
    assert work_example(indicator, alone)[0] is Rag.GREY


def test_a_definition_with_its_examples_reads_back_the_same(tmp_path: Any) -> None:
    stated = definition(value=45, trend=False, rebased=["Jul 2016"], colours={"concern": {"passing": "red"}})
    stated = Indicator.model_validate(
        {**stated.model_dump(by_alias=True), "examples": [{"history": [50, 51], "value": 60, "status": "grey"}]}
    )
    path = tmp_path / "health.toml"
    path.write_text(definitions_to_toml([stated]), encoding="utf-8")
    (back,) = read_definitions(path, prefix="health", where="here")
    assert back == stated


def test_periods_are_of_the_kind_that_the_frequency_has() -> None:
    """A chart of quarters is drawn from quarters; what is said of a month is not among them."""
    quarterly = definition(value=45).model_copy(update={"frequency": Frequency.QUARTER})
    quarters = [parse_period(f"Q{quarter} 2016/17") for quarter in (1, 2, 3, 4)]
    observed = Observations(
        [
            *figures(USUAL),
            *(
                Observation(measure="health.seen_in_time", area="Here", period=quarter, value=Decimal(50))
                for quarter in quarters
            ),
        ]
    )
    assert rate(quarterly, observed, quarters[-1], area="Here").grey_reason is GreyReason.TOO_FEW_POINTS
