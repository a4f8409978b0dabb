"""The rating before: what it was, what it rested on, and whether a movement leads from it to this one.

A rating is compared with the one before only where both answer the same question: under the same target, definition,
polarity, unit and edition of the rules, about figures that no break in the series parts. A target that is declared
``continuous``, and an edition that ``continues`` an earlier one, may be compared all the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from scorecard_core.evidence import Evidence, Figure
from scorecard_core.exact import rounded
from scorecard_core.indicators import Indicator
from scorecard_core.ledger import RULES_EDITION, PublishedRating
from scorecard_core.periods import Period
from scorecard_core.targets import TargetType, target_of_text
from scorecard_core.wording import figure_text, number_text, places_to_tell_apart

__all__ = ["Previous", "has_break"]


class Previous(NamedTuple):
    """The rating that a movement starts from.

    Attributes:
        rating: as it was published or, where nothing was, as the engine gives it.
        figure: what it rested on, as it was known then.
        revised: what that figure has become by now, where it is another. The status stays as it was published; the
            direction of travel is that of the figures as they are known now.
        changed: why the two cannot be compared, as the end of a sentence; None where they can.
    """

    rating: PublishedRating
    figure: Figure
    revised: Decimal | None
    changed: str | None

    @classmethod
    def of(
        cls,
        rating: PublishedRating,
        evidence: Evidence,
        indicator: Indicator,
        target: TargetType | None,
        now: Period,
        members_changed: Iterable[str] = (),
    ) -> Previous:
        """An earlier rating, as it looks from a figure for the period ``now`` under a target.

        Args:
            members_changed: what changed in the members that the indicator is put together from.
        """
        figure = _figure_then(evidence, rating)
        reasons = [*_reasons(indicator, target, rating), *members_changed]
        if has_break(evidence, figure.period, now):
            reasons.append("the series has a break")
        if len(reasons) > 1:
            reasons = [f"{', '.join(reasons[:-1])} and {reasons[-1]}"]
        changed = reasons[0] if reasons else None
        return cls(rating, figure, _revised_since(indicator, evidence, rating), changed)

    def phrases(self, indicator: Indicator, evidence: Evidence, present: Decimal | None) -> Mapping[str, str]:
        """What the sentences of movement say about it, beside a present value."""
        value, rating, at = self.figure.value, self.rating, self.figure.period
        text = ""
        if value is not None:
            text = _value_text(value, rating.unit or indicator.unit, indicator, evidence, present)
            text += f" for {at}" if at and at.end != rating.period.end else ""
            if self.revised is not None:
                places = places_to_tell_apart(value, self.revised, indicator.decimals)
                text += f", since revised to {number_text(self.revised, places)}"
        return {
            "previous_status": rating.status.capitalize(),
            "previous_period": str(rating.period),
            "previous_figure": f" ({text})" if text else "",
            "changed": self.changed or "",
        }


def _value_text(value: Decimal, unit: str, indicator: Indicator, evidence: Evidence, present: Decimal | None) -> str:
    """A value told apart from the present one where the two differ; with its unit where that is another."""
    if unit != indicator.unit:
        return figure_text(value, unit, evidence.units, indicator.decimals)
    places = indicator.decimals if present is None else places_to_tell_apart(value, present, indicator.decimals)
    return number_text(value, places)


def _figure_then(evidence: Evidence, before: PublishedRating) -> Figure:
    """The figure that a rating rested on: as it was printed, or the latest there was by then."""
    if before.value is not None:
        return Figure(before.value, period=before.period)
    latest = evidence.series.latest(before.period)
    return evidence.own(latest) if latest else Figure()


def _revised_since(indicator: Indicator, evidence: Evidence, before: PublishedRating) -> Decimal | None:
    """What the figure of a published rating has become, where it differs at the places that were published."""
    if before.value is None or before.updated is False or (before.unit or indicator.unit) != indicator.unit:
        return None
    latest = evidence.series.latest(before.period)
    now = evidence.own(latest).value if latest else None
    exponent = before.value.as_tuple().exponent
    places = max(-exponent, 0) if isinstance(exponent, int) else 0
    return None if now is None or rounded(now, places) == before.value else now


def has_break(evidence: Evidence, after: Period | None, until: Period) -> bool:
    """Whether the indicator's own series has a break after one period and no later than another."""
    if after is None:
        return False
    series, computed = evidence.series, evidence.computed
    if computed is not None and not computed.is_comparable(after, until):
        return True
    return any(series[period].breaks for period in series.between(after, until))


def _reasons(indicator: Indicator, target: TargetType | None, before: PublishedRating) -> Iterator[str]:
    if before.definition not in indicator.continues:
        if before.definition and before.definition != indicator.edition:
            yield f"the definition changed from '{before.definition}' to '{indicator.edition}'"
        if before.unit and before.unit != indicator.unit:
            yield f"the unit changed from '{before.unit}' to '{indicator.unit}'"
        if before.polarity and before.polarity is not indicator.polarity:
            yield f"the polarity changed from '{before.polarity}' to '{indicator.polarity}'"
        if target is not None and not target.continuous and not _asked_the_same(indicator, target, before):
            yield "the target changed"
    if before.rules_edition and before.rules_edition != RULES_EDITION:
        yield f"the edition of the rules changed from '{before.rules_edition}' to '{RULES_EDITION}'"


def _asked_the_same(indicator: Indicator, target: TargetType, before: PublishedRating) -> bool:
    """Whether the rating before was given under the same target, as it was kept or else as it is defined by now."""
    if before.target == target.text:
        return True
    then = target_of_text(before.target) if before.target else indicator.target_for(before.period)
    return then is not None and target.asks_the_same_as(then)
