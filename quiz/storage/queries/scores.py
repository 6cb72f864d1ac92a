"""The questions of an attempt as they are scored, and what is known of the learner by then."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, and_, select
from sqlalchemy.orm import aliased

from quiz.storage.models.attempts import AnswerRow, Attempt, AttemptQuestion
from quiz.storage.models.content import QuestionRow, QuestionVersion, QuizVersion
from quiz.storage.models.grading import Grade
from quiz.storage.models.identity import Account
from quiz.storage.models.reporting import LearnerDay, LearnerMastery, QuestionAggregate, ReviewCard, ReviewFit
from quiz.storage.prepared import prepared
from quiz.storage.queries.parts import GRADED, LATEST_ANSWER, QUESTION, WITH_QUIZ, Rows, asked_by_running_tests

STOOD_FOR = aliased(ReviewCard, name="stood_for")
"""The card of a question for which another one was asked."""


@prepared
def held_back(account_id: int) -> Rows:
    """Where a learner was asked what a running test of theirs asks as well: the ``id`` there, and its version.

    The questions of that test are among them: nothing shows their scores anyway.
    """
    asked, version = AttemptQuestion.__table__.c, QuestionVersion.__table__.c
    return (
        select(asked.id, AttemptQuestion.scored_version_id.label("version_id"))
        .join(QuestionVersion.__table__, version.id == asked.question_version_id)
        .join(Attempt.__table__, Attempt.__table__.c.id == asked.attempt_id)
        .where(Attempt.__table__.c.account_id == account_id)
        .where(version.question_id.in_(asked_by_running_tests(account_id)))
    )


@prepared
def held_back_in(account_id: int, attempt_id: int) -> Select[int]:
    """The positions of an attempt at which it asks what a running test of its learner asks as well."""
    asked, version = AttemptQuestion.__table__.c, QuestionVersion.__table__.c
    return (
        select(asked.position)
        .join(QuestionVersion.__table__, version.id == asked.question_version_id)
        .where(asked.attempt_id == attempt_id, version.question_id.in_(asked_by_running_tests(account_id)))
    )


@prepared
def to_hand_in(token: str, account_id: int) -> Rows:
    """An attempt, for its owner alone, locked until the transaction ends; with the rules of its quiz."""
    return (
        select(Attempt, *WITH_QUIZ)
        .join(QuizVersion, Attempt.quiz_version_id == QuizVersion.id)
        .where(Attempt.token == token, Attempt.account_id == account_id)
        .with_for_update(of=Attempt)
        .execution_options(populate_existing=True)
    )


@prepared
def to_score(attempt_id: int) -> Rows:
    """The questions of an attempt with their latest answers, read again."""
    return (
        select(
            AttemptQuestion,
            QuestionVersion.question_id,
            QuestionRow.bank_id,
            QuestionVersion.content_hash,
            QUESTION,
            AnswerRow.value.label("answer"),
            QuestionAggregate.answers,
            QuestionAggregate.total,
        )
        .join(QuestionVersion, AttemptQuestion.question_version_id == QuestionVersion.id)
        .join(QuestionRow, QuestionVersion.question_id == QuestionRow.id)
        .outerjoin(AnswerRow, LATEST_ANSWER)
        .outerjoin(QuestionAggregate, QuestionAggregate.question_version_id == QuestionVersion.id)
        .where(AttemptQuestion.attempt_id == attempt_id)
        .order_by(AttemptQuestion.position)
        .execution_options(populate_existing=True)
    )


@prepared
def to_finish(attempt_id: int) -> Rows:
    """The scores of an attempt's questions in their order, with what is needed to add up their points.

    And what their answers chose, the learner's role, and what was known of them before: their card of each question,
    that of the question that it was asked for, their mastery of what it measures, their day, the parameters that were
    fitted to them.
    """
    return (
        select(
            AttemptQuestion.id,
            AttemptQuestion.scored_at,
            AttemptQuestion.answered,
            AttemptQuestion.share,
            AttemptQuestion.marks,
            AttemptQuestion.guess,
            AttemptQuestion.slip,
            AttemptQuestion.day,
            AttemptQuestion.tries,
            AttemptQuestion.hints,
            AttemptQuestion.certainty,
            AttemptQuestion.quick,
            AttemptQuestion.stands_for_id,
            AttemptQuestion.seconds_in_view,
            AttemptQuestion.score,
            QuestionVersion.id.label("version_id"),
            QuestionVersion.question_id,
            QuestionRow.bank_id,
            QuestionRow.measures,
            QuestionVersion.content_hash,
            QUESTION,
            Account.role,
            ReviewCard,
            LearnerMastery,
            STOOD_FOR,
            LearnerDay,
            ReviewFit.parameters,
        )
        .join(Attempt, AttemptQuestion.attempt_id == Attempt.id)
        .join(Account, Attempt.account_id == Account.id)
        .join(QuestionVersion, GRADED)
        .join(QuestionRow, QuestionVersion.question_id == QuestionRow.id)
        .outerjoin(ReviewCard, and_(_of_learner(ReviewCard), ReviewCard.question_id == QuestionRow.id))
        .outerjoin(
            STOOD_FOR,
            and_(STOOD_FOR.account_id == Attempt.account_id, STOOD_FOR.question_id == AttemptQuestion.stands_for_id),
        )
        .outerjoin(LearnerDay, and_(LearnerDay.account_id == Attempt.account_id, LearnerDay.day == AttemptQuestion.day))
        .outerjoin(ReviewFit, and_(ReviewFit.account_id == Attempt.account_id, ReviewFit.used))
        .outerjoin(
            LearnerMastery,
            and_(
                _of_learner(LearnerMastery),
                LearnerMastery.bank_id == QuestionRow.bank_id,
                LearnerMastery.measures == QuestionRow.measures,
            ),
        )
        .where(AttemptQuestion.attempt_id == attempt_id)
        .order_by(AttemptQuestion.scored_at, AttemptQuestion.id)
        .execution_options(populate_existing=True)
    )


@prepared
def seconds_in_view(account_id: int, kind: str, but: int) -> Select[int | None]:
    """How long questions of a kind were in view until a learner's latest hundred answers, without the one ``but``."""
    return (
        select(AttemptQuestion.seconds_in_view)
        .join(Attempt, AttemptQuestion.attempt_id == Attempt.id)
        .join(QuestionVersion, AttemptQuestion.question_version_id == QuestionVersion.id)
        .where(
            Attempt.account_id == account_id,
            QuestionVersion.kind == kind,
            AttemptQuestion.id != but,
            AttemptQuestion.answered,
            AttemptQuestion.scored_at.is_not(None),
            AttemptQuestion.seconds_in_view.is_not(None),
        )
        .order_by(AttemptQuestion.id.desc())
        .limit(100)
    )


def _of_learner(table: type[ReviewCard | LearnerMastery]) -> ColumnElement[bool]:
    return table.account_id == Attempt.account_id


@prepared
def grades_shown(attempt_id: int) -> Select[Grade]:
    """What people gave for the answers of an attempt as they count, in order; nothing where it shows no scores yet."""
    counts = and_(AttemptQuestion.id == Grade.attempt_question_id, AttemptQuestion.revision == Grade.revision)
    return (
        select(Grade)
        .join(AttemptQuestion, counts)
        .join(Attempt, Attempt.id == AttemptQuestion.attempt_id)
        .where(Attempt.id == attempt_id, Attempt.shows_scores, AttemptQuestion.scored_at.is_not(None))
        .order_by(Grade.attempt_question_id, Grade.number)
    )
