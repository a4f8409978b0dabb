"""Definitions: targets of every type, and indicators that hold together. None is drawn and thrown away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from hypothesis import strategies as st
from pydantic import TypeAdapter

from scorecard_core.indicators import Indicator
from scorecard_core.targets import Target, TargetType
from scorecard_core.terms import Frequency, GreyPolicy, JudgedFigure, Polarity, Rag, Tie
from scorecard_core.testing.strategies.numbers import numbers, sizes
from scorecard_core.testing.strategies.spans import in_order

__all__ = ["COMPOSED", "NUMERIC", "ONE_WAY", "STATISTICAL", "TYPES", "distances", "indicators", "targets"]

ONE_WAY = ("threshold", "trajectory", "progress", "improvement", "comparator", "gap", "share", "bands")
"""The types that need a direction of good."""

NUMERIC = (*ONE_WAY, "range")
"""The types that colour a number."""

STATISTICAL = ("position", "significance")
"""The types that ask what a group, or chance, makes of a number."""

COMPOSED = ("all_of", "any_of", "worst_of", "weighted")
"""The types that put members together: here, targets of one indicator that a value alone settles."""

TYPES = (*NUMERIC, *STATISTICAL, "consecutive", "control_chart", "none", "milestone", "judgement", *COMPOSED)
"""Every type."""

UNITS = ("percent", "case", "gbp", "per_10000_children")
_YES_OR_NO, _MOSTLY, _TIES = (
    st.booleans(),
    st.sampled_from([True, True, True, False]),
    st.sampled_from([Tie.BETTER, Tie.WORSE]),
)
_EARLIEST = 2010
_LEAST = Decimal("0.000001")
_DIRECTED = (Polarity.HIGH_IS_GOOD, Polarity.LOW_IS_GOOD)
_BASES = ("previous", "same_period_last_year", "best_ever", "baseline", "average_of_last")


def _polarities(kind: str) -> Sequence[Polarity]:
    if kind in ("none", "milestone", "judgement"):
        return list(Polarity)
    if kind in COMPOSED:
        return (*_DIRECTED, Polarity.PLAN_IS_BEST)
    if kind == "control_chart":
        return (*_DIRECTED, Polarity.NO_JUDGEMENT)
    return (Polarity.PLAN_IS_BEST,) if kind == "range" else _DIRECTED


@st.composite
def targets(
    draw: st.DrawFn,
    *,
    types: Sequence[str] = TYPES,
    polarity: Polarity | None = None,
    unit: str = "percent",
    frequency: Frequency = Frequency.QUARTER,
    percent: bool = True,
    profiled: bool = True,
) -> TargetType:
    """Targets that an indicator of that polarity, unit and frequency may have.

    Args:
        types: the types to draw from, as definitions name them.
        polarity: only targets that go with it; any one with None.
        percent: whether tolerances and changes may be in per cent of the reference.
        profiled: whether a threshold may differ by period, or come with the data.
    """
    fitting = [kind for kind in types if polarity is None or polarity in _polarities(kind)]
    kind = draw(st.sampled_from(fitting))
    direction = polarity if polarity is not None else draw(st.sampled_from(_polarities(kind)))
    table = draw(_TABLES[kind](unit=unit, sign=direction.sign, frequency=frequency, percent=percent, profiled=profiled))
    made: TargetType = _ADAPTER.validate_python({"type": kind, **table})
    return made


_ADAPTER: TypeAdapter[Any] = TypeAdapter(Target)


@st.composite
def indicators(
    draw: st.DrawFn,
    *,
    types: Sequence[str] = TYPES,
    polarities: Sequence[Polarity] = tuple(Polarity),
    units: Sequence[str] = UNITS,
    frequencies: Sequence[Frequency] = tuple(Frequency),
    judged: Sequence[JudgedFigure] = (JudgedFigure.STORED,),
    percent: bool = True,
    profiled: bool = True,
) -> Indicator:
    """Indicators with one target, in the core's own units, compared with England where they are compared.

    Args:
        types, polarities, units, frequencies, judged: what to draw from.
        percent, profiled: see :func:`targets`.
    """
    # Points and per cent are told apart by indicators in per cent alone: they come twice as often.
    units = (*units, "percent") if units == UNITS else units
    kind = draw(st.sampled_from([kind for kind in types if set(polarities) & set(_polarities(kind))]))
    polarity = draw(st.sampled_from([known for known in _polarities(kind) if known in polarities]))
    unit, frequency = draw(st.sampled_from(units)), draw(st.sampled_from(frequencies))
    target = draw(
        targets(types=(kind,), polarity=polarity, unit=unit, frequency=frequency, percent=percent, profiled=profiled)
    )
    return Indicator(
        id="council.case",
        title="A case",
        polarity=polarity,
        unit=unit,
        frequency=frequency,
        target=(target,),
        decimals=draw(st.integers(0, 3)),
        judged=draw(st.sampled_from(judged)),
    )


@st.composite
def distances(draw: st.DrawFn, *, unit: str, percent: bool, stated: Sequence[Decimal] = ()) -> dict[str, Any]:
    """How far: an amount, a per cent of the reference, or both; never a per cent of a stated zero alone."""
    amount = {"points" if unit == "percent" else "amount": draw(sizes(smallest=_LEAST))}
    of_reference = {"percent": min(draw(sizes(size=2)), Decimal(100))}
    choices = [amount]
    if percent:
        choices += [{**amount, **of_reference}] + ([] if 0 in stated else [of_reference])
    return draw(st.sampled_from(choices))


@st.composite
def _tolerated(draw: st.DrawFn, *, unit: str, percent: bool, stated: Sequence[Decimal] = ()) -> dict[str, Any]:
    table: dict[str, Any] = {"tie": draw(_TIES)}
    if draw(_MOSTLY):
        table["tolerance"] = draw(distances(unit=unit, percent=percent, stated=stated))
    return table


@st.composite
def _thresholds(
    draw: st.DrawFn, *, unit: str, sign: int, frequency: Frequency, percent: bool, profiled: bool
) -> dict[str, Any]:
    form = draw(
        st.sampled_from(("value", "amber_limit", "values", "measure") if profiled else ("value", "amber_limit"))
    )
    if form == "measure":
        return {"measure": "council.case_target", **draw(_tolerated(unit=unit, percent=percent))}
    if form == "values":
        at = draw(st.lists(st.sampled_from(in_order(frequency, 2014, 2018)), min_size=1, max_size=3, unique=True))
        values = {str(period): draw(numbers()) for period in at}
        stated = list(values.values())
        return {"values": values, **draw(_tolerated(unit=unit, percent=percent, stated=stated))}
    value = draw(numbers())
    if form == "amber_limit":
        return {"value": value, "amber_limit": value - sign * draw(sizes())}
    return {"value": value, **draw(_tolerated(unit=unit, percent=percent, stated=[value]))}


_FORTY_MONTHS = {"start": "Dec 2012", "end": "Apr 2016"}
"""Parts of forty months are decimals with an end, so that a value can stand exactly on a limit."""


@st.composite
def _trajectories(draw: st.DrawFn, /, *, unit: str, percent: bool, **_: Any) -> dict[str, Any]:
    baseline, value = draw(numbers()), draw(numbers())
    compound = baseline * value > 0 and draw(_YES_OR_NO)
    tolerated = draw(_tolerated(unit=unit, percent=percent, stated=[baseline, value]))
    path = {"path": "compound"} if compound else {}
    return {"baseline": baseline, "value": value, **_FORTY_MONTHS, **path, **tolerated}


@st.composite
def _progresses(draw: st.DrawFn, /, *, sign: int, frequency: Frequency, **_: Any) -> dict[str, Any]:
    value = draw(numbers())
    stated = value - sign * draw(sizes(smallest=_LEAST))
    table: dict[str, Any] = {"value": value, "green": draw(st.sampled_from([50, 80, 100])), "tie": draw(_TIES)}
    table["baseline"] = draw(st.just(stated) | _bases(frequency=frequency, several=False))
    if draw(_YES_OR_NO):
        table["amber"] = draw(st.sampled_from([0, 25, 40]))
    return {**table, **(_FORTY_MONTHS if draw(_YES_OR_NO) else {})}


@st.composite
def _milestones(draw: st.DrawFn, /, *, frequency: Frequency, **_: Any) -> dict[str, Any]:
    due = draw(st.sampled_from(in_order(frequency, 2014, 2018))).end
    table = {"due": due + timedelta(days=draw(st.integers(-1, 1))), "warning_days": draw(st.sampled_from([0, 30, 91]))}
    return {**table, "done_late": draw(st.sampled_from(["red", "amber"]))}


@st.composite
def _ranges(draw: st.DrawFn, /, *, unit: str, percent: bool, **_: Any) -> dict[str, Any]:
    low = draw(numbers())
    high = low + draw(sizes())
    return {"low": low, "high": high, **draw(_tolerated(unit=unit, percent=percent, stated=[low, high]))}


@st.composite
def _bases(draw: st.DrawFn, *, frequency: Frequency, several: bool) -> Any:
    kind = draw(st.sampled_from(_BASES if several else _BASES[:-1]))
    if kind == "average_of_last":
        most = 2 if frequency is Frequency.YEAR_TO_DATE else 4  # there are three quarters before the last at most
        return {kind: draw(st.integers(2, most))}
    return {kind: str(in_order(frequency, _EARLIEST, _EARLIEST)[0])} if kind == "baseline" else kind


@st.composite
def _improvements(draw: st.DrawFn, /, *, unit: str, frequency: Frequency, percent: bool, **_: Any) -> dict[str, Any]:
    table = {"on": draw(_bases(frequency=frequency, several=True)), **draw(_tolerated(unit=unit, percent=percent))}
    if draw(_YES_OR_NO):
        table["by"] = draw(distances(unit=unit, percent=percent))
    return table


@st.composite
def _consecutives(draw: st.DrawFn, /, **_: Any) -> dict[str, Any]:
    return {"green_after": draw(st.integers(1, 4)), "red_after": draw(st.integers(1, 3))}


_VINTAGES: st.SearchStrategy[dict[str, Any]] = st.sampled_from(
    [{}, {"vintage": "latest"}, {"vintage": "latest", "within_months": 0}, {"vintage": "latest", "within_months": 12}]
)


@st.composite
def _comparisons(draw: st.DrawFn, /, *, unit: str, percent: bool, **_: Any) -> dict[str, Any]:
    return {
        "with": "england",
        "strict": draw(_YES_OR_NO),
        **draw(_tolerated(unit=unit, percent=percent)),
        **draw(_VINTAGES),
    }


@st.composite
def _gaps(draw: st.DrawFn, /, *, unit: str, frequency: Frequency, **_: Any) -> dict[str, Any]:
    base = draw(_bases(frequency=frequency, several=False))
    return {"with": "england", "base": base, **draw(_tolerated(unit=unit, percent=False))}


@st.composite
def _shares(draw: st.DrawFn, /, *, frequency: Frequency, **_: Any) -> dict[str, Any]:
    # The share is in per cent whatever the unit is, so its tolerance is in points.
    base = draw(_bases(frequency=frequency, several=False))
    return {"of": "england", "base": base, **draw(_tolerated(unit="percent", percent=False))}


@st.composite
def _banded(draw: st.DrawFn, /, *, sign: int, **_: Any) -> dict[str, Any]:
    """Bands from the best to the worst, whose colours get no better on the way; one of them may carry none."""
    cuts = draw(st.lists(numbers(), min_size=1, max_size=4, unique=True))
    ordered = sorted(cuts, reverse=sign > 0)
    by_rank = st.sampled_from((Rag.GREEN, Rag.AMBER, Rag.RED))
    drawn = draw(st.lists(by_rank, min_size=len(cuts) + 1, max_size=len(cuts) + 1))
    colours = sorted(drawn, key=lambda colour: -(colour.rank or 0))
    if draw(st.integers(0, 4)) == 4:
        colours[draw(st.integers(0, len(cuts)))] = Rag.GREY
    bands: list[dict[str, Any]] = [
        {"name": f"Band {at}", "colour": colour, "to": to}
        for at, (colour, to) in enumerate(zip(colours, [*ordered, None], strict=True), start=1)
    ]
    del bands[-1]["to"]
    return {"bands": bands, "tie": draw(_TIES)}


@st.composite
def _judged(draw: st.DrawFn, /, **_: Any) -> dict[str, Any]:
    ofsted = {"Outstanding": "green", "Good": "green", "Requires improvement": "amber", "Inadequate": "red"}
    return draw(st.sampled_from(({}, {"grades": ofsted}, {"grades": {"Met": "green", "Not met": "red"}})))


@st.composite
def _charts(draw: st.DrawFn, /, *, sign: int, profiled: bool, **_: Any) -> dict[str, Any]:
    """Control charts of a few points, around the level of the processes that are drawn for them."""
    targets: list[dict[str, Any]] = [{}]
    if sign:
        targets += [{"value": Decimal(level)} for level in ("40", "47.84", "50", "50", "53.16", "60")]
        targets += [{"measure": "council.case_target"}] if profiled else []
    lengths = st.sampled_from([3, 4, 6, False])
    return {
        **draw(st.sampled_from(targets)),
        "tie": draw(_TIES),
        "points_needed": draw(st.integers(2, 5)),
        "trend": draw(lengths),
        "close": draw(st.sampled_from([2, 2, 3, False])),
        "run": draw(lengths),
        "screened": draw(_MOSTLY),
        "baseline_points": draw(st.sampled_from([None, 4, 6])),
    }


@st.composite
def _positions(draw: st.DrawFn, /, **_: Any) -> dict[str, Any]:
    """Quantiles of the figures or of the ranks, or bands that end at stated ranks."""
    table: dict[str, Any] = {"tie": draw(_TIES), "fewest": draw(st.integers(1, 4))}
    form = draw(st.sampled_from(("quantiles", "quantiles", "ranks")))
    if form == "quantiles":
        return {**table, "quantiles": draw(st.integers(2, 5)), "method": draw(st.sampled_from((6, 7, "rank")))}
    ends = sorted(draw(st.lists(st.integers(1, 6), min_size=1, max_size=2, unique=True)))
    colours = ("green", "amber")[: len(ends)]
    bands = [{"name": f"to {end}", "colour": colour, "to": end} for end, colour in zip(ends, colours, strict=True)]
    return {**table, "bands": [*bands, {"name": "the rest", "colour": "red"}]}


@st.composite
def _significances(draw: st.DrawFn, /, **_: Any) -> dict[str, Any]:
    """Tests of the interval that came with the figure: against England, a goal, or a goal that is a range."""
    low = draw(numbers())
    goals: list[dict[str, Any]] = [
        {"with": "england"},
        {"with": "england", "intervals": "both"},
        {"value": low},
        {"low": low, "high": low + draw(sizes())},
    ]
    return {**draw(st.sampled_from(goals)), "touching": draw(st.sampled_from(("similar", "different")))}


@st.composite
def _members(draw: st.DrawFn, /, *, sign: int, weighted: bool, **given: Any) -> dict[str, Any]:
    """One to four targets that a value alone settles; one of them may be none, which is grey."""
    members: list[dict[str, Any]] = []
    for number in range(1, draw(st.integers(1, 4)) + 1):
        kind = draw(st.sampled_from(("threshold", "bands", "none") if sign else ("range", "range", "none")))
        table = draw(_TABLES[kind](sign=sign, **{**given, "profiled": False}))
        weight = {"weight": draw(sizes(size=2))} if weighted and draw(_YES_OR_NO) else {}
        members.append({"type": kind, **table, "name": f"Target {number}", **weight})
    if all(member.get("weight") == 0 for member in members):
        del members[0]["weight"]
    return {"members": members, "grey": draw(st.sampled_from(list(GreyPolicy)))}


@st.composite
def _enough(draw: st.DrawFn, /, *, needed: int | None, **given: Any) -> dict[str, Any]:
    table = draw(_members(weighted=False, **given))
    count = len(table["members"])
    if needed is None or draw(_YES_OR_NO):
        table["at_least"] = draw(st.integers(1, count))
    if needed is None and draw(_YES_OR_NO):
        del table["at_least"]
    asked = table.get("at_least", needed or count)
    if asked > 1 and draw(_YES_OR_NO):
        table["amber_from"] = draw(st.integers(1, asked - 1))
    return table


@st.composite
def _weighted(draw: st.DrawFn, /, **given: Any) -> dict[str, Any]:
    table = draw(_members(weighted=True, **given))
    if draw(_YES_OR_NO):
        return table
    red = draw(numbers(size=2))
    amber = red + draw(sizes(size=2, smallest=_LEAST))
    green = amber + draw(sizes(size=2, smallest=_LEAST))
    cuts = {"green_from": green, "amber_from": amber}
    return {**table, "points": {"green": green, "amber": amber, "red": red}, **cuts}


def _nothing(**_: Any) -> st.SearchStrategy[dict[str, Any]]:
    return st.just({})


_TABLES: dict[str, Any] = {
    "threshold": _thresholds,
    "trajectory": _trajectories,
    "progress": _progresses,
    "milestone": _milestones,
    "position": _positions,
    "significance": _significances,
    "range": _ranges,
    "improvement": _improvements,
    "consecutive": _consecutives,
    "comparator": _comparisons,
    "gap": _gaps,
    "share": _shares,
    "bands": _banded,
    "control_chart": _charts,
    "none": _nothing,
    "judgement": _judged,
    "all_of": partial(_enough, needed=None),
    "any_of": partial(_enough, needed=1),
    "worst_of": partial(_members, weighted=False),
    "weighted": _weighted,
}
