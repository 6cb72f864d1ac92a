"""Scores that were stored before mastery and memory were counted: fills in what these need of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session

from quiz.domain import mastery
from quiz.services.aggregates import rebuild
from quiz.services.aggregates.learning import day_in
from quiz.services.content.definitions import question_of
from quiz.services.content.saving.bank_saving import measured_by
from quiz.storage.models.attempts import Attempt, AttemptQuestion
from quiz.storage.models.content import QuestionRow, QuestionVersion
from quiz.storage.models.identity import Account
from quiz.storage.queries.parts import GRADED, QUESTION

BATCH = 1_000
"""Scores that are in memory at a time."""


def waiting(session: Session) -> bool:
    """Whether there is a score of which nothing was kept."""
    return session.scalar(select(AttemptQuestion.id).where(_is_older()).limit(1)) is not None


def fill(session: Session) -> int:
    """Fill in older scores, and recount everything; returns how many scores there were."""
    count = fill_in(session)
    rebuild.rebuild(session)
    return count


def fill_in(session: Session) -> int:
    """Fill in older scores; returns how many there were.

    Statistics of that time are not known: the chances are those of a question without any. No answer counts as quick.
    """
    fill_questions(session)
    count = last = 0
    while rows := _older(session, last):
        session.execute(update(AttemptQuestion), [_filled(row) for row in rows])
        count, last = count + len(rows), rows[-1].id
    return count


def fill_questions(session: Session) -> None:
    """Fill in what questions measure and which section they belong to, where that was not kept yet."""
    query = (
        select(QuestionRow.id, QuestionVersion.content_hash, QUESTION)
        .join(QuestionVersion, QuestionRow.current_version_id == QuestionVersion.id)
        .where(or_(QuestionRow.measures == "", QuestionRow.section.is_(None)))
    )
    found = [
        {"id": row.id, "measures": measured_by(question), "section": question.section}
        for row in session.execute(query)
        for question in [question_of(row.content_hash, row.question)]
    ]
    if found:
        session.execute(update(QuestionRow), found)


def _is_older() -> ColumnElement[bool]:
    return and_(AttemptQuestion.scored_at.is_not(None), AttemptQuestion.guess.is_(None))


def _older(session: Session, last: int) -> Sequence[Any]:
    query = (
        select(AttemptQuestion.id, AttemptQuestion.scored_at, Account.time_zone, QuestionVersion.content_hash, QUESTION)
        .join(Attempt, AttemptQuestion.attempt_id == Attempt.id)
        .join(Account, Attempt.account_id == Account.id)
        .join(QuestionVersion, GRADED)
        .where(_is_older(), AttemptQuestion.id > last)
        .order_by(AttemptQuestion.id)
        .limit(BATCH)
    )
    return session.execute(query).all()


def _filled(row: Any) -> dict[str, Any]:
    guess, slip = mastery.chances(float(question_of(row.content_hash, row.question).guess()))
    return {"id": row.id, "guess": guess, "slip": slip, "day": day_in(row.time_zone, row.scored_at)}
