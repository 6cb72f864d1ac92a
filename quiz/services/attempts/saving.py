"""Answers are appended as they are given: each once, none lost, whatever two devices say at a time."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quiz.domain.grading.certainty import LEVELS
from quiz.domain.questions.base import Answer as Given
from quiz.domain.questions.base import AnswerError, is_answered
from quiz.services.attempts.locking import SaveTarget
from quiz.services.attempts.refusals import AttemptClosed, Full, NotFound
from quiz.services.attempts.serialization import answer_from, plain_answer
from quiz.services.attempts.time_in_view import NOTHING, Looked, first_shown, in_view
from quiz.services.attempts.timing import is_late, is_overdue
from quiz.storage.models.attempts import AnswerRow, Attempt, AttemptQuestion, LateAnswer
from quiz.storage.prepared import fetch
from quiz.storage.queries import attempts as attempt_queries
from quiz.storage.queries import deadlines as deadline_queries
from quiz.storage.queries.parts import AttemptToSave, PlaceToSave
from quiz.storage.writes import attempts as attempt_writes
from quiz.storage.writes.base import dialect_of

MAX_SEQUENCE = 2**30
MAX_ANSWERS = 2_000
"""How many answers one attempt takes, every change of every question counted: a long essay comes to some hundreds."""


@dataclass(frozen=True, kw_only=True)
class AnswerSubmission:
    """What a browser sends with an answer: which device, its own counter, the revision it had seen, its clock.

    ``certainty`` is how sure the learner is, from 1 to 3, where the quiz asks.
    """

    device: str
    sequence: int
    base_revision: int
    client_at: datetime | None = None
    certainty: int | None = None
    looked: Looked = NOTHING


@dataclass(frozen=True, kw_only=True)
class SaveResult:
    """What the store made of it. ``repeated``: it was there already. ``conflict``: another device was not seen.

    ``late``: it came after the deadline and counts. ``kept``: it came when nothing counts any more, and does not.
    """

    revision: int
    received_at: datetime
    repeated: bool = False
    conflict: bool = False
    late: bool = False
    kept: bool = False


def save(
    session: Session, target: SaveTarget, raw: Mapping[str, list[str]], sent: AnswerSubmission, *, now: datetime
) -> SaveResult:
    """Append an answer. A repeated send is one row; an unseen answer of another device makes a conflict.

    One that a later answer of its own device has overtaken on the way has nothing left to say. Raises
    ``AttemptClosed``, ``Full`` and ``AnswerError``.
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
        raise AttemptClosed(target.attempt.token)
    if target.answers >= MAX_ANSWERS:
        raise Full(target.attempt.token)
    saved = _append(session, target, answer, sent, now)
    if not saved.repeated:
        since = saved.revision if saved.conflict and row.contested is None else row.contested
        _note(session, target, saved, answer, sent, since)
    return saved


def _note(
    session: Session,
    target: SaveTarget,
    saved: SaveResult,
    answer: Given,
    sent: AnswerSubmission,
    since: int | None,
) -> None:
    sure = sent.certainty if target.quiz.certainty != "off" else None
    noted = {"question": target.row.id, "latest": saved.revision, "holds": is_answered(answer), "sure": sure}
    shown = first_shown(target.attempt, target.row, sent.looked, saved.received_at)
    seen = {"shown": shown, "seconds": in_view(target.row, sent.looked)}
    session.execute(attempt_writes.note_answer(), {**noted, **seen, "since": since})


def save_or_keep(
    session: Session, target: SaveTarget, raw: Mapping[str, list[str]], sent: AnswerSubmission, *, now: datetime
) -> SaveResult:
    """``save``, or where nothing counts any more, keep the answer beside those that do, for a teacher to see.

    Of a test alone, one a question: the latest that came. Raises ``AnswerError``, and ``AttemptClosed`` where nothing
    is kept: the learner has been shown the key, a teacher has decided, the answer is empty, or is the one that counts.
    """
    try:
        return save(session, target, raw, sent, now=now)
    except Full:
        raise
    except AttemptClosed:
        answer = target.question.parse(raw)
        if not _may_be_kept(target.attempt) or not _says_news(session, target.row, answer):
            raise
    kept = fetch(session, deadline_queries.kept_of(target.row.id)).scalars().first()
    if kept is None:
        session.add(_late(session, target, answer, sent, now))
    elif kept.counted is not None:
        raise AttemptClosed(target.attempt.token)
    elif kept.device != sent.device or kept.device_sequence < sent.sequence:
        session.delete(kept)
        session.flush()
        session.add(_late(session, target, answer, sent, now))
    session.flush()
    return SaveResult(revision=target.row.revision, received_at=now, kept=True)


def _may_be_kept(attempt: Attempt | AttemptToSave) -> bool:
    """Whether a teacher may still let an answer count: of a test whose learner has not seen the key."""
    return attempt.mode == "exam" and attempt.state != "set_aside" and attempt.shown_at is None


def _says_news(session: Session, row: AttemptQuestion | PlaceToSave, answer: Given) -> bool:
    return is_answered(answer) and _differs(session, row, answer)


