"""An attempt of a learner as those who teach them see it: read only, with answers, scores and keys."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from quiz.domain.bank_format.quizzes import Quiz
from quiz.domain.errors import Message
from quiz.services.attempts.pages.answer_texts import AnswerPart, parts_of
from quiz.services.attempts.pages.question_views import QuestionView, view_of
from quiz.services.attempts.refusals import NotFound
from quiz.services.classes.entering import Entered
from quiz.services.content.definitions import question_of, quiz_of, texts_as_published
from quiz.storage.models.assignments import Assignment
from quiz.storage.models.attempts import Attempt
from quiz.storage.prepared import fetch
from quiz.storage.queries.assignments import assigning as assigning_queries
from quiz.storage.queries.teaching import learners as learners_queries


@dataclass(frozen=True, kw_only=True)
class SeenAttempt:
    """An attempt with the number and the name of its learner in the class.

    ``assignment`` is the one of the class that it is at, None for what a learner does by themselves.
    """

    attempt: Attempt
    assignment: Assignment | None
    quiz: Quiz
    quiz_key: str
    series_id: int
    member: int
    name: str | Message
    views: Sequence[tuple[QuestionView, Sequence[AnswerPart]]]
    """Each question, with what was answered in words."""


def at_assignment(session: Session, entered: Entered, assignment_id: int, token: str, language: str) -> SeenAttempt:
    """An attempt at an assignment of a class. Raises ``NotFound``."""
    return _seen(session, entered, assigning_queries.attempt_in_class(entered.id, assignment_id, token), language)


def of_learner(session: Session, entered: Entered, member_id: int, token: str, language: str) -> SeenAttempt:
    """An attempt of a learner of a class at what belongs to it. Raises ``NotFound``."""
    return _seen(session, entered, learners_queries.attempt_of(entered.id, member_id, token), language)


def _seen(session: Session, entered: Entered, query: Any, language: str) -> SeenAttempt:
    row = fetch(session, query).first()
    if row is None:
        raise NotFound(str(entered.id))
    asked = fetch(session, assigning_queries.asked_for_staff(row.Attempt.id, language)).all()
    return SeenAttempt(
        attempt=row.Attempt,
        assignment=row.Assignment,
        quiz=quiz_of(row.quiz_hash, row.quiz),
        quiz_key=row.key,
        series_id=row.series_id,
        member=row.member_id,
        name=entered.names.of(row.member_id, row.name),
        views=tuple(_views(asked, language)),
    )


def _views(rows: Iterable[Any], language: str) -> Iterable[tuple[QuestionView, Sequence[AnswerPart]]]:
    for row in rows:
        view = view_of(
            row[0],
            question_of(row.content_hash, row.question),
            texts_as_published(row.shown, "context", row.context),
            texts_as_published(row.revealed, "sources", row.sources),
            row.answer,
            language,
        )
        yield view, parts_of(view, view.answer)
