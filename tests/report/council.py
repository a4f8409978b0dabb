"""A small council with one of everything that a report can show.

Every text that a report may print can be given the same ending, so that a test can plant a payload in all of them.
"""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from scorecard_core import (
    Comparator,
    Contribution,
    Flag,
    Indicator,
    Judgement,
    MissingReason,
    Observation,
    Observations,
    PublishedRating,
    PublishedRatings,
    Rag,
    Registry,
    Risk,
    Scorecard,
    Statistic,
    UnitDefinition,
    parse_period,
    rate_scorecard,
)
from scorecard_core.indicators import Provenance
from scorecard_core.report.settings import Commentary, ReportInput, ReportSettings
from scorecard_core.report.view import View, report_view

DIRECTORATES = ("Adult Services", "Finance", "Highways")
AREA, NOW, LAST = "Anyshire", "Q4 2016/17", "Q3 2016/17"

FIGURES = {
    ("children.looked_after", AREA): {"Q2 2016/17": "60.2", LAST: "60.6", NOW: "66.3"},
    ("children.looked_after", "England"): {"31/03/2015": "59.9", "31/03/2016": "60"},
    ("children.looked_after", "Northshire"): {LAST: "70", NOW: "72"},
    ("children.looked_after", "Southshire"): {LAST: "74", NOW: "75"},
    ("children.protection", AREA): {"31/12/2016": "38.1", "31/03/2017": "43.2"},
    ("children.protection", "England"): {"31/03/2017": "43.1"},
    ("adults.care_homes", AREA): {LAST: "1360", NOW: "1303"},
    ("commercial.sickness", AREA): {"Q1 2015/16": "8.1", "Q3 2015/16": "8.7", LAST: "9.11", NOW: "8.92"},
    ("commercial.sickness", "Adult Services"): {NOW: "13.36"},
    ("commercial.sickness", "Finance"): {NOW: "5.2"},
    ("commercial.sickness", "Highways"): {NOW: "5.2"},
    ("commercial.vision", AREA): {"2015": "60", "Q4 2016/17": "46"},
    ("economy.roads", AREA): {"2015": "35.4", "2016": "32"},
    ("finance.outturn", AREA): {NOW: "-120000"},
    ("economy.waste", AREA): {NOW: "412"},
    ("economy.mispelt", AREA): {NOW: "1", LAST: "2"},
    ("dfe.children_in_care", AREA): {"2015": "58", "2016": "60", "2017": "65", "2018": "68"},
    ("dfe.children_in_care", "England"): {"2015": "60", "2016": "60", "2017": "62", "2018": "64"},
}


def indicators(said: Callable[[str], str]) -> list[Indicator]:
    """The definitions, with every text as ``said`` says it."""

    def indicator(id: str, title: str, unit: str, target: dict[str, Any], **more: Any) -> Indicator:
        low = {"polarity": "low_is_good", "frequency": "quarter"}
        texts = {
            "title": said(title),
            "description": said(f"What {title} counts."),
            "owner": said("Director"),
            "contact": said("director@anyshire.example"),
            "source": said("The plan"),
        }
        return Indicator.model_validate({"id": id, "unit": unit, "target": target, **low, **texts, **more})

    def stands(**places: str) -> dict[str, str]:
        return {axis: said(group) for axis, group in places.items()}

    people = stands(area_of_focus="Children and Families")
    return [
        indicator(
            "children.looked_after",
            "Looked after children",
            "per_10000_children",
            {"type": "threshold", "value": 60},
            grouping=people,
            comparators=["england", "children.neighbours"],
            inferred={"target": said("The report gives the national average as the reason")},
        ),
        indicator(
            "children.protection",
            "Children with a child protection plan",
            "per_10000_children",
            {"type": "comparator", "with": "england"},
            grouping=people,
        ),
        indicator(
            "children.inspection",
            "Inspection of services",
            "percent",
            {"type": "judgement", "grades": {said("Good"): "green", said("Inadequate"): "red"}},
            grouping=people,
        ),
        indicator(
            "adults.care_homes",
            "Older people in permanent care homes",
            "placement",
            {"type": "threshold", "value": 1250, "tolerance": {"percent": 5}},
            decimals=0,
            grouping=stands(area_of_focus="Health and Wellbeing"),
        ),
        indicator(
            "commercial.sickness",
            "Sickness rates",
            "day_per_fte",
            {"type": "threshold", "value": 7},
            decimals=2,
            grouping=stands(perspective="Internal Business"),
        ),
        indicator(
            "commercial.vision",
            "Staff who feel the council has a clear vision",
            "percent",
            {"type": "improvement", "on": "previous"},
            polarity="high_is_good",
            frequency="survey",
            grouping=stands(perspective="Learning and Growth"),
        ),
        indicator(
            "economy.roads",
            "Satisfaction with the condition of roads",
            "percent",
            {"type": "improvement", "on": "previous"},
            polarity="high_is_good",
            frequency="calendar_year",
            grouping=stands(area_of_focus="Open for Business"),
        ),
        indicator(
            "finance.council_tax",
            "Council tax below the average",
            "gbp",
            {"type": "comparator", "with": "england", "strict": True},
            grouping=stands(perspective="Finance"),
        ),
        indicator(
            "finance.outturn",
            "Forecast outturn",
            "gbp",
            {"type": "range", "low": -500000, "high": 0},
            polarity="plan_is_best",
            decimals=0,
            grouping=stands(perspective="Finance"),
        ),
        indicator("economy.waste", "Household waste", "bin", {"type": "none"}, decimals=0),
    ]


