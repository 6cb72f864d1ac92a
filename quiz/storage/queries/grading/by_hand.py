"""What people grade by hand: the answers that wait, those that are graded, and what was given for them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select, tuple_
from sqlalchemy.orm import aliased

from quiz.storage.models.attempts import AnswerRow, Attempt, AttemptQuestion
from quiz.storage.models.content import BankRow, QuestionRow, QuestionText, QuestionVersion, QuizRow, QuizVersion
from quiz.storage.models.grading import AnswerGrading, Grade, GradingDraft, GradingRules, SavedComment
from quiz.storage.models.identity import Account
from quiz.storage.queries.parts import LATEST_ANSWER, QUESTION, SHOWN, WITH_QUIZ, Rows, texts_in

_HANDED_IN = and_(
    Attempt.mode == "exam", Attempt.state.in_(("waiting", "finished")), AttemptQuestion.answered, ~Attempt.is_trial
)
WAITING = and_(AttemptQuestion.waiting.is_(True), Attempt.state == "waiting")
_LATEST_GRADED = and_(
    AnswerGrading.attempt_question_id == AttemptQuestion.id, AnswerGrading.revision == AttemptQuestion.revision
)
how_far: ColumnElement[str] = func.coalesce(AnswerGrading.state, "open")
"""How far the grading of a waiting answer has come; ``open`` as long as nobody has graded what is answered now."""

TO_GRADE = ("open", "second")
Whose = ColumnElement[bool] | None
"""A condition on ``Attempt.account_id``: whose answers; None for everybody's."""


def narrowed_to(query: Rows, whose: Whose) -> Rows:
    """A query with the condition on whose answers it gives, where there is one."""
    return query if whose is None else query.where(whose)


def among(*columns: Any, whose: Whose = None) -> Rows:
    """Columns of the answers of exams that were handed in, with how far their grading has come."""
    query = (
        select(*columns)
        .select_from(AttemptQuestion)
        .join(Attempt, AttemptQuestion.attempt_id == Attempt.id)
        .outerjoin(AnswerGrading, _LATEST_GRADED)
        .where(_HANDED_IN)
    )
    return narrowed_to(query, whose)


def among_waiting(*columns: Any, whose: Whose = None) -> Rows:
    """The same of the answers that wait for a person's score: to be graded, settled or released."""
    return among(*columns, whose=whose).where(WAITING)


def among_graded(*columns: Any, kinds: Collection[str], whose: Whose = None) -> Rows:
    """The same of the answers to questions of ``kinds`` whose score is fixed."""
    of_kinds = and_(AttemptQuestion.question_version_id == QuestionVersion.id, QuestionVersion.kind.in_(kinds))
    return among(*columns, whose=whose).join(QuestionVersion, of_kinds).where(AttemptQuestion.scored_at.is_not(None))


def can_grade(grader_id: int) -> ColumnElement[bool]:
    """Whether an account can grade a waiting answer now: as the first, or as the second after somebody else."""
    others = and_(how_far == "second", AnswerGrading.first_by_id.is_distinct_from(grader_id))
    return or_(how_far == "open", others)


def count_to_grade(whose: Whose = None) -> Rows:
    """How many answers wait to be graded, by whom it may be."""
    return among_waiting(func.count(), whose=whose).where(how_far.in_(TO_GRADE))


