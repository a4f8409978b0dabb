"""Whatever is in a report's folder, it is read and its page is written, or the documented errors come out."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from scorecard_core import Problems, Registry, read_definitions
from scorecard_core.report.html import render_html
from scorecard_core.report.settings import read_report
from scorecard_core.report.view import report_view
from scorecard_core.scorecard import rate_scorecard
from tests.fuzz.bounds import bounded
from tests.fuzz.test_files import DEFINITION, OBSERVATIONS, PUBLISHED, damaged

FILES = {
    "scorecard.toml": """format = 1
title = "Quarterly Scorecard"
council = "Ourtown"
area = "Here"
period = "Q4 2016/17"
as_at = 2017-07-31
notes = ["A note."]

[[grouping]]
axis = "area"
title = "Area"
groups = ["Housing"]

[breakdown]
name = "Ward"
areas = ["North"]

[[longer_view]]
indicator = "housing.rent_arrears"
measure = "housing.rent_arrears_annual"
title = "Since 2013"
areas = ["Here"]
source = "The housing system"
""",
    "observations.csv": OBSERVATIONS,
    "series.csv": "measure,area,period,value\nhousing.rent_arrears_annual,Here,2014/15,3\n",
    "published.csv": PUBLISHED,
    "commentary.toml": """["housing.rent_arrears"]
line = "Arrears rose."
performance_details = ["Two estates account for most of it."]
""",
    "risks.toml": """preamble = "The register."

[[risk]]
number = 1
title = "Tenants cannot pay"
rating = "amber"
previous = "red"
""",
}


def registry(folder: Path) -> Registry:
    path = folder / "housing.toml"
    path.write_text(DEFINITION, encoding="utf-8")
    return Registry.of(*read_definitions(path, prefix="housing"))


def page(folder: Path) -> str | None:
    """The page of a report; None where the folder was refused with documented errors."""
    known = registry(folder)
    try:
        given = read_report(folder, known)
    except Problems as problems:
        return None if all(str(error) and error.code for error in problems.errors) else "undocumented"
    card = rate_scorecard(
        known,
        given.observations,
        given.settings.period,
        area=given.settings.area,
        as_at=given.settings.as_at,
        published=given.published,
        risks=given.risks,
    )
    return render_html(report_view(card, given))


def written(folder: Path, **changed: str) -> None:
    for name, text in {**FILES, **changed}.items():
        (folder / name).write_text(text, encoding="utf-8", errors="surrogatepass")


def test_a_sound_folder_becomes_a_page(tmp_path: Path) -> None:
    written(tmp_path)
    told = page(tmp_path)
    assert told is not None
    assert "Arrears rose." in told


@bounded(60)
@given(st.sampled_from(sorted(FILES)).flatmap(lambda name: st.tuples(st.just(name), damaged(FILES[name], "=\n,{}[]"))))
def test_a_folder_with_one_damaged_file(drawn: tuple[str, str]) -> None:
    name, text = drawn
    with TemporaryDirectory() as folder:
        written(Path(folder), **{name: text})
        assert page(Path(folder)) != "undocumented"


@bounded(20)
@given(st.sampled_from(sorted(FILES)))
def test_a_folder_without_one_of_its_files(name: str) -> None:
    with TemporaryDirectory() as folder:
        written(Path(folder))
        (Path(folder) / name).unlink()
        assert page(Path(folder)) != "undocumented"
