"""How learning stands: a learner's own progress and history, a teacher's tables of learners and questions."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import aliased

from quiz.storage.models.attempts import AnswerRow, Attempt, AttemptQuestion
from quiz.storage.models.content import BankRow, QuestionRow, QuestionText, QuestionVersion, QuizRow, QuizVersion
from quiz.storage.models.identity import Account
from quiz.storage.models.reporting import (
    ChoiceAggregate,
    LearnerMastery,
    LearnerMonth,
    LearnerQuestion,
    QuestionAggregate,
    ReviewCard,
    ReviewFit,
    ReviewSettings,
)
from quiz.storage.models.review import BroughtReview, Certificate
from quiz.storage.prepared import prepared
from quiz.storage.queries.parts import (
    LAST_SEEN,
    QUESTION,
    SHOWN,
    WITH_QUIZ,
    Rows,
    asked_by_running_tests,
    questions_hidden_from,
    texts_in,
)
from quiz.storage.queries.sealing import sealing_month, sealing_test


@prepared
def learners_by_bank() -> Rows:
    """Every learner whose account is open with the sums of every bank they began; one row without any."""
    return (
        select(Account.id, Account.name, LAST_SEEN, LearnerMonth.bank_id, LearnerMonth)
        .outerjoin(LearnerMonth, LearnerMonth.account_id == Account.id)
        .where(Account.role == "learner", Account.disabled.is_(False))
        .order_by(Account.name_key)
    )


def count_learners(named: str) -> Select[int]:
    """How many learners have ``named``, in the form of a name's key, in their names."""
    return select(func.count()).select_from(Account).where(*_learners(named))


def learners_in_order(value: ColumnElement[Any], falling: bool, named: str, limit: int, offset: int) -> Rows:
    """A page of the learners with ``named`` in their names, in the order of ``value``.

    Blanks come last, whichever way it goes; the name decides between equals, so that no page repeats another's rows.
    """
    way = value.desc() if falling else value.asc()
    return (
        select(Account.id, Account.name, LAST_SEEN)
        .where(*_learners(named))
        .order_by(value.is_(None), way, Account.name_key)
        .limit(limit)
        .offset(offset)
    )


def _learners(named: str) -> tuple[ColumnElement[bool], ...]:
    # Whose account is closed is no learner any more.
    open_ones = (Account.role == "learner", Account.disabled.is_(False))
    return (*open_ones, Account.name_key.contains(named, autoescape=True)) if named else open_ones


def learner_order(column: str, bank_id: int | None, banks: Collection[int]) -> ColumnElement[Any]:
    """What learners are put in order by: ``name``, ``seen``, ``done`` in ``banks``, or their best in one bank."""
    known: dict[str, ColumnElement[Any]] = {"name": Account.name_key.expression, "seen": Account.seen_at.expression}
    if column in known:
        return known[column]
    theirs = LearnerMonth.account_id == Account.id
    if column == "done":
        done = select(func.coalesce(func.sum(LearnerMonth.done), 0))
        return done.where(theirs, LearnerMonth.bank_id.in_(banks)).scalar_subquery()
    return select(LearnerMonth.best).where(theirs, LearnerMonth.bank_id == bank_id).scalar_subquery()


def sums_of(learners: Collection[int], banks: Collection[int]) -> Rows:
    """The sums of these learners in these banks."""
    return select(LearnerMonth.account_id, LearnerMonth.bank_id, LearnerMonth).where(
        LearnerMonth.account_id.in_(learners), LearnerMonth.bank_id.in_(banks)
    )


@prepared
def questions_with_sums(bank_id: int, language: str) -> Rows:
    """Every question that a bank offers, with the running sums of its current version."""
    return (
        select(QuestionRow, QuestionVersion, QuestionText, QuestionAggregate)
        .join(QuestionVersion, QuestionRow.current_version_id == QuestionVersion.id)
        .join(QuestionText, texts_in(language))
        .outerjoin(QuestionAggregate, QuestionAggregate.question_version_id == QuestionVersion.id)
        .where(QuestionRow.bank_id == bank_id, QuestionRow.withdrawn.is_(False))
        .order_by(QuestionRow.position)
    )


