"""One rating: what makes it grey, where it comes from, and what it says."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecard_core import (
    Assessor,
    Basis,
    Flag,
    GreyReason,
    Indicator,
    InputError,
    Judgement,
    MissingReason,
    Observation,
    Observations,
    Period,
    PublishedRating,
    PublishedRatings,
    Rag,
    Rating,
    assess,
    explain,
    parse_period,
    rate,
)
from scorecard_core.assessed import Answered
from scorecard_core.rating import rating_of
from scorecard_core.wording import PHRASES

PERIOD = parse_period("Q4 2016/17")


def indicator(target: dict[str, Any] | None = None, **more: Any) -> Indicator:
    definition = {
        "id": "council.case",
        "title": "A case",
        "polarity": "low_is_good",
        "unit": "case",
        "frequency": "quarter",
        "target": target or {"type": "threshold", "value": 60},
    }
    return Indicator.model_validate({**definition, **more})


def observed(value: str | None = None, period: str = "Q4 2016/17", area: str = "Here", **more: Any) -> Observation:
    number = None if value is None else Decimal(value)
    return Observation(measure="council.case", area=area, period=parse_period(period), value=number, **more)


def rated(one: Indicator, *observations: Observation, **more: Any) -> Rating:
    return rate(one, Observations(observations), more.pop("period", PERIOD), area="Here", **more)


@pytest.mark.parametrize("reason", MissingReason)
def test_a_missing_value_is_grey_with_the_reason_that_was_given(reason: MissingReason) -> None:
    rating = rated(indicator(), observed(missing_reason=reason))
    assert (rating.status, rating.grey_reason) == (Rag.GREY, GreyReason(reason.value))
    assert GreyReason(reason.value).phrase in rating.reason


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "1e15", "1e-61"])
def test_a_number_that_cannot_be_compared_exactly_is_grey(value: str) -> None:
    rating = rated(indicator(), observed(value))
    assert (rating.status, rating.grey_reason) == (Rag.GREY, GreyReason.OUT_OF_RANGE)


def test_no_observation_at_all_is_grey() -> None:
    assert rated(indicator()).grey_reason is GreyReason.NO_DATA


def test_a_figure_that_is_not_due_yet_is_not_missing() -> None:
    one = indicator(due_days=30)
    assert rated(one, as_at=date(2017, 4, 29)).grey_reason is GreyReason.NOT_DUE
    assert rated(one, as_at=date(2017, 4, 30)).grey_reason is GreyReason.NO_DATA


def test_no_target_is_grey_and_the_direction_of_travel_is_still_shown() -> None:
    rating = rated(indicator({"type": "none"}), observed("1"), observed("2", "Q3 2016/17"))
    assert (rating.grey_reason, rating.travel.value) == (GreyReason.NO_TARGET, "improving")
    assert rating.reason.startswith("It has no rating because no target has been set: Grey.")


def test_a_period_outside_the_profile_has_no_target_rather_than_the_last_one() -> None:
    one = indicator({"type": "threshold", "values": {"2015/16": 60}})
    assert rated(one, observed("50")).grey_reason is GreyReason.NO_TARGET_FOR_PERIOD


def test_a_period_when_no_target_is_in_force_is_grey() -> None:
    one = indicator({"type": "threshold", "value": 60, "from": "2017/18"})
    assert rated(one, observed("50")).grey_reason is GreyReason.NO_TARGET_FOR_PERIOD


def test_a_period_when_the_definition_is_not_in_force_is_grey() -> None:
    assert rated(indicator(until="2015/16"), observed("50")).grey_reason is GreyReason.NOT_IN_FORCE


def test_a_missing_comparator_is_grey_and_named() -> None:
    rating = rated(indicator({"type": "comparator", "with": "england"}), observed("50"))
    assert rating.grey_reason is GreyReason.NO_COMPARATOR
    assert "there is no figure for England to compare with" in rating.reason


def test_a_missing_base_is_grey() -> None:
    one = indicator({"type": "improvement", "on": {"baseline": "Q1 2010/11"}})
    assert rated(one, observed("50")).grey_reason is GreyReason.NO_BASE


def test_a_unit_that_cannot_be_converted_is_grey_rather_than_an_error() -> None:
    assert rated(indicator(), observed("50", unit="percent")).grey_reason is GreyReason.UNIT_MISMATCH


@pytest.mark.parametrize(("months", "reason"), [(6, None), (5, GreyReason.STALE)])
def test_a_carried_forward_value_past_its_maximum_age_is_stale(months: int, reason: GreyReason | None) -> None:
    rating = rated(indicator(maximum_age=months), observed("50", "Q2 2016/17"))
    assert rating.grey_reason is reason


def test_a_provisional_value_is_rated_and_its_flag_is_shown() -> None:
    rating = rated(indicator(), observed("50", flag=Flag.PROVISIONAL))
    assert (rating.status, rating.flag) == (Rag.GREEN, Flag.PROVISIONAL)


def test_a_later_figure_never_repaints_an_earlier_period() -> None:
    one = indicator({"type": "improvement", "on": "best_ever"})
    earlier = [observed("50", "Q2 2016/17"), observed("55", "Q3 2016/17")]
    before = rated(one, *earlier, period=parse_period("Q3 2016/17"))
    assert rated(one, *earlier, observed("10"), period=parse_period("Q3 2016/17")) == before


def taken_over(status: str = "green", **more: Any) -> PublishedRatings:
    rating = PublishedRating(
        indicator="council.case", area="Here", period=PERIOD, status=Rag(status), take_over=True, **more
    )
    return PublishedRatings([rating])


def test_a_published_rating_without_a_figure_is_taken_over_with_the_engines_own_answer_beside_it() -> None:
    rating = rated(indicator(), published=taken_over(source="the printed report"))
    assert (rating.status, rating.basis, rating.engine_status) == (Rag.GREEN, Basis.AS_PUBLISHED, Rag.GREY)
    assert "taken over from the printed report" in rating.reason
    assert "The engine's own answer is grey: it has no rating because there is no figure for it." in rating.reason
    assert rating.updated is None


def test_a_published_rating_is_never_taken_over_where_the_figures_give_one() -> None:
    rating = rated(indicator(), observed("66.3"), published=taken_over())
    assert (rating.status, rating.basis, rating.engine_status) == (Rag.RED, Basis.COMPUTED, None)


def test_a_published_rating_that_was_not_meant_to_be_taken_over_is_not() -> None:
    only_history = PublishedRating(indicator="council.case", area="Here", period=PERIOD, status=Rag.GREEN)
    assert rated(indicator(), published=PublishedRatings([only_history])).status is Rag.GREY


def judged(grade: str, **more: Any) -> Observation:
    return observed(judgement=Judgement(grade, by="The inspectorate", **more))


INSPECTION = {"type": "judgement", "grades": {"Good": "green", "Requires improvement": "amber", "Inadequate": "red"}}


@pytest.mark.parametrize(
    ("grade", "status"), [("good", Rag.GREEN), ("REQUIRES  improvement", Rag.AMBER), ("Inadequate", Rag.RED)]
)
def test_a_judgement_is_shown_as_a_judgement_with_the_colour_of_its_grade(grade: str, status: Rag) -> None:
    rating = rated(indicator(INSPECTION), judged(grade, reason="of what was found in March"))
    assert (rating.status, rating.basis, rating.engine_status) == (status, Basis.JUDGEMENT, Rag.GREY)
    assert rating.reason.startswith("The inspectorate judged it '")
    assert "because of what was found in March" in rating.reason


def test_a_grade_that_the_definition_does_not_know_is_grey() -> None:
    assert rated(indicator(INSPECTION), judged("Outstanding")).grey_reason is GreyReason.UNKNOWN_GRADE


def test_a_judgement_holds_on_its_last_day_and_no_longer() -> None:
    one = indicator(INSPECTION)
    assert rated(one, judged("Good", expires=date(2017, 3, 31))).status is Rag.GREEN
    assert rated(one, judged("Good", expires=date(2017, 3, 30))).grey_reason is GreyReason.JUDGEMENT_EXPIRED


def test_a_number_is_no_judgement_and_a_judgement_is_no_number() -> None:
    assert rated(indicator(INSPECTION), observed("3")).grey_reason is GreyReason.NO_JUDGEMENT
    assert rated(indicator(), judged("Good")).grey_reason is GreyReason.NO_DATA


def test_a_band_without_a_colour_is_grey_by_design_and_keeps_its_name() -> None:
    bands = [{"name": "A", "colour": "green", "to": 10}, {"name": "B", "colour": "grey", "to": 20}]
    one = indicator({"type": "bands", "bands": [*bands, {"name": "D", "colour": "red"}]})
    rating = rated(one, observed("15"))
    assert (rating.status, rating.grey_reason, rating.verdict) == (Rag.GREY, GreyReason.UNCOLOURED_BAND, "B")


@pytest.mark.parametrize(("as_at", "status"), [("2017-06-30", "red"), ("2017-11-30", "green"), ("2026-01-01", "green")])
def test_as_at_decides_which_vintage_of_the_comparator_counts(as_at: str, status: str) -> None:
    england = [
        observed("43.1", "31/03/2017", "England"),
        observed("43.3", "31/03/2017", "England", published=date(2017, 11, 30), source="first release"),
        observed("43.8", "31/03/2017", "England", published=date(2025, 12, 31), source="as revised"),
    ]
    one = indicator({"type": "comparator", "with": "england"})
    rating = rated(one, observed("43.2", "31/03/2017"), *england, as_at=date.fromisoformat(as_at))
    assert rating.status == status
    known = [
        vintage for vintage in england if vintage.published is None or vintage.published <= date.fromisoformat(as_at)
    ]
    assert (rating.reference, rating.reference_published) == (known[-1].value, known[-1].published)
    assert rating.reference_source == known[-1].source


def test_judged_as_published_compares_what_is_printed() -> None:
    just_over = observed("60.04")
    assert rated(indicator(), just_over).status is Rag.RED
    rating = rated(indicator(judged="published"), just_over)
    assert (rating.status, rating.value, rating.judged.value) == (Rag.GREEN, Decimal("60.0"), "published")


def test_more_places_are_printed_where_the_printed_figure_would_contradict_the_colour() -> None:
    assert rated(indicator(), observed("60.04")).reason.startswith("60.04 cases is above the ceiling of 60 cases")


@pytest.mark.parametrize(("target", "value"), [("0.05", "0.049999"), ("0.0500001", "0.05")])
def test_pounds_that_one_place_tells_apart_and_two_places_do_not_are_printed_with_more(target: str, value: str) -> None:
    one = indicator({"type": "threshold", "value": target}, unit="gbp", polarity="high_is_good", decimals=1)
    reason = rated(one, observed(value)).reason
    printed = re.findall(r"£[\d.]*\d", reason)
    assert "is below the floor" in reason
    assert printed[0] != printed[1]


NUMBERS = st.decimals(-10_000, 10_000, places=4)


@given(value=NUMBERS, target=NUMBERS, tolerance=st.decimals(0, 100, places=2))
def test_the_sentence_names_the_value_the_reference_and_the_status(
    value: Decimal, target: Decimal, tolerance: Decimal
) -> None:
    one = indicator({"type": "threshold", "value": target, "tolerance": {"amount": tolerance}}, decimals=4)
    rating = rated(one, observed(str(value)))
    sentence = rating.reason.partition(f": {rating.status.capitalize()}.")[0]
    side = "exactly" if value == target else "above" if value > target else "below"
    assert f" is {side} the ceiling of " in sentence
    assert sentence.startswith(f"{value:,.4f}".rstrip("0").rstrip(".").replace("-0 ", "0 ") or "0")


def test_every_sentence_of_every_rule_names_phrases_that_exist() -> None:
    from scorecard_core import availability, movement, overrides, shapes

    lists = [availability.AVAILABILITY, movement.MOVEMENT, overrides.OVERRIDE]
    lists += [shapes.inside_range(), shapes.gap(), shapes.share()]
    lists += [shapes.unrated(), shapes.bands(3), shapes.grades(3), shapes.against_reference(GreyReason.NO_BASE)]
    lists += [movement._THROUGH_POLARITY, movement._TOWARDS_PLAN, movement._WITHOUT_JUDGEMENT]
    for rule in lists:
        for branch in rule.branches:
            assert branch.phrases <= PHRASES | rule.shows.keys(), f"{rule.name}: {branch.says}"


def test_the_explanation_shows_the_branch_that_answered_and_agrees_with_the_rating() -> None:
    observations = Observations([observed("66.3"), observed("60.6", "Q3 2016/17")])
    assessment = assess(indicator(), observations, PERIOD, area="Here")
    rating = rate(indicator(), observations, PERIOD, area="Here")
    text = explain(assessment)
    assert rating.reason in text
    assert f"=> {rating.branch}. otherwise: Missed" in text
    assert "margin = sign × (value - green_limit) = -6.3" in text


def test_the_branch_number_on_a_rating_is_that_of_the_printed_list() -> None:
    assessment = assess(indicator(), Observations([observed("60")]), PERIOD, area="Here")
    answered = assessment.answered
    assert isinstance(answered, Answered)
    assert answered.steps[-1].held
    assert answered.steps[-1].number == answered.number


def test_a_rating_carries_who_defined_it_and_which_engine_made_it() -> None:
    from scorecard_core import Provenance
    from scorecard_core.ledger import RULES_EDITION

    stamped = indicator().model_copy(update={"provenance": Provenance("council", "scorecard-council", "2017.4.0")})
    rating = rated(stamped, observed("1"))
    assert (rating.plugin, rating.plugin_version, rating.rules_edition) == ("council", "2017.4.0", RULES_EDITION)
    assert rating.engine_version


def test_two_figures_for_one_period_under_different_labels_are_grey_rather_than_one_of_them() -> None:
    rating = rated(indicator(), observed("50", "Q4 2016/17"), observed("70", "31/03/2017"))
    assert (rating.status, rating.grey_reason) == (Rag.GREY, GreyReason.DUPLICATE)


def test_a_judgement_made_in_the_period_is_new() -> None:
    assert rated(indicator(INSPECTION), judged("Inadequate")).updated is True


def test_a_value_given_as_a_float_stands_for_what_it_prints_as() -> None:
    figure = Observation(measure="council.case", area="Here", period=PERIOD, value=60.1)  # type: ignore[arg-type]
    assert figure.value == Decimal("60.1")
    assert rated(indicator(), figure).status is Rag.RED


@pytest.mark.parametrize("value", [True, "sixty", [60]])
def test_a_value_that_is_no_number_is_refused_in_one_sentence(value: Any) -> None:
    with pytest.raises(InputError, match="expected a number as the value"):
        Observation(measure="council.case", area="Here", period=PERIOD, value=value)


def test_a_difference_in_the_last_place_that_can_be_rated_is_printed() -> None:
    just_over = "1." + "0" * 24 + "1"
    rating = rated(indicator({"type": "threshold", "value": 1}), observed(just_over))
    assert rating.reason.startswith(f"{just_over} cases is above the ceiling of 1 case, ")


# What is kept between ratings.

QUARTERS = [parse_period(f"Q{quarter} {years}") for years in ("2015/16", "2016/17") for quarter in range(1, 5)]
figures = st.dictionaries(st.sampled_from(QUARTERS), st.sampled_from(["55", "60", "60.04", "66", "70"]))


@pytest.mark.parametrize(
    "target",
    [{"type": "threshold", "value": 60}, {"type": "improvement", "on": "previous", "tolerance": {"percent": 10}}],
)
@given(values=figures, asked=st.permutations(QUARTERS))
def test_a_rating_is_the_same_whatever_was_rated_before_it(
    target: dict[str, Any], values: dict[Period, str], asked: list[Period]
) -> None:
    one = indicator(target, maximum_age=4)
    known = Observations([observed(value, str(period)) for period, value in values.items()])
    assessor = Assessor(observations=known, area="Here")
    in_turn = [rating_of(assessor.assess(one, period)) for period in asked]
    assert in_turn == [rate(one, Observations(known), period, area="Here") for period in asked]


def test_two_definitions_with_one_id_are_rated_each_by_its_own() -> None:
    assessor = Assessor(observations=Observations([observed("60")]), area="Here")
    strict = indicator({"type": "threshold", "value": 50})
    found = [assessor.assess(one, PERIOD).status for one in (indicator(), strict, indicator())]
    assert found == [Rag.GREEN, Rag.RED, Rag.GREEN]


def test_a_changed_copy_of_a_target_states_what_it_says_itself() -> None:
    (target,) = indicator().target
    before = (target.parameters["reference"], target.text)
    copied = target.model_copy(update={"value": Decimal(50)})
    assert copied.parameters["reference"] == 50
    assert copied.text != target.text
    assert (target.parameters["reference"], target.text) == before
