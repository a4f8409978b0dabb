"""The facts for many: each source of :mod:`scorecard_core.references` as a column, by a lag, a join or a running best.

One value at a time is found by :class:`scorecard_core.references.Evidence`; here it is found for all rows at once. What
a source means is written there; this is the one thing that the two do each in their own way. A law holds them equal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

import narwhals.stable.v2 as nw

from scorecard_core.bases import Base, BaseKind
from scorecard_core.comparators import Comparator, Statistic
from scorecard_core.exact import number as as_written
from scorecard_core.frames.calendar import NONE
from scorecard_core.frames.columns import Parameters
from scorecard_core.frames.door import Door
from scorecard_core.frames.forms.charts import add_charted
from scorecard_core.frames.forms.compared import add_compared, compared_lacking
from scorecard_core.frames.forms.hardest import hardest
from scorecard_core.frames.forms.limits import add_limit
from scorecard_core.frames.forms.own import add_own
from scorecard_core.frames.forms.reported import add_reported
from scorecard_core.frames.forms.runs import add_run
from scorecard_core.frames.forms.standing import add_standing
from scorecard_core.frames.forms.target_series import add_target_series
from scorecard_core.frames.forms.trends import TrendFact, add_trend
from scorecard_core.frames.segments import Alternatives, Segment, simple
from scorecard_core.periods import Period
from scorecard_core.references import Compared, Forecast, Hardest, Own, Reported, Run, Source, TargetSeries
from scorecard_core.significance import Limit
from scorecard_core.special_causes import Charted
from scorecard_core.standing import Cut, Members, QuantilePlace, Rank
from scorecard_core.stated import Always, Profiled, Stated

__all__ = ["FORMS", "FactColumns", "Finding", "Form", "Lookup", "large_forms", "unsupported"]


@dataclass(frozen=True)
class Form:
    """How frames find what one type of source means.

    Attributes:
        shared: what two sources have in common that share a column; bases in it say which earlier values are needed.
        add: adds ``name``, missing where there is no value, and ``name_key``, the period looked at, to the figures.
        lacking: why a source has no frame form; empty where it has one.
    """

    shared: Callable[[Any], tuple[Any, ...]]
    add: Callable[[Finding, str, Any], None]
    lacking: Callable[[Any, Mapping[str, Comparator]], str] | None = None


def unsupported(source: Source, comparators: Mapping[str, Comparator]) -> str:
    """Why a source has no frame form; empty where it has one."""
    if isinstance(source, Stated | Forecast):
        return ""
    if isinstance(source, Hardest):
        inner = [one for _, one in source.alternatives]
        if any(as_written(float(one)) != one for source in inner for one in _stated_by(source)):
            return "the hardest of several targets, one of them of more than fifteen digits"
        return next((why for one in inner if (why := unsupported(one, comparators))), "")
    form = FORMS.get(type(source))
    if form is None:
        return "a source of facts that frames do not know"
    return form.lacking(source, comparators) if form.lacking else ""


def _stated_by(source: Source) -> tuple[Decimal, ...]:
    """The numbers that a definition writes out."""
    match source:
        case Always(value):
            return (value,)
        case Profiled(points):
            return tuple(value for _, value in points)
    return ()


Lookup = Source | Alternatives | TrendFact
"""What a row of the parameter table may ask for."""


@dataclass
class FactColumns:
    """What facts the definitions ask for, and from which sources; settled before a row is looked at.

    Attributes:
        parameters: the parameter table in the making.
        baseline_number: which of its base periods a base is, to a row of that table.
        sources: each source that has a column of its own, by the name of that column.
        baselines: which of the base periods those with one look at.
        promised: the facts, as expressions over those columns.
    """

    parameters: Parameters
    baseline_number: Callable[[int, Base], int]
    sources: dict[str, Source | TrendFact] = field(default_factory=dict)
    baselines: dict[str, int] = field(default_factory=dict)
    promised: list[Any] = field(default_factory=list)
    _names: dict[tuple[Any, ...], str] = field(default_factory=dict)

    def add(self, name: str, sources: Mapping[int, Lookup]) -> None:
        """Promise ``name`` with the value, missing where there is none, and ``name_key`` with the period looked at.

        Args:
            sources: what the rows of the parameter table ask for.
        """
        kinds: dict[tuple[str, ...], list[int]] = {}
        for at, source in sources.items():
            kinds.setdefault(self._columns(at, source), []).append(at)
        code = self.parameters.column(
            [at for rows in kinds.values() for at in rows],
            [float(number) for number, rows in enumerate(kinds.values()) for _ in rows],
            0.0,
        )
        value: Any = None
        key: Any = None
        for number, (columns, rows) in enumerate(kinds.items()):
            choices = [one for at in rows if isinstance(one := sources[at], Alternatives)]
            if choices:
                here, there = hardest(self.parameters, rows, columns[1:], choices)
            else:
                here, there = nw.col(columns[0]), nw.col(f"{columns[0]}_key")
            value = here if value is None else nw.when(code == float(number)).then(here).otherwise(value)
            key = there if key is None else nw.when(code == float(number)).then(there).otherwise(key)
        self.promised += [value.alias(name), key.alias(f"{name}_key")]

    @property
    def bases(self) -> frozenset[BaseKind]:
        """The earlier values that are asked for."""
        return frozenset(part for wanted in self._names for part in wanted if isinstance(part, BaseKind))

    def _columns(self, at: int, source: Lookup) -> tuple[str, ...]:
        """The column of a source; of several, all of theirs after a word for whether there are others beside them."""
        if not isinstance(source, Alternatives):
            return (self._column(at, source),)
        return ("with a stated one" if source.stated else "alone", *(self._column(at, one) for one in source.looked_up))

    def _column(self, at: int, source: Source | TrendFact) -> str:
        base: Base | None = getattr(source, "base", None)
        named = base is not None and base.kind is BaseKind.BASELINE
        number = self.baseline_number(at, base) if base is not None and named else 0
        wanted = (type(source), number, *FORMS[type(source)].shared(source))
        if wanted not in self._names:
            name = self._names[wanted] = f"source_{len(self._names)}"
            self.baselines[name] = number
            self.sources[name] = source
        return self._names[wanted]


@dataclass
class Finding:
    """The figures while what the sources ask for is put beside them.

    Attributes:
        figures: the rows, in an order that every step keeps, with the lags.
        figures_of: the figures of one area or of all, as known by a date, before anything was added.
        periods: every period that may occur.
        baselines: which of the base periods that a definition names each source looks at; ``baseline`` the one at hand.
    """

    door: Door
    figures: Any
    figures_of: Callable[[str | None, date | None], Any]
    segments: Sequence[Segment]
    comparators: Mapping[str, Comparator]
    periods: Iterable[Period]
    baselines: Mapping[str, int]
    baseline: int = 0
    _made: dict[Any, str] = field(default_factory=dict)

    def find(self, sources: Mapping[str, Source | TrendFact]) -> Any:
        """The figures with a column for each source."""
        for name, source in sources.items():
            self.baseline = self.baselines[name]
            FORMS[type(source)].add(self, name, source)
        return self.figures

    # What the forms below are made of.

    def with_columns(self, **columns: Any) -> None:
        """Add columns to the figures."""
        self.figures = self.figures.with_columns(*(column.alias(name) for name, column in columns.items()))

    def once(self, wanted: Any, make: Callable[[str], None]) -> str:
        """What the names of columns begin with that several sources share; they are made where they are not there yet.

        Args:
            wanted: what the columns depend on.
            make: adds them to the figures, under names that begin so.
        """
        if wanted not in self._made:
            self._made[wanted] = f"shared_{len(self._made)}"
            make(self._made[wanted])
        return self._made[wanted]

    def join(self, other: Any, on: list[str]) -> None:
        """Put another frame, with one row a key, beside the figures."""
        self.figures = self.door.host.beside(self.figures, other, on)

    def base_key(self, base: Base) -> Any:
        """The key of the period that a base stands for; NONE where there is none."""
        match base.kind:
            case BaseKind.PREVIOUS:
                before = nw.col("before")
                return nw.when(before == -1).then(nw.col("lag_key").fill_null(NONE)).otherwise(before)
            case BaseKind.SAME_PERIOD_LAST_YEAR:
                return nw.col("year_before")
            case BaseKind.BASELINE:
                return nw.col(f"base_key_{self.baseline}")
        return nw.col("best_key").fill_null(NONE)

    @cached_property
    def figures_with_values(self) -> Any:
        """The figures that have a value, to find earlier ones among."""
        return self.figures.select("series", "key", "value").filter(~nw.col("value").is_null())

    @cached_property
    def all_figures(self) -> Any:
        """The figures as they were before anything was added."""
        return self.figures_of(None, None)

    def asking(self, source: Source) -> list[str]:
        """The indicators that ask for a source."""
        rows = (
            one for one in self.segments if one.target is not None and source in simple(one.target.sources.values())
        )
        return sorted({one.indicator.id for one in rows})


FORMS: Mapping[type, Form] = {
    Own: Form(lambda source: (source.base.kind, source.base.count), add_own),
    Run: Form(lambda _: (BaseKind.PREVIOUS,), add_run),
    Compared: Form(
        lambda source: (
            source.comparator,
            source.vintage,
            source.within_months,
            source.published_by,
            source.base.kind if source.base else None,
        ),
        add_compared,
        compared_lacking,
    ),
    Limit: Form(lambda source: (source,), add_limit),
    Reported: Form(lambda source: (source,), add_reported),
    TargetSeries: Form(lambda source: (source,), add_target_series),
    Charted: Form(lambda source: (source,), add_charted),
    TrendFact: Form(lambda source: (source,), add_trend),
    **dict.fromkeys((Members, Rank, QuantilePlace, Cut), Form(lambda source: (source,), add_standing)),
}
"""How each type of source is found for many. A new one has its frame form here, and nowhere else.

What a form may build on is a :class:`Finding`: its ``figures`` have ``indicator``, ``series``, ``area``, ``key``,
``before``, ``year_before``, ``value`` and the lags, in an order that every step keeps; ``join`` puts beside them what
was found.
"""


def large_forms(sources: Iterable[Source], comparators: Mapping[str, Comparator]) -> frozenset[Any]:
    """What sources look up in many steps, as far as they could not share it: averages, groups, intervals."""
    found: set[Any] = set()
    for source in simple(sources):
        known = comparators.get(source.comparator) if isinstance(source, Compared) else None
        group = known is not None and (known.statistic is not Statistic.VALUE or bool(known.neighbours))
        average = isinstance(source, Own) and source.base.count is not None
        if group or average or not isinstance(source, Own | Compared | TargetSeries | Stated | Forecast):
            found.add((type(source), FORMS[type(source)].shared(source)))
    return frozenset(found)
