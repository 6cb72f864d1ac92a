"""What is wrong with a bank, at the inputs of its form and at its questions: a place in the file leads to both."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from quiz.domain.authoring.forms.fields.base import Path
from quiz.domain.authoring.forms.fields.groups import Group
from quiz.domain.authoring.forms.pieces import QUESTIONS
from quiz.domain.bank_format.short_forms.long_form import long_document
from quiz.domain.errors import Message, Problem, say
from quiz.domain.yaml.document import Document, Marks, Place, place_of
from quiz.domain.yaml.reader import read_yaml

_WORDS: Mapping[str, Message] = {
    "missing": say("This is still missing."),
    "languages": say("Write this in every language of the series."),
    "text-empty": say("This is still empty."),
    "too-short": say("Add more lines: at least %(limit)s."),
    "too-long": say("Remove lines: at most %(limit)s."),
    "drafted": say("A machine drafted this question. Read it, correct it, and say that you have looked at it."),
}
"""What a form says in place of words that speak of the file."""
_REMEDIES: Mapping[str, Message] = {
    "mark exactly one with correct: true": say("tick “right answer” at exactly one"),
    "mark exactly one with correct: true, or write choose: many": say(
        "tick “right answer” at exactly one, or let several places be right"
    ),
    "name one, or write each: many": say("choose one column, or let all that are right be picked"),
    "state it alike in every language, and set decimals: to it": say(
        "write the same number in the question and under “Decimal places asked for”"
    ),
    "use credit: proportional, or add wrong options": say(
        "let partly right answers earn the right picks less the wrong ones, or add wrong options"
    ),
    "give one of them score: 1": say("leave the share of the points empty at one of them"),
    "leave it out; slips and endings are set in matching:": say(
        "leave it out; slips and endings are set under “How the answer is compared”"
    ),
    "write the number alone; a unit belongs to unit:": say("write the number alone; the unit has fields of its own"),
    "write %(middle)s, and tolerance: {absolute: %(spread)s}": say("write %(middle)s, and %(spread)s as the tolerance"),
    "there are no variables: define it in variables, or write true, false or a number": say(
        "there are no drawn values: add it there, or write a number"
    ),
    "leave it out, or write mode: exam; practice is never timed": say(
        "leave it empty, or make it a test; practice is never timed"
    ),
    "leave tries: out, or set mode: practice": say("leave the tries empty, or make it a practice"),
    "lower count:, or write questions of other ideas: of one idea only one is drawn": say(
        "draw fewer, or write questions of other ideas: of one idea only one is drawn"
    ),
    "lower count:, or write more questions; an essay is drawn only by a line with kind: essay": say(
        "draw fewer, or write more questions; an essay is drawn only by a rule for essays"
    ),
    "lower count:, or write more questions": say("draw fewer, or write more questions"),
    "lower count:, or look at the questions that were drafted by machine": say(
        "draw fewer, or look at the questions that a machine drafted"
    ),
    "add count: 8, or name the questions": say("say how many are drawn, or pick questions"),
}
"""The same for what to do, by the words of the file's remedy."""
_MESSAGES: Mapping[str, Message] = {
    "the prompt and 'decimals' don't ask for the same number of decimals": say(
        "the question and “Decimal places asked for” don't ask for the same number of decimals"
    ),
}
_HERE = say("this field")


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A problem as a form says it: how grave it is, its code, and the words."""

    problem: Problem
    words: tuple[Message, ...]


def by_question(raw: bytes, problems: Iterable[Problem]) -> dict[int, list[Problem]]:
    """The problems of each question, by its number from 0; those of the rest of the file under -1."""
    document = read_yaml(raw, "")
    places = _places(document)
    end = _end(document)
    found: dict[int, list[Problem]] = {}
    for problem in problems:
        number = bisect_right(places, (problem.line, problem.column)) - 1
        is_inside = number >= 0 and (end is None or (problem.line, problem.column) < end)
        found.setdefault(number if is_inside else -1, []).append(problem)
    return found


def _places(document: Document) -> list[Place]:
    """Where each question begins."""
    marks = document.marks.inside.get(QUESTIONS) if isinstance(document.marks, Marks) else None
    return [place_of(mark) for mark in marks.inside.values()] if isinstance(marks, Marks) else []


def _end(document: Document) -> Place | None:
    """Where what follows the questions begins; None where nothing does."""
    if not isinstance(document.marks, Marks) or QUESTIONS not in document.marks.keys:
        return None
    begin = document.marks.keys[QUESTIONS]
    return min((place for place in document.marks.keys.values() if place > begin), default=None)


def at_inputs(raw: bytes, path: Path, form: Group, problems: Iterable[Problem]) -> dict[str, list[Finding]]:
    """The problems of what lies at ``path``, by the names of its inputs; under an empty one those of the whole."""
    document = read_yaml(raw, "")
    # A form shows what is written short written out, but a quiz as it stands.
    document = document if path[:1] == ("quizzes",) else long_document(document)
    data, marks = document.data, document.marks
    for step in path:
        data = data[step]
        marks = marks.inside[step] if isinstance(marks, Marks) else marks
    known = by_place(marks)
    found: dict[str, list[Finding]] = {}
    for problem in problems:
        inner = path_of(problem, known)
        name = form.locate(inner, data, "") if inner else ""
        found.setdefault(name, []).append(Finding(problem=problem, words=words_of(problem)))
    return found


def by_place(marks: Marks | Place) -> dict[Place, Path]:
    """What stands at each place: where several things do, the outermost."""
    return dict(reversed(list(_inside(marks, ()))))


def path_of(problem: Problem, known: Mapping[Place, Path]) -> Path:
    """What the problem is about: what stands at its place, or the field that is missing there."""
    path = known.get((problem.line, problem.column), ())
    field = problem.message.values.get("field")
    if problem.code == "missing" and isinstance(field, str):
        return (*path, field.strip("'"))
    return path


def _inside(marks: Marks | Place, path: Path) -> Iterator[tuple[Place, Path]]:
    """Every place with the path of what stands there, the outer before the inner, values before keys."""
    if not isinstance(marks, Marks):
        yield marks, path
        return
    yield marks.place, path
    for step, inner in marks.inside.items():
        yield from _inside(inner, (*path, step))
    for key, place in marks.keys.items():
        yield place, (*path, key)


def words_of(problem: Problem) -> tuple[Message, ...]:
    """What a form says of a problem."""
    own = _WORDS.get(problem.code)
    if own is None:
        return _in_form(problem.message, _MESSAGES), _in_form(problem.remedy, _REMEDIES)
    values: Mapping[str, Any] = {**problem.message.values, **problem.remedy.values}
    return (Message(template=own.template, values=values),)


def _in_form(message: Message, others: Mapping[str, Message]) -> Message:
    """``message`` without the keys of the file: it stands at the field that it is about."""
    values = {**message.values, "field": _HERE} if "field" in message.values else message.values
    return Message(template=others.get(message.template, message).template, values=values)
