"""What checks of the whole store read, a piece at a time; all that an account was asked; who did and reported what."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select

from quiz.storage.models.attempts import AnswerRow, Attempt, AttemptQuestion
from quiz.storage.models.content import BankRow, QuestionRow, QuestionText, QuestionVersion, SeriesRow
from quiz.storage.models.grading import QuestionReport
from quiz.storage.models.identity import Account
from quiz.storage.models.integrity import AuditEvent, BackupRecord
from quiz.storage.prepared import prepared
from quiz.storage.queries.parts import GRADED, LATEST_ANSWER, QUESTION, SHOWN, Rows, asked_by_sealed_test, texts_in


@prepared
def scored_before(account_id: int, at: datetime) -> Rows:
    """A learner's answers that were scored before a moment, in that order; ``shown``: they saw the score by then."""
    shown = or_(Attempt.mode != "exam", Attempt.shown_at <= at).label("shown")
    return (
        select(
            BankRow.slug.label("bank"),
            QuestionRow.slug.label("question"),
            AttemptQuestion.share,
            AttemptQuestion.scored_at,
            shown,
        )
        .join(Attempt, AttemptQuestion.attempt_id == Attempt.id)
        .join(QuestionVersion, QuestionVersion.id == AttemptQuestion.scored_version_id)
        .join(QuestionRow, QuestionVersion.question_id == QuestionRow.id)
        .join(BankRow, QuestionRow.bank_id == BankRow.id)
        .where(Attempt.account_id == account_id, AttemptQuestion.scored_at < at, AttemptQuestion.answered)
        .order_by(AttemptQuestion.scored_at, AttemptQuestion.id)
    )


def scores_of(accounts: ColumnElement[bool], questions: Collection[int] | None = None, *, sums: bool = True) -> Rows:
    """Every score of some accounts that counts, each account's in the order of scoring: no teacher's trials.

    ``accounts`` says which, as a condition on attempts. With ``questions``, only attempts that ask something of a bank
    of these. Without ``sums``, only what shows how well something is known. ``version_id`` is the version that the
    score is of: after a regrade another than was asked.
    """
    scored = AttemptQuestion.__table__.c
    of_sums = (
        Account.role,
        AttemptQuestion.scored_version_id.label("version_id"),
        QuestionRow.withdrawn,
        scored.score,
        scored.attempt_id,
        Attempt.purpose,
        Attempt.ended_early,
        Attempt.quiz_id,
        Attempt.quiz_version_id,
        Attempt.finished_at,
        Attempt.points,
        Attempt.points_possible,
    )
    scores = (
        select(
            Attempt.account_id,
            QuestionVersion.question_id,
            QuestionRow.bank_id,
            scored.share,
            scored.scored_at,
            scored.answered,
            scored.guess,
            scored.slip,
            scored.day,
            scored.tries,
            scored.hints,
            scored.certainty,
            scored.quick,
            scored.stands_for_id,
            scored.recall,
            scored.seconds_in_view,
            QuestionRow.measures,
            Attempt.mode,
            Attempt.state,
            Attempt.held_back,
            *(of_sums if sums else ()),
        )
        .join(Attempt, scored.attempt_id == Attempt.id)
        .join(Account, Attempt.account_id == Account.id)
        .join(QuestionVersion, scored.question_version_id == QuestionVersion.id)
        .join(QuestionRow, QuestionVersion.question_id == QuestionRow.id)
        .where(accounts, scored.scored_at.is_not(None), ~Attempt.is_trial)
        .order_by(Attempt.account_id, scored.scored_at, scored.id)
    )
    return scores if questions is None else scores.where(_asks_of_banks(questions))


def asked_versions(accounts: ColumnElement[bool]) -> Rows:
    """The question versions that some accounts' finished attempts are scored by, each once, with their definitions."""
    asked = (
        select(AttemptQuestion.scored_version_id)
        .join(Attempt, AttemptQuestion.attempt_id == Attempt.id)
        .where(accounts, Attempt.state == "finished")
    )
    return select(QuestionVersion.id, QuestionVersion.definition).where(QuestionVersion.id.in_(asked))


