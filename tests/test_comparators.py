"""Comparators: who an indicator is compared with, how a group becomes one figure, and which of its figures counts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from statistics import median as middle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from scorecard_core import (
    ENGLAND,
    Comparator,
    Contribution,
    GreyReason,
    Indicator,
    Observation,
    Observations,
    Problems,
    Provenance,
    Rag,
    Rating,
    Registry,
    definitions_to_toml,
    parse_period,
    rate,
    rate_scorecard,
    read_definitions,
)
from scorecard_core.frames import rate_frame

NOW, BEFORE = "Q4 2016/17", "Q3 2016/17"


def group(**more: Any) -> Comparator:
    return Comparator.model_validate(
        {"id": "region", "name": "the region", "areas": ["A", "B", "C", "D"], "statistic": "mean", **more}
    )


def indicator(*comparators: Comparator | str, **target: Any) -> Indicator:
    return Indicator.model_validate(
        {
            "id": "council.case",
            "title": "A case",
            "unit": "case",
            "frequency": "quarter",
            "polarity": "low_is_good",
            "comparators": comparators,
            "target": {"type": "comparator", "with": "region", **target},
        }
    )


def figure(area: str, value: str, period: str = NOW, **more: Any) -> Observation:
    return Observation(measure="council.case", area=area, period=parse_period(period), value=Decimal(value), **more)


def rated(one: Indicator, *rows: Observation, area: str = "Here", **more: Any) -> Rating:
    return rate(one, Observations(rows), parse_period(NOW), area=area, **more)


OURS = figure("Here", "10")
THEIRS = [figure(area, value) for area, value in (("A", "1"), ("B", "2"), ("C", "6"), ("D", "20"))]


# The statistic.


@pytest.mark.parametrize(
    ("statistic", "reference", "source"),
    [
        ({"statistic": "mean"}, "7.25", "mean of 4 areas"),
        ({"statistic": "median"}, "4", "median of 4 areas"),
        ({"statistic": "quantile", "quantile": "0.25"}, "1.75", "quantile 0.25 (type 7) of 4 areas"),
        ({"statistic": "quantile", "quantile": 0}, "1", "quantile 0 (type 7) of 4 areas"),
        ({"statistic": "quantile", "quantile": 1}, "20", "quantile 1 (type 7) of 4 areas"),
        ({"statistic": "quantile", "quantile": "0.25", "method": 6}, "1.25", "quantile 0.25 (type 6) of 4 areas"),
    ],
)
def test_a_group_becomes_one_figure_by_its_statistic(statistic: dict[str, Any], reference: str, source: str) -> None:
    rating = rated(indicator(group(**statistic)), OURS, *THEIRS)
    assert (rating.reference, rating.reference_source) == (Decimal(reference), source)


def test_the_statistic_is_rounded_half_up_once_to_its_places() -> None:
    figures = [figure("A", "1"), figure("B", "1"), figure("C", "2")]
    assert rated(indicator(group(places=2)), OURS, *figures).reference == Decimal("1.33")


@pytest.mark.parametrize(("statistic", "figure"), [("mean", "1.67"), ("median", "1.00"), ("quantile", "1.67")])
def test_what_a_group_comes_to_is_rounded_to_the_places_that_are_stated(statistic: str, figure: str) -> None:
    # The first three figures have a mean that never ends, and so has what lies two thirds on from 1 to 2.
    more = {"quantile": str(Decimal(5) / 6)} if statistic == "quantile" else {}
    one = group(statistic=statistic, places=2, **more)
    values = [Decimal(1), Decimal(1), Decimal(3)] if statistic != "quantile" else [Decimal(1), Decimal(1), Decimal(2)]
    assert one.of(values) == Decimal(figure)


def test_a_group_of_which_one_area_has_a_figure_is_told_as_one_area() -> None:
    assert group(statistic="mean").words(1) == "mean of 1 area"
    assert group(statistic="mean").words(2) == "mean of 2 areas"


@given(st.lists(st.integers(0, 100), min_size=4, max_size=4))
def test_the_median_of_a_group_is_the_middle_of_its_figures(values: list[int]) -> None:
    figures = [figure(area, str(value)) for area, value in zip("ABCD", values, strict=True)]
    assert rated(indicator(group(statistic="median")), OURS, *figures).reference == Decimal(str(middle(values)))


# Who counts.


def test_the_area_being_rated_is_not_counted_in_its_own_group_and_the_source_says_so() -> None:
    rating = rated(indicator(group()), *THEIRS, area="D")
    assert (rating.reference, rating.reference_source) == (Decimal(3), "mean of 3 areas, D not among them")


def test_the_area_being_rated_is_counted_where_the_group_says_so() -> None:
    rating = rated(indicator(group(includes_self=True)), *THEIRS, area="D")
    assert (rating.reference, rating.reference_source) == (Decimal("7.25"), "mean of 4 areas, D among them")


def test_an_area_named_twice_counts_once() -> None:
    assert rated(indicator(group(areas=["A", "A", "B"])), OURS, *THEIRS).reference == Decimal("1.5")


@pytest.mark.parametrize(("fewest", "grey"), [(2, None), (3, GreyReason.NO_COMPARATOR)])
def test_a_group_with_too_few_figures_is_none_and_the_reason_says_how_many_it_takes(
    fewest: int, grey: GreyReason | None
) -> None:
    rating = rated(indicator(group(fewest=fewest)), OURS, *THEIRS[:2])
    assert rating.grey_reason is grey
    assert ("it has no rating because fewer than 3 of the region have a figure" in rating.reason.casefold()) == bool(
        grey
    )


NEIGHBOURS = {"Here": ["A", "B"], "A": ["B", "C", "Here"]}


@pytest.mark.parametrize(("area", "reference"), [("Here", "1.5"), ("A", "6")])
def test_nearest_neighbours_are_those_of_the_area_that_is_rated(area: str, reference: str) -> None:
    near = group(areas=[], neighbours=NEIGHBOURS, name="its nearest neighbours")
    assert rated(indicator(near), OURS, *THEIRS, area=area).reference == Decimal(reference)


def test_an_area_whose_neighbours_nobody_names_has_no_comparator() -> None:
    near = group(areas=[], neighbours=NEIGHBOURS, name="its nearest neighbours")
    rating = rated(indicator(near), OURS, *THEIRS, area="D")
    assert rating.grey_reason is GreyReason.NO_COMPARATOR
    assert "there is no figure for its nearest neighbours to compare with" in rating.reason


# Which of its figures.

OF_ENGLAND = [
    figure("England", "9", BEFORE, published=date(2017, 1, 31)),
    figure("England", "11", BEFORE, published=date(2017, 7, 31)),
]


@pytest.mark.parametrize(
    ("vintage", "reference"),
    [
        ({}, None),
        ({"vintage": "latest"}, "11"),
        ({"vintage": "latest", "within_months": 3}, "11"),
        ({"vintage": "latest", "within_months": 2}, None),
        ({"vintage": "latest", "published_by": date(2017, 6, 30)}, "9"),
        ({"vintage": "latest", "published_by": date(2016, 12, 31)}, None),
    ],
)
def test_which_figure_of_a_comparator_counts_is_said_in_the_target(
    vintage: dict[str, Any], reference: str | None
) -> None:
    rating = rated(indicator(**{"with": "england", **vintage}), OURS, *OF_ENGLAND)
    assert rating.reference == (None if reference is None else Decimal(reference))


def test_a_figure_as_published_by_a_date_says_so_and_keeps_its_vintage() -> None:
    one = indicator(**{"with": "england", "vintage": "latest", "published_by": date(2017, 6, 30)})
    rating = rated(one, OURS, *OF_ENGLAND)
    assert "England's 9 cases (Q3 2016/17, as published by 30/06/2017)" in rating.reason
    assert rating.reference_published == date(2017, 1, 31)


def test_a_report_made_before_that_date_knows_no_more_than_it_could() -> None:
    one = indicator(**{"with": "england", "vintage": "latest", "published_by": date(2017, 12, 31)})
    assert rated(one, OURS, *OF_ENGLAND, as_at=date(2017, 6, 30)).reference == 9


# Where it is declared.

FILE = """format = 1

