"""What commands work on: definitions, a report's folder, and which cases there are to rate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from scorecard_core.errors import ScorecardError
    from scorecard_core.indicators import Indicator
    from scorecard_core.observations import Observations
    from scorecard_core.periods import Period
    from scorecard_core.registry import Registry

__all__ = ["DATE", "FILE", "FOLDER", "cases_of", "check_areas", "day", "default_folder", "read_folder", "registry_of"]

DATE = click.DateTime(formats=["%Y-%m-%d", "%d/%m/%Y"])
FILE = click.Path(dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)

_SETTINGS = "scorecard.toml"


def day(moment: datetime | None) -> date | None:
    """The day of what click reads as a moment."""
    return moment.date() if moment else None


def registry_of(definitions: Path) -> Registry:
    """The definitions of a file, whose worked examples come out as they say."""
    from scorecard_core.definitions import read_definitions
    from scorecard_core.errors import raise_all
    from scorecard_core.indicators import Provenance
    from scorecard_core.registry import Contribution, Registry

    indicators = read_definitions(definitions, prefix=_prefix(definitions), where=definitions.name)
    raise_all("working the examples of the definitions", _wrong_examples(indicators, definitions.name))
    given = Contribution(Provenance(distribution=definitions.name), indicators=tuple(indicators))
    return Registry.build([given])


def _wrong_examples(indicators: Iterable[Indicator], file: str) -> Iterator[ScorecardError]:
    """The worked examples that do not come out as their definition gives them."""
    from scorecard_core.errors import DefinitionError
    from scorecard_core.worked_examples import work_example

    for indicator in indicators:
        for number, example in enumerate(indicator.examples, start=1):
            status, sentence = work_example(indicator, example)
            if status is not example.status:
                yield DefinitionError(
                    "example-disagrees",
                    where=f"{file}: [{indicator.id.partition('.')[2]}] examples[{number}]",
                    found=f"the example says {example.status}, and the definition gives {status}",
                    hint=f"Its reason: {sentence}.",
                )


def _prefix(path: Path) -> str:
    """The name of a definition file, as the first part of its ids."""
    name = "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in path.stem.casefold())
    return name if name[:1].isalpha() else f"file_{name}"


def cases_of(
    registry: Registry,
    figures: Observations,
    period: Period | None,
    areas: Sequence[str],
    only: str | None = None,
) -> Iterator[tuple[Indicator, str, Period]]:
    """What to rate: each indicator in each area, in the period asked for or that of its latest figure."""
    from scorecard_core.assessment import areas_of

    compared = registry.compared_with
    check_areas(registry, figures, areas)
    for indicator in [registry[only]] if only else registry.values():
        leaves = registry.leaves(indicator.id)
        found = dict.fromkeys(area for leaf in leaves for area in areas_of(leaf, figures))
        for area in areas or [area for area in found if area not in compared]:
            latest = [at for leaf in leaves if (at := _latest(leaf, figures, area, registry)) is not None]
            at = period or max(latest, default=None)
            if at is not None:
                yield indicator, area, at


def check_areas(registry: Registry, figures: Observations, areas: Sequence[str]) -> None:
    """Refuse an area that has no figures."""
    from scorecard_core.assessment import areas_of
    from scorecard_core.errors import did_you_mean

    known = {area for indicator in registry.values() for area in areas_of(indicator, figures)}
    for area in areas:
        if area not in known:
            raise click.UsageError(f"There are no figures for the area '{area}'. {did_you_mean(area, known)}".rstrip())


def _latest(indicator: Indicator, figures: Observations, area: str, registry: Registry) -> Period | None:
    """The period of an indicator's latest figure."""
    from scorecard_core.assessment import evidence_of

    evidence = evidence_of(indicator, figures, area=area, comparators=registry.comparators, units=registry.units)
    return max(evidence.series, default=None)


def default_folder() -> Path:
    """The folder of the report that is meant where none is named."""
    if Path(_SETTINGS).exists():
        return Path()
    examples = sorted(Path("examples").glob(f"*/{_SETTINGS}"))
    if examples:
        return examples[0].parent
    raise click.UsageError(f"There is no {_SETTINGS} here and no example. Name the folder of a report.")


def read_folder(folder: Path) -> tuple[Registry, Any]:
    """The definitions that a report asks for, and everything in its folder."""
    from scorecard_core.plugins import load_plugins
    from scorecard_core.report.settings import read_report, read_settings

    names = read_settings(folder).plugins
    registry = load_plugins(only=names or None, require=names)
    return registry, read_report(folder, registry)
