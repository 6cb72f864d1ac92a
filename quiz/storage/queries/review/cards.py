"""What review and adaptive practice are put together from: cards, candidates, how a learner studies."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Select, and_, or_, select

from quiz.storage.models.attempts import Attempt, AttemptQuestion
from quiz.storage.models.content import BankRow, QuestionRow, QuestionText, QuestionVersion, QuizRow
from quiz.storage.models.identity import Account
from quiz.storage.models.reporting import (
    LearnerDay,
    LearnerMastery,
    QuestionAggregate,
    ReviewCard,
    ReviewFit,
    ReviewSettings,
)
from quiz.storage.models.review import Bookmark, Certificate
from quiz.storage.prepared import prepared
from quiz.storage.queries.parts import GRADED, QUESTION, SHOWN, Rows, asked_by_running_tests, texts_in


def on_offer(
    account_id: int,
    series_id: int,
    standings: list[str],
    measured: list[tuple[int, str]] | None = None,
    bank: str | None = None,
) -> Rows:
    """Every question that a series offers, read whole, with how many first scores it has and their sum.

    None that a test asks which the learner has running.

    With ``measured``, of these banks' objectives alone; with ``bank``, of the bank of that slug.
    """
    every = (
        select(
            QuestionRow.id,
            QuestionRow.bank_id,
            QuestionRow.measures,
            BankRow.slug,
            BankRow.current_revision_id,
            QuestionVersion.id.label("version_id"),
            QuestionVersion.content_hash,
            QUESTION,
            QuestionAggregate.answers,
            QuestionAggregate.total,
        )
        .join(QuestionVersion, QuestionRow.current_version_id == QuestionVersion.id)
        .join(BankRow, QuestionRow.bank_id == BankRow.id)
        .outerjoin(QuestionAggregate, QuestionAggregate.question_version_id == QuestionVersion.id)
        .where(BankRow.series_id == series_id, BankRow.standing.in_(standings), QuestionRow.withdrawn.is_(False))
        .where(QuestionRow.id.not_in(asked_by_running_tests(account_id)))
        .order_by(QuestionRow.id)
    )
    if bank is not None:
        every = every.where(BankRow.slug == bank)
    if measured is None:
        return every
    return every.where(or_(*(and_(QuestionRow.bank_id == b, QuestionRow.measures == m) for b, m in measured)))


def version_on_offer(question_id: int) -> Rows:
    """A question as it is on offer now."""
    return (
        select(
            QuestionRow.id,
            BankRow.slug,
            BankRow.current_revision_id,
            QuestionVersion.id.label("version_id"),
            QuestionVersion.content_hash,
            QUESTION,
        )
        .join(QuestionVersion, QuestionRow.current_version_id == QuestionVersion.id)
        .join(BankRow, QuestionRow.bank_id == BankRow.id)
        .where(QuestionRow.id == question_id, QuestionRow.withdrawn.is_(False), BankRow.standing != "withdrawn")
    )


@prepared
def settings(account_id: int) -> Select[ReviewSettings]:
    """How a learner wants to review."""
    return select(ReviewSettings).where(ReviewSettings.account_id == account_id)


@prepared
def card_at(account_id: int, token: str, position: int) -> Rows:
    """A learner's card of the question at a position of an attempt, and how well they want to remember."""
    return (
        select(
            ReviewCard.question_id,
            AttemptQuestion.stands_for_id,
            ReviewCard.step,
            ReviewCard.stability,
            ReviewCard.reviewed_on,
            ReviewSettings.retention,
            ReviewSettings.daily_cap,
            ReviewSettings.days_off,
            ReviewSettings.holiday_from,
            ReviewSettings.holiday_to,
            ReviewSettings.goal,
            ReviewFit.parameters,
        )
        .join(QuestionVersion, QuestionVersion.question_id == ReviewCard.question_id)
        .join(AttemptQuestion, AttemptQuestion.question_version_id == QuestionVersion.id)
        .join(Attempt, AttemptQuestion.attempt_id == Attempt.id)
        .outerjoin(ReviewSettings, ReviewSettings.account_id == ReviewCard.account_id)
        .outerjoin(ReviewFit, and_(ReviewFit.account_id == ReviewCard.account_id, ReviewFit.used))
        .where(Attempt.token == token, AttemptQuestion.position == position, ReviewCard.account_id == account_id)
    )


