"""The variables of a question: drawn by seed for each learner, and tried one and all when a bank is checked."""

from __future__ import annotations

import itertools
import math
import random
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Annotated, Any, Protocol, cast

from pydantic import BeforeValidator, Field
from pydantic.json_schema import WithJsonSchema
from pydantic_core import PydanticCustomError

from quiz.domain.bank_format.fields import Exact
from quiz.domain.errors import Message, say, shortened
from quiz.domain.matching.arithmetic import RESERVED
from quiz.domain.matching.expression_errors import ExpressionError
from quiz.domain.matching.expressions import Expression, compile_expression
from quiz.domain.matching.meant_formulas import meant_formula, spread_of
from quiz.domain.matching.numbers import format_number
from quiz.domain.questions.parts.faults import Fault
from quiz.domain.questions.parts.passages import Passage
from quiz.domain.rendering import placeholder_parts, placeholders

MAX_DRAWS = 1_000
"""Draws that are tried when a bank is checked."""

Values = Mapping[str, Fraction]
Path = tuple[str | int, ...]
Variable = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,19}$")]
Lists = Annotated[dict[Variable, Annotated[tuple[Exact, ...], Field(min_length=1)]], Field(max_length=12)]
_WITH_UNIT = re.compile(r"[0-9][0-9,.]*\s*([^\W\d_]+)")
_WORD = re.compile(r"[\s\"'“”‘’「」.]*(?:\w+|[○×✗✓]?)[\s\"'“”‘’「」.]*")
Sets = tuple[dict[Variable, Exact], ...]


def _condition(value: Any) -> bool | str:
    if isinstance(value, bool):
        return value
    # A word alone is never a condition, since variables are numbers: ``no`` or ``True`` means a truth.
    if isinstance(value, str) and (value in ("true", "false") or not _WORD.fullmatch(value)):
        return {"true": True, "false": False}.get(value, value)
    raise PydanticCustomError("truth", "neither true nor false", {"value": str(value), "condition": True})


Condition = Annotated[
    bool | str,
    BeforeValidator(_condition),
    WithJsonSchema({"anyOf": [{"type": "boolean"}, {"type": "string", "description": "a condition on the variables"}]}),
]
"""True, false, or an expression that the values of a draw make true or false."""


class HasVariables(Protocol):
    """A question, as far as its variables go."""

    @property
    def variables(self) -> Lists:
        """The values of each variable, which are combined."""

    @property
    def sets(self) -> Sets:
        """The combinations, where they are listed one by one."""

    @property
    def where(self) -> str:
        """What every combination fulfils; empty where all are wanted."""

    def has_values(self) -> bool:
        """Whether texts may hold ``{{…}}``."""

    def passages(self) -> Iterable[Passage]:
        """Every text."""

    def expressions(self) -> Iterator[tuple[Path, str]]:
        """The kind's own expressions, each with its path."""

    def faults_of(self, values: Values) -> Iterator[Fault]:
        """What is wrong with one draw."""


def holds(condition: bool | str, values: Values) -> bool:
    """Whether ``condition`` is true for ``values``. Raises ``ExpressionError``."""
    return condition if isinstance(condition, bool) else compile_expression(condition).evaluate_bool(values)


def possible(question: HasVariables) -> int:
    """How many combinations there are before ``where`` narrows them."""
    if question.sets:
        return len(question.sets)
    return math.prod(len(values) for values in question.variables.values())


def every_draw(question: HasVariables) -> list[dict[str, Fraction]]:
    """Every combination, ``where`` not yet applied; of more than 1,000 a thousand with each value alike often."""
    if question.sets:
        return [dict(values) for values in question.sets[:MAX_DRAWS]]
    rows = itertools.product(*question.variables.values()) if possible(question) <= MAX_DRAWS else _sample(question)
    return [dict(zip(question.variables, row, strict=True)) for row in rows]


def _sample(question: HasVariables) -> Iterator[tuple[Fraction, ...]]:
    rng = random.Random(0)
    columns = []
    for values in question.variables.values():
        column = [values[number % len(values)] for number in range(MAX_DRAWS)]
        rng.shuffle(column)
        columns.append(column)
    return zip(*columns, strict=True)


def one_draw(question: HasVariables, rng: random.Random) -> dict[str, Fraction]:
    """A combination that ``where`` allows, drawn with ``rng``."""
    for _ in range(MAX_DRAWS):
        if question.sets:
            values = dict(rng.choice(question.sets))
        else:
            values = {name: rng.choice(given) for name, given in question.variables.items()}
        if not question.where or holds(question.where, values):
            return values
    return next((values for values in every_draw(question) if holds(question.where, values)), {})


def names(question: HasVariables) -> set[str]:
    """The variables that every draw gives a value."""
    if question.sets:
        return set.intersection(*(set(values) for values in question.sets))
    return set(question.variables)


