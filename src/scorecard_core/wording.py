"""Facts in words: the figures, periods and names that the sentences of rules are made of.

A rule's sentences name phrases in braces; :class:`Wording` knows every phrase there is and works out only those that
are asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from scorecard_core.bases import BaseKind
from scorecard_core.comparators import Comparator
from scorecard_core.evidence import Figure
from scorecard_core.exact import EXACT, divided, last_place, rounded
from scorecard_core.indicators import Indicator
from scorecard_core.periods import Period
from scorecard_core.rules import DecisionList, Facts, FactValue, Shows, parsed
from scorecard_core.tallies import MemberWords
from scorecard_core.targets import TargetType
from scorecard_core.terms import Flag, Frequency, GreyReason, Polarity, Rag
from scorecard_core.units import Units

__all__ = ["PHRASES", "Wording", "figure_text", "number_text", "places_to_tell_apart"]

_FINEST = 60
_TOLD = (Flag.PROVISIONAL, Flag.REVISED, Flag.ESTIMATED)
PROGRESS_PLACES = 1
"""Decimals to which a part of a way is rounded, half up, where a sentence prints it."""

SHARE_PLACES = 3
"""Decimals to which a share is rounded, half up, where a sentence prints it; the rule itself never divides."""

MEAN_PLACES = 30
"""Decimals to which a weighted mean is worked out, half up, before a sentence prints as many as tell it apart."""


def number_text(value: Decimal, places: int, fraction_places: int = 0) -> str:
    """A number as it is printed: rounded half up to at most ``places``, thousands separated, no idle zeros.

    Args:
        fraction_places: decimals that a fraction is never printed without, as pence are.
    """
    places = max(places, fraction_places) if places else 0
    whole, _, fraction = f"{rounded(value, places):,f}".partition(".")
    fraction = fraction.rstrip("0")
    return f"{whole}.{fraction.ljust(fraction_places, '0')}" if fraction else whole


def places_to_tell_apart(first: Decimal, second: Decimal, places: int) -> int:
    """The least number of decimals, not below ``places``, at which two different numbers do not print alike."""
    difference = EXACT.subtract(first, second).copy_abs()
    # Numbers that are a whole last place apart never print alike; that settles nearly every case without rounding.
    if difference == 0 or difference >= last_place(places):
        return places
    return next((at for at in range(places, _FINEST) if rounded(first, at) != rounded(second, at)), _FINEST)


def figure_text(value: Decimal, unit: str, units: Units, places: int) -> str:
    """A figure with its unit: "66.3 per 10,000", "£1,250", "46%"."""
    known = units.get(unit)
    text = number_text(value, places, known.fraction_places if known else 0)
    size = text.removeprefix("-")
    shown = known.show(size) if known else f"{size} {unit}"
    return f"-{shown}" if size != text and size != "0" else shown


# Not frozen, since every rating needs several of them, and to set a frozen attribute takes three times as long.
@dataclass(eq=False, kw_only=True)
class Wording:
    """The phrases for one rating; a name that is no phrase is a fact, or an intermediate result, of the rule.

    Attributes:
        figures: where the facts were found, by name of the fact.
        rule: the list whose sentences are filled in, for its derived limits.
        answer: the answer that is being explained.
        context: phrases that the caller knows, such as those about the previous rating.
    """

    indicator: Indicator
    target: TargetType | None
    facts: Facts
    figures: Mapping[str, Figure]
    units: Units
    comparators: Mapping[str, Comparator]
    period: Period
    rule: DecisionList | None = None
    answer: StrEnum | None = None
    context: Mapping[str, str] | None = None
    _kept_results: Mapping[str, FactValue] | None = field(default=None, init=False)
    _kept_places: int | None = field(default=None, init=False)

    def about(self, rule: DecisionList, facts: Facts, answer: StrEnum | None) -> Wording:
        """The phrases of the same rating for the sentences of another list."""
        return Wording(
            indicator=self.indicator,
            target=self.target,
            facts=facts,
            figures=self.figures,
            units=self.units,
            comparators=self.comparators,
            period=self.period,
            rule=rule,
            answer=answer,
            context=self.context,
        )

    def __getitem__(self, name: str) -> str:
        return _phrase(name)(self)

    def _known(self, name: str) -> str:
        """What the caller knows or, where that is nothing, a fact or an intermediate result as its ``shows`` says."""
        if self.context and name in self.context:
            return self.context[name]
        shows = self.rule.shows.get(name, Shows.FIGURE) if self.rule else Shows.FIGURE
        value = self.facts[name] if name in self.facts else self._results.get(name)
        if not isinstance(value, Decimal):
            return "no figure" if shows is Shows.FIGURE else str(value if value is not None else "none")
        match shows:
            case Shows.FIGURE:
                forecast = name == "value" and self.target is not None and "value" in self.target.sources
                return f"{'a forecast of ' if forecast else ''}{self.text(value)}{self._flagged(name)}"
            case Shows.DIFFERENCE:
                return self._difference(value, self.indicator.decimals)
            case Shows.PERCENT:
                return f"{number_text(EXACT.scaleb(value, 2), self.indicator.decimals)}%"
            case Shows.DATE:
                return f"{date.fromordinal(int(value)):%d/%m/%Y}"
            case _:
                return number_text(value, _FINEST)

    def _flagged(self, name: str) -> str:
        """What a figure's publisher said about it, where a reader has to know."""
        found = self.figures.get(name)
        flag = found.observation.flag if found and found.observation else None
        return f" ({flag.value})" if flag in _TOLD else ""

    def _plain(self, value: Decimal) -> str:
        return figure_text(value, self.indicator.unit, self.units, _FINEST)

    @property
    def _natural_limits(self) -> str:
        """The natural limits of the indicator in words."""
        least, most = self.indicator.minimum, self.indicator.maximum
        if least is not None and most is not None:
            return f"from {self._plain(least)} to {self._plain(most)}"
        if least is not None:
            return f"at least {self._plain(least)}"
        return f"at most {self._plain(most)}" if most is not None else "none"

    def _difference(self, value: Decimal, places: int) -> str:
        unit = "percentage_point" if self.indicator.unit == "percent" else self.indicator.unit
        return figure_text(value, unit, self.units, places)

    def fill(self, sentence: str) -> str:
        """A sentence with its phrases filled in."""
        return "".join([words + phrase(self) if phrase else words for words, phrase in _parts_of(sentence)])

    def number(self, name: str) -> Decimal | None:
        """A fact, or an intermediate result of the rule, as a number."""
        value = self.facts.get(name)
        if value is None:
            value = self._results.get(name)
        return value if isinstance(value, Decimal) else None

    # Both are kept by hand: the lock of a cached property, up to Python 3.11, takes longer than what it keeps.
    @property
    def _results(self) -> Mapping[str, FactValue]:
        if self._kept_results is None:
            self._kept_results = self.rule.results(self.facts) if self.rule is not None else {}
        return self._kept_results

    @property
    def _places(self) -> int:
        if self._kept_places is None:
            self._kept_places = self._enough_to_tell_apart(self.indicator.decimals)
        return self._kept_places

    def text(self, value: Decimal | None) -> str:
        """A figure of the indicator, with as many places as it takes to tell it from what it was compared with."""
        if value is None:
            return "no figure"
        return figure_text(value, self.indicator.unit, self.units, self._places)

    def _enough_to_tell_apart(self, least: int) -> int:
        """Where a printed figure would look the same as one that it misses or beats, more places are printed."""
        if self.rule is None:
            return least
        # Numbers that are a whole last place apart never print alike; that settles nearly every case without rounding.
        apart = last_place(least)
        known = {**self._results, **self.facts}
        pairs = [(known.get(name), known.get(beside)) for name, beside in self.rule.told_apart]
        near = [
            (one, other)
            for one, other in pairs
            if isinstance(one, Decimal) and isinstance(other, Decimal) and one != other
            if EXACT.subtract(one, other).copy_abs() < apart
        ]
        if not near:
            return least
        return next((at for at in range(least, _FINEST) if self._are_told_apart(near, at)), _FINEST)

    def _are_told_apart(self, pairs: list[tuple[Decimal, Decimal]], places: int) -> bool:
        """Whether no two of some numbers print alike; 0.05 and 0.049 do with two places, and do not with one."""
        unit = self.units.get(self.indicator.unit)
        printed = max(places, unit.fraction_places if unit else 0) if places else 0
        return all(rounded(one, printed) != rounded(other, printed) for one, other in pairs)

    @property
    def _cuts(self) -> list[str]:
        return [name for name in self.facts if name.startswith("cut_")]

    def _the_reference(self) -> str:
        return self.fill(self.target.reference_words) if self.target else ""

    def _still_amber(self) -> str:
        return self.fill(self.target.amber_words) if self.target else ""

    def _nor_better(self) -> str:
        """Why a value is not amber that might have been by moving the right way."""
        if self.number("amber_base") is None:
            return "; there is no earlier figure that it could be better than"
        no_better = "it is worse" if self.facts.get("level_is_amber") else "nor is it better"
        return f"; {no_better} than {self['amber_base']} at {self['amber_base_period']}"

    def _limit(self) -> str:
        return _LIMITS.get(self.indicator.polarity, "target")

    def _and_polarity(self) -> str:
        return f", and {self.indicator.polarity.phrase}"

    def _side(self) -> str:
        return _above_or_below(self.number("value"), self.number("green_limit"), "exactly")

    def _inside(self) -> str:
        value, low, high = self.number("value"), self.number("low"), self.number("high")
        if value is None or low is None or high is None:
            return "beside"
        if value in (low, high):
            return "exactly on the edge of"
        return "inside" if low < value < high else "outside"

    def _reference_period(self) -> str:
        return self._period_of("reference")

    def _reference_owner(self) -> str:
        found = self.figures.get("reference")
        return found.owner if found and found.owner else "one of several"

    def _base_period(self) -> str:
        return self._period_of("base_value")

    def _amber_base_period(self) -> str:
        return self._period_of("amber_base")

    def _period_of(self, fact: str) -> str:
        found = self.figures.get(fact)
        return str(found.period) if found and found.period else "an earlier period"

    @property
    def _comparator_id(self) -> str:
        sources = self.target.sources.values() if self.target else ()
        return next((id for source in sources for id in sorted(source.comparators)), "")

    @property
    def _comparator(self) -> Comparator | None:
        return self.comparators.get(self._comparator_id)

    def _comparator_name(self) -> str:
        return self._comparator.name if self._comparator else f"the comparator '{self._comparator_id}'"

    def _comparator_possessive(self) -> str:
        return self._comparator.possessive if self._comparator else f"the comparator '{self._comparator_id}' with its"

    def _gap(self) -> str:
        return self._gap_between("value", "comparator")

    def _base_gap(self) -> str:
        return self._gap_between("base_value", "base_comparator")

    def _gap_between(self, ours: str, theirs: str) -> str:
        own, other = self.number(ours), self.number(theirs)
        if own is None or other is None or own == other:
            return "level with"
        difference = EXACT.abs(EXACT.subtract(own, other))
        places = places_to_tell_apart(difference, Decimal(0), self.indicator.decimals)
        size = self._difference(difference, max(places, self._gap_places))
        return f"{size} {'above' if own > other else 'below'}"

    @property
    def _gap_places(self) -> int:
        """Enough places for the two gaps not to print alike where they differ."""
        value, reference = self.number("value"), self.number("green_limit")
        if value is None or reference is None:
            return self.indicator.decimals
        return places_to_tell_apart(value, reference, self.indicator.decimals)

    def _share(self) -> str:
        return self._share_of("value", "comparator")

    def _base_share(self) -> str:
        return self._share_of("base_value", "base_comparator")

    def _share_of(self, ours: str, total: str) -> str:
        own, whole = self.number(ours), self.number(total)
        if own is None or not whole:
            return "unknown"
        return f"{number_text(divided(EXACT.scaleb(own, 2), whole, SHARE_PLACES), SHARE_PLACES)}%"

    def _progress(self) -> str:
        """How much of the way is made; a measured figure, for printing alone."""
        made, goal, start = self.number("value"), self.number("goal"), self.number("baseline")
        if made is None or goal is None or start is None or goal == start:
            return "an unknown part"
        part = EXACT.scaleb(EXACT.subtract(made, start), 2)
        return f"{number_text(divided(part, EXACT.subtract(goal, start), PROGRESS_PLACES), PROGRESS_PLACES)}%"

    def _progress_asked(self) -> str:
        return self._share_of_pace("green_share")

    def _progress_tolerated(self) -> str:
        return self._share_of_pace("amber_share")

    def _share_of_pace(self, share: str) -> str:
        part, gone, months = self.number(share), self.number("months_gone"), self.number("months_in_all")
        if part is None or gone is None or not months:
            return "none"
        asked = divided(EXACT.scaleb(EXACT.multiply(part, gone), 2), months, PROGRESS_PLACES)
        return f"{number_text(asked, PROGRESS_PLACES)}%"

    def _verdict(self) -> str:
        return self.target.verdict(self.answer) if self.target and self.answer is not None else ""

    def _cut(self) -> str:
        last = len(self._cuts)
        number = min(int(self.answer), last) if self.answer is not None and self.answer.isdigit() else last
        return self.text(self.number(f"cut_{number}"))

    def _judge(self) -> str:
        judgement = self.figures["value"].judgement
        return judgement.by if judgement and judgement.by else "The accountable officer"

    def _because(self) -> str:
        judgement = self.figures["value"].judgement
        return f" because {judgement.reason.rstrip('.')}" if judgement and judgement.reason else ""

    @property
    def _of_members(self) -> MemberWords:
        return MemberWords(self.facts, self.figures)

    def _the_members(self) -> str:
        return self._of_members.everyone()

    def _the_weights(self) -> str:
        return self._of_members.weights()

    def _green_members(self) -> str:
        return self._of_members.of(Rag.GREEN)

    def _amber_members(self) -> str:
        return self._of_members.of(Rag.AMBER)

    def _red_members(self) -> str:
        return self._of_members.of(Rag.RED)

    def _grey_members(self) -> str:
        return self._of_members.of(Rag.GREY)

    def _left_out(self) -> str:
        return self._of_members.left_out()

    def _asked(self) -> str:
        return self._of_members.asked()

    def _mean_points(self) -> str:
        score, weight = self.number("score"), self.number("weight")
        if score is None or not weight:
            return "unknown"
        mean = divided(score, weight, MEAN_PLACES)
        limits = [limit for name in ("green_from", "amber_from") if (limit := self.number(name)) is not None]
        return number_text(mean, max(places_to_tell_apart(mean, limit, SHARE_PLACES) for limit in limits))

    def _grey(self) -> str:
        reason = self.answer if isinstance(self.answer, GreyReason) else GreyReason.NO_DATA
        phrase = reason.phrase
        if reason is GreyReason.NO_COMPARATOR:
            phrase = f"there is no figure for {self._comparator_name()} to compare with"
            if self._comparator and any(one.missing is GreyReason.TOO_FEW_MEMBERS for one in self.figures.values()):
                phrase = f"fewer than {self._comparator.fewest} of {self._comparator.name} have a figure"
        elif reason is GreyReason.OUT_OF_RANGE and (given := self.figures["value"].impossible) is not None:
            phrase = f"the figure of {self._plain(given)} is beyond its natural limits, {self._natural_limits}"
        return f"it has no rating because {phrase}"

    def _own_period(self) -> str:
        return self._period_of("value") if self.figures.get("value") else str(self.period)

    def _not_updated(self) -> str:
        if self.target is not None and self.target.children:
            return "None of its members has a new figure"
        if self.figures["value"].missing is GreyReason.NO_DATA:
            return "The report says that there is no new figure"
        return f"There is no new figure: the one for {self._own_period()} is carried forward"

    def _held(self) -> str:
        same = self.number("value") == self.number("travel_base")
        return "stayed the same" if same else "stayed within the range that counts as steady"

    def _travel_since(self) -> str:
        base = self.indicator.travel.base
        if base.kind is BaseKind.PREVIOUS and self.indicator.frequency is not Frequency.IRREGULAR:
            return ""
        return (
            f" since {self._period_of('travel_base')}"
            if base.kind is not BaseKind.AVERAGE_OF_LAST
            else " against the average"
        )