@prepared
def asked_ahead(token: str, position: int) -> Rows:
    """The questions that an attempt asks after a position and that have no score yet."""
    return (
        select(QuestionVersion.question_id, AttemptQuestion.stands_for_id)
        .join(QuestionVersion, AttemptQuestion.question_version_id == QuestionVersion.id)
        .join(Attempt, AttemptQuestion.attempt_id == Attempt.id)
        .where(Attempt.token == token, AttemptQuestion.position > position, AttemptQuestion.scored_at.is_(None))
    )


@prepared
def known_at(account_id: int, token: str, position: int) -> Select[float | None]:
    """A learner's P(known) of what the question at a position of an attempt measures; None where nothing is known."""
    return (
        select(LearnerMastery.known)
        .join(
            QuestionRow,
            and_(LearnerMastery.bank_id == QuestionRow.bank_id, LearnerMastery.measures == QuestionRow.measures),
        )
        .join(QuestionVersion, QuestionVersion.question_id == QuestionRow.id)
        .join(AttemptQuestion, AttemptQuestion.question_version_id == QuestionVersion.id)
        .join(Attempt, AttemptQuestion.attempt_id == Attempt.id)
        .where(Attempt.token == token, AttemptQuestion.position == position, LearnerMastery.account_id == account_id)
    )


@prepared
def days(account_id: int, since: date) -> Rows:
    """What a learner answered on each of their days from ``since`` on."""
    done = LearnerDay.__table__.c
    return (
        select(done.day, done.answers, done.seconds, done.sure, done.predicted)
        .where(done.account_id == account_id, done.day >= since)
        .order_by(done.day)
    )


@prepared
def latest_seconds(account_id: int) -> Rows:
    """Kind and seconds in view of a learner's latest 300 answers, of their latest 60 attempts."""
    latest = select(Attempt.id).where(Attempt.account_id == account_id).order_by(Attempt.started_at.desc()).limit(60)
    return (
        select(QuestionVersion.kind, AttemptQuestion.seconds_in_view)
        .join(QuestionVersion, AttemptQuestion.question_version_id == QuestionVersion.id)
        .where(AttemptQuestion.attempt_id.in_(latest), AttemptQuestion.seconds_in_view.is_not(None))
        .where(AttemptQuestion.scored_at.is_not(None), AttemptQuestion.answered)
        .order_by(AttemptQuestion.id.desc())
        .limit(300)
    )


@prepared
def questions_asked(attempt_id: int) -> Rows:
    """Position and question of everything that an attempt has asked so far, and what each stands for."""
    return (
        select(AttemptQuestion.position, QuestionVersion.question_id, AttemptQuestion.stands_for_id)
        .join(QuestionVersion, AttemptQuestion.question_version_id == QuestionVersion.id)
        .where(AttemptQuestion.attempt_id == attempt_id)
        .order_by(AttemptQuestion.position)
    )


@prepared
def placement_answers(attempt_id: int) -> Rows:
    """The scored answers of an attempt in their order, with the bank of each question."""
    asked = AttemptQuestion.__table__.c
    return (
        select(
            QuestionVersion.question_id,
            QuestionRow.bank_id,
            asked.share,
            asked.guess,
            asked.slip,
            asked.day,
            asked.answered,
        )
        .join(QuestionVersion, asked.question_version_id == QuestionVersion.id)
        .join(QuestionRow, QuestionVersion.question_id == QuestionRow.id)
        .join(Attempt, asked.attempt_id == Attempt.id)
        .where(asked.attempt_id == attempt_id, asked.scored_at.is_not(None), Attempt.shows_scores)
        .order_by(asked.position)
    )


