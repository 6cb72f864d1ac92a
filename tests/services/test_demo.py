"""The class of made-up learners."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quiz.services import demo
from quiz.storage.models.attempts import Attempt, AttemptQuestion
from quiz.storage.models.content import QuestionVersion
from quiz.storage.models.identity import Account
from tests.conftest import NOW
from tests.services import recount
from tests.services.builders import authenticate, person

MONTHS = ["2024-01"]


def test_a_class_is_made_whose_sums_are_those_of_its_attempts(session: Session) -> None:
    logins = demo.fill(session, MONTHS, now=NOW)
    session.commit()
    assert [login.role for login in logins] == ["teacher", "learner"]
    for login in logins:
        assert authenticate(session, login.name, login.password) is not None
    assert session.scalar(select(func.count()).select_from(Account)) == len(demo.NAMES) + 1
    assert set(session.scalars(select(Attempt.state))) <= {"running", "finished"}
    latest = session.scalar(select(func.max(Attempt.started_at)))
    assert latest is not None
    assert NOW - timedelta(days=60) < latest <= NOW
    assert recount.stored(session) == recount.counted_anew(session)


def test_whoever_wrote_an_answer_has_confirmed_it(session: Session) -> None:
    demo.fill(session, ["2024-03", "2024-06"], now=NOW)
    session.commit()
    rows = session.scalars(
        select(AttemptQuestion)
        .join(QuestionVersion, AttemptQuestion.question_version_id == QuestionVersion.id)
        .where(QuestionVersion.kind == "essay", AttemptQuestion.answered)
    ).all()
    assert rows
    assert not [row for row in rows if row.waiting or row.scored_at is None]


def test_a_store_with_accounts_is_left_alone(session: Session) -> None:
    alice = person(session, "Alice")
    assert demo.fill(session, MONTHS, now=NOW) == []
    assert session.scalars(select(Account)).all() == [alice]