[comparators.region]
name = "the West Midlands"
areas = ["A", "B", "C"]
statistic = "median"

[voids]
title = "Empty council homes"
polarity = "low_is_good"
unit = "dwelling"
frequency = "quarter"
comparators = ["england"]
target = { type = "comparator", with = "region" }

[rents]
title = "Rents collected"
polarity = "high_is_good"
unit = "percent"
frequency = "quarter"
comparators = [{ id = "best", name = "the best of them", areas = ["A", "B"], statistic = "quantile", quantile = 1 }]
target = { type = "comparator", with = "best" }
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "housing.toml"
    path.write_text(FILE, encoding="utf-8")
    return path


def test_a_definition_file_declares_comparators_for_the_indicators_that_name_them(file: Path) -> None:
    voids, rents = read_definitions(file, prefix="housing")
    assert voids.comparator_ids == ("england", "region")
    assert voids.own_comparators["region"].name == "the West Midlands"
    assert rents.comparator_ids == ("best",)
    assert set(Registry.of(voids, rents).comparators) == {"england"}


def test_what_a_file_declares_is_rated_with_and_written_back(file: Path, tmp_path: Path) -> None:
    definitions = read_definitions(file, prefix="housing")
    figures = [Observation(measure="housing.voids", area=area, period=parse_period(NOW), value=Decimal(value))
               for area, value in (("Here", 5), ("A", 4), ("B", 5), ("C", 9))]  # fmt: skip
    card = rate_scorecard(Registry.of(*definitions), Observations(figures), parse_period(NOW), area="Here")
    voids = next(one for one in card.ratings if one.indicator == "housing.voids")
    assert (voids.status, voids.reference) == (Rag.GREEN, 5)
    again = tmp_path / "again.toml"
    again.write_text(definitions_to_toml(definitions), encoding="utf-8")
    assert read_definitions(again, prefix="housing") == definitions


