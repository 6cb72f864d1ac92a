"""What is published: quizzes, questions, their versions and texts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Select, Text, and_, case, cast, func, null, or_, select

from quiz.storage.models.attempts import AnswerRow, Attempt, AttemptQuestion
from quiz.storage.models.content import (
    BankRevision,
    BankRow,
    MediaRow,
    QuestionRow,
    QuestionText,
    QuestionVersion,
    QuizRow,
    QuizVersion,
    SeriesRow,
)
from quiz.storage.models.identity import Account
from quiz.storage.models.reporting import LearnerQuestion, QuestionAggregate
from quiz.storage.prepared import prepared
from quiz.storage.queries.parts import (
    QUESTION,
    QUIZ,
    REVEALED,
    SHOWN,
    Rows,
    asked_by_running_tests,
    questions_not_looked_at,
    texts_in,
)


@prepared
def published_marks() -> Select[str, int, str]:
    """Content hash, number and standing of every series and bank: what caches are checked against."""
    series = select(SeriesRow.content_hash, SeriesRow.id, SeriesRow.standing)
    return series.union_all(select(BankRow.content_hash, BankRow.id, BankRow.standing))  # type: ignore[return-value]  # a union is executed like a select and typed apart


def every_series() -> Select[SeriesRow, str | None]:
    """Every series, whatever its standing, with its owner's name."""
    return select(SeriesRow, Account.name).outerjoin(Account, SeriesRow.owner_id == Account.id).order_by(SeriesRow.id)


def every_bank() -> Select[int, str, str, int, int | None]:
    """Series, slug, standing, questions on offer and current revision's number of every bank."""
    query = select(BankRow.series_id, BankRow.slug, BankRow.standing, BankRow.questions, BankRevision.number)
    return query.outerjoin(BankRevision, BankRow.current_revision_id == BankRevision.id).order_by(
        BankRow.series_id, BankRow.slug
    )


def slugs_of_bank(bank_id: int) -> Select[str, str]:
    """The slugs of a bank's series and of the bank."""
    return select(SeriesRow.slug, BankRow.slug).join_from(BankRow, SeriesRow).where(BankRow.id == bank_id)


@prepared
def quizzes(series_id: int) -> Select[int, str, str | None, str, str]:
    """Id, key, bank and definition of every quiz that a series offers."""
    return (
        select(QuizRow.id, QuizRow.key, BankRow.slug, QuizVersion.content_hash, cast(QuizVersion.definition, Text))
        .join(QuizVersion, QuizRow.current_version_id == QuizVersion.id)
        .outerjoin(BankRow, QuizRow.bank_id == BankRow.id)
        .where(QuizRow.series_id == series_id, QuizRow.withdrawn.is_(False), QuizRow.built_in.is_(False))
        .order_by(BankRow.slug, QuizRow.position)
    )


@prepared
def section_counts(series_id: int) -> Select[int, str | None, int]:
    """How many questions each section of each bank of a series offers."""
    return (
        select(QuestionRow.bank_id, QuestionRow.section, func.count())
        .join(BankRow, QuestionRow.bank_id == BankRow.id)
        .where(BankRow.series_id == series_id, QuestionRow.withdrawn.is_(False))
        .group_by(QuestionRow.bank_id, QuestionRow.section)
    )


@prepared
def quizzes_to_start(key: str) -> Rows:
    """Id, series, current version and definition of every quiz under ``key``, and who finds its series and bank."""
    return (
        select(
            QuizRow.id,
            QuizRow.series_id,
            SeriesRow.slug.label("series"),
            QuizVersion.id.label("version_id"),
            QuizVersion.content_hash,
            cast(QuizVersion.definition, Text).label("quiz"),
            SeriesRow.standing.label("series_standing"),
            BankRow.standing.label("bank_standing"),
        )
        .join(QuizVersion, QuizRow.current_version_id == QuizVersion.id)
        .join(SeriesRow, QuizRow.series_id == SeriesRow.id)
        .outerjoin(BankRow, QuizRow.bank_id == BankRow.id)
        .where(QuizRow.key == key, QuizRow.withdrawn.is_(False), QuizRow.built_in.is_(False))
        .order_by(QuizRow.series_id)
    )


