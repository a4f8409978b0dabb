"""Definitions and histories for the law that frames and the engine for one agree.

Everything is built, nothing is thrown away. Numbers come from a small pool, so that ties, limits hit exactly and
unchanged figures are frequent rather than freaks; beside it are tiny, huge and unratable ones.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from scorecard_core import Indicator, Observation, Observations, Period, Rating, Registry, parse_period, rate
from scorecard_core.assessment import areas_of, evidence_of
from scorecard_core.comparators import Comparator
from scorecard_core.indicators import Provenance
from scorecard_core.observations import Judgement
from scorecard_core.registry import Contribution
from scorecard_core.terms import Flag, MissingReason

POOL = (
    "0", "1", "10", "60", "66", "59.4", "54", "0.1", "0.2", "0.3", "-5", "-5.5", "66.000001", "65.999999", "0.000001",
    "123456.789", "999999999999", "999999999999.99", "0.125", "2.675", "12.5", "33.3", "6.6", "0.66",
)  # fmt: skip
LIMITS = ("60", "0", "10", "0.3", "-5", "66", "0.1", "999999999999", "59.4")
WIDTHS = ("1", "0.1", "0.000001", "6", "0.2")
PERCENTS = ("10", "5", "2.5", "0.1", "100")
PERIODS: Mapping[str, Sequence[str]] = {
    "quarter": ["Q4 2015/16", "Q1 2016/17", "Q2 2016/17", "Q3 2016/17", "Q4 2016/17", "31/03/2017"],
    "financial_year": ["2013/14", "2014/15", "2015/16", "2016/17", "31/03/2017"],
    "year_to_date": ["YTD Q3 2015/16", "Q1-Q4 2015/16", "Q1 2016/17", "YTD Q2 2016/17", "31/12/2016"],
    "rolling_year_quarterly": [
        "12 months to Q4 2014/15", "YE Jun 2015", "2015", "12 months to Q1 2016/17", "12 months to Sep 2016",
        "30/06/2016",
    ],
    "survey": ["2010", "2012/13", "Sep 2014", "Q4 2016/17", "31/03/2018"],
}  # fmt: skip
AREAS = ("Worcestershire", "England")
MORE_AREAS = ("Wigan", "Kent")
DAYS = (date(2015, 9, 30), date(2016, 12, 31), date(2017, 3, 31), date(2018, 4, 1))
PUBLISHED = (date(2017, 4, 30), date(2017, 6, 30), date(2017, 9, 30))


@st.composite
def widths(draw: Any, *, percent: bool = True) -> dict[str, str]:
    """An amount in points, a per cent of the reference, or both."""
    kinds = ["points", "percent", "both"] if percent else ["points"]
    kind = draw(st.sampled_from(kinds))
    found = {}
    if kind != "percent":
        found["points"] = draw(st.sampled_from(WIDTHS))
    if kind != "points":
        found["percent"] = draw(st.sampled_from(PERCENTS))
    return found


def _maybe(key: str, strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.just({}) | strategy.map(lambda value: {key: value})


@st.composite
def targets(draw: Any, kind: str, periods: Sequence[str], polarity: str, group: str = "") -> dict[str, Any]:
    """A target of one type.

    Args:
        group: the id of a comparator that stands for several areas, in place of England.
    """
    tie = draw(st.sampled_from(("better", "worse")))
    if kind == "none":
        return {"type": "none"}
    if kind == "judgement":
        return {"type": "judgement"}
    if kind == "milestone":
        late = draw(_maybe("done_late", st.sampled_from(("green", "amber", "grey"))))
        return {
            "type": kind,
            "due": draw(st.sampled_from(DAYS)),
            "warning_days": draw(st.sampled_from((0, 95))),
            **late,
        }
    if kind == "trajectory":
        ends = draw(st.sampled_from((("60", "10"), ("10", "66"), ("0.1", "0.3"))))
        path = draw(st.sampled_from(("linear", "compound")))
        span = {"start": periods[0], "end": "Q3 2016/17", "path": path}
        line = {"type": kind, "baseline": ends[0], "value": ends[1], "tie": tie, **span}
        return {**line, **draw(_maybe("tolerance", widths()))}
    if kind == "progress":
        low, high = draw(st.sampled_from((("10", "60"), ("0.1", "0.3"), ("54", "66"))))
        baseline, value = (low, high) if polarity == "high_is_good" else (high, low)
        cuts = draw(st.sampled_from(({}, {"amber": 50}, {"green": 80, "amber": 25})))
        pace = draw(st.sampled_from(({}, {"start": periods[0], "end": "Q3 2016/17"})))
        start = draw(st.sampled_from((baseline, "previous", {"baseline": periods[1]})))
        return {"type": kind, "baseline": start, "value": value, "tie": tie, **cuts, **pace}
    if kind == "bands":
        cuts = draw(st.sampled_from((("10", "60", "66"), ("-5", "0.1"), ("0.3",))))
        cuts = cuts if polarity == "low_is_good" else cuts[::-1]
        colours = draw(st.lists(st.sampled_from(("green", "amber", "grey")), min_size=len(cuts), max_size=len(cuts)))
        bands = [
            {"name": f"band {at}", "colour": c, "to": cut}
            for at, (c, cut) in enumerate(zip(colours, cuts, strict=True))
        ]
        return {"type": "bands", "tie": tie, "bands": [*bands, {"name": "rest", "colour": "red"}]}
    if kind == "range":
        low, high = draw(st.sampled_from((("0.1", "0.3"), ("54", "66"), ("10", "10"), ("-5", "60"))))
        return {"type": "range", "low": low, "high": high, "tie": tie, **draw(_maybe("tolerance", widths()))}
    if kind == "threshold":
        value = draw(st.sampled_from([one for one in LIMITS if one != "0"]))
        return {"type": "threshold", "value": value, "tie": tie, **draw(_maybe("tolerance", widths()))}
    if kind == "floor":
        return {
            "type": "threshold",
            "value": "60",
            "amber_limit": "66" if polarity == "low_is_good" else "54",
            "tie": tie,
        }
    if kind == "profile":
        points = draw(st.lists(st.sampled_from(periods), min_size=1, max_size=3, unique=True))
        numbers = draw(st.lists(st.sampled_from(LIMITS[2:]), min_size=len(points), max_size=len(points)))
        values = dict(zip(points, numbers, strict=True))
        if draw(st.booleans()):
            values["2016/17"] = "66"
        return {"type": "threshold", "values": values, "tie": tie, **draw(_maybe("tolerance", widths()))}
    if kind == "series":
        return {"type": "threshold", "measure": "a.targets", "tie": tie, **draw(_maybe("tolerance", widths()))}
    if kind == "position":
        method = draw(st.sampled_from((4, 5, 6, 7, 8, 9, "rank", "rank")))
        stated = {"type": kind, "tie": tie, "method": method, "quantiles": draw(st.integers(2, 4))}
        if polarity == "no_judgement":
            names = {at: {"name": f"band {at}", "colour": "grey"} for at in range(stated["quantiles"])}
            stated["bands"] = list(names.values())
        if method == "rank" and polarity != "no_judgement" and draw(st.booleans()):
            del stated["quantiles"]
            stated["bands"] = [{"name": "first", "colour": "green", "to": 1}, {"name": "rest", "colour": "red"}]
        if group:
            return {**stated, "group": group}
        return {**stated, **draw(_maybe("leaving_out", st.just(["England"]))), **draw(_maybe("fewest", st.just(1)))}
    if kind == "significance":
        return draw(significance(group))
    if kind == "consecutive":
        return {"type": kind, "green_after": draw(st.integers(1, 3)), "red_after": draw(st.integers(1, 2))}
    if kind == "control_chart":
        return draw(charts(polarity))
    if kind == "improvement":
        earlier = ("previous", "same_period_last_year", "best_ever", {"baseline": periods[1]})
        on = draw(st.sampled_from((*earlier, {"average_of_last": 2}, {"average_of_last": 3})))
        by, tolerance = draw(_maybe("by", widths())), draw(_maybe("tolerance", widths()))
        return {"type": "improvement", "on": on, "tie": tie, **by, **tolerance}
    vintage = draw(st.sampled_from(({}, {"vintage": "latest"}, {"vintage": "latest", "within_months": 6})))
    base = draw(st.sampled_from(("previous", "same_period_last_year", "best_ever", {"baseline": periods[0]})))
    if kind == "comparator":
        strict = draw(st.booleans())
        known_by = draw(_maybe("published_by", st.sampled_from(PUBLISHED))) if group else {}
        stated = {"type": kind, "with": group or "england", "strict": strict, **vintage, **known_by}
        return {**stated, **draw(_maybe("tolerance", widths()))}
    tolerance = draw(_maybe("tolerance", widths(percent=False)))
    return {
        "type": kind,
        ("of" if kind == "share" else "with"): group or "england",
        "base": base,
        "tie": tie,
        **vintage,
        **tolerance,
    }


@st.composite
def alternatives(draw: Any, periods: Sequence[str]) -> dict[str, Any]:
    """Another number to beat."""
    value, on = st.sampled_from(LIMITS), st.sampled_from(("previous", "best_ever", {"average_of_last": 2}))
    kinds = {"value": value, "measure": st.just("a.targets"), "with": st.just("england"), "on": on}
    kind = draw(st.sampled_from(sorted(kinds)))
    return {kind: draw(kinds[kind])}


@st.composite
def significance(draw: Any, group: str) -> dict[str, Any]:
    """Whether a figure differs from a goal, or from another area's, by more than chance explains."""
    method = draw(st.sampled_from((None, "wilson", "byar")))
    stated: dict[str, Any] = {"type": "significance", "touching": draw(st.sampled_from(("similar", "different")))}
    goal = draw(st.sampled_from(({"value": "60"}, {"low": "10", "high": "12.5"}, None, None)))
    if goal is None:
        vintage = draw(st.sampled_from(({}, {"vintage": "latest"}, {"vintage": "latest", "within_months": 6})))
        whose = draw(st.sampled_from(("own", "both"))) if not group else "own"
        goal = {"with": group or "england", "intervals": whose, **vintage}
    if method is None:
        return {**stated, **goal, "confidence": draw(st.sampled_from(("95", "99.8")))}
    return {**stated, **goal, "method": method, "levels": draw(st.sampled_from((3, 5)))}


