"""The parts of the documentation that are read out of the code.

A page marks such a part with ``<!-- catalogue: target threshold -->`` and ``<!-- end of catalogue -->``. Run this file
to write every part anew; a test holds each part on file to the code, and Sphinx renders them afresh when it builds.
What stands between the marks is plain Markdown, so that the pages read the same without Sphinx.
"""

from __future__ import annotations

import ast
import inspect
import re
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

import click
from pydantic import BaseModel

from scorecard_core import (
    Alternative,
    AmberIf,
    Band,
    Comparator,
    Frequency,
    Indicator,
    Period,
    PeriodError,
    TargetType,
    TravelBase,
    UnitDefinition,
    hookspecs,
    parse_period,
    stated,
)
from scorecard_core.availability import AVAILABILITY
from scorecard_core.cli import main
from scorecard_core.distances import Distance
from scorecard_core.measures import MEASURE_TYPES, SeriesOf
from scorecard_core.movement import MOVEMENT, travel_rule
from scorecard_core.overrides import OVERRIDE
from scorecard_core.references import Compared, Forecast, Hardest, Own, Reported, Run, TargetSeries
from scorecard_core.rules import Branch, DecisionList
from scorecard_core.significance import Limit
from scorecard_core.special_causes import Charted
from scorecard_core.standing import Cut, Members, QuantilePlace, Rank
from scorecard_core.tallies import NOTHING
from scorecard_core.targets import TARGET_TYPES, Composition, Member, Points
from scorecard_core.targets.on_a_number import OnANumber, OneWay, WithTolerance
from scorecard_core.terms import GreyReason, Polarity
from scorecard_core.testing import PLUGIN_LAWS, RATING_LAWS
from scorecard_core.units import Units

DOCS = Path(__file__).parents[1]
ROOT = DOCS.parent
PART = re.compile(r"(<!-- catalogue: (\w+)(?: (\w+))? -->\n).*?(<!-- end of catalogue -->)", re.DOTALL)

SAMPLES: Mapping[str, tuple[Mapping[str, Any], ...]] = {
    "none": ({},),
    "threshold": (
        {"value": 60},
        {"values": {"2016/17": 60}},
        {"measure": "children.target"},
        {"value": 60, "or_harder": [{"with": "england"}]},
    ),
    "range": ({"low": 2900, "high": 3100},),
    "trajectory": ({"baseline": 1360, "value": 1198, "start": "2015/16", "end": "2016/17"},),
    "progress": (
        {"baseline": 40, "value": 60},
        {"baseline": "previous", "value": 60},
        {"baseline": 40, "value": 60, "start": "2014/15", "end": "2017/18"},
    ),
    "improvement": ({"on": "previous"},),
    "consecutive": ({"green_after": 3},),
    "comparator": ({"with": "england"},),
    "gap": ({"with": "england"},),
    "share": ({"of": "england"},),
    "position": ({},),
    "significance": ({"with": "england"}, {"value": 60}),
    "control_chart": ({"value": 95}, {"values": {"2016/17": 95}}, {"measure": "health.target"}),
    "bands": (
        {
            "bands": [
                {"name": "A", "colour": "green", "to": 90},
                {"name": "B", "colour": "amber", "to": 70},
                {"name": "C", "colour": "red"},
            ]
        },
    ),
    "milestone": ({"due": date(2017, 3, 31)},),
    "judgement": ({},),
    **dict.fromkeys(
        ("all_of", "any_of", "worst_of", "weighted"),
        ({"members": ["highways.roads", "highways.bridges"], "grey": "propagate"},),
    ),
}
"""Targets of each type that between them get their facts from everywhere the type can."""

