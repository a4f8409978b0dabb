"""Which compositions are rated in which area and period, and everyone whose rating that takes.

A composition of indicators has a rating for each period in which one of those that it rests on has a figure. The
period before is asked for as well, since its members may have been carried forward into it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

import narwhals.stable.v2 as nw

from scorecard_core.frames.calendar import end_of, key_of, label_table, period_of
from scorecard_core.frames.compositions.rounds import Rounds, before, of_indicators
from scorecard_core.frames.computed.parts import make_of
from scorecard_core.frames.door import Door
from scorecard_core.frames.native import Host
from scorecard_core.frames.plan import Plan
from scorecard_core.frames.rated import names_of
from scorecard_core.indicators import Indicator
from scorecard_core.periods import Period
from scorecard_core.terms import Frequency

__all__ = ["AskedFor"]


def _area(rows: Any) -> list[str]:
    """How the area of rows is told: those of a database have its number alone."""
    return [name for name in ("area", "area_number") if name in names_of(rows)]


class _Group(NamedTuple):
    """One way in which figures ask for compositions.

    Attributes:
        of_figures: how often the figures come; ``frequency`` how often the composition is rated.
        of_indicators: whether it has no figure of its own.
        waits: whether the mere passing of time may change its answer.
    """

    of_figures: Frequency
    frequency: Frequency
    of_indicators: bool
    waits: bool


@dataclass(frozen=True)
class AskedFor:
    """The periods in which members and compositions are rated.

    Attributes:
        like: a plan of the same question, for the columns that came and the date that it is as at.
    """

    rounds: Rounds
    like: Plan

    @cached_property
    def _leaves(self) -> list[int]:
        """Everyone with figures that give a composition its periods."""
        return sorted({leaf for whole in self._wholes for leaf in self.rounds.leaves(whole)})

    @cached_property
    def _wholes(self) -> list[int]:
        return [self.rounds.numbers[id] for id in self.rounds.wholes]

    @cached_property
    def _readings(self) -> list[tuple[list[int], Plan]]:
        """The leaves in lists whose figures are read at once, with the plan for it: what is computed, as it is made."""
        alike: dict[Any, list[int]] = {}
        for at in self._leaves:
            make = make_of(self.rounds.everyone[at], self.like.comparators, self.like.units)
            alike.setdefault(make, []).append(at)
        return [(leaves, self._reading([self.rounds.everyone[at] for at in leaves])) for leaves in alike.values()]

    def _reading(self, indicators: Sequence[Indicator]) -> Plan:
        comparators = {**self.like.comparators, **indicators[0].own_comparators}
        return replace(self.like, indicators=indicators, comparators=comparators, wanted=("status",), reporting=None)

    def _keys(self, frequency: Frequency) -> list[Period]:
        """Every period that figures of a frequency may be for."""
        return [period_of(int(key)) for key in dict.fromkeys(label_table(self.like.written, (frequency,))["key"])]  # type: ignore[call-overload]

    def _group(self, leaf: int, whole: int) -> _Group:
        one, other = self.rounds.everyone[leaf], self.rounds.everyone[whole]
        waits = any(target.waits for target in other.target)
        return _Group(one.frequency, other.frequency, of_indicators(other), waits)

    @cached_property
    def _groups(self) -> dict[_Group, int]:
        """The ways in which figures ask for compositions, by number."""
        found = (self._group(leaf, whole) for whole in self._wholes for leaf in self.rounds.leaves(whole))
        return {group: number for number, group in enumerate(dict.fromkeys(found))}

    def _asked_by(self, group: _Group, key: Period) -> Iterator[tuple[Period, bool]]:
        """The periods that a figure asks for, and whether the composition is rated in it or only before it."""
        reporting = self.like.reporting
        if not group.of_indicators:
            asked = [key] if reporting is None else [key, reporting]
            yield from ((one, True) for one in asked)
            yield from ((one.previous, False) for one in asked if group.waits and one.previous is not None)
            return
        at = reporting or key.at_frequency(group.frequency)
        if at is not None:
            yield at, True
            yield from ((one, False) for one in before(group.frequency, at))

    @cached_property
    def _conversions(self) -> dict[str, list[int]]:
        """What each figure asks for: the group, its period, the period asked for, and whether that is shown."""
        columns: dict[str, list[int]] = {"group": [], "key": [], "at": [], "shown": []}
        for group, number in self._groups.items():
            for key in self._keys(group.of_figures):
                if self.like.reporting is not None and of_late(key, self.like.reporting):
                    continue
                for at, shown in self._asked_by(group, key):
                    columns["group"].append(number)
                    columns["key"].append(key_of(key))
                    columns["at"].append(key_of(at))
                    columns["shown"].append(int(shown))
        return columns

    @cached_property
    def periods(self) -> Mapping[Frequency, list[Period]]:
        """Every period in which a composition of indicators of some frequency may be rated, for itself or another."""
        found: dict[Frequency, set[int]] = {}
        every = {*self._conversions["at"]}
        for one in self.rounds.everyone:
            if of_indicators(one):
                found.setdefault(one.frequency, every)
        return {frequency: [period_of(key) for key in sorted(keys)] for frequency, keys in found.items()}

    @cached_property
    def figures(self) -> list[Period]:
        """Every period that a figure of a member may be for."""
        frequencies = {one.frequency for one in self.rounds.everyone if not of_indicators(one)}
        return list(dict.fromkeys(period for frequency in sorted(frequencies) for period in self._keys(frequency)))

    @cached_property
    def all_periods(self) -> list[Period]:
        """Every period that is asked for."""
        return [period_of(key) for key in sorted({*self._conversions["at"]})]

    def _rows(self, host: Host) -> Any:
        """``whole``, ``area``, ``area_number`` and ``at``, and whether a figure asks for it or only what follows."""
        parts = [self._rows_of(host, leaves, reading) for leaves, reading in self._readings]
        return parts[0] if len(parts) == 1 else nw.concat(parts, how="vertical")

    def _rows_of(self, host: Host, leaves: Sequence[int], reading: Plan) -> Any:
        pairs = [
            (place, whole, self._groups[self._group(leaf, whole)])
            for place, leaf in enumerate(leaves)
            for whole in self._wholes
            if leaf in self.rounds.leaves(whole)
        ]
        rows = reading.door(host).read().with_columns(Door.area_number().alias("area_number"))
        rows = rows.select("indicator", *_area(rows), "key")
        table = {name: [pair[at] for pair in pairs] for at, name in enumerate(("indicator", "whole", "group"))}
        rows = rows.join(host.table(table), on="indicator", how="inner")
        rows = rows.join(host.table(self._conversions), on=["group", "key"], how="inner")
        return rows.drop("indicator", "group", "key")

    def everyone(self, host: Host) -> Any:
        """``member``, ``area``, ``area_number`` and ``at`` of everyone whose rating it takes.

        ``shown`` where that rating is itself an answer: of a composition, in a period in which it is not only rated
        because it comes before another, or for another's sake.
        """
        pairs = [(whole, member) for whole in self._wholes for member in sorted(self.rounds.below[whole])]
        table = {name: [pair[at] for pair in pairs] for at, name in enumerate(("whole", "member"))}
        table["itself"] = [int(whole == member) for whole, member in pairs]
        rows = self._rows(host).join(host.table(table), on="whole", how="inner")
        rows = rows.with_columns((nw.col("shown") * nw.col("itself")).alias("shown"))
        return rows.group_by("member", *_area(rows), "at").agg(nw.col("shown").max())


def of_late(key: Period, reporting: Period) -> bool:
    """Whether a period ends after the reporting period."""
    return bool(end_of(key_of(key)) > end_of(key_of(reporting)))
