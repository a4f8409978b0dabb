"""The rule language: a decision list gives exactly one answer, and every reading of it gives the same one.

The compiled function is held against a naive evaluator in plain fractions, written from the meaning of the operators.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from scorecard_core import Branch, DecisionList, GreyReason, Rag, Verdict
from scorecard_core.rules import (
    OPERATORS,
    Constant,
    Derived,
    Expression,
    Fact,
    Facts,
    FactValue,
    Operation,
    absolute,
    both,
    choose,
    either,
    equal,
    greatest,
    least,
    missing,
    negated,
)
from scorecard_core.shapes import against_reference, bands, gap, grades, inside_range, share, unrated


class Answer(StrEnum):
    """Answers of no meaning."""

    FIRST = "first"
    SECOND = "second"
    THIRD = "third"
    LAST = "last"


A, B = Fact("a", "a number that is always there"), Fact("b", "another")
C = Fact("c", "a number that may be missing", GreyReason.NO_COMPARATOR)
D = Fact("d", "another that may be missing", GreyReason.NO_BASE)
LOST = Fact("lost", "a number of which the rule itself asks whether it is there")
HOLDS = Fact("holds", "a condition that is a fact")
WORD = Fact("word", "a word")


# The naive evaluator: one function of the parts for each operator, the parts as yet unevaluated.

Part = Callable[[], Any]

NAIVE: Mapping[str, Callable[..., Any]] = {
    "+": lambda one, two: one() + two(),
    "-": lambda one, two: one() - two(),
    "*": lambda one, two: one() * two(),
    "absolute": lambda one: -one() if one() < 0 else one(),
    "least": lambda one, two: one() if one() <= two() else two(),
    "greatest": lambda one, two: one() if one() >= two() else two(),
    "choose": lambda condition, then, otherwise: then() if condition() else otherwise(),
    "<": lambda one, two: one() - two() < 0,
    "<=": lambda one, two: not one() - two() > 0,
    ">": lambda one, two: one() - two() > 0,
    ">=": lambda one, two: not one() - two() < 0,
    "=": lambda one, two: one() == two(),
    "and": lambda one, two: bool(one()) and bool(two()),
    "or": lambda one, two: bool(one()) or bool(two()),
    "not": lambda one: not one(),
    "missing": lambda one: one() is None,
}


def naive(expression: Expression, facts: Facts) -> Any:
    """The value of an expression, number for number in fractions."""
    match expression:
        case Fact(name):
            return exactly(facts.get(name))
        case Constant(value):
            return exactly(value)
        case Derived(_, inner):
            return naive(inner, facts)
        case Operation(operator, operands):
            return NAIVE[operator](*(lambda part=part: naive(part, facts) for part in operands))
    raise AssertionError(expression)


def exactly(value: FactValue) -> Any:
    return Fraction(value) if isinstance(value, Decimal) else value


def naively_decided(rule: DecisionList, facts: Facts) -> int:
    return next(index for index, branch in enumerate(rule.branches) if branch.when is None or naive(branch.when, facts))


def test_the_naive_evaluator_knows_every_operator() -> None:
    assert set(NAIVE) == set(OPERATORS)


# Random expressions, over facts that are there.

decimals = st.builds(lambda count, places: Decimal(f"{count}E-{places}"), st.integers(-30, 30), st.integers(0, 2))
wide_decimals = decimals | st.decimals(-(10**12), 10**12, places=6)
constants = st.builds(Constant, wide_decimals)


def named(expression: Expression) -> Derived:
    """An intermediate result; its name says which, as in a rule that is written by hand."""
    return Derived(f"named_{hashlib.md5(repr(expression).encode()).hexdigest()[:12]}", expression, "a result")


Maker = Callable[..., Expression]

LEAVES: Mapping[str, st.SearchStrategy[Expression]] = {
    "number": st.sampled_from([A, B, C, D]) | constants,
    "condition": st.sampled_from([HOLDS, missing(LOST), equal(WORD, "yes"), A > B, C <= D, equal(A, 0)]),
}
MAKERS: Mapping[str, list[tuple[Maker, tuple[str, ...]]]] = {
    "number": [
        (lambda one, two: one + two, ("number", "number")),
        (lambda one, two: one - two, ("number", "number")),
        (lambda one, two: one * two, ("number", "number")),
        (absolute, ("number",)),
        (least, ("number", "number")),
        (greatest, ("number", "number")),
        (choose, ("condition", "number", "number")),
        (named, ("number",)),
    ],
    "condition": [
        (lambda one, two: one < two, ("number", "number")),
        (lambda one, two: one <= two, ("number", "number")),
        (lambda one, two: one > two, ("number", "number")),
        (lambda one, two: one >= two, ("number", "number")),
        (equal, ("number", "number")),
        (both, ("condition", "condition")),
        (either, ("condition", "condition")),
        (negated, ("condition",)),
    ],
}


@st.composite
def expressions(draw: Callable[[st.SearchStrategy[Any]], Any], kind: str, depth: int = 3) -> Expression:
    """A number or a condition of random parts."""
    if depth == 0 or draw(st.integers(0, 3)) == 0:
        leaf: Expression = draw(LEAVES[kind])
        return leaf
    make, parts = draw(st.sampled_from(MAKERS[kind]))
    return make(*(draw(expressions(part, depth - 1)) for part in parts))


def branches_of(conditional: list[Expression]) -> tuple[Branch, ...]:
    answers = list(Answer)
    stated = [Branch(when, answers[index], "") for index, when in enumerate(conditional)]
    return (*stated, Branch(None, Answer.LAST, ""))


rules = (
    st.lists(expressions("condition"), min_size=1, max_size=3, unique=True)
    .map(branches_of)
    .map(lambda branches: DecisionList("a rule", branches))
)
complete_facts: st.SearchStrategy[dict[str, FactValue]] = st.fixed_dictionaries(
    {
        **{fact.name: wide_decimals for fact in (A, B, C, D)},
        "lost": st.none() | decimals,
        "holds": st.booleans(),
        "word": st.sampled_from(["yes", "no"]),
    }
)
partial_facts = st.builds(
    lambda facts, lost: {**facts, **dict.fromkeys(lost)}, complete_facts, st.sets(st.sampled_from(["c", "d"]))
)


@pytest.mark.parametrize("operator", OPERATORS)
def test_every_operator_is_drawn(operator: str) -> None:
    found = find(
        expressions("condition"),
        lambda drawn: any(getattr(part, "operator", "") == operator for part in drawn.walk()),
        settings=settings(phases=[Phase.generate], max_examples=2000, database=None),
    )
    assert isinstance(found, Operation)


@settings(max_examples=300)
@given(rules, complete_facts)
def test_the_compiled_rule_agrees_with_a_naive_reading_of_it(rule: DecisionList, facts: dict[str, FactValue]) -> None:
    assert rule.decide(facts) == naively_decided(rule, facts)


@given(rules, partial_facts)
def test_exactly_one_answer_comes_out_whatever_is_missing(rule: DecisionList, facts: dict[str, FactValue]) -> None:
    taken = rule.decide(facts)
    assert 0 <= taken < len(rule.branches)
    lost = [fact for fact in rule.facts if fact.absent is not None and facts[fact.name] is None]
    if lost:
        assert rule.branches[taken].answer is lost[0].absent
    else:
        assert taken == naively_decided(rule, facts)


@given(rules, partial_facts)
def test_the_steps_are_the_branches_up_to_the_one_that_answered(
    rule: DecisionList, facts: dict[str, FactValue]
) -> None:
    taken = rule.decide(facts)
    steps = rule.steps(facts)
    assert [step.number for step in steps] == list(range(1, taken + 2))
    assert [step.branch for step in steps] == list(rule.branches[: taken + 1])
    assert [step.held for step in steps] == [False] * taken + [True]


@given(expressions("number").map(named), partial_facts)
def test_the_value_of_a_named_result_is_that_of_a_naive_reading_or_missing(
    result: Derived, facts: dict[str, FactValue]
) -> None:
    rule = DecisionList("a rule", branches_of([result >= 0]))
    used = {part.name for part in result.walk() if isinstance(part, Fact)} - {"lost"}
    asks = any(part == LOST for part in result.walk())
    value = rule.value_of(result.name, facts)
    if any(facts[name] is None for name in used) or (asks and facts["lost"] is None):
        assert value is None
    else:
        assert exactly(value) == naive(result, facts)


def test_a_result_that_no_branch_names_has_no_value() -> None:
    rule = DecisionList("a rule", branches_of([A > 0]))
    assert rule.value_of("nothing_of_the_kind", {"a": Decimal(1)}) is None


@settings(max_examples=30)
@given(rules, complete_facts)
def test_a_rule_decides_the_same_again_and_from_a_copy_of_itself(
    rule: DecisionList, facts: dict[str, FactValue]
) -> None:
    again = DecisionList(rule.name, rule.stated)
    assert again == rule
    assert again.decide(facts) == rule.decide(facts) == rule.decide(facts)


# Arithmetic is exact.


@given(st.integers(-(10**35), 10**35), st.integers(-(10**35), 10**35), st.integers(0, 20))
def test_a_rule_compares_to_the_last_place(one: int, two: int, places: int) -> None:
    facts: dict[str, FactValue] = {"a": Decimal(f"{one}E-{places}"), "b": Decimal(f"{two}E-{places}")}
    rule = DecisionList("a rule", branches_of([(A - B) * (A + B) > 0, equal((A - B) * (A + B), 0)]))
    square = one * one - two * two
    assert rule.decide(facts) == (0 if square > 0 else 1 if square == 0 else 2)


def test_numbers_that_print_differently_are_the_same_number() -> None:
    rule = DecisionList("a rule", branches_of([equal(A, Decimal("60.0"))]))
    assert rule.decide({"a": Decimal("6E+1")}) == 0


# What is missing is caught in front.


def test_missing_facts_are_caught_in_front_in_the_order_in_which_they_are_met() -> None:
    rule = DecisionList("a rule", branches_of([both(D > A, C > A), C < B]))
    assert [branch.answer for branch in rule.branches] == [
        GreyReason.NO_BASE,
        GreyReason.NO_COMPARATOR,
        Answer.FIRST,
        Answer.SECOND,
        Answer.LAST,
    ]
    assert [str(branch.when) for branch in rule.branches[:2]] == ["d is missing", "c is missing"]


def test_a_fact_that_the_rule_asks_about_itself_is_not_caught_in_front() -> None:
    rule = DecisionList("a rule", branches_of([both(missing(C), HOLDS), both(negated(missing(C)), C > 0)]))
    assert len(rule.branches) == len(rule.stated)
    assert rule.decide({"holds": True}) == 0
    assert rule.decide({"holds": False}) == 2
    assert rule.decide({"holds": False, "c": Decimal(1)}) == 1


def test_a_fact_that_was_not_given_is_missing() -> None:
    rule = DecisionList("a rule", branches_of([C > 0]))
    assert rule.branches[rule.decide({})].answer is GreyReason.NO_COMPARATOR


def test_naming_a_result_does_not_change_what_a_rule_answers_to_something_missing() -> None:
    plain = DecisionList("a rule", branches_of([both(negated(missing(LOST)), LOST + 1 > 0)]))
    with_a_name = DecisionList("a rule", branches_of([both(negated(missing(LOST)), named(LOST + 1) > 0)]))
    assert with_a_name.decide({"lost": None}) == plain.decide({"lost": None}) == 1


def test_a_named_result_may_itself_ask_what_is_missing() -> None:
    asking = choose(missing(LOST), A, LOST)
    nested = choose(missing(LOST), A, named(LOST + 1))
    for result in (asking, nested):
        plain = DecisionList("a rule", branches_of([result > 0]))
        with_a_name = DecisionList("a rule", branches_of([named(result) > 0]))
        for facts in ({"a": Decimal(1), "lost": None}, {"a": Decimal(1), "lost": Decimal(-2)}):
            assert with_a_name.decide(facts) == plain.decide(facts)


# Rules that cannot be meant.


def refused(*branches: Branch) -> str:
    with pytest.raises(ValueError, match=r"^a rule: ") as raised:
        DecisionList("a rule", branches)
    return str(raised.value)


@pytest.mark.parametrize("branches", [(), (Branch(A > 0, Answer.FIRST, ""),)], ids=["no branch", "no last branch"])
def test_a_rule_without_a_last_word_is_refused(branches: tuple[Branch, ...]) -> None:
    assert refused(*branches) == ("a rule: the last branch must have no condition, so that there is always an answer")


def test_branches_after_one_without_a_condition_cannot_be_reached() -> None:
    assert refused(Branch(None, Answer.FIRST, ""), Branch(A > 0, Answer.SECOND, ""), Branch(None, Answer.LAST, "")) == (
        "a rule: only the last branch may have no condition; those after it cannot be reached"
    )


def test_a_branch_with_the_condition_of_an_earlier_one_cannot_be_reached() -> None:
    assert refused(*branches_of([A > 0, B > 0, A > 0])) == (
        "a rule: two branches have the same condition; the second cannot be reached"
    )


def test_one_name_cannot_stand_for_two_results() -> None:
    one, other = Derived("margin", A + 1, "one"), Derived("margin", A + 2, "another")
    with pytest.raises(ValueError, match=r"^a rule: "):
        DecisionList("a rule", branches_of([one > 0, other > 0]))


@pytest.mark.parametrize("condition", [A > B, HOLDS, both(A > B, HOLDS)])
def test_a_condition_has_no_truth_of_its_own(condition: Expression) -> None:
    with pytest.raises(TypeError, match=r"combine conditions with both\(\), either\(\), negated\(\)$"):
        assert condition


# How a rule reads.


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        (A + B, "a + b"),
        ((A + 1) * B, "(a + 1) × b"),
        (A - B * 2, "a - (b × 2)"),
        (absolute(A - B), "size of (a - b)"),
        (least(A, 0), "the lesser of a and 0"),
        (greatest(A + B, 0), "the greater of (a + b) and 0"),
        (choose(A > B, A, B), "a if (a > b), else b"),
        (A <= B, "a ≤ b"),
        (A * Decimal("0.5") > B, "(a × 0.5) > b"),
        (A >= B, "a ≥ b"),
        (A < B, "a < b"),
        (equal(WORD, "yes"), "word = yes"),
        (both(A > 0, either(B > 0, HOLDS)), "(a > 0) and ((b > 0) or holds)"),
        (negated(HOLDS), "not holds"),
        (missing(C), "c is missing"),
        (Derived("margin", A + B, "m") >= 0, "margin ≥ 0"),
    ],
)
def test_an_expression_reads_as_a_person_writes_it(expression: Expression, text: str) -> None:
    assert str(expression) == text


def test_an_expression_is_walked_from_the_inside_out() -> None:
    margin = Derived("margin", A - B, "m")
    condition = margin > 0
    assert list(condition.walk()) == [A, B, A - B, margin, Constant(Decimal(0)), condition]


def test_a_rule_knows_the_facts_and_the_results_that_its_conditions_use() -> None:
    inner = Derived("inner", A + B, "i")
    outer = Derived("outer", inner * C, "o")
    rule = DecisionList("a rule", branches_of([outer > D, inner > 0]))
    assert rule.facts == (A, B, C, D)
    assert list(rule.derived) == ["inner", "outer"]


def test_a_sentence_names_the_phrases_it_uses() -> None:
    branch = Branch(None, Answer.LAST, "{value} is {side} {the_reference}, and {value} again; {{not this}}")
    assert branch.phrases == {"value", "side", "the_reference"}


# The rules that there are.


def shipped() -> Iterator[DecisionList]:
    yield from (against_reference(reason) for reason in GreyReason)
    yield from (inside_range(), gap(), share(), unrated())
    yield from (bands(count) for count in range(2, 11))
    yield from (grades(count) for count in range(1, 11))


SHIPPED = list(shipped())


@pytest.mark.parametrize("rule", SHIPPED, ids=lambda rule: rule.name)
def test_in_every_rule_that_there_is_one_name_means_one_thing(rule: DecisionList) -> None:
    results = [
        part
        for branch in rule.stated
        if branch.when is not None
        for part in branch.when.walk()
        if isinstance(part, Derived)
    ]
    named_parts = {*results, *rule.facts}
    assert len({part.name for part in named_parts}) == len(named_parts)


@pytest.mark.parametrize("rule", SHIPPED, ids=lambda rule: rule.name)
def test_no_rule_ends_in_green(rule: DecisionList) -> None:
    assert rule.branches[-1].answer is not Verdict.MET
    assert rule.branches[-1].answer != Rag.GREEN


@pytest.mark.parametrize("rule", SHIPPED, ids=lambda rule: rule.name)
def test_with_nothing_known_no_rule_says_anything_but_grey(rule: DecisionList) -> None:
    if any(fact.absent is not None for fact in rule.facts):
        assert isinstance(rule.branches[rule.decide({})].answer, GreyReason)


def test_a_rule_is_built_once_for_its_shape() -> None:
    assert bands(3) is bands(3)
    assert against_reference(GreyReason.NO_BASE) is against_reference(GreyReason.NO_BASE)
