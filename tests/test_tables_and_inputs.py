"""Tables that people hand in: nothing is guessed, nothing is lost, and every problem has its line and column."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scorecard_core import (
    Flag,
    Indicator,
    Judgement,
    MissingReason,
    Observation,
    Observations,
    Problems,
    PublishedRating,
    PublishedRatings,
    Rag,
    Registry,
    ScorecardError,
    parse_period,
    read_observations,
    read_published,
)
from scorecard_core.tables import as_term

ROW = {"measure": "housing.voids", "area": "Here", "period": "Q4 2016/17", "value": "3"}
RATING = {"indicator": "housing.voids", "area": "Here", "period": "Q4 2016/17", "status": "Red"}
Write = Callable[..., Path]


def indicator(id: str = "housing.voids", **changes: Any) -> Indicator:
    stated = {
        "id": id,
        "title": "Empty homes",
        "polarity": "low_is_good",
        "unit": "percent",
        "frequency": "quarter",
        "target": {"type": "threshold", "value": 3},
    }
    return Indicator.model_validate({**stated, **changes})


REGISTRY = Registry.of(
    indicator(),
    indicator("housing.yearly", frequency="financial_year"),
    indicator("housing.school", frequency="academic_year"),
    indicator("housing.planned", target={"type": "threshold", "measure": "housing.plan"}),
)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a file: some bytes, some text, or a table of rows, each a dictionary."""

    def write(*content: bytes | str | dict[str, str], name: str = "voids.csv") -> Path:
        path = tmp_path / name
        first = content[0] if content else b""
        if isinstance(first, bytes):
            path.write_bytes(first)
        elif isinstance(first, str):
            path.write_text(first, encoding="utf-8")
        else:
            rows = [row for row in content if isinstance(row, dict)]
            header = list(dict.fromkeys(column for row in rows for column in row))
            lines = [header, *([row.get(column, "") for column in header] for row in rows)]
            path.write_text("\n".join(",".join(map(quoted, line)) for line in lines) + "\n", encoding="utf-8")
        return path

    return write


def quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if set(cell) & set(',"\n') else cell


def problems(path: Path, *more: Path, registry: Registry | None = None) -> tuple[ScorecardError, ...]:
    with pytest.raises(Problems) as refused:
        read_observations(path, *more, registry=registry)
    assert refused.value.message == "reading the observations"
    return refused.value.errors


def only_problem(code: str, path: Path, *more: Path, registry: Registry | None = None) -> str:
    (error,) = problems(path, *more, registry=registry)
    assert error.code == code
    return str(error)


def only_row(path: Path, registry: Registry | None = None) -> Observation:
    (observation,) = read_observations(path, registry=registry)
    return observation


# What is read.


def test_a_row_is_an_observation_with_every_cell_in_its_place(write: Write) -> None:
    path = write(
        {
            **ROW,
            "value": "60.60",
            "unit": "percent",
            "flag": "Provisional",
            "lower": "58.1",
            "upper": "63",
            "confidence": "95",
            "numerator": "1,303",
            "denominator": "2,150",
            "forecast": "61",
            "source": "a return, first printing",
            "published": "2017-05-31",
        }
    )
    assert only_row(path) == Observation(
        measure="housing.voids",
        area="Here",
        period=parse_period("Q4 2016/17"),
        value=Decimal("60.60"),
        unit="percent",
        flag=Flag.PROVISIONAL,
        lower=Decimal("58.1"),
        upper=Decimal(63),
        confidence=Decimal(95),
        numerator=Decimal(1303),
        denominator=Decimal(2150),
        forecast=Decimal(61),
        source="a return, first printing",
        published=date(2017, 5, 31),
    )
    assert str(only_row(path).value) == "60.60"
    assert only_row(path).place == "voids.csv, line 2"


