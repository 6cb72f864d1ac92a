"""The tables of what people write and have not published: drafts of files, the steps they came by, and pictures."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from quiz.storage.models.base import Base


class BankDraft(Base):
    """What an account has typed of one file of a series and not published.

    ``slug`` is the bank's, or the name of a file beside the banks: ``series.yaml``. ``number`` goes up by one with each
    change: who saves says which they had seen. ``source`` is None once it was published or discarded; the row stays, so
    that no number comes twice and the steps can be gone back to. ``base_revision_id`` is the revision that the text
    was made from, None for a bank that is new; of a file that has no revisions ``base_source`` is what it began with.
    ``step`` is the number of the step whose text this is, None where it was typed since.
    """

    __tablename__ = "bank_draft"
    __table_args__ = (
        UniqueConstraint("account_id", "series_id", "slug"),
        CheckConstraint("number >= 1", name="number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    series_id: Mapped[int] = mapped_column(ForeignKey("series.id", ondelete="CASCADE"), index=True)
    slug: Mapped[str] = mapped_column(String(80))
    source: Mapped[bytes | None] = mapped_column(LargeBinary)
    base_revision_id: Mapped[int | None] = mapped_column(
        ForeignKey("bank_revision.id", ondelete="SET NULL"), index=True
    )
    base_source: Mapped[bytes | None] = mapped_column(LargeBinary)
    number: Mapped[int]
    step: Mapped[int | None]
    saved_at: Mapped[datetime]


class BankDraftStep(Base):
    """What a draft said before, compressed by zlib; ``number`` is that which the draft had, ``size`` its bytes."""

    __tablename__ = "bank_draft_step"

    draft_id: Mapped[int] = mapped_column(ForeignKey("bank_draft.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    packed: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    packed_size: Mapped[int]
    size: Mapped[int]
    saved_at: Mapped[datetime]


class DraftPicture(Base):
    """A picture that was uploaded for a bank, by the ``name`` that the bank calls it, as it will be published.

    It belongs to all who may edit the series. ``kept_as`` is its name in ``media`` once it is published: a hash of its
    content. ``width`` and ``height`` are in pixels; ``alt`` says by language what it shows. Who uploaded it is known
    until their account is deleted. At ``kept_until`` it is looked whether a draft names it still; else it goes.
    """

    __tablename__ = "draft_picture"

    series_id: Mapped[int] = mapped_column(ForeignKey("series.id", ondelete="CASCADE"), primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), primary_key=True)
    name: Mapped[str] = mapped_column(String(110), primary_key=True)
    kept_as: Mapped[str] = mapped_column(String(60))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    size: Mapped[int]
    width: Mapped[int]
    height: Mapped[int]
    alt: Mapped[dict[str, Any]]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    uploaded_at: Mapped[datetime]
    kept_until: Mapped[datetime] = mapped_column(index=True)
