"""The page is whole, and can be read without eyes, without colours, without scripts and without a network."""

from __future__ import annotations

import builtins
import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest

from scorecard_core import Rag
from scorecard_core.report import html
from scorecard_core.report.html import ReportExtraError, render_html
from scorecard_core.report.words import ACCENT, PALETTE
from tests.report.council import view
from tests.report.page import Node, read

PAYLOADS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</title></style></svg></textarea><svg/onload=alert(1)>",
    "{{ 7 * 7 }}{% raw %}",
    "&lt;b&gt;&amp;",
)


@pytest.fixture(scope="module")
def source() -> str:
    return render_html(view())


@pytest.fixture(scope="module")
def page(source: str) -> Node:
    return read(source)


def test_the_page_is_a_whole_document_in_british_english(source: str, page: Node) -> None:
    assert source.startswith("<!DOCTYPE html>")
    (root,) = page.all("html")
    assert root.attributes["lang"] == "en-GB"
    assert page.all("title")[0].text == "Balanced Scorecard, Performance summary, Q4 2016/17, Anyshire County Council"


def test_the_page_has_one_of_each_landmark_and_a_way_past_the_contents(page: Node) -> None:
    for tag in ("header", "nav", "main", "footer"):
        assert sum(not any(above.tag in ("section", "main") for above in _above(node)) for node in page.all(tag)) == 1
    first = page.all("a")[0]
    assert "skip" in first.classes
    assert page.by_id(first.attributes["href"].removeprefix("#")).tag == "main"


def _above(node: Node) -> list[Node]:
    return [] if node.parent is None else [node.parent, *_above(node.parent)]


