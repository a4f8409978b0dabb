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
from itertools import pairwise
from typing import Any

from scorecard_core.distances import Distance
from scorecard_core.indicators import Indicator
from scorecard_core.periods import Period
from scorecard_core.targets import (
    AllOf,
    AnyOf,
    Band,
    Bands,
    Composition,
    Consecutive,
    ControlChart,
    Gap,
    Improvement,
    InComparison,
    InPosition,
    Judged,
    Milestone,
    NoTarget,
    Progress,
    Range,
    Share,
    Significance,
    Threshold,
    Trajectory,
    Weighted,
)
from scorecard_core.terms import GreyPolicy, JudgedFigure, Polarity, Rag, Tie, Travel
from scorecard_core.testing.charted import Reading, colour_of_chart, reading_of_chart, verdict_of_chart
from scorecard_core.testing.statistical_reference import standing, tested

__all__ = [
    "Facts",
    "chart_reading",
    "colour",
    "limits",
    "profile_target",
    "together",
    "travel",
    "travel_limits",
    "verdict",
]

Facts = Mapping[str, Decimal | str | tuple[Decimal, ...]]
"""The facts of a case by their names; `history` holds earlier figures, the oldest first."""


def colour(indicator: Indicator, period: Period, facts: Facts) -> Rag:
    """The status that a definition gives the facts of one case; every fact that it needs is there."""
    target: Any = indicator.target_for(period)
    known = _numbers(indicator, target, period, facts)
    match target:
        case None | NoTarget():
            return Rag.GREY
        case Judged():
            return _graded(target, str(facts["grade"]))[1]
        case Bands():
            return _band(target, indicator.polarity, known["value"]).colour
        case ControlChart():
            return colour_of_chart(target, chart_reading(indicator, period, facts))
        case Consecutive():
            return _in_a_row(target, _better(indicator.polarity), _figures(indicator, facts))
        case Significance():
            return tested(target, _better(indicator.polarity), known)
        case InPosition():
            return standing(target, _better(indicator.polarity), known)
        case Milestone():
            return _by_its_day(target, period, str(facts["grade"]), int(known["on"]))
        case Progress() if _better(indicator.polarity) * (Fraction(target.value) - known["baseline"]) <= 0:
            return Rag.GREY
        case Composition():
            alone = ((_alone(indicator, member.target), member.weight) for member in target.members_in(period))
            return together(target, [(colour(one, period, facts), Fraction(weight)) for one, weight in alone])
        case Share() if known["comparator"] <= 0 or known["base_comparator"] <= 0:
            return Rag.GREY
    short, allowed = _shortfall(target, indicator.polarity, period, known)
    on_limit_counts = target.tie is Tie.BETTER and not getattr(target, "strict", False)
    if short < 0 or (short == 0 and on_limit_counts):
        return Rag.GREEN
    if short < allowed or (short == allowed and on_limit_counts):
        return Rag.AMBER
    return Rag.RED


def verdict(indicator: Indicator, period: Period, facts: Facts) -> str:
    """The name of the band or grade that the facts fall in, or what a chart says; empty where a target has no names."""
    target: Any = indicator.target_for(period)
    match target:
        case Judged():
            return _graded(target, str(facts["grade"]))[0]
        case Bands():
            return _band(target, indicator.polarity, _numbers(indicator, target, period, facts)["value"]).name
        case ControlChart():
            return verdict_of_chart(chart_reading(indicator, period, facts))
    return ""


def chart_reading(indicator: Indicator, period: Period, facts: Facts) -> Reading | None:
    """What the control chart of one case says of its last point; None where it has too few."""
    target: Any = indicator.target_for(period)
    known = _numbers(indicator, target, period, facts)
    return reading_of_chart(target, indicator.polarity, _figures(indicator, facts), known.get("reference"))


