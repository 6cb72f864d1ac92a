"""Who learns in a class, and whom somebody teaches: what the queries of this folder share."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, select

from quiz.storage.models.classes import STAFF, ClassMember, ClassRow
from quiz.storage.queries.parts import LEARNS


def learns(class_id: int) -> tuple[ColumnElement[bool], ...]:
    """The conditions on a member who learns in a class now."""
    return ClassMember.class_id == class_id, LEARNS


def accounts(class_id: int) -> Select[int]:
    """The accounts of those who learn in a class now."""
    return select(ClassMember.account_id).where(*learns(class_id))


def taught(account_id: int) -> Select[int]:
    """The classes that somebody teaches and that are not archived."""
    mine = ClassMember.__table__.alias().c
    return (
        select(mine.class_id)
        .join(ClassRow, ClassRow.id == mine.class_id)
        .where(mine.account_id == account_id, mine.role.in_(STAFF), mine.left_at.is_(None))
        .where(ClassRow.archived_at.is_(None))
    )