def test_a_judgement_is_read_with_who_gave_it_when_why_and_until_when(write: Write) -> None:
    path = write(
        {
            **ROW,
            "value": "",
            "text": "Requires improvement",
            "by": "An inspector",
            "date": "2017-01-31",
            "reason": "too few visits, and late ones",
            "expires": "2017-12",
        }
    )
    assert only_row(path).judgement == Judgement(
        "Requires improvement", "An inspector", date(2017, 1, 31), "too few visits, and late ones", date(2017, 12, 31)
    )


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("suppressed", MissingReason.SUPPRESSED),
        ("Not due", MissingReason.NOT_DUE),
        ("NOT-COLLECTED", MissingReason.NOT_COLLECTED),
        (" late ", MissingReason.LATE),
    ],
)
def test_the_reason_for_a_missing_value_may_be_written_as_people_write(
    write: Write, word: str, reason: MissingReason
) -> None:
    assert only_row(write({**ROW, "value": "", "missing_reason": word})).missing_reason is reason


@pytest.mark.parametrize(
    ("text", "value"),
    [("1,303", "1303"), ("-1,303.5", "-1303.5"), (" 7 ", "7"), ("60.60", "60.60"), ("0", "0"), ("1e3", "1000")],
)
def test_thousands_separators_and_spaces_are_accepted(write: Write, text: str, value: str) -> None:
    assert only_row(write({**ROW, "value": text})).value == Decimal(value)


def test_columns_may_stand_in_any_order_with_spaces_around_them(write: Write) -> None:
    path = write(" value , period,area ,measure\n3, Q4 2016/17 , Here,housing.voids\n")
    assert only_row(path) == only_row(write(ROW))


def test_empty_lines_and_cells_that_are_left_out_at_the_end_are_no_problem(write: Write) -> None:
    path = write(f"{','.join(ROW)},source\n\n , ,,\n{','.join(ROW.values())}\n\n")
    assert only_row(path).place == "voids.csv, line 4"


def test_a_byte_order_mark_is_no_part_of_the_first_column(write: Write) -> None:
    text = f"{','.join(ROW)}\n{','.join(ROW.values())}\n"
    assert only_row(write(b"\xef\xbb\xbf" + text.encode())) == only_row(write(text))


def test_lines_may_end_as_any_system_ends_them(write: Write) -> None:
    text = f"{','.join(ROW)}\r\n{','.join(ROW.values())}\r\n"
    assert only_row(write(text.encode())).value == 3


def test_several_files_are_one_collection(write: Write) -> None:
    paths = [write(ROW, name="a.csv"), write({**ROW, "period": "Q3 2016/17"}, name="b.csv")]
    assert len(read_observations(*paths)) == 2
    assert len(read_observations(*map(str, paths))) == 2
    assert len(read_observations()) == 0


# Files that are not tables.


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "none.csv"
    assert only_problem("file-missing", path) == f"{path}: there is no such file."


def test_a_folder_is_no_table(tmp_path: Path) -> None:
    assert [error.code for error in problems(tmp_path)] == ["file-unreadable"]


@pytest.mark.parametrize("content", ["", "\n", "\n\n"])
def test_an_empty_file_lacks_every_column_that_is_needed(write: Write, content: str) -> None:
    assert [str(error) for error in problems(write(content))] == [
        f"voids.csv, line 1: no column '{name}'; expected it in the first line."
        for name in ("measure", "area", "period")
    ]


def test_a_table_without_rows_holds_nothing(write: Write) -> None:
    assert len(read_observations(write("measure,area,period\n"))) == 0


# Columns.


def test_an_unknown_column_is_refused_with_the_one_that_may_have_been_meant(write: Write) -> None:
    row = {**ROW, "publised": "2017"}
    assert only_problem("column-unknown", write(row)) == (
        "voids.csv, line 1: 'publised' is not a column that is known. Did you mean 'published'?"
    )


def test_a_missing_column_is_named(write: Write) -> None:
    row = {name: cell for name, cell in ROW.items() if name != "area"}
    assert only_problem("column-missing", write(row)) == (
        "voids.csv, line 1: no column 'area'; expected it in the first line."
    )


