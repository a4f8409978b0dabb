"""One indicator, one area, one period, through the four stages: availability, travel, status, movement."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from scorecard_core.assessed import Answered, AssessedMember, Assessment, colour_of, reaches_back
from scorecard_core.availability import AVAILABILITY, Availability
from scorecard_core.comparators import ENGLAND, Comparator
from scorecard_core.errors import DefinitionError, UnknownIndicatorError, did_you_mean
from scorecard_core.evidence import Evidence, Figure
from scorecard_core.indicators import Indicator
from scorecard_core.ledger import PublishedRating, PublishedRatings
from scorecard_core.movement import MOVEMENT, travel_rule
from scorecard_core.observations import Observations
from scorecard_core.periods import Period
from scorecard_core.references import Own
from scorecard_core.rules import FactValue
from scorecard_core.tallies import tally
from scorecard_core.targets import Composition, Member, Range, TargetType, folded
from scorecard_core.terms import Flag, Frequency, GreyReason, JudgedFigure, Rag
from scorecard_core.units import Units

__all__ = ["Assessor", "assess"]

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """The figure that is rated in a reporting period, and whether it is a new one."""

    figure: Figure
    period: Period
    carried: bool


@dataclass(frozen=True, kw_only=True)
class Assessor:
    """What the assessments of one area have in common; the attributes are those of :func:`scorecard_core.rating.rate`.

    Indicators that are members of others are assessed once a period, however many ask for them.
    """

    observations: Observations
    area: str
    as_at: date | None = None
    comparators: Mapping[str, Comparator] = field(default_factory=lambda: {ENGLAND.id: ENGLAND})
    published: PublishedRatings = field(default_factory=PublishedRatings)
    units: Units = field(default_factory=Units.core)
    indicators: Mapping[str, Indicator] = field(default_factory=dict)
    _known: dict[tuple[str, Period], Assessment | None] = field(default_factory=dict, init=False, repr=False)
    _changes: dict[tuple[str, Period, Period], str | None] = field(default_factory=dict, init=False, repr=False)

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
        if key not in self._known:
            self._known[key] = None
            self._known[key] = self.assess(self.indicators[id], period)
        found = self._known[key]
        if found is None:
            raise DefinitionError(
                "members-circular", found=f"'{id}', which is put together from itself", expected="members without it"
            )
        return found

    def assess(self, indicator: Indicator, period: Period) -> Assessment:
        """An indicator through the four stages."""
        evidence = Evidence(
            observations=self.observations,
            measure=indicator.series,
            area=self.area,
            frequency=indicator.frequency,
            unit=indicator.unit,
            polarity=indicator.polarity,
            dimensions=tuple(sorted(indicator.dimensions.items())),
            as_at=self.as_at,
            comparators=self.comparators,
            units=self.units,
            judged_places=indicator.decimals if indicator.judged is JudgedFigure.PUBLISHED else None,
        )
        found = self._find(indicator, evidence, period)
        target = indicator.target_for(found.period)
        members = self._members(indicator, target, period, found.period)
        available, answered, figures = _status(indicator, evidence, found, target, period, members)
        base = Own(indicator.travel.base).find(evidence, found.period)
        travel = _travel(indicator, evidence, found, target, base)
        taken_over = self.published.at(indicator.id, self.area, period)
        if taken_over is not None and not (taken_over.take_over and colour_of(target, answered) is Rag.GREY):
            taken_over = None
        status = taken_over.status if taken_over else colour_of(target, answered)
        previous = self.published.before(indicator.id, self.area, period) or self._rated_before(
            indicator, evidence, found, target
        )
        carried = found.carried if taken_over is None else taken_over.updated is False
        movement = Answered.by(
            MOVEMENT,
            {
                "rank": _rank(status),
                "previous_rank": _rank(previous.status) if previous else None,
                "previous_known": previous is not None,
                "carried": carried,
                "changed": self._changed(indicator, previous, found.period),
            },
        )
        return Assessment(
            indicator=indicator,
            evidence=evidence,
            period=period,
            own_period=found.period,
            carried=carried,
            target=target,
            figures={**figures, "travel_base": base},
            available=available,
            answered=answered,
            travel=travel,
            movement=movement,
            taken_over=taken_over,
            previous_status=previous.status if previous else None,
            previous_period=previous.period if previous else None,
            previous_figure=_figure_then(evidence, previous),
            members=members,
        )

    def _find(self, indicator: Indicator, evidence: Evidence, period: Period) -> _Found:
        """The figure to rate; what is put together from other indicators has none, and is as new as they are."""
        at = period.at_frequency(indicator.frequency) or period
        target = indicator.target_for(at)
        if target is None or not target.children:
            return _find(indicator, evidence, period)
        members = self._members(indicator, target, period, at)
        with_figures = [one.assessment for one in members if one.assessment.has_figure]
        carried = bool(with_figures) and all(one.carried for one in with_figures)
        return _Found(figure=Figure(period=at), period=at, carried=carried)

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
            # What was published was said of the indicator as a whole, and of none of its targets.
            alone = replace(self, published=PublishedRatings())
            assessment = alone.assess(indicator.model_copy(update={"target": (member.target,)}), reporting)
            name = member.key
        return AssessedMember(name=name, indicator=member.indicator, weight=member.weight, assessment=assessment)

    def _rated_before(
        self, indicator: Indicator, evidence: Evidence, found: _Found, now: TargetType | None
    ) -> PublishedRating | None:
        """What the engine itself would have said one period earlier.

        Where the history that was handed in does not reach back far enough to say, there is no earlier rating on
        record.
        """
        of_children = now is not None and now.children
        before = found.period.previous if of_children else evidence.series.before(found.period)
        if before is None or found.carried:
            return None
        target = indicator.target_for(before)
        figure = Figure(period=before) if target is not None and target.children else evidence.own(before)
        earlier = _Found(figure=figure, period=before, carried=False)
        members = self._members(indicator, target, before, before)
        available, answered, _ = _status(indicator, evidence, earlier, target, before, members)
        if not reaches_back((answered or available).answer, members):
            return None
        status = colour_of(target, answered)
        return PublishedRating(indicator=indicator.id, area=self.area, period=before, status=status)

    def _changed(self, indicator: Indicator, previous: PublishedRating | None, now: Period) -> str | None:
        """What changed between two ratings, so that they cannot be compared."""
        if previous is None:
            return None
        if previous.definition and previous.definition != indicator.edition:
            return "the definition"
        return self._change(indicator, previous.period, now)

    def _change(self, indicator: Indicator, then: Period, now: Period) -> str | None:
        """What changed in a definition, or in that of a member, between two periods."""
        key = (indicator.id, then, now)
        if key not in self._changes:
            self._changes[key] = next(self._found_changes(indicator, then, now), None)
        return self._changes[key]

    def _found_changes(self, indicator: Indicator, then: Period, now: Period) -> Iterator[str]:
        target, earlier = indicator.target_for(now), indicator.target_for(then)
        if target is None or target.continuous:
            return
        if earlier != target:
            yield "the target"
        elif target.parts_in_force(then) != target.parts_in_force(now):
            yield "the members or their weights"
        for child in (self.indicators[id] for id in dict.fromkeys(target.children)):
            if self._change(child, then, now):
                yield f"the target of its member '{child.title}'"


def assess(
    indicator: Indicator,
    observations: Observations,
    period: Period,
    *,
    area: str,
    as_at: date | None = None,
    comparators: Mapping[str, Comparator] | None = None,
    published: PublishedRatings | None = None,
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
        units=units or Units.core(),
        indicators=indicators or {},
    ).assess(indicator, period)


def _find(indicator: Indicator, evidence: Evidence, period: Period) -> _Found:
    latest = evidence.series.latest(period)
    if latest is None:
        return _Found(figure=Figure(missing=GreyReason.NO_DATA, period=period), period=period, carried=False)
    figure = evidence.own(latest)
    is_new = latest == period if _reports_at(indicator, period) else _is_new(indicator, evidence, figure, period)
    return _Found(figure=figure, period=latest, carried=not is_new)


def _reports_at(indicator: Indicator, period: Period) -> bool:
    """Whether the reporting period is one of the indicator's own, which its figure either is for or is not."""
    return indicator.frequency.is_regular and period.at_frequency(indicator.frequency) == period


