"""A class with a gradebook: learners, assignments, what was handed in, marks of elsewhere."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.services import audit
from quiz.services.classes import making
from quiz.services.classes.gradebook import books, tables
from quiz.services.classes.gradebook.books import Book
from quiz.services.classes.gradebook.tables import Learner, Row
from quiz.services.current_user import Learner as Person
from quiz.storage.models.assignments import Assignment
from quiz.storage.models.attempts import Attempt
from quiz.storage.models.classes import ClassRow
from quiz.storage.models.content import QuizRow, QuizVersion, SeriesRow
from quiz.storage.models.gradebook import ClassMark, MarkCategory, MarkColumn
from quiz.storage.models.identity import Account
from tests.conftest import NOW
from tests.services.builders import person

TEACHER = "Tae-ri"
DAY = timedelta(days=1)
CHECK = "2024-02/check"


def school_class(session: Session, owner: Account, *learners: Account, name: str = "AI-1") -> ClassRow:
    """A class of the series with these learners."""
    series = session.scalars(select(SeriesRow.id)).first()
    assert series is not None
    row = making.make(session, owner, name, [series], time_zone="Asia/Seoul", now=NOW - 30 * DAY)
    for one in learners:
        making.add(session, row.id, one.id, "learner", now=NOW - 20 * DAY)
    return row


def assign(session: Session, of_class: ClassRow, title: str = "Check 2", **changes: Any) -> Assignment:
    """A published assignment whose recipe is that of February's test."""
    origin = session.scalars(select(QuizRow).where(QuizRow.key == CHECK)).one()
    recipe = session.get_one(QuizVersion, origin.current_version_id)
    quiz = QuizRow(series_id=origin.series_id, key=f"~assignment-{secrets.token_hex(4)}", position=0, built_in=True)
    session.add(quiz)
    session.flush()
    version = QuizVersion(
        quiz_id=quiz.id, content_hash=recipe.content_hash, definition=recipe.definition, published_at=NOW
    )
    session.add(version)
    session.flush()
    quiz.current_version_id = version.id
    values = {"published_at": NOW - 20 * DAY, "created_at": NOW - 20 * DAY, "source": "quiz", **changes}
    row = Assignment(
        class_id=of_class.id,
        series_id=origin.series_id,
        quiz_id=quiz.id,
        title=title,
        chosen={},
        prerequisites=[],
        **values,
    )
    session.add(row)
    session.flush()
    return row


def sit(
    session: Session,
    account: Person,
    assignment: Assignment,
    points: int | str | None,
    *,
    at: datetime = NOW - DAY,
    possible: int = 10,
    state: str = "finished",
) -> Attempt:
    """An attempt at an assignment that came to these points, handed in then."""
    version = session.get_one(QuizRow, assignment.quiz_id).current_version_id
    finished = state == "finished"
    row = Attempt(
        token=secrets.token_urlsafe(12),
        account_id=account.id,
        quiz_id=assignment.quiz_id,
        quiz_version_id=version,
        seed="1",
        mode="exam",
        purpose="assignment",
        scope="",
        state=state,
        started_at=at - timedelta(minutes=20),
        handed_in_at=None if state == "running" else at,
        finished_at=at if finished else None,
        points=Fraction(points or 0) if finished else None,
        points_possible=Fraction(possible),
    )
    session.add(row)
    session.flush()
    return row


def category(session: Session, of_class: ClassRow, name: str, weight: int, drop: int = 0, position: int = 1) -> int:
    """The number of a category that is made."""
    row = MarkCategory(class_id=of_class.id, name=name, weight=Fraction(weight), drop_lowest=drop, position=position)
    session.add(row)
    session.flush()
    return row.id


def column(session: Session, of_class: ClassRow, title: str = "발표", possible: int = 20, **changes: Any) -> MarkColumn:
    """A column of marks of elsewhere."""
    row = MarkColumn(class_id=of_class.id, title=title, possible=Fraction(possible), created_at=NOW, **changes)
    session.add(row)
    session.flush()
    return row


def book_of(session: Session, of_class: ClassRow) -> Book:
    """The gradebook of a class, read anew."""
    session.flush()
    return books.read(session, of_class.id)


def row_of(session: Session, of_class: ClassRow, name: str, *, released: bool = False) -> Row:
    """The row of a learner, read anew; of what is released alone as the learner sees it."""
    book = book_of(session, of_class)
    (found,) = tables.rows(
        session, book.released() if released else book, [learner_of(session, of_class, name)], now=NOW
    )
    return found


def learner_of(session: Session, of_class: ClassRow, name: str) -> Learner:
    """The learner of that name in a class."""
    (found,) = [one for one in tables.learners(session, of_class.id) if one.name == name]
    return found


def cast(session: Session) -> tuple[Account, Account, Account]:
    """A teacher and two learners."""
    return person(session, TEACHER, "teacher"), person(session, "Alice"), person(session, "Bob")


def by(account: Account) -> audit.Actor:
    """Who acts."""
    return audit.Actor.of(account)


def filled(session: Session, teacher: Account, *learners: Account) -> dict[str, int]:
    """A class with marks in every state; its number, those of a learner, an assignment and a column there."""
    of_class = school_class(session, teacher, *learners)
    tests = category(session, of_class, "평가", 60)
    homework = category(session, of_class, "숙제", 40, drop=1, position=2)
    for number in range(1, 7):
        kind = tests if number % 3 == 0 else homework
        due = NOW - (8 - number) * DAY
        one = assign(session, of_class, f"{number}주차 과제", category_id=kind, due_at=due, late_policy="marked")
        one.released_at = NOW if number < 4 else None
        sit(session, learners[0], one, f"{number + 3}/1", at=due + (number - 4) * DAY)
        sit(session, learners[1], one, None, at=due, state="waiting" if number % 2 else "running")
    other = column(session, of_class, category_id=tests, released_at=NOW)
    member = learner_of(session, of_class, learners[0].name or "").member_id
    given = {"member_id": member, "version": 1, "changed_at": NOW, "changed_by_id": teacher.id}
    session.add(ClassMark(column_id=other.id, points=Fraction(33, 2), **given))
    session.add(ClassMark(assignment_id=one.id, points=Fraction(10), reason="3번 문항에 오류가 있었어요", **given))
    session.flush()
    return {"class": of_class.id, "member": member, "assignment": one.id, "column": other.id}
