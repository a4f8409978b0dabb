"""One case to rate: a definition, the facts of one period, and the figures in which the engine finds them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

from scorecard_core.bases import Base, BaseKind
from scorecard_core.comparators import ENGLAND, Comparator
from scorecard_core.indicators import Indicator
from scorecard_core.ledger import PublishedRating, PublishedRatings
from scorecard_core.observations import Judgement, Observation, Observations
from scorecard_core.periods import Period
from scorecard_core.rating import Rating
from scorecard_core.references import Compared, Own, TargetSeries
from scorecard_core.terms import MissingReason, Rag
from scorecard_core.testing.laws import LawBrokenError
from scorecard_core.testing.reference import Facts
from scorecard_core.units import Units

__all__ = ["AREA", "Case", "Rate", "before", "differences"]

AREA = "Here"
Rate = Callable[..., Rating]
Place = tuple[str, str, Period]


@dataclass(frozen=True, kw_only=True)
class Case:
    """What is defined, what is known in one period, and everything else that is handed in.

    Attributes:
        facts: by the names that rules give them: value, reference, comparator, base_value, base_comparator, grade ...
            For a milestone ``on`` is the day of the report, counted from year 1; for a control chart ``history`` holds
            the figures before the value, the oldest first. What came with the value has the names of an observation's
            columns (``lower``, ``numerator`` ...), what came with the comparator's figure has ``reference_`` before
            them; the figures of a group's other areas are ``peer_1`` and so on.
        value_unit: the unit that the value is written in; empty for that of the definition.
        missing: why there is no value; then ``facts`` has none.
        earlier: more of the area's own figures.
        more: observations of any other kind.
        origin: the Python that gives ``indicator``, where it is not to be spelt out.
    """

    indicator: Indicator
    period: Period
    facts: Facts
    value_unit: str = ""
    missing: MissingReason | None = None
    earlier: tuple[tuple[Period, Decimal], ...] = ()
    more: tuple[Observation, ...] = ()
    published: tuple[PublishedRating, ...] = ()
    comparators: Mapping[str, Comparator] = field(default_factory=lambda: {ENGLAND.id: ENGLAND})
    units: Units | None = None
    as_at: date | None = None
    origin: str = ""

    def but(self, **changes: Any) -> Case:
        """The same case with something else; ``value`` and other facts may be given under their names."""
        facts = {name: changes.pop(name) for name in list(changes) if name in _FACTS}
        return replace(self, **{**changes, "facts": {**changes.get("facts", self.facts), **facts}})

    def without(self, fact: str) -> Case:
        """The same case with one fact unknown."""
        return replace(self, facts={name: value for name, value in self.facts.items() if name != fact})

    def with_target(self, **changes: Any) -> Case:
        """The same case under a target with something else in it."""
        target = self.target.model_copy(update=changes)
        return replace(self, indicator=self.indicator.model_copy(update={"target": (target,)}))

    def broken(self, what: str) -> LawBrokenError:
        """What to raise where this case breaks a law."""
        return LawBrokenError(what, self.python())

    def number(self, fact: str) -> Decimal:
        """A fact that is a number."""
        value = self.facts[fact]
        assert isinstance(value, Decimal)
        return value

    @property
    def target(self) -> Any:
        """The target in force."""
        return self.indicator.target_for(self.period)

    def rated(self, rate: Rate, observations: Iterable[Observation] | None = None) -> Rating:
        """What a function says; one that raises, or gives no rating, has broken the law that asked.

        Args:
            observations: the same figures in another order.
        """
        figures = self.observations if observations is None else observations
        given = {
            "as_at": self.as_at,
            "published": PublishedRatings(self.published) if self.published else None,
            "units": self.units,
            "comparators": self.comparators if set(self.comparators) != {ENGLAND.id} else None,
        }
        asked = {name: value for name, value in given.items() if value is not None}
        try:
            rating = rate(self.indicator, Observations(figures), self.period, area=AREA, **asked)
        except LawBrokenError:
            raise
        except Exception as error:
            raise LawBrokenError(f"rating raised {type(error).__name__}: {error}", self.python()) from error
        if not isinstance(rating, Rating):
            raise LawBrokenError(f"rating gave {rating!r}, which is not a Rating", self.python())
        return rating

    @property
    def observations(self) -> tuple[Observation, ...]:
        """The figures, each where the definition looks for it."""
        return (*self._figures(), *self.more)

    def _figures(self) -> Iterator[Observation]:
        own = self.indicator.series
        if self.missing is not None:
            yield self.observed(own, AREA, self.period, missing_reason=self.missing)
        if "grade" in self.facts:
            on = date.fromordinal(int(self.number("on"))) if "on" in self.facts else None
            yield self.observed(own, AREA, self.period, judgement=Judgement(str(self.facts["grade"]), on=on))
        if "value" in self.facts:
            beside = self._came_with("")
            yield self.observed(own, AREA, self.period, value=self.number("value"), unit=self.value_unit, **beside)
        for fact in self.facts:
            beside = self._came_with("reference_") if fact == "reference" else {}
            for measure, area, period in self.places(fact):
                yield self.observed(measure, area, period, value=self.number(fact), **beside)
        for period, value in (*self._history(), *self.earlier):
            yield self.observed(own, AREA, period, value=value)

    def _history(self) -> Iterator[tuple[Period, Decimal]]:
        """The figures before the value, each with its period."""
        at, history = self.period, self.facts.get("history", ())
        assert isinstance(history, tuple)
        for value in reversed(history):
            at = before(at)
            yield at, value

    def _came_with(self, whose: str) -> dict[str, Decimal]:
        """The interval, or the numerator and denominator, that came with a figure."""
        return {name: self.number(f"{whose}{name}") for name in _BESIDE if f"{whose}{name}" in self.facts}

    def observed(self, measure: str, area: str, period: Period, **more: Any) -> Observation:
        """An observation in the indicator's dimensions."""
        dimensions = tuple(sorted(self.indicator.dimensions.items()))
        return Observation(measure=measure, area=area, period=period, dimensions=dimensions, **more)

    def places(self, fact: str) -> list[Place]:
        """Where a fact that is looked up is found: series, area and period; several where it is an average."""
        if fact.startswith(_PEER):
            return [(self.indicator.series, self._peer(int(fact.removeprefix(_PEER))), self.period)]
        source = self.target.sources.get(fact) if self.target else None
        match source:
            case Own(base):
                return [(self.indicator.series, AREA, period) for period in self._base_periods(base)]
            case Compared():
                periods = self._base_periods(source.base) if source.base else [self.period]
                comparator = self.comparators.get(source.comparator)
                areas = comparator.members(AREA) if comparator else ()
                return [(self.indicator.series, area, period) for area in areas for period in periods]
            case TargetSeries(measure):
                return [(measure, AREA, self.period)]
            case _:
                return []

    def _peer(self, number: int) -> str:
        """Another area of the group that a target looks at."""
        comparator = self.comparators.get(getattr(self.target, "group", None) or "")
        areas = [area for area in comparator.areas if area != AREA] if comparator else []
        return areas[number - 1] if number <= len(areas) else f"Area {number}"

    def _base_periods(self, base: Base) -> list[Period]:
        match base.kind:
            case BaseKind.SAME_PERIOD_LAST_YEAR:
                return [self.period.year_before]
            case BaseKind.BASELINE:
                aligned = base.period.at_frequency(self.indicator.frequency) if base.period else None
                return [aligned] if aligned else []
            case BaseKind.AVERAGE_OF_LAST:
                found = [before(self.period)]
                while len(found) < (base.count or 0):
                    found.append(before(found[-1]))
                return found
            case _:
                return [before(self.period)]

    def python(self) -> str:
        """Python that rates this very case."""
        origin = self.origin or f"indicator = Indicator.model_validate({_definition(self.indicator)!r})"
        given = ["indicator", "observations", f"parse_period({str(self.period)!r})", f"area={AREA!r}"]
        if self.as_at:
            given.append(f"as_at={_python(self.as_at)}")
        if self.published:
            given.append("published=PublishedRatings([" + ", ".join(map(_python, self.published)) + "])")
        if self.origin:
            given.append("comparators=registry.comparators, units=registry.units")
        elif set(self.comparators) != {ENGLAND.id}:
            given.append(f"comparators={_python(dict(self.comparators))}")
        return "\n".join(
            [
                "from datetime import date",
                "from decimal import Decimal",
                "from scorecard_core import *",
                "",
                origin,
                "observations = Observations([",
                *(f"    {_python(one)}," for one in self.observations),
                "])",
                f"print(rate({', '.join(given)}).reason)",
            ]
        )


