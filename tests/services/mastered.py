"""Months that somebody has mastered, put straight into the store: by answers it takes two days and hundreds of them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.storage.models.content import BankRow, QuestionRow
from quiz.storage.models.identity import Account
from quiz.storage.models.reporting import LearnerMastery, LearnerMonth, LearnerQuestion, ReviewCard
from tests.stores import NOW


def master(session: Session, account: Account, month: str, *, but: int = 0, now: datetime = NOW) -> int:
    """Let all questions of a month be mastered, but for some that were never answered; how many there are."""
    bank = session.scalars(select(BankRow).where(BankRow.slug == month)).one()
    own = select(QuestionRow).where(QuestionRow.bank_id == bank.id, QuestionRow.withdrawn.is_(False))
    questions = session.scalars(own.order_by(QuestionRow.id)).all()
    answered = questions[: len(questions) - but]
    key = {"account_id": account.id}
    session.merge(LearnerMonth(**key, bank_id=bank.id, done=len(answered), finished=1))
    for measures in {one.measures for one in answered}:
        session.merge(
            LearnerMastery(
                **key,
                bank_id=bank.id,
                measures=measures,
                known=0.99,
                answers=4,
                right_answers=4,
                first_right=now.date(),
                two_days=True,
                answered_at=now,
                mastered_at=now,
            )
        )
    for one in answered:
        known = {"question_id": one.id, **key}
        session.merge(LearnerQuestion(**known, latest_share=1.0, latest_at=now, done_at=now))
        days = {"reviewed_on": now.date(), "reviewed_at": now}
        session.merge(ReviewCard(**known, **days, state=2, step=None, stability=90.0, difficulty=5.0))
    session.flush()
    return len(questions)