def _asks_of_banks(questions: Collection[int]) -> ColumnElement[bool]:
    """Whether an attempt asks something of a bank of these questions."""
    asked, version = AttemptQuestion.__table__.alias(), QuestionVersion.__table__.alias()
    of, question = QuestionRow.__table__.alias(), QuestionRow.__table__.alias()
    banks = select(question.c.bank_id).where(question.c.id.in_(questions))
    return exists().where(
        asked.c.attempt_id == Attempt.id,
        asked.c.question_version_id == version.c.id,
        version.c.question_id == of.c.id,
        of.c.bank_id.in_(banks),
    )


def stood_for(accounts: Collection[int], questions: Collection[int]) -> Rows:
    """Account and question of every card that an answer to one of these questions moved besides its own."""
    return (
        select(Attempt.account_id, AttemptQuestion.stands_for_id)
        .join(Attempt, AttemptQuestion.attempt_id == Attempt.id)
        .join(QuestionVersion, AttemptQuestion.question_version_id == QuestionVersion.id)
        .where(
            Attempt.account_id.in_(accounts),
            QuestionVersion.question_id.in_(questions),
            AttemptQuestion.stands_for_id.is_not(None),
        )
        .distinct()
    )


def days_with(accounts: Collection[int], questions: Collection[int]) -> Rows:
    """Account and day of every answer to one of these questions."""
    return (
        select(Attempt.account_id, AttemptQuestion.day)
        .join(Attempt, AttemptQuestion.attempt_id == Attempt.id)
        .join(QuestionVersion, AttemptQuestion.question_version_id == QuestionVersion.id)
        .where(
            Attempt.account_id.in_(accounts),
            QuestionVersion.question_id.in_(questions),
            AttemptQuestion.day.is_not(None),
        )
        .distinct()
    )


def versions_of(questions: Collection[int]) -> Select[int, int, int]:
    """Every version of these questions, with its question and bank."""
    return (
        select(QuestionVersion.id, QuestionVersion.question_id, QuestionRow.bank_id)
        .join(QuestionRow, QuestionVersion.question_id == QuestionRow.id)
        .where(QuestionVersion.question_id.in_(questions))
    )


def gaps_in_revisions() -> Rows:
    """Attempt and position of every question whose answers are not numbered from 1 to its revision."""
    asked, answer = AttemptQuestion.__table__, AnswerRow.__table__
    highest = func.coalesce(func.max(answer.c.revision), 0)
    return (
        select(asked.c.attempt_id, asked.c.position)
        .outerjoin(answer, answer.c.attempt_question_id == asked.c.id)
        .group_by(asked.c.id, asked.c.attempt_id, asked.c.position, asked.c.revision)
        .having(or_(func.count(answer.c.id) != highest, highest != asked.c.revision))
        .order_by(asked.c.attempt_id, asked.c.position)
    )


@prepared
def asked_of(account_id: int) -> Rows:
    """Every question that a learner was asked, attempt by attempt in its order."""
    return (
        select(
            AttemptQuestion,
            QuestionVersion.content_hash,
            QUESTION,
            QuestionRow.slug,
            QuestionRow.measures,
            BankRow.slug.label("bank"),
            SeriesRow.slug.label("series"),
        )
        .join(QuestionVersion, GRADED)
        .join(QuestionRow, QuestionVersion.question_id == QuestionRow.id)
        .join(BankRow, QuestionRow.bank_id == BankRow.id)
        .join(SeriesRow, BankRow.series_id == SeriesRow.id)
        .join(Attempt, AttemptQuestion.attempt_id == Attempt.id)
        .where(Attempt.account_id == account_id)
        .order_by(AttemptQuestion.attempt_id, AttemptQuestion.position)
    )


def acts(action: str, actor: str, since: datetime | None = None) -> Rows:
    """Recorded acts with the name of the account that each is about, the latest first."""
    found = select(AuditEvent, Account.name).outerjoin(Account, AuditEvent.about_id == Account.id)
    return found.where(*_of(action, actor, since)).order_by(AuditEvent.at.desc(), AuditEvent.id.desc())


def count_acts(action: str, actor: str) -> Select[int]:
    """How many acts there are."""
    return select(func.count()).select_from(AuditEvent).where(*_of(action, actor, None))


