"""What a regrade writes: scores, points and events, and what stood before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from quiz.services.attempts.informing import inform
from quiz.services.attempts.serialization import plain_score
from quiz.services.grading.regrade_plan import Change, PlannedAttempt, RegradePlanner
from quiz.storage.models.attempts import AttemptEvent
from quiz.storage.queries.grading import regrading as grading_queries
from quiz.storage.writes import grading as grading_writes


def store_changes(session: Session, regrade_id: int, attempts: Iterable[PlannedAttempt], now: datetime) -> None:
    moving = [attempt for attempt in attempts if attempt.moving]
    if not moving:
        return
    changes = [change for attempt in moving for change in attempt.moving]
    session.execute(grading_writes.keep_score(), [{"regrade": regrade_id, "question": change.id} for change in changes])
    session.execute(grading_writes.set_score(), [_scored(change) for change in changes])
    _set_points(session, "regraded", regrade_id, [(a.id, a.points_before, a.points_after) for a in moving], now)


def _scored(change: Change) -> dict[str, Any]:
    assert change.score is not None
    return {
        "question": change.id,
        "version": change.version_id if change.version_id != change.asked_version_id else None,
        "new_fraction": change.share_after,
        "new_share": float(change.share_after),
        "new_marks": change.marks_after,
        "new_score": plain_score(change.score),
    }


def put_back(session: Session, rejudging: RegradePlanner, regrade_id: int, batch: Sequence[int], now: datetime) -> None:
    rows = [
        {
            "question": row.attempt_question_id,
            "version": row.graded_version_id,
            "new_fraction": row.fraction,
            "new_share": float(row.fraction),
            "new_marks": row.marks,
            "new_score": row.score,
        }
        for row in session.execute(grading_queries.kept_by(regrade_id, batch))
    ]
    session.execute(grading_writes.set_score(), rows)
    # Another regrade may have changed other questions of the same attempts since: their points are added up again.
    points = [(attempt.id, attempt.points, points_now) for attempt, points_now in rejudging.points(batch)]
    _set_points(session, "regrade_undone", regrade_id, points, now)


def _set_points(
    session: Session, kind: str, regrade_id: int, points: Sequence[tuple[int, Any, Any]], now: datetime
) -> None:
    session.execute(grading_writes.set_points(), [{"attempt": id, "new_points": after} for id, _, after in points])
    events = [
        {
            "attempt_id": id,
            "kind": kind,
            "by_id": None,
            "at": now,
            "detail": {"regrade": regrade_id, "points_before": str(before), "points": str(after)},
        }
        for id, before, after in points
    ]
    session.execute(insert(AttemptEvent.__table__), events)  # type: ignore[arg-type]  # a mapped class has a table
    moved = {id: {"before": str(before), "after": str(after)} for id, before, after in points if before != after}
    inform(session, kind, moved, now=now)
