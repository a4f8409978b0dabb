"""What the laws of a plugin are checked on: one published indicator, with all that it was published with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from scorecard_core.indicators import Indicator, Provenance
from scorecard_core.periods import Period
from scorecard_core.plugins import load_plugins
from scorecard_core.registry import Contribution, Registry
from scorecard_core.testing.case import Case
from scorecard_core.testing.laws import LawBrokenError
from scorecard_core.testing.reference import Facts

__all__ = ["Subject", "subjects"]


@dataclass(frozen=True, kw_only=True)
class Subject:
    """One published indicator, with all that it was published with.

    Attributes:
        plugin: the name of its plugin; empty for definitions that no plugin published.
        again: registers everything anew.
    """

    plugin: str
    indicator: Indicator
    registry: Registry
    again: Callable[[], Registry]

    @property
    def rated_directly(self) -> Indicator:
        """The indicator, its figure handed in rather than computed: what its target says of one is the same."""
        return self.indicator.model_copy(update={"measure": ""}) if self.indicator.computed else self.indicator

    def case(self, period: Period, facts: Facts) -> Case:
        """A case of the indicator, with its plugin's comparators and units."""
        return self.of(Case(indicator=self.rated_directly, period=period, facts=facts))

    def of(self, case: Case) -> Case:
        """A case with the plugin's comparators and units instead of the core's."""
        return case.but(comparators=self.registry.comparators, units=self.registry.units, origin=self._python_of(case))

    def _python_of(self, case: Case) -> str:
        origin = self.python()
        is_direct = origin and case.indicator.computed != self.indicator.computed
        return f'{origin}\nindicator = indicator.model_copy(update={{"measure": ""}})' if is_direct else origin

    def python(self) -> str:
        """Python that gives the indicator."""
        if not self.plugin:
            return ""
        return f"registry = load_plugins(only=[{self.plugin!r}])\nindicator = registry[{self.indicator.id!r}]"

    def broken(self, what: str) -> LawBrokenError:
        """What to raise where the definition itself breaks a law."""
        origin = self.python()
        return LawBrokenError(what, f"from scorecard_core import *\n\n{origin}\nprint(indicator)" if origin else "")


def subjects(plugin: str | Registry) -> list[Subject]:
    """The indicators of an installed plugin, or of a registry, in the order of their ids."""
    if isinstance(plugin, str):

        def again() -> Registry:
            return load_plugins(only=[plugin])

        registry, name = again(), plugin
    else:
        registry, name = plugin, ""

        def again() -> Registry:
            return _rebuilt(registry)

    return [Subject(plugin=name, indicator=one, registry=registry, again=again) for one in registry.values()]


def _rebuilt(registry: Registry) -> Registry:
    """A registry of the same definitions, put together in the opposite order."""
    core = Registry()
    shared = Contribution(
        Provenance(),
        units=tuple(unit for unit in registry.units if unit.name not in core.units),
        comparators=tuple(one for id, one in registry.comparators.items() if id not in core.comparators),
    )
    each = (Contribution(one.provenance, indicators=(one,)) for one in reversed(list(registry.values())))
    return Registry.build([shared, *each])
