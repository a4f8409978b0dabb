"""The scorecard: many ratings together, counted, grouped, and held against what was published."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from scorecard_core.assessed import Assessment
from scorecard_core.assessment import Assessor
from scorecard_core.indicators import Indicator
from scorecard_core.ledger import PublishedRating, PublishedRatings
from scorecard_core.observations import Observation, Observations
from scorecard_core.overrides import Overrides
from scorecard_core.periods import Period
from scorecard_core.rating import Rating, rating_of
from scorecard_core.registry import Registry
from scorecard_core.risks import Risk
from scorecard_core.rollups import PLUGIN, RollUp, count_by, roll_up
from scorecard_core.terms import Basis, GreyPolicy, Rag

__all__ = ["Contradiction", "Rated", "Scorecard", "measures", "rate_scorecard"]


@dataclass(frozen=True, slots=True)
class Rated:
    """An indicator, its rating, and the assessment that the rating was printed from."""

    indicator: Indicator
    rating: Rating
    assessment: Assessment

    def group(self, axis: str) -> str:
        """The group of an axis that it stands in, or the plugin it is from; empty where there is none."""
        return self.indicator.provenance.plugin if axis == PLUGIN else self.indicator.grouping.get(axis, "")


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A rating that a report published, and the different one that its own figures give."""

    rated: Rated
    published: PublishedRating


@dataclass(frozen=True)
class Scorecard:
    """One area's ratings for one reporting period.

    Attributes:
        rated: in the order of the indicators' ids.
        published: the ratings that were published, this period's among them.
    """

    area: str
    period: Period
    as_at: date | None
    registry: Registry
    observations: Observations
    published: PublishedRatings
    rated: tuple[Rated, ...]
    risks: tuple[Risk, ...] = ()

    @property
    def ratings(self) -> tuple[Rating, ...]:
        """The ratings alone."""
        return tuple(one.rating for one in self.rated)

    def counts(self) -> dict[Rag, int]:
        """How many indicators have each status; every status is there, with zero where none has it."""
        return self.whole.counts

    @cached_property
    def whole(self) -> RollUp:
        """How all the indicators stand; those without a rating are counted, and left out of the worst and the mean."""
        return roll_up(self.ratings)

    def axes(self) -> tuple[str, ...]:
        """What the indicators can be grouped by: every axis of their definitions, then ``plugin``."""
        axes = sorted({axis for one in self.rated for axis in one.indicator.grouping})
        return (*(axis for axis in axes if axis != PLUGIN), PLUGIN)

    def roll_ups(self, axis: str, *, grey: GreyPolicy = GreyPolicy.IGNORE) -> tuple[RollUp, ...]:
        """How each group of an axis stands, by the names of the groups.

        Every indicator is in exactly one of them; those that stand in no group of the axis are in one without a name,
        which comes last.

        Args:
            axis: an axis of the definitions' grouping, such as ``area_of_focus``, or ``plugin``.
            grey: what an indicator without a rating does to the worst and to the mean of its group.
        """
        groups: dict[str, list[Rating]] = {}
        for one in self.rated:
            groups.setdefault(one.group(axis), []).append(one.rating)
        ordered = sorted(groups, key=lambda group: (not group, group))
        return tuple(roll_up(groups[group], axis=axis, group=group, grey=grey) for group in ordered)

    def every_roll_up(self) -> tuple[RollUp, ...]:
        """The whole, then every group of every axis."""
        return (self.whole, *(one for axis in self.axes() for one in self.roll_ups(axis)))

    def bases(self) -> dict[Basis, int]:
        """How many statuses are computed, judged, and taken over from a report."""
        return count_by(self.ratings, lambda rating: rating.basis, Basis)

    def risk_counts(self) -> dict[Rag, int]:
        """How many risks have each rating."""
        return count_by(self.risks, lambda risk: risk.rating, Rag)

    def with_status(self, status: Rag) -> tuple[Rated, ...]:
        """The indicators that have a status."""
        return tuple(one for one in self.rated if one.rating.status is status)

    def in_group(self, axis: str, group: str) -> tuple[Rated, ...]:
        """The indicators that stand in a group, such as an area of focus."""
        return tuple(one for one in self.rated if one.group(axis) == group)

    def ungrouped(self, axes: Iterable[str]) -> tuple[Rated, ...]:
        """The indicators that stand in no group of any of the axes."""
        known = set(axes)
        return tuple(one for one in self.rated if not known & one.indicator.grouping.keys())

    @property
    def to_watch(self) -> tuple[Rated, ...]:
        """Red, and with a new figure."""
        return tuple(one for one in self.with_status(Rag.RED) if one.rating.updated)

    @property
    def contradictions(self) -> tuple[Contradiction, ...]:
        """The ratings published for this very period that the engine does not confirm from the figures."""
        return tuple(self._contradictions())

    def _contradictions(self) -> Iterator[Contradiction]:
        for one in self.rated:
            published = self.published.at(one.indicator.id, self.area, self.period)
            if published and one.rating.basis is not Basis.AS_PUBLISHED and published.status is not one.rating.status:
                yield Contradiction(one, published)

    @property
    def unused(self) -> tuple[Observation, ...]:
        """Observations of measures that no indicator asks for: often a misspelt name."""
        known = set(measures(self.registry))
        return tuple(observation for observation in self.observations if observation.measure not in known)


def measures(registry: Mapping[str, Indicator]) -> dict[str, Indicator]:
    """The measures that definitions ask for, each with one indicator that does."""
    known: dict[str, Indicator] = {}
    for indicator in registry.values():
        if any(not target.children for target in indicator.target):
            known.setdefault(indicator.series, indicator)
        for target in indicator.target:
            for source in target.looked_up:
                for measure in source.measures:
                    known.setdefault(measure, indicator)
    return known


def rate_scorecard(
    registry: Registry,
    observations: Observations,
    period: Period,
    *,
    area: str,
    as_at: date | None = None,
    published: PublishedRatings | None = None,
    overrides: Overrides | None = None,
    risks: Iterable[Risk] = (),
    progress: Callable[[Iterable[Indicator]], Iterable[Indicator]] = iter,
) -> Scorecard:
    """Rate every indicator of a registry for one area and reporting period.

    Args:
        as_at: use only what had been published by this date; None for everything there is.
        published: ratings as they were published.
        overrides: what someone accountable says instead of the engine.
        risks: the corporate risks, already judged.
        progress: wraps the indicators as they are rated, for a progress bar.
    """
    ledger = published or PublishedRatings()
    assessor = Assessor(
        observations=observations,
        area=area,
        as_at=as_at,
        comparators=registry.comparators,
        published=ledger,
        overrides=overrides or Overrides(),
        units=registry.units,
        indicators=registry,
    )
    rated = []
    for indicator in progress(registry.values()):
        assessment = assessor.of(indicator.id, period)
        rated.append(Rated(indicator, rating_of(assessment), assessment))
    return Scorecard(area, period, as_at, registry, observations, ledger, tuple(rated), tuple(risks))
