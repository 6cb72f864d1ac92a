"""The question that somebody new can try at once, before anything is begun: one of what they would practise first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from quiz.domain.bank_format.quizzes import Quiz
from quiz.domain.questions import Question
from quiz.domain.questions.single_choice import SingleChoice
from quiz.services.content.definitions import question_of
from quiz.storage.queries.content import published as content_queries

LONGEST = 240
"""Letters that its setting and question may have in any language: it has to be read at a glance."""

Candidates = Mapping[str, Sequence[tuple[int, Question]]]
"""Questions with the number of their version, by the slug of their bank."""


@dataclass(frozen=True, kw_only=True)
class Opening:
    """A question as it is shown to somebody new; ``passages`` holds by language what gives nothing away."""

    version: int
    bank: str
    question: Question
    passages: Mapping[str, Mapping[str, str]]


def candidates(session: Session, series_id: int) -> Candidates:
    """What a series offers that one tap answers, short and without drawn values or a picture."""
    found: dict[str, list[tuple[int, Question]]] = defaultdict(list)
    for row in session.execute(content_queries.of_one_kind(series_id, SingleChoice.kind_name)):
        question = question_of(row.content_hash, row.question)
        if is_short(question):
            found[row.slug].append((row.id, question))
    return found


def is_short(question: Question) -> bool:
    """Whether somebody who has seen nothing of the app yet reads and answers it at once."""
    if question.has_values() or question.image is not None:
        return False
    return all(len(text) <= LONGEST and "\n" not in text.strip() for text in question.prompt.values())


def choose(session: Session, bank: str, quizzes: Iterable[Quiz], found: Candidates) -> Opening | None:
    """Of what the first practice of a bank may draw, what needs no article, the easiest, the shortest; None of none."""
    quiz = next((one for one in quizzes if one.mode == "practice"), None)
    if quiz is None:
        return None
    fitting = [
        (version, question)
        for version, question in found.get(bank, ())
        if any(line.bank in (None, bank) and quiz.admits(line, question) for line in quiz.draw)
    ]
    if not fitting:
        return None
    version, question = min(fitting, key=lambda one: _effort(one[1]))
    texts: dict[str, Any] = {row.language: row.shown for row in session.execute(content_queries.shown_of(version))}
    passages = {language: shown["passages"] for language, shown in texts.items()}
    return Opening(version=version, bank=bank, question=question, passages=passages)


def _effort(question: Question) -> tuple[bool, int, int, str]:
    length = sum(len(text) for text in question.prompt.values())
    return question.scope == "article", question.difficulty or 2, length, question.id
