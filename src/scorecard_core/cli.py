"""The commands. Everything heavy is loaded inside a command, so that ``--help`` and completion are quick.

Exit codes: 0 done; 1 something that was read is wrong, all of it told, and nothing written, or a law is broken; 2 the
command was misused.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from functools import wraps
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar

try:
    import click
except ModuleNotFoundError:  # the engine is installed without its commands
    sys.exit("The scorecard command needs its extra: pip install 'scorecard-core[cli,report]'")

if TYPE_CHECKING:
    from scorecard_core.errors import ScorecardError
    from scorecard_core.indicators import Indicator
    from scorecard_core.observations import Observations
    from scorecard_core.periods import Period
    from scorecard_core.rating import Rating
    from scorecard_core.registry import Registry
    from scorecard_core.rollups import RollUp
    from scorecard_core.scorecard import Scorecard

__all__ = ["main"]

Item = TypeVar("Item")

_SETTINGS = "scorecard.toml"
_DATE = click.DateTime(formats=["%Y-%m-%d", "%d/%m/%Y"])
_FILE = click.Path(dir_okay=False, path_type=Path)
_FOLDER = click.Path(file_okay=False, path_type=Path)


def _telling_problems(command: Callable[..., None]) -> Callable[..., None]:
    """Turn everything that is wrong with the input into lines on standard error and the exit code 1."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:
        from scorecard_core.errors import Problems, ScorecardError

        try:
            command(*args, **kwargs)
        except Problems as problems:
            count = len(problems.errors)
            click.echo(f"{count} {'problem' if count == 1 else 'problems'} in {problems.message}:", err=True)
            for problem in problems.errors:
                click.echo(f"  {problem} ({problem.code})", err=True)
            sys.exit(1)
        except ScorecardError as error:
            click.echo(f"{error} ({error.code})", err=True)
            sys.exit(1)

    return run


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="scorecard-core", prog_name="scorecard")
def main() -> None:
    """Rate a council's balanced scorecard: red, amber, green or grey, and why."""


@main.command()
@click.argument("folder", required=False, type=_FOLDER)
@click.option("--as-at", type=_DATE, help="Use only what had been published by this date (2017-06-30).")
@click.option("--format", "form", type=click.Choice(["html", "json", "csv"]), default="html", show_default=True)
@click.option("--output", "-o", type=_FILE, help="Where to write; json and csv go to the terminal without it.")
@_telling_problems
def report(folder: Path | None, as_at: datetime | None, form: str, output: Path | None) -> None:
    """Rate a report's FOLDER and write its page.

    FOLDER holds scorecard.toml, observations.csv and whatever else the report is made of. Without it, the report in
    the current folder is taken, or else the example that comes with the source.
    """
    folder = folder or _default_folder()
    card, given = _rated_folder(folder, as_at)
    if form != "html":
        _write(_rendered(card.ratings, form, card.every_roll_up()), output)
        return
    from scorecard_core.report.html import render_html
    from scorecard_core.report.terminal import print_summary
    from scorecard_core.report.view import report_view

    view = report_view(card, given)
    target = output or Path(f"{folder.resolve().name}.html")
    page = render_html(view)
    _write(page, target)
    print_summary(view)
    click.echo(f"\nThe page is in {target}")


