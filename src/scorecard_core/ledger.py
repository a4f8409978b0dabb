"""Ratings that were published, as they were published. History is read from here and never computed anew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from scorecard_core.errors import InputError, raise_all
from scorecard_core.exact import within_domain
from scorecard_core.periods import Period
from scorecard_core.terms import Polarity, Rag

if TYPE_CHECKING:
    from scorecard_core.rating import Rating

__all__ = ["RULES_EDITION", "PublishedRating", "PublishedRatings"]

RULES_EDITION = "2026"
"""The edition of the rules: it changes whenever a change could alter a published status or movement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedRating:
    """One rating that a report printed.

    Attributes:
        take_over: use it where the engine finds nothing to rate in this very period, because the report printed a
            colour and no figure. The rating then says ``as_published``, with the engine's own answer beside it.
        updated: what the report said about new data; None where it said nothing.
        value: the figure that the report printed, in ``unit``.
        unit, polarity, definition, target, rules_edition: what it was rated under, the last three as a
            :class:`~scorecard_core.rating.Rating` has them. Empty or None where the report does not say: then nothing
            is known to have changed since.
        source: the report.
    """

    indicator: str
    area: str
    period: Period
    status: Rag
    take_over: bool = False
    updated: bool | None = None
    value: Decimal | None = None
    unit: str = ""
    polarity: Polarity | None = None
    definition: str = ""
    target: str = ""
    rules_edition: str = ""
    source: str = ""
    published: date | None = None
    place: str = field(default="", compare=False)

    @classmethod
    def of(cls, rating: Rating, *, source: str = "", published: date | None = None) -> PublishedRating:
        """A rating as it goes out, with everything that a later one has to be comparable to."""
        return cls(
            indicator=rating.indicator,
            area=rating.area,
            period=rating.period,
            status=rating.status,
            updated=rating.updated,
            value=rating.value,
            unit=rating.unit,
            polarity=rating.polarity,
            definition=rating.definition,
            target=rating.target,
            rules_edition=rating.rules_edition,
            source=source,
            published=published,
        )


class PublishedRatings:
    """Published ratings by indicator, area and period.

    Raises:
        Problems: with one ``published-duplicate`` for every rating whose place was taken already, and one
            ``number-out-of-range`` for every figure that no other can be compared with.
    """

    def __init__(self, ratings: Iterable[PublishedRating] = ()) -> None:
        self._by_key: dict[tuple[str, str], dict[Period, PublishedRating]] = {}
        problems = []
        for rating in ratings:
            if rating.value is not None and not within_domain(rating.value):
                problems.append(
                    InputError(
                        "number-out-of-range",
                        where=rating.place,
                        found=f"the figure {rating.value} of '{rating.indicator}', {rating.area}, {rating.period}",
                        expected="a number less than 10^15 in size, or none",
                    )
                )
            periods = self._by_key.setdefault((rating.indicator, rating.area), {})
            if periods.setdefault(rating.period, rating) is not rating:
                problems.append(
                    InputError(
                        "published-duplicate",
                        where=rating.place,
                        found=f"a second published rating of '{rating.indicator}', {rating.area}, {rating.period}",
                        expected="one",
                    )
                )
        raise_all("reading the published ratings", problems)

    @classmethod
    def of(cls, ratings: Iterable[Rating], *, source: str = "", published: date | None = None) -> PublishedRatings:
        """The ratings of a report as it goes out: the history that the next one's movements start from.

        Args:
            source: the report.
            published: when it goes out.

        Raises:
            Problems: as for the class itself.
        """
        return cls(PublishedRating.of(rating, source=source, published=published) for rating in ratings)

    def __add__(self, later: PublishedRatings) -> PublishedRatings:
        """The history of two together.

        Raises:
            Problems: as for the class itself.
        """
        return PublishedRatings((*self, *later))

    def __iter__(self) -> Iterator[PublishedRating]:
        for periods in self._by_key.values():
            yield from periods.values()

    def at(self, indicator: str, area: str, period: Period) -> PublishedRating | None:
        """The rating published for that very period."""
        return self._by_key.get((indicator, area), {}).get(period)

    def before(self, indicator: str, area: str, period: Period) -> PublishedRating | None:
        """The last rating published for a period that ended before this one did."""
        known = self._by_key.get((indicator, area), {})
        earlier = [published for published in known if published.end < period.end]
        return known[max(earlier)] if earlier else None
