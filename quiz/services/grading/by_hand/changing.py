"""A score that was given by hand is changed: points, sums and mastery move, and the learner is informed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from quiz.services import audit
from quiz.services.aggregates import rebuild
from quiz.services.attempts.informing import inform
from quiz.services.attempts.submitting import points_of, record_score
from quiz.services.grading.by_hand.judgements import Judgement
from quiz.services.grading.manual_grading import ToJudge, mark_of
from quiz.storage.models.attempts import Attempt


def change(
    session: Session,
    found: ToJudge,
    judgement: Judgement,
    before: Judgement | None,
    *,
    now: datetime,
    by: audit.Actor,
) -> None:
    """Put ``judgement`` in the place of a score that is fixed; when it was scored stays, as with a regrade."""
    attempt, row = found.attempt, found.row
    score = judgement.score(found.view.question)
    old, about = _said(found), audit.attempt(attempt)
    assert row.scored_at is not None
    record_score(row, score, mark_of(found, score), row.scored_at)
    session.flush()
    if attempt.state == "finished":
        attempt.points = points_of(session, attempt, found.quiz)
        session.flush()
    new, comment = _said(found), before.comment if before is not None else ""
    audit.record(session, "grade_changed", about, by=by, now=now, before=old, after=new)
    if attempt.state == "finished":
        _inform(session, attempt, old, new, has_comment=judgement.comment not in ("", comment), now=now)
    rebuild.rebuild(session, [attempt.account_id])


def _said(found: ToJudge) -> dict[str, Any]:
    row, points = found.row, found.attempt.points
    said = {"question": row.position, "fraction": str(row.fraction), "marks": str(row.marks)}
    return said if points is None else {**said, "points": str(points)}


def _inform(
    session: Session, attempt: Attempt, old: dict[str, Any], new: dict[str, Any], *, has_comment: bool, now: datetime
) -> None:
    """Inform the learner of other points; where these stay, of another comment."""
    about = {"question": new["question"], "before": old["points"], "after": new["points"]}
    if old["points"] != new["points"]:
        inform(session, "grade_changed", {attempt.id: about}, now=now)
    elif has_comment:
        inform(session, "grade_commented", {attempt.id: {"question": new["question"]}}, now=now)