def test_a_column_stands_once(write: Write) -> None:
    path = write("measure,area,period,value,value\nx,y,2016,1,2\n")
    assert only_problem("column-duplicate", path) == "voids.csv, line 1: two columns 'value'; expected one."


def test_every_problem_of_the_first_line_is_told_and_no_row_is_read(write: Write) -> None:
    found = problems(write("measure,perod,value,value\nx,y,60.6*,2\n"))
    assert [error.code for error in found] == ["column-duplicate", "column-unknown", "column-missing", "column-missing"]


# Rows.


def test_more_cells_than_columns_are_refused(write: Write) -> None:
    path = write("measure,area,period,value\nhousing.voids,Here,2016,1,303\n")
    assert only_problem("row-too-long", path) == (
        "voids.csv, line 2: 5 cells under 4 columns; expected as many. "
        "A comma inside a value needs quotation marks around the value."
    )


@pytest.mark.parametrize("column", ["measure", "area", "period"])
def test_a_cell_that_every_row_needs_is_not_left_empty(write: Write, column: str) -> None:
    assert only_problem("cell-empty", write({**ROW, column: " "})) == (
        f"voids.csv, line 2, {column}: nothing; expected a value in every row."
    )


@pytest.mark.parametrize("column", ["value", "lower", "upper", "confidence", "numerator", "denominator", "forecast"])
@pytest.mark.parametrize(
    ("cell", "hint"),
    [
        ("60.6*", ""),
        ("1 303", ""),
        ("45%", " Leave out the unit, which the definition states."),
        ("£45", " Leave out the unit, which the definition states."),
        ("c", " Where there is no figure, leave the cell empty and give the missing_reason."),
        ("n/a", " Where there is no figure, leave the cell empty and give the missing_reason."),
        ("-", " Where there is no figure, leave the cell empty and give the missing_reason."),
        ("12,34", " Write the decimals after a point: 12.34."),
    ],
)
def test_text_where_a_number_belongs_is_refused_with_its_line_and_column(
    write: Write, column: str, cell: str, hint: str
) -> None:
    path = write(ROW, {**ROW, "period": "Q3 2016/17", column: cell})
    assert only_problem("cell-unreadable", path) == (
        f"voids.csv, line 3, {column}: '{cell}'; expected a number, without footnote marks or words.{hint}"
    )


def test_a_comma_in_a_figure_in_per_cent_is_refused_since_it_may_be_a_decimal_one(write: Write) -> None:
    (error,) = problems(write({**ROW, "value": "94,200"}), registry=REGISTRY)
    assert error.code == "comma-in-per-cent"
    assert str(error) == (
        "voids.csv, line 2, value: '94,200' in per cent; expected a number without a comma. Is it 94.200 or 94200?"
    )


def test_an_area_that_differs_from_another_by_its_capitals_alone_is_refused(write: Write) -> None:
    here = {**ROW, "area": "here", "period": "Q3 2016/17"}
    (error,) = problems(write(ROW, here, {**here, "period": "Q2 2016/17"}), registry=REGISTRY)
    assert error.code == "area-spelt-otherwise"
    assert str(error) == "voids.csv, line 3, area: 'here', which is 'Here' elsewhere; expected one spelling of an area."


def test_an_area_that_is_compared_with_is_spelt_as_its_comparator_spells_it(write: Write) -> None:
    compared = Registry.of(indicator(target={"type": "comparator", "with": "england"}))
    (error,) = problems(write(ROW, {**ROW, "area": "england"}), registry=compared)
    assert (error.code, error.found) == ("area-spelt-otherwise", "'england', which is 'England' elsewhere")


@pytest.mark.parametrize(("mark", "name"), [(";", "semicolons"), ("\t", "tabs")])
def test_columns_that_are_divided_by_something_else_than_commas_are_told_in_one_go(
    write: Write, mark: str, name: str
) -> None:
    path = write(mark.join(ROW) + "\n" + mark.join(ROW.values()) + "\n")
    assert only_problem("separator-unknown", path) == (
        f"voids.csv, line 1: columns that are divided by {name}; expected commas. "
        "Save it as CSV with commas, with a point before decimals."
    )


