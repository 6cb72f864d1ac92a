"""The table of leases: which process does what only one may do at a time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from quiz.storage.models.base import Base


class Lease(Base):
    """Work that one process of all machines does: whose turn it is, and until when. An old one may be taken over."""

    __tablename__ = "lease"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    holder: Mapped[str] = mapped_column(String(80))
    until: Mapped[datetime]
