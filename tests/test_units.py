"""Units at the border: a closed vocabulary, exact conversions, and things that are never mixed by accident."""

from __future__ import annotations

import itertools
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

import scorecard_core.units
from scorecard_core import ScorecardError, UnitDefinition, UnitError, Units
from scorecard_core.units import PLACES

CORE = Units.core()

# Every unit of the core, in groups of what it measures, and how many of the first of its group it is. Written by hand
# from what the words mean, so that a factor in the vocabulary cannot be wrong here too.
THINGS: tuple[dict[str, Fraction], ...] = (
    {"proportion": Fraction(1), "percent": Fraction(1, 100)},
    {"percentage_point": Fraction(1)},
    {"person": Fraction(1)},
    {"child": Fraction(1)},
    {"household": Fraction(1)},
    {"dwelling": Fraction(1)},
    {"business": Fraction(1)},
    {"case": Fraction(1)},
    {"claimant": Fraction(1)},
    {"fte": Fraction(1)},
    {"placement": Fraction(1)},
    {
        "rate_of_people": Fraction(1),
        "per_1000_people": Fraction(1, 1000),
        "per_10000_people": Fraction(1, 10_000),
        "per_100000_people": Fraction(1, 100_000),
    },
    {
        "rate_of_children": Fraction(1),
        "per_1000_children": Fraction(1, 1000),
        "per_10000_children": Fraction(1, 10_000),
    },
    {"rate_of_households": Fraction(1), "per_1000_households": Fraction(1, 1000)},
    {"day": Fraction(1), "week": Fraction(7)},
    {"hour": Fraction(1)},
    {"month": Fraction(1)},
    {"day_per_fte": Fraction(1)},
    {"gbp": Fraction(1), "thousand_gbp": Fraction(1000), "million_gbp": Fraction(1_000_000)},
    {"kilogram": Fraction(1), "tonne": Fraction(1000)},
    {"kilogram_per_person": Fraction(1)},
    {"kilometre": Fraction(1), "mile": Fraction(1_609_344, 1_000_000)},
    {"ratio": Fraction(1)},
    {"point": Fraction(1)},
    {"index": Fraction(1)},
    {"standard_deviation": Fraction(1)},
)
PAIRS = [pair for group in THINGS for pair in itertools.product(group, repeat=2)]
FACTORS = {unit: factor for group in THINGS for unit, factor in group.items()}

values = st.integers(0, 60).flatmap(
    lambda places: st.builds(
        lambda count: Decimal(f"{count}E-{places}"), st.integers(-(10 ** (15 + places)) + 1, 10 ** (15 + places) - 1)
    )
)


def terminates(value: Fraction) -> bool:
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1


def test_every_unit_of_the_core_is_held_here() -> None:
    assert {unit.name for unit in CORE} == set(FACTORS)


@given(values, st.sampled_from(PAIRS))
def test_a_conversion_is_exact_or_off_by_no_more_than_one_rounding(value: Decimal, pair: tuple[str, str]) -> None:
    unit, into = pair
    factor = FACTORS[unit] / FACTORS[into]
    expected = Fraction(value) * factor
    converted = Fraction(CORE.convert(value, unit, into))
    if terminates(factor):
        assert converted == expected
    else:
        assert abs(converted - expected) <= Fraction(1, 2 * 10**PLACES)


@pytest.mark.parametrize(
    ("value", "unit", "into", "converted"),
    [
        ("40", "percent", "proportion", "0.4"),
        ("0.57", "proportion", "percent", "57"),
        ("66.3", "per_10000_children", "per_1000_children", "6.63"),
        ("1.5", "million_gbp", "thousand_gbp", "1500"),
        ("2", "week", "day", "14"),
        ("1", "mile", "kilometre", "1.609344"),
        ("1", "kilometre", "mile", "0.621371192237"),
        ("10", "day", "week", "1.428571428571"),
        ("-3.5", "tonne", "kilogram", "-3500"),
    ],
)
def test_a_figure_is_the_same_figure_in_another_unit(value: str, unit: str, into: str, converted: str) -> None:
    assert CORE.convert(Decimal(value), unit, into) == Decimal(converted)


@pytest.mark.parametrize("unit", FACTORS)
def test_different_things_do_not_convert(unit: str) -> None:
    for group in THINGS:
        if unit not in group:
            for into in group:
                with pytest.raises(UnitError) as refused:
                    CORE.convert(Decimal(1), unit, into)
                assert refused.value.code == "unit-not-convertible"
                assert str(refused.value) == (
                    f"'{unit}' cannot be converted into '{into}'. They measure different things."
                )


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("percnt", "'percnt' is not a unit. Did you mean 'percent'?"),
        ("Percent", "'Percent' is not a unit. Did you mean 'percent'?"),
        ("xyzzy", "'xyzzy' is not a unit."),
        ("", "'' is not a unit."),
    ],
)
def test_an_unknown_unit_is_refused_with_the_nearest_known_one(name: str, message: str) -> None:
    for use in (
        lambda: CORE[name],
        lambda: CORE.convert(Decimal(1), name, "percent"),
        lambda: CORE.convert(Decimal(1), "percent", name),
        lambda: CORE.convert(Decimal(1), name, name),
    ):
        with pytest.raises(UnitError) as refused:
            use()
        assert refused.value.code == "unit-unknown"
        assert str(refused.value) == message
    assert name not in CORE


