"""What came in time stays in time, and who comes into a group gets its time, also in an attempt that runs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.services.classes import groups
from quiz.services.classes.assignments import excepting, sitting, standing, writing
from quiz.services.classes.assignments.drafts import BadDraft
from quiz.services.classes.assignments.excepting import Wanted
from quiz.services.classes.assignments.in_time import MadeLate
from quiz.services.classes.faults import ClassError
from quiz.storage.models.assignments import AssignmentOverride
from quiz.storage.models.classes import ClassGroup, ClassMember, GroupMember
from quiz.storage.models.notices import Notice
from tests.services.builders import MINUTE
from tests.services.classes.assignments.conftest import Room
from tests.services.classes.assignments.test_assignments import DAY, HOUR, draft, published, sit
from tests.stores import NOW

SHARE = {"late_policy": "marked"}


def member_of(session: Session, room: Room) -> int:
    """Alice's number in the class."""
    return session.scalars(select(ClassMember.id).where(ClassMember.account_id == room.alice.id)).one()


def group_with(session: Session, room: Room, assignment: int, **wanted: object) -> ClassGroup:
    """A group with an exception, and nobody in it."""
    group = groups.make(session, room.entered.id, "저녁")
    session.add(AssignmentOverride(assignment_id=assignment, group_id=group.id, made_at=NOW, **wanted))
    session.flush()
    return group


@pytest.mark.any_database
def test_a_due_date_that_makes_late_what_came_in_time_is_refused_and_the_earliest_is_named(
    session: Session, room: Room
) -> None:
    row = published(session, room, due_at=NOW + DAY, **SHARE)
    sit(session, room, row, handed_in=NOW + 2 * HOUR + timedelta(seconds=1))
    earlier = draft(room, due_at=NOW + HOUR, title="새 확인", **SHARE)
    with pytest.raises(BadDraft) as caught:
        writing.change(session, room.entered, row.id, earlier, seen=row.version, now=NOW + 3 * HOUR)
    values = caught.value.faults["due_at"].values
    earliest = NOW + 2 * HOUR + MINUTE
    # Seoul is nine hours ahead.
    assert values == {"count": 1, "earliest": (earliest + 9 * HOUR).strftime("%Y-%m-%d %H:%M")}
    assert (row.due_at, row.title) == (NOW + DAY, "확인")
    changed = draft(room, due_at=earliest, **SHARE)
    writing.change(session, room.entered, row.id, changed, seen=row.version, now=NOW + 3 * HOUR)
    assert [one.days_late for one in standing.find(session, room.alice, row.id, now=NOW + DAY).attempts] == [0]


def test_what_was_late_before_stops_no_change(session: Session, room: Room) -> None:
    row = published(session, room, due_at=NOW + HOUR, **SHARE)
    sit(session, room, row, handed_in=NOW + 2 * HOUR)
    earlier = draft(room, due_at=NOW + MINUTE, **SHARE)
    assert writing.change(session, room.entered, row.id, earlier, seen=row.version, now=NOW + 3 * HOUR)


def test_who_has_a_later_date_of_their_own_stops_no_change(session: Session, room: Room) -> None:
    row = published(session, room, due_at=NOW + DAY, **SHARE)
    own = Wanted(members=(member_of(session, room),), due_at=NOW + 2 * DAY)
    excepting.make(session, room.entered, row.id, own, now=NOW)
    sit(session, room, row, handed_in=NOW + 2 * HOUR)
    earlier = draft(room, due_at=NOW + HOUR, **SHARE)
    assert writing.change(session, room.entered, row.id, earlier, seen=row.version, now=NOW + 3 * HOUR)


def test_an_attempt_that_runs_in_time_is_not_made_late(session: Session, room: Room) -> None:
    row = published(session, room, due_at=NOW + DAY, **SHARE)
    sitting.start(session, room.alice, row.id, now=NOW)
    earlier = draft(room, due_at=NOW + HOUR, **SHARE)
    with pytest.raises(BadDraft):
        writing.change(session, room.entered, row.id, earlier, seen=row.version, now=NOW + 2 * HOUR)


@pytest.mark.any_database
def test_an_exception_by_which_work_came_in_time_is_neither_ended_nor_shortened(session: Session, room: Room) -> None:
    row = published(session, room, due_at=NOW + HOUR, **SHARE)
    mine = (member_of(session, room),)
    excepting.make(session, room.entered, row.id, Wanted(members=mine, due_at=NOW + 2 * DAY), now=NOW)
    sit(session, room, row, now=NOW, handed_in=NOW + DAY)
    (made,) = excepting.every(session, room.entered, row)
    with pytest.raises(MadeLate):
        excepting.end(session, room.entered, row.id, made.row.id, now=NOW + DAY)
    with pytest.raises(BadDraft) as caught:
        excepting.make(session, room.entered, row.id, Wanted(members=mine, attempts=1), now=NOW + DAY)
    assert set(caught.value.faults) == {"due_at"}
    assert session.scalars(select(AssignmentOverride.due_at)).all() == [NOW + 2 * DAY]


@pytest.mark.any_database
def test_who_came_in_time_by_a_group_is_not_taken_out_of_it_and_it_is_not_deleted(session: Session, room: Room) -> None:
    row = published(session, room, due_at=NOW + HOUR, **SHARE)
    group, mine = group_with(session, room, row.id, due_at=NOW + 2 * DAY), [member_of(session, room)]
    groups.put_in(session, group, mine, now=NOW)
    sit(session, room, row, now=NOW, handed_in=NOW + DAY)
    with pytest.raises(ClassError, match="made_late"):
        groups.take_out(session, group, mine, now=NOW + DAY)
    with pytest.raises(ClassError, match="made_late"):
        groups.remove(session, room.entered.id, group.id, now=NOW + DAY)
    assert session.scalars(select(GroupMember.member_id)).all() == mine


@pytest.mark.any_database
def test_who_comes_into_a_group_gets_its_time_at_once_and_keeps_it(session: Session, room: Room) -> None:
    row = published(session, room, minutes=20)
    group, mine = group_with(session, room, row.id, extra_minutes=10), [member_of(session, room)]
    alices, bobs = (sitting.start(session, one, row.id, now=NOW) for one in (room.alice, room.bob))
    groups.put_in(session, group, mine, now=NOW + MINUTE)
    assert (alices.deadline_at, bobs.deadline_at) == (NOW + 30 * MINUTE, NOW + 20 * MINUTE)
    told = select(Notice.kind).where(Notice.account_id == room.alice.id).order_by(Notice.id)
    assert list(session.scalars(told)) == ["assigned", "more_time"]
    groups.take_out(session, group, mine, now=NOW + 2 * MINUTE)
    assert alices.deadline_at == NOW + 30 * MINUTE


@pytest.mark.any_database
@pytest.mark.parametrize("dates", [{"due_at": NOW}, {"due_at": NOW, **SHARE}, {"closes_at": NOW}])
def test_a_draft_whose_dates_have_passed_is_not_published(
    session: Session, room: Room, dates: dict[str, object]
) -> None:
    row = writing.make(session, room.entered, draft(room, **dates), now=NOW - DAY)
    with pytest.raises(BadDraft):
        writing.publish(session, room.entered, row.id, now=NOW + MINUTE)
    assert row.published_at is None
    assert session.scalars(select(Notice.kind)).all() == []
    assert writing.publish(session, room.entered, row.id, now=NOW).published_at == NOW