def test_two_files_may_call_their_own_comparators_alike(file: Path) -> None:
    others = [one.model_copy(update={"id": one.id.replace("housing", "homes")}) for one in
              read_definitions(file, prefix="housing")]  # fmt: skip
    assert len(Registry.of(*read_definitions(file, prefix="housing"), *others)) == 4


def test_an_indicator_shows_several_comparators_and_is_rated_on_one() -> None:
    one = indicator(group(), "england")
    rating = rated(one, OURS, figure("England", "5"), *THEIRS)
    assert one.comparator_ids == ("region", "england")
    assert rating.reference == Decimal("7.25")


def test_frames_compare_each_indicator_with_its_own() -> None:
    import polars

    measures = ("council.case", "council.other")
    rows = [(measure, one.area, NOW, float(one.value or 0)) for measure in measures for one in (OURS, *THEIRS)]
    frame = polars.DataFrame(rows, schema=["measure", "area", "period", "value"], orient="row")
    lowest = group(statistic="quantile", quantile="0")
    other = indicator(lowest).model_copy(update={"id": "council.other"})
    found = rate_frame(frame, Registry.of(indicator(group()), other), columns=["indicator", "area", "reference"])
    ours = found.filter(polars.col("area") == "Here").drop("area")
    assert dict(ours.iter_rows()) == {
        "council.case": 7.25,
        "council.other": min(float(one.value or 0) for one in THEIRS),
    }


# What cannot be.


