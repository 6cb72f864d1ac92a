"""Parts that several queries are made of.

Definitions of questions and quizzes come as text: what is kept by its hash is read from it only when the hash is new.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    Text,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    null,
    or_,
    select,
)

from quiz.storage.models.assignments import PAGE, Assignment
from quiz.storage.models.attempts import COUNTS, AnswerRow, Attempt, AttemptQuestion
from quiz.storage.models.classes import STAFF, ClassMember, ClassRow
from quiz.storage.models.content import QuestionContext, QuestionRow, QuestionText, QuestionVersion, QuizVersion
from quiz.storage.models.gradebook import ClassMark
from quiz.storage.models.identity import Account, SignIn
from quiz.storage.models.notices import Notice
from quiz.storage.models.review import Bookmark

T = TypeVar("T")

LATEST = 2**31 - 1
"""Above every id."""

Rows = Select[*tuple[Any, ...]]
"""A query whose rows are read by name."""

QUESTION = cast(QuestionVersion.__table__.c.definition, Text).label("question")
QUIZ = cast(QuizVersion.__table__.c.definition, Text).label("quiz")
SHOWN = cast(QuestionText.__table__.c.shown, Text).label("shown")
REVEALED = cast(QuestionText.__table__.c.revealed, Text).label("revealed")
CONTEXT = cast(QuestionContext.__table__.c.context, Text).label("context")
SOURCES = cast(QuestionContext.__table__.c.sources, Text).label("sources")
LATEST_ANSWER = and_(
    AnswerRow.attempt_question_id == AttemptQuestion.id, AnswerRow.revision == AttemptQuestion.revision
)
_MARKED = and_(
    Bookmark.__table__.c.account_id == Attempt.__table__.c.account_id,
    Bookmark.__table__.c.question_id == QuestionVersion.__table__.c.question_id,
)
BOOKMARKED = exists().where(_MARKED).label("bookmarked")
"""Whether the learner of an attempt has bookmarked a question of it."""
WITH_QUIZ = (QuizVersion.content_hash.label("quiz_hash"), QUIZ)
"""The rules of an attempt's quiz, and the hash that they are kept by."""
GRADED = QuestionVersion.id == AttemptQuestion.scored_version_id
MESSAGE = (Notice.__table__.c.id.label("message_id"), Notice.__table__.c.data.label("message"))
"""A message that ``message_at`` finds."""


class AttemptToSave(NamedTuple):
    """What an answer needs of its attempt that is saved and nothing else."""

    id: int
    token: str
    mode: str
    state: str
    started_at: datetime
    deadline_at: datetime | None
    closes_at: datetime | None
    shown_at: datetime | None


class PlaceToSave(NamedTuple):
    """What it needs of its question."""

    id: int
    position: int
    variant: dict[str, Any]
    revision: int
    contested: int | None
    scored_at: datetime | None
    waiting: bool
    first_shown_at: datetime | None
    seconds_in_view: int | None


def texts_in(language: str) -> ColumnElement[bool]:
    """The texts of a version in one language, as a condition of a join."""
    return and_(QuestionText.question_version_id == QuestionVersion.id, QuestionText.language == language)


def around_in(language: str) -> ColumnElement[bool]:
    """What stood around a version when its attempt began, in one language, as a condition of a join.

    That is what was kept last up to the revision that is pinned. A version that only a regrade brought came later: it
    has what stood around it at first.
    """
    version, pinned = QuestionVersion.__table__.c.id, AttemptQuestion.__table__.c.bank_revision_id
    around, every = QuestionContext.__table__.c, QuestionContext.__table__.alias().c
    of_it = (every.question_version_id == version, every.language == language)
    then = select(func.max(every.bank_revision_id)).where(*of_it, every.bank_revision_id <= pinned)
    first = select(func.min(every.bank_revision_id)).where(*of_it)
    return and_(
        around.question_version_id == version,
        around.language == language,
        around.bank_revision_id == func.coalesce(then.scalar_subquery(), first.scalar_subquery()),
    )


