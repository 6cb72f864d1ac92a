"""The tables of what people grade, of regrades, and of what learners reported of questions, and challenged."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from quiz.storage.models.base import Base, one_of

REPORT_KINDS = ("key", "ambiguous", "display", "outdated", "other")
REPORT_STATES = ("open", "answered", "corrected", "declined")
CHALLENGE_STATES = ("open", "passed_on", "accepted", "refused")
UNDECIDED = CHALLENGE_STATES[:2]
"""Challenges that wait for a teacher: for any, or for one who may edit the series."""
_UNDECIDED = "state IN ('open', 'passed_on')"
GRADING_STATES = ("second", "disputed", "ready", "fixed")
GRADE_KINDS = ("first", "second", "settled", "changed")


class Regrade(Base):
    """Stored answers scored again under newer versions of their questions, in one go; it can be undone once."""

    __tablename__ = "regrade"

    id: Mapped[int] = mapped_column(primary_key=True)
    bank_id: Mapped[int] = mapped_column(ForeignKey("bank.id"), index=True)
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


class QuestionReport(Base):
    """What a learner says is wrong with a question of their attempt, and what a teacher answered.

    It is its attempt's learner's, also after the attempt moved to another account. ``answers`` counts how often it was
    answered: a teacher who answers says which answer they had seen.
    """

    __tablename__ = "question_report"
    __table_args__ = (
        CheckConstraint(one_of("kind", REPORT_KINDS), name="kind"),
        CheckConstraint(one_of("state", REPORT_STATES), name="state"),
        CheckConstraint("(state = 'open') = (reply IS NULL)", name="answered"),
        Index("ix_question_report_state_id", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(SmallInteger)
    question_version_id: Mapped[int] = mapped_column(ForeignKey("question_version.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(10), default="open")
    reply: Mapped[str | None] = mapped_column(Text)
    answers: Mapped[int] = mapped_column(default=0)
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)


class Challenge(Base):
    """A learner says that an answer of theirs should count; a teacher accepts it, refuses it, or passes it on.

    It is its attempt's learner's, also after the attempt moved to another account. ``answer`` is what was graded then,
    under ``question_version_id``; ``answer_key`` names all answers that are equal to it. One a question of an attempt
    is undecided at a time. ``answers`` counts what teachers did: who decides says what they had seen. ``regrade_id`` is
    the regrade that applied an accepted one.
    """

    __tablename__ = "challenge"
    __table_args__ = (
        CheckConstraint(one_of("state", CHALLENGE_STATES), name="state"),
        CheckConstraint("state <> 'refused' OR reply IS NOT NULL", name="refused_with_a_reason"),
        CheckConstraint("state = 'open' OR answered_at IS NOT NULL", name="answered"),
        Index(
            "uq_challenge_undecided",
            "attempt_question_id",
            unique=True,
            sqlite_where=text(_UNDECIDED),
            postgresql_where=text(_UNDECIDED),
        ),
        Index("ix_challenge_state_question_id_answer_key", "state", "question_id", "answer_key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_question_id: Mapped[int] = mapped_column(ForeignKey("attempt_question.id", ondelete="CASCADE"), index=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), index=True)
    question_version_id: Mapped[int] = mapped_column(ForeignKey("question_version.id"), index=True)
    answer: Mapped[dict[str, Any]]
    answer_key: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(10), default="open")
    reply: Mapped[str | None] = mapped_column(Text)
    answers: Mapped[int] = mapped_column(default=0)
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    regrade_id: Mapped[int | None] = mapped_column(ForeignKey("regrade.id", ondelete="SET NULL"), index=True)


class GradingRules(Base):
    """How answers to a question version are graded: ``twice`` by two people, ``held`` back until a person releases all.

    A version without a row is graded once, and each score is fixed at once.
    """

    __tablename__ = "grading_rules"

    question_version_id: Mapped[int] = mapped_column(ForeignKey("question_version.id"), primary_key=True)
    twice: Mapped[bool]
    held: Mapped[bool]


class AnswerGrading(Base):
    """How far the grading of an answer has come; one that nobody has graded has no row.

    ``second``: it waits for a second grader; ``disputed``: two differ, and a person settles it; ``ready``: graded, and
    held back until it is released; ``fixed``: its score is. ``revision`` is the answer that was graded: a later one
    has to be graded again. ``grades`` counts what was given, and so says who has seen what.
    """

    __tablename__ = "answer_grading"
    __table_args__ = (CheckConstraint(one_of("state", GRADING_STATES), name="state"),)

    attempt_question_id: Mapped[int] = mapped_column(
        ForeignKey("attempt_question.id", ondelete="CASCADE"), primary_key=True
    )
    revision: Mapped[int]
    grades: Mapped[int]
    state: Mapped[str] = mapped_column(String(10))
    first_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)


class Grade(Base):
    """What one person gave an answer: appended, never changed. ``number`` counts the grades of an answer from 1.

    ``chosen`` are the criteria that were found. ``adjusted``: the fraction is the grader's own, for a ``reason``.
    ``comment`` is Markdown to the learner.
    """

    __tablename__ = "grade"
    __table_args__ = (
        UniqueConstraint("attempt_question_id", "number"),
        CheckConstraint(one_of("kind", GRADE_KINDS), name="kind"),
        CheckConstraint("number >= 1", name="number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_question_id: Mapped[int] = mapped_column(ForeignKey("attempt_question.id", ondelete="CASCADE"))
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(10))
    revision: Mapped[int]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    at: Mapped[datetime]
    chosen: Mapped[list[str]]
    fraction: Mapped[Fraction]
    adjusted: Mapped[bool]
    reason: Mapped[str] = mapped_column(Text)
    comment: Mapped[str] = mapped_column(Text)


class GradingDraft(Base):
    """What a grader has ticked and typed of an answer and not given yet, as it was typed."""

    __tablename__ = "grading_draft"

    attempt_question_id: Mapped[int] = mapped_column(
        ForeignKey("attempt_question.id", ondelete="CASCADE"), primary_key=True
    )
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True, index=True)
    chosen: Mapped[list[str]]
    share: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(Text)
    comment: Mapped[str] = mapped_column(Text)
    saved_at: Mapped[datetime]


class SavedComment(Base):
    """A comment that a teacher keeps to use again with answers to a question."""

    __tablename__ = "saved_comment"
    __table_args__ = (Index("ix_saved_comment_account_id_question_id", "account_id", "question_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime]
