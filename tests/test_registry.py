"""What is defined, and by whom: checked as a whole, whatever the order, and never changed afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import FrozenInstanceError
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecard_core import (
    ENGLAND,
    Comparator,
    Contribution,
    Indicator,
    Problems,
    Provenance,
    Registry,
    UnitDefinition,
    UnknownIndicatorError,
    python_measure,
)


def indicator(id: str = "housing.voids", **changes: Any) -> Indicator:
    stated = {
        "id": id,
        "title": "Empty homes",
        "polarity": "low_is_good",
        "unit": "percent",
        "frequency": "quarter",
        "target": {"type": "threshold", "value": 3},
    }
    return Indicator.model_validate({**stated, **changes})


def neighbours(id: str = "housing.neighbours") -> Comparator:
    return Comparator(id=id, name="our neighbours", areas=("A", "B"), statistic="mean")


def unit(name: str = "pothole", definition: str = "[pothole]") -> UnitDefinition:
    return UnitDefinition(name=name, definition=definition)


def by(plugin: str = "housing", distribution: str = "", version: str = "2026.1") -> Provenance:
    return Provenance(plugin, distribution or f"scorecard-{plugin}", version)


def problems_of(*contributions: Contribution) -> list[str]:
    with pytest.raises(Problems) as refused:
        Registry.build(contributions)
    assert refused.value.message == "loading the definitions"
    return [str(error) for error in refused.value.errors]


def codes_of(*contributions: Contribution) -> list[str]:
    return [problem.code for problem in Registry.build(contributions, collect=True).problems]


# A registry.


def test_a_registry_holds_definitions_by_their_ids_in_the_order_of_the_ids() -> None:
    registry = Registry.of(indicator("housing.voids"), indicator("adults.visits"), indicator("housing.arrears"))
    assert list(registry) == ["adults.visits", "housing.arrears", "housing.voids"]
    assert len(registry) == 3
    assert registry["housing.voids"].title == "Empty homes"
    assert "housing.voids" in registry
    assert "housing.rents" not in registry


def test_an_empty_registry_knows_england_and_the_units_of_the_core() -> None:
    registry = Registry()
    assert not registry
    assert registry.comparators == {"england": ENGLAND}
    assert "percent" in registry.units


@pytest.mark.parametrize(
    ("id", "message"),
    [
        ("housing.viods", "no indicator 'housing.viods'. Did you mean 'housing.voids'?"),
        ("xyzzy", "no indicator 'xyzzy'. Known: housing.voids."),
    ],
)
def test_an_unknown_indicator_is_refused_with_the_nearest_known_one(id: str, message: str) -> None:
    with pytest.raises(UnknownIndicatorError) as refused:
        Registry.of(indicator())[id]
    assert refused.value.code == "indicator-unknown"
    assert str(refused.value) == message


def test_asking_a_registry_for_what_it_may_not_hold_gives_nothing_rather_than_an_error() -> None:
    registry = Registry.of(indicator())
    assert registry.get("housing.voids") == registry["housing.voids"]
    assert registry.get("housing.rents") is None


def test_a_registry_cannot_be_changed() -> None:
    registry = Registry.of(indicator())
    with pytest.raises(FrozenInstanceError):
        registry.indicators = {}  # type: ignore[misc]


def test_definitions_that_no_plugin_brought_may_have_any_id_and_say_so() -> None:
    registry = Registry.of(indicator("anything.at_all"))
    assert registry["anything.at_all"].provenance == Provenance()
    assert registry.contributors == (Provenance(),)


def test_every_definition_is_stamped_with_who_brought_it() -> None:
    registry = Registry.build(
        [
            Contribution(by(), indicators=(indicator(),)),
            Contribution(by("adults"), indicators=(indicator("adults.visits"),)),
        ]
    )
    assert registry["housing.voids"].provenance == Provenance("housing", "scorecard-housing", "2026.1")
    assert registry["adults.visits"].provenance == Provenance("adults", "scorecard-adults", "2026.1")
    assert registry.contributors == (by("adults"), by())


def test_stamping_a_definition_leaves_the_one_that_was_handed_in_as_it_was() -> None:
    handed_in = indicator()
    Registry.build([Contribution(by(), indicators=(handed_in,))])
    assert handed_in.provenance == Provenance()


def test_units_and_comparators_serve_every_contribution() -> None:
    registry = Registry.build(
        [
            Contribution(
                by("adults"),
                indicators=(indicator("adults.visits", unit="pothole", comparators=["housing.neighbours"]),),
            ),
            Contribution(by(), units=(unit(),), comparators=(neighbours(),)),
        ]
    )
    assert list(registry) == ["adults.visits"]
    assert set(registry.comparators) == {"england", "housing.neighbours"}
    assert registry.units.convert(Decimal(2), "pothole", "pothole") == 2


# What is wrong.


def test_an_unknown_unit_is_told_with_its_place_and_the_nearest_one() -> None:
    assert problems_of(Contribution(by(), indicators=(indicator(unit="percnt"),))) == [
        "scorecard-housing 2026.1: [housing.voids] unit: 'percnt' is not a unit. Did you mean 'percent'?"
    ]
    assert codes_of(Contribution(by(), indicators=(indicator(unit="percnt"),))) == ["unit-unknown"]


@pytest.mark.parametrize("changes", [{"comparators": ["englnd"]}, {"target": {"type": "comparator", "with": "englnd"}}])
def test_an_unknown_comparator_is_told_wherever_it_is_asked_for(changes: dict[str, Any]) -> None:
    wrong = Contribution(by(), indicators=(indicator(**changes),))
    assert problems_of(wrong) == [
        "scorecard-housing 2026.1: [housing.voids]: no comparator 'englnd'. Did you mean 'england'?"
    ]
    assert codes_of(wrong) == ["comparator-unknown"]


def test_a_second_definition_names_both_who_brought_them() -> None:
    first = Contribution(by("housing", "lbx-housing", "0.3"), indicators=(indicator(),))
    second = Contribution(by(), indicators=(indicator(),))
    assert problems_of(second, first) == [
        "scorecard-housing 2026.1: a second definition of 'housing.voids', which lbx-housing 0.3 defines already; "
        "expected one. Uninstall one of them, or give one indicator another id."
    ]
    assert codes_of(second, first) == ["indicator-duplicate"]


def test_an_id_carries_the_name_of_its_plugin() -> None:
    wrong = Contribution(by(), comparators=(neighbours("adults.neighbours"),), indicators=(indicator("adults.visits"),))
    assert problems_of(wrong) == [
        "scorecard-housing 2026.1: the comparator 'adults.neighbours'; expected an id that begins with 'housing.', the "
        "name of the plugin.",
        "scorecard-housing 2026.1: the indicator 'adults.visits'; expected an id that begins with 'housing.', the name "
        "of the plugin.",
    ]
    assert codes_of(wrong) == ["id-not-of-plugin", "id-not-of-plugin"]


def test_the_beginning_of_a_name_is_not_the_name() -> None:
    assert codes_of(Contribution(by("house"), indicators=(indicator("housing.voids"),))) == ["id-not-of-plugin"]


@pytest.mark.parametrize("taken", ["england", "housing.neighbours"])
def test_a_comparator_is_defined_once(taken: str) -> None:
    wrong = Contribution(by(), comparators=(neighbours(), neighbours(taken)))
    assert problems_of(wrong) == [f"scorecard-housing 2026.1: a second comparator '{taken}'."]
    assert codes_of(wrong) == ["comparator-duplicate"]


def test_a_unit_is_defined_once_whoever_brings_it() -> None:
    wrong = [Contribution(by("adults"), units=(unit(),)), Contribution(by(), units=(unit(),))]
    assert problems_of(*wrong) == [
        "scorecard-housing 2026.1: the unit 'pothole' is defined already. Choose another name: a unit means one thing "
        "everywhere."
    ]
    assert codes_of(*wrong) == ["unit-redefined"]


def test_a_unit_that_cannot_be_read_does_not_spoil_those_that_can() -> None:
    registry = Registry.build(
        [Contribution(by(), units=(unit("heap", "gobble gobble"), unit()), indicators=(indicator(unit="pothole"),))],
        collect=True,
    )
    assert list(registry) == ["housing.voids"]
    assert "heap" not in registry.units
    assert [problem.code for problem in registry.problems] == ["unit-definition-unreadable"]


def test_a_plugin_without_a_distribution_is_named_as_a_plugin() -> None:
    assert problems_of(Contribution(Provenance("housing"), indicators=(indicator("x.y"),)))[0].startswith(
        "the plugin 'housing': the indicator 'x.y'"
    )


def test_definitions_that_were_handed_in_are_named_as_such() -> None:
    with pytest.raises(Problems) as refused:
        Registry.of(indicator(unit="xyzzy"))
    assert str(refused.value) == "the definitions given: [housing.voids] unit: 'xyzzy' is not a unit."


WRONG = (
    Contribution(
        by("adults"),
        units=(unit("percent"),),
        comparators=(neighbours("england"),),
        indicators=(indicator("adults.a", unit="percnt", comparators=["englnd"]), indicator("adults.b")),
    ),
    Contribution(by("housing"), units=(unit(), unit("gbp")), indicators=(indicator("adults.c"), indicator())),
    Contribution(by("housing", "lbx-housing"), units=(unit(),), indicators=(indicator(title="Another"),)),
    Contribution(by("waste"), comparators=(neighbours("waste.others"),), indicators=(indicator("waste.a"),)),
)


def test_everything_that_is_wrong_is_told_at_once() -> None:
    assert codes_of(*WRONG) == [
        "unit-redefined",
        "unit-redefined",
        "unit-redefined",
        "comparator-duplicate",
        "unit-unknown",
        "comparator-unknown",
        "id-not-of-plugin",
        "indicator-duplicate",
    ]


def test_problems_known_already_are_told_with_those_found_here() -> None:
    known = Registry.build(WRONG, collect=True).problems[:1]
    registry = Registry.build([Contribution(by(), indicators=(indicator(unit="percnt"),))], found=known, collect=True)
    assert [problem.code for problem in registry.problems] == ["unit-redefined", "unit-unknown"]
    with pytest.raises(Problems):
        Registry.build([], found=known)


def test_what_is_wrong_is_left_out_and_the_rest_is_there() -> None:
    registry = Registry.build(WRONG, collect=True)
    assert list(registry) == ["adults.b", "housing.voids", "waste.a"]
    assert set(registry.comparators) == {"england", "waste.others"}
    assert registry.comparators["england"] == ENGLAND


def everything(registry: Registry) -> tuple[Any, ...]:
    return (
        dict(registry.indicators),
        [one.provenance for one in registry.values()],
        dict(registry.comparators),
        list(registry.units),
        registry.contributors,
        [(problem.code, str(problem)) for problem in registry.problems],
    )


@given(st.permutations(WRONG))
def test_the_order_of_contributions_changes_nothing(contributions: Sequence[Contribution]) -> None:
    assert everything(Registry.build(contributions, collect=True)) == everything(Registry.build(WRONG, collect=True))


@given(st.permutations(["housing.a", "housing.b", "housing.c", "housing.d"]))
def test_the_order_of_definitions_within_a_contribution_changes_nothing(ids: list[str]) -> None:
    registry = Registry.build([Contribution(by(), indicators=tuple(map(indicator, ids)))])
    assert list(registry) == sorted(ids)


def changed(before: Sequence[Any], after: Sequence[Any]) -> list[str]:
    """Who is to be rated anew, after indicators, comparators or units have changed."""
    return list(built(after).changed_since(built(before)))


def built(brought: Sequence[Any]) -> Registry:
    kinds: dict[type, list[Any]] = {Indicator: [], Comparator: [], UnitDefinition: []}
    for one in brought:
        kinds[type(one)].append(one)
    indicators, comparators, units = (tuple(found) for found in kinds.values())
    return Registry.build([Contribution(by(), units, comparators, indicators)])


VOIDS, ARREARS = indicator(), indicator("housing.arrears")
OF_VOIDS = indicator("housing.all", target={"type": "worst_of", "grey": "ignore", "members": ["housing.voids"]})
COMPARED = indicator("housing.near", target={"type": "comparator", "with": "housing.neighbours"})


def test_what_is_new_or_defined_otherwise_is_rated_anew_and_nothing_else() -> None:
    other = indicator("housing.arrears", target={"type": "threshold", "value": 4})
    assert changed([VOIDS, ARREARS], [VOIDS, ARREARS]) == []
    assert changed([VOIDS, ARREARS], [VOIDS, other]) == ["housing.arrears"]
    assert changed([VOIDS], [VOIDS, ARREARS]) == ["housing.arrears"]
    assert changed([VOIDS, ARREARS], [VOIDS]) == []


def test_what_is_put_together_from_a_change_is_rated_anew_with_all_its_members() -> None:
    both = indicator(
        "housing.all", target={**OF_VOIDS.target[0].model_dump(), "members": ["housing.voids", "housing.arrears"]}
    )
    other = indicator(polarity="high_is_good")
    assert changed([VOIDS, ARREARS, OF_VOIDS], [other, ARREARS, OF_VOIDS]) == ["housing.all", "housing.voids"]
    assert changed([VOIDS, ARREARS, both], [other, ARREARS, both]) == [
        "housing.all",
        "housing.arrears",
        "housing.voids",
    ]


def test_another_group_of_areas_changes_what_is_compared_with_it() -> None:
    wider = neighbours().model_copy(update={"areas": ("A", "B", "C")})
    assert changed([VOIDS, COMPARED, neighbours()], [VOIDS, COMPARED, wider]) == ["housing.near"]


def test_another_unit_changes_everything_and_who_brought_a_definition_nothing() -> None:
    assert changed([VOIDS, unit()], [VOIDS, unit(definition="2 case")]) == ["housing.voids"]
    before, after = (Registry.build([Contribution(by(version=one), (), (), (VOIDS,))]) for one in ("2026.1", "2026.2"))
    assert list(after.changed_since(before)) == []


def test_another_function_under_the_same_name_is_another_measure() -> None:
    def counted(times: int) -> Indicator:
        def figure(of: Decimal) -> Decimal:
            return times * of

        return indicator(measure=python_measure(figure, of={"measure": "a.m", "unit": "percent"}))

    once, twice = counted(1), counted(2)
    assert changed([once], [once]) == []
    assert changed([once], [twice]) == ["housing.voids"]
