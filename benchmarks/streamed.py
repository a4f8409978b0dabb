"""Measure files larger than a batch: ``python -m benchmarks.streamed``, which prints a table.

Each size is rated in a process of its own, from Parquet to Parquet, with the columns of code by hand and with every
column. Time is the processor's, so that what else the machine does counts for little; memory is the most that the
process ever held.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import workload
from scorecard_core.frames import COLUMNS, rate_parquet

__all__ = ["main"]

SIX = ("indicator", "area", "period", "status", "travel", "movement")
_KILOBYTES = 1024
"""In a megabyte: ``ru_maxrss`` counts in them."""


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.streamed", description=__doc__)
    parser.add_argument("--sizes", default="1e6,1e7", help="rows, with commas between them")
    parser.add_argument("--data", type=Path, default=workload.default_folder(), help="where workloads are kept")
    parser.add_argument("--rate", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--every", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.rate:
        return _one(options.rate, every=options.every)
    print("| rows | columns | processor seconds | rows a core-second | memory |\n| ---: | --- | ---: | ---: | ---: |")
    for size in (float(text) for text in options.sizes.split(",")):
        files = workload.write(size, options.data, workload.Keys.TEXT)
        for every in (False, True):
            words = ["--rate", str(files.observations), *(["--every"] if every else [])]
            command = [sys.executable, "-m", "benchmarks.streamed", *words]
            print(subprocess.run(command, check=True, text=True, capture_output=True).stdout, end="", flush=True)
    return 0


def _one(figures: Path, *, every: bool) -> int:
    registry = workload.registry()
    with tempfile.TemporaryDirectory() as folder:
        started = time.process_time()
        told = rate_parquet(figures, Path(folder) / "out.parquet", registry, columns=COLUMNS if every else SIX)
        seconds = time.process_time() - started
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _KILOBYTES
    columns = "every one" if every else "six"
    rate = round(told.ratings / seconds, -3)
    print(f"| {told.ratings:,} | {columns} | {seconds:,.1f} | {rate:,.0f} | {memory:,.0f} MB |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