_LIMITS = {Polarity.LOW_IS_GOOD: "ceiling", Polarity.HIGH_IS_GOOD: "floor"}


def _above_or_below(value: Decimal | None, limit: Decimal | None, level: str) -> str:
    if value is None or limit is None:
        return "beside"
    if value == limit:
        return level
    return "above" if value > limit else "below"


_Phrase = Callable[[Wording], str]

_WORKED_OUT: Mapping[str, _Phrase] = {
    name.removeprefix("_"): member
    for name, member in vars(Wording).items()
    if callable(member) and name.startswith("_") and not name.startswith("__") and member.__code__.co_argcount == 1
}


@lru_cache(maxsize=4096)
def _parts_of(sentence: str) -> tuple[tuple[str, _Phrase | None], ...]:
    """A sentence in parts: what stands before each phrase, and how that is worked out; None after the last one."""
    return tuple((words, _phrase(name) if name else None) for words, name in parsed(sentence))


def _phrase(name: str) -> _Phrase:
    return _WORKED_OUT.get(name) or (lambda wording: wording._known(name))


PHRASES = frozenset(_WORKED_OUT) | {
    "previous_status",
    "previous_period",
    "previous_figure",
    "changed",
    "officer",
    "override",
    "override_because",
    "override_until",
}
"""Every phrase that a sentence may name, beside the facts and results of its own rule."""
