"""What must hold whatever broke, read from the store alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from quiz.storage.models.attempts import AnswerRow, Attempt, AttemptQuestion
from quiz.storage.models.reporting import LearnerMonth, QuestionAggregate
from tests.faults.clients import Acknowledged
from tests.faults.crowd import Learner
from tests.services import recount


def answers_of(session: Session, learner: Learner) -> Sequence[Row[Any]]:
    """Every answer of a learner's exam, by question and revision."""
    return session.execute(
        select(
            AttemptQuestion.position,
            AttemptQuestion.revision.label("latest"),
            AnswerRow.revision,
            AnswerRow.device_sequence,
            AnswerRow.value,
        )
        .join(Attempt, AttemptQuestion.attempt_id == Attempt.id)
        .join(AnswerRow, AnswerRow.attempt_question_id == AttemptQuestion.id)
        .where(Attempt.token == learner.attempt)
        .order_by(AttemptQuestion.position, AnswerRow.revision)
    ).all()


def assert_kept(session: Session, learner: Learner, acknowledged: Sequence[Acknowledged]) -> None:
    """What was acknowledged is there as it was, once, without gaps, and the latest of it is what counts."""
    rows = answers_of(session, learner)
    kept = sorted((row.device_sequence, row.position, row.revision, row.value) for row in rows)
    assert kept == sorted((one.sequence, one.position, one.revision, one.value) for one in acknowledged)
    by_position = defaultdict(list)
    for row in rows:
        by_position[row.position].append(row)
    last = {one.position: one.value for one in acknowledged}
    for position, answers in by_position.items():
        assert [row.revision for row in answers] == list(range(1, answers[0].latest + 1)), learner.name
        assert answers[-1].value == last[position], learner.name


def assert_scored_once(session: Session, learners: Sequence[Learner]) -> None:
    """Each exam is finished, and every sum holds each of its scores once."""
    states = select(Attempt.token, Attempt.state).where(Attempt.token.in_([one.attempt for one in learners]))
    assert {state for _, state in session.execute(states)} == {"finished"}
    assert recount.stored(session) == recount.counted_anew(session)
    scored = select(func.count()).select_from(AttemptQuestion).where(AttemptQuestion.scored_at.is_not(None))
    assert session.scalar(select(func.sum(QuestionAggregate.answers))) == session.scalar(scored)
    assert set(session.scalars(select(LearnerMonth.finished))) == {1}
