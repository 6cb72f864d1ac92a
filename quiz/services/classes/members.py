"""Who is in a class: its learners page by page, its teachers and their roles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from quiz.domain.errors import Message
from quiz.services import audit
from quiz.services.attempts.refusals import NotFound
from quiz.services.classes import making
from quiz.services.classes.faults import ClassError
from quiz.services.classes.names import Names
from quiz.services.identity.accounts import find_named
from quiz.services.identity.names import name_key
from quiz.services.notices import inbox
from quiz.services.notices.inbox import Notified
from quiz.storage.models.classes import STAFF, ClassMember
from quiz.storage.models.identity import TEACHERS
from quiz.storage.prepared import fetch
from quiz.storage.queries.classes import entering as class_queries
from quiz.storage.queries.classes import members as member_queries

SORTS = ("name", "joined", "seen")
"""What the learners of a class can be put in order by."""


@dataclass(frozen=True, kw_only=True)
class LearnerRow:
    """A learner of a class in a list; ``account`` is empty where it is their name in the class, or a pseudonym."""

    id: int
    account_id: int
    name: str | Message
    account: str
    joined_at: datetime
    seen_at: datetime | None
    """None for an account that was never used."""
    groups: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class StaffRow:
    """Somebody who teaches a class, with their role."""

    id: int
    account_id: int
    name: str
    role: str


@dataclass(frozen=True, kw_only=True)
class Seeking:
    """Which learners a page shows: ``named`` so, of one ``group`` (0 for all), in the order of ``sort``."""

    named: str = ""
    group: int = 0
    sort: str = "name"
    falling: bool = False


def count_learners(session: Session, class_id: int, seeking: Seeking) -> int:
    """How many learners of a class are sought."""
    return session.scalar(member_queries.count_learners(class_id, name_key(seeking.named), seeking.group)) or 0


def learners_page(session: Session, names: Names, seeking: Seeking, *, limit: int, offset: int) -> list[LearnerRow]:
    """A page of the learners of a class. Behind pseudonyms they are in the order of those, not of their names."""
    which = names.row.id, name_key(seeking.named), seeking.group
    if names.hidden:
        everybody = session.execute(member_queries.learners(*which)).all()
        rows = sorted(everybody, key=lambda row: str(names.of(row.id, row.name)))
        rows = rows[offset : offset + limit]
    else:
        query = member_queries.learners_page(*which, seeking.sort, seeking.falling, limit, offset)
        rows = list(session.execute(query).all())
    groups = _groups(session, [row.id for row in rows])
    return [
        LearnerRow(
            id=row.id,
            account_id=row.account_id,
            name=names.of(row.id, row.name, row.shown_name),
            account=row.name if row.shown_name and not names.hidden else "",
            joined_at=row.joined_at,
            seen_at=row.seen_at,
            groups=groups[row.id],
        )
        for row in rows
    ]


def _groups(session: Session, members: Collection[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for member, name in session.execute(member_queries.group_names(members)):
        found[member].append(name)
    return found


def staff_of(session: Session, class_id: int) -> list[StaffRow]:
    """Who teaches a class: owners first, then teachers, then assistants, each by name."""
    rows = fetch(session, class_queries.staff_of(class_id))
    found = [StaffRow(id=row.id, account_id=row.account_id, name=row.name or "", role=row.role) for row in rows]
    return sorted(found, key=lambda one: STAFF.index(one.role))


def chosen(session: Session, class_id: int, numbers: Collection[int]) -> list[ClassMember]:
    """The learners of a class with these numbers of members. Raises ``ClassError`` (``chosen``) where none is one."""
    found = list(session.scalars(member_queries.learners_among(class_id, numbers)))
    if not found:
        raise ClassError("chosen")
    return found


def named_learners(session: Session, names: Names, numbers: Collection[int]) -> list[tuple[int, str | Message]]:
    """Those of these members who are learners of the class, by number, with their names."""
    rows = session.execute(member_queries.learners(names.row.id, "", 0).where(ClassMember.id.in_(numbers)))
    return [(row.id, names.of(row.id, row.name, row.shown_name)) for row in rows]


def remove(session: Session, members: Collection[ClassMember], *, now: datetime, by: audit.Actor = audit.APP) -> None:
    """Take learners out of their class; their marks stay with it, and their attempts with them."""
    for member in members:
        making.leave(session, member, now=now, by=by)


def add_staff(
    session: Session, class_id: int, name: str, role: str, *, now: datetime, by: audit.Actor = audit.APP
) -> ClassMember:
    """Let somebody teach a class. An assistant may be anybody with an account; who owns or teaches it is a teacher.

    Raises ``ClassError``: ``role``, ``nobody``, ``no_teacher``, ``in_class``.
    """
    if role not in STAFF:
        raise ClassError("role")
    account = find_named(session, name)
    if account is None or account.disabled:
        raise ClassError("nobody")
    if role != "assistant" and account.role not in TEACHERS:
        raise ClassError("no_teacher")
    known: ClassMember | None = fetch(session, class_queries.member_row(class_id, account.id)).scalars().first()
    if known is not None and known.left_at is None:
        raise ClassError("in_class")
    return making.add(session, class_id, account.id, role, now=now, by=by)


def set_role(
    session: Session, class_id: int, member_id: int, role: str, *, now: datetime, by: audit.Actor = audit.APP
) -> None:
    """Give somebody who teaches a class another role there; empty takes them out.

    Raises ``NotFound``; ``ClassError``: ``role``, ``no_teacher``, and ``last_owner`` where nobody would own it.
    """
    staff = list(fetch(session, class_queries.staff_rows(class_id)).scalars())
    member = next((one for one in staff if one.id == member_id), None)
    if member is None:
        raise NotFound(str(member_id))
    if role not in (*STAFF, ""):
        raise ClassError("role")
    check_owned(staff, member, role)
    if not role:
        making.leave(session, member, now=now, by=by)
        return
    if role != "assistant" and session.scalar(member_queries.role_of_account(member.account_id)) not in TEACHERS:
        raise ClassError("no_teacher")
    before, member.role = member.role, role
    session.flush()
    what = audit.school_class(class_id, member.account_id)
    audit.record(session, "class_role_changed", what, by=by, now=now, before={"role": before}, after={"role": role})


def check_owned(staff: Collection[ClassMember], member: ClassMember, role: str) -> None:
    """Raise ``ClassError`` (``last_owner``) if nobody owned the class once ``member`` has ``role``."""
    if member.role == "owner" and role != "owner" and sum(one.role == "owner" for one in staff) == 1:
        raise ClassError("last_owner")


def leave(session: Session, member: ClassMember, *, now: datetime, by: audit.Actor = audit.APP) -> None:
    """Let a member go who wants to. Raises ``ClassError`` (``last_owner``)."""
    if member.role in STAFF:
        check_owned(list(fetch(session, class_queries.staff_rows(member.class_id)).scalars()), member, "")
    making.leave(session, member, now=now, by=by)


def tell(session: Session, by: str, accounts: Collection[int], text: str, *, address: str, now: datetime) -> None:
    """Put a message of somebody called ``by`` into the inboxes of members. ``text`` is as ``messages.tidy`` gives."""
    data = {"by": by, "text": text}
    notices = [Notified(account_id=number, data=data, address=address) for number in accounts]
    inbox.notify_all(session, "message", notices, now=now)