@main.command()
@click.argument("figures", required=False, type=_FILE)
@click.option("--definitions", "-d", type=_FILE, help="A TOML file of indicators; the installed plugins' without it.")
@click.option("--observations", "-i", type=_FILE, help="A CSV file of figures, instead of FIGURES.")
@click.option("--period", "-p", help="The reporting period ('Q4 2016/17'); each indicator's latest figure without it.")
@click.option("--area", "-a", multiple=True, help="An area to rate; every area but the comparators' without it.")
@click.option("--published", type=_FILE, help="A CSV file of published ratings, to compare with.")
@click.option("--overrides", type=_FILE, help="A CSV file of what someone accountable says instead.")
@click.option("--as-at", type=_DATE, help="Use only what had been published by this date (2017-06-30).")
@click.option("--format", "form", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True)
@click.option("--output", "-o", type=_FILE, help="Where to write; the terminal without it.")
@_telling_problems
def rate(
    figures: Path | None,
    definitions: Path | None,
    observations: Path | None,
    period: str | None,
    area: tuple[str, ...],
    published: Path | None,
    overrides: Path | None,
    as_at: datetime | None,
    form: str,
    output: Path | None,
) -> None:
    """Rate figures against definitions in a file, or those of the installed plugins.

    FIGURES is a Parquet file of any size, and the ratings go to another. It is rated some indicators at a time, so that
    memory is bounded; the file is there when all of it is.
    """
    if (figures is None) == (observations is None):
        raise click.UsageError("Name one file of figures: FIGURES (Parquet) or --observations (CSV).")
    if figures is not None:
        if output is None or published is not None or overrides is not None or form != "table":
            raise click.UsageError(
                "FIGURES needs --output, a Parquet file too, and takes no --published, --overrides or --format."
            )
        _rate_parquet(figures, output, definitions, period, area, _day(as_at))
        return
    if definitions is None or observations is None:
        raise click.UsageError("--observations needs --definitions.")
    from scorecard_core.inputs import read_observations, read_overrides, read_published
    from scorecard_core.periods import parse_period
    from scorecard_core.rating import rate as rate_one

    when = parse_period(period) if period else None
    registry = _registry_of(definitions)
    found = read_observations(observations, registry=registry)
    ledger = read_published(published, registry) if published else None
    said = read_overrides(overrides, registry) if overrides else None
    _tell_unused(registry, found)
    wanted = list(_cases(registry, found, when, area))
    ratings = [
        rate_one(
            indicator,
            found,
            at,
            area=where,
            as_at=_day(as_at),
            comparators=registry.comparators,
            published=ledger,
            overrides=said,
            units=registry.units,
            indicators=registry,
        )
        for indicator, where, at in _with_progress(wanted)
    ]
    _write(_rendered(ratings, form), output)


def _rate_parquet(
    figures: Path, output: Path, definitions: Path | None, period: str | None, areas: Sequence[str], as_at: date | None
) -> None:
    from scorecard_core.frames import rate_parquet
    from scorecard_core.periods import parse_period
    from scorecard_core.plugins import load_plugins

    registry = _registry_of(definitions) if definitions else load_plugins()
    with _late_bar("Rating") as advance:
        streamed = rate_parquet(
            figures,
            output,
            registry,
            as_at=as_at,
            period=parse_period(period) if period else None,
            areas=areas,
            progress=advance,
        )
    for measure, count in streamed.unused.items():
        click.echo(f"Not used: {count:,} figures of '{measure}', which no definition asks for.", err=True)
    for status, count in sorted(streamed.statuses.items()):
        click.echo(f"{count:>15,}  {status}")
    if streamed.ratings:
        click.echo(f"{streamed.ratings:>15,}  ratings in {output}")
    else:
        click.echo("There is nothing to rate, and nothing was written.", err=True)


@main.command()
@click.argument("indicator")
@click.option("--period", "-p", help="The reporting period; the report's own without it.")
@click.option("--folder", "-f", type=_FOLDER, help="The report's folder, as for the command report.")
@click.option("--definitions", "-d", type=_FILE, help="A TOML file of indicators, instead of a report's folder.")
@click.option("--observations", "-i", type=_FILE, help="The CSV file of figures that goes with it.")
@click.option("--area", "-a", help="The area; the report's own without it.")
@click.option("--as-at", type=_DATE, help="Use only what had been published by this date (2017-06-30).")
@_telling_problems
def explain(
    indicator: str,
    period: str | None,
    folder: Path | None,
    definitions: Path | None,
    observations: Path | None,
    area: str | None,
    as_at: datetime | None,
) -> None:
    """Print the reasoning behind one INDICATOR's rating, step by step."""
    from scorecard_core.assessment import assess
    from scorecard_core.explanation import explain as explained
    from scorecard_core.inputs import read_observations
    from scorecard_core.ledger import PublishedRatings
    from scorecard_core.periods import parse_period

    if (definitions is None) != (observations is None):
        raise click.UsageError("--definitions and --observations go together.")
    when = parse_period(period) if period else None
    if definitions is not None and observations is not None:
        registry, ledger, said = _registry_of(definitions), PublishedRatings(), None
        figures = read_observations(observations, registry=registry)
        cases = list(_cases(registry, figures, when, (area,) if area else (), only=indicator))
        known_by = _day(as_at)
    else:
        registry, given = _read_folder(folder or _default_folder())
        figures, ledger, said = given.observations, given.published, given.overrides
        cases = [(registry[indicator], area or given.settings.area, when or given.settings.period)]
        known_by = _day(as_at) or given.settings.as_at
    texts = [
        explained(
            assess(
                one,
                figures,
                at,
                area=where,
                as_at=known_by,
                comparators=registry.comparators,
                published=ledger,
                overrides=said,
                units=registry.units,
                indicators=registry,
            )
        )
        for one, where, at in cases
    ]
    click.echo("\n\n".join(texts))


