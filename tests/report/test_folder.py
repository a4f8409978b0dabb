"""A report's folder that cannot be right is refused with where, what and what was expected."""

from __future__ import annotations

from pathlib import Path

import pytest

from scorecard_core import Problems
from scorecard_core.report.settings import read_report
from tests.fuzz.test_folders import FILES, registry, written


def test_commentary_above_the_first_table_is_told_with_what_belongs_there(tmp_path: Path) -> None:
    written(tmp_path, **{"commentary.toml": 'line = "Arrears rose."\n' + FILES["commentary.toml"]})
    with pytest.raises(Problems) as refused:
        read_report(tmp_path, registry(tmp_path))
    assert [str(one) for one in refused.value.errors] == [
        "commentary.toml: [line]: 'Arrears rose.'; expected a table for each indicator, such as [children.in_need]."
    ]
