"""Plugins: found and loaded one by one, every problem told with its distribution, and none hidden by another's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import scorecard_core.plugins
from scorecard_core import (
    Comparator,
    Indicator,
    Problems,
    Provenance,
    Registry,
    ScorecardError,
    UnitDefinition,
    hookimpl,
    load_plugins,
)

GROUP = "scorecard_core"
Install = Callable[..., None]


class FakeEntryPoint:
    """An entry point as ``importlib.metadata`` has it, of a plugin that was never installed."""

    group = GROUP

    def __init__(
        self,
        name: str,
        plugin: object = None,
        *,
        dist: str | None = "",
        version: str = "2026.1",
        requires: list[str] | None = None,
        error: BaseException | None = None,
    ) -> None:
        self.name, self.value = name, f"scorecard_{name}"
        self.dist = (
            None
            if dist is None
            else SimpleNamespace(name=dist or f"scorecard-{name}", version=version, requires=requires)
        )
        self.plugin, self.error = plugin, error

    def load(self) -> object:
        if self.error is not None:
            raise self.error
        return self.plugin


@pytest.fixture
def install(monkeypatch: pytest.MonkeyPatch) -> Install:
    """Install entry points, and nothing else."""

    def install(*points: FakeEntryPoint) -> None:
        def entry_points(*, group: str) -> Sequence[FakeEntryPoint]:
            return [point for point in points if point.group == group]

        monkeypatch.setattr(scorecard_core.plugins, "entry_points", entry_points)

    return install


def plugin(**hooks: Callable[..., Any]) -> SimpleNamespace:
    """A plugin whose hooks are marked as such; the names are those of the hooks without their beginning."""
    names = {
        name if name.startswith("scorecard_") else f"scorecard_register_{name}": hook for name, hook in hooks.items()
    }
    return SimpleNamespace(**{name: hookimpl(hook) for name, hook in names.items()})


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


def publishing(*indicators: Indicator) -> SimpleNamespace:
    return plugin(indicators=lambda: list(indicators))


HOUSING = FakeEntryPoint("housing", publishing(indicator()))
ADULTS = FakeEntryPoint("adults", publishing(indicator("adults.visits")), version="3")


def problems(**choices: Any) -> tuple[ScorecardError, ...]:
    with pytest.raises(Problems) as refused:
        load_plugins(**choices)
    collected = load_plugins(**choices, on_error="collect")
    assert [str(problem) for problem in collected.problems] == [str(error) for error in refused.value.errors]
    return refused.value.errors


def only_problem(code: str, **choices: Any) -> str:
    (error,) = problems(**choices)
    assert error.code == code
    return str(error)


# Loading.


def test_what_a_plugin_publishes_is_in_the_registry_with_who_published_it(install: Install) -> None:
    install(HOUSING)
    registry = load_plugins()
    assert list(registry) == ["housing.voids"]
    assert registry["housing.voids"].provenance == Provenance("housing", "scorecard-housing", "2026.1")
    assert registry.problems == ()


def test_a_plugin_may_bring_units_comparators_and_indicators(install: Install) -> None:
    install(
        FakeEntryPoint(
            "roads",
            plugin(
                units=lambda: [UnitDefinition(name="pothole", definition="[pothole]")],
                comparators=lambda: (Comparator(id="roads.others", name="others", areas=("A",)),),
                indicators=lambda: [indicator("roads.holes", unit="pothole", comparators=["roads.others"])],
            ),
        )
    )
    registry = load_plugins()
    assert list(registry) == ["roads.holes"]
    assert "pothole" in registry.units
    assert "roads.others" in registry.comparators


def test_a_plugin_may_implement_one_hook_only(install: Install) -> None:
    install(FakeEntryPoint("roads", plugin(units=lambda: [UnitDefinition(name="pothole", definition="[pothole]")])))
    assert "pothole" in load_plugins().units


def test_without_plugins_there_is_an_empty_registry(install: Install) -> None:
    install()
    assert load_plugins() == Registry.build([])


def test_an_entry_point_of_another_group_is_not_a_plugin(install: Install) -> None:
    other = FakeEntryPoint("adults", publishing(indicator("adults.visits")))
    other.group = "pytest11"
    install(HOUSING, other)
    assert list(load_plugins()) == ["housing.voids"]


def test_only_those_named_are_loaded(install: Install) -> None:
    install(HOUSING, ADULTS, FakeEntryPoint("broken", error=ImportError("never asked for")))
    assert list(load_plugins(only=["adults"])) == ["adults.visits"]
    assert list(load_plugins(only=[])) == []


def test_a_plugin_that_is_required_and_there_is_no_problem(install: Install) -> None:
    install(HOUSING, ADULTS)
    assert len(load_plugins(require=["adults", "housing"])) == 2


def test_a_plugin_without_a_distribution_is_known_by_what_it_points_to(install: Install) -> None:
    install(FakeEntryPoint("housing", publishing(indicator()), dist=None))
    assert load_plugins()["housing.voids"].provenance == Provenance("housing", "", "")


# Plugins that are missing, or twice there.


@pytest.mark.parametrize("choice", ["require", "only"])
def test_a_missing_plugin_is_an_error_with_the_nearest_one_that_is_there(install: Install, choice: str) -> None:
    install(HOUSING)
    assert only_problem("plugin-missing", **{choice: ["housng"]}) == (
        "the required plugin 'housng' is not installed. Did you mean 'housing'?"
    )


def test_where_no_plugin_is_there_the_hint_says_how_to_install_one(install: Install) -> None:
    install()
    assert only_problem("plugin-missing", require=["housing"]) == (
        "the required plugin 'housing' is not installed. Install it, for instance: pip install scorecard-housing."
    ).removesuffix(".")


def test_every_missing_plugin_is_told_once(install: Install) -> None:
    install(HOUSING)
    found = problems(require=["waste", "adults", "waste"], only=["housing", "adults"])
    assert [error.code for error in found] == ["plugin-missing", "plugin-missing"]
    assert ["'adults'" in str(found[0]), "'waste'" in str(found[1])] == [True, True]


def test_a_required_plugin_that_is_broken_is_broken_and_not_missing(install: Install) -> None:
    install(FakeEntryPoint("housing", error=ImportError("no")))
    only_problem("plugin-not-imported", require=["housing"])


def test_two_distributions_that_offer_one_name_are_both_named_and_neither_is_loaded(install: Install) -> None:
    install(
        FakeEntryPoint("housing", publishing(indicator())),
        FakeEntryPoint("housing", publishing(indicator("housing.rents")), dist="lbx-housing", version="0.3"),
    )
    assert only_problem("plugin-duplicate") == (
        "2 distributions provide the plugin 'housing': lbx-housing 0.3 and scorecard-housing 2026.1. Uninstall one."
    )
    assert list(load_plugins(on_error="collect")) == []


# Plugins that are broken.


def test_a_plugin_that_cannot_be_imported_is_named_with_what_it_was_built_for(install: Install) -> None:
    cause = ModuleNotFoundError("No module named 'shapely'")
    install(FakeEntryPoint("housing", error=cause, requires=["shapely", "scorecard-core>=1.4,<2"]))
    assert only_problem("plugin-not-imported") == (
        "plugin 'housing' (scorecard-housing 2026.1): it could not be imported "
        "(ModuleNotFoundError: No module named 'shapely'). It was built for scorecard-core>=1.4,<2."
    )
    (error,) = load_plugins(on_error="collect").problems
    assert error.__cause__ is cause


def test_what_a_plugin_was_built_for_is_the_engine_and_not_another_plugin(install: Install) -> None:
    install(FakeEntryPoint("housing", error=ImportError("no"), requires=["scorecard-adults>=1", "scorecard-core>=1.4"]))
    assert only_problem("plugin-not-imported").endswith("It was built for scorecard-core>=1.4.")


@pytest.mark.parametrize("error", [SyntaxError("a bracket"), AttributeError("no such name"), RuntimeError("anything")])
def test_whatever_goes_wrong_as_a_plugin_is_imported_is_told(install: Install, error: Exception) -> None:
    install(FakeEntryPoint("housing", error=error))
    assert only_problem("plugin-not-imported") == (
        f"plugin 'housing' (scorecard-housing 2026.1): it could not be imported ({type(error).__name__}: {error})."
    )


def test_an_unknown_hook_is_told_with_the_one_that_may_have_been_meant(install: Install) -> None:
    install(FakeEntryPoint("housing", plugin(scorecard_register_indicator=lambda: [indicator()])))
    assert only_problem("hook-unknown") == (
        "plugin 'housing' (scorecard-housing 2026.1): 'scorecard_register_indicator' is not a hook. "
        "Did you mean 'scorecard_register_indicators'?"
    )


def test_a_plugin_with_an_unknown_hook_contributes_nothing(install: Install) -> None:
    install(FakeEntryPoint("housing", plugin(indicators=lambda: [indicator()], scorecard_xyzzy=lambda: [])))
    only_problem("hook-unknown")
    assert list(load_plugins(on_error="collect")) == []


@pytest.mark.parametrize("nothing", [SimpleNamespace(), None, SimpleNamespace(scorecard_register_indicators=list)])
def test_a_plugin_without_hooks_is_told_where_to_look(install: Install, nothing: object) -> None:
    install(FakeEntryPoint("housing", nothing))
    assert only_problem("plugin-without-hooks") == (
        "plugin 'housing' (scorecard-housing 2026.1): it implements no hook; expected a function marked with "
        "scorecard_core.hookimpl. Is the entry point the module that holds it?"
    )


def test_a_hook_that_asks_for_something_is_refused(install: Install) -> None:
    install(FakeEntryPoint("housing", plugin(indicators=lambda config: [config])))
    text = only_problem("plugin-invalid")
    assert text.startswith("plugin 'housing' (scorecard-housing 2026.1): ")
    assert "'config'" in text
    assert "\n" not in text


@pytest.mark.parametrize(
    ("returned", "what"),
    [
        ({}, "a dict"),
        (indicator(), "an Indicator"),
        ("housing.voids", "a str"),
        ((one for one in ()), "a generator"),
        (7, "an int"),
        (UnitDefinition(name="pothole", definition="[pothole]"), "a UnitDefinition"),
    ],
    ids=["dict", "indicator", "text", "generator", "number", "unit"],
)
def test_a_hook_that_returns_no_list_is_told_what_it_returned(install: Install, returned: object, what: str) -> None:
    install(FakeEntryPoint("housing", plugin(indicators=lambda: returned)))
    assert only_problem("hook-wrong-type") == (
        "plugin 'housing' (scorecard-housing 2026.1), scorecard_register_indicators: "
        f"it returned {what}; expected a list of Indicator."
    )


def test_a_hook_that_returns_nothing_is_refused(install: Install) -> None:
    install(FakeEntryPoint("housing", plugin(indicators=lambda: None)))
    only_problem("hook-wrong-type")


@pytest.mark.parametrize(
    ("hook", "wrong", "message"),
    [
        ("indicators", {}, "it returned a dict at position 2; expected an Indicator there."),
        ("units", 3, "it returned an int at position 2; expected a UnitDefinition there."),
        ("comparators", indicator(), "it returned an Indicator at position 2; expected a Comparator there."),
    ],
)
def test_a_wrong_item_is_told_with_its_position_and_the_right_ones_are_kept(
    install: Install, hook: str, wrong: object, message: str
) -> None:
    right = {
        "indicators": indicator(),
        "units": UnitDefinition(name="pothole", definition="[pothole]"),
        "comparators": Comparator(id="housing.others", name="others", areas=("A",)),
    }[hook]
    install(FakeEntryPoint("housing", plugin(**{hook: lambda: [right, wrong]})))
    assert only_problem("hook-wrong-item") == (
        f"plugin 'housing' (scorecard-housing 2026.1), scorecard_register_{hook}: {message}"
    )
    registry = load_plugins(on_error="collect")
    assert ("housing.voids" in registry, "pothole" in registry.units, "housing.others" in registry.comparators) == (
        hook == "indicators",
        hook == "units",
        hook == "comparators",
    )


def failing(error: Exception) -> Callable[[], list[Indicator]]:
    def hook() -> list[Indicator]:
        raise error

    return hook


def test_a_hook_that_raises_is_told_with_what_it_raised(install: Install) -> None:
    install(FakeEntryPoint("housing", plugin(indicators=failing(ValueError("no figures today")))))
    assert only_problem("hook-failed") == (
        "plugin 'housing' (scorecard-housing 2026.1), scorecard_register_indicators: "
        "it raised ValueError: no figures today; expected a list of Indicator."
    )


def test_a_hook_that_raises_hides_nothing_that_the_plugins_other_hooks_return(install: Install) -> None:
    hooks = plugin(
        indicators=failing(ValueError("no")), units=lambda: [UnitDefinition(name="pothole", definition="[pothole]")]
    )
    install(FakeEntryPoint("housing", hooks))
    assert "pothole" in load_plugins(on_error="collect").units


def test_the_problems_of_a_plugins_definition_files_are_told_one_by_one(install: Install) -> None:
    def hook() -> list[Indicator]:
        unknown = ScorecardError("key-unknown", where="voids.toml: [a] b", found="unknown key")
        raise Problems("reading the definitions", [unknown, ScorecardError("x-y", found="no")])

    install(FakeEntryPoint("housing", plugin(indicators=hook)))
    assert [str(error) for error in problems()] == [
        "plugin 'housing' (scorecard-housing 2026.1): voids.toml: [a] b: unknown key.",
        "plugin 'housing' (scorecard-housing 2026.1): no.",
    ]


def test_a_definition_that_a_plugin_builds_wrongly_in_python_is_told_in_one_line(install: Install) -> None:
    install(FakeEntryPoint("housing", plugin(indicators=lambda: [indicator(polarity="low")])))
    (error,) = problems()
    assert "\n" not in str(error)
    assert "errors.pydantic.dev" not in str(error)


# Definitions that do not hold together across plugins.


def test_the_same_id_from_two_plugins_names_both_distributions(install: Install) -> None:
    install(HOUSING, FakeEntryPoint("lbx", publishing(indicator()), dist="lbx-housing", version="0.3"))
    foreign, duplicate = problems()
    assert (foreign.code, duplicate.code) == ("id-not-of-plugin", "indicator-duplicate")
    assert str(duplicate) == (
        "lbx-housing 0.3: a second definition of 'housing.voids', which scorecard-housing 2026.1 defines already; "
        "expected one. Uninstall one of them, or give one indicator another id."
    )


def test_one_plugin_that_defines_an_id_twice_is_told(install: Install) -> None:
    install(FakeEntryPoint("housing", publishing(indicator(), indicator(title="Again"))))
    assert only_problem("indicator-duplicate") == (
        "scorecard-housing 2026.1: a second definition of 'housing.voids', which scorecard-housing 2026.1 defines "
        "already; expected one. Uninstall one of them, or give one indicator another id."
    )


def test_an_id_that_does_not_carry_the_plugins_name_is_refused(install: Install) -> None:
    install(FakeEntryPoint("adults", publishing(indicator())))
    assert only_problem("id-not-of-plugin") == (
        "scorecard-adults 2026.1: the indicator 'housing.voids'; expected an id that begins with 'adults.', the name "
        "of the plugin."
    )


@pytest.mark.parametrize(
    ("changes", "code", "message"),
    [
        ({"unit": "percnt"}, "unit-unknown", "[housing.voids] unit: 'percnt' is not a unit. Did you mean 'percent'?"),
        (
            {"comparators": ["englnd"]},
            "comparator-unknown",
            "[housing.voids]: no comparator 'englnd'. Did you mean 'england'?",
        ),
    ],
)
def test_what_a_definition_needs_must_be_there(
    install: Install, changes: dict[str, Any], code: str, message: str
) -> None:
    install(FakeEntryPoint("housing", publishing(indicator(**changes))))
    assert only_problem(code) == f"scorecard-housing 2026.1: {message}"


def test_a_plugin_may_use_what_another_brings(install: Install) -> None:
    install(
        FakeEntryPoint("adults", publishing(indicator("adults.visits", unit="pothole"))),
        FakeEntryPoint("roads", plugin(units=lambda: [UnitDefinition(name="pothole", definition="[pothole]")])),
    )
    assert list(load_plugins()) == ["adults.visits"]


# Many plugins.

MANY = (
    HOUSING,
    ADULTS,
    FakeEntryPoint("broken", error=ImportError("no")),
    FakeEntryPoint("empty", SimpleNamespace()),
    FakeEntryPoint("failing", plugin(indicators=failing(ValueError("no")))),
    FakeEntryPoint("misspelt", plugin(scorecard_register_indicator=lambda: [])),
    FakeEntryPoint("twice", publishing()),
    FakeEntryPoint("twice", publishing(), dist="another-twice"),
    FakeEntryPoint("wrong", plugin(indicators=lambda: [{}, indicator("wrong.a", unit="percnt"), indicator("wrong.b")])),
)


def test_one_broken_plugin_hides_no_other(install: Install) -> None:
    install(*MANY)
    registry = load_plugins(on_error="collect")
    assert list(registry) == ["adults.visits", "housing.voids", "wrong.b"]
    assert "housing" in {one.plugin for one in registry.contributors}


def test_every_problem_of_every_plugin_is_raised_at_once(install: Install) -> None:
    install(*MANY)
    assert [error.code for error in problems(require=["waste"])] == [
        "plugin-not-imported",
        "plugin-without-hooks",
        "hook-failed",
        "hook-unknown",
        "plugin-duplicate",
        "hook-wrong-item",
        "plugin-missing",
        "unit-unknown",
    ]


def everything(registry: Registry) -> tuple[Any, ...]:
    return (
        dict(registry.indicators),
        [one.provenance for one in registry.values()],
        dict(registry.comparators),
        list(registry.units),
        registry.contributors,
        [(problem.code, str(problem)) for problem in registry.problems],
    )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50, deadline=None)
@given(points=st.permutations(MANY))
def test_the_order_of_installation_changes_nothing(install: Install, points: Iterable[FakeEntryPoint]) -> None:
    install(*MANY)
    expected = everything(load_plugins(on_error="collect"))
    install(*points)
    assert everything(load_plugins(on_error="collect")) == expected


def test_loading_again_finds_what_was_installed_meanwhile(install: Install) -> None:
    install(HOUSING)
    assert len(load_plugins()) == 1
    install(HOUSING, ADULTS)
    assert len(load_plugins()) == 2
