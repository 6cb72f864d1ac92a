"""What people take with them of their own data, and what they brought along."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, func, literal, null, or_, select
from sqlalchemy.orm import aliased

from quiz.storage.models.attempts import Attempt, AttemptQuestion
from quiz.storage.models.content import BankRow, QuestionContext, QuestionRow, QuestionText, QuestionVersion, SeriesRow
from quiz.storage.models.integrity import DataFile
from quiz.storage.models.review import BroughtReview
from quiz.storage.prepared import prepared
from quiz.storage.queries.parts import (
    CONTEXT,
    GRADED,
    QUESTION,
    REVEALED,
    SHOWN,
    SOURCES,
    Rows,
    around_in,
    asked_by_running_tests,
    questions_hidden_from,
    texts_in,
    versions_hidden_from,
)

_DUE = aliased(QuestionRow, name="due")


@prepared
def reviews_of(account_id: int) -> Rows:
    """A learner's scored answers whose scores are shown, in the order of scoring, each with its question's place.

    None of a question that a running test of theirs asks: beside the answer, the score says what is right.
    """
    asked = AttemptQuestion.__table__.c
    return (
        select(
            SeriesRow.slug.label("series"),
            BankRow.slug.label("bank"),
            QuestionRow.slug.label("question"),
            QuestionVersion.content_hash.label("hash"),
            QuestionRow.measures,
            asked.scored_at,
            asked.day,
            asked.share,
            asked.tries,
            asked.hints,
            asked.certainty,
            asked.quick,
            asked.guess,
            asked.slip,
            asked.seconds_in_view,
            _DUE.slug.label("stands_for"),
        )
        .select_from(AttemptQuestion)
        .join(Attempt, AttemptQuestion.attempt_id == Attempt.id)
        .join(QuestionVersion, GRADED)
        .join(QuestionRow, QuestionVersion.question_id == QuestionRow.id)
        .join(BankRow, QuestionRow.bank_id == BankRow.id)
        .join(SeriesRow, BankRow.series_id == SeriesRow.id)
        .outerjoin(_DUE, AttemptQuestion.stands_for_id == _DUE.id)
        .where(Attempt.account_id == account_id, Attempt.shows_scores)
        .where(AttemptQuestion.scored_at.is_not(None), AttemptQuestion.answered)
        .where(QuestionRow.id.not_in(asked_by_running_tests(account_id)))
        .order_by(AttemptQuestion.scored_at, AttemptQuestion.id)
    )


@prepared
def brought_of(account_id: int) -> Rows:
    """The same of the reviews that a learner brought along, under the version of today."""
    own = BroughtReview.__table__.c
    return (
        select(
            SeriesRow.slug.label("series"),
            BankRow.slug.label("bank"),
            QuestionRow.slug.label("question"),
            QuestionVersion.content_hash.label("hash"),
            QuestionRow.measures,
            own.scored_at,
            own.day,
            own.share,
            own.tries,
            own.hints,
            own.certainty,
            own.quick,
            own.guess,
            own.slip,
            own.seconds_in_view,
            _DUE.slug.label("stands_for"),
        )
        .select_from(BroughtReview)
        .join(QuestionRow, BroughtReview.question_id == QuestionRow.id)
        .join(QuestionVersion, QuestionRow.current_version_id == QuestionVersion.id)
        .join(BankRow, QuestionRow.bank_id == BankRow.id)
        .join(SeriesRow, BankRow.series_id == SeriesRow.id)
        .outerjoin(_DUE, BroughtReview.stands_for_id == _DUE.id)
        .where(BroughtReview.account_id == account_id)
        .order_by(BroughtReview.scored_at, BroughtReview.place, BroughtReview.question_id)
    )


@prepared
def count_brought(account_id: int) -> Select[int, datetime | None]:
    """How many reviews a learner brought along, and when they did so last."""
    return select(func.count(BroughtReview.scored_at), func.max(BroughtReview.brought_at)).where(
        BroughtReview.account_id == account_id
    )


@prepared
def count_attempts(account_id: int) -> Select[int]:
    """How many attempts an account has."""
    return select(func.count(Attempt.id)).where(Attempt.account_id == account_id)


def versions_named(hashes: Collection[str]) -> Rows:
    """The question versions whose content has one of these hashes, with their question's place."""
    return (
        select(
            QuestionVersion.content_hash,
            QuestionVersion.question_id,
            QuestionRow.slug.label("question"),
            QuestionRow.measures,
            QuestionRow.bank_id,
            BankRow.slug.label("bank"),
            SeriesRow.slug.label("series"),
        )
        .join(QuestionRow, QuestionVersion.question_id == QuestionRow.id)
        .join(BankRow, QuestionRow.bank_id == BankRow.id)
        .join(SeriesRow, BankRow.series_id == SeriesRow.id)
        .where(QuestionVersion.content_hash.in_(hashes), BankRow.standing == "open", SeriesRow.standing == "open")
        .order_by(QuestionVersion.id)
    )


def questions_in(banks: Collection[int]) -> Rows:
    """The questions of these banks, by their ids."""
    return select(QuestionRow.id, QuestionRow.bank_id, QuestionRow.slug).where(QuestionRow.bank_id.in_(banks))


