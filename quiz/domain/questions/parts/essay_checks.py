"""Whether an essay can be judged: its model answer is found in full, its prompt earns nothing by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from quiz.domain.errors import say
from quiz.domain.matching.numbers import format_number
from quiz.domain.questions.base import Variant
from quiz.domain.questions.parts.faults import Fault
from quiz.domain.questions.parts.variables import Values, fault

if TYPE_CHECKING:
    from quiz.domain.questions.essay import Essay

MIN_PATTERNS = 2
_NUMBERS = {"한": 1, "두": 2, "세": 3, "네": 4, "다섯": 5, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
_ASKED = {
    "ko": re.compile(r"(한|두|세|네|다섯|[1-5])\s?가지"),
    "en": re.compile(
        r"\b(one|two|three|four|five|[1-5])\s+(?:\w+\s+)?"
        r"(?:reason|idea|point|way|argument|cause|effect|difference|thing|example|step)s?\b",
        re.IGNORECASE,
    ),
}


def shape_faults(essay: Essay) -> Iterator[Fault]:
    """Neither or both of ideas and rubric, ``full`` out of reach, a range without numbers between its bounds."""
    if bool(essay.ideas) == bool(essay.rubric):
        remedy = say("list ideas with patterns, or a rubric that a teacher fills in")
        yield fault("S3", (), say("not exactly one of ideas and rubric"), remedy)
        return
    worth = sum(essay.parts().values(), Fraction(0))
    if essay.full is not None and essay.full > worth:
        message = say("all ideas together are worth %(worth)s", worth=format_number(worth))
        yield fault("S3", ("full",), message, say("lower full, or add ideas"))
    for name, wanted in (("words", essay.words), ("characters", essay.characters)):
        if wanted is not None and (wanted.least or 1) > (wanted.most or wanted.least or 1):
            yield fault("S3", (name,), say("least is more than most"), say("mend the two"))


def idea_faults(essay: Essay) -> Iterator[Fault]:
    """Ideas that lack a language, and those that rest on one pattern alone."""
    for number, idea in enumerate(essay.ideas):
        for language in essay.prompt:
            path = ("ideas", number, "patterns", language)
            patterns = idea.patterns.get(language, ())
            if not patterns or not all(pattern.strip() for pattern in patterns):
                message = say("the idea %(id)s has no pattern for %(language)s", id=repr(idea.id), language=language)
                yield fault("K11", path, message, say("write word stems that such an answer would hold"))
            elif len(patterns) < MIN_PATTERNS:
                yield Fault(
                    code="K11",
                    severity="warning",
                    path=path,
                    message=say("the idea %(id)s rests on one pattern", id=repr(idea.id)),
                    remedy=say("add other words for it"),
                )


def prompt_faults(essay: Essay) -> Iterator[Fault]:
    """A prompt that holds a pattern, and one that asks for another number of ideas than earns everything."""
    for language, text in essay.prompt.items():
        path = ("prompt",) if essay.prompt.plain else ("prompt", language)
        for idea in essay.ideas_in(text):
            message = say("the prompt itself holds the idea %(id)s", id=repr(idea))
            yield fault("K13", path, message, say("change the pattern or the prompt: repeating it must earn nothing"))
        asked = _ASKED[language].search(text) if language in _ASKED and essay.ideas else None
        if asked and _number(asked[1]) != essay.enough():
            yield Fault(
                code="K15",
                severity="warning",
                path=path,
                message=say(
                    "the prompt asks for %(asked)d, the whole score for %(full)s",
                    asked=_number(asked[1]),
                    full=format_number(essay.enough()),
                ),
                remedy=say("set full to what is asked for"),
            )


def _number(word: str) -> int:
    return _NUMBERS.get(word.lower()) or int(word)


def draw_faults(essay: Essay, values: Values) -> Iterator[Fault]:
    """A model answer, in any language, that is not found in full, or is too short or too long itself."""
    variant = Variant(values=values)
    for language in essay.model_answer:
        path = ("model_answer",) if essay.model_answer.plain else ("model_answer", language)
        answer = {"text": (essay.model(language, values),)}
        if essay.grade(variant, answer).fraction < 1:
            found = ", ".join(essay.proposal(variant, answer)) or "-"
            message = say("in the model answer only these ideas are found: %(found)s", found=found)
            yield fault("K11", path, message, say("add its words to the patterns of the ideas that it holds"))
        notice = essay.notice(variant, answer)
        if notice is not None:
            message = say("the model answer does not keep to the length: %(notice)s", notice=notice)
            yield fault("K11", path, message, say("change it, or the length that is asked for"))
