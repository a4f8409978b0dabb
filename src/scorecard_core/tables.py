"""Tables that people hand in: CSV files read cell by cell, every problem kept with its line and column.

Nothing is guessed and nothing is lost: a cell that cannot be read is an error, never a missing value.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from scorecard_core.errors import InputError, ScorecardError, did_you_mean
from scorecard_core.exact import number
from scorecard_core.periods import Period, parse_period
from scorecard_core.terms import Frequency

__all__ = ["Row", "as_term", "rows_of"]


class Row:
    """One line of a table, read cell by cell; every problem is kept with its place.

    Args:
        cells: those that are not empty, by column, without spaces around them.
    """

    def __init__(self, cells: Mapping[str, str], place: str, problems: list[ScorecardError]) -> None:
        self._cells = cells
        self.place = place
        self._problems = problems

    def __contains__(self, column: object) -> bool:
        """Whether the row fills a column."""
        return column in self._cells

    def text(self, column: str) -> str:
        """The cell, without spaces around it; empty where there is no such column."""
        return self._cells.get(column, "")

    def needed(self, column: str) -> str:
        """The cell of a column that no row may leave empty."""
        text = self.text(column)
        if not text:
            self._wrong("cell-empty", column, "nothing", "a value in every row")
        return text

    def read(
        self,
        column: str,
        reader: Callable[[str], Any],
        expected: str | Callable[[], str],
        hint: Callable[[str], str] | None = None,
    ) -> Any:
        """A cell through a reader that raises ValueError; None where the cell is empty or cannot be read."""
        text = self._cells.get(column)
        if text is None:
            return None
        try:
            return reader(text)
        except ScorecardError as error:
            self._problems.append(error.at(f"{self.place}, {column}"))
        except ValueError:
            told = expected if isinstance(expected, str) else expected()
            self._wrong("cell-unreadable", column, f"'{text}'", told, hint(text) if hint else "")
        return None

    def number(self, column: str) -> Decimal | None:
        """The cell as an exact number."""
        value: Decimal | None = self.read(column, number, "a number, without footnote marks or words", _hint_for_number)
        return value

    def word(self, column: str, words: type[Any]) -> Any:
        """The cell as one of the words of an enumeration."""
        return self.read(
            column, lambda text: words(as_term(text)), lambda: f"one of {', '.join(str(word) for word in words)}"
        )

    def day(self, column: str) -> date | None:
        """The cell as a date; a month or a year counts as its last day."""
        value: date | None = self.read(column, _day, "a date such as 2017-03-31, or a month or year known by its end")
        return value

    def yes_or_no(self, column: str) -> bool | None:
        """The cell as yes or no."""
        value: bool | None = self.read(column, _yes_or_no, "yes or no")
        return value

    def period(self, column: str, frequency: Frequency | None) -> Period | None:
        """The cell as a period of that frequency."""
        self.needed(column)
        value: Period | None = self.read(column, lambda text: parse_period(text, frequency), "a period")
        return value

    def _wrong(self, code: str, column: str, found: str, expected: str, hint: str = "") -> None:
        where = f"{self.place}, {column}"
        self._problems.append(InputError(code, where=where, found=found, expected=expected, hint=hint))


def as_term(text: str) -> str:
    """Words as the terms are written: "No status" becomes ``no_status``."""
    return text.casefold().replace(" ", "_").replace("-", "_")


_DECIMAL_COMMA = re.compile(r"[-+]?\d+,\d+")


def _hint_for_number(text: str) -> str:
    """What somebody most likely meant by what is not a number."""
    if _DECIMAL_COMMA.fullmatch(text):
        return f"Write the decimals after a point: {text.replace(',', '.')}."
    if not any(letter.isdigit() for letter in text):
        return "Where there is no figure, leave the cell empty and give the missing_reason."
    return "Leave out the unit, which the definition states." if text[:1] in "£$€" or text[-1:] == "%" else ""


def _yes_or_no(text: str) -> bool:
    return {"yes": True, "no": False}[text.casefold()] if text.casefold() in ("yes", "no") else _refuse(text)


def _refuse(text: str) -> bool:
    raise ValueError(text)


_ISO_MONTH = re.compile(r"\d{4}-\d{2}")


def _day(text: str) -> date:
    """A date; a month or a year counts as its last day, since that is when it was certainly known."""
    if text.count("-") == 2:
        return date.fromisoformat(text)
    if _ISO_MONTH.fullmatch(text):
        return Period.month(*map(int, text.split("-"))).end
    return parse_period(text).end


def rows_of(path: Path, required: Sequence[str], known: Sequence[str], problems: list[ScorecardError]) -> Iterator[Row]:
    """The rows of a CSV file, where its columns are as expected. Columns beyond the known ones are refused."""
    try:
        if _is_workbook(path):
            problems.append(_unreadable(str(path), "a workbook"))
            return
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file)
            header = _without_blank_end([name.strip().casefold() for name in next(reader, [])])
            faults = list(_separated_otherwise(header, path.name) or _header_faults(header, required, known, path.name))
            problems.extend(faults)
            if faults:
                return
            ended, name = reader.line_num, path.name
            for row in reader:
                cells = row
                if len(row) > len(header):
                    cells = row[: len(header)] + _without_blank_end(row[len(header) :])
                # A cell may hold line breaks: a row is named by the line it begins on.
                place, ended = f"{name}, line {ended + 1}", reader.line_num
                if len(cells) > len(header):
                    found = f"{len(cells)} cells under {len(header)} columns"
                    hint = "A comma inside a value needs quotation marks around the value."
                    problems.append(InputError("row-too-long", where=place, found=found, expected="as many", hint=hint))
                elif filled := {
                    column: text for column, cell in zip(header, cells, strict=False) if (text := cell.strip())
                }:
                    yield Row(filled, place, problems)
    except FileNotFoundError:
        problems.append(InputError("file-missing", where=str(path), found="there is no such file"))
    except UnicodeDecodeError:
        problems.append(_in_another_encoding(path))
    except (OSError, csv.Error) as error:
        problems.append(_unreadable(str(path), str(error), hint=""))


def _without_blank_end(cells: list[str]) -> list[str]:
    """The cells up to the last that holds something: spreadsheets write columns that were emptied."""
    return cells[: max((at for at, cell in enumerate(cells, start=1) if cell.strip()), default=0)]


def _separated_otherwise(header: Sequence[str], file: str) -> list[InputError]:
    """What is wrong with a file whose whole first line is one cell because something else than commas divides it."""
    for mark, name in ((";", "semicolons"), ("\t", "tabs")):
        if len(header) == 1 and mark in header[0]:
            return [
                InputError(
                    "separator-unknown",
                    where=f"{file}, line 1",
                    found=f"columns that are divided by {name}",
                    expected="commas",
                    hint="Save it as CSV with commas, with a point before decimals.",
                )
            ]
    return []


def _is_workbook(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"PK\x03\x04"


def _in_another_encoding(path: Path) -> InputError:
    """The first line of a file that is not UTF-8, as it most likely reads."""
    lines = path.read_bytes().splitlines()
    at, line = next((at, line) for at, line in enumerate(lines, start=1) if not _is_utf_8(line))
    shown = "".join(letter for letter in line.decode("cp1252", "replace") if letter.isprintable())
    return _unreadable(f"{path.name}, line {at}", f"letters in another encoding: {shown[:80]}")


def _unreadable(where: str, found: str, hint: str = "In a spreadsheet program, save it as 'CSV UTF-8'.") -> InputError:
    return InputError("file-unreadable", where=where, found=found, expected="a CSV file in UTF-8", hint=hint)


def _is_utf_8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _header_faults(
    header: Sequence[str], required: Sequence[str], known: Sequence[str], file: str
) -> Iterator[InputError]:
    where = f"{file}, line 1"
    for name in sorted({name for name in header if header.count(name) > 1}):
        yield InputError("column-duplicate", where=where, found=f"two columns '{name}'", expected="one")
    for name in header:
        if name not in known:
            hint = did_you_mean(name, known)
            yield InputError("column-unknown", where=where, found=f"'{name}' is not a column that is known", hint=hint)
    for name in required:
        if name not in header:
            yield InputError(
                "column-missing", where=where, found=f"no column '{name}'", expected="it in the first line"
            )