@pytest.mark.parametrize(
    ("changes", "code", "text"),
    [
        ({"areas": []}, "comparator-without-areas", "no areas; expected areas, or the neighbours of each area."),
        (
            {"neighbours": {"Here": ["A"]}},
            "comparator-without-areas",
            "both areas and neighbours; expected areas, or the neighbours of each area.",
        ),
        (
            {"areas": [], "neighbours": {"Here": []}},
            "comparator-without-areas",
            "no areas; expected areas, or the neighbours of each area.",
        ),
        (
            {"statistic": "value"},
            "comparator-without-statistic",
            "4 areas and no statistic; expected statistic = 'mean', 'median' or 'quantile'.",
        ),
        (
            {"statistic": "quantile"},
            "quantile-incomplete",
            "statistic = 'quantile' and no quantile; expected statistic = 'quantile' and quantile = 0.75, or neither.",
        ),
        (
            {"quantile": "0.5"},
            "quantile-incomplete",
            "statistic = 'mean' and a quantile; expected statistic = 'quantile' and quantile = 0.75, or neither.",
        ),
        ({"method": 3}, "quantile-method-unknown", "method = 3; expected one of 4, 5, 6, 7, 8, 9."),
        (
            {"fewest": 5},
            "comparator-too-small",
            "fewest = 5 for a group of 4; expected a group of at least as many areas.",
        ),
    ],
)
def test_a_comparator_that_cannot_be_one_is_refused(changes: dict[str, Any], code: str, text: str) -> None:
    with pytest.raises(ValidationError) as refused:
        group(**changes)
    (problem,) = refused.value.errors()
    assert (problem["type"], problem["msg"]) == (code, text)


def test_an_indicator_does_not_name_one_comparator_twice() -> None:
    with pytest.raises(ValidationError, match="a second comparator 'region'; expected one"):
        indicator(group(), "region")


def test_an_own_comparator_does_not_replace_one_that_is_registered() -> None:
    with pytest.raises(Problems) as refused:
        Registry.of(indicator(group(id="england", name="Great Britain"), **{"with": "england"}))
    (error,) = refused.value.errors
    assert error.code == "comparator-duplicate"
    assert str(error) == "the definitions given: [council.case]: a second comparator 'england'."


@pytest.mark.parametrize(
    ("before", "after", "text"),
    [
        (
            'statistic = "median"',
            "",
            "housing.toml: [comparators.region]: 3 areas and no statistic; "
            "expected statistic = 'mean', 'median' or 'quantile'.",
        ),
        (
            'statistic = "median"',
            'statistics = "median"',
            "housing.toml: [comparators.region] statistics: unknown key. Did you mean 'statistic'?",
        ),
        (
            'statistic = "quantile", quantile = 1',
            'statistic = "quantile"',
            "housing.toml: [rents] comparators[1]: statistic = 'quantile' and no quantile; "
            "expected statistic = 'quantile' and quantile = 0.75, or neither.",
        ),
    ],
)
def test_what_is_wrong_with_a_declared_comparator_is_told_with_its_place(
    file: Path, before: str, after: str, text: str
) -> None:
    file.write_text(FILE.replace(before, after), encoding="utf-8")
    with pytest.raises(Problems) as refused:
        read_definitions(file, prefix="housing", where="housing.toml")
    assert [str(error) for error in refused.value.errors] == [text]


@pytest.mark.parametrize(
    ("table", "where"), [("comparators = 1", "comparators"), ("[comparators]\nx = 1", "comparators.x")]
)
def test_a_comparator_that_is_no_table_is_refused(tmp_path: Path, table: str, where: str) -> None:
    path = tmp_path / "housing.toml"
    path.write_text(f"format = 1\n{table}\n", encoding="utf-8")
    with pytest.raises(Problems) as refused:
        read_definitions(path, prefix="housing", where="housing.toml")
    assert [str(error) for error in refused.value.errors] == [f"housing.toml: [{where}]: 1; expected a table."]


def test_the_areas_that_somebody_is_compared_with_are_known_together() -> None:
    near = Comparator(id="council.near", name="its neighbours", neighbours={"Here": ("E", "F")}, statistic="mean")  # type: ignore[arg-type]
    one = Contribution(Provenance(plugin="council"), comparators=(near,), indicators=(indicator(group()),))
    registry = Registry.build([one])
    assert registry.compared_with == {"England", "A", "B", "C", "D", "E", "F"}
    assert ENGLAND.members("England") == ()
