"""Guests: what they did stays theirs when they sign up or in; and what is deleted leaves no trace in any sum."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quiz.services import audit
from quiz.services.aggregates import rebuild
from quiz.services.attempts import starting, submitting
from quiz.services.attempts.refusals import AttemptClosed
from quiz.services.identity import accounts, guests, passwords, sign_ins
from quiz.services.identity.accounts import AccountError
from quiz.services.integrity import account_data
from quiz.storage.models.attempts import AnswerRow, Attempt, AttemptQuestion
from quiz.storage.models.identity import Account, SignIn
from quiz.storage.models.integrity import AuditEvent
from quiz.storage.models.reporting import FirstScore, LearnerMonth, LearnerQuestion, QuestionAggregate
from tests.conftest import NOW, PASSWORD
from tests.services import recount
from tests.services.builders import (
    EXAM,
    MINUTE,
    PRACTICE,
    SECOND,
    authenticate,
    check,
    person,
    pinned,
    practise,
    right,
    save,
    sit_exam,
    wrong,
)

OTHER_PRACTICE = "2024-01/practice-1-2"


@pytest.fixture
def guest(session: Session) -> Account:
    return accounts.start_guest(session, now=NOW)


def counted(session: Session) -> int:
    """How many first scores stand in the sums of questions."""
    return session.scalar(select(func.sum(QuestionAggregate.answers))) or 0


def test_a_guest_is_not_counted_and_still_sees_progress(session: Session, guest: Account) -> None:
    practise(session, guest)
    assert counted(session) == 0
    assert session.scalars(select(LearnerMonth.done)).all() == [8]
    assert recount.stored(session) == recount.counted_anew(session)


def test_a_guest_who_signs_up_keeps_every_attempt_and_is_counted(session: Session, guest: Account) -> None:
    finished = practise(session, guest, choose=wrong)
    begun = starting.start(session, guest, OTHER_PRACTICE, now=NOW)
    check(session, guest, begun, 1, now=NOW + MINUTE)
    account = accounts.sign_up(session, "Alice", PASSWORD, now=NOW, guest=guest)
    assert account is guest
    assert (account.role, account.name) == ("learner", "Alice")
    assert starting.start(session, account, OTHER_PRACTICE, now=NOW).token == begun.token
    assert set(session.scalars(select(Attempt.account_id))) == {account.id}
    assert session.get_one(Attempt, finished.id).state == "finished"
    assert counted(session) == 9
    assert recount.stored(session) == recount.counted_anew(session)


@pytest.mark.parametrize(("name", "password", "code"), [("alice", PASSWORD, "taken"), ("Bob", "short", "short")])
def test_a_guest_whose_sign_up_is_refused_stays_a_guest(
    session: Session, guest: Account, name: str, password: str, code: str
) -> None:
    person(session, "Alice")
    practise(session, guest)
    session.commit()
    with pytest.raises(AccountError) as refused:
        accounts.sign_up(session, name, password, now=NOW, guest=guest)
    assert refused.value.code == code
    session.commit()
    assert (guest.role, guest.name, guest.name_key, guest.password_hash) == ("guest", None, None, None)
    assert counted(session) == 0


def test_a_guest_who_signs_in_brings_their_attempts_along(session: Session, guest: Account) -> None:
    alice = person(session, "Alice")
    practise(session, alice, OTHER_PRACTICE)
    practise(session, guest, now=NOW + MINUTE)
    token = sign_ins.open_sign_in(session, guest, "", now=NOW).token
    accounts.take_over_guest(session, guest, alice)
    assert session.scalars(select(Account)).all() == [alice]
    assert sign_ins.find_signed_in(session, token, now=NOW) is None
    assert set(session.scalars(select(Attempt.account_id))) == {alice.id}
    assert session.scalars(select(LearnerMonth.done)).all() == [16]
    assert recount.stored(session) == recount.counted_anew(session)


def test_of_two_running_attempts_the_guests_is_set_aside(session: Session, guest: Account) -> None:
    alice = person(session, "Alice")
    hers = starting.start(session, alice, PRACTICE, now=NOW)
    theirs = starting.start(session, guest, PRACTICE, now=NOW)
    check(session, guest, theirs, 1)
    other = starting.start(session, guest, OTHER_PRACTICE, now=NOW)
    accounts.take_over_guest(session, guest, alice)
    assert {a.token: (a.state, a.account_id) for a in session.scalars(select(Attempt))} == {
        hers.token: ("running", alice.id),
        theirs.token: ("set_aside", alice.id),
        other.token: ("running", alice.id),
    }
    assert starting.start(session, alice, PRACTICE, now=NOW).token == hers.token
    with pytest.raises(AttemptClosed):
        save(session, alice, theirs, 2)
    with pytest.raises(AttemptClosed):
        check(session, alice, theirs, 3)
    assert pinned(session, theirs)[0].share == 1.0
    assert counted(session) == 1
    assert recount.stored(session) == recount.counted_anew(session)


def test_a_first_score_that_was_counted_stays_the_first(session: Session, guest: Account) -> None:
    alice = person(session, "Alice")
    for account, choose, at in ((alice, right, MINUTE), (guest, wrong, MINUTE * 0)):
        for quiz in (PRACTICE, OTHER_PRACTICE):
            practise(session, account, quiz, choose, now=NOW + at)
    before = {row.question_version_id: row.share for row in session.scalars(select(FirstScore))}
    accounts.take_over_guest(session, guest, alice)
    after = {row.question_version_id: row.share for row in session.scalars(select(FirstScore))}
    assert after == {**after, **before}
    assert counted(session) == len(after)
    stored = recount.stored(session)
    assert stored["months"] == recount.counted_anew(session)["months"]
    assert stored["learners"] == recount.counted_anew(session)["learners"]


def test_an_attempt_that_was_only_opened_comes_along(session: Session, guest: Account) -> None:
    alice = person(session, "Alice")
    opened = starting.start(session, guest, PRACTICE, now=NOW)
    accounts.take_over_guest(session, guest, alice)
    assert starting.start(session, alice, PRACTICE, now=NOW).token == opened.token
    assert recount.stored(session) == recount.counted_anew(session)


def test_a_guest_without_attempts_leaves_nothing(session: Session, guest: Account) -> None:
    alice = person(session, "Alice")
    practise(session, alice)
    before = recount.stored(session)
    accounts.take_over_guest(session, guest, alice)
    assert recount.stored(session) == before
    assert session.scalars(select(Account)).all() == [alice]


def test_a_guest_who_signs_in_as_a_teacher_is_still_not_counted(session: Session, guest: Account) -> None:
    teacher = person(session, "Tae-ri", "teacher")
    practise(session, guest)
    accounts.take_over_guest(session, guest, teacher)
    assert counted(session) == 0
    assert recount.stored(session) == recount.counted_anew(session)


def test_guests_who_do_not_come_back_are_deleted_with_all_that_was_theirs(session: Session, guest: Account) -> None:
    practise(session, guest)
    alice = person(session, "Alice")
    lately = accounts.start_guest(session, now=NOW + SECOND)
    known, later = {alice.id, lately.id}, NOW + timedelta(days=90) + SECOND
    assert guests.count_expired(session, days=90, now=NOW + timedelta(days=90)) == 0
    assert (guests.count_expired(session, days=90, now=later), guests.count_expired(session, days=91, now=later)) == (
        1,
        0,
    )
    assert [guests.expire(session, days=90, now=later) for _ in range(2)] == [1, 0]
    assert set(session.scalars(select(Account.id))) == known
    assert session.scalars(select(Attempt)).all() == []
    assert recount.stored(session) == recount.counted_anew(session)


def test_only_so_many_guests_are_deleted_at_once_and_those_of_before_first(session: Session) -> None:
    made = [accounts.start_guest(session, now=NOW + SECOND * number) for number in range(3)]
    last = made[2].id
    later = NOW + timedelta(days=91)
    assert guests.expire(session, days=90, now=later, most=2) == 2
    assert session.scalars(select(Account.id)).all() == [last]


def test_what_was_done_to_a_guest_who_is_deleted_stays_under_a_pseudonym(session: Session, guest: Account) -> None:
    what, by = audit.account(guest), audit.Actor(name="shell: root")
    audit.record(session, "extended", what, by=by, now=NOW)
    assert guests.expire(session, days=90, now=NOW + timedelta(days=91)) == 1
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "extended")).one()
    assert (event.about_id, event.actor) == (None, "shell: root")
    assert event.object_key.startswith(audit.DELETED)


def test_a_guest_stays_signed_in_for_as_long_as_they_are_kept(session: Session, guest: Account) -> None:
    token = sign_ins.open_sign_in(session, guest, "", now=NOW).token
    assert sign_ins.find_signed_in(session, token, now=NOW + timedelta(days=3_650)) is not None
    guests.expire(session, days=90, now=NOW + timedelta(days=91))
    assert sign_ins.find_signed_in(session, token, now=NOW) is None


def test_counting_a_learner_anew_changes_nothing(session: Session) -> None:
    alice = person(session, "Alice")
    practise(session, alice, choose=wrong)
    sit_exam(session, alice, now=NOW + MINUTE)
    sit_exam(session, alice, "final", wrong, now=NOW + 2 * MINUTE)
    before = recount.stored(session)
    rebuild.rebuild(session, [alice.id])
    assert recount.stored(session) == before == recount.counted_anew(session)


def test_a_deleted_account_leaves_no_trace(session: Session) -> None:
    bob = person(session, "Bob")
    sit_exam(session, bob)
    session.commit()
    bobs = {bob.id}
    before = recount.stored(session)
    alice = accounts.sign_up(session, "Alice", PASSWORD, now=NOW)
    sign_ins.open_sign_in(session, alice, "", now=NOW)
    practise(session, alice, choose=wrong)
    sit_exam(session, alice, "final", now=NOW + MINUTE)
    starting.start(session, alice, EXAM, now=NOW)
    accounts.delete_account(session, alice, PASSWORD, now=NOW)
    session.commit()
    assert recount.stored(session) == before == recount.counted_anew(session)
    for table in (Attempt, FirstScore, LearnerMonth, LearnerQuestion):
        assert set(session.scalars(select(table.account_id))) == bobs
    assert session.scalars(select(SignIn)).all() == []
    assert session.scalar(select(func.count()).select_from(AttemptQuestion)) == 12
    assert session.scalar(select(func.count()).select_from(AnswerRow)) == 12
    assert authenticate(session, "Alice", PASSWORD) is None


def test_an_account_is_deleted_with_its_password_alone(session: Session) -> None:
    alice = person(session, "Alice")
    alice.password_hash = passwords.hashed(PASSWORD)
    with pytest.raises(AccountError) as refused:
        accounts.delete_account(session, alice, "a wrong one", now=NOW)
    assert refused.value.code == "password"
    assert session.scalars(select(Account)).all() == [alice]


def test_all_that_is_stored_about_an_account_is_handed_out_and_nothing_else(session: Session) -> None:
    alice, charlie = person(session, "Alice"), person(session, "Charlie")
    practise(session, charlie)
    exam = starting.start(session, alice, EXAM, now=NOW)
    save(session, alice, exam, 1, wrong, sequence=1)
    save(session, alice, exam, 1, right, sequence=2, now=NOW + MINUTE)
    submitting.hand_in(session, alice, exam.token, now=NOW + timedelta(minutes=2))
    starting.start(session, alice, PRACTICE, now=NOW)
    data = account_data.export_account(session, alice)
    assert json.loads(json.dumps(data)) == data
    assert (data["name"], data["role"], data["created_at"]) == ("Alice", "learner", NOW.isoformat())
    assert [(one["quiz"], one["state"]) for one in data["attempts"]] == [(PRACTICE, "running"), (EXAM, "finished")]
    first = data["attempts"][1]["questions"][0]
    assert (first["position"], first["share"]) == (1, 1.0)
    assert [answer["revision"] for answer in first["answers"]] == [1, 2]
    assert data["attempts"][0]["points"] is None
    assert {one["share"] for one in data["attempts"][0]["questions"]} == {None}
