"""Overrides: what someone accountable says, with the engine's own answer always beside it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from scorecard_core import (
    Basis,
    GreyReason,
    Indicator,
    InputError,
    Movement,
    Observation,
    Observations,
    Override,
    Overrides,
    Problems,
    PublishedRating,
    PublishedRatings,
    Rag,
    Rating,
    Registry,
    assess,
    explain,
    parse_period,
    rate,
    rate_scorecard,
    read_overrides,
)
from scorecard_core.cli import main

NOW, BEFORE = parse_period("Q4 2016/17"), parse_period("Q3 2016/17")
INDICATOR = Indicator.model_validate(
    {
        "id": "council.case",
        "title": "A case",
        "unit": "case",
        "frequency": "quarter",
        "polarity": "low_is_good",
        "target": {"type": "threshold", "value": 60},
    }
)
FIGURES = Observations(
    Observation(measure="council.case", area="Here", period=period, value=Decimal(value))
    for period, value in ((BEFORE, 55), (NOW, 66))
)
SAID = date(2017, 4, 20)


def override(status: str = "amber", **more: Any) -> Override:
    given = {"by": "The Director", "on": SAID, "reason": "a large family moved in.", "expires": date(2017, 6, 30)}
    return Override(
        **{"indicator": "council.case", "area": "Here", "period": NOW, "status": Rag(status), **given, **more}
    )


def rated(*overrides: Override, observations: Observations = FIGURES, **more: Any) -> Rating:
    return rate(INDICATOR, observations, NOW, area="Here", overrides=Overrides(overrides), **more)


@pytest.mark.parametrize("status", ["green", "amber"])
def test_an_override_is_the_status_and_the_engine_s_own_stands_beside_it(status: str) -> None:
    rating = rated(override(status))
    assert (rating.status, rating.basis, rating.engine_status) == (Rag(status), Basis.JUDGEMENT, Rag.RED)


def test_the_reason_says_who_when_why_and_until_when_and_what_the_engine_says() -> None:
    assert rated(override()).reason == (
        "Amber: The Director said so on 20/04/2017 because a large family moved in (until 30/06/2017). "
        "The engine's own answer is red: 66 cases is above the ceiling of 60 cases, and lower is better. "
        "It was Green at Q3 2016/17 (55); the value got worse."
    )


def test_an_override_without_an_end_holds_for_good() -> None:
    assert "moved in. The engine's" in rated(override(expires=None), as_at=date(2030, 1, 1)).reason


def test_an_override_changes_nothing_that_the_status_rests_on() -> None:
    with_it, without = rated(override()), rated()
    for name in ("value", "reference", "green_limit", "branch", "stage", "travel", "facts", "updated", "target"):
        assert getattr(with_it, name) == getattr(without, name), name


def test_movement_compares_what_is_reported() -> None:
    before = PublishedRating(indicator="council.case", area="Here", period=BEFORE, status=Rag.RED)
    assert rated(published=PublishedRatings([before])).movement is Movement.UNCHANGED
    assert rated(override(), published=PublishedRatings([before])).movement is Movement.IMPROVED


def test_a_later_movement_starts_from_an_earlier_override() -> None:
    earlier = override("red", period=BEFORE, on=date(2017, 1, 20), expires=date(2017, 2, 28))
    rating = rated(earlier)
    assert (rating.previous_status, rating.movement, rating.basis) == (Rag.RED, Movement.UNCHANGED, Basis.COMPUTED)


def test_an_override_is_for_its_own_place_alone() -> None:
    others = [override(area="There"), override(indicator="council.other"), override(period=BEFORE)]
    assert rated(*others).basis is Basis.COMPUTED


def test_a_colour_given_for_a_period_is_news_even_where_the_figure_is_carried_forward() -> None:
    old = Observations(one for one in FIGURES if one.period == BEFORE)
    before = PublishedRatings([PublishedRating(indicator="council.case", area="Here", period=BEFORE, status=Rag.GREEN)])
    assert rated(observations=old, published=before).movement is Movement.NOT_UPDATED
    rating = rated(override(), observations=old, published=before)
    assert (rating.movement, rating.updated, rating.carried_from) == (Movement.WORSENED, False, BEFORE)


def test_an_override_may_colour_what_the_engine_cannot_rate() -> None:
    rating = rated(override("red"), observations=Observations())
    assert (rating.status, rating.grey_reason, rating.engine_status) == (Rag.RED, None, Rag.GREY)


def test_an_override_to_grey_withdraws_the_rating() -> None:
    rating = rated(override("grey"))
    assert (rating.status, rating.grey_reason, rating.engine_status) == (Rag.GREY, GreyReason.WITHDRAWN, Rag.RED)


def test_an_override_stands_before_a_rating_that_a_report_printed() -> None:
    printed = PublishedRating(indicator="council.case", area="Here", period=NOW, status=Rag.GREEN, take_over=True)
    rating = rated(override("red"), observations=Observations(), published=PublishedRatings([printed]))
    assert (rating.status, rating.basis) == (Rag.RED, Basis.JUDGEMENT)


@pytest.mark.parametrize(
    ("changes", "as_at", "why"),
    [
        ({"on": None}, None, "The Director said Amber; it is undated, so it does not count."),
        (
            {},
            date(2017, 4, 19),
            "The Director said Amber on 20/04/2017, which is after 19/04/2017, so it does not count yet.",
        ),
        (
            {},
            date(2017, 7, 1),
            "The Director said Amber on 20/04/2017; it expired on 30/06/2017, so it does not count.",
        ),
        (
            {"on": date(2017, 1, 1), "expires": date(2017, 3, 30)},
            None,
            "The Director said Amber on 01/01/2017; it expired on 30/03/2017, so it does not count.",
        ),
    ],
    ids=["undated", "in the future", "expired", "expired before the period ended"],
)
def test_an_override_that_does_not_count_says_so_and_changes_nothing_else(
    changes: dict[str, Any], as_at: date | None, why: str
) -> None:
    with_it, without = rated(override(**changes), as_at=as_at), rated(as_at=as_at)
    assert (with_it.status, with_it.basis, with_it.engine_status) == (Rag.RED, Basis.COMPUTED, None)
    assert with_it.reason == f"{without.reason} {why}"


@pytest.mark.parametrize("day", [SAID, date(2017, 6, 30)])
def test_an_override_counts_on_its_first_and_on_its_last_day(day: date) -> None:
    assert rated(override(), as_at=day).status is Rag.AMBER


@given(status=st.sampled_from(Rag), value=st.integers(0, 120))
def test_the_engine_s_own_answer_is_the_rating_without_the_override(status: Rag, value: int) -> None:
    figures = Observations([Observation(measure="council.case", area="Here", period=NOW, value=Decimal(value))])
    rating = rated(override(status), observations=figures)
    assert (rating.status, rating.engine_status) == (status, rated(observations=figures).status)


def test_the_explanation_shows_the_list_that_decided() -> None:
    text = explain(assess(INDICATOR, FIGURES, NOW, area="Here", overrides=Overrides([override()])))
    assert "Council.case" not in text
    assert "=> 4. otherwise: Counts" in text.partition("\nOverride\n")[2].partition("\nMovement")[0]


def test_several_for_one_place_are_an_error() -> None:
    with pytest.raises(Problems) as refused:
        Overrides([override(), override("green", place="overrides.csv, line 3")])
    (error,) = refused.value.errors
    assert error.code == "override-duplicate"
    assert str(error) == (
        "overrides.csv, line 3: a second override of 'council.case', Here, Q4 2016/17; expected one. "
        "Leave the one that no longer holds out."
    )


@pytest.mark.parametrize(("absent", "word"), [({"by": " "}, "author"), ({"reason": ""}, "reason")])
def test_an_override_that_nobody_stands_for_is_an_error(absent: dict[str, str], word: str) -> None:
    with pytest.raises(InputError) as refused:
        override(**absent)
    assert refused.value.code == "override-incomplete"
    assert str(refused.value) == (
        f"an override of 'council.case', Here, Q4 2016/17 without {word}; expected who says so, and why."
    )


HEADER = "indicator,area,period,status,by,date,reason,expires\n"
LINE = "council.case,Here,Q4 2016/17,Amber,The Director,20/04/2017,a large family moved in.,2017-06-30\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "overrides.csv"
    path.write_text(HEADER + LINE, encoding="utf-8")
    return path


def test_a_file_of_overrides_is_read_with_every_cell_in_its_place(file: Path) -> None:
    assert list(read_overrides(file, Registry.of(INDICATOR))) == [override()]


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (
            LINE + LINE,
            ", line 3: a second override of 'council.case', Here, Q4 2016/17; expected one. "
            "Leave the one that no longer holds out.",
        ),
        (LINE.replace("The Director", ""), ", line 2, by: nothing; expected a value in every row."),
        (LINE.replace("Amber", "Blue"), ", line 2, status: 'Blue'; expected one of green, amber, red, grey."),
        (
            LINE.replace("council.case", "council.cast"),
            ", line 2: no indicator 'council.cast'. Did you mean 'council.case'?",
        ),
    ],
)
def test_what_is_wrong_with_a_file_of_overrides_is_told(file: Path, lines: str, text: str) -> None:
    file.write_text(HEADER + lines, encoding="utf-8")
    with pytest.raises(Problems) as refused:
        read_overrides(file, Registry.of(INDICATOR))
    assert [str(error) for error in refused.value.errors] == [f"overrides.csv{text}"]


def test_a_scorecard_counts_an_override_among_the_judgements() -> None:
    card = rate_scorecard(Registry.of(INDICATOR), FIGURES, NOW, area="Here", overrides=Overrides([override()]))
    assert (card.counts()[Rag.AMBER], card.bases()[Basis.JUDGEMENT]) == (1, 1)


def test_the_command_rates_with_overrides(tmp_path: Path, file: Path) -> None:
    (tmp_path / "council.toml").write_text(
        'format = 1\n[case]\ntitle = "A case"\nunit = "case"\nfrequency = "quarter"\npolarity = "low_is_good"\n'
        'target = { type = "threshold", value = 60 }\n',
        encoding="utf-8",
    )
    (tmp_path / "figures.csv").write_text(
        "measure,area,period,value\ncouncil.case,Here,Q4 2016/17,66\n", encoding="utf-8"
    )
    given_files = ["-d", str(tmp_path / "council.toml"), "-i", str(tmp_path / "figures.csv")]
    done = CliRunner().invoke(main, ["rate", *given_files, "--overrides", str(file), "--format", "csv"])
    assert done.exit_code == 0, done.output
    assert ",amber," in done.output and ",judgement,red," in done.output
