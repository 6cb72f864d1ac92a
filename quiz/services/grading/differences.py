"""The difference that a regrade makes, as a page shows it before it is applied: who moves by how much, who stays."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy.orm import Session

from quiz.domain.bank_format.fields import Text
from quiz.domain.questions import Question
from quiz.services.grading import regrades
from quiz.services.grading.regrade_plan import PlannedAttempt
from quiz.services.grading.regrade_totals import Seal, Totals
from quiz.storage.queries.grading import regrading as grading_queries
from quiz.storage.queries.parts import taught_by


@dataclass(frozen=True, kw_only=True)
class Gain:
    """An attempt that gains: whose it is, a guest's without a name, the title of its quiz or assignment,
    and its points before and after.

    ``share_before`` and ``share_after`` say how right its answer to the question is, 0 to 1.
    """

    learner: str | None
    quiz_key: str
    title: Text
    points_before: Fraction
    points_after: Fraction
    share_before: Fraction
    share_after: Fraction


@dataclass(frozen=True, kw_only=True)
class Difference:
    """What becomes of the scores of a question.

    ``gains`` are the attempts that gain and whose learner the teacher may see; ``others`` gain as well and are only
    counted, as are those of learners who are not named: ``unnamed``.

    ``learners`` have one that gains, and ``points`` is what all of these gain together. ``waiting`` wait for a
    teacher's mark and ``running`` are not over: both are left alone. ``mark`` names this difference and no other one.
    """

    totals: Totals
    gains: tuple[Gain, ...]
    others: int
    unnamed: int
    learners: int
    points: Fraction
    waiting: int
    running: int
    mark: str


def find(
    session: Session,
    bank: str,
    question: str,
    *,
    question_id: int,
    teacher: int | None,
    proposed: Question | None = None,
    unnamed: Container[int] = (),
) -> Difference:
    """What a regrade of ``question``, of ``bank`` as commands call it, would do; nothing is stored.

    ``teacher`` is the account whose learners are named; None names all. With ``proposed``, what that version would do
    once it is published. The accounts ``unnamed`` are counted alone. Raises ``regrades.Refused``.
    """
    totals, seal, gaining = Totals(), Seal(), list[PlannedAttempt]()
    for attempt in regrades.preview(session, bank, question, proposed=proposed):
        totals = totals.plus(attempt)
        seal.add(attempt)
        if any(change.outcome == "raised" for change in attempt.changes):
            gaining.append(attempt)
    seen = None if teacher is None else frozenset(session.scalars(taught_by(teacher)))
    open_ones = [attempt for attempt in gaining if attempt.account_id not in unnamed]
    gains = tuple(_gain(attempt) for attempt in open_ones if _is_seen(attempt, seen))
    return Difference(
        totals=totals,
        gains=gains,
        others=len(open_ones) - len(gains),
        unnamed=len(gaining) - len(open_ones),
        learners=len({attempt.account_id for attempt in gaining}),
        points=sum((attempt.points_after - attempt.points_before for attempt in gaining), Fraction(0)),
        waiting=regrades.waiting(session, bank, question, every=proposed is not None),
        running=session.scalars(grading_queries.attempts_running(question_id, every=proposed is not None)).one(),
        mark=seal.mark,
    )


def _is_seen(attempt: PlannedAttempt, seen: Container[int] | None) -> bool:
    return seen is None or attempt.account_id in seen


def _gain(attempt: PlannedAttempt) -> Gain:
    change = next(one for one in attempt.changes if one.outcome == "raised")
    return Gain(
        learner=attempt.learner,
        quiz_key=attempt.quiz_key,
        title=attempt.title,
        points_before=attempt.points_before,
        points_after=attempt.points_after,
        share_before=change.share_before,
        share_after=change.share_after,
    )
