"""The words of the field, as enumerations.

Every word that a definition, an observation or a rating may use is listed here once, with what it means.
The values are the words as they are written in files, so a definition reads as a sentence would.
"""

from __future__ import annotations

from enum import StrEnum

__all__ = [
    "Basis",
    "Flag",
    "Frequency",
    "GreyPolicy",
    "GreyReason",
    "JudgedAt",
    "JudgedFigure",
    "MissingReason",
    "Movement",
    "Polarity",
    "Rag",
    "Tie",
    "Travel",
    "title_case",
]


class Rag(StrEnum):
    """The status of an indicator or a risk."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    GREY = "grey"

    @property
    def rank(self) -> int | None:
        """Red 0, amber 1, green 2; grey has no place in the order and is None."""
        return _RANKS.get(self)

    @property
    def symbol(self) -> str:
        """The shape that stands for the status wherever colour cannot, or must not, do so alone."""
        return _SYMBOLS[self]


_RANKS = {Rag.RED: 0, Rag.AMBER: 1, Rag.GREEN: 2}
_SYMBOLS = {Rag.GREEN: "●", Rag.AMBER: "▲", Rag.RED: "■", Rag.GREY: "○"}


class GreyReason(StrEnum):
    """Why something has no colour. Each is an answer in itself: nothing unknown is ever coloured."""

    NO_DATA = "no_data"
    SUPPRESSED = "suppressed"
    NOT_COLLECTED = "not_collected"
    NOT_DUE = "not_due"
    LATE = "late"
    NOT_APPLICABLE = "not_applicable"
    OUT_OF_RANGE = "out_of_range"
    INPUT_MISSING = "input_missing"
    NO_DENOMINATOR = "no_denominator"
    STALE = "stale"
    NOT_IN_FORCE = "not_in_force"
    NO_TARGET = "no_target"
    NO_TARGET_FOR_PERIOD = "no_target_for_period"
    NO_BASE = "no_base"
    NO_COMPARATOR = "no_comparator"
    TOO_FEW_POINTS = "too_few_points"
    NO_JUDGEMENT = "no_judgement"
    JUDGEMENT_EXPIRED = "judgement_expired"
    UNKNOWN_GRADE = "unknown_grade"
    UNIT_MISMATCH = "unit_mismatch"
    DUPLICATE = "duplicate"
    NO_INTERVAL = "no_interval"
    TOO_FEW_MEMBERS = "too_few_members"
    UNCOLOURED_BAND = "uncoloured_band"
    NOT_RATED_BY_PUBLISHER = "not_rated_by_publisher"
    WITHDRAWN = "withdrawn"
    NO_MEMBER_RATED = "no_member_rated"
    MEMBER_NOT_RATED = "member_not_rated"

    @property
    def phrase(self) -> str:
        """The reason in words, as the end of "it has no rating because ..."."""
        return _GREY_PHRASES[self]


_GREY_PHRASES = {
    GreyReason.NO_DATA: "there is no figure for it",
    GreyReason.SUPPRESSED: "the figure is suppressed to protect small numbers",
    GreyReason.NOT_COLLECTED: "the figure was not collected",
    GreyReason.NOT_DUE: "the figure is not due yet",
    GreyReason.LATE: "the figure is late",
    GreyReason.NOT_APPLICABLE: "the figure does not apply here",
    GreyReason.OUT_OF_RANGE: "the figure is outside the range that can be rated exactly",
    GreyReason.INPUT_MISSING: "a figure that it is computed from is missing",
    GreyReason.NO_DENOMINATOR: "what it would be divided by is not above zero",
    GreyReason.STALE: "the latest figure is too old",
    GreyReason.NOT_IN_FORCE: "the definition is not in force in this period",
    GreyReason.NO_TARGET: "no target has been set",
    GreyReason.NO_TARGET_FOR_PERIOD: "no target has been set for this period",
    GreyReason.NO_BASE: "there is no earlier figure to compare with",
    GreyReason.NO_COMPARATOR: "there is no comparator figure",
    GreyReason.TOO_FEW_POINTS: "there are too few points for a control chart",
    GreyReason.NO_JUDGEMENT: "no judgement has been recorded",
    GreyReason.JUDGEMENT_EXPIRED: "the recorded judgement has expired",
    GreyReason.UNKNOWN_GRADE: "the recorded grade is not one that the definition knows",
    GreyReason.UNIT_MISMATCH: "the figure is in a unit that cannot be converted",
    GreyReason.DUPLICATE: "there are several figures for the same period",
    GreyReason.NO_INTERVAL: "there is no confidence interval for it",
    GreyReason.TOO_FEW_MEMBERS: "too few areas have a figure to compare with",
    GreyReason.UNCOLOURED_BAND: "the band it falls in carries no colour",
    GreyReason.NOT_RATED_BY_PUBLISHER: "the published report gave it no status",
    GreyReason.WITHDRAWN: "someone accountable withdrew the rating",
    GreyReason.NO_MEMBER_RATED: "none of its members has one",
    GreyReason.MEMBER_NOT_RATED: "a member that it needs has none",
}


class GreyPolicy(StrEnum):
    """What a member without a rating does to what it is a member of. A composition must state it."""

    IGNORE = "ignore"
    PROPAGATE = "propagate"
    WORST = "worst"


class Polarity(StrEnum):
    """The direction of good. A definition must state it: there is no default."""

    HIGH_IS_GOOD = "high_is_good"
    LOW_IS_GOOD = "low_is_good"
    PLAN_IS_BEST = "plan_is_best"
    NO_JUDGEMENT = "no_judgement"

    @property
    def sign(self) -> int:
        """+1 where a higher value is better, -1 where a lower one is, 0 otherwise."""
        return _SIGNS.get(self, 0)

    @property
    def phrase(self) -> str:
        """The polarity in words: "lower is better"."""
        return _POLARITY_PHRASES[self]


_SIGNS = {Polarity.HIGH_IS_GOOD: 1, Polarity.LOW_IS_GOOD: -1}
_POLARITY_PHRASES = {
    Polarity.HIGH_IS_GOOD: "higher is better",
    Polarity.LOW_IS_GOOD: "lower is better",
    Polarity.PLAN_IS_BEST: "on plan is best",
    Polarity.NO_JUDGEMENT: "neither direction is better",
}


class Movement(StrEnum):
    """This rating beside the last published one."""

    IMPROVED = "improved"
    WORSENED = "worsened"
    UNCHANGED = "unchanged"
    NEWLY_RATED = "newly_rated"
    NO_LONGER_RATED = "no_longer_rated"
    NOT_UPDATED = "not_updated"
    NO_PREVIOUS_RATING = "no_previous_rating"
    NOT_COMPARABLE = "not_comparable"


class Travel(StrEnum):
    """The direction of travel: this value beside a named earlier one, seen through polarity."""

    IMPROVING = "improving"
    WORSENING = "worsening"
    STEADY = "steady"
    INCREASING = "increasing"
    DECREASING = "decreasing"
    NOT_COMPARABLE = "not_comparable"


class Basis(StrEnum):
    """What a status rests on."""

    COMPUTED = "computed"
    JUDGEMENT = "judgement"
    AS_PUBLISHED = "as_published"


class Frequency(StrEnum):
    """How often a figure comes, which also says what "the period before" means."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    CALENDAR_QUARTER = "calendar_quarter"
    HALF_YEAR = "half_year"
    CALENDAR_HALF_YEAR = "calendar_half_year"
    FINANCIAL_YEAR = "financial_year"
    ACADEMIC_YEAR = "academic_year"
    CALENDAR_YEAR = "calendar_year"
    YEAR_FROM_MARCH = "year_from_march"
    YEAR_FROM_JULY = "year_from_july"
    YEAR_FROM_AUGUST = "year_from_august"
    YEAR_TO_DATE = "year_to_date"
    YEAR_TO_DATE_MONTHLY = "year_to_date_monthly"
    ROLLING_YEAR_MONTHLY = "rolling_year_monthly"
    ROLLING_YEAR_QUARTERLY = "rolling_year_quarterly"
    YEAR_SPAN = "year_span"
    ANNUAL_SURVEY = "annual_survey"
    BIENNIAL_SURVEY = "biennial_survey"
    SURVEY = "survey"
    IRREGULAR = "irregular"

    @property
    def is_regular(self) -> bool:
        """Whether a period has a predecessor in the calendar, so that a gap is a gap."""
        return self not in _WITHOUT_CALENDAR

    @property
    def is_often(self) -> bool:
        """Whether a figure comes at least once a quarter, as the report does."""
        return self in _OFTEN