def test_the_vocabulary_of_the_core_says_which_format_it_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "units.toml").write_text("format = 2\n", encoding="utf-8")
    monkeypatch.setattr(scorecard_core.units, "files", lambda _: tmp_path)
    with pytest.raises(ScorecardError, match=r"^units\.toml is not of the format 1\.$") as refused:
        scorecard_core.units._core.__wrapped__()
    assert refused.value.code == "units-format"


# What a plugin counts.

POTHOLE = UnitDefinition(name="pothole", definition="[pothole]", shows="{} potholes", shows_one="{} pothole")
THOUSAND = UnitDefinition(name="thousand_potholes", definition="1000 pothole", shows="{} thousand potholes")


def test_a_unit_of_a_plugin_converts_like_any_other() -> None:
    units = CORE.extended([POTHOLE, THOUSAND])
    assert units.convert(Decimal("2.5"), "thousand_potholes", "pothole") == 2500
    assert units.convert(Decimal(1), "percent", "proportion") == Decimal("0.01")
    assert "pothole" in units


def test_a_unit_of_a_plugin_is_a_thing_of_its_own() -> None:
    units = CORE.extended([POTHOLE])
    for known in CORE:
        with pytest.raises(UnitError, match=r"They measure different things\.$"):
            units.convert(Decimal(1), "pothole", known.name)


def test_extending_a_vocabulary_leaves_the_one_it_started_from_as_it_was() -> None:
    CORE.extended([POTHOLE])
    assert "pothole" not in CORE


@pytest.mark.parametrize("name", ["percent", "gbp", "pothole"])
def test_no_unit_is_defined_twice(name: str) -> None:
    units = CORE.extended([POTHOLE])
    with pytest.raises(UnitError) as refused:
        units.extended([UnitDefinition(name=name, definition="[something_else]")])
    assert refused.value.code == "unit-redefined"
    assert str(refused.value) == (
        f"the unit '{name}' is defined already. Choose another name: a unit means one thing everywhere."
    )


@pytest.mark.parametrize("definition", ["1000 pothole", "gobble gobble", "1000 *", "["])
def test_a_definition_that_cannot_be_read_is_refused_and_shown(definition: str) -> None:
    with pytest.raises(UnitError) as refused:
        CORE.extended([UnitDefinition(name="heap", definition=definition)])
    assert refused.value.code == "unit-definition-unreadable"
    text = str(refused.value)
    assert text.startswith(f"the definition '{definition}' of the unit 'heap' cannot be read (")
    assert text.endswith(
        "; expected a base unit such as '[pothole]', or a multiple of a known unit such as '1000 pothole'."
    )


@pytest.mark.parametrize("definition", ["12", "= 3", "0 gbp", "gbp; offset: 3"])
def test_a_definition_that_is_neither_a_base_unit_nor_a_multiple_is_refused(definition: str) -> None:
    with pytest.raises(UnitError) as refused:
        CORE.extended([UnitDefinition(name="heap", definition=definition)])
    assert refused.value.code == "unit-definition-unreadable"


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "Pothole"},
        {"name": "pot hole"},
        {"name": "9s"},
        {"definition": ""},
        {"shows": "potholes"},
        {"shows": "{} of {}"},
        {"shows": "{0}"},
        {"shows_one": "a pothole"},
        {"colour": "red"},
    ],
)
def test_a_unit_is_named_and_shown_in_one_way(wrong: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        UnitDefinition.model_validate({"name": "pothole", "definition": "[pothole]", **wrong})


# How a figure carries its unit.


def test_every_unit_of_the_core_shows_the_number_once() -> None:
    for unit in CORE:
        assert unit.show("7").count("7") == 1
        assert unit.show("1").count("1") >= 1


@pytest.mark.parametrize(
    ("unit", "number", "shown"),
    [
        ("percent", "46", "46%"),
        ("gbp", "1,250", "£1,250"),
        ("per_10000_children", "66.3", "66.3 per 10,000"),
        ("child", "1", "1 child"),
        ("child", "2", "2 children"),
        ("child", "1.0", "1.0 children"),
        ("day", "1", "1 day"),
    ],
)
def test_a_printed_number_carries_its_unit(unit: str, number: str, shown: str) -> None:
    assert CORE[unit].show(number) == shown
