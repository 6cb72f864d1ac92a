"""Named changes of a regrade, what stood before and what stands now; and of how questions are graded."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import (
    Insert,
    Integer,
    Update,
    bindparam,
    insert,
    select,
    update,
)

from quiz.storage.models.attempts import Attempt
from quiz.storage.models.grading import Challenge, GradingRules, RegradedQuestion
from quiz.storage.writes.attempts import _QUESTIONS
from quiz.storage.writes.base import _insert


@cache
def keep_score() -> Insert:
    """Keep what stands in the question ``question`` of an attempt for the regrade ``regrade``."""
    attempts: Any = Attempt.__table__
    kept: Any = RegradedQuestion.__table__
    names = ("graded_version_id", "fraction", "marks", "score")
    columns = (bindparam("regrade", type_=Integer), _QUESTIONS.c.id, *(_QUESTIONS.c[name] for name in names))
    standing = (
        select(*columns, attempts.c.points)
        .join_from(_QUESTIONS, attempts, _QUESTIONS.c.attempt_id == attempts.c.id)
        .where(_QUESTIONS.c.id == bindparam("question"))
    )
    into = ["regrade_id", "attempt_question_id", *names, "attempt_points"]
    return insert(kept).from_select(into, standing)


@cache
def set_score() -> Update:
    """Put another score, of the version ``version``, to the question ``question``; when it was scored stays."""
    names = ("fraction", "share", "marks", "score")
    columns = {name: bindparam(f"new_{name}", type_=_QUESTIONS.c[name].type) for name in names}
    version = bindparam("version", type_=Integer)
    where = _QUESTIONS.c.id == bindparam("question")
    return update(_QUESTIONS).where(where).values(graded_version_id=version, **columns)


@cache
def set_points() -> Update:
    """Put other points to the finished attempt ``attempt``."""
    table: Any = Attempt.__table__
    points = bindparam("new_points", type_=table.c.points.type)
    return update(table).where(table.c.id == bindparam("attempt")).values(points=points)


@cache
def begin_rules(dialect: str) -> Any:
    """Put the usual rules of grading to the question version ``version``, unless it has some."""
    rules = _insert(dialect, GradingRules.__table__)
    usual = {"question_version_id": bindparam("version", type_=Integer), "twice": False, "held": False}
    return rules.values(**usual).on_conflict_do_nothing()


def open_challenges(regrade_id: int) -> Update:
    """Let the challenges whose acceptance a regrade applied wait for a decision again."""
    nothing = {"reply": None, "answered_at": None, "answered_by_id": None, "regrade_id": None}
    change = update(Challenge).where(Challenge.regrade_id == regrade_id)
    return change.values(state="open", answers=Challenge.answers + 1, **nothing)
