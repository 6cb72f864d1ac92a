"""The tables of accounts, their sign-ins, and of invitations."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    String,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from quiz.storage.models.base import Base, one_of

ROLES = ("guest", "learner", "teacher", "admin")
TEACHERS = ("teacher", "admin")
"""Who sees what is hidden from learners, and their statistics."""


class Account(Base):
    """Somebody who answers or teaches. A guest has neither name nor password until they sign up.

    ``age_confirmed_at`` is when they confirmed to be old enough to sign up alone; None where nobody asked.
    """

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
    age_confirmed_at: Mapped[datetime | None]


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


class RecoveryCode(Base):
    """The hash of the one code by which an account gets a new password, and when its owner had written it down.

    Until then the page shows the code again, in the browser that it was made in: it follows from ``salt`` and from
    what that browser alone holds.
    """

    __tablename__ = "recovery_code"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    salt: Mapped[str] = mapped_column(String(32))
    code_hash: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]
    noted_at: Mapped[datetime | None]


class Invitation(Base):
    """A link with which somebody becomes a teacher, once: the store has its token's hash alone.

    ``note`` is for whom it was made, in an administrator's words.
    """

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    note: Mapped[str] = mapped_column(String(80), default="")
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    used_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    revoked_at: Mapped[datetime | None]
