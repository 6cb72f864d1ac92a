"""Judgements that a person makes: a learner confirms in practice, a teacher grades what an exam left waiting."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, cast

from sqlalchemy.orm import Session

from quiz.domain.bank_format.quizzes import Quiz
from quiz.domain.grading import marking
from quiz.domain.questions import Question
from quiz.domain.questions.base import Answer, Score, Variant
from quiz.domain.rendering import fill, plain
from quiz.services import audit
from quiz.services.attempts.informing import inform
from quiz.services.attempts.locking import LockedQuestion
from quiz.services.attempts.pages.question_views import QuestionView, view_of
from quiz.services.attempts.refusals import AttemptClosed, NotFound
from quiz.services.attempts.serialization import variant_from
from quiz.services.attempts.submitting import FollowUp, count_fixed, record_score
from quiz.services.content.definitions import question_of, quiz_of, texts_as_published, texts_of
from quiz.services.current_user import Learner
from quiz.storage.models.attempts import Attempt, AttemptQuestion
from quiz.storage.models.identity import Account
from quiz.storage.prepared import fetch, narrowed
from quiz.storage.queries import grading as grading_queries
from quiz.storage.queries.parts import taught


class Judged(Protocol):
    """A question whose answers a person judges."""

    def proposal(self, variant: Variant, answer: Answer) -> tuple[str, ...]:
        """What the app finds in the answer."""

    def grade_confirmed(self, ids: Collection[str]) -> Score:
        """The score for what a person found."""


def proposal_of(question: Question, variant: Variant, answer: Answer) -> tuple[str, ...]:
    """What the app finds in an answer that a person judges."""
    return cast(Judged, question).proposal(variant, answer)


def proposed(view: QuestionView) -> tuple[str, ...]:
    """What the app finds in the answer of a question that waits for a person."""
    return proposal_of(view.question, view.variant, view.answer)


def confirmed(question: Question, ids: Collection[str]) -> Score:
    """The score of an answer in which a person found ``ids``."""
    return cast(Judged, question).grade_confirmed(ids)


def confirm(
    session: Session,
    account: Learner,
    target: LockedQuestion,
    ids: Collection[str],
    *,
    now: datetime,
    follow_up: FollowUp | None = None,
) -> Score:
    """The learner's own judgement of a practice answer, on what the app proposed. Raises ``AttemptClosed``."""
    if target.attempt.mode == "exam" or not target.row.waiting or target.attempt.state != "running":
        raise AttemptClosed(target.attempt.token)
    score = confirmed(target.question, ids)
    mark = marking.mark_of(target.quiz, score.fraction, answered=True, level=target.row.certainty)
    record_score(target.row, score, mark, now)
    sure = target.row.certainty
    count_fixed(session, account, target, now, answered=True, sure=sure, follow_up=follow_up)
    return score


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """An answer that waits for a teacher."""

    id: int
    question: Question
    prompt: str
    quiz_key: str
    series_id: int
    title: Mapping[str, str]
    handed_in_at: datetime


def count_waiting(session: Session, *, teacher: int | None = None) -> int:
    """How many answers wait for a teacher: of learners of ``teacher``, or of all."""
    return fetch(session, narrowed(grading_queries.count_waiting(), *taught(teacher))).scalar() or 0


def waiting(
    session: Session, language: str = "ko", *, limit: int = 200, offset: int = 0, teacher: int | None = None
) -> list[Waiting]:
    """A page of the answers that wait for a teacher, the earliest first, with their prompts in ``language``.

    Of learners of ``teacher``, or of all.
    """
    query = narrowed(grading_queries.waiting_answers(language, limit, offset), *taught(teacher))
    return [
        Waiting(
            id=row.id,
            question=question_of(row.content_hash, row.question),
            prompt=plain(fill(texts_of(row.shown)["passages"]["prompt"], variant_from(row.variant).values, language)),
            quiz_key=row.key,
            series_id=row.series_id,
            title=quiz_of(row.quiz_hash, row.quiz).title,
            handed_in_at=row.handed_in_at,
        )
        for row in fetch(session, query).all()
    ]


def next_waiting(session: Session, judged: ToJudge, *, teacher: int | None = None) -> int | None:
    """The answer to judge after ``judged``; None where nothing waits any more."""
    handed_in_at = judged.attempt.handed_in_at
    assert handed_in_at is not None
    query = grading_queries.next_waiting(handed_in_at, judged.row.id)
    return fetch(session, narrowed(query, *taught(teacher))).scalars().first()


@dataclass(frozen=True, kw_only=True)
class ToJudge:
    """A waiting answer with its learner and its view."""

    attempt: Attempt
    row: AttemptQuestion
    learner: Account
    quiz: Quiz
    view: QuestionView


def find_waiting(session: Session, attempt_question_id: int, language: str, *, teacher: int | None = None) -> ToJudge:
    """A waiting answer of a learner of ``teacher``, or of anybody, locked until the commit. Raises ``NotFound``."""
    query = grading_queries.to_judge(attempt_question_id, language).where(*taught(teacher))
    return _to_judge(session.execute(query).first(), language)


def read_waiting(session: Session, attempt_question_id: int, language: str, *, teacher: int | None = None) -> ToJudge:
    """The same, to look at alone: nothing is locked. Raises ``NotFound``."""
    query = grading_queries.to_read(attempt_question_id, language).where(*taught(teacher))
    return _to_judge(session.execute(query).first(), language)


def _to_judge(row: Any, language: str) -> ToJudge:
    if row is None or row[0].state != "waiting":
        raise NotFound("waiting")
    question = question_of(row.content_hash, row.question)
    return ToJudge(
        attempt=row[0],
        row=row[1],
        learner=row[2],
        quiz=quiz_of(row.quiz_hash, row.quiz),
        view=view_of(
            row[1],
            question,
            texts_as_published(row.shown, "context", row.context),
            texts_as_published(row.revealed, "sources", row.sources),
            row.answer,
            language,
            reveal=True,
        ),
    )


def grade(
    session: Session, found: ToJudge, ids: Collection[str], *, now: datetime, by: audit.Actor = audit.APP
) -> Score:
    """A teacher's judgement; the last one that was waited for finishes the attempt."""
    question = found.view.question
    score = confirmed(question, ids)
    mark = marking.mark_of(found.quiz, score.fraction, answered=True, level=found.row.certainty)
    record_score(found.row, score, mark, now)
    target = LockedQuestion(attempt=found.attempt, row=found.row, question=question, quiz=found.quiz)
    count_fixed(session, found.learner, target, now, answered=True, sure=found.row.certainty)
    given = {"question": found.row.position, "fraction": str(score.fraction), "marks": str(mark)}
    audit.record(session, "graded", audit.attempt(found.attempt), by=by, now=now, after=given)
    if found.attempt.state == "finished":
        inform(session, "graded", {found.attempt.id: {"points": str(found.attempt.points)}}, now=now)
    return score
