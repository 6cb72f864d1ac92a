"""A test with an essay that teachers grade by a rubric, and what is done with its answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from quiz.services.attempts import starting, submitting
from quiz.services.audit import Actor
from quiz.services.content.media import MediaFolder
from quiz.services.grading import manual_grading
from quiz.services.grading.by_hand import giving, judgements, queue, rules
from quiz.services.grading.by_hand.judgements import Typed
from quiz.services.grading.manual_grading import State, ToJudge
from quiz.storage.models.attempts import Attempt
from quiz.storage.models.identity import Account
from tests.builders import both, definition
from tests.conftest import NOW
from tests.services.builders import MINUTE, MONTH, publish_month, recipe, right, save, waiting_answers

ESSAY = "one-essay"
LATER = NOW + 10 * MINUTE


def rubric(*ids: str, **changes: Any) -> dict[str, Any]:
    """An essay with a rubric of these criteria, each worth a point."""
    criteria = [{"id": one, "text": both(f"기준 {one}", f"Criterion {one}")} for one in ids or "abc"]
    essay = definition("essay", rubric=criteria, points="3", **changes)
    return {name: value for name, value in essay.items() if name not in ("ideas", "full")}


def publish_essay(session: Session, media: MediaFolder, **rules_of_quiz: Any) -> None:
    """Publish a month with a test of that essay and a single choice."""
    quizzes = [recipe("written", "exam", ESSAY, "one-single-choice", **rules_of_quiz)]
    publish_month(session, media, questions=[rubric(), definition("single_choice")], quizzes=quizzes)


def write(session: Session, account: Account, *, now: datetime = NOW) -> Attempt:
    """A test with both questions answered rightly, handed in."""
    attempt = starting.start(session, account, f"{MONTH}/written", now=now)
    for position in (1, 2):
        save(session, account, attempt, position, right, now=now)
    return submitting.hand_in(session, account, attempt.token, now=now)


def found(session: Session, attempt: Attempt) -> ToJudge:
    """The essay of an attempt, as a grader finds it."""
    session.flush()
    rows = [row for row in waiting_answers(session) if row.attempt_id == attempt.id]
    return manual_grading.find_answer(session, rows[0].id, "en")


def again(session: Session, one: ToJudge) -> ToJudge:
    """The same answer as it stands now."""
    session.flush()
    return manual_grading.find_answer(session, one.row.id, "en")


def give(session: Session, one: ToJudge, by: Account, *chosen: str, seen: str = "", **typed: str) -> State:
    """A grade by somebody: the criteria found, with a share, a reason and a comment."""
    judgement = judgements.judgement_of(one.view.question, Typed(chosen=chosen, **typed))
    state = giving.give(session, one, judgement, seen=seen or one.mark, now=LATER, by=Actor.of(by))
    session.commit()
    return state


def set_rules(session: Session, one: ToJudge, by: Account, *, twice: bool = False, held: bool = False) -> int:
    """Say how the question of an answer is graded; how many answers that decided."""
    of = queue.question(session, one.row.question_version_id, "en")
    rules.set_rules(session, of, twice=twice, held=held, now=LATER, by=Actor.of(by))
    return in_batches(session, lambda: rules.carry_out(session, of, "en", now=LATER))


def release(session: Session, one: ToJudge, by: Account) -> int:
    """Release the grades of the question of an answer."""
    of = queue.question(session, one.row.question_version_id, "en")
    return in_batches(session, lambda: rules.release(session, of, "en", now=LATER, by=Actor.of(by)))


def in_batches(session: Session, decide: Callable[[], int]) -> int:
    """How many answers were decided, each batch in a transaction of its own."""
    total = 0
    while count := decide():
        session.commit()
        total += count
    session.commit()
    return total
