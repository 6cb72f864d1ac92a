"""The groups of a class: made, renamed, deleted, and who is in them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from quiz.domain.text_limits import fault_of, is_plain
from quiz.services import audit
from quiz.services.attempts.refusals import NotFound
from quiz.services.classes.assignments.excepting import regrouped
from quiz.services.classes.faults import ClassError
from quiz.services.identity.names import tidy_name
from quiz.storage.models.classes import ClassGroup, GroupMember
from quiz.storage.prepared import fetch
from quiz.storage.queries.classes import entering as class_queries

LONGEST = 60


@dataclass(frozen=True, kw_only=True)
class Group:
    """A group with how many are in it."""

    id: int
    name: str
    members: int


def groups_of(session: Session, class_id: int) -> list[Group]:
    """The groups of a class, by name."""
    rows = fetch(session, class_queries.groups_of(class_id))
    return [Group(id=row.id, name=row.name, members=row.members) for row in rows]


def make(session: Session, class_id: int, name: str) -> ClassGroup:
    """A new group. Raises ``ClassError``: ``group``, ``marks``, ``taken``."""
    return _named(session, ClassGroup(class_id=class_id, name=tidy_group(name)))


def rename(session: Session, class_id: int, group_id: int, name: str) -> None:
    """Call a group otherwise. Raises ``NotFound``, and as ``make``."""
    group, tidy = find(session, class_id, group_id), tidy_group(name)
    group.name = tidy
    _named(session, group)


def remove(session: Session, class_id: int, group_id: int, *, now: datetime, by: audit.Actor = audit.APP) -> None:
    """Delete a group; its members stay in the class. Raises ``NotFound``, ``ClassError`` (``made_late``)."""
    group = find(session, class_id, group_id)
    with regrouped(session, group, (), now=now, by=by):
        session.delete(group)


def find(session: Session, class_id: int, group_id: int) -> ClassGroup:
    """A group of a class. Raises ``NotFound``."""
    group: ClassGroup | None = fetch(session, class_queries.group(class_id, group_id)).scalars().first()
    if group is None:
        raise NotFound(str(group_id))
    return group


def tidy_group(name: str) -> str:
    """What a group is called, in one form. Raises ``ClassError``."""
    fault = fault_of(name, LONGEST)
    tidy = tidy_name(name) if fault is None else ""
    if not tidy or not is_plain(tidy):
        raise ClassError("marks" if fault == "marks" else "group")
    return tidy


def put_in(
    session: Session, group: ClassGroup, members: Collection[int], *, now: datetime, by: audit.Actor = audit.APP
) -> None:
    """Put members of the class into a group; who is in it already stays. Its exceptions reach attempts that run."""
    # Of two who put the same members in at once, the second waits, and finds them there.
    session.execute(select(ClassGroup.id).where(ClassGroup.id == group.id).with_for_update())
    there = set(fetch(session, class_queries.in_group(group.id)).scalars())
    new = sorted(set(members) - there)
    if new:
        with regrouped(session, group, new, now=now, by=by):
            session.execute(insert(GroupMember), [{"group_id": group.id, "member_id": number} for number in new])


def take_out(
    session: Session, group: ClassGroup, members: Collection[int], *, now: datetime, by: audit.Actor = audit.APP
) -> None:
    """Take members out of a group; attempts that run keep their time. Raises ``ClassError`` (``made_late``)."""
    which = GroupMember.group_id == group.id, GroupMember.member_id.in_(members)
    with regrouped(session, group, members, now=now, by=by):
        session.execute(delete(GroupMember).where(*which), execution_options={"synchronize_session": False})


def _named(session: Session, group: ClassGroup) -> ClassGroup:
    try:
        with session.begin_nested():
            session.add(group)
            session.flush()
    except IntegrityError:
        raise ClassError("taken") from None
    return group
