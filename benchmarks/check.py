"""Everyone must give the same answers, or nothing is measured."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from benchmarks.contestants import Contestant, Prepared, Task

__all__ = ["differences"]

_KEYS = [("measure", "ascending"), ("area", "ascending"), ("period", "ascending")]


def differences(prepared: Mapping[str, Prepared], contestants: Mapping[str, Contestant]) -> dict[str, str]:
    """Who differs from the first contestant with the same task, and how. Empty where all are the same."""
    expected: dict[Task, pa.Table] = {}
    found: dict[str, str] = {}
    for key, each in prepared.items():
        task = contestants[key].task
        try:
            answers = each.answers(each.run()).combine_chunks()
        except Exception as error:
            found[key] = f"fails with {type(error).__name__}: {str(error).partition(chr(10))[0]}"
            continue
        if task is Task.WHOLE:
            answers = answers.sort_by(_KEYS)
        if difference := _difference(expected.setdefault(task, answers), answers):
            found[key] = difference
    return found


def _difference(expected: pa.Table, answers: pa.Table) -> str:
    if expected.num_rows != answers.num_rows:
        return f"gives {answers.num_rows} answers where there are {expected.num_rows}"
    wrong = None
    for name in expected.column_names:
        unequal = pc.fill_null(pc.not_equal(expected[name], answers[name]), True)
        wrong = unequal if wrong is None else pc.or_(wrong, unequal)
    count = pc.sum(wrong).as_py() or 0
    if not count:
        return ""
    first = pc.index(wrong, True).as_py()
    shown = " where it is ".join(
        str(list(table.slice(first, 1).to_pylist()[0].values())) for table in (answers, expected)
    )
    return f"differs in {count} of {expected.num_rows} answers; the first is {shown}"
