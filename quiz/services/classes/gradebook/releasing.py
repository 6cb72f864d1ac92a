"""Marks are hidden from learners until their column is released."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from quiz.services import audit
from quiz.services.classes.gradebook import arranging, tables
from quiz.services.classes.gradebook.books import Book, Column
from quiz.services.notices import inbox
from quiz.services.notices.inbox import Notified
from quiz.storage.models.classes import ClassRow
from quiz.storage.prepared import fetch
from quiz.storage.queries.classes import gradebook as gradebook_queries

KIND, EXCUSED = "marks_released", "mark_excused"


def release(
    session: Session, of_class: ClassRow, book: Book, column: Column, *, now: datetime, by: audit.Actor
) -> bool:
    """Show a column to its learners, with one notice each however often it is released; whether it was hidden.

    Who is excused reads that. Whose mark their assignment shows later finds no notice of it now.
    """
    row = arranging.stored(session, book, column)
    if row.released_at is not None:
        return False
    row.released_at = now
    session.flush()
    address = f"/classes/{book.class_id}/marks#{column.key}"
    data = {"column": column.title, "school_class": of_class.name}
    people = tables.learners(session, book.class_id)
    only = replace(book, columns=(column,))
    cells = {
        row.learner.account_id: row.cells[column.key]
        for row in tables.rows(session, only, people, now=now, for_learners=True)
    }
    for kind, excused in ((KIND, False), (EXCUSED, True)):
        informed = set(fetch(session, gradebook_queries.informed(book.class_id, kind, address)).scalars())
        notices = [
            Notified(account_id=account, data=data, address=address)
            for account, cell in cells.items()
            if cell.excused == excused and cell.state != "later" and account not in informed
        ]
        inbox.notify_all(session, kind, notices, now=now)
    audit.record(session, "marks_released", column.audited(book.class_id), by=by, now=now, after=_named(column))
    return True


def take_back(session: Session, book: Book, column: Column, *, now: datetime, by: audit.Actor) -> bool:
    """Hide a column from its learners again; whether it was shown."""
    row = arranging.stored(session, book, column)
    if row.released_at is None:
        return False
    row.released_at = None
    session.flush()
    audit.record(session, "marks_hidden", column.audited(book.class_id), by=by, now=now, after=_named(column))
    return True


def _named(column: Column) -> dict[str, object]:
    return {} if column.is_assignment else {"column": column.id}
