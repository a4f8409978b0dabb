"""Many random cases, rated three ways: ``python -m tests.agreement 100000``.

Definitions of every target type that a number can settle, and figures that lie on a limit, beside it by the last digit,
or anywhere. Frames of every library that runs in this process must say what the engine for one says, and both must say
what plain fractions say (:mod:`scorecard_core.testing.reference`). Each block ends with long histories, of control
charts and of recent trends in turn, and with what is put together from members and what is computed, on which frames
and the engine for one are compared; the last of these not on DuckDB, which plans each such case for a minute. The tests
draw some hundreds of cases and shrink what fails; this draws as many as there is time for. The seed of a block is
printed where it fails, and repeats it.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any

import hypothesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from scorecard_core import Indicator, Observation, Observations, Registry, assess, parse_period
from scorecard_core.frames import rate_frame
from scorecard_core.testing.reference import colour
from tests.frames.backends import FRAMES, duckdb_relation, plain_rows
from tests.frames.cases import Case, Row
from tests.frames.composed import composed_cases
from tests.frames.computed_cases import computed_cases, within, without_nan
from tests.frames.histories import charted, trending
from tests.frames.test_law import differences

__all__ = ["main"]

BEFORE, NOW = "Q3 2016/17", "Q4 2016/17"
PERIODS = {label: parse_period(label) for label in (BEFORE, NOW)}
ENGLAND = "England"
INDICATORS, AREAS, HISTORIES, DRAWN = 60, 150, 40, 10
COLUMNS = ("indicator", "area", "period", "status", "travel", "movement")
BACKENDS: Mapping[str, Callable[[Any], Any]] = {
    "polars": FRAMES["polars"],
    "polars lazy": FRAMES["polars lazy"],
    "pandas": FRAMES["pandas"],
    "pyarrow": FRAMES["pyarrow"],
    "duckdb": duckdb_relation,
}


IN_MEMORY = ("polars", "pandas", "pyarrow")
_DRAW = [Phase.generate]


@dataclass(frozen=True)
class Definition:
    """An indicator, and the limits that its figures should meet."""

    indicator: Indicator
    limits: tuple[Decimal, ...]

    def colour(self, value: Decimal, before: Decimal, national: Decimal, national_before: Decimal) -> str:
        """What plain fractions make of a figure, the one before, and the comparator's two."""
        kind = self.indicator.target[0].type
        facts: dict[str, Decimal] = {"value": value}
        if kind in ("gap", "share"):
            facts |= {"comparator": national, "base_value": before, "base_comparator": national_before}
        elif kind in ("improvement", "comparator"):
            facts["reference"] = before if kind == "improvement" else national
        return colour(self.indicator, PERIODS[NOW], facts)


def _number(random: Random) -> Decimal:
    places = random.choice((0, 1, 2, 2, 4, 6))
    return Decimal(random.randrange(1, 10 ** random.randrange(2, 8))).scaleb(-places)


def _definition(random: Random, number: int) -> Definition:
    kind = random.choice(("threshold", "range", "improvement", "comparator", "gap", "share"))
    polarity = random.choice(("high", "low"))
    tie = random.choice(("better", "worse"))
    limit, amount, percent = _number(random), _number(random) / 100, random.choice(("2.5", "5", "10", "0.1"))
    points = random.random() < 0.5
    per_cent = kind not in ("gap", "share") and random.random() < 0.5
    wide = {**({"points": str(amount)} if points else {}), **({"percent": percent} if per_cent else {})}
    given: dict[str, Any] = {"type": kind, **({"tolerance": wide} if wide else {})}
    if kind == "comparator":
        given["strict"] = tie == "worse"
    else:
        given["tie"] = tie
    high = limit + amount
    match kind:
        case "threshold":
            given["value"] = str(limit)
        case "range":
            given |= {"low": str(limit), "high": str(high)}
        case "improvement":
            given["on"] = "previous"
        case "comparator":
            given["with"] = "england"
        case "gap":
            given |= {"with": "england", "base": "previous"}
        case _:
            given |= {"of": "england", "base": "previous"}
    stated = {
        "id": f"a.i{number}",
        "title": "A case",
        "polarity": "plan_is_best" if kind == "range" else f"{polarity}_is_good",
        "unit": "gbp" if kind == "share" else "percent",
        "frequency": "quarter",
        "target": given,
    }
    off = limit * Decimal(percent) / 100
    limits = (
        limit,
        high,
        limit - amount,
        high + amount,
        limit + off,
        limit - off,
        high + high * Decimal(percent) / 100,
    )
    return Definition(Indicator.model_validate(stated), limits)


def _figure(random: Random, limits: tuple[Decimal, ...]) -> Decimal:
    """A figure of at most 15 digits, all that frames compute with: on a limit, right beside it, or anywhere."""
    figure = random.choice(limits)
    kind = random.random()
    if kind < 0.3:
        figure += random.choice((1, -1)) * Decimal(1).scaleb(random.choice((-9, -6, -2)))
    elif kind < 0.5:
        figure = _number(random)
    return Decimal(format(float(max(figure, Decimal("0.01"))), ".15g"))


