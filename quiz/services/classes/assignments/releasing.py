"""Scores and keys that an assignment holds back are shown when their time has come."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from quiz.domain.assignments import rules
from quiz.domain.assignments.terms import Terms, with_extras
from quiz.services.attempts import submitting
from quiz.services.classes.assignments.terms import extras_for, terms_of
from quiz.services.content.definitions import quiz_of
from quiz.services.notices import inbox
from quiz.storage.models.assignments import Assignment
from quiz.storage.models.attempts import Attempt, AttemptEvent
from quiz.storage.prepared import fetch
from quiz.storage.queries.assignments import given as assignment_queries
from quiz.storage.queries.assignments import withheld


class Held(NamedTuple):
    """An attempt whose scores wait."""

    id: int
    quiz_id: int
    account_id: int


def next_held(session: Session, *, now: datetime, after: int = 0) -> Held | None:
    """The next attempt, by its number, whose due date has passed for everybody; None where there is none.

    Its own learner may have a later one: ``release_found`` looks.
    """
    row = fetch(session, withheld.held_back(now, after)).first()
    return None if row is None else Held(*row)


def release_found(session: Session, held: Held, *, now: datetime) -> bool:
    """Show the scores of an attempt, if its learner's time has come; False where not, or somebody else is doing it."""
    attempt = session.scalars(withheld.held_attempt(held.id)).first()
    return attempt is not None and release_if_due(session, attempt, now=now)


def release_if_due(session: Session, attempt: Attempt, *, now: datetime) -> bool:
    """Show the scores of an attempt that is held back, if its time has come; its learner gets a notice."""
    found = of_attempt(session, attempt)
    if found is None or attempt.state != "finished":
        return False
    if rules.shown_of(found.terms, "finished", now) != "shown":
        return False
    _release(session, attempt, found.row.title, now)
    return True


def release_of_class(session: Session, class_id: int, *, now: datetime) -> int:
    """Show whatever the assignments of a class hold back that is about to be deleted; how many attempts.

    Nothing could release it afterwards. What is to be shown never stays back.
    """
    rows = session.execute(withheld.held_back_in(class_id)).all()
    for row in rows:
        _release(session, row.Attempt, row.title, now)
    return len(rows)


def _release(session: Session, attempt: Attempt, title: str, now: datetime) -> None:
    submitting.release(session, attempt)
    session.add(AttemptEvent(attempt_id=attempt.id, kind="released", at=now, detail={}))
    if attempt.state == "finished":
        address = f"/a/{attempt.token}/result"
        inbox.notify(session, attempt.account_id, "released", {"title": title}, address=address, now=now)


class Assigned(NamedTuple):
    """The assignment of an attempt, with the terms of its learner and the zone of the class."""

    row: Assignment
    terms: Terms
    zone: str


def of_attempt(session: Session, attempt: Attempt) -> Assigned | None:
    """The assignment of an attempt; None where it has none, or none any more."""
    row = fetch(session, assignment_queries.of_attempt(attempt.quiz_id)).first()
    if row is None:
        return None
    terms = terms_of(row.Assignment, quiz_of(row.quiz_hash, row.quiz))
    extras = extras_for(session, attempt.account_id).get(row.Assignment.id, ())
    return Assigned(row.Assignment, with_extras(terms, extras), row.time_zone)
