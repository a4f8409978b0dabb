"""Targets that ask what chance, or a group, makes of a figure: significance and position."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from scorecard_core.comparators import Vintage
from scorecard_core.distances import Number
from scorecard_core.errors import refusal
from scorecard_core.references import Compared, Source
from scorecard_core.rules import DecisionList, FactValue
from scorecard_core.shapes import Position
from scorecard_core.significance import Difference, Limit, significance
from scorecard_core.standing import Cut, Group, Members, QuantilePlace, Rank, by_cuts, by_place, place_cut
from scorecard_core.statistics import QUANTILE_METHODS, Confidence, IntervalMethod
from scorecard_core.targets.base import ONE_WAY, TargetType
from scorecard_core.targets.levels import Band
from scorecard_core.terms import Polarity, Rag, Tie

__all__ = ["InPosition", "Significance"]

_POLARITIES = ONE_WAY | {Polarity.NO_JUDGEMENT}

_Level = Annotated[Confidence, BeforeValidator(str)]
"""A level of confidence, in per cent, which may be written as a number."""

_JUDGED: Mapping[Difference, Rag] = {
    Difference.BEST: Rag.GREEN,
    Difference.BETTER: Rag.GREEN,
    Difference.SIMILAR: Rag.AMBER,
    Difference.WORSE: Rag.RED,
    Difference.WORST: Rag.RED,
}


class Significance(TargetType):
    """Statistically better than, similar to or worse than a comparator or a goal.

    Attributes:
        comparator: the id of the comparator (``with`` in a definition).
        value: the goal, instead of a comparator.
        low, high: the edges of a goal that is a range, instead.
        vintage: the comparator's figure for the same period, or its latest one.
        within_months: how old the latest one may be.
        method: how the interval is worked out from numerator and denominator: ``wilson`` for proportions, ``byar`` for
            counts and rates. Without it, the interval is the one that came with the figure.
        confidence: the level of the interval, in per cent: 95 or 99.8.
        intervals: whose interval counts: the figure's ``own``, or ``both``, the comparator's too.
        touching: what an interval is that just touches: ``similar`` or ``different``.
        levels: 3, or 5 to tell what is different at 99.8 per cent from what is at 95.
        colours: the status of each verdict.
    """

    polarities: ClassVar = _POLARITIES

    type: Literal["significance"] = "significance"
    comparator: str | None = Field(default=None, alias="with")
    value: Number | None = None
    low: Number | None = None
    high: Number | None = None
    vintage: Vintage = Vintage.SAME_PERIOD
    within_months: int | None = Field(default=None, ge=0)
    method: IntervalMethod | None = None
    confidence: _Level = Confidence.P95
    intervals: Literal["own", "both"] = "own"
    touching: Literal["similar", "different"] = "similar"
    levels: Literal[3, 5] = 3
    colours: dict[Difference, Rag] = {}

    @property
    def rule(self) -> DecisionList:
        against: Literal["number", "range", "interval"] = "number"
        if self.low is not None:
            against = "range"
        elif self.intervals == "both":
            against = "interval"
        return significance(against=against, five=self.levels == 5)

    def _parameters(self) -> Mapping[str, FactValue]:
        stated: dict[str, FactValue] = {
            "touching_differs": self.touching == "different",
            "confidence": f"{self.confidence}%",
        }
        if self.value is not None:
            stated["reference"] = self.value
        if self.low is not None:
            stated |= {"reference_lower": self.low, "reference_upper": self.high}
        return stated

    def _sources(self) -> Mapping[str, Source]:
        found: dict[str, Source] = {}
        compared = None
        if self.comparator is not None:
            compared = found["reference"] = Compared(self.comparator, self.vintage, self.within_months)
        found |= self._limits("", None)
        if self.intervals == "both":
            found |= self._limits("reference_", compared)
        return found

    def _limits(self, whose: str, of: Compared | None) -> Mapping[str, Source]:
        levels = {"": self.confidence, **({"outer_": Confidence.P99_8} if self.levels == 5 else {})}
        return {
            f"{whose}{far}{side}": Limit(side, level, self.method, of)
            for far, level in levels.items()
            for side in ("lower", "upper")
        }

    @property
    def reference_words(self) -> str:
        if self.low is not None:
            return "the goal of {reference_lower} to {reference_upper}"
        if self.comparator is None:
            return "the goal of {reference}"
        theirs = ", {reference_lower} to {reference_upper}" if self.intervals == "both" else ""
        return f"{{comparator_possessive}} {{reference}} ({{reference_period}}{theirs})"

    def verdict(self, answer: StrEnum) -> str:
        return super().verdict(Difference.SIMILAR if answer is Difference.ALIKE else answer)

    def colour(self, answer: StrEnum) -> Rag:
        known = Difference(answer) if isinstance(answer, Difference) else None
        return {**_JUDGED, **self.colours}.get(known, Rag.GREY) if known else Rag.GREY

    @model_validator(mode="after")
    def _compares_with_one_thing(self) -> Significance:
        goals = (self.comparator, self.value, self.low if self.low is not None else self.high)
        if sum(given is not None for given in goals) != 1 or (self.low is None) != (self.high is None):
            raise refusal(
                "significance-incomplete",
                found="not exactly one thing to compare with",
                expected="one of with, value, or low and high",
            )
        if self.low is not None and self.high is not None and self.low > self.high:
            raise refusal("range-crossed", found=f"low {self.low} above high {self.high}", expected="low ≤ high")
        if self.within_months is not None and self.vintage is not Vintage.LATEST:
            raise refusal("vintage-contradictory", found="within_months", expected="it beside vintage = 'latest'")
        if self.intervals == "both" and self.comparator is None:
            raise refusal(
                "interval-of-a-goal", found="intervals = 'both' with a goal", expected="it beside a comparator"
            )
        if self.levels == 5 and (self.method is None or self.confidence is not Confidence.P95):
            raise refusal(
                "levels-without-method",
                found="five levels of an interval that came with the figure, or at another level than 95",
                expected="a method, so that the intervals at 95 and at 99.8 can be worked out",
            )
        return self

    def problems(self, polarity: Polarity, unit: str) -> Iterator[PydanticCustomError]:
        yield from super().problems(polarity, unit)
        judged = () if polarity is Polarity.NO_JUDGEMENT else tuple(_JUDGED)
        known = [verdict for verdict in judged if self.levels == 5 or verdict not in _EXTREMES]
        for verdict in self.colours:
            if verdict not in known:
                yield refusal(
                    "colour-of-no-verdict",
                    found=f"a colour for '{verdict}', which this target never says",
                    expected=f"colours for {', '.join(known)}" if known else "no colours, since nothing is judged",
                )


_EXTREMES = (Difference.BEST, Difference.WORST)


class InPosition(TargetType):
    """Where the area stands in a group: its quartile or another quantile, or its rank.

    Attributes:
        group: the id of the comparator whose areas it stands among; without it, every area that has a figure.
        leaving_out: areas that are no members of "every area", such as England as a whole.
        quantiles: how many parts the group is cut into.
        method: how the cuts are found: a type of quantile as R numbers them (4 to 9), or ``rank``.
        bands: the bands, the best first, with names and colours. With a ``to``, it is the last rank that still belongs.
        tie: the side on which a value exactly on a cut falls: ``better`` or ``worse``.
        fewest: how many areas must have a figure.
    """

    polarities: ClassVar = _POLARITIES

    type: Literal["position"] = "position"
    group: str | None = None
    leaving_out: tuple[str, ...] = ()
    quantiles: int | None = Field(default=None, ge=2, le=len(Position))
    method: int | Literal["rank"] = 7
    bands: tuple[Band, ...] = ()
    tie: Tie = Tie.BETTER
    fewest: int | None = Field(default=None, ge=1)

    @property
    def _by_rank(self) -> bool:
        """Whether the definition states the ranks at which the bands end."""
        return bool(self.bands) and self.bands[0].to is not None

    @property
    def _named(self) -> tuple[Band, ...]:
        """The bands, as stated or as they are by default."""
        return self.bands or _quantile_bands(self.quantiles or 4)

    @property
    def rule(self) -> DecisionList:
        count = len(self._named)
        if self._by_rank:
            return by_place(count, ranked=True)
        return by_place(count, ranked=False) if self.method == "rank" else by_cuts(count)

    def _parameters(self) -> Mapping[str, FactValue]:
        count = len(self._named)
        stated: dict[str, FactValue] = {"fewest": Decimal(self.fewest or (2 if self._by_rank else count))}
        if self._by_rank:
            return stated | {place_cut(at).name: band.to for at, band in enumerate(self.bands[:-1], start=1)}
        if self.method == "rank":
            return stated | {place_cut(at).name: Decimal(at) for at in range(1, count)}
        return stated | {"tie_is_better": self.tie is Tie.BETTER}

    def _sources(self) -> Mapping[str, Source]:
        group, count = Group(self.group or "", frozenset(self.leaving_out)), len(self._named)
        found: dict[str, Source] = {"members": Members(group), "rank": Rank(group)}
        if self._by_rank:
            return found
        if self.method == "rank":
            return found | {"place": QuantilePlace(group, count)}
        return found | {f"cut_{at}": Cut(group, at, count, int(self.method)) for at in range(1, count)}

    @property
    def reference_words(self) -> str:
        return "{comparator_name}" if self.group else "all areas with a figure"

    def verdict(self, answer: StrEnum) -> str:
        return self._named[int(answer) - 1].name if isinstance(answer, Position) else super().verdict(answer)

    def colour(self, answer: StrEnum) -> Rag:
        return self._named[int(answer) - 1].colour if isinstance(answer, Position) else Rag.GREY

    @model_validator(mode="after")
    def _cuts_the_group_in_one_way(self) -> InPosition:
        if self.method != "rank" and self.method not in QUANTILE_METHODS:
            raise refusal(
                "quantile-method-unknown",
                found=f"{self.method} is not a type of quantile",
                expected="4 to 9, or 'rank'",
            )
        if self.group and self.leaving_out:
            raise refusal(
                "position-contradictory",
                found="leaving_out beside a group, which has the areas it has",
                expected="it where every area with a figure is a member",
            )
        if self.bands:
            self._check_bands()
        return self

    def _check_bands(self) -> None:
        count = len(self.bands)
        if not 2 <= count <= len(Position):
            found = f"{count} band" + "s" * (count != 1)
            raise refusal("bands-count", found=found, expected=f"from 2 to {len(Position)}")
        if self.quantiles is not None and (self._by_rank or self.quantiles != count):
            raise refusal(
                "position-contradictory",
                found=f"quantiles = {self.quantiles} beside {'ranks' if self._by_rank else f'{count} bands'}",
                expected="a band for each quantile, or ranks alone",
            )
        ends = [band.to for band in self.bands]
        if not self._by_rank:
            stated = next((band for band in self.bands if band.to is not None), None)
            if stated is not None:
                raise refusal(
                    "band-without-end",
                    found=f"the band '{self.bands[0].name}' has no 'to'",
                    expected="how far it reaches",
                )
            return
        _check_ranks(ends)

    def problems(self, polarity: Polarity, unit: str) -> Iterator[PydanticCustomError]:
        yield from super().problems(polarity, unit)
        if polarity is Polarity.NO_JUDGEMENT and any(band.colour is not Rag.GREY for band in self._named):
            yield refusal(
                "colour-without-judgement",
                found="a colour for a place in a group where neither direction is better",
                expected="bands whose colour is 'grey'",
            )


def _check_ranks(ends: list[Decimal | None]) -> None:
    *stated, last = ends
    if last is not None:
        raise refusal(
            "bands-leave-a-gap", found=f"nothing takes what is worse than {last}", expected="a last band without 'to'"
        )
    for end in stated:
        if end is None or end < 1 or end != int(end):
            raise refusal("rank-unreadable", found=f"a band that reaches to {end}", expected="a whole rank from 1")
    for better, then in pairwise(stated):
        if better is not None and then is not None and then <= better:
            raise refusal(
                "bands-crossed",
                found=f"a band that reaches to rank {then} after one that reaches to {better}",
                expected="bands from the best to the worst",
            )


def _quantile_bands(count: int) -> tuple[Band, ...]:
    """Quartiles are A to D, other quantiles have numbers; the best is green, the worst red, and the rest uncoloured."""
    names = "ABCD" if count == 4 else [f"{number} of {count}" for number in range(1, count + 1)]
    colours = [Rag.GREEN, *[Rag.GREY] * (count - 2), Rag.RED]
    return tuple(Band(name=name, colour=colour) for name, colour in zip(names, colours, strict=True))
