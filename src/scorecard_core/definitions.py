"""Definitions as data: TOML to indicators and back, and every problem of a file in one go.

A file holds ``format = 1`` and a table for each indicator, named by the part of its id after the dot.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from scorecard_core.errors import DefinitionError, InputError, Problems, ScorecardError, did_you_mean, raise_all
from scorecard_core.indicators import Indicator
from scorecard_core.targets import TARGET_TYPES

__all__ = [
    "FORMAT",
    "definition_errors",
    "definitions_from_package",
    "definitions_to_toml",
    "read_definitions",
    "read_toml",
]

FORMAT = 1


def read_toml(path: Path | Traversable, where: str = "") -> dict[str, Any]:
    """A TOML file as a dictionary, its numbers as exact decimals.

    Raises:
        InputError: ``file-missing``, ``file-unreadable`` or ``toml-unreadable``.
    """
    place = where or str(path)
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise InputError("file-missing", where=place, found="there is no such file") from None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError("file-unreadable", where=place, found=str(error), expected="a text file in UTF-8") from error
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise InputError("toml-unreadable", where=place, found=str(error), expected="TOML") from error


def read_definitions(path: Path | Traversable, *, prefix: str, where: str = "") -> list[Indicator]:
    """Read a definition file.

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
            indicators.append(Indicator.model_validate({"id": f"{prefix}.{name}", **table}))
        except ValidationError as error:
            problems.extend(definition_errors(error, at))
    raise_all("reading the definitions", problems)
    return indicators


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


def definition_errors(
    error: ValidationError, where: str, model: type[BaseModel] = Indicator
) -> Iterator[DefinitionError]:
    """What pydantic found in a table of ``model``, in the words of this library."""
    for problem in error.errors(include_url=False):
        context = problem.get("ctx", {})
        if "several" in context:
            for part in context["several"]:
                yield DefinitionError(
                    part["code"], where=where, found=part["found"], expected=part["expected"], hint=part["hint"]
                )
            continue
        place = f"{where} {_key(problem['loc'])}".rstrip()
        match problem["type"]:
            case "extra_forbidden":
                yield DefinitionError(
                    "key-unknown",
                    where=place,
                    found="unknown key",
                    hint=did_you_mean(*_misspelt(problem["loc"], model)),
                )
            case "missing":
                yield DefinitionError("key-missing", where=place, found="missing", expected=_expected(problem["loc"]))
            case "union_tag_invalid":
                known = [target.model_fields["type"].default for target in TARGET_TYPES]
                yield DefinitionError(
                    "target-type-unknown",
                    where=place,
                    found=f"'{context['tag']}' is not a type of target",
                    hint=did_you_mean(str(context["tag"]), known),
                )
            case "union_tag_not_found":
                yield DefinitionError(
                    "target-type-missing",
                    where=place,
                    found="a target without a type",
                    expected="type = 'threshold' or another",
                )
            case "enum" | "literal_error":
                known = [word.strip(" '") for word in str(context["expected"]).replace(" or ", ",").split(",")]
                yield DefinitionError(
                    "word-unknown",
                    where=place,
                    found=f"'{problem['input']}' is not a word for it",
                    expected=str(context["expected"]),
                    hint=did_you_mean(str(problem["input"]), known) if len(known) > 12 else "",
                )
            case code if "found" in context:
                yield DefinitionError(
                    code, where=place, found=context["found"], expected=context["expected"], hint=context["hint"]
                )
            case code:
                yield DefinitionError(
                    code.replace("_", "-"),
                    where=place,
                    found=f"{problem['input']!r}",
                    expected=_lowered(problem["msg"]),
                )


def _lowered(message: str) -> str:
    """Pydantic's "Input should be greater than 0" as the end of a sentence."""
    return message.removeprefix("Input should be ").removeprefix("Value should have ").rstrip(".")


_TAGS = frozenset(target.model_fields["type"].default for target in TARGET_TYPES)


def _key(location: tuple[int | str, ...]) -> str:
    """The key as a person finds it in the file: without pydantic's tags, positions only where there are several."""
    parts: list[str] = []
    for index, part in enumerate(location):
        if isinstance(part, int):
            if parts and parts[-1] == "target" and index + 1 < len(location):
                continue
            parts[-1:] = [f"{parts[-1]}[{part + 1}]"] if parts else [f"[{part + 1}]"]
        elif part not in _TAGS and "[" not in part:
            parts.append(part)
    return ".".join(parts)


def _model_at(location: Iterable[int | str], model: type[BaseModel]) -> type[BaseModel]:
    """The model whose key the end of a location is, starting from the model of the table."""
    by_tag = {target.model_fields["type"].default: target for target in TARGET_TYPES}
    for part in location:
        if part in by_tag:
            model = by_tag[part]
        elif isinstance(part, str):
            nested = _nested_model(model, part)
            model = nested or model
    return model


def _nested_model(model: type[BaseModel], key: str) -> type[BaseModel] | None:
    for name, field in model.model_fields.items():
        if key in (name, field.alias):
            candidates = [field.annotation, *getattr(field.annotation, "__args__", ())]
            return next((kind for kind in candidates if isinstance(kind, type) and issubclass(kind, BaseModel)), None)
    return None


def _misspelt(location: tuple[int | str, ...], model: type[BaseModel]) -> tuple[str, list[str]]:
    *way, key = location
    fields = _model_at(way, model).model_fields
    known = [field.alias or name for name, field in fields.items() if not field.exclude]
    return str(key), [name for name in known if name not in ("id", "type")]


_EXPECTED = {
    "polarity": "'high_is_good', 'low_is_good', 'plan_is_best' or 'no_judgement', since it is never assumed",
    "unit": "a unit, such as 'percent'",
    "frequency": "how often a figure comes, such as 'quarter'",
    "target": "a target; { type = 'none' } where there is none",
    "title": "the title that a scorecard prints",
}


def _expected(location: tuple[int | str, ...]) -> str:
    return _EXPECTED.get(str(location[-1]), "it") if len(location) == 1 else "it"


def definitions_to_toml(indicators: Iterable[Indicator]) -> str:
    """Definitions as the text of a file that reads back to the same definitions."""
    lines = [f"format = {FORMAT}", ""]
    for indicator in indicators:
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
            text = str(value).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
            return f'"{text}"'


def _toml_key(key: object) -> str:
    text = str(key)
    return text if text.replace("_", "").replace("-", "").isalnum() and text.isascii() else _toml(text)