@prepared
def latest_of(account_id: int, series_id: int, purpose: str) -> Select[int, bool]:
    """The latest attempt of a learner for a purpose in a series, and whether it was ended early.

    One that was finished comes before one that runs; one that was set aside is none.
    """
    return (
        select(Attempt.id, Attempt.ended_early)
        .join(QuizRow, Attempt.quiz_id == QuizRow.id)
        .where(Attempt.account_id == account_id, QuizRow.series_id == series_id, Attempt.purpose == purpose)
        .where(Attempt.state != "set_aside")
        .order_by(Attempt.state != "finished", Attempt.id.desc())
        .limit(1)
    )


def series_of_quiz(quiz_id: int) -> Select[int]:
    """The series that a quiz is of."""
    return select(QuizRow.series_id).where(QuizRow.id == quiz_id)


@prepared
def certificate(token: str) -> Select[Certificate, bool]:
    """A certificate by its token, and whether its owner's account is closed."""
    return (
        select(Certificate, Account.disabled)
        .join(Account, Certificate.account_id == Account.id)
        .where(Certificate.token == token)
    )


@prepared
def certificate_of(account_id: int, series_id: int, part: str) -> Select[Certificate]:
    """The certificate that a learner has of a part."""
    return select(Certificate).where(
        Certificate.account_id == account_id, Certificate.series_id == series_id, Certificate.part == part
    )


@prepared
def certificates(account_id: int) -> Select[Certificate]:
    """A learner's certificates, the first one first."""
    return select(Certificate).where(Certificate.account_id == account_id).order_by(Certificate.id)


@prepared
def asked_at(token: str, account_id: int, position: int) -> Rows:
    """The question at a position of one's own attempt, as its page shows it: ids, and the values that were drawn."""
    return (
        select(Attempt.id, QuestionVersion.id.label("version_id"), QuestionVersion.question_id, AttemptQuestion.variant)
        .join(AttemptQuestion, AttemptQuestion.attempt_id == Attempt.id)
        .join(QuestionVersion, GRADED)
        .where(Attempt.token == token, Attempt.account_id == account_id, AttemptQuestion.position == position)
    )


def bookmarks(account_id: int, language: str) -> Rows:
    """What a learner bookmarked, the latest first; ``asked``: a test that is running asks it."""
    asked = QuestionRow.id.in_(asked_by_running_tests(account_id)).label("asked")
    return (
        select(Bookmark, QuestionRow.section, QuestionRow.withdrawn, BankRow.slug.label("bank"))
        .add_columns(BankRow.series_id, asked, SHOWN)
        .join(QuestionRow, Bookmark.question_id == QuestionRow.id)
        .join(BankRow, QuestionRow.bank_id == BankRow.id)
        .join(QuestionVersion, Bookmark.question_version_id == QuestionVersion.id)
        .join(QuestionText, texts_in(language))
        .where(Bookmark.account_id == account_id)
        .order_by(Bookmark.made_at.desc(), Bookmark.question_id)
    )


def bookmarked_place(account_id: int, question_id: int) -> Rows:
    """Where a question is that a learner bookmarked."""
    return (
        select(BankRow.series_id, BankRow.slug.label("bank"), QuestionRow.slug)
        .join(QuestionRow, QuestionRow.bank_id == BankRow.id)
        .join(Bookmark, Bookmark.question_id == QuestionRow.id)
        .where(Bookmark.account_id == account_id, Bookmark.question_id == question_id)
    )


def held_in(account_id: int, series_id: int, bank: str | None) -> Select[int]:
    """A question of a series, or of one bank of it, that a running test of a learner asks."""
    asked = QuestionRow.id.in_(asked_by_running_tests(account_id))
    found = select(QuestionRow.id).join(BankRow, QuestionRow.bank_id == BankRow.id).limit(1)
    of_bank = () if bank is None else (BankRow.slug == bank,)
    return found.where(BankRow.series_id == series_id, asked, *of_bank)