def if_scores_show(column: ColumnElement[T]) -> ColumnElement[T | None]:
    """A column of a score as its learner may see it: nothing where the attempt shows none yet."""
    return case((Attempt.shows_scores, column), else_=null()).label(column.key)


def locked_target() -> Rows:
    """A question of an attempt with its rules, both locked until the transaction ends; which one, the caller says."""
    return (
        select(Attempt, AttemptQuestion, QuestionVersion.content_hash, QUESTION, *WITH_QUIZ)
        .join(AttemptQuestion, AttemptQuestion.attempt_id == Attempt.id)
        .join(QuestionVersion, GRADED)
        .join(QuizVersion, Attempt.quiz_version_id == QuizVersion.id)
        .with_for_update(of=[Attempt, AttemptQuestion])
        .execution_options(populate_existing=True)
    )


def questions_hidden_from(account_id: int) -> Select[int]:
    """The questions for which a learner has a score that is not shown yet."""
    return select(QuestionVersion.question_id).where(QuestionVersion.id.in_(versions_hidden_from(account_id)))


def versions_not_looked_at(account_id: int) -> Select[int]:
    """The question versions of a learner's tests whose result was not shown to them yet, or is not known."""
    not_shown = or_(~Attempt.shows_scores, and_(Attempt.mode == "exam", Attempt.shown_at.is_(None)))
    return (
        select(AttemptQuestion.scored_version_id)
        .join(Attempt, AttemptQuestion.attempt_id == Attempt.id)
        .where(Attempt.account_id == account_id, not_shown)
    )


def questions_not_looked_at(account_id: int) -> Select[int]:
    """The questions of a learner's tests whose result was not shown to them yet, or is not known."""
    version = QuestionVersion.__table__.alias().c
    return select(version.question_id).where(version.id.in_(versions_not_looked_at(account_id)))


def asked_by_running_tests(account_id: int | None) -> Select[int]:
    """The questions that a learner's running tests ask."""
    version = QuestionVersion.__table__.alias().c
    return (
        select(version.question_id)
        .join(AttemptQuestion, AttemptQuestion.question_version_id == version.id)
        .join(Attempt, AttemptQuestion.attempt_id == Attempt.id)
        .where(Attempt.account_id == account_id, Attempt.mode == "exam", Attempt.state == "running")
    )


def asked_by_sealed_test() -> ColumnElement[bool]:
    """Whether a test of an attempt's learner asks the question, too, and its result was not looked at yet."""
    test, version = Attempt.__table__.alias().c, QuestionVersion.__table__.alias().c
    asked = AttemptQuestion.__table__.alias().c
    unseen = and_(test.mode == "exam", test.state != "set_aside", test.shown_at.is_(None))
    return (
        exists()
        .where(test.account_id == Attempt.account_id, unseen)
        .where(asked.attempt_id == test.id, version.id == asked.question_version_id)
        .where(version.question_id == QuestionRow.id)
    )


def versions_hidden_from(account_id: int) -> Select[int]:
    """The question versions for which a learner has a score that is not shown yet."""
    return (
        select(AttemptQuestion.scored_version_id)
        .join(Attempt, AttemptQuestion.attempt_id == Attempt.id)
        .where(Attempt.account_id == account_id, ~Attempt.shows_scores, AttemptQuestion.scored_at.is_not(None))
    )


_OWNER = Account.__table__.alias()
LAST_SEEN = case(
    (or_(Account.seen_at > Account.created_at, exists().where(SignIn.account_id == Account.id)), Account.seen_at)
).label("seen_at")
"""When somebody was here last; None for an account that was made for them and that they never used."""
LEARNS = and_(
    ClassMember.role == "learner",
    ClassMember.left_at.is_(None),
    exists()
    .where(_OWNER.c.id == ClassMember.__table__.c.account_id, _OWNER.c.disabled.is_(False))
    .correlate_except(_OWNER),
)
"""Who learns in a class now. Who left keeps the row, and a closed account its work; neither is counted or listed."""


