"""Who finds a series or a bank: everybody, teachers alone, or nobody. What learners did in it stays."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from quiz.services import audit
from quiz.services.content.named import series_named, standing_named
from quiz.services.current_user import Learner
from quiz.storage.models.content import STANDINGS, BankRow, SeriesRow

_ACTIONS = {"withdrawn": "withdrawn", "hidden": "hidden", "open": "opened"}


class NotWithdrawn(ValueError):
    """Nothing to bring back: it was not withdrawn."""


def set_standing(session: Session, name: str, standing: str, *, by: audit.Actor, now: datetime) -> bool:
    """Open, hide or withdraw the series or bank of that name; False where it stood so already.

    Attempts that are running go on, and results stay readable. Raises ``Unknown``.
    """
    if standing not in STANDINGS:
        raise ValueError(standing)
    return give(session, standing_named(session, name), standing, by=by, now=now)


def give(session: Session, found: SeriesRow | BankRow, standing: str, *, by: audit.Actor, now: datetime) -> bool:
    """The same of a series or bank that is known by its row."""
    if found.standing == standing:
        return False
    found.standing = standing
    audit.record(session, _ACTIONS[standing], _object(session, found), by=by, now=now)
    return True


def bring_back(session: Session, name: str, *, by: audit.Actor, now: datetime) -> None:
    """Bring back what was withdrawn, for teachers alone: it may have been hidden from learners before.

    Raises ``Unknown``, and ``NotWithdrawn`` for what is open or hidden.
    """
    found = standing_named(session, name)
    if found.standing != "withdrawn":
        raise NotWithdrawn(name)
    found.standing = "hidden"
    audit.record(session, "brought_back", _object(session, found), by=by, now=now)


def _object(session: Session, found: SeriesRow | BankRow) -> audit.Object:
    return audit.series(found.slug) if isinstance(found, SeriesRow) else audit.stored_bank(session, found.id)


def set_owner(session: Session, series: str, person: Learner | None, *, by: audit.Actor, now: datetime) -> None:
    """Give a series to an account, which reads the sources of what was published of it; or to nobody.

    Each account that gets it or loses it has an event of its own, by its number. Raises ``Unknown``.
    """
    found = series_named(session, series)
    before, after = found.owner_id, person.id if person is not None else None
    if before == after:
        return
    found.owner_id = after
    for whose, owns in ((before, False), (after, True)):
        if whose is not None:
            audit.record(session, "owned", audit.series(found.slug, whose), by=by, now=now, after={"owns": owns})