def _late(session: Session, target: SaveTarget, answer: Given, sent: AnswerSubmission, now: datetime) -> LateAnswer:
    same = select(func.count()).where(
        LateAnswer.attempt_id == target.attempt.id,
        LateAnswer.device == sent.device,
        LateAnswer.device_sequence == sent.sequence,
    )
    is_used = bool(session.scalars(same).one())
    sequence = _unused_sequence(session, LateAnswer, target.attempt, sent.device) if is_used else sent.sequence
    return LateAnswer(
        attempt_id=target.attempt.id,
        attempt_question_id=target.row.id,
        base_revision=sent.base_revision,
        device=sent.device,
        device_sequence=sequence,
        value=plain_answer(answer),
        certainty=sent.certainty,
        client_at=sent.client_at,
        received_at=now,
    )


def append_late(
    session: Session, target: SaveTarget, value: Mapping[str, Any], sent: AnswerSubmission, *, received_at: datetime
) -> None:
    """Append an answer that came when nothing counted any more, and that counts by a teacher's decision."""
    answer = answer_from(value)
    saved = _append(session, target, answer, sent, received_at, late=True)
    _note(session, target, saved, answer, sent, target.row.contested)


def settle_conflict(session: Session, target: SaveTarget, revision: int, *, now: datetime) -> SaveResult:
    """Let the answer of ``revision`` stand, by the learner's own choice between those of two devices.

    Raises ``AttemptClosed``, and ``NotFound`` for a revision that is none.
    """
    if not _is_open(target, now):
        raise AttemptClosed(target.attempt.token)
    chosen = fetch(session, attempt_queries.answer_at(target.row.id, revision)).first()
    if chosen is None:
        raise NotFound(str(revision))
    device, answer = f"choice-{secrets.token_hex(8)}", answer_from(chosen.value)
    sent = AnswerSubmission(device=device, sequence=0, base_revision=target.row.revision, certainty=chosen.certainty)
    saved = _append(session, target, answer, sent, now)
    _note(session, target, saved, answer, sent, None)
    return saved


def _check_sent(sent: AnswerSubmission) -> None:
    if not (0 < len(sent.device) <= 40 and sent.device.isascii() and sent.device.isprintable()):
        raise AnswerError("malformed", "device")
    if not 0 <= sent.sequence <= MAX_SEQUENCE or not 0 <= sent.base_revision <= MAX_SEQUENCE:
        raise AnswerError("malformed", "sequence")
    if sent.certainty not in (None, *LEVELS):
        raise AnswerError("malformed", "certainty")


def _is_open(target: SaveTarget, now: datetime) -> bool:
    open_still = target.row.scored_at is None and not target.row.waiting
    return target.attempt.state == "running" and open_still and not is_overdue(target.attempt, now)


def _append(
    session: Session,
    target: SaveTarget,
    answer: Given,
    sent: AnswerSubmission,
    now: datetime,
    *,
    late: bool | None = None,
) -> SaveResult:
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
        known = _find_known(session, target, answer, sent, used=True)
        if known is not None:
            return known
        # The number stands for another answer: a form went back and was sent again, or two tabs counted at once.
        unused = _unused_sequence(session, AnswerRow, target.attempt, sent.device)
        conflict = _inserted(session, {**entry, "device_sequence": unused})
    return SaveResult(revision=revision, received_at=now, conflict=bool(conflict), late=late)


def _differs(session: Session, row: AttemptQuestion | PlaceToSave, answer: Given) -> bool:
    """Whether ``answer`` says anything else than the latest one."""
    latest = fetch(session, attempt_queries.answer_at(row.id, row.revision)).first()
    return latest is None or latest.value != plain_answer(answer)


def _inserted(session: Session, entry: Mapping[str, Any]) -> bool | None:
    """Whether what was appended is a conflict; None where nothing was."""
    row = session.execute(attempt_writes.append_answer(dialect_of(session)), entry).first()
    return None if row is None else bool(row.conflict)


def _unused_sequence(
    session: Session, table: type[AnswerRow | LateAnswer], attempt: Attempt | AttemptToSave, device: str
) -> int:
    """A number below zero that the device has not got yet: one of the server's is never taken for the browser's."""
    used = select(func.min(table.device_sequence)).where(table.attempt_id == attempt.id, table.device == device)
    return min(session.scalars(used).one() or 0, 0) - 1


def _find_known(
    session: Session,
    target: SaveTarget,
    answer: Given,
    sent: AnswerSubmission,
    *,
    overtaken: bool = False,
    used: bool = False,
) -> SaveResult | None:
    """The same answer as it was saved before or, if ``overtaken``, what the same device has saved here since.

    ``used``: the number stands for another answer of the device already. What was sent again under it got numbers of
    the server's own, and the last of these is what the number says now.
    """
    rows = fetch(session, attempt_queries.sent_by(target.row.id, sent.device, sent.sequence)).all()
    newer = next((row for row in rows if row.device_sequence > sent.sequence), None)
    under_it = [row for row in rows if row.device_sequence == sent.sequence]
    if newer is not None:
        same = next((row for row in under_it if _says(row, answer, sent)), None)
        known = same or (newer if overtaken else None)
    else:
        last = rows[0] if rows and (used or under_it) else None
        known = last if last is not None and _says(last, answer, sent) else None
    if known is None:
        return None
    revision, at, conflict = known.revision, known.received_at, known.conflict
    return SaveResult(revision=revision, received_at=at, repeated=True, conflict=conflict)


def _says(row: Any, answer: Given, sent: AnswerSubmission) -> bool:
    """Whether a stored answer is the one that was sent, and as sure."""
    return bool(row.value == plain_answer(answer) and row.certainty == sent.certainty)
