"""The tables of attempts: their questions, answers, late answers and events."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    SmallInteger,
    String,
    UniqueConstraint,
    and_,
    false,
    func,
    or_,
    text,
)
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column

from quiz.storage.models.base import Base, one_of

MODES = ("practice", "exam", "review")
PURPOSES = ("quiz", "review", "adaptive", "retry", "placement", "assignment")
"""What an attempt is for: a quiz that somebody wrote, what the app puts together for one learner, or an assignment."""
COUNTS = ""
"""The scope of attempts at an assignment that count."""
TRIAL = "trial"
"""The scope of a teacher's attempt at an assignment, as a learner would see it: it counts nowhere."""
STATES = ("running", "waiting", "finished", "set_aside")
EVENTS = (
    *("extended", "closed_overdue", "late_counted", "late_left", "regraded", "regrade_undone"),
    *("closed", "released"),
)


class Attempt(Base):
    """One sitting. Parallel starts make one: the partial unique index allows one running attempt a quiz and scope.

    ``scope`` is what of a series it is about, where the app puts it together: empty for all of it. Without a time to
    hand in (``mode`` practice or review) each question is checked by itself; ``ended_early``: some were taken out.
    ``closes_at`` is the deadline and the grace period after it: until then what is still on its way counts as late,
    from then on the attempt is handed in by rule. ``shown_at`` is when its result, with every key, was first shown.
    ``held_back``: its assignment shows no scores and no keys yet, or never does.
    """

    __tablename__ = "attempt"
    __table_args__ = (
        CheckConstraint(one_of("mode", MODES), name="mode"),
        CheckConstraint(one_of("purpose", PURPOSES), name="purpose"),
        CheckConstraint(one_of("state", STATES), name="state"),
        CheckConstraint("(state = 'finished') = (finished_at IS NOT NULL)", name="finished_has_a_time"),
        CheckConstraint("(state = 'finished') = (points IS NOT NULL)", name="finished_has_points"),
        CheckConstraint("state <> 'waiting' OR handed_in_at IS NOT NULL", name="waiting_was_handed_in"),
        CheckConstraint("(closes_at IS NULL) = (deadline_at IS NULL)", name="closes_with_a_deadline"),
        Index(
            "uq_attempt_running",
            "account_id",
            "quiz_id",
            "scope",
            unique=True,
            sqlite_where=text("state = 'running'"),
            postgresql_where=text("state = 'running'"),
        ),
        Index("ix_attempt_account_id_started_at", "account_id", "started_at"),
        Index("ix_attempt_held_back", "quiz_id", sqlite_where=text("held_back"), postgresql_where=text("held_back")),
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
    purpose: Mapped[str] = mapped_column(String(16), default="quiz", server_default="quiz")
    ended_early: Mapped[bool] = mapped_column(default=False, server_default=false())
    scope: Mapped[str] = mapped_column(String(200), default="", server_default=text("''"))
    state: Mapped[str] = mapped_column(String(16))
    started_at: Mapped[datetime]
    deadline_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    handed_in_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    points: Mapped[Fraction | None]
    points_possible: Mapped[Fraction]
    shown_at: Mapped[datetime | None]
    held_back: Mapped[bool] = mapped_column(default=False, server_default=false())

    @hybrid_property
    def is_trial(self) -> bool:
        """Whether it is a teacher's trial of an assignment: it counts nowhere."""
        return self.purpose == "assignment" and self.scope == TRIAL

    @is_trial.inplace.expression
    @classmethod
    def _is_trial(cls) -> ColumnElement[bool]:
        return and_(cls.purpose == "assignment", cls.scope == TRIAL)

    @hybrid_property
    def shows_scores(self) -> bool:
        """Whether its learner may see scores: an exam shows none before all of it is judged, and none held back."""
        return not self.held_back and (self.mode != "exam" or self.state == "finished")

    @shows_scores.inplace.expression
    @classmethod
    def _shows_scores(cls) -> ColumnElement[bool]:
        return and_(cls.held_back.is_(False), or_(cls.mode != "exam", cls.state == "finished"))


class AttemptQuestion(Base):
    """A question of an attempt: its version, variant and order are pinned; ``revision`` is the latest answer's.

    ``fraction`` is how right the answer is, ``marks`` what it earns by the quiz's rules, both as shares of the points.
    ``waiting``: answered, and a person has to judge it. ``contested`` is the revision with which an open conflict
    began. ``graded_version_id`` is the version that a regrade scored it under; none where that is the pinned one.
    ``bank_revision_id`` is the revision of its bank that it was drawn from.
    ``first_shown_at`` and ``seconds_in_view`` are as browsers report them: no mark and no deadline depends on them.
    ``guess`` and ``slip`` are the chances of its question when the score was fixed, ``day`` the learner's day then,
    ``quick``: it took less time than half of their answers of this kind. ``recall`` is how likely it was to be
    remembered, as predicted before; None where it was seen for the first time.
    ``stands_for_id`` is the question that was due, where another one of its objective was asked for it.
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
    bank_revision_id: Mapped[int | None] = mapped_column(ForeignKey("bank_revision.id"))
    stands_for_id: Mapped[int | None] = mapped_column(ForeignKey("question.id"), index=True)
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
    first_shown_at: Mapped[datetime | None]
    seconds_in_view: Mapped[int | None]
    guess: Mapped[float | None] = mapped_column(Float)
    slip: Mapped[float | None] = mapped_column(Float)
    day: Mapped[date | None]
    quick: Mapped[bool] = mapped_column(default=False, server_default=false())
    recall: Mapped[float | None] = mapped_column(Float)

    @hybrid_property
    def scored_version_id(self) -> int:
        """The version that the score belongs to, whose key and texts are shown with it."""
        return self.graded_version_id or self.question_version_id

    @scored_version_id.inplace.expression
    @classmethod
    def _scored_version_id(cls) -> ColumnElement[int]:
        return func.coalesce(cls.graded_version_id, cls.question_version_id)


class AnswerRow(Base):
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
