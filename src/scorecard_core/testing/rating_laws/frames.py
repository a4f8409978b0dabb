"""Many say what one says: a frame of observations beside the rating of each."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Context, Decimal
from importlib.util import find_spec
from typing import Any

from hypothesis import strategies as st

from scorecard_core.registry import Registry
from scorecard_core.testing.case import AREA, Case, Rate
from scorecard_core.testing.laws import Law, law
from scorecard_core.testing.strategies.whole_cases import cases

__all__ = ["LAWS"]

_SAME = ("status", "verdict", "grey_reason", "travel", "movement")
_AS_FLOATS = Context(prec=15)
"""What a float holds of a decimal, to the last digit."""


def _not_installed(_rate: Rate) -> str:
    """Why frames cannot be rated here."""
    absent = next((library for library in ("narwhals", "polars") if find_spec(library) is None), None)
    return f"{absent} is not installed: pip install 'scorecard-core[frames]' polars" if absent else ""


def _as_floats(value: Any) -> Any:
    return _AS_FLOATS.create_decimal(value) if isinstance(value, Decimal) else value


def _apart(drawn: list[Case]) -> Iterator[Case]:
    """The same cases, each with series of its own, so that one frame holds them all."""
    for number, case in enumerate(drawn, start=1):
        one = case.but(
            indicator=case.indicator.model_copy(update={"id": f"council.case_{number}"}),
            facts={name: _as_floats(value) for name, value in case.facts.items()},
            earlier=tuple((period, _as_floats(value)) for period, value in case.earlier),
        )
        has_series = getattr(case.target, "measure", None)
        yield one.with_target(measure=f"council.target_{number}") if has_series else one


@law(
    since="0.1",
    exempt=_not_installed,
    most=6,
    drawn=st.lists(cases(earlier=True), min_size=4, max_size=12),
)
def a_frame_says_what_the_engine_for_one_says(rate: Rate, drawn: list[Case]) -> None:
    """Many observations rated as a frame have the status, the verdict, the reason for grey, the direction of travel and
    the movement that each has when it is rated alone.
    """
    from scorecard_core.frames import frame_of, rate_frame

    apart = list(_apart(drawn))
    frame = frame_of(one for case in apart for one in case.observations)
    registry = Registry.of(*(case.indicator for case in apart))
    rated = rate_frame(frame, registry, columns=["indicator", "area", "period", *_SAME], fallback="collect")
    rows = {(row["indicator"], row["area"], row["period"]): row for row in rated.to_dicts()}
    for case in apart:
        rating = case.rated(rate)
        row = rows.get((case.indicator.id, AREA, str(case.period)))
        if row is None:
            raise case.broken(f"rated alone it is {rating.status}, and the frame has no row for it")
        for name in _SAME:
            alone = getattr(rating, name)
            if str(alone or "") != str(row[name] or ""):
                raise case.broken(f"the {name} is {alone}, and {row[name]} in a frame: {rating.reason}")


LAWS: tuple[Law, ...] = (a_frame_says_what_the_engine_for_one_says,)
