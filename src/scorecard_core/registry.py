"""What is defined, and by whom. A registry is built once, checked as a whole, and never changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from scorecard_core.comparators import ENGLAND, Comparator
from scorecard_core.errors import (
    DefinitionError,
    PluginError,
    ScorecardError,
    UnitError,
    UnknownIndicatorError,
    did_you_mean,
    raise_all,
)
from scorecard_core.indicators import Indicator, Provenance
from scorecard_core.measures import unit_problems
from scorecard_core.membership import by_whom, holding_together, leaves, with_members
from scorecard_core.units import UnitDefinition, Units

__all__ = ["Contribution", "Registry"]


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one plugin, or one file of definitions, brings along.

    Attributes:
        provenance: the plugin; for a file, its name stands as the distribution.
    """

    provenance: Provenance
    units: tuple[UnitDefinition, ...] = ()
    comparators: tuple[Comparator, ...] = ()
    indicators: tuple[Indicator, ...] = ()


@dataclass(frozen=True)
class Registry(Mapping[str, Indicator]):
    """Indicators by id, with the comparators and units they need.

    Attributes:
        contributors: who brought something along, in the order of their names.
        problems: what was wrong and left out, where the caller chose to collect problems rather than raise them.
    """

    indicators: Mapping[str, Indicator] = field(default_factory=dict)
    comparators: Mapping[str, Comparator] = field(default_factory=lambda: {ENGLAND.id: ENGLAND})
    units: Units = field(default_factory=Units.core)
    contributors: tuple[Provenance, ...] = ()
    problems: tuple[ScorecardError, ...] = ()

    def __getitem__(self, id: str) -> Indicator:
        """The definition with that id.

        Raises:
            UnknownIndicatorError: ``indicator-unknown``, with the nearest known id.
        """
        if id not in self.indicators:
            named = next((one.id for one in self.indicators.values() if one.title.casefold() == id.casefold()), None)
            hint = f"The id of what is called so is '{named}'." if named else did_you_mean(id, self.indicators)
            raise UnknownIndicatorError("indicator-unknown", found=f"no indicator '{id}'", hint=hint)
        return self.indicators[id]

    @property
    def compared_with(self) -> frozenset[str]:
        """Every area that somebody is compared with."""
        own = (comparator for one in self.indicators.values() for comparator in one.own_comparators.values())
        return frozenset(area for comparator in (*self.comparators.values(), *own) for area in comparator.everyone)

    def get(self, id: str, default: Any = None) -> Any:
        """The definition with that id, or the default where there is none."""
        return self.indicators.get(id, default)

    def __contains__(self, id: object) -> bool:
        return id in self.indicators

    def __iter__(self) -> Iterator[str]:
        return iter(self.indicators)

    def __len__(self) -> int:
        return len(self.indicators)

    def leaves(self, id: str) -> tuple[Indicator, ...]:
        """The indicators whose figures one rests on: itself or, where it is put together from others, theirs."""
        return leaves(self[id], self)

    def changed_since(self, before: Registry) -> Registry:
        """The part of it whose ratings may be others than those under an earlier registry.

        These are the indicators that are new or defined otherwise, or compared with areas that are, everything that is
        put together from them, and the members that it takes to rate that. Where the definition of any unit differs it
        is all of them. Ratings of the same figures under the rest are what they were.

        Who contributed a definition, and in which version, changes no rating. A measure in Python is the same where it
        is the very same function.
        """
        if {one.name: one for one in self.units} != {one.name: one for one in before.units}:
            return self
        changed = {id for id in self if self._stated(id) != before._stated(id)}
        rests_on = {id: with_members(one, self) for id, one in self.items()}
        rated = {id for id, below in rests_on.items() if not changed.isdisjoint(below)}
        needed = frozenset[str]().union(*(rests_on[id] for id in rated))
        return replace(self, indicators={id: one for id, one in self.items() if id in needed})

    def _stated(self, id: str) -> tuple[Any, ...]:
        """All that settles how an indicator is rated; nothing where it is not known."""
        if id not in self:
            return ()
        # Not as it would be written: of a measure in Python that is its name, and not what it does.
        nobodys = self[id].model_copy(update={"provenance": Provenance()})
        return (nobodys, *(self.comparators[one] for one in sorted(self[id].needed_comparators)))

    @classmethod
    def of(cls, *indicators: Indicator) -> Registry:
        """A registry of definitions that no plugin contributed.

        Raises:
            Problems: with everything that is wrong.
        """
        return cls.build([Contribution(Provenance(), indicators=indicators)])

    @classmethod
    def build(
        cls, contributions: Iterable[Contribution], *, found: Iterable[ScorecardError] = (), collect: bool = False
    ) -> Registry:
        """Check contributions as a whole, whatever their order, and stamp each definition with who brought it.

        Args:
            found: problems known already, to be told together with those found here.
            collect: leave out what is wrong and keep the problems, instead of raising them.

        Raises:
            Problems: with every problem, unless they are collected.
        """
        problems = list(found)
        ordered = sorted(contributions, key=lambda one: (one.provenance.plugin, one.provenance.distribution))
        units = _units(ordered, problems)
        comparators = _comparators(ordered, problems)
        indicators = holding_together(_indicators(ordered, units, comparators, problems), problems)
        if not collect:
            raise_all("loading the definitions", problems)
        return cls(indicators, comparators, units, tuple(one.provenance for one in ordered), tuple(problems))


