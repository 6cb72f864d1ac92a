"""A made-up learner sits a test: answers are saved one after the other, as a browser sends them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quiz.domain.questions import Question
from quiz.domain.questions.base import Variant
from quiz.services.attempts import locking, saving
from quiz.services.attempts.locking import LockedQuestion
from quiz.services.attempts.saving import AnswerSubmission
from quiz.services.attempts.serialization import variant_from
from quiz.services.attempts.time_in_view import Looked
from quiz.services.attempts.timing import is_late
from quiz.services.demo.answering import Given
from quiz.storage.models.attempts import Attempt, AttemptQuestion
from quiz.storage.models.identity import Account

Give = Callable[[Question, Variant, datetime], Given]
"""What is answered to a question that is shown at a moment."""


def answer(session: Session, account: Account, attempt: Attempt, give: Give, at: datetime, *, leaves: int) -> datetime:
    """Answer the questions up to ``leaves``, as long as the time lasts; when the last answer was given."""
    for position in range(1, min(leaves, count_of(session, attempt)) + 1):
        target = locking.lock_question(session, account, attempt.token, position)
        given = give(target.question, variant_from(target.row.variant), at)
        if is_late(attempt, at + timedelta(seconds=given.seconds)):
            break
        at += timedelta(seconds=given.seconds)
        raw = {name: list(values) for name, values in given.answer.items()}
        saving.save(session, target, raw, sent(target, given, at), now=at)
    return at


def sent(target: LockedQuestion, given: Given, now: datetime) -> AnswerSubmission:
    """What a browser says with an answer."""
    return AnswerSubmission(
        device="demo",
        sequence=(target.row.position << 4) + target.row.revision,
        base_revision=target.row.revision,
        client_at=now,
        certainty=given.certainty if target.quiz.certainty != "off" else None,
        looked=Looked(shown_ago=given.seconds, in_view=given.seconds),
    )


def count_of(session: Session, attempt: Attempt) -> int:
    """How many questions an attempt has."""
    asked = select(func.count()).where(AttemptQuestion.attempt_id == attempt.id)
    return session.scalars(asked.select_from(AttemptQuestion)).one()
