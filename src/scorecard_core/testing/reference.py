"""A second opinion: what each target type means, in plain fractions.

Written from the description of the target types and from nothing else. There are no decision lists here, no decimals
and no folded limits: where the engine multiplies a ratio out, this divides. It reads the words of a definition and the
facts of one case; where it and the engine disagree, one of them is wrong.

A *shortfall* is how far a value falls short of the number to beat. None or less is green, up to the tolerance is amber,
more is red; a value exactly on either limit falls on the side that the definition states.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from scorecard_core.distances import Distance
from scorecard_core.indicators import Indicator
from scorecard_core.periods import Period
from scorecard_core.targets import (
    AllOf,
    AnyOf,
    Bands,
    Composition,
    Gap,
    Improvement,
    InComparison,
    Judged,
    NoTarget,
    Range,
    Share,
    Threshold,
    Weighted,
)
from scorecard_core.terms import GreyPolicy, JudgedFigure, Polarity, Rag, Tie

__all__ = ["colour", "limits", "profile_target", "together"]

Facts = Mapping[str, Decimal | str]


def colour(indicator: Indicator, period: Period, facts: Facts) -> Rag:
    """The status that a definition gives the facts of one case; every fact that it needs is there."""
    target: Any = indicator.target_for(period)
    known = _numbers(indicator, target, period, facts)
    match target:
        case None | NoTarget():
            return Rag.GREY
        case Judged():
            return _graded(target, str(facts["grade"]))
        case Bands():
            return _band(target, indicator.polarity, known["value"])
        case Composition():
            alone = ((_alone(indicator, member.target), member.weight) for member in target.members_in(period))
            return together(target, [(colour(one, period, facts), Fraction(weight)) for one, weight in alone])
        case Share() if known["comparator"] <= 0 or known["base_comparator"] <= 0:
            return Rag.GREY
    short, allowed = _shortfall(target, indicator.polarity, known)
    on_limit_counts = target.tie is Tie.BETTER and not getattr(target, "strict", False)
    if short < 0 or (short == 0 and on_limit_counts):
        return Rag.GREEN
    if short < allowed or (short == allowed and on_limit_counts):
        return Rag.AMBER
    return Rag.RED


def limits(indicator: Indicator, period: Period, facts: Facts) -> tuple[Fraction, ...]:
    """The values at which the status may change, for the other facts of a case; the first is where green ends."""
    target: Any = indicator.target_for(period)
    if isinstance(target, Composition):
        each = (limits(_alone(indicator, member.target), period, facts) for member in target.members_in(period))
        return tuple(limit for found in each for limit in found)
    known = _numbers(indicator, target, period, facts)
    return tuple(_limits(target, indicator.polarity, known))


def together(target: Composition, members: Sequence[tuple[Rag, Fraction]]) -> Rag:
    """What members of these colours and weights come to, each of them looked at in turn."""
    is_weighted = isinstance(target, Weighted)
    counting = [one for one in members if one[1] > 0] if is_weighted else list(members)
    rated = [one for one in counting if one[0] is not Rag.GREY]
    if not rated or (target.grey is GreyPolicy.PROPAGATE and len(rated) < len(counting)):
        return Rag.GREY
    if target.grey is GreyPolicy.WORST:
        rated = [(Rag.RED if one is Rag.GREY else one, weight) for one, weight in counting]
    if isinstance(target, Weighted):
        points = {colour: Fraction(getattr(target.points, colour.value)) for colour in (Rag.GREEN, Rag.AMBER, Rag.RED)}
        mean = sum(points[one] * weight for one, weight in rated) / sum(weight for _, weight in rated)
        if mean >= Fraction(target.green_from):
            return Rag.GREEN
        return Rag.AMBER if mean >= Fraction(target.amber_from) else Rag.RED
    from_the_best = [one for wanted in (Rag.GREEN, Rag.AMBER, Rag.RED) for one, _ in rated if one is wanted]
    if not isinstance(target, AllOf | AnyOf):
        return from_the_best[-1]
    needed = target.at_least or len(from_the_best)
    if needed > len(from_the_best):
        return Rag.GREY
    deciding = from_the_best[needed - 1]
    saved = target.amber_from is not None and from_the_best.count(Rag.GREEN) >= target.amber_from
    return Rag.AMBER if deciding is Rag.RED and saved else deciding


def _alone(indicator: Indicator, target: Any) -> Indicator:
    """The same indicator with one target."""
    return indicator.model_copy(update={"target": (target,)})


def profile_target(target: Threshold, period: Period) -> Decimal | None:
    """The number to beat that a definition states for a period: that of the shortest stated span around it."""
    if target.values is None:
        return target.value
    around = [known for known in target.values if known.start <= period.start and period.end <= known.end]
    return target.values[min(around, key=lambda known: known.end - known.start)] if around else None


def _numbers(indicator: Indicator, target: Any, period: Period, facts: Facts) -> dict[str, Fraction]:
    """The facts as fractions; as they are printed, where the definition judges what is printed."""
    found = {name: Fraction(value) for name, value in facts.items() if isinstance(value, Decimal)}
    if indicator.judged is JudgedFigure.PUBLISHED:
        found = {name: _printed(value, indicator.decimals) for name, value in found.items()}
    stated = profile_target(target, period) if isinstance(target, Threshold) else None
    return found if stated is None else {**found, "reference": Fraction(stated)}


def _printed(value: Fraction, places: int) -> Fraction:
    halves = int(abs(value) * 10**places * 2)
    return Fraction((halves + 1) // 2, 10**places) * (-1 if value < 0 else 1)


def _better(polarity: Polarity) -> int:
    return 1 if polarity is Polarity.HIGH_IS_GOOD else -1


def _width(distance: Distance | None, reference: Fraction) -> Fraction:
    """The widest of what a distance states."""
    if distance is None:
        return Fraction(0)
    of_reference = abs(reference) * Fraction(distance.percent or 0) / 100
    return max(of_reference, Fraction(distance.amount or 0), Fraction(distance.points or 0))


def _shortfall(target: Any, polarity: Polarity, known: Mapping[str, Fraction]) -> tuple[Fraction, Fraction]:
    """How far short of green the value is, and how far short it may be."""
    value, better = known["value"], _better(polarity)
    match target:
        case Range():
            below, above = Fraction(target.low) - value, value - Fraction(target.high)
            edge = target.low if below >= above else target.high
            return max(below, above), _width(target.tolerance, Fraction(edge))
        case Gap():
            now, then = value - known["comparator"], known["base_value"] - known["base_comparator"]
            return better * (then - now), _width(target.tolerance, Fraction(0))
        case Share():
            now = 100 * value / known["comparator"]
            then = 100 * known["base_value"] / known["base_comparator"]
            return better * (then - now), _width(target.tolerance, Fraction(0))
        case Threshold() if target.amber_limit is not None:
            reference = known["reference"]
            return better * (reference - value), better * (reference - Fraction(target.amber_limit))
        case Threshold() | InComparison():
            return better * (known["reference"] - value), _width(target.tolerance, known["reference"])
        case Improvement():
            asked = known["reference"] + better * _width(target.by, known["reference"])
            return better * (asked - value), _width(target.tolerance, known["reference"])
    raise TypeError(f"no reference for a target of the type '{target.type}'")


def _limits(target: Any, polarity: Polarity, known: Mapping[str, Fraction]) -> Iterator[Fraction]:
    better = _better(polarity)
    match target:
        case None | NoTarget() | Judged():
            return
        case Bands():
            yield from (Fraction(band.to) for band in target.bands if band.to is not None)
        case Range():
            for edge, outwards in ((Fraction(target.low), -1), (Fraction(target.high), 1)):
                yield from (edge, edge + outwards * _width(target.tolerance, edge))
        case Share():
            total = known["comparator"]
            if total <= 0 or known["base_comparator"] <= 0:
                return
            same = total * known["base_value"] / known["base_comparator"]
            yield from (same, same - better * total * _width(target.tolerance, Fraction(0)) / 100)
        case _:
            short, allowed = _shortfall(target, polarity, {**known, "value": Fraction(0)})
            yield from (better * short, better * (short - allowed))


def _band(target: Bands, polarity: Polarity, value: Fraction) -> Rag:
    for band in target.bands:
        margin = Fraction(0) if band.to is None else _better(polarity) * (value - Fraction(band.to))
        if band.to is None or margin > 0 or (margin == 0 and target.tie is Tie.BETTER):
            return band.colour
    return Rag.GREY


def _graded(target: Judged, said: str) -> Rag:
    """Without regard to capitals and spaces; a grade that is not known has no colour."""
    words = " ".join(said.lower().split())
    return next((one for grade, one in target.grades.items() if " ".join(grade.lower().split()) == words), Rag.GREY)
