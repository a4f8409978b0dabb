"""Every fault that is planted is found; the id of each test says by which law."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from scorecard_core.testing import RATING_LAWS, Law
from scorecard_core.testing.laws import LawBrokenError
from tests.testing.planted_faults import FAULTS

LAWS = {law.name: law for law in RATING_LAWS}


def first_violation(law: Law, wrong: Any) -> LawBrokenError | None:
    """A case in which an engine breaks a law, as it is found and not cut down."""

    @settings(
        max_examples=150,
        phases=(Phase.generate,),
        deadline=None,
        database=None,
        derandomize=True,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    @given(**law.strategies_for(wrong))
    def holds(**drawn: Any) -> None:
        law.check(wrong, **drawn)

    try:
        holds()
    except LawBrokenError as broken:
        return broken
    return None


@pytest.mark.parametrize(
    ("wrong", "law"),
    [pytest.param(wrong, law, id=f"{fault}, found by '{law}'") for fault, (wrong, law) in FAULTS.items()],
)
def test_the_fault_is_found(wrong: Any, law: str) -> None:
    broken = first_violation(LAWS[law], wrong)
    assert broken is not None
    assert broken.what
    assert "print(rate(" in broken.reproduction
