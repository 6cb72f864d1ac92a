"""What teachers look at: learners and months, questions and their figures, answers to judge."""

from __future__ import annotations

from sqlalchemy import Select, select

from quiz.storage.models import (
    Account,
    Answer,
    Attempt,
    AttemptQuestion,
    Bank,
    ChoiceSums,
    LearnerMonth,
    Question,
    QuestionSums,
    QuestionText,
    QuestionVersion,
    Quiz,
    QuizVersion,
)
from quiz.storage.prepared import prepared
from quiz.storage.queries.parts import LATEST_ANSWER, QUESTION, REVEALED, SHOWN, WITH_QUIZ, Rows, texts_in


@prepared
def learners_by_month() -> Rows:
    """Every learner with the sums of every month they began; one row a pair, one for a learner without any.

    Whose account is closed is none any more.
    """
    return (
        select(Account.id, Account.name, Account.seen_at, Bank.slug, LearnerMonth)
        .outerjoin(LearnerMonth, LearnerMonth.account_id == Account.id)
        .outerjoin(Bank, LearnerMonth.bank_id == Bank.id)
        .where(Account.role == "learner", Account.disabled.is_(False))
        .order_by(Account.name_key)
    )


@prepared
def questions_with_sums(bank: str, language: str) -> Rows:
    """Every question that a bank offers, with the running sums of its current version."""
    return (
        select(Question, QuestionVersion, QuestionText.shown, QuestionSums)
        .join(QuestionVersion, Question.current_version_id == QuestionVersion.id)
        .join(Bank, Question.bank_id == Bank.id)
        .join(QuestionText, texts_in(language))
        .outerjoin(QuestionSums, QuestionSums.question_version_id == QuestionVersion.id)
        .where(Bank.slug == bank, Question.withdrawn.is_(False))
        .order_by(Question.position)
    )


@prepared
def choices_of(bank: str) -> Select[int, str, int]:
    """How often each choice was made, for every current version of a bank."""
    return (
        select(ChoiceSums.question_version_id, ChoiceSums.choice, ChoiceSums.chosen)
        .join(Question, Question.current_version_id == ChoiceSums.question_version_id)
        .join(Bank, Question.bank_id == Bank.id)
        .where(Bank.slug == bank)
    )


def waiting_answers() -> Rows:
    """The answers of handed-in exams that wait for a teacher, the earliest first, without the learner's name."""
    return (
        select(
            AttemptQuestion.id,
            Attempt.handed_in_at,
            QuestionVersion.content_hash,
            QUESTION,
            Quiz.key,
        )
        .join(Attempt, AttemptQuestion.attempt_id == Attempt.id)
        .join(QuestionVersion, AttemptQuestion.question_version_id == QuestionVersion.id)
        .join(Quiz, Attempt.quiz_id == Quiz.id)
        .where(AttemptQuestion.waiting.is_(True), Attempt.state == "waiting")
        .order_by(Attempt.handed_in_at, AttemptQuestion.id)
        .limit(200)
    )


def to_judge(attempt_question_id: int, language: str) -> Rows:
    """A waiting answer with all that judging it needs, locked until the transaction ends."""
    return (
        select(
            Attempt,
            AttemptQuestion,
            Account,
            QuestionVersion.content_hash,
            QUESTION,
            *WITH_QUIZ,
            SHOWN,
            REVEALED,
            Answer.value.label("answer"),
        )
        .join(AttemptQuestion, AttemptQuestion.attempt_id == Attempt.id)
        .join(Account, Attempt.account_id == Account.id)
        .join(QuestionVersion, AttemptQuestion.question_version_id == QuestionVersion.id)
        .join(QuizVersion, Attempt.quiz_version_id == QuizVersion.id)
        .join(QuestionText, texts_in(language))
        .outerjoin(Answer, LATEST_ANSWER)
        .where(AttemptQuestion.id == attempt_question_id, AttemptQuestion.waiting.is_(True))
        .with_for_update(of=[Attempt, AttemptQuestion])
        .execution_options(populate_existing=True)
    )
