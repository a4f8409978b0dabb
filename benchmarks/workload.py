"""What is rated: 300 indicators in many areas over many quarters, always the same for the same size.

One indicator in ten is a range. The others take turns with a fixed target and a tolerance in per cent of it, a national
comparator, an improvement on the previous figure, and no target. One figure in twenty is missing with a reason, one in
fifty is not there at all (a gap), and many fall exactly on a limit, where arithmetic in floats goes wrong. A reference
that comes with the data has no tolerance, so that hand-written code can be exact by comparing floats.

The same parameters are there twice: as :class:`~scorecard_core.Indicator` definitions for the engine, and as plain
columns, with the limits worked out in decimals, for everyone else.
"""

from __future__ import annotations

import math
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from functools import cache, cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from scorecard_core import (
    Base,
    BaseKind,
    Distance,
    Frequency,
    Improvement,
    InComparison,
    Indicator,
    Movement,
    NoTarget,
    Period,
    PeriodKind,
    Polarity,
    Rag,
    Range,
    Registry,
    Threshold,
    Travel,
)

__all__ = [
    "ENGLAND",
    "INDICATORS",
    "KINDS",
    "MOVEMENTS",
    "STATUSES",
    "TRAVELS",
    "Files",
    "Keys",
    "Parameters",
    "Shape",
    "parameters",
    "period_labels",
    "registry",
    "write",
]

INDICATORS = 300
LONGEST = 40
"""Quarters in the longest history."""

ENGLAND = "England"
KINDS = ("none", "threshold", "range", "comparator", "improvement")
STATUSES = tuple(str(word) for word in (Rag.GREY, Rag.RED, Rag.AMBER, Rag.GREEN))
TRAVELS = tuple(str(word) for word in Travel)
MOVEMENTS = tuple(str(word) for word in Movement)

SEED = 20170331
SCALE = 10_000
"""Figures are generated as whole ten-thousandths: divided by this, each is the float nearest to its decimal."""

_NONE, _THRESHOLD, _RANGE, _COMPARATOR, _IMPROVEMENT = range(5)
_BLOCK = 3_000_000

Numbers = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Parameters:
    """One indicator's parameters as plain numbers; what its kind does not use is None."""

    measure: str
    kind: str
    sign: int
    target: Decimal | None = None
    amber_limit: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    amber_low: Decimal | None = None
    amber_high: Decimal | None = None
    tolerance: Decimal | None = None
    centre: Decimal = Decimal(0)


@cache
def parameters() -> tuple[Parameters, ...]:
    """The parameters of every indicator, in the order of their ids."""
    random = np.random.default_rng(SEED)
    return tuple(
        _parameters(index, Decimal(str(round(float(size), 1))), Decimal(str(tolerance)))
        for index, (size, tolerance) in enumerate(
            zip(
                np.exp(random.uniform(math.log(5), math.log(5000), INDICATORS)),
                random.choice([2.5, 5.0, 10.0], INDICATORS),
                strict=True,
            )
        )
    )


def _parameters(index: int, centre: Decimal, tolerance: Decimal) -> Parameters:
    measure = f"benchmark.indicator_{index:03}"
    if index % 10 == 0:
        low, high = (round(centre * Decimal(part), 1) for part in ("0.95", "1.05"))
        rate = tolerance / 100
        return Parameters(
            measure,
            "range",
            0,
            low=low,
            high=high,
            amber_low=low - low * rate,
            amber_high=high + high * rate,
            tolerance=tolerance,
            centre=centre,
        )
    kind = ("threshold", "comparator", "improvement", "none")[index % 4]
    sign = 1 if index // 4 % 2 else -1
    if kind == "threshold":
        limit = centre - sign * centre * tolerance / 100
        return Parameters(measure, kind, sign, centre, limit, tolerance=tolerance, centre=centre)
    if kind == "none" and index % 3 == 0:
        sign = 0
    return Parameters(measure, kind, sign, centre=centre)