def _times(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def waiting_questions(language: str, grader_id: int, whose: Whose = None) -> Rows:
    """The question versions with waiting answers, each with counts and its oldest answer, the oldest first."""
    waits = (
        among_waiting(
            AttemptQuestion.question_version_id.label("version_id"),
            func.min(AttemptQuestion.id).label("sample_id"),
            func.min(Attempt.handed_in_at).label("oldest"),
            _times(how_far.in_(TO_GRADE)).label("to_grade"),
            _times(can_grade(grader_id)).label("yours"),
            _times(how_far == "disputed").label("disputed"),
            _times(how_far == "ready").label("ready"),
            whose=whose,
        )
        .group_by(AttemptQuestion.question_version_id)
        .subquery()
    )
    graded = (
        among(AttemptQuestion.question_version_id.label("version_id"), func.count().label("graded"), whose=whose)
        .where(AttemptQuestion.scored_at.is_not(None))
        .where(AttemptQuestion.question_version_id.in_(select(waits.c.version_id)))
        .group_by(AttemptQuestion.question_version_id)
        .subquery()
    )
    counts = (waits.c.to_grade, waits.c.yours, waits.c.disputed, waits.c.ready, waits.c.oldest)
    query = _question_versions(language, *counts, func.coalesce(graded.c.graded, 0).label("graded"))
    return (
        query.join(waits, waits.c.version_id == QuestionVersion.id)
        .join(AttemptQuestion, AttemptQuestion.id == waits.c.sample_id)
        .outerjoin(graded, graded.c.version_id == QuestionVersion.id)
        .order_by(waits.c.oldest, QuestionVersion.id)
    )


def _question_versions(language: str, *columns: Any) -> Rows:
    """Question versions with their texts and what they are called; the caller joins an answer for its values."""
    return (
        select(
            QuestionVersion.id.label("version_id"),
            QuestionVersion.question_id,
            QuestionVersion.content_hash,
            QUESTION,
            SHOWN,
            AttemptQuestion.variant,
            QuestionRow.slug,
            BankRow.id.label("bank_id"),
            BankRow.slug.label("bank"),
            BankRow.series_id,
            func.coalesce(GradingRules.twice, False).label("twice"),
            func.coalesce(GradingRules.held, False).label("held"),
            *columns,
        )
        .select_from(QuestionVersion)
        .join(QuestionText, texts_in(language))
        .join(QuestionRow, QuestionVersion.question_id == QuestionRow.id)
        .join(BankRow, QuestionRow.bank_id == BankRow.id)
        .outerjoin(GradingRules, GradingRules.question_version_id == QuestionVersion.id)
    )


def question_version(version_id: int, language: str, kinds: Collection[str]) -> Rows:
    """One question version that people grade, with the values of its earliest answer, if there is one."""
    first = (
        among(func.min(AttemptQuestion.id)).where(AttemptQuestion.question_version_id == version_id).scalar_subquery()
    )
    return (
        _question_versions(language)
        .outerjoin(AttemptQuestion, AttemptQuestion.id == first)
        .where(QuestionVersion.id == version_id, QuestionVersion.kind.in_(kinds))
    )


def counts_of(version_id: int, grader_id: int, whose: Whose = None) -> Rows:
    """How many answers to a question version are in which state, and how many of these an account can grade."""
    state = case((AttemptQuestion.scored_at.is_not(None), "fixed"), else_=how_far).label("state")
    yours = _times(and_(AttemptQuestion.scored_at.is_(None), can_grade(grader_id))).label("yours")
    return (
        among(state, func.count().label("answers"), yours, whose=whose)
        .where(AttemptQuestion.question_version_id == version_id)
        .group_by(state)
    )


def waiting_of(version_id: int, grader_id: int, whose: Whose = None) -> Rows:
    """The waiting answers to a question version, the earliest first, without their learners' names."""
    draft = exists().where(GradingDraft.attempt_question_id == AttemptQuestion.id, GradingDraft.account_id == grader_id)
    columns = (AttemptQuestion.id, Attempt.handed_in_at, how_far.label("state"), AnswerRow.value.label("answer"))
    mine = (AnswerGrading.first_by_id == grader_id).label("mine")
    return (
        among_waiting(*columns, mine, draft.label("draft"), whose=whose)
        .outerjoin(AnswerRow, LATEST_ANSWER)
        .where(AttemptQuestion.question_version_id == version_id)
        .order_by(Attempt.handed_in_at, AttemptQuestion.id)
    )


def beside(
    version_id: int, handed_in_at: datetime, answer_id: int, grader_id: int, *, back: bool = False, whose: Whose = None
) -> Rows:
    """The answer to a question that an account can grade after the one that is named, going round; or before it."""
    here, place = tuple_(Attempt.handed_in_at, AttemptQuestion.id), tuple_(handed_in_at, answer_id)
    order = (Attempt.handed_in_at, AttemptQuestion.id)
    on_this_side = case((here < place if back else here > place, 0), else_=1)
    return (
        among_waiting(AttemptQuestion.id, whose=whose)
        .where(AttemptQuestion.question_version_id == version_id, AttemptQuestion.id != answer_id)
        .where(can_grade(grader_id))
        .order_by(on_this_side, *(column.desc() if back else column for column in order))
        .limit(1)
    )


def graded_answers(
    language: str,
    kinds: Collection[str],
    *,
    version_id: int | None = None,
    grader_id: int | None = None,
    named: str = "",
    whose: Whose = None,
) -> Rows:
    """Graded answers with their learners and who graded them last, the latest first."""
    last, grader = aliased(Grade), aliased(Account)
    is_last = and_(last.attempt_question_id == AttemptQuestion.id, last.number == AnswerGrading.grades)
    columns = (
        *(AttemptQuestion.id, AttemptQuestion.variant, AttemptQuestion.fraction, AttemptQuestion.scored_at),
        *(AttemptQuestion.question_version_id, Account.name, QuizRow.key, QuizRow.series_id, *WITH_QUIZ, SHOWN),
        *(grader.name.label("grader"), last.by_id.label("grader_id"), last.kind, last.at),
    )
    query = (
        among_graded(*columns, kinds=kinds, whose=whose)
        .join(Account, Attempt.account_id == Account.id)
        .join(QuestionText, texts_in(language))
        .join(QuizRow, Attempt.quiz_id == QuizRow.id)
        .join(QuizVersion, Attempt.quiz_version_id == QuizVersion.id)
        .outerjoin(last, is_last)
        .outerjoin(grader, grader.id == last.by_id)
        .order_by(AttemptQuestion.scored_at.desc(), AttemptQuestion.id.desc())
    )
    return query.where(*_chosen(version_id, grader_id, named))


def count_graded(
    kinds: Collection[str],
    *,
    version_id: int | None = None,
    grader_id: int | None = None,
    named: str = "",
    whose: Whose = None,
) -> Rows:
    """How many there are of these."""
    query = among_graded(func.count(), kinds=kinds, whose=whose).join(Account, Attempt.account_id == Account.id)
    return query.where(*_chosen(version_id, grader_id, named))


def _chosen(version_id: int | None, grader_id: int | None, named: str) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if version_id is not None:
        found.append(AttemptQuestion.question_version_id == version_id)
    if grader_id is not None:
        found.append(exists().where(Grade.attempt_question_id == AttemptQuestion.id, Grade.by_id == grader_id))
    if named:
        found.append(Account.name_key.contains(named, autoescape=True))
    return found


def grades_of(answer_ids: Sequence[int]) -> Select[Grade, str | None]:
    """What was given for answers as they stand now, in order, with the graders' names."""
    latest = and_(AttemptQuestion.id == Grade.attempt_question_id, AttemptQuestion.revision == Grade.revision)
    return (
        select(Grade, Account.name)
        .join(AttemptQuestion, latest)
        .outerjoin(Account, Account.id == Grade.by_id)
        .where(Grade.attempt_question_id.in_(answer_ids))
        .order_by(Grade.attempt_question_id, Grade.number)
    )


def graded_twice(version_id: int, whose: Whose = None) -> Rows:
    """What the first and the second grader gave for each answer to a question version that both graded."""
    both = exists().where(
        Grade.attempt_question_id == AttemptQuestion.id,
        Grade.revision == AttemptQuestion.revision,
        Grade.kind == "second",
    )
    given = aliased(Grade)
    is_given = and_(given.attempt_question_id == AttemptQuestion.id, given.revision == AttemptQuestion.revision)
    columns = (
        *(AttemptQuestion.id, Attempt.handed_in_at, AttemptQuestion.scored_at, how_far.label("state")),
        *(given.kind, given.chosen, given.adjusted, given.fraction),
    )
    return (
        among(*columns, whose=whose)
        .join(given, is_given)
        .where(both, AttemptQuestion.question_version_id == version_id)
        .order_by(Attempt.handed_in_at, AttemptQuestion.id, given.number)
    )


def to_decide(version_id: int, state: str, learners: int, whose: Whose = None) -> Rows:
    """The waiting answers to a question version in one state, of so many learners, by attempt; attempts locked."""
    wanted = and_(AttemptQuestion.question_version_id == version_id, how_far == state)
    theirs = among_waiting(Attempt.account_id, whose=whose).where(wanted).group_by(Attempt.account_id)
    first = theirs.order_by(func.min(Attempt.id)).limit(learners)
    return (
        among_waiting(AttemptQuestion.id, Attempt.account_id, whose=Attempt.account_id.in_(first))
        .where(wanted)
        .order_by(Attempt.id, AttemptQuestion.id)
        .with_for_update(of=Attempt)
    )


def saved_comments(account_id: int, question_id: int) -> Select[SavedComment]:
    """The comments that a teacher keeps to use again with a question, the latest first."""
    own = (SavedComment.account_id == account_id, SavedComment.question_id == question_id)
    return select(SavedComment).where(*own).order_by(SavedComment.id.desc())
