"""A class is copied to a new term: the same groups, categories, columns and assignments, every date moved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from quiz.domain.assignments.terms import can_be
from quiz.services import audit
from quiz.services.classes import making
from quiz.services.classes.assignment_copies import copy_assignments
from quiz.services.classes.changing import Wanted
from quiz.services.classes.faults import ClassError
from quiz.services.current_user import Learner
from quiz.storage.models.classes import ClassGroup, ClassMember, ClassRow, GroupMember
from quiz.storage.models.gradebook import MarkCategory, MarkColumn
from quiz.storage.prepared import fetch
from quiz.storage.queries.classes import entering as class_queries

MOST_DAYS = 3_660
"""Dates are moved by ten years at most."""


@dataclass(frozen=True, kw_only=True)
class Moved:
    """By how many days dates move; hours stay as they are in the class's zone, also over a change of clocks."""

    days: int
    zone: str

    def at(self, moment: datetime | None) -> datetime | None:
        """The moment that takes the place of one. Raises ``ClassError`` (``years``) where no date may lie there."""
        if moment is None:
            return None
        try:
            local = moment.astimezone(ZoneInfo(self.zone)).replace(tzinfo=None) + timedelta(days=self.days)
            found = local.replace(tzinfo=ZoneInfo(self.zone)).astimezone(UTC)
        except OverflowError:
            raise ClassError("years") from None
        if not can_be(found):
            raise ClassError("years")
        return found


def moved(before: str, after: str, zone: str) -> Moved:
    """How dates move if what began on the day ``before`` begins on the day ``after``, both as a form sends a date.

    Raises ``ClassError`` (``dates``).
    """
    try:
        days = (date.fromisoformat(after) - date.fromisoformat(before)).days
    except ValueError:
        raise ClassError("dates") from None
    if abs(days) > MOST_DAYS:
        raise ClassError("dates")
    return Moved(days=days, zone=zone)


def copy(
    session: Session,
    owner: Learner,
    source: ClassRow,
    wanted: Wanted,
    move: Moved,
    *,
    learners: bool,
    staff: bool,
    now: datetime,
    by: audit.Actor = audit.APP,
) -> ClassRow:
    """A new class of ``owner`` like ``source``: its groups, categories, columns and assignments, these as drafts.

    ``learners`` and ``staff`` say whether its people come along; the learners stay in their groups. Raises
    ``ClassError`` (``years``).
    """
    row = making.make(
        session, owner, wanted.name, wanted.series, time_zone=wanted.time_zone, term=wanted.term, now=now, by=by
    )
    groups = _copy_groups(session, source.id, row.id)
    members = _copy_members(session, source.id, row.id, owner.id, learners=learners, staff=staff, now=now)
    inside = select(GroupMember.group_id, GroupMember.member_id).where(GroupMember.group_id.in_(groups))
    rows = [
        {"group_id": groups[one.group_id], "member_id": members[one.member_id]}
        for one in session.execute(inside)
        if one.member_id in members
    ]
    if rows:
        session.execute(insert(GroupMember), rows)
    categories = _copy_categories(session, source.id, row.id)
    copy_assignments(session, source.id, row.id, categories, move.at, now=now)
    _copy_columns(session, source.id, row.id, categories, move)
    return row


def _copy_groups(session: Session, source: int, target: int) -> Mapping[int, int]:
    """New groups by the numbers of those that they are like."""
    found = {}
    for one in fetch(session, class_queries.groups_of(source)).all():
        group = ClassGroup(class_id=target, name=one.name)
        session.add(group)
        session.flush()
        found[one.id] = group.id
    return found


def _copy_members(
    session: Session, source: int, target: int, owner: int, *, learners: bool, staff: bool, now: datetime
) -> Mapping[int, int]:
    """New members by the numbers of those that they are like; who copies owns the class already."""
    roles = [*(["learner"] if learners else []), *(["owner", "teacher", "assistant"] if staff else [])]
    theirs = select(ClassMember).where(ClassMember.class_id == source, ClassMember.left_at.is_(None))
    rows = session.scalars(theirs.where(ClassMember.role.in_(roles), ClassMember.account_id != owner)).all()
    made = [
        ClassMember(class_id=target, account_id=one.account_id, role=one.role, shown_name=one.shown_name, joined_at=now)
        for one in rows
    ]
    session.add_all(made)
    session.flush()
    return {one.id: new.id for one, new in zip(rows, made, strict=True)}


def _copy_categories(session: Session, source: int, target: int) -> Mapping[int, int]:
    found = {}
    for one in session.scalars(select(MarkCategory).where(MarkCategory.class_id == source).order_by(MarkCategory.id)):
        new = MarkCategory(
            class_id=target, name=one.name, weight=one.weight, drop_lowest=one.drop_lowest, position=one.position
        )
        session.add(new)
        session.flush()
        found[one.id] = new.id
    return found


def _copy_columns(session: Session, source: int, target: int, categories: Mapping[int, int], move: Moved) -> None:
    """New columns of other marks like those of a class: without marks, hidden, between the assignments as they were."""
    for one in session.scalars(select(MarkColumn).where(MarkColumn.class_id == source).order_by(MarkColumn.id)):
        category = categories.get(one.category_id or 0)
        session.add(
            MarkColumn(
                class_id=target,
                title=one.title,
                possible=one.possible,
                category_id=category,
                created_at=move.at(one.created_at),
            )
        )
    session.flush()
