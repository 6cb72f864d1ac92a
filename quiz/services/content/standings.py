"""Who finds a series or a bank: everybody, teachers alone, or nobody. What learners did in it stays."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from quiz.services import audit
from quiz.services.content.named import series_named, standing_named
from quiz.services.current_user import Learner
from quiz.storage.models.content import STANDINGS, SeriesRow

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
    what = audit.series(found.slug) if isinstance(found, SeriesRow) else audit.stored_bank(session, found.id)
    audit.record(session, action, what, by=by, now=now)
    return True


def set_owner(session: Session, series: str, person: Learner | None, *, by: audit.Actor, now: datetime) -> None:
    """Give a series to an account, which reads the sources of what was published of it; or to nobody.

    Raises ``Unknown``.
    """
    found = series_named(session, series)
    found.owner_id = person.id if person is not None else None
    after = {"owner": person.name if person is not None else ""}
    audit.record(session, "owned", audit.series(found.slug), by=by, now=now, after=after)
