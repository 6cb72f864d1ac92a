"""A bank is published while its questions are answered: what is done is counted by one rule, whoever comes first."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from quiz.services.aggregates import rebuild
from quiz.services.attempts import starting, submitting
from quiz.services.content.media import MediaFolder
from quiz.storage.models.attempts import Attempt
from quiz.storage.models.identity import Account
from quiz.storage.models.reporting import LearnerMonth
from tests.builders import definition
from tests.conftest import NOW
from tests.services import recount
from tests.services.builders import MONTH, Job, check, overlapping, person, publish_month, recipe, right, save

EVERY = ["single_choice", "true_false", "numeric"]


@pytest.fixture
def alice(session: Session, media: MediaFolder) -> int:
    """Alice, who may practise a quiz of three questions, or take it as a test."""
    ids = [f"one-{kind.replace('_', '-')}" for kind in EVERY]
    quizzes = [recipe("practice", "practice", *ids), recipe("test", "exam", *ids)]
    publish_month(session, media, questions=[definition(kind) for kind in EVERY], quizzes=quizzes)
    account = person(session, "Alice")
    session.commit()
    return account.id


def begin(session: Session, account_id: int, quiz: str) -> None:
    """Begin one of the two; a test is answered as well."""
    account = session.get_one(Account, account_id)
    attempt = starting.start(session, account, f"{MONTH}/{quiz}", now=NOW)
    for position in (1, 2, 3) if quiz == "test" else ():
        save(session, account, attempt, position, right)
    session.commit()


def withdrawing(media: MediaFolder) -> Job:
    """Publish the month with one question less."""

    def job(session: Session) -> None:
        few = [definition(kind) for kind in EVERY[:2]]
        publish_month(session, media, questions=few, quizzes=[recipe("rest", "practice", "one-true-false")])

    return job


def handing_in(account_id: int) -> Job:
    def job(session: Session) -> None:
        account = session.get_one(Account, account_id)
        submitting.hand_in(session, account, attempts_of(session, account_id)["exam"], now=NOW)

    return job


def checking(account_id: int) -> Job:
    def job(session: Session) -> None:
        account = session.get_one(Account, account_id)
        token = attempts_of(session, account_id)["practice"]
        attempt = session.scalars(select(Attempt).where(Attempt.token == token)).one()
        for position in (1, 2, 3):
            check(session, account, attempt, position)

    return job


def attempts_of(session: Session, account_id: int) -> dict[str, str]:
    """The tokens of somebody's attempts, by mode."""
    rows = select(Attempt.mode, Attempt.token).where(Attempt.account_id == account_id)
    return {mode: token for mode, token in session.execute(rows)}  # noqa: C416 - rows are no pairs to mypy


@pytest.mark.parametrize(("answering", "quiz"), [(handing_in, "test"), (checking, "practice")])
@pytest.mark.parametrize("first", ["publishing", "answering"])
def test_a_question_that_is_withdrawn_while_it_is_answered_is_not_done(
    first: str,
    answering: Callable[[int], Job],
    quiz: str,
    engine: Engine,
    session: Session,
    media: MediaFolder,
    alice: int,
) -> None:
    begin(session, alice, quiz)
    jobs = (withdrawing(media), answering(alice))
    session.rollback()
    assert overlapping(engine, *(jobs if first == "publishing" else jobs[::-1])) == (None, None)
    assert session.scalars(select(LearnerMonth.done)).all() == [2]
    assert recount.stored(session) == recount.counted_anew(session)
    assert list(rebuild.differences(session)) == []
