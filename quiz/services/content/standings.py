"""Who finds a series or a bank: everybody, teachers alone, or nobody. What learners did in it stays."""

from __future__ import annotations

from sqlalchemy.orm import Session

from quiz.services.content.named import standing_named
from quiz.storage.models.content import STANDINGS


def set_standing(session: Session, name: str, standing: str) -> bool:
    """Open, hide or withdraw the series or bank of that name; False where it stood so already.

    Attempts that are running go on, and results stay readable. Raises ``Unknown``.
    """
    if standing not in STANDINGS:
        raise ValueError(standing)
    found = standing_named(session, name)
    changed = found.standing != standing
    found.standing = standing
    return changed
