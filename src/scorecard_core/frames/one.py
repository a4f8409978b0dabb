"""Frames and the engine for one: rows as observations, the explanation of a row, what a lazy plan cannot check."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import narwhals.stable.v2 as nw

from scorecard_core.assessment import areas_of, assess, evidence_of
from scorecard_core.errors import InputError, PeriodError, raise_all
from scorecard_core.exact import number
from scorecard_core.explanation import explain
from scorecard_core.frames.native import Host, opened
from scorecard_core.indicators import Indicator
from scorecard_core.observations import Judgement, Observation, Observations
from scorecard_core.periods import Period, parse_period
from scorecard_core.rating import Rating, rate
from scorecard_core.registry import Registry
from scorecard_core.terms import Flag, Frequency, MissingReason

__all__ = ["dimensions_of", "explain_row", "frame_of", "measures_of", "observations_of", "rated_one_by_one", "validate"]


_BESIDE = ("lower", "upper", "confidence", "numerator", "denominator", "forecast")
"""Numbers that may come with a value."""


def validate(observations: Any, registry: Registry) -> None:
    """Check what rating a frame takes for granted; rows that are not in memory are collected for it.

    Raises:
        Problems: with every unreadable label, unknown measure, unknown reason and duplicate.
    """
    dimensions = dimensions_of(registry)
    host = opened(observations, dimensions)
    problems: list[InputError | PeriodError] = []
    for measure in sorted({row["measure"] for row in _rows(host)} - measures_of(registry)):
        problems.append(InputError("measure-unknown", found=f"no indicator is rated on the measure '{measure}'"))
    seen: set[tuple[Any, ...]] = set()
    frequencies = {
        series.measure: one.frequency
        for one in registry.values()
        for series in one.inputs
        if series.within_months is None
    }
    for row in _rows(host):
        frequency = frequencies.get(row["measure"])
        try:
            period = parse_period(str(row["period"]), frequency)
        except PeriodError as error:
            problems.append(error)
            continue
        reason = row.get("missing_reason")
        if not _blank(reason) and reason not in list(MissingReason):
            problems.append(InputError("missing-reason-unknown", found=f"'{reason}' is not a reason"))
        aligned = period.at_frequency(frequency) if frequency else period
        parts = tuple(str(row[name]) for name in dimensions if not _blank(row.get(name)))
        key = (row["measure"], row["area"], aligned or period, _day(row.get("published")), parts)
        if key in seen:
            found = f"a second figure for '{row['measure']}', {row['area']}, {period}"
            problems.append(InputError("observation-duplicate", found=found, expected="one"))
        seen.add(key)
    raise_all("checking the observations", problems)


def dimensions_of(registry: Registry) -> tuple[str, ...]:
    """The columns that any definition breaks figures down by."""
    return tuple(sorted({name for one in registry.values() for name in one.dimensions}))


def measures_of(registry: Registry) -> set[str]:
    """Every measure that is read to rate a registry's indicators."""
    return {series.measure for one in registry.values() for series in one.inputs} | _target_measures(registry)


def _target_measures(registry: Registry) -> set[str]:
    sources = (source for one in registry.values() for target in one.target for source in target.looked_up)
    return {measure for source in sources for measure in source.measures}


def explain_row(row: Mapping[str, Any], registry: Registry, observations: Any, *, as_at: date | None = None) -> str:
    """The reasoning behind one row of a rated frame, by the engine for one, from the same observations.

    Args:
        row: at least ``indicator``, ``area`` and ``period``.
        observations: what was rated; the rows of the indicator's own measures are collected.
    """
    indicator = registry[row["indicator"]]
    dimensions = dimensions_of(registry)
    found = observations_of(opened(observations, dimensions), registry.leaves(indicator.id), dimensions)
    return explain(
        assess(
            indicator,
            found,
            parse_period(str(row["period"]), indicator.frequency),
            area=row["area"],
            as_at=as_at,
            comparators=registry.comparators,
            units=registry.units,
            indicators=registry,
        )
    )


def observations_of(host: Host, indicators: Sequence[Indicator], dimensions: Sequence[str] = ()) -> Observations:
    """The observations that some indicators need, as the engine for one takes them.

    Args:
        dimensions: columns that figures are broken down by, beside those that the indicators themselves name.
    """
    return Observations(_observations(host, indicators, dimensions))


