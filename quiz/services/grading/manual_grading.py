"""Judgements that a person makes: a learner confirms in practice, a teacher grades what an exam left waiting."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from typing import Any, Literal, Protocol, cast

from sqlalchemy.orm import Session

from quiz.domain.bank_format.quizzes import Quiz
from quiz.domain.grading import marking
from quiz.domain.questions import KINDS as QUESTION_KINDS
from quiz.domain.questions import Question
from quiz.domain.questions.base import Answer, Score, Variant, verdict
from quiz.services import audit
from quiz.services.attempts.informing import inform
from quiz.services.attempts.locking import LockedQuestion
from quiz.services.attempts.pages.question_views import QuestionView, view_of
from quiz.services.attempts.refusals import AttemptClosed, NotFound
from quiz.services.attempts.submitting import FollowUp, count_fixed, record_score
from quiz.services.content.definitions import question_of, quiz_of, texts_as_published
from quiz.services.current_user import Learner
from quiz.storage.models.attempts import Attempt, AttemptQuestion
from quiz.storage.models.grading import AnswerGrading
from quiz.storage.models.identity import Account
from quiz.storage.queries.grading import by_hand as hand_queries
from quiz.storage.queries.grading import regrading as grading_queries
from quiz.storage.queries.grading.by_hand import Whose, narrowed_to
from quiz.storage.queries.parts import taught


class Judged(Protocol):
    """A question whose answers a person judges."""

    def proposal(self, variant: Variant, answer: Answer) -> tuple[str, ...]:
        """What the app finds in the answer."""

    def grade_confirmed(self, ids: Collection[str]) -> Score:
        """The score for what a person found."""

    def parts(self) -> Mapping[str, Fraction]:
        """What can be found, with what each is worth."""


def proposal_of(question: Question, variant: Variant, answer: Answer) -> tuple[str, ...]:
    """What the app finds in an answer that a person judges."""
    return cast(Judged, question).proposal(variant, answer)


def proposed(view: QuestionView) -> tuple[str, ...]:
    """What the app finds in the answer of a question that waits for a person."""
    return proposal_of(view.question, view.variant, view.answer)


def parts_of(question: Question) -> Mapping[str, Fraction]:
    """What a person can find in an answer, with what each is worth."""
    return cast(Judged, question).parts()


def confirmed(question: Question, ids: Collection[str], *, adjusted: Fraction | None = None) -> Score:
    """The score of an answer in which a person found ``ids``; where it was ``adjusted``, that is the fraction."""
    score = cast(Judged, question).grade_confirmed(ids)
    if adjusted is None:
        return score
    return replace(score, fraction=adjusted, verdicts={"text": verdict(adjusted)}, adjusted=True)


def confirm(
    session: Session,
    account: Learner,
    target: LockedQuestion,
    ids: Collection[str],
    *,
    now: datetime,
    follow_up: FollowUp | None = None,
) -> Score:
    """The learner's own judgement of a practice answer, on what the app proposed. Raises ``AttemptClosed``."""
    if target.attempt.mode == "exam" or not target.row.waiting or target.attempt.state != "running":
        raise AttemptClosed(target.attempt.token)
    score = confirmed(target.question, ids)
    mark = marking.mark_of(target.quiz, score.fraction, answered=True, level=target.row.certainty)
    record_score(target.row, score, mark, now)
    sure = target.row.certainty
    count_fixed(session, account, target, now, answered=True, sure=sure, follow_up=follow_up)
    return score


KINDS = tuple(name for name, kind in QUESTION_KINDS.items() if kind.judged_by_person)
"""The kinds of questions whose answers a person judges."""

State = Literal["open", "second", "disputed", "ready", "fixed"]


def answers_of(teacher: int | None) -> Whose:
    """The condition that an answer is of a learner of ``teacher``; None for everybody's."""
    return next(iter(taught(teacher)), None)


def count_waiting(session: Session, whose: Whose = None) -> int:
    """How many answers wait to be graded by a teacher."""
    return session.execute(hand_queries.count_to_grade(whose)).scalar_one()  # type: ignore[no-any-return]  # a count