def test_a_file_in_another_encoding_is_told_with_the_line_that_shows_it(write: Write) -> None:
    path = write("measure,area,period,value\na,Here,2016/17,1\na,Caf\xe9,2016/17,1\n".encode("cp1252"))
    assert only_problem("file-unreadable", path) == (
        "voids.csv, line 3: letters in another encoding: a,Café,2016/17,1; expected a CSV file in UTF-8. "
        "In a spreadsheet program, save it as 'CSV UTF-8'."
    )


def test_a_file_of_sixteen_bits_a_letter_is_told_in_letters_that_can_be_printed(write: Write) -> None:
    text = only_problem("file-unreadable", write("measure".encode("utf-16")))
    assert text.startswith("voids.csv, line 1: letters in another encoding: ÿþmeasure; expected a CSV file in UTF-8.")


def test_a_workbook_is_told_for_what_it_is(write: Write) -> None:
    path = write(b"PK\x03\x04\x14\x00\x06\x00\xff\xfe")
    assert only_problem("file-unreadable", path).startswith(f"{path}: a workbook; expected a CSV file in UTF-8.")


def test_capitals_in_the_first_line_and_columns_that_were_emptied_do_not_matter(write: Write) -> None:
    path = write("Measure,AREA,Period,Value,,\nhousing.voids,Here,Q4 2016/17,3,,\nhousing.voids,There,Q4 2016/17,4\n")
    assert [one.value for one in read_observations(path)] == [3, 4]


def test_neither_a_value_nor_a_reason_is_refused(write: Write) -> None:
    assert only_problem("observation-incomplete", write({**ROW, "value": ""})) == (
        "voids.csv, line 2: 'housing.voids' for Here, Q4 2016/17 has nothing; "
        "expected exactly one of a value, a missing_reason and a judgement."
    )


@pytest.mark.parametrize("more", [{"missing_reason": "late"}, {"text": "Good"}])
def test_a_value_and_a_reason_or_a_judgement_contradict_each_other(write: Write, more: dict[str, str]) -> None:
    assert only_problem("observation-contradictory", write({**ROW, **more})) == (
        "voids.csv, line 2: 'housing.voids' for Here, Q4 2016/17 has several; "
        "expected exactly one of a value, a missing_reason and a judgement."
    )


@pytest.mark.parametrize(
    ("column", "cell", "known"),
    [
        ("missing_reason", "gone", "suppressed, not_collected, not_due, late, not_applicable"),
        ("flag", "provisonal", "provisional, revised, estimated, series_break"),
    ],
)
def test_an_unknown_word_is_refused_with_those_that_are_known(write: Write, column: str, cell: str, known: str) -> None:
    assert only_problem("cell-unreadable", write({**ROW, column: cell})) == (
        f"voids.csv, line 2, {column}: '{cell}'; expected one of {known}."
    )


def test_what_a_judge_said_is_not_dropped_where_the_judgement_itself_is_not_there(write: Write) -> None:
    found = problems(write({**ROW, "by": "An inspector", "reason": "too few visits"}))
    assert found[0].where.startswith("voids.csv, line 2")


def test_a_row_over_several_lines_is_named_by_its_first(write: Write) -> None:
    (error,) = problems(write(ROW, {**ROW, "area": "There", "source": "a return\nin two lines", "value": "3*"}))
    assert error.where == "voids.csv, line 3, value"


# Periods.


def test_an_ambiguous_period_is_refused_with_its_line_and_column(write: Write) -> None:
    assert only_problem("period-ambiguous", write({**ROW, "period": "2016-17"})) == (
        "voids.csv, line 2, period: the period '2016-17' could be '2016 to 2017' or '2016/17' or 'AY 2016/17'. "
        "Write the one you mean."
    )


