"""Why a rating is what it is, in a sentence that a councillor reads."""

from __future__ import annotations

from scorecard_core.assessed import Assessment

__all__ = ["reason_of"]


def reason_of(assessment: Assessment) -> str:
    """The sentence: what was compared with what, the colour, and where it moved from; an override in front of it."""
    own = _sentence(assessment)
    moved = assessment.wording(assessment.movement).fill(assessment.movement.says)
    validity = assessment.validity
    said = assessment.wording(validity).fill(validity.says) if validity else ""
    travel = assessment.wording(assessment.travel).fill(assessment.travel.says)
    both = f"{moved}; {travel}" if _has_earlier_value(assessment) and not assessment.taken_over else moved
    status = assessment.status.capitalize()
    if assessment.overridden:
        return f"{status}: {said}. The engine's own answer is {own}. {both}."
    aside = f" {said}." if said else ""
    if assessment.taken_over:
        source = assessment.taken_over.source or "a published report"
        return f"{status}, taken over from {source}. The engine's own answer is {own}. {both}.{aside}"
    return f"{_opened(own)}: {status}. {both}.{aside}"


def _sentence(assessment: Assessment) -> str:
    """Why the engine says what it says, without the colour at the end."""
    answered = assessment.last_word
    sentence = assessment.wording(answered).fill(answered.says)
    if not assessment.taken_over and not assessment.overridden:
        return sentence
    return f"{assessment.engine_status}: {sentence}"


def _opened(sentence: str) -> str:
    return sentence[0].upper() + sentence[1:]


def _has_earlier_value(assessment: Assessment) -> bool:
    return assessment.travel.facts["value"] is not None and assessment.travel.facts["travel_base"] is not None
