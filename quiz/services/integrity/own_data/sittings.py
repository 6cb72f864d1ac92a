"""One's attempts as plain data: what was asked, entered and judged, as far as the pages show it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Protocol

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from quiz.domain.questions import Question
from quiz.domain.rendering import fill_source
from quiz.services.attempts.serialization import variant_from
from quiz.services.content.definitions import question_of, quiz_of
from quiz.services.content.question_pool import HeldBack
from quiz.services.integrity.answer_masking import by_place, own_challenge, own_report, plain
from quiz.storage.models.assignments import AttemptPresence
from quiz.storage.models.attempts import AnswerRow, Attempt, AttemptEvent, AttemptQuestion, LateAnswer
from quiz.storage.models.base import Base
from quiz.storage.models.content import QuestionRow
from quiz.storage.models.grading import Challenge, Grade, QuestionReport, RegradedQuestion
from quiz.storage.prepared import fetch
from quiz.storage.queries import integrity as integrity_queries
from quiz.storage.queries import reporting as report_queries
from quiz.storage.queries.grading import challenges as challenge_queries
from quiz.storage.queries.parts import LATEST

MOST = 100_000
"""Attempts that are handed out at most."""

_SCORE = ("fraction", "share", "marks", "score", "scored_at")

Plain = dict[str, Any]


class AsPlain(Protocol):
    """Gives the columns of a row that are handed out, but for those that are ``hidden``."""

    def __call__(self, row: Base, hidden: Iterable[str] = ()) -> Plain: ...


def attempts_of(
    session: Session,
    account_id: int,
    as_plain: AsPlain,
    held: HeldBack,
    progress: Callable[[float], None] | None = None,
) -> list[Plain]:
    """Every attempt of an account, the latest first. ``progress`` hears which share of them is read, 0 to 1.

    What is ``held`` back is handed out as long as its test runs as if it had no score, and its attempt no points: they
    would say it.
    """
    asked: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in fetch(session, integrity_queries.asked_of(account_id)):
        asked[row[0].attempt_id].append(row)
    parts = _Parts(session, account_id, as_plain, held)
    rows = fetch(session, report_queries.history(account_id, MOST, LATEST)).all()
    found = []
    for number, row in enumerate(rows, 1):
        found.append(_attempt(row, asked[row[0].id], parts))
        if progress is not None:
            progress(number / len(rows))
    return found


def _attempt(row: Row[Any], asked: Iterable[Row[Any]], parts: _Parts) -> Plain:
    attempt: Attempt = row[0]
    asked = list(asked)
    tells = attempt.shows_scores and not any(one[0].id in parts.held.asked for one in asked)
    quiz = quiz_of(row.quiz_hash, row.quiz)
    return {
        "quiz": row.key,
        "title": dict(quiz.title),
        "pass_mark": plain(quiz.pass_mark),
        **parts.as_plain(attempt, () if tells else ("points",)),
        "presence": [parts.as_plain(one) for one in parts.presences[attempt.id]],
        "events": [
            parts.as_plain(event) for event in parts.events[attempt.id] if tells or "points" not in event.detail
        ],
        "reports": [own_report(one, attempt, parts.in_tests) for one in parts.reports[attempt.id]],
        "questions": [_question(attempt, one, parts, tells) for one in asked],
    }


class _Parts:
    """What belongs to attempts and their questions, by their ids."""

    def __init__(self, session: Session, account_id: int, as_plain: AsPlain, held: HeldBack) -> None:
        self.as_plain, self.held = as_plain, held
        own = select(Attempt.id).where(Attempt.account_id == account_id)
        asked = select(AttemptQuestion.id).where(AttemptQuestion.attempt_id.in_(own))

        def grouped(table: Any, key: str, ids: Any, order: str = "id") -> dict[int, list[Any]]:
            found: dict[int, list[Any]] = defaultdict(list)
            query = select(table).where(getattr(table, key).in_(ids)).order_by(getattr(table, order))
            for row in session.scalars(query):
                found[getattr(row, key)].append(row)
            return found

        due = select(AttemptQuestion.stands_for_id).where(AttemptQuestion.attempt_id.in_(own))
        names = select(QuestionRow.id, QuestionRow.slug).where(QuestionRow.id.in_(due))
        self.stood_for: dict[int | None, str] = {row.id: row.slug for row in session.execute(names)}
        self.events = grouped(AttemptEvent, "attempt_id", own)
        self.presences = grouped(AttemptPresence, "attempt_id", own, "attempt_id")
        self.reports = grouped(QuestionReport, "attempt_id", own)
        self.challenges = grouped(Challenge, "attempt_question_id", asked)
        self.challenged_in_tests = frozenset(session.scalars(challenge_queries.in_tests(account_id)))
        self.in_tests = frozenset(session.scalars(integrity_queries.reports_in_tests(account_id)))
        self.answers = grouped(AnswerRow, "attempt_question_id", asked)
        self.late = grouped(LateAnswer, "attempt_question_id", asked)
        self.grades = grouped(Grade, "attempt_question_id", asked, "number")
        self.regraded = grouped(RegradedQuestion, "attempt_question_id", asked, "regrade_id")


def _question(attempt: Attempt, found: Row[Any], parts: _Parts, tells: bool) -> Plain:
    row, question = found[0], question_of(found.content_hash, found.question)
    scores_shown = attempt.shows_scores and row.scored_at is not None and row.id not in parts.held.asked
    named = _Named(question, row, scores_shown, parts)
    return {
        **(_identity(found, question, row) if scores_shown else dict.fromkeys(_IDENTITY)),
        "kind": question.kind_name,
        "question_version": row.question_version_id,
        "graded_version": row.scored_version_id if scores_shown else None,
        **parts.as_plain(row, () if scores_shown else _SCORE),
        "values": dict(row.variant["values"]),
        "stands_for": parts.stood_for.get(row.stands_for_id),
        "answers": [named.answer(answer) for answer in parts.answers[row.id]],
        "late_answers": [named.answer(late) for late in parts.late[row.id]],
        "regraded": list(_regraded(row, parts, () if tells else ("attempt_points",))) if scores_shown else [],
        "challenges": [own_challenge(one, attempt, parts.challenged_in_tests) for one in parts.challenges[row.id]],
        "grades": [parts.as_plain(one) for one in parts.grades[row.id]] if scores_shown else [],
    }


_IDENTITY = ("series", "bank", "question", "hash", "measures", "prompt")
"""What says which question it is: its id may give an answer away, and is said once the score is."""


def _identity(found: Row[Any], question: Question, row: AttemptQuestion) -> Plain:
    values = variant_from(row.variant).values
    said = {language: fill_source(text, values, language) for language, text in question.prompt.written()}
    return dict(
        zip(
            _IDENTITY,
            (found.series, found.bank, found.slug, found.content_hash, found.measures, said),
            strict=True,
        )
    )


def _regraded(row: AttemptQuestion, parts: _Parts, hidden: tuple[str, ...]) -> Iterator[Plain]:
    for before in parts.regraded[row.id]:
        yield {
            "regrade": before.regrade_id,
            "graded_version": before.graded_version_id,
            **parts.as_plain(before, hidden),
        }


class _Named:
    """Answers to one question, with options by their ids once the key was shown, by their places before."""

    def __init__(self, question: Question, row: AttemptQuestion, scores_shown: bool, parts: _Parts) -> None:
        self._question = question
        self._variant = variant_from(row.variant)
        self._scores_shown = scores_shown
        self._parts = parts

    def answer(self, given: AnswerRow | LateAnswer) -> Plain:
        """An answer, or one that came late."""
        value = given.value if self._scores_shown else by_place(self._question, self._variant, given.value)
        return {"answer": value, **self._parts.as_plain(given)}
