"""The tables of what is published: series, banks, questions, quizzes, versions, texts, pictures, what is found."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from quiz.storage.models.base import Base, one_of

STANDINGS = ("open", "hidden", "withdrawn")
"""Who finds a bank or a series: everybody, teachers alone, nobody. Attempts at it stay whatever it is."""
ORIGINS = ("command", "start", "studio", "upgrade", "challenge")
"""What published a bank: ``quiz publish``, the first start, the studio, an answer that a teacher let count; or it was
there before revisions were kept."""


class SeriesRow(Base):
    """A series as last published; its owner may publish it in the browser."""

    __tablename__ = "series"
    __table_args__ = (CheckConstraint(one_of("standing", STANDINGS), name="standing"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    content_hash: Mapped[str] = mapped_column(String(64))
    definition: Mapped[dict[str, Any]]
    standing: Mapped[str] = mapped_column(String(12), default="open", server_default="open")
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    published_at: Mapped[datetime]


class SeriesEditor(Base):
    """Somebody who may publish and correct a series beside its owner."""

    __tablename__ = "series_editor"

    series_id: Mapped[int] = mapped_column(ForeignKey("series.id", ondelete="CASCADE"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True, index=True)


class BankRow(Base):
    """A bank as last published; ``header`` is all but its questions, its notes rendered."""

    __tablename__ = "bank"
    __table_args__ = (
        UniqueConstraint("series_id", "slug"),
        CheckConstraint(one_of("standing", STANDINGS), name="standing"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"))
    slug: Mapped[str] = mapped_column(String(80))
    content_hash: Mapped[str] = mapped_column(String(64))
    header: Mapped[dict[str, Any]]
    rendered: Mapped[dict[str, Any]]
    questions: Mapped[int] = mapped_column(default=0)
    standing: Mapped[str] = mapped_column(String(12), default="open", server_default="open")
    published_at: Mapped[datetime]
    renderer: Mapped[str] = mapped_column(String(40), default="1", server_default="1")
    current_revision_id: Mapped[int | None] = mapped_column(
        ForeignKey("bank_revision.id", use_alter=True, name="fk_bank_current_revision_id")
    )


class BankRevision(Base):
    """A bank as it was published once: never changed. ``source`` is the file, byte for byte, named by its SHA-256.

    Without a source it was published before they were kept. ``path`` is the file it came from, ``by_name`` the user
    of the shell, ``pictures`` the addresses of what it shows, by the names that the file calls them.
    """

    __tablename__ = "bank_revision"
    __table_args__ = (
        UniqueConstraint("bank_id", "number"),
        CheckConstraint(one_of("origin", ORIGINS), name="origin"),
        CheckConstraint("number >= 1", name="number"),
        CheckConstraint("(source IS NULL) = (content_hash IS NULL)", name="source_has_a_hash"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    bank_id: Mapped[int] = mapped_column(ForeignKey("bank.id"))
    number: Mapped[int]
    source: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    content_hash: Mapped[str | None] = mapped_column(String(64))
    header: Mapped[dict[str, Any]]
    pictures: Mapped[dict[str, Any]]
    published_at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    by_name: Mapped[str | None] = mapped_column(String(80))
    origin: Mapped[str] = mapped_column(String(16))
    path: Mapped[str | None] = mapped_column(Text)


class QuestionRow(Base):
    """A question's identity through all its versions. A withdrawn one keeps its place in old attempts.

    ``measures`` is what its answers are evidence of, in its current version: ``objective:ID``, without one
    ``section:ID``, else nothing, which is its bank. ``section`` is the section that it names there; None where it names
    none.
    """

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
    measures: Mapped[str] = mapped_column(String(130), default="", server_default=text("''"))
    section: Mapped[str | None] = mapped_column(String(120))
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


class MediaRow(Base):
    """A picture of a published bank; its name is the hash of its content and the suffix of its file."""

    __tablename__ = "media"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    content: Mapped[bytes]
    size: Mapped[int]
    created_at: Mapped[datetime]


class QuestionContext(Base):
    """What stands around a version, in one language, from a revision of its bank on: until the next row of it.

    ``context`` is its section, objective and picture, ``sources`` what only a score reveals. Kept beside the texts of
    the version, as a header changes without it: attempts show what was published when they began.
    """

    __tablename__ = "question_context"

    question_version_id: Mapped[int] = mapped_column(ForeignKey("question_version.id"), primary_key=True)
    language: Mapped[str] = mapped_column(String(12), primary_key=True)
    bank_revision_id: Mapped[int] = mapped_column(ForeignKey("bank_revision.id"), primary_key=True)
    context: Mapped[dict[str, Any]]
    sources: Mapped[list[dict[str, Any]]]


class QuizRow(Base):
    """A quiz's identity; ``key`` is ``2024-01/check`` for one of a bank, ``final`` for one over several banks.

    ``built_in``: the rules of what the app puts together by itself, such as ``~review``; no list offers it.
    """

    __tablename__ = "quiz"
    __table_args__ = (UniqueConstraint("series_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"))
    key: Mapped[str] = mapped_column(String(160))
    bank_id: Mapped[int | None] = mapped_column(ForeignKey("bank.id"), index=True)
    position: Mapped[int]
    withdrawn: Mapped[bool] = mapped_column(default=False)
    built_in: Mapped[bool] = mapped_column(default=False, server_default=false())
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


FINDABLE = ("note", "question", "term")


class SearchEntry(Base):
    """What can be found as one, in one language; all of it is made from what is published, and can be made again.

    ``title`` is the heading above a paragraph, the prompt of a question, or a term; ``body`` the paragraph, the
    explanation of the question, or what the term means. ``title_words`` and ``words`` (of both) are as they are
    searched: composed, in small letters, a space around each word. ``anchor`` names the place on its page. Of a
    question, every version has its entries; of a term there is no bank. The indexes for searching are made in
    ``quiz/storage/search_index.py``.
    """

    __tablename__ = "search_entry"
    __table_args__ = (CheckConstraint(one_of("kind", FINDABLE), name="kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"), index=True)
    bank_id: Mapped[int | None] = mapped_column(ForeignKey("bank.id"), index=True)
    question_version_id: Mapped[int | None] = mapped_column(ForeignKey("question_version.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    language: Mapped[str] = mapped_column(String(12))
    section: Mapped[str] = mapped_column(String(120))
    position: Mapped[int]
    anchor: Mapped[str] = mapped_column(String(160))
    title: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    title_words: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text)