@main.command()
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
@_telling_problems
def plugins(form: str) -> None:
    """List the installed plugins: their distributions and versions, what they publish, what is wrong with them."""
    import json

    from scorecard_core.plugins import load_plugins

    registry = load_plugins(on_error="collect")
    rows = [
        {
            "plugin": contributor.plugin,
            "distribution": contributor.distribution,
            "version": contributor.version,
            "indicators": sorted(id for id, one in registry.items() if one.provenance == contributor),
        }
        for contributor in registry.contributors
    ]
    problems = [str(problem) for problem in registry.problems]
    if form == "json":
        click.echo(json.dumps({"plugins": rows, "problems": problems}, indent=2, ensure_ascii=False))
    elif not rows and not problems:
        click.echo("No plugins are installed. A plugin is a distribution with an entry point in 'scorecard_core'.")
    else:
        for row in rows:
            count = len(row["indicators"])
            noun = "indicator" if count == 1 else "indicators"
            click.echo(f"{row['plugin']:<14} {row['distribution']} {row['version']}  {count} {noun}")
        for problem in problems:
            click.echo(f"Problem: {problem}", err=True)
    if problems:
        sys.exit(1)


@main.command()
@click.argument("plugin", required=False)
@click.option("--all", "every", is_flag=True, help="Check every installed plugin.")
@click.option("--waive", multiple=True, metavar="LAW=REASON", help="A law that is knowingly broken, and why.")
@click.option("--examples", type=click.IntRange(min=1), help="How many cases to try each law on; 100 without it.")
@_telling_problems
def check(plugin: str | None, every: bool, waive: tuple[str, ...], examples: int | None) -> None:
    """Hold the indicators of an installed PLUGIN to the laws of a plugin.

    What breaks a law is told with the Python that shows it again, and makes the exit code 1. A waiver that is unknown
    or no longer needed is told too.
    """
    from scorecard_core.testing.conformance import checks

    if (plugin is None) is not every:
        raise click.UsageError("Name one plugin, or give --all.")
    if every and waive:
        raise click.UsageError("A waiver is for one plugin: name it instead of --all.")
    waivers = dict(_waiver(given) for given in waive)
    names, problems = ([plugin], []) if plugin else _installed()
    for problem in problems:
        click.echo(f"Problem: {problem}", err=True)
    broken = len(problems)
    for name in names:
        outcomes: Counter[str] = Counter()
        for one in _with_progress(checks(name, waive=waivers, max_examples=examples), "Checking"):
            outcome, why = one.run()
            outcomes[outcome] += 1
            if outcome == "broken":
                click.echo(f"{why}\n")
        click.echo(f"{name}: " + ", ".join(f"{count} {outcome}" for outcome, count in outcomes.items()))
        broken += outcomes["broken"]
    if broken:
        sys.exit(1)


def _waiver(given: str) -> tuple[str, str]:
    law, is_given, reason = given.partition("=")
    if not is_given:
        raise click.BadParameter(f"'{given}' gives no reason; write LAW=REASON.", param_hint="--waive")
    return law.strip().replace(" ", "_"), reason


def _installed() -> tuple[list[str], list[str]]:
    """The names of the installed plugins, and what is wrong with those that cannot be loaded."""
    from scorecard_core.plugins import load_plugins

    registry = load_plugins(on_error="collect")
    return [one.plugin for one in registry.contributors], [str(problem) for problem in registry.problems]


def _default_folder() -> Path:
    if Path(_SETTINGS).exists():
        return Path()
    examples = sorted(Path("examples").glob(f"*/{_SETTINGS}"))
    if examples:
        return examples[0].parent
    raise click.UsageError(f"There is no {_SETTINGS} here and no example. Name the folder of a report.")


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


