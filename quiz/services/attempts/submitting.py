"""Attempts are handed in and scored, once; the last score finishes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy.orm import Session

from quiz.domain.bank_format.quizzes import Quiz
from quiz.domain.grading import marking
from quiz.domain.questions.base import Score, is_answered
from quiz.services.aggregates import sums
from quiz.services.attempts.locking import LockedQuestion
from quiz.services.attempts.refusals import NotFound
from quiz.services.attempts.serialization import answer_from, plain_score, variant_from
from quiz.services.attempts.timing import is_overdue
from quiz.services.content.definitions import question_of, quiz_of
from quiz.services.current_user import Learner
from quiz.storage.models.attempts import Attempt, AttemptEvent, AttemptQuestion
from quiz.storage.prepared import fetch
from quiz.storage.queries import attempts as attempt_queries
from quiz.storage.queries import content as content_queries


def count_fixed(session: Session, account: Learner, target: LockedQuestion, now: datetime, *, answered: bool) -> None:
    """Move the sums for a score that was fixed just now, and finish the attempt if it was the last."""
    asked = fetch(session, content_queries.question_of_version(target.row.question_version_id)).one()
    scored = sums.scored_from(target.row, asked.question_id, asked.bank_id, at=now)
    sums.count_scores(session, account, [replace(scored, answered=answered)])
    finish_if_scored(session, target.attempt, target.quiz, now)


def record_score(row: AttemptQuestion, score: Score, mark: Fraction, now: datetime) -> None:
    """Fix the score of a question: how right it is, and what that earns as a share of its points."""
    row.fraction, row.share, row.marks = score.fraction, float(score.fraction), mark
    row.score, row.scored_at, row.waiting = plain_score(score), now, False


def finish_if_scored(session: Session, attempt: Attempt, quiz: Quiz, now: datetime) -> None:
    """Finish ``attempt`` if each of its questions has a score."""
    session.flush()
    # Two tabs may check the last two questions at once: the target's lock lets the second one see the first.
    rows = fetch(session, attempt_queries.to_finish(attempt.id)).all()
    if any(row.scored_at is None for row in rows):
        return
    _close(session, attempt, _points(rows, attempt, quiz), [row.bank_id for row in rows], now)


def points_of(session: Session, attempt: Attempt, quiz: Quiz) -> Fraction:
    """The points of an attempt whose questions all have a score."""
    return _points(fetch(session, attempt_queries.to_finish(attempt.id)).all(), attempt, quiz)


def _points(rows: Sequence[Any], attempt: Attempt, quiz: Quiz) -> Fraction:
    marked = ((question_of(row.content_hash, row.question).points, row.marks) for row in rows)
    return marking.total(quiz, marked, attempt.points_possible)


def hand_in(session: Session, account: Learner, token: str, *, now: datetime) -> Attempt:
    """Close an exam attempt and score it once; a second call returns it as it is. Raises ``NotFound``."""
    attempt: Attempt | None = fetch(session, attempt_queries.own_attempt(token, account.id)).scalars().first()
    if attempt is None or attempt.mode != "exam":
        raise NotFound(token)
    if attempt.state == "running":
        overdue = is_overdue(attempt, now)
        if overdue:
            session.add(AttemptEvent(attempt_id=attempt.id, kind="closed_overdue", at=now, detail={}))
        _score_all(session, account, attempt, attempt.deadline_at if overdue and attempt.deadline_at else now)
    return attempt


def _score_all(session: Session, account: Learner, attempt: Attempt, now: datetime) -> None:
    quiz = quiz_of(*session.execute(content_queries.quiz_of_version(attempt.quiz_version_id)).one())
    scores = []
    for row in fetch(session, attempt_queries.to_score(attempt.id)).all():
        question, answer = question_of(row.content_hash, row.question), answer_from(row.answer)
        score = question.judge(variant_from(row[0].variant), answer)
        if score.needs_confirmation and is_answered(answer):
            row[0].waiting, row[0].score = True, plain_score(score)
            continue
        mark = marking.mark_of(quiz, score.fraction, answered=is_answered(answer), level=row[0].certainty)
        record_score(row[0], score, mark, now)
        scores.append(sums.scored_from(row[0], row.question_id, row.bank_id, at=now))
    attempt.handed_in_at, attempt.state = now, "waiting"
    session.flush()
    sums.count_scores(session, account, scores)
    finish_if_scored(session, attempt, quiz, now)


def _close(
    session: Session,
    attempt: Attempt,
    points: Fraction,
    bank_ids: list[int],
    now: datetime,
) -> None:
    attempt.state, attempt.finished_at, attempt.points = "finished", now, points
    attempt.handed_in_at = attempt.handed_in_at or now
    session.flush()
    sums.count_finished_attempt(session, attempt, bank_ids)


def close_if_overdue(session: Session, account: Learner, attempt: Attempt, *, now: datetime) -> bool:
    """Hand in what was saved, where the time is up; True when the attempt was closed by this."""
    if attempt.state != "running" or not is_overdue(attempt, now):
        return False
    hand_in(session, account, attempt.token, now=now)
    return True
