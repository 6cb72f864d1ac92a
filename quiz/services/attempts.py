"""Attempts: begun once, answers appended, scored once, whatever two tabs or two servers do at a time."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any, Protocol

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from quiz.domain.certainty import LEVELS
from quiz.domain.delivery import Available, Delivered, deliver
from quiz.domain.errors import Message
from quiz.domain.questions import Question
from quiz.domain.questions.base import Answer as Given
from quiz.domain.questions.base import AnswerError, Score, Variant, is_answered
from quiz.domain.quizzes import Quiz
from quiz.domain.tries import after_try, total
from quiz.services import sums
from quiz.services.caches import question_of, quiz_of
from quiz.services.people import Learner
from quiz.storage import queries, writes
from quiz.storage.models import Answer, Attempt, AttemptEvent, AttemptQuestion

MOST_SEQUENCE = 2**30
MOST_KEPT = 50
"""How many answers that came too late are kept for one question of an attempt."""


class NotThere(LookupError):
    """No such quiz or attempt, or it is somebody else's: the two are not told apart."""


class GuestsMayNot(PermissionError):
    """The quiz is for those who have an account."""


class Closed(ValueError):
    """The question takes no answer any more: it is scored, or the attempt is over."""


class Unreadable(ValueError):
    """An answer that was entered but can't be read as what was asked for; ``notice`` says why."""

    def __init__(self, notice: Message) -> None:
        self.notice = notice
        super().__init__(str(notice))


@dataclass(frozen=True, kw_only=True)
class Save:
    """What a browser sends with an answer: which device, its own counter, the revision it had seen, its clock.

    ``certainty`` is how sure the learner is, from 1 to 3, where the quiz asks.
    """

    device: str
    sequence: int
    base_revision: int
    client_at: datetime | None = None
    certainty: int | None = None


@dataclass(frozen=True, kw_only=True)
class Saved:
    """What the store made of it. ``repeated``: it was there already. ``conflict``: another device was not seen.

    ``late``: it came after the deadline and counts. ``kept``: it came when nothing counts any more, and does not.
    """

    revision: int
    received_at: datetime
    repeated: bool = False
    conflict: bool = False
    late: bool = False
    kept: bool = False


def start(session: Session, account: Learner, quiz_key: str, *, now: datetime) -> Attempt:
    """The running attempt of ``account`` at a quiz, begun now unless there is one.

    Raises ``NotThere``, ``GuestsMayNot``, ``TooFewQuestions``.
    """
    row = session.execute(*queries.quiz_to_start(quiz_key)).first()
    if row is None:
        raise NotThere(quiz_key)
    quiz_id, version_id, quiz_hash, definition = row
    quiz = quiz_of(quiz_hash, definition)
    if quiz.mode == "exam" and account.role == "guest":
        raise GuestsMayNot(quiz_key)
    running: Attempt | None = session.scalars(*queries.running_attempt(account.id, quiz_id)).first()
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
        first: Attempt = session.scalars(*queries.running_attempt(account.id, quiz_id)).one()
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
        for row in session.execute(*queries.available_questions(banks)).all()
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
        points_possible=quiz.most() * sum((available[item.key].question.points for item in delivered), Fraction(0)),
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
    """The question that an answer goes to, locked with its attempt until the commit."""

    attempt: Attempt
    row: AttemptQuestion
    question: Question
    quiz: Quiz


def find_target(session: Session, account: Learner, token: str, position: int) -> Target:
    """The question at ``position`` of one's own attempt, locked until the commit. Raises ``NotThere``."""
    row = session.execute(*queries.to_save(token, account.id, position)).first()
    if row is None:
        raise NotThere(token)
    return Target(
        attempt=row[0],
        row=row[1],
        question=question_of(row.content_hash, row.question),
        quiz=quiz_of(row.quiz_hash, row.quiz),
    )