def expression_faults(question: HasVariables) -> Iterator[Fault]:
    """Expressions of the question that can't be read, or that name what is no variable."""
    known = names(question)
    yield from _variable_faults(question)
    if question.where:
        yield from readable(question.where, ("where",), known)
    for path, text in question.expressions():
        yield from readable(text, path, known)
    if question.has_values():
        for passage in question.passages():
            for language, text in passage.text.written():
                place = passage.path if passage.text.plain else (*passage.path, language)
                for written in placeholders(text):
                    yield from readable(placeholder_parts(written)[0], place, known)


def _variable_faults(question: HasVariables) -> Iterator[Fault]:
    """Variables that formulas would not see, and values that a list holds twice."""
    named: list[Path] = [("variables", name) for name in question.variables]
    named += [("sets", number, name) for number, values in enumerate(question.sets) for name in values]
    for path in named:
        if path[-1] in RESERVED:
            yield fault(
                "variables",
                path,
                say("%(name)s is a name that formulas know already", name=repr(path[-1])),
                say("give the variable another name"),
            )
    for name, values in question.variables.items():
        twice = next((value for place, value in enumerate(values) if value in values[:place]), None)
        if twice is not None:
            yield fault(
                "variables",
                ("variables", name),
                say("%(name)s has the value %(value)s twice", name=repr(name), value=format_number(twice)),
                say("keep it once; a comma parts values, so write 10000 for 10,000"),
            )


def readable(text: str, path: Path, known: set[str]) -> Iterator[Fault]:
    """The fault of one expression, if it has one."""
    if not text.strip():
        yield fault("N8", path, say("there is no expression"), say("write a number or an expression, such as 2 * n"))
        return
    try:
        expression: Expression = compile_expression(text)
    except ExpressionError as error:
        message = say("the expression %(text)s can't be used: %(reason)s", text=shortened(text), reason=error.detail)
        yield fault("N8", path, message, _instead(text, known))
        return
    for name in sorted(expression.names - known):
        meant = next((other for other in sorted(known) if other.casefold() == name.casefold()), None)
        yield fault(
            "N8",
            path,
            say("%(name)s is not a variable", name=repr(name))
            if name == text
            else say("%(name)s in %(text)s is not a variable", name=repr(name), text=shortened(text)),
            _known(meant, known),
        )


def _known(meant: str | None, known: set[str]) -> Message:
    if meant:
        return say("did you mean %(known)s?", known=repr(meant))
    if known:
        return say("use the variables of this question: %(known)s", known=", ".join(sorted(known)))
    return say("there are no variables: define it in variables, or write true, false or a number")


def _instead(text: str, known: set[str]) -> Message:
    """The remedy for an expression that can't be read."""
    united = _WITH_UNIT.fullmatch(text)
    if united and united[1] not in known:
        return say("write the number alone; a unit belongs to unit:")
    if span := spread_of(text):
        return say("write %(middle)s, and tolerance: {absolute: %(spread)s}", middle=span[0], spread=span[1])
    if meant := meant_formula(text):
        return say("write %(form)s", form=meant)
    return say("use numbers, variables, + - * / // %% ** and the functions that the reference lists")


def draw_faults(question: HasVariables) -> Iterator[Fault]:
    """What is wrong with the first draw that is: no value, no right answer, an answer that is not accepted."""
    draws = every_draw(question)
    try:
        allowed = [values for values in draws if not question.where or holds(question.where, values)]
    except ExpressionError as error:
        yield fault("N4", ("where",), say("where fails: %(reason)s", reason=error.detail), say("mend the condition"))
        return
    if 2 * len(allowed) < len(draws):
        yield fault(
            "N4",
            ("where",),
            say("only %(count)d of %(all)d draws fulfil where", count=len(allowed), all=len(draws)),
            say("choose the values so that at least half do, or list them as sets"),
        )
    expressions = [compile_expression(text) for text in _in_texts(question)]
    for values in allowed:
        found = next(_of_draw(question, values, expressions), None)
        if found is not None:
            yield found
            return


def _in_texts(question: HasVariables) -> list[str]:
    """The expressions in the texts, each once; a variable alone always has its value."""
    if not question.has_values():
        return []
    texts = (text for passage in question.passages() for text in passage.text.values())
    written = {placeholder_parts(found)[0] for text in texts for found in placeholders(text)}
    return sorted(written - names(question))


def _of_draw(question: HasVariables, values: Values, expressions: Sequence[Expression]) -> Iterator[Fault]:
    # Whole numbers are counted with as such: most are, and fractions take ten times as long.
    plain = {name: value.numerator if value.denominator == 1 else value for name, value in values.items()}
    values = cast(Values, plain)
    try:
        for expression in expressions:
            expression.check(values)
        yield from question.faults_of(values)
    except ExpressionError as error:
        yield fault(
            "N4",
            (),
            say("no value for the draw %(draw)s: %(reason)s", draw=shown(values), reason=error.detail),
            say("exclude the draw with where, or mend the expression"),
        )


def shown(values: Values) -> str:
    """A draw in words, for messages."""
    return ", ".join(f"{name} = {format_number(value)}" for name, value in values.items()) or "-"


def fault(code: str, path: Path, message: Message, remedy: Message) -> Fault:
    """An error of a question."""
    return Fault(code=code, path=path, message=message, remedy=remedy)