def frame_of(observations: Iterable[Observation], backend: str = "polars") -> Any:
    """Observations as a frame that :func:`rate_frame` takes; their values become floats.

    Args:
        backend: the library that the frame is of, as narwhals names it; it must be installed.
    """
    found = list(observations)
    table: dict[str, tuple[list[Any], Any]] = {
        "measure": ([one.measure for one in found], nw.String),
        "area": ([one.area for one in found], nw.String),
        "period": ([str(one.period) for one in found], nw.String),
        "value": ([None if one.value is None else float(one.value) for one in found], nw.Float64),
        "missing_reason": ([one.missing_reason and one.missing_reason.value for one in found], nw.String),
        "unit": ([one.unit or None for one in found], nw.String),
        "flag": ([one.flag and one.flag.value for one in found], nw.String),
        "published": ([one.published for one in found], nw.Date),
        "text": ([one.judgement and one.judgement.grade for one in found], nw.String),
        "date": ([one.judgement and one.judgement.on for one in found], nw.Date),
        "expires": ([one.judgement and one.judgement.expires for one in found], nw.Date),
    }
    for name in _BESIDE:
        numbers = [getattr(one, name) for one in found]
        table[name] = ([None if one is None else float(one) for one in numbers], nw.Float64)
    for name in sorted({name for one in found for name, _ in one.dimensions}):
        table[name] = ([dict(one.dimensions).get(name) for one in found], nw.String)
    columns = {name: values for name, (values, _) in table.items()}
    schema = {name: kind for name, (_, kind) in table.items()}
    return nw.from_dict(columns, schema, backend=backend).to_native()  # type: ignore[arg-type]


def _observations(host: Host, indicators: Sequence[Indicator], also: Sequence[str]) -> Iterator[Observation]:
    frequencies: dict[str, Frequency] = {}
    for one in indicators:
        for series in one.inputs:
            frequencies.setdefault(series.measure, one.frequency)
        for source in (source for target in one.target for source in target.looked_up):
            for measure in source.measures:
                frequencies.setdefault(measure, one.frequency)
    dimensions = sorted({name for one in indicators for name in one.dimensions}.union(also))
    for row in _rows(host, list(frequencies)):
        try:
            period = parse_period(str(row["period"]), frequencies[row["measure"]])
        except PeriodError:
            continue
        reason, grade = row.get("missing_reason") or "", row.get("text") or ""
        value = None if _blank(row["value"]) or not _blank(reason) else _number(row["value"])
        if value is None and _blank(reason) and _blank(grade):
            continue
        yield Observation(
            measure=row["measure"],
            area=row["area"],
            period=period,
            value=value,
            missing_reason=None if _blank(reason) else MissingReason(reason),
            judgement=None
            if _blank(grade) or value is not None
            else Judgement(grade, on=_day(row.get("date")), expires=_day(row.get("expires"))),
            dimensions=tuple((name, row[name]) for name in dimensions if not _blank(row.get(name))),
            unit="" if _blank(row.get("unit")) else row["unit"],
            flag=None if _blank(row.get("flag")) else Flag(row["flag"]),
            published=_day(row.get("published")),
            **_beside(row),
        )


def _beside(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _number(row[name]) for name in _BESIDE if not _blank(row.get(name))}


def _rows(host: Host, measures: Sequence[str] | None = None) -> Iterator[dict[str, Any]]:
    frame = host.frame
    if measures is not None:
        frame = frame.filter(nw.col("measure").is_in(list(measures)))
    if isinstance(frame, nw.LazyFrame):
        frame = frame.collect()
    yield from frame.iter_rows(named=True)


def _blank(value: Any) -> bool:
    return (
        value is None
        or value == ""
        or (isinstance(value, float) and value != value)
        or type(value).__name__ in ("NAType", "NaTType")
    )


def _number(value: Any) -> Decimal:
    return number(value if isinstance(value, (Decimal, int, float, str)) else float(value))


def _day(value: Any) -> date | None:
    if _blank(value):
        return None
    if isinstance(value, str):
        return date.fromisoformat(value)
    return value.date() if isinstance(value, datetime) else value


def rated_one_by_one(
    host: Host,
    indicators: Sequence[Indicator],
    registry: Registry,
    *,
    as_at: date | None,
    reporting: Period | None,
    columns: Sequence[str],
) -> Any:
    """Ratings by the engine for one, as a frame of the same library."""
    leaves = {one.id: registry.leaves(one.id) for one in indicators}
    every = list({leaf.id: leaf for each in leaves.values() for leaf in each}.values())
    observations = observations_of(host, every, dimensions_of(registry))
    given: dict[str, Any] = {"as_at": as_at, "comparators": registry.comparators, "units": registry.units}
    ratings: list[Rating] = []
    for indicator in indicators:
        areas = dict.fromkeys(area for leaf in leaves[indicator.id] for area in areas_of(leaf, observations))
        for area in areas:
            each = [evidence_of(leaf, observations, area=area, **given).series for leaf in leaves[indicator.id]]
            if reporting is None:
                aligned = (period.at_frequency(indicator.frequency) for series in each for period in series)
                periods = sorted({period for period in aligned if period is not None})
            else:
                periods = [reporting] if any(series.latest(reporting) for series in each) else []
            ratings += [
                rate(indicator, observations, period, area=area, indicators=registry, **given) for period in periods
            ]
    table = {name: [plain(getattr(one, name), name) for one in ratings] for name in columns}
    return host.table_of(table, {name: _KINDS.get(name, str) for name in columns})


_KINDS: Mapping[str, type] = {
    **dict.fromkeys(("value", "reference", "green_limit", "amber_limit", "travel_base"), float),
    "branch": int,
    "updated": bool,
}


def plain(value: Any, name: str) -> Any:
    """A field of a rating as a frame holds it."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Decimal):
        return float(value)
    return value if name == "branch" else str(value)