@prepared
def available_questions(
    series_id: int, banks: list[str], standings: list[str], account_id: int | None, now: datetime | None
) -> Rows:
    """Version, bank with its current revision, hash and definition of what ``banks`` of a series offer.

    ``held``: a test of the account asks it that takes answers still.
    """
    in_time = or_(Attempt.closes_at.is_(None), Attempt.closes_at > now)
    held = QuestionRow.id.in_(asked_by_running_tests(account_id).where(in_time)).label("held")
    return (
        select(QuestionVersion.id, BankRow.slug, BankRow.current_revision_id, QuestionVersion.content_hash, QUESTION)
        .add_columns(held)
        .join(QuestionRow, QuestionRow.current_version_id == QuestionVersion.id)
        .join(BankRow, QuestionRow.bank_id == BankRow.id)
        .where(BankRow.series_id == series_id, BankRow.slug.in_(banks), BankRow.standing.in_(standings))
        .where(QuestionRow.withdrawn.is_(False))
    )


def of_one_kind(series_id: int, kind: str) -> Rows:
    """Version, bank, hash and definition of every question of a kind that a series offers."""
    return (
        select(QuestionVersion.id, BankRow.slug, QuestionVersion.content_hash, QUESTION)
        .join(QuestionRow, QuestionRow.current_version_id == QuestionVersion.id)
        .join(BankRow, QuestionRow.bank_id == BankRow.id)
        .where(BankRow.series_id == series_id, QuestionVersion.kind == kind, QuestionRow.withdrawn.is_(False))
        .order_by(QuestionVersion.id)
    )


def shown_of(version_id: int) -> Select[str, dict[str, Any]]:
    """What is shown of a question before its score, in each language."""
    return select(QuestionText.language, QuestionText.shown).where(QuestionText.question_version_id == version_id)


@prepared
def seen_questions(account_id: int, series_id: int, banks: list[str]) -> Rows:
    """The questions of ``banks`` that a learner has answered: bank, id, latest share, and when that was scored.

    The share is left out while a test holds a score of the question that its learner has not looked at yet.
    """
    scored = questions_not_looked_at(account_id)
    hidden = LearnerQuestion.question_id.in_(scored)
    share = case((hidden, None), else_=LearnerQuestion.latest_share).label("share")
    return (
        select(BankRow.slug.label("bank"), QuestionRow.slug.label("question"), share, LearnerQuestion.latest_at)
        .join(QuestionRow, LearnerQuestion.question_id == QuestionRow.id)
        .join(BankRow, QuestionRow.bank_id == BankRow.id)
        .where(LearnerQuestion.account_id == account_id, BankRow.series_id == series_id, BankRow.slug.in_(banks))
    )


@prepared
def questions_met(account_id: int, bank_id: int, language: str) -> Rows:
    """The questions that a bank offers, in its order: section, and of those that a learner answered the latest share.

    With it comes when that was scored, and what the question shows. The share is left out as in ``seen_questions``.
    """
    scored = questions_not_looked_at(account_id)
    share = case((LearnerQuestion.question_id.in_(scored), None), else_=LearnerQuestion.latest_share).label("share")
    answered = and_(LearnerQuestion.question_id == QuestionRow.id, LearnerQuestion.account_id == account_id)
    # Of a question that was not met nothing is read.
    shown = and_(
        LearnerQuestion.question_id.is_not(None),
        QuestionText.question_version_id == QuestionRow.current_version_id,
        QuestionText.language == language,
    )
    return (
        select(QuestionRow.section, share, LearnerQuestion.latest_at, SHOWN)
        .outerjoin(LearnerQuestion, answered)
        .outerjoin(QuestionText, shown)
        .where(QuestionRow.bank_id == bank_id, QuestionRow.withdrawn.is_(False))
        .order_by(QuestionRow.section, QuestionRow.position, QuestionRow.id)
    )


@prepared
def held_by_tests(account_id: int, now: datetime) -> Rows:
    """The questions that a learner's tests ask which take answers still, each with its version on offer."""
    in_time = or_(Attempt.closes_at.is_(None), Attempt.closes_at > now)
    held = asked_by_running_tests(account_id).where(in_time)
    return select(QuestionRow.id, QuestionRow.current_version_id).where(QuestionRow.id.in_(held))


