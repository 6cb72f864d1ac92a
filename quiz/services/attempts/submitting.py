"""Attempts are handed in and scored, once; the last score finishes them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy.orm import Session

from quiz.domain.bank_format.quizzes import Quiz
from quiz.domain.grading import marking
from quiz.domain.item_analysis.finishes import Judged
from quiz.domain.questions.base import Score, is_answered
from quiz.services.aggregates import finishes, learning, rebuild, sums
from quiz.services.aggregates.folding import COUNTED_ROLES, chosen_in
from quiz.services.attempts.locking import LockedQuestion
from quiz.services.attempts.refusals import NotFound
from quiz.services.attempts.serialization import answer_from, plain_score, variant_from
from quiz.services.attempts.timing import is_overdue
from quiz.services.content.definitions import question_of, quiz_of
from quiz.services.current_user import Learner
from quiz.services.notices import inbox
from quiz.storage.models.attempts import Attempt, AttemptEvent, AttemptQuestion
from quiz.storage.prepared import fetch
from quiz.storage.queries import scores as score_queries
from quiz.storage.queries.content import published as content_queries

FollowUp = Callable[[Session, Learner, LockedQuestion, datetime], None]
"""Puts what is asked next at the end of an attempt that grows while it runs."""


def count_fixed(
    session: Session,
    account: Learner,
    target: LockedQuestion,
    now: datetime,
    *,
    answered: bool,
    sure: int | None,
    follow_up: FollowUp | None = None,
) -> None:
    """Move the sums for a score that was fixed just now, and finish the attempt if it was the last."""
    asked = fetch(session, content_queries.question_of_version(target.row.question_version_id)).one()
    scored = sums.scored_from(target.row, asked.question_id, asked.bank_id, at=now)
    learning.note(session, account, target.row, target.question, asked.answers, asked.total, sure=sure)
    if not target.attempt.is_trial:
        sums.count_scores(session, account, [replace(scored, answered=answered)])
    if follow_up is not None:
        session.flush()
        follow_up(session, account, target, now)
    finish_if_scored(session, target.attempt, target.quiz, now, checked=target.row.id)


def record_score(row: AttemptQuestion, score: Score, mark: Fraction, now: datetime) -> None:
    """Fix the score of a question: how right it is, and what that earns as a share of its points."""
    row.fraction, row.share, row.marks = score.fraction, float(score.fraction), mark
    row.score, row.scored_at, row.waiting = plain_score(score), now, False


def finish_if_scored(
    session: Session, attempt: Attempt, quiz: Quiz, now: datetime, *, checked: int | None = None
) -> None:
    """Finish ``attempt`` if each of its questions has a score, the last one that of ``checked``.

    What its learner may see from now on moves their cards and their mastery; a teacher's trial moves nothing.
    """
    session.flush()
    # Two tabs may check the last two questions at once: the target's lock lets the second one see the first.
    rows = fetch(session, score_queries.to_finish(attempt.id)).all()
    is_whole = all(row.scored_at is not None for row in rows)
    if is_whole:
        _close(session, attempt, _points(rows, attempt, quiz), rows, now)
    if attempt.is_trial:
        return
    if attempt.mode != "exam":
        shown = [row for row in rows if row.id == checked]
    elif is_whole and not attempt.held_back:
        shown = list(rows)
    else:
        return
    if not learning.move(session, attempt.account_id, shown):
        rebuild.recount_learner(session, attempt.account_id)


def release(session: Session, attempt: Attempt) -> None:
    """Show the scores and keys that were held back; of a finished attempt they move cards and mastery from now on."""
    attempt.held_back = False
    session.flush()
    if attempt.state != "finished":
        return
    rows = fetch(session, score_queries.to_finish(attempt.id)).all()
    if not learning.move(session, attempt.account_id, rows):
        rebuild.recount_learner(session, attempt.account_id)


def points_of(session: Session, attempt: Attempt, quiz: Quiz) -> Fraction:
    """The points of an attempt whose questions all have a score."""
    return _points(fetch(session, score_queries.to_finish(attempt.id)).all(), attempt, quiz)


def _points(rows: Sequence[Any], attempt: Attempt, quiz: Quiz) -> Fraction:
    marked = ((question_of(row.content_hash, row.question).points, row.marks) for row in rows)
    return marking.total(quiz, marked, attempt.points_possible)


def hand_in(session: Session, account: Learner, token: str, *, now: datetime) -> Attempt:
    """Close an exam attempt and score it once; a second call returns it as it is. Raises ``NotFound``."""
    row = fetch(session, score_queries.to_hand_in(token, account.id)).first()
    if row is None or row.Attempt.mode != "exam":
        raise NotFound(token)
    attempt: Attempt = row.Attempt
    if attempt.state == "running":
        overdue = is_overdue(attempt, now)
        if overdue:
            session.add(AttemptEvent(attempt_id=attempt.id, kind="closed_overdue", at=now, detail={}))
        at = attempt.deadline_at if overdue and attempt.deadline_at else now
        _score_all(session, account, attempt, quiz_of(row.quiz_hash, row.quiz), at)
    return attempt


def _score_all(session: Session, account: Learner, attempt: Attempt, quiz: Quiz, now: datetime) -> None:
    scores = []
    rows = fetch(session, score_queries.to_score(attempt.id)).all()
    for row in rows:
        question, answer = question_of(row.content_hash, row.question), answer_from(row.answer)
        score = question.judge(variant_from(row[0].variant), answer)
        if score.needs_confirmation and is_answered(answer):
            row[0].waiting, row[0].score = True, plain_score(score)
            continue
        mark = marking.mark_of(quiz, score.fraction, answered=is_answered(answer), level=row[0].certainty)
        record_score(row[0], score, mark, now)
        learning.note(session, account, row[0], question, row.answers, row.total, sure=row[0].certainty)
        scores.append(sums.scored_from(row[0], row.question_id, row.bank_id, at=now))
    waits = len(scores) < len(rows)
    if waits:
        attempt.handed_in_at, attempt.state = now, "waiting"
    session.flush()
    if not attempt.is_trial:
        _count_all(session, account, attempt, scores, waits=waits)
    finish_if_scored(session, attempt, quiz, now)
    if waits and not attempt.is_trial:
        inbox.tell_teachers_of_answers(session, account.id, now=now)


def _count_all(
    session: Session, account: Learner, attempt: Attempt, scores: Sequence[sums.Scored], *, waits: bool
) -> None:
    # A quiz that is finished at once is counted with its month when it is; nothing else counts as one.
    is_counted_later = attempt.purpose == "quiz" and not waits and len({score.bank_id for score in scores}) == 1
    sums.count_scores(session, account, scores, months=not is_counted_later)


def _close(
    session: Session,
    attempt: Attempt,
    points: Fraction,
    rows: Sequence[Any],
    now: datetime,
) -> None:
    attempt.state, attempt.finished_at, attempt.points = "finished", now, points
    attempt.handed_in_at = attempt.handed_in_at or now
    session.flush()
    sums.count_finished_attempt(session, attempt, [row.bank_id for row in rows])
    if rows[0].role in COUNTED_ROLES and finishes.is_counted(attempt):
        finishes.count_finish(session, attempt, [_judged(row) for row in rows])


def _judged(row: Any) -> Judged:
    return Judged(
        version_id=row.version_id,
        share=row.share,
        points=question_of(row.content_hash, row.question).points,
        chosen=chosen_in(row.score),
        seconds=row.seconds_in_view,
    )


def close_if_overdue(session: Session, account: Learner, attempt: Attempt, *, now: datetime) -> bool:
    """Hand in what was saved, where the time is up; True when the attempt was closed by this."""
    if attempt.state != "running" or not is_overdue(attempt, now):
        return False
    hand_in(session, account, attempt.token, now=now)
    return True
