"""What a sitting begins from: its rules, what is under way, a learner's cards and how they want to review."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from quiz.storage.models.attempts import Attempt, AttemptQuestion
from quiz.storage.models.content import BankRow, QuestionRow, QuestionVersion, QuizRow, QuizVersion
from quiz.storage.models.reporting import LearnerMastery, LearnerQuestion, ReviewCard, ReviewFit, ReviewSettings
from quiz.storage.prepared import prepared
from quiz.storage.queries.parts import Rows, questions_not_looked_at


@prepared
def built_in(series_id: int, key: str) -> Rows:
    """The quiz of a series that holds the rules of what the app puts together, and its version as it is now."""
    return (
        select(QuizRow.id, QuizRow.current_version_id, QuizVersion.content_hash)
        .join(QuizVersion, QuizRow.current_version_id == QuizVersion.id)
        .where(QuizRow.series_id == series_id, QuizRow.key == key, QuizRow.built_in)
    )


@prepared
def beginning(account_id: int, series_id: int, key: str, scope: str) -> Rows:
    """The same quiz, with a learner's running attempt within a scope, and whether a test's result was not shown yet."""
    tests = aliased(Attempt)
    mine = and_(Attempt.account_id == account_id, Attempt.scope == scope, Attempt.state == "running")
    finished = (tests.account_id == account_id, tests.state == "finished", tests.mode == "exam")
    unshown = exists().where(*finished, tests.shown_at.is_(None), tests.held_back.is_(False))
    return (
        select(QuizRow.id, QuizRow.current_version_id, QuizVersion.content_hash, Attempt, unshown.label("unshown"))
        .join(QuizVersion, QuizRow.current_version_id == QuizVersion.id)
        .outerjoin(Attempt, and_(mine, Attempt.quiz_id == QuizRow.id))
        .where(QuizRow.series_id == series_id, QuizRow.key == key, QuizRow.built_in)
    )


@prepared
def cards(account_id: int, series_id: int, standings: list[str]) -> Rows:
    """A learner's card of every question that a series offers, with their mastery of what it measures."""
    return _cards(account_id, series_id, standings)


@prepared
def cards_on(account_id: int, series_id: int, standings: list[str], day: date, since: datetime) -> Rows:
    """The same; each with how the learner wants to review, and how many different questions they reviewed on a day.

    ``since`` is a moment before that day.
    """
    wants = ReviewSettings.__table__.c
    return (
        _cards(account_id, series_id, standings)
        .add_columns(
            wants.retention,
            wants.daily_cap,
            wants.days_off,
            wants.holiday_from,
            wants.holiday_to,
            wants.goal,
            _reviewed_on(account_id, day, since).scalar_subquery().label("done"),
        )
        .outerjoin(ReviewSettings, wants.account_id == ReviewCard.account_id)
    )


def _reviewed_on(account_id: int, day: date, since: datetime) -> Select[int]:
    sat = Attempt.__table__.c
    return (
        select(func.count(QuestionVersion.question_id.distinct()))
        .select_from(AttemptQuestion)
        .join(Attempt, AttemptQuestion.attempt_id == Attempt.id)
        .join(QuestionVersion, AttemptQuestion.question_version_id == QuestionVersion.id)
        # Of those that were over before nothing has to be read.
        .where(sat.account_id == account_id, sat.mode == "review")
        .where(or_(sat.finished_at.is_(None), sat.finished_at >= since), AttemptQuestion.day == day)
    )


def _cards(account_id: int, series_id: int, standings: list[str]) -> Rows:
    card = ReviewCard.__table__.c
    known = LearnerMastery.__table__.c
    return (
        select(
            card.question_id,
            card.state,
            card.step,
            card.stability,
            card.difficulty,
            card.reviewed_on,
            QuestionRow.bank_id,
            QuestionRow.measures,
            QuestionVersion.kind,
            known.known,
            known.right_answers,
            known.two_days,
            ReviewFit.parameters,
        )
        .join(QuestionRow, card.question_id == QuestionRow.id)
        .join(QuestionVersion, QuestionRow.current_version_id == QuestionVersion.id)
        .join(BankRow, QuestionRow.bank_id == BankRow.id)
        .join(
            LearnerMastery,
            and_(
                known.account_id == card.account_id,
                known.bank_id == QuestionRow.bank_id,
                known.measures == QuestionRow.measures,
            ),
        )
        .outerjoin(ReviewFit, and_(ReviewFit.account_id == card.account_id, ReviewFit.used))
        .where(card.account_id == account_id, BankRow.series_id == series_id, BankRow.standing.in_(standings))
        .where(QuestionRow.withdrawn.is_(False))
        .order_by(card.question_id)
    )


@prepared
def not_right_in(account_id: int, token: str) -> Select[int]:
    """The questions of a learner's finished attempt that were not wholly right, in its order."""
    return (
        select(QuestionVersion.question_id)
        .join(AttemptQuestion, AttemptQuestion.question_version_id == QuestionVersion.id)
        .join(Attempt, AttemptQuestion.attempt_id == Attempt.id)
        .where(Attempt.account_id == account_id, Attempt.token == token, Attempt.state == "finished")
        .where(AttemptQuestion.share < 1, Attempt.shows_scores)
        .order_by(AttemptQuestion.position)
    )


def not_right_of_late(account_id: int, series_id: int, bank: str | None, limit: int) -> Select[int]:
    """The questions of a series, or of its bank of a slug, whose latest answer was not wholly right, the latest first.

    None of which a test holds a score that its learner has not looked at yet.
    """
    hidden = questions_not_looked_at(account_id)
    found = (
        select(LearnerQuestion.question_id)
        .join(QuestionRow, LearnerQuestion.question_id == QuestionRow.id)
        .join(BankRow, QuestionRow.bank_id == BankRow.id)
        .where(LearnerQuestion.account_id == account_id, LearnerQuestion.latest_share < 1)
        .where(BankRow.series_id == series_id, QuestionRow.withdrawn.is_(False))
        .where(LearnerQuestion.question_id.not_in(hidden))
        .order_by(LearnerQuestion.latest_at.desc(), LearnerQuestion.question_id)
        .limit(limit)
    )
    return found if bank is None else found.where(BankRow.slug == bank)


@prepared
def running_in(account_id: int, series_id: int, purpose: str) -> Select[Attempt]:
    """What a learner has begun for a purpose in a series."""
    return (
        select(Attempt)
        .join(QuizRow, Attempt.quiz_id == QuizRow.id)
        .where(Attempt.account_id == account_id, QuizRow.series_id == series_id)
        .where(Attempt.purpose == purpose, Attempt.state == "running")
    )
