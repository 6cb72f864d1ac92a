"""A store that holds nothing yet."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from quiz.storage.models.base import Base
from quiz.storage.models.content import BankRow, QuestionRow, QuizRow


@pytest.fixture
def nothing_published(session: Session) -> Session:
    """The store with its tables and no row in them."""
    for identity in (QuestionRow, QuizRow):
        session.query(identity).update({"current_version_id": None})
    session.query(BankRow).update({"current_revision_id": None})
    for table in reversed(Base.metadata.sorted_tables):
        session.execute(table.delete())
    session.commit()
    return session
