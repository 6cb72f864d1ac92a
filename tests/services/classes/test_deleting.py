"""What is deleted goes whole: neither sums of accounts that are gone nor earlier recipes stand in its way."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quiz.services.attempts import submitting
from quiz.services.classes import making
from quiz.services.classes.assignments import sitting, writing
from quiz.services.classes.keeping import deleting
from quiz.services.identity import deleting as deleting_accounts
from quiz.storage.models.assignments import Assignment
from quiz.storage.models.content import QuizRow, SeriesRow
from quiz.storage.models.reporting import ItemAggregate, PlaceAggregate, TotalAggregate
from tests.services.builders import named
from tests.services.classes.assignments.conftest import Room, room
from tests.services.classes.assignments.test_assignments import draft, published, sit
from tests.stores import NOW

__all__ = ["room"]


def sat_by_nobody_any_more(session: Session, room: Room) -> Assignment:
    """An assignment whose only learner deleted their account."""
    row = published(session, room)
    sit(session, room, row)
    number = row.id
    alice = named(session, "Alice")
    deleting_accounts.lock(session, alice)
    deleting_accounts.remove(session, alice, "account_deleted", now=NOW)
    return session.get_one(Assignment, number)


def assert_whole(session: Session, quiz: int) -> None:
    assert session.get(QuizRow, quiz) is None
    for table in (TotalAggregate, ItemAggregate, PlaceAggregate):
        assert session.scalar(select(func.count()).select_from(table)) == 0, table


def test_a_class_is_deleted_whose_learners_deleted_their_accounts(session: Session, room: Room) -> None:
    number = room.entered.id
    quiz = sat_by_nobody_any_more(session, room).quiz_id
    deleting.delete_class(session, number, now=NOW)
    assert_whole(session, quiz)


def test_a_draft_is_deleted_whose_learners_deleted_their_accounts(session: Session, room: Room) -> None:
    entered = room.entered
    row = sat_by_nobody_any_more(session, room)
    quiz = row.quiz_id
    assert writing.take_back(session, entered, row.id, now=NOW)
    assert writing.remove(session, entered, row.id, now=NOW)
    assert_whole(session, quiz)


@pytest.mark.any_database
def test_an_assignment_is_made_after_one_that_was_tried_is_deleted(session: Session, room: Room) -> None:
    row = writing.make(session, room.entered, draft(room), now=NOW)
    trial = sitting.start_trial(session, room.teacher, room.entered.id, row.id, now=NOW)
    submitting.hand_in(session, room.teacher, trial.token, now=NOW)
    assert writing.remove(session, room.entered, row.id, now=NOW)
    assert published(session, room).quiz_id != trial.quiz_id


def test_a_number_of_a_class_or_an_assignment_is_not_given_again(session: Session, room: Room) -> None:
    row = writing.make(session, room.entered, draft(room), now=NOW)
    first = row.id
    assert writing.remove(session, room.entered, row.id, now=NOW)
    assert writing.make(session, room.entered, draft(room), now=NOW).id > first
    number = room.entered.id
    deleting.delete_class(session, number, now=NOW)
    series = session.scalars(select(SeriesRow.id)).all()
    made = making.make(session, room.teacher, "Another", series, time_zone="Asia/Seoul", now=NOW)
    assert made.id > number
