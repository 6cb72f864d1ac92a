"""The tables: what is published, who learns, what was answered and scored, and the sums that pages read."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    MetaData,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
    false,
    func,
    or_,
    text,
)
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from quiz.storage.types import CompactJson, ExactFraction, Moment

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}

ROLES = ("guest", "learner", "teacher", "admin")
MODES = ("practice", "exam")
STATES = ("running", "waiting", "finished", "set_aside")
EVENTS = ("extended", "closed_overdue", "late_counted", "late_left", "regraded", "regrade_undone")


def one_of(column: str, values: tuple[str, ...]) -> str:
    """SQL that allows ``values`` alone."""
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


class Base(DeclarativeBase):
    """All tables share one naming of their constraints, the same on every database."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it from the class
        datetime: Moment,
        Fraction: ExactFraction,
        dict[str, Any]: CompactJson,
        list[str]: CompactJson,
    }


class SeriesRow(Base):
    """The one series as published."""

    __tablename__ = "series"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    content_hash: Mapped[str] = mapped_column(String(64))
    definition: Mapped[dict[str, Any]]
    published_at: Mapped[datetime]


class Bank(Base):
    """A month's bank as last published; ``header`` is all but its questions, its notes rendered."""

    __tablename__ = "bank"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    content_hash: Mapped[str] = mapped_column(String(64))
    header: Mapped[dict[str, Any]]
    rendered: Mapped[dict[str, Any]]
    questions: Mapped[int] = mapped_column(default=0)
    published_at: Mapped[datetime]


