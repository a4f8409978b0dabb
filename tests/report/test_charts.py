"""A chart tells the truth to whoever reads it: by eye, in grey, or in words."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from xml.etree.ElementTree import Element, fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecard_core import Rag
from scorecard_core.report.charts import Chart, Line, LineKind, Point, nice_ticks, pushed_apart, shape, trend_chart
from scorecard_core.report.words import PALETTE

DAY = date(2017, 3, 31)
MARKERS = {Rag.GREEN: "circle", Rag.AMBER: "polygon", Rag.RED: "rect", Rag.GREY: "circle"}

texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30) | st.sampled_from(
    ("<b>", '"x', "'", "&amp;")
)
values = st.decimals(-(10**9), 10**9, places=3)


def point(
    day: date, value: str | Decimal | None, period: str = "", *, after_gap: bool = False, after_break: bool = False
) -> Point:
    known = None if value is None else Decimal(value)
    label = period or f"{day:%d/%m/%Y}"
    return Point(label, day, known, str(value), after_gap=after_gap, after_break=after_break)


def line(name: str, kind: LineKind, *points: Point) -> Line:
    return Line(name, kind, points)


def chart(*lines: Line, status: Rag | None = Rag.RED, **more: str) -> Chart:
    return Chart(id="c", title="A title", description="What it shows.", lines=lines, status=status, **more)


def drawn(*lines: Line, status: Rag | None = Rag.RED, **more: str) -> Element:
    return fromstring(trend_chart(chart(*lines, status=status, **more)))


def words(svg: Element) -> list[str]:
    return [found.text or "" for found in svg.iter("text")]


def at(svg: Element, text: str) -> tuple[float, float]:
    (found,) = (element for element in svg.iter("text") if element.text == text)
    return float(found.attrib["x"]), float(found.attrib["y"])


OWN = line("Anyshire", LineKind.OWN, point(date(2016, 12, 31), "60.6"), point(DAY, "66.3"))
CEILING = line("Target (ceiling)", LineKind.TARGET, point(DAY, "60"))
ENGLAND = line("England", LineKind.COMPARATOR, point(date(2016, 3, 31), "61"))


# The places of labels


@given(
    st.lists(st.floats(-500, 500), min_size=1, max_size=12),
    st.floats(1, 60),
    st.floats(-300, 300),
    st.floats(0, 900),
)
def test_labels_keep_their_distance_their_order_and_their_room(
    places: list[float], gap: float, low: float, room: float
) -> None:
    high = low + room
    settled = pushed_apart(places, gap, low, high)
    fair = min(gap, room / (len(places) - 1)) if len(places) > 1 else gap
    for one, other in pairwise(sorted(settled)):
        assert other - one >= fair - 1e-6
    assert all(low - 1e-6 <= place <= high + 1e-6 for place in settled)
    for first, first_settled in zip(places, settled, strict=True):
        for second, second_settled in zip(places, settled, strict=True):
            assert first >= second or first_settled < second_settled + 1e-6


@given(st.lists(st.integers(0, 20), min_size=1, max_size=8, unique=True), st.floats(1, 10))
def test_labels_that_have_room_stay_where_their_lines_end(steps: list[int], gap: float) -> None:
    places = [step * gap * 1.5 for step in steps]
    assert pushed_apart(places, gap, min(places), max(places)) == pytest.approx(places)


@given(st.lists(st.tuples(texts, values), min_size=1, max_size=7))
def test_the_labels_of_a_drawn_chart_never_overlap(ends: list[tuple[str, Decimal]]) -> None:
    kinds = [LineKind.OWN, *[LineKind.COMPARATOR] * (len(ends) - 1)]
    lines = [
        line(name, kind, Point("Q4 2016/17", DAY, value, f"value {number}"))
        for number, ((name, value), kind) in enumerate(zip(ends, kinds, strict=True))
    ]
    svg = drawn(*lines)
    places = sorted(at(svg, f"value {number}")[1] for number in range(len(ends)))
    # A label is two lines of text, 29 units from the top of the one to the foot of the other.
    assert all(below - above >= 29 for above, below in pairwise(places))
    height = float(svg.attrib["viewBox"].split()[3])
    assert places[0] >= 12
    assert places[-1] <= height - 19


# The axes


@given(st.floats(-1e12, 1e12), st.floats(-1e12, 1e12))
def test_ticks_are_few_and_even_and_hold_every_value(one: float, other: float) -> None:
    low, high = min(one, other), max(one, other)
    ticks = nice_ticks(low, high)
    assert 2 <= len(ticks) <= 6
    hair = (high - low) * 1e-6
    assert float(ticks[0]) <= low + hair
    assert float(ticks[-1]) >= high - hair
    assert len({after - before for before, after in pairwise(ticks)}) == 1


@pytest.mark.parametrize(
    ("low", "high", "first"),
    [(60, 66.3, "58"), (0, 3, "0"), (20, 45, "0"), (30, 45, "25"), (-120000, 0, "-150000"), (-5, 8, "-10")],
)
def test_the_axis_starts_at_zero_unless_that_would_hide_the_change(low: float, high: float, first: str) -> None:
    assert nice_ticks(low, high)[0] == Decimal(first)


def test_an_axis_that_does_not_start_at_zero_says_so() -> None:
    assert "per 10,000, axis starts at 58" in words(drawn(OWN, CEILING, unit="per 10,000"))
    from_zero = line("Anyshire", LineKind.OWN, point(date(2016, 12, 31), "2"), point(DAY, "9"))
    assert not any("axis starts" in text for text in words(drawn(from_zero)))


def test_the_axis_carries_what_goes_around_its_numbers() -> None:
    money = line("Anyshire", LineKind.OWN, point(date(2016, 12, 31), "-2000"), point(DAY, "9000"))
    assert {"-£4,000", "£0", "£10,000"} & set(words(drawn(money, before="£")))
    share = line("Anyshire", LineKind.OWN, point(date(2016, 12, 31), "10"), point(DAY, "90"))
    assert "100%" in words(drawn(share, after="%"))


def test_the_time_axis_is_true_to_the_dates() -> None:
    days = (date(2015, 3, 31), date(2016, 3, 31), DAY)
    svg = drawn(line("Anyshire", LineKind.OWN, *(point(day, "5", period=f"{day.year}") for day in days)))
    x = [at(svg, f"{day.year}")[0] for day in days]
    assert (x[1] - x[0]) / (x[2] - x[1]) == pytest.approx(366 / 365, abs=0.01)
    uneven = (date(2015, 3, 31), date(2016, 12, 31), DAY)
    svg = drawn(line("Anyshire", LineKind.OWN, *(point(day, "5", period=f"{day}") for day in uneven)))
    assert at(svg, "2017-03-31")[0] > at(svg, "2015-03-31")[0]
    circles = sorted(float(found.attrib["cx"]) for found in svg.iter("circle"))
    assert (circles[1] - circles[0]) / (circles[2] - circles[1]) == pytest.approx(641 / 90, rel=0.01)


@given(st.sets(st.integers(0, 4000), min_size=1, max_size=24))
def test_the_labels_of_the_time_axis_never_overlap_and_name_the_last_period(offsets: set[int]) -> None:
    days = sorted(date(2010, 1, 1) + timedelta(days=offset) for offset in offsets)
    svg = drawn(line("Anyshire", LineKind.OWN, *(point(day, "5") for day in days)))
    labels = sorted(
        (float(found.attrib["x"]), found.text or "") for found in svg.iter("text") if "/" in (found.text or "")
    )
    assert labels[-1][1] == f"{days[-1]:%d/%m/%Y}"
    assert all(right - left >= 64 for (left, _), (right, _) in pairwise(labels))


# What is drawn


@pytest.mark.parametrize("status", list(Rag))
def test_the_rated_point_has_the_shape_of_its_status(status: Rag) -> None:
    svg, plain = (drawn(OWN, CEILING, status=given) for given in (status, None))
    rated = list(svg)[len(list(plain))]
    assert (rated.tag, PALETTE[status]) in {(rated.tag, rated.attrib["fill"]), (rated.tag, rated.attrib.get("stroke"))}
    assert rated.tag == MARKERS[status]
    last = list(plain.iter("circle"))[-1].attrib
    assert _middle(rated) == pytest.approx((float(last["cx"]), float(last["cy"])), abs=0.2)


def _middle(marker: Element) -> tuple[float, float]:
    """The middle of a marker, half way between its edges."""
    given = {name: float(value) for name, value in marker.attrib.items() if name in ("x", "y", "width", "cx", "cy")}
    if marker.tag == "circle":
        return given["cx"], given["cy"]
    if marker.tag == "rect":
        return given["x"] + given["width"] / 2, given["y"] + given["width"] / 2
    numbers = [float(number) for number in marker.attrib["points"].split()]
    x, y = numbers[::2], numbers[1::2]
    return (min(x) + max(x)) / 2, (min(y) + max(y)) / 2


def test_every_status_has_a_shape_of_its_own() -> None:
    assert len({re.sub(r"#\w+", "", shape(status)) for status in Rag}) == 4


def test_lines_of_one_look_in_colour_differ_in_stroke_too() -> None:
    other = line("Wales", LineKind.COMPARATOR, point(date(2016, 3, 31), "64"), point(DAY, "65"))
    england = line("England", LineKind.COMPARATOR, point(date(2016, 3, 31), "61"), point(DAY, "62"))
    paths = [found.attrib for found in drawn(OWN, england, other, CEILING).iter("path")]
    long = [path for path in paths if path.get("stroke-linejoin") or path.get("stroke-dasharray") == "7 4"]
    strokes = {(path["stroke-width"], path["stroke-dasharray"]) for path in long}
    assert len(long) == len(strokes) == 4


def test_points_on_either_side_of_a_gap_are_joined_only_by_dots() -> None:
    days = (date(2016, 6, 30), date(2016, 12, 31), DAY)
    whole = line("A", LineKind.OWN, *(point(day, "5") for day in days))
    gap = line("A", LineKind.OWN, point(days[0], "5"), point(days[1], "5", after_gap=True), point(days[2], "5"))
    broken = line("A", LineKind.OWN, point(days[0], "5"), point(days[1], "5", after_break=True), point(days[2], "5"))

    def joins(one: Line) -> tuple[int, int]:
        paths = [found.attrib for found in drawn(one).iter("path")]
        (solid,) = (path for path in paths if path.get("stroke-linejoin") == "round")
        return solid["d"].count("L"), sum(path.get("stroke-dasharray") == "2 4" for path in paths)

    assert (joins(whole), joins(gap), joins(broken)) == ((2, 0), (1, 1), (1, 0))


def test_a_missing_figure_is_not_drawn_as_a_zero() -> None:
    missing = line("A", LineKind.OWN, point(date(2016, 12, 31), None), point(DAY, "66"))
    assert not any(text == "0" for text in words(drawn(missing)))
    assert trend_chart(chart(line("A", LineKind.OWN, point(DAY, None)))) == ""


def test_a_target_that_differs_by_period_is_drawn_in_steps() -> None:
    steps = line("Target", LineKind.TARGET, point(date(2016, 12, 31), "60"), point(DAY, "58"))
    (way,) = (
        found.attrib["d"] for found in drawn(OWN, steps).iter("path") if found.attrib.get("stroke-dasharray") == "7 4"
    )
    assert re.fullmatch(r"M[\d. ]+H[\d.]+V[\d.]+H[\d.]+H[\d.]+", way)
    level = line("Target", LineKind.TARGET, point(date(2016, 12, 31), "60"), point(DAY, "60"))
    (way,) = (
        found.attrib["d"] for found in drawn(OWN, level).iter("path") if found.attrib.get("stroke-dasharray") == "7 4"
    )
    assert len(set(re.findall(r"(?:M[\d.]+ |V)([\d.]+)", way))) == 1


def test_one_point_alone_is_a_sensible_chart() -> None:
    svg = drawn(line("Anyshire", LineKind.OWN, point(DAY, "0")), status=Rag.GREEN)
    assert {"Anyshire", "31/03/2017"} <= set(words(svg))


def test_a_comparator_that_is_older_says_of_which_period_it_is() -> None:
    assert "England, 31/03/2016" in words(drawn(OWN, ENGLAND))


@given(texts, texts, texts, st.lists(st.tuples(values, texts), min_size=1, max_size=9), st.sampled_from([*Rag, None]))
def test_a_chart_is_well_formed_whatever_it_is_made_of(
    title: str, name: str, unit: str, points: list[tuple[Decimal, str]], status: Rag | None
) -> None:
    made = tuple(
        Point(text, DAY - timedelta(days=91 * back), value, text) for back, (value, text) in enumerate(reversed(points))
    )
    whole = Chart(
        id=f"chart-{title}",
        title=title,
        description=name,
        lines=(Line(name, LineKind.OWN, made[::-1]), Line(unit, LineKind.TARGET, made[:1])),
        status=status,
        before=unit,
        after=unit,
        unit=unit,
    )
    svg = fromstring(trend_chart(whole))
    assert (svg.findtext("title") or "") == title
    assert (svg.findtext("desc") or "") == name


def test_a_chart_is_named_by_its_title_and_description() -> None:
    svg = drawn(OWN, CEILING)
    assert svg.attrib["role"] == "img"
    assert svg.attrib["aria-labelledby"].split() == [svg[0].attrib["id"], svg[1].attrib["id"]]
    assert [part.tag for part in svg[:2]] == ["title", "desc"]
