"""The ratings written by hand in Polars, lazily."""

from __future__ import annotations

import polars as pl

__all__ = ["rating", "whole"]

STATUSES = pl.Enum(["grey", "red", "amber", "green"])
TRAVELS = pl.Enum(["improving", "worsening", "steady", "increasing", "decreasing", "not_comparable"])
MOVEMENTS = pl.Enum(["improved", "worsened", "unchanged", "newly_rated", "no_longer_rated", "no_previous_rating"])

_VALUE, _SIGN, _LOW, _HIGH = (pl.col(name) for name in ("value", "sign", "low", "high"))


def _status(reference: pl.Expr, amber_limit: pl.Expr) -> pl.Expr:
    """The rank of the status: grey 0, red 1, amber 2, green 3."""
    number = pl.lit(0, pl.UInt8)
    is_range = pl.col("kind") == "range"
    signed = _VALUE * _SIGN
    return (
        pl.when(_VALUE.is_null() | (reference.is_null() & ~is_range))
        .then(number)
        .when(is_range)
        .then(
            number + 1 + _VALUE.is_between(pl.col("amber_low"), pl.col("amber_high")) + _VALUE.is_between(_LOW, _HIGH)
        )
        .otherwise(number + 1 + (signed >= amber_limit * _SIGN) + (signed >= reference * _SIGN))
        .cast(pl.UInt8)
    )


def rating(rows: pl.LazyFrame) -> pl.LazyFrame:
    """The status where the references are beside the value."""
    return rows.select(status=_status(pl.col("reference"), pl.col("amber_limit")).cat.to(STATUSES))


def _off_plan(value: pl.Expr) -> pl.Expr:
    """The distance to the range; rounded, since equal distances differ in the last bit of a float."""
    return ((_LOW - value).clip(0) + (value - _HIGH).clip(0)).round(6)


def whole(observations: pl.LazyFrame, definitions: pl.LazyFrame, periods: pl.LazyFrame) -> pl.LazyFrame:
    """Status, direction of travel and movement, from observations; a gap is a gap."""
    of_england = pl.col("area") == "England"
    national = observations.filter(of_england).select("measure", "period", national="value")
    number, kind, progress, rank = (pl.col(name) for name in ("number", "kind", "progress", "rank"))
    follows, before, rank_before = (pl.col(name) for name in ("follows", "before", "rank_before"))
    reference = pl.when(kind == "comparator").then("national").when(kind == "improvement").then(before)
    is_range = kind == "range"
    no_judgement = (_SIGN == 0) & ~is_range
    change = _VALUE - before
    return (
        observations.filter(~of_england)
        .select("measure", "area", "period", "value")
        .join(periods, on="period")
        .join(national, on=["measure", "period"], how="left")
        .with_columns(follows=(_previous(number) == number - 1).fill_null(False), before=_previous(_VALUE))
        .with_columns(before=pl.when(follows).then(before))
        .join(definitions, on="measure")
        .with_columns(reference=reference.otherwise("target"))
        .with_columns(
            rank=_status(pl.col("reference"), pl.coalesce("amber_limit", "reference")),
            progress=pl.when(is_range)
            .then(_off_plan(before) - _off_plan(_VALUE))
            .when(no_judgement)
            .then(change)
            .otherwise(change * _SIGN),
        )
        .with_columns(on_record=pl.when(_on_record()).then(rank))
        .with_columns(rank_before=pl.when(follows).then(_previous(pl.col("on_record"))))
        .select(
            *(pl.col(name).cast(pl.String) for name in ("measure", "area", "period")),
            status=rank.cat.to(STATUSES).cast(pl.String),
            travel=pl.when(progress.is_null())
            .then(_code(5))
            .when(progress == 0)
            .then(_code(2))
            .otherwise((progress < 0).cast(pl.UInt8) + no_judgement.cast(pl.UInt8) * 3)
            .cat.to(TRAVELS)
            .cast(pl.String),
            movement=pl.when((rank == 0) & (rank_before > 0))
            .then(_code(4))
            .when(rank_before.is_null())
            .then(_code(5))
            .when(rank == rank_before)
            .then(_code(2))
            .when(rank_before == 0)
            .then(_code(3))
            .otherwise((rank < rank_before).cast(pl.UInt8))
            .cat.to(MOVEMENTS)
            .cast(pl.String),
        )
    )


def _on_record() -> pl.Expr:
    """Whether there is a rating to compare with later: not where the history was too short to have a reference."""
    has_none = pl.col("kind").is_in(["comparator", "improvement"]) & pl.col("reference").is_null()
    return _VALUE.is_null() | ~has_none


def _previous(column: pl.Expr) -> pl.Expr:
    return column.shift().over("measure", "area", order_by="number")


def _code(number: int) -> pl.Expr:
    return pl.lit(number, pl.UInt8)
