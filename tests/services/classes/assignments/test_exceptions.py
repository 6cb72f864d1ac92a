"""Exceptions reach learners and groups, in advance and while they sit."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quiz.services.attempts.pages import attempt_pages
from quiz.services.attempts.refusals import NotFound
from quiz.services.classes.assignments import excepting, listing, sitting, standing, writing
from quiz.services.classes.assignments.drafts import BadDraft
from quiz.services.classes.assignments.excepting import Wanted
from quiz.storage.models.assignments import Assignment
from quiz.storage.models.classes import ClassGroup, ClassMember, GroupMember
from quiz.storage.models.notices import Notice
from tests.services.builders import MINUTE
from tests.services.classes.assignments.conftest import Room
from tests.services.classes.assignments.test_assignments import draft, published
from tests.stores import NOW

HOUR = timedelta(hours=1)


def members(session: Session, room: Room) -> dict[int, int]:
    rows = session.scalars(select(ClassMember).where(ClassMember.class_id == room.entered.id))
    return {row.account_id: row.id for row in rows}


def grouped(session: Session, room: Room) -> int:
    group = ClassGroup(class_id=room.entered.id, name="저녁")
    session.add(group)
    session.flush()
    session.add(GroupMember(group_id=group.id, member_id=members(session, room)[room.bob.id]))
    session.flush()
    return group.id


def test_an_exception_reaches_attempts_that_run(session: Session, room: Room) -> None:
    row = published(session, room, minutes=20, due_at=NOW + HOUR)
    alices = sitting.start(session, room.alice, row.id, now=NOW)
    bobs = sitting.start(session, room.bob, row.id, now=NOW)
    wanted = Wanted(members=(members(session, room)[room.alice.id],), percent=25, minutes=2, reason="글자가 큰 화면")
    assert excepting.make(session, room.entered, row.id, wanted, now=NOW) == 1
    assert attempt_pages.find_time(session, room.alice, alices.token, "ko")[0].deadline_at == NOW + 27 * MINUTE
    assert bobs.deadline_at == NOW + 20 * MINUTE
    told = select(Notice.kind).where(Notice.account_id == room.alice.id).order_by(Notice.id)
    assert list(session.scalars(told)) == ["assigned", "more_time", "exception"]
    (made,) = excepting.every(session, room.entered, row)
    assert (made.name, made.of_group, made.row.reason) == ("Alice", False, "글자가 큰 화면")
    excepting.end(session, room.entered, row.id, made.row.id, now=NOW)
    assert alices.deadline_at == NOW + 27 * MINUTE


def test_a_group_gets_later_dates_and_more_attempts_in_advance(session: Session, room: Room) -> None:
    row = published(session, room, due_at=NOW + HOUR, attempts_allowed=1)
    wanted = Wanted(groups=(grouped(session, room),), due_at=NOW + 3 * HOUR, attempts=1)
    assert excepting.make(session, room.entered, row.id, wanted, now=NOW) == 1
    assert excepting.make(session, room.entered, row.id, wanted, now=NOW) == 1
    attempt = sitting.start(session, room.bob, row.id, now=NOW + 2 * HOUR)
    assert attempt.deadline_at == NOW + 3 * HOUR
    assert standing.find(session, room.bob, row.id, now=NOW).left == 1
    found = listing.find(session, room.entered, row.id, now=NOW)
    stands = {one.name: one for one in listing.learners(session, room.entered, found)}
    assert {name: (one.excepted, one.state) for name, one in stands.items()} == {
        "Alice": (False, "none"),
        "Bob": (True, "running"),
    }
    assert [(one.begun, one.handed_in) for one in listing.every(session, room.entered.id, now=NOW)] == [(1, 0)]


FAULTS: list[tuple[dict[str, Any], str]] = [
    ({}, "minutes"),
    ({"minutes": 601}, "minutes"),
    ({"percent": -1}, "percent"),
    ({"attempts": 21}, "attempts"),
    ({"due_at": NOW}, "due_at"),
    ({"due_at": NOW.replace(year=9999)}, "due_at"),
    ({"opens_at": NOW.replace(year=1)}, "opens_at"),
    ({"closes_at": NOW.replace(year=2101)}, "closes_at"),
    ({"minutes": 5, "members": ()}, "members"),
    ({"minutes": 5, "reason": "긴" * 201}, "reason"),
]


@pytest.mark.any_database
@pytest.mark.parametrize(("changes", "field"), FAULTS)
def test_what_is_wrong_with_an_exception_is_told(
    session: Session, room: Room, changes: dict[str, Any], field: str
) -> None:
    row = published(session, room, due_at=NOW + HOUR)
    wanted = Wanted(**{"members": (members(session, room)[room.alice.id],), **changes})
    with pytest.raises(BadDraft) as caught:
        excepting.make(session, room.entered, row.id, wanted, now=NOW)
    assert set(caught.value.faults) == {field}


def test_an_exception_is_for_learners_of_the_class_alone(session: Session, room: Room) -> None:
    row = published(session, room)
    teacher = members(session, room)[room.teacher.id]
    with pytest.raises(NotFound):
        excepting.make(session, room.entered, row.id, Wanted(members=(teacher,), attempts=1), now=NOW)


def test_later_dates_for_everybody_reach_attempts_that_run_and_earlier_ones_take_nothing(
    session: Session, room: Room
) -> None:
    row = published(session, room, due_at=NOW + HOUR)
    attempt = sitting.start(session, room.alice, row.id, now=NOW)
    for until, kept in ((2 * HOUR, 2 * HOUR), (HOUR / 2, 2 * HOUR)):
        changed = draft(room, due_at=NOW + until)
        writing.change(session, room.entered, row.id, changed, seen=row.version, now=NOW)
        assert attempt.deadline_at == NOW + kept
    assert session.scalar(select(func.count(Assignment.id))) == 1


@pytest.mark.any_database
def test_who_has_an_exception_from_a_draft_hears_of_it_when_it_is_published(session: Session, room: Room) -> None:
    row = writing.make(session, room.entered, draft(room, due_at=NOW + HOUR), now=NOW)
    wanted = Wanted(groups=(grouped(session, room),), attempts=1)
    excepting.make(session, room.entered, row.id, wanted, now=NOW)
    assert session.scalar(select(func.count(Notice.id))) == 0
    writing.publish(session, room.entered, row.id, now=NOW)
    told = session.execute(select(Notice.account_id, Notice.kind).order_by(Notice.id)).all()
    assert sorted(told) == sorted([(room.alice.id, "assigned"), (room.bob.id, "assigned"), (room.bob.id, "exception")])
