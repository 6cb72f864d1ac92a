"""A learner as the teachers of a class see them: what they know of its series, and the attempts behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from quiz.domain.bank_format.quizzes import Quiz
from quiz.domain.errors import Message
from quiz.domain.rendering import plain
from quiz.services.attempts.refusals import NotFound
from quiz.services.classes.entering import Entered
from quiz.services.classes.overview import heat_map, naming
from quiz.services.classes.overview.columns import Column, Map
from quiz.services.classes.overview.heat_map import Named, Row
from quiz.services.content.definitions import quiz_of, texts_of
from quiz.storage.models.attempts import Attempt
from quiz.storage.prepared import fetch
from quiz.storage.queries.parts import LATEST
from quiz.storage.queries.teaching import learners as learners_queries
from quiz.storage.queries.teaching import work as work_queries

PAGE = 20
"""Attempts on one page."""


@dataclass(frozen=True, kw_only=True)
class Sat:
    """An attempt as a list names it, with the number of the assignment of the class that it is at."""

    attempt: Attempt
    quiz: Quiz
    quiz_key: str
    series_id: int
    assignment: int | None


@dataclass(frozen=True, kw_only=True)
class Assigned:
    """An assignment as one learner has it."""

    id: int
    title: str
    due_at: datetime | None
    handed_in_at: datetime | None
    excused: bool


@dataclass(frozen=True, kw_only=True)
class Answered:
    """A question that a learner answered: its number and prompt, the latest fixed share and when it was scored."""

    question: int
    prompt: str
    share: float
    at: datetime


@dataclass(frozen=True, kw_only=True)
class LearnerPage:
    """All that the page of a learner shows; ``following`` is the mark of the next attempts."""

    member: int
    name: str | Message
    account: int
    joined_at: datetime
    last_day: date | None
    done: int
    row: Row
    attempts: Sequence[Sat]
    following: int | None
    assignments: Sequence[Assigned]


def find(session: Session, entered: Entered, member_id: int, found: Map, before: int | None) -> LearnerPage:
    """A learner of the class. Raises ``NotFound`` for a number that is none of its learners'."""
    row = _member(session, entered, member_id)
    who = Named(member=row.member, account=row.account_id, name=naming.name_of(entered, row))
    sat = fetch(
        session, learners_queries.attempts_in_class(entered.id, row.account_id, PAGE + 1, before or LATEST)
    ).all()
    return LearnerPage(
        member=row.member,
        name=who.name,
        account=row.account_id,
        joined_at=row.joined_at,
        last_day=row.last_day,
        done=row.done,
        row=heat_map.rows(session, found, [who])[0],
        attempts=[_sat(one) for one in sat[:PAGE]],
        following=sat[PAGE - 1][0].id if len(sat) > PAGE else None,
        assignments=[
            Assigned(id=one.id, title=one.title, due_at=one.due_at, handed_in_at=one.handed_in_at, excused=one.excused)
            for one in fetch(session, work_queries.assignments_of(entered.id, member_id))
        ],
    )


def _member(session: Session, entered: Entered, member_id: int) -> Any:
    row = fetch(session, learners_queries.member_of(entered.id, member_id)).first()
    if row is None:
        raise NotFound(str(member_id))
    return row


def _sat(row: Any) -> Sat:
    return Sat(
        attempt=row[0],
        quiz=quiz_of(row.quiz_hash, row.quiz),
        quiz_key=row.key,
        series_id=row.series_id,
        assignment=row.Assignment.id if row.Assignment is not None else None,
    )


def answers_in(
    session: Session, entered: Entered, member_id: int, found: Map, column: Column, language: str
) -> tuple[str | Message, list[Answered]]:
    """A learner's name, and the questions behind one cell of the map, as they answered each last."""
    row = _member(session, entered, member_id)
    measured = {one.measured[1] for one in found.weights if one.column == column.key}
    rows = fetch(session, learners_queries.latest_of(row.account_id, column.month.id, language)).all()
    by_objective = found.bank is not None
    own = [one for one in rows if (one.measures in measured if by_objective else (one.section or "") == column.section)]
    return naming.name_of(entered, row), [
        Answered(
            question=one.id,
            prompt=plain(texts_of(one.shown)["passages"]["prompt"]),
            share=one.latest_share,
            at=one.latest_at,
        )
        for one in own
    ]
