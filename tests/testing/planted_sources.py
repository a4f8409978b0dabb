"""What is looked up in the wrong place, for each source of facts, and the law that finds it out."""

from __future__ import annotations

from typing import Any

from scorecard_core.evidence import Evidence
from scorecard_core.observations import Series
from scorecard_core.references import Compared, Forecast, Hardest, Reported, Run, TargetSeries
from scorecard_core.significance import Limit
from scorecard_core.special_causes import Charted
from scorecard_core.standing import Cut, Group
from scorecard_core.stated import Months, Path, Profiled
from tests.testing.wrong_sources import (
    a_chart_of_everything,
    a_chart_without_the_last_point,
    in_todays_vintage,
    last_year_is_the_period_before,
    of_the_period_before,
    on_the_last_day,
    on_where_a_value_stays,
    other_end_of_the_interval,
    patched,
    the_comparator_of_today_at_the_base,
    the_easiest,
    the_figure_itself_in_its_average,
    the_figure_so_far,
    the_highest_come_first,
    the_known_ones_alone,
    the_last_target_lives_on,
    the_last_there_was,
    the_latest_target,
    the_period_before_for_a_baseline,
    the_target_before,
    up_to_the_period_itself,
    whatever_is_latest,
    with_itself_in_the_group,
    without_the_area_itself,
)

IMPROVEMENT = "an_improvement_agrees_with_plain_fractions"
RUN = "a_run_of_improvements_agrees_with_plain_fractions"
POSITION = "a_position_agrees_with_plain_fractions"
TARGETS = "the_target_of_another_period_never_stands_in"
HARDEST = "the_hardest_of_several_numbers_is_the_one_to_beat"

SOURCES: dict[str, tuple[Any, str]] = {
    "own: the wrong period": (
        patched(Evidence, "base_period", last_year_is_the_period_before),
        "an_earlier_figure_is_that_of_its_period_and_of_no_other",
    ),
    "own: a gap is skipped": (
        patched(Series, "before", the_last_there_was),
        "an_earlier_figure_is_that_of_its_period_and_of_no_other",
    ),
    "own: the period before for a baseline": (
        patched(Evidence, "base_period", the_period_before_for_a_baseline),
        IMPROVEMENT,
    ),
    "own: the figure itself in its average": (
        patched(Evidence, "_average", the_figure_itself_in_its_average),
        IMPROVEMENT,
    ),
    "run: up to this period, and counted twice": (patched(Run, "find", up_to_the_period_itself), RUN),
    "run: it goes on where a value stays": (patched(Run, "find", on_where_a_value_stays), RUN),
    "comparator: the wrong vintage": (
        patched(Compared, "find", in_todays_vintage),
        "a_later_revision_changes_no_rating_as_at_an_earlier_date",
    ),
    "comparator: an older figure for this one": (
        patched(Compared, "find", whatever_is_latest),
        "a_comparators_older_figure_counts_only_where_the_latest_will_do",
    ),
    "comparator: of the period before": (
        patched(Compared, "find", of_the_period_before),
        "a_comparison_agrees_with_plain_fractions",
    ),
    "comparator: today's at the base, too": (
        patched(Compared, "find", the_comparator_of_today_at_the_base),
        "a_gap_agrees_with_plain_fractions",
    ),
    "comparator: the area itself in its group": (
        patched(Compared, "find", with_itself_in_the_group),
        "a_group_of_areas_is_what_the_others_have",
    ),
    "standing: the others of the period before": (patched(Group, "values", of_the_period_before), POSITION),
    "standing: the area itself is no member": (patched(Group, "values", without_the_area_itself), POSITION),
    "standing: the highest come first, whichever are good": (patched(Cut, "_among", the_highest_come_first), POSITION),
    "interval: one end of it for the other": (
        patched(Limit, "find", other_end_of_the_interval),
        "a_test_of_significance_agrees_with_plain_fractions",
    ),
    "interval: of the period before": (
        patched(Limit, "find", of_the_period_before),
        "a_test_of_significance_agrees_with_plain_fractions",
    ),
    "chart: later points repaint it": (
        patched(Charted, "find", a_chart_of_everything),
        "later_figures_never_repaint_an_earlier_rating",
    ),
    "chart: of the point before": (
        patched(Charted, "find", a_chart_without_the_last_point),
        "a_control_chart_says_what_sets_a_figure_apart",
    ),
    "target: the last one lives on": (patched(Profiled, "at", the_last_target_lives_on), TARGETS),
    "target: the latest in its series": (patched(TargetSeries, "find", the_latest_target), TARGETS),
    "target: the easiest of several": (patched(Hardest, "find", the_easiest), HARDEST),
    "target: the hardest of those that are known": (patched(Hardest, "find", the_known_ones_alone), HARDEST),
    "target: where the path was a period ago": (
        patched(Path, "at", the_target_before),
        "a_trajectory_agrees_with_plain_fractions",
    ),
    "target: the months that were gone a period ago": (
        patched(Months, "at", the_target_before),
        "a_progress_agrees_with_plain_fractions",
    ),
    "forecast: the figure so far": (
        patched(Forecast, "find", the_figure_so_far),
        "an_expected_outturn_is_judged_where_the_definition_says_so",
    ),
    "report: the last day of the period, not the day it came with": (
        patched(Reported, "find", on_the_last_day),
        "a_milestone_agrees_with_plain_fractions",
    ),
}
"""Each fault of a source, the engine that has it, and the law that finds it out."""