LABELS: Mapping[str, tuple[str, ...]] = {
    "quarters": (
        "Q4 2016/17", "2016-17 Q4", "Qtr 4 2016/17", "Quarter 4, 2016/2017", "Fourth quarter of 2016/17",
        "Jan to Mar 2017", "quarter ending March 2017", "CY Q1 2017", "Q1 2017 (calendar)", "H1 2016/17",
        "first half of 2016/17", "CY H1 2017", "Jan to Jun 2017",
    ),
    "years": (
        "2016/17", "2016/2017", "2016/'17", "FY2016/17", "FYE 2017", "Apr 2016 to Mar 2017", "2016", "AY 2015/16",
        "academic year 2015/16", "Sep 2015 to Aug 2016", "Aug 2015 to Jul 2016", "Jul 2016 to Jun 2017",
        "Mar 2016 to Feb 2017",
    ),
    "rolling": (
        "12 months to March 2017", "year ending March 2017", "YE Mar 2017", "Y/E 31/03/2017", "year to March 2017",
        "rolling 12 months to Q4 2016/17", "Oct 2016 to Sep 2017",
    ),
    "cumulative": (
        "YTD Q3 2016/17", "Q1-Q3 2016/17", "2016/17 Q1 to Q3", "April to December 2016", "Q3 2016/17 (YTD)",
        "cumulative Q3 2016/17", "YTD Nov 2016", "April to November 2016",
    ),
    "several": (
        "2013-15", "2013 - 15", "2013 to 2015", "2012/13 - 14/15", "2012/13 to 2014/15", "3 years to March 2015",
        "AY 2012/13 to AY 2014/15", "Aug 2013 to Jul 2016",
    ),
    "days": (
        "31/03/2017", "2017-03-31", "31 March 2017", "as at 31 March 2017", "end March 2017", "Mar 2017", "Sept 2016",
        "2017-03", "w/e 31/03/2017", "week commencing 25 March 2017",
    ),
    "refused": (
        "Q4 2016", "H1 2017", "Q1-Q3 2016", "12 months to Q4 2016", "year to Dec 2016", "year ending 2017", "FY 2017",
        "AY 2016", "2016-17", "2016-2017", "2011-12", "31/03/17", "Q4 16/17", "Mar 17", "03-04-2017",
    ),
}  # fmt: skip
"""Labels as councils write them; those of one list are all read, or all refused."""

FIGURES: Mapping[Frequency, str] = {
    Frequency.WEEK: "w/e 31/03/2017",
    Frequency.MONTH: "Mar 2017",
    Frequency.QUARTER: "Q4 2016/17",
    Frequency.CALENDAR_QUARTER: "CY Q1 2017",
    Frequency.HALF_YEAR: "H2 2016/17",
    Frequency.CALENDAR_HALF_YEAR: "CY H2 2016",
    Frequency.FINANCIAL_YEAR: "2016/17",
    Frequency.ACADEMIC_YEAR: "2015/16",
    Frequency.CALENDAR_YEAR: "2016",
    Frequency.YEAR_FROM_MARCH: "2016/17",
    Frequency.YEAR_FROM_JULY: "2015/16",
    Frequency.YEAR_FROM_AUGUST: "2015/16",
    Frequency.YEAR_TO_DATE: "YTD Q1 2016/17",
    Frequency.YEAR_TO_DATE_MONTHLY: "YTD Nov 2016",
    Frequency.ROLLING_YEAR_MONTHLY: "12 months to Mar 2017",
    Frequency.ROLLING_YEAR_QUARTERLY: "12 months to Mar 2017",
    Frequency.YEAR_SPAN: "2013-15",
    Frequency.ANNUAL_SURVEY: "2015",
    Frequency.BIENNIAL_SURVEY: "2015",
    Frequency.SURVEY: "2015",
    Frequency.IRREGULAR: "31/03/2017",
}
"""A period of each frequency, as a figure of it may be labelled."""