def test_headings_never_skip_a_level(page: Node) -> None:
    levels = [int(node.tag[1]) for node in page.all("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all(node.text for node in page.all("h1", "h2", "h3", "h4"))


def test_ids_are_unique_and_everything_that_is_pointed_to_is_there(page: Node) -> None:
    ids = Counter(node.attributes["id"] for node in page.all() if "id" in node.attributes)
    assert [id for id, times in ids.items() if times > 1] == []
    for node in page.all():
        for id in [*node.attributes.get("aria-labelledby", "").split(), *_targets(node)]:
            assert id in ids


def _targets(node: Node) -> list[str]:
    return [node.attributes["href"][1:]] if node.attributes.get("href", "").startswith("#") else []


def test_the_page_asks_for_nothing_and_runs_nothing(source: str, page: Node) -> None:
    assert not page.all("script", "iframe", "object", "embed", "form")
    for node in page.all():
        assert not [name for name in node.attributes if name.startswith("on") or name in ("src", "srcset", "action")]
        assert re.match(r"#|data:,", node.attributes.get("href", "#"))
        assert "style" not in node.attributes
    assert not re.search(r"@import|url\(|//", "".join(str(part) for style in page.all("style") for part in style.parts))
    (policy,) = (meta for meta in page.all("meta") if meta.attributes.get("http-equiv") == "Content-Security-Policy")
    assert "default-src 'none'" in policy.attributes["content"]


def test_the_counts_on_the_page_are_those_of_the_view(page: Node) -> None:
    shown = view()
    cards = [(card.all("b")[0].text, card.of_class("status")[0].text) for card in page.of_class("card")]
    assert cards == [(str(count.number), count.status.word) for count in (*shown.counts, *shown.risk_counts)]
    for found in shown.lists:
        assert len(page.by_id(found.anchor).of_class("row-title")) == len(found.rows)
    assert len([node for node in page.of_class("watch") if node.attributes["id"].startswith("watch-")]) == len(
        shown.watched
    )


def test_every_status_on_the_page_has_its_shape_and_its_word(page: Node) -> None:
    statuses = page.of_class("status")
    assert len(statuses) > 30
    for node in statuses:
        (status,) = (name.removeprefix("is-") for name in node.classes if name.startswith("is-"))
        assert status in node.text.lower()
        assert len(node.of_class("shape")) == 1
    for drawn in page.of_class("shape"):
        (status,) = {name.removeprefix("is-") for above in _above(drawn)[:1] for name in above.classes if "is-" in name}
        assert html._shape(status).count("<") == len(drawn.all()) * 2 + 2
        assert drawn.attributes["aria-hidden"] == "true"


def test_every_indicator_in_the_matrix_stands_under_the_word_of_its_status(page: Node) -> None:
    matrix = page.by_id("matrix")
    chips = [node for node in matrix.all("li") if any(name.startswith("is-") for name in node.classes)]
    assert len(chips) == 10
    for chip in chips:
        (status,) = (name.removeprefix("is-") for name in chip.classes)
        assert chip.parent is not None
        assert chip.parent.parent is not None
        siblings = [part for part in chip.parent.parent.parts if isinstance(part, Node)]
        assert status in siblings[siblings.index(chip.parent) - 1].text


def test_movement_and_direction_have_words_beside_their_arrows(page: Node) -> None:
    for mark in page.of_class("mark"):
        arrow, word = mark.all("b", "span")
        assert arrow.attributes["aria-hidden"] == "true"
        assert re.fullmatch(r"[A-Z][a-z ]+", word.text)


def test_every_table_has_a_caption_and_says_what_its_headers_head(page: Node) -> None:
    tables = page.all("table")
    assert len(tables) >= 11
    for table in tables:
        (caption,) = table.all("caption")
        assert caption.text
        assert all(cell.attributes.get("scope") in ("col", "row", "rowgroup") for cell in table.all("th"))
        region = next(node for node in _above(table) if node.attributes.get("role") == "region")
        assert region.attributes["tabindex"] == "0"
        assert region.attributes["aria-labelledby"] == caption.attributes["id"]
        widths = {
            sum(int(cell.attributes.get("colspan", "1")) for cell in row.all("th", "td")) for row in table.all("tr")
        }
        assert len(widths) == 1


def test_every_chart_is_well_formed_named_and_beside_its_table(source: str, page: Node) -> None:
    charts = re.findall(r'<svg role="img".*?</svg>', source, re.DOTALL)
    assert len(charts) == 5
    for drawn in charts:
        svg = fromstring(drawn)
        assert svg.findtext("title")
        assert svg.findtext("desc")
    for figure in page.all("figure"):
        assert figure.parent is not None
        assert figure.parent.all("table")


def test_every_text_of_the_input_is_on_the_page_as_text_and_changes_nothing_else(page: Node) -> None:
    plain = [node.tag for node in page.all()]
    for payload in PAYLOADS:
        source = render_html(view(payload))
        hostile = read(source)
        assert [node.tag for node in hostile.all()] == plain
        assert not [name for node in hostile.all() for name in node.attributes if name.startswith("on")]
        assert {id for node in hostile.all() if (id := node.attributes.get("id"))} == {
            id for node in page.all() if (id := node.attributes.get("id"))
        }
        assert [node.classes for node in hostile.all() if "big" not in node.classes] == [
            node.classes for node in page.all() if "big" not in node.classes
        ]
        assert "49" not in hostile.by_id("summary").text
        for words in SAID:
            assert " ".join(f"{words}{payload}".split()) in hostile.text, words


SAID = (
    "Balanced Scorecard",
    "Performance summary",
    "Anyshire County Council",
    "The indicators will be refreshed in July.",
    "Areas of focus",
    "Open for Business",
    "Learning and Growth",
    "Looked after children",
    "What Looked after children counts.",
    "director@anyshire.example",
    "The plan",
    "The system",
    "The report gives the national average as the reason",
    "The inspectorate",
    "leadership was weak",
    "Inadequate",
    "the scorecard of Q4",
    "The rate has continued to increase.",
    "The rate has increased.",
    "A weekly panel:",
    "second",
    "Adult Services",
    "Children in care since 2015",
    "Department for Education",
    "At 31 March.",
    "A corporate risk affects the whole council.",
    "Serious harm",
    "It rose after the inspection.",
    "By count.",
    "case audits",
    "themes",
    "economy.mispelt",
    "scorecard-children 1.2.0",
    "our neighbours",
)
"""Texts of the council that must be found on the page, each with the payload behind it."""


def test_a_definition_that_was_left_out_is_told_on_the_first_screen() -> None:
    page = read(render_html(replace(view(), left_out=("the plugin <x> could not be loaded",))))
    assert "the plugin <x> could not be loaded" in page.by_id("summary").text


def test_parts_without_anything_to_show_are_left_out() -> None:
    names = ("axes", "lists", "watched", "risks", "risk_sections", "contradictions", "unused")
    empty: dict[str, Any] = dict.fromkeys(names, ())
    page = read(render_html(replace(view(), **empty)))
    assert [node.text for node in page.all("h2")] == ["At a glance", "About this scorecard"]
    assert [node.text for node in page.all("nav")[0].all("a")] == ["At a glance", "About this scorecard"]


def test_a_place_that_the_template_asks_for_and_the_view_lacks_is_an_error() -> None:
    from jinja2 import UndefinedError

    with pytest.raises(UndefinedError):
        html._environment().from_string("{{ view.no_such_thing }}").render(view=view())


@pytest.mark.parametrize("background", ["#ffffff", "#f7f9fa"])
@pytest.mark.parametrize("colour", [*PALETTE.values(), ACCENT])
def test_colours_can_be_read_on_the_page_and_on_its_panels(colour: str, background: str, source: str) -> None:
    assert background == "#ffffff" or f"--wash: {background}" in source
    assert _contrast(colour, background) >= 4.5


def _contrast(one: str, other: str) -> float:
    dark, light = sorted(_luminance(colour) for colour in (one, other))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_the_styles_have_the_colours_of_the_statuses(source: str) -> None:
    for status in Rag:
        assert f".is-{status} {{ --tone: {PALETTE[status]}; }}" in source


def test_without_the_extra_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without_jinja(name: str, *rest: Any, **more: Any) -> Any:
        if name.startswith("jinja2"):
            raise ModuleNotFoundError(name)
        return real(name, *rest, **more)

    shown = view()
    html._page.cache_clear()
    monkeypatch.setattr(builtins, "__import__", without_jinja)
    with pytest.raises(ReportExtraError, match=r"scorecard-core\[report\]") as caught:
        render_html(shown)
    assert caught.value.code == "report-extra-missing"


def test_importing_the_report_loads_neither_jinja_nor_rich() -> None:
    code = (
        "import sys, scorecard_core.report.html, scorecard_core.report.terminal;"
        "print(sorted({'jinja2', 'markupsafe', 'rich'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_same_view_gives_the_same_page() -> None:
    assert render_html(view()) == render_html(view())
