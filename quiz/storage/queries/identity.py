"""What belongs to one account: its sign-ins, attempts, and how its learning stands."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, Text, case, cast, func, select

from quiz.storage.models.attempts import AnswerRow, Attempt, AttemptQuestion
from quiz.storage.models.content import QuestionRow, QuestionVersion, QuizRow, QuizVersion
from quiz.storage.models.identity import Account, SignIn
from quiz.storage.models.reporting import LearnerMonth, LearnerQuestion
from quiz.storage.prepared import prepared
from quiz.storage.queries.parts import GRADED, QUESTION, WITH_QUIZ, Rows


@prepared
def signed_in(token_hash: str, now: datetime) -> Rows:
    """Id, role, name, language, time zone and last visit of the account behind the living sign-in of a browser."""
    person, sign_in = Account.__table__, SignIn.__table__
    return (
        select(*(person.c[name] for name in ("id", "role", "name", "language", "time_zone", "seen_at")))
        .join(sign_in, sign_in.c.account_id == person.c.id)
        .where(sign_in.c.token_hash == token_hash, sign_in.c.expires_at > now, person.c.disabled.is_(False))
    )


@prepared
def asked_of(account_id: int) -> Rows:
    """Every question that a learner was asked, attempt by attempt in its order."""
    return (
        select(
            AttemptQuestion,
            QuestionVersion.content_hash,
            QUESTION,
        )
        .join(QuestionVersion, GRADED)
        .join(Attempt, AttemptQuestion.attempt_id == Attempt.id)
        .where(Attempt.account_id == account_id)
        .order_by(AttemptQuestion.attempt_id, AttemptQuestion.position)
    )


@prepared
def history(account_id: int, limit: int, before: int) -> Rows:
    """Attempts of a learner whose ids lie under ``before``, latest first, with their quiz."""
    return (
        select(
            Attempt,
            QuizRow.key,
            *WITH_QUIZ,
        )
        .join(QuizRow, Attempt.quiz_id == QuizRow.id)
        .join(QuizVersion, Attempt.quiz_version_id == QuizVersion.id)
        .where(Attempt.account_id == account_id, Attempt.id < before)
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
def learner_months(account_id: int) -> Select[int, LearnerMonth]:
    """A learner's sums by the number of the bank."""
    return select(LearnerMonth.bank_id, LearnerMonth).where(LearnerMonth.account_id == account_id)


@prepared
def quiz_results(account_id: int) -> Rows:
    """For each quiz that a learner finished: how often, and when last."""
    return (
        select(Attempt.quiz_id, func.count().label("finished"), func.max(Attempt.id).label("latest_id"))
        .where(Attempt.account_id == account_id, Attempt.state == "finished")
        .group_by(Attempt.quiz_id)
    )


@prepared
def latest_scores(account_id: int) -> Rows:
    """The latest share and the definition's place of every question of whose scores a learner may see all.

    The aggregates of a question move when it is scored: one in an exam that waits is left out until all is marked.
    """
    return (
        select(
            QuestionRow.bank_id,
            QuestionVersion.content_hash,
            cast(QuestionVersion.definition, Text),
            LearnerQuestion.latest_share,
        )
        .join(QuestionRow, LearnerQuestion.question_id == QuestionRow.id)
        .join(QuestionVersion, QuestionRow.current_version_id == QuestionVersion.id)
        .where(LearnerQuestion.account_id == account_id, QuestionRow.withdrawn.is_(False))
        .where(LearnerQuestion.question_id.not_in(_hidden_questions(account_id)))
    )


@prepared
def hidden_versions(account_id: int) -> Select[int]:
    """The question versions for which a learner has a score that is not shown yet."""
    return _hidden_versions(account_id)


@prepared
def hidden_questions(account_id: int) -> Select[int]:
    """The questions for which a learner has a score that is not shown yet."""
    return _hidden_questions(account_id)


def _hidden_questions(account_id: int) -> Select[int]:
    return select(QuestionVersion.question_id).where(QuestionVersion.id.in_(_hidden_versions(account_id)))


def _hidden_versions(account_id: int) -> Select[int]:
    return (
        select(AttemptQuestion.scored_version_id)
        .join(Attempt, AttemptQuestion.attempt_id == Attempt.id)
        .where(Attempt.account_id == account_id, ~Attempt.shows_scores, AttemptQuestion.scored_at.is_not(None))
    )


@prepared
def attempts_of(account_id: int) -> Select[int]:
    """The ids of the attempts of a learner, locked until the transaction ends."""
    return select(Attempt.id).where(Attempt.account_id == account_id).order_by(Attempt.id).with_for_update()