@st.composite
def charts(draw: Any, polarity: str) -> dict[str, Any]:
    """A chart of few points, with or without a target."""
    goals: list[dict[str, Any]] = [{}, {"value": "60"}, {"measure": "a.targets"}]
    lengths = st.sampled_from((2, 3, False))
    return {
        "type": "control_chart",
        "tie": draw(st.sampled_from(("better", "worse"))),
        "points_needed": 2,
        "trend": draw(lengths),
        "run": draw(lengths),
        "close_of": 2,
        **draw(st.sampled_from(goals if polarity != "no_judgement" else [{}])),
        **draw(_maybe("limits", st.just("whole_series"))),
    }


def _rarely() -> st.SearchStrategy[bool]:
    return st.sampled_from((False, False, True))


KINDS = (
    "none", "threshold", "floor", "profile", "series", "range", "improvement", "comparator", "gap", "share", "bands",
    "judgement", "trajectory", "progress",
    "position", "significance", "consecutive", "control_chart", "milestone",
)  # fmt: skip
IN_WORDS = ("none", "judgement", "milestone")
"""The kinds of target that judge no number."""


@st.composite
def indicators(draw: Any, number: int, frequency: str, group: str = "", *, parted: bool = False) -> Indicator:
    """A definition of any type, with one target or two in succession."""
    kind = draw(st.sampled_from(KINDS))
    if frequency == "survey" and kind == "profile":
        kind = "improvement"
    periods = PERIODS[frequency]
    polarity = "plan_is_best" if kind == "range" else draw(st.sampled_from(("high_is_good", "low_is_good")))
    if kind in ("position", "significance", "control_chart"):
        polarity = draw(st.sampled_from(("high_is_good", "low_is_good", "no_judgement")))
    if kind in IN_WORDS:
        polarity = draw(st.sampled_from(("high_is_good", "low_is_good", "plan_is_best", "no_judgement")))
    target: Any = draw(targets(kind, periods, polarity, group))
    if kind not in ("none", "judgement"):
        target |= draw(_maybe("judged_at", st.just("financial_year_end")))
    if kind in ("threshold", "trajectory", "improvement", "comparator", "range", "bands") and draw(_rarely()):
        target["on_forecast"] = True
    if kind in ("threshold", "profile", "series") and draw(_rarely()):
        target["or_harder"] = draw(st.lists(alternatives(periods), min_size=1, max_size=2))
    if kind in ("threshold", "trajectory", "improvement", "comparator") and draw(st.booleans()):
        target["amber_if"] = {"better_than": "previous", "or_level": draw(st.booleans())}
    if draw(st.booleans()) and kind not in ("profile", "improvement", "gap", "share"):
        continuous = draw(st.booleans())
        target = [
            {**target, "until": periods[1]},
            {**draw(targets(kind, periods, polarity, group)), "from": periods[3], "continuous": continuous},
        ]
    one_way = polarity in ("high_is_good", "low_is_good")
    bases: list[Any] = ["previous", "same_period_last_year", {"average_of_last": 2}]
    bases += [{"baseline": periods[0]}, *(["best_ever"] if one_way else [])]
    travel = {"base": draw(st.sampled_from(bases)), **draw(_maybe("dead_band", widths()))}
    return Indicator.model_validate(
        {
            "id": f"a.i{number}",
            "title": "A case",
            "polarity": polarity,
            "unit": "percent",
            "frequency": frequency,
            "measure": f"a.m{number}",
            "target": target,
            "travel": travel,
            "decimals": draw(st.integers(0, 2)),
            "judged": draw(st.sampled_from(("stored", "stored", "published"))),
            "due_days": draw(st.sampled_from((None, None, 30))),
            "maximum_age": draw(st.sampled_from((None, 6))),
            **(draw(_maybe("dimensions", st.just({"sex": "Female"}))) if parted else {}),
            "minimum": draw(st.sampled_from((None, None, "0.1"))),
            "maximum": draw(st.sampled_from((None, None, "66"))),
        }
    )


