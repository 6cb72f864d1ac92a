"""Who finds a series or a bank: everybody, teachers alone, or nobody. What learners did in it stays."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from quiz.services import audit
from quiz.services.content.named import series_named, standing_named
from quiz.services.identity import accounts
from quiz.storage.models.content import STANDINGS, SeriesRow
from quiz.storage.models.identity import TEACHERS


class NoOwner(ValueError):
    """Nobody who may own a series has the name that was given."""


_ACTIONS = {"withdrawn": "withdrawn", "hidden": "hidden", "open": "opened"}


def set_standing(session: Session, name: str, standing: str, *, by: audit.Actor, now: datetime) -> bool:
    """Open, hide or withdraw the series or bank of that name; False where it stood so already.

    Attempts that are running go on, and results stay readable. Raises ``Unknown``.
    """
    if standing not in STANDINGS:
        raise ValueError(standing)
    found = standing_named(session, name)
    before = found.standing
    if before == standing:
        return False
    found.standing = standing
    action = "brought_back" if (before, standing) == ("withdrawn", "open") else _ACTIONS[standing]
    what = audit.series(found.slug) if isinstance(found, SeriesRow) else audit.bank(found.slug)
    audit.record(session, action, what, by=by, now=now)
    return True


def set_owner(session: Session, series: str, name: str | None, *, by: audit.Actor, now: datetime) -> None:
    """Give a series to the teacher or admin of that name; to nobody without one.

    The owner reads the sources of what was published of it. Raises ``Unknown`` and ``NoOwner``.
    """
    found = series_named(session, series)
    person = accounts.find_named(session, name) if name is not None else None
    if name is not None and (person is None or person.role not in TEACHERS):
        raise NoOwner(name)
    found.owner_id = person.id if person is not None else None
    audit.record(session, "owned", audit.series(found.slug), by=by, now=now, after={"owner": name or ""})