ORIGINS: Mapping[type, str] = {
    Forecast: "the forecast beside the observation",
    Hardest: "the hardest of several",
    stated.Months: "the months from the start to the end",
    stated.Path: "the line from the baseline to the target",
    Reported: "the day beside the report",
    Own: "an earlier figure of its own",
    Run: "its own earlier figures",
    Compared: "the comparator's figures",
    Charted: "its own figures as a chart",
    stated.Profiled: "the profile in the definition",
    TargetSeries: "the observations of the target's own measure",
    Limit: "the interval of a figure",
    Members: "the figures of the group",
    Rank: "the figures of the group",
    QuantilePlace: "the figures of the group",
    Cut: "the figures of the group",
}
KNOWN_ORIGINS: Mapping[str, str] = {
    "value": "the observation",
    "sign": "the polarity",
    "grade": "the judgement",
    "today": "the reporting period",
    "expired": "the judgement",
    **dict.fromkeys(NOTHING, "the members"),
}

MODELS: Mapping[str, type[BaseModel]] = {
    model.__name__: model
    for model in (
        Alternative,
        AmberIf,
        Band,
        Comparator,
        Composition,
        Distance,
        Indicator,
        Member,
        OnANumber,
        Points,
        TargetType,
        TravelBase,
        UnitDefinition,
        WithTolerance,
    )
}
WORDS: Mapping[str, str] = {
    "tolerance": "how far the value may miss and still be amber",
    "amber_if": "amber instead of red where the value moved the right way, whatever the tolerance",
    "on_forecast": "judge the outturn that is expected for the end of the year, and not the figure so far",
    "tie": "the side on which a value exactly on a limit falls: `better` or `worse`",
    "low": "the lower edge, which is inside",
    "high": "the upper edge, which is inside",
    "base": "the earlier period that the comparison is held against",
    "bands": "the bands, the best first",
    "green": "the points of a member that is green",
    "amber": "the points of a member that is amber",
    "red": "the points of a member that is red",
    "in_force_from": "the first period for which it counts",
    "in_force_until": "the last period for which it counts",
}
"""Keys that no docstring describes, or that one describes together with another."""