BESIDE = ("forecast", "lower", "upper", "confidence", "numerator", "denominator")
"""The numbers that come beside a figure."""


@st.composite
def groups(draw: Any) -> Comparator:
    """A comparator that stands for several areas."""
    everywhere = st.sampled_from((*AREAS, *MORE_AREAS))
    some = st.lists(everywhere, min_size=2, max_size=4, unique=True)
    statistic = draw(st.sampled_from(("mean", "median", "quantile")))
    stated: dict[str, Any] = {"statistic": statistic, "fewest": draw(st.integers(1, 2))}
    if statistic == "quantile":
        stated |= {"quantile": draw(st.sampled_from(("0.75", "0.5", "0", "0.333"))), "method": draw(st.integers(4, 9))}
    if draw(st.booleans()):
        stated["areas"] = draw(some)
    else:
        stated["neighbours"] = {area: draw(some) for area in draw(some)}
    stated |= {"places": draw(st.sampled_from((0, 2, 6, 9, 12))), "includes_self": draw(st.booleans())}
    return Comparator(id="a.group", name="A group", **stated)


@dataclass(frozen=True)
class Row:
    """One row of a frame, as a caller would have it."""

    measure: str
    area: str
    period: str
    value: float | None = None
    missing_reason: str | None = None
    unit: str | None = None
    flag: str | None = None
    published: date | None = None
    text: str | None = None
    date: date | None = None
    expires: date | None = None
    forecast: float | None = None
    lower: float | None = None
    upper: float | None = None
    confidence: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    sex: str | None = None


