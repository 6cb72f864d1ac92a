"""What a learner reads of an attempt that ended before it was handed in: what was asked, and what they answered."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from quiz.services.attempts.pages.answer_texts import AnswerPart, parts_of
from quiz.services.attempts.pages.question_views import QuestionView, view_of
from quiz.services.content.definitions import question_of, texts_as_published
from quiz.storage.models.attempts import Attempt
from quiz.storage.prepared import fetch
from quiz.storage.queries import ended as ended_queries


@dataclass(frozen=True, kw_only=True)
class Answered:
    """A question of the attempt, and what was entered; nothing where that is empty."""

    view: QuestionView
    parts: tuple[AnswerPart, ...]


def answers_of(session: Session, attempt: Attempt, language: str) -> list[Answered]:
    """What was answered in an attempt, by the questions in their order. No score and no key is among it."""
    views = [
        view_of(
            row[0],
            question_of(row.content_hash, row.question),
            texts_as_published(row.shown, "context", row.context),
            None,
            row.answer,
            language,
            held=True,
        )
        for row in fetch(session, ended_queries.answered_in(attempt.id, language)).all()
    ]
    return [Answered(view=view, parts=parts_of(view, view.answer)) for view in views]
