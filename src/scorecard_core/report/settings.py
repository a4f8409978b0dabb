"""What a report is made from: its settings, its figures, what people wrote, and the risks."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from scorecard_core.definitions import read_toml
from scorecard_core.errors import InputError, Problems, ScorecardError, did_you_mean, raise_all
from scorecard_core.inputs import read_observations, read_overrides, read_published
from scorecard_core.ledger import PublishedRatings
from scorecard_core.observations import Observations
from scorecard_core.overrides import Overrides
from scorecard_core.periods import Period
from scorecard_core.registry import Registry
from scorecard_core.risks import Paragraphs, Risk
from scorecard_core.validation import definition_errors

__all__ = [
    "Breakdown",
    "Commentary",
    "Grouping",
    "LongerView",
    "ReportInput",
    "ReportSettings",
    "read_report",
    "read_settings",
]

Read = TypeVar("Read")
Model = TypeVar("Model", bound=BaseModel)


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class Grouping(_Strict):
    """One axis along which a report groups indicators, and its groups in their order."""

    axis: str
    title: str
    groups: tuple[str, ...] = Field(min_length=1)


class Breakdown(_Strict):
    """The parts of the council whose own figures a report names, such as directorates."""

    name: str
    areas: tuple[str, ...] = Field(min_length=1)


class LongerView(_Strict):
    """A separate, labelled series that gives one indicator's chart its longer view. It is never rated."""

    indicator: str
    measure: str
    title: str
    areas: tuple[str, ...] = Field(min_length=1)
    source: str
    note: str = ""


class ReportSettings(_Strict):
    """``scorecard.toml``: what a report is called, for whom and when, and how it is laid out."""

    format: Literal[1]
    title: str
    subtitle: str = ""
    council: str = ""
    area: str
    period: Period
    as_at: date | None = None
    plugins: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    grouping: tuple[Grouping, ...] = ()
    breakdown: Breakdown | None = None
    longer_view: tuple[LongerView, ...] = ()


class Commentary(_Strict):
    """What people wrote about one indicator."""

    line: str = ""
    performance_details: Paragraphs = ()
    current_activity: Paragraphs = ()
    future_activity: Paragraphs = ()


class _RiskRegister(_Strict):
    preamble: str = ""
    risk: tuple[Risk, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ReportInput:
    """Everything that a report is made from, read and checked."""

    settings: ReportSettings
    observations: Observations
    published: PublishedRatings = field(default_factory=PublishedRatings)
    overrides: Overrides = field(default_factory=Overrides)
    commentary: Mapping[str, Commentary] = field(default_factory=dict)
    risks: tuple[Risk, ...] = ()
    risk_preamble: str = ""


def read_settings(folder: Path | str) -> ReportSettings:
    """Read ``scorecard.toml`` of a report's folder.

    Raises:
        Problems: with every problem of the file.
    """
    problems: list[ScorecardError] = []
    settings = _validated(ReportSettings, Path(folder) / "scorecard.toml", problems)
    raise_all("reading the report's settings", problems)
    assert settings is not None
    return settings


def read_report(folder: Path | str, registry: Registry) -> ReportInput:
    """Read a report's folder: ``scorecard.toml``, ``observations.csv`` and, where they are there, ``series.csv``,
    ``published.csv``, ``overrides.csv``, ``commentary.toml`` and ``risks.toml``.

    Raises:
        Problems: with every problem of every file.
    """
    folder = Path(folder)
    problems: list[ScorecardError] = []
    settings = _validated(ReportSettings, folder / "scorecard.toml", problems)
    figures = [folder / "observations.csv", *(path for path in [folder / "series.csv"] if _is_there(path))]
    observations = _gathered(lambda: read_observations(*figures, registry=registry), problems) or Observations()
    published, path = PublishedRatings(), folder / "published.csv"
    if _is_there(path):
        published = _gathered(lambda: read_published(path, registry), problems) or published
    overrides, path = Overrides(), folder / "overrides.csv"
    if _is_there(path):
        overrides = _gathered(lambda: read_overrides(path, registry), problems) or overrides
    register = _RiskRegister()
    if _is_there(path := folder / "risks.toml"):
        register = _validated(_RiskRegister, path, problems) or register
    commentary = dict(_commentary(folder / "commentary.toml", registry, problems))
    problems += _contradictions(settings, register, registry)
    raise_all("reading the report", problems)
    assert settings is not None
    return ReportInput(
        settings=settings,
        observations=observations,
        published=published,
        overrides=overrides,
        commentary=commentary,
        risks=register.risk,
        risk_preamble=register.preamble,
    )


def _contradictions(
    settings: ReportSettings | None, register: _RiskRegister, registry: Registry
) -> Iterator[ScorecardError]:
    """What no single file shows to be wrong."""
    for view in settings.longer_view if settings else ():
        if view.indicator not in registry:
            found, hint = f"no indicator '{view.indicator}'", did_you_mean(view.indicator, registry)
            yield InputError("indicator-unknown", where="scorecard.toml: longer_view", found=found, hint=hint)
    numbers = [risk.number for risk in register.risk]
    for number in sorted({number for number in numbers if numbers.count(number) > 1}):
        yield InputError(
            "risk-duplicate", where="risks.toml", found=f"two risks with the number {number}", expected="one"
        )


def _commentary(path: Path, registry: Registry, problems: list[ScorecardError]) -> Iterator[tuple[str, Commentary]]:
    if not _is_there(path):
        return
    tables = _gathered(lambda: read_toml(path, path.name), problems) or {}
    for id, table in tables.items():
        where = f"{path.name}: [{id}]"
        if not isinstance(table, dict):
            # Such a line stands above the first table, and is of none.
            expected = "a table for each indicator, such as [children.in_need]"
            problems.append(InputError("table-expected", where=where, found=f"{table!r}", expected=expected))
            continue
        if id not in registry:
            found, hint = f"no indicator '{id}'", did_you_mean(id, registry)
            problems.append(InputError("indicator-unknown", where=where, found=found, hint=hint))
        try:
            yield id, Commentary.model_validate(table)
        except ValidationError as error:
            problems.extend(definition_errors(error, where, Commentary))


def _validated(model: type[Model], path: Path, problems: list[ScorecardError]) -> Model | None:
    table = _gathered(lambda: read_toml(path, path.name if _is_there(path) else str(path)), problems)
    if table is None:
        return None
    try:
        return model.model_validate(table)
    except ValidationError as error:
        problems.extend(definition_errors(error, f"{path.name}:", model))
    return None


def _is_there(path: Path) -> bool:
    """Whether there is a file; a name that no file can have is that of none, where ``Path.exists`` raises."""
    return os.path.exists(path)


def _gathered(read: Callable[[], Read], problems: list[ScorecardError]) -> Read | None:
    """What was read, or None with its problems kept beside the others."""
    try:
        return read()
    except Problems as error:
        problems.extend(error.errors)
    except ScorecardError as error:
        problems.append(error)
    return None
