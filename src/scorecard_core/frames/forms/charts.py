"""Control charts over columns: each row is a point of its own, as :mod:`scorecard_core.statistics.control_charts`
has it.

A chart is a stretch of a series: from where it begins, or begins anew, up to the row or, where later points count, to
where the next one begins. What a row sums up is a running sum over its stretch, or that of the whole stretch.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import narwhals.stable.v2 as nw

from scorecard_core.frames.calendar import start_of
from scorecard_core.frames.forms.chart_lines import LINES, PIECES, approximate, in_pieces, sign_of_pieces, with_lines
from scorecard_core.frames.forms.chart_runs import add_runs
from scorecard_core.special_causes import Charted
from scorecard_core.terms import Frequency

if TYPE_CHECKING:
    from scorecard_core.frames.facts import Finding

__all__ = ["add_charted", "chart_of"]

_FACTS = ("points", "centre_line", "lower_limit", "upper_limit", "one_side", "rising", "falling", "close")
_FIGURE, _BEFORE, _RANGE, _SUM, _RANGES, _OUT = (
    [f"{name}_{at}" for at in range(PIECES)] for name in ("figure", "before", "range", "sum", "ranges", "out")
)
_SCREENED_ABOVE = (3267.0, 1000.0)
"""Mean moving ranges above which a moving range is left out, as a quotient of whole numbers."""

_NEAR = 1e-9
"""By how much a float may be off that only says where it is worth looking."""

_YEARS_TO_DATE = frozenset({Frequency.YEAR_TO_DATE, Frequency.YEAR_TO_DATE_MONTHLY})


def chart_of(source: Charted) -> tuple[Any, ...]:
    """What the facts of one chart have in common."""
    return (source.method, source.rebased, source.whole_series)


def add_charted(facts: Finding, name: str, source: Charted) -> None:
    """Add something about the point of a row."""
    at = facts.once(("chart", *chart_of(source)), lambda prefix: _charted(facts, source, prefix))
    facts.with_columns(**{name: nw.col(f"{at}_{source.name}"), f"{name}_key": nw.col("key")})


def _charted(facts: Finding, source: Charted, prefix: str) -> None:
    kept = list(facts.figures.collect_schema().names())
    _begin(facts, source)
    _sum_up(facts, source)
    if source.method.screened:
        _screen(facts, whole=source.whole_series)
    else:
        facts.with_columns(m=nw.col("ranges"))
    _draw(facts)
    add_runs(facts, source)
    known = ~nw.col("value").is_null() & (nw.col("ranges") > 0.0)
    found = {name: nw.when(known).then(nw.col(name)).otherwise(nw.lit(None, nw.Float64)) for name in _FACTS[1:]}
    facts.with_columns(**{f"{prefix}_{name}": column for name, column in found.items()})
    facts.with_columns(**{f"{prefix}_points": nw.col("points")})
    facts.figures = facts.figures.select(*kept, *(f"{prefix}_{name}" for name in _FACTS))


def _begin(facts: Finding, source: Charted) -> None:
    """Where each chart begins, which row follows which without a gap, and what it moved by."""
    names = set(facts.figures.collect_schema().names())
    start = start_of(nw.col("key"))
    anew = nw.col("breaks").cast(nw.Int64) if "breaks" in names else nw.lit(0)
    for number, period in enumerate(source.rebased):
        reached = nw.when(start >= period.start.toordinal()).then(nw.lit(1)).otherwise(nw.lit(0))
        facts.with_columns(**{f"anew_{number}": reached})
        facts.with_columns(**{f"anew_{number}": nw.col(f"anew_{number}").cum_max().over("series", order_by="key")})
        anew = anew + nw.col(f"anew_{number}")
    facts.with_columns(stretch=anew.cast(nw.Int64), starts=start, last_start=start.max().over("series"))
    host = facts.door.host
    lags = [("earlier", "key", 1), ("earlier_stretch", "stretch", 1), ("earlier_value", "value", 1)]
    facts.figures = host.lagged(facts.figures, lags)
    before = nw.col("before")
    follows = (before == -1) | (before == nw.col("earlier"))
    if any(one.frequency in _YEARS_TO_DATE for one in facts.door.indicators):
        # The first part of a year follows whatever came before, and no gap is seen before the last of the years.
        to_date = [at for at, one in enumerate(facts.door.indicators) if one.frequency in _YEARS_TO_DATE]
        any_gap = (before == 0) | (nw.col("starts") < nw.col("last_start"))
        follows = follows | (nw.col("indicator").is_in(to_date) & any_gap)
    value, earlier = nw.col("value"), nw.col("earlier_value")
    joined = follows & (nw.col("earlier_stretch") == nw.col("stretch")) & ~value.is_null() & ~earlier.is_null()
    facts.with_columns(
        joined=nw.when(joined.fill_null(False)).then(nw.lit(1.0)).otherwise(nw.lit(0.0)),
        present=nw.when(value.is_null()).then(nw.lit(0.0)).otherwise(nw.lit(1.0)),
        row_of_chart=nw.lit(1.0),
    )
    running = {
        name: nw.col(name).cum_sum().over("series", "stretch", order_by="key") for name in ("present", "row_of_chart")
    }
    facts.with_columns(up_to=running["present"], row_of_chart=running["row_of_chart"])
    most = source.method.baseline_points
    within = nw.col("present") == 1.0
    within = within & (nw.col("up_to") <= float(most)) if most is not None else within
    facts.with_columns(
        within=nw.when(within).then(nw.lit(1.0)).otherwise(nw.lit(0.0)),
        ranged=nw.when(within & (nw.col("joined") == 1.0)).then(nw.lit(1.0)).otherwise(nw.lit(0.0)),
    )


def _total(name: str, *, whole: bool, greatest: bool = False) -> Any:
    """What a row's chart adds up to, or the greatest there is."""
    column = nw.col(name)
    if whole:
        return (column.max() if greatest else column.sum()).over("series", "stretch")
    return (column.cum_max() if greatest else column.cum_sum()).over("series", "stretch", order_by="key")


