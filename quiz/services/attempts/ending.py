"""Attempts that are checked question by question are ended early: what was answered counts, the rest goes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from quiz.domain.errors import Message
from quiz.domain.grading import marking
from quiz.services.attempts import locking, practice, submitting
from quiz.services.attempts.refusals import AttemptClosed, NotFound
from quiz.services.attempts.timing import is_overdue
from quiz.services.content.definitions import question_of, quiz_of
from quiz.services.current_user import Learner
from quiz.storage.models.attempts import Attempt, AttemptEvent, AttemptQuestion
from quiz.storage.prepared import fetch
from quiz.storage.queries import attempts as attempt_queries
from quiz.storage.queries.content import published as content_queries


class NotYet(ValueError):
    """An answer can't be judged as it is, or waits to be confirmed by its learner; ``position`` says which.

    ``notice`` says why, where there is more to say.
    """

    def __init__(self, position: int, notice: Message | None = None) -> None:
        self.position = position
        self.notice = notice
        super().__init__(str(position))


def end(session: Session, account: Learner, token: str, *, now: datetime, only_empty: bool = False) -> bool:
    """End a running practice or review. A question that holds an answer is checked; what holds none is taken out.

    Where nothing was answered at all the attempt is set aside: False. A second call changes nothing. Raises
    ``NotFound``, ``NotYet``, and ``AttemptClosed`` for an exam, which is handed in. With ``only_empty`` it is
    ``NotYet`` too where something is answered by now: nobody discards what another page has saved.
    """
    attempt: Attempt | None = fetch(session, attempt_queries.own_attempt(token, account.id)).scalars().first()
    if attempt is None:
        raise NotFound(token)
    if attempt.mode == "exam":
        raise AttemptClosed(token)
    if attempt.state != "running":
        return attempt.state != "set_aside"
    rows = session.scalars(
        select(AttemptQuestion).where(AttemptQuestion.attempt_id == attempt.id).order_by(AttemptQuestion.position)
    ).all()
    answered = [row.position for row in rows if not _is_untouched(row)]
    if answered and only_empty:
        raise NotYet(answered[0])
    if not answered:
        # Another tab may still show it: what is sent from there is refused as closed, and not as unknown.
        attempt.state = "set_aside"
        session.flush()
        return False
    waiting = next((row.position for row in rows if row.waiting), None)
    if waiting is not None:
        raise NotYet(waiting)
    _end(session, account, attempt, rows, now)
    return True


def end_overdue(session: Session, account: Learner, token: str, *, now: datetime) -> bool:
    """``close_if_overdue`` of one's own attempt, by its token. Raises ``NotFound``."""
    attempt: Attempt | None = fetch(session, attempt_queries.own_attempt(token, account.id)).scalars().first()
    if attempt is None:
        raise NotFound(token)
    return close_if_overdue(session, account, attempt, now=now)


def close_if_overdue(session: Session, account: Learner, attempt: Attempt, *, now: datetime) -> bool:
    """End a practice whose time is up, with what was saved in it; True when it was ended by this.

    What waits to be confirmed by its learner, or can't be read, earns what it earns as it is.
    """
    if attempt.state != "running" or not is_overdue(attempt, now):
        return False
    session.add(AttemptEvent(attempt_id=attempt.id, kind="closed_overdue", at=now, detail={}))
    close(session, account, attempt, now=attempt.deadline_at or now)
    return True


def close(session: Session, account: Learner, attempt: Attempt, *, now: datetime) -> None:
    """End a practice that runs with what was saved in it, whether or not it can be judged; set it aside when empty."""
    rows = session.scalars(
        select(AttemptQuestion).where(AttemptQuestion.attempt_id == attempt.id).order_by(AttemptQuestion.position)
    ).all()
    if all(map(_is_untouched, rows)):
        attempt.state = "set_aside"
        session.flush()
        return
    _end(session, account, attempt, rows, now, by_rule=True)


def _end(
    session: Session,
    account: Learner,
    attempt: Attempt,
    rows: Sequence[AttemptQuestion],
    now: datetime,
    *,
    by_rule: bool = False,
) -> None:
    """Check what is answered, take out the rest, and finish. In an assignment the rest still counts as possible."""
    token = attempt.token
    left = [row for row in rows if not _is_untouched(row)]
    session.execute(
        delete(AttemptQuestion).where(AttemptQuestion.id.in_([row.id for row in rows if _is_untouched(row)])),
        execution_options={"synchronize_session": False},
    )
    attempt.ended_early = len(left) < len(rows)
    if attempt.purpose != "assignment":
        _recount_possible(session, attempt)
    for position in [row.position for row in left if row.scored_at is None]:
        target = locking.lock_question(session, account, token, position)
        try:
            practice.check_saved(session, account, target, now=now, by_rule=by_rule)
        except practice.Unreadable as error:
            raise NotYet(position, error.notice) from error
        except ValueError as error:
            raise NotYet(position) from error
    _finish(session, attempt, now)


def _is_untouched(row: AttemptQuestion) -> bool:
    """Whether it holds no answer, and so was not taken part in."""
    return row.scored_at is None and not row.answered


def _recount_possible(session: Session, attempt: Attempt) -> None:
    rows = fetch(session, attempt_queries.asked_in(attempt.id)).all()
    quiz = quiz_of(*fetch(session, content_queries.quiz_of_version(attempt.quiz_version_id)).one())
    attempt.points_possible = marking.possible(quiz, [question_of(r.content_hash, r.question).points for r in rows])
    session.flush()


def _finish(session: Session, attempt: Attempt, now: datetime) -> None:
    """Where all that is left was checked before, no check finishes it."""
    if attempt.state == "running":
        quiz = quiz_of(*fetch(session, content_queries.quiz_of_version(attempt.quiz_version_id)).one())
        submitting.finish_if_scored(session, attempt, quiz, now)