def test_an_unreadable_period_is_refused_with_its_line_and_column(write: Write) -> None:
    text = only_problem("period-unreadable", write(ROW, {**ROW, "period": "last quarter"}))
    assert text.startswith("voids.csv, line 3, period: 'last quarter' is not a period; expected a label such as ")


@pytest.mark.parametrize(("measure", "label"), [("housing.yearly", "2016/17"), ("housing.school", "AY 2016/17")])
def test_a_definitions_frequency_settles_what_a_period_means(write: Write, measure: str, label: str) -> None:
    row = {**ROW, "measure": measure, "period": "2016-17"}
    assert only_row(write(row), REGISTRY).period == parse_period(label)


# Dates.


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2017-05-31", date(2017, 5, 31)),
        ("31/05/2017", date(2017, 5, 31)),
        ("31 May 2017", date(2017, 5, 31)),
        ("2017-05", date(2017, 5, 31)),
        ("May 2017", date(2017, 5, 31)),
        ("2016-02", date(2016, 2, 29)),
        ("2017", date(2017, 12, 31)),
        ("2016/17", date(2017, 3, 31)),
        ("", None),
    ],
)
@pytest.mark.parametrize("column", ["published", "date", "expires"])
def test_a_month_or_a_year_counts_as_its_last_day(write: Write, column: str, cell: str, day: date | None) -> None:
    observation = only_row(write({**ROW, "value": "", "text": "Good", column: cell}))
    assert observation.judgement is not None
    found = {
        "published": observation.published,
        "date": observation.judgement.on,
        "expires": observation.judgement.expires,
    }
    assert found == {**dict.fromkeys(found), column: day}


@pytest.mark.parametrize("cell", ["2017-02-30", "2017-3-31", "2017-05-31T00:00"])
def test_a_date_that_cannot_be_read_is_refused_with_its_line_and_column(write: Write, cell: str) -> None:
    assert only_problem("cell-unreadable", write({**ROW, "published": cell})) == (
        f"voids.csv, line 2, published: '{cell}'; expected a date such as 2017-03-31, or a month or year known by its "
        "end."
    )


@pytest.mark.parametrize(("cell", "code"), [("soon", "period-unreadable"), ("31/05/17", "period-ambiguous")])
def test_a_date_in_words_that_nobody_knows_is_refused(write: Write, cell: str, code: str) -> None:
    (error,) = problems(write({**ROW, "published": cell}))
    assert (error.code, error.where) == (code, "voids.csv, line 2, published")


@pytest.mark.parametrize("cell", ["2017-13", "2017-00", "2016-17"])
def test_two_digits_that_are_no_month_are_not_counted_on_into_another_year(write: Write, cell: str) -> None:
    (error,) = problems(write({**ROW, "published": cell}))
    assert error.where == "voids.csv, line 2, published"


# Units.


@pytest.mark.parametrize(
    ("unit", "code", "message"),
    [
        ("percnt", "unit-unknown", "'percnt' is not a unit. Did you mean 'percent'?"),
        (
            "person",
            "unit-not-convertible",
            "'person' cannot be converted into 'percent'. They measure different things.",
        ),
    ],
)
def test_a_unit_that_does_not_fit_the_definition_is_refused(write: Write, unit: str, code: str, message: str) -> None:
    path = write({**ROW, "unit": unit})
    assert only_problem(code, path, registry=REGISTRY) == f"voids.csv, line 2, unit: {message}"


@pytest.mark.parametrize("unit", ["", "percent", "proportion"])
def test_a_unit_that_converts_into_that_of_the_definition_is_kept_as_it_was_written(write: Write, unit: str) -> None:
    assert only_row(write({**ROW, "unit": unit}), REGISTRY).unit == unit


def test_the_figures_of_a_target_are_held_against_the_unit_of_its_indicator(write: Write) -> None:
    path = write({**ROW, "measure": "housing.plan", "unit": "person"})
    only_problem("unit-not-convertible", path, registry=REGISTRY)


