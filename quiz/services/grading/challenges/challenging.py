"""Learners say that an answer of theirs should count, and see what became of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from quiz.domain.challenges.equal_answers import group_key
from quiz.domain.questions.base import is_answered
from quiz.services.attempts.refusals import NotFound
from quiz.services.attempts.serialization import answer_from, variant_from
from quiz.services.content.definitions import question_of
from quiz.services.current_user import Learner
from quiz.services.grading.challenges.shown import Challenged, ChallengeError, checked_text, for_learner
from quiz.storage.models.attempts import Attempt
from quiz.storage.models.grading import Challenge
from quiz.storage.queries.grading import challenges as queries


def challenge(session: Session, account: Learner, token: str, position: int, reason: str, *, now: datetime) -> None:
    """Keep that an answer of one's own should count, and why; the same said twice is said once.

    Only a scored answer whose score shows can be challenged, and that earned less than all. Raises ``NotFound`` and
    ``ChallengeError``.
    """
    row: Any = session.execute(queries.to_challenge(token, account.id, position)).first()
    if row is None or not is_answered(answer_from(row.answer)):
        raise NotFound(token)
    _require_open(row)
    reason = checked_text(reason)
    if not reason:
        raise ChallengeError("reason")
    known = session.scalars(queries.standing_of(row[0].id)).first()
    if known is None:
        session.add(_made(row, reason, now))
        session.flush()
    elif known.reason != reason:
        raise ChallengeError("already")


def _require_open(row: Any) -> None:
    if row.held:
        raise ChallengeError("held")
    if question_of(row.content_hash, row.question).judged_by_person:
        raise ChallengeError("by_person")
    if row[0].fraction == 1:
        raise ChallengeError("right")


def _made(row: Any, reason: str, now: datetime) -> Challenge:
    asked = row[0]
    question = question_of(row.content_hash, row.question)
    return Challenge(
        attempt_question_id=asked.id,
        question_id=row.question_id,
        question_version_id=row.version_id,
        answer=row.answer,
        answer_key=group_key(question, variant_from(asked.variant), answer_from(row.answer)),
        reason=reason,
        made_at=now,
        state="open",
        answers=0,
    )


def mine(session: Session, account: Learner, language: str, *, limit: int, offset: int) -> list[Challenged]:
    """A page of one's own challenges, the latest first; without what may give a key away."""
    query = queries.challenges(language).where(Attempt.account_id == account.id)
    query = query.order_by(Challenge.id.desc()).limit(limit).offset(offset)
    return [for_learner(row, language) for row in session.execute(query)]


def count_mine(session: Session, account: Learner) -> int:
    """How many challenges one has made."""
    return session.scalar(queries.count_of(account.id)) or 0
