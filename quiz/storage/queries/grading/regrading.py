"""What a person grades, and regrades: what they are to score, what they changed, which sums that moves."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, Text, and_, cast, exists, func, select

from quiz.storage.models.attempts import AnswerRow, Attempt, AttemptQuestion
from quiz.storage.models.content import (
    BankRow,
    QuestionContext,
    QuestionRow,
    QuestionText,
    QuestionVersion,
    QuizRow,
    QuizVersion,
)
from quiz.storage.models.grading import AnswerGrading, GradingRules, Regrade, RegradedQuestion
from quiz.storage.models.identity import Account
from quiz.storage.queries.parts import (
    CONTEXT,
    LATEST_ANSWER,
    QUESTION,
    REVEALED,
    SHOWN,
    SOURCES,
    WITH_QUIZ,
    Rows,
    around_in,
    texts_in,
)


def _outdated(bank_id: int, question_id: int | None, every: bool) -> ColumnElement[bool]:
    """The scored questions of a bank that another version graded than the current one; or ``every`` scored one."""
    which = QuestionRow.bank_id == bank_id if question_id is None else QuestionRow.id == question_id
    other = QuestionRow.current_version_id != AttemptQuestion.scored_version_id
    return and_(which, AttemptQuestion.scored_at.is_not(None), *(() if every else (other,)))


def attempts_to_regrade(bank_id: int, question_id: int | None, *, every: bool = False) -> Select[int]:
    """The ids of the finished attempts that hold a question which could be scored again, in their order."""
    return (
        select(Attempt.id)
        .where(Attempt.state == "finished", _holds_outdated(bank_id, question_id, every))
        .order_by(Attempt.id)
    )


def attempts_waiting(bank_id: int, question_id: int | None, *, every: bool = False) -> Select[int]:
    """How many attempts wait for a teacher that hold a question which could be scored again."""
    holds = _holds_outdated(bank_id, question_id, every)
    return select(func.count(Attempt.id)).where(Attempt.state == "waiting", holds)


def attempts_running(question_id: int, *, every: bool = True) -> Select[int]:
    """How many attempts are not over in which a question is scored already; by an earlier version, unless ``every``."""
    holds = _holds_outdated(0, question_id, every)
    return select(func.count(Attempt.id)).where(Attempt.state == "running", holds)


def _holds_outdated(bank_id: int, question_id: int | None, every: bool) -> ColumnElement[bool]:
    return (
        exists()
        .where(AttemptQuestion.attempt_id == Attempt.id, QuestionVersion.id == AttemptQuestion.question_version_id)
        .where(QuestionRow.id == QuestionVersion.question_id, _outdated(bank_id, question_id, every))
    )


def attempts_regraded(regrade_id: int) -> Select[int]:
    """The ids of the attempts that a regrade changed, in their order."""
    changed = exists().where(
        AttemptQuestion.attempt_id == Attempt.id,
        RegradedQuestion.attempt_question_id == AttemptQuestion.id,
        RegradedQuestion.regrade_id == regrade_id,
    )
    return select(Attempt.id).where(changed).order_by(Attempt.id)


def accounts_of(attempt_ids: Select[int]) -> Select[int]:
    """The ids of those whose attempts these are, in their order."""
    theirs = select(Attempt.account_id).where(Attempt.id.in_(attempt_ids.order_by(None)))
    return select(Account.id).where(Account.id.in_(theirs)).order_by(Account.id)


def to_rejudge(attempt_ids: Sequence[int], bank_id: int, question_id: int | None, *, every: bool = False) -> Rows:
    """The outdated questions of attempts, or all, with their latest answers, attempt by attempt."""
    latest = and_(AnswerRow.attempt_question_id == AttemptQuestion.id, AnswerRow.revision == AttemptQuestion.revision)
    names = ("id", "attempt_id", "position", "variant", "answered", "tries", "certainty", "fraction", "marks")
    return (
        select(
            *(AttemptQuestion.__table__.c[name] for name in (*names, "question_version_id")),
            AttemptQuestion.scored_version_id.label("scored_version_id"),
            QuestionRow.current_version_id,
            QuestionRow.slug,
            AnswerRow.value.label("answer"),
        )
        .join(QuestionVersion, AttemptQuestion.question_version_id == QuestionVersion.id)
        .join(QuestionRow, QuestionVersion.question_id == QuestionRow.id)
        .outerjoin(AnswerRow, latest)
        .where(AttemptQuestion.attempt_id.in_(attempt_ids), _outdated(bank_id, question_id, every))
        .order_by(AttemptQuestion.attempt_id, AttemptQuestion.position)
    )


def attempts_in(attempt_ids: Sequence[int]) -> Rows:
    """What is needed to add up the points of attempts and to know whose they are."""
    names = ("id", "token", "account_id", "mode", "points", "points_possible", "quiz_version_id")
    return (
        select(*(Attempt.__table__.c[name] for name in names), Account.name, QuizRow.key)
        .join(Account, Attempt.account_id == Account.id)
        .join(QuizRow, Attempt.quiz_id == QuizRow.id)
        .where(Attempt.id.in_(attempt_ids))
        .order_by(Attempt.id)
    )


def marks_in(attempt_ids: Sequence[int]) -> Rows:
    """The marks of every question of attempts, with the version that says what it is worth."""
    return select(
        AttemptQuestion.id,
        AttemptQuestion.attempt_id,
        AttemptQuestion.marks,
        AttemptQuestion.scored_version_id.label("scored_version_id"),
    ).where(AttemptQuestion.attempt_id.in_(attempt_ids))


def question_versions(ids: Sequence[int]) -> Select[int, str, str]:
    """Id, hash and definition of question versions."""
    definition = cast(QuestionVersion.__table__.c.definition, Text)
    return select(QuestionVersion.id, QuestionVersion.content_hash, definition).where(QuestionVersion.id.in_(ids))


def quiz_versions(ids: Sequence[int]) -> Select[int, str, str]:
    """Id, hash and definition of quiz versions."""
    definition = cast(QuizVersion.__table__.c.definition, Text)
    return select(QuizVersion.id, QuizVersion.content_hash, definition).where(QuizVersion.id.in_(ids))


def kept_by(regrade_id: int, attempt_ids: Sequence[int]) -> Rows:
    """What a regrade kept of the questions of attempts."""
    names = ("attempt_question_id", "graded_version_id", "fraction", "marks", "score")
    return (
        select(*(RegradedQuestion.__table__.c[name] for name in names))
        .join(AttemptQuestion, RegradedQuestion.attempt_question_id == AttemptQuestion.id)
        .where(RegradedQuestion.regrade_id == regrade_id, AttemptQuestion.attempt_id.in_(attempt_ids))
    )


def overtaken_by(regrade_id: int) -> Select[int]:
    """The latest regrade that scored again what ``regrade_id`` had scored, and was not undone."""
    own, later = RegradedQuestion.__table__.alias("own"), RegradedQuestion.__table__.alias("later")
    return (
        select(func.max(later.c.regrade_id))
        .join(own, own.c.attempt_question_id == later.c.attempt_question_id)
        .join(Regrade, Regrade.id == later.c.regrade_id)
        .where(own.c.regrade_id == regrade_id, later.c.regrade_id > regrade_id, Regrade.undone_at.is_(None))
    )


def regrades() -> Select[Regrade, str, int, int]:
    """Every regrade, the latest first, with its bank and how many questions in how many attempts it scored again."""
    return (
        select(Regrade, BankRow.slug, func.count(AttemptQuestion.id), func.count(AttemptQuestion.attempt_id.distinct()))
        .join(BankRow, Regrade.bank_id == BankRow.id)
        .outerjoin(RegradedQuestion, RegradedQuestion.regrade_id == Regrade.id)
        .outerjoin(AttemptQuestion, RegradedQuestion.attempt_question_id == AttemptQuestion.id)
        .group_by(Regrade.id, BankRow.slug)
        .order_by(Regrade.id.desc())
    )


def questions_touched(regrade_id: int, account_ids: Sequence[int]) -> Select[int, int]:
    """Accounts with the questions of theirs that a regrade scored again, each pair once."""
    # By way of the learners' attempts: by way of the regrade, every batch of learners would read all of it.
    changed = exists().where(
        RegradedQuestion.regrade_id == regrade_id, RegradedQuestion.attempt_question_id == AttemptQuestion.id
    )
    return (
        select(Attempt.account_id, QuestionVersion.question_id)
        .distinct()
        .join(AttemptQuestion, AttemptQuestion.attempt_id == Attempt.id)
        .join(QuestionVersion, AttemptQuestion.question_version_id == QuestionVersion.id)
        .where(Attempt.account_id.in_(account_ids), changed)
    )


def to_read(attempt_question_id: int, language: str) -> Rows:
    """An answer of an exam that was handed in, with all that judging it needs, and how far its grading has come."""
    return (
        select(
            Attempt,
            AttemptQuestion,
            Account,
            AnswerGrading,
            QuestionVersion.content_hash,
            QuestionVersion.question_id,
            QUESTION,
            *WITH_QUIZ,
            SHOWN,
            CONTEXT,
            REVEALED,
            SOURCES,
            AnswerRow.value.label("answer"),
            func.coalesce(GradingRules.twice, False).label("twice"),
            func.coalesce(GradingRules.held, False).label("held"),
        )
        .join(AttemptQuestion, AttemptQuestion.attempt_id == Attempt.id)
        .join(Account, Attempt.account_id == Account.id)
        .join(QuestionVersion, AttemptQuestion.question_version_id == QuestionVersion.id)
        .join(QuizVersion, Attempt.quiz_version_id == QuizVersion.id)
        .join(QuestionText, texts_in(language))
        .outerjoin(QuestionContext, around_in(language))
        .outerjoin(AnswerRow, LATEST_ANSWER)
        .outerjoin(AnswerGrading, AnswerGrading.attempt_question_id == AttemptQuestion.id)
        .outerjoin(GradingRules, GradingRules.question_version_id == QuestionVersion.id)
        .where(AttemptQuestion.id == attempt_question_id, AttemptQuestion.answered, Attempt.mode == "exam")
        .where(Attempt.state.in_(("waiting", "finished")))
    )


def to_judge(attempt_question_id: int, language: str) -> Rows:
    """The same, locked until the transaction ends."""
    reading = to_read(attempt_question_id, language).with_for_update(of=[Attempt, AttemptQuestion])
    return reading.execution_options(populate_existing=True)
