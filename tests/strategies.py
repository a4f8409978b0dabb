"""Cases for the rating rules: a definition, the figures it is rated on, and the colour that the reference gives them.

Every case is built, none is thrown away: a value is put on a limit, or one quantum to either side of it, and what a
definition would refuse (a per cent of zero with nothing beside it, bands out of order) is never drawn. The colour comes
from :mod:`scorecard_core.testing.reference`, which shares nothing with the rules.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate
from typing import Any, Literal, TypeAlias, TypeVar

from hypothesis import strategies as st

from scorecard_core import Indicator, Observation, Observations, Rag, Rating, parse_period, rate
from scorecard_core.testing.reference import colour, verdict

AREA, ENGLAND = "Worcestershire", "England"
MEASURE = "tests.case"
NOW, PREVIOUS, YEAR_BEFORE, BASELINE = "Q4 2016/17", "Q3 2016/17", "Q4 2015/16", "Q1 2012/13"
EARLIER = (BASELINE, "Q2 2014/15", YEAR_BEFORE, "Q1 2016/17", "Q2 2016/17", PREVIOUS)

QUANTUM = Fraction(1, 10**6)
FINE_QUANTUM = Fraction(1, 10**12)

# The unit of the definition, and the one in which the value was written.
SAME_UNIT = (("gbp", "gbp"), ("percent", "percent"))
OTHER_UNIT = (
    ("percent", "proportion"),
    ("proportion", "percent"),
    ("per_10000_children", "per_1000_children"),
    ("per_1000_children", "per_10000_children"),
    ("gbp", "thousand_gbp"),
    ("thousand_gbp", "gbp"),
)

# One of each unit, counted in the first unit of its family.
UNIT = {
    "percent": Fraction(1),
    "proportion": Fraction(100),
    "per_10000_children": Fraction(1),
    "per_1000_children": Fraction(10),
    "gbp": Fraction(1),
    "thousand_gbp": Fraction(1000),
}

NOTHING = Fraction(0)
Polarity: TypeAlias = Literal["high", "low"]
Tie: TypeAlias = Literal["better", "worse"]
Answer = TypeVar("Answer")
Draw = Callable[[st.SearchStrategy[Answer]], Answer]


def decimal(number: Fraction) -> Decimal:
    """The decimal that a fraction is, exactly, whatever the context; it must have one."""
    places = 0
    while (number * 10**places).denominator != 1:
        places += 1
        assert places < 100, f"{number} has no end as a decimal"
    return Decimal(f"{(number * 10**places).numerator}E-{places}")


def sign_of(polarity: Polarity) -> int:
    """Plus one where high is good, minus one where low is good."""
    return {"high": 1, "low": -1}[polarity]


@dataclass(frozen=True)
class Case:
    """What is defined, what was observed, and what must come out.

    Attributes:
        target: the target as a definition writes it.
        earlier: the area's own earlier figures, by period, in the unit of the definition.
        elsewhere: the comparator's figures, by period, in the unit of the definition.
        written_in: the unit of the value being rated; the only figure that crosses the border of units.
        known: what the value is compared with, by the names of the facts, where the figures say what that is.
    """

    target: Mapping[str, Any]
    polarity: str
    unit: str
    value: Fraction
    written_in: str
    known: Mapping[str, Fraction] = field(default_factory=dict)
    earlier: Mapping[str, Fraction] = field(default_factory=dict)
    elsewhere: Mapping[str, Fraction] = field(default_factory=dict)
    period: str = NOW

    @property
    def indicator(self) -> Indicator:
        """The definition."""
        return Indicator.model_validate(
            {
                "id": MEASURE,
                "title": "A case",
                "polarity": self.polarity,
                "unit": self.unit,
                "frequency": "quarter",
                "target": dict(self.target),
            }
        )

    @property
    def expected(self) -> str:
        """The colour that the reference gives it or, for bands, the name of the band."""
        indicator, period = self.indicator, parse_period(self.period)
        facts = {name: decimal(number) for name, number in {"value": self.value, **self.known}.items()}
        return verdict(indicator, period, facts) or colour(indicator, period, facts)

    @property
    def observations(self) -> Observations:
        """The figures."""
        return Observations(self._figures())

    def _figures(self) -> Iterator[Observation]:
        value = decimal(self.value * UNIT[self.unit] / UNIT[self.written_in])
        yield Observation(
            measure=MEASURE, area=AREA, period=parse_period(self.period), value=value, unit=self.written_in
        )
        for area, figures in ((AREA, self.earlier), (ENGLAND, self.elsewhere)):
            for period, figure in figures.items():
                yield Observation(measure=MEASURE, area=area, period=parse_period(period), value=decimal(figure))

    def rated(self) -> Rating:
        """What the engine says."""
        return rate(self.indicator, self.observations, parse_period(self.period), area=AREA)


def _in_polarity(polarity: Polarity) -> str:
    return f"{polarity}_is_good"


# Numbers: six decimals at most, from a millionth to a million million.


def numbers(largest: int = 10**12) -> st.SearchStrategy[Fraction]:
    """Numbers of either sign with up to six decimals, as likely small as large."""
    digits = len(str(largest)) + 5
    fine = st.integers(0, digits).flatmap(lambda size: st.integers(-(10**size), 10**size)).map(_millionths)
    plain = st.builds(Fraction, st.integers(-2000, 2000), st.sampled_from((1, 10, 100)))
    return fine | plain


def sizes(largest: int = 10**12, smallest: int = 0) -> st.SearchStrategy[Fraction]:
    """Numbers that are not negative, with up to six decimals; ``smallest`` is in millionths."""
    digits = len(str(largest)) + 5
    fine = st.integers(0, digits).flatmap(lambda size: st.integers(smallest, 10**size)).map(_millionths)
    plain = st.builds(Fraction, st.integers(1 if smallest else 0, 200), st.sampled_from((1, 10, 100)))
    return fine | plain


def _millionths(count: int) -> Fraction:
    return count * QUANTUM


polarities: st.SearchStrategy[Polarity] = st.sampled_from(("high", "low"))
ties: st.SearchStrategy[Tie] = st.sampled_from(("better", "worse"))
percents = sizes(100)


@dataclass(frozen=True)
class Width:
    """A tolerance or a least change: an amount, a per cent of the reference, both or neither."""

    amount: Fraction | None = None
    percent: Fraction | None = None

    def written(self, key: str, unit: str) -> dict[str, Any]:
        """The part of a definition that states it: an amount in per cent is written in points."""
        stated = {"points" if unit == "percent" else "amount": self.amount, "percent": self.percent}
        given = {name: decimal(width) for name, width in stated.items() if width is not None}
        return {key: given} if given else {}

    def around(self, number: Fraction) -> Fraction:
        """How wide it is where the reference is ``number``."""
        return max(self.amount or NOTHING, (self.percent or NOTHING) / 100 * abs(number))


@st.composite
def widths(draw: Draw[Any], stated: Sequence[Fraction], *, may_be_of_nothing: bool = True) -> Width:
    """A width beside some references; where both are given the two are often equal, or nearly.

    Args:
        may_be_of_nothing: whether a per cent may stand alone beside a reference of zero, as it may where the
            reference is only known from the figures.
    """
    kinds = ["neither", "amount", "percent", "both"]
    if not may_be_of_nothing and 0 in stated:
        kinds = ["neither", "amount", "both"]
    kind = draw(st.sampled_from(kinds))
    percent: Fraction | None = draw(percents) if kind in ("percent", "both") else None
    amount: Fraction | None = None
    if kind in ("amount", "both"):
        equal = [percent / 100 * abs(number) for number in stated if number] if percent else []
        nearly = st.sampled_from(equal).flatmap(_at_and_beside) if equal else st.nothing()
        amount = abs(draw(nearly | sizes(smallest=1)))
    return Width(amount, percent)


def _at_and_beside(limit: Fraction) -> st.SearchStrategy[Fraction]:
    beside = (limit + QUANTUM, limit - QUANTUM, limit + FINE_QUANTUM, limit - FINE_QUANTUM)
    return st.sampled_from((limit, *beside, limit, limit))


@st.composite
def values(draw: Draw[Any], limits: Sequence[Fraction], units: tuple[str, str]) -> Fraction:
    """A value on one of the limits, a quantum beside it or, one time in eight, anywhere.

    A value written in another unit has twelve decimals at most in that of the definition; where a limit is finer than
    that, the values to both sides of it are drawn.
    """
    unit, written_in = units
    if unit != written_in:
        limits = [limit // FINE_QUANTUM * FINE_QUANTUM for limit in limits]
    anywhere = draw(st.sampled_from((False,) * 7 + (True,)))
    value: Fraction = draw(numbers() if anywhere else st.sampled_from(list(limits)).flatmap(_at_and_beside))
    return value


any_unit = st.sampled_from(SAME_UNIT * 2 + OTHER_UNIT)


# One strategy for each type of target.


@st.composite
def thresholds(draw: Draw[Any]) -> Case:
    """A single target, with a tolerance or a floor below which it is red."""
    unit, written_in = draw(any_unit)
    polarity, tie, target = draw(polarities), draw(ties), draw(numbers())
    tolerance: Width = draw(widths([target], may_be_of_nothing=False))
    written = tolerance.written("tolerance", unit)
    if draw(st.booleans()) and tolerance.percent is None and tolerance.amount is not None:
        written = {"amber_limit": decimal(target - sign_of(polarity) * tolerance.amount)}
    allowed = sign_of(polarity) * tolerance.around(target)
    value = draw(values([target, target - allowed, target + allowed], (unit, written_in)))
    return Case(
        target={"type": "threshold", "value": decimal(target), "tie": tie, **written},
        polarity=_in_polarity(polarity),
        unit=unit,
        value=value,
        written_in=written_in,
    )


@st.composite
def profiled_thresholds(draw: Draw[Any]) -> Case:
    """A target for each quarter, or one for the year and another for a single quarter of it."""
    unit, written_in = draw(any_unit)
    polarity, tie = draw(polarities), draw(ties)
    labels = draw(
        st.sampled_from(
            (
                ("Q1 2016/17", "Q2 2016/17", "Q3 2016/17", "Q4 2016/17"),
                ("2016/17", "Q2 2016/17"),
                ("2015/16", "2016/17"),
                ("Q4 2016/17", "2016/17", "Q4 2015/16"),
            )
        )
    )
    points = {label: draw(numbers()) for label in labels}
    quarter = draw(st.sampled_from(("Q2 2016/17", "Q4 2016/17")))
    target = points.get(quarter, points.get("2016/17"))
    assert target is not None
    tolerance: Width = draw(widths([target, *points.values()], may_be_of_nothing=False))
    allowed = sign_of(polarity) * tolerance.around(target)
    value = draw(values([target, target - allowed, target + allowed], (unit, written_in)))
    return Case(
        target={
            "type": "threshold",
            "values": {label: decimal(point) for label, point in points.items()},
            "tie": tie,
            **tolerance.written("tolerance", unit),
        },
        polarity=_in_polarity(polarity),
        unit=unit,
        value=value,
        written_in=written_in,
        period=quarter,
    )


@st.composite
def ranges(draw: Draw[Any]) -> Case:
    """A band with two edges, which may be one and the same."""
    unit, written_in = draw(any_unit)
    tie, low, width = draw(ties), draw(numbers()), draw(sizes())
    high = low + width
    tolerance: Width = draw(widths([low, high], may_be_of_nothing=False))
    # Beside the four limits, those that a tolerance measured at the wrong edge would have.
    limits = [low, high, low - tolerance.around(low), high + tolerance.around(high)]
    mistaken = [low - tolerance.around(high), high + tolerance.around(low)]
    value = draw(values([*limits, *mistaken], (unit, written_in)))
    return Case(
        target={
            "type": "range",
            "low": decimal(low),
            "high": decimal(high),
            "tie": tie,
            **tolerance.written("tolerance", unit),
        },
        polarity="plan_is_best",
        unit=unit,
        value=value,
        written_in=written_in,
    )


@st.composite
def improvements(draw: Draw[Any]) -> Case:
    """Better than one of several earlier values, with or without a least change."""
    unit, written_in = draw(any_unit)
    polarity, tie = draw(polarities), draw(ties)
    earlier = {period: draw(numbers()) for period in EARLIER}
    bases: dict[str, tuple[Any, Fraction]] = {
        "previous": ("previous", earlier[PREVIOUS]),
        "a year before": ("same_period_last_year", earlier[YEAR_BEFORE]),
        "baseline": ({"baseline": BASELINE}, earlier[BASELINE]),
        "best": ("best_ever", (max if polarity == "high" else min)(earlier.values())),
    }
    on, base = bases[draw(st.sampled_from(sorted(bases)))]
    by: Width = draw(widths([base]))
    tolerance: Width = draw(widths([base]))
    sign = sign_of(polarity)
    asked = base + sign * by.around(base)
    limits = [base, asked, asked - sign * tolerance.around(base), base - sign * tolerance.around(base)]
    value = draw(values(limits, (unit, written_in)))
    return Case(
        target={
            "type": "improvement",
            "on": on,
            "tie": tie,
            **by.written("by", unit),
            **tolerance.written("tolerance", unit),
        },
        polarity=_in_polarity(polarity),
        unit=unit,
        value=value,
        written_in=written_in,
        earlier=earlier,
        known={"reference": base},
    )


@st.composite
def comparisons(draw: Draw[Any]) -> Case:
    """In line with England, or strictly better."""
    unit, written_in = draw(any_unit)
    polarity, strict, england = draw(polarities), draw(st.booleans()), draw(numbers())
    tolerance: Width = draw(widths([england]))
    allowed = sign_of(polarity) * tolerance.around(england)
    value = draw(values([england, england - allowed, england + allowed], (unit, written_in)))
    return Case(
        target={"type": "comparator", "with": "england", "strict": strict, **tolerance.written("tolerance", unit)},
        polarity=_in_polarity(polarity),
        unit=unit,
        value=value,
        written_in=written_in,
        elsewhere={NOW: england, PREVIOUS: draw(numbers())},
        known={"reference": england},
    )


_ONE_PERIOD: Mapping[str, Any] = {
    PREVIOUS: "previous",
    YEAR_BEFORE: "same_period_last_year",
    BASELINE: {"baseline": BASELINE},
}


@st.composite
def gaps(draw: Draw[Any]) -> Case:
    """The gap to England, now and at a base period."""
    unit, written_in = draw(any_unit)
    polarity, tie, at = draw(polarities), draw(ties), draw(st.sampled_from(sorted(_ONE_PERIOD)))
    earlier = {period: draw(numbers()) for period in _ONE_PERIOD}
    elsewhere = {period: draw(numbers()) for period in (NOW, *_ONE_PERIOD)}
    amount: Fraction | None = draw(st.none() | sizes())
    level = elsewhere[NOW] + earlier[at] - elsewhere[at]
    allowed = sign_of(polarity) * (amount or NOTHING)
    # The same distance on the other side of the comparator is where a gap without a sign would be no wider.
    mirrored = elsewhere[NOW] - (earlier[at] - elsewhere[at])
    value = draw(values([level, level - allowed, level + allowed, mirrored], (unit, written_in)))
    return Case(
        target={
            "type": "gap",
            "with": "england",
            "base": _ONE_PERIOD[at],
            "tie": tie,
            **Width(amount).written("tolerance", unit),
        },
        polarity=_in_polarity(polarity),
        unit=unit,
        value=value,
        written_in=written_in,
        earlier=earlier,
        elsewhere=elsewhere,
        known={"comparator": elsewhere[NOW], "base_value": earlier[at], "base_comparator": elsewhere[at]},
    )


@st.composite
def shares(draw: Draw[Any]) -> Case:
    """Our part of England's total, now and at a base period.

    Now is a multiple of then, so that a value can be put exactly on a limit although the share itself, such as a third,
    has no end as a decimal.
    """
    unit, written_in = draw(any_unit)
    polarity, tie, at = draw(polarities), draw(ties), draw(st.sampled_from(sorted(_ONE_PERIOD)))
    earlier = {period: draw(numbers(10**8)) for period in _ONE_PERIOD}
    elsewhere = {period: draw(sizes(10**9, smallest=1)) for period in _ONE_PERIOD}
    growth = draw(sizes(100, smallest=1))
    whole = elsewhere[at] * growth
    points: Fraction | None = draw(st.none() | percents)
    level = earlier[at] * growth
    allowed = sign_of(polarity) * (points or NOTHING) / 100 * whole
    value = draw(values([level, level - allowed, level + allowed], (unit, written_in)))
    return Case(
        target={
            "type": "share",
            "of": "england",
            "base": _ONE_PERIOD[at],
            "tie": tie,
            **Width(points).written("tolerance", "percent"),
        },
        polarity=_in_polarity(polarity),
        unit=unit,
        value=value,
        written_in=written_in,
        earlier=earlier,
        elsewhere={NOW: whole, **elsewhere},
        known={"comparator": whole, "base_value": earlier[at], "base_comparator": elsewhere[at]},
    )


@st.composite
def bands(draw: Draw[Any]) -> Case:
    """Two to six bands, the best first."""
    unit, written_in = draw(any_unit)
    polarity, tie, best = draw(polarities), draw(ties), draw(numbers())
    steps = draw(st.lists(sizes(smallest=1), max_size=4))
    limits = list(accumulate(steps, lambda limit, step: limit - sign_of(polarity) * step, initial=best))
    cuts = [(f"band {number}", limit) for number, limit in enumerate(limits, start=1)]
    written: list[dict[str, Any]] = [
        {"name": name, "colour": draw(st.sampled_from(("green", "amber", "red", "grey"))), "to": decimal(limit)}
        for name, limit in cuts
    ]
    value = draw(values(limits, (unit, written_in)))
    return Case(
        target={"type": "bands", "tie": tie, "bands": [*written, {"name": "the rest", "colour": "red"}]},
        polarity=_in_polarity(polarity),
        unit=unit,
        value=value,
        written_in=written_in,
    )


cases: st.SearchStrategy[Case] = st.one_of(
    thresholds(), profiled_thresholds(), ranges(), improvements(), comparisons(), gaps(), shares(), bands()
)

VERDICTS = {Rag.GREEN: "met", Rag.AMBER: "within tolerance", Rag.RED: "missed"}
