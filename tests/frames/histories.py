"""Long histories, for what reads them: control charts, and the trend of the last five figures.

Figures that wander, jump, stay where they are, or lie on a few levels, so that points on a line of a chart, ranges on
the edge of being left out, and trends that one point makes are frequent; with gaps, blanks and breaks among them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from random import Random
from typing import Any

from scorecard_core import Indicator, Registry, parse_period
from tests.frames.cases import Case, Row

__all__ = ["PERIODS", "charted", "trending"]

PERIODS: Mapping[str, Sequence[str]] = {
    "month": [str(parse_period(f"{year}-{month:02d}")) for year in (2015, 2016) for month in range(1, 13)],
    "year_to_date": [f"YTD Q{quarter} {year}/{year - 1999}" for year in range(2012, 2017) for quarter in range(1, 5)],
    "financial_year": [f"{year}/{(year + 1) % 100:02d}" for year in range(2001, 2017)],
    "survey": ["2001", *(f"Sep {year}" for year in range(2001, 2009)), *(str(year) for year in range(2008, 2017))],
    "rolling_year_quarterly": [f"12 months to Q{at} {end}/{end - 1999}" for end in (2014, 2015) for at in range(1, 5)],
}  # fmt: skip
"""Of which those of a survey overlap once, and rolling years always do."""

Figure = Callable[[], float]


def _figures(random: Random) -> Figure:
    """How the figures of one area come about."""

    def digits(value: float) -> float:
        return float(format(value, ".15g"))

    places, level, odd = random.choice((0, 1, 2)), random.choice((1e6, 1e3, -1e4)), random.choice((10.0, 15.0))
    kinds: Mapping[str, Figure] = {
        "wandering": lambda: round(60 + random.gauss(0, 2) + odd * (random.random() < 0.07), places),
        "on few levels": lambda: 60 + random.choice((-1, 0, 0, 1)) * random.choice((1.0, 0.5)),
        "hardly ever other": lambda: 100 / 3 if random.random() < 0.95 else 35.0,
        "anywhere": lambda: random.choice((-1.0, 0.0, 1.0, 10.0, 59.0, 60.0, 61.0, 0.1, 0.2, 0.3)),
        "many digits": lambda: digits(0.1 + random.randrange(10) * random.choice((1e-12, 1e-13, 1e-14))),
        "large": lambda: digits(level * (1 + random.random() / 10)),
    }
    return kinds[random.choice(sorted(kinds))]


def _rows(random: Random, area: str, periods: Sequence[str], figure: Figure) -> Iterator[Row]:
    for at, period in enumerate(periods):
        kind = random.random()
        if kind < 0.04:
            continue
        if kind < 0.07:
            yield Row("a.m", area, period, missing_reason="late")
            continue
        value, total = figure(), random.choice((100.0, 1000.0, 1200.0))
        width, flag = random.choice((0.5, 0.5, 0.5, 1.0, 4.0)), "series_break" if random.random() < 0.03 else None
        yield Row(
            "a.m", area, period, value, flag=flag,
            lower=None if kind > 0.98 else value - width, upper=value + width if kind < 0.96 else value - width,
            confidence=random.choice((None, 95.0, 95.0, 99.8)) if kind > 0.9 else None,
            numerator=random.choice((total / 2, total / 2 + at, total / 4, total - 1)) if kind < 0.96 else 0.0,
            denominator=total,
        )  # fmt: skip


def _case(random: Random, indicators: Sequence[Indicator], frequency: str, areas: int) -> Case:
    rows = [row for at in range(areas) for row in _rows(random, f"Area {at}", PERIODS[frequency], _figures(random))]
    targets = [row for row in rows if random.random() < 0.9 and row.value is not None]
    rows += [Row("a.targets", row.area, row.period, random.choice((59.5, 60.0, 60.5))) for row in targets]
    random.shuffle(rows)
    return Case(Registry.of(*indicators), rows, None)


def _indicator(number: int, frequency: str, polarity: str, target: dict[str, Any], **more: Any) -> Indicator:
    stated = {"id": f"a.i{number}", "title": "A case", "measure": "a.m", "unit": "percent", "frequency": frequency}
    return Indicator.model_validate({**stated, "polarity": polarity, "target": target, **more})


def _chart(random: Random, frequency: str, polarity: str) -> dict[str, Any]:
    anew = [[], [], [PERIODS[frequency][9]], [PERIODS[frequency][3], PERIODS[frequency][9]]]
    chart: dict[str, Any] = {
        "type": "control_chart",
        "points_needed": random.choice((2, 3, 5)),
        "outside": random.random() < 0.8,
        "trend": random.choice((3, 4, 7, False)),
        "close": random.choice((2, 2, 3, False)),
        "close_of": random.choice((3, 3, 4)),
        "run": random.choice((3, 4, 7)),
        "screened": random.random() < 0.7,
        "baseline_points": random.choice((None, None, 4, 8)),
        "limits": random.choice(("up_to_the_period", "up_to_the_period", "whole_series")),
        "rebased": random.choice(anew),
        "tie": random.choice(("better", "worse")),
    }
    if polarity == "no_judgement":
        return chart
    profile = {"values": dict(zip(PERIODS[frequency], ("60", "59.5") * 99, strict=False))}
    return {
        **chart,
        **random.choice(({}, {"value": random.choice(("60", "60.5", "0"))}, profile, {"measure": "a.targets"})),
    }


def _polarity(random: Random) -> str:
    return random.choice(("high_is_good", "low_is_good", "no_judgement"))


def charted(random: Random, frequency: str, *, charts: int = 1, areas: int = 6) -> Case:
    """Control charts of any kind, on the same figures."""
    polarities = [_polarity(random) for _ in range(charts)]
    indicators = [
        _indicator(
            number, frequency, polarity, _chart(random, frequency, polarity),
            judged=random.choice(("stored", "stored", "published")), decimals=random.choice((0, 1)),
        )
        for number, polarity in enumerate(polarities)
    ]  # fmt: skip
    return _case(random, indicators, frequency, areas)


def trending(random: Random, frequency: str, *, areas: int = 12) -> Case:
    """Trends of either kind, for every polarity, on the same figures."""
    kinds = [
        (polarity, of)
        for polarity in ("high_is_good", "low_is_good", "no_judgement")
        for of in ("values", "proportions")
    ]
    indicators = [
        _indicator(
            number, frequency, polarity, {"type": "none"}, travel={"trend": of},
            judged=random.choice(("stored", "published")), decimals=1,
        )
        for number, (polarity, of) in enumerate(kinds)
    ]  # fmt: skip
    return _case(random, indicators, frequency, areas)
