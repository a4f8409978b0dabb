"""scorecard_core: the rules engine for public-sector balanced scorecards.

Every public name is here. Each is loaded when it is first used, so importing the package does no work.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scorecard_core.assessed import Answered as Answered
    from scorecard_core.assessed import AssessedMember as AssessedMember
    from scorecard_core.assessed import Assessment as Assessment
    from scorecard_core.assessment import Assessor as Assessor
    from scorecard_core.assessment import assess as assess
    from scorecard_core.availability import Availability as Availability
    from scorecard_core.bases import Base as Base
    from scorecard_core.bases import BaseKind as BaseKind
    from scorecard_core.comparators import ENGLAND as ENGLAND
    from scorecard_core.comparators import Comparator as Comparator
    from scorecard_core.comparators import Statistic as Statistic
    from scorecard_core.comparators import Vintage as Vintage
    from scorecard_core.definitions import definitions_from_package as definitions_from_package
    from scorecard_core.definitions import definitions_to_toml as definitions_to_toml
    from scorecard_core.definitions import read_definitions as read_definitions
    from scorecard_core.distances import Distance as Distance
    from scorecard_core.errors import DefinitionError as DefinitionError
    from scorecard_core.errors import InputError as InputError
    from scorecard_core.errors import PeriodError as PeriodError
    from scorecard_core.errors import PluginError as PluginError
    from scorecard_core.errors import Problems as Problems
    from scorecard_core.errors import ScorecardError as ScorecardError
    from scorecard_core.errors import UnitError as UnitError
    from scorecard_core.errors import UnknownIndicatorError as UnknownIndicatorError
    from scorecard_core.explanation import explain as explain
    from scorecard_core.hookspecs import hookimpl as hookimpl
    from scorecard_core.indicators import Indicator as Indicator
    from scorecard_core.indicators import Provenance as Provenance
    from scorecard_core.indicators import TravelBase as TravelBase
    from scorecard_core.indicators import WorkedExample as WorkedExample
    from scorecard_core.inputs import read_observations as read_observations
    from scorecard_core.inputs import read_overrides as read_overrides
    from scorecard_core.inputs import read_published as read_published
    from scorecard_core.interchange import ratings_from_json as ratings_from_json
    from scorecard_core.interchange import ratings_json_schema as ratings_json_schema
    from scorecard_core.interchange import ratings_to_csv as ratings_to_csv
    from scorecard_core.interchange import ratings_to_json as ratings_to_json
    from scorecard_core.ledger import PublishedRating as PublishedRating
    from scorecard_core.ledger import PublishedRatings as PublishedRatings
    from scorecard_core.measures import Change as Change
    from scorecard_core.measures import Computed as Computed
    from scorecard_core.measures import Difference as Difference
    from scorecard_core.measures import Measure as Measure
    from scorecard_core.measures import PercentChange as PercentChange
    from scorecard_core.measures import Ratio as Ratio
    from scorecard_core.measures import RollingMean as RollingMean
    from scorecard_core.measures import SeriesOf as SeriesOf
    from scorecard_core.measures import ShareOf as ShareOf
    from scorecard_core.measures import Standardised as Standardised
    from scorecard_core.measures import Sum as Sum
    from scorecard_core.measures import YearToDate as YearToDate
    from scorecard_core.measures import python_measure as python_measure
    from scorecard_core.observations import Judgement as Judgement
    from scorecard_core.observations import Observation as Observation
    from scorecard_core.observations import Observations as Observations
    from scorecard_core.observations import Series as Series
    from scorecard_core.overrides import Override as Override
    from scorecard_core.overrides import Overrides as Overrides
    from scorecard_core.periods import Period as Period
    from scorecard_core.periods import PeriodKind as PeriodKind
    from scorecard_core.periods import parse_period as parse_period
    from scorecard_core.plugins import load_plugins as load_plugins
    from scorecard_core.rating import RatedMember as RatedMember
    from scorecard_core.rating import Rating as Rating
    from scorecard_core.rating import rate as rate
    from scorecard_core.references import FactUsed as FactUsed
    from scorecard_core.registry import Contribution as Contribution
    from scorecard_core.registry import Registry as Registry
    from scorecard_core.risks import Risk as Risk
    from scorecard_core.rollups import Part as Part
    from scorecard_core.rollups import RollUp as RollUp
    from scorecard_core.rollups import percentages as percentages
    from scorecard_core.rollups import roll_up as roll_up
    from scorecard_core.rules import Branch as Branch
    from scorecard_core.rules import DecisionList as DecisionList
    from scorecard_core.scorecard import Scorecard as Scorecard
    from scorecard_core.scorecard import rate_scorecard as rate_scorecard
    from scorecard_core.shapes import Verdict as Verdict
    from scorecard_core.tallies import Together as Together
    from scorecard_core.targets import AllOf as AllOf
    from scorecard_core.targets import Alternative as Alternative
    from scorecard_core.targets import AmberIf as AmberIf
    from scorecard_core.targets import AnyOf as AnyOf
    from scorecard_core.targets import Band as Band
    from scorecard_core.targets import Bands as Bands
    from scorecard_core.targets import Composition as Composition
    from scorecard_core.targets import Consecutive as Consecutive
    from scorecard_core.targets import ControlChart as ControlChart
    from scorecard_core.targets import Gap as Gap
    from scorecard_core.targets import Improvement as Improvement
    from scorecard_core.targets import InComparison as InComparison
    from scorecard_core.targets import InPosition as InPosition
    from scorecard_core.targets import Judged as Judged
    from scorecard_core.targets import Member as Member
    from scorecard_core.targets import Milestone as Milestone
    from scorecard_core.targets import NoTarget as NoTarget
    from scorecard_core.targets import Points as Points
    from scorecard_core.targets import Progress as Progress
    from scorecard_core.targets import Range as Range
    from scorecard_core.targets import Share as Share
    from scorecard_core.targets import Significance as Significance
    from scorecard_core.targets import Target as Target
    from scorecard_core.targets import TargetType as TargetType
    from scorecard_core.targets import Threshold as Threshold
    from scorecard_core.targets import Trajectory as Trajectory
    from scorecard_core.targets import Weighted as Weighted
    from scorecard_core.targets import WorstOf as WorstOf
    from scorecard_core.terms import Basis as Basis
    from scorecard_core.terms import Flag as Flag
    from scorecard_core.terms import Frequency as Frequency
    from scorecard_core.terms import GreyPolicy as GreyPolicy
    from scorecard_core.terms import GreyReason as GreyReason
    from scorecard_core.terms import JudgedAt as JudgedAt
    from scorecard_core.terms import JudgedFigure as JudgedFigure
    from scorecard_core.terms import MissingReason as MissingReason
    from scorecard_core.terms import Movement as Movement
    from scorecard_core.terms import Polarity as Polarity
    from scorecard_core.terms import Rag as Rag
    from scorecard_core.terms import Tie as Tie
    from scorecard_core.terms import Travel as Travel
    from scorecard_core.units import UnitDefinition as UnitDefinition
    from scorecard_core.units import Units as Units
    from scorecard_core.worked_examples import work_example as work_example

_MODULES = {
    "assessed": "Answered AssessedMember Assessment",
    "assessment": "Assessor assess",
    "availability": "Availability",
    "bases": "Base BaseKind",
    "comparators": "Comparator ENGLAND Statistic Vintage",
    "definitions": "definitions_from_package definitions_to_toml read_definitions",
    "distances": "Distance",
    "errors": (
        "DefinitionError InputError PeriodError PluginError Problems ScorecardError UnitError UnknownIndicatorError"
    ),
    "explanation": "explain",
    "hookspecs": "hookimpl",
    "indicators": "Indicator Provenance TravelBase WorkedExample",
    "inputs": "read_observations read_overrides read_published",
    "interchange": "ratings_from_json ratings_json_schema ratings_to_csv ratings_to_json",
    "ledger": "PublishedRating PublishedRatings",
    "measures": (
        "Change Computed Difference Measure PercentChange Ratio RollingMean SeriesOf ShareOf Standardised Sum "
        "YearToDate python_measure"
    ),
    "overrides": "Override Overrides",
    "observations": "Judgement Observation Observations Series",
    "periods": "Period PeriodKind parse_period",
    "plugins": "load_plugins",
    "rating": "RatedMember Rating rate",
    "references": "FactUsed",
    "registry": "Contribution Registry",
    "risks": "Risk",
    "rollups": "Part RollUp percentages roll_up",
    "rules": "Branch DecisionList",
    "scorecard": "Scorecard rate_scorecard",
    "shapes": "Verdict",
    "tallies": "Together",
    "targets": (
        "AllOf Alternative AmberIf AnyOf Band Bands Composition Consecutive ControlChart Gap Improvement InComparison "
        "InPosition Judged Member Milestone NoTarget Points Progress Range Share Significance Target TargetType "
        "Threshold Trajectory Weighted WorstOf"
    ),
    "terms": (
        "Basis Flag Frequency GreyPolicy GreyReason JudgedAt JudgedFigure MissingReason Movement Polarity Rag Tie "
        "Travel"
    ),
    "units": "UnitDefinition Units",
    "worked_examples": "work_example",
}
_MODULE_OF = {name: module for module, names in _MODULES.items() for name in names.split()}

__all__ = sorted(_MODULE_OF)  # noqa: PLE0605


def __getattr__(name: str) -> object:
    """Load a public name from its module, once."""
    if name not in _MODULE_OF:
        raise AttributeError(f"module 'scorecard_core' has no attribute '{name}'")
    value = getattr(import_module(f"scorecard_core.{_MODULE_OF[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_MODULE_OF})
