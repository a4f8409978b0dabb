"""Definitions as data: TOML to indicators and back, and every problem of a file in one go.

A file holds ``format = 1`` and a table for each indicator, named by the part of its id after the dot.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from scorecard_core.comparators import Comparator
from scorecard_core.errors import DefinitionError, InputError, Problems, ScorecardError, raise_all
from scorecard_core.indicators import Indicator
from scorecard_core.measures import PythonMeasure
from scorecard_core.validation import definition_errors

__all__ = [
    "FORMAT",
    "definitions_from_package",
    "definitions_to_toml",
    "read_definitions",
    "read_toml",
]

FORMAT = 1


def read_toml(path: Path | Traversable | str, where: str = "") -> dict[str, Any]:
    """A TOML file as a dictionary, its numbers as exact decimals.

    Raises:
        InputError: ``file-missing``, ``file-unreadable`` or ``toml-unreadable``.
    """
    place = where or str(path)
    path = Path(path) if isinstance(path, str) else path
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise InputError("file-missing", where=place, found="there is no such file") from None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError("file-unreadable", where=place, found=str(error), expected="a text file in UTF-8") from error
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except (ValueError, ArithmeticError, RecursionError) as error:
        # Beside its own errors, the parser lets through those of numbers too long and of tables nested too deep.
        found = str(error) or type(error).__name__
        line = _line_of(found, text)
        shown = f"{found}: {line}" if line else found
        raise InputError(
            "toml-unreadable", where=place, found=shown, expected="TOML", hint=_hint_for_toml(line)
        ) from error


def _line_of(message: str, text: str) -> str:
    """The line that the parser's message points to."""
    at = re.search(r"at line (\d+)", message)
    return text.splitlines()[int(at.group(1)) - 1].strip() if at else ""


def _hint_for_toml(line: str) -> str:
    """What most often stands in the way of those who come from a word processor or a spreadsheet."""
    if any(mark in line for mark in "\u2018\u2019\u201c\u201d"):
        return "Use straight quotation marks."
    if re.search(r"=\s*-?\d+,\d", line):
        return "Write the decimals of a number after a point."
    return "Text needs a quotation mark on either side." if line.count('"') % 2 else ""


def read_definitions(path: Path | Traversable | str, *, prefix: str, where: str = "") -> list[Indicator]:
    """Read a definition file.

    Comparators that the file declares as ``[comparators.region]`` belong to those of its indicators that name them.

    Args:
        path: the TOML file.
        prefix: what goes in front of each table's name to make an id: the name of the plugin.
        where: what to call the file in messages; the path itself where it is not given.

    Raises:
        Problems: with every problem of the file.
    """
    place = where or str(path)
    try:
        tables = read_toml(path, place)
    except InputError as error:
        raise Problems("reading the definitions", [error]) from None
    problems: list[ScorecardError] = []
    indicators: list[Indicator] = []
    if tables.pop("format", None) != FORMAT:
        problems.append(
            DefinitionError("format-unknown", where=place, found="no 'format = 1'", expected="it as the first line")
        )
    declared = dict(_comparators(tables.pop("comparators", {}), place, problems))
    for name, table in tables.items():
        at = f"{place}: [{name}]"
        if not isinstance(table, dict):
            problems.append(DefinitionError("table-expected", where=at, found=f"{table!r}", expected="a table"))
            continue
        if "id" in table:
            problems.append(
                DefinitionError(
                    "id-given", where=f"{at} id", found="an id", expected="none: the name of the table is it"
                )
            )
            continue
        try:
            indicator = Indicator.model_validate({"id": f"{prefix}.{name}", **table})
            indicators.append(_with_comparators(indicator, declared))
        except ValidationError as error:
            several = "target" if isinstance(table.get("target"), list) else ""
            problems.extend(definition_errors(error, at, several=several))
    raise_all("reading the definitions", problems)
    return indicators


def _comparators(tables: Any, place: str, problems: list[ScorecardError]) -> Iterator[tuple[str, Comparator]]:
    """The comparators that a file declares for its indicators."""
    if not isinstance(tables, dict):
        where = f"{place}: [comparators]"
        problems.append(DefinitionError("table-expected", where=where, found=f"{tables!r}", expected="a table"))
        return
    for id, table in tables.items():
        where = f"{place}: [comparators.{id}]"
        if not isinstance(table, dict):
            problems.append(DefinitionError("table-expected", where=where, found=f"{table!r}", expected="a table"))
            continue
        try:
            yield id, Comparator.model_validate({"id": id, **table})
        except ValidationError as error:
            problems.extend(definition_errors(error, where, Comparator))


def _with_comparators(indicator: Indicator, declared: Mapping[str, Comparator]) -> Indicator:
    """An indicator with those comparators of its file that it names."""
    shown = [declared.get(one, one) if isinstance(one, str) else one for one in indicator.comparators]
    known = {*indicator.comparator_ids}
    used = [declared[id] for id in sorted(indicator.needed_comparators - known) if id in declared]
    return indicator.model_copy(update={"comparators": (*shown, *used)})


def definitions_from_package(package: str, folder: str = "indicators") -> list[Indicator]:
    """Every indicator that a plugin's package holds in its TOML files; the package is called ``scorecard_<plugin>``.

    Args:
        package: the name of the package, ``__name__`` in its ``__init__``.
        folder: the folder inside it.

    Raises:
        Problems: with every problem of every file.
    """
    prefix = package.rpartition(".")[2].removeprefix("scorecard_")
    found: list[Indicator] = []
    problems: list[ScorecardError] = []
    for path in sorted(files(package).joinpath(folder).iterdir(), key=lambda path: path.name):
        if path.name.endswith(".toml"):
            try:
                found += read_definitions(path, prefix=prefix, where=f"{package}/{folder}/{path.name}")
            except Problems as error:
                problems.extend(error.errors)
    raise_all("reading the definitions", problems)
    return found


def definitions_to_toml(indicators: Iterable[Indicator]) -> str:
    """Definitions as the text of a file that reads back to the same definitions.

    Raises:
        DefinitionError: ``measure-in-python`` for an indicator whose measure is a function.
    """
    lines = [f"format = {FORMAT}", ""]
    for indicator in indicators:
        if isinstance(indicator.computed, PythonMeasure):
            raise DefinitionError(
                "measure-in-python",
                where=indicator.id,
                found=f"the measure in Python '{indicator.computed.name}'",
                expected="a measure that a definition file can hold",
            )
        lines.append(f"[{indicator.id.partition('.')[2]}]")
        table = indicator.model_dump(by_alias=True, exclude_defaults=True, exclude={"id"})
        lines += [f"{_toml_key(key)} = {_toml(value)}" for key, value in table.items()]
        lines.append("")
    return "\n".join(lines)


def _toml(value: Any) -> str:
    match value:
        case bool():
            return str(value).lower()
        case Decimal():
            return f"{value:f}"
        case int():
            return str(value)
        case Mapping():
            return "{ " + ", ".join(f"{_toml_key(key)} = {_toml(item)}" for key, item in value.items()) + " }"
        case list() | tuple():
            return "[" + ", ".join(_toml(item) for item in value) + "]"
        case _:
            return '"' + "".join(map(_escaped, str(value))) + '"'


def _escaped(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    # TOML takes no other control character in a string as it is.
    return f"\\u{ord(character):04x}" if ord(character) < 0x20 or ord(character) == 0x7F else character


_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}


def _toml_key(key: object) -> str:
    text = str(key)
    return text if text.replace("_", "").replace("-", "").isalnum() and text.isascii() else _toml(text)
