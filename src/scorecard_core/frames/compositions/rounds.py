"""Compositions as a second round: who is rated first, who counts for whom, and in which periods.

All of this is settled by the definitions, before a row is looked at. The members are then rated in
:mod:`scorecard_core.frames.compositions.members`, and what is put together from them in
:mod:`scorecard_core.frames.compositions.together`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property

from scorecard_core.indicators import Indicator
from scorecard_core.periods import Period
from scorecard_core.targets import Composition, TargetType
from scorecard_core.terms import Frequency

__all__ = [
    "Part", "Rounds", "aligned", "alone", "before", "compositions_of", "lacking", "of_indicators", "weights_of",
]  # fmt: skip

_FIRST, _LAST = date.min.toordinal(), date.max.toordinal()
_LARGEST = 2**53
"""Whole numbers below it are floats."""


def compositions_of(indicator: Indicator) -> list[Composition]:
    """Its targets that are put together from members."""
    return [target for target in indicator.target if isinstance(target, Composition)]


def of_indicators(indicator: Indicator) -> bool:
    """Whether it is put together from other indicators, and has no figure of its own."""
    return bool(indicator.children)


def alone(indicator: Indicator) -> Iterator[Indicator]:
    """The members that are targets of the indicator itself, as indicators of their own."""
    for at, target in enumerate(compositions_of(indicator)):
        for number, member in enumerate(target.members):
            if member.target is not None:
                own = {"id": f"{indicator.id}[{at}][{number}]", "measure": indicator.computed or indicator.series}
                yield indicator.model_copy(update={**own, "target": (member.target,)})


def lacking(indicator: Indicator) -> str:
    """Why what is put together has no frame form, whatever its members are; empty where it has one."""
    if of_indicators(indicator) and not all(target.children for target in indicator.target):
        return "members at one time, and a figure of its own at another"
    if any(_size(target) >= _LARGEST for target in compositions_of(indicator)):
        return "weights or points of very many digits"
    return ""


def weights_of(target: Composition) -> Mapping[int, int]:
    """The weight of each member as a whole number: the lists ask for weights in proportion alone."""
    exponents = (member.weight.normalize().as_tuple().exponent for member in target.members)
    finest = min((one for one in exponents if isinstance(one, int)), default=0)
    scale = Decimal(10) ** -min(finest, 0)
    return {number: int(member.weight * scale) for number, member in enumerate(target.members)}


def _size(target: Composition) -> Decimal:
    """How large the products of weights and points may become, in the units in which they are counted."""
    numbers = [value for value in target.parameters.values() if isinstance(value, Decimal)]
    exponents = (number.normalize().as_tuple().exponent for number in numbers)
    places = -min((one for one in exponents if isinstance(one, int)), default=0)
    largest = max((abs(number) for number in numbers), default=Decimal(1))
    return sum(weights_of(target).values()) * max(largest, Decimal(1)).scaleb(max(places, 0)) * 4


@dataclass(frozen=True)
class Part:
    """What a member has a part in, and between which days, counted from year 1, a period may end for it to count.

    Attributes:
        of_figure: whether that is the period of the figure, which may be carried forward, and not the one asked for.
    """

    member: int
    whole: int
    weight: int
    first: int
    last: int
    of_figure: bool


@dataclass(frozen=True)
class Rounds:
    """Everyone who has a part in a composition, by number.

    Attributes:
        known: the definitions.
        wholes: the ids of the compositions that are asked for.
    """

    known: Mapping[str, Indicator]
    wholes: tuple[str, ...]

    @cached_property
    def everyone(self) -> tuple[Indicator, ...]:
        """The compositions and, after them, everyone who has a part in one of them."""
        met: dict[str, Indicator] = {}
        waiting = [self.known[id] for id in reversed(self.wholes)]
        while waiting:
            one = waiting.pop()
            if one.id not in met:
                met[one.id] = one
                waiting += [*alone(one), *(self.known[id] for id in sorted(one.children))]
        return tuple(met.values())

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """The number of each, by id."""
        return {one.id: number for number, one in enumerate(self.everyone)}

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """Who counts for whom, and when."""
        return tuple(part for one in self.everyone for part in self._parts_of(one))

    def _parts_of(self, whole: Indicator) -> Iterator[Part]:
        for at, target in enumerate(compositions_of(whole)):
            weights = weights_of(target)
            for number, member in enumerate(target.members):
                id = member.indicator or f"{whole.id}[{at}][{number}]"
                first, last = _days(target.in_force_from, target.in_force_until)
                begins, ends = _days(member.begins, member.ends)
                yield Part(
                    self.numbers[id],
                    self.numbers[whole.id],
                    weights[number],
                    max(first, begins),
                    min(last, ends),
                    not of_indicators(whole),
                )

    @cached_property
    def rounds(self) -> Sequence[Sequence[int]]:
        """Who is rated in which round: nobody before those who have a part in it."""
        members = {number: {part.member for part in self.parts if part.whole == number} for number in self._all}
        found: list[list[int]] = []
        done: set[int] = set()
        while len(done) < len(members):
            found.append([number for number in self._all if number not in done and members[number] <= done])
            done.update(found[-1])
        return found

    @property
    def _all(self) -> range:
        return range(len(self.everyone))

    @cached_property
    def below(self) -> Mapping[int, frozenset[int]]:
        """Everyone whose rating one rests on, and that one itself."""
        found: dict[int, frozenset[int]] = {}
        for number in (number for each in self.rounds for number in each):
            members = {part.member for part in self.parts if part.whole == number}
            found[number] = frozenset({number}).union(*(found[member] for member in members))
        return found

    def leaves(self, whole: int) -> list[int]:
        """Everyone with figures whose periods a composition is rated in."""
        ids = {self.everyone[whole].id, *(self.everyone[one].id for one in self.below[whole])} & set(self.known)
        return [self.numbers[id] for id in sorted(ids) if not of_indicators(self.everyone[self.numbers[id]])]

    @cached_property
    def turns(self) -> Sequence[int]:
        """The days, counted from year 1, on which the members of any composition, or their targets, change."""
        days: set[int] = set()
        for one in self.everyone:
            if compositions_of(one) or one.id in self._children:
                days.update(_turns(one.target))
        return sorted(days)

    @cached_property
    def _children(self) -> frozenset[str]:
        return frozenset[str]().union(*(one.children for one in self.everyone))

    def representative(self, epoch: int) -> Period:
        """A day between two turns; epochs are counted from 0, before the first of them."""
        return Period.day(date.fromordinal(self.turns[epoch - 1] if epoch else self.turns[0] - 1))


def before(frequency: Frequency, at: Period) -> Iterable[Period]:
    """The periods whose rating may be the one before, of an indicator that is put together from others."""
    found = [aligned(at, frequency).previous, at.previous if frequency.is_regular else None]
    return dict.fromkeys(one for one in found if one is not None)


def aligned(period: Period, frequency: Frequency) -> Period:
    """A period as a figure of a frequency has it, or else as it is."""
    return period.at_frequency(frequency) or period


def _days(begins: Period | None, ends: Period | None) -> tuple[int, int]:
    return (begins.start.toordinal() if begins else _FIRST), (ends.end.toordinal() if ends else _LAST)


def _turns(targets: Iterable[TargetType]) -> Iterator[int]:
    for target in targets:
        members = target.members if isinstance(target, Composition) else ()
        for begins, ends in [(target.in_force_from, target.in_force_until), *((m.begins, m.ends) for m in members)]:
            if begins:
                yield begins.start.toordinal()
            if ends:
                yield (ends.end + timedelta(days=1)).toordinal()