@st.composite
def rows(
    draw: Any,
    measure: str,
    area: str,
    frequency: str,
    *,
    judged: str,
    vintages: bool,
    sex: str | None = None,
    periods: Sequence[str] = (),
) -> list[Row]:
    """A history with gaps, in any order."""
    found = []
    chosen = draw(st.lists(st.sampled_from(periods or PERIODS[frequency]), min_size=2, max_size=6, unique=True))
    for period in chosen:
        days: list[date | None] = [None]
        if vintages:
            days = draw(st.lists(st.sampled_from((None, *PUBLISHED)), min_size=1, max_size=2, unique=True))
        for published in days:
            found.append(replace(draw(_row(measure, area, period, published, judged=judged)), sex=sex))
    shuffled: list[Row] = draw(st.permutations(found))
    return shuffled


@st.composite
def _row(draw: Any, measure: str, area: str, period: str, published: date | None, *, judged: str) -> Row:
    kind = draw(st.sampled_from(("value",) * 8 + ("missing", "odd")))
    place: dict[str, Any] = {"measure": measure, "area": area, "period": period, "published": published}
    if judged == "milestone" and kind == "value":
        said = draw(st.sampled_from(("done", "  Complete ", "EXPECTED", "planned", "in progress", "well done")))
        return Row(**place, text=said, date=draw(st.sampled_from((None, *DAYS))))
    if judged and kind == "value":
        grade = draw(st.sampled_from(("green", "  Amber ", "RED", "purple")))
        return Row(**place, text=grade, expires=draw(st.sampled_from((None, date(2017, 3, 1), date(2030, 1, 1)))))
    if kind == "missing":
        return Row(**place, missing_reason=draw(st.sampled_from(list(MissingReason))).value)
    if kind == "odd":
        odd = (float("nan"), float("inf"), float("-inf"), 1e15, -2e18, 1e-70)
        return Row(**place, value=draw(st.sampled_from(odd)))
    unit = draw(st.sampled_from((None, None, None, "percent", "proportion", "person")))
    value = Decimal(draw(st.sampled_from(POOL)))
    if unit == "proportion":
        value = value / 100
    flag = draw(st.sampled_from((None, None, None, "series_break", "provisional")))
    expected = draw(st.none() | st.sampled_from(POOL) | st.sampled_from(("1e15", "inf")))
    forecast = None if expected is None else float(expected)
    beside: dict[str, float | None] = {"forecast": forecast}
    if not draw(_rarely()):
        ends = draw(st.tuples(*(st.sampled_from((*POOL, "1e15")),) * 2))
        beside["lower"], beside["upper"] = sorted(map(float, ends), reverse=draw(_rarely()))
        beside["confidence"] = draw(st.sampled_from((None, 95.0, 99.8)))
        beside["numerator"] = draw(st.sampled_from((None, 0.0, 3.0, 9.0, 9.5, 10.0, 60.0, 123456.0, -1.0, 1e15)))
        beside["denominator"] = draw(st.sampled_from((None, 0.0, 10.0, 60.0, 99.0, 1234567.0)))
    return Row(**place, value=float(value), unit=unit, flag=flag, **beside)


