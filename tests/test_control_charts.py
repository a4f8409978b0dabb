"""Control charts: the lines against textbooks, the runs by their definitions, and laws that any chart keeps."""

from __future__ import annotations

import decimal
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecard_core.statistics.control_charts import LIMIT_PLACES, ChartMethod, ChartPoint, Limits, chart, limits

QUANTUM = Decimal(1).scaleb(-LIMIT_PLACES)
METHOD = ChartMethod()

figures = st.decimals(min_value=-1000, max_value=1000, places=2)
histories = st.lists(figures | st.none(), min_size=2, max_size=30).map(tuple)
methods = st.builds(
    ChartMethod,
    baseline_points=st.none() | st.integers(2, 12),
    screened=st.booleans(),
    trend_points=st.integers(3, 8),
    close_of=st.integers(2, 4),
)


def values(text: str) -> tuple[Decimal | None, ...]:
    """Figures written in a row; a dash for one that is missing."""
    return tuple(None if word == "-" else Decimal(word) for word in text.split())


def points(text: str, method: ChartMethod = METHOD) -> list[ChartPoint]:
    """The points of a chart without gaps."""
    drawn = chart(values(text), method)
    assert None not in drawn
    return [point for point in drawn if point is not None]


def lines(text: str, *, screened: bool = True) -> Limits:
    found = limits(values(text), screened=screened)
    assert found is not None
    return found


def test_the_flow_rates_of_the_nist_handbook_have_the_limits_printed_there() -> None:
    """Example 6.3.2.2, individuals control charts. It multiplies by 3 / 1.128 where Wheeler rounds to 2.66."""
    found = lines("49.6 47.6 49.9 51.3 47.8 51.2 52.6 52.4 53.6 52.1")
    assert found.centre == Decimal("50.81")
    assert abs(found.upper - Decimal("55.8041")) < Decimal("0.001")
    assert abs(found.lower - Decimal("45.8159")) < Decimal("0.001")


def test_the_limits_are_2_66_mean_moving_ranges_from_the_mean() -> None:
    """The figures have a mean of 11.2, and their moving ranges of 2, 1, 2 and 3 one of 2."""
    assert lines("10 12 11 13 10") == Limits(
        centre=Decimal("11.2"),
        lower=Decimal("5.88"),
        upper=Decimal("16.52"),
        close_lower=Decimal("7.653333333333"),
        close_upper=Decimal("14.746666666667"),
    )


def test_a_moving_range_above_3_267_times_their_mean_is_left_out_of_the_limits() -> None:
    jump = "10 11 10 11 10 11 10 11 10 60"
    assert lines(jump).upper - lines(jump).centre == Decimal("2.66")
    assert lines(jump, screened=False).upper - lines(jump, screened=False).centre > 15


def test_a_moving_range_of_exactly_3_267_times_their_mean_is_left_out_too() -> None:
    """The moving ranges 3267, 733, 0 and 0 have a mean of 1000; without the first it is a third of 733."""
    found = lines("0 3267 4000 4000 4000")
    assert abs((found.upper - found.centre) - Decimal("2.66") * 733 / 3) <= 2 * QUANTUM


def test_no_moving_range_is_taken_across_a_gap() -> None:
    assert lines("1 2 - 50 51").upper - lines("1 2 - 50 51").centre == Decimal("2.66")


def test_without_two_figures_that_follow_each_other_there_is_no_chart() -> None:
    assert limits(values("5 - 7 - 9")) is None
    assert chart(values("5 - 7"), METHOD) == (None, None, None)
    assert chart((), METHOD) == ()


def test_the_limits_of_a_baseline_rest_on_its_points_alone() -> None:
    baseline = ChartMethod(baseline_points=4)
    assert points("10 12 10 12 90 95 70", baseline)[-1].limits == lines("10 12 10 12")


def test_a_gap_is_not_one_of_the_points_of_a_baseline() -> None:
    with_gap = chart(values("10 - 12 10 12 90"), ChartMethod(baseline_points=4))[-1]
    assert with_gap is not None
    assert with_gap.limits == lines("10 - 12 10 12")


def test_points_on_one_side_of_the_centre_line_are_counted_and_a_point_on_it_ends_the_run() -> None:
    drawn = points("1 1 2 3 3 3 2 1", ChartMethod())
    assert drawn[0].limits.centre == 2
    assert [point.one_side for point in drawn] == [2, 2, 0, 3, 3, 3, 0, 1]


def test_points_that_rise_and_fall_are_counted_and_a_repeated_one_ends_the_trend() -> None:
    drawn = points("1 2 3 3 4 5 6 5 4")
    assert [point.rising for point in drawn] == [1, 3, 3, 1, 4, 4, 4, 1, 1]
    assert [point.falling for point in drawn] == [1, 1, 1, 1, 1, 1, 1, 3, 3]


