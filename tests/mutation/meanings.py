"""What some lists mean, in plain Python, asked of the list itself and of every small case there is.

The laws rate whole cases, and no case brings each branch of these lists up: limits that are worked out end between two
decimals, so that none of them touches another; a trend takes five figures; an override comes from outside the engine;
and of the rules of a control chart there is a list for every choice of some.
So their facts are written down here, all the combinations of a few numbers on, above and below each other, and what
each of them means is said once more, without a list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from enum import StrEnum
from itertools import product
from typing import Any, Literal

from scorecard_core.shapes import Verdict, against_reference, better_than_itself
from scorecard_core.significance import Difference, significance
from scorecard_core.standing import by_cuts, by_place
from scorecard_core.terms import GreyReason
from tests.mutation.meaning import Given, Meaning, every
from tests.mutation.meanings_of_charts import OF_CHARTS
from tests.mutation.meanings_of_stages import OF_STAGES

__all__ = ["MEANINGS"]

Against = Literal["number", "range", "interval"]


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
                yield from every(**known, **stretch, **more)
        else:
            yield from every(**known, **stretch)


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
    for given in every(**group, value=range(-3, 10)):
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
    given = every(**beside, **{fact: range(1, 2 * count + 2)}, members=(9, 8), fewest=(9,), **ends)
    return Meaning(by_place(count, ranked=fact == "rank"), tuple(given), answer)


# Numbers to beat, with amber for what moved the right way.


def _shortfall(given: Given) -> Decimal:
    sign, beyond = given["sign"], max(given["change_amount"], given["change_rate"] * abs(given["reference"]))
    short: Decimal = sign * (given["reference"] + sign * beyond - given["value"])
    return short


def _tells_of_a_tie(given: Given, says: str) -> bool:
    """A value on the number to beat is said to be there, unless what is told is that it moved."""
    return "does not count" not in says if _shortfall(given) else "count" in says or "but" in says


def _moving(given: Given) -> StrEnum:
    sign, short = given["sign"], _shortfall(given)
    allowed = max(given["tolerance_amount"], given["tolerance_rate"] * abs(given["reference"]))
    for limit, verdict in ((0, Verdict.MET), (allowed, Verdict.WITHIN_TOLERANCE)):
        if short < limit or (short == limit and given["tie_is_better"]):
            return verdict
    earlier = given["amber_base"]
    moved = None if earlier is None else sign * (given["value"] - earlier)
    held = moved == 0 and given["level_is_amber"]
    return Verdict.MISSED_BUT_BETTER if held or (moved is not None and moved > 0) else Verdict.MISSED


def _moved(changes: Sequence[int] = (0,), rates: Sequence[Any] = (0,)) -> Iterator[Given]:
    return every(
        value=range(-8, 9, 1),
        reference=(4, -4),
        sign=(1, -1),
        change_amount=changes,
        change_rate=rates,
        tolerance_amount=(1, 0, 3),
        tolerance_rate=(0, Decimal("0.5")),
        tie_is_better=(True, False),
        amber_base=(None, 2, -6),
        level_is_amber=(True, False),
    )


_AGAINST: tuple[Against, ...] = ("number", "range", "interval")

MEANINGS: tuple[Meaning, ...] = (
    *(
        Meaning(significance(against=other, five=five), tuple(_intervals(other, five)), _difference(other, five))
        for other in _AGAINST
        for five in (False, True)
    ),
    *(Meaning(by_cuts(count), tuple(_cuts(count)), _first_band_reached(count)) for count in (2, 3, 4, 5)),
    *(_by_place(count, fact) for count in (2, 3, 4, 5) for fact in ("rank", "place")),
    *(
        Meaning(against_reference(absent, amber_if=True), tuple(_moved()), _moving, _tells_of_a_tie)
        for absent in (GreyReason.NO_TARGET_FOR_PERIOD, GreyReason.NO_COMPARATOR, GreyReason.NO_BASE)
    ),
    Meaning(better_than_itself(amber_if=True), tuple(_moved((0, 1), (0, Decimal("0.25")))), _moving, _tells_of_a_tie),
    *OF_CHARTS,
    *OF_STAGES,
)
