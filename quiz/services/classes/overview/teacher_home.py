"""A teacher's first page: their classes, what waits today, and what to begin with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from quiz.domain.classes import heat
from quiz.platform.settings import DEFAULT_TIME_ZONE
from quiz.services.classes import listing
from quiz.services.classes.overview.help import LOOK_BACK
from quiz.services.current_user import Learner
from quiz.storage.models.classes import STAFF, ClassRow
from quiz.storage.prepared import fetch
from quiz.storage.queries.teaching import known as known_queries
from quiz.storage.queries.teaching import work as work_queries


@dataclass(frozen=True, kw_only=True)
class Taught:
    """A class of a teacher's: its learners, those who have begun, who answered this week, and who are late.

    ``mastered`` is the share of all questions that those who have begun mastered, of 100; None where nobody has.
    """

    row: ClassRow
    learners: int
    begun: int
    mastered: int | None
    active: int
    late: int
    overdue: int


@dataclass(frozen=True, kw_only=True)
class Steps:
    """What a teacher has begun with: a bank, their own or assigned, a class, a learner in one, an assignment."""

    bank: bool
    school_class: bool
    learner: bool
    assignment: bool

    @property
    def done(self) -> bool:
        """Whether nothing is left."""
        return self.bank and self.school_class and self.learner and self.assignment


@dataclass(frozen=True, kw_only=True)
class TeacherHome:
    """``answers`` wait to be graded, ``reports`` for an answer, ``challenges`` for a decision.

    ``running`` tests are being taken.
    """

    classes: Sequence[Taught]
    archived: Sequence[ClassRow]
    answers: int
    reports: int
    challenges: int
    running: int
    steps: Steps

    @property
    def late(self) -> list[Taught]:
        """The classes in which somebody is late with an assignment."""
        return [one for one in self.classes if one.late]

    @property
    def waits(self) -> bool:
        """Whether anything does."""
        return bool(self.answers or self.reports or self.challenges or self.running or self.late)


def find(session: Session, person: Learner, *, everybody: bool = False, now: datetime) -> TeacherHome:
    """The first page of a teacher; what waits is of their own learners, or for an admin of ``everybody``."""
    every = [one for one in listing.classes_of(session, person) if one.role in STAFF]
    since = now - timedelta(days=7)
    week = since.astimezone(ZoneInfo(person.time_zone or DEFAULT_TIME_ZONE)).date()
    rows = fetch(session, work_queries.active_by_class(person.id, week, since))
    active = {row.class_id: row.learners for row in rows}
    late = {row.class_id: row for row in fetch(session, work_queries.overdue_by_class(person.id, now, now - LOOK_BACK))}
    known = {row.class_id: row for row in fetch(session, known_queries.known_by_class(person.id))}
    waiting = session.execute(work_queries.waiting_for(person.id, everybody=everybody)).one()
    classes = [
        Taught(
            row=one.row,
            learners=one.learners,
            begun=known[one.row.id].begun if one.row.id in known else 0,
            mastered=_mean(known[one.row.id]) if one.row.id in known else None,
            active=active.get(one.row.id, 0),
            late=late[one.row.id].learners if one.row.id in late else 0,
            overdue=late[one.row.id].assignments if one.row.id in late else 0,
        )
        for one in every
        if one.row.archived_at is None
    ]
    return TeacherHome(
        classes=classes,
        archived=[one.row for one in every if one.row.archived_at is not None],
        answers=waiting.answers,
        reports=waiting.reports,
        challenges=waiting.challenges,
        running=waiting.running,
        steps=Steps(
            bank=bool(waiting.has_bank or waiting.has_assigned),
            school_class=bool(every),
            learner=any(one.learners for one in every),
            assignment=bool(waiting.has_assigned),
        ),
    )


def _mean(row: Any) -> int:
    """The share of questions that those who have begun have mastered on average, of 100."""
    return heat.percent(row.mastered, row.begun * row.questions)