def _rows(random: Random, definitions: list[Definition]) -> list[Row]:
    rows = []
    for one in definitions:
        for area in (ENGLAND, *(f"Area {number}" for number in range(AREAS))):
            figures = [_figure(random, one.limits) for _ in PERIODS]
            if random.random() < 0.2:
                figures[1] = figures[0]
            for label, figure in zip(PERIODS, figures, strict=True):
                if random.random() < 0.97:
                    rows.append(Row(one.indicator.id, area, label, float(figure)))
    random.shuffle(rows)
    return rows


def _by_one(registry: Registry, rows: list[Row]) -> dict[tuple[str, str, str], tuple[Any, ...]]:
    observations = Observations(
        Observation(measure=row.measure, area=row.area, period=PERIODS[row.period], value=Decimal(repr(row.value)))
        for row in rows
    )
    found = {}
    for row in rows:
        one = assess(registry[row.measure], observations, PERIODS[row.period], area=row.area)
        answers = tuple(map(str, (one.status, one.travel.answer, one.movement.answer)))
        found[row.measure, row.area, row.period] = answers
    return found


def _in_fractions(definitions: list[Definition], rows: list[Row]) -> Iterator[tuple[tuple[str, str, str], str]]:
    figures = {(row.measure, row.area, row.period): Decimal(repr(row.value)) for row in rows}
    for one in definitions:
        for area in {area for measure, area, _ in figures if measure == one.indicator.id and area != ENGLAND}:
            wanted = [(one.indicator.id, where, when) for where in (area, ENGLAND) for when in (NOW, BEFORE)]
            if all(key in figures for key in wanted):
                yield wanted[0], one.colour(*(figures[key] for key in wanted))


def _block(seed: int) -> tuple[int, list[str]]:
    """How many ratings a block compared, and what disagreed."""
    random = Random(seed)
    definitions = [_definition(random, number) for number in range(INDICATORS)]
    rows = _rows(random, definitions)
    registry = Registry.of(*(one.indicator for one in definitions))
    expected = _by_one(registry, rows)
    wrong = [
        f"fractions say {colour} of {key}, and the engine for one {expected[key][0]}"
        for key, colour in _in_fractions(definitions, rows)
        if colour != expected[key][0]
    ]
    for backend, make in BACKENDS.items():
        rated = {
            (row["indicator"], row["area"], row["period"]): tuple(row[name] for name in COLUMNS[3:])
            for row in plain_rows(rate_frame(make(rows), registry, columns=COLUMNS))
        }
        wrong += [
            f"{backend} says {rated.get(key)} of {key}, and the engine for one {answers}"
            for key, answers in expected.items()
            if rated.get(key) != answers
        ]
        wrong += [f"{backend} has a row too many: {key}" for key in rated.keys() - expected.keys()]
    return len(rows), wrong


def _histories(seed: int) -> tuple[int, list[str]]:
    """The same for what reads long histories."""
    random = Random(seed)
    if seed % 2:
        case = charted(random, random.choice(("month", "year_to_date", "survey")), charts=2, areas=HISTORIES)
    else:
        case = trending(random, random.choice(("financial_year", "survey")), areas=HISTORIES)
    frames = ((backend, rate_frame(make(case.rows), case.registry)) for backend, make in BACKENDS.items())
    wrong = [f"{backend}: {text}" for backend, frame in frames for text in differences(case, frame)]
    return len(case.rows), wrong


def _drawn(seed: int) -> tuple[int, list[str]]:
    """The same for what rests on other indicators and measures."""
    count, wrong = 0, list[str]()

    @hypothesis.seed(seed)
    @settings(max_examples=DRAWN, deadline=None, suppress_health_check=list(HealthCheck), database=None, phases=_DRAW)
    @given(st.one_of(composed_cases(), computed_cases().map(within)))
    def compare(case: Case) -> None:
        nonlocal count
        count += len(case.rows)
        for backend in IN_MEMORY:
            rows = without_nan(case) if backend == "pandas" else case
            rated = rate_frame(FRAMES[backend](rows.rows), rows.registry, as_at=rows.as_at)
            wrong.extend(f"{backend}: {text}" for text in differences(rows, rated))

    compare()
    return count, wrong


def main() -> int:
    """Compare; 1 where anything disagrees."""
    parser = argparse.ArgumentParser(prog="python -m tests.agreement", description=__doc__)
    parser.add_argument("cases", type=int, nargs="?", default=100_000, help="how many ratings to compare, at least")
    parser.add_argument("--seed", type=int, default=1, help="the first block's; the next block has the next")
    options = parser.parse_args()
    done, seed, started = 0, options.seed, time.monotonic()
    while done < options.cases:
        each = [part(seed) for part in (_block, _histories, _drawn)]
        count, wrong = sum(count for count, _ in each), [text for _, found in each for text in found]
        if wrong:
            print(f"\n{len(wrong)} disagree in the block of seed {seed}:", *wrong[:20], sep="\n  ")
            return 1
        done, seed = done + count, seed + 1
        print(f"\r{done:,} ratings on {len(BACKENDS)} kinds of frame agree", end="", flush=True)
    print(f"; {time.monotonic() - started:,.0f} s, seeds {options.seed} to {seed - 1}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
