"""Whether a numeric question holds over all its draws: readable, in range, no slip that passes for the answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from quiz.domain.errors import Message, say, shortened
from quiz.domain.expressions import Expression, ExpressionError, compile_expression
from quiz.domain.number_match import format_number, is_tie, shown_value
from quiz.domain.questions.base import Fault
from quiz.domain.rendering import placeholder_parts, placeholders

if TYPE_CHECKING:
    from quiz.domain.questions.numeric import Numeric

Values = Mapping[str, Fraction]
Path = tuple[str | int, ...]

_ORDINALS = {"첫": 1, "첫째": 1, "둘째": 2, "셋째": 3, "넷째": 4, "one": 1, "two": 2, "three": 3, "four": 4}
_STATED = {
    "ko": re.compile(r"소수(?:점)?\s*(?:아래\s*)?(첫째|둘째|셋째|넷째|첫|[1-9])\s*(?:번째\s*)?자리"),
    "en": re.compile(r"\b(one|two|three|four|[1-9])\s+decimal", re.IGNORECASE),
}


def numeric_faults(question: Numeric) -> Iterator[Fault]:
    """Every fault of ``question``; the draws are tried only where its expressions can be read."""
    broken = [*_expressions(question), *_placeholders(question)]
    yield from broken
    yield from _decimals(question)
    if question.variables and question.sets:
        yield _fault("sets", ("sets",), say("both variables and sets"), say("keep one of the two"))
    elif not broken:
        yield from _over_draws(question)


def _fault(code: str, path: Path, message: Message, remedy: Message) -> Fault:
    return Fault(code=code, path=path, message=message, remedy=remedy)


def _names(question: Numeric) -> set[str]:
    if question.sets:
        return set.intersection(*(set(values) for values in question.sets))
    return set(question.variables)


def _expressions(question: Numeric) -> Iterator[Fault]:
    written: list[tuple[Path, str]] = [(("answer",), question.answer)]
    written += [(("wrong", number, "value"), slip.value) for number, slip in enumerate(question.wrong)]
    if question.where:
        written.append((("where",), question.where))
    for path, text in written:
        yield from _readable(text, path, _names(question))


def _readable(text: str, path: Path, names: set[str]) -> Iterator[Fault]:
    try:
        expression = compile_expression(text)
    except ExpressionError as error:
        yield _fault(
            "N8",
            path,
            say("the expression %(text)s can't be used: %(reason)s", text=shortened(text), reason=error.detail),
            say("use numbers, variables, + - * / // %% ** and the functions that the reference lists"),
        )
        return
    for name in sorted(expression.names - names):
        yield _fault(
            "N8",
            path,
            say("%(name)s in %(text)s is no variable", name=repr(name), text=shortened(text)),
            say("use one of %(known)s", known=", ".join(sorted(names)) or "-"),
        )


def _placeholders(question: Numeric) -> Iterator[Fault]:
    for passage, path in passage_paths(question):
        for language, text in passage.items():
            for written in placeholders(text):
                yield from _readable(placeholder_parts(written)[0], (*path, language), _names(question))


def passage_paths(question: Numeric) -> Iterator[tuple[Mapping[str, str], Path]]:
    """The texts in which values may stand, with their paths."""
    yield question.prompt, ("prompt",)
    yield question.explanation, ("explanation",)
    for number, hint in enumerate(question.hints):
        yield hint, ("hints", number)
    for number, slip in enumerate(question.wrong):
        yield slip.why, ("wrong", number, "why")


def _decimals(question: Numeric) -> Iterator[Fault]:
    stated = {language: _stated(question.prompt[language], language) for language in _STATED.keys() & question.prompt}
    wanted = question.decimals or None
    if any(value not in (None, wanted) for value in stated.values()) or len(set(stated.values())) > 1:
        yield _fault(
            "N10",
            ("prompt",),
            say("the prompt and 'decimals' don't ask for the same number of decimals"),
            say("state it alike in every language, and set decimals: to it"),
        )
    absolute = question.tolerance.absolute
    if question.decimals is not None and absolute is not None and absolute < Fraction(1, 2 * 10**question.decimals):
        yield _fault(
            "N1",
            ("tolerance", "absolute"),
            say("the tolerance is narrower than the rounding that is asked for"),
            say("use at least %(least)s", least=format_number(Fraction(1, 2 * 10**question.decimals))),
        )


def _stated(text: str, language: str) -> int | None:
    match = _STATED[language].search(text)
    if match is None:
        return None
    word = match[1].lower()
    return _ORDINALS.get(word) or int(word)


def _over_draws(question: Numeric) -> Iterator[Fault]:
    draws = question.draws()
    try:
        allowed = [values for values in draws if question.holds(values)]
    except ExpressionError as error:
        yield _fault("N4", ("where",), say("where fails: %(reason)s", reason=error.detail), say("mend the condition"))
        return
    if 2 * len(allowed) < len(draws):
        yield _fault(
            "N4",
            ("where",),
            say("only %(count)d of %(all)d draws fulfil where", count=len(allowed), all=len(draws)),
            say("choose the values so that at least half do, or list them as sets"),
        )
    expressions = [compile_expression(text) for text in _every_expression(question)]
    for values in allowed:
        fault = _of_draw(question, values, expressions)
        if fault is not None:
            yield fault
            return


def _every_expression(question: Numeric) -> set[str]:
    """The expressions of the answer, the slips and the texts, each once; a variable alone always has its value."""
    texts = (text for by_language, _ in passage_paths(question) for text in by_language.values())
    in_texts = {placeholder_parts(written)[0] for text in texts for written in placeholders(text)}
    return {question.answer, *(slip.value for slip in question.wrong), *in_texts.difference(_names(question))}


def _of_draw(question: Numeric, values: Values, expressions: Sequence[Expression]) -> Fault | None:
    # Whole numbers are counted with as such: most are, and fractions take ten times as long.
    plain = {name: value.numerator if value.denominator == 1 else value for name, value in values.items()}
    try:
        found = {expression.text: expression.evaluate_number(plain) for expression in expressions}
    except ExpressionError as error:
        message = say("no value for the draw %(draw)s: %(reason)s", draw=_shown(values), reason=error.detail)
        return _fault("N4", ("answer",), message, say("exclude the draw with where, or mend the expression"))
    key = found[question.answer]
    if question.decimals is not None and is_tie(key, question.decimals):
        message = say("the answer of the draw %(draw)s lies half-way between two roundings", draw=_shown(values))
        return _fault("N10", ("answer",), message, say("exclude the draw, or ask for another number of decimals"))
    for number, wrong in enumerate(question.wrong):
        slip = found[wrong.value]
        if question.near(slip, key) or question.near(shown_value(slip, question.decimals), key):
            message = say(
                "the slip %(value)s passes for the answer in the draw %(draw)s",
                value=format_number(slip),
                draw=_shown(values),
            )
            return _fault("N2", ("wrong", number, "value"), message, say("exclude the draw, or narrow the tolerance"))
    read = question.value_of(question.written(key))
    if read is None or not question.near(read, key):
        message = say(
            "the answer %(value)s as it is shown is not accepted", value=format_number(key, question.decimals)
        )
        return _fault("N1", ("tolerance",), message, say("widen the tolerance, or set decimals"))
    return None


def _shown(values: Values) -> str:
    return ", ".join(f"{name} = {format_number(value)}" for name, value in values.items())
