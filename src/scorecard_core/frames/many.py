"""Rate a whole frame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Literal

import narwhals.stable.v2 as nw

from scorecard_core.comparators import Comparator
from scorecard_core.errors import ScorecardError
from scorecard_core.frames.compositions.rounds import Rounds, alone, compositions_of
from scorecard_core.frames.compositions.rounds import lacking as not_together
from scorecard_core.frames.compositions.second import SecondRound
from scorecard_core.frames.computed.parts import lacking, make_of
from scorecard_core.frames.facts import large_forms, unsupported
from scorecard_core.frames.forms.charts import chart_of
from scorecard_core.frames.native import opened
from scorecard_core.frames.one import dimensions_of, measures_of, rated_one_by_one
from scorecard_core.frames.outputs import COLUMNS
from scorecard_core.frames.pipeline import Prepared, run
from scorecard_core.frames.plan import Plan
from scorecard_core.frames.segments import simple
from scorecard_core.indicators import Indicator
from scorecard_core.periods import Period, parse_period
from scorecard_core.references import Own, Run, Source
from scorecard_core.registry import Registry
from scorecard_core.special_causes import Charted
from scorecard_core.terms import Frequency

__all__ = ["rate_frame"]


def rate_frame(
    observations: Any,
    registry: Registry,
    *,
    as_at: date | None = None,
    per: Literal["observation", "reporting_period"] = "observation",
    period: Period | str | None = None,
    columns: Sequence[str] | None = None,
    fallback: Literal["collect"] | None = None,
) -> Any:
    """Rate every observation of every indicator of a registry.

    Args:
        observations: a pandas or Polars frame, a Polars lazy frame, a PyArrow table, a DuckDB relation or a Spark
            frame, with the columns ``measure``, ``area``, ``period`` (the label), ``value`` and, where there are such,
            ``missing_reason``, ``unit``, ``flag``, ``published``, ``text``, ``date`` and ``expires`` (for judgements),
            and what comes with a value (``lower``, ``upper``, ``confidence``, ``numerator``, ``denominator``,
            ``forecast``). The observations of comparators are rows of their own areas.
        as_at: use only what had been published by this date; None for everything there is.
        per: a rating for each observed period or, with ``reporting_period``, one for each series in ``period``, on its
            latest figure: what is carried forward says so. A series without any figure by then has no row.
        period: the reporting period.
        columns: those that are wanted, in that order; what nobody asked for is not computed.
        fallback: ``"collect"`` rates indicators whose target has no frame form one by one, and appends them; rows of
            those indicators are then collected. Without it they are refused, by name.

    Returns:
        The same kind of frame; rows in no particular order. Rows of measures that no indicator uses have no rating, nor
        have rows whose label cannot be read: :func:`validate` names both.

    Raises:
        ScorecardError: ``column-unknown``, ``period-needed`` or ``frame-form-missing``.
    """
    wanted = list(COLUMNS if columns is None else columns)
    unknown = [name for name in wanted if name not in COLUMNS]
    if unknown or not wanted:
        raise ScorecardError("column-unknown", found=f"columns {unknown}", expected=f"some of {', '.join(COLUMNS)}")
    if (per == "reporting_period") != (period is not None):
        raise ScorecardError(
            "period-needed",
            found=f"per='{per}' and period={period}",
            expected="a period beside per='reporting_period', and only there",
        )
    reporting = parse_period(period) if isinstance(period, str) else period
    why = {id: reason for id, one in registry.items() if (reason := without_frame_form(one, registry))}
    if why and fallback != "collect":
        named = "; ".join(f"'{id}' ({reason})" for id, reason in why.items())
        raise ScorecardError(
            "frame-form-missing",
            found=f"no frame form of {named}",
            hint="fallback='collect' rates these one by one.",
        )
    host = opened(observations, dimensions_of(registry))
    keyed = host.with_encoded_keys(sorted(measures_of(registry)))
    asked = Asked(_Same(registry), as_at, reporting, tuple(wanted), keyed.labels(), tuple(host.names), host.in_sql)
    parts, second = _parts(asked)
    results = [*second.results(keyed, parts)] if second else [run(part, keyed) for part in parts]
    if why:
        left = [registry[id] for id in why]
        rows = rated_one_by_one(host, left, registry, as_at=as_at, reporting=reporting, columns=wanted)
        results.append(rows)
    return host.back(results[0] if len(results) == 1 else nw.concat(results, how="vertical"))


@dataclass(frozen=True)
class _Same:
    """A registry as part of a key: it never changes, so it is told by what it is, not by what is in it."""

    registry: Registry

    def __hash__(self) -> int:
        return id(self.registry)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.registry is self.registry


@dataclass(frozen=True)
class Asked:
    """All that a plan depends on; two frames that are alike in it share one."""

    definitions: _Same
    as_at: date | None
    reporting: Period | None
    wanted: tuple[str, ...]
    written: tuple[str, ...] | None
    names: tuple[str, ...]
    in_sql: bool

    def plan(self, indicators: Sequence[Indicator]) -> Plan:
        """The plan for some of the indicators."""
        known = self.definitions.registry
        return Plan(
            indicators=indicators,
            comparators=_comparators(indicators[0], known) if indicators else known.comparators,
            units=known.units,
            as_at=self.as_at,
            reporting=self.reporting,
            wanted=self.wanted,
            written=self.written,
            names=self.names,
            in_sql=self.in_sql,
            dimensions=dimensions_of(known),
        )


@lru_cache(maxsize=16)
def _parts(asked: Asked) -> tuple[list[Prepared], SecondRound | None]:
    """The indicators whose rules only compare, those whose rules compute with figures, and what is put together.

    They are rated apart, so that only the rows of the latter pay for it. A database takes an expression only so deep,
    and reads it again at every step: it is given apart what is found in many steps as well. Measures that are made
    alike are computed together, and indicators with the same comparators of their own are rated together.
    """
    registry = asked.definitions.registry
    indicators = [one for one in registry.values() if not without_frame_form(one, registry)]
    plain = [one for one in indicators if not compositions_of(one)]
    rounds = Rounds(registry, tuple(one.id for one in indicators if compositions_of(one)))
    second = SecondRound.of(rounds, asked.plan, lambda some: _apart(asked, some)) if rounds.wholes else None
    return [Prepared.of(asked.plan(part)) for part in _apart(asked, plain)], second


def _apart(asked: Asked, indicators: Sequence[Indicator]) -> list[list[Indicator]]:
    """The same indicators, in lists that are rated each by itself."""
    if not indicators:
        return []
    registry = asked.definitions.registry
    costly = asked.plan(indicators).with_limbs
    parts: dict[tuple[Any, ...], list[Indicator]] = {}
    for at, one in enumerate(indicators):
        forms = _histories(one)
        if asked.in_sql:
            forms |= large_forms(_sources(one), _comparators(one, registry))
        make = make_of(one, registry.comparators, registry.units)
        parts.setdefault((at in costly, forms, make), []).append(one)
    return list(parts.values())


def _histories(indicator: Indicator) -> frozenset[Any]:
    """What an indicator reads from whole stretches of its history, which others need not wait for."""
    charts = {chart_of(one) for one in _sources(indicator) if isinstance(one, Charted)}
    return frozenset(charts | ({indicator.travel.trend} if indicator.travel.trend else set()))


def _comparators(indicator: Indicator, registry: Registry) -> dict[str, Comparator]:
    """The comparators that an indicator may be compared with, its own among them."""
    return {**registry.comparators, **indicator.own_comparators}


def _sources(indicator: Indicator) -> list[Source]:
    """Everything that an indicator looks up."""
    return [Own(indicator.travel.base), *(s for one in indicator.target for s in one.sources.values())]


def _of_members(indicator: Indicator, registry: Registry) -> str:
    """Why a member can only be rated one by one; empty where none of them need be."""
    for one in (*alone(indicator), *(registry[id] for id in sorted(indicator.children))):
        if reason := without_frame_form(one, registry):
            return f"a member with {reason}"
    return ""


def without_frame_form(indicator: Indicator, registry: Registry) -> str:
    """Why an indicator can only be rated one by one; empty where it need not."""
    if reason := lacking(indicator, registry.comparators, registry.units) or not_together(indicator):
        return reason
    if reason := _of_members(indicator, registry):
        return reason
    sources, comparators = _sources(indicator), _comparators(indicator, registry)
    for source in sources:
        if reason := unsupported(source, comparators):
            return reason
    bases = (getattr(source, "base", None) for source in simple(sources))
    if indicator.frequency is Frequency.YEAR_SPAN and any(base is not None and base.count for base in bases):
        return "the average of earlier figures, each of several years"
    if indicator.frequency is Frequency.YEAR_SPAN and any(isinstance(source, Run) for source in sources):
        return "a run of figures, each of several years"
    if indicator.frequency is Frequency.YEAR_SPAN and any(isinstance(source, Charted) for source in sources):
        return "the control chart of figures, each of several years"
    return ""
