"""Numbers as a frame can hold them, and which arithmetic on them is exact.

A frame computes in 64-bit floats. A float stands for the shortest decimal that prints as it does, so *comparing* two of
them is exact, and so is comparing one with a limit that was computed in decimals and rounded to a float once. *Adding*
or *multiplying* floats is not (0.1 + 0.2). Each kind of number below knows what it may do:

* :class:`Folded`: known from the definitions alone. All its arithmetic is done in decimals, when the plan is made.
* :class:`Choice`: one of two folded numbers, by a condition on the data.
* :class:`Atom`: a column of figures. It may be compared and no more.
* :class:`Signed`: a difference of which only the sign is exact.
* :class:`Whole`: a column of small whole numbers. All its arithmetic is exact.
* :class:`Exact`: limbs in the base 10^4, each a whole number held in a float. It may be added and multiplied, at a
  price, and is used only where a rule computes with figures. Its domain: figures of up to 15 significant digits, at
  most 15 of them decimals; a float that needs more is read to so many.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import narwhals.stable.v2 as nw

__all__ = [
    "BASE",
    "Atom",
    "Choice",
    "Exact",
    "Folded",
    "NotCheap",
    "Number",
    "Signed",
    "Whole",
    "limb_columns",
    "limb_names",
    "sign_of",
]

BASE = 10**4
"""The base of the limbs: products of three numbers stay below 2^53 in each limb."""

_SATURATED = 4e11
"""Above this a higher limb decides the sign whatever the lower ones are; times the base it is still below 2^53."""

_WHOLE_LIMBS, _FRACTION_LIMBS = 4, 4
_DIGITS = 15


class NotCheap(Exception):  # noqa: N818
    """What was asked cannot be had exactly from floats alone, so the rule has to be read with limbs."""


@dataclass(frozen=True)
class Folded:
    """One decimal for each of the definitions that are rated together."""

    values: tuple[Decimal, ...]

    def all(self, holds: Callable[[Decimal], bool]) -> bool:
        """Whether something holds for every one of them."""
        return all(map(holds, self.values))

    @property
    def is_zero(self) -> bool:
        """Whether all of them are zero."""
        return self.all(lambda value: value == 0)


@dataclass(frozen=True)
class Choice:
    """One of two folded numbers."""

    condition: Any
    then: Folded
    otherwise: Folded


@dataclass(frozen=True)
class Atom:
    """A column of figures without missing ones, times a small whole number; ``name`` is the column's."""

    name: str
    times: int = 1

    @property
    def column(self) -> Any:
        """The column as an expression."""
        return nw.col(self.name) if self.times == 1 else nw.col(self.name) * float(self.times)


@dataclass(frozen=True)
class Signed:
    """An expression whose sign alone is to be trusted."""

    expression: Any


@dataclass(frozen=True)
class Whole:
    """A whole number, or a column of them, in tenths, hundredths and so on by its places; see `wholes`."""

    expression: Any
    places: int = 0


@dataclass(frozen=True)
class Exact:
    """A sum of whole numbers times powers of the base; the keys are the powers."""

    limbs: Mapping[int, Any]

    def combined(self, other: Exact, operation: Callable[[Any, Any], Any]) -> Exact:
        """Limb by limb; a limb that one of them does not have counts as zero."""
        powers = sorted({*self.limbs, *other.limbs})
        return Exact({power: operation(self.limbs.get(power, 0.0), other.limbs.get(power, 0.0)) for power in powers})

    def multiplied(self, other: Exact) -> Exact:
        """Every limb by every limb."""
        limbs: dict[int, Any] = {}
        for here, one in self.limbs.items():
            for there, two in other.limbs.items():
                product = one * two
                limbs[here + there] = limbs[here + there] + product if here + there in limbs else product
        return Exact(limbs)

    def scaled(self, factor: Any) -> Exact:
        """Every limb times a small whole number."""
        return Exact({power: limb * factor for power, limb in self.limbs.items()})

    def sign(self, *, in_sql: bool) -> Any:
        """An expression with the sign of the number.

        Horner's scheme from the highest limb down. Where what has been summed up is so large that lower limbs cannot
        change its sign, it is cut off: so the sum never leaves the whole numbers that a float holds exactly.
        """
        highest, lowest = max(self.limbs, default=0), min(self.limbs, default=0)
        total: Any = self.limbs.get(highest, 0.0)
        for power in range(highest - 1, lowest - 1, -1):
            limb = self.limbs.get(power, 0.0)
            if isinstance(total, float):
                total = max(-_SATURATED, min(_SATURATED, total)) * float(BASE) + limb
            else:
                total = _cut_off(total, in_sql=in_sql) * float(BASE) + limb
        return total

    @property
    def approximate(self) -> Any:
        """The number as one float, rounded; for showing, never for comparing."""
        total: Any = 0.0
        for power in sorted(self.limbs):
            total = total + self.limbs[power] * float(BASE) ** power
        return total


