"""One indicator, one area, one period, through the four stages: availability, travel, status, movement."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from scorecard_core.assessed import Answered, AssessedMember, Assessment, colour_of, reaches_back
from scorecard_core.change import movement_of, travel_of
from scorecard_core.comparators import ENGLAND, Comparator
from scorecard_core.errors import DefinitionError, UnknownIndicatorError, did_you_mean
from scorecard_core.evidence import Evidence, Figure
from scorecard_core.indicators import Indicator
from scorecard_core.ledger import PublishedRating, PublishedRatings
from scorecard_core.observations import Observations
from scorecard_core.overrides import OVERRIDE, Override, Overrides, Validity
from scorecard_core.periods import Period
from scorecard_core.previous import Previous
from scorecard_core.rated_figure import RatedFigure, figure_to_rate
from scorecard_core.status import Outcome, outcome_of
from scorecard_core.targets import Composition, Member, TargetType
from scorecard_core.terms import JudgedFigure, Rag
from scorecard_core.units import Units

__all__ = ["Assessor", "areas_of", "assess", "evidence_of"]


@dataclass(frozen=True, kw_only=True)
class Assessor:
    """What the assessments of one area have in common; the attributes are those of :func:`scorecard_core.rating.rate`.

    Indicators that are members of others are assessed once a period, however many ask for them. The figures of an
    indicator are looked up once, and its status in a period found once, whether for itself or as what came before.
    """

    observations: Observations
    area: str
    as_at: date | None = None
    comparators: Mapping[str, Comparator] = field(default_factory=lambda: {ENGLAND.id: ENGLAND})
    published: PublishedRatings = field(default_factory=PublishedRatings)
    overrides: Overrides = field(default_factory=Overrides)
    units: Units = field(default_factory=Units.core)
    indicators: Mapping[str, Indicator] = field(default_factory=dict)
    _known: dict[tuple[str, Period], Assessment | None] = field(default_factory=dict, init=False, repr=False)
    # Both go by the identity of the definition, which has no quick hash: its evidence keeps it alive as long as they.
    _evidence: dict[int, Evidence] = field(default_factory=dict, init=False, repr=False)
    _outcomes: dict[tuple[int, Period, Period], Outcome] = field(default_factory=dict, init=False, repr=False)
    _changes: dict[tuple[str, Period, Period], tuple[str, ...]] = field(default_factory=dict, init=False, repr=False)

    def of(self, id: str, period: Period) -> Assessment:
        """One of the indicators, assessed.

        Raises:
            UnknownIndicatorError: ``indicator-unknown``.
            DefinitionError: ``members-circular``. A registry has neither.
        """
        if id not in self.indicators:
            hint = did_you_mean(id, self.indicators) or "Give the definitions of members as indicators."
            raise UnknownIndicatorError("indicator-unknown", found=f"no indicator '{id}'", hint=hint)
        key = (id, period)
        found = self._known.get(key)
        if found is None and key not in self._known:
            self._known[key] = None
            found = self._known[key] = self.assess(self.indicators[id], period)
        if found is None:
            raise DefinitionError(
                "members-circular", found=f"'{id}', which is put together from itself", expected="members without it"
            )
        return found

    def assess(self, indicator: Indicator, period: Period) -> Assessment:
        """An indicator through the four stages."""
        evidence = self._evidence_of(indicator)
        found = self._find(indicator, evidence, period)
        target = indicator.target_for(found.period)
        members = self._members(indicator, target, period, found.period)
        outcome = self._outcome(indicator, evidence, found, target, period, members)
        answered = outcome.answered
        engine_status = colour_of(target, answered)
        travel, base = travel_of(indicator, evidence, found, target)
        taken_over = self.published.at(indicator.id, self.area, period)
        if taken_over is not None and not (taken_over.take_over and engine_status is Rag.GREY):
            taken_over = None
        override = self.overrides.at(indicator.id, self.area, period)
        validity = self._validity(override, self.as_at or period.end) if override else None
        stands = validity is not None and validity.answer is Validity.COUNTS
        status = taken_over.status if taken_over else engine_status
        if override is not None and stands:
            status = override.status
        before = self.published.before(indicator.id, self.area, period) or self._rated_before(
            indicator, evidence, found, target, period
        )
        previous = None
        if before is not None:
            together = isinstance(target, Composition)
            members_changed = self.members_changed(indicator, before.period, found.period) if together else ()
            previous = Previous.of(before, evidence, indicator, target, found.period, members_changed)
        carried = found.carried if taken_over is None else taken_over.updated is False
        # What someone said about this very period is news, whether or not the figure is.
        stands_still = carried and not stands and not (target is not None and target.waits)
        return Assessment(
            indicator=indicator,
            evidence=evidence,
            period=period,
            own_period=found.period,
            carried=carried,
            target=target,
            figures={**outcome.figures, "travel_base": base},
            available=outcome.available,
            readings=outcome.readings,
            answered=answered,
            engine_status=engine_status,
            status=status,
            travel=travel,
            movement=movement_of(status, previous, stands_still=stands_still),
            taken_over=taken_over,
            override=override,
            validity=validity,
            previous=previous,
            members=members,
        )

    def _evidence_of(self, indicator: Indicator) -> Evidence:
        evidence = self._evidence.get(id(indicator))
        if evidence is None:
            evidence = self._evidence[id(indicator)] = evidence_of(
                indicator,
                self.observations,
                area=self.area,
                as_at=self.as_at,
                comparators={**self.comparators, **indicator.own_comparators},
                units=self.units,
            )
        return evidence

    def _outcome(
        self,
        indicator: Indicator,
        evidence: Evidence,
        found: RatedFigure,
        target: TargetType | None,
        reporting: Period,
        members: tuple[AssessedMember, ...],
    ) -> Outcome:
        """The stages up to the status; members and target are those for the period of what was found."""
        key = (id(indicator), found.period, reporting)
        known = self._outcomes.get(key)
        if known is None or known.figure != found.figure:
            known = self._outcomes[key] = outcome_of(indicator, evidence, found, target, reporting, members)
        return known

    def _find(self, indicator: Indicator, evidence: Evidence, period: Period) -> RatedFigure:
        """The figure to rate; what is put together from other indicators has none, and is as new as they are."""
        at = period.at_frequency(indicator.frequency) or period
        target = indicator.target_for(at)
        if target is None or not target.children:
            return figure_to_rate(indicator, evidence, period)
        members = self._members(indicator, target, period, at)
        with_figures = [one.assessment for one in members if one.assessment.has_figure]
        carried = bool(with_figures) and all(one.carried for one in with_figures)
        return RatedFigure(figure=Figure(period=at), period=at, carried=carried)

    def _members(
        self, indicator: Indicator, target: TargetType | None, reporting: Period, period: Period
    ) -> tuple[AssessedMember, ...]:
        """The members of a composition in a period, each assessed."""
        if not isinstance(target, Composition):
            return ()
        return tuple(self._member(indicator, member, reporting) for member in target.members_in(period))

    def _member(self, indicator: Indicator, member: Member, reporting: Period) -> AssessedMember:
        if member.target is None:
            assessment = self.of(member.indicator, reporting)
            name = member.name or assessment.indicator.title
        else:
            # What was published, or said instead, was said of the indicator as a whole, and of none of its targets.
            alone = replace(self, published=PublishedRatings(), overrides=Overrides())
            assessment = alone.assess(indicator.model_copy(update={"target": (member.target,)}), reporting)
            name = member.key
        return AssessedMember(name=name, indicator=member.indicator, weight=member.weight, assessment=assessment)

    def _validity(self, override: Override, today: date) -> Answered:
        """Whether an override counts on a day."""
        return Answered.by(OVERRIDE, override.facts(known_by=self.as_at, today=today))

    def _rated_before(
        self, indicator: Indicator, evidence: Evidence, found: RatedFigure, now: TargetType | None, period: Period
    ) -> PublishedRating | None:
        """What would have been reported one period earlier: by the engine, or by an override that held then.

        Where the history that was handed in does not reach back far enough to say, there is no earlier rating on
        record.
        """
        before, earlier = self._found_before(indicator, evidence, found, now, period)
        if before is None or earlier is None:
            return None
        said = self.overrides.at(indicator.id, self.area, before)
        if said is not None and self._validity(said, before.end).answer is Validity.COUNTS:
            return PublishedRating(indicator=indicator.id, area=self.area, period=before, status=said.status)
        target = indicator.target_for(earlier.period)
        members = self._members(indicator, target, before, earlier.period)
        outcome = self._outcome(indicator, evidence, earlier, target, before, members)
        if not reaches_back((outcome.answered or outcome.available).answer, earlier.figure, members):
            return None
        status = colour_of(target, outcome.answered)
        return PublishedRating(indicator=indicator.id, area=self.area, period=before, status=status)

    def _found_before(
        self, indicator: Indicator, evidence: Evidence, found: RatedFigure, now: TargetType | None, period: Period
    ) -> tuple[Period | None, RatedFigure | None]:
        """The period before, and the figure that was to be rated then."""
        if now is not None and now.waits:
            before = period.previous
            return before, None if before is None else self._find(indicator, evidence, before)
        before = found.period.previous if now is not None and now.children else evidence.series.before(found.period)
        if before is None or found.carried:
            return None, None
        target = indicator.target_for(before)
        figure = Figure(period=before) if target is not None and target.children else evidence.own(before)
        return before, RatedFigure(figure=figure, period=before, carried=False)

    def members_changed(self, indicator: Indicator, then: Period, now: Period) -> tuple[str, ...]:
        """What changed between two periods in what an indicator is put together from."""
        key = (indicator.id, then, now)
        if key not in self._changes:
            self._changes[key] = tuple(self._changes_of_members(indicator, then, now))
        return self._changes[key]

    def _changes_of_members(self, indicator: Indicator, then: Period, now: Period) -> Iterator[str]:
        target = indicator.target_for(now)
        if target is None or target.continuous:
            return
        if indicator.target_for(then) == target and target.parts_in_force(then) != target.parts_in_force(now):
            yield "the members or their weights changed"
        for child in (self.indicators[id] for id in dict.fromkeys(target.children)):
            if child.target_for(then) != child.target_for(now) or self.members_changed(child, then, now):
                yield f"the target of its member '{child.title}' changed"


def evidence_of(
    indicator: Indicator,
    observations: Observations,
    *,
    area: str,
    as_at: date | None = None,
    comparators: Mapping[str, Comparator] | None = None,
    units: Units | None = None,
) -> Evidence:
    """What is known about an indicator in an area; the arguments are those of :func:`scorecard_core.rating.rate`."""
    return Evidence(
        observations=observations,
        measure=indicator.series,
        computed=indicator.computed,
        area=area,
        frequency=indicator.frequency,
        unit=indicator.unit,
        polarity=indicator.polarity,
        dimensions=tuple(sorted(indicator.dimensions.items())),
        as_at=as_at,
        comparators={ENGLAND.id: ENGLAND} if comparators is None else comparators,
        units=units or Units.core(),
        judged_places=indicator.decimals if indicator.judged is JudgedFigure.PUBLISHED else None,
        is_possible=indicator.is_possible,
    )


def areas_of(indicator: Indicator, observations: Observations) -> list[str]:
    """The areas that have a figure for an indicator, or one that it is computed from, as they are first met."""
    return list(dict.fromkeys(area for series in indicator.inputs for area in observations.areas(series.measure)))


def assess(
    indicator: Indicator,
    observations: Observations,
    period: Period,
    *,
    area: str,
    as_at: date | None = None,
    comparators: Mapping[str, Comparator] | None = None,
    published: PublishedRatings | None = None,
    overrides: Overrides | None = None,
    units: Units | None = None,
    indicators: Mapping[str, Indicator] | None = None,
) -> Assessment:
    """Take an indicator through the four stages; the arguments are those of :func:`scorecard_core.rating.rate`."""
    return Assessor(
        observations=observations,
        area=area,
        as_at=as_at,
        comparators={ENGLAND.id: ENGLAND} if comparators is None else comparators,
        published=published or PublishedRatings(),
        overrides=overrides or Overrides(),
        units=units or Units.core(),
        indicators=indicators or {},
    ).assess(indicator, period)
