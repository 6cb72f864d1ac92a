"""What forms call a place in a bank: the labels of the fields on the way to it, and the numbers of lines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from quiz.domain.authoring.forms.banks import HEADER
from quiz.domain.authoring.forms.fields.base import Field, Path
from quiz.domain.authoring.forms.fields.groups import Cases, Group
from quiz.domain.authoring.forms.fields.lists import Growing, Named
from quiz.domain.authoring.forms.fields.pairs import Pairs
from quiz.domain.authoring.forms.kinds.register import form_of
from quiz.domain.authoring.forms.pieces import QUESTIONS
from quiz.domain.authoring.forms.quizzes import QUIZ
from quiz.domain.errors import Message, say


def labels_of(data: Any, path: Path) -> tuple[Message, ...]:
    """The labels for what lies at ``path`` in the bank ``data``, from the outermost; without the question's number."""
    match path:
        case (str(key), int(number), *inner) if key == QUESTIONS:
            question = data[key][number]
            return tuple(_labels(form_of(str(question.get("kind"))), tuple(inner), question))
        case (str(key), int(number), *inner) if key == "quizzes":
            quiz = say("Quiz %(n)s", n=number + 1)
            return (quiz, *_labels(QUIZ, tuple(inner), data[key][number]))
        case _:
            return tuple(_labels(HEADER, path, data))


def _labels(of: Field, path: Path, data: Any) -> Iterator[Message]:
    if not path:
        return
    step, rest = path[0], path[1:]
    if isinstance(of, Cases):
        case = of.case(str(data.get(of.by)))
        yield from _labels(case, path, data) if case is not None else ()
    elif isinstance(of, Pairs):
        yield _line(of.one if step == "left" else of.partner.label, int(rest[0]))
        yield from _labels(of.entry, rest[1:], data[step][rest[0]]) if step == "left" else ()
    elif isinstance(of, Group):
        found = next((field for field in of.fields if step in field.own_keys()), None)
        yield from _of_field(found, path, data) if found is not None else ()
    elif isinstance(of, Growing):
        yield _line(of.one, list(data).index(step) if isinstance(of, Named) else int(step))
        yield from _labels(of.of, rest, data[step])


def _of_field(field: Field, path: Path, data: Any) -> Iterator[Message]:
    if isinstance(field, Pairs):
        yield from _labels(field, path, data)
        return
    if field.label.template and not isinstance(field, Growing):
        yield field.label
    yield from _labels(field, path[1:], data[path[0]])


def _line(one: Message, number: int) -> Message:
    return say("%(thing)s %(number)s", thing=one, number=number + 1)