_PEER = "peer_"
_BESIDE = ("lower", "upper", "numerator", "denominator")
_FACTS = ("value", "history", "reference", "baseline", "comparator", "base_value", "base_comparator", "grade", "on")


def before(period: Period) -> Period:
    """The period before one: the calendar's, or a year earlier where that has none."""
    return period.previous or period.year_before


def differences(first: Rating, second: Rating) -> str:
    """The fields in which two ratings differ; 1.0 and 1.00 are different texts of a number, and differ."""
    pairs = [(field.name, getattr(first, field.name), getattr(second, field.name)) for field in fields(Rating)]
    return ", ".join(name for name, one, other in pairs if repr(one) != repr(other))


def _definition(indicator: Indicator) -> dict[str, Any]:
    return indicator.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude={"examples"})


def _python(value: Any) -> str:
    match value:
        case Decimal():
            return f"Decimal({str(value)!r})"
        case date():
            return f"date({value.year}, {value.month}, {value.day})"
        case Period():
            return f"parse_period({str(value)!r})"
        case MissingReason() | Rag():
            return f"{type(value).__name__}.{value.name}"
        case Comparator():
            return f"Comparator.model_validate({value.model_dump(mode='json')!r})"
        case dict():
            return "{" + ", ".join(f"{key!r}: {_python(item)}" for key, item in value.items()) + "}"
        case Observation() | PublishedRating() | Judgement():
            known = {one.name: getattr(value, one.name) for one in fields(value)}
            shown = [f"{name}={_python(item)}" for name, item in known.items() if not _is_left_out(item)]
            return f"{type(value).__name__}({', '.join(shown)})"
        case _:
            return repr(value)


def _is_left_out(value: Any) -> bool:
    return value is None or value is False or value in ((), "")
