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
from enum import StrEnum
from pathlib import Path
from typing import Any

import click
from pydantic import BaseModel

from scorecard_core import Band, Comparator, Indicator, TargetType, TravelBase, UnitDefinition, hookspecs
from scorecard_core.availability import AVAILABILITY
from scorecard_core.cli import main
from scorecard_core.distances import Distance
from scorecard_core.movement import MOVEMENT, travel_rule
from scorecard_core.references import Compared, Own, Profiled, TargetSeries
from scorecard_core.rules import Branch, DecisionList
from scorecard_core.tallies import NOTHING
from scorecard_core.targets import TARGET_TYPES, Composition, Member, Points
from scorecard_core.targets.base import WithTolerance
from scorecard_core.terms import GreyReason, Polarity
from scorecard_core.units import Units

DOCS = Path(__file__).parents[1]
ROOT = DOCS.parent
PART = re.compile(r"(<!-- catalogue: (\w+)(?: (\w+))? -->\n).*?(<!-- end of catalogue -->)", re.DOTALL)

SAMPLES: Mapping[str, tuple[Mapping[str, Any], ...]] = {
    "none": ({},),
    "threshold": ({"value": 60}, {"values": {"2016/17": 60}}, {"measure": "children.target"}),
    "range": ({"low": 2900, "high": 3100},),
    "improvement": ({"on": "previous"},),
    "comparator": ({"with": "england"},),
    "gap": ({"with": "england"},),
    "share": ({"of": "england"},),
    "bands": (
        {
            "bands": [
                {"name": "A", "colour": "green", "to": 90},
                {"name": "B", "colour": "amber", "to": 70},
                {"name": "C", "colour": "red"},
            ]
        },
    ),
    "judgement": ({},),
    **dict.fromkeys(
        ("all_of", "any_of", "worst_of", "weighted"),
        ({"members": ["highways.roads", "highways.bridges"], "grey": "propagate"},),
    ),
}
"""Targets of each type that between them get their facts from everywhere the type can."""

ORIGINS: Mapping[type, str] = {
    Own: "an earlier figure of its own",
    Compared: "the comparator's figures",
    Profiled: "the profile in the definition",
    TargetSeries: "the observations of the target's own measure",
}
KNOWN_ORIGINS: Mapping[str, str] = {
    "value": "the observation",
    "sign": "the polarity",
    "grade": "the judgement",
    "expired": "the judgement",
    **dict.fromkeys(NOTHING, "the members"),
}

MODELS: Mapping[str, type[BaseModel]] = {
    model.__name__: model
    for model in (
        Band,
        Comparator,
        Composition,
        Distance,
        Indicator,
        Member,
        Points,
        TargetType,
        TravelBase,
        UnitDefinition,
        WithTolerance,
    )
}
WORDS: Mapping[str, str] = {
    "tolerance": "how far the value may miss and still be amber",
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
    yield keys(MODELS[name], TargetType if name in ("WithTolerance", "Composition") else None)


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


def results(rule: DecisionList) -> str:
    """The intermediate results of a rule."""
    rows = [(f"`{name}`", f"`{result.expression}`", result.meaning) for name, result in rule.derived.items()]
    return table(("result", "is", "that is"), rows)


def facts(rule: DecisionList, origins: Callable[[str], str] | None = None) -> str:
    """The facts that a rule uses."""
    header = ("fact", "meaning", *(("from",) if origins else ()))
    return table(
        header, [(f"`{fact.name}`", fact.meaning, *((origins(fact.name),) if origins else ())) for fact in rule.facts]
    )


def target(name: str) -> Iterator[str]:
    """One target type: what it asks, its keys, its decision list, its facts."""
    kind = next(kind for kind in TARGET_TYPES if kind.model_fields["type"].default == name)
    samples = [kind.model_validate(sample) for sample in SAMPLES[name]]
    rule = samples[0].rule
    yield paragraphs(kind)
    polarities = kind.polarities if kind.polarities != frozenset(Polarity) else ()
    yield "Polarity: " + (" or ".join(f"`{polarity}`" for polarity in sorted(polarities)) or "any") + "."
    above = next((one for one in (WithTolerance, Composition) if issubclass(kind, one)), TargetType)
    if own := keys(kind, above):
        yield own
    if above is Composition:
        yield "It takes [members, and what grey does](#members-and-grey), as well."
    if above is WithTolerance:
        yield "It takes a [tolerance and a tie](#tolerance-and-ties) as well."
    yield f"The decision list *{rule.name}*:"
    yield branches(
        rule, lambda answer: (_verdict(samples[0], answer), samples[0].colour(answer)), ("verdict", "status")
    )
    if rule.derived:
        yield results(rule)
    if rule.facts:
        yield facts(rule, lambda fact: ", ".join(dict.fromkeys(_origin(sample, fact) for sample in samples)))


def _verdict(sample: TargetType, answer: StrEnum) -> str:
    return f"`{answer}`" if isinstance(answer, GreyReason) else sample.verdict(answer)


def _origin(sample: TargetType, fact: str) -> str:
    if fact in sample.sources:
        return ORIGINS[type(sample.sources[fact])]
    return "the definition" if fact in sample.parameters else KNOWN_ORIGINS[fact]


STAGES: Mapping[str, DecisionList] = {
    "availability": AVAILABILITY,
    "movement": MOVEMENT,
    "travel": travel_rule(Polarity.HIGH_IS_GOOD, has_range=False),
    "travel_towards_plan": travel_rule(Polarity.PLAN_IS_BEST, has_range=True),
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
    match option.type:
        case click.Choice(choices=choices):
            return ", ".join(f"`{choice}`" for choice in choices)
        case click.DateTime():
            return "a date"
        case click.Path(file_okay=False):
            return "a folder"
        case click.Path():
            return "a file"
    return "text"


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
    "stage": stage,
    "command": command,
    "hooks": hooks,
    "units": units,
    "rooms": rooms,
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
