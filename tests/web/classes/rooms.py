"""A class as web tests need it: made by a teacher for the series of the six months, with learners let in."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from quiz.services.classes import making
from quiz.storage.models.classes import ClassMember
from quiz.storage.models.content import SeriesRow
from tests.services.builders import named
from tests.stores import NOW
from tests.web.store import session_of


def make_class(app: Flask, teacher: str, *learners: str) -> int:
    """The number of a new class."""
    with session_of(app) as session:
        series = session.scalars(select(SeriesRow.id)).one()
        row = making.make(session, named(session, teacher), "2-B", [series], time_zone="Asia/Seoul", now=NOW)
        for learner in learners:
            making.join(session, named(session, learner), row.code, now=NOW)
        return row.id


def member_of(app: Flask, class_id: int, name: str) -> int:
    """The number of a member of a class."""
    with session_of(app) as session:
        account = named(session, name).id
        mine = (ClassMember.class_id == class_id, ClassMember.account_id == account)
        return session.scalars(select(ClassMember.id).where(*mine)).one()
