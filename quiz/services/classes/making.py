"""Classes are made, joined and left."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from quiz.services import audit
from quiz.services.attempts.refusals import NotFound
from quiz.services.current_user import Learner
from quiz.storage.models.classes import ClassMember, ClassRow, ClassSeries
from quiz.storage.prepared import fetch
from quiz.storage.queries.classes import entering as class_queries

CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Letters and digits of a code: none that is taken for another."""
CODE_LENGTH = 8


def new_code() -> str:
    """A code that lets learners in: 8 of 31 letters and digits, 39 bits."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


def make(
    session: Session,
    owner: Learner,
    name: str,
    series: Sequence[int],
    *,
    time_zone: str,
    now: datetime,
    term: str = "",
    by: audit.Actor = audit.APP,
) -> ClassRow:
    """A new class of ``owner`` for the series of these numbers."""
    row = ClassRow(name=name, term=term, code=new_code(), time_zone=time_zone, created_at=now)
    session.add(row)
    session.flush()
    session.add_all(ClassSeries(class_id=row.id, series_id=number) for number in dict.fromkeys(series))
    session.add(ClassMember(class_id=row.id, account_id=owner.id, role="owner", joined_at=now))
    session.flush()
    audit.record(session, "class_made", audit.school_class(row.id), by=by, now=now)
    return row


def join(session: Session, person: Learner, code: str, *, now: datetime, by: audit.Actor = audit.APP) -> ClassRow:
    """Let ``person`` into the class of that code, as a learner unless they are in it. Raises ``NotFound``."""
    row: ClassRow | None = fetch(session, class_queries.by_code(tidy_code(code))).scalars().first()
    if row is None:
        raise NotFound(code)
    add(session, row.id, person.id, "learner", now=now, by=by)
    return row


def tidy_code(code: str) -> str:
    """A code as it is stored, however it was typed."""
    return "".join(letter for letter in code.upper() if letter.isalnum())[:CODE_LENGTH]


def add(
    session: Session, class_id: int, account_id: int, role: str, *, now: datetime, by: audit.Actor = audit.APP
) -> ClassMember:
    """The member that an account is in a class, let in now with ``role`` unless it is there already."""
    member: ClassMember | None = fetch(session, class_queries.member_row(class_id, account_id)).scalars().first()
    if member is None:
        member, is_new = _let_in(session, class_id, account_id, role, now)
        if not is_new:
            return member
    elif member.left_at is not None:
        member.left_at, member.role, member.joined_at = None, role, now
    else:
        return member
    session.flush()
    audit.record(
        session, "class_joined", audit.school_class(class_id, account_id), by=by, now=now, after={"role": role}
    )
    return member


def _let_in(session: Session, class_id: int, account_id: int, role: str, now: datetime) -> tuple[ClassMember, bool]:
    """A new member, and whether it is new: another request may have let the account in at the same moment."""
    member = ClassMember(class_id=class_id, account_id=account_id, role=role, joined_at=now)
    try:
        with session.begin_nested():
            session.add(member)
            session.flush()
    except IntegrityError:
        known: ClassMember | None = fetch(session, class_queries.member_row(class_id, account_id)).scalars().first()
        if known is None:
            raise
        return known, False
    return member, True


def leave(session: Session, member: ClassMember, *, now: datetime, by: audit.Actor = audit.APP) -> None:
    """Let a member go: the row stays, so that marks stay with the class."""
    member.left_at = now
    session.flush()
    audit.record(session, "class_left", audit.school_class(member.class_id, member.account_id), by=by, now=now)