def test_a_measure_that_no_definition_asks_for_is_read_as_it_is(write: Write) -> None:
    assert only_row(write({**ROW, "measure": "x.y", "unit": "furlong"}), REGISTRY).unit == "furlong"


# Duplicates.


def test_a_duplicate_is_told_with_both_lines(write: Write) -> None:
    assert only_problem("observation-duplicate", write(ROW, {**ROW, "value": "4"})) == (
        "voids.csv, line 3: a second figure for 'housing.voids', Here, Q4 2016/17; expected one; "
        "the first is at voids.csv, line 2. Two vintages of one figure differ in their date of publication."
    )


def test_a_duplicate_in_another_file_is_told_with_both_files(write: Write) -> None:
    paths = [write(ROW, name="a.csv"), write({**ROW, "period": "Jan to Mar 2017"}, name="b.csv")]
    text = only_problem("observation-duplicate", *paths)
    assert text.startswith("b.csv, line 2: ")
    assert "the first is at a.csv, line 2" in text


def test_two_labels_for_what_is_one_period_to_the_definition_are_a_duplicate(write: Write) -> None:
    path = write(ROW, {**ROW, "period": "31/03/2017", "value": "4"})
    text = only_problem("observation-duplicate", path, registry=REGISTRY)
    assert text.startswith("voids.csv, line 3: ")
    assert "voids.csv, line 2" in text
    assert len(read_observations(path)) == 2


# Everything at once.


def test_every_problem_of_every_file_is_told_at_once(write: Write) -> None:
    first = write(ROW, {**ROW, "value": "60.6*", "period": "2016-17", "flag": "odd"}, ROW, name="a.csv")
    second = write("measure,area,perod\n", name="b.csv")
    found = problems(first, second, first.parent / "none.csv")
    assert [(error.code, error.where.rpartition("/")[2]) for error in found] == [
        ("period-ambiguous", "a.csv, line 3, period"),
        ("cell-unreadable", "a.csv, line 3, value"),
        ("cell-unreadable", "a.csv, line 3, flag"),
        ("column-unknown", "b.csv, line 1"),
        ("column-missing", "b.csv, line 1"),
        ("file-missing", "none.csv"),
        ("observation-duplicate", "a.csv, line 4"),
    ]


cells = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=8)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(rows=st.lists(st.fixed_dictionaries(dict.fromkeys([*ROW, "missing_reason", "published"], cells)), max_size=3))
def test_whatever_is_in_a_table_it_is_read_or_refused_and_nothing_else(
    write: Write, rows: list[dict[str, str]]
) -> None:
    path = write(
        "\n".join(
            [",".join([*ROW, "missing_reason", "published"]), *(",".join(map(quoted, row.values())) for row in rows)]
        )
    )
    read: Observations | Problems
    try:
        read = read_observations(path, registry=REGISTRY)
    except Problems as refused:
        read = refused
    if isinstance(read, Problems):
        assert all(
            error.where.startswith("voids.csv, line") or error.code == "file-unreadable" for error in read.errors
        )
    else:
        assert len(read) <= len(rows)


# Published ratings.


def rating_problems(path: Path, registry: Registry | None = None) -> tuple[ScorecardError, ...]:
    with pytest.raises(Problems) as refused:
        read_published(path, registry)
    assert refused.value.message == "reading the published ratings"
    return refused.value.errors


def only_rating(path: Path) -> PublishedRating:
    (rating,) = read_published(path)
    return rating


def test_a_published_rating_is_read_with_every_cell_in_its_place(write: Write) -> None:
    row = {
        **RATING,
        "updated": "No",
        "take_over": "yes",
        "value": "1,303",
        "definition": "2015",
        "source": "a report",
        "published": "2017-05",
    }
    assert only_rating(write(row)) == PublishedRating(
        indicator="housing.voids",
        area="Here",
        period=parse_period("Q4 2016/17"),
        status=Rag.RED,
        updated=False,
        take_over=True,
        value=Decimal(1303),
        definition="2015",
        source="a report",
        published=date(2017, 5, 31),
    )