def _read_folder(folder: Path) -> tuple[Registry, Any]:
    from scorecard_core.plugins import load_plugins
    from scorecard_core.report.settings import read_report, read_settings

    names = read_settings(folder).plugins
    registry = load_plugins(only=names or None, require=names)
    return registry, read_report(folder, registry)


def _rated_folder(folder: Path, as_at: datetime | None) -> tuple[Scorecard, Any]:
    from scorecard_core.scorecard import rate_scorecard

    registry, given = _read_folder(folder)
    card = rate_scorecard(
        registry,
        given.observations,
        given.settings.period,
        area=given.settings.area,
        as_at=_day(as_at) or given.settings.as_at,
        published=given.published,
        overrides=given.overrides,
        risks=given.risks,
        progress=_with_progress,
    )
    return card, given


def _registry_of(definitions: Path) -> Registry:
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
    from scorecard_core.rating import work_example

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


def _cases(
    registry: Registry,
    figures: Observations,
    period: Period | None,
    areas: Sequence[str],
    only: str | None = None,
) -> Iterator[tuple[Indicator, str, Period]]:
    """What to rate: each indicator in each area, in the period asked for or that of its latest figure."""
    from scorecard_core.errors import did_you_mean

    compared = registry.compared_with
    known = {area for indicator in registry.values() for area in figures.areas(indicator.series)}
    for area in areas:
        if area not in known:
            raise click.UsageError(f"There are no figures for the area '{area}'. {did_you_mean(area, known)}".rstrip())
    for indicator in [registry[only]] if only else registry.values():
        leaves = registry.leaves(indicator.id)
        found = dict.fromkeys(area for leaf in leaves for area in figures.areas(leaf.series))
        for area in areas or [area for area in found if area not in compared]:
            latest = [at for leaf in leaves if (at := _latest(leaf, figures, area)) is not None]
            at = period or max(latest, default=None)
            if at is not None:
                yield indicator, area, at


def _latest(indicator: Indicator, figures: Observations, area: str) -> Period | None:
    """The period of an indicator's latest figure."""
    dimensions = tuple(sorted(indicator.dimensions.items()))
    return max(figures.series(indicator.series, area, indicator.frequency, dimensions=dimensions), default=None)


def _tell_unused(registry: Registry, figures: Observations) -> None:
    from scorecard_core.errors import did_you_mean
    from scorecard_core.scorecard import measures

    known = measures(registry)
    for measure in sorted(figures.measures - known.keys()):
        hint = did_you_mean(measure, known)
        click.echo(f"Not used: the figures of '{measure}', which no definition asks for. {hint}".rstrip(), err=True)


def _rendered(ratings: Iterable[Rating], form: str, roll_ups: Iterable[RollUp] = ()) -> str:
    from scorecard_core.interchange import ratings_to_csv, ratings_to_json

    if form == "json":
        return ratings_to_json(ratings, roll_ups) + "\n"
    if form == "csv":
        return ratings_to_csv(ratings)
    from scorecard_core.report.table import ratings_table

    return ratings_table(ratings)


def _with_progress(items: Iterable[Item], label: str = "Rating") -> Iterator[Item]:
    """The items as they are worked through, with a bar on standard error once that has taken a second."""
    waiting = list(items)
    with _late_bar(label) as advance:
        for done, item in enumerate(waiting, start=1):
            yield item
            advance(done, len(waiting))


@contextmanager
def _late_bar(label: str) -> Iterator[Callable[[int, int], None]]:
    """A bar that is told how much is done, and of how much; it shows once that has taken a second."""
    bar: Any = None
    started = monotonic()

    def advance(done: int, length: int) -> None:
        nonlocal bar
        if monotonic() - started < 1:
            return
        if bar is None:
            bar = click.progressbar(length=length, label=label, file=sys.stderr)
        bar.update(done - bar.pos)

    try:
        yield advance
    finally:
        if bar is not None:
            bar.render_finish()


def _write(text: str, path: Path | None) -> None:
    """Write a file whole or not at all; to the terminal without a path."""
    if path is None:
        click.echo(text, nl=False)
        return
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except OSError as error:
        raise click.FileError(str(path), hint=error.strerror or str(error)) from error
