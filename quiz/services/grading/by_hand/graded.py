"""Answers that were graded by hand, looked up by question, grader or learner."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.services.content.definitions import quiz_of
from quiz.services.grading.by_hand.queue import prompt_of
from quiz.services.grading.manual_grading import KINDS
from quiz.services.identity.names import name_key
from quiz.storage.models.identity import Account
from quiz.storage.queries.grading import by_hand as hand_queries
from quiz.storage.queries.grading.by_hand import Whose


@dataclass(frozen=True, kw_only=True)
class GradedAnswer:
    """A graded answer with its learner; ``fraction`` is how right it is, 0 to 1.

    ``grader`` gave the last grade: it has no name where their account was deleted, and no ``grader_id`` where it was
    given before grades were kept.
    """

    id: int
    version_id: int
    learner: str | None
    prompt: str
    quiz_key: str
    series_id: int
    title: Mapping[str, str]
    fraction: Fraction
    graded_at: datetime
    grader: str | None
    grader_id: int | None
    changed: bool


@dataclass(frozen=True, kw_only=True)
class Sought:
    """Which graded answers are looked for: of a question version, graded by an account, of learners so ``named``."""

    version_id: int | None = None
    grader_id: int | None = None
    named: str = ""


def count(session: Session, sought: Sought, *, whose: Whose = None) -> int:
    """How many there are."""
    query = hand_queries.count_graded(KINDS, **_wanted(sought), whose=whose)
    return session.execute(query).scalar_one()  # type: ignore[no-any-return]  # a count


def answers(
    session: Session, language: str, sought: Sought, *, limit: int, offset: int, whose: Whose = None
) -> list[GradedAnswer]:
    """A page of them, the latest first."""
    query = hand_queries.graded_answers(language, KINDS, **_wanted(sought), whose=whose).limit(limit).offset(offset)
    return [_graded(row, language) for row in session.execute(query)]


def name_of(session: Session, grader_id: int) -> str | None:
    """What a grader is called; None for no account."""
    return session.scalars(select(Account.name).where(Account.id == grader_id)).first()


def _wanted(sought: Sought) -> dict[str, Any]:
    return {"version_id": sought.version_id, "grader_id": sought.grader_id, "named": name_key(sought.named)}


def _graded(row: Any, language: str) -> GradedAnswer:
    return GradedAnswer(
        id=row.id,
        version_id=row.question_version_id,
        learner=row.name,
        prompt=prompt_of(row, language),
        quiz_key=row.key,
        series_id=row.series_id,
        title=quiz_of(row.quiz_hash, row.quiz).title,
        fraction=row.fraction,
        graded_at=row.at or row.scored_at,
        grader=row.grader,
        grader_id=row.grader_id,
        changed=row.kind == "changed",
    )
