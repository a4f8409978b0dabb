"""The laws of a plugin: what holds of every indicator that a directorate publishes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import strategies as st

from scorecard_core.definitions import definitions_to_toml, read_definitions
from scorecard_core.errors import Problems
from scorecard_core.indicators import Indicator, Provenance
from scorecard_core.measures import PythonMeasure, unit_problems
from scorecard_core.periods import Period
from scorecard_core.rating import rate
from scorecard_core.stated import Stated
from scorecard_core.targets import (
    Composition,
    Consecutive,
    ControlChart,
    InPosition,
    Judged,
    NoTarget,
    Range,
    Significance,
)
from scorecard_core.terms import Polarity, Rag
from scorecard_core.testing.case import Case
from scorecard_core.testing.laws import Law, law
from scorecard_core.testing.measure_laws import MEASURE_LAWS
from scorecard_core.testing.rating_laws.order import must_not_be_better
from scorecard_core.testing.reference import limits
from scorecard_core.testing.statistical_cases import standings, tests_of_significance
from scorecard_core.testing.strategies.numbers import as_decimal
from scorecard_core.testing.strategies.spans import rated_periods
from scorecard_core.testing.strategies.whole_cases import cases_and_values
from scorecard_core.testing.subjects import Subject
from scorecard_core.worked_examples import work_example

__all__ = ["PLUGIN_LAWS"]

_STEPS = tuple(Decimal(text) for text in ("0", "0.000001", "-0.000001", "0.01", "-0.01", "1", "-1", "1000", "-1000"))


def _no_colour(subject: Subject) -> str:
    """Why an indicator need not be able to be green or red."""
    match subject.indicator.target[-1]:
        case NoTarget():
            return "it has no target, so it is grey by decision"
        case Judged():
            return "someone accountable says what it is, so no figure can be better or worse"
        case Significance() | InPosition() if subject.indicator.polarity is Polarity.NO_JUDGEMENT:
            return "neither direction is better, so nothing has a colour"
        case Composition():
            return "its members say what it is, whichever figures they rest on"
    return ""


@law(since="0.1")
def its_id_carries_the_name_of_its_plugin(subject: Subject) -> None:
    """An id begins with the name of the plugin that publishes it, so that no two directorates can collide."""
    plugin = subject.plugin or subject.indicator.provenance.plugin
    prefix, _, name = subject.indicator.id.partition(".")
    if not prefix or not name or (plugin and prefix != plugin):
        raise subject.broken(f"the id '{subject.indicator.id}' does not begin with '{plugin}.'")


def _in_python(subject: Subject) -> str:
    """Why a definition need not be one that a file can hold."""
    function = isinstance(subject.indicator.computed, PythonMeasure)
    return "its measure is a function, which no definition file holds" if function else ""


@law(since="0.1", exempt=_in_python)
def its_definition_reads_back_the_same(subject: Subject) -> None:
    """A definition written out as TOML is valid, and reads back as the same definition."""
    stated = subject.indicator.model_copy(update={"provenance": Provenance()})
    with TemporaryDirectory() as folder:
        path = Path(folder) / "definition.toml"
        path.write_text(definitions_to_toml([stated]), encoding="utf-8", newline="")
        try:
            (back,) = read_definitions(path, prefix=stated.id.partition(".")[0], where="written out")
        except Problems as problems:
            raise subject.broken(f"what was written cannot be read: {problems}") from problems
    if back != stated:
        changed = [name for name in Indicator.model_fields if getattr(back, name) != getattr(stated, name)]
        raise subject.broken(f"what was read back differs in {', '.join(changed)}")


@law(since="0.1")
def its_unit_is_known_and_its_target_is_in_it(subject: Subject) -> None:
    """The unit is the core's or the plugin's own, and what the targets, the dead band and the measure state fits
    it.
    """
    indicator = subject.indicator
    if indicator.unit not in subject.registry.units:
        raise subject.broken(f"the unit '{indicator.unit}' is not known")
    band = indicator.travel.dead_band
    problems: list[Exception] = [
        problem for target in indicator.target for problem in target.problems(indicator.polarity, indicator.unit)
    ]
    problems += band.problems(indicator.unit, "travel.dead_band") if band else []
    if indicator.computed is not None:
        problems += unit_problems(indicator.computed, indicator.unit, subject.registry.units, "measure")
    if problems:
        raise subject.broken(" ".join(str(problem) for problem in problems))


@law(since="0.1")
def its_polarity_is_stated(subject: Subject) -> None:
    """The direction of good is stated, never assumed, and the target can be read by it."""
    indicator = subject.indicator
    if "polarity" not in indicator.model_fields_set or not isinstance(indicator.polarity, Polarity):
        raise subject.broken("the definition does not say which direction is good")
    for target in indicator.target:
        if indicator.polarity not in target.polarities:
            raise subject.broken(
                f"a target of the type '{target.type}' means nothing where {indicator.polarity.phrase}"
            )


def _reached(subject: Subject) -> dict[Rag, Case]:
    """Every status that figures can be found for, each with such figures."""
    found: dict[Rag, Case] = {}
    for case in _tried(subject):
        found.setdefault(case.rated(rate).status, case)
    return found


def _tried(subject: Subject) -> Iterator[Case]:
    """A case on each limit of each target, and some to both sides of it, for several sets of the other facts."""
    indicator, periods = subject.indicator, rated_periods(subject.indicator)
    for target in indicator.target:
        at = next((period for period in periods if indicator.target_for(period) == target), None)
        if at is None:
            continue
        match target:
            case Judged():
                yield from (subject.case(at, {"grade": grade}) for grade in target.grades)
                continue
            case ControlChart():
                yield from _charts_tried(subject, target, at)
                continue
            case Consecutive():
                yield from _runs_tried(subject, target, at)
                continue
            case Significance():
                per = subject.registry.units.per(indicator.unit)
                yield from (subject.case(at, facts) for facts in tests_of_significance(target, per))
                continue
            case InPosition():
                yield from (subject.case(at, facts) for facts in standings(target))
                continue
        looked_up = [name for name, source in target.sources.items() if not isinstance(source, Stated)]
        for level in (Decimal(50), Decimal(1), Decimal(1000)):
            facts: dict[str, Any] = dict.fromkeys(looked_up, level)
            for limit in limits(indicator, at, facts):
                exact = as_decimal(limit)
                yield from (subject.case(at, {**facts, "value": exact + step}) for step in _STEPS)


def _charts_tried(subject: Subject, target: ControlChart, at: Period) -> Iterator[Case]:
    """Processes that are safe, that come near and that never get there; with a last figure as usual, high and low."""
    at_stake = target.value if target.value is not None else Decimal(1000)
    if target.values is not None:
        at_stake = next(iter(target.values.values()))
    for level in (at_stake, at_stake + 50, at_stake - 50):
        history = tuple(level + at % 2 for at in range(target.points_needed))
        found: dict[str, Any] = {"history": history, **({} if target.measure is None else {"reference": at_stake})}
        yield from (subject.case(at, {**found, "value": level + last}) for last in (0, 9, -9))


def _runs_tried(subject: Subject, target: Consecutive, at: Period) -> Iterator[Case]:
    """Figures that rise, or fall, as often in a row as either colour asks for, with a last one that goes on, stays or
    turns.
    """
    for step in (Decimal("0.01"), Decimal("-0.01")):
        history = tuple(50 + step * number for number in range(max(target.green_after, target.red_after)))
        yield from (subject.case(at, {"history": history, "value": history[-1] + last}) for last in (step, 0, -step))


@law(since="0.1", exempt=_no_colour)
def green_and_red_can_both_be_reached(subject: Subject) -> None:
    """There are figures that make it green and figures that make it red: a target that nobody can miss, or meet, asks
    nothing.
    """
    missing = [status for status in (Rag.GREEN, Rag.RED) if status not in _reached(subject)]
    if missing:
        raise subject.broken(f"no figures were found that make it {' or '.join(missing)}")


@law(since="0.1")
def its_worked_examples_agree(subject: Subject) -> None:
    """Each case that the definition works by hand comes out as it says."""
    for example in subject.indicator.examples:
        status, why = work_example(subject.indicator, example)
        if status is not example.status:
            given = ", ".join(f"{name} = {value}" for name, value in example.given.items())
            raise subject.broken(f"the example with {given} says {example.status}, and it is {status}: {why}")


@law(since="0.1", exempt=_no_colour)
def every_colour_it_can_have_has_a_worked_example(subject: Subject) -> None:
    """For each colour that figures can give it, the definition works at least one case by hand."""
    worked = {example.status for example in subject.indicator.examples}
    reached = _reached(subject)
    missing = [status for status in Rag if status in reached and status is not Rag.GREY and status not in worked]
    if missing:
        facts = ", ".join(f"{name} = {value}" for name, value in _as_example(reached[missing[0]]).items())
        raise subject.broken(f'no example is {" or ".join(missing)}; one is {{ {facts}, status = "{missing[0]}" }}')


def _as_example(case: Case) -> Mapping[str, object]:
    """The facts of a case under the names that a worked example gives them."""
    if not isinstance(case.target, InPosition | Significance):
        return case.facts
    stated = {"sign", *case.target.parameters}
    return {one.name: one.value for one in case.rated(rate).facts if one.name not in stated}


@law(since="0.1")
def its_comparators_exist(subject: Subject) -> None:
    """Everyone that it is compared with, in its target or beside it, is a comparator that is registered."""
    unknown = sorted(subject.indicator.needed_comparators - subject.registry.comparators.keys())
    if unknown:
        raise subject.broken(f"no comparator is called {' or '.join(repr(id) for id in unknown)}")
    sources = [source for target in subject.indicator.target for source in target.looked_up]
    for id in sorted(frozenset[str]().union(*(source.comparators for source in sources))):
        if not subject.registry.comparators[id].areas:
            raise subject.broken(f"the comparator '{id}' stands for no area")


@law(since="0.1")
def its_documentation_is_complete(subject: Subject) -> None:
    """It says what it is called, what exactly is counted, who answers for it and where it is from."""
    needed = ("title", "description", "owner", "source")
    empty = [name for name in needed if not str(getattr(subject.indicator, name)).strip()]
    if empty:
        raise subject.broken(f"nothing is said under {', '.join(empty)}")


@law(since="0.1")
def registering_it_twice_gives_the_same(subject: Subject) -> None:
    """A plugin that is loaded again publishes the very same definition."""
    try:
        again = subject.again().indicators.get(subject.indicator.id)
    except Problems as problems:
        raise subject.broken(f"registered again, it does not load: {problems}") from problems
    if again != subject.indicator:
        raise subject.broken("registered again, it is another definition" if again else "registered again, it is gone")


def _pairs(subject: Subject) -> st.SearchStrategy[Any]:
    return cases_and_values(subject.rated_directly)


def _no_order(subject: Subject) -> str:
    """Why a better value may have the worse colour."""
    if isinstance(subject.indicator.target[-1], ControlChart):
        return "the limits of a control chart move with every figure, so that a better one may make it less sure"
    return _no_colour(subject)


@law(since="0.1", exempt=_no_order, pair=_pairs)
def a_better_value_is_never_rated_worse(subject: Subject, pair: tuple[Case, Decimal]) -> None:
    """With everything else the same, a value further in the good direction, or closer to plan, never has the worse
    colour.
    """
    case, other = subject.of(pair[0]), pair[1]
    value, target = case.number("value"), case.target
    if isinstance(target, Range):
        # Of two values on one side of the middle, the one nearer to it; a value's mirror image stands for it.
        middle = (Fraction(target.low) + Fraction(target.high)) / 2
        side = 1 if value >= middle else -1
        off = sorted((abs(Fraction(value) - middle), abs(Fraction(other) - middle)), reverse=True)
        worse, better = (as_decimal(middle + side * distance) for distance in off)
    else:
        sign = subject.indicator.polarity.sign
        worse, better = sorted((value, other), key=lambda one: one * sign)
    low, high = case.but(value=worse), case.but(value=better)
    must_not_be_better(low, low.rated(rate), high, high.rated(rate), f"{better} is better than {worse}")


PLUGIN_LAWS: tuple[Law, ...] = (
    its_id_carries_the_name_of_its_plugin,
    its_definition_reads_back_the_same,
    its_unit_is_known_and_its_target_is_in_it,
    its_polarity_is_stated,
    green_and_red_can_both_be_reached,
    its_worked_examples_agree,
    every_colour_it_can_have_has_a_worked_example,
    its_comparators_exist,
    its_documentation_is_complete,
    registering_it_twice_gives_the_same,
    a_better_value_is_never_rated_worse,
    *MEASURE_LAWS,
)
"""Every law of a plugin, in the order in which they are told."""