def observations(said: Callable[[str], str]) -> Iterator[Observation]:
    """The figures."""
    for (measure, area), figures in FIGURES.items():
        for period, value in figures.items():
            yield Observation(
                measure=said(measure) if measure == "economy.mispelt" else measure,
                area=said(area) if area in DIRECTORATES else area,
                period=parse_period(period),
                value=Decimal(value),
                flag=Flag.PROVISIONAL if (measure, period) == ("commercial.sickness", NOW) else None,
                source=said("The system"),
                published=date(2017, 5, 1) if measure == "commercial.sickness" else None,
            )
    late = parse_period("Q2 2016/17")
    yield Observation(measure="commercial.sickness", area=AREA, period=late, missing_reason=MissingReason.LATE)
    judgement = Judgement(said("Inadequate"), by=said("The inspectorate"), reason=said("leadership was weak"))
    yield Observation(measure="children.inspection", area=AREA, period=parse_period(NOW), judgement=judgement)


def published(said: Callable[[str], str]) -> Iterator[PublishedRating]:
    """What earlier and present reports printed."""
    for indicator, period, status, take_over, updated in (
        ("children.looked_after", LAST, Rag.RED, False, True),
        ("children.looked_after", NOW, Rag.RED, False, True),
        ("children.protection", LAST, Rag.GREEN, False, True),
        ("adults.care_homes", NOW, Rag.RED, False, True),
        ("commercial.vision", LAST, Rag.GREY, False, None),
        ("finance.council_tax", NOW, Rag.GREEN, True, None),
    ):
        yield PublishedRating(
            indicator=indicator,
            area=AREA,
            period=parse_period(period),
            status=status,
            take_over=take_over,
            updated=updated,
            source=said("the scorecard of Q4"),
        )


def risks(said: Callable[[str], str]) -> list[Risk]:
    """The register."""
    return [
        Risk(
            number=2,
            title=said("Serious harm"),
            rating=Rag.RED,
            previous=Rag.AMBER,
            summary=said("It rose after the inspection."),
            why_red=(said("Safeguarding."),),
            mitigating_actions=(said("A plan, with:"), (said("more staff"), said("case audits")), said("A board.")),
            what_next=((said("themes"),),),
        ),
        Risk(number=1, title=said("Business as usual"), rating=Rag.AMBER, previous=Rag.RED, note=said("By count.")),
    ]


def report_input(said: Callable[[str], str]) -> ReportInput:
    """Everything that a report is made from."""
    text = {
        "title": said("Balanced Scorecard"),
        "subtitle": said("Performance summary"),
        "council": said("Anyshire County Council"),
        "notes": [said("The indicators will be refreshed in July.")],
    }
    focus = [said(name) for name in ("Open for Business", "Children and Families", "Health and Wellbeing")]
    perspective = [said(name) for name in ("Finance", "Internal Business", "Learning and Growth")]
    settings = {
        **text,
        "format": 1,
        "area": AREA,
        "period": NOW,
        "as_at": date(2017, 7, 13),
        "grouping": [
            {"axis": "area_of_focus", "title": said("Areas of focus"), "groups": focus},
            {"axis": "perspective", "title": said("Our perspectives"), "groups": perspective},
        ],
        "breakdown": {
            "name": said("Directorate"),
            "areas": [said(name) for name in DIRECTORATES],
        },
        "longer_view": [
            {
                "indicator": "children.looked_after",
                "measure": "dfe.children_in_care",
                "title": said("Children in care since 2015"),
                "areas": [AREA, "England"],
                "source": said("Department for Education"),
                "note": said("At 31 March."),
            }
        ],
    }
    written = {
        "children.looked_after": {
            "line": said("The rate has continued to increase."),
            "performance_details": [said("The rate has increased.")],
            "current_activity": [said("A weekly panel:"), [said("first"), said("second")]],
            "future_activity": [said("A plan.")],
        }
    }
    return ReportInput(
        settings=ReportSettings.model_validate(settings),
        observations=Observations(observations(said)),
        published=PublishedRatings(published(said)),
        commentary={id: Commentary.model_validate(text) for id, text in written.items()},
        risks=tuple(risks(said)),
        risk_preamble=said("A corporate risk affects the whole council."),
    )


def scorecard(given: ReportInput, said: Callable[[str], str]) -> Scorecard:
    """The ratings."""
    provenance = {"children": "1.2.0", "adults": "0.9.1", "commercial": "2.0.0", "economy": "1.0.0", "finance": "1.1.0"}
    neighbours = Comparator(
        id="children.neighbours",
        name=said("our neighbours"),
        areas=("Northshire", "Southshire"),
        statistic=Statistic.MEAN,
    )
    shown = said("bins").replace("{", "").replace("}", "")
    bins = UnitDefinition(name="bin", definition="[bin]", shows=f"{{}} {shown}")
    registry = Registry.build(
        Contribution(
            Provenance(plugin, f"scorecard-{plugin}", said(version)),
            units=(bins,) if plugin == "economy" else (),
            comparators=(neighbours,) if plugin == "children" else (),
            indicators=tuple(one for one in indicators(said) if one.id.startswith(f"{plugin}.")),
        )
        for plugin, version in provenance.items()
    )
    return rate_scorecard(
        registry,
        given.observations,
        given.settings.period,
        area=given.settings.area,
        as_at=given.settings.as_at,
        published=given.published,
        risks=given.risks,
    )


def view(ending: str = "") -> View:
    """What the council's report shows, every text with the same ending."""

    def said(text: str) -> str:
        return f"{text}{ending}"

    given = report_input(said)
    return report_view(scorecard(given, said), given)