@dataclass(frozen=True)
class Case:
    """Definitions, rows, and the date at which they are looked at."""

    registry: Registry
    rows: Sequence[Row]
    as_at: date | None

    def observations(self, *, nan_is_blank: bool = False) -> Observations:
        """The rows as the engine for one takes them; a NaN may be no figure at all, as it is to pandas."""
        frequencies = {
            leaf.measure: one.frequency for one in self.registry.values() if not one.children for leaf in one.inputs
        }
        frequency = next(iter(frequencies.values()))
        return Observations(
            Observation(
                measure=row.measure,
                area=row.area,
                period=parse_period(row.period, frequencies.get(row.measure, frequency)),
                value=None if row.value is None else Decimal(repr(row.value)),
                missing_reason=MissingReason(row.missing_reason) if row.missing_reason else None,
                judgement=Judgement(row.text, on=row.date, expires=row.expires) if row.text else None,
                unit=row.unit or "",
                flag=Flag(row.flag) if row.flag else None,
                published=row.published,
                dimensions=(("sex", row.sex),) if row.sex else (),
                **{name: getattr(row, name) for name in BESIDE},
            )
            for row in self.rows
            if not (nan_is_blank and row.value != row.value)
        )

    def rated(self, reporting: Period | None = None) -> dict[tuple[str, str, Period], Rating]:
        """What the engine for one says, for every observed period or for one reporting period."""
        observations, found = self.observations(), {}
        for indicator in self.registry.values():
            leaves = self.registry.leaves(indicator.id)
            for area in dict.fromkeys(area for leaf in leaves for area in areas_of(leaf, observations)):
                for period in self._periods(indicator, leaves, observations, area, reporting):
                    found[indicator.id, area, period] = rate(
                        indicator,
                        observations,
                        period,
                        area=area,
                        as_at=self.as_at,
                        comparators=self.registry.comparators,
                        indicators=self.registry,
                    )
        return found

    def _periods(
        self,
        indicator: Indicator,
        leaves: Sequence[Indicator],
        observations: Observations,
        area: str,
        reporting: Period | None,
    ) -> list[Period]:
        """The periods that have a rating: those of its own figures or, put together from others, those of theirs."""
        each = [
            evidence_of(leaf, observations, area=area, as_at=self.as_at, comparators=self.registry.comparators).series
            for leaf in leaves
        ]
        if reporting is not None:
            return [reporting] if any(series.latest(reporting) for series in each) else []
        if not indicator.children:
            return [period for period in each[0] if each[0].latest(period) == period]
        aligned = (period.at_frequency(indicator.frequency) for series in each for period in series)
        return sorted({period for period in aligned if period is not None})