@dataclass(frozen=True, kw_only=True)
class ToJudge:
    """An answer of an exam that was handed in, with its learner, its view, and how far its grading has come.

    ``twice`` and ``held`` are the rules of its question.
    """

    attempt: Attempt
    row: AttemptQuestion
    learner: Account
    quiz: Quiz
    view: QuestionView
    grading: AnswerGrading | None
    question_id: int
    twice: bool
    held: bool

    @property
    def state(self) -> State:
        """How far its grading has come: ``open`` as long as nobody has graded what is answered now."""
        if self.row.scored_at is not None:
            return "fixed"
        if self.grading is None or self.grading.revision != self.row.revision:
            return "open"
        return cast(State, self.grading.state)

    @property
    def mark(self) -> str:
        """What a grader has seen of it: it changes with the answer, with each grade, and with what became of it."""
        grades = self.grading.grades if self.grading is not None else 0
        return f"{self.row.revision}-{grades}-{self.state}"

    def is_first_grader(self, account_id: int | None) -> bool:
        """Whether an account gave the first of two grades, and the second is waited for."""
        return self.state == "second" and self.grading is not None and self.grading.first_by_id == account_id


def find_waiting(session: Session, attempt_question_id: int, language: str) -> ToJudge:
    """A waiting answer of a handed-in exam, locked until the commit. Raises ``NotFound``."""
    found = find_answer(session, attempt_question_id, language)
    if found.attempt.state != "waiting" or not found.row.waiting:
        raise NotFound("waiting")
    return found


def find_answer(session: Session, attempt_question_id: int, language: str, *, whose: Whose = None) -> ToJudge:
    """An answer of a handed-in exam, waiting or graded, locked until the commit. Raises ``NotFound``."""
    query = narrowed_to(grading_queries.to_judge(attempt_question_id, language), whose)
    return _to_judge(session.execute(query).first(), language)


def read_answer(session: Session, attempt_question_id: int, language: str, *, whose: Whose = None) -> ToJudge:
    """The same, to look at alone: nothing is locked. Raises ``NotFound``."""
    query = narrowed_to(grading_queries.to_read(attempt_question_id, language), whose)
    return _to_judge(session.execute(query).first(), language)


def _to_judge(row: Any, language: str) -> ToJudge:
    question = question_of(row.content_hash, row.question) if row is not None else None
    if question is None or not question.judged_by_person:
        raise NotFound("waiting")
    return ToJudge(
        attempt=row[0],
        row=row[1],
        learner=row[2],
        grading=row[3],
        quiz=quiz_of(row.quiz_hash, row.quiz),
        question_id=row.question_id,
        twice=row.twice,
        held=row.held,
        view=view_of(
            row[1],
            question,
            texts_as_published(row.shown, "context", row.context),
            texts_as_published(row.revealed, "sources", row.sources),
            row.answer,
            language,
            reveal=True,
        ),
    )


def grade(
    session: Session, found: ToJudge, ids: Collection[str], *, now: datetime, by: audit.Actor = audit.APP
) -> Score:
    """A teacher's judgement, fixed at once; the last one that was waited for finishes the attempt."""
    score = confirmed(found.view.question, ids)
    given = {"question": found.row.position, "fraction": str(score.fraction), "marks": str(mark_of(found, score))}
    audit.record(session, "graded", audit.attempt(found.attempt), by=by, now=now, after=given)
    if fix(session, found, score, now=now):
        inform(session, "graded", graded_notice(found.attempt), now=now)
    return score


def mark_of(found: ToJudge, score: Score) -> Fraction:
    """What a judgement earns by the quiz's rules, as a share of the question's points."""
    return marking.mark_of(found.quiz, score.fraction, answered=True, level=found.row.certainty)


def fix(session: Session, found: ToJudge, score: Score, *, now: datetime) -> bool:
    """Fix the score of a waiting answer; whether that finished its attempt. Its learner is informed by the caller."""
    record_score(found.row, score, mark_of(found, score), now)
    target = LockedQuestion(attempt=found.attempt, row=found.row, question=found.view.question, quiz=found.quiz)
    count_fixed(session, found.learner, target, now, answered=True, sure=found.row.certainty)
    return found.attempt.state == "finished"


def graded_notice(attempt: Attempt) -> dict[int, dict[str, str]]:
    """The notice of its grading for the learner of a finished attempt."""
    return {attempt.id: {"points": str(attempt.points)}}
