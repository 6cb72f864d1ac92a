"""A class for tests whose teacher teaches everybody, as a teacher sees the learners of their classes alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event, insert, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from quiz.services.classes import making
from quiz.storage.models.classes import ClassMember, ClassRow
from quiz.storage.models.content import SeriesRow
from quiz.storage.models.identity import Account
from tests.stores import NOW

LEARNING = ("learner", "guest")


def class_of(session: Session, teacher: Account) -> ClassRow:
    """A class of ``teacher`` with everybody who learns by now."""
    series = session.scalars(select(SeriesRow.id)).all()
    row = making.make(session, teacher, "Everybody", series, time_zone="Asia/Seoul", now=NOW)
    for number in session.scalars(select(Account.id).where(Account.role.in_(LEARNING))).all():
        making.add(session, row.id, number, "learner", now=NOW)
    return row


@contextmanager
def newcomers_in_class(number: int) -> Iterator[None]:
    """Everybody who comes within the block, guests too, is in the class of that number."""

    def join(mapper: Any, connection: Connection, account: Account) -> None:
        if account.role in LEARNING:
            member = {"class_id": number, "account_id": account.id, "role": "learner", "joined_at": NOW}
            connection.execute(insert(ClassMember), member)

    event.listen(Account, "after_insert", join)
    try:
        yield
    finally:
        event.remove(Account, "after_insert", join)
