"""The target types: a closed set that plugins compose.

Each type is data. It says which decision list answers it, what its parameters are, where its other facts come from, and
which colour each verdict has. No plugin can add one, so no plugin changes another's colour.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated

from pydantic import Field, TypeAdapter, ValidationError

from scorecard_core.targets.base import TargetType, ends_before_it_begins
from scorecard_core.targets.comparisons import Gap, Improvement, InComparison, Share
from scorecard_core.targets.levels import Band, Bands, Judged, NoTarget, Range, Threshold, folded

__all__ = [
    "TARGET_TYPES",
    "Band",
    "Bands",
    "Gap",
    "Improvement",
    "InComparison",
    "Judged",
    "NoTarget",
    "Range",
    "Share",
    "Target",
    "TargetType",
    "Threshold",
    "ends_before_it_begins",
    "folded",
    "target_of_text",
]

Target = Annotated[
    NoTarget | Threshold | Range | Improvement | InComparison | Gap | Share | Bands | Judged,
    Field(discriminator="type"),
]
"""Any target, told apart by its ``type``."""

TARGET_TYPES: tuple[type[TargetType], ...] = (
    NoTarget,
    Threshold,
    Range,
    Improvement,
    InComparison,
    Gap,
    Share,
    Bands,
    Judged,
)
"""The same set as classes, in the order in which the documentation shows them."""


@lru_cache(maxsize=1024)
def target_of_text(text: str) -> TargetType | None:
    """The target that :attr:`TargetType.text` was written for; None where this version cannot read it."""
    try:
        return _adapter().validate_json(text)
    except ValidationError:
        return None


@lru_cache(maxsize=1)
def _adapter() -> TypeAdapter[Target]:
    return TypeAdapter(Target)
