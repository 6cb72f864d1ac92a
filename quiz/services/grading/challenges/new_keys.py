"""Another answer is made the key of a question, as item analysis suggests: what accepting a challenge does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from quiz.domain.challenges.equal_answers import group_key
from quiz.domain.item_analysis.verdicts import Verdict
from quiz.domain.questions import Question
from quiz.domain.questions.base import Answer, Variant
from quiz.domain.questions.multiple_choice import MultipleChoice
from quiz.services import audit
from quiz.services.attempts.refusals import NotFound
from quiz.services.content import editors
from quiz.services.content.publishing import PlanChanged
from quiz.services.current_user import Learner
from quiz.services.grading import regrades
from quiz.services.grading.challenges import deciding, proposals
from quiz.services.grading.challenges.deciding import Decided
from quiz.services.grading.challenges.proposals import Proposal, Standing
from quiz.storage.queries.grading import challenges as queries

_INPUT = "choice"


def offered(session: Session, question_id: int) -> tuple[str, ...]:
    """The options of a question, as it is published now, that the app can make the key, or one that is right as well.

    None where it is not published, or where the app can't change its file.
    """
    row: Any = session.execute(queries.published_now(question_id)).first()
    if row is None or row.withdrawn:
        return ()
    of = proposals.of_answer(row, question_id, Variant(), {})
    wanted = next((one for one in of.question.inputs() if one.name == _INPUT), None)
    options = wanted.options if wanted is not None else ()
    return tuple(one for one in options if way_of(_with(row, question_id, one)) is not None)


def suspected(session: Session, question_id: int, verdicts: Sequence[Verdict]) -> tuple[str, ...]:
    """Of the options that can be made the key those that a verdict names; all of them where it names none."""
    urgent = [one for one in verdicts if one.urgent]
    named = {choice for one in urgent for choice in one.choices}
    return tuple(one for one in offered(session, question_id) if one in named or not named) if urgent else ()


def standing(session: Session, question_id: int, choice: str) -> Standing:
    """The question as it is published now beside the answer that is to be its key. Raises ``NotFound``."""
    row: Any = session.execute(queries.published_now(question_id)).first()
    if row is None or row.withdrawn:
        raise NotFound(str(question_id))
    found = _with(row, question_id, choice)
    if way_of(found) is None:
        raise NotFound(choice)
    return found


def _with(row: Any, question_id: int, choice: str) -> Standing:
    return proposals.of_answer(row, question_id, Variant(), _answer(choice))


def _answer(choice: str) -> Answer:
    return {_INPUT: (choice,)}


def way_of(of: Standing) -> str | None:
    """The way that makes the answer the key: the only one, or where several options are right, one of them."""
    wanted = f"{_kind(of.question)}:{_INPUT}"
    return wanted if wanted in {one.code for one in of.ways} else None


def _kind(question: Question) -> str:
    return "also" if isinstance(question, MultipleChoice) else "key"


def waiting(session: Session, of: Standing) -> int:
    """How many challenges of this very answer wait for a decision: they are accepted with it."""
    return sum(count for _, count in session.execute(queries.waiting_alike(of.question_id, _group_of(of))))


def _group_of(of: Standing) -> str:
    return group_key(of.question, of.variant, of.answer)


def make(
    session: Session,
    person: Learner,
    of: Standing,
    proposal: Proposal,
    *,
    shown: str,
    now: datetime,
    by: audit.Actor,
) -> Decided:
    """Publish the change and score again, and accept the challenges of the same answer; nobody loses.

    All of it or nothing, as far as the caller commits once. ``shown`` names the file that the change was shown for.
    Raises ``NotAnEditor``, ``PlanChanged`` where something was published since, ``regrades.Refused``.
    """
    editors.require(session, person, of.series_id)
    if of.file_hash != shown:
        raise PlanChanged
    group = session.execute(queries.to_decide(of.question_id, _group_of(of))).all()
    deciding.publish_proposed(session, proposal, now, by)
    applied = regrades.apply(session, of.called, of.question.id, now=now, by=by)
    if group:
        deciding.record(session, group, "accepted", None, regrade_id=applied.id, now=now, by=by)
    return Decided(challenges=len(group), regrade_id=applied.id, raised=applied.totals.raised)