def _indicator(stated: Parameters) -> Indicator:
    tolerance = Distance(percent=stated.tolerance) if stated.tolerance else None
    polarity = {1: Polarity.HIGH_IS_GOOD, -1: Polarity.LOW_IS_GOOD, 0: Polarity.NO_JUDGEMENT}[stated.sign]
    target: NoTarget | Range | Threshold | InComparison | Improvement
    match stated.kind:
        case "range":
            polarity = Polarity.PLAN_IS_BEST
            target = Range(low=stated.low, high=stated.high, tolerance=tolerance)
        case "threshold":
            target = Threshold(value=stated.target, tolerance=tolerance)
        case "comparator":
            target = InComparison(comparator="england")
        case "improvement":
            target = Improvement(on=Base(kind=BaseKind.PREVIOUS))
        case _:
            target = NoTarget()
    return Indicator(
        id=stated.measure,
        title=stated.measure,
        polarity=polarity,
        unit="household",
        frequency=Frequency.QUARTER,
        target=(target,),
        decimals=2,
    )


@cache
def registry() -> Registry:
    """The same indicators as definitions of the engine."""
    return Registry.of(*(_indicator(stated) for stated in parameters()))


def definitions_table() -> pa.Table:
    """The parameters as columns, for code written by hand."""
    rows = parameters()
    numbers = ("target", "amber_limit", "low", "high", "amber_low", "amber_high")
    return pa.table(
        {
            "measure": pa.array([row.measure for row in rows], pa.string()),
            "kind": pa.array([row.kind for row in rows], pa.string()),
            "sign": pa.array([row.sign for row in rows], pa.int8()),
            **{name: pa.array([_float(getattr(row, name)) for row in rows], pa.float64()) for name in numbers},
        }
    )


def _float(number: Decimal | None) -> float | None:
    return None if number is None else float(number)


@cache
def quarters(count: int) -> tuple[Period, ...]:
    """That many quarters, the last of them Q4 2016/17."""
    found = [Period.quarter(2016, 4)]
    while len(found) < count:
        earlier = found[-1].previous
        assert earlier is not None and earlier.kind is PeriodKind.QUARTER
        found.append(earlier)
    return tuple(reversed(found))


def period_labels(count: int) -> tuple[str, ...]:
    """The same quarters as councils write them."""
    return tuple(str(quarter) for quarter in quarters(count))


@dataclass(frozen=True, slots=True)
class Shape:
    """How many areas and quarters make up a workload."""

    areas: int
    periods: int

    @classmethod
    def of(cls, rows: float) -> Shape:
        """The shape with about that many rows: as many quarters as areas, up to ten years of them."""
        cells = max(1, round(rows / INDICATORS))
        periods = max(1, min(LONGEST, round(math.sqrt(cells))))
        return cls(max(1, round(cells / periods)), periods)


class Keys(StrEnum):
    """How measures, areas, periods and missing reasons are held in a frame."""

    TEXT = "text"
    CATEGORY = "category"


@dataclass(frozen=True)
class Files:
    """A workload on disk.

    Attributes:
        asked: the size that was asked for; ``rows`` is what came of it, gaps and the comparator's rows apart.
        keys: how measures, areas, periods and missing reasons are held.
    """

    folder: Path
    asked: int
    keys: Keys = Keys.TEXT

    @property
    def shape(self) -> Shape:
        """Its areas and quarters."""
        return Shape.of(self.asked)

    @property
    def observations(self) -> Path:
        """Measure, area, period, value and missing reason: what the engine reads. England's figures come first."""
        return self.folder / f"observations-{self.keys}.parquet"

    @property
    def rating(self) -> Path:
        """One row a figure with its references beside it, for rating only."""
        return self.folder / "rating.parquet"

    @cached_property
    def rows(self) -> int:
        """How many figures are rated."""
        return int(pq.read_metadata(self.rating).num_rows)


