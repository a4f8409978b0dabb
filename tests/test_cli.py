"""The commands, as a person or a script uses them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from scorecard_core import ratings_from_json
from scorecard_core.cli import main

EXAMPLE = Path(__file__).parents[1] / "examples" / "worcestershire-q4-2016-17"

DEFINITIONS = """
format = 1

[rent_arrears]
title = "Rent arrears as a share of rent due"
polarity = "low_is_good"
unit = "percent"
frequency = "quarter"
target = { type = "threshold", value = 3, tolerance = { points = 0.5 } }
"""
FIGURES = """measure,area,period,value
housing.rent_arrears,Here,Q4 2016/17,3.4
housing.rent_arrears,Here,Q3 2016/17,2.9
housing.rent_arrears,There,Q4 2016/17,3.6
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "housing.toml").write_text(DEFINITIONS, encoding="utf-8")
    (tmp_path / "figures.csv").write_text(FIGURES, encoding="utf-8")
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


RATE = ("rate", "--definitions", "housing.toml", "--observations", "figures.csv")


@pytest.mark.usefixtures("here")
def test_rate_needs_no_plugin_and_rates_every_area_in_its_latest_period() -> None:
    done = run(*RATE)
    assert done.exit_code == 0
    assert "▲ Amber  housing.rent_arrears  Here   Q4 2016/17" in done.output
    assert "■ Red    housing.rent_arrears  There  Q4 2016/17" in done.output
    assert "3.4% is above the ceiling of 3% but within the tolerance, which reaches 3.5%: Amber." in done.output


def test_where_there_is_nothing_to_rate_the_exit_code_says_so_and_nothing_is_written(here: Path) -> None:
    (here / "figures.csv").write_text(
        "measure,area,period,value\nhousing.arrears,Here,Q4 2016/17,3\n", encoding="utf-8"
    )
    done = run(*RATE, "--output", "ratings.csv", "--format", "csv")
    assert done.exit_code == 1
    assert "There is nothing to rate: no definition found a figure. Nothing was written." in done.output
    assert not (here / "ratings.csv").exists()


OVERRIDES = """indicator,area,period,status,by,reason,date
housing.rent_arrears,Here,Q4 2016/17,green,the Head of Housing,because the system was down,31/03/2017
housing.rent_arrears,Elsewhere,Q4 2016/17,green,the Head of Housing,as before,31/03/2017
"""


def test_an_override_that_meets_no_rating_is_told(here: Path) -> None:
    (here / "overrides.csv").write_text(OVERRIDES, encoding="utf-8")
    done = run(*RATE, "--overrides", "overrides.csv")
    assert done.exit_code == 0
    assert "Not used: the override of 'housing.rent_arrears' for Elsewhere, Q4 2016/17 (overrides.csv, line 3)" in (
        done.output
    )


def test_explain_knows_of_the_same_overrides_as_rate(here: Path) -> None:
    (here / "overrides.csv").write_text(OVERRIDES, encoding="utf-8")
    done = run("explain", "housing.rent_arrears", *RATE[1:], "--area", "Here", "--overrides", "overrides.csv")
    assert "Here, Q4 2016/17: GREEN" in done.output
    assert "The Head of Housing said so on 31/03/2017 because the system was down" in done.output
    assert "given_on is 31/03/2017" in done.output, "days are printed as days"


@pytest.mark.parametrize("option", ["--overrides", "--published"])
def test_explain_takes_a_folders_own_ratings_and_overrides_alone(option: str) -> None:
    done = run("explain", "children.looked_after_children", option, "some.csv")
    assert done.exit_code == 2
    assert "a report's folder has its own" in done.output


def test_explain_refuses_an_area_without_figures_and_finds_an_indicator_by_its_title() -> None:
    folder = ("--folder", str(EXAMPLE))
    assert "There are no figures for the area 'Kent'." in run("explain", "children.x", "-a", "Kent", *folder).output
    assert "is 'children.looked_after_children'" in run("explain", "Looked after children", *folder).output


@pytest.mark.usefixtures("here")
def test_figures_in_csv_are_told_where_to_go() -> None:
    done = run("rate", "figures.csv")
    assert done.exit_code == 2
    assert "FIGURES is a Parquet file. Give CSV as --observations figures.csv" in done.output


@pytest.mark.usefixtures("here")
def test_rate_writes_json_that_reads_back_and_csv_with_a_line_for_each_rating() -> None:
    ratings = ratings_from_json(run(*RATE, "--format", "json").stdout)
    rows = list(csv.DictReader(io.StringIO(run(*RATE, "--format", "csv").stdout)))
    assert [row["status"] for row in rows] == [rating.status.value for rating in ratings] == ["amber", "red"]


