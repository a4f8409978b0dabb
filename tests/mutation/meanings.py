"""What some lists mean, in plain Python, asked of the list itself and of every small case there is.

The laws rate whole cases, and no case brings each branch of these lists up: limits that are worked out end between two
decimals, so that none of them touches another; a trend takes five figures; an override comes from outside the engine;
and of the rules of a control chart there is a list for every choice of some.
So their facts are written down here, all the combinations of a few numbers on, above and below each other, and what
each of them means is said once more, without a list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import combinations, product
from typing import Any, Literal

from scorecard_core.movement import travel_rule
from scorecard_core.overrides import OVERRIDE, Validity
from scorecard_core.rules import DecisionList, missing
from scorecard_core.significance import Difference, significance
from scorecard_core.special_causes import (
    Assurance,
    ChartVerdict,
    SpecialCause,
    SpecialCauseRule,
    Variation,
    assurance,
    control_chart,
    special_cause,
    variation,
)
from scorecard_core.standing import by_cuts, by_place
from scorecard_core.terms import GreyReason, Polarity, Travel

__all__ = ["MEANINGS", "Meaning"]

Given = Mapping[str, Any]
Against = Literal["number", "range", "interval"]


@dataclass(frozen=True, eq=False)
class Meaning:
    """A list, the facts to ask it of, and the answer that each of them should have.

    Attributes:
        all_known: facts of which none is missing that the list needs; from these follow those of which one is.
    """

    rule: DecisionList
    all_known: tuple[Given, ...]
    answer: Callable[[Given], StrEnum]

    def cases(self) -> Iterator[tuple[Given, StrEnum]]:
        """Facts, each with its answer; where one is missing that the list needs, that is the answer."""
        for given in self.all_known:
            yield given, self.answer(given)
        guards = self.rule.branches[: len(self.rule.branches) - len(self.rule.stated)]
        for fact in self.rule.facts:
            guard = next((one for one in guards if one.when == missing(fact)), None)
            if guard is not None:
                yield {**self.all_known[0], fact.name: None}, guard.answer

    def first_wrong(self, rule: DecisionList) -> str:
        """The first case in which a list does not say what this one means; empty where there is none."""
        for given, wanted in self.cases():
            try:
                found = rule.branches[rule.decide(given)].answer
            except TypeError:
                return f"{dict(given)} cannot be decided"
            if found is not wanted:
                return f"{dict(given)} comes out {found}, not {wanted}"
        return ""


def _every(**choices: Any) -> Iterator[dict[str, Any]]:
    """Every combination; whole numbers become decimals."""
    for picked in product(*choices.values()):
        exact = (Decimal(one) if type(one) is int else one for one in picked)
        yield dict(zip(choices, exact, strict=True))


# Intervals.


def _sides(given: Given, own: str, other: tuple[str, str]) -> set[int]:
    """On which sides of another stretch of the line one lies by itself: +1 above, -1 below; on both, on neither."""
    gaps = {1: given[f"{own}lower"] - given[other[1]], -1: given[other[0]] - given[f"{own}upper"]}
    apart = {side for side, gap in gaps.items() if gap > 0 or (gap == 0 and given["touching_differs"])}
    return apart if len(apart) == 1 else set()


def _difference(against: Against, five: bool) -> Callable[[Given], StrEnum]:
    names = ("reference", "reference") if against == "number" else ("reference_lower", "reference_upper")
    outer = ("reference_outer_lower", "reference_outer_upper") if against == "interval" else names

    def answer(given: Given) -> StrEnum:
        sign = int(given["sign"])
        levels = [("outer_", outer, _FAR)] * five + [("", names, _NEAR)]
        for own, other, words in levels:
            for side in _sides(given, own, other):
                judged, plain = words
                return judged[side * sign] if sign else plain[side]
        return Difference.SIMILAR if sign else Difference.ALIKE

    return answer


_FAR = ({1: Difference.BEST, -1: Difference.WORST}, {1: Difference.HIGHEST, -1: Difference.LOWEST})
_NEAR = ({1: Difference.BETTER, -1: Difference.WORSE}, {1: Difference.HIGHER, -1: Difference.LOWER})


def _intervals(against: Against, five: bool) -> Iterator[Given]:
    """Stretches of a short line, the wider one around the narrower where there are two."""
    ends = [(low, high) for low in range(4) for high in range(low, 4)]
    known = {"value": (Decimal(1),), "sign": (-1, 0, 1), "touching_differs": (False, True)}
    theirs = ends if against != "number" else [(at, at) for at in range(4)]
    for (low, high), (their_low, their_high), wide in product(ends, theirs, _WIDER if five else [(0, 0)]):
        stretch = {
            "lower": (low,), "upper": (high,), "reference": (their_low,),
            "reference_lower": (their_low,), "reference_upper": (their_high,),
        }  # fmt: skip
        if five:
            theirs_wide = _WIDER if against == "interval" else [(0, 0)]
            stretch |= {"outer_lower": (low - wide[0],), "outer_upper": (high + wide[1],)}
            for below, above in theirs_wide:
                more = {"reference_outer_lower": (their_low - below,), "reference_outer_upper": (their_high + above,)}
                yield from _every(**known, **stretch, **more)
        else:
            yield from _every(**known, **stretch)


_WIDER = [(0, 0), (1, 0), (0, 1), (2, 2)]


# Places in a group.


def _first_band_reached(cuts: int) -> Callable[[Given], StrEnum]:
    def answer(given: Given) -> StrEnum:
        if given["members"] < given["fewest"]:
            return GreyReason.TOO_FEW_MEMBERS
        first = 1 if given["sign"] == 1 else -1  # where no direction is good, the lowest come first
        ahead = [(given["value"] - given[f"cut_{at}"]) * first for at in range(1, cuts)]
        missed = [margin < 0 or (margin == 0 and not given["tie_is_better"]) for margin in ahead]
        return _position(1 + (missed.index(False) if False in missed else len(missed)))

    return answer


def _position(number: int) -> StrEnum:
    return next(branch.answer for branch in by_cuts(5).branches if branch.answer == str(number))


def _cuts(count: int) -> Iterator[Given]:
    group = {"members": (4, 3), "fewest": (4,), "rank": (1,), "sign": (1, -1, 0), "tie_is_better": (True, False)}
    for given in _every(**group, value=range(-1, 8)):
        falling = given["sign"] == 1
        stated = {f"cut_{at}": Decimal(6 - 2 * at if falling else 2 * at) for at in range(1, count)}
        yield given | stated


def _by_place(count: int, fact: str) -> Meaning:
    def answer(given: Given) -> StrEnum:
        if given["members"] < given["fewest"]:
            return GreyReason.TOO_FEW_MEMBERS
        return _position(1 + sum(given[fact] > given[f"last_place_{at}"] for at in range(1, count)))

    ends = {f"last_place_{at}": (2 * at,) for at in range(1, count)}
    # The other of rank and place is another number, so that one taken for the other shows.
    beside = {"rank": (0,)} if fact == "place" else {}
    given = _every(**beside, **{fact: range(1, 2 * count + 2)}, members=(9, 8), fewest=(9,), **ends)
    return Meaning(by_place(count, ranked=fact == "rank"), tuple(given), answer)


# Charts, trends and overrides.


_CHOICES = [
    frozenset(some) for count in range(1, len(SpecialCauseRule) + 1) for some in combinations(SpecialCauseRule, count)
]


def _set_apart(rules: frozenset[SpecialCauseRule]) -> Callable[[Given], StrEnum]:
    def answer(given: Given) -> StrEnum:
        if given["points"] < given["points_needed"] or given["centre_line"] is None:
            return GreyReason.TOO_FEW_POINTS
        value, high = given["value"], given["value"] > given["centre_line"]
        found = {
            SpecialCauseRule.OUTSIDE: not given["lower_limit"] <= value <= given["upper_limit"],
            SpecialCauseRule.TREND: given["trend_length"] <= max(given["rising"], given["falling"]),
            SpecialCauseRule.CLOSE: given["close_count"] <= given["close"],
            SpecialCauseRule.RUN: given["run_length"] <= given["one_side"],
        }
        first = next((rule for rule in SpecialCauseRule if rule in rules and found[rule]), None)
        if first is None:
            return SpecialCause.NONE
        up = given["rising"] > given["falling"] if first is SpecialCauseRule.TREND else high
        return _CAUSES[first][0 if up else 1]

    return answer


_CAUSES = {
    SpecialCauseRule.OUTSIDE: (SpecialCause.ABOVE_UPPER_LIMIT, SpecialCause.BELOW_LOWER_LIMIT),
    SpecialCauseRule.TREND: (SpecialCause.RISING, SpecialCause.FALLING),
    SpecialCauseRule.CLOSE: (SpecialCause.CLOSE_TO_UPPER_LIMIT, SpecialCause.CLOSE_TO_LOWER_LIMIT),
    SpecialCauseRule.RUN: (SpecialCause.RUN_ABOVE, SpecialCause.RUN_BELOW),
}


def _points() -> Iterator[Given]:
    """Points on, inside and outside each line. One on the mean is on no side of it, and none both rises and falls."""
    asked = {"points_needed": (5,), "trend_length": (4,), "close_count": (2,), "run_length": (6,)}
    lines = {"lower_limit": (10,), "centre_line": (13,), "upper_limit": (16,)}
    yield from _every(value=(12,), points=(5,), **asked, **dict.fromkeys(lines, (None,)))
    for rising, falling in ((1, 1), (3, 1), (4, 1), (5, 1), (1, 3), (1, 4), (1, 5)):
        trend = {"rising": (rising,), "falling": (falling,)}
        for value in (12, 9, 10, 11, 13, 14, 15, 16, 17):
            beside = (
                {"close": (0,), "one_side": (0,)} if value == 13 else {"close": (0, 1, 2, 3), "one_side": (5, 6, 7)}
            )
            yield from _every(value=(value,), points=(5, 4, 8), **asked, **lines, **trend, **beside)


def _varies(given: Given) -> StrEnum:
    cause = given["special_cause"]
    if cause == SpecialCause.NONE:
        return Variation.COMMON_CAUSE
    up = cause in [high for high, _ in _CAUSES.values()]
    if not given["sign"]:
        return Variation.NEUTRAL_HIGH if up else Variation.NEUTRAL_LOW
    return Variation.IMPROVEMENT if up == (given["sign"] == 1) else Variation.CONCERN


def _assured(given: Given) -> StrEnum:
    """Of all that lies between the limits, how much meets the target?"""
    target, sign = given["reference"], given["sign"]
    counts = given["tie_is_better"]
    met = {((one - target) * sign > 0) or (one == target and counts) for one in _between(given)}
    return Assurance.HIT_OR_MISS if len(met) == 2 else Assurance.PASSING if True in met else Assurance.FAILING


def _between(given: Given) -> Iterator[Decimal]:
    at = given["lower_limit"]
    while at <= given["upper_limit"]:
        yield at
        at += Decimal("0.5")


def _limits() -> Iterator[Given]:
    asked = {"reference": range(4), "sign": (1, -1), "tie_is_better": (True, False)}
    for given in _every(lower_limit=range(4), upper_limit=range(4), **asked):
        if given["lower_limit"] <= given["upper_limit"]:
            yield given


def _by_trend(given: Given) -> StrEnum:
    if given["value"] is None or given["chi_squared"] is None or given["broken"]:
        return Travel.NOT_COMPARABLE
    if given["chi_squared"] <= given["critical"] or not given["holds"] or not given["gradient"]:
        return Travel.STEADY
    if not given["sign"]:
        return Travel.INCREASING if given["gradient"] > 0 else Travel.DECREASING
    return Travel.IMPROVING if given["gradient"] == given["sign"] else Travel.WORSENING


def _trends() -> Iterator[Given]:
    signs = {"gradient": (1, 0, -1), "sign": (1, 0, -1)}
    yes_or_no = {"broken": (False, True), "holds": (True, False)}
    return _every(value=(5, None), chi_squared=(9, 8, 10, None), critical=(9,), **signs, **yes_or_no)


def _valid(given: Given) -> StrEnum:
    if given["given_on"] is None:
        return Validity.UNDATED
    if given["known_by"] is not None and given["known_by"] < given["given_on"]:
        return Validity.NOT_YET_GIVEN
    if given["expires"] is not None and given["expires"] < given["today"]:
        return Validity.EXPIRED
    return Validity.COUNTS


def _days() -> Iterator[Given]:
    return _every(given_on=(2, 1, 3, None), known_by=(2, 1, 3, None), expires=(2, 1, 3, None), today=(2, 1, 3))


def _verdicts() -> Iterator[Given]:
    for first, second in product(Variation, Assurance):
        if f"{first}_{second}" in list(ChartVerdict):
            yield {"variation": first.value, "assurance": second.value}


_AGAINST: tuple[Against, ...] = ("number", "range", "interval")

MEANINGS: tuple[Meaning, ...] = (
    *(
        Meaning(significance(against=other, five=five), tuple(_intervals(other, five)), _difference(other, five))
        for other in _AGAINST
        for five in (False, True)
    ),
    *(Meaning(by_cuts(count), tuple(_cuts(count)), _first_band_reached(count)) for count in (2, 3, 4)),
    *(_by_place(count, fact) for count in (2, 3) for fact in ("rank", "place")),
    *(Meaning(special_cause(rules), tuple(_points()), _set_apart(rules)) for rules in _CHOICES),
    Meaning(variation(), tuple(_every(special_cause=[one.value for one in SpecialCause], sign=(1, -1, 0))), _varies),
    Meaning(
        control_chart(), tuple(_verdicts()), lambda given: ChartVerdict(f"{given['variation']}_{given['assurance']}")
    ),
    Meaning(assurance(has_target=True), tuple(_limits()), _assured),
    Meaning(travel_rule(Polarity.HIGH_IS_GOOD, has_range=False, by_trend=True), tuple(_trends()), _by_trend),
    Meaning(OVERRIDE, tuple(_days()), _valid),
)
