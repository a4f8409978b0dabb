"""Engines that look in the wrong place: another period, another vintage, another area, past a gap."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any
from unittest.mock import patch

from scorecard_core import Period, Polarity, Rating, rate
from scorecard_core.assessed import Answered
from scorecard_core.bases import Base, BaseKind
from scorecard_core.comparators import Vintage
from scorecard_core.references import Compared
from scorecard_core.rules import DecisionList
from scorecard_core.testing.case import before
from tests.mutation.lists import mutants


def patched(owner: Any, name: str, change: Callable[..., Any]) -> Any:
    """An engine in which one method is another; ``change`` takes the method and then what the method takes."""
    method = getattr(owner, name)

    def instead(*args: Any, **given: Any) -> Any:
        return change(method, *args, **given)

    def wrong(*args: Any, **given: Any) -> Rating:
        with patch.object(owner, name, instead):
            return rate(*args, **given)

    return wrong


def with_fault(name: str, change: str) -> Any:
    """An engine that decides by a list with one fault in it: the first whose description has some words."""
    by, faulty = Answered.by, {}

    def changed(rule: DecisionList) -> DecisionList:
        if rule.name != name:
            return rule
        if id(rule) not in faulty:
            faulty[id(rule)] = next((one.rule for one in mutants(rule) if change in one.change), rule)
        return faulty[id(rule)]

    def wrong(*args: Any, **given: Any) -> Rating:
        with patch.object(Answered, "by", lambda rule, facts: by(changed(rule), facts)):
            return rate(*args, **given)

    return wrong


# An area's own earlier figures.


def the_last_there_was(method: Any, series: Any, period: Period) -> Period | None:
    return next(iter(series.earlier(period)[::-1]), None)


def last_year_is_the_period_before(method: Any, evidence: Any, base: Base, period: Period) -> Period | None:
    is_last_year = base.kind is BaseKind.SAME_PERIOD_LAST_YEAR
    return method(evidence, Base(kind=BaseKind.PREVIOUS) if is_last_year else base, period)


def the_period_before_for_a_baseline(method: Any, evidence: Any, base: Base, period: Period) -> Period | None:
    return method(evidence, Base(kind=BaseKind.PREVIOUS) if base.kind is BaseKind.BASELINE else base, period)


def the_worst_ever(method: Any, evidence: Any, base: Base, period: Period) -> Period | None:
    turned = {Polarity.HIGH_IS_GOOD: Polarity.LOW_IS_GOOD, Polarity.LOW_IS_GOOD: Polarity.HIGH_IS_GOOD}
    other = replace(evidence, polarity=turned.get(evidence.polarity, evidence.polarity))
    return method(other if base.kind is BaseKind.BEST_EVER else evidence, base, period)


def the_figure_itself_in_its_average(method: Any, evidence: Any, count: int, period: Period) -> Any:
    figure, own = method(evidence, count, period), evidence.own(period)
    if figure.value is None or own.value is None:
        return figure
    return figure._replace(value=(figure.value * (count - 1) + own.value) / count)


# Comparators and groups.


def with_itself_in_the_group(method: Any, source: Compared, evidence: Any, period: Period) -> Any:
    return method(source, replace(evidence, area="nobody"), period)


def whatever_is_latest(method: Any, source: Compared, evidence: Any, period: Period) -> Any:
    return method(replace(source, vintage=Vintage.LATEST, within_months=None), evidence, period)


def in_todays_vintage(method: Any, source: Any, evidence: Any, period: Period) -> Any:
    return method(source, replace(evidence, as_at=None), period)


def the_comparator_of_today_at_the_base(method: Any, source: Compared, evidence: Any, period: Period) -> Any:
    return method(replace(source, base=None), evidence, period)


def of_the_period_before(method: Any, source: Any, evidence: Any, period: Period) -> Any:
    return method(source, evidence, before(period))


def up_to_the_period_itself(method: Any, source: Any, evidence: Any, period: Period) -> Any:
    following = period.following
    return method(source, evidence, following) if following else method(source, evidence, period)


def on_where_a_value_stays(method: Any, source: Any, evidence: Any, period: Period) -> Any:
    at = evidence.series.before(period)
    while at is not None and (then := evidence.series.before(at)) is not None:
        if evidence.own(at).value != evidence.own(then).value:
            break
        at = then
    return method(source, evidence, period if at is None else at.following or period)


def without_the_area_itself(method: Any, group: Any, evidence: Any, period: Period) -> Any:
    values = method(group, evidence, period)
    own = evidence.own(period).value
    if not values or own not in values:
        return values
    at = values.index(own)
    return values[:at] + values[at + 1 :]


def equals_share_the_worse_place(method: Any, source: Any, values: Any, own: Any, order: int) -> Any:
    place = method(source, values, own, order)
    return None if place is None else place + sum(value == own for value in values) - 1


def the_highest_come_first(method: Any, source: Any, values: Any, own: Any, order: int) -> Any:
    return method(source, values, own, 1)


# Targets, forecasts, reports and charts.


def the_target_before(method: Any, stated: Any, period: Period) -> Any:
    return method(stated, before(period))


def the_last_target_lives_on(method: Any, stated: Any, period: Period) -> Any:
    begun = [point for point in sorted(stated.points) if point[0].start <= period.end]
    found = method(stated, period)
    return found._replace(value=begun[-1][1], missing=None) if found.value is None and begun else found


def the_latest_target(method: Any, source: Any, evidence: Any, period: Period) -> Any:
    found = method(source, evidence, period)
    return found if found.value is not None else method(source, evidence, before(period))


def the_easiest(method: Any, source: Any, evidence: Any, period: Period) -> Any:
    turned = {Polarity.HIGH_IS_GOOD: Polarity.LOW_IS_GOOD, Polarity.LOW_IS_GOOD: Polarity.HIGH_IS_GOOD}
    return method(source, replace(evidence, polarity=turned.get(evidence.polarity, evidence.polarity)), period)


def the_known_ones_alone(method: Any, source: Any, evidence: Any, period: Period) -> Any:
    known = [one for one in source.alternatives if one[1].find(evidence, period).value is not None]
    return method(replace(source, alternatives=tuple(known) or source.alternatives), evidence, period)


def the_figure_so_far(method: Any, source: Any, evidence: Any, period: Period) -> Any:
    return evidence.own(period)


def on_the_last_day(method: Any, source: Any, evidence: Any, period: Period) -> Any:
    found = method(source, evidence, period)
    return found if found.value is None else found._replace(value=Decimal(period.end.toordinal()))


def other_end_of_the_interval(method: Any, source: Any, evidence: Any, period: Period) -> Any:
    return method(replace(source, side="lower"), evidence, period)


def a_chart_of_everything(method: Any, source: Any, evidence: Any, period: Period) -> Any:
    return method(replace(source, whole_series=True), evidence, period)


def a_chart_without_the_last_point(method: Any, source: Any, evidence: Any, period: Period) -> Any:
    at = before(period)
    return method(source, evidence, at if at in evidence.history.places else period)
