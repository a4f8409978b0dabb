"""Overrides: what someone accountable says instead of the engine, for one indicator, area and reporting period.

An override changes the status that is reported and nothing else: the engine's own answer stands beside it, with the
figures that it rests on. It has an author, a date and a reason, and it may expire.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from scorecard_core.errors import InputError, raise_all
from scorecard_core.periods import Period
from scorecard_core.rules import Branch, DecisionList, Fact, Facts, Shows, both, missing, negated
from scorecard_core.terms import Rag

__all__ = ["OVERRIDE", "Override", "Overrides", "Validity"]


class Validity(StrEnum):
    """Whether an override counts."""

    COUNTS = "counts"
    UNDATED = "undated"
    NOT_YET_GIVEN = "not_yet_given"
    EXPIRED = "expired"


GIVEN_ON = Fact("given_on", "the day on which the override was given", shows=Shows.DATE)
KNOWN_BY = Fact("known_by", "the day as at which the report is made, where there is one", shows=Shows.DATE)
EXPIRES = Fact("expires", "the last day on which the override holds; missing where it holds for good", shows=Shows.DATE)
TODAY = Fact("today", "the day as at which the report is made, or else the end of its period", shows=Shows.DATE)

OVERRIDE = DecisionList(
    "override",
    (
        Branch(missing(GIVEN_ON), Validity.UNDATED, "{officer} said {override}; it is undated, so it does not count"),
        Branch(
            both(negated(missing(KNOWN_BY)), GIVEN_ON > KNOWN_BY),
            Validity.NOT_YET_GIVEN,
            "{officer} said {override} on {given_on}, which is after {known_by}, so it does not count yet",
        ),
        Branch(
            both(negated(missing(EXPIRES)), TODAY > EXPIRES),
            Validity.EXPIRED,
            "{officer} said {override} on {given_on}; it expired on {expires}, so it does not count",
        ),
        Branch(None, Validity.COUNTS, "{officer} said so on {given_on}{override_because}{override_until}"),
    ),
)
"""Whether an override counts, and what is said about it either way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """A status that someone accountable gives, whatever the figures say.

    Attributes:
        status: the status to report; grey withdraws a rating.
        reason: why, as the end of "because".
        by: who.
        on: when. Without a date it does not count.
        expires: the last day on which it holds; None where it holds for good.
        place: the file and line it was read from.

    Raises:
        InputError: ``override-incomplete`` where nobody stands for it, or nothing is said for it.
    """

    indicator: str
    area: str
    period: Period
    status: Rag
    reason: str
    by: str
    on: date | None = None
    expires: date | None = None
    place: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        absent = [name for name, text in (("author", self.by), ("reason", self.reason)) if not text.strip()]
        if absent:
            raise InputError(
                "override-incomplete",
                where=self.place,
                found=f"an override of '{self.indicator}', {self.area}, {self.period} without {' or '.join(absent)}",
                expected="who says so, and why",
            )

    def facts(self, *, known_by: date | None, today: date) -> Facts:
        """What :data:`OVERRIDE` is given.

        Args:
            known_by: the day as at which the report is made; None where everything there is counts.
            today: the day on which the override has to hold.
        """
        return {
            GIVEN_ON.name: _ordinal(self.on),
            KNOWN_BY.name: _ordinal(known_by),
            EXPIRES.name: _ordinal(self.expires),
            TODAY.name: _ordinal(today),
        }

    @property
    def phrases(self) -> Mapping[str, str]:
        """What the sentences of :data:`OVERRIDE` say about it."""
        return {
            "officer": f"{self.by[:1].upper()}{self.by[1:]}",
            "override": self.status.capitalize(),
            "override_because": f" because {self.reason.strip().rstrip('.').removeprefix('because ')}",
            "override_until": f" (until {self.expires:%d/%m/%Y})" if self.expires else "",
        }


def _ordinal(day: date | None) -> Decimal | None:
    return None if day is None else Decimal(day.toordinal())


class Overrides:
    """Overrides by indicator, area and reporting period.

    Raises:
        Problems: with one ``override-duplicate`` for every override whose place was taken already.
    """

    def __init__(self, overrides: Iterable[Override] = ()) -> None:
        self._by_key: dict[tuple[str, str, Period], Override] = {}
        problems = []
        for override in overrides:
            key = (override.indicator, override.area, override.period)
            if self._by_key.setdefault(key, override) is not override:
                problems.append(
                    InputError(
                        "override-duplicate",
                        where=override.place,
                        found=f"a second override of '{override.indicator}', {override.area}, {override.period}",
                        expected="one",
                        hint="Leave the one that no longer holds out.",
                    )
                )
        raise_all("reading the overrides", problems)

    def __iter__(self) -> Iterator[Override]:
        return iter(self._by_key.values())

    def __len__(self) -> int:
        return len(self._by_key)

    def at(self, indicator: str, area: str, period: Period) -> Override | None:
        """The override for that very period, whether or not it counts."""
        return self._by_key.get((indicator, area, period))
