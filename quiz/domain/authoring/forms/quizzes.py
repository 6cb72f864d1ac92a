"""A quiz of a bank as a form: its title and mode, which questions it asks, how long it takes, what errors cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain, count
from typing import Any

from quiz.domain.authoring.forms.fields.base import Around, Inputs, Offer, Reading, plain
from quiz.domain.authoring.forms.fields.groups import Group
from quiz.domain.authoring.forms.fields.plain import Choice, Line, Tick
from quiz.domain.authoring.forms.fields.recipes import EVERY, Recipe
from quiz.domain.authoring.forms.fields.texts import Words
from quiz.domain.authoring.forms.filled import Form, Refused, in_form
from quiz.domain.authoring.forms.kinds.common import DIFFICULTY, OBJECTIVE, SCOPE, SECTION
from quiz.domain.authoring.forms.naming import QUIZZES
from quiz.domain.authoring.forms.pieces import QUESTIONS
from quiz.domain.authoring.forms.rewriting import rewritten
from quiz.domain.bank_format.bank import practice
from quiz.domain.bank_format.fields import LANGUAGES
from quiz.domain.bank_format.short_forms.long_form import long_document, long_parts
from quiz.domain.bank_format.short_forms.recipes import ALL
from quiz.domain.bank_format.source_edit import (
    SourceEditError,
    insert_entry,
    insert_key,
    remove_entry,
    remove_key,
    write_ids,
    write_keys,
)
from quiz.domain.errors import say
from quiz.domain.questions import KINDS
from quiz.domain.yaml.reader import read_yaml

_NAMES = {"practice": "practice", "exam": "check"}

TITLE = Words(name="title", label=say("Title"))
MODE = Choice(
    name="mode",
    label=say("Kind of quiz"),
    options=(
        Offer(value="practice", label=say("practice: each answer is explained at once")),
        Offer(value="exam", label=say("test: everything is scored at the hand-in")),
    ),
    radio=True,
)
RULE = Group(
    fields=(
        Line(name="count", label=say("How many"), short=True),
        SECTION,
        OBJECTIVE,
        DIFFICULTY,
        Choice(
            name="kind",
            label=say("Kind of question"),
            options=tuple(Offer(value=kind, label=model.label) for kind, model in KINDS.items() if model.label),
        ),
        SCOPE,
    )
)
RECIPE = Recipe(name="draw", label=say("Which questions"), one=say("rule"), of=RULE)
MINUTES = Line(name="minutes", label=say("Time limit in minutes"), hint=say("For tests. Left empty: none."), short=True)
TRIES = Line(name="tries", label=say("Tries for each question"), hint=say("In practice. Left empty: 1."), short=True)
PASS = Line(
    name="pass",
    label=say("Share of the points to pass"),
    hint=say("0.6 is 60 per cent. Left empty: nothing is said of passing."),
    short=True,
)
HINTS = Tick(name="hints", label=say("Hints may be asked for in practice"), default=True, folded=True)
PENALTY = Line(name="penalty", label=say("Share that each earlier try takes off"), short=True, folded=True)
CERTAINTY = Choice(
    name="certainty",
    label=say("How sure learners are"),
    default=say("is not asked"),
    options=(
        Offer(value="off", label=say("is not asked")),
        Offer(value="shown", label=say("is asked, and changes no score")),
        Offer(value="counted", label=say("is asked, and counts")),
    ),
    folded=True,
)
NEGATIVE = Line(name="negative", label=say("Share that a wrong answer costs"), short=True, folded=True)
QUIZ = Group(fields=(TITLE, MODE, RECIPE, MINUTES, TRIES, PASS, HINTS, PENALTY, CERTAINTY, NEGATIVE), known=("id",))
"""The fields of a quiz, in the order of a bank and of the page."""


def quizzes_of(raw: bytes, languages: Sequence[str] = LANGUAGES) -> list[Any]:
    """The plain data of each quiz of a file; raises ``BankError`` for one that can't be read as YAML.

    What is written short is written out, but for ``questions: all``, which a form shows as it is.
    """
    document = read_yaml(raw, "")
    return [
        _with_named(quiz, written)
        for quiz, written in zip(_listed(long_document(document, languages).data), _listed(document.data), strict=True)
    ]


def _listed(data: Any) -> list[Any]:
    found = data.get(QUIZZES) if isinstance(data, dict) else None
    return found if isinstance(found, list) else []


def _with_named(quiz: Any, written: Any) -> Any:
    named = _named(written)
    if named is None:
        return quiz
    rest = {key: value for key, value in quiz.items() if key != "draw"}
    return {**rest, QUESTIONS: EVERY if isinstance(named, str) and named.strip() in ALL else named}


def _named(written: Any) -> Any:
    """What a quiz names as its questions, all of them or some; None where it draws."""
    match written:
        case {"draw": [{"questions": str(named), **others}], **rest} if not others and QUESTIONS not in rest:
            return named if named.strip() in ALL else None
        case {"questions": named, **rest} if "draw" not in rest:
            return named
    return None


def quiz_at(raw: bytes, number: int, languages: Sequence[str] = LANGUAGES) -> dict[str, Any]:
    """The quiz of that number; raises ``LookupError``."""
    listed = quizzes_of(raw, languages)
    found = listed[number] if 0 <= number < len(listed) else None
    if not isinstance(found, dict):
        raise LookupError(number)
    return found


def opened(raw: bytes, number: int, around: Around) -> Form:
    """The form of quiz ``number`` as it stands in the file."""
    return Form.of(QUIZ, "quiz", quiz_at(raw, number, around.languages), around)


def blank(around: Around, start: Mapping[str, Any]) -> Form:
    """The form of a new quiz, in which ``start`` is filled in."""
    return Form.of(QUIZ, "quiz", start, around).with_blank_lines()


def saved(raw: bytes, number: int, inputs: Inputs, around: Around, unnamed: Mapping[str, int]) -> bytes:
    """The file with quiz ``number`` as it was sent; raises ``Refused``.

    ``unnamed`` are the questions that the file gives no id, by the id that each has: those that are picked get it.
    """
    quiz = quiz_at(raw, number, around.languages)
    wanted = _read(quiz, inputs, around)
    try:
        raw = raw if plain(wanted) == quiz else _changed(raw, number, quiz, wanted, around.languages)
        return _with_ids(raw, wanted, unnamed)
    except SourceEditError as error:
        raise Refused({"": error.message}) from error


def _changed(
    raw: bytes, number: int, quiz: Mapping[str, Any], wanted: Mapping[str, Any], languages: Sequence[str]
) -> bytes:
    path, written = (QUIZZES, number), read_yaml(raw, "").data[QUIZZES][number]
    if QUESTIONS not in quiz and written != quiz:
        return rewritten(long_parts(raw, [path], languages), path, quiz, wanted)
    return rewritten(raw, path, written, wanted)


def has_practice(raw: bytes) -> bool:
    """Whether learners get the practice over all questions that a bank has which says nothing of quizzes."""
    data = read_yaml(raw, "").data
    return isinstance(data, dict) and QUIZZES not in data


def added(raw: bytes, inputs: Inputs, around: Around, unnamed: Mapping[str, int]) -> tuple[bytes, int]:
    """The file with a new quiz behind the others, and its number; raises ``Refused``.

    The practice that a bank has without quizzes is written out before its first one, which may take its place.
    """
    read = _read({}, inputs, around)
    data, listed = read_yaml(raw, "").data, quizzes_of(raw, around.languages)
    is_practice = read.get("mode") == "practice" and read.get(QUESTIONS) == EVERY
    kept = [{**practice(around.languages), QUESTIONS: EVERY}] if has_practice(raw) and not is_practice else []
    quiz = {"id": _free_id(str(read.get("mode")), [*listed, *kept]), **plain(read)}
    if listed:
        raw = insert_entry(raw, (QUIZZES,), len(listed), quiz)
    else:
        raw = remove_key(raw, (), QUIZZES) if QUIZZES in data else raw
        before = [key for key in data if key not in (QUIZZES, QUESTIONS)]
        raw = insert_key(raw, (), QUIZZES, [*kept, quiz], after=before[-1] if before else None)
    return _with_ids(raw, read, unnamed), len(listed) + len(kept)


def is_there(raw: bytes, with_new: bytes) -> bool:
    """Whether ``raw`` has the same quiz already that is new, the last one, in ``with_new``."""
    new = {**quizzes_of(with_new)[-1], "id": ""}
    return any({**quiz, "id": ""} == new for quiz in quizzes_of(raw) if isinstance(quiz, dict))


def deleted(raw: bytes, number: int) -> bytes:
    """The file without quiz ``number``; without its last one the bank has none, and not the practice over all."""
    quiz_at(raw, number)
    before = quizzes_of(raw)
    raw = remove_entry(raw, (QUIZZES,), number)
    names = [quiz.get("id") if isinstance(quiz, dict) else None for quiz in [*before[:number], *before[number + 1 :]]]
    # An id that is made of a quiz's mode is another one once it is the first of its mode: the others keep theirs.
    kept = [
        ((QUIZZES, place), "id", str(name), None)
        for place, (name, quiz) in enumerate(zip(names, quizzes_of(raw), strict=True))
        if isinstance(quiz, dict) and quiz.get("id") != name
    ]
    return write_keys(raw, kept)


def _read(quiz: Mapping[str, Any], inputs: Inputs, around: Around) -> dict[str, Any]:
    reading = Reading(in_form(around, quiz), inputs)
    wanted = QUIZ.read(quiz, "", reading) or {}
    if reading.errors:
        raise Refused(reading.errors)
    return dict(wanted)


def _free_id(mode: str, listed: list[Any]) -> str:
    taken = {str(quiz.get("id")) for quiz in listed if isinstance(quiz, dict)}
    name = _NAMES.get(mode, "quiz")
    numbered = (f"{name}-{number}" for number in count(2))
    return next(one for one in chain([name], numbered) if one not in taken)


def _with_ids(raw: bytes, quiz: Mapping[str, Any], unnamed: Mapping[str, int]) -> bytes:
    draw = plain(quiz.get("draw")) or [{QUESTIONS: plain(quiz.get(QUESTIONS))}]
    lists = [line.get(QUESTIONS) for line in draw if isinstance(line, dict)]
    picked = [name for listed in lists if isinstance(listed, list) for name in listed]
    ids = [(unnamed[name], name) for name in picked if name in unnamed]
    return write_ids(raw, ids) if ids else raw
