"""The ratings written by hand in pandas."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

__all__ = ["rating", "whole"]

STATUSES = ["grey", "red", "amber", "green"]
TRAVELS = ["improving", "worsening", "steady", "increasing", "decreasing", "not_comparable"]
MOVEMENTS = ["improved", "worsened", "unchanged", "newly_rated", "no_longer_rated", "no_previous_rating"]

Array = npt.NDArray[Any]


def _status(rows: pd.DataFrame, reference: pd.Series[float], amber_limit: pd.Series[float]) -> Array:
    """The rank of the status: grey 0, red 1, amber 2, green 3."""
    value, sign = rows["value"], rows["sign"]
    is_range = rows["kind"] == "range"
    within = value.between(rows["amber_low"], rows["amber_high"])
    inside = value.between(rows["low"], rows["high"])
    signed = value * sign
    grey = value.isna() | (reference.isna() & ~is_range)
    met = np.where(is_range, inside, signed >= reference * sign)
    tolerated = np.where(is_range, within, signed >= amber_limit * sign)
    return np.select([grey, met, tolerated], [0, 3, 2], 1).astype(np.int8)


def rating(rows: pd.DataFrame) -> pd.Series[Any]:
    """The status where the references are beside the value."""
    codes = _status(rows, rows["reference"], rows["amber_limit"])
    return pd.Series(pd.Categorical.from_codes(codes, STATUSES), index=rows.index, name="status")


def _off_plan(value: pd.Series[float], rows: pd.DataFrame) -> Array:
    """The distance to the range; rounded, since equal distances differ in the last bit of a float."""
    return np.round(np.maximum(np.maximum(rows["low"] - value, value - rows["high"]), 0), 6)


def whole(observations: pd.DataFrame, definitions: pd.DataFrame, periods: pd.DataFrame) -> pd.DataFrame:
    """Status, direction of travel and movement, from observations; a gap is a gap."""
    # Sorted and looked up by their codes: on text, each would take several times as long.
    observations = observations.astype({"measure": "category", "area": "category", "period": "category"})
    of_england = observations["area"] == "England"
    national = observations.loc[of_england, ["measure", "period", "value"]].rename(columns={"value": "national"})
    rows = observations.loc[~of_england, ["measure", "area", "period", "value"]]
    numbers = periods.set_index("period")["number"].reindex(rows["period"].cat.categories).to_numpy()
    rows = rows.assign(
        number=numbers[rows["period"].cat.codes], of_measure=rows["measure"].cat.codes, of_area=rows["area"].cat.codes
    ).sort_values(["of_measure", "of_area", "number"], ignore_index=True)
    follows = (
        (rows["of_measure"] == rows["of_measure"].shift())
        & (rows["of_area"] == rows["of_area"].shift())
        & (rows["number"] == rows["number"].shift() + 1)
    )
    before = rows["value"].shift().where(follows)
    stated = definitions.set_index("measure").reindex(rows["measure"].cat.categories)
    stated = stated.take(rows["of_measure"]).reset_index(drop=True)
    rows = pd.concat([rows, stated], axis=1).merge(national, on=["measure", "period"], how="left")

    kind = rows["kind"]
    reference = rows["target"].mask(kind == "comparator", rows["national"]).mask(kind == "improvement", before)
    rank = pd.Series(_status(rows, reference, rows["amber_limit"].fillna(reference)))

    is_range = kind == "range"
    no_judgement = (rows["sign"] == 0) & ~is_range
    change = rows["value"] - before
    progress = (change * rows["sign"]).mask(no_judgement, change)
    progress = progress.mask(is_range, _off_plan(before, rows) - _off_plan(rows["value"], rows))
    travel = np.select([progress.isna(), progress == 0], [5, 2], (progress < 0) + 3 * no_judgement)

    # There is no rating to compare with where the history was too short to have a reference.
    off_record = kind.isin(["comparator", "improvement"]) & reference.isna() & rows["value"].notna()
    rank_before = rank.mask(off_record).shift().where(follows)
    movement = np.select(
        [(rank == 0) & (rank_before > 0), rank_before.isna(), rank == rank_before, rank_before == 0],
        [4, 5, 2, 3],
        rank < rank_before,
    )
    keys = {name: _text(rows[name].cat.categories, rows[name].cat.codes) for name in ("measure", "area", "period")}
    return pd.DataFrame(
        {
            **keys,
            "status": _text(STATUSES, rank),
            "travel": _text(TRAVELS, travel),
            "movement": _text(MOVEMENTS, movement),
        }
    )


def _text(words: Any, codes: Any) -> Any:
    """Text, as the keys came, taken from its few words."""
    return pd.array(words, dtype="str").take(np.asarray(codes, np.int64))
