"""The questions of a bank as a list: moved, duplicated, deleted, and changed several at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Literal

from quiz.domain.authoring.forms.naming import before
from quiz.domain.authoring.forms.pieces import QUESTIONS
from quiz.domain.authoring.forms.questions import listed_in, new_id, questions_of
from quiz.domain.bank_format.source_edit import (
    copy_entry,
    move_entry,
    remove_entry,
    remove_key,
    write_ids,
    write_keys,
)
from quiz.domain.yaml.reader import read_yaml

Bulk = Literal["section", "objective", "difficulty", "points"]
"""What can be set for several questions at once."""


def moved(raw: bytes, number: int, to: int) -> bytes:
    """The file with question ``number`` where it is number ``to``; at an end of the list it stays."""
    last = len(questions_of(raw)) - 1
    return move_entry(raw, (QUESTIONS,), number, min(max(to, 0), last))


def moved_together(raw: bytes, numbers: Collection[int], to: int) -> bytes:
    """The file with the questions ``numbers`` one after another, of which the first is number ``to`` then."""
    order = list(range(len(questions_of(raw))))
    chosen = [number for number in order if number in numbers]
    first = min(max(to, 0), len(order) - len(chosen))
    targets = {number: first + place for place, number in enumerate(chosen)}
    forward = [number for number in reversed(chosen) if order.index(number) < targets[number]]
    for number in [*forward, *(number for number in chosen if number not in forward)]:
        at = order.index(number)
        raw = move_entry(raw, (QUESTIONS,), at, targets[number])
        order.insert(targets[number], order.pop(at))
    return raw


def duplicated(raw: bytes, number: int) -> bytes:
    """The file with a copy of question ``number`` behind it, as it is written, under a new id."""
    question = dict(questions_of(raw)[number])
    question.pop("was", None)
    name = new_id(raw, question)
    raw = copy_entry(raw, (QUESTIONS,), number, number + 1)
    if "was" in questions_of(raw)[number + 1]:
        raw = remove_key(raw, (QUESTIONS, number + 1), "was")
    return write_ids(raw, [(number + 1, name)])


def deleted(raw: bytes, numbers: Collection[int]) -> bytes:
    """The file without the questions ``numbers``, which quizzes that name them by id lose as well."""
    questions = questions_of(raw)
    names = {str(questions[number].get("id")) for number in numbers if isinstance(questions[number], dict)}
    for number in sorted(numbers, reverse=True):
        raw = remove_entry(raw, (QUESTIONS,), number)
    return _without_names(raw, names)


def _without_names(raw: bytes, names: Collection[str]) -> bytes:
    """The file whose quizzes name no question of ``names``; the last one that a line names stays, to be seen."""
    for path, listed in _drawn(read_yaml(raw, "").data):
        places = [place for place, name in enumerate(listed) if name in names]
        for place in reversed(places if len(places) < len(listed) else []):
            raw = remove_entry(raw, path, place)
    return raw


def _drawn(data: Any) -> list[tuple[tuple[str | int, ...], list[Any]]]:
    """The lists of ids in the quizzes of a bank, with their paths."""
    found: list[tuple[tuple[str | int, ...], list[Any]]] = []
    quizzes = data.get("quizzes") if isinstance(data, dict) else None
    for number, quiz in enumerate(quizzes if isinstance(quizzes, list) else ()):
        if not isinstance(quiz, dict):
            continue
        if isinstance(quiz.get("questions"), list):
            found.append((("quizzes", number, "questions"), quiz["questions"]))
        lines = quiz.get("draw")
        for line, draw in enumerate(lines if isinstance(lines, list) else ()):
            listed = draw.get("questions") if isinstance(draw, dict) else None
            if isinstance(listed, list):
                found.append((("quizzes", number, "draw", line, "questions"), listed))
    return found


def changed(raw: bytes, numbers: Collection[int], values: Mapping[Bulk, str]) -> bytes:
    """The file in which each of the questions ``numbers`` has these ``values``."""
    for key, value in values.items():
        questions = questions_of(raw)
        written = listed_in(read_yaml(raw, "").data)
        maps = {number: written[number] for number in numbers if isinstance(written[number], dict)}
        wanted = {number: entry for number, entry in maps.items() if questions[number].get(key) != value}
        raw = write_keys(
            raw,
            [((QUESTIONS, number), key, value, before(key, entry)) for number, entry in sorted(wanted.items())],
        )
    return raw