def save(session: Session, target: Target, raw: Mapping[str, list[str]], sent: Save, *, now: datetime) -> Saved:
    """Append an answer. A repeated send is one row; an unseen answer of another device makes a conflict.

    One that a later answer of its own device has overtaken on the way has nothing left to say. Raises ``Closed`` and
    ``AnswerError``.
    """
    _check_sent(sent)
    answer = target.question.parse(raw)
    row = target.row
    is_open = _is_open(target, now)
    if not is_open or sent.base_revision < row.revision:
        known = _find_known(session, target, answer, sent, overtaken=True)
        if known is not None:
            return known
    if not is_open:
        raise Closed(target.attempt.token)
    saved = _append(session, target, answer, sent, now)
    if not saved.repeated:
        since = saved.revision if saved.conflict and row.contested is None else row.contested
        _note(session, target, saved, answer, sent, since)
    return saved


def _note(session: Session, target: Target, saved: Saved, answer: Given, sent: Save, since: int | None) -> None:
    sure = sent.certainty if target.quiz.certainty != "off" else None
    noted = {"question": target.row.id, "latest": saved.revision, "holds": is_answered(answer), "sure": sure}
    session.execute(writes.note_answer(), {**noted, "since": since})


def save_or_keep(session: Session, target: Target, raw: Mapping[str, list[str]], sent: Save, *, now: datetime) -> Saved:
    """``save``, or where nothing counts any more, keep the answer beside those that do, for a teacher to see.

    Raises ``AnswerError``, and ``Closed`` where there is nothing to keep: the answer is empty, is the one that counts,
    or too many were kept before.
    """
    try:
        return save(session, target, raw, sent, now=now)
    except Closed:
        answer = target.question.parse(raw)
        latest, kept = session.execute(*queries.latest_and_kept(target.row.id, target.row.revision)).one()
        if not is_answered(answer) or plain_answer(answer) == (latest or {}) or kept >= MOST_KEPT:
            raise
    entry = {
        "attempt_id": target.attempt.id,
        "attempt_question_id": target.row.id,
        "base_revision": sent.base_revision,
        "device": sent.device,
        "device_sequence": sent.sequence,
        "value": plain_answer(answer),
        "certainty": sent.certainty,
        "client_at": sent.client_at,
        "received_at": now,
    }
    session.execute(writes.keep_late(writes.dialect_of(session)), entry)
    return Saved(revision=target.row.revision, received_at=now, kept=True)


def append_late(
    session: Session, target: Target, value: Mapping[str, Any], sent: Save, *, received_at: datetime
) -> None:
    """Append an answer that came when nothing counted any more, and that counts by a teacher's decision."""
    answer = answer_from(value)
    saved = _append(session, target, answer, sent, received_at, late=True)
    _note(session, target, saved, answer, sent, target.row.contested)


def settle_conflict(session: Session, target: Target, revision: int, *, now: datetime) -> Saved:
    """Let the answer of ``revision`` stand, by the learner's own choice between those of two devices.

    Raises ``Closed``, and ``NotThere`` for a revision that is none.
    """
    if not _is_open(target, now):
        raise Closed(target.attempt.token)
    chosen = session.execute(*queries.answer_at(target.row.id, revision)).first()
    if chosen is None:
        raise NotThere(str(revision))
    device, answer = f"choice-{secrets.token_hex(8)}", answer_from(chosen.value)
    sent = Save(device=device, sequence=0, base_revision=target.row.revision, certainty=chosen.certainty)
    saved = _append(session, target, answer, sent, now)
    _note(session, target, saved, answer, sent, None)
    return saved


def _check_sent(sent: Save) -> None:
    if not (0 < len(sent.device) <= 40 and sent.device.isascii() and sent.device.isprintable()):
        raise AnswerError("malformed", "device")
    if not 0 <= sent.sequence <= MOST_SEQUENCE or not 0 <= sent.base_revision <= MOST_SEQUENCE:
        raise AnswerError("malformed", "sequence")
    if sent.certainty not in (None, *LEVELS):
        raise AnswerError("malformed", "certainty")


def _is_open(target: Target, now: datetime) -> bool:
    open_still = target.row.scored_at is None and not target.row.waiting
    return target.attempt.state == "running" and open_still and not is_overdue(target.attempt, now)


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


