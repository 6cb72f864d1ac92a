"""What a class answered: of late, to one question, week by week. All of it of scores that are fixed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import Text, and_, case, cast, exists, func, null, or_, select

from quiz.storage.models.attempts import Attempt, AttemptQuestion
from quiz.storage.models.classes import ClassSeries
from quiz.storage.models.content import BankRow, QuestionRow, QuestionText, QuestionVersion
from quiz.storage.models.reporting import LearnerDay, LearnerMastery, LearnerQuestion
from quiz.storage.prepared import prepared
from quiz.storage.queries.parts import QUESTION, REVEALED, SHOWN, Rows, texts_in
from quiz.storage.queries.teaching.members import accounts

WRONG_BELOW = 0.5
_WRONG = AttemptQuestion.share < WRONG_BELOW


@prepared
def recent_answers(class_id: int, since: datetime, high: int) -> Rows:
    """What the learners of a class got wrong since then, and how often they were sure, of scores that are fixed.

    One row for each learner, version and judgement that was wrong; right answers count only where they were sure, all
    of a learner's together. ``first`` and ``last`` say when the attempts began.
    """
    columns = (
        _if_wrong(QuestionVersion.content_hash, "content_hash"),
        _if_wrong(AttemptQuestion.scored_version_id, "version"),
        _if_wrong(QuestionVersion.question_id, "question"),
        _if_wrong(QuestionRow.bank_id, "bank"),
        _if_wrong(cast(AttemptQuestion.__table__.c.score, Text), "judgement"),
        case((AttemptQuestion.certainty == high, 1), else_=0).label("sure"),
    )
    return (
        select(Attempt.account_id, *columns, func.count().label("times"))
        .add_columns(func.min(Attempt.started_at).label("first"), func.max(Attempt.started_at).label("last"))
        .join(AttemptQuestion, AttemptQuestion.attempt_id == Attempt.id)
        .join(QuestionVersion, QuestionVersion.id == AttemptQuestion.scored_version_id)
        .join(QuestionRow, QuestionVersion.question_id == QuestionRow.id)
        .where(Attempt.account_id.in_(accounts(class_id)), Attempt.started_at >= since)
        .where(AttemptQuestion.answered, AttemptQuestion.scored_at.is_not(None))
        .where(or_(_WRONG, AttemptQuestion.certainty == high))
        .group_by(Attempt.account_id, *columns)
    )


def _if_wrong(column: Any, name: str) -> Any:
    return case((_WRONG, column), else_=null()).label(name)


def versions_of(ids: Collection[int], language: str) -> Rows:
    """Question versions with their bank, definition and texts."""
    return (
        select(QuestionVersion.id, QuestionVersion.content_hash, QuestionRow.bank_id, QUESTION, SHOWN)
        .join(QuestionRow, QuestionVersion.question_id == QuestionRow.id)
        .join(QuestionText, texts_in(language))
        .where(QuestionVersion.id.in_(ids))
    )


@prepared
def question_in(class_id: int, question_id: int, language: str) -> Rows:
    """A question of a series of a class in its current version, with all of its texts."""
    return (
        select(QuestionRow.id, QuestionRow.bank_id, QuestionRow.slug, BankRow.series_id, BankRow.header)
        .add_columns(QuestionVersion.content_hash, QUESTION, SHOWN, REVEALED)
        .join(QuestionVersion, QuestionRow.current_version_id == QuestionVersion.id)
        .join(QuestionText, texts_in(language))
        .join(BankRow, QuestionRow.bank_id == BankRow.id)
        .join(ClassSeries, ClassSeries.series_id == BankRow.series_id)
        .where(ClassSeries.class_id == class_id, QuestionRow.id == question_id, BankRow.standing != "withdrawn")
    )


@prepared
def answers_to(class_id: int, question_id: int) -> Rows:
    """How a class answered a question last, without names: one row for each version and judgement."""
    judgement = cast(AttemptQuestion.__table__.c.score, Text).label("judgement")
    later_asked, later_version = AttemptQuestion.__table__.alias().c, QuestionVersion.__table__.alias().c
    later_attempt = Attempt.__table__.alias().c
    same_moment = and_(later_asked.scored_at == AttemptQuestion.scored_at, later_asked.id > AttemptQuestion.id)
    later = (
        exists()
        .where(later_attempt.account_id == Attempt.account_id, later_asked.attempt_id == later_attempt.id)
        .where(later_version.id == later_asked.question_version_id, later_version.question_id == question_id)
        .where(later_asked.answered, or_(later_asked.scored_at > AttemptQuestion.scored_at, same_moment))
    )
    return (
        select(AttemptQuestion.scored_version_id.label("version"), judgement, func.count().label("times"))
        .join(Attempt, AttemptQuestion.attempt_id == Attempt.id)
        .join(QuestionVersion, QuestionVersion.id == AttemptQuestion.question_version_id)
        .where(Attempt.account_id.in_(accounts(class_id)), QuestionVersion.question_id == question_id)
        .where(AttemptQuestion.answered, AttemptQuestion.scored_at.is_not(None), ~later)
        .group_by(AttemptQuestion.scored_version_id, judgement)
    )


@prepared
def days_since(class_id: int, since: date) -> Rows:
    """What the learners of a class answered on each day from then on, and how many of them did."""
    return (
        select(
            LearnerDay.day,
            func.count().label("learners"),
            func.sum(LearnerDay.answers).label("answers"),
            func.sum(LearnerDay.right_answers).label("right"),
        )
        .where(LearnerDay.account_id.in_(accounts(class_id)), LearnerDay.day >= since)
        .group_by(LearnerDay.day)
        .order_by(LearnerDay.day)
    )


@prepared
def done_by_day(class_id: int) -> Rows:
    """On which days of UTC how many questions of a class's series were done by its learners."""
    day = func.date(LearnerQuestion.done_at)
    offered = (
        select(QuestionRow.id)
        .join(BankRow, QuestionRow.bank_id == BankRow.id)
        .join(ClassSeries, ClassSeries.series_id == BankRow.series_id)
        .where(ClassSeries.class_id == class_id, BankRow.standing != "withdrawn", QuestionRow.withdrawn.is_(False))
    )
    return (
        select(day.label("day"), func.count().label("times"))
        .where(LearnerQuestion.account_id.in_(accounts(class_id)), LearnerQuestion.done_at.is_not(None))
        .where(LearnerQuestion.question_id.in_(offered))
        .group_by(day)
    )


@prepared
def mastered_by_day(class_id: int) -> Rows:
    """On which days of UTC something was mastered that still is, with how many learners, by what is measured."""
    day = func.date(LearnerMastery.mastered_at)
    return (
        select(LearnerMastery.bank_id, LearnerMastery.measures, day.label("day"), func.count().label("times"))
        .where(LearnerMastery.account_id.in_(accounts(class_id)), LearnerMastery.mastered_at.is_not(None))
        .group_by(LearnerMastery.bank_id, LearnerMastery.measures, day)
    )
