"""Attempts: begun once, scored once, handed in or closed, whatever two tabs or two servers do at a time."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any, Protocol

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from quiz.domain.delivery import Available, Delivered, deliver
from quiz.domain.questions import Question
from quiz.domain.questions.base import Answer as Given
from quiz.domain.questions.base import Score, Variant, is_answered
from quiz.domain.quizzes import Quiz
from quiz.domain.tries import total
from quiz.services import sums
from quiz.services.caches import question_of, quiz_of
from quiz.services.people import Learner
from quiz.storage import writes
from quiz.storage.models import Attempt, AttemptEvent, AttemptQuestion
from quiz.storage.queries import of_attempts, of_content


class NotThere(LookupError):
    """No such quiz or attempt, or it is somebody else's: the two are not told apart."""


class GuestsMayNot(PermissionError):
    """The quiz is for those who have an account."""


class Closed(ValueError):
    """The question takes no answer any more: it is scored, or the attempt is over."""


class Full(Closed):
    """The attempt holds as many answers as one may."""


def start(session: Session, account: Learner, quiz_key: str, *, now: datetime) -> Attempt:
    """The running attempt of ``account`` at a quiz, begun now unless there is one.

    Raises ``NotThere``, ``GuestsMayNot``, ``TooFewQuestions``.
    """
    row = session.execute(*of_content.quiz_to_start(quiz_key)).first()
    if row is None:
        raise NotThere(quiz_key)
    quiz_id, version_id, quiz_hash, definition = row
    quiz = quiz_of(quiz_hash, definition)
    if quiz.mode == "exam" and account.role == "guest":
        raise GuestsMayNot(quiz_key)
    running: Attempt | None = session.scalars(*of_attempts.running_attempt(account.id, quiz_id)).first()
    if running is not None and not close_if_overdue(session, account, running, now=now):
        return running
    attempt, rows = _begun(session, account, quiz_key, quiz, quiz_id, version_id, now)
    try:
        with session.begin_nested():
            session.add(attempt)
            session.flush()
            session.execute(writes.pin_questions(), [{"attempt_id": attempt.id, **row} for row in rows])
    except IntegrityError:
        # Another start of the same quiz came first; the index let only one through.
        first: Attempt = session.scalars(*of_attempts.running_attempt(account.id, quiz_id)).one()
        return first
    return attempt


def _begun(
    session: Session, account: Learner, quiz_key: str, quiz: Quiz, quiz_id: int, version_id: int, now: datetime
) -> tuple[Attempt, list[dict[str, Any]]]:
    seed = secrets.token_hex(8)
    # Only an exam is timed: practice is never handed in, so nothing would close it.
    deadline = now + timedelta(minutes=quiz.minutes) if quiz.minutes and quiz.mode == "exam" else None
    banks = [quiz_key.split("/")[0]] if "/" in quiz_key else sorted({str(line.bank) for line in quiz.draw})
    available = {
        row[0]: Available(key=row[0], bank=row[1], question=question_of(row[2], row[3]))
        for row in session.execute(*of_content.available_questions(banks)).all()
    }
    delivered = deliver(quiz, list(available.values()), seed)
    attempt = Attempt(
        token=secrets.token_urlsafe(12),
        account_id=account.id,
        quiz_id=quiz_id,
        quiz_version_id=version_id,
        seed=seed,
        mode=quiz.mode,
        state="running",
        started_at=now,
        deadline_at=deadline,
        closes_at=deadline + timedelta(seconds=quiz.grace) if deadline is not None else None,
        points_possible=quiz.possible(available[item.key].question.points for item in delivered),
    )
    return attempt, [_pinned(position, item) for position, item in enumerate(delivered, 1)]


def _pinned(position: int, item: Delivered) -> dict[str, Any]:
    return {
        "position": position,
        "question_version_id": item.key,
        "variant": plain_variant(item.variant),
        "revision": 0,
        "answered": False,
    }


def plain_variant(variant: Variant) -> dict[str, Any]:
    """A variant as it is stored."""
    return {
        "values": {name: str(value) for name, value in variant.values.items()},
        "order": {name: list(ids) for name, ids in variant.order.items()},
    }


def variant_from(stored: Mapping[str, Any]) -> Variant:
    """The variant that was stored."""
    return Variant(
        values={name: Fraction(value) for name, value in stored["values"].items()},
        order={name: tuple(ids) for name, ids in stored["order"].items()},
    )


def plain_score(score: Score) -> dict[str, Any]:
    """A score as it is stored beside its exact fraction."""
    return {
        "verdicts": dict(score.verdicts),
        "feedback": list(score.feedback),
        "chosen": list(score.chosen),
        "understood": score.understood,
        **({"needs_confirmation": True} if score.needs_confirmation else {}),
    }


def plain_answer(answer: Given) -> dict[str, list[str]]:
    """An answer as it is stored."""
    return {name: list(values) for name, values in answer.items()}


def answer_from(stored: Mapping[str, Any] | None) -> Given:
    """The answer that was stored; empty where there is none."""
    return {name: tuple(values) for name, values in (stored or {}).items()}


@dataclass(frozen=True, kw_only=True)
class Target:
    """The question that an answer goes to, locked with its attempt until the commit.

    ``answers`` is how many its attempt holds to all of its questions.
    """

    attempt: Attempt
    row: AttemptQuestion
    question: Question
    quiz: Quiz
    answers: int = 0


def find_target(session: Session, account: Learner, token: str, position: int) -> Target:
    """The question at ``position`` of one's own attempt, locked until the commit. Raises ``NotThere``."""
    row = session.execute(*of_attempts.to_save(token, account.id, position)).first()
    if row is None:
        raise NotThere(token)
    return Target(
        attempt=row[0],
        row=row[1],
        question=question_of(row.content_hash, row.question),
        quiz=quiz_of(row.quiz_hash, row.quiz),
        answers=row.answers,
    )


