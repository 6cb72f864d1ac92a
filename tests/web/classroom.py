"""A class for the tests of pages, with something to look at, put straight into the store."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.services.classes import making
from quiz.services.identity import accounts
from quiz.storage.models.assignments import Assignment
from quiz.storage.models.classes import ClassMember
from quiz.storage.models.content import QuizRow, SeriesRow
from tests.web.store import session_of

CLASS = "3-B"


def classroom(app: Flask, teacher: str, *learners: str, late: str = "") -> int:
    """The number of a class of the teacher's with these learners; ``late`` is an assignment that was due yesterday."""
    with session_of(app) as session:
        return made(session, teacher, *learners, late=late, now=app.extensions["clock"].now())


def made(session: Session, teacher: str, *learners: str, late: str = "", now: datetime) -> int:
    """The same in a session."""
    series = session.scalars(select(SeriesRow.id)).all()
    owner, *others = (accounts.find_named(session, name) for name in (teacher, *learners))
    assert owner is not None
    row = making.make(session, owner, CLASS, series, time_zone="Asia/Seoul", now=now - timedelta(days=30))
    for found in others:
        assert found is not None
        making.add(session, row.id, found.id, "learner", now=now - timedelta(days=20))
    if late:
        _assign(session, row.id, series[0], late, now)
    return row.id


def _assign(session: Session, class_id: int, series: int, title: str, now: datetime) -> None:
    quiz = QuizRow(series_id=series, key="~assignment-of-a-test", position=0, built_in=True)
    session.add(quiz)
    session.flush()
    of_it = {"class_id": class_id, "series_id": series, "quiz_id": quiz.id, "chosen": {}, "prerequisites": []}
    when = {"due_at": now - timedelta(days=1), "published_at": now - timedelta(days=9), "created_at": now}
    session.add(Assignment(title=title, source="picked", **of_it, **when))


def member_of(app: Flask, name: str) -> int:
    """The number of somebody as a member of the class that they joined last."""
    with session_of(app) as session:
        found = accounts.find_named(session, name)
        assert found is not None
        learns = (ClassMember.account_id == found.id, ClassMember.role == "learner")
        return session.scalars(select(ClassMember.id).where(*learns).order_by(ClassMember.id.desc())).first() or 0
