"""Learners' first finished attempts of a quiz, and the sums of its questions that they move."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any, NamedTuple

from sqlalchemy import Row, delete, select
from sqlalchemy.orm import Session

from quiz.domain.bank_format import stored_formats
from quiz.domain.item_analysis.finishes import Asked, Finish, Judged, Moves, finish_of
from quiz.domain.matching.numbers import parse_exact
from quiz.storage.models.attempts import Attempt
from quiz.storage.models.reporting import FirstFinish, ItemAggregate, PlaceAggregate, TotalAggregate
from quiz.storage.writes import item_analysis as item_writes
from quiz.storage.writes.base import dialect_of

COUNTED_PURPOSES = ("quiz", "assignment")
"""Which attempts are of a quiz that somebody wrote, or set."""


class FinishValues(NamedTuple):
    """A learner's first finished attempt of a quiz as it is stored."""

    attempt_id: int
    quiz_version_id: int
    total: int
    asked: list[dict[str, Any]]
    finished_at: datetime


def is_counted(attempt: Attempt | Row[Any]) -> bool:
    """Whether a finished attempt is one that counts: of a quiz, and not ended early. Rows are of no trial."""
    if isinstance(attempt, Attempt) and attempt.is_trial:
        return False
    return attempt.purpose in COUNTED_PURPOSES and not attempt.ended_early


def values_of(attempt_id: int, quiz_version_id: int, finish: Finish, finished_at: datetime) -> FinishValues:
    """What is stored of a finished attempt."""
    asked = [one.plain() for one in finish.asked]
    return FinishValues(attempt_id, quiz_version_id, finish.total, asked, finished_at)


def count_finish(session: Session, attempt: Attempt, judged: Sequence[Judged]) -> None:
    """Move the sums for an attempt that was finished just now, if it is its learner's first of the quiz.

    The caller has locked the account, and asked whether it is counted. As many rows are written as the attempt has
    questions and choices, however many attempts there are.
    """
    assert attempt.finished_at is not None
    finish = finish_of(judged)
    values = values_of(attempt.id, attempt.quiz_version_id, finish, attempt.finished_at)
    row = {"account_id": attempt.account_id, "quiz_id": attempt.quiz_id, **values._asdict()}
    if session.execute(item_writes.count_finish(dialect_of(session)), [row]).first() is not None:
        moves = Moves()
        moves.add(attempt.quiz_version_id, finish)
        apply(session, moves)


def take_out(session: Session, account_id: int, moves: Moves) -> None:
    """Take a learner's finished attempts out of ``moves``, and forget that they were counted."""
    for row in session.scalars(select(FirstFinish).where(FirstFinish.account_id == account_id)):
        move(moves, (row.attempt_id, row.quiz_version_id, row.total, row.asked, row.finished_at), -1)
    session.execute(delete(FirstFinish).where(FirstFinish.account_id == account_id))


def move(moves: Moves, stored: Sequence[Any], by: int) -> None:
    """Add a stored finished attempt to ``moves``, or with ``by`` = -1 take it out."""
    values = FinishValues(*stored)
    moves.add(values.quiz_version_id, finish_in(values.total, values.asked), by)


def finish_in(total: int, asked: Iterable[Mapping[str, Any]]) -> Finish:
    """A finished attempt from what is stored of it."""
    return Finish(total=total, asked=tuple(Asked.of(one) for one in asked))


def apply(session: Session, moves: Moves) -> None:
    """Move the sums, each table by its keys in their order, so that nobody waits in a circle."""
    dialect = dialect_of(session)
    for model, rows in rows_of(moves).items():
        key = [one.name for one in model.__table__.primary_key]
        found = [
            {**dict(zip(key, place, strict=True)), **sums} for place, sums in sorted(rows.items()) if any(sums.values())
        ]
        if found:
            session.execute(item_writes.add(dialect, model), found)


def rows_of(moves: Moves) -> Mapping[item_writes.Sums, Mapping[tuple[Any, ...], Mapping[str, int]]]:
    """The rows of each table of sums, by their keys."""
    return {
        TotalAggregate: {key: {"attempts": count} for key, count in moves.totals.items()},
        ItemAggregate: {key: sums._asdict() for key, sums in moves.items.items()},
        PlaceAggregate: {tuple(place): {"attempts": count} for place, count in moves.places.items()},
    }


def finishes_in(rows: Iterable[Row[Any]], points: Mapping[int, Fraction]) -> Mapping[int, list[FinishValues]]:
    """A learner's finished attempts by quiz, the earliest first, from their scores."""
    attempts: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        if row.state == "finished" and is_counted(row):
            attempts[row.attempt_id].append(row)
    found: dict[int, list[FinishValues]] = defaultdict(list)
    for attempt_id, own in attempts.items():
        finish = finish_of([_judged(row, points) for row in own])
        found[own[0].quiz_id].append(values_of(attempt_id, own[0].quiz_version_id, finish, own[0].finished_at))
    for values in found.values():
        values.sort(key=lambda one: (one.finished_at, one.attempt_id))
    return found


def points_in(versions: Iterable[Row[Any]]) -> Mapping[int, Fraction]:
    """The points of question versions, from their stored definitions; one where the author gave none."""
    return {row.id: _points(stored_formats.read("question", row.definition)) for row in versions}


def _points(definition: Mapping[str, Any]) -> Fraction:
    written = definition["question"].get("points")
    return Fraction(1) if written is None else parse_exact(str(written))


def _judged(row: Row[Any], points: Mapping[int, Fraction]) -> Judged:
    chosen = (row.score or {}).get("chosen", ())
    return Judged(
        version_id=row.version_id,
        share=row.share,
        points=points.get(row.version_id, Fraction(1)),
        chosen=tuple(chosen),
        seconds=row.seconds_in_view,
    )