def table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table."""
    lines = [list(header), *(list(row) for row in rows)]
    lines.insert(1, ["---"] * len(lines[0]))
    return "\n".join(f"| {' | '.join(cell.replace('|', '&#124;') for cell in line)} |" for line in lines)


def paragraphs(thing: object) -> str:
    """The docstring of something up to its first section, as Markdown."""
    text = re.split(r"\n\n(?:Args|Attributes|Raises|Returns):\n", inspect.getdoc(thing) or "")[0]
    return re.sub(r":\w+:`(?:[\w.~]*\.)?(\w+)`", r"`\1`", text.replace("``", "`"))


def attributes(kind: type) -> dict[str, str]:
    """What the docstrings of a class, and of those it builds on, say about its attributes."""
    found: dict[str, str] = {}
    for base in reversed(kind.__mro__):
        section = re.search(r"\n\s*Attributes:\n(.*?)(?:\n\s*\n|\Z)", base.__doc__ or "", re.DOTALL)
        entries = re.split(r"\n(?=\S)", textwrap.dedent(section[1])) if section else []
        for entry in entries:
            names, _, words = entry.partition(":")
            found |= dict.fromkeys(names.split(", "), " ".join(words.replace("``", "`").split()))
    return found


def default_of(model: type[BaseModel], name: str) -> str:
    """What a key that is left out amounts to."""
    field = model.model_fields[name]
    if field.is_required():
        return "*needed*"
    match field.get_default(call_default_factory=True):
        case None:
            return "none"
        case bool() as answer:
            return f"`{str(answer).lower()}`"
        case "" | ():
            return "empty"
        case Points() as points:
            return f"`{points.green}`, `{points.amber}` and `{points.red}`"
        case BaseModel() as value:
            return f"`{value.model_dump(exclude_defaults=True) or value.model_dump()['base']}`"
        case Mapping() as words:
            return ", ".join(f"`{key}`" for key in words) or "empty"
        case value:
            return f"`{value}`"


def keys(model: type[BaseModel], above: type[BaseModel] | None = None) -> str:
    """The keys of a table in a definition file, without those that the model has from one above it."""
    words = {**attributes(model), **WORDS}
    shared = {"type", *(above.model_fields if above else ())}
    rows = [
        (f"`{field.alias or name}`", words[name].rstrip("."), default_of(model, name))
        for name, field in model.model_fields.items()
        if name not in shared and not field.exclude
    ]
    return table(("key", "holds", "left out"), rows) if rows else ""


def model(name: str) -> Iterator[str]:
    """The keys of one table."""
    above = next((base for base in MODELS[name].__mro__[1:] if base in (OnANumber, Composition, TargetType)), None)
    yield keys(MODELS[name], above)


def sentence(branch: Branch) -> str:
    """The sentence of a branch, its phrases in angled brackets; that of a grey answer is known in full."""
    if branch.says == "{grey}" and isinstance(branch.answer, GreyReason):
        return f"it has no rating because {branch.answer.phrase}"
    return re.sub(r"\{(\w+)\}", lambda found: f"‹{found[1].replace('_', ' ')}›", branch.says)


def condition(branch: Branch) -> str:
    """The condition of a branch."""
    return "*otherwise*" if branch.when is None else f"`{branch.when}`"


def branches(rule: DecisionList, answers: Callable[[StrEnum], Iterable[str]], header: Iterable[str]) -> str:
    """A decision list as a table."""
    return table(
        ("", "if", *header, "because"),
        [
            (str(number), condition(branch), *answers(branch.answer), sentence(branch))
            for number, branch in enumerate(rule.branches, start=1)
        ],
    )


def results(*rules: DecisionList) -> str:
    """The intermediate results of rules."""
    derived = {name: result for rule in rules for name, result in rule.derived.items()}
    rows = [(f"`{name}`", f"`{result.expression}`", result.meaning) for name, result in derived.items()]
    return table(("result", "is", "that is"), rows)


def facts(*rules: DecisionList, origins: Callable[[str], str] | None = None) -> str:
    """The facts that rules use."""
    header = ("fact", "meaning", *(("from",) if origins else ()))
    used = dict.fromkeys(fact for rule in rules for fact in rule.facts)
    return table(
        header, [(f"`{fact.name}`", fact.meaning, *((origins(fact.name),) if origins else ())) for fact in used]
    )


def target(name: str) -> Iterator[str]:
    """One target type: what it asks, its keys, its decision list, its facts."""
    kind = next(kind for kind in TARGET_TYPES if kind.model_fields["type"].default == name)
    samples = [kind.model_validate(sample) for sample in SAMPLES[name]]
    rule = samples[0].rule
    yield paragraphs(kind)
    polarities = kind.polarities if kind.polarities != frozenset(Polarity) else ()
    yield "Polarity: " + (" or ".join(f"`{polarity}`" for polarity in sorted(polarities)) or "any") + "."
    above = next(base for base in (OneWay, WithTolerance, OnANumber, Composition, TargetType) if issubclass(kind, base))
    if own := keys(kind, above):
        yield own
    if above is Composition:
        yield "It takes [members, and what grey does](#members-and-grey), as well."
    if issubclass(kind, WithTolerance):
        yield "It takes a [tolerance and a tie](#tolerance-and-ties) as well."
    if issubclass(kind, OneWay):
        yield "It takes [`amber_if`](#amber-for-moving-the-right-way) as well."
    for reading in samples[0].readings.values():
        yield f"The decision list *{reading.name}*, asked before:"
        yield branches(reading, lambda answer: (f"`{answer}`",), ("answer",))
    yield f"The decision list *{rule.name}*:"
    yield branches(
        rule, lambda answer: (_verdict(samples[0], answer), samples[0].colour(answer)), ("verdict", "status")
    )
    lists = samples[0].lists
    if any(one.derived for one in lists):
        yield results(*lists)
    if any(one.facts for one in lists):
        yield facts(*lists, origins=lambda fact: ", ".join(dict.fromkeys(_origin(sample, fact) for sample in samples)))


def measure(name: str) -> Iterator[str]:
    """One kind of computed measure, or a series: its formula and its keys."""
    kinds: dict[str, type[BaseModel]] = {kind.model_fields["type"].default: kind for kind in (*MEASURE_TYPES, SeriesOf)}
    yield paragraphs(kinds[name])
    yield keys(kinds[name])


def _verdict(sample: TargetType, answer: StrEnum) -> str:
    return f"`{answer}`" if isinstance(answer, GreyReason) else sample.verdict(answer)


def _origin(sample: TargetType, fact: str) -> str:
    if fact in sample.readings:
        return f"the list *{sample.readings[fact].name}*"
    if fact in sample.sources:
        return ORIGINS[type(sample.sources[fact])]
    return "the definition" if fact in sample.parameters else KNOWN_ORIGINS[fact]


STAGES: Mapping[str, DecisionList] = {
    "availability": AVAILABILITY,
    "movement": MOVEMENT,
    "override": OVERRIDE,
    "travel": travel_rule(Polarity.HIGH_IS_GOOD, has_range=False),
    "travel_towards_plan": travel_rule(Polarity.PLAN_IS_BEST, has_range=True),
    "travel_by_trend": travel_rule(Polarity.HIGH_IS_GOOD, has_range=False, by_trend=True),
    "travel_without_judgement": travel_rule(Polarity.NO_JUDGEMENT, has_range=False),
}


def stage(name: str) -> Iterator[str]:
    """One of the lists that every indicator goes through."""
    rule = STAGES[name]
    yield branches(rule, lambda answer: (f"`{answer}`",), ("answer",))
    if rule.derived:
        yield results(rule)
    yield facts(rule)


def command(name: str) -> Iterator[str]:
    """One command, from its own help."""
    found = main.commands[name]
    context = click.Context(found, info_name=f"scorecard {name}")
    yield f"`{' '.join(found.get_usage(context).removeprefix('Usage: ').split())}`"
    yield inspect.cleandoc(found.help or "")
    options = [option for option in found.params if isinstance(option, click.Option)]
    yield table(
        ("option", "takes", "does"),
        [
            (
                ", ".join(f"`{spelling}`" for spelling in sorted(option.opts, key=len)),
                _taken(option),
                f"{option.help or ''}{_more(option)}".strip(),
            )
            for option in options
        ],
    )


def _taken(option: click.Option) -> str:
    if option.is_flag:
        return "nothing"
    match option.type:
        case click.Choice(choices=choices):
            return ", ".join(f"`{choice}`" for choice in choices)
        case click.DateTime():
            return "a date"
        case click.Path(file_okay=False):
            return "a folder"
        case click.Path():
            return "a file"
        case click.IntRange():
            return "a number"
    return f"`{option.metavar}`" if option.metavar else "text"


def _more(option: click.Option) -> str:
    if option.required:
        return " *Needed.*"
    if option.multiple:
        return " May be given several times."
    return f" Without it, `{option.default}`." if option.show_default else ""


def signature(function: Callable[..., object]) -> str:
    """A signature as its author wrote it."""
    return str(inspect.signature(function)).replace("'", "")


def hooks() -> Iterator[str]:
    """Every hook with its exact signature."""
    for name in sorted(hookspecs.__all__):
        hook = getattr(hookspecs, name)
        if hasattr(hook, f"{hookspecs.PROJECT}_spec"):
            yield f"### `{name}`"
            yield f"`{name}{signature(hook)}`"
            yield inspect.cleandoc(hook.__doc__)


def units() -> Iterator[str]:
    """The core's units."""
    yield table(
        ("name", "is", "printed", "for exactly one"),
        [(f"`{unit.name}`", f"`{unit.definition}`", unit.show("60"), unit.show("1")) for unit in Units.core()],
    )