def questions_published(series_id: int, banks: list[str], at: datetime) -> Rows:
    """The same of the latest versions that were published at a moment, of questions that are still on offer."""
    latest = (
        select(func.max(QuestionVersion.id))
        .join(QuestionRow, QuestionVersion.question_id == QuestionRow.id)
        .where(QuestionVersion.published_at <= at, QuestionRow.withdrawn.is_(False))
        .group_by(QuestionVersion.question_id)
    )
    return (
        select(QuestionVersion.id, BankRow.slug, BankRow.current_revision_id, QuestionVersion.content_hash, QUESTION)
        .join(QuestionRow, QuestionVersion.question_id == QuestionRow.id)
        .join(BankRow, QuestionRow.bank_id == BankRow.id)
        .where(QuestionVersion.id.in_(latest), BankRow.series_id == series_id, BankRow.slug.in_(banks))
    )


@prepared
def question_of_version(version_id: int) -> Rows:
    """The question that a version belongs to, its bank, and how many first scores it has, with their sum."""
    return (
        select(QuestionVersion.question_id, QuestionRow.bank_id, QuestionAggregate.answers, QuestionAggregate.total)
        .join(QuestionRow, QuestionVersion.question_id == QuestionRow.id)
        .outerjoin(QuestionAggregate, QuestionAggregate.question_version_id == QuestionVersion.id)
        .where(QuestionVersion.id == version_id)
    )


@prepared
def quiz_of_version(version_id: int) -> Rows:
    """Hash and definition of a quiz version."""
    return select(QuizVersion.content_hash, QUIZ).where(QuizVersion.id == version_id)


def examples(language: str) -> Rows:
    """The first question of each kind that has texts in ``language``, with them; nothing that is withdrawn."""
    first = (
        select(
            QuestionVersion.id,
            func.row_number()
            .over(partition_by=QuestionVersion.kind, order_by=(BankRow.slug, QuestionRow.position))
            .label("place"),
        )
        .join(QuestionRow, QuestionRow.current_version_id == QuestionVersion.id)
        .join(BankRow, QuestionRow.bank_id == BankRow.id)
        .join(SeriesRow, BankRow.series_id == SeriesRow.id)
        .join(QuestionText, texts_in(language))
        .where(QuestionRow.withdrawn.is_(False))
        .where(BankRow.standing != "withdrawn", SeriesRow.standing != "withdrawn")
        .subquery()
    )
    return (
        select(
            QuestionVersion.kind,
            QuestionVersion.content_hash,
            QUESTION,
            SHOWN,
            REVEALED,
            BankRow.series_id,
        )
        .join(first, and_(first.c.id == QuestionVersion.id, first.c.place == 1))
        .join(QuestionRow, QuestionVersion.question_id == QuestionRow.id)
        .join(BankRow, QuestionRow.bank_id == BankRow.id)
        .join(QuestionText, texts_in(language))
        .order_by(QuestionVersion.kind)
    )


def every_question() -> Rows:
    """Every question of every attempt, attempt by attempt, with its latest answer and the one that was judged."""
    sat, asked = Attempt.__table__, AttemptQuestion.__table__
    latest, judged = AnswerRow.__table__.alias("latest"), AnswerRow.__table__.alias("judged")
    tried = func.coalesce(asked.c.tried_revision, asked.c.revision)
    return (
        select(
            *(sat.c[name] for name in ("mode", "state", "points", "points_possible", "quiz_version_id")),
            *(asked.c[name] for name in ("attempt_id", "position", "question_version_id", "graded_version_id")),
            *(asked.c[name] for name in ("variant", "answered", "certainty", "fraction", "share", "marks", "tries")),
            *(asked.c[name] for name in ("waiting", "score")),
            latest.c.value.label("latest_value"),
            latest.c.certainty.label("latest_certainty"),
            judged.c.value.label("judged_value"),
        )
        .select_from(asked)
        .join(sat, asked.c.attempt_id == sat.c.id)
        .outerjoin(latest, and_(latest.c.attempt_question_id == asked.c.id, latest.c.revision == asked.c.revision))
        .outerjoin(judged, and_(judged.c.attempt_question_id == asked.c.id, judged.c.revision == tried))
        .order_by(asked.c.attempt_id, asked.c.position)
    )


def rendered_texts() -> Rows:
    """All HTML of the store as it is kept: notes of banks, texts of questions."""
    notes = select(cast(BankRow.__table__.c.rendered, Text), cast(null(), Text))
    return notes.union_all(select(SHOWN, REVEALED))  # type: ignore[return-value]  # a union is executed like a select and typed apart


@prepared
def picture(name: str) -> Select[bytes, datetime]:
    """A picture, and since when it is kept."""
    return select(MediaRow.content, MediaRow.created_at).where(MediaRow.name == name)


def picture_names() -> Select[str]:
    """The names of all pictures."""
    return select(MediaRow.name)
