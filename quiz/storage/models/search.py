"""The table of what can be found: paragraphs of study notes, questions, terms of glossaries."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from quiz.storage.models.base import Base, one_of

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