def laws(subject: str) -> Iterator[str]:
    """The laws of a plugin, or those of the engine, each with its sentence."""
    known = {"plugin": PLUGIN_LAWS, "engine": RATING_LAWS}[subject]
    yield "\n".join(f"* **{law.name.replace('_', ' ')}**: {law.sentence} (since {law.since})" for law in known)


def labels(kind: str) -> Iterator[str]:
    """What labels are read as, and those that are refused."""
    readings = [(text, _reading(text)) for text in LABELS[kind]]
    if any(isinstance(found, PeriodError) for _, found in readings):
        yield table(("written", "refused, because"), [(f"`{text}`", str(found)) for text, found in readings])
        return
    yield table(
        ("written", "read as", "first day", "last day"),
        [(f"`{text}`", f"`{found}`", f"{found.start:%d/%m/%Y}", f"{found.end:%d/%m/%Y}") for text, found in readings],
    )


def _reading(text: str) -> Period | PeriodError:
    try:
        return parse_period(text)
    except PeriodError as error:
        return error


def frequencies() -> Iterator[str]:
    """For one period of each frequency: what came before, and when the next is due."""
    yield table(
        ("frequency", "a period", "the one before", "a year before", "the next is due"),
        [(f"`{frequency}`", *_around(frequency, FIGURES[frequency])) for frequency in Frequency],
    )


