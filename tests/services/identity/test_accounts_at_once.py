"""People who sign up, sign in or leave while something of theirs is being counted."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from quiz.services.aggregates import rebuild
from quiz.services.attempts import starting
from quiz.services.attempts.refusals import NotFound
from quiz.services.identity import accounts, passwords
from quiz.storage.models.attempts import Attempt, AttemptQuestion
from quiz.storage.models.identity import Account
from quiz.storage.models.reporting import QuestionAggregate
from tests.conftest import NOW, PASSWORD
from tests.services import recount
from tests.services.builders import EXAM, MINUTE, PRACTICE, at_once, check, overlapping, person, pinned, practise
from tests.services.together import account, begun, checking, handing_in, starting_job


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A session that reads nothing anew after a commit, and so holds no lock while others work."""
    with Session(engine, expire_on_commit=False) as session:
        yield session


def guests_with_opposite_orders(session: Session, count: int) -> list[int]:
    """Guests who checked the same questions, every other one of them from the last to the first."""
    keys = []
    for number in range(count):
        guest = accounts.start_guest(session, now=NOW)
        attempt = starting.start(session, guest, PRACTICE, now=NOW)
        rows = sorted(pinned(session, attempt), key=lambda row: row.question_version_id, reverse=number % 2 == 0)
        for step, row in enumerate(rows):
            check(session, guest, attempt, row.position, now=NOW + step * MINUTE)
        guest.role, guest.name, guest.name_key, guest.password_hash = "learner", f"G{number}", f"g{number}", "-"
        keys.append(guest.id)
    session.commit()
    return keys


def test_guests_who_sign_up_together_never_wait_in_a_circle(session: Session, engine: Engine) -> None:
    practise(session, person(session, "Bob"))
    keys = guests_with_opposite_orders(session, 10)
    jobs = [lambda session, key=key: rebuild.rebuild(session, [key]) for key in keys]
    assert [type(rows) for rows in at_once(engine, *jobs)] == [int] * 10
    assert recount.stored(session) == recount.counted_anew(session)


def test_a_score_fixed_while_its_guest_signs_up_is_counted(session: Session, engine: Engine) -> None:
    guest = accounts.start_guest(session, now=NOW)
    attempt = begun(session, guest.id, PRACTICE, but=4)
    sign_up = partial(signing_up, key=guest.id)
    overlapping(engine, sign_up, checking(guest.id, attempt, 5))
    overlapping(engine, checking(guest.id, attempt, 6), checking(guest.id, attempt, 7))
    assert recount.stored(session) == recount.counted_anew(session)
    assert sum(row.answers for row in session.scalars(select(QuestionAggregate))) == 7


def signing_up(session: Session, key: int) -> None:
    accounts.sign_up(session, "Bob", PASSWORD, now=NOW, guest=account(session, key))


def test_one_name_signed_up_twice_at_once_is_one_account(session: Session, engine: Engine) -> None:
    jobs = [lambda session: accounts.sign_up(session, "Alice", PASSWORD, now=NOW).id] * 4
    outcomes = at_once(engine, *jobs)
    refused = [outcome for outcome in outcomes if isinstance(outcome, accounts.AccountError)]
    assert [error.code for error in refused] == ["taken"] * 3
    assert session.scalar(select(func.count()).select_from(Account)) == 1


@pytest.mark.parametrize("first", ["check", "sign in"])
def test_a_check_while_its_guest_signs_in_is_counted_or_refused(session: Session, engine: Engine, first: str) -> None:
    alice, guest = person(session, "Alice"), accounts.start_guest(session, now=NOW)
    practise(session, alice)
    attempt = begun(session, guest.id, "2024-01/practice-1-2", but=1)
    jobs = [checking(guest.id, attempt, 8), partial(signing_in, guest=guest.id, key=alice.id)]
    outcomes = overlapping(engine, *(jobs if first == "check" else reversed(jobs)))
    assert isinstance(outcomes[1], NotFound | NoResultFound) == (first == "sign in")
    session.refresh(attempt)
    assert (attempt.account_id, attempt.state) == (alice.id, "finished" if first == "check" else "running")
    assert recount.stored(session) == recount.counted_anew(session)


def signing_in(session: Session, guest: int, key: int) -> None:
    accounts.take_over_guest(session, account(session, guest), account(session, key))


@pytest.mark.parametrize("first", ["hand_in", "delete"])
def test_a_hand_in_while_the_account_is_deleted_leaves_no_trace(session: Session, engine: Engine, first: str) -> None:
    alice = person(session, "Alice")
    alice.password_hash = passwords.hashed(PASSWORD)
    exam = begun(session, alice.id, EXAM)
    jobs = [handing_in(alice.id, exam), partial(deleting, key=alice.id)]
    outcomes = overlapping(engine, *(jobs if first == "hand_in" else reversed(jobs)))
    assert outcomes[0] is None or not isinstance(outcomes[0], Exception)
    assert recount.stored(session) == recount.counted_anew(session)
    assert {row.answers for row in session.scalars(select(QuestionAggregate))} <= {0}
    assert session.scalars(select(AttemptQuestion)).all() == []


def deleting(session: Session, key: int) -> None:
    accounts.delete_account(session, account(session, key), PASSWORD, now=NOW)


@pytest.mark.parametrize("first", ["start", "sign in"])
def test_an_account_that_begins_what_its_guest_has_begun_keeps_one_of_them_running(
    session: Session, engine: Engine, first: str
) -> None:
    alice, guest = person(session, "Alice"), accounts.start_guest(session, now=NOW)
    begun(session, guest.id, PRACTICE, but=6)
    jobs = [starting_job(alice.id, PRACTICE), partial(signing_in, guest=guest.id, key=alice.id)]
    outcomes = overlapping(engine, *(jobs if first == "start" else reversed(jobs)))
    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    states = sorted(session.scalars(select(Attempt.state).where(Attempt.account_id == alice.id)))
    assert states == (["running", "set_aside"] if first == "start" else ["running"])
    assert recount.stored(session) == recount.counted_anew(session)


@pytest.mark.parametrize("first", ["sign up", "sign in"])
def test_a_guest_who_signs_up_and_in_at_once_is_taken_over_once(session: Session, engine: Engine, first: str) -> None:
    alice, guest = person(session, "Alice"), accounts.start_guest(session, now=NOW)
    begun(session, guest.id, PRACTICE, but=6)
    known = account(session, guest.id)
    session.expunge(known)
    jobs = [
        lambda session: accounts.sign_up(session, "Bob", PASSWORD, now=NOW, guest=known).name,
        partial(signing_in, guest=guest.id, key=alice.id),
    ]
    outcomes = overlapping(engine, *(jobs if first == "sign up" else reversed(jobs)))
    assert "Bob" in outcomes
    assert recount.stored(session) == recount.counted_anew(session)
