"""A grader gives, settles or changes the grade of an answer; its score is fixed when its question's rules say so."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from sqlalchemy import delete
from sqlalchemy.orm import Session

from quiz.services import audit
from quiz.services.attempts.informing import inform
from quiz.services.grading.by_hand.changing import change
from quiz.services.grading.by_hand.judgements import Judgement, given_for, latest, standing
from quiz.services.grading.manual_grading import State, ToJudge, fix, graded_notice, mark_of
from quiz.storage.models.grading import AnswerGrading, Grade, GradingDraft

Step = Literal["first", "second", "settled", "changed"]


class GradedMeanwhile(ValueError):
    """Somebody else has graded, settled, released or changed the answer since this grader looked at it."""


def step_of(found: ToJudge, grader_id: int | None) -> Step:
    """Which kind of grade this account would give an answer now."""
    if found.state == "open" or found.is_first_grader(grader_id):
        return "first"
    steps: dict[State, Step] = {"second": "second", "disputed": "settled"}
    return steps.get(found.state, "changed")


def give(session: Session, found: ToJudge, judgement: Judgement, *, seen: str, now: datetime, by: audit.Actor) -> State:
    """Append a grade to an answer that is locked, and do what follows; how far its grading has come then.

    ``seen`` is the mark of the answer that the grader looked at. Raises ``GradedMeanwhile``.
    """
    if seen != found.mark:
        raise GradedMeanwhile(found.mark)
    given, was, step = given_for(session, [found.row.id])[found.row.id], found.state, step_of(found, by.id)
    state = _state_after(found, judgement, step, latest(given, ("first",)))
    _append(session, found, judgement, step, state, now=now, by=by)
    session.execute(delete(GradingDraft).filter_by(attempt_question_id=found.row.id, account_id=by.id))
    if was == "fixed":
        change(session, found, judgement, standing(given), now=now, by=by)
        return state
    _record(session, found, judgement, step, now=now, by=by)
    if state == "fixed" and fix(session, found, judgement.score(found.view.question), now=now):
        inform(session, "graded", graded_notice(found.attempt), now=now)
    return state


def _state_after(found: ToJudge, judgement: Judgement, step: Step, first: Judgement | None) -> State:
    """How far the grading has come after ``judgement``; ``first`` is what the first grader gave."""
    if step == "changed":
        return found.state
    if step == "first" and found.twice:
        return "second"
    if step == "second" and (first is None or not first.agrees_with(judgement)):
        return "disputed"
    return "ready" if found.held else "fixed"


def _append(
    session: Session,
    found: ToJudge,
    judgement: Judgement,
    step: Step,
    state: State,
    *,
    now: datetime,
    by: audit.Actor,
) -> None:
    grading = found.grading
    if grading is None:
        grading = AnswerGrading(attempt_question_id=found.row.id, grades=0)
        session.add(grading)
    grading.revision, grading.grades, grading.state = found.row.revision, grading.grades + 1, state
    if step == "first":
        grading.first_by_id = by.id
    grade = Grade(
        attempt_question_id=found.row.id,
        number=grading.grades,
        kind=step,
        revision=found.row.revision,
        by_id=by.id,
        at=now,
        chosen=list(judgement.chosen),
        fraction=judgement.score(found.view.question).fraction,
        adjusted=judgement.adjusted is not None,
        reason=judgement.reason,
        comment=judgement.comment,
    )
    session.add(grade)
    session.flush()


def _record(
    session: Session, found: ToJudge, judgement: Judgement, step: Step, *, now: datetime, by: audit.Actor
) -> None:
    score = judgement.score(found.view.question)
    given = {
        "question": found.row.position,
        "fraction": str(score.fraction),
        "marks": str(mark_of(found, score)),
        "grade": step,
    }
    action = "grade_changed" if step == "changed" else "graded"
    audit.record(session, action, audit.attempt(found.attempt), by=by, now=now, after=given)