def _around(frequency: Frequency, label: str) -> tuple[str, str, str, str]:
    period = parse_period(label, frequency).at_frequency(frequency)
    if period is None:
        raise ValueError(f"'{label}' is no period of the frequency {frequency}")
    due = period.next_due(frequency)
    before = f"`{period.previous}`" if period.previous else "none"
    return (
        f"`{period}`",
        before if frequency.is_regular else "the figure before",
        f"`{period.year_before}`",
        f"{due:%d/%m/%Y}" if due else "nobody can say",
    )


def rooms() -> Iterator[str]:
    """The files of the library in the order of the architecture test, each with what it says about itself."""
    tree = ast.parse((ROOT / "tests" / "test_architecture.py").read_text(encoding="utf-8"))
    (order,) = (
        node.value
        for node in tree.body
        if isinstance(node, ast.Assign) and [ast.unparse(name) for name in node.targets] == ["ROOMS"]
    )
    names = ast.literal_eval(order.func.value).split()  # it is written as one text, split at its spaces
    yield table(("room", "what it is"), [(f"`{name}`", _says(name)) for name in names])


def _says(room: str) -> str:
    path = ROOT / "src" / "scorecard_core" / room.replace(".", "/")
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    return (
        (ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or "")
        .partition("\n\n")[0]
        .replace("\n", " ")
        .replace("``", "`")
    )


PARTS: Mapping[str, Callable[..., Iterator[str]]] = {
    "target": target,
    "model": model,
    "measure": measure,
    "stage": stage,
    "command": command,
    "hooks": hooks,
    "laws": laws,
    "units": units,
    "rooms": rooms,
    "labels": labels,
    "frequencies": frequencies,
}


def rendered(text: str) -> str:
    """A page with every marked part as the code has it."""

    def part(found: re.Match[str]) -> str:
        given = [found[3]] if found[3] else []
        return found[1] + "\n" + "\n\n".join(PARTS[found[2]](*given)) + "\n\n" + found[4]

    return PART.sub(part, text)


def setup(app: Any) -> dict[str, bool]:
    """Render the marked parts afresh whenever Sphinx reads a page."""

    def on_read(_app: object, _page: str, source: list[str]) -> None:
        source[0] = rendered(source[0])

    app.connect("source-read", on_read)
    return {"parallel_read_safe": True}


def write() -> None:
    """Write every marked part anew."""
    for page in sorted(DOCS.rglob("*.md")):
        text = page.read_text(encoding="utf-8")
        if (new := rendered(text)) != text:
            page.write_text(new, encoding="utf-8")
            sys.stdout.write(f"{page.relative_to(DOCS)}\n")


if __name__ == "__main__":
    write()
