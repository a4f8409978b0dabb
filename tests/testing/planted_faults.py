"""What other tools do, planted into the engine, and the law that finds it out.

The conventions are those found in published tools and in the complaints of their users. Each is right where it is
stated; here it is a fault, since the definition states something else.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from scorecard_core import (
    AllOf,
    AnyOf,
    Bands,
    ControlChart,
    GreyReason,
    Improvement,
    InComparison,
    Indicator,
    InPosition,
    Movement,
    Observation,
    Polarity,
    Progress,
    Rag,
    Range,
    Rating,
    Significance,
    Threshold,
    Tie,
    Travel,
    Weighted,
    WorstOf,
    rate,
    special_causes,
)
from scorecard_core.standing import Rank
from scorecard_core.terms import GreyPolicy, JudgedFigure
from tests.testing.planted_sources import SOURCES
from tests.testing.wrong_rates import (
    LastOneRated,
    answering,
    as_at_today,
    as_the_best,
    carried_forward_is_unchanged,
    comparators_without_polarity,
    editions_are_compared,
    equal_weights,
    grey_is_below_red,
    half_open_range,
    high_is_always_good,
    in_the_callers_decimals,
    never_stale,
    on_the_last_figure,
    per_cent_wins_over_an_amount,
    points_as_per_cent,
    rated_as,
    regarded_as,
    retargeted,
    tie_turned,
    ties_are_worse,
    with_figures,
    with_target,
    without_its_sign,
    without_the_grey,
)
from tests.testing.wrong_sources import equals_share_the_worse_place, patched, with_fault


def worse_ties_where_less_is_better(indicator: Indicator, *args: Any, **given: Any) -> Rating:
    engine = ties_are_worse if indicator.polarity is Polarity.LOW_IS_GOOD else rate
    return engine(indicator, *args, **given)


def no_colour_between_whole_numbers(rating: Rating) -> dict[str, Any]:
    between = rating.value is not None and rating.value != rating.value.to_integral_value() and rating.status != "grey"
    return {"status": Rag.GREY} if between else {}


def amber_edge_is_red(rating: Rating) -> dict[str, Any]:
    on_edge = rating.status is Rag.AMBER and rating.value == rating.amber_limit
    return {"status": Rag.RED} if on_edge else {}


def within_tolerance_is_green(rating: Rating) -> dict[str, Any]:
    return {"status": Rag.GREEN} if rating.verdict == "within tolerance" else {}


def judged_as_printed(indicator: Indicator, *args: Any, **given: Any) -> Rating:
    return rate(indicator.model_copy(update={"judged": JudgedFigure.PUBLISHED}), *args, **given)


def cut_down_to_whole_numbers(_: Indicator, one: Observation) -> Observation:
    if one.value is None or not one.value.is_finite():
        return one
    return replace(one, value=one.value.to_integral_value(ROUND_FLOOR))


def a_hole_is_minus_99(_: Indicator, one: Observation) -> Observation:
    return replace(one, missing_reason=None, value=Decimal(-99)) if one.missing_reason else one


def no_number_is_the_worst(rating: Rating) -> dict[str, Any]:
    return {"status": Rag.RED, "grey_reason": None} if rating.grey_reason is GreyReason.OUT_OF_RANGE else {}


def unknown_is_the_first_status(rating: Rating) -> dict[str, Any]:
    return {"status": Rag.GREEN, "grey_reason": None} if rating.status is Rag.GREY else {}


def up_is_an_improvement(rating: Rating) -> dict[str, Any]:
    turned = {Travel.WORSENING: Travel.IMPROVING, Travel.IMPROVING: Travel.IMPROVING}
    return {"travel": turned.get(rating.travel, rating.travel)}


def not_updated_is_no_change(rating: Rating) -> dict[str, Any]:
    return {"movement": Movement.UNCHANGED} if rating.movement is Movement.NOT_UPDATED else {}


def without_a_tolerance_of_nothing(indicator: Indicator, *args: Any, **given: Any) -> Rating:
    target = indicator.target[-1]
    if isinstance(target, Threshold) and target.tolerance is None and target.tie is Tie.BETTER:
        indicator = with_target(indicator, target.model_copy(update={"tie": Tie.WORSE}))
    return rate(indicator, *args, **given)


def differing_from_above_alone(indicator: Indicator, *args: Any, **given: Any) -> Rating:
    target = indicator.target[-1]
    if isinstance(target, Significance):
        touching = "different" if indicator.polarity is Polarity.HIGH_IS_GOOD else "similar"
        indicator = with_target(indicator, target.model_copy(update={"touching": touching}))
    return rate(indicator, *args, **given)


def on_the_mean_goes_on(method: Any, values: Any, at: int, how: Any) -> dict[str, Any]:
    found, place = dict(method(values, at, how)), at % len(values)
    if found["one_side"] == 0 and place > 0:
        found["one_side"] = method(values, place - 1, how)["one_side"] + 1
    return found


SIGNIFICANCE = "a_test_of_significance_agrees_with_plain_fractions"
CHART_SAYS = "a_control_chart_says_what_sets_a_figure_apart"
ON_THE_STATED_SIDE = "meeting_the_target_exactly_falls_on_the_stated_side"

FAULTS: dict[str, tuple[Any, str]] = {
    # Where a value exactly on a limit falls.
    "Fingertips: a range without its upper edge": (half_open_range, "a_range_agrees_with_plain_fractions"),
    "Fingertips: a comparison that ignores polarity": (
        comparators_without_polarity,
        "a_harder_comparator_never_improves_the_rating",
    ),
    "Fingertips: last year's figure, whatever the polarity": (
        high_is_always_good,
        "a_better_value_never_costs_a_colour",
    ),
    "Quintiles: on a bound is in the lower bin": (
        retargeted(Bands, lambda _: {"tie": Tie.WORSE}),
        "a_band_agrees_with_plain_fractions",
    ),
    "Corporater: a limit belongs to the lower status": (ties_are_worse, ON_THE_STATED_SIDE),
    "ClimberKPI: on the target is red where less is better": (worse_ties_where_less_is_better, ON_THE_STATED_SIDE),
    "Oracle: equality falls to the lower band at the amber limit": (answering(amber_edge_is_red), ON_THE_STATED_SIDE),
    "Belfast: exactly the tolerance adrift is red": (
        answering(amber_edge_is_red),
        "a_threshold_agrees_with_plain_fractions",
    ),
    "Havering: within the tolerance is green": (
        answering(within_tolerance_is_green),
        "a_threshold_agrees_with_plain_fractions",
    ),
    "ServiceNow: no status between 89 and 90": (
        answering(no_colour_between_whole_numbers),
        "every_observation_gets_exactly_one_answer",
    ),
    "Council tax: 'below the average' taken for 'no more than'": (
        retargeted(InComparison, lambda _: {"strict": False}),
        "a_comparison_agrees_with_plain_fractions",
    ),
    "ETAS and RHDH: only the first edge of a range": (
        retargeted(Range, lambda target: {"high": target.low}),
        "a_range_agrees_with_plain_fractions",
    ),
    "Fingertips: as good as last year is better, whatever is stated": (
        retargeted(Improvement, lambda _: {"tie": Tie.BETTER}),
        "an_improvement_agrees_with_plain_fractions",
    ),
    "Fingertips: a percentile itself is in the lower part": (
        retargeted(InPosition, lambda _: {"tie": Tie.WORSE}),
        "a_position_agrees_with_plain_fractions",
    ),
    "Fingertips: intervals that touch are similar": (
        retargeted(Significance, lambda _: {"touching": "similar"}),
        SIGNIFICANCE,
    ),
    "Fingertips: an interval that touches its goal from above differs, and one from below does not": (
        differing_from_above_alone,
        SIGNIFICANCE,
    ),
    "an overlap of intervals that touch counts as none": (
        retargeted(Significance, lambda _: {"touching": "different"}),
        SIGNIFICANCE,
    ),
    "NHSRplotthedots: a target on a limit is hit or miss": (
        retargeted(ControlChart, tie_turned),
        "a_control_chart_agrees_with_plain_fractions",
    ),
    "Making Data Count: a target on the limit is never met": (
        retargeted(ControlChart, lambda _: {"tie": Tie.WORSE}),
        "a_control_chart_agrees_with_plain_fractions",
    ),
    "a point on the upper limit is outside": (
        with_fault("special cause", "asks 'value ≥ upper_limit'"),
        CHART_SAYS,
    ),
    "a point on the lower limit is outside": (
        with_fault("special cause", "asks 'value ≤ lower_limit'"),
        CHART_SAYS,
    ),
    "a run takes one point more": (with_fault("special cause", "asks '(one_side > run_length)"), CHART_SAYS),
    "a trend takes one point more": (with_fault("special cause", "asks 'rising > trend_length'"), CHART_SAYS),
    "a point on the mean goes on with the run before it": (
        patched(special_causes, "facts_of_point", on_the_mean_goes_on),
        CHART_SAYS,
    ),
    "StatCan and Camms: all of the way, and exactly so, is not there yet": (
        retargeted(Progress, lambda _: {"tie": Tie.WORSE}),
        "a_progress_agrees_with_plain_fractions",
    ),
    "ClearPoint: amber is beyond nine tenths, not from there": (
        with_fault("against a stated target", "asks '(amber_margin > 0) and tie_is_better'"),
        ON_THE_STATED_SIDE,
    ),
    "Google: a warning is told before a danger": (
        rated_as(WorstOf, as_the_best),
        "the_worst_of_several_agrees_with_plain_fractions",
    ),
    # The counter-examples to what holds of every rating.
    "totality: a status for whole numbers alone": (
        with_figures(cut_down_to_whole_numbers),
        "a_threshold_agrees_with_plain_fractions",
    ),
    "mirror: values without their sign": (with_figures(without_its_sign), "mirrored_polarity_mirrors_the_rating"),
    "monotone: high is always good": (high_is_always_good, "a_better_value_never_costs_a_colour"),
    "units: points taken for per cent": (
        retargeted(Threshold, points_as_per_cent),
        "a_threshold_agrees_with_plain_fractions",
    ),
    "rounding: what is printed is judged": (judged_as_printed, "a_threshold_agrees_with_plain_fractions"),
    "tolerance: the narrower of two spellings counts": (
        retargeted((Threshold, Range, Improvement, InComparison), per_cent_wins_over_an_amount),  # type: ignore[arg-type]
        "a_wider_tolerance_never_rates_worse",
    ),
    "tolerance: none is another rule than one of nothing": (without_a_tolerance_of_nothing, ON_THE_STATED_SIDE),
    "missing: no number compares as the worst": (
        answering(no_number_is_the_worst),
        "a_missing_value_is_grey_and_says_why",
    ),
    "missing: -99 is read as a number": (with_figures(a_hole_is_minus_99), "a_missing_value_is_grey_and_says_why"),
    "missing: what is unknown gets the first status": (
        answering(unknown_is_the_first_status),
        "without_a_target_the_rating_is_grey",
    ),
    "movement: any change is an improvement": (
        answering(up_is_an_improvement),
        "swapping_the_periods_reverses_the_movement",
    ),
    "movement: an arrow across two definitions": (
        answering(editions_are_compared),
        "ratings_under_two_definitions_are_not_compared",
    ),
    "movement: grey is below red": (
        answering(grey_is_below_red),
        "the_movement_agrees_with_the_order_of_the_statuses",
    ),
    "roll-up: the first member alone counts": (
        retargeted((AllOf, WorstOf), lambda target: {"members": target.members[:1]}),  # type: ignore[arg-type]
        "the_worst_of_several_agrees_with_plain_fractions",
    ),
    "roll-up: what is grey is left out, whatever is stated": (
        retargeted(AnyOf, without_the_grey),
        "any_of_several_agrees_with_plain_fractions",
    ),
    "roll-up: what is grey keeps its weight": (
        retargeted(Weighted, lambda _: {"grey": GreyPolicy.WORST}),
        "a_weighted_mean_agrees_with_plain_fractions",
    ),
    "roll-up: weights are not asked": (
        retargeted(Weighted, equal_weights),
        "a_weighted_mean_agrees_with_plain_fractions",
    ),
    "quantiles: equals share the worse place": (
        patched(Rank, "_among", equals_share_the_worse_place),
        "a_position_agrees_with_plain_fractions",
    ),
    "carried forward: shown as no change": (
        answering(not_updated_is_no_change),
        "carrying_a_figure_forward_twice_is_carrying_it_forward_once",
    ),
    "carried forward: shown as updated": (
        answering(carried_forward_is_unchanged),
        "carrying_a_figure_forward_twice_is_carrying_it_forward_once",
    ),
    "carried forward: never too old": (never_stale, "a_figure_that_has_gone_stale_stays_stale"),
    "comparator: a better average makes us better": (
        comparators_without_polarity,
        "a_harder_comparator_never_improves_the_rating",
    ),
    "determinism: what was rated last is remembered": (LastOneRated(), "the_order_of_registration_changes_nothing"),
    "determinism: the caller's precision of decimals": (
        with_figures(in_the_callers_decimals),
        "the_same_input_gives_the_same_rating",
    ),
    "history: later figures repaint": (on_the_last_figure, "later_figures_never_repaint_an_earlier_rating"),
    "history: rated again with what became known since": (
        as_at_today,
        "a_later_revision_changes_no_rating_as_at_an_earlier_date",
    ),
    "fail open: a duplicate is one of the two": (
        regarded_as(GreyReason.DUPLICATE, status=Rag.GREEN, grey_reason=None),
        "what_cannot_be_rated_is_grey_for_the_reason_that_it_has",
    ),
    **SOURCES,
}
"""Each fault, the engine that has it, and the law that finds it out."""
