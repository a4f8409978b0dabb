"""Reading observations and published ratings from files, checked against the definitions they belong to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from scorecard_core.errors import InputError, Problems, ScorecardError, UnitError, did_you_mean, raise_all
from scorecard_core.indicators import Indicator
from scorecard_core.interchange import COLUMNS, text_of_cell
from scorecard_core.ledger import PublishedRating, PublishedRatings
from scorecard_core.observations import Judgement, Observation, Observations
from scorecard_core.overrides import Override, Overrides
from scorecard_core.periods import Period
from scorecard_core.registry import Registry
from scorecard_core.scorecard import measures
from scorecard_core.tables import Row, as_term, rows_of
from scorecard_core.terms import Flag, Frequency, MissingReason, Polarity, Rag

__all__ = ["read_observations", "read_overrides", "read_published"]

_REQUIRED = ("measure", "area", "period")
_NUMBERS = ("value", "lower", "upper", "confidence", "numerator", "denominator", "forecast")
_WORDS = ("unit", "source")
_JUDGEMENT = ("text", "by", "date", "reason", "expires")
_READERS: Mapping[str, Callable[[Row, str], Any]] = {
    **dict.fromkeys(_NUMBERS, Row.number),
    "missing_reason": lambda row, column: row.word(column, MissingReason),
    "flag": lambda row, column: row.word(column, Flag),
    "published": Row.day,
    **dict.fromkeys(_WORDS, Row.text),
}
"""How the columns are read that a row need not fill, by name."""
_KNOWN = (*_REQUIRED, *_READERS, *_JUDGEMENT)


def read_observations(*paths: Path | str, registry: Registry | None = None) -> Observations:
    """Read observations from CSV files, as one collection.

    Args:
        paths: the files.
        registry: definitions, whose frequencies settle ambiguous periods and whose units every figure is held against.

    Raises:
        Problems: with every problem of every file.
    """
    problems: list[ScorecardError] = []
    observations = [row for path in paths for row in _observations(Path(path), registry, problems)]
    try:
        collected = Observations(observations)
        if registry is not None:
            problems += _conflicts(collected, registry)
            problems += _areas_alike(observations, registry)
    except Problems as error:
        problems.extend(error.errors)
    raise_all("reading the observations", problems)
    return collected


def _conflicts(observations: Observations, registry: Registry) -> Iterator[InputError]:
    """Two figures for what an indicator takes to be one period, under different labels."""
    for measure, asked in measures(registry).items():
        indicator = asked.indicator
        for area in () if asked.at_any_period else observations.areas(measure):
            series = observations.series(
                measure, area, indicator.frequency, dimensions=tuple(sorted(indicator.dimensions.items()))
            )
            for first, *others in series.conflicts.values():
                for other in others:
                    yield InputError(
                        "observation-duplicate",
                        where=other.place,
                        found=f"'{other.period}', a second figure for '{measure}', {area}, {first.period}",
                        expected=f"one; the first is at {first.place}",
                    )


def _observations(path: Path, registry: Registry | None, problems: list[ScorecardError]) -> Iterator[Observation]:
    known = measures(registry) if registry is not None else {}
    expected = _frequencies(registry) if registry is not None else {}
    rated: dict[str, list[Indicator]] = {}
    for one in registry.values() if registry is not None else ():
        rated.setdefault(one.series, []).append(one)
    for row in rows_of(path, _REQUIRED, _KNOWN, problems):
        before = len(problems)
        measure = row.needed("measure")
        asked = known.get(measure)
        period = row.period("period", asked.indicator.frequency if asked else None)
        area = row.needed("area")
        cells = {column: read(row, column) for column, read in _READERS.items() if column in row}
        if any(column in row for column in _JUDGEMENT):
            cells["judgement"] = _judgement(row)
        value, unit = cells.get("value"), cells.get("unit", "")
        if period is not None and (kinds := expected.get((measure, area), expected.get((measure, "")))):
            _check_kind(period, kinds, f"{row.place}, period", measure, problems)
        if asked is not None and asked.indicator.unit == "percent" and "," in row.text("value"):
            problems.append(_comma_in_per_cent(row))
        if registry is not None and asked is not None and asked.unit and unit:
            _check_unit(unit, asked.unit, registry, row.place, problems)
        if len(problems) > before or period is None:
            continue
        if registry is not None and value is not None:
            problems.extend(_beyond_limits(value, unit, rated.get(measure, ()), registry, row.place))
        if len(problems) > before:
            continue
        try:
            yield Observation(measure=measure, area=area, period=period, place=row.place, **cells)
        except InputError as error:
            problems.append(error)


def _areas_alike(observations: Iterable[Observation], registry: Registry) -> Iterator[InputError]:
    """Areas that are written as another is, but for capitals: they would be rated, or looked for, as two."""
    known = {area.casefold(): area for area in registry.compared_with}
    told = set()
    for one in observations:
        usual = known.setdefault(one.area.casefold(), one.area)
        if one.area != usual and one.area not in told:
            told.add(one.area)
            yield InputError(
                "area-spelt-otherwise",
                where=f"{one.place}, area",
                found=f"'{one.area}', which is '{usual}' elsewhere",
                expected="one spelling of an area",
            )


def _frequencies(registry: Registry) -> dict[tuple[str, str], frozenset[Frequency]]:
    """How often the figures of each measure come; an area of comparators, looked up by their latest, may differ."""
    found: dict[tuple[str, str], frozenset[Frequency]] = {}
    compared = registry.compared_with
    for indicator in registry.values():
        for series in indicator.inputs:
            key = (series.measure, "")
            if series.within_months is None:
                found[key] = found.get(key, frozenset()) | {indicator.frequency}
            found |= {(series.measure, area): frozenset() for area in compared}
    return found


def _check_kind(
    period: Period, frequencies: frozenset[Frequency], place: str, measure: str, problems: list[ScorecardError]
) -> None:
    """A figure for a kind of period that no indicator of its measure has would never be seen."""
    if all(period.at_frequency(frequency) is None for frequency in frequencies):
        each = " or ".join(sorted(frequency.value.replace("_", " ") for frequency in frequencies))
        problems.append(
            InputError(
                "period-of-another-kind",
                where=place,
                found=f"'{period}' is a {period.kind.value.replace('_', ' ')}",
                expected=f"a {each}, as '{measure}' is defined",
            )
        )


def _judgement(row: Row) -> Judgement | None:
    on, expires = row.day("date"), row.day("expires")
    by, reason = row.text("by"), row.text("reason")
    if not row.text("text") and (by or reason or on or expires):
        row.needed("text")
    grade = row.text("text")
    return Judgement(grade, by, on, reason, expires) if grade else None


def _check_unit(unit: str, wanted: str, registry: Registry, place: str, problems: list[ScorecardError]) -> None:
    if unit == wanted:
        return
    try:
        registry.units.convert(Decimal(1), unit, wanted)
    except UnitError as error:
        problems.append(error.at(f"{place}, unit"))


def _comma_in_per_cent(row: Row) -> InputError:
    """A comma between thousands is read; but a per cent of thousands is far likelier to have a decimal comma."""
    text = row.text("value")
    return InputError(
        "comma-in-per-cent",
        where=f"{row.place}, value",
        found=f"'{text}' in per cent",
        expected="a number without a comma",
        hint=f"Is it {text.replace(',', '.')} or {text.replace(',', '')}?",
    )


def _beyond_limits(
    value: Decimal, unit: str, rated: Iterable[Indicator], registry: Registry, place: str
) -> Iterator[InputError]:
    """A value beyond the natural limits of an indicator: a mistake, or a code such as -99 that stands for no figure."""
    for indicator in rated:
        try:
            in_its_unit = registry.units.convert(value, unit, indicator.unit) if unit else value
        except ArithmeticError:  # outside what can be rated exactly, whatever its limits
            continue
        if not indicator.is_possible(in_its_unit):
            least, most = indicator.minimum, indicator.maximum
            limits = [f"at least {least}"] * (least is not None) + [f"at most {most}"] * (most is not None)
            yield InputError(
                "value-beyond-limits",
                where=f"{place}, value",
                found=f"{value}, beyond the natural limits of '{indicator.id}'",
                expected=f"{' and '.join(limits)}",
                hint="Where it stands for no figure, leave the cell empty and give the missing_reason.",
            )


_PUBLISHED = ("indicator", "area", "period", "status")
_RATED_UNDER = ("definition", "target", "rules_edition")
_PUBLISHED_MORE = ("updated", "take_over", "value", "unit", "polarity", *_RATED_UNDER, "source", "published")


def read_published(path: Path | str, registry: Registry | None = None) -> PublishedRatings:
    """Read published ratings from a CSV file.

    A file that :func:`~scorecard_core.interchange.ratings_to_csv` wrote is one: what a published rating does not keep
    is passed over.

    Args:
        registry: definitions; a rating of an indicator that is not among them is then an error.

    Raises:
        Problems: with every problem of the file.
    """
    problems: list[ScorecardError] = []
    ratings: list[PublishedRating] = []
    for row in rows_of(Path(path), _PUBLISHED, (*_PUBLISHED, *_PUBLISHED_MORE, *COLUMNS), problems):
        before = len(problems)
        indicator = row.needed("indicator")
        problems.extend(_unknown(indicator, registry, row.place))
        period, status = row.period("period", None), _status(row)
        cells: dict[str, Any] = {
            "area": text_of_cell(row.needed("area")),
            "updated": row.yes_or_no("updated"),
            "take_over": bool(row.yes_or_no("take_over")),
            "value": row.number("value"),
            "published": row.day("published"),
            "polarity": row.word("polarity", Polarity),
            **{column: text_of_cell(row.text(column)) for column in ("unit", *_RATED_UNDER, "source")},
        }
        if len(problems) == before and period is not None and status is not None:
            ratings.append(PublishedRating(indicator=indicator, period=period, status=status, place=row.place, **cells))
    try:
        collected = PublishedRatings(ratings)
    except Problems as error:
        problems.extend(error.errors)
    raise_all("reading the published ratings", problems)
    return collected


_STATUS_WORDS = {"no_status": Rag.GREY}


def _status(row: Row) -> Rag | None:
    status: Rag | None = _STATUS_WORDS.get(as_term(row.needed("status"))) or row.word("status", Rag)
    return status


def _unknown(indicator: str, registry: Registry | None, place: str) -> Iterator[InputError]:
    """An indicator that no definition has."""
    if registry is None or not indicator or indicator in registry:
        return
    hint, plugin = did_you_mean(indicator, registry), indicator.partition(".")[0]
    if not any(id.startswith(f"{plugin}.") for id in registry):
        hint = f"No plugin '{plugin}' is loaded: is it installed, and does scorecard.toml list it?"
    yield InputError("indicator-unknown", where=place, found=f"no indicator '{indicator}'", hint=hint)


_OVERRIDES = ("indicator", "area", "period", "status", "by", "reason")
_OVERRIDES_MORE = ("date", "expires")


def read_overrides(path: Path | str, registry: Registry | None = None) -> Overrides:
    """Read overrides from a CSV file.

    Args:
        registry: definitions; an override of an indicator that is not among them is then an error.

    Raises:
        Problems: with every problem of the file.
    """
    problems: list[ScorecardError] = []
    overrides: list[Override] = []
    for row in rows_of(Path(path), _OVERRIDES, (*_OVERRIDES, *_OVERRIDES_MORE), problems):
        before = len(problems)
        indicator, period, status = row.needed("indicator"), row.period("period", None), _status(row)
        problems.extend(_unknown(indicator, registry, row.place))
        words = {column: row.needed(column) for column in ("area", "by", "reason")}
        on, expires = row.day("date"), row.day("expires")
        if len(problems) == before and period is not None and status is not None:
            overrides.append(
                Override(
                    indicator=indicator,
                    period=period,
                    status=status,
                    on=on,
                    expires=expires,
                    place=row.place,
                    **words,
                )
            )
    try:
        collected = Overrides(overrides)
    except Problems as error:
        problems.extend(error.errors)
    raise_all("reading the overrides", problems)
    return collected
