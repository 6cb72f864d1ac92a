"""The assignments of a class are copied to another one, as drafts, each with a quiz of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.services.classes.assignments import recipes
from quiz.storage.models.assignments import Assignment
from quiz.storage.models.content import QuizRow, QuizVersion

_SAME = (
    *("series_id", "title", "instructions", "source", "chosen", "late_policy", "late_share", "attempts_allowed"),
    *("counted", "feedback", "access_code"),
)
"""The columns of an assignment that its copy has as they are."""

Move = Callable[[datetime | None], datetime | None]


def copy_assignments(
    session: Session, source: int, target: int, categories: Mapping[int, int], move: Move, *, now: datetime
) -> Mapping[int, int]:
    """New assignments of the class ``target`` by the numbers of those of ``source`` that they are like.

    Every date is ``move``d, and none is published or released. ``categories`` are the new ones by the old ones.
    """
    found = {}
    rows = session.scalars(select(Assignment).where(Assignment.class_id == source).order_by(Assignment.id)).all()
    for one in rows:
        quiz = _copy_quiz(session, one.quiz_id, now)
        new = Assignment(
            class_id=target,
            quiz_id=quiz.id,
            opens_at=move(one.opens_at),
            due_at=move(one.due_at),
            closes_at=move(one.closes_at),
            category_id=categories.get(one.category_id or 0),
            created_at=now,
            prerequisites=[],
            **{name: getattr(one, name) for name in _SAME},
        )
        session.add(new)
        session.flush()
        found[one.id] = new
    numbers = {old: new.id for old, new in found.items()}
    for one in rows:
        copied = (_copied(wanted, numbers) for wanted in one.prerequisites)
        found[one.id].prerequisites = [wanted for wanted in copied if wanted is not None]
    session.flush()
    return numbers


def _copied(wanted: Mapping[str, Any], numbers: Mapping[int, int]) -> dict[str, Any] | None:
    """A prerequisite as a copy has it: of an assignment it names the copy; None where there is no such one any more."""
    if "assignment" not in wanted:
        return dict(wanted)
    known = numbers.get(wanted["assignment"])
    return {**wanted, "assignment": known} if known is not None else None


def _copy_quiz(session: Session, quiz_id: int, now: datetime) -> QuizRow:
    """A quiz with the recipe that another one has now."""
    before = session.get_one(QuizRow, quiz_id)
    quiz = QuizRow(
        series_id=before.series_id,
        key=recipes.new_key(),
        position=before.position,
        built_in=True,
        withdrawn=False,
    )
    session.add(quiz)
    session.flush()
    if before.current_version_id is not None:
        recipe = session.get_one(QuizVersion, before.current_version_id)
        version = QuizVersion(
            quiz_id=quiz.id, content_hash=recipe.content_hash, definition=recipe.definition, published_at=now
        )
        session.add(version)
        session.flush()
        quiz.current_version_id = version.id
    return quiz
