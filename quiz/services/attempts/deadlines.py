"""Time, by the server's clock: more of it for one learner, and tests that are handed in by rule when it is over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from sqlalchemy.orm import Session

from quiz.services import audit
from quiz.services.attempts import ending
from quiz.services.attempts.informing import inform
from quiz.services.attempts.refusals import AttemptClosed, NotFound
from quiz.services.attempts.submitting import close_if_overdue
from quiz.services.content.definitions import quiz_of
from quiz.services.identity.names import name_key
from quiz.storage.models.attempts import Attempt, AttemptEvent
from quiz.storage.models.identity import Account
from quiz.storage.prepared import fetch
from quiz.storage.queries import deadlines as deadline_queries
from quiz.storage.queries.parts import taught

MAX_MINUTES = 600
_EVER = datetime(1970, 1, 1, tzinfo=UTC)


def extend(
    session: Session,
    name: str,
    minutes: int,
    *,
    now: datetime,
    by: audit.Actor = audit.APP,
    teacher: int | None = None,
) -> datetime:
    """Give a running test, by its token or number, ``minutes`` (1 to 600) more, and return its new deadline.

    Where the time is up already, but nothing was handed in yet, they count from now. It is of a learner of
    ``teacher``, or of anybody. Raises ``NotFound``,
    ``AttemptClosed`` for a test that is over or has no time limit, and ``ValueError``.
    """
    if not 1 <= minutes <= MAX_MINUTES:
        raise ValueError(minutes)
    named = deadline_queries.attempt_named(name).with_for_update().execution_options(populate_existing=True)
    attempt = session.scalars(named.where(*taught(teacher))).first()
    if attempt is None:
        raise NotFound(name)
    if attempt.state != "running" or attempt.deadline_at is None or attempt.closes_at is None:
        raise AttemptClosed(name)
    grace, before = attempt.closes_at - attempt.deadline_at, attempt.deadline_at
    attempt.deadline_at = max(now, attempt.deadline_at) + timedelta(minutes=minutes)
    attempt.closes_at = attempt.deadline_at + grace
    detail = {"minutes": minutes, "until": attempt.deadline_at.isoformat()}
    session.add(AttemptEvent(attempt_id=attempt.id, kind="extended", by_id=by.id, at=now, detail=detail))
    session.flush()
    audit.record(
        session,
        "extended",
        audit.attempt(attempt),
        by=by,
        now=now,
        before={"until": before.isoformat()},
        after={"until": attempt.deadline_at.isoformat()},
    )
    inform(session, "more_time", {attempt.id: {"minutes": minutes}}, now=now)
    return attempt.deadline_at


class Overdue(NamedTuple):
    """A test that is to be handed in by rule."""

    id: int
    token: str
    closes_at: datetime


def next_overdue(session: Session, *, now: datetime, after: Overdue | None = None) -> Overdue | None:
    """The test that has been overdue for longest, or for longest ``after`` another; None where there is none.

    Going on after each that was found, one look comes to all, also past those that can't be handed in.
    """
    since, last = (after.closes_at, after.id) if after is not None else (_EVER, 0)
    row = fetch(session, deadline_queries.overdue_attempts(now, since, last)).first()
    return None if row is None else Overdue(*row)


def close_found(session: Session, overdue: Overdue, *, now: datetime) -> bool:
    """Hand in an overdue test as it was saved; False where that is done, or somebody else is doing it just now.

    One at a time, so that each can be committed before the next: a save waits for one test at most.
    """
    attempt: Attempt | None = fetch(session, deadline_queries.overdue_attempt(overdue.id)).scalars().first()
    if attempt is None:
        return False
    account = session.get_one(Account, attempt.account_id)
    close = close_if_overdue if attempt.mode == "exam" else ending.close_if_overdue
    return close(session, account, attempt, now=now)


@dataclass(frozen=True, kw_only=True)
class Running:
    """A test that somebody is taking, for the teacher who supervises it."""

    token: str
    learner: str
    quiz_key: str
    series_id: int
    title: Mapping[str, str]
    started_at: datetime
    deadline_at: datetime | None
    questions: int
    answered: int
    saved_at: datetime | None


def count_running(session: Session, named: str = "", *, teacher: int | None = None) -> int:
    """How many tests are being taken, by learners of ``teacher``, or any, with ``named`` in their names."""
    return session.scalar(deadline_queries.count_running_tests(name_key(named)).where(*taught(teacher))) or 0


def running(
    session: Session, named: str = "", *, limit: int = 500, offset: int = 0, teacher: int | None = None
) -> list[Running]:
    """A page of the tests that are being taken, those that end first before those that have no end.

    By learners of ``teacher``, or by all.
    """
    query = deadline_queries.running_tests(name_key(named), limit, offset).where(*taught(teacher))
    return [
        Running(
            token=row.token,
            learner=row.name,
            quiz_key=row.key,
            series_id=row.series_id,
            title=quiz_of(row.content_hash, row.quiz).title,
            started_at=row.started_at,
            deadline_at=row.deadline_at,
            questions=row.questions,
            answered=row.answered,
            saved_at=row.saved_at,
        )
        for row in session.execute(query).all()
    ]
