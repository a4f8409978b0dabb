"""The rating: one indicator, one area, one reporting period, with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version

from scorecard_core.assessed import AssessedMember, Assessment
from scorecard_core.assessment import assess
from scorecard_core.comparators import Comparator
from scorecard_core.evidence import Figure
from scorecard_core.facts_used import facts_used
from scorecard_core.indicators import Indicator
from scorecard_core.ledger import RULES_EDITION, PublishedRatings
from scorecard_core.observations import Observations
from scorecard_core.overrides import Overrides
from scorecard_core.periods import Period
from scorecard_core.reason import reason_of
from scorecard_core.references import FactUsed
from scorecard_core.targets import Judged
from scorecard_core.terms import Basis, Flag, GreyReason, JudgedFigure, Movement, Polarity, Rag, Travel
from scorecard_core.units import Units

__all__ = ["RatedMember", "Rating", "engine_version", "rate", "rating_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RatedMember:
    """One member of what a rating is put together from, with a rating of its own.

    Attributes:
        name: what sentences call it.
        indicator: the id of its indicator; empty for a target of the indicator whose member it is.
        weight: how much it counts in a weighted mean; 1 elsewhere.
    """

    name: str
    indicator: str
    weight: Decimal
    rating: Rating


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """A status with everything that it rests on.

    Attributes:
        period: the reporting period; ``carried_from`` is the figure's own period where that is an earlier one.
        value: the figure, in ``unit``, as it was judged.
        polarity: the direction of good that it was rated under; ``definition`` the edition of the definition.
        status: green, amber, red or grey; ``verdict`` is the same in the target's own words.
        grey_reason: why there is no colour.
        basis: what the status rests on; ``engine_status`` is the engine's own where the basis is not computed.
        rule: the type of the target; ``branch`` the number of the line that answered, in the list ``stage``.
        target: what the target asked for, in full.
        reference: the number to beat, with its period, source and date of publication.
        green_limit, amber_limit: the worst values that are still green, and still amber, where the rule has such.
        judged: whether the stored or the printed figure was compared.
        previous_status: the status to compare with, and when that was.
        travel_base: the earlier value that the direction of travel starts from.
        updated: whether the figure is new; None where a published report does not say.
        reason: why, in a sentence a councillor reads.
        facts: every fact that the status rests on and, where the figure was computed, what it was computed from.
        members: the members that it is put together from, each rated by itself. Where a member is put together from
            indicators in turn, these stand in the rating of that member's own indicator.
    """

    indicator: str
    area: str
    period: Period
    value: Decimal | None
    unit: str
    polarity: Polarity
    definition: str
    status: Rag
    verdict: str
    grey_reason: GreyReason | None
    basis: Basis
    engine_status: Rag | None
    rule: str
    target: str
    stage: str
    branch: int
    reference: Decimal | None
    reference_period: Period | None
    reference_source: str
    reference_published: date | None
    green_limit: Decimal | None
    amber_limit: Decimal | None
    judged: JudgedFigure
    previous_status: Rag | None
    previous_status_period: Period | None
    movement: Movement
    travel: Travel
    travel_base: Decimal | None
    travel_base_period: Period | None
    updated: bool | None
    carried_from: Period | None
    flag: Flag | None
    plugin: str
    plugin_version: str
    engine_version: str
    rules_edition: str
    reason: str
    facts: tuple[FactUsed, ...]
    members: tuple[RatedMember, ...] = ()


def rate(
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
) -> Rating:
    """Rate one indicator for one area and reporting period.

    Args:
        observations: the figures: the area's own, earlier ones, and those of comparators.
        period: the reporting period. An indicator without a figure in it is rated on its latest one, and says so.
        area: whose figures are rated.
        as_at: use only what had been published by this date; None for everything there is.
        comparators: by id; None for the core's own (England).
        published: ratings as they were published: what a movement compares with, and what is taken over.
        overrides: what someone accountable says instead. The engine's own status stays beside it.
        units: the vocabulary of units; None for the core's own.
        indicators: definitions by id, such as a registry: what is put together from other indicators needs theirs.

    Returns:
        Exactly one rating. Data never raises: what cannot be rated is grey, with its reason.

    Raises:
        UnknownIndicatorError: ``indicator-unknown`` for a member that is not among ``indicators``.
        DefinitionError: ``members-circular``. A registry has been checked for both.
    """
    return rating_of(
        assess(
            indicator,
            observations,
            period,
            area=area,
            as_at=as_at,
            comparators=comparators,
            published=published,
            overrides=overrides,
            units=units,
            indicators=indicators,
        )
    )


def rating_of(assessment: Assessment) -> Rating:
    """The rating that an assessment comes to."""
    return _rating(assessment, assessment.members)


def _rating(assessment: Assessment, members: tuple[AssessedMember, ...]) -> Rating:
    indicator, target = assessment.indicator, assessment.target
    last_word, figures = assessment.last_word, assessment.figures
    wording = assessment.wording(last_word)
    reference = _reference_figure(figures)
    value, status, basis = figures["value"], assessment.status, _basis(assessment)
    previous = assessment.previous.rating if assessment.previous else None
    travel, movement = assessment.travel.answer, assessment.movement.answer
    assert isinstance(travel, Travel) and isinstance(movement, Movement)
    return Rating(
        indicator=indicator.id,
        area=assessment.evidence.area,
        period=assessment.period,
        value=value.value,
        unit=indicator.unit,
        polarity=indicator.polarity,
        definition=indicator.edition,
        status=status,
        verdict=""
        if assessment.taken_over or assessment.overridden or (status is Rag.GREY and not _names_band(assessment))
        else wording["verdict"],
        grey_reason=_grey_reason(assessment),
        basis=basis,
        engine_status=None if basis is Basis.COMPUTED else _own_status(assessment),
        rule=target.type if target else "",
        target=target.text if target else "",
        stage=last_word.rule.name,
        branch=last_word.number,
        reference=wording.number("reference"),
        reference_period=reference.period,
        reference_source=reference.source,
        reference_published=reference.published,
        green_limit=wording.number("green_limit"),
        amber_limit=wording.number("amber_limit"),
        judged=indicator.judged,
        previous_status=previous.status if previous else None,
        previous_status_period=previous.period if previous else None,
        movement=movement,
        travel=travel,
        travel_base=figures["travel_base"].value,
        travel_base_period=figures["travel_base"].period if figures["travel_base"].value is not None else None,
        updated=_updated(assessment),
        carried_from=assessment.carried_from,
        flag=value.observation.flag if value.observation else None,
        plugin=indicator.provenance.plugin,
        plugin_version=indicator.provenance.version,
        engine_version=engine_version(),
        rules_edition=RULES_EDITION,
        reason=reason_of(assessment, wording),
        facts=facts_used(assessment),
        members=tuple(_rated_member(one) for one in members),
    )


def _rated_member(one: AssessedMember) -> RatedMember:
    # What indicators a member is put together from stands in its own rating. To repeat it here, and in whatever this
    # one is a member of, would make ratings grow without measure.
    inner = tuple(inner for inner in one.assessment.members if not inner.indicator)
    return RatedMember(name=one.name, indicator=one.indicator, weight=one.weight, rating=_rating(one.assessment, inner))


@lru_cache(maxsize=1)
def engine_version() -> str:
    """The version of scorecard-core that is installed."""
    try:
        return version("scorecard-core")
    except PackageNotFoundError:
        return "unknown"


_NO_REFERENCE = Figure()


def _reference_figure(figures: Mapping[str, Figure]) -> Figure:
    """The figure whose provenance stands for the reference's: the reference itself or, for gaps, the comparator."""
    return figures.get("reference") or figures.get("comparator") or _NO_REFERENCE