def _is_new(indicator: Indicator, evidence: Evidence, figure: Figure, period: Period) -> bool:
    """Whether the figure came with this reporting period.

    It did where its own period ends within the reporting period. A figure that comes less often than the report, such
    as an annual one, also did where it was first published within the reporting period.
    """
    if figure.period is None or figure.period.end >= period.start:
        return True
    if indicator.frequency in (Frequency.MONTH, Frequency.QUARTER) or figure.observation is None:
        return False
    first = evidence.observations.first_published(figure.observation)
    return first is not None and period.start <= first <= period.end


def _status(
    indicator: Indicator,
    evidence: Evidence,
    found: _Found,
    target: TargetType | None,
    reporting: Period,
    members: tuple[AssessedMember, ...],
) -> tuple[Answered, Answered | None, dict[str, Figure]]:
    figures = {"value": found.figure}
    due = reporting.end + timedelta(days=indicator.due_days or 0)
    available = Answered.by(
        AVAILABILITY,
        {
            "in_force": indicator.in_force(found.period),
            "has_target": target is not None,
            "no_figure": str(found.figure.missing or ""),
            "age": Decimal(reporting.months_after(found.period.end)),
            "maximum_age": None if indicator.maximum_age is None else Decimal(indicator.maximum_age),
            "next_is_due": indicator.due_days is None or evidence.as_at is None or evidence.as_at >= due,
        },
    )
    if available.answer is not Availability.AVAILABLE or target is None:
        return available, None, figures
    for name, source in target.sources.items():
        figures[name] = source.find(evidence, found.period)
    if isinstance(target, Composition):
        colours = ((one.name, one.weight, one.assessment.status) for one in members)
        asked = {fact.name for fact in target.rule.facts}
        counted = {name: figure for name, figure in tally(colours).items() if name in asked}
        figures |= {name: replace(figure, period=found.period) for name, figure in counted.items()}
    facts: dict[str, FactValue] = {
        **target.parameters,
        "sign": Decimal(indicator.polarity.sign),
        **{name: figure.fact for name, figure in figures.items()},
    }
    judgement = found.figure.judgement
    if judgement is not None:
        today = evidence.as_at or reporting.end
        facts["grade"] = folded(judgement.grade)
        facts["expired"] = judgement.expires is not None and judgement.expires < today
    return available, Answered.by(target.rule, facts), figures


