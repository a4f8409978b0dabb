"""Engines that are wrong in one way each: faults that real scorecards have had. Every law must find its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from scorecard_core import (
    AllOf,
    AnyOf,
    Bands,
    Consecutive,
    ControlChart,
    Gap,
    GreyReason,
    Improvement,
    InComparison,
    Indicator,
    InPosition,
    Judged,
    Milestone,
    Movement,
    Observation,
    Observations,
    Period,
    Polarity,
    Progress,
    Rag,
    Range,
    Rating,
    Share,
    Significance,
    Threshold,
    Tie,
    Trajectory,
    Travel,
    Units,
    Weighted,
    WorstOf,
    rate,
)
from scorecard_core.evidence import Evidence
from scorecard_core.observations import Series
from scorecard_core.references import Compared, Hardest, TargetSeries
from scorecard_core.standing import Cut, Rank
from scorecard_core.stated import Profiled
from scorecard_core.terms import GreyPolicy
from tests.testing.wrong_sources import (
    equals_share_the_worse_place,
    in_todays_vintage,
    last_year_is_the_period_before,
    patched,
    the_easiest,
    the_highest_come_first,
    the_known_ones_alone,
    the_last_target_lives_on,
    the_last_there_was,
    the_latest_target,
    whatever_is_latest,
    with_itself_in_the_group,
)

UNKNOWN = (GreyReason.NO_BASE, GreyReason.NO_COMPARATOR, GreyReason.NO_TARGET_FOR_PERIOD)


def with_target(indicator: Indicator, target: Any, **more: Any) -> Indicator:
    return indicator.model_copy(update={"target": (target,), **more})


def retargeted(kind: type[Any], change: Callable[[Any], dict[str, Any]]) -> Any:
    """An engine that reads targets of one type in another way."""

    def wrong(indicator: Indicator, *args: Any, **given: Any) -> Rating:
        target = indicator.target[-1]
        if isinstance(target, kind):
            indicator = with_target(indicator, target.model_copy(update=change(target)))
        return rate(indicator, *args, **given)

    return wrong


def with_figures(change: Callable[[Indicator, Observation], Observation]) -> Any:
    """An engine that reads figures in another way."""

    def wrong(indicator: Indicator, observations: Observations, period: Period, **given: Any) -> Rating:
        changed = Observations(change(indicator, one) for one in observations)
        return rate(indicator, changed, period, **given)

    return wrong


def answering(change: Callable[[Rating], dict[str, Any]]) -> Any:
    """An engine that answers something else."""

    def wrong(*args: Any, **given: Any) -> Rating:
        rating = rate(*args, **given)
        return replace(rating, **change(rating))

    return wrong


def dividing_by_the_figure_before(*args: Any, **given: Any) -> Rating:
    rating = rate(*args, **given)
    if rating.value is not None and rating.travel_base is not None:
        rating.value / rating.travel_base
    return rating


def missing_is_zero(indicator: Indicator, one: Observation) -> Observation:
    return replace(one, missing_reason=None, value=Decimal(0)) if one.missing_reason else one


def unknown_is_met(rating: Rating) -> dict[str, Any]:
    return {"status": Rag.GREEN, "grey_reason": None} if rating.grey_reason in UNKNOWN else {}


def no_target_is_met(rating: Rating) -> dict[str, Any]:
    return {"status": Rag.GREEN, "grey_reason": None} if rating.grey_reason is GreyReason.NO_TARGET else {}


def points_as_per_cent(target: Threshold) -> dict[str, Any]:
    tolerance = target.tolerance
    if tolerance is None or tolerance.points is None:
        return {}
    return {"tolerance": tolerance.model_copy(update={"percent": tolerance.points, "points": None})}


def rated_as(kind: type[Any], other: Callable[[Any], Any], **more: Any) -> Any:
    """An engine that takes one type of target for another."""

    def wrong(indicator: Indicator, *args: Any, **given: Any) -> Rating:
        target = indicator.target[-1]
        if isinstance(target, kind):
            indicator = with_target(indicator, other(target), **more)
        return rate(indicator, *args, **given)

    return wrong


def as_comparison(target: Gap) -> InComparison:
    return InComparison.model_validate({"with": target.comparator, "tie": target.tie, "tolerance": target.tolerance})


def as_improvement(target: Share) -> Improvement:
    return Improvement(on=target.base, tie=target.tie)


def capitals_matter(indicator: Indicator, observations: Observations, period: Period, **given: Any) -> Rating:
    rating, target = rate(indicator, observations, period, **given), indicator.target[-1]
    said = next((one.judgement.grade for one in observations if one.judgement), "")
    if isinstance(target, Judged) and said not in target.grades:
        return replace(rating, status=Rag.GREY, grey_reason=GreyReason.UNKNOWN_GRADE)
    return rating


def half_open_range(indicator: Indicator, observations: Observations, period: Period, **given: Any) -> Rating:
    rating, target = rate(indicator, observations, period, **given), indicator.target[-1]
    if isinstance(target, Range) and rating.value == target.high:
        return replace(rating, status=Rag.AMBER)
    return rating


def high_is_always_good(indicator: Indicator, *args: Any, **given: Any) -> Rating:
    if indicator.polarity is Polarity.LOW_IS_GOOD:
        indicator = indicator.model_copy(update={"polarity": Polarity.HIGH_IS_GOOD})
    return rate(indicator, *args, **given)


def comparators_without_polarity(indicator: Indicator, *args: Any, **given: Any) -> Rating:
    if isinstance(indicator.target[-1], InComparison):
        return high_is_always_good(indicator, *args, **given)
    return rate(indicator, *args, **given)


def per_cent_wins_over_an_amount(target: Any) -> dict[str, Any]:
    tolerance = target.tolerance
    if tolerance is None or tolerance.percent is None:
        return {}
    return {"tolerance": tolerance.model_copy(update={"amount": None, "points": None})}


def without_its_sign(indicator: Indicator, one: Observation) -> Observation:
    return replace(one, value=None if one.value is None else abs(one.value))


def in_floats(indicator: Indicator, one: Observation) -> Observation:
    return replace(one, value=None if one.value is None else Decimal(repr(float(one.value))))


def converted_in_floats(indicator: Indicator, one: Observation) -> Observation:
    if not one.unit or one.unit == indicator.unit or one.value is None:
        return one
    factor = Units.core().convert(Decimal(1), one.unit, indicator.unit)
    return replace(one, unit="", value=Decimal(repr(float(one.value) * float(factor))))


def not_converted(indicator: Indicator, one: Observation) -> Observation:
    return replace(one, unit="")


def any_change_is_for_the_better(rating: Rating) -> dict[str, Any]:
    return {"movement": Movement.IMPROVED} if rating.movement is Movement.WORSENED else {}


def grey_is_below_red(rating: Rating) -> dict[str, Any]:
    below = {Movement.NEWLY_RATED: Movement.IMPROVED, Movement.NO_LONGER_RATED: Movement.WORSENED}
    return {"movement": below.get(rating.movement, rating.movement)}


def carried_forward_is_unchanged(rating: Rating) -> dict[str, Any]:
    return {"movement": Movement.UNCHANGED, "updated": True} if rating.carried_from else {}


def never_stale(indicator: Indicator, *args: Any, **given: Any) -> Rating:
    return rate(indicator.model_copy(update={"maximum_age": None}), *args, **given)


def on_the_last_figure(indicator: Indicator, observations: Observations, period: Period, **given: Any) -> Rating:
    own = [one.period for one in observations if one.measure == indicator.series and one.area == given["area"]]
    return replace(rate(indicator, observations, max([period, *own]), **given), period=period)


def as_at_today(*args: Any, as_at: Any = None, **given: Any) -> Rating:
    return rate(*args, **given)


def above_for_below(rating: Rating) -> dict[str, Any]:
    return {"reason": rating.reason.replace("is below", "is above")}


def values_as_floats(rating: Rating) -> dict[str, Any]:
    return {} if rating.value is None else {"value": float(rating.value)}


def in_the_callers_decimals(indicator: Indicator, one: Observation) -> Observation:
    return replace(one, value=None if one.value is None else one.value + 0)


def first_figure_wins(indicator: Indicator, observations: Observations, period: Period, **given: Any) -> Rating:
    first: dict[Any, Observation] = {}
    for one in observations:
        first.setdefault((one.measure, one.area, one.period), one)
    return rate(indicator, Observations(first.values()), period, **given)


class LastOneRated:
    """An engine that remembers a target by the name of the series, for the next indicator that is fed by it."""

    def __init__(self) -> None:
        self.targets: dict[str, Any] = {}

    def __call__(self, indicator: Indicator, *args: Any, **given: Any) -> Rating:
        target = self.targets.get(indicator.series, indicator.target[-1])
        self.targets[indicator.series] = indicator.target[-1]
        return rate(with_target(indicator, target), *args, **given)


def ties_are_worse(indicator: Indicator, *args: Any, **given: Any) -> Rating:
    target = indicator.target[-1]
    if hasattr(target, "tie"):
        indicator = with_target(indicator, target.model_copy(update={"tie": Tie.WORSE}))
    return rate(indicator, *args, **given)


def travel_is_always_up(rating: Rating) -> dict[str, Any]:
    return {"travel": Travel.IMPROVING} if rating.travel is Travel.WORSENING else {}


def told_as_another_colour(rating: Rating) -> dict[str, Any]:
    return {"status": Rag.AMBER} if rating.status is Rag.RED else {}


def grey_without_a_reason(rating: Rating) -> dict[str, Any]:
    return {"grey_reason": None}


def tie_turned(target: Any) -> dict[str, Any]:
    """A value on a limit, or a limit on the target, on the side that is not stated."""
    return {"tie": Tie.WORSE if target.tie is Tie.BETTER else Tie.BETTER}


def touching_turned(target: Significance) -> dict[str, Any]:
    return {"touching": "similar" if target.touching == "different" else "different"}


def their_interval_ignored(target: Significance) -> dict[str, Any]:
    return {"intervals": "own"}


def equal_weights(target: Weighted) -> dict[str, Any]:
    return {"members": tuple(member.model_copy(update={"weight": Decimal(1)}) for member in target.members)}


def one_is_enough(target: AllOf) -> dict[str, Any]:
    return {"at_least": 1, "amber_from": None}


def all_are_needed(target: AnyOf) -> dict[str, Any]:
    return {"at_least": len(target.members), "amber_from": None}


def as_the_best(target: WorstOf) -> AnyOf:
    return AnyOf(members=target.members, grey=target.grey)


def without_the_grey(target: Any) -> dict[str, Any]:
    return {"grey": GreyPolicy.IGNORE}


def regarded_as(reason: GreyReason, **other: Any) -> Any:
    """An engine that gives another answer where the reason for grey is a certain one."""
    return answering(lambda rating: other if rating.grey_reason is reason else {})


def judgements_never_expire(indicator: Indicator, one: Observation) -> Observation:
    return replace(one, judgement=replace(one.judgement, expires=None)) if one.judgement else one


def any_change_counts(indicator: Indicator, *args: Any, **given: Any) -> Rating:
    travel = indicator.travel.model_copy(update={"dead_band": None})
    return rate(indicator.model_copy(update={"travel": travel}), *args, **given)


def nothing_known_is_steady(rating: Rating) -> dict[str, Any]:
    return {"travel": Travel.STEADY} if rating.travel is Travel.NOT_COMPARABLE else {}


def editions_are_compared(rating: Rating) -> dict[str, Any]:
    return {"movement": Movement.UNCHANGED} if rating.movement is Movement.NOT_COMPARABLE else {}


def without_the_word_on_ties(rating: Rating) -> dict[str, Any]:
    return {"reason": rating.reason.replace("which does not count as meeting it", "").replace("which counts as", "")}


WRONG_RATES: dict[str, list[Any]] = {
    "every_observation_gets_exactly_one_answer": [dividing_by_the_figure_before, answering(grey_without_a_reason)],
    "a_missing_value_is_grey_and_says_why": [with_figures(missing_is_zero)],
    "a_missing_reference_is_grey_and_says_why": [answering(unknown_is_met)],
    "without_a_target_the_rating_is_grey": [answering(no_target_is_met)],
    "a_figure_of_the_wrong_kind_is_grey_and_says_why": [
        regarded_as(GreyReason.NO_JUDGEMENT, status=Rag.AMBER, grey_reason=None)
    ],
    "a_judgement_that_has_expired_or_is_unknown_is_grey_and_says_why": [
        with_figures(judgements_never_expire),
        regarded_as(GreyReason.UNKNOWN_GRADE, status=Rag.GREEN, grey_reason=None),
    ],
    "there_is_no_share_of_nothing": [regarded_as(GreyReason.OUT_OF_RANGE, status=Rag.RED, grey_reason=None)],
    "what_cannot_be_rated_is_grey_for_the_reason_that_it_has": [
        regarded_as(GreyReason.UNIT_MISMATCH, grey_reason=GreyReason.OUT_OF_RANGE),
        regarded_as(GreyReason.NO_TARGET_FOR_PERIOD, status=Rag.GREEN, grey_reason=None),
    ],
    "a_figure_is_not_due_before_its_day": [regarded_as(GreyReason.NOT_DUE, grey_reason=GreyReason.NO_DATA)],
    "an_earlier_figure_is_that_of_its_period_and_of_no_other": [
        patched(Series, "before", the_last_there_was),
        patched(Evidence, "base_period", last_year_is_the_period_before),
    ],
    "a_comparators_older_figure_counts_only_where_the_latest_will_do": [patched(Compared, "find", whatever_is_latest)],
    "a_group_of_areas_is_what_the_others_have": [patched(Compared, "find", with_itself_in_the_group)],
    "before_a_path_begins_there_is_nothing_to_beat": [
        regarded_as(GreyReason.NO_TARGET_FOR_PERIOD, status=Rag.GREEN, grey_reason=None)
    ],
    "the_target_of_another_period_never_stands_in": [
        patched(Profiled, "at", the_last_target_lives_on),
        patched(TargetSeries, "find", the_latest_target),
    ],
    "the_hardest_of_several_numbers_is_the_one_to_beat": [
        patched(Hardest, "find", the_easiest),
        patched(Hardest, "find", the_known_ones_alone),
    ],
    "an_expected_outturn_is_judged_where_the_definition_says_so": [
        retargeted((Threshold, Range, Bands), lambda _: {"on_forecast": False})  # type: ignore[arg-type]
    ],
    "the_direction_of_travel_agrees_with_plain_fractions": [any_change_counts],
    "nothing_travels_without_two_figures": [answering(nothing_known_is_steady)],
    "ratings_under_two_definitions_are_not_compared": [answering(editions_are_compared)],
    "any_of_several_agrees_with_plain_fractions": [retargeted(AnyOf, all_are_needed)],
    "all_of_several_agrees_with_plain_fractions": [retargeted(AllOf, one_is_enough)],
    "the_worst_of_several_agrees_with_plain_fractions": [
        rated_as(WorstOf, as_the_best),
        retargeted(WorstOf, without_the_grey),
    ],
    "a_position_agrees_with_plain_fractions": [
        retargeted(InPosition, tie_turned),
        patched(Rank, "_among", equals_share_the_worse_place),
        patched(Cut, "_among", the_highest_come_first),
    ],
    "a_test_of_significance_agrees_with_plain_fractions": [
        retargeted(Significance, touching_turned),
        retargeted(Significance, their_interval_ignored),
    ],
    "a_weighted_mean_agrees_with_plain_fractions": [retargeted(Weighted, equal_weights)],
    "a_threshold_agrees_with_plain_fractions": [
        retargeted(Threshold, points_as_per_cent),
        retargeted(Threshold, lambda _: {"tolerance": None}),
    ],
    "a_trajectory_agrees_with_plain_fractions": [rated_as(Trajectory, lambda target: Threshold(value=target.value))],
    "a_progress_agrees_with_plain_fractions": [retargeted(Progress, lambda _: {"green": Decimal(100)})],
    "a_milestone_agrees_with_plain_fractions": [retargeted(Milestone, lambda _: {"warning_days": 0})],
    "an_improvement_agrees_with_plain_fractions": [retargeted(Improvement, lambda _: {"by": None})],
    "a_run_of_improvements_agrees_with_plain_fractions": [
        retargeted(Consecutive, lambda target: {"green_after": target.green_after + 1}),
        retargeted(Consecutive, lambda _: {"red_after": 1}),
    ],
    "a_comparison_agrees_with_plain_fractions": [retargeted(InComparison, lambda _: {"strict": False})],
    "a_gap_agrees_with_plain_fractions": [rated_as(Gap, as_comparison)],
    "a_share_agrees_with_plain_fractions": [rated_as(Share, as_improvement)],
    "a_band_agrees_with_plain_fractions": [retargeted(Bands, lambda _: {"tie": Tie.BETTER})],
    "a_control_chart_agrees_with_plain_fractions": [
        retargeted(ControlChart, lambda _: {"points_needed": 2}),
        retargeted(ControlChart, tie_turned),
        retargeted(ControlChart, lambda _: {"outside": False, "trend": False, "close": False, "run": False}),
    ],
    "a_control_chart_says_what_sets_a_figure_apart": [retargeted(ControlChart, lambda _: {"outside": False})],
    "a_range_agrees_with_plain_fractions": [half_open_range],
    "a_judgement_agrees_with_plain_fractions": [capitals_matter],
    "meeting_the_target_exactly_falls_on_the_stated_side": [ties_are_worse, answering(without_the_word_on_ties)],
    "the_limits_that_it_names_are_those_of_plain_fractions": [
        answering(lambda rating: {"amber_limit": rating.green_limit}),
    ],
    "a_better_value_never_costs_a_colour": [high_is_always_good, with_figures(without_its_sign)],
    "a_value_closer_to_plan_never_costs_a_colour": [
        rated_as(Range, lambda target: Threshold(value=target.high), polarity=Polarity.HIGH_IS_GOOD)
    ],
    "a_wider_tolerance_never_rates_worse": [
        retargeted((Threshold, Range, Improvement, InComparison), per_cent_wins_over_an_amount)  # type: ignore[arg-type]
    ],
    "a_harder_comparator_never_improves_the_rating": [comparators_without_polarity],
    "mirrored_polarity_mirrors_the_rating": [with_figures(without_its_sign)],
    "shifting_value_and_reference_together_changes_nothing": [with_figures(in_floats)],
    "writing_the_value_in_another_unit_changes_nothing": [
        with_figures(converted_in_floats),
        with_figures(not_converted),
    ],
    "swapping_the_periods_reverses_the_movement": [
        answering(any_change_is_for_the_better),
        answering(travel_is_always_up),
    ],
    "the_movement_agrees_with_the_order_of_the_statuses": [answering(grey_is_below_red)],
    "carrying_a_figure_forward_twice_is_carrying_it_forward_once": [answering(carried_forward_is_unchanged)],
    "a_figure_that_has_gone_stale_stays_stale": [never_stale],
    "later_figures_never_repaint_an_earlier_rating": [on_the_last_figure],
    "a_later_revision_changes_no_rating_as_at_an_earlier_date": [
        as_at_today,
        patched(Compared, "find", in_todays_vintage),
    ],
    "the_sentence_names_the_figures_and_contradicts_none": [
        answering(above_for_below),
        answering(told_as_another_colour),
    ],
    "a_rating_survives_json_and_back": [answering(values_as_floats)],
    "the_same_input_gives_the_same_rating": [with_figures(in_the_callers_decimals)],
    "the_order_of_the_figures_changes_nothing": [first_figure_wins],
    "a_frame_says_what_the_engine_for_one_says": [ties_are_worse, answering(travel_is_always_up)],
    "the_order_of_registration_changes_nothing": [LastOneRated()],
}
"""For each law of the engine, the engines that it must find out."""