@pytest.mark.usefixtures("here")
def test_rate_takes_one_period_and_one_area() -> None:
    ratings = ratings_from_json(run(*RATE, "-p", "Q3 2016/17", "-a", "Here", "--format", "json").stdout)
    assert [(str(rating.period), rating.area, rating.status) for rating in ratings] == [("Q3 2016/17", "Here", "green")]


def test_a_figure_that_no_definition_asks_for_is_told_and_not_lost(here: Path) -> None:
    (here / "figures.csv").write_text(FIGURES.replace("housing.rent_arrears,There", "housing.rent_arears,There"))
    done = run(*RATE)
    assert "Not used: the figures of 'housing.rent_arears'" in done.stderr
    assert "Did you mean 'housing.rent_arrears'?" in done.stderr


def test_every_problem_of_the_input_is_told_at_once_and_nothing_is_written(here: Path) -> None:
    (here / "figures.csv").write_text(FIGURES + "housing.rent_arrears,Here,Q4 2016,3.0*\nhousing.rent_arrears,,2015,\n")
    done = run(*RATE, "--format", "csv", "--output", "ratings.csv")
    assert done.exit_code == 1
    assert "figures.csv, line 5, value: '3.0*'; expected a number" in done.stderr
    assert "figures.csv, line 5, period: the period 'Q4 2016' could be 'Q4 2016/17'" in done.stderr
    assert "figures.csv, line 6, area: nothing; expected a value in every row" in done.stderr
    assert done.stdout == ""
    assert not (here / "ratings.csv").exists()


def test_a_file_that_cannot_be_written_is_one_clear_error_and_leaves_nothing_behind(here: Path) -> None:
    done = run(*RATE, "--output", "no_such_folder/ratings.csv")
    assert done.exit_code == 1
    assert "no_such_folder/ratings.csv" in done.output
    assert sorted(path.name for path in here.iterdir()) == ["figures.csv", "housing.toml"]


@pytest.mark.usefixtures("here")
def test_a_missing_file_is_named() -> None:
    done = run("rate", "-d", "nowhere.toml", "-i", "figures.csv")
    assert done.exit_code == 1
    assert "nowhere.toml: there is no such file." in done.stderr


@pytest.mark.usefixtures("here")
def test_a_folder_with_a_name_that_no_folder_can_have_is_told_as_one_that_is_not_there() -> None:
    result = run("report", "a" * 300)
    assert (result.exit_code, isinstance(result.exception, SystemExit)) == (1, True)
    assert "1 problem in reading the report's settings" in result.output


@pytest.mark.usefixtures("here")
def test_explain_prints_the_reasoning_for_definitions_from_a_file() -> None:
    done = run("explain", "housing.rent_arrears", "-d", "housing.toml", "-i", "figures.csv", "-a", "Here")
    assert done.exit_code == 0
    assert "amber_limit = green_limit - (sign × allowance) = 3.5" in done.output
    assert "[amber_margin is 0.1]: Within tolerance" in done.output


@pytest.mark.usefixtures("here")
def test_an_unknown_indicator_is_told_with_the_nearest_one() -> None:
    done = run("explain", "housing.rent_arears", "-d", "housing.toml", "-i", "figures.csv")
    assert done.exit_code == 1
    assert "no indicator 'housing.rent_arears'. Did you mean 'housing.rent_arrears'?" in done.stderr


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    "words",
    [
        ("report",),
        ("rate",),
        ("explain", "a.b", "-d", "housing.toml"),
        ("rate", "--formt", "json"),
        ("report", "nowhere"),
    ],
)
def test_misuse_of_a_command_has_an_exit_code_of_its_own(words: tuple[str, ...]) -> None:
    done = run(*words)
    assert (done.exit_code, done.stdout) == (1 if words == ("report", "nowhere") else 2, "")
    assert done.stderr


def test_the_report_without_arguments_rates_the_example_and_writes_its_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "examples").symlink_to(EXAMPLE.parent)
    monkeypatch.chdir(tmp_path)
    done = run("report")
    assert done.exit_code == 0, done.output
    page = (tmp_path / f"{EXAMPLE.name}.html").read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert f"The page is in {EXAMPLE.name}.html" in done.output


def test_the_report_gives_its_ratings_as_json_and_csv() -> None:
    ratings = ratings_from_json(run("report", str(EXAMPLE), "--format", "json").stdout)
    rows = list(csv.DictReader(io.StringIO(run("report", str(EXAMPLE), "--format", "csv").stdout)))
    assert len(ratings) == len(rows) == 27


def test_explain_reads_the_reports_folder_and_as_at_decides_the_vintage() -> None:
    words = ("explain", "children.child_protection_plans", "--folder", str(EXAMPLE))
    assert "Worcestershire, Q4 2016/17: RED" in run(*words).output
    assert "Worcestershire, Q4 2016/17: GREEN" in run(*words, "--as-at", "2017-12-01").output


