"""Whether a numeric question holds over all its draws: readable, in range, no slip that passes for the answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from quiz.domain.bank_format.fields import Text
from quiz.domain.errors import say
from quiz.domain.matching.numbers import format_number, is_tie, shown_value
from quiz.domain.questions.parts.faults import Fault
from quiz.domain.questions.parts.quantities import Quantity
from quiz.domain.questions.parts.variables import Values, fault, shown

_ORDINALS = {"첫": 1, "첫째": 1, "둘째": 2, "셋째": 3, "넷째": 4, "one": 1, "two": 2, "three": 3, "four": 4}
_STATED = {
    "ko": re.compile(r"소수(?:점)?\s*(?:아래\s*)?(첫째|둘째|셋째|넷째|첫|[1-9])\s*(?:번째\s*)?자리"),
    "en": re.compile(r"\b(one|two|three|four|[1-9])\s+decimal", re.IGNORECASE),
}


def stated_faults(question: Quantity, prompt: Text) -> Iterator[Fault]:
    """Whether the prompt asks for ``decimals`` in every language, where it says anything of them."""
    stated = {language: _stated(prompt[language], language) for language in _STATED.keys() & prompt}
    wanted = question.decimals or None
    if any(value not in (None, wanted) for value in stated.values()) or len(set(stated.values())) > 1:
        yield fault(
            "N10",
            ("prompt",),
            say("the prompt and 'decimals' don't ask for the same number of decimals"),
            say("state it alike in every language, and set decimals: to it"),
        )


def tolerance_faults(question: Quantity) -> Iterator[Fault]:
    """Whether the tolerance takes in what ``decimals`` rounds."""
    absolute = question.tolerance.absolute
    if question.decimals is not None and absolute is not None and absolute < Fraction(1, 2 * 10**question.decimals):
        yield fault(
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


def draw_faults(question: Quantity, values: Values) -> Iterator[Fault]:
    """What is wrong with one draw: a tie, a slip that passes for the answer, an answer that is not accepted."""
    key = question.key(values)
    if question.decimals is not None and is_tie(key, question.decimals):
        message = say("the answer of the draw %(draw)s lies half-way between two roundings", draw=shown(values))
        yield fault("N10", ("answer",), message, say("exclude the draw, or ask for another number of decimals"))
    for number, slip in enumerate(question.slips(values)):
        written = shown_value(slip, question.decimals)
        if question.near(slip, key) or (written != slip and question.near(written, key)):
            message = say(
                "the slip %(value)s passes for the answer in the draw %(draw)s",
                value=format_number(slip),
                draw=shown(values),
            )
            yield fault("N2", ("wrong", number, "value"), message, say("exclude the draw, or narrow the tolerance"))
    if not (question.number.reads_itself and question.near(shown_value(key, question.decimals), key)):
        message = say(
            "the answer %(value)s as it is shown is not accepted", value=format_number(key, question.decimals)
        )
        yield fault("N1", ("tolerance",), message, say("widen the tolerance, or set decimals"))