@prepared
def choices_of(bank_id: int) -> Select[int, str, int]:
    """How often each choice was made, for every current version of a bank."""
    return (
        select(ChoiceAggregate.question_version_id, ChoiceAggregate.choice, ChoiceAggregate.chosen)
        .join(QuestionRow, QuestionRow.current_version_id == ChoiceAggregate.question_version_id)
        .where(QuestionRow.bank_id == bank_id)
    )


@prepared
def history(account_id: int, limit: int, before: int) -> Rows:
    """Attempts of a learner whose ids lie under ``before``, latest first, with their quiz; none discarded empty."""
    asked = AttemptQuestion.__table__.c
    answered = exists().where(asked.attempt_id == Attempt.id, or_(asked.answered, asked.scored_at.is_not(None)))
    return (
        select(
            Attempt,
            QuizRow.key,
            QuizRow.series_id,
            *WITH_QUIZ,
            sealing_test(),
        )
        .join(QuizRow, Attempt.quiz_id == QuizRow.id)
        .join(QuizVersion, Attempt.quiz_version_id == QuizVersion.id)
        .where(Attempt.account_id == account_id, Attempt.id < before)
        .where(or_(Attempt.state != "set_aside", answered))
        .order_by(Attempt.id.desc())
        .limit(limit)
    )


@prepared
def running(account_id: int) -> Rows:
    """What a learner has begun: attempt, quiz, how many questions it has, how many are answered and scored."""
    counts = (
        select(
            AttemptQuestion.attempt_id,
            func.count().label("questions"),
            func.sum(case((AttemptQuestion.answered, 1), else_=0)).label("answered"),
            func.min(case((AttemptQuestion.scored_at.is_(None), AttemptQuestion.position))).label("first_open"),
            func.min(case((AttemptQuestion.answered.is_(False), AttemptQuestion.position))).label("first_blank"),
        )
        .join(Attempt, AttemptQuestion.attempt_id == Attempt.id)
        .where(Attempt.account_id == account_id, Attempt.state == "running")
        .group_by(AttemptQuestion.attempt_id)
        .subquery()
    )
    last = (
        select(func.max(AnswerRow.received_at))
        .where(AnswerRow.attempt_id == Attempt.id)
        .correlate(Attempt)
        .scalar_subquery()
    )
    return (
        select(
            Attempt,
            QuizRow.key,
            QuizRow.series_id,
            *WITH_QUIZ,
            counts.c.questions,
            counts.c.answered,
            counts.c.first_open,
            counts.c.first_blank,
            last.label("last_at"),
        )
        .join(counts, counts.c.attempt_id == Attempt.id)
        .join(QuizRow, Attempt.quiz_id == QuizRow.id)
        .join(QuizVersion, Attempt.quiz_version_id == QuizVersion.id)
        .where(Attempt.state == "running")
        .order_by(Attempt.id.desc())
    )


@prepared
def learner_months(account_id: int) -> Rows:
    """A learner's sums by the number of the bank, each once for every certificate that they have of its series.

    And a running test that holds the total of an attempt back that these sums are made of.
    """
    of_series = and_(Certificate.account_id == LearnerMonth.account_id, Certificate.series_id == BankRow.series_id)
    return (
        select(LearnerMonth.bank_id, LearnerMonth, Certificate.series_id, Certificate.part, Certificate.token)
        .add_columns(sealing_month())
        .join(BankRow, LearnerMonth.bank_id == BankRow.id)
        .outerjoin(Certificate, of_series)
        .where(LearnerMonth.account_id == account_id)
    )


