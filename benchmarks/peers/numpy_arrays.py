"""The ratings written by hand in NumPy.

What comes in, and the answers, are small whole numbers with the words beside them, however the others hold their keys.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["MOVEMENTS", "STATUSES", "TRAVELS", "rating", "whole"]

STATUSES = ("grey", "red", "amber", "green")
TRAVELS = ("improving", "worsening", "steady", "increasing", "decreasing", "not_comparable")
MOVEMENTS = ("improved", "worsened", "unchanged", "newly_rated", "no_longer_rated", "no_previous_rating")

Array = npt.NDArray[Any]
Columns = Mapping[str, Array]

NONE, THRESHOLD, RANGE, COMPARATOR, IMPROVEMENT = range(5)
UNKNOWN = 9


def _status(value: Array, reference: Array, amber_limit: Array, rows: Columns) -> Array:
    """The rank of the status: grey 0, red 1, amber 2, green 3. A comparison with NaN is false."""
    sign, is_range = rows["sign"], rows["kind"] == RANGE
    signed = value * sign
    rank = 1 + (signed >= amber_limit * sign).astype(np.uint8) + (signed >= reference * sign)
    inside = 1 + ((value >= rows["amber_low"]) & (value <= rows["amber_high"])).astype(np.uint8)
    inside += (value >= rows["low"]) & (value <= rows["high"])
    rank = np.where(is_range, inside, rank)
    rank[np.isnan(value) | (np.isnan(reference) & ~is_range)] = 0
    return rank


def rating(rows: Columns) -> Array:
    """The status where the references are beside the value."""
    return _status(rows["value"], rows["reference"], rows["amber_limit"], rows)


def _off_plan(value: Array, rows: Columns) -> Array:
    """The distance to the range; rounded, since equal distances differ in the last bit of a float."""
    return np.round(np.maximum(np.maximum(rows["low"] - value, value - rows["high"]), 0), 6)


def whole(observations: Columns, definitions: Columns, numbers: Array, england: int) -> dict[str, Array]:
    """Status, direction of travel and movement, from observations; a gap is a gap.

    Args:
        observations: measure, area and period as codes, and the value.
        definitions: the parameters, by the code of the measure.
        numbers: the position in the calendar of each code of a period.
        england: the code of England.
    """
    width = len(numbers) + 1
    measure, period = observations["measure"].astype(np.int64), numbers[observations["period"]]
    area, value = observations["area"], observations["value"]
    national = np.full((len(definitions["sign"]), width), np.nan)
    of_england = area == england
    national[measure[of_england], period[of_england]] = value[of_england]

    key = (measure * (int(area.max()) + 1) + area) * width + period
    order = np.argsort(key)
    order = order[~of_england[order]]
    key, measure, period, value = key[order], measure[order], period[order], value[order]
    follows = np.zeros(len(key), np.bool_)
    follows[1:] = key[1:] == key[:-1] + 1
    before = np.full(len(key), np.nan)
    before[1:] = np.where(follows[1:], value[:-1], np.nan)

    rows = {name: column[measure] for name, column in definitions.items()}
    kind, sign = rows["kind"], rows["sign"]
    reference = np.where(
        kind == COMPARATOR, national[measure, period], np.where(kind == IMPROVEMENT, before, rows["target"])
    )
    amber_limit = np.where(kind == THRESHOLD, rows["amber_limit"], reference)
    rank = _status(value, reference, amber_limit, rows)

    no_judgement = (sign == 0) & (kind != RANGE)
    progress = (value - before) * np.where(no_judgement, 1, sign)
    progress = np.where(kind == RANGE, _off_plan(before, rows) - _off_plan(value, rows), progress)
    travel = (progress < 0).astype(np.uint8) + no_judgement * np.uint8(3)
    travel[progress == 0] = 2
    travel[np.isnan(progress)] = 5

    # There is no rating to compare with where the history was too short to have a reference.
    off_record = ((kind == COMPARATOR) | (kind == IMPROVEMENT)) & np.isnan(reference) & ~np.isnan(value)
    rank_before = np.full(len(key), UNKNOWN, np.uint8)
    rank_before[1:] = np.where(follows[1:] & ~off_record[:-1], rank[:-1], UNKNOWN)
    movement = (rank < rank_before).astype(np.uint8)
    movement[rank_before == 0] = 3
    movement[rank == rank_before] = 2
    movement[(rank == 0) & (rank_before > 0)] = 4
    movement[rank_before == UNKNOWN] = 5
    return {
        "measure": measure,
        "area": area[order],
        "period": observations["period"][order],
        "status": rank,
        "travel": travel,
        "movement": movement,
    }