def _append(
    session: Session, target: Target, answer: Given, sent: Save, now: datetime, *, late: bool | None = None
) -> Saved:
    row = target.row
    late = is_late(target.attempt, now) if late is None else late
    revision = row.revision + 1
    base = min(sent.base_revision, row.revision)
    entry = {
        "attempt_id": target.attempt.id,
        "attempt_question_id": row.id,
        "revision": revision,
        "base_revision": base,
        "device": sent.device,
        "device_sequence": sent.sequence,
        "value": plain_answer(answer),
        "certainty": sent.certainty,
        "client_at": sent.client_at,
        "received_at": now,
        "late": late,
        "question": row.id,
        "latest": row.revision,
        "behind": base < row.revision and _differs(session, row, answer),
        "sender": sent.device,
    }
    conflict = _inserted(session, entry)
    if conflict is None:
        known = _find_known(session, target, answer, sent)
        if known is not None:
            return known
        # The number stands for another answer: a form went back and was sent again, or two tabs counted at once.
        unused = _unused_sequence(session, target.attempt, sent.device)
        conflict = _inserted(session, {**entry, "device_sequence": unused})
    return Saved(revision=revision, received_at=now, conflict=bool(conflict), late=late)


def _differs(session: Session, row: AttemptQuestion, answer: Given) -> bool:
    """Whether ``answer`` says anything else than the latest one."""
    latest = session.execute(*queries.answer_at(row.id, row.revision)).first()
    return latest is None or latest.value != plain_answer(answer)


def _inserted(session: Session, entry: Mapping[str, Any]) -> bool | None:
    """Whether what was appended is a conflict; None where nothing was."""
    row = session.execute(writes.append_answer(writes.dialect_of(session)), entry).first()
    return None if row is None else bool(row.conflict)


def _unused_sequence(session: Session, attempt: Attempt, device: str) -> int:
    used = select(func.max(Answer.device_sequence)).where(Answer.attempt_id == attempt.id, Answer.device == device)
    return (session.scalars(used).one() or 0) + 1


def _find_known(
    session: Session, target: Target, answer: Given, sent: Save, *, overtaken: bool = False
) -> Saved | None:
    """The same answer as it was saved before or, if ``overtaken``, what the same device has saved here since."""
    known = session.execute(*queries.sent_since(target.row.id, sent.device, sent.sequence)).all()
    given = plain_answer(answer)
    for entry in known:
        if overtaken if entry.device_sequence > sent.sequence else entry.value == given:
            revision, at, conflict = entry.revision, entry.received_at, entry.conflict
            return Saved(revision=revision, received_at=at, repeated=True, conflict=conflict)
    return None


def check(
    session: Session, account: Learner, target: Target, raw: Mapping[str, list[str]], sent: Save, *, now: datetime
) -> Score:
    """Save and judge one question of a practice attempt; the last one finishes the attempt.

    Where the quiz allows more tries, a wrong answer leaves the question open until they are used; where a person has
    to confirm the judgement, it waits for them. Once the score is fixed a further call changes nothing and returns it.
    Raises ``Closed``, ``AnswerError``, ``Unreadable`` and ``ValueError`` for an attempt that is not practice.
    """
    row, quiz = target.row, target.quiz
    if target.attempt.mode != "practice":
        raise ValueError("only practice is checked question by question")
    if row.scored_at is not None:
        return score_from(row)
    answer = target.question.parse(raw)
    variant = variant_from(row.variant)
    notice = target.question.notice(variant, answer)
    saved = save(session, target, raw, sent, now=now)
    if notice is not None:
        raise Unreadable(notice)
    if saved.repeated and row.tried_revision == saved.revision:
        return judgement_from(row)
    score = target.question.judge(variant, answer)
    row.tried_revision = saved.revision
    if score.needs_confirmation:
        row.waiting, row.score = True, plain_score(score)
        session.flush()
        return score
    best = Fraction(row.score["best"]) if row.score is not None else Fraction(0)
    counted = after_try(quiz.method, best, score.fraction, row.tries, quiz.penalty)
    row.tries += 1
    if score.fraction < 1 and row.tries < quiz.tries:
        row.score = {**plain_score(score), "best": str(counted), "fraction": str(score.fraction)}
        session.flush()
        return score
    sure = sent.certainty if quiz.certainty != "off" else None
    fix(row, score, marks_of_tries(quiz, counted, score.fraction, sure), now)
    count_fixed(session, account, target, now)
    return score


