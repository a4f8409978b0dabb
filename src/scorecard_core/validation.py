"""What pydantic found wrong with a table, in the words of this library and with the place as a person finds it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from pydantic import BaseModel, ValidationError

from scorecard_core.errors import DefinitionError, did_you_mean
from scorecard_core.indicators import Indicator
from scorecard_core.measures import MEASURE_TYPES, Measure, SeriesOf
from scorecard_core.targets import TARGET_TYPES

__all__ = ["definition_errors"]


def definition_errors(
    error: ValidationError, where: str, model: type[BaseModel] = Indicator, *, several: str = ""
) -> Iterator[DefinitionError]:
    """What pydantic found in a table of ``model``, in the words of this library.

    Args:
        where: what to put in front of each key: the file and the table.
        several: the key that holds several things of its kind here, so that its problems say which of them.
    """
    found = error.errors(include_url=False)
    places = [problem["loc"] for problem in found]
    for problem in found:
        context = problem.get("ctx", {})
        inner = any(
            len(place) > len(problem["loc"]) and place[: len(problem["loc"])] == problem["loc"] for place in places
        )
        if problem["type"] == "too_short" and inner:
            continue  # what pydantic found wrong with the items has been told; that none is left follows from it
        if "several" in context:
            for part in context["several"]:
                yield DefinitionError(
                    part["code"], where=where, found=part["found"], expected=part["expected"], hint=part["hint"]
                )
            continue
        place = f"{where} {_key(problem['loc'], several)}".rstrip()
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
            case "union_tag_invalid" if problem["loc"][0] == "measure":
                yield DefinitionError(
                    "measure-type-unknown",
                    where=place,
                    found=f"'{context['tag']}' is not a type of measure",
                    hint=did_you_mean(str(context["tag"]), _MEASURES),
                )
            case "union_tag_not_found" if problem["loc"][0] == "measure":
                yield DefinitionError(
                    "measure-type-missing",
                    where=place,
                    found="neither the name of a measure nor a table with a type",
                    expected="'children.in_need', or a table such as { type = 'ratio', of = 'children.in_need' }",
                )
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
                    found=_found(problem["input"]),
                    expected=_form(problem["type"], problem["loc"][-1]) or _lowered(problem["msg"]),
                )


def _found(value: object) -> str:
    try:
        return f"{value:f}" if isinstance(value, Decimal) else f"{value!r}"
    except ValueError:  # Python refuses to print integers of thousands of digits
        return "a number too long to print"


_FORMS = {
    "too_short": "at least one",
    "dict_type": 'a table, such as { area_of_focus = "Finance" }',
    "tuple_type": 'a list, such as ["england"]',
    "model_attributes_type": "a table in braces, such as { type = 'threshold', value = 60 }",
    "string_too_short": "some text",
    "string_type": "text in quotation marks",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    **dict.fromkeys(("date_type", "date_parsing", "date_from_datetime_parsing"), "a date, such as 2017-03-31"),
}
"""What pydantic expects, in the words of somebody who writes a file."""

_EXAMPLES = {"amber_if": '{ better_than = "previous" }'}


def _form(code: str, key: int | str) -> str | None:
    """What stands in the place of what pydantic refused, in the words of somebody who writes a file."""
    if code == "model_type":
        return f"a table in braces, such as {_EXAMPLES.get(str(key), '{ percent = 10 }')}"
    return _FORMS.get(code)


def _lowered(message: str) -> str:
    """Pydantic's "Input should be greater than 0" as the end of a sentence."""
    return message.removeprefix("Input should be ").removeprefix("Value should have ").rstrip(".")


_MEASURES = {kind.model_fields["type"].default: kind for kind in MEASURE_TYPES}
_OPERANDS: dict[str, type[Measure]] = {**_MEASURES, "series": SeriesOf}
_TAGS = frozenset(target.model_fields["type"].default for target in TARGET_TYPES)


def _key(location: tuple[int | str, ...], several: str) -> str:
    """The key as a person finds it in the file: without pydantic's tags, positions only where there are several."""
    parts: list[str] = []
    for before, part in zip((None, *location), location, strict=False):
        if isinstance(part, int):
            if parts == ["target"] and several != "target":
                continue
            parts[-1:] = [f"{parts[-1]}[{part + 1}]"] if parts else [f"[{part + 1}]"]
        elif location[0] == "measure" and part in (*_OPERANDS, "name", "python"):
            continue
        elif not (part == "given" or _is_tag(before, part) or _is_member(before, part) or "[" in part):
            parts.append(part)
    return ".".join(parts)


def _is_tag(before: int | str | None, part: int | str) -> bool:
    """Whether a part of a location only says which type of target stands there."""
    return part in _TAGS and (isinstance(before, int) or before == "target")


def _is_member(before: int | str | None, part: int | str) -> bool:
    """Whether a part of a location is the target of a member, whose keys stand beside the member's own."""
    return part == "target" and isinstance(before, int)


def _model_at(location: Iterable[int | str], model: type[BaseModel]) -> type[BaseModel]:
    """The model whose key the end of a location is, starting from the model of the table."""
    by_tag = {target.model_fields["type"].default: target for target in TARGET_TYPES}
    way = list(location)
    for before, part in zip([None, *way], way, strict=False):
        if way[0] == "measure" and part in _OPERANDS:
            model = _OPERANDS[str(part)]
        elif isinstance(part, str) and _is_tag(before, part):
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
    return str(key), [name for name in known if name not in ("id", "type", "target" if "members" in way else "")]


_EXPECTED = {
    "polarity": "'high_is_good', 'low_is_good', 'plan_is_best' or 'no_judgement', since it is never assumed",
    "unit": "a unit, such as 'percent'",
    "frequency": "how often a figure comes, such as 'quarter'",
    "target": "a target; { type = 'none' } where there is none",
    "title": "the title that a scorecard prints",
    "grey": "'ignore', 'propagate' or 'worst': what a member without a rating does",
}


def _expected(location: tuple[int | str, ...]) -> str:
    key = str(location[-1])
    return _EXPECTED.get(key, "it") if len(location) == 1 or key == "grey" else "it"
