"""What the lists mean that every indicator goes through."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from scorecard_core.availability import AVAILABILITY, Availability
from scorecard_core.movement import MOVEMENT
from scorecard_core.terms import GreyReason, Movement
from tests.mutation.meaning import Given, Meaning, every

__all__ = ["OF_STAGES"]

_NONE = GreyReason.NO_DATA.value
_NO_FIGURE = [branch for branch in AVAILABILITY.stated if branch.when is not None and "no_figure" in str(branch.when)]
_REASONS = [str(reason) for reason in dict.fromkeys(branch.answer for branch in _NO_FIGURE)]


def _available(given: Given) -> StrEnum:
    reason = given["no_figure"]
    if not given["in_force"]:
        return GreyReason.NOT_IN_FORCE
    if reason is not None:
        waiting = reason == _NONE and not given["next_is_due"]
        return GreyReason.NOT_DUE if waiting else GreyReason(reason)
    if given["maximum_age"] is not None and given["age"] > given["maximum_age"]:
        return GreyReason.STALE
    if not given["has_target"]:
        return GreyReason.NO_TARGET_FOR_PERIOD
    return Availability.AVAILABLE if given["judged_now"] else GreyReason.NOT_DUE


def _availabilities() -> Iterator[Given]:
    yes_or_no = (True, False)
    return every(
        in_force=yes_or_no,
        no_figure=(None, *_REASONS),
        next_is_due=yes_or_no,
        age=(3, 4, 2),
        maximum_age=(3, None),
        has_target=yes_or_no,
        judged_now=yes_or_no,
    )


def _moved(given: Given) -> StrEnum:
    now, then = given["rank"], given["previous_rank"]
    if now is None and then is not None:
        return Movement.NO_LONGER_RATED
    if given["carried"]:
        return Movement.NOT_UPDATED
    if not given["previous_known"]:
        return Movement.NO_PREVIOUS_RATING
    if then is None:
        return Movement.UNCHANGED if now is None else Movement.NEWLY_RATED
    if given["changed"] is not None:
        return Movement.NOT_COMPARABLE
    return Movement.IMPROVED if now > then else Movement.WORSENED if now < then else Movement.UNCHANGED


def _movements() -> Iterator[Given]:
    for given in every(
        rank=(0, 1, 2, None),
        previous_rank=(0, 1, 2, None),
        previous_known=(True, False),
        carried=(False, True),
        changed=(None, "the target changed"),
    ):
        if given["previous_known"] or given["previous_rank"] is None:
            yield given


OF_STAGES: tuple[Meaning, ...] = (
    Meaning(AVAILABILITY, tuple(_availabilities()), _available),
    Meaning(MOVEMENT, tuple(_movements()), _moved),
)
