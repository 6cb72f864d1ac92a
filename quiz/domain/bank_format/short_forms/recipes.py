"""Quizzes: ``questions: all`` in place of a draw, and ids of those that have none."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence

from quiz.domain.bank_format.quizzes import MOST_DRAWN
from quiz.domain.bank_format.short_forms.frame import with_names
from quiz.domain.bank_format.short_forms.parts import Part, list_of, map_of, text_of, texts_in

ALL = frozenset({"all", "모두", "전부"})
"""What stands for every question of a bank."""
_JUDGED = "essay"
"""The kind that an exam draws only where a line asks for it."""
_NARROWING = ("section", "objective", "scope", "kind", "difficulty")
MOST_LINES = 100
"""Lines of a draw that are looked at."""
_IDS = {"practice": "practice", "exam": "check"}
_SLUG = re.compile("[a-z0-9]+")


def with_quizzes(bank: Part, questions: Sequence[Part], known: Mapping[str, list[Part]]) -> Part:
    """The bank with its quizzes written out."""
    if not isinstance(bank.data.get("quizzes"), list):
        return bank
    quizzes = [_with_draw(quiz, questions, known) for quiz in bank.at("quizzes").entries()]
    whole = list_of(_with_ids(quizzes), bank.at("quizzes").place)
    return bank if whole.data == bank.data["quizzes"] else bank.changed({"quizzes": whole})


def _with_draw(quiz: Part, questions: Sequence[Part], known: Mapping[str, list[Part]]) -> Part:
    if not isinstance(quiz.data, dict):
        return quiz
    exam = quiz.data.get("mode") == "exam"
    if "draw" not in quiz.data and "questions" in quiz.data:
        wanted = quiz.at("questions")
        line = map_of({"questions": wanted}, wanted.place)
        return quiz.changed({"questions": None, "draw": list_of(_lines(line, questions, exam=exam), wanted.place)})
    if not isinstance(quiz.data.get("draw"), list) or len(quiz.data["draw"]) > MOST_LINES:
        return quiz
    lines = [
        made
        for line in quiz.at("draw").entries()
        for made in (
            _lines(with_names(line, known, fill=False), questions, exam=exam) if isinstance(line.data, dict) else [line]
        )
    ]
    draw = list_of(lines, quiz.at("draw").place)
    return quiz if draw.data == quiz.data["draw"] else quiz.changed({"draw": draw})


def _lines(line: Part, questions: Sequence[Part], *, exam: bool) -> list[Part]:
    """A line of a draw; one over all questions with their count, and essays by themselves in an exam."""
    wanted = line.data.get("questions")
    if not isinstance(wanted, str) or wanted.strip() not in ALL or "count" in line.data:
        return [line]
    place = line.at("questions").place
    bare = line.changed({"questions": None})
    found = [one.data for one in questions if isinstance(one.data, dict) and _admits(line, one.data)]
    apart = exam and "kind" not in line.data
    judged = [one for one in found if apart and one.get("kind") == _JUDGED]
    rest = [one for one in found if not (apart and one.get("kind") == _JUDGED)]
    lines = _counted(bare, _ideas(rest), place)
    with_kind = bare.changed({"kind": text_of(_JUDGED, place)})
    return [*lines, *_counted(with_kind, _ideas(judged), place)] or [line]


def _admits(line: Part, question: Mapping[str, object]) -> bool:
    return all(line.data[field] == question.get(field) for field in _NARROWING if field in line.data)


def _ideas(questions: Collection[Mapping[str, object]]) -> int:
    """How many of the questions one attempt can have: of one idea only one."""
    ideas = [one["idea"] for one in questions if isinstance(one.get("idea"), str)]
    return len(questions) - len(ideas) + len(set(map(str, ideas)))


def _counted(line: Part, size: int, place: tuple[int, int]) -> list[Part]:
    counts = [min(MOST_DRAWN, size - start) for start in range(0, size, MOST_DRAWN)]
    return [line.changed({"count": text_of(str(count), place)}) for count in counts]


def _with_ids(quizzes: Sequence[Part]) -> list[Part]:
    used = {quiz.data["id"] for quiz in quizzes if isinstance(quiz.data, dict) and isinstance(quiz.data.get("id"), str)}
    found = []
    for quiz in quizzes:
        if isinstance(quiz.data, dict) and "id" not in quiz.data and str(quiz.data.get("mode")) in _IDS:
            name = _id(quiz, used)
            used.add(name)
            quiz = quiz.led_by("id", text_of(name, quiz.place))
        found.append(quiz)
    return found


def _section(line: object) -> str:
    section = line.get("section") if isinstance(line, dict) else None
    return section if isinstance(section, str) else ""


def _id(quiz: Part, used: Collection[str]) -> str:
    """The id of a quiz: its mode, with the section that it draws from; for another one alike its title's hash."""
    mode = _IDS[quiz.data["mode"]]
    lines = quiz.data.get("draw")
    sections = {_section(line) for line in lines} if isinstance(lines, list) else set()
    words = _SLUG.findall(sections.pop().casefold()) if len(sections) == 1 else []
    name = "-".join([mode, *words])
    title = " / ".join(texts_in(quiz.at("title"))) if "title" in quiz.data else ""
    number = 0
    while name in used:
        seed = f"{title} {number}" if number else title
        name = f"{mode}-{hashlib.sha256(seed.encode()).hexdigest()[:6]}"
        number += 1
    return name