def _sum_up(facts: Finding, source: Charted) -> None:
    """The figures that the lines rest on, their ranges, and how many there are of either."""
    whole, value = source.whole_series, nw.col("value")
    facts.figures = in_pieces(facts.figures, "value", _FIGURE, "finer")
    lags = [(before, figure, 1) for before, figure in zip(_BEFORE, _FIGURE, strict=True)]
    facts.figures = facts.door.host.lagged(facts.figures, lags)
    up = nw.when(value >= nw.col("earlier_value")).then(nw.lit(1.0)).otherwise(nw.lit(-1.0))
    within, ranged, nothing = nw.col("within") == 1.0, nw.col("ranged") == 1.0, nw.lit(0.0)
    facts.with_columns(
        **{
            moved: nw.when(ranged).then(up * (nw.col(figure) - nw.col(before))).otherwise(nothing)
            for moved, figure, before in zip(_RANGE, _FIGURE, _BEFORE, strict=True)
        },
        moved=nw.when(ranged).then((value - nw.col("earlier_value")).abs()).otherwise(nothing),
        **{name: nw.when(within).then(nw.col(name)).otherwise(nothing) for name in (*_FIGURE, "finer")},
        most=nw.when(within).then(value).otherwise(nw.lit(-1e300)),
        least=nw.when(within).then(-value).otherwise(nw.lit(-1e300)),
    )
    summed = {"points": "present", "n": "within", "ranges": "ranged"}
    summed |= dict(zip((*_SUM, *_RANGES), (*_FIGURE, *_RANGE), strict=True))
    facts.with_columns(
        **{name: _total(column, whole=whole) for name, column in summed.items()},
        **{name: _total(name, whole=whole, greatest=True) for name in ("finer", "most", "least")},
        widest=_total("moved", whole=whole, greatest=True),
    )
    facts.figures = facts.figures.drop(*_FIGURE, *_BEFORE)


def _screen(facts: Finding, *, whole: bool) -> None:
    """Leave out of each row's ranges those above so many times their mean.

    Which ones they are differs from row to row, as the mean does. Few rows have any, and few ranges are ever left out:
    floats say which are worth looking at, and exact pieces decide.
    """
    above, under = _SCREENED_ABOVE
    in_sql = facts.door.host.in_sql
    limit = approximate(_RANGES) * above / (nw.col("ranges") * under)
    limit = nw.when(nw.col("ranges") > 0.0).then(limit).otherwise(nw.lit(0.0)) * (1.0 - _NEAR)
    some = (limit > 0.0) & (nw.col("widest") >= limit)
    facts.with_columns(lowest=nw.when(some).then(limit).otherwise(nw.lit(1e300)))
    facts.with_columns(lowest_of_all=nw.col("lowest").min().over("series", "stretch"))
    wide = (nw.col("ranged") == 1.0) & (nw.col("moved") >= nw.col("lowest_of_all"))
    rows = facts.figures.filter(nw.col("lowest") < 1e300).select("series", "stretch", "key", "ranges", *_RANGES)
    moved = facts.figures.filter(wide).select("series", "stretch", nw.col("key").alias("key_of_range"), *_RANGE)
    pairs = rows.join(moved, on=["series", "stretch"], how="inner")
    if not whole:
        pairs = pairs.filter(nw.col("key_of_range") <= nw.col("key"))
    excess = [
        under * nw.col("ranges") * nw.col(one) - above * nw.col(total)
        for one, total in zip(_RANGE, _RANGES, strict=True)
    ]
    pairs = pairs.filter(sign_of_pieces(excess, in_sql=in_sql) >= 0.0)
    out = pairs.group_by("series", "key").agg(
        nw.len().alias("left_out"), *(nw.col(one).sum().alias(name) for one, name in zip(_RANGE, _OUT, strict=True))
    )
    facts.join(out, ["series", "key"])
    facts.with_columns(
        m=nw.col("ranges") - nw.col("left_out").fill_null(0).cast(nw.Float64),
        **{name: nw.col(name) - nw.col(one).fill_null(0.0) for name, one in zip(_RANGES, _OUT, strict=True)},
    )
    facts.figures = facts.figures.drop("left_out", *_OUT, *_RANGE)


def _draw(facts: Finding) -> None:
    """The lines; where all figures are one, that is where they lie, however many digits it has."""
    facts.with_columns(
        n=nw.when(nw.col("n") > 0.0).then(nw.col("n")).otherwise(nw.lit(1.0)),
        m=nw.when(nw.col("m") > 0.0).then(nw.col("m")).otherwise(nw.lit(1.0)),
    )
    facts.figures = with_lines(facts.figures, _SUM, _RANGES, "finer")
    facts.figures = facts.figures.drop(*_SUM, *_RANGES)
    alike = nw.col("most") == -nw.col("least")
    facts.with_columns(**{line: nw.when(alike).then(nw.col("most")).otherwise(nw.col(line)) for line in LINES})