def travel(indicator: Indicator, period: Period, value: Decimal, earlier: Decimal) -> Travel:
    """Which way the value went since an earlier one."""
    moved = _off(indicator, period, Fraction(earlier)) - _off(indicator, period, Fraction(value))
    steady = _width(indicator.travel.dead_band, Fraction(earlier))
    judged = indicator.polarity.sign or isinstance(indicator.target_for(period), Range)
    up, down = (Travel.IMPROVING, Travel.WORSENING) if judged else (Travel.INCREASING, Travel.DECREASING)
    return up if moved > steady else down if moved < -steady else Travel.STEADY


def travel_limits(indicator: Indicator, period: Period, earlier: Decimal) -> tuple[Fraction, ...]:
    """The values at which the direction of travel from an earlier one may change."""
    then, steady = Fraction(earlier), _width(indicator.travel.dead_band, Fraction(earlier))
    target: Any = indicator.target_for(period)
    if not isinstance(target, Range):
        return (then + steady, then - steady, then)
    off, low, high = _off(indicator, period, then), Fraction(target.low), Fraction(target.high)
    edges = [size for size in (off + steady, off - steady, off) if size >= 0]
    return tuple(limit for size in edges for limit in (low - size, high + size))


def _off(indicator: Indicator, period: Period, value: Fraction) -> Fraction:
    """How far a value is from where it should be; where nothing says where that is, the lower the further."""
    target: Any = indicator.target_for(period)
    if isinstance(target, Range):
        return max(Fraction(target.low) - value, value - Fraction(target.high), Fraction(0))
    return value if indicator.polarity is Polarity.LOW_IS_GOOD else -value


def limits(indicator: Indicator, period: Period, facts: Facts) -> tuple[Fraction, ...]:
    """The values at which the status may change, for the other facts of a case; the first is where green ends."""
    target: Any = indicator.target_for(period)
    if isinstance(target, Composition):
        each = (limits(_alone(indicator, member.target), period, facts) for member in target.members_in(period))
        return tuple(limit for found in each for limit in found)
    if isinstance(target, Consecutive):
        return tuple(_figures(indicator, {**facts, "value": ""})[-1:])
    known = _numbers(indicator, target, period, facts)
    return tuple(_limits(target, indicator.polarity, period, known))


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
    match target:
        case ControlChart() if target.value is not None:
            found["reference"] = Fraction(target.value)
        case Threshold() if (stated := profile_target(target, period)) is not None:
            found["reference"] = Fraction(stated)
        case Trajectory():
            found["reference"] = _on_the_line(target, period)
        case Progress() if isinstance(target.baseline, Decimal):
            found["baseline"] = Fraction(target.baseline)
    return found


def _figures(indicator: Indicator, facts: Facts) -> list[Fraction]:
    """The earlier figures and the one that is rated, the oldest first."""
    history = facts.get("history", ())
    earlier = history if isinstance(history, tuple) else ()
    figures = [Fraction(one) for one in (*earlier, facts["value"]) if isinstance(one, Decimal)]
    judged_as_printed = indicator.judged is JudgedFigure.PUBLISHED
    return [_printed(one, indicator.decimals) for one in figures] if judged_as_printed else figures


def _gone(target: Any, period: Period) -> Fraction:
    """The part of a target's time that is gone by the end of a period; all of it where time does not count."""
    if target.start is None:
        return Fraction(1)
    months, gone = (
        (end.year - target.start.end.year) * 12 + end.month - target.start.end.month
        for end in (target.end.end, period.end)
    )
    return min(Fraction(gone, months), Fraction(1))


