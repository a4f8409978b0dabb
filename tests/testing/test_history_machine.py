"""A council over several years: figures come, are corrected and withdrawn, scorecards are printed; the past stands."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from scorecard_core import (
    GreyReason,
    Indicator,
    MissingReason,
    Movement,
    Observation,
    Observations,
    Period,
    PublishedRating,
    PublishedRatings,
    Rag,
    Rating,
    rate,
    ratings_from_json,
    ratings_to_json,
)
from scorecard_core.terms import Frequency
from scorecard_core.testing.strategies import indicators
from scorecard_core.testing.strategies.spans import in_order

QUARTERS = in_order(Frequency.QUARTER, 2014, 2016)
AREA, ENGLAND = "Here", "England"


class Council(RuleBasedStateMachine):
    """Every rating that was published is made again, as at its day, after everything that came later."""

    def __init__(self) -> None:
        super().__init__()
        self.quarter = 0
        self.today = QUARTERS[0].end
        self.figures: list[Observation] = []
        self.published: list[tuple[PublishedRating, date, str]] = []

    @initialize(
        indicator=indicators(
            types=("threshold", "range", "bands", "improvement", "comparator"),
            frequencies=(Frequency.QUARTER,),
            profiled=False,
        ),
        maximum_age=st.sampled_from([None, 3, 6]),
    )
    def define(self, indicator: Indicator, maximum_age: int | None) -> None:
        self.indicator = indicator.model_copy(update={"maximum_age": maximum_age})

    @property
    def period(self) -> Period:
        return QUARTERS[self.quarter]

    def _known(self, area: str, period: Period) -> list[Observation]:
        return [one for one in self.figures if (one.area, one.period) == (area, period)]

    def _add(self, area: str, period: Period, **given: object) -> None:
        self.today += timedelta(days=1)
        series = self.indicator.series
        self.figures.append(
            Observation(measure=series, area=area, period=period, published=self.today, **given)  # type: ignore[arg-type]
        )

    @rule(value=st.integers(-50, 50).map(Decimal), area=st.sampled_from([AREA, AREA, ENGLAND]))
    def observe(self, value: Decimal, area: str) -> None:
        if not self._known(area, self.period):
            self._add(area, self.period, value=value)

    @precondition(lambda self: self.figures)
    @rule(which=st.integers(0, 30), value=st.integers(-50, 50).map(Decimal))
    def correct(self, which: int, value: Decimal) -> None:
        old = self.figures[which % len(self.figures)]
        self._add(old.area, old.period, value=value)

    @precondition(lambda self: self.figures)
    @rule(which=st.integers(0, 30), reason=st.sampled_from(list(MissingReason)))
    def withdraw(self, which: int, reason: MissingReason) -> None:
        old = self.figures[which % len(self.figures)]
        self._add(old.area, old.period, missing_reason=reason)

    @precondition(lambda self: self.quarter + 1 < len(QUARTERS))
    @rule()
    def time_passes(self) -> None:
        self.quarter += 1
        self.today = max(self.today, self.period.end)

    @rule()
    def publish(self) -> None:
        if any(known.period == self.period for known, _, _ in self.published):
            return
        rating = self._rated(self.period, self.today, len(self.published))
        printed = PublishedRating(
            indicator=self.indicator.id, area=AREA, period=self.period, status=rating.status, value=rating.value
        )
        self.published.append((printed, self.today, ratings_to_json([rating])))

    def _rated(self, period: Period, as_at: date, earlier: int) -> Rating:
        """The rating of a period, as at a day, beside the ratings that had been published by then."""
        ledger = PublishedRatings(known for known, _, _ in self.published[:earlier])
        return rate(self.indicator, Observations(self.figures), period, area=AREA, as_at=as_at, published=ledger)

    @invariant()
    def history_is_not_rewritten(self) -> None:
        for at, (known, day, text) in enumerate(self.published):
            (then,) = ratings_from_json(text)
            assert self._rated(known.period, day, at) == then

    @invariant()
    def what_is_not_new_says_so(self) -> None:
        if not hasattr(self, "indicator"):
            return
        rating = self._rated(self.period, self.today, len(self.published))
        known = sorted({one.period for one in self.figures if one.area == AREA})
        if not known:
            assert rating.grey_reason is GreyReason.NO_DATA
        elif known[-1] == self.period:
            assert rating.carried_from is None
        else:
            assert (rating.carried_from, rating.updated) == (known[-1], False)
            assert rating.movement in (Movement.NOT_UPDATED, Movement.NO_LONGER_RATED)
            age = 3 * (QUARTERS.index(self.period) - QUARTERS.index(known[-1]))
            limit = self.indicator.maximum_age
            if limit is not None and age > limit:
                assert rating.status is Rag.GREY

    @invariant()
    def rating_again_changes_nothing(self) -> None:
        if hasattr(self, "indicator"):
            count = len(self.published)
            assert self._rated(self.period, self.today, count) == self._rated(self.period, self.today, count)


TestCouncil = Council.TestCase
TestCouncil.settings = settings(max_examples=20, stateful_step_count=20, deadline=None, database=None, derandomize=True)