def _travel(
    indicator: Indicator, evidence: Evidence, found: _Found, target: TargetType | None, base: Figure
) -> Answered:
    has_range = isinstance(target, Range)
    band = indicator.travel.dead_band
    breaks = base.period is not None and any(
        evidence.series[period].flag == Flag.SERIES_BREAK
        for period in evidence.series.between(base.period, found.period)
    )
    facts: dict[str, FactValue] = {
        **(target.parameters if target and has_range else {}),
        "value": found.figure.value,
        "travel_base": base.value,
        "sign": Decimal(indicator.polarity.sign),
        "dead_band_amount": band.absolute if band else _ZERO,
        "dead_band_rate": band.rate if band else _ZERO,
        "broken": breaks,
    }
    return Answered.by(travel_rule(indicator.polarity, has_range=has_range), facts)


def _figure_then(evidence: Evidence, previous: PublishedRating | None) -> Figure:
    """The figure that the previous rating rested on: as it was printed, or the latest there was by then."""
    if previous is None:
        return Figure()
    if previous.value is not None:
        return Figure(previous.value, period=previous.period)
    latest = evidence.series.latest(previous.period)
    return evidence.own(latest) if latest else Figure()


def _rank(status: Rag) -> Decimal | None:
    return None if status.rank is None else Decimal(status.rank)
