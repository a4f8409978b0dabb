"""The target types: a closed set that plugins compose.

Each type is data. It says which decision list answers it, what its parameters are, where its other facts come from, and
which colour each verdict has. No plugin can add one, so no plugin changes another's colour.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated

from pydantic import Field, TypeAdapter, ValidationError

from scorecard_core.targets.base import TargetType, ends_before_it_begins
from scorecard_core.targets.comparisons import Consecutive, Gap, Improvement, InComparison, Share
from scorecard_core.targets.compositions import AllOf, AnyOf, Composition, Points, Weighted, WorstOf
from scorecard_core.targets.control_chart import ControlChart
from scorecard_core.targets.levels import Alternative, Band, Bands, Judged, NoTarget, Range, Threshold, folded
from scorecard_core.targets.members import Member
from scorecard_core.targets.milestones import Milestone
from scorecard_core.targets.on_a_number import AmberIf
from scorecard_core.targets.paths import Progress, Trajectory
from scorecard_core.targets.statistical import InPosition, Significance

__all__ = [
    "TARGET_TYPES",
    "AllOf",
    "Alternative",
    "AmberIf",
    "AnyOf",
    "Band",
    "Bands",
    "Composition",
    "Consecutive",
    "ControlChart",
    "Gap",
    "Improvement",
    "InComparison",
    "InPosition",
    "Judged",
    "Member",
    "Milestone",
    "NoTarget",
    "Points",
    "Progress",
    "Range",
    "Share",
    "Significance",
    "Target",
    "TargetType",
    "Threshold",
    "Trajectory",
    "Weighted",
    "WorstOf",
    "ends_before_it_begins",
    "folded",
    "target_of_text",
]

Target = Annotated[
    NoTarget
    | Threshold
    | Range
    | Trajectory
    | Progress
    | Improvement
    | Consecutive
    | InComparison
    | Gap
    | Share
    | InPosition
    | Significance
    | ControlChart
    | Bands
    | Milestone
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
    Trajectory,
    Progress,
    Improvement,
    Consecutive,
    InComparison,
    Gap,
    Share,
    InPosition,
    Significance,
    ControlChart,
    Bands,
    Milestone,
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
