"""How attempts end: checked to the last question, handed in, or closed because their time is up."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from quiz.services.attempts import starting, submitting
from quiz.services.attempts.practice import Unreadable
from quiz.services.attempts.refusals import AttemptClosed, NotFound
from quiz.services.content.media import MediaFolder
from quiz.storage.models.attempts import Attempt
from quiz.storage.models.identity import Account
from tests.conftest import NOW
from tests.services.builders import (
    EXAM,
    EXAM_TIME,
    MINUTE,
    PRACTICE,
    SECOND,
    answers,
    check,
    nothing,
    person,
    pinned,
    points_of,
    right,
    save,
    start_one,
    typing,
    wrong,
)


@pytest.fixture
def alice(session: Session) -> Account:
    return person(session, "Alice")


@pytest.fixture
def exam(session: Session, alice: Account) -> Attempt:
    return starting.start(session, alice, EXAM, now=NOW)


@pytest.fixture
def practice(session: Session, alice: Account) -> Attempt:
    return starting.start(session, alice, PRACTICE, now=NOW)


def test_what_is_on_its_way_at_the_deadline_counts_as_late_and_nothing_after_that(
    session: Session, alice: Account, exam: Attempt
) -> None:
    moments = [EXAM_TIME, EXAM_TIME + SECOND, EXAM_TIME + MINUTE]
    for number, moment in enumerate(moments, 1):
        assert save(session, alice, exam, 1, sequence=number, now=NOW + moment).revision == number
    assert [answer.late for answer in answers(session, exam, 1)] == [False, True, True]
    with pytest.raises(AttemptClosed):
        save(session, alice, exam, 1, sequence=4, now=NOW + EXAM_TIME + MINUTE + SECOND)


def test_an_overdue_exam_is_handed_in_as_it_was_saved(session: Session, alice: Account, exam: Attempt) -> None:
    save(session, alice, exam, 1, right, now=NOW + MINUTE)
    assert not submitting.close_if_overdue(session, alice, exam, now=NOW + EXAM_TIME)
    assert submitting.close_if_overdue(session, alice, exam, now=NOW + timedelta(days=3))
    assert not submitting.close_if_overdue(session, alice, exam, now=NOW + timedelta(days=3))
    assert (exam.state, exam.finished_at) == ("finished", NOW + EXAM_TIME)
    assert exam.points == points_of(session, exam)[0]
    assert {row.scored_at for row in pinned(session, exam)} == {NOW + EXAM_TIME}
    with pytest.raises(AttemptClosed):
        save(session, alice, exam, 2, right, sequence=2, now=NOW + timedelta(days=3))


def test_starting_an_exam_whose_time_is_up_closes_it_and_begins_anew(
    session: Session, alice: Account, exam: Attempt
) -> None:
    later = starting.start(session, alice, EXAM, now=NOW + timedelta(hours=1))
    assert (exam.state, exam.finished_at, exam.points) == ("finished", NOW + EXAM_TIME, 0)
    assert (later.state, later.started_at) == ("running", NOW + timedelta(hours=1))


def test_practice_has_no_deadline_whatever_its_bank_says(session: Session, alice: Account, media: MediaFolder) -> None:
    attempt = start_one(session, alice, media, "practice", "true-false", minutes="5")
    assert attempt.deadline_at is None
    assert starting.start(session, alice, "2024-07/one", now=NOW + timedelta(hours=1)) is attempt
    assert check(session, alice, attempt, 1, now=NOW + timedelta(hours=1)).fraction == 1


def test_handing_in_scores_once(session: Session, alice: Account, exam: Attempt) -> None:
    save(session, alice, exam, 1, right)
    first = submitting.hand_in(session, alice, exam.token, now=NOW + MINUTE)
    points = points_of(session, exam)[0]
    assert (first.state, first.finished_at, first.points) == ("finished", NOW + MINUTE, points)
    second = submitting.hand_in(session, alice, exam.token, now=NOW + 2 * MINUTE)
    assert (second.finished_at, second.points) == (NOW + MINUTE, points)
    assert [row.share for row in pinned(session, exam)] == [1.0] + [0.0] * 11
    with pytest.raises(AttemptClosed):
        save(session, alice, exam, 2, right, sequence=99)


def test_what_had_arrived_before_the_end_may_be_sent_again(session: Session, alice: Account, exam: Attempt) -> None:
    first = save(session, alice, exam, 1, right, sequence=4)
    submitting.hand_in(session, alice, exam.token, now=NOW + MINUTE)
    again = save(session, alice, exam, 1, right, sequence=4, now=NOW + timedelta(days=1))
    assert (again.revision, again.repeated) == (first.revision, True)
    with pytest.raises(AttemptClosed):
        save(session, alice, exam, 1, wrong, sequence=4, now=NOW + timedelta(days=1))


def test_practice_is_checked_not_handed_in_and_an_exam_the_other_way_round(
    session: Session, alice: Account, exam: Attempt, practice: Attempt
) -> None:
    with pytest.raises(NotFound):
        submitting.hand_in(session, alice, practice.token, now=NOW)
    with pytest.raises(ValueError, match="practice"):
        check(session, alice, exam, 1)


def test_checking_scores_once(session: Session, alice: Account, practice: Attempt) -> None:
    first = check(session, alice, practice, 1, wrong, sequence=1)
    assert first.fraction < 1
    assert check(session, alice, practice, 1, right, sequence=2, now=NOW + MINUTE) == first
    assert pinned(session, practice)[0].scored_at == NOW
    assert len(answers(session, practice, 1)) == 1
    with pytest.raises(AttemptClosed):
        save(session, alice, practice, 1, right, sequence=3)


def test_checking_the_last_question_finishes_practice(session: Session, alice: Account, practice: Attempt) -> None:
    for position in (3, 1, 2, 8, 5, 6, 7):
        check(session, alice, practice, position)
    assert (practice.state, practice.points) == ("running", None)
    check(session, alice, practice, 4, nothing, now=NOW + MINUTE)
    assert (practice.state, practice.finished_at) == ("finished", NOW + MINUTE)
    assert practice.points == practice.points_possible - points_of(session, practice)[3]


def test_a_number_that_cannot_be_read_is_kept_and_not_scored(
    session: Session, alice: Account, media: MediaFolder
) -> None:
    attempt = start_one(session, alice, media, "practice", "numeric")
    with pytest.raises(Unreadable, match="can't be read"):
        check(session, alice, attempt, 1, typing("viel"), sequence=1)
    assert [answer.value for answer in answers(session, attempt, 1)] == [{"number": ["viel"]}]
    assert pinned(session, attempt)[0].scored_at is None
    assert check(session, alice, attempt, 1, right, sequence=2).fraction == 1