def taught_by(account_id: int) -> Select[int]:
    """The accounts of the learners of all classes that an account teaches, archived ones too."""
    mine, theirs = ClassMember.__table__.alias(), ClassMember.__table__.alias()
    return (
        select(theirs.c.account_id)
        .join(mine, mine.c.class_id == theirs.c.class_id)
        .where(mine.c.account_id == account_id, mine.c.role.in_(STAFF), mine.c.left_at.is_(None))
        .where(theirs.c.role == "learner", theirs.c.left_at.is_(None))
    )


def teachers_of(account_id: int) -> Select[int]:
    """The accounts of those who teach the classes that an account learns in."""
    mine, theirs = ClassMember.__table__.alias(), ClassMember.__table__.alias()
    return (
        select(theirs.c.account_id)
        .join(mine, mine.c.class_id == theirs.c.class_id)
        .where(mine.c.account_id == account_id, mine.c.role == "learner", mine.c.left_at.is_(None))
        .where(theirs.c.role.in_(STAFF), theirs.c.left_at.is_(None))
    )


def taught(teacher: int | None, column: Any = None) -> tuple[ColumnElement[bool], ...]:
    """The condition that an attempt, or what ``column`` names, is of a learner of ``teacher``; none for everybody's."""
    if teacher is None:
        return ()
    return ((Attempt.account_id if column is None else column).in_(taught_by(teacher)),)


def points_of(quiz_id: Any) -> Any:
    """The points of an assignment, as its latest attempt that counts has them; None before anybody has begun it."""
    every, latest = Attempt.__table__.alias(), Attempt.__table__.alias()
    newest = (
        select(func.max(every.c.id))
        .where(every.c.quiz_id == quiz_id, every.c.scope == COUNTS)
        .correlate(Assignment.__table__)
        .scalar_subquery()
    )
    return select(latest.c.points_possible).where(latest.c.id == newest).scalar_subquery()


def entered_mark(member_id: Any, assignment_id: Any) -> ColumnElement[bool]:
    """What a teacher entered for a member at an assignment, as a condition of a join."""
    return and_(ClassMark.member_id == member_id, ClassMark.assignment_id == assignment_id)


ENTERED = (
    ClassMark.__table__.c.points.label("mark_points"),
    case((ClassMark.__table__.c.points.is_not(None), points_of(Assignment.__table__.c.quiz_id)), else_=null()).label(
        "mark_possible"
    ),
    ClassMark.__table__.c.excused.label("mark_excused"),
)
"""What a teacher entered for a learner at an assignment, where ``entered_mark`` joins it."""


def owned_alone(account_id: int | ColumnElement[int]) -> Select[int, str]:
    """The classes that nobody would own without an account: number and name, by name. Archived ones need no owner."""
    mine, others, person = ClassMember.__table__.alias(), ClassMember.__table__.alias(), Account.__table__.alias()
    room = ClassRow.__table__
    another = exists().where(
        *(others.c.class_id == room.c.id, others.c.role == "owner", others.c.left_at.is_(None)),
        *(others.c.account_id != mine.c.account_id, person.c.id == others.c.account_id, person.c.disabled.is_(False)),
    )
    return (
        select(room.c.id, room.c.name)
        .join(mine, mine.c.class_id == room.c.id)
        .where(mine.c.account_id == account_id, mine.c.role == "owner", mine.c.left_at.is_(None))
        .where(room.c.archived_at.is_(None), ~another)
        .order_by(room.c.name, room.c.id)
    )


def message_at(sat: Any) -> ColumnElement[bool]:
    """That a notice is an unread message to who sits a running attempt, from its assignment, and came since it began.

    ``sat`` are the columns of an attempt.
    """
    notice, assigned = Notice.__table__.c, Assignment.__table__.c
    page = select(literal(PAGE) + cast(assigned.id, String)).where(assigned.quiz_id == sat.quiz_id).scalar_subquery()
    runs = and_(sat.purpose == "assignment", sat.state == "running")
    unread = and_(notice.account_id == sat.account_id, notice.read_at.is_(None), notice.made_at >= sat.started_at)
    return and_(runs, unread, notice.kind == "message", notice.address == page)