def _names_band(assessment: Assessment) -> bool:
    return assessment.answered is not None and not isinstance(assessment.answered.answer, GreyReason)


def _grey_reason(assessment: Assessment) -> GreyReason | None:
    if assessment.status is not Rag.GREY:
        return None
    if assessment.overridden:
        return GreyReason.WITHDRAWN
    if assessment.taken_over:
        return GreyReason.NOT_RATED_BY_PUBLISHER
    answer = assessment.last_word.answer
    return answer if isinstance(answer, GreyReason) else GreyReason.UNCOLOURED_BAND


def _basis(assessment: Assessment) -> Basis:
    if assessment.overridden:
        return Basis.JUDGEMENT
    if assessment.taken_over:
        return Basis.AS_PUBLISHED
    if isinstance(assessment.target, Judged) and assessment.status is not Rag.GREY:
        return Basis.JUDGEMENT
    return Basis.COMPUTED


def _own_status(assessment: Assessment) -> Rag:
    """What the engine itself says: nothing, where the target asks for what a person said."""
    return Rag.GREY if isinstance(assessment.target, Judged) else assessment.engine_status


def _updated(assessment: Assessment) -> bool | None:
    if assessment.taken_over:
        return assessment.taken_over.updated
    return not assessment.carried and assessment.has_figure
