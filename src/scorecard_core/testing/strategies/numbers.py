"""Numbers: exact decimals, as likely small as large, and those that stand on a limit or one step beside it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cache

from hypothesis import strategies as st

__all__ = ["as_decimal", "near", "numbers", "sizes"]

PLACES = 6
_FINEST = 14


@cache
def numbers(*, size: int = 9) -> st.SearchStrategy[Decimal]:
    """Numbers of either sign, zero among them, below ``10 ** size``, with up to six decimals."""
    forms = st.sampled_from(
        [(20, 0), (2000, 0), (10, 2), *((10**count, PLACES) for count in range(3, size + PLACES + 1, 3))]
    )
    return st.builds(_part, forms, _PARTS)


@cache
def sizes(*, smallest: Decimal = Decimal(0), size: int = 6) -> st.SearchStrategy[Decimal]:
    """Numbers from ``smallest`` upwards, with up to six decimals."""
    return numbers(size=size).map(lambda number: max(abs(number), smallest))


# Built once: Hypothesis spends longer on making a strategy than on drawing from it.
_PARTS = st.integers(-20, 20).map(lambda part: Fraction(part, 20)) | st.integers(-(10**15), 10**15).map(
    lambda part: Fraction(part, 10**15)
)


def _part(form: tuple[int, int], part: Fraction) -> Decimal:
    """A part of the largest number of a form, cut off at its decimals."""
    largest, places = form
    return _scaled(int(largest * part), places)


def _scaled(whole: int, places: int) -> Decimal:
    return Decimal(f"{whole}E-{places}")


def as_decimal(number: Fraction) -> Decimal:
    """The decimal that a fraction is or, where it has no end or a very distant one, the one just below it."""
    places = next((at for at in range(_FINEST + 1) if (number * 10**at).denominator == 1), _FINEST)
    return _scaled(number.numerator * 10**places // number.denominator, places)


@st.composite
def near(draw: st.DrawFn, limits: Sequence[Fraction], *, decimals: int = 1) -> Decimal:
    """A number on one of some limits, one quantum or one printed step beside it, or, now and then, anywhere."""
    step = draw(_STEPS)
    if not limits or step is None:
        return draw(numbers())
    limit = as_decimal(limits[draw(_WHICH) % len(limits)])
    steps, towards = step
    return as_decimal(Fraction(limit) + towards * (_QUANTUM if steps == "quantum" else Fraction(1, 10**decimals)))


_QUANTUM = Fraction(1, 10**PLACES)
_WHICH = st.integers(0, 11)
_STEPS = st.sampled_from(
    [("quantum", 0), ("quantum", 1), ("quantum", -1), ("printed", 1), ("printed", -1), ("quantum", 0), None]
)