def default_folder() -> Path:
    """Where workloads are kept between runs."""
    return Path(tempfile.gettempdir()) / "scorecard-benchmarks"


def write(rows: float, folder: Path | None = None, keys: Keys = Keys.TEXT) -> Files:
    """The workload of about that many rows, written unless it is there already."""
    asked = int(rows)
    files = Files((folder or default_folder()) / f"{SEED}-{asked}", asked, keys)
    finished = files.folder / "finished-2"
    if not finished.exists():
        files.folder.mkdir(parents=True, exist_ok=True)
        _write(files)
        finished.touch()
    return files


OBSERVATIONS = pa.schema(
    {
        "measure": pa.dictionary(pa.int32(), pa.string()),
        "area": pa.dictionary(pa.int32(), pa.string()),
        "period": pa.dictionary(pa.int32(), pa.string()),
        "value": pa.float64(),
        "missing_reason": pa.dictionary(pa.int32(), pa.string()),
    }
)
AS_TEXT = pa.schema({name: pa.float64() if name == "value" else pa.string() for name in OBSERVATIONS.names})
RATING = pa.schema(
    {
        "kind": pa.dictionary(pa.int32(), pa.string()),
        "value": pa.float64(),
        "sign": pa.int8(),
        "reference": pa.float64(),
        "amber_limit": pa.float64(),
        "low": pa.float64(),
        "high": pa.float64(),
        "amber_low": pa.float64(),
        "amber_high": pa.float64(),
    }
)


def _write(files: Files) -> None:
    generated = _Generator(files.shape)
    with ExitStack() as opened:
        rating = opened.enter_context(pq.ParquetWriter(files.rating, RATING))
        writers = [
            (opened.enter_context(pq.ParquetWriter(replace(files, keys=keys).observations, schema)), schema)
            for keys, schema in ((Keys.TEXT, AS_TEXT), (Keys.CATEGORY, OBSERVATIONS))
        ]
        for writer, schema in writers:
            writer.write_table(generated.national_table().cast(schema))
        for block in generated.blocks():
            table = generated.observations_table(block)
            for writer, schema in writers:
                writer.write_table(table.cast(schema))
            rating.write_table(generated.rating_table(block))


@dataclass(frozen=True, slots=True)
class _Block:
    """Some areas' figures, as arrays by quarter, area and indicator, in ten-thousandths."""

    first_area: int
    value: Whole
    there: Mask
    missing: Mask


