"""Finding and loading plugins: one by one, every problem told, no plugin hidden by another's fault."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import EntryPoint, entry_points
from typing import Any, Literal

import pluggy
from pydantic import ValidationError

from scorecard_core import hookspecs
from scorecard_core.comparators import Comparator
from scorecard_core.errors import PluginError, Problems, ScorecardError, did_you_mean
from scorecard_core.hookspecs import PROJECT
from scorecard_core.indicators import Indicator, Provenance
from scorecard_core.registry import Contribution, Registry
from scorecard_core.units import UnitDefinition
from scorecard_core.validation import definition_errors

__all__ = ["load_plugins"]

_HOOKS: dict[str, type] = {
    "scorecard_register_units": UnitDefinition,
    "scorecard_register_comparators": Comparator,
    "scorecard_register_indicators": Indicator,
}


def load_plugins(
    *,
    only: Iterable[str] | None = None,
    require: Iterable[str] = (),
    on_error: Literal["raise", "collect"] = "raise",
) -> Registry:
    """Load the installed plugins and build the registry of what they define.

    Plugins are read in the order of their names, whatever order they were installed in.

    Args:
        only: names of the plugins to load; None for all that are installed.
        require: names that must be there. A scorecard to be published names the directorates it expects.
        on_error: ``"raise"`` raises everything that is wrong at once; ``"collect"`` leaves out what is wrong and keeps
            the problems in :attr:`Registry.problems`.

    Raises:
        Problems: every plugin that is missing, cannot be imported, names an unknown hook or returns the wrong thing,
            and every definition that does not hold, each with the distribution and version it is from.
    """
    problems: list[ScorecardError] = []
    contributions: list[Contribution] = []
    installed = _entry_points()
    wanted = None if only is None else set(only)
    found = {name: offers for name, offers in installed.items() if wanted is None or name in wanted}
    for name, offers in found.items():
        if len(offers) > 1:
            problems.append(_offered_twice(name, offers))
            continue
        contribution = _load(offers[0], problems)
        if contribution is not None:
            contributions.append(contribution)
    problems += [_missing(name, installed) for name in sorted(set(require) | (wanted or set())) if name not in found]
    return Registry.build(contributions, found=problems, collect=on_error == "collect")


def _entry_points() -> dict[str, list[EntryPoint]]:
    found: dict[str, list[EntryPoint]] = {}
    for entry_point in sorted(entry_points(group=PROJECT), key=lambda point: (point.name, _distribution(point))):
        found.setdefault(entry_point.name, []).append(entry_point)
    return found


def _distribution(entry_point: EntryPoint) -> str:
    return f"{entry_point.dist.name} {entry_point.dist.version}" if entry_point.dist else entry_point.value


def _where(entry_point: EntryPoint) -> str:
    return f"plugin '{entry_point.name}' ({_distribution(entry_point)})"


def _load(entry_point: EntryPoint, problems: list[ScorecardError]) -> Contribution | None:
    """What one plugin contributes, or None with the problems that kept it from contributing."""
    where = _where(entry_point)
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(hookspecs)
    try:
        plugin = entry_point.load()
    except Exception as error:
        problems.append(_not_imported(entry_point, error))
        return None
    try:
        manager.register(plugin, name=entry_point.name)
    except (pluggy.PluginValidationError, ValueError) as error:
        problems.append(PluginError("plugin-invalid", where=where, found=" ".join(str(error).split())))
        return None
    callers = manager.get_hookcallers(plugin) or []
    unknown = [_unknown_hook(where, caller.name) for caller in callers if caller.name not in _HOOKS]
    if unknown or not callers:
        problems += unknown or [_without_hooks(where)]
        return None
    returned: dict[str, tuple[Any, ...]] = {}
    faults: list[ScorecardError] = []
    for hook, kind in _HOOKS.items():
        returned[hook] = tuple(_returned(manager, hook, kind, where, faults))
    problems += faults
    distribution = entry_point.dist
    return Contribution(
        Provenance(
            plugin=entry_point.name,
            distribution=distribution.name if distribution else "",
            version=distribution.version if distribution else "",
        ),
        units=returned["scorecard_register_units"],
        comparators=returned["scorecard_register_comparators"],
        indicators=returned["scorecard_register_indicators"],
    )


def _returned(
    manager: pluggy.PluginManager, hook: str, kind: type, where: str, faults: list[ScorecardError]
) -> Iterator[Any]:
    place = f"{where}, {hook}"
    for implementation in getattr(manager.hook, hook).get_hookimpls():
        try:
            result = implementation.function()
        except Problems as error:
            faults.extend(problem.at(where) for problem in error.errors)
            continue
        except ValidationError as error:
            faults.extend(definition_errors(error, place))
            continue
        except Exception as error:
            found = f"it raised {type(error).__name__}: {error}"
            faults.append(PluginError("hook-failed", where=place, found=found, expected=f"a list of {kind.__name__}"))
            continue
        if not isinstance(result, Sequence) or isinstance(result, str):
            found = f"it returned {_a(type(result).__name__)}"
            faults.append(
                PluginError("hook-wrong-type", where=place, found=found, expected=f"a list of {kind.__name__}")
            )
            continue
        for position, item in enumerate(result, start=1):
            if isinstance(item, kind):
                yield item
            else:
                found = f"it returned {_a(type(item).__name__)} at position {position}"
                expected = f"{_a(kind.__name__)} there"
                faults.append(PluginError("hook-wrong-item", where=place, found=found, expected=expected))


def _a(noun: str) -> str:
    return f"an {noun}" if noun[0].lower() in "aeiou" and not noun.startswith("Uni") else f"a {noun}"


def _offered_twice(name: str, offers: list[EntryPoint]) -> PluginError:
    who = " and ".join(_distribution(offer) for offer in offers)
    return PluginError(
        "plugin-duplicate",
        found=f"{len(offers)} distributions provide the plugin '{name}': {who}",
        hint="Uninstall one.",
    )


def _not_imported(entry_point: EntryPoint, error: Exception) -> PluginError:
    needs = [
        need
        for need in (entry_point.dist.requires or [] if entry_point.dist else [])
        if need.startswith("scorecard-core")
    ]
    hint = f"It was built for {needs[0]}." if needs else ""
    found = f"it could not be imported ({type(error).__name__}: {error})"
    problem = PluginError("plugin-not-imported", where=_where(entry_point), found=found, hint=hint)
    problem.__cause__ = error
    return problem


def _unknown_hook(where: str, name: str) -> PluginError:
    return PluginError("hook-unknown", where=where, found=f"'{name}' is not a hook", hint=did_you_mean(name, _HOOKS))


def _without_hooks(where: str) -> PluginError:
    return PluginError(
        "plugin-without-hooks",
        where=where,
        found="it implements no hook",
        expected="a function marked with scorecard_core.hookimpl",
        hint="Is the entry point the module that holds it?",
    )


def _missing(name: str, found: Iterable[str]) -> PluginError:
    return PluginError(
        "plugin-missing",
        found=f"the required plugin '{name}' is not installed",
        hint=did_you_mean(name, found) or f"Install it, for instance: pip install scorecard-{name}",
    )
