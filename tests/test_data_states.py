"""What a figure's state does to its status, its movement, its direction of travel and what is printed."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from scorecard_core import (
    Flag,
    GreyReason,
    Indicator,
    MissingReason,
    Movement,
    Observation,
    Observations,
    Problems,
    PublishedRating,
    PublishedRatings,
    Rag,
    Rating,
    Registry,
    Travel,
    parse_period,
    rate,
    read_observations,
)
from scorecard_core.frames import rate_frame

NOW, BEFORE, EARLIER, NEXT = "Q4 2016/17", "Q3 2016/17", "Q2 2016/17", "Q1 2017/18"
TABLE = Path(__file__).parents[1] / "docs" / "reference" / "data-states.md"


def indicator(**more: Any) -> Indicator:
    return Indicator.model_validate(
        {
            "id": "council.case",
            "title": "A case",
            "unit": "percent",
            "frequency": "quarter",
            "polarity": "low_is_good",
            "target": {"type": "threshold", "value": 60},
            **more,
        }
    )


def row(period: str, value: str | None = None, reason: MissingReason | None = None, **more: Any) -> Observation:
    number = None if value is None else Decimal(value)
    return Observation(
        measure="council.case",
        area=more.pop("area", "Here"),
        period=parse_period(period),
        value=number,
        missing_reason=reason,
        **more,
    )


def rated(*rows: Observation, at: str = NOW, before: str | None = None, **more: Any) -> Rating:
    ledger = PublishedRatings()
    if before:
        period = parse_period(BEFORE)
        known = PublishedRating(indicator="council.case", area="Here", period=period, status=Rag(before))
        ledger = PublishedRatings([known])
    as_at = more.pop("as_at", None)
    return rate(indicator(**more), Observations(rows), parse_period(at), area="Here", as_at=as_at, published=ledger)


TOLD = (Flag.PROVISIONAL, Flag.ESTIMATED, Flag.REVISED)


@pytest.mark.parametrize("flag", TOLD)
def test_a_flagged_figure_is_rated_moves_and_travels_as_any_other(flag: Flag) -> None:
    flagged = rated(row(NOW, "66", flag=flag), row(BEFORE, "50"))
    plain = rated(row(NOW, "66"), row(BEFORE, "50"))
    assert (flagged.status, flagged.movement, flagged.travel) == (plain.status, plain.movement, plain.travel)
    assert (flagged.flag, plain.flag) == (flag, None)


@pytest.mark.parametrize("flag", TOLD)
def test_a_flagged_figure_is_printed_as_what_it_is(flag: Flag) -> None:
    assert rated(row(NOW, "66", flag=flag)).reason.startswith(f"66% ({flag}) is above the ceiling of 60%")


@pytest.mark.parametrize("flag", TOLD)
def test_a_flagged_comparator_is_printed_as_what_it_is(flag: Flag) -> None:
    other = row(NOW, "43.1", area="England", flag=flag)
    rating = rated(row(NOW, "43.2"), other, target={"type": "comparator", "with": "england"})
    assert rating.reason.startswith(f"43.2% is above England's 43.1% ({flag}) (Q4 2016/17)")


def test_a_break_is_not_printed_behind_the_figure_but_where_it_counts() -> None:
    rating = rated(row(NOW, "66", flag=Flag.SERIES_BREAK), row(BEFORE, "50"))
    assert rating.reason.startswith("66% is above the ceiling")
    assert (rating.status, rating.movement, rating.travel) == (Rag.RED, Movement.NOT_COMPARABLE, Travel.NOT_COMPARABLE)
    assert "the series has a break" in rating.reason


PHRASES = [(GreyReason(reason), reason) for reason in MissingReason]


@pytest.mark.parametrize(("grey", "reason"), PHRASES)
def test_a_figure_that_is_missing_for_a_reason_is_grey_for_that_reason(grey: GreyReason, reason: MissingReason) -> None:
    rating = rated(row(NOW, reason=reason), row(BEFORE, "50"))
    assert (rating.status, rating.grey_reason, rating.value) == (Rag.GREY, grey, None)
    assert f"It has no rating because {grey.phrase}: Grey" in rating.reason


@pytest.mark.parametrize("reason", MissingReason)
def test_a_figure_that_is_missing_for_a_reason_loses_its_colour_and_its_direction(reason: MissingReason) -> None:
    rating = rated(row(NOW, reason=reason), row(BEFORE, "50"))
    assert (rating.movement, rating.travel) == (Movement.NO_LONGER_RATED, Travel.NOT_COMPARABLE)
    assert rated(row(NOW, reason=reason), before="grey").movement is Movement.UNCHANGED


@pytest.mark.parametrize("reason", [one for one in MissingReason if one is not MissingReason.NOT_DUE])
def test_nothing_travels_from_a_missing_figure_and_a_colour_after_it_is_new(reason: MissingReason) -> None:
    rating = rated(row(NEXT, "50"), row(NOW, reason=reason), at=NEXT)
    assert (rating.movement, rating.travel) == (Movement.NEWLY_RATED, Travel.NOT_COMPARABLE)


def test_a_period_for_which_nothing_was_due_leaves_no_rating_on_record() -> None:
    rating = rated(row(NEXT, "50"), row(NOW, reason=MissingReason.NOT_DUE), at=NEXT)
    assert rating.movement is Movement.NO_PREVIOUS_RATING


@pytest.mark.parametrize("reason", MissingReason)
def test_an_old_figure_is_not_carried_over_a_reason(reason: MissingReason) -> None:
    rating = rated(row(NOW, reason=reason), row(BEFORE, "50"))
    assert (rating.carried_from, rating.updated) == (None, False)


def test_without_a_row_the_latest_figure_is_carried_forward_with_its_own_direction() -> None:
    rating = rated(row(BEFORE, "50"), row(EARLIER, "55"))
    assert (rating.status, rating.movement, rating.travel) == (Rag.GREEN, Movement.NOT_UPDATED, Travel.IMPROVING)
    assert (rating.updated, str(rating.carried_from)) == (False, BEFORE)
    assert "There is no new figure: the one for Q3 2016/17 is carried forward" in rating.reason


def test_a_figure_carried_too_long_is_grey_and_keeps_its_direction() -> None:
    rating = rated(row(EARLIER, "50"), row("Q1 2016/17", "55"), before="green", maximum_age=3)
    assert (rating.status, rating.grey_reason) == (Rag.GREY, GreyReason.STALE)
    assert (rating.movement, rating.travel) == (Movement.NO_LONGER_RATED, Travel.IMPROVING)


def test_without_any_figure_there_is_no_data() -> None:
    rating = rated()
    assert (rating.grey_reason, rating.travel) == (GreyReason.NO_DATA, Travel.NOT_COMPARABLE)


def test_a_figure_that_need_not_be_there_yet_is_not_due() -> None:
    assert rated(as_at=date(2017, 4, 10), due_days=30).grey_reason is GreyReason.NOT_DUE
    assert rated(as_at=date(2017, 5, 10), due_days=30).grey_reason is GreyReason.NO_DATA


LIMITS = {"minimum": 0, "maximum": 100}


@pytest.mark.parametrize("value", ["0", "100", "50"])
def test_a_figure_on_a_natural_limit_is_a_figure(value: str) -> None:
    assert rated(row(NOW, value), **LIMITS).value == Decimal(value)


@pytest.mark.parametrize("value", ["-99", "-0.0001", "100.0001", "999"])
def test_a_figure_beyond_its_natural_limits_is_out_of_range(value: str) -> None:
    rating = rated(row(NOW, value), row(BEFORE, "50"), **LIMITS)
    assert (rating.status, rating.grey_reason, rating.value) == (Rag.GREY, GreyReason.OUT_OF_RANGE, None)
    assert (rating.movement, rating.travel) == (Movement.NO_LONGER_RATED, Travel.NOT_COMPARABLE)
    assert f"the figure of {value}% is beyond its natural limits, from 0% to 100%" in rating.reason


@pytest.mark.parametrize(("limits", "words"), [({"minimum": 0}, "at least 0%"), ({"maximum": 100}, "at most 100%")])
def test_one_natural_limit_leaves_the_other_side_open(limits: dict[str, int], words: str) -> None:
    outside, inside = ("-99", "999") if "minimum" in limits else ("999", "-99")
    assert rated(row(NOW, inside), **limits).grey_reason is None
    assert words in rated(row(NOW, outside), **limits).reason


def test_a_figure_in_another_unit_is_held_against_the_limits_in_the_definition_s() -> None:
    assert rated(row(NOW, "0.5", unit="proportion"), minimum=1, maximum=100).value == 50
    assert rated(row(NOW, "1.5", unit="proportion"), **LIMITS).grey_reason is GreyReason.OUT_OF_RANGE


def test_nothing_travels_from_a_figure_beyond_its_limits_and_nobody_is_compared_with_one() -> None:
    assert rated(row(NOW, "50"), row(BEFORE, "-99"), **LIMITS).travel is Travel.NOT_COMPARABLE
    target = {"type": "comparator", "with": "england"}
    rating = rated(row(NOW, "50"), row(NOW, "-99", area="England"), target=target, **LIMITS)
    assert rating.grey_reason is GreyReason.NO_COMPARATOR


def test_limits_the_wrong_way_round_are_refused() -> None:
    with pytest.raises(ValueError, match="minimum 2 above maximum 1; expected minimum ≤ maximum") as refused:
        indicator(minimum=2, maximum=1)
    assert "limits-crossed" in str(refused.value.errors())  # type: ignore[attr-defined]


FILE = "measure,area,period,value,unit\ncouncil.case,Here,Q4 2016/17,{value},{unit}\n"


@pytest.mark.parametrize(("value", "unit"), [("-99", ""), ("101", "percent"), ("-0.99", "proportion")])
def test_a_code_for_no_figure_is_refused_where_a_file_is_read(tmp_path: Path, value: str, unit: str) -> None:
    file = tmp_path / "figures.csv"
    file.write_text(FILE.format(value=value, unit=unit), encoding="utf-8")
    with pytest.raises(Problems) as refused:
        read_observations(file, registry=Registry.of(indicator(**LIMITS)))
    (error,) = refused.value.errors
    assert error.code == "value-beyond-limits"
    assert str(error) == (
        f"figures.csv, line 2, value: {value}, beyond the natural limits of 'council.case'; expected at least 0 and at "
        "most 100. Where it stands for no figure, leave the cell empty and give the missing_reason."
    )


def test_without_limits_a_file_may_hold_any_number(tmp_path: Path) -> None:
    file = tmp_path / "figures.csv"
    file.write_text(FILE.format(value="-99", unit=""), encoding="utf-8")
    assert len(read_observations(file, registry=Registry.of(indicator()))) == 1


def test_frames_know_natural_limits_too() -> None:
    import polars

    values = [-99.0, 0.0, 100.0, 100.1]
    periods = ["Q1 2016/17", EARLIER, BEFORE, NOW]
    frame = polars.DataFrame({"measure": "council.case", "area": "Here", "period": periods, "value": values})
    ratings = rate_frame(frame, Registry.of(indicator(**LIMITS)), columns=["period", "grey_reason"])
    found = dict(ratings.iter_rows())
    assert [found[period] for period in periods] == ["out_of_range", None, None, "out_of_range"]


def test_every_state_has_its_row_in_the_one_table() -> None:
    rows = re.findall(r"^\| `(\w+)` \|", TABLE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    found_by_the_engine = {GreyReason.STALE, GreyReason.NO_DATA, GreyReason.OUT_OF_RANGE}
    assert set(rows) == {*map(str, Flag), *map(str, MissingReason), *map(str, found_by_the_engine)}
    assert len(rows) == len(set(rows))
