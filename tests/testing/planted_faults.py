"""What other tools do, planted into the engine, and the law that finds it out.

The conventions are those found in published tools and in the complaints of their users. Each is right where it is
stated; here it is a fault, since the definition states something else.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from scorecard_core import (
    Bands,
    GreyReason,
    Improvement,
    InComparison,
    Indicator,
    Movement,
    Observation,
    Polarity,
    Rag,
    Range,
    Rating,
    Threshold,
    Tie,
    Travel,
    rate,
)
from scorecard_core.observations import Series
from scorecard_core.references import Compared
from scorecard_core.terms import JudgedFigure
from tests.testing.wrong_rates import (
    Evidence,
    LastOneRated,
    answering,
    as_at_today,
    carried_forward_is_unchanged,
    comparators_without_polarity,
    editions_are_compared,
    half_open_range,
    high_is_always_good,
    in_the_callers_decimals,
    in_todays_vintage,
    last_year_is_the_period_before,
    never_stale,
    on_the_last_figure,
    patched,
    per_cent_wins_over_an_amount,
    points_as_per_cent,
    regarded_as,
    retargeted,
    the_last_there_was,
    ties_are_worse,
    whatever_is_latest,
    with_figures,
    with_itself_in_the_group,
    with_target,
    without_its_sign,
)


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
    # Where facts come from.
    "facts: the wrong period": (
        patched(Evidence, "base_period", last_year_is_the_period_before),
        "an_earlier_figure_is_that_of_its_period_and_of_no_other",
    ),
    "facts: a gap is skipped": (
        patched(Series, "before", the_last_there_was),
        "an_earlier_figure_is_that_of_its_period_and_of_no_other",
    ),
    "facts: the wrong vintage": (
        patched(Compared, "find", in_todays_vintage),
        "a_later_revision_changes_no_rating_as_at_an_earlier_date",
    ),
    "facts: an older figure for this one": (
        patched(Compared, "find", whatever_is_latest),
        "a_comparators_older_figure_counts_only_where_the_latest_will_do",
    ),
    "facts: the area itself in its group": (
        patched(Compared, "find", with_itself_in_the_group),
        "a_group_of_areas_is_what_the_others_have",
    ),
}
"""Each fault, the engine that has it, and the law that finds it out."""
