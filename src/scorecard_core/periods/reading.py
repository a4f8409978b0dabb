"""Labels, read: the one period that is meant, or an error that says what could be."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from scorecard_core.errors import PeriodError
from scorecard_core.periods.forms import PAIR, RefusedError, SeveralMeaningsError, meaning_of, second_year
from scorecard_core.periods.kinds import YEARS, PeriodKind, Span, kind_of, year
from scorecard_core.periods.spelling import spelt
from scorecard_core.periods.writing import label_of
from scorecard_core.terms import Frequency

__all__ = ["read"]

_FIRST_YEAR, _LAST_YEAR = 1900, 2199


@lru_cache(maxsize=4096)
def read(text: str, frequency: Frequency | None) -> Span:
    """The period that a label stands for.

    Raises:
        PeriodError: ``period-unreadable`` or ``period-ambiguous``.
    """
    shown, spelling = " ".join(text.split()), spelt(text)
    try:
        span = _year_expected(spelling, frequency) or meaning_of(spelling)
    except SeveralMeaningsError as several:
        span = _the_one_expected(several.meanings, shown, frequency)
    except RefusedError as refused:
        raise PeriodError("period-ambiguous", found=f"the period '{shown}' {refused.why}", hint=refused.hint) from None
    except (ValueError, OverflowError) as error:
        raise _unreadable(shown, f" ({error})" if str(error) else "") from None
    if not _within_the_years(span):
        raise _unreadable(shown, f" (years run from {_FIRST_YEAR} to {_LAST_YEAR})")
    return span


def _year_expected(text: str, frequency: Frequency | None) -> Span | None:
    """2016/17 alone, where the frequency says which kind of year begins in one calendar year and ends in the next."""
    kind = kind_of(frequency) if frequency else None
    found = re.fullmatch(PAIR, text)
    if found is None or kind not in _YEARS_IN_TWO or second_year(int(found[1]), found[2]) != int(found[1]) + 1:
        return None
    return year(kind, int(found[1]))


_YEARS_IN_TWO = tuple(kind for kind in YEARS if kind is not PeriodKind.CALENDAR_YEAR)


def _within_the_years(span: Span) -> bool:
    return span.start.year >= _FIRST_YEAR and span.end.year <= _LAST_YEAR


def _the_one_expected(meanings: Sequence[Span], text: str, frequency: Frequency | None) -> Span:
    """The meaning that a figure of some frequency has; refused where that leaves several."""
    expected = [meaning for meaning in meanings if frequency and meaning.kind is kind_of(frequency)]
    for only in (expected, meanings):
        if len(only) == 1:
            return only[0]
    labels = " or ".join(f"'{label_of(meaning)}'" for meaning in meanings)
    raise PeriodError(
        "period-ambiguous", found=f"the period '{text}' could be {labels}", hint="Write the one you mean."
    )


def _unreadable(text: str, why: str) -> PeriodError:
    return PeriodError(
        "period-unreadable",
        found=f"'{text}' is not a period{why}",
        expected="a label such as 'Q4 2016/17', '2016/17', 'AY 2015/16', '2016', 'Jan 2017', '31/03/2017', "
        "'12 months to Mar 2017', 'YTD Q3 2016/17' or '2013-15'",
    )
