"""The strategies: everything that they draw holds together, reaches every colour, and is known to Hypothesis."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorecard_core import Indicator, Observation, Observations, Period, Rag, Rating, parse_period, rate
from scorecard_core.targets import TARGET_TYPES, TargetType
from scorecard_core.terms import Frequency
from scorecard_core.testing import RATING_LAWS
from scorecard_core.testing.case import Case
from scorecard_core.testing.reference import colour
from scorecard_core.testing.strategies import (
    cases,
    facts,
    histories,
    indicators,
    observations,
    periods,
    register,
    targets,
)
from scorecard_core.testing.strategies.definitions import NUMERIC, TYPES, UNDRAWN

DRAWN = [kind for kind in TARGET_TYPES if kind.model_fields["type"].default in TYPES]
BOUNDED = settings(max_examples=60, deadline=None, database=None, derandomize=True)


def test_every_target_type_is_drawn_or_said_not_to_be() -> None:
    """A type that is added needs a strategy here, and a reference: the laws are then held for it too."""
    assert sorted([*TYPES, *UNDRAWN]) == sorted(kind.model_fields["type"].default for kind in TARGET_TYPES)


@pytest.mark.parametrize("kind", TYPES)
def test_every_type_that_is_drawn_has_its_colours_settled_by_plain_fractions(kind: str) -> None:
    settled = [law for law in RATING_LAWS if f"A target of the type '{kind}'" in law.sentence]
    assert settled or kind == "none"

    @settings(BOUNDED, max_examples=20)
    @given(cases(types=(kind,)))
    def draw(case: Case) -> None:
        assert case.target.type == kind
        assert colour(case.indicator, case.period, case.facts) in Rag

    draw()


@BOUNDED
@given(periods())
def test_a_periods_label_reads_back_as_the_period(period: Period) -> None:
    assert parse_period(str(period)) == period


@BOUNDED
@given(
    st.sampled_from(list(Frequency)).flatmap(
        lambda frequency: st.tuples(st.just(frequency), periods(frequency=frequency))
    )
)
def test_a_period_of_a_frequency_is_a_figure_of_that_frequency(drawn: tuple[Frequency, Period]) -> None:
    frequency, period = drawn
    assert period.at_frequency(frequency) == period


@BOUNDED
@given(indicators())
def test_an_indicator_is_one_that_a_definition_could_state(indicator: Indicator) -> None:
    stated = indicator.model_dump(by_alias=True, exclude_defaults=True)
    assert Indicator.model_validate(stated) == indicator


@BOUNDED
@given(indicators().flatmap(lambda one: st.tuples(st.just(one), observations(one), histories(one))))
def test_observations_and_histories_can_be_rated(drawn: tuple[Indicator, Observation, Observations]) -> None:
    indicator, single, history = drawn
    last = max(one.period for one in history)
    assert isinstance(rate(indicator, Observations([single]), single.period, area="Here"), Rating)
    assert isinstance(rate(indicator, history, last, area="Here"), Rating)


@pytest.mark.parametrize("kind", NUMERIC)
def test_every_colour_and_the_very_limit_are_drawn_for_each_type(kind: str) -> None:
    seen: Counter[Rag] = Counter()
    on_limit = 0

    @settings(BOUNDED, max_examples=150)
    @given(cases(types=(kind,)))
    def draw(case: Case) -> None:
        nonlocal on_limit
        rating = case.rated(rate)
        seen[rating.status] += 1
        on_limit += rating.value is not None and rating.value in (rating.green_limit, rating.amber_limit)

    draw()
    assert {Rag.GREEN, Rag.AMBER, Rag.RED} <= set(seen)
    assert min(seen[colour] for colour in (Rag.GREEN, Rag.AMBER, Rag.RED)) >= 5
    assert on_limit >= 15 or kind in ("share", "bands", "progress")


@BOUNDED
@given(indicators(types=("gap",)).flatmap(facts))
def test_facts_have_the_names_that_worked_examples_use(found: dict[str, Any]) -> None:
    assert set(found) == {"value", "comparator", "base_value", "base_comparator"}
    assert all(isinstance(value, Decimal) for value in found.values())


@BOUNDED
@given(targets(types=("threshold", "bands")))
def test_targets_are_of_the_types_that_were_asked_for(target: TargetType) -> None:
    assert target.type in ("threshold", "bands")


@pytest.mark.parametrize("kind", [Indicator, Period, Observation, Observations, *DRAWN])
def test_hypothesis_knows_the_librarys_types(kind: type[Any]) -> None:
    register()

    @settings(BOUNDED, max_examples=5)
    @given(st.from_type(kind))
    def draw(thing: Any) -> None:
        assert isinstance(thing, kind)

    draw()


def loaded_after(program: str) -> set[str]:
    script = f"{program}\nimport sys\nprint('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-W", "error", "-c", script], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_registering_loads_nothing_but_the_function_itself() -> None:
    loaded = loaded_after("import hypothesis\nfrom scorecard_core.testing.strategies import register\nregister()")
    ours = {name for name in loaded if name.startswith("scorecard_core")}
    assert ours == {
        "scorecard_core",
        "scorecard_core.errors",
        "scorecard_core.testing",
        "scorecard_core.testing.strategies",
    }
    assert "pydantic" not in loaded


@pytest.mark.parametrize(
    "first", ["register()\nfrom scorecard_core import Indicator", "from scorecard_core import Indicator\nregister()"]
)
def test_it_makes_no_difference_whether_the_type_or_hypothesis_is_imported_first(first: str) -> None:
    loaded_after(
        f"""
from scorecard_core.testing.strategies import register
{first}
from hypothesis import given, settings, strategies as st
@settings(max_examples=3, deadline=None, database=None)
@given(st.from_type(Indicator))
def draw(one):
    assert isinstance(one, Indicator)
draw()
"""
    )
