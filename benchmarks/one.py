"""Measure the engine for one: ``python -m benchmarks.one``.

A council of 300 indicators over 40 quarters, from a CSV file to 12,000 ratings with all their facts and sentences, in
one process; and each part of one rating as a multiple of the three compiled lists alone, so that the machine cancels.
All parts take turns in one session, and the medians count. Time is the processor's, not the clock's.
"""

from __future__ import annotations

import argparse
import gc
import random
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from scorecard_core import (
    Answered,
    Assessment,
    Assessor,
    Indicator,
    Observations,
    Period,
    Rating,
    Registry,
    rate,
    read_observations,
)
from scorecard_core.rating import rating_of

__all__ = ["main"]

AREA = "Worcestershire"
INDICATORS, PERIODS = 300, 40
_SEED = 77
_TARGETS: Sequence[tuple[str, Mapping[str, Any]]] = (
    ("low_is_good", {"type": "threshold", "value": "60", "tolerance": {"percent": 10}}),
    ("high_is_good", {"type": "threshold", "value": "55.5", "amber_limit": "50"}),
    ("low_is_good", {"type": "comparator", "with": "england", "tolerance": {"percent": 5}}),
    ("high_is_good", {"type": "improvement", "on": "previous", "tolerance": {"percent": 10}}),
    ("plan_is_best", {"type": "range", "low": "45", "high": "60", "tolerance": {"percent": 5}}),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.one", description=__doc__)
    parser.add_argument("--repeat", type=int, default=5, help="how often each is run; the median counts")
    parser.add_argument("--indicators", type=int, default=INDICATORS)
    parser.add_argument("--periods", type=int, default=PERIODS)
    options = parser.parse_args(arguments)
    council, periods = registry(options.indicators), quarters(options.periods)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "observations.csv"
        write(file, council, periods)
        _print_parts(_medians(parts(council, periods, read_observations(file, registry=council)), options.repeat))
        _print_whole(_medians(whole(council, periods, file), options.repeat), len(council) * len(periods))
    return 0


def registry(indicators: int) -> Registry:
    """So many indicators, with each kind of target in turn."""
    return Registry.of(
        *(
            Indicator.model_validate(
                {
                    "id": f"council.measure_{number}",
                    "title": f"Measure {number}",
                    "polarity": polarity,
                    "unit": "per_10000_children",
                    "frequency": "quarter",
                    "target": target,
                }
            )
            for number, (polarity, target) in enumerate(islice(cycle(_TARGETS), indicators))
        )
    )


def quarters(count: int) -> tuple[Period, ...]:
    """So many quarters in a row."""
    found = [Period.quarter(2007, 1)]
    while len(found) < count:
        following = found[-1].following
        assert following is not None
        found.append(following)
    return tuple(found[:count])


def write(file: Path, council: Registry, periods: Sequence[Period]) -> None:
    """The figures of the area, some of them suppressed, and of England where they are compared with."""
    chance = random.Random(_SEED)
    with file.open("w", encoding="utf-8") as lines:
        lines.write("measure,area,period,value,missing_reason,source\n")
        for id, indicator in council.items():
            for period in periods:
                for area in (AREA, "England") if "england" in indicator.needed_comparators else (AREA,):
                    value = f"{chance.gauss(55, 8):.1f}"
                    cells = ",suppressed" if chance.random() < 0.02 else f"{value},"
                    lines.write(f"{id},{area},{period},{cells},Quarterly return\n")


def parts(council: Registry, periods: Sequence[Period], figures: Observations) -> dict[str, Callable[[], float]]:
    """The parts of one rating; each gives the microseconds that it takes."""
    indicators, at = list(council.values()), periods[len(periods) // 2 : len(periods) // 2 + 4]

    def assessed() -> list[Assessment]:
        assessor = Assessor(observations=figures, area=AREA, comparators=council.comparators, units=council.units)
        return [assessor.assess(indicator, period) for indicator in indicators for period in at]

    stages = [
        [(one.rule, one.facts) for one in (assessment.answered, assessment.travel, assessment.movement) if one]
        for assessment in assessed()
    ]
    lists = [(rule.decide, facts) for asked in stages for rule, facts in asked]

    def alone() -> None:
        for decide, facts in lists:
            decide(facts)

    def answered() -> None:
        for asked in stages:
            for rule, facts in asked:
                Answered.by(rule, facts)

    def rated() -> float:
        waiting = assessed()
        return _time(lambda: [rating_of(assessment) for assessment in waiting], len(waiting))

    def from_figures() -> None:
        for indicator in indicators:
            for period in at:
                rate(indicator, figures, period, area=AREA, comparators=council.comparators, units=council.units)

    return {
        "the three lists alone": lambda: _time(alone, len(stages)),
        "status, travel and movement, facts gathered": lambda: _time(answered, len(stages)),
        "facts and sentence, given the assessment": rated,
        "an assessment, many in a row": lambda: _time(assessed, len(stages)),
        "rate(), each by itself": lambda: _time(from_figures, len(stages)),
    }


def whole(council: Registry, periods: Sequence[Period], file: Path) -> dict[str, Callable[[], float]]:
    """From the file to the ratings; each gives the microseconds that it takes."""
    figures = read_observations(file, registry=council)

    def of(found: Observations) -> list[Rating]:
        assessor = Assessor(
            observations=found, area=AREA, comparators=council.comparators, units=council.units, indicators=council
        )
        return [rating_of(assessor.of(id, period)) for id in council for period in periods]

    return {
        "read the figures": lambda: _time(lambda: read_observations(file, registry=council), 1),
        "rate them": lambda: _time(lambda: of(Observations(figures)), 1),
        "both": lambda: _time(lambda: of(read_observations(file, registry=council)), 1),
    }


def _time(run: Callable[[], Any], count: int) -> float:
    gc.collect()
    started = time.process_time()
    run()
    return (time.process_time() - started) / count * 1e6


def _medians(measured: Mapping[str, Callable[[], float]], repeat: int) -> dict[str, float]:
    rounds = [{name: measure() for name, measure in measured.items()} for _ in range(repeat)]
    return {name: statistics.median(one[name] for one in rounds) for name in measured}


def _print_parts(microseconds: Mapping[str, float]) -> None:
    unit = next(iter(microseconds.values()))
    print(f"{'one rating':<45} {'µs':>8} {'ratio':>8}")
    for name, taken in microseconds.items():
        print(f"{name:<45} {taken:8.1f} {taken / unit:8.1f}")


def _print_whole(microseconds: Mapping[str, float], ratings: int) -> None:
    print(f"\n{f'{ratings:,} ratings from a CSV file':<45} {'s':>8} {'µs each':>8}")
    for name, taken in microseconds.items():
        print(f"{name:<45} {taken / 1e6:8.2f} {taken / ratings:8.1f}")


if __name__ == "__main__":
    raise SystemExit(main())
