"""Hypothesis strategies for definitions and figures, made to land on the limits where rules go wrong.

Each name is plural and gives one thing at a time, as Hypothesis' own do::

    @given(indicators().flatmap(histories))
    def test_...(observations): ...

With ``scorecard-core`` installed, ``st.from_type(Indicator)`` and the like work too: Hypothesis calls :func:`register`,
which imports nothing. A type is registered once the program itself has imported the module that the type is in.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scorecard_core.testing.strategies.definitions import indicators as indicators
    from scorecard_core.testing.strategies.definitions import targets as targets
    from scorecard_core.testing.strategies.fact_sets import facts as facts
    from scorecard_core.testing.strategies.figures import histories as histories
    from scorecard_core.testing.strategies.figures import observations as observations
    from scorecard_core.testing.strategies.spans import periods as periods
    from scorecard_core.testing.strategies.whole_cases import cases as cases

_MODULE_OF = {
    "cases": "whole_cases",
    "facts": "fact_sets",
    "histories": "figures",
    "indicators": "definitions",
    "observations": "figures",
    "periods": "spans",
    "targets": "definitions",
}

__all__ = ["cases", "facts", "histories", "indicators", "observations", "periods", "register", "targets"]


def __getattr__(name: str) -> Any:
    if name not in _MODULE_OF:
        raise AttributeError(f"module '{__name__}' has no attribute '{name}'")
    return getattr(import_module(f"{__name__}.{_MODULE_OF[name]}"), name)


def _registrations(module: str) -> dict[str, Callable[[], Any]]:
    """Which types of a module have strategies; each is built when it is first asked for."""

    def of(name: str, **options: Any) -> Callable[[], Any]:
        return lambda: __getattr__(name)(**options)

    def for_any_indicator(name: str) -> Callable[[], Any]:
        return lambda: __getattr__("indicators")().flatmap(__getattr__(name))

    known = {
        "scorecard_core.periods": {"Period": of("periods")},
        "scorecard_core.observations": {
            "Observation": for_any_indicator("observations"),
            "Observations": for_any_indicator("histories"),
        },
        "scorecard_core.targets.levels": {
            "NoTarget": of("targets", types=("none",)),
            "Threshold": of("targets", types=("threshold",)),
            "Range": of("targets", types=("range",)),
            "Bands": of("targets", types=("bands",)),
            "Judged": of("targets", types=("judgement",)),
        },
        "scorecard_core.targets.control_chart": {"ControlChart": of("targets", types=("control_chart",))},
        "scorecard_core.targets.comparisons": {
            "Improvement": of("targets", types=("improvement",)),
            "Consecutive": of("targets", types=("consecutive",)),
            "InComparison": of("targets", types=("comparator",)),
            "Gap": of("targets", types=("gap",)),
            "Share": of("targets", types=("share",)),
        },
        "scorecard_core.targets.statistical": {
            "InPosition": of("targets", types=("position",)),
            "Significance": of("targets", types=("significance",)),
        },
        "scorecard_core.targets.paths": {
            "Trajectory": of("targets", types=("trajectory",)),
            "Progress": of("targets", types=("progress",)),
        },
        "scorecard_core.targets.milestones": {"Milestone": of("targets", types=("milestone",))},
        "scorecard_core.targets.compositions": {
            "AllOf": of("targets", types=("all_of",)),
            "AnyOf": of("targets", types=("any_of",)),
            "WorstOf": of("targets", types=("worst_of",)),
            "Weighted": of("targets", types=("weighted",)),
        },
        "scorecard_core.indicators": {"Indicator": of("indicators")},
    }
    return known.get(module, {})


def register() -> None:
    """Make ``st.from_type`` know this library's types. Hypothesis calls it through its entry point."""
    if not any(isinstance(finder, _Registering) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Registering())
    for name, module in list(sys.modules.items()):
        _register(name, module)


def _register(name: str, module: ModuleType) -> None:
    from hypothesis import strategies as st

    for type_name, build in _registrations(name).items():
        st.register_type_strategy(getattr(module, type_name), _ignoring_the_type(build))


def _ignoring_the_type(build: Callable[[], Any]) -> Callable[[type], Any]:
    return lambda _type: build()


class _Registering(MetaPathFinder):
    """Registers the types of a module once it has been loaded; finds nothing of its own."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if not _registrations(fullname):
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.loader is not None:
            run = spec.loader.exec_module

            def run_and_register(module: ModuleType) -> None:
                run(module)
                _register(fullname, module)

            spec.loader.exec_module = run_and_register  # type: ignore[method-assign]
        return spec
