"""What the pages of assignments show beside them: questions to pick, what is missing, an attempt of a learner."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from quiz.domain.delivery import TooFewQuestions, deliver
from quiz.domain.questions import Question
from quiz.domain.rendering import plain
from quiz.services.attempts.pages.answer_texts import AnswerPart, parts_of
from quiz.services.attempts.pages.question_views import QuestionView, view_of
from quiz.services.attempts.refusals import NotFound
from quiz.services.classes.assignments.listing import Listed
from quiz.services.classes.entering import Entered
from quiz.services.content.definitions import question_of, texts_as_published, texts_of
from quiz.services.content.question_pool import Offered, pool_of
from quiz.storage.models.assignments import Assignment
from quiz.storage.models.attempts import Attempt
from quiz.storage.prepared import fetch
from quiz.storage.queries import classes as class_queries
from quiz.storage.queries.assignments import assigning as assigning_queries
from quiz.storage.queries.assignments import given as assignment_queries


@dataclass(frozen=True, kw_only=True)
class Pickable:
    """A question that can be picked: its name is ``bank/id``."""

    name: str
    bank: str
    prompt: str
    question: Question


def series_of(session: Session, class_id: int) -> list[int]:
    """The series that a class works on."""
    return list(fetch(session, class_queries.series_of(class_id)).scalars())


def questions(session: Session, series_id: int, language: str) -> list[Pickable]:
    """Every question that learners find in a series, in its order."""
    rows = fetch(session, assigning_queries.to_pick(series_id, language))
    return [
        Pickable(
            name=f"{row.bank}/{row.slug}",
            bank=row.bank,
            prompt=plain(texts_of(row.shown)["passages"]["prompt"]),
            question=question_of(row.content_hash, row.question),
        )
        for row in rows
    ]


def prompts(session: Session, drawn: Sequence[Offered], language: str) -> list[Pickable]:
    """Drawn questions with their texts, in their order."""
    texts = {
        row.id: row.shown for row in session.execute(assigning_queries.texts([one.key for one in drawn], language))
    }
    return [
        Pickable(
            name=f"{one.bank}/{one.question.id}",
            bank=one.bank,
            prompt=plain(texts_of(texts[one.key])["passages"]["prompt"]),
            question=one.question,
        )
        for one in drawn
        if one.key in texts
    ]


def beside(session: Session, class_id: int, but: int | None) -> tuple[list[Any], list[Any]]:
    """What the form of an assignment can name: the other assignments of the class, the categories of its gradebook."""
    rows = fetch(session, assigning_queries.beside(class_id)).all()
    others = [row for row in rows if row.kind == "assignment" and row.id != but]
    return others, [row for row in rows if row.kind == "category"]


def groups(session: Session, class_id: int) -> Sequence[Any]:
    """The groups of a class."""
    return fetch(session, assignment_queries.groups_of(class_id)).all()


def missing(session: Session, listed: Listed) -> bool:
    """Whether an assignment can't be drawn now: what it asks was withdrawn or hidden since."""
    key = f"~assignment-{listed.row.id}"
    try:
        deliver(listed.quiz, pool_of(session, listed.row.series_id, listed.quiz.banks(key)), "now")
    except TooFewQuestions:
        return True
    return False


@dataclass(frozen=True, kw_only=True)
class SeenAttempt:
    """An attempt of a learner as who teaches them sees it: with answers, scores and keys."""

    attempt: Attempt
    assignment: Assignment
    name: str
    views: Sequence[tuple[QuestionView, Sequence[AnswerPart]]]
    """Each question, with what was answered in words."""


def attempt(session: Session, entered: Entered, assignment_id: int, token: str, language: str) -> SeenAttempt:
    """An attempt at an assignment of a class. Raises ``NotFound``."""
    row = fetch(session, assigning_queries.attempt_in_class(entered.id, assignment_id, token)).first()
    if row is None:
        raise NotFound(token)
    asked = fetch(session, assigning_queries.asked_for_staff(row.Attempt.id, language)).all()
    return SeenAttempt(
        attempt=row.Attempt, assignment=row.Assignment, name=row.name, views=tuple(_views(asked, language))
    )


def _views(rows: Iterable[Any], language: str) -> Iterable[tuple[QuestionView, Sequence[AnswerPart]]]:
    for row in rows:
        view = view_of(
            row[0],
            question_of(row.content_hash, row.question),
            texts_as_published(row.shown, "context", row.context),
            texts_as_published(row.revealed, "sources", row.sources),
            row.answer,
            language,
        )
        yield view, parts_of(view, view.answer)
