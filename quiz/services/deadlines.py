"""Time, by the server's clock: more of it for one learner, and tests that are handed in by rule when it is over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from quiz.services.attempts import Closed, NotThere, answer_from, close_if_overdue
from quiz.services.caches import question_of, quiz_of, texts_of
from quiz.services.people import Learner
from quiz.services.spoken import Part, parts_of
from quiz.services.views import view_of
from quiz.storage import time_queries as queries
from quiz.storage.models import Account, Attempt, AttemptEvent, LateAnswer

MOST_MINUTES = 600


def extend(session: Session, token: str, minutes: int, *, now: datetime, by: Learner | None = None) -> datetime:
    """Give a running test ``minutes`` (1 to 600) more, and return its new deadline.

    Where the time is up already, but nothing was handed in yet, they count from now. Raises ``NotThere``, ``Closed``
    for a test that is over or has no time limit, and ``ValueError``.
    """
    if not 1 <= minutes <= MOST_MINUTES:
        raise ValueError(minutes)
    attempt: Attempt | None = session.scalars(*queries.attempt_by_token(token)).first()
    if attempt is None:
        raise NotThere(token)
    if attempt.state != "running" or attempt.deadline_at is None or attempt.closes_at is None:
        raise Closed(token)
    grace = attempt.closes_at - attempt.deadline_at
    attempt.deadline_at = max(now, attempt.deadline_at) + timedelta(minutes=minutes)
    attempt.closes_at = attempt.deadline_at + grace
    detail = {"minutes": minutes, "until": attempt.deadline_at.isoformat()}
    by_id = by.id if by is not None else None
    session.add(AttemptEvent(attempt_id=attempt.id, kind="extended", by_id=by_id, at=now, detail=detail))
    session.flush()
    return attempt.deadline_at


def close_next_overdue(session: Session, *, now: datetime) -> str | None:
    """Hand in the test that has been overdue for longest, as it was saved; its token, or None where there is none.

    One at a time, so that each can be committed before the next: whoever saves waits for one test at most.
    """
    attempt: Attempt | None = session.scalars(*queries.overdue_attempts(now)).first()
    if attempt is None:
        return None
    account = session.get_one(Account, attempt.account_id)
    close_if_overdue(session, account, attempt, now=now)
    return attempt.token


@dataclass(frozen=True, kw_only=True)
class Running:
    """A test that somebody is taking, for whoever supervises it."""

    token: str
    learner: str
    quiz_key: str
    title: Mapping[str, str]
    started_at: datetime
    deadline_at: datetime | None
    questions: int
    answered: int
    saved_at: datetime | None


def running(session: Session) -> list[Running]:
    """The tests that are being taken, those that end first before those that have no end; at most 500."""
    return [
        Running(
            token=row.token,
            learner=row.name,
            quiz_key=row.key,
            title=quiz_of(row.content_hash, row.quiz).title,
            started_at=row.started_at,
            deadline_at=row.deadline_at,
            questions=row.questions,
            answered=row.answered,
            saved_at=row.saved_at,
        )
        for row in session.execute(*queries.running_tests(500)).all()
    ]


@dataclass(frozen=True, kw_only=True)
class Late:
    """An answer that came when nothing counted any more. ``client_at`` is what the device says, and proves nothing."""

    id: int
    learner: str
    quiz_key: str
    question_id: str
    closed_at: datetime | None
    received_at: datetime
    client_at: datetime | None
    parts: tuple[Part, ...]
    counting: tuple[Part, ...]
    is_last: bool


def late_answers(session: Session, language: str) -> list[Late]:
    """What came too late and nobody has decided on, the earliest first; at most 200."""
    rows = session.execute(*queries.undecided_late(language, 200)).all()
    last = {row[1].id: row[0].id for row in rows}
    found = []
    for row in rows:
        late, asked = row[0], row[1]
        question = question_of(row.content_hash, row.question)
        view = view_of(asked, question, texts_of(row.shown), None, row.answer, language)
        found.append(
            Late(
                id=late.id,
                learner=row.name,
                quiz_key=row.key,
                question_id=question.id,
                closed_at=row.handed_in_at,
                received_at=late.received_at,
                client_at=late.client_at,
                parts=parts_of(view, answer_from(late.value)),
                counting=parts_of(view, view.answer),
                is_last=last[asked.id] == late.id,
            )
        )
    return found


def leave(session: Session, late_id: int, *, now: datetime, by: Learner) -> None:
    """Decide that a late answer does not count. A second decision changes nothing. Raises ``NotThere``."""
    late: LateAnswer | None = session.scalars(*queries.late_answer(late_id)).first()
    if late is None:
        raise NotThere(str(late_id))
    if late.counted is None:
        _decide(session, late, counted=False, now=now, by=by)


def _decide(session: Session, late: LateAnswer, *, counted: bool, now: datetime, by: Learner) -> None:
    late.counted, late.decided_at = counted, now
    kind = "late_counted" if counted else "late_left"
    detail = {"late_answer": late.id, "question": late.attempt_question_id}
    session.add(AttemptEvent(attempt_id=late.attempt_id, kind=kind, by_id=by.id, at=now, detail=detail))
    session.flush()
