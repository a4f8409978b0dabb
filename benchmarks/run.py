"""Measure: ``python -m benchmarks.run``.

Everyone's answers are compared first, at a size that all can afford. Then, size by size, all of them take turns; what
is printed are medians, and ratios within the one session. Memory is measured in a process of its own for each.
"""

from __future__ import annotations

import argparse
import gc
import json
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks import report, workload
from benchmarks.check import differences
from benchmarks.contestants import CONTESTANTS, Contestant, Prepared
from benchmarks.measure import Measured, interleaved, memory_of_one_run, peak_memory

__all__ = ["main"]

CHECKED = 10_000
SMALL = 300


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmarks; 1 where answers differ."""
    options = _parser().parse_args(arguments)
    if options.memory_of:
        return _child(options)
    chosen, left_out = _chosen(options.only, options.without)
    if not chosen:
        print("nobody of that name; the names are:", *(one.key for one in CONTESTANTS), sep="\n  ")
        return 2
    checked = workload.write(options.check, options.data, options.keys)
    print(f"comparing answers for {checked.rows:,} rows")
    wrong = _compare(chosen, checked, left_out)
    for key, difference in wrong.items():
        print(f"  WRONG  {key}: {difference}")
    if wrong and not options.keep_going:
        return 1
    chosen = [one for one in chosen if one.key not in wrong and one.key not in left_out]
    left_out |= wrong
    measured = _measure(chosen, options)
    if options.memory:
        _measure_memory(measured, options)
    print(f"\n{report.tables(measured)}\n")
    for name, why in left_out.items():
        print(f"left out: {name}: {why}")
    if options.write:
        _write(options, measured, left_out, checked.rows)
    return 1 if wrong else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description=__doc__)
    parser.add_argument("--sizes", default="300,1e4,1e5,1e6", help="rows, with commas between them")
    parser.add_argument("--repeat", type=int, default=3, help="how often each is run; the median counts")
    parser.add_argument("--only", default="", help="parts of names, with commas: 'whole', 'polars', 'rate_frame'")
    parser.add_argument("--without", default="", help="parts of names to leave out")
    parser.add_argument("--check", type=float, default=CHECKED, help="rows for which answers are compared")
    parser.add_argument("--keep-going", action="store_true", help="measure the others where somebody's answers differ")
    parser.add_argument("--no-memory", dest="memory", action="store_false", help="do not measure memory")
    parser.add_argument("--data", type=Path, default=workload.default_folder(), help="where workloads are kept")
    parser.add_argument("--keys", type=workload.Keys, default=workload.Keys.TEXT, help="text (as read) or category")
    parser.add_argument("--write", type=Path, help="a folder for benchmark.md and benchmark.svg: docs/reference")
    parser.add_argument("--memory-of", help=argparse.SUPPRESS)
    return parser


def _chosen(only: str, without: str) -> tuple[list[Contestant], dict[str, str]]:
    wanted = [word.strip().casefold() for word in only.split(",") if word.strip()]
    unwanted = [word.strip().casefold() for word in without.split(",") if word.strip()]
    chosen, left_out = [], {}
    for one in CONTESTANTS:
        name = f"{one.key} {one.group}".casefold()
        if (wanted and not any(word in name for word in wanted)) or any(word in name for word in unwanted):
            continue
        if one.absent:
            left_out[one.key] = f"{', '.join(one.absent)} is not installed"
        else:
            chosen.append(one)
    return chosen, left_out


def _prepare(chosen: Sequence[Contestant], files: workload.Files, left_out: dict[str, str]) -> dict[str, Prepared]:
    """Everyone's input; who cannot be made ready is named among those left out."""
    prepared = {}
    for one in chosen:
        try:
            prepared[one.key] = one.prepare(files)
        except Exception as error:
            left_out[one.key] = f"cannot be made ready: {type(error).__name__}: {error}"
    return prepared


def _compare(chosen: Sequence[Contestant], files: workload.Files, left_out: dict[str, str]) -> dict[str, str]:
    prepared = _prepare(chosen, files, left_out)
    return differences(prepared, {one.key: one for one in chosen})


def _measure(chosen: Sequence[Contestant], options: argparse.Namespace) -> list[Measured]:
    measured = {one.key: Measured(one) for one in chosen}
    for size in (float(text) for text in options.sizes.split(",")):
        files = workload.write(size, options.data, options.keys)
        able = [one for one in chosen if files.asked <= one.limit]
        print(f"measuring {len(able)} of {len(chosen)} at {files.rows:,} rows", flush=True)
        prepared = _prepare(able, files, {})
        for key, seconds in interleaved(prepared, options.repeat).items():
            measured[key].rounds[files.rows] = seconds
            measured[key].asked = files.asked
            print(f"  {report.seconds_text(measured[key].seconds[files.rows]):>8}  {key}", flush=True)
        del prepared
        gc.collect()
    return list(measured.values())


def _measure_memory(measured: Sequence[Measured], options: argparse.Namespace) -> None:
    print("measuring memory", flush=True)
    for each in measured:
        if each.rounds:
            megabytes = peak_memory(each.contestant, each.asked, options.data, options.keys)
            each.peak = None if megabytes is None else (megabytes, each.largest)
            print(
                f"  {'unknown' if megabytes is None else f'{megabytes:,.0f} MB':>8}  {each.contestant.key}", flush=True
            )


def _child(options: argparse.Namespace) -> int:
    contestant = next(one for one in CONTESTANTS if one.key == options.memory_of)
    small, files = (workload.write(size, options.data, options.keys) for size in (SMALL, float(options.sizes)))
    print(json.dumps(memory_of_one_run(contestant, small, files)))
    return 0


def _write(options: argparse.Namespace, measured: Sequence[Measured], left_out: dict[str, str], checked: int) -> None:
    options.write.mkdir(parents=True, exist_ok=True)
    command = shlex.join(["python", "-m", "benchmarks.run", *_told(options)])
    page = report.page(measured, left_out, command, checked, options.repeat)
    (options.write / "benchmark.md").write_text(page, encoding="utf-8")
    (options.write / "benchmark.svg").write_text(report.chart(measured), encoding="utf-8")


def _told(options: argparse.Namespace) -> list[str]:
    """The options that shape the measurement, as they would be typed."""
    told = ["--sizes", options.sizes, "--repeat", str(options.repeat), "--keys", str(options.keys)]
    for name in ("only", "without"):
        if getattr(options, name):
            told += [f"--{name}", getattr(options, name)]
    return told


if __name__ == "__main__":
    sys.exit(main())
