"""A question as a form: opened from a bank's file, read from what was sent, written back by edits of the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from quiz.domain.authoring.forms.fields.base import Around, Inputs, Reading, plain
from quiz.domain.authoring.forms.filled import Form, Refused, in_form
from quiz.domain.authoring.forms.kinds.register import form_of
from quiz.domain.authoring.forms.pieces import MARK, QUESTIONS, piece_of
from quiz.domain.authoring.forms.rewriting import rewritten
from quiz.domain.bank_format.bank import content_without_ids
from quiz.domain.bank_format.fields import LANGUAGES
from quiz.domain.bank_format.question_ids import WrittenQuestion, ids_of
from quiz.domain.bank_format.short_forms.frame import FIELDS
from quiz.domain.bank_format.short_forms.long_form import long_data, long_question
from quiz.domain.bank_format.source_edit import SourceEditError, insert_entry, insert_key, remove_key
from quiz.domain.bank_format.source_spots import Source, read
from quiz.domain.questions import kind_in
from quiz.domain.yaml.reader import read_yaml

FILLED = FIELDS.keys()
"""What a question gets from its bank where that has only one."""


class NoSuchQuestion(LookupError):
    """The file has no question of that number, or none whose kind is known."""


def questions_of(raw: bytes, languages: Sequence[str] = LANGUAGES) -> list[Any]:
    """The plain data of each question of a file; raises ``BankError`` for one that can't be read as YAML.

    What is written short is written out: so every input of a form is filled.
    """
    return listed_in(long_data(raw, languages))


def listed_in(data: Any) -> list[Any]:
    """The questions in the plain data of a file."""
    listed = data.get(QUESTIONS) if isinstance(data, dict) else None
    return listed if isinstance(listed, list) else []


def numbers_of(raw: bytes) -> dict[str, int]:
    """The number of each question by the id that the file gives it."""
    listed = questions_of(raw)
    return {str(one["id"]): number for number, one in enumerate(listed) if isinstance(one, dict) and one.get("id")}


def question_at(questions: Sequence[Any], number: int) -> dict[str, Any]:
    """The question of that number; raises ``NoSuchQuestion``."""
    found = questions[number] if 0 <= number < len(questions) else None
    if not isinstance(found, dict) or kind_in(found) is None:
        raise NoSuchQuestion(number)
    return found


def opened(raw: bytes, number: int, around: Around) -> Form:
    """The form of question ``number`` as it stands in the file."""
    question = question_at(questions_of(raw, around.languages), number)
    return Form.of(form_of(question["kind"]), question["kind"], question, around)


def sent(raw: bytes, number: int, inputs: Inputs, around: Around, errors: Mapping[str, Any]) -> Form:
    """The form of question ``number`` as it was sent."""
    return opened(raw, number, around).with_sent(inputs, errors)


def saved(raw: bytes, number: int, inputs: Inputs, around: Around) -> bytes:
    """The file with question ``number`` as it was sent; every byte stays where nothing was changed.

    A question in a short form is written out first. Raises ``Refused`` with what is wrong, by the names of the inputs.
    """
    question = question_at(questions_of(raw, around.languages), number)
    wanted = read_form(question["kind"], question, inputs, around)
    if plain(wanted) == question:
        return raw
    try:
        return _changed(raw, number, question, wanted, around.languages)
    except SourceEditError as error:
        raise Refused({"": error.message}) from error


def read_form(kind: str, question: Mapping[str, Any], inputs: Inputs, around: Around) -> dict[str, Any]:
    """What ``question`` shall be, as it was sent; raises ``Refused``."""
    reading = Reading(in_form(around, question), inputs)
    wanted = form_of(kind).read(question, "", reading) or {}
    if reading.errors:
        raise Refused(reading.errors)
    return dict(wanted)


def _changed(
    raw: bytes, number: int, question: Mapping[str, Any], wanted: Mapping[str, Any], languages: Sequence[str]
) -> bytes:
    source = read(raw)
    written = source.data[QUESTIONS][number]
    filled = question.keys() - written.keys()
    if filled <= FILLED and all(question[key] == value for key, value in written.items()):
        # What the bank has only one of is filled in: it is left to that.
        wanted = {key: value for key, value in wanted.items() if key not in filled or value != question[key]}
        return _written(raw, source, number, wanted)
    raw = long_question(raw, number, languages)
    return _written(raw, read(raw), number, wanted)


def _written(raw: bytes, source: Source, number: int, wanted: Mapping[str, Any]) -> bytes:
    question = source.data[QUESTIONS][number]
    piece = piece_of(source, number, marked=raw.startswith(MARK))
    if piece is None:
        return rewritten(raw, (QUESTIONS, number), question, wanted)
    questions = [*source.data[QUESTIONS]]
    questions[number] = plain(wanted)
    edited = rewritten(piece.raw, (QUESTIONS, 0), question, wanted)
    return piece.put_back(edited, {**source.data, QUESTIONS: questions})


def blank(kind: str, around: Around, start: Mapping[str, Any]) -> Form:
    """The form of a new question, in which ``start`` is filled in."""
    return Form.of(form_of(kind), kind, start, around).with_blank_lines()


def added(raw: bytes, place: int, kind: str, inputs: Inputs, around: Around) -> tuple[bytes, int]:
    """The file with a new question at ``place``, or at the end, and the number that it has.

    Raises ``Refused`` as ``saved``.
    """
    read = plain(read_form(kind, {}, inputs, around))
    questions = questions_of(raw)
    place = min(place, len(questions))
    question = {"id": new_id(raw, {"kind": kind, **read}), "kind": kind, **read}
    if questions:
        return insert_entry(raw, (QUESTIONS,), place, question), place
    data = read_yaml(raw, "").data
    raw = remove_key(raw, (), QUESTIONS) if QUESTIONS in data else raw
    last = [key for key in data if key != QUESTIONS][-1:]
    return insert_key(raw, (), QUESTIONS, [question], after=last[0] if last else None), 0


def is_there(raw: bytes, with_new: bytes, number: int) -> bool:
    """Whether ``raw`` has the same question already that is new, as ``number``, in ``with_new``."""
    listed = [_without_id(one) for one in questions_of(raw)]
    return _without_id(questions_of(with_new)[number]) in listed


def _without_id(question: Any) -> Any:
    return {key: value for key, value in question.items() if key != "id"} if isinstance(question, dict) else question


def new_id(raw: bytes, question: Mapping[str, Any]) -> str:
    """An id for a new question of the bank, which none of its questions has or had."""
    data = read_yaml(raw, "").data
    maps = [entry for entry in questions_of(raw) if isinstance(entry, dict)]
    taken = {str(entry[key]) for entry in maps for key in ("id", "was") if key in entry}
    written = WrittenQuestion(id="", content_hash=content_without_ids(question), kind=str(question["kind"]), position=0)
    return ids_of([written], (), seed=str(data.get("bank")), taken=taken).ids[0]
