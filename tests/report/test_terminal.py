"""The summary in a terminal says in words what it says in colour, in whatever width and encoding there is."""

from __future__ import annotations

import builtins
import io
import re
import sys
from dataclasses import replace
from typing import Any

import pytest
from rich.console import Console

from scorecard_core.report.terminal import print_summary, render_summary
from tests.report.council import view


def test_the_summary_counts_what_the_view_counts() -> None:
    text = render_summary(view())
    assert re.search(r"^Indicators \(10\) +● 2 green   ▲ 1 amber   ■ 6 red   ○ 1 grey$", text, re.MULTILINE)
    assert re.search(r"^Risks \(2\) +● 0 green   ▲ 1 amber   ■ 1 red   ○ 0 grey$", text, re.MULTILINE)
    assert "8 are computed by the engine" in text


def test_the_matrix_has_a_line_for_each_group() -> None:
    lines = render_summary(view()).splitlines()
    assert any(re.fullmatch(r"  Children and Families +■  3 red", line) for line in lines)
    assert any(re.fullmatch(r"  Finance +●  2 green", line) for line in lines)
    assert any(re.fullmatch(r"  Other +○  1 grey", line) for line in lines)


def test_every_red_indicator_is_there_with_its_reason() -> None:
    shown = view()
    (red,) = (found for found in shown.lists if found.status.name == "red")
    flat = " ".join(render_summary(shown).split())
    for row in red.rows:
        assert f"■ Red {row.title}" in flat
        assert row.reason in flat
    assert "= Unchanged | ↘ Worsening" in flat


def test_a_contradiction_says_what_was_published_what_the_engine_says_and_why() -> None:
    flat = " ".join(render_summary(view()).split())
    assert "Older people in permanent care homes published ■ Red, the engine says ▲ Amber 1,303 placements" in flat


def test_what_was_left_out_and_what_is_unused_is_told() -> None:
    text = render_summary(replace(view(), left_out=("the plugin 'x' could not be loaded",)))
    assert "Left out: the plugin 'x' could not be loaded" in text
    assert "economy.mispelt: 2 figures, Anyshire" in text


@pytest.mark.parametrize("width", [60, 80, 100, 200])
def test_no_line_is_wider_than_the_terminal_or_than_a_hundred_columns(width: int) -> None:
    long = view(" with a name that goes on for rather longer than anybody would wish to read")
    text = render_summary(long, width=width)
    assert max(len(line) for line in text.splitlines()) <= min(width, 100)
    assert not any(line.endswith(" ") for line in text.splitlines())


def _printed(**settings: Any) -> str:
    file = io.StringIO()
    print_summary(view(), Console(file=file, **settings))
    return file.getvalue()


def test_colour_adds_nothing_but_colour() -> None:
    coloured = _printed(force_terminal=True, color_system="standard", width=100)
    assert "\x1b[1;31m■ 6 red" in coloured
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == render_summary(view())


def test_what_is_not_a_terminal_gets_plain_text() -> None:
    assert _printed(width=100) == render_summary(view())


def test_brackets_in_a_name_are_not_read_as_markup() -> None:
    file = io.StringIO()
    print_summary(view(" [red]x[/]"), Console(file=file, width=100))
    assert file.getvalue() == render_summary(view(" [red]x[/]"))


def test_without_rich_the_text_is_plain_and_a_narrow_code_page_keeps_the_words(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without_rich(name: str, *rest: Any, **more: Any) -> Any:
        if name.startswith("rich"):
            raise ModuleNotFoundError(name)
        return real(name, *rest, **more)

    shown = view()
    raw = io.BytesIO()
    monkeypatch.setattr(builtins, "__import__", without_rich)
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="cp1252", newline="\n"))
    print_summary(shown)
    sys.stdout.flush()
    text = raw.getvalue().decode("cp1252")
    assert "? 6 red" in text
    assert text.count("\n") == render_summary(shown).count("\n")