def _units(contributions: list[Contribution], problems: list[ScorecardError]) -> Units:
    units = Units.core()
    for contribution in contributions:
        for unit in contribution.units:
            try:
                units = units.extended([unit])
            except UnitError as error:
                problems.append(error.at(by_whom(contribution.provenance)))
    return units


def _comparators(contributions: list[Contribution], problems: list[ScorecardError]) -> dict[str, Comparator]:
    known = {ENGLAND.id: ENGLAND}
    for contribution in contributions:
        by, plugin = by_whom(contribution.provenance), contribution.provenance.plugin
        for comparator in contribution.comparators:
            if comparator.id in known:
                problems.append(
                    DefinitionError("comparator-duplicate", where=by, found=f"a second comparator '{comparator.id}'")
                )
            elif plugin and not comparator.id.startswith(f"{plugin}."):
                problems.append(_foreign_id(by, plugin, "comparator", comparator.id))
            else:
                known[comparator.id] = comparator
    return known


def _indicators(
    contributions: list[Contribution],
    units: Units,
    comparators: Mapping[str, Comparator],
    problems: list[ScorecardError],
) -> dict[str, Indicator]:
    known: dict[str, Indicator] = {}
    for contribution in contributions:
        by, plugin = by_whom(contribution.provenance), contribution.provenance.plugin
        for indicator in contribution.indicators:
            faults = list(_faults(indicator, units, comparators, by))
            if plugin and not indicator.id.startswith(f"{plugin}."):
                faults.append(_foreign_id(by, plugin, "indicator", indicator.id))
            if indicator.id in known:
                first = by_whom(known[indicator.id].provenance)
                faults.append(
                    DefinitionError(
                        "indicator-duplicate",
                        where=by,
                        found=f"a second definition of '{indicator.id}', which {first} defines already",
                        expected="one",
                        hint="Uninstall one of them, or give one indicator another id.",
                    )
                )
            if faults:
                problems.extend(faults)
            else:
                known[indicator.id] = indicator.model_copy(update={"provenance": contribution.provenance})
    return dict(sorted(known.items()))


def _faults(
    indicator: Indicator, units: Units, comparators: Mapping[str, Comparator], by: str
) -> Iterator[ScorecardError]:
    where = f"{by}: [{indicator.id}]"
    if indicator.unit not in units:
        found, hint = f"'{indicator.unit}' is not a unit", units.hint(indicator.unit)
        yield UnitError("unit-unknown", where=f"{where} unit", found=found, hint=hint)
    elif indicator.computed is not None:
        yield from unit_problems(indicator.computed, indicator.unit, units, f"{where} measure")
    for id in sorted(indicator.own_comparators.keys() & comparators.keys()):
        yield DefinitionError("comparator-duplicate", where=where, found=f"a second comparator '{id}'")
    for id in sorted(indicator.needed_comparators - comparators.keys()):
        yield DefinitionError(
            "comparator-unknown", where=where, found=f"no comparator '{id}'", hint=did_you_mean(id, comparators)
        )


def _foreign_id(by: str, plugin: str, what: str, id: str) -> PluginError:
    return PluginError(
        "id-not-of-plugin",
        where=by,
        found=f"the {what} '{id}'",
        expected=f"an id that begins with '{plugin}.', the name of the plugin",
    )