@prepared
def moments_of(account_id: int) -> Select[int, datetime]:
    """Question and moment of every answer of a learner that is scored, here or brought along."""
    here = (
        select(QuestionVersion.question_id, AttemptQuestion.scored_at)
        .join(QuestionVersion, AttemptQuestion.question_version_id == QuestionVersion.id)
        .join(Attempt, AttemptQuestion.attempt_id == Attempt.id)
        .where(Attempt.account_id == account_id, AttemptQuestion.scored_at.is_not(None))
    )
    brought = select(BroughtReview.question_id, BroughtReview.scored_at).where(BroughtReview.account_id == account_id)
    both = here.union_all(brought).subquery()
    return select(both.c.question_id, both.c.scored_at)


@prepared
def met_questions(account_id: int, language: str) -> Rows:
    """The questions that a learner answered and whose scores are shown, each as it was scored last.

    What one of their running tests asks is left out, and what waits for a score.
    """
    version = aliased(QuestionVersion)
    place = (
        select(
            AttemptQuestion.id,
            func.row_number()
            .over(
                partition_by=version.question_id,
                order_by=(AttemptQuestion.scored_at.desc(), AttemptQuestion.id.desc()),
            )
            .label("place"),
        )
        .join(Attempt, AttemptQuestion.attempt_id == Attempt.id)
        .join(version, version.id == AttemptQuestion.scored_version_id)
        .where(Attempt.account_id == account_id, Attempt.shows_scores)
        .where(AttemptQuestion.scored_at.is_not(None), AttemptQuestion.answered)
        .where(version.question_id.not_in(asked_by_running_tests(account_id)))
        .where(version.question_id.not_in(questions_hidden_from(account_id)))
        .subquery()
    )
    return (
        select(
            QuestionVersion.question_id,
            QuestionRow.slug.label("question_slug"),
            BankRow.slug.label("bank"),
            BankRow.id.label("bank_id"),
            SeriesRow.slug.label("series"),
            AttemptQuestion.variant,
            AttemptQuestion.share,
            QuestionVersion.content_hash,
            QUESTION,
            SHOWN,
            REVEALED,
            CONTEXT,
            SOURCES,
        )
        .join(place, (place.c.id == AttemptQuestion.id) & (place.c.place == 1))
        .join(Attempt, AttemptQuestion.attempt_id == Attempt.id)
        .join(QuestionVersion, GRADED)
        .join(QuestionRow, QuestionVersion.question_id == QuestionRow.id)
        .join(BankRow, QuestionRow.bank_id == BankRow.id)
        .join(SeriesRow, BankRow.series_id == SeriesRow.id)
        .join(QuestionText, texts_in(language))
        .outerjoin(QuestionContext, around_in(language))
        .where(Attempt.shows_scores)
        .order_by(SeriesRow.slug, BankRow.slug, QuestionRow.position, QuestionRow.id)
    )


@prepared
def files_of(account_id: int, now: datetime) -> Select[DataFile]:
    """The files of one's data that an account has, without those whose time is over."""
    return select(DataFile).where(DataFile.account_id == account_id, DataFile.expires_at > now)


@prepared
def file_content(account_id: int, kind: str, now: datetime) -> Select[bytes | None]:
    """What an account's own file of a kind holds; no row as long as it is not ready."""
    return select(DataFile.content).where(
        DataFile.account_id == account_id,
        DataFile.kind == kind,
        DataFile.state == "ready",
        DataFile.expires_at > now,
    )


def is_free(now: datetime) -> ColumnElement[bool]:
    """Whether a file waits, or a worker left it behind."""
    return or_(DataFile.state == "waiting", and_(DataFile.state == "running", DataFile.leased_until <= now))


@prepared
def waiting_files(now: datetime) -> Select[int]:
    """A file that no worker has, or whose time is over."""
    return select(DataFile.id).where(or_(is_free(now), DataFile.expires_at <= now)).limit(1)


def next_file(now: datetime, tries: int) -> Select[int, int]:
    """The file that was asked for first of those that no worker has, and how often it was begun."""
    return (
        select(DataFile.id, DataFile.tries)
        .where(is_free(now), DataFile.expires_at > now, DataFile.tries < tries)
        .order_by(DataFile.asked_at, DataFile.id)
        .limit(1)
    )


def brought_scores() -> Rows:
    """Every brought review as a row of ``scores_of``, in the order of scoring; the caller says whose."""
    own = BroughtReview.__table__.c
    return (
        select(
            own.account_id,
            own.question_id,
            QuestionRow.bank_id,
            own.share,
            own.scored_at,
            literal(True).label("answered"),
            own.guess,
            own.slip,
            own.day,
            own.tries,
            own.hints,
            own.certainty,
            own.quick,
            own.stands_for_id,
            null().label("recall"),
            own.seconds_in_view,
            QuestionRow.measures,
            literal("review").label("mode"),
            literal("finished").label("state"),
            literal(False).label("held_back"),
        )
        .join(QuestionRow, own.question_id == QuestionRow.id)
        .order_by(own.account_id, own.scored_at, own.place, own.question_id)
    )


@prepared
def hidden_versions(account_id: int) -> Select[int]:
    """The question versions for which a learner has a score that is not shown yet."""
    return versions_hidden_from(account_id)


@prepared
def hidden_questions(account_id: int) -> Select[int]:
    """The questions for which a learner has a score that is not shown yet."""
    return questions_hidden_from(account_id)
