"""The target types: a closed set that plugins compose.

Each type is data. It says which decision list answers it, what its parameters are, where its other facts come from, and
which colour each verdict has. No plugin can add one, so no plugin changes another's colour.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from scorecard_core.targets.base import TargetType, ends_before_it_begins
from scorecard_core.targets.comparisons import Gap, Improvement, InComparison, Share
from scorecard_core.targets.compositions import AllOf, AnyOf, Composition, Points, Weighted, WorstOf
from scorecard_core.targets.levels import Band, Bands, Judged, NoTarget, Range, Threshold, folded
from scorecard_core.targets.members import Member

__all__ = [
    "TARGET_TYPES",
    "AllOf",
    "AnyOf",
    "Band",
    "Bands",
    "Composition",
    "Gap",
    "Improvement",
    "InComparison",
    "Judged",
    "Member",
    "NoTarget",
    "Points",
    "Range",
    "Share",
    "Target",
    "TargetType",
    "Threshold",
    "Weighted",
    "WorstOf",
    "ends_before_it_begins",
    "folded",
]

Target = Annotated[
    NoTarget
    | Threshold
    | Range
    | Improvement
    | InComparison
    | Gap
    | Share
    | Bands
    | Judged
    | AllOf
    | AnyOf
    | WorstOf
    | Weighted,
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
    AllOf,
    AnyOf,
    WorstOf,
    Weighted,
)
"""The same set as classes, in the order in which the documentation shows them."""

for _type in (Member, AllOf, AnyOf, WorstOf, Weighted):
    # A member may have a target of any type, so the types of compositions are complete once the set is.
    _type.model_rebuild(_types_namespace={"Target": Target})
