"""A class is deleted with all that is its own. What its learners did stays theirs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from quiz.services import audit
from quiz.services.classes.assignments import leaving, releasing
from quiz.storage.models.attempts import Attempt
from quiz.storage.models.classes import ClassRow
from quiz.storage.queries.classes import data as class_data

_UNSYNCHRONIZED = {"synchronize_session": False}


@dataclass(frozen=True, kw_only=True)
class Losses:
    """What goes with a class; ``attempts`` stay with their learners."""

    learners: int
    teachers: int
    groups: int
    assignments: int
    exceptions: int
    marks: int
    attempts: int


class WrongName(ValueError):
    """The name that was typed is not that of the class."""


def losses(session: Session, class_id: int) -> Losses:
    """How much is lost when a class is deleted."""
    return Losses(**session.execute(class_data.counts(class_id)).one()._mapping)


def check_name(row: ClassRow, typed: str) -> None:
    """Raise ``WrongName`` unless ``typed`` is the name of the class; spaces around it do not matter."""
    if " ".join(typed.split()) != " ".join(row.name.split()):
        raise WrongName(typed)


def delete_class(
    session: Session, class_id: int, *, now: datetime, by: audit.Actor = audit.APP, act: str = "class_deleted"
) -> None:
    """Delete a class: members, groups, assignments, exceptions, marks. Attempts stay in their learners' histories.

    One that runs is set aside, scored as far as it was. Scores that were held back for a time are shown now, as
    nothing could release them any more.
    """
    session.get(ClassRow, class_id, with_for_update=True)
    quizzes = list(session.scalars(class_data.quizzes(class_id)))
    running = update(Attempt).where(Attempt.quiz_id.in_(quizzes), Attempt.state == "running")
    session.execute(running.values(state="set_aside"), execution_options=_UNSYNCHRONIZED)
    releasing.release_of_class(session, class_id, now=now)
    audit.record(session, act, audit.school_class(class_id), by=by, now=now)
    assignments = [one.id for one, _ in session.execute(class_data.assignments(class_id))]
    audit.mark_deleted(session, class_id, assignments)
    session.execute(delete(ClassRow).where(ClassRow.id == class_id), execution_options=_UNSYNCHRONIZED)
    leaving.leave(session, quizzes)
