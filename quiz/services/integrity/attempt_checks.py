"""The checks of attempts: what stands at their questions, their scores and points, their states."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import lru_cache
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from quiz.domain.bank_format.quizzes import Quiz as Recipe
from quiz.domain.grading import marking
from quiz.domain.questions import Question as Asked
from quiz.domain.questions.base import is_answered
from quiz.services.attempts.serialization import answer_from, variant_from
from quiz.services.content.definitions import question_of, quiz_of
from quiz.services.integrity.examined import UNREADABLE, Examined, Found, is_readable, rows_of
from quiz.services.integrity.score_audit import Case, faults_of
from quiz.storage.models.attempts import Attempt, AttemptQuestion
from quiz.storage.models.content import QuestionVersion, QuizVersion
from quiz.storage.prepared import fetch
from quiz.storage.queries import scores as score_queries
from quiz.storage.queries.content import published as content_queries


def attempts(store: Examined) -> Found:
    """Each attempt with its questions: what stands at them, their scores, and what these add up to."""
    known = _Known(store.session)
    for attempt_id, group in groupby(rows_of(store, content_queries.every_question()), key=lambda row: row.attempt_id):
        quiz = None
        questions = []
        for row in group:
            quiz = known.quiz(row.quiz_version_id)
            pinned = known.question(row.question_version_id)
            graded = known.question(row.graded_version_id or row.question_version_id)
            if quiz is None or pinned is None or graded is None:
                continue  # a version that is missing or can't be read is reported by itself
            questions.append((row, pinned))
            for code in _faults_at(row, graded, quiz):
                yield code, f"{attempt_id}/{row.position}"
        if quiz is not None and questions and not _points_hold(questions, quiz):
            yield "points", str(attempt_id)


class _Known:
    """Versions by their number, each read once while it is in use; None for one that can't be."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.question = lru_cache(maxsize=2_048)(self._question)
        self.quiz = lru_cache(maxsize=2_048)(self._quiz)

    def _question(self, number: int) -> Asked | None:
        row = self.session.get(QuestionVersion, number)
        readable = row is not None and is_readable(question_of, row.content_hash, row.definition)
        return question_of(row.content_hash, row.definition) if row is not None and readable else None

    def _quiz(self, number: int) -> Recipe | None:
        row = self.session.get(QuizVersion, number)
        readable = row is not None and is_readable(quiz_of, row.content_hash, row.definition)
        return quiz_of(row.content_hash, row.definition) if row is not None and readable else None


def _faults_at(row: Row[Any], graded: Asked, quiz: Recipe) -> Iterator[str]:
    if not _latest_holds(row, quiz):
        yield "latest"
    yield from faults_of(Case(stored=row, question=graded, quiz=quiz, mode=row.mode, answer=row.judged_value))


def _latest_holds(row: Row[Any], quiz: Recipe) -> bool:
    certainty = row.latest_certainty if quiz.certainty != "off" else None
    return bool(row.answered == is_answered(answer_from(row.latest_value)) and row.certainty == certainty)


def _points_hold(questions: Iterable[tuple[Row[Any], Asked]], quiz: Recipe) -> bool:
    """Whether an attempt's points are the sum of its questions'; a regrade leaves what each is worth as it was."""
    rows = list(questions)
    attempt = rows[0][0]
    possible = marking.possible(quiz, (question.points for _, question in rows))
    if attempt.points_possible != possible:
        return False
    if attempt.state != "finished":
        return attempt.points is None
    marked = ((question.points, row.marks or Fraction(0)) for row, question in rows)
    return bool(attempt.points == marking.total(quiz, marked, attempt.points_possible))


def states(store: Examined) -> Found:
    """Finished: all scored. Waiting: something waits, all else is scored. Running: an exam has no score yet, a practice
    has a question left."""
    asked = aliased(AttemptQuestion)

    def times(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.sum(case((condition, 1), else_=0))

    scored, waits = times(asked.scored_at.is_not(None)), times(asked.waiting.is_(True))
    every = func.count(asked.id)
    wrong = or_(
        every == 0,
        and_(Attempt.state == "finished", scored != every),
        and_(Attempt.state == "waiting", or_(waits == 0, scored + waits != every)),
        and_(Attempt.state == "running", scored == every),
        and_(Attempt.state == "running", Attempt.mode == "exam", scored + waits != 0),
        times(and_(asked.waiting, asked.scored_at.is_not(None))) != 0,
    )
    query = (
        select(Attempt.id)
        .outerjoin(asked, asked.attempt_id == Attempt.id)
        .group_by(Attempt.id, Attempt.state, Attempt.mode)
        .having(wrong)
        .order_by(Attempt.id)
    )
    for (number,) in rows_of(store, query):
        yield "states", str(number)


def overdue(store: Examined) -> Found:
    """Attempts that should be closed by now; stuck are those that can't be."""
    late = select(Attempt.id).where(Attempt.state == "running", Attempt.closes_at < store.now).order_by(Attempt.id)
    for number in store.session.scalars(late).all():
        yield "overdue", str(number)
        if not _can_be_scored(store.session, number):
            yield "stuck", str(number)


def _can_be_scored(session: Session, attempt_id: int) -> bool:
    """Whether every answer of an attempt can be judged as it is stored, with the rules of its quiz."""
    try:
        attempt = session.get_one(Attempt, attempt_id)
        quiz_of(*fetch(session, content_queries.quiz_of_version(attempt.quiz_version_id)).one())
        for row in fetch(session, score_queries.to_score(attempt_id)).all():
            question, answer = question_of(row.content_hash, row.question), answer_from(row.answer)
            question.judge(variant_from(row[0].variant), answer)
    except (*UNREADABLE, ArithmeticError):
        return False
    return True