class _Generator:
    """Generates a workload block by block, each from its own seed."""

    def __init__(self, shape: Shape) -> None:
        self.shape = shape
        rows = parameters()
        self.kind = np.array([KINDS.index(row.kind) for row in rows])
        self.sign = np.array([row.sign for row in rows])
        self.centre = _scaled([row.centre for row in rows])
        self.green = _scaled([row.target or row.low or row.centre for row in rows])
        self.amber = _scaled([row.amber_limit or row.amber_high or row.centre for row in rows])
        self.names = pa.array([row.measure for row in rows], pa.string())
        self.areas = pa.array([ENGLAND, *(f"Area {number:05}" for number in range(1, shape.areas + 1))], pa.string())
        self.labels = pa.array(period_labels(shape.periods), pa.string())
        random = np.random.default_rng([SEED, 0])
        size = (shape.periods, INDICATORS)
        self.national = _hundredths(self.centre * (1 + random.normal(0, 0.03, size)))
        self.national_there = (random.random(size) >= 0.03) & (self.kind == _COMPARATOR)

    def blocks(self) -> Iterator[_Block]:
        """The areas, as many at a time as fit in a block."""
        step = max(1, _BLOCK // (INDICATORS * self.shape.periods))
        for first in range(0, self.shape.areas, step):
            yield self._block(first, min(step, self.shape.areas - first))

    def _block(self, first: int, areas: int) -> _Block:
        random = np.random.default_rng([SEED, 1, first])
        size = (self.shape.periods, areas, INDICATORS)
        local = random.normal(0, 0.06, (areas, INDICATORS))
        value = _hundredths(self.centre * (1 + local + random.normal(0, 0.03, size)))
        tied = random.random(size)
        on_green = np.where(self.kind == _COMPARATOR, self.national, self.green)[:, None, :]
        value = np.where(tied < 0.08, on_green, value)
        value = np.where((tied >= 0.08) & (tied < 0.16), self.amber, value)
        steady = tied >= 0.92
        for period in range(1, self.shape.periods):
            value[period] = np.where(steady[period], value[period - 1], value[period])
        return _Block(first, value, random.random(size) >= 0.02, random.random(size) < 0.05)

    def national_table(self) -> pa.Table:
        """England's figures, for the indicators that are compared with it."""
        period, measure = np.nonzero(self.national_there)
        value = self.national[self.national_there] / SCALE
        missing = np.zeros(len(value), np.bool_)
        return self._observations(measure, np.zeros(len(value), np.int32), period, value, missing)

    def observations_table(self, block: _Block) -> pa.Table:
        """A block's figures, quarter by quarter as they would have been published."""
        period, area, measure = np.nonzero(block.there)
        value = block.value[block.there] / SCALE
        return self._observations(measure, area + block.first_area + 1, period, value, block.missing[block.there])

    def _observations(
        self,
        measure: npt.NDArray[np.integer],
        area: npt.NDArray[np.integer],
        period: npt.NDArray[np.integer],
        value: Numbers,
        missing: Mask,
    ) -> pa.Table:
        reason = pa.array(np.zeros(len(value), np.int32), mask=~missing)
        columns = [
            _words(measure, self.names),
            _words(area, self.areas),
            _words(period, self.labels),
            pa.array(value, mask=missing),
            pa.DictionaryArray.from_arrays(reason, pa.array(["suppressed"], pa.string())),
        ]
        return pa.Table.from_arrays(columns, schema=OBSERVATIONS)

    def rating_table(self, block: _Block) -> pa.Table:
        """A block's figures with the references beside them."""
        period, area, measure = np.nonzero(block.there)
        kind = self.kind[measure]
        before = period - 1
        known = (period > 0) & block.there[before, area, measure] & ~block.missing[before, area, measure]
        reference = np.select(
            [kind == _THRESHOLD, kind == _COMPARATOR, kind == _IMPROVEMENT],
            [self.green[measure], self.national[period, measure], block.value[before, area, measure]],
        )
        absent = np.select(
            [kind == _THRESHOLD, kind == _COMPARATOR, kind == _IMPROVEMENT],
            [np.False_, ~self.national_there[period, measure], ~known],
            np.True_,
        )
        amber = np.where(kind == _THRESHOLD, self.amber[measure], reference)
        ranges = kind == _RANGE
        edges = {
            name: _scaled([getattr(row, name) or Decimal(0) for row in parameters()])[measure]
            for name in ("low", "high", "amber_low", "amber_high")
        }
        columns = [
            _words(kind, pa.array(KINDS, pa.string())),
            pa.array(block.value[block.there] / SCALE, mask=block.missing[block.there]),
            pa.array(self.sign[measure].astype(np.int8)),
            pa.array(reference / SCALE, mask=absent),
            pa.array(amber / SCALE, mask=absent),
            *(pa.array(edge / SCALE, mask=~ranges) for edge in edges.values()),
        ]
        return pa.Table.from_arrays(columns, schema=RATING)


def _scaled(numbers: list[Decimal]) -> Whole:
    scaled = [number * SCALE for number in numbers]
    assert all(number == int(number) for number in scaled)
    return np.array([int(number) for number in scaled], np.int64)


def _hundredths(numbers: Numbers) -> Whole:
    return np.rint(numbers / (SCALE // 100)).astype(np.int64) * (SCALE // 100)


def _words(codes: npt.NDArray[np.integer], words: pa.Array) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int32)), words)
