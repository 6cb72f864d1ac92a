"""The question that an answer goes to, locked with its attempt."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from quiz.domain.bank_format.quizzes import Quiz
from quiz.domain.questions import Question
from quiz.services.attempts.refusals import NotFound
from quiz.services.content.definitions import question_of, quiz_of
from quiz.services.current_user import Learner
from quiz.storage.models.attempts import Attempt, AttemptQuestion
from quiz.storage.prepared import fetch
from quiz.storage.queries import attempts as attempt_queries
from quiz.storage.queries.parts import AttemptToSave, PlaceToSave

_ATTEMPT = len(AttemptToSave._fields)
_PLACE = _ATTEMPT + len(PlaceToSave._fields)


@dataclass(frozen=True, kw_only=True)
class SaveTarget:
    """The question that an answer is saved to, locked with its attempt until the commit.

    ``answers`` is how many its attempt holds to all of its questions.
    """

    attempt: Attempt | AttemptToSave
    row: AttemptQuestion | PlaceToSave
    question: Question
    quiz: Quiz
    answers: int = 0


@dataclass(frozen=True, kw_only=True)
class LockedQuestion(SaveTarget):
    """The same, where more may change than its answer."""

    attempt: Attempt
    row: AttemptQuestion


def lock_question(session: Session, account: Learner, token: str, position: int) -> LockedQuestion:
    """The question at ``position`` of one's own attempt, locked until the commit. Raises ``NotFound``."""
    row = fetch(session, attempt_queries.to_change(token, account.id, position)).first()
    if row is None:
        raise NotFound(token)
    return LockedQuestion(
        attempt=row[0],
        row=row[1],
        question=question_of(row.content_hash, row.question),
        quiz=quiz_of(row.quiz_hash, row.quiz),
        answers=row.answers,
    )


def lock_to_save(session: Session, account: Learner, token: str, position: int) -> SaveTarget:
    """The same for an answer that is saved and nothing else, in half the time. Raises ``NotFound``."""
    row = fetch(session, attempt_queries.to_save(token, account.id, position)).first()
    if row is None:
        raise NotFound(token)
    return SaveTarget(
        attempt=AttemptToSave(*row[:_ATTEMPT]),
        row=PlaceToSave(*row[_ATTEMPT:_PLACE]),
        question=question_of(row.content_hash, row.question),
        quiz=quiz_of(row.quiz_hash, row.quiz),
        answers=row.answers,
    )