class Timed(Protocol):
    """An attempt, as far as its time goes."""

    @property
    def deadline_at(self) -> datetime | None:
        """When the time is up."""

    @property
    def closes_at(self) -> datetime | None:
        """When nothing counts any more."""


def is_late(attempt: Timed, now: datetime) -> bool:
    """Whether the time of an attempt is up, though what is still on its way may count."""
    return attempt.deadline_at is not None and now > attempt.deadline_at


def is_overdue(attempt: Timed, now: datetime) -> bool:
    """Whether an attempt is to be handed in by rule, if it was not yet."""
    return attempt.closes_at is not None and now > attempt.closes_at


def timed_out(attempt: Timed, handed_in_at: datetime | None) -> bool:
    """Whether the time of an attempt had run out when it was handed in, by its page or by rule."""
    return attempt.deadline_at is not None and handed_in_at is not None and handed_in_at >= attempt.deadline_at


def marks_of_tries(quiz: Quiz, counted: Fraction, fraction: Fraction, level: int | None) -> Fraction:
    """What a practised question earns whose last try was right by ``fraction``, of which ``counted`` is left."""
    # A right answer whose tries used up its worth earns nothing; only a wrong one costs.
    used_up = counted == 0 and fraction > 0
    return Fraction(0) if used_up else quiz.marks(counted, answered=True, level=level)


def count_fixed(session: Session, account: Learner, target: Target, now: datetime, *, answered: bool) -> None:
    """Move the sums for a score that was fixed just now, and finish the attempt if it was the last."""
    asked = session.execute(*of_content.question_of_version(target.row.question_version_id)).one()
    scored = sums.scored_from(target.row, asked.question_id, asked.bank_id, at=now)
    sums.count_scores(session, account, [replace(scored, answered=answered)])
    finish_if_scored(session, target.attempt, target.quiz, now)


def judgement_from(row: AttemptQuestion) -> Score:
    """The judgement of the latest try of a question that is still open, or that waits to be confirmed."""
    stored = row.score or {}
    return replace(score_from(row), fraction=Fraction(stored.get("fraction", 0)))


def score_from(row: AttemptQuestion) -> Score:
    """The score that was fixed."""
    stored = row.score or {}
    return Score(
        fraction=row.fraction or Fraction(0),
        verdicts=stored.get("verdicts", {}),
        feedback=tuple(stored.get("feedback", ())),
        chosen=tuple(stored.get("chosen", ())),
        understood=stored.get("understood", ""),
    )


def fix(row: AttemptQuestion, score: Score, marks: Fraction, now: datetime) -> None:
    """Fix the score of a question: how right it is, and what that earns as a share of its points."""
    row.fraction, row.share, row.marks = score.fraction, float(score.fraction), marks
    row.score, row.scored_at, row.waiting = plain_score(score), now, False


def finish_if_scored(session: Session, attempt: Attempt, quiz: Quiz, now: datetime) -> None:
    """Finish ``attempt`` if each of its questions has a score."""
    session.flush()
    # Two tabs may check the last two questions at once: the target's lock lets the second one see the first.
    rows = session.execute(*of_attempts.to_finish(attempt.id)).all()
    if any(row.scored_at is None for row in rows):
        return
    _close(session, attempt, _points(rows, attempt, quiz), [row.bank_id for row in rows], now)


def points_of(session: Session, attempt: Attempt, quiz: Quiz) -> Fraction:
    """The points of an attempt whose questions all have a score."""
    return _points(session.execute(*of_attempts.to_finish(attempt.id)).all(), attempt, quiz)


def _points(rows: Sequence[Any], attempt: Attempt, quiz: Quiz) -> Fraction:
    marks = sum((question_of(r.content_hash, r.question).points * r.marks for r in rows), Fraction(0))
    return total(marks, attempt.points_possible, quiz.floor)


def hand_in(session: Session, account: Learner, token: str, *, now: datetime) -> Attempt:
    """Close an exam attempt and score it once; a second call returns it as it is. Raises ``NotThere``."""
    attempt: Attempt | None = session.scalars(*of_attempts.own_attempt(token, account.id)).first()
    if attempt is None or attempt.mode != "exam":
        raise NotThere(token)
    if attempt.state == "running":
        overdue = is_overdue(attempt, now)
        if overdue:
            session.add(AttemptEvent(attempt_id=attempt.id, kind="closed_overdue", at=now, detail={}))
        _score_all(session, account, attempt, attempt.deadline_at if overdue and attempt.deadline_at else now)
    return attempt


def _score_all(session: Session, account: Learner, attempt: Attempt, now: datetime) -> None:
    quiz = quiz_of(*session.execute(of_content.quiz_of_version(attempt.quiz_version_id)).one())
    scores = []
    for row in session.execute(*of_attempts.to_score(attempt.id)).all():
        question, answer = question_of(row.content_hash, row.question), answer_from(row.answer)
        score = question.judge(variant_from(row[0].variant), answer)
        if score.needs_confirmation and is_answered(answer):
            row[0].waiting, row[0].score = True, plain_score(score)
            continue
        marks = quiz.marks(score.fraction, answered=is_answered(answer), level=row[0].certainty)
        fix(row[0], score, marks, now)
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
    sums.finish(session, attempt, bank_ids)


def close_if_overdue(session: Session, account: Learner, attempt: Attempt, *, now: datetime) -> bool:
    """Hand in what was saved, where the time is up; True when the attempt was closed by this."""
    if attempt.state != "running" or not is_overdue(attempt, now):
        return False
    hand_in(session, account, attempt.token, now=now)
    return True