def test_what_a_report_does_not_say_is_not_made_up(write: Write) -> None:
    rating = only_rating(write(RATING))
    assert (rating.updated, rating.take_over, rating.value, rating.published) == (None, False, None, None)


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("Green", Rag.GREEN),
        ("AMBER", Rag.AMBER),
        ("red", Rag.RED),
        ("Grey", Rag.GREY),
        ("No status", Rag.GREY),
        ("no-status", Rag.GREY),
        ("NO STATUS", Rag.GREY),
    ],
)
def test_no_status_is_grey(write: Write, word: str, status: Rag) -> None:
    assert only_rating(write({**RATING, "status": word})).status is status


@pytest.mark.parametrize(
    ("changes", "code", "message"),
    [
        ({"status": "Blue"}, "cell-unreadable", ", status: 'Blue'; expected one of green, amber, red, grey."),
        ({"status": ""}, "cell-empty", ", status: nothing; expected a value in every row."),
        ({"indicator": ""}, "cell-empty", ", indicator: nothing; expected a value in every row."),
        ({"area": ""}, "cell-empty", ", area: nothing; expected a value in every row."),
        ({"updated": "maybe"}, "cell-unreadable", ", updated: 'maybe'; expected yes or no."),
        ({"take_over": "1"}, "cell-unreadable", ", take_over: '1'; expected yes or no."),
        ({"value": "3*"}, "cell-unreadable", ", value: '3*'; expected a number, without footnote marks or words."),
        (
            {"indicator": "housing.viods"},
            "indicator-unknown",
            ": no indicator 'housing.viods'. Did you mean 'housing.voids'?",
        ),
    ],
)
def test_a_published_rating_that_cannot_be_read_is_refused(
    write: Write, changes: dict[str, str], code: str, message: str
) -> None:
    (error,) = rating_problems(write({**RATING, **changes}), REGISTRY)
    assert error.code == code
    assert str(error) == f"voids.csv, line 2{message}"


def test_without_definitions_any_indicator_may_have_been_published(write: Write) -> None:
    assert only_rating(write({**RATING, "indicator": "what.ever"})).indicator == "what.ever"


def test_a_rating_is_for_the_period_of_its_report_which_no_frequency_of_a_figure_settles(write: Write) -> None:
    (error,) = rating_problems(write({**RATING, "indicator": "housing.yearly", "period": "2016-17"}), REGISTRY)
    assert (error.code, error.where) == ("period-ambiguous", "voids.csv, line 2, period")


def test_a_second_rating_for_one_period_is_refused(write: Write) -> None:
    (error,) = rating_problems(write(RATING, {**RATING, "status": "Green"}))
    assert error.code == "published-duplicate"
    assert str(error) == (
        "voids.csv, line 3: a second published rating of 'housing.voids', Here, Q4 2016/17; expected one."
    )


def test_every_problem_of_a_table_of_ratings_is_told_at_once(write: Write) -> None:
    found = rating_problems(write(RATING, {**RATING, "status": "Blue", "updated": "perhaps"}, RATING))
    assert [error.code for error in found] == ["cell-unreadable", "cell-unreadable", "published-duplicate"]


def test_the_columns_of_observations_are_not_those_of_ratings(write: Write) -> None:
    found = rating_problems(write({**RATING, "measure": "x"}))
    assert [error.code for error in found] == ["column-unknown"]


def test_a_missing_table_of_ratings_is_named(tmp_path: Path) -> None:
    (error,) = rating_problems(tmp_path / "none.csv")
    assert error.code == "file-missing"


def test_no_published_ratings_are_none(write: Write) -> None:
    empty: PublishedRatings = read_published(str(write("indicator,area,period,status\n")))
    assert list(empty) == []


@pytest.mark.parametrize(
    ("text", "term"),
    [("No status", "no_status"), ("not-due", "not_due"), ("GREEN", "green"), ("as_published", "as_published")],
)
def test_words_are_read_as_terms_are_written(text: str, term: str) -> None:
    assert as_term(text) == term