def test_plugins_lists_distributions_versions_and_indicators() -> None:
    done = run("plugins", "--format", "json")
    assert done.exit_code == 0, done.output
    listed = json.loads(done.stdout)
    assert {row["plugin"] for row in listed["plugins"]} >= {"adults", "children", "commercial", "economy", "finance"}
    assert sum(len(row["indicators"]) for row in listed["plugins"]) >= 27
    assert listed["problems"] == []
    assert "children       scorecard-children" in run("plugins").output


def test_a_required_plugin_that_is_missing_stops_the_report(tmp_path: Path) -> None:
    (tmp_path / "scorecard.toml").write_text(
        'format = 1\ntitle = "T"\narea = "A"\nperiod = "Q4 2016/17"\nplugins = ["children", "highways"]\n'
    )
    (tmp_path / "observations.csv").write_text("measure,area,period,value\n")
    done = run("report", str(tmp_path))
    assert done.exit_code == 1
    assert "the required plugin 'highways' is not installed" in done.stderr


def test_a_worked_example_that_does_not_come_out_is_told_and_nothing_is_rated(here: Path) -> None:
    wrong = 'examples = [{ value = 3, status = "green" }, { value = 3.5, status = "red" }]'
    (here / "housing.toml").write_text(DEFINITIONS + wrong)
    done = run(*RATE)
    assert (done.exit_code, done.stdout) == (1, "")
    assert (
        "housing.toml: [rent_arrears] examples[2]: the example says red, and the definition gives amber. "
        "Its reason: 3.5% is above the ceiling of 3% but within the tolerance, which reaches 3.5%. (example-disagrees)"
    ) in done.stderr


def test_a_figure_for_another_kind_of_period_is_refused_rather_than_never_seen(here: Path) -> None:
    (here / "figures.csv").write_text(
        FIGURES + "housing.rent_arrears,Here,Jan 2017,9\nhousing.rent_arrears,England,2016,9\n"
    )
    done = run(*RATE)
    assert (done.exit_code, done.stdout) == (1, "")
    assert (
        "figures.csv, line 5, period: 'Jan 2017' is a month; expected a quarter, as 'housing.rent_arrears' is defined."
    ) in done.stderr
    assert "period-of-another-kind" in done.stderr
    assert "line 6" not in done.stderr


@pytest.mark.usefixtures("here")
def test_an_area_without_figures_is_misuse_and_told_with_the_nearest_one() -> None:
    done = run(*RATE, "-a", "Heer")
    assert done.exit_code == 2
    assert "There are no figures for the area 'Heer'. Did you mean 'Here'?" in done.stderr


def test_a_unit_as_people_write_it_is_told_as_the_library_has_it(here: Path) -> None:
    (here / "housing.toml").write_text(DEFINITIONS.replace('"percent"', '"%"'))
    done = run(*RATE)
    assert "housing.toml: [housing.rent_arrears] unit: '%' is not a unit. Write 'percent'." in done.stderr
    assert done.stderr.count("(unit-unknown)") == 1


MEMBERS = """
[empty_homes]
title = "Empty homes"
polarity = "low_is_good"
unit = "dwelling"
frequency = "quarter"
target = { type = "threshold", value = 40 }

[homes]
title = "Homes"
polarity = "no_judgement"
unit = "index"
frequency = "quarter"
target = { type = "worst_of", members = ["housing.rent_arrears", "housing.empty_homes"], grey = "ignore" }
"""


def test_what_is_put_together_is_rated_and_explained_wherever_its_members_have_figures(here: Path) -> None:
    (here / "housing.toml").write_text(DEFINITIONS + MEMBERS, encoding="utf-8")
    ratings = ratings_from_json(run(*RATE, "--format", "json").stdout)
    found = {one.area: (one.status.value, str(one.period)) for one in ratings if one.indicator == "housing.homes"}
    assert found == {"Here": ("amber", "Q4 2016/17"), "There": ("red", "Q4 2016/17")}
    told = run("explain", "housing.homes", *RATE[1:], "--area", "There")
    assert "1 of 2 members is red (Rent arrears as a share of rent due)" in told.output
    assert "Not used" not in told.stderr


def test_the_json_of_a_report_has_its_roll_ups() -> None:
    document = json.loads(run("report", str(EXAMPLE), "--format", "json").stdout)
    whole, *groups = document["roll_ups"]
    assert sum(part["percent"] for part in whole["parts"]) == 100
    assert sum(part["number"] for part in whole["parts"]) == len(document["ratings"])
    assert {group["axis"] for group in groups} >= {"area_of_focus", "plugin"}
