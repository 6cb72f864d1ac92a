"""Challenges: answers of which their learners say that they should count."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from quiz.storage.models.attempts import AnswerRow, Attempt, AttemptQuestion
from quiz.storage.models.content import (
    BankRevision,
    BankRow,
    QuestionRow,
    QuestionText,
    QuestionVersion,
    SeriesEditor,
    SeriesRow,
)
from quiz.storage.models.grading import UNDECIDED, Challenge
from quiz.storage.queries.parts import (
    GRADED,
    LATEST_ANSWER,
    QUESTION,
    REVEALED,
    SHOWN,
    Rows,
    asked_by_running_tests,
    asked_by_sealed_test,
    taught_by,
    texts_in,
)

_IS_UNDECIDED = Challenge.state.in_(UNDECIDED)
_GROUPED = (Challenge.question_id, Challenge.answer_key)


def to_challenge(token: str, account_id: int, position: int) -> Rows:
    """The question at a position of one's own attempt with its answer, where its score shows; locked.

    ``held``: a running test of the learner asks it, too.
    """
    held = QuestionRow.id.in_(asked_by_running_tests(account_id)).label("held")
    return (
        select(AttemptQuestion, QuestionVersion.id.label("version_id"), QuestionVersion.question_id, held)
        .add_columns(QuestionVersion.content_hash, QUESTION, AnswerRow.value.label("answer"))
        .join(Attempt, AttemptQuestion.attempt_id == Attempt.id)
        .join(QuestionVersion, GRADED)
        .join(QuestionRow, QuestionVersion.question_id == QuestionRow.id)
        .outerjoin(AnswerRow, LATEST_ANSWER)
        .where(Attempt.token == token, Attempt.account_id == account_id, AttemptQuestion.position == position)
        .where(Attempt.shows_scores, AttemptQuestion.scored_at.is_not(None))
        .with_for_update(of=AttemptQuestion)
    )


def standing_of(attempt_question_id: int) -> Select[Challenge]:
    """The challenge of a question of an attempt that waits for a teacher, or was accepted."""
    stands = Challenge.state != "refused"
    return select(Challenge).where(Challenge.attempt_question_id == attempt_question_id, stands)


def decided_by(teacher: int | None) -> tuple[ColumnElement[bool], ...]:
    """The condition on challenges that ``teacher`` finds: of learners of theirs, and of all at a series that they edit.

    None for everybody's.
    """
    if teacher is None:
        return ()
    edits = exists().where(SeriesEditor.series_id == SeriesRow.id, SeriesEditor.account_id == teacher)
    edited = (
        select(QuestionRow.id)
        .join(BankRow, QuestionRow.bank_id == BankRow.id)
        .join(SeriesRow, BankRow.series_id == SeriesRow.id)
        .where(or_(SeriesRow.owner_id == teacher, edits))
    )
    theirs = (
        select(AttemptQuestion.id)
        .join(Attempt, AttemptQuestion.attempt_id == Attempt.id)
        .where(Attempt.account_id.in_(taught_by(teacher)))
    )
    return (or_(Challenge.question_id.in_(edited), Challenge.attempt_question_id.in_(theirs)),)


def groups(decided: bool, teacher: int | None = None) -> Rows:
    """Equal answers that wait for a decision, or that were decided at once: the first of them and how many they are.

    What waits comes with most challenges first, what is decided with the latest. With ``teacher`` those that they find.
    """
    query = select(func.min(Challenge.id).label("first"), func.count().label("count")).where(*decided_by(teacher))
    if decided:
        query = query.where(~_IS_UNDECIDED).group_by(*_GROUPED, Challenge.state, Challenge.answered_at)
        return query.order_by(Challenge.answered_at.desc(), func.min(Challenge.id).desc())
    query = query.where(_IS_UNDECIDED).group_by(*_GROUPED)
    return query.order_by(func.count().desc(), func.min(Challenge.id))


def count_groups(decided: bool, teacher: int | None = None) -> Select[int]:
    """How many groups there are."""
    return select(func.count()).select_from(groups(decided, teacher).order_by(None).subquery())


def waiting_at(question_id: int, teacher: int | None) -> Rows:
    """The groups of a question that wait for a decision and that ``teacher`` finds, as ``groups`` has them."""
    return groups(False, teacher).where(Challenge.question_id == question_id)


def waiting_alike(question_id: int, answer_key: str) -> Rows:
    """The group of one answer to a question, where it waits for a decision."""
    return groups(False).where(Challenge.question_id == question_id, Challenge.answer_key == answer_key)


def challenges(language: str) -> Rows:
    """Challenges, each with its question, attempt and texts as they were; the caller says which and in which order."""
    return (
        select(Challenge, Attempt, AttemptQuestion, QuestionRow.slug, BankRow.slug.label("bank"), BankRow.series_id)
        .add_columns(BankRow.id.label("bank_id"), QuestionVersion.content_hash, QUESTION, SHOWN, REVEALED)
        .add_columns(asked_by_sealed_test().label("in_test"))
        .join(AttemptQuestion, Challenge.attempt_question_id == AttemptQuestion.id)
        .join(Attempt, AttemptQuestion.attempt_id == Attempt.id)
        .join(QuestionVersion, Challenge.question_version_id == QuestionVersion.id)
        .join(QuestionText, texts_in(language))
        .join(QuestionRow, Challenge.question_id == QuestionRow.id)
        .join(BankRow, QuestionRow.bank_id == BankRow.id)
    )


def together_with(numbers: Collection[int], decided: bool) -> Select[Challenge]:
    """These challenges, and all that are grouped with them, the earliest first."""
    one = aliased(Challenge)
    same = and_(one.question_id == Challenge.question_id, one.answer_key == Challenge.answer_key)
    alike = and_(one.state == Challenge.state, one.answered_at == Challenge.answered_at) if decided else _IS_UNDECIDED
    return select(Challenge).where(exists().where(one.id.in_(numbers), same, alike)).order_by(Challenge.id)


def equal_to(number: int) -> Select[int]:
    """The numbers of the challenges of the same answer to the same question as one, and of itself."""
    one = aliased(Challenge)
    same = and_(one.question_id == Challenge.question_id, one.answer_key == Challenge.answer_key)
    return select(Challenge.id).join(one, same).where(one.id == number)


def accounts_equal_to(number: int) -> Select[int]:
    """The accounts of who made the challenges of the same answer to the same question as one."""
    return (
        select(Attempt.account_id)
        .join(AttemptQuestion, AttemptQuestion.attempt_id == Attempt.id)
        .join(Challenge, Challenge.attempt_question_id == AttemptQuestion.id)
        .where(Challenge.id.in_(equal_to(number)))
    )


def to_decide(question_id: int, answer_key: str) -> Rows:
    """The equal answers that wait for a decision, each with its learner, locked."""
    return (
        select(Challenge, Attempt.account_id, Attempt.state.label("attempt_state"))
        .join(AttemptQuestion, Challenge.attempt_question_id == AttemptQuestion.id)
        .join(Attempt, AttemptQuestion.attempt_id == Attempt.id)
        .where(Challenge.question_id == question_id, Challenge.answer_key == answer_key, _IS_UNDECIDED)
        .order_by(Challenge.id)
        .with_for_update(of=Challenge)
        .execution_options(populate_existing=True)
    )


def decided_with(number: int) -> Select[Challenge]:
    """A challenge that has a decision and those that were decided with it, locked."""
    query = together_with([number], True).where(~_IS_UNDECIDED)
    return query.with_for_update(of=Challenge).execution_options(populate_existing=True)


def waits_anew(attempt_question_ids: Collection[int]) -> Select[int]:
    """Which of these questions of attempts have a challenge that waits for a decision."""
    return select(Challenge.attempt_question_id).where(
        Challenge.attempt_question_id.in_(attempt_question_ids), _IS_UNDECIDED
    )


def applied_by(regrade_id: int) -> Select[Challenge]:
    """The accepted challenges whose answers a regrade scored again, locked."""
    query = select(Challenge).where(Challenge.regrade_id == regrade_id).order_by(Challenge.id)
    return query.with_for_update().execution_options(populate_existing=True)


def series_of(question_id: int) -> Select[int]:
    """The number of the series that a question is of."""
    query = select(BankRow.series_id).join(QuestionRow, QuestionRow.bank_id == BankRow.id)
    return query.where(QuestionRow.id == question_id)


def count_of(account_id: int) -> Select[int]:
    """How many challenges a learner has made."""
    mine = select(func.count()).select_from(Challenge)
    mine = mine.join(AttemptQuestion, Challenge.attempt_question_id == AttemptQuestion.id)
    return mine.join(Attempt, AttemptQuestion.attempt_id == Attempt.id).where(Attempt.account_id == account_id)


def in_tests(account_id: int) -> Select[int]:
    """The challenges of a learner on questions that a test asks whose result they have not looked at."""
    return (
        select(Challenge.id)
        .join(AttemptQuestion, Challenge.attempt_question_id == AttemptQuestion.id)
        .join(Attempt, AttemptQuestion.attempt_id == Attempt.id)
        .join(QuestionRow, Challenge.question_id == QuestionRow.id)
        .where(Attempt.account_id == account_id, asked_by_sealed_test())
    )


def published_now(question_id: int) -> Rows:
    """A question as it is published now, with the current revision of its bank and that revision's file."""
    return (
        select(QuestionRow.slug, QuestionRow.withdrawn, QuestionVersion.content_hash, QUESTION)
        .add_columns(BankRow.id.label("bank_id"), BankRow.slug.label("bank"), SeriesRow.slug.label("series"))
        .add_columns(BankRow.series_id, BankRevision.number, BankRevision.source, BankRevision.pictures)
        .add_columns(BankRevision.content_hash.label("file_hash"))
        .join(QuestionVersion, QuestionRow.current_version_id == QuestionVersion.id)
        .join(BankRow, QuestionRow.bank_id == BankRow.id)
        .join(SeriesRow, BankRow.series_id == SeriesRow.id)
        .join(BankRevision, BankRow.current_revision_id == BankRevision.id)
        .where(QuestionRow.id == question_id)
    )