@prepared
def known_questions(account_id: int) -> Rows:
    """A learner's memory of every question on offer that they answered, their mastery of what it measures, their latest
    share, and how they want to remember.

    Memory and mastery move with scores that their learner may see alone; the latest share moves when an answer is
    scored: one in an exam that waits is left out until all is marked, and so is what a running test asks.
    """
    of_tests = LearnerQuestion.question_id.in_(asked_by_running_tests(account_id))
    hidden = or_(LearnerQuestion.question_id.in_(questions_hidden_from(account_id)), of_tests)
    of_card = BroughtReview.question_id == ReviewCard.question_id
    return (
        select(
            ReviewCard.question_id,
            QuestionRow.bank_id,
            QuestionRow.section,
            QuestionRow.measures,
            ReviewCard.step,
            ReviewCard.stability,
            ReviewCard.reviewed_on,
            ReviewFit.parameters,
            LearnerMastery.known,
            LearnerMastery.answers,
            LearnerMastery.right_answers,
            LearnerMastery.two_days,
            LearnerMastery.mastered_at,
            case((hidden, None), else_=LearnerQuestion.latest_share).label("latest_share"),
            LearnerQuestion.done_at,
            ReviewSettings.retention,
            ReviewSettings.days_off,
            ReviewSettings.holiday_from,
            ReviewSettings.holiday_to,
            ReviewSettings.daily_cap,
            ReviewSettings.goal,
            exists().where(BroughtReview.account_id == account_id, of_card).label("brought"),
            ReviewCard.question_id.in_(asked_by_running_tests(account_id)).label("sealed"),
        )
        .join(QuestionRow, ReviewCard.question_id == QuestionRow.id)
        .join(
            LearnerMastery,
            and_(
                LearnerMastery.account_id == ReviewCard.account_id,
                LearnerMastery.bank_id == QuestionRow.bank_id,
                LearnerMastery.measures == QuestionRow.measures,
            ),
        )
        .outerjoin(
            LearnerQuestion,
            and_(
                LearnerQuestion.account_id == ReviewCard.account_id,
                LearnerQuestion.question_id == ReviewCard.question_id,
            ),
        )
        .outerjoin(ReviewSettings, ReviewSettings.account_id == ReviewCard.account_id)
        .outerjoin(ReviewFit, and_(ReviewFit.account_id == ReviewCard.account_id, ReviewFit.used))
        .where(ReviewCard.account_id == account_id, QuestionRow.withdrawn.is_(False))
        .order_by(ReviewCard.question_id)
    )


@prepared
def latest_wrong(account_id: int, language: str, below: float, limit: int) -> Rows:
    """The questions on offer whose latest answer earned less than ``below``, the latest first, as they were asked."""
    wrong = (
        select(QuestionRow.id, QuestionRow.bank_id, LearnerQuestion.latest_at)
        .join(QuestionRow, LearnerQuestion.question_id == QuestionRow.id)
        .where(LearnerQuestion.account_id == account_id, LearnerQuestion.latest_share < below)
        .where(QuestionRow.withdrawn.is_(False))
        .where(LearnerQuestion.question_id.not_in(questions_hidden_from(account_id)))
        .where(LearnerQuestion.question_id.not_in(asked_by_running_tests(account_id)))
        .order_by(LearnerQuestion.latest_at.desc(), QuestionRow.id)
        .limit(limit)
        .subquery()
    )
    at, asked, version = wrong.c.latest_at, aliased(AttemptQuestion), aliased(QuestionVersion)
    # No answer is scored before its attempt began, or after it was finished: of the others no question has to be read.
    meanwhile = and_(Attempt.started_at <= at, or_(Attempt.finished_at.is_(None), Attempt.finished_at >= at))
    of_it = (
        select(AttemptQuestion.id)
        .join(Attempt, AttemptQuestion.attempt_id == Attempt.id)
        .join(version, version.id == AttemptQuestion.scored_version_id)
        .where(Attempt.account_id == account_id, meanwhile, Attempt.shows_scores)
        .where(AttemptQuestion.scored_at == at, AttemptQuestion.answered, version.question_id == wrong.c.id)
        .order_by(Attempt.started_at.desc())
        .limit(1)
        .correlate(wrong)
    )
    # The limit changes nothing but the plan: PostgreSQL would compare with every question that was ever asked.
    found = select(*wrong.c, of_it.label("asked_id")).limit(limit).subquery().c
    return (
        select(*found, asked.variant, asked.score, QuestionVersion.content_hash, QUESTION, SHOWN)
        .join(asked, asked.id == found.asked_id)
        .join(QuestionVersion, QuestionVersion.id == asked.scored_version_id)
        .join(QuestionText, texts_in(language))
        .order_by(found.latest_at.desc(), found.id)
    )
