"""A class with a teacher and two learners."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.services.classes import entering, making
from quiz.services.classes.entering import Entered
from quiz.storage.models.content import SeriesRow
from quiz.storage.models.identity import Account
from tests.services.builders import person
from tests.stores import NOW


@dataclass(frozen=True, kw_only=True)
class Room:
    """A class as its teacher enters it, and who is in it."""

    entered: Entered
    series: int
    teacher: Account
    alice: Account
    bob: Account


@pytest.fixture
def room(session: Session) -> Room:
    teacher = person(session, "Tae-ri", "teacher")
    alice, bob = person(session, "Alice"), person(session, "Bob")
    series = session.scalars(select(SeriesRow.id)).one()
    row = making.make(session, teacher, "2반", [series], time_zone="Asia/Seoul", now=NOW)
    for one in (alice, bob):
        making.join(session, one, row.code, now=NOW)
    return Room(
        entered=entering.enter(session, teacher, row.id, "assign"),
        series=series,
        teacher=teacher,
        alice=alice,
        bob=bob,
    )
