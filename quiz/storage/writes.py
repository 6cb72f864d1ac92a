"""Named changes to the store that are made at every turn: built once, their values given with the execution."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import Table, Update, bindparam, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from quiz.storage.models import Answer, AttemptQuestion

_ANSWERS: Table = Answer.__table__  # type: ignore[assignment]  # declared as a FromClause, and a Table in truth
_QUESTIONS: Table = AttemptQuestion.__table__  # type: ignore[assignment]


def insert(session: Session, table: Any) -> Any:
    """An INSERT that knows ON CONFLICT, in the dialect of the session's database."""
    return _insert(session.get_bind().dialect.name, table)


def _insert(dialect: str, table: Any) -> Any:
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


@cache
def append_answer(dialect: str) -> Any:
    """Append the answer whose columns are given; returns its id, or nothing where the device has used the number."""
    key = ["attempt_id", "device", "device_sequence"]
    return _insert(dialect, _ANSWERS).on_conflict_do_nothing(index_elements=key).returning(_ANSWERS.c.id)


@cache
def note_answer() -> Update:
    """Put the latest revision, whether it holds anything and how sure one is to the question ``question``."""
    return (
        update(_QUESTIONS)
        .where(_QUESTIONS.c.id == bindparam("question"))
        .values(revision=bindparam("latest"), answered=bindparam("holds"), certainty=bindparam("sure"))
    )