_WITHOUT_CALENDAR = frozenset(
    {Frequency.ANNUAL_SURVEY, Frequency.BIENNIAL_SURVEY, Frequency.SURVEY, Frequency.IRREGULAR}
)
_OFTEN = frozenset(
    {
        Frequency.WEEK,
        Frequency.MONTH,
        Frequency.QUARTER,
        Frequency.CALENDAR_QUARTER,
        Frequency.YEAR_TO_DATE,
        Frequency.YEAR_TO_DATE_MONTHLY,
        Frequency.ROLLING_YEAR_MONTHLY,
        Frequency.ROLLING_YEAR_QUARTERLY,
    }
)


class MissingReason(StrEnum):
    """Why an observation has no value. Missing is not zero, and it is never silent."""

    SUPPRESSED = "suppressed"
    NOT_COLLECTED = "not_collected"
    NOT_DUE = "not_due"
    LATE = "late"
    NOT_APPLICABLE = "not_applicable"


class Flag(StrEnum):
    """What the publisher said about a value. A flagged value is rated, and the flag is shown."""

    PROVISIONAL = "provisional"
    REVISED = "revised"
    ESTIMATED = "estimated"
    SERIES_BREAK = "series_break"


class JudgedFigure(StrEnum):
    """Which figure a rule compares: the one stored, or the one printed."""

    STORED = "stored"
    PUBLISHED = "published"


class JudgedAt(StrEnum):
    """When a target is judged: in every period, or only in the one that ends the year."""

    EVERY_PERIOD = "every_period"
    FINANCIAL_YEAR_END = "financial_year_end"
    ACADEMIC_YEAR_END = "academic_year_end"
    CALENDAR_YEAR_END = "calendar_year_end"


class Tie(StrEnum):
    """The side on which a value exactly on a limit falls."""

    BETTER = "better"
    WORSE = "worse"


def title_case(word: StrEnum | str) -> str:
    """A term as a person reads it: ``not_updated`` becomes "Not updated"."""
    return str(word).replace("_", " ").capitalize()
