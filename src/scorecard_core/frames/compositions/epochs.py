"""Between which days the members of a composition, their weights or their targets stay as they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import narwhals.stable.v2 as nw

from scorecard_core.assessment import Assessor
from scorecard_core.frames.calendar import end_of
from scorecard_core.frames.compositions.rounds import Rounds, compositions_of
from scorecard_core.frames.native import Host
from scorecard_core.observations import Observations

__all__ = ["Epochs"]


@dataclass(frozen=True)
class Epochs:
    """The stretches of time between the days on which anything changes, counted from 0."""

    rounds: Rounds

    @cached_property
    def changes(self) -> list[tuple[int, int, int]]:
        """The compositions that cannot be compared between two stretches, with the earlier and the later one."""
        return list(self._changes()) if self.rounds.turns else []

    def _changes(self) -> Iterator[tuple[int, int, int]]:
        rounds = self.rounds
        assessor = Assessor(observations=Observations(), area="", indicators=rounds.known)
        periods = [rounds.representative(epoch) for epoch in range(len(rounds.turns) + 1)]
        for number, one in enumerate(rounds.everyone):
            if compositions_of(one):
                for now, period in enumerate(periods):
                    for then, earlier in enumerate(periods[:now]):
                        if assessor.members_changed(one, earlier, period):
                            yield number, then, now

    def beside(self, host: Host, rows: Any, wholes: Sequence[int], then: Any, now: Any) -> Any:
        """Rows with ``members_changed``: whether anything in what they are put together from did.

        Args:
            wholes: the number that each indicator of the rows has.
            then, now: the keys of the two periods, as expressions.
        """
        places = {number: place for place, number in enumerate(wholes)}
        table = [(places[number], *epochs) for number, *epochs in self.changes if number in places]
        names = ("indicator", "epoch_then", "epoch_now")
        columns = {name: [row[at] for row in table] for at, name in enumerate(names)}
        rows = rows.with_columns(self._epoch(then).alias("epoch_then"), self._epoch(now).alias("epoch_now"))
        found = host.table({**columns, "members_changed": [1] * len(table)})
        rows = host.beside(rows, found, list(names))
        return rows.with_columns(nw.col("members_changed").fill_null(0))

    def _epoch(self, key: Any) -> Any:
        """The number of turns up to the end of a period."""
        end = end_of(key)
        passed = (nw.when(end >= day).then(nw.lit(1)).otherwise(nw.lit(0)) for day in self.rounds.turns)
        return sum(passed, end * 0)
