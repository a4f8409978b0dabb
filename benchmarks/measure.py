"""Time, memory and growth."""

from __future__ import annotations

import gc
import json
import math
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.contestants import Contestant, Prepared
from benchmarks.workload import Files, Keys

__all__ = ["Measured", "growth", "interleaved", "memory_of_one_run", "peak_memory"]

LEAST_SECONDS = 0.05
"""A run shorter than this is repeated within one measurement."""


@dataclass(slots=True)
class Measured:
    """What was measured of one contestant.

    Attributes:
        rounds: the seconds of every round, by the number of rows.
        peak: megabytes that one run needed beyond its input, and the number of rows it was run on.
        asked: the largest size it was run on, as it was asked for.
    """

    contestant: Contestant
    asked: int = 0
    rounds: dict[int, list[float]] = field(default_factory=dict)
    peak: tuple[float, int] | None = None

    @property
    def seconds(self) -> dict[int, float]:
        """The median, by the number of rows."""
        return {rows: statistics.median(seconds) for rows, seconds in self.rounds.items()}

    @property
    def largest(self) -> int:
        """The largest number of rows it was run on."""
        return max(self.rounds)

    def per_rating(self) -> float:
        """Microseconds for one rating, at the largest size."""
        return self.seconds[self.largest] / self.largest * 1e6

    def against(self, other: Measured | None) -> tuple[float, int] | None:
        """How many times as long it takes as another, and at how many rows: the most that both were run on.

        It is the median of the rounds' ratios: in one round both meet the same other work on the machine.
        """
        common = self.rounds.keys() & other.rounds.keys() if other else set()
        if not common or other is None:
            return None
        rows = max(common)
        pairs = zip(self.rounds[rows], other.rounds[rows], strict=True)
        return statistics.median(mine / others for mine, others in pairs), rows


def interleaved(prepared: Mapping[str, Prepared], repeat: int) -> dict[str, list[float]]:
    """Seconds of the processor, of all threads together, one after the other and all over again.

    So a busy minute is shared, and what else runs on the machine is not counted.
    """
    loops = {name: _loops(each.run) for name, each in prepared.items()}
    found: dict[str, list[float]] = {name: [] for name in prepared}
    for _ in range(repeat):
        for name, each in prepared.items():
            gc.collect()
            found[name].append(_time(each.run, loops[name]))
    return found


def _loops(run: Callable[[], Any]) -> int:
    # What takes long is run once before it is measured, what is short twice: the first call pays for what is kept.
    if _time(run, 1) > 100 * LEAST_SECONDS:
        return 1
    return max(1, math.ceil(LEAST_SECONDS / max(_time(run, 1), 1e-6)))


def _time(run: Callable[[], Any], loops: int) -> float:
    started = time.process_time()
    for _ in range(loops):
        run()
    return (time.process_time() - started) / loops


def growth(seconds: Mapping[int, float], least: int = 50_000) -> float | None:
    """The exponent with which time grows with rows, by least squares on the logarithms; from ``least`` rows on.

    Below, the cost of calling anything at all hides it. None where fewer than two sizes are left.
    """
    points = [(math.log(rows), math.log(took)) for rows, took in seconds.items() if rows >= least]
    if len(points) < 2:
        return None
    slope, _ = statistics.linear_regression([x for x, _ in points], [y for _, y in points])
    return slope


def peak_memory(contestant: Contestant, asked: int, data: Path, keys: Keys) -> float | None:
    """Megabytes that one run needs beyond its input, measured in a process of its own."""
    command: Sequence[str] = [
        *(sys.executable, "-m", "benchmarks.run", "--memory-of", contestant.key),
        *("--sizes", str(asked), "--data", str(data), "--keys", keys),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"  no memory measured for {contestant.name}: {done.stderr.strip().splitlines()[-1:]}")
        return None
    found = json.loads(done.stdout.splitlines()[-1])
    return None if found is None else float(found)


def memory_of_one_run(contestant: Contestant, small: Files, files: Files) -> float | None:
    """The same, within the process that was started for it; None where the system does not say."""
    # A small run first, so that what a library loads once is not counted.
    contestant.prepare(small).run()
    prepared = contestant.prepare(files)
    gc.collect()
    status, reset = Path("/proc/self/status"), Path("/proc/self/clear_refs")
    if not (status.exists() and reset.exists()):
        return None
    reset.write_text("5")
    before = _kilobytes(status, "VmRSS")
    kept = prepared.run()
    peak = _kilobytes(status, "VmHWM")
    del kept
    return (peak - before) / 1024


def _kilobytes(status: Path, name: str) -> int:
    return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith(name))