@st.composite
def cases(draw: Any, most: int = 3) -> Case:
    """Some definitions of one frequency, and histories for them."""
    frequency = draw(st.sampled_from(sorted(PERIODS)))
    vintages, grouped, parted = draw(st.booleans()), draw(_rarely()), draw(_rarely())
    group = draw(groups()) if grouped else None
    definitions = [
        draw(indicators(number, frequency, draw(st.sampled_from(("", "a.group"))) if group else "", parted=parted))
        for number in range(draw(st.integers(1, most)))
    ]
    found: list[Row] = []
    for indicator in definitions:
        judged = indicator.target[-1].type if indicator.target[-1].type in ("judgement", "milestone") else ""
        for area in (*AREAS, *(MORE_AREAS if group else ())):
            for sex in draw(st.sampled_from(((None,), ("Female", "Male"), (None, "Female")))) if parted else (None,):
                found += draw(rows(indicator.series, area, frequency, judged=judged, vintages=vintages, sex=sex))
    if any(source.measures for one in definitions for target in one.target for source in target.sources.values()):
        found += draw(rows("a.targets", AREAS[0], frequency, judged="", vintages=vintages))
    as_at = draw(st.sampled_from((None, date(2017, 5, 31), date(2017, 12, 31))))
    if not any(one.dimensions for one in definitions):
        # A column that no definition breaks figures down by is not looked at.
        found = [row for row in found if row.sex is None]
    known = Contribution(Provenance("a"), indicators=definitions, comparators=(group,) if group else ())
    return Case(Registry.build([known]), draw(st.permutations(found)), as_at)