def _on_the_line(target: Trajectory, period: Period) -> Fraction:
    """Where a trajectory is at the end of a period, rounded to its places."""
    first, last, gone = Fraction(target.baseline), Fraction(target.value), _gone(target, period)
    if gone == 1:
        return last
    if target.path == "linear":
        return _printed(first + (last - first) * gone, target.places)
    # A power with a part for its exponent is no fraction; whether it reaches a number is a question of whole powers.
    power = abs(first) ** (gone.denominator - gone.numerator) * abs(last) ** gone.numerator
    step = Fraction(1, 10**target.places)
    units = int(float(abs(first)) * float(last / first) ** float(gone) / float(step))
    while (units + Fraction(1, 2)) ** gone.denominator * step**gone.denominator <= power:
        units += 1
    while units > 0 and (units - Fraction(1, 2)) ** gone.denominator * step**gone.denominator > power:
        units -= 1
    return units * step * (1 if first > 0 else -1)


def _in_a_row(target: Consecutive, better: int, figures: Sequence[Fraction]) -> Rag:
    """The steps up to the last figure, looked at from the last one back."""
    if len(figures) < 2:
        return Rag.GREY
    steps = [better * (later - earlier) for earlier, later in pairwise(figures)][::-1]
    improvements = next((at for at, step in enumerate(steps) if step <= 0), len(steps))
    deteriorations = next((at for at, step in enumerate(steps) if step >= 0), len(steps))
    if improvements >= target.green_after:
        return Rag.GREEN
    return Rag.RED if deteriorations >= target.red_after else Rag.AMBER


def _by_its_day(target: Milestone, period: Period, said: str, on: int) -> Rag:
    """A milestone, seen on the last day of a period."""
    today, due = period.end.toordinal(), target.due.toordinal()
    if said.casefold() in ("done", "completed") and on <= today:
        return Rag.GREEN if on <= due else target.done_late
    if today > due:
        return Rag.RED
    if (said == "expected" and on > due) or today + target.warning_days >= due:
        return Rag.AMBER
    return Rag.GREY


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


def _shortfall(
    target: Any, polarity: Polarity, period: Period, known: Mapping[str, Fraction]
) -> tuple[Fraction, Fraction]:
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
        case Progress():
            start, gone = known["baseline"], _gone(target, period)
            made = (value - start) / (Fraction(target.value) - start)
            asked = Fraction(target.green) / 100 * gone
            tolerated = asked if target.amber is None else Fraction(target.amber) / 100 * gone
            return asked - made, asked - tolerated
        case Threshold() if target.amber_limit is not None:
            reference = known["reference"]
            return better * (reference - value), better * (reference - Fraction(target.amber_limit))
        case Threshold() | InComparison() | Trajectory():
            return better * (known["reference"] - value), _width(target.tolerance, known["reference"])
        case Improvement():
            asked = known["reference"] + better * _width(target.by, known["reference"])
            return better * (asked - value), _width(target.tolerance, known["reference"])
    raise TypeError(f"no reference for a target of the type '{target.type}'")


def _limits(target: Any, polarity: Polarity, period: Period, known: Mapping[str, Fraction]) -> Iterator[Fraction]:
    better = _better(polarity)
    match target:
        case None | NoTarget() | ControlChart() | Judged() | Milestone() | Significance() | InPosition():
            return
        case Progress():
            start, way = known["baseline"], Fraction(target.value) - known["baseline"]
            parts = (target.green, target.green if target.amber is None else target.amber)
            yield from (start + way * Fraction(part) / 100 * _gone(target, period) for part in parts)
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
            short, allowed = _shortfall(target, polarity, period, {**known, "value": Fraction(0)})
            yield from (better * short, better * (short - allowed))


def _band(target: Bands, polarity: Polarity, value: Fraction) -> Band:
    *ordered, last = target.bands
    for band in ordered:
        margin = _better(polarity) * (value - Fraction(band.to or 0))
        if margin > 0 or (margin == 0 and target.tie is Tie.BETTER):
            return band
    return last


def _graded(target: Judged, said: str) -> tuple[str, Rag]:
    """Without regard to capitals and spaces; a grade that is not known has no colour."""
    words = " ".join(said.lower().split())
    known = ((grade, one) for grade, one in target.grades.items() if " ".join(grade.lower().split()) == words)
    return next(known, ("", Rag.GREY))