Number = Folded | Choice | Atom | Signed | Whole | Exact


def _cut_off(total: Any, *, in_sql: bool) -> Any:
    """A number kept from growing. Written out or worked out twice at each of up to twenty levels it would never end.

    In SQL that is what ``clip`` does; in memory it is what the horizontal functions do.
    """
    if in_sql:
        return nw.min_horizontal(nw.max_horizontal(total, nw.lit(-_SATURATED)), nw.lit(_SATURATED))
    return total.clip(-_SATURATED, _SATURATED)


def folded_limbs(values: Sequence[Decimal]) -> dict[int, list[float]]:
    """The limbs of decimals, of any size, as columns by power; powers of which all limbs are zero are left out."""
    limbs: dict[int, list[float]] = {}
    for at, value in enumerate(values):
        exponent = value.as_tuple().exponent
        assert isinstance(exponent, int)
        places = max(0, -(exponent // 4))
        whole = int(abs(value).scaleb(4 * places))
        power, sign = -places, -1 if value < 0 else 1
        while whole:
            whole, limb = divmod(whole, BASE)
            if limb:
                limbs.setdefault(power, [0.0] * len(values))[at] = float(sign * limb)
            power += 1
    return limbs


def atom_limbs(name: str) -> Exact:
    """The limbs of a column for which :func:`limb_columns` has been added."""
    return Exact({power: nw.col(_limb(name, power)) for power in range(-_FRACTION_LIMBS, _WHOLE_LIMBS)})


def _limb(name: str, power: int) -> str:
    return f"{name}_limb{power + _FRACTION_LIMBS}"


def sign_of(expression: Any) -> Any:
    """Minus one below zero, otherwise one."""
    return nw.when(expression < 0).then(nw.lit(-1.0)).otherwise(nw.lit(1.0))


def scale_of(size: Any) -> Any:
    """The power of ten that turns a number of that size into a whole one of at most 15 digits, 15 decimals at most."""
    scale: Any = nw.lit(1.0)
    for digits in range(_DIGITS - 1, -1, -1):
        scale = nw.when(size < 10.0**digits).then(nw.lit(10.0 ** (_DIGITS - digits))).otherwise(scale)
    return scale


def limb_columns(name: str) -> list[list[Any]]:
    """The columns that split a column into limbs, in rounds: each round uses the ones before.

    A figure is read to 15 significant digits, at most 15 of them decimals; every step is exact within that.
    """
    size, scale, whole, rest = (nw.col(f"{name}_{part}") for part in ("size", "scale", "whole", "rest"))
    digits, sign = nw.col(f"{name}_digits"), nw.col(f"{name}_sign")
    rounds: list[list[Any]] = [
        [nw.col(name).abs().alias(f"{name}_size"), sign_of(nw.col(name)).alias(f"{name}_sign")],
        [scale_of(size).alias(f"{name}_scale")],
        [(size * scale + 0.5).floor().alias(f"{name}_digits")],
        [(digits / scale).floor().alias(f"{name}_whole")],
        [((digits - whole * scale) * (1e15 / scale)).alias(f"{name}_rest")],
    ]
    # The rest is the decimals, as a whole number of 10^-15.
    cuts = {0: whole - (whole / 1e4).floor() * 1e4}
    for power in range(1, _WHOLE_LIMBS):
        above, here = 10.0 ** (4 * (power + 1)), 10.0 ** (4 * power)
        cuts[power] = (whole / here).floor() - (whole / above).floor() * 1e4
    for place, unit in ((-1, 1e11), (-2, 1e7), (-3, 1e3)):
        cuts[place] = (rest / unit).floor() - (rest / (unit * 1e4)).floor() * 1e4
    cuts[-4] = (rest - (rest / 1e3).floor() * 1e3) * 10.0
    last = [(sign * limb).alias(_limb(name, power)) for power, limb in cuts.items()]
    return [*rounds, last]


def limb_names(name: str) -> list[str]:
    """What :func:`limb_columns` adds."""
    parts = ("size", "sign", "scale", "digits", "whole", "rest")
    return [*(f"{name}_{part}" for part in parts), *(_limb(name, at) for at in range(-_FRACTION_LIMBS, _WHOLE_LIMBS))]