@pytest.mark.parametrize(("trend_points", "rising", "falling"), [(3, 1, 3), (4, 4, 1)])
def test_a_turning_point_belongs_to_the_later_trend_if_that_is_long_enough(
    trend_points: int, rising: int, falling: int
) -> None:
    peak = points("1 2 3 4 3 2", ChartMethod(trend_points=trend_points))[3]
    assert (peak.rising, peak.falling) == (rising, falling)


def test_a_gap_ends_every_run() -> None:
    drawn = chart(values("1 2 3 - 4 5 6"), METHOD)
    assert [point and point.rising for point in drawn] == [1, 3, 3, None, 1, 3, 3]
    assert [point and point.one_side for point in drawn] == [3, 3, 3, None, 3, 3, 3]


def baseline_of_ten(text: str) -> list[ChartPoint]:
    """Points after a baseline with a mean of 10, limits at 7.34 and 12.66, close from 8.23 and 11.77 on."""
    return points("9.5 10.5 9.5 10.5 " + text, ChartMethod(baseline_points=4))[4:]


def test_points_close_to_a_limit_are_counted_among_three_in_a_row() -> None:
    assert [point.close for point in baseline_of_ten("12 10.5 12 10.5 10.5 12 10.5")] == [2, 0, 2, 0, 0, 1, 0]


def test_points_close_to_opposite_limits_are_not_counted_together() -> None:
    assert [point.close for point in baseline_of_ten("12 8 12 8")] == [0, 0, 0, 0]


def test_a_point_outside_the_limits_is_not_close_to_one() -> None:
    assert [point.close for point in baseline_of_ten("13 12 10.5")] == [0, 1, 0]


def test_a_point_exactly_on_a_limit_is_close_and_one_exactly_on_the_inner_line_is_not() -> None:
    on_limit, inner = (
        baseline_of_ten("12.66 12.66 12.66"),
        points("8.5 11.5 8.5 11.5 15.32 15.32 15.32", ChartMethod(baseline_points=4))[4:],
    )
    assert [point.close for point in on_limit] == [3, 3, 3]
    assert inner[0].limits.close_upper == Decimal("15.32")
    assert [point.close for point in inner] == [0, 0, 0]


@given(histories, methods, st.decimals(min_value=-500, max_value=500, places=2))
def test_shifting_the_series_shifts_the_lines_and_changes_no_run(
    history: tuple[Decimal | None, ...], method: ChartMethod, by: Decimal
) -> None:
    moved = tuple(None if value is None else value + by for value in history)
    before, after = limits(history, screened=method.screened), limits(moved, screened=method.screened)
    if before is None or after is None:
        assert before is after
        return
    # Half up is away from nought, so a tie that crosses nought may round the other way.
    assert all(abs(new - old - by) <= QUANTUM for old, new in zip(_lines(before), _lines(after), strict=True))


@given(histories, methods)
def test_mirroring_the_series_mirrors_the_chart(history: tuple[Decimal | None, ...], method: ChartMethod) -> None:
    mirrored = chart(tuple(None if value is None else -value for value in history), method)
    for point, image in zip(chart(history, method), mirrored, strict=True):
        if point is None or image is None:
            assert point is image
            continue
        assert _lines(image.limits) == tuple(-line for line in (_mirrored_lines(point.limits)))
        assert (image.one_side, image.close) == (point.one_side, point.close)
        assert (image.rising, image.falling) == (point.falling, point.rising)


def _lines(found: Limits) -> tuple[Decimal, ...]:
    return (found.lower, found.close_lower, found.centre, found.close_upper, found.upper)


def _mirrored_lines(found: Limits) -> tuple[Decimal, ...]:
    return _lines(found)[::-1]


@given(st.decimals(min_value=-(10**9), max_value=10**9), st.integers(2, 20))
def test_a_constant_series_has_limits_without_width_and_no_point_outside_them(value: Decimal, count: int) -> None:
    for point in chart((value,) * count, METHOD):
        assert point is not None
        assert set(_lines(point.limits)) == {value}
        assert (point.one_side, point.rising, point.falling, point.close) == (0, 1, 1, 0)


@given(histories, methods)
def test_the_lines_are_in_their_order(history: tuple[Decimal | None, ...], method: ChartMethod) -> None:
    found = limits(history, screened=method.screened)
    assert found is None or list(_lines(found)) == sorted(_lines(found))


@given(histories)
def test_the_lines_do_not_depend_on_the_callers_decimal_context(history: tuple[Decimal | None, ...]) -> None:
    usual = limits(history)
    with decimal.localcontext(decimal.Context(prec=3)):
        assert limits(history) == usual


@given(histories, st.integers(2, 10), st.lists(figures, max_size=8))
def test_later_points_never_move_the_limits_of_a_full_baseline(
    history: tuple[Decimal | None, ...], size: int, later: list[Decimal]
) -> None:
    method = ChartMethod(baseline_points=size)
    if sum(value is not None for value in history) < size:
        return
    now, then = chart(history, method), chart((*history, *later), method)
    assert [point and point.limits for point in now] == [point and point.limits for point in then[: len(now)]]
