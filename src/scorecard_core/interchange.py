"""Ratings in the forms that other programs read: JSON with a versioned schema, and CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import fields
from decimal import Decimal
from functools import lru_cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from scorecard_core.errors import InputError
from scorecard_core.rating import Rating
from scorecard_core.rollups import RollUp

__all__ = [
    "COLUMNS",
    "SCHEMA_VERSION",
    "ratings_from_json",
    "ratings_json_schema",
    "ratings_to_csv",
    "ratings_to_json",
    "text_of_cell",
]

SCHEMA_VERSION = 1
"""The version of the JSON form. A key that is added does not raise it; one that changes or goes does."""

COLUMNS = tuple(field.name for field in fields(Rating) if field.name not in ("facts", "members"))
"""The columns of the CSV form, in their order."""


@lru_cache(maxsize=1)
def _adapter() -> TypeAdapter[tuple[Rating, ...]]:
    return TypeAdapter(tuple[Rating, ...])


@lru_cache(maxsize=1)
def _roll_up_adapter() -> TypeAdapter[tuple[RollUp, ...]]:
    return TypeAdapter(tuple[RollUp, ...])


def ratings_to_json(ratings: Iterable[Rating], roll_ups: Iterable[RollUp] = ()) -> str:
    """Ratings as JSON: ``{"schema_version": 1, "ratings": [...]}``. Numbers are text, so that they stay exact.

    Args:
        roll_ups: how groups of them stand; with any, the document has them under ``roll_ups``.
    """
    document: dict[str, Any] = {
        "schema_version": SCHEMA_VERSION,
        "ratings": _adapter().dump_python(tuple(ratings), mode="json"),
    }
    if rolled := _roll_up_adapter().dump_python(tuple(roll_ups), mode="json"):
        document["roll_ups"] = rolled
    return json.dumps(document, ensure_ascii=False, indent=2)


def ratings_from_json(text: str) -> tuple[Rating, ...]:
    """Ratings from the JSON that :func:`ratings_to_json` writes.

    Raises:
        InputError: ``json-unreadable``, or ``schema-unknown`` for a version that this library does not know.
    """
    try:
        document = json.loads(text)
        version = document["schema_version"]
        if version != SCHEMA_VERSION:
            raise InputError("schema-unknown", found=f"schema version {version!r}", expected=str(SCHEMA_VERSION))
        return _adapter().validate_json(json.dumps(document["ratings"]))
    except (ValueError, KeyError, TypeError, ValidationError) as error:
        found = " ".join(str(error).split())
        raise InputError("json-unreadable", found=found, expected="ratings as ratings_to_json writes them") from error


def ratings_json_schema() -> dict[str, Any]:
    """The JSON Schema of the document that :func:`ratings_to_json` writes."""
    ratings = _adapter().json_schema(mode="serialization", ref_template="#/$defs/{model}")
    roll_ups = _roll_up_adapter().json_schema(mode="serialization", ref_template="#/$defs/{model}")
    definitions = {**ratings.pop("$defs", {}), **roll_ups.pop("$defs", {})}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Ratings of a balanced scorecard",
        "type": "object",
        "required": ["schema_version", "ratings"],
        "properties": {"schema_version": {"const": SCHEMA_VERSION}, "ratings": ratings, "roll_ups": roll_ups},
        "$defs": definitions,
    }


def ratings_to_csv(ratings: Iterable[Rating]) -> str:
    """Ratings as CSV (RFC 4180), a line each, every column but the facts and the members.

    Text that a spreadsheet would run as a formula is led by an apostrophe.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for rating in ratings:
        writer.writerow([_cell(getattr(rating, column)) for column in COLUMNS])
    return out.getvalue()


_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def text_of_cell(cell: str) -> str:
    """The text that a cell of :func:`ratings_to_csv` was written for."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in _FORMULA else cell


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case Decimal():
            return f"{value:f}"
        case str() if value[:1] in _FORMULA:
            return f"'{value}"
        case _:
            return str(value)
