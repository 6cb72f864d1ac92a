"""How a question is graded: by one person or two, each score fixed at once or all together when they are released."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from quiz.services import audit
from quiz.services.aggregates.sums import lock_accounts
from quiz.services.attempts.informing import inform
from quiz.services.grading.by_hand.judgements import given_for, standing
from quiz.services.grading.by_hand.queue import GradedQuestion
from quiz.services.grading.manual_grading import find_answer, fix, graded_notice
from quiz.storage.models.attempts import Attempt
from quiz.storage.models.grading import GradingRules
from quiz.storage.queries.grading import by_hand as hand_queries
from quiz.storage.queries.grading.by_hand import Whose
from quiz.storage.writes import grading as grading_writes
from quiz.storage.writes.base import dialect_of

BATCH = 50
"""Learners whose answers are decided in one transaction. One who went on meanwhile is recounted, which can take a tenth
of a second; others who write wait for all of these."""


def set_rules(session: Session, of: GradedQuestion, *, twice: bool, held: bool, now: datetime, by: audit.Actor) -> None:
    """Say how the answers to a question are graded from now on; ``carry_out`` does what that means for what waits."""
    session.execute(grading_writes.begin_rules(dialect_of(session)), {"version": of.version_id})
    rules = session.get_one(GradingRules, of.version_id, with_for_update=True, populate_existing=True)
    before, after = {"twice": rules.twice, "held": rules.held}, {"twice": twice, "held": held}
    if before != after:
        rules.twice, rules.held = twice, held
        session.flush()
        _record(session, "grading_rules_set", of, before, after, now=now, by=by)


def carry_out(session: Session, of: GradedQuestion, language: str, *, now: datetime, whose: Whose = None) -> int:
    """Decide some answers that the question's rules hold back no more; how many, 0 where none is left.

    What another teacher's learners answered, at an assignment of theirs, waits until that teacher decides.
    Without a second grader, what has one grade is decided by it. Without holding back, what was held is released.
    """
    rules = session.get(GradingRules, of.version_id, populate_existing=True)
    twice, held = (rules.twice, rules.held) if rules is not None else (False, False)
    decided = 0 if twice else _decide(session, of, "second", language, held=held, now=now, whose=whose)
    return decided if decided or held else _decide(session, of, "ready", language, held=False, now=now, whose=whose)


def release(
    session: Session, of: GradedQuestion, language: str, *, now: datetime, by: audit.Actor, whose: Whose = None
) -> int:
    """Fix some scores of a question that are held, and inform their learners; how many, 0 where none is left."""
    fixed = _decide(session, of, "ready", language, held=False, now=now, whose=whose)
    if fixed:
        _record(session, "grades_released", of, {}, {"answers": fixed}, now=now, by=by)
    return fixed


def _record(
    session: Session,
    action: str,
    of: GradedQuestion,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    *,
    now: datetime,
    by: audit.Actor,
) -> None:
    about = audit.stored_bank(session, of.bank_id)
    audit.record(session, action, about, by=by, now=now, before=before, after={"question": of.slug, **after})


def _decide(
    session: Session,
    of: GradedQuestion,
    state: str,
    language: str,
    *,
    held: bool,
    now: datetime,
    whose: Whose = None,
) -> int:
    """Fix scores of answers in ``state`` by their present grades, or hold these; how many."""
    # All attempts first, then all accounts, each in one order: as a regrade takes them.
    rows = session.execute(hand_queries.to_decide(of.version_id, state, BATCH, whose)).all()
    lock_accounts(session, sorted({row.account_id for row in rows}))
    decided, finished = 0, dict[tuple[int, int], Attempt]()
    for answer_id, given in given_for(session, [row.id for row in rows]).items():
        found, judgement = find_answer(session, answer_id, language), standing(given)
        if found.state != state or found.grading is None or judgement is None:
            continue  # somebody else decided it while this one waited for the lock
        decided += 1
        found.grading.state = "ready" if held else "fixed"
        if not held and fix(session, found, judgement.score(found.view.question), now=now):
            finished[found.attempt.account_id, found.attempt.quiz_id] = found.attempt
    about = {key: said for attempt in finished.values() for key, said in graded_notice(attempt).items()}
    inform(session, "graded", about, now=now)
    session.flush()
    return decided
