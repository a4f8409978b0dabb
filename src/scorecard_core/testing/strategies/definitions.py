"""Definitions: targets of every type, and indicators that hold together. None is drawn and thrown away."""

from __future__ import annotations

from collections.abc import Sequence
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

__all__ = ["COMPOSED", "NUMERIC", "ONE_WAY", "TYPES", "distances", "indicators", "targets"]

ONE_WAY = ("threshold", "improvement", "comparator", "gap", "share", "bands")
"""The types that need a direction of good."""

NUMERIC = (*ONE_WAY, "range")
"""The types that colour a number."""

COMPOSED = ("all_of", "any_of", "worst_of", "weighted")
"""The types that put members together: here, targets of one indicator that a value alone settles."""

TYPES = (*NUMERIC, "none", "judgement", *COMPOSED)
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
    if kind in COMPOSED:
        return (*_DIRECTED, Polarity.PLAN_IS_BEST)
    return {"range": (Polarity.PLAN_IS_BEST,), "none": list(Polarity), "judgement": list(Polarity)}.get(kind, _DIRECTED)


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


@st.composite
def _ranges(draw: st.DrawFn, /, *, unit: str, percent: bool, **_: Any) -> dict[str, Any]:
    low = draw(numbers())
    high = low + draw(sizes())
    return {"low": low, "high": high, **draw(_tolerated(unit=unit, percent=percent, stated=[low, high]))}


@st.composite
def _bases(draw: st.DrawFn, *, frequency: Frequency, several: bool) -> Any:
    kind = draw(st.sampled_from(_BASES if several else _BASES[:-1]))
    if kind == "average_of_last":
        return {kind: draw(st.integers(2, 4))}
    return {kind: str(in_order(frequency, _EARLIEST, _EARLIEST)[0])} if kind == "baseline" else kind


@st.composite
def _improvements(draw: st.DrawFn, /, *, unit: str, frequency: Frequency, percent: bool, **_: Any) -> dict[str, Any]:
    table = {"on": draw(_bases(frequency=frequency, several=True)), **draw(_tolerated(unit=unit, percent=percent))}
    if draw(_YES_OR_NO):
        table["by"] = draw(distances(unit=unit, percent=percent))
    return table


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
    "range": _ranges,
    "improvement": _improvements,
    "comparator": _comparisons,
    "gap": _gaps,
    "share": _shares,
    "bands": _banded,
    "none": _nothing,
    "judgement": _judged,
    "all_of": partial(_enough, needed=None),
    "any_of": partial(_enough, needed=1),
    "worst_of": partial(_members, weighted=False),
    "weighted": _weighted,
}
