"""Answers that came too late to count: shown to a teacher, who leaves them or lets them count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from itertools import groupby
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.domain.bank_format.fields import Text
from quiz.domain.bank_format.quizzes import Quiz
from quiz.domain.grading import marking
from quiz.domain.questions import Question
from quiz.domain.questions.base import Answer, Score, is_answered
from quiz.services import audit
from quiz.services.aggregates import rebuild
from quiz.services.attempts.informing import inform
from quiz.services.attempts.locking import LockedQuestion
from quiz.services.attempts.pages.answer_texts import AnswerPart, parts_of
from quiz.services.attempts.pages.question_views import view_of
from quiz.services.attempts.refusals import AttemptClosed, NotFound
from quiz.services.attempts.saving import AnswerSubmission, append_late
from quiz.services.attempts.serialization import answer_from, variant_from
from quiz.services.attempts.submitting import points_of, record_score
from quiz.services.content.definitions import question_of, quiz_of, texts_of
from quiz.storage.models.attempts import Attempt, AttemptEvent, AttemptQuestion, LateAnswer
from quiz.storage.prepared import fetch, narrowed
from quiz.storage.queries import deadlines as deadline_queries
from quiz.storage.queries.parts import taught

PAGE = 50
"""How many late answers a page shows."""


@dataclass(frozen=True, kw_only=True)
class LateAnswerView:
    """An answer that came when nothing counted any more. ``client_at`` is what the device says, and proves nothing.

    ``countable``: a teacher may let it count; where a person has judged the answer that counts, its score stands.
    ``earns`` and ``would_earn`` are points, now and by this answer; None where a person has to judge.
    """

    id: int
    learner: str
    quiz_key: str
    series_id: int
    title: Text
    prompt: str
    closed_at: datetime | None
    received_at: datetime
    client_at: datetime | None
    parts: tuple[AnswerPart, ...]
    counting: tuple[AnswerPart, ...]
    countable: bool
    earns: Fraction | None
    would_earn: Fraction | None


@dataclass(frozen=True, kw_only=True)
class LatePage:
    """A page of what came too late, by learner: the names in their order, each with what came from them.

    ``count`` is how many there are in all, ``pages`` how many pages; a page beyond the last is the last.
    """

    learners: tuple[tuple[str, tuple[LateAnswerView, ...]], ...]
    count: int
    page: int
    pages: int


def late_answers(session: Session, language: str, page: int = 1, *, teacher: int | None = None) -> LatePage:
    """What came too late and nobody has decided on, grouped by learner; ``PAGE`` answers a page, the first is 1.

    Of learners of ``teacher``, or of all.
    """
    count = fetch(session, narrowed(deadline_queries.count_undecided_late(), *taught(teacher))).scalar_one()
    pages = max(1, -(-count // PAGE))
    page = min(max(page, 1), pages)
    query = deadline_queries.undecided_late(language, PAGE, (page - 1) * PAGE)
    rows = fetch(session, narrowed(query, *taught(teacher))).all()
    groups = groupby(rows, key=lambda row: (row.account_id, row.name))
    learners = tuple((name, tuple(map(_shown, found))) for (_, name), found in groups)
    return LatePage(learners=learners, count=count, page=page, pages=pages)


def _shown(row: Any) -> LateAnswerView:
    late, asked = row[0], row[1]
    question = question_of(row.content_hash, row.question)
    quiz, answer = quiz_of(row.quiz_hash, row.quiz), answer_from(late.value)
    view = view_of(asked, question, texts_of(row.shown), None, row.answer, row.language)
    mark = None if question.judged_by_person else _judged(quiz, question, asked, answer, late.certainty)[1]
    return LateAnswerView(
        id=late.id,
        learner=row.name,
        quiz_key=row.key,
        series_id=row.series_id,
        title=quiz.title,
        prompt=view.plain("prompt"),
        closed_at=row.handed_in_at,
        received_at=late.received_at,
        client_at=late.client_at,
        parts=parts_of(view, answer),
        counting=parts_of(view, view.answer),
        countable=asked.waiting or not question.judged_by_person,
        earns=None if asked.marks is None else marking.points_of(asked.marks, question.points),
        would_earn=None if mark is None else marking.points_of(mark, question.points),
    )


def check_taught(session: Session, late_id: int, teacher: int | None) -> None:
    """Raise ``NotFound`` where a late answer is of nobody whom ``teacher`` teaches; None teaches everybody."""
    mine = select(LateAnswer.id).join(Attempt, LateAnswer.attempt_id == Attempt.id)
    if teacher is not None and session.scalar(mine.where(LateAnswer.id == late_id, *taught(teacher))) is None:
        raise NotFound(str(late_id))


class Replaced(ValueError):
    """A newer answer has taken the place of the one that was decided on."""


def leave(session: Session, late_id: int, *, now: datetime, by: audit.Actor, seen: datetime | None = None) -> None:
    """Decide that a late answer does not count. A second decision changes nothing.

    ``seen`` is when the answer that was looked at came. Raises ``NotFound`` and ``Replaced``.
    """
    late = _find(session, late_id, seen)
    if late.counted is None:
        _decide(session, late, counted=False, now=now, by=by)


def let_count(session: Session, late_id: int, *, now: datetime, by: audit.Actor, seen: datetime | None = None) -> None:
    """Let a late answer count: it is appended as late, and its question scored by it; points and sums follow.

    One that waits to be graded is graded by it. A second decision changes nothing. Raises ``NotFound``, ``Replaced``,
    and ``AttemptClosed`` where a person has judged the answer that counts.
    """
    late = _find(session, late_id, seen)
    row = session.execute(deadline_queries.to_let_count(late.attempt_question_id)).one()
    attempt, asked = row[0], row[1]
    question, quiz = question_of(row.content_hash, row.question), quiz_of(row.quiz_hash, row.quiz)
    if late.counted is not None:
        return
    if question.judged_by_person and not asked.waiting:
        raise AttemptClosed(attempt.token)
    target = LockedQuestion(attempt=attempt, row=asked, question=question, quiz=quiz)
    sent = AnswerSubmission(
        device=late.device,
        sequence=late.device_sequence,
        base_revision=asked.revision,
        client_at=late.client_at,
        certainty=late.certainty,
    )
    append_late(session, target, late.value, sent, received_at=late.received_at)
    _decide(session, late, counted=True, now=now, by=by)
    session.refresh(asked)
    if not asked.waiting:
        _rescore(session, target, answer_from(late.value))


def _rescore(session: Session, target: LockedQuestion, answer: Answer) -> None:
    attempt, asked = target.attempt, target.row
    score, mark = _judged(target.quiz, target.question, asked, answer, asked.certainty)
    assert asked.scored_at is not None
    record_score(asked, score, mark, asked.scored_at)
    session.flush()
    if attempt.state == "finished":
        attempt.points = points_of(session, attempt, target.quiz)
        session.flush()
    rebuild.rebuild(session, [attempt.account_id])


def _judged(
    quiz: Quiz, question: Question, asked: AttemptQuestion, answer: Answer, level: int | None
) -> tuple[Score, Fraction]:
    """What an answer earns: its score, and its mark by the quiz's rules."""
    score = question.judge(variant_from(asked.variant), answer)
    return score, marking.mark_of(quiz, score.fraction, answered=is_answered(answer), level=level)


def _find(session: Session, late_id: int, seen: datetime | None) -> LateAnswer:
    # The attempt first: scoring and saving take their locks in this order, too.
    session.execute(deadline_queries.attempt_of_late(late_id))
    late: LateAnswer | None = fetch(session, deadline_queries.late_answer(late_id)).scalars().first()
    if late is None:
        raise NotFound(str(late_id))
    if seen is not None and late.counted is None and late.received_at != seen:
        raise Replaced(str(late_id))
    return late


def _decide(session: Session, late: LateAnswer, *, counted: bool, now: datetime, by: audit.Actor) -> None:
    late.counted, late.decided_at = counted, now
    kind = "late_counted" if counted else "late_left"
    detail = {"late_answer": late.id, "question": late.attempt_question_id}
    session.add(AttemptEvent(attempt_id=late.attempt_id, kind=kind, by_id=by.id, at=now, detail=detail))
    session.flush()
    attempt = session.get_one(Attempt, late.attempt_id)
    asked = session.get_one(AttemptQuestion, late.attempt_question_id)
    audit.record(session, kind, audit.attempt(attempt), by=by, now=now, after={"question": asked.position})
    inform(session, kind, {attempt.id: {"question": asked.position}}, now=now)