def _of(action: str, actor: str, since: datetime | None) -> Iterator[ColumnElement[bool]]:
    """Only acts of an ``action``, by an actor with ``actor`` in the name, ``since`` a moment; empty means any."""
    if action:
        yield AuditEvent.action == action
    if actor:
        yield AuditEvent.actor.icontains(actor, autoescape=True)
    if since is not None:
        yield AuditEvent.at >= since


def backups_made(count: int) -> Select[BackupRecord]:
    """The ``count`` backups that were made last, the latest first."""
    return select(BackupRecord).order_by(BackupRecord.made_at.desc(), BackupRecord.id.desc()).limit(count)


def with_acts(ids: Sequence[int]) -> Select[Account]:
    """Those of these accounts that are named in what somebody did."""
    named = or_(AuditEvent.about_id == Account.id, AuditEvent.actor_id == Account.id)
    return select(Account).where(Account.id.in_(ids), exists().where(named)).order_by(Account.id)


def reports(language: str) -> Rows:
    """What learners reported, each with its question, attempt and learner, and what was answered to the question.

    The caller says which and in which order. A question that was taken out of its attempt has no row of it any more.
    """
    of_it = and_(
        AttemptQuestion.attempt_id == QuestionReport.attempt_id, AttemptQuestion.position == QuestionReport.position
    )
    return (
        select(QuestionReport, Attempt, Account, AttemptQuestion, AnswerRow.value.label("answer"), QuestionRow.slug)
        .add_columns(BankRow.slug.label("bank"), BankRow.series_id, QuestionRow.id.label("question_id"))
        .add_columns(QuestionVersion.content_hash, QUESTION, SHOWN, asked_by_sealed_test().label("in_test"))
        .join(Attempt, QuestionReport.attempt_id == Attempt.id)
        .join(Account, Attempt.account_id == Account.id)
        .join(QuestionVersion, QuestionReport.question_version_id == QuestionVersion.id)
        .join(QuestionText, texts_in(language))
        .join(QuestionRow, QuestionVersion.question_id == QuestionRow.id)
        .join(BankRow, QuestionRow.bank_id == BankRow.id)
        .outerjoin(AttemptQuestion, of_it)
        .outerjoin(AnswerRow, LATEST_ANSWER)
    )


def reports_in_tests(account_id: int) -> Select[int]:
    """The reports of a learner on questions that a test asks whose result they have not looked at."""
    return (
        select(QuestionReport.id)
        .join(Attempt, QuestionReport.attempt_id == Attempt.id)
        .join(QuestionVersion, QuestionReport.question_version_id == QuestionVersion.id)
        .join(QuestionRow, QuestionVersion.question_id == QuestionRow.id)
        .where(Attempt.account_id == account_id, asked_by_sealed_test())
    )


def count_reports(*, is_open: bool) -> Select[int]:
    """How many reports wait for an answer, or have one."""
    reports = select(func.count()).select_from(QuestionReport).join(Attempt, QuestionReport.attempt_id == Attempt.id)
    return reports.where((QuestionReport.state == "open") == is_open)


def count_reports_of(account_id: int) -> Select[int]:
    """How much a learner has reported."""
    mine = select(func.count()).select_from(QuestionReport).join(Attempt, QuestionReport.attempt_id == Attempt.id)
    return mine.where(Attempt.account_id == account_id)


@prepared
def class_looked_at(class_id: str, actor_id: int, since: datetime) -> Select[int]:
    """Whether it is recorded that an admin looked at a class since then."""
    event = AuditEvent.__table__.c
    same = (event.object_kind == "class", event.object_key == class_id, event.actor_id == actor_id)
    return select(event.id).where(*same, event.action == "class_looked_at", event.at > since).limit(1)


def progress_looked_at(actor_id: int, since: datetime) -> ColumnElement[bool]:
    """Whether it is recorded of an ``Account`` that somebody looked at its progress since then."""
    event = AuditEvent.__table__.c
    by_them = (event.about_id == Account.id, event.action == "seen_as", event.actor_id == actor_id)
    return exists().where(*by_them, event.at > since)
