"""The gradebook of a made-up class: categories, marks of elsewhere, a mark that was changed, columns that are shown."""

from __future__ import annotations

from datetime import datetime, timedelta
from fractions import Fraction

from sqlalchemy.orm import Session

from quiz.services import audit
from quiz.services.classes.entering import Entered
from quiz.services.classes.gradebook import arranging, books, marks, releasing, tables
from quiz.services.classes.gradebook.arranging import TypedCategory, TypedColumn
from quiz.services.classes.gradebook.marks import Mark

TESTS, TALK = "시험", "발표"
SHOWN = 3
"""So many of the weekly assignments show their marks to the learners."""


def add_category(session: Session, entered: Entered, *, now: datetime, by: audit.Actor) -> int:
    """The category of tests; its number."""
    book = books.read(session, entered.id)
    arranging.add_category(session, book, TypedCategory(name=TESTS, weight="40"), now=now, by=by)
    return next(one.id for one in books.read(session, entered.id).categories if one.name == TESTS)


def fill(session: Session, entered: Entered, category: int, *, now: datetime, by: audit.Actor) -> None:
    """Enter marks of a talk, excuse somebody, change a mark with its reason, and show some columns."""
    at = now - timedelta(days=1)
    typed = TypedColumn(title=TALK, possible="10", category=str(category))
    talk = arranging.add_column(session, books.read(session, entered.id), typed, now=at, by=by)
    people = tables.learners(session, entered.id)
    for number, person in enumerate(people):
        excused = number == 1
        points = None if excused else Fraction(5 + number * 7 % 6)
        given = Mark(points=points, excused=excused, reason="아파서 빠졌어요" if excused else "")
        marks.change(session, entered.id, talk, person, given, seen=0, now=at, by=by)
    book = books.read(session, entered.id)
    first = next(one for one in book.columns if one.is_assignment)
    raised = Mark(points=first.possible, excused=False, reason="종이에 쓴 답을 셌어요")
    if first.possible is not None:
        marks.change(session, entered.id, first, people[0], raised, seen=0, now=at, by=by)
    shown = [one for one in book.columns if one.is_assignment][:SHOWN]
    for column in [*shown, book.column(talk.key)]:
        releasing.release(session, entered.row, book, column, now=at, by=by)
