"""The second round: members are rated where compositions ask for them, and compositions of them in their turn.

Everything here is put together from :mod:`scorecard_core.frames.compositions.rounds` (who and when),
:mod:`scorecard_core.frames.compositions.members` and :mod:`scorecard_core.frames.compositions.together`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from functools import partial
from typing import Any

import narwhals.stable.v2 as nw

from scorecard_core.frames.compositions.asked_for import AskedFor
from scorecard_core.frames.compositions.epochs import Epochs
from scorecard_core.frames.compositions.members import Tallies, rated_members, tallied
from scorecard_core.frames.compositions.rounds import Rounds, compositions_of, of_indicators
from scorecard_core.frames.compositions.together import Together, TogetherPlan, answers_of
from scorecard_core.frames.native import Host
from scorecard_core.frames.pipeline import Prepared, run
from scorecard_core.frames.plan import Plan
from scorecard_core.indicators import Indicator

__all__ = ["SecondRound"]


@dataclass(frozen=True)
class _Round:
    """Those who are rated at once.

    Attributes:
        wholes: the numbers of those that are put together.
        members: those with figures that others are put together from.
        together: those without.
        answers: those with figures whose ratings are answers in themselves.
    """

    wholes: Sequence[int]
    members: Sequence[Prepared]
    together: Together | None
    answers: Sequence[Prepared]


@dataclass(frozen=True)
class SecondRound:
    """All that is known before a row is looked at."""

    rounds: Rounds
    asked_for: AskedFor
    each: Sequence[_Round]

    @classmethod
    def of(
        cls,
        rounds: Rounds,
        plan: Callable[[Sequence[Indicator]], Plan],
        apart: Callable[[Sequence[Indicator]], list[list[Indicator]]],
    ) -> SecondRound:
        """Make it.

        Args:
            plan: the plan for some indicators.
            apart: indicators in lists that are rated each by itself.
        """
        asked_for = AskedFor(rounds, plan([]))
        epochs = Epochs(rounds)
        changing = {number for number, _, _ in epochs.changes}
        counted = {part.member for part in rounds.parts}

        def members(some: Sequence[Indicator]) -> Iterator[Prepared]:
            for part in apart(some):
                yield Prepared.of(replace(plan(part), wanted=("status",), reporting=None, as_member=True))

        def answers(some: Sequence[Indicator]) -> Iterator[Prepared]:
            for part in apart(some):
                numbers = [rounds.numbers[one.id] for one in part]
                changes = not changing.isdisjoint(numbers)
                beside = partial(_members_changed, epochs, numbers) if changes else None
                yield Prepared.of(replace(plan(part), members_change=changes), beside)

        def together(some: Sequence[Indicator]) -> Together | None:
            if not some:
                return None
            like = plan(some)
            stated = {one.name: getattr(like, one.name) for one in fields(Plan)}
            changes = not changing.isdisjoint(rounds.numbers[one.id] for one in some)
            stated["members_change"] = changes
            periods = TogetherPlan(**stated, asked=asked_for.periods, carried=asked_for.figures)
            return Together.of(periods, rounds.numbers, epochs)

        each = []
        for numbers in rounds.rounds:
            everyone = [rounds.everyone[number] for number in numbers]
            with_figures = [one for one in everyone if not of_indicators(one)]
            each.append(
                _Round(
                    wholes=[rounds.numbers[one.id] for one in everyone if compositions_of(one)],
                    members=list(members([one for one in with_figures if rounds.numbers[one.id] in counted])),
                    together=together([one for one in everyone if of_indicators(one)]),
                    answers=list(answers([one for one in with_figures if one.id in rounds.wholes])),
                )
            )
        return cls(rounds, asked_for, each)

    def results(self, host: Host, parts: Sequence[Prepared]) -> Iterator[Any]:
        """The answers: of what is put together, and of the parts that are not."""
        yield from (run(part, host) for part in parts)
        asked = host.kept(self.asked_for.everyone(host))
        rated: list[Any] = []
        numbers = self.rounds.numbers
        for one in self.each:
            tallies = None
            if one.wholes:
                everyone = rated[0] if len(rated) == 1 else nw.concat(rated, how="vertical")
                tallies = Tallies(host, host.kept(tallied(host, self.rounds, everyone, one.wholes)))
            for part in one.answers:
                assert tallies is not None
                own = [numbers[indicator.id] for indicator in part.plan.indicators]
                yield run(part, host, partial(tallies.beside, own))
            for part in one.members:
                of_all = asked.select("member", "area_number", "at")
                found = rated_members(part, host, of_all, numbers, self.asked_for.all_periods, tallies)
                rated.append(host.kept(found))
            if one.together is not None:
                assert tallies is not None
                rows = host.kept(one.together.rows(host, asked, tallies))
                rated.append(one.together.as_members(rows))
                yield answers_of(one.together, host, rows)


def _members_changed(epochs: Epochs, numbers: Sequence[int], host: Host, rows: Any, then: Any, now: Any) -> Any:
    return epochs.beside(host, rows, numbers, then, now)