def marks_of_tries(quiz: Quiz, counted: Fraction, fraction: Fraction, level: int | None) -> Fraction:
    """What a practised question earns whose last try was right by ``fraction``, of which ``counted`` is left."""
    # A right answer whose tries used up its worth earns nothing; only a wrong one costs.
    used_up = counted == 0 and fraction > 0
    return Fraction(0) if used_up else quiz.marks(counted, answered=True, level=level)


def count_fixed(session: Session, account: Learner, target: Target, now: datetime) -> None:
    """Move the sums for a score that was fixed just now, and finish the attempt if it was the last."""
    question_id = session.scalars(*queries.question_of_version(target.row.question_version_id)).one()
    sums.count_scores(session, account, [sums.scored_from(target.row, question_id, at=now)])
    finish_if_scored(session, target.attempt, target.quiz, now)


def take_hint(session: Session, target: Target) -> int:
    """Note that one more hint was asked for, and return how many now may be seen. Raises ``Closed``."""
    row = target.row
    if target.attempt.mode != "practice" or row.scored_at is not None or not target.quiz.hints:
        raise Closed(target.attempt.token)
    row.hints = min(row.hints + 1, len(target.question.hints))
    session.flush()
    return row.hints


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
    rows = session.execute(*queries.to_finish(attempt.id)).all()
    if any(row.scored_at is None for row in rows):
        return
    answered = [row.question_id for row in rows if row.answered]
    _close(session, attempt, _points(rows, attempt, quiz), answered, [row.bank_id for row in rows], now)


def points_of(session: Session, attempt: Attempt, quiz: Quiz) -> Fraction:
    """The points of an attempt whose questions all have a score."""
    return _points(session.execute(*queries.to_finish(attempt.id)).all(), attempt, quiz)


def _points(rows: Sequence[Any], attempt: Attempt, quiz: Quiz) -> Fraction:
    marks = sum((question_of(r.content_hash, r.question).points * r.marks for r in rows), Fraction(0))
    return total(marks, attempt.points_possible, quiz.floor)


def hand_in(session: Session, account: Learner, token: str, *, now: datetime) -> Attempt:
    """Close an exam attempt and score it once; a second call returns it as it is. Raises ``NotThere``."""
    attempt: Attempt | None = session.scalars(*queries.own_attempt(token, account.id)).first()
    if attempt is None or attempt.mode != "exam":
        raise NotThere(token)
    if attempt.state == "running":
        overdue = is_overdue(attempt, now)
        if overdue:
            session.add(AttemptEvent(attempt_id=attempt.id, kind="closed_overdue", at=now, detail={}))
        _score_all(session, account, attempt, attempt.deadline_at if overdue and attempt.deadline_at else now)
    return attempt


def _score_all(session: Session, account: Learner, attempt: Attempt, now: datetime) -> None:
    quiz = quiz_of(*session.execute(queries.quiz_of_version(attempt.quiz_version_id)).one())
    scores = []
    for row in session.execute(*queries.to_score(attempt.id)).all():
        question, answer = question_of(row.content_hash, row.question), answer_from(row.answer)
        score = question.judge(variant_from(row[0].variant), answer)
        if score.needs_confirmation and is_answered(answer):
            row[0].waiting, row[0].score = True, plain_score(score)
            continue
        marks = quiz.marks(score.fraction, answered=is_answered(answer), level=row[0].certainty)
        fix(row[0], score, marks, now)
        scores.append(sums.scored_from(row[0], row.question_id, at=now))
    attempt.handed_in_at, attempt.state = now, "waiting"
    session.flush()
    sums.count_scores(session, account, scores)
    finish_if_scored(session, attempt, quiz, now)


def _close(
    session: Session,
    attempt: Attempt,
    points: Fraction,
    answered: list[int],
    bank_ids: list[int],
    now: datetime,
) -> None:
    attempt.state, attempt.finished_at, attempt.points = "finished", now, points
    attempt.handed_in_at = attempt.handed_in_at or now
    session.flush()
    sums.finish(session, attempt, answered, bank_ids)


def close_if_overdue(session: Session, account: Learner, attempt: Attempt, *, now: datetime) -> bool:
    """Hand in what was saved, where the time is up; True when the attempt was closed by this."""
    if attempt.state != "running" or not is_overdue(attempt, now):
        return False
    hand_in(session, account, attempt.token, now=now)
    return True
