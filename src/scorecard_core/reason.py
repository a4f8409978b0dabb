"""Why a rating is what it is, in a sentence that a councillor reads."""

from __future__ import annotations

from scorecard_core.assessed import Answered, Assessment
from scorecard_core.wording import Wording

__all__ = ["reason_of"]


def reason_of(assessment: Assessment, wording: Wording) -> str:
    """The sentence: what was compared with what, the colour, and where it moved from; an override in front of it.

    Args:
        wording: the phrases for the last word.
    """
    own = _sentence(assessment, wording)
    moved = _said(assessment.movement, wording)
    said = _said(assessment.validity, wording) if assessment.validity else ""
    travels = _has_earlier_value(assessment) and not assessment.taken_over
    both = f"{moved}; {_said(assessment.travel, wording)}" if travels else moved
    status = assessment.status.capitalize()
    if assessment.overridden:
        return f"{status}: {said}. The engine's own answer is {own}. {both}."
    aside = f" {said}." if said else ""
    if assessment.taken_over:
        source = assessment.taken_over.source or "a published report"
        return f"{status}, taken over from {source}. The engine's own answer is {own}. {both}.{aside}"
    return f"{_opened(own)}: {status}. {both}.{aside}"


def _said(answered: Answered, wording: Wording) -> str:
    """The sentence of another stage than the last word."""
    return wording.about(answered.rule, answered.facts, answered.answer).fill(answered.says)


def _sentence(assessment: Assessment, wording: Wording) -> str:
    """Why the engine says what it says, without the colour at the end."""
    sentence = wording.fill(assessment.last_word.says)
    if not assessment.taken_over and not assessment.overridden:
        return sentence
    return f"{assessment.engine_status}: {sentence}"


def _opened(sentence: str) -> str:
    return sentence[0].upper() + sentence[1:]


def _has_earlier_value(assessment: Assessment) -> bool:
    return assessment.travel.facts["value"] is not None and assessment.travel.facts["travel_base"] is not None