class Question(Base):
    """A question's identity through all its versions. A withdrawn one keeps its place in old attempts."""

    __tablename__ = "question"
    __table_args__ = (
        UniqueConstraint("bank_id", "slug"),
        Index("ix_question_bank_id_withdrawn", "bank_id", "withdrawn"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    bank_id: Mapped[int] = mapped_column(ForeignKey("bank.id"))
    slug: Mapped[str] = mapped_column(String(120))
    position: Mapped[int]
    withdrawn: Mapped[bool] = mapped_column(default=False)
    current_version_id: Mapped[int | None] = mapped_column(
        ForeignKey("question_version.id", use_alter=True, name="fk_question_current_version_id")
    )


class QuestionVersion(Base):
    """A question as published: never changed, named by the hash of its content."""

    __tablename__ = "question_version"
    __table_args__ = (UniqueConstraint("question_id", "content_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), index=True)
    content_hash: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(40))
    definition: Mapped[dict[str, Any]]
    published_at: Mapped[datetime]


class QuestionText(Base):
    """A version's texts as HTML in one language: what is shown at once, and what only a score reveals."""

    __tablename__ = "question_text"

    question_version_id: Mapped[int] = mapped_column(ForeignKey("question_version.id"), primary_key=True)
    language: Mapped[str] = mapped_column(String(12), primary_key=True)
    renderer: Mapped[str] = mapped_column(String(40))
    shown: Mapped[dict[str, Any]]
    revealed: Mapped[dict[str, Any]]


class Quiz(Base):
    """A quiz's identity; ``key`` is ``2024-01/check``, or ``final`` for one of the series."""

    __tablename__ = "quiz"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(160), unique=True)
    bank_id: Mapped[int | None] = mapped_column(ForeignKey("bank.id"), index=True)
    position: Mapped[int]
    withdrawn: Mapped[bool] = mapped_column(default=False)
    current_version_id: Mapped[int | None] = mapped_column(
        ForeignKey("quiz_version.id", use_alter=True, name="fk_quiz_current_version_id")
    )


class QuizVersion(Base):
    """A quiz's recipe as published: never changed."""

    __tablename__ = "quiz_version"
    __table_args__ = (UniqueConstraint("quiz_id", "content_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    quiz_id: Mapped[int] = mapped_column(ForeignKey("quiz.id"), index=True)
    content_hash: Mapped[str] = mapped_column(String(64))
    definition: Mapped[dict[str, Any]]
    published_at: Mapped[datetime]


class Account(Base):
    """Somebody who answers or teaches. A guest has neither name nor password until they sign up."""

    __tablename__ = "account"
    __table_args__ = (
        CheckConstraint(one_of("role", ROLES), name="role"),
        CheckConstraint(
            "(role = 'guest') = (name IS NULL) AND (name IS NULL) = (password_hash IS NULL)", name="guest_has_no_name"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    role: Mapped[str] = mapped_column(String(16))
    name: Mapped[str | None] = mapped_column(String(64))
    name_key: Mapped[str | None] = mapped_column(String(128), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    language: Mapped[str | None] = mapped_column(String(12))
    time_zone: Mapped[str | None] = mapped_column(String(64))
    disabled: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime] = mapped_column(index=True)


class SignIn(Base):
    """One browser's sign-in. Its row is the server's mark: without it the cookie is dead."""

    __tablename__ = "sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    agent: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]

    account: Mapped[Account] = relationship(lazy="raise")


class Attempt(Base):
    """One sitting. Parallel starts make one: the partial unique index allows one running attempt a quiz.

    ``closes_at`` is the deadline and the grace period after it: until then what is still on its way counts as late,
    from then on the attempt is handed in by rule. ``shown_at`` is when its result, with every key, was first shown.
    """

    __tablename__ = "attempt"
    __table_args__ = (
        CheckConstraint(one_of("mode", MODES), name="mode"),
        CheckConstraint(one_of("state", STATES), name="state"),
        CheckConstraint("(state = 'finished') = (finished_at IS NOT NULL)", name="finished_has_a_time"),
        CheckConstraint("(state = 'finished') = (points IS NOT NULL)", name="finished_has_points"),
        CheckConstraint("state <> 'waiting' OR handed_in_at IS NOT NULL", name="waiting_was_handed_in"),
        CheckConstraint("(closes_at IS NULL) = (deadline_at IS NULL)", name="closes_with_a_deadline"),
        Index(
            "uq_attempt_running",
            "account_id",
            "quiz_id",
            unique=True,
            sqlite_where=text("state = 'running'"),
            postgresql_where=text("state = 'running'"),
        ),
        Index("ix_attempt_account_id_started_at", "account_id", "started_at"),
        Index(
            "ix_attempt_closing",
            "closes_at",
            sqlite_where=text("state = 'running'"),
            postgresql_where=text("state = 'running'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(String(32), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    quiz_id: Mapped[int] = mapped_column(ForeignKey("quiz.id"), index=True)
    quiz_version_id: Mapped[int] = mapped_column(ForeignKey("quiz_version.id"))
    seed: Mapped[str] = mapped_column(String(32))
    mode: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16))
    started_at: Mapped[datetime]
    deadline_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    handed_in_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    points: Mapped[Fraction | None]
    points_possible: Mapped[Fraction]
    shown_at: Mapped[datetime | None]

    @hybrid_property
    def tells_scores(self) -> bool:
        """Whether its learner may see scores: an exam tells none before all of it is judged."""
        return self.mode == "practice" or self.state == "finished"

    @tells_scores.inplace.expression
    @classmethod
    def _tells_scores(cls) -> ColumnElement[bool]:
        return or_(cls.mode == "practice", cls.state == "finished")


class AttemptQuestion(Base):
    """A question of an attempt: its version, variant and order are pinned; ``revision`` is the latest answer's.

    ``fraction`` is how right the answer is, ``marks`` what it earns by the quiz's rules, both as shares of the points.
    ``waiting``: answered, and a person has to judge it. ``contested`` is the revision with which an open conflict
    began. ``graded_version_id`` is the version that a regrade scored it under; none where that is the pinned one.
    """

    __tablename__ = "attempt_question"
    __table_args__ = (
        UniqueConstraint("attempt_id", "position"),
        UniqueConstraint("id", "attempt_id"),
        CheckConstraint("position >= 1", name="position"),
        CheckConstraint("revision >= 0", name="revision"),
        CheckConstraint("share IS NULL OR (share >= 0 AND share <= 1)", name="share"),
        CheckConstraint("(scored_at IS NULL) = (fraction IS NULL)", name="scored_whole"),
        CheckConstraint("(scored_at IS NULL) = (share IS NULL)", name="scored_share"),
        CheckConstraint("(scored_at IS NULL) = (marks IS NULL)", name="scored_marks"),
        CheckConstraint("tries >= 0 AND hints >= 0", name="tries"),
        CheckConstraint("certainty IS NULL OR certainty IN (1, 2, 3)", name="certainty"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id", ondelete="CASCADE"))
    position: Mapped[int] = mapped_column(SmallInteger)
    question_version_id: Mapped[int] = mapped_column(ForeignKey("question_version.id"), index=True)
    graded_version_id: Mapped[int | None] = mapped_column(ForeignKey("question_version.id"), index=True)
    variant: Mapped[dict[str, Any]]
    revision: Mapped[int] = mapped_column(default=0)
    contested: Mapped[int | None]
    answered: Mapped[bool] = mapped_column(default=False)
    fraction: Mapped[Fraction | None]
    share: Mapped[float | None] = mapped_column(Float)
    marks: Mapped[Fraction | None]
    tried_revision: Mapped[int | None]
    tries: Mapped[int] = mapped_column(default=0, server_default="0")
    hints: Mapped[int] = mapped_column(default=0, server_default="0")
    certainty: Mapped[int | None] = mapped_column(SmallInteger)
    waiting: Mapped[bool] = mapped_column(default=False, server_default=false(), index=True)
    score: Mapped[dict[str, Any] | None]
    scored_at: Mapped[datetime | None]

    @hybrid_property
    def scored_version_id(self) -> int:
        """The version that the score belongs to, whose key and texts are shown with it."""
        return self.graded_version_id or self.question_version_id

    @scored_version_id.inplace.expression
    @classmethod
    def _scored_version_id(cls) -> ColumnElement[int]:
        return func.coalesce(cls.graded_version_id, cls.question_version_id)


class Answer(Base):
    """What was entered, appended and never changed. Revisions are the server's; device and sequence the browser's.

    ``late``: it came after the deadline, and counts all the same.
    """

    __tablename__ = "answer"
    __table_args__ = (
        UniqueConstraint("attempt_question_id", "revision"),
        UniqueConstraint("attempt_id", "device", "device_sequence"),
        ForeignKeyConstraint(
            ["attempt_question_id", "attempt_id"],
            ["attempt_question.id", "attempt_question.attempt_id"],
            ondelete="CASCADE",
            name="fk_answer_attempt_question",
        ),
        CheckConstraint("revision >= 1", name="revision"),
        CheckConstraint("base_revision >= 0 AND base_revision < revision", name="base_revision"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int]
    attempt_question_id: Mapped[int]
    revision: Mapped[int]
    base_revision: Mapped[int]
    device: Mapped[str] = mapped_column(String(40))
    device_sequence: Mapped[int]
    conflict: Mapped[bool] = mapped_column(default=False)
    value: Mapped[dict[str, Any]]
    certainty: Mapped[int | None] = mapped_column(SmallInteger)
    late: Mapped[bool] = mapped_column(default=False, server_default=false())
    client_at: Mapped[datetime | None]
    received_at: Mapped[datetime]


class LateAnswer(Base):
    """What came when it could not count any more: kept, not scored, until a teacher lets it count or leaves it.

    One a question as long as nobody has decided: a later one takes its place.
    """

    __tablename__ = "late_answer"
    __table_args__ = (
        Index(
            "uq_late_answer_undecided",
            "attempt_question_id",
            unique=True,
            sqlite_where=text("counted IS NULL"),
            postgresql_where=text("counted IS NULL"),
        ),
        UniqueConstraint("attempt_id", "device", "device_sequence"),
        ForeignKeyConstraint(
            ["attempt_question_id", "attempt_id"],
            ["attempt_question.id", "attempt_question.attempt_id"],
            ondelete="CASCADE",
            name="fk_late_answer_attempt_question",
        ),
        CheckConstraint("(counted IS NULL) = (decided_at IS NULL)", name="decided"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int]
    attempt_question_id: Mapped[int] = mapped_column(index=True)
    base_revision: Mapped[int]
    device: Mapped[str] = mapped_column(String(40))
    device_sequence: Mapped[int]
    value: Mapped[dict[str, Any]]
    certainty: Mapped[int | None] = mapped_column(SmallInteger)
    client_at: Mapped[datetime | None]
    received_at: Mapped[datetime]
    counted: Mapped[bool | None]
    decided_at: Mapped[datetime | None]


class AttemptEvent(Base):
    """What was done to an attempt beside answering: by whom, when, and with which values."""

    __tablename__ = "attempt_event"
    __table_args__ = (CheckConstraint(one_of("kind", EVENTS), name="kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    at: Mapped[datetime]
    detail: Mapped[dict[str, Any]]


class Regrade(Base):
    """Stored answers scored again under newer versions of their questions, in one go; it can be undone once."""

    __tablename__ = "regrade"

    id: Mapped[int] = mapped_column(primary_key=True)
    bank: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    lowered: Mapped[bool]


class RegradedQuestion(Base):
    """What a regrade changed in one question of an attempt, as it was before."""

    __tablename__ = "regraded_question"

    regrade_id: Mapped[int] = mapped_column(ForeignKey("regrade.id", ondelete="CASCADE"), primary_key=True)
    attempt_question_id: Mapped[int] = mapped_column(
        ForeignKey("attempt_question.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    graded_version_id: Mapped[int | None] = mapped_column(ForeignKey("question_version.id"))
    fraction: Mapped[Fraction]
    marks: Mapped[Fraction]
    score: Mapped[dict[str, Any]]
    attempt_points: Mapped[Fraction | None]


class FirstScore(Base):
    """A learner's first score for a version: the row that lets a question's sums move once."""

    __tablename__ = "first_score"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    question_version_id: Mapped[int] = mapped_column(ForeignKey("question_version.id"), primary_key=True, index=True)
    share: Mapped[float] = mapped_column(Float)
    chosen: Mapped[list[str]]
    scored_at: Mapped[datetime]


class QuestionSums(Base):
    """Running sums over the first scores of a version: their count, their sum and the sum of their squares."""

    __tablename__ = "question_sums"
    __table_args__ = (CheckConstraint("answers >= 0", name="answers"),)

    question_version_id: Mapped[int] = mapped_column(ForeignKey("question_version.id"), primary_key=True)
    answers: Mapped[int] = mapped_column(default=0)
    total: Mapped[float] = mapped_column(Float, default=0.0)
    squares: Mapped[float] = mapped_column(Float, default=0.0)


class ChoiceSums(Base):
    """How often each choice of a version was made in first scores."""

    __tablename__ = "choice_sums"
    __table_args__ = (CheckConstraint("chosen >= 0", name="chosen"),)

    question_version_id: Mapped[int] = mapped_column(ForeignKey("question_version.id"), primary_key=True)
    choice: Mapped[str] = mapped_column(Text, primary_key=True)
    chosen: Mapped[int] = mapped_column(default=0)


class LearnerQuestion(Base):
    """A learner's latest score of an answer to a question, and since when it is done: the first one was scored."""

    __tablename__ = "learner_question"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), primary_key=True, index=True)
    latest_share: Mapped[float] = mapped_column(Float)
    latest_at: Mapped[datetime]
    done_at: Mapped[datetime | None]


class LearnerMonth(Base):
    """A learner's sums for a month: questions done, attempts finished, best and latest share of their points."""

    __tablename__ = "learner_month"
    __table_args__ = (CheckConstraint("done >= 0 AND finished >= 0", name="counts"),)

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    bank_id: Mapped[int] = mapped_column(ForeignKey("bank.id"), primary_key=True, index=True)
    done: Mapped[int] = mapped_column(default=0)
    finished: Mapped[int] = mapped_column(default=0)
    best: Mapped[float | None] = mapped_column(Float)
    latest: Mapped[float | None] = mapped_column(Float)
    latest_at: Mapped[datetime | None]
