"""The inbox of an account: what it is informed of, read and unread."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from quiz.services.notices import kinds, leases
from quiz.services.notices.kinds import Words
from quiz.storage.models.notices import Notice
from quiz.storage.prepared import fetch
from quiz.storage.queries import notices as notice_queries

GRADING_ONCE_IN = timedelta(days=1)
"""So long teachers are not informed again that answers wait."""

MAX_ADDRESS = 300
"""Characters of the path that a notice leads to."""

_OURS = re.compile(r"/(?:[\w.~%@:?=&#-][\w.~%@:?=&#/-]*)?", re.ASCII)
_ADD = insert(Notice.__table__)  # type: ignore[arg-type]  # a mapped class has a table


def notify(
    session: Session, account_id: int, kind: str, data: Mapping[str, Any], *, address: str = "", now: datetime
) -> None:
    """Put a notice into an account's inbox. ``address`` is a path of ours that it leads to, empty for none.

    ``data`` is plain JSON that ``kinds.KINDS[kind]`` needs, with fractions as text and texts by language as mappings.
    It never holds a key, or a score that its learner may not see yet. Raises ``KeyError`` for an unknown kind,
    ``ValueError`` for missing data and for an address that is no path.
    """
    session.execute(_ADD, _row(account_id, kind, data, address, now))


@dataclass(frozen=True, kw_only=True)
class Notified:
    """A notice to be put into an inbox, as ``notify`` takes it."""

    account_id: int
    data: Mapping[str, Any]
    address: str = ""


def notify_all(session: Session, kind: str, notices: Iterable[Notified], *, now: datetime) -> None:
    """Put notices of one kind into inboxes, with one statement. Raises as ``notify``."""
    rows = [_row(one.account_id, kind, one.data, one.address, now) for one in notices]
    if rows:
        session.execute(_ADD, rows)


def tell_teachers_of_answers(session: Session, learner_id: int, *, now: datetime) -> None:
    """Inform who may grade a learner's answers that some wait: each once a day, however many there are."""
    wanted = notice_queries.graders_to_inform(learner_id, now - GRADING_ONCE_IN)
    if fetch(session, wanted).first() is None:
        return
    # Of two hand-ins at once the second waits here for the first, and then finds that everybody knows.
    leases.take(session, "answers_to_grade", secrets.token_hex(8), now=now, lasts=timedelta(0))
    notices = [Notified(account_id=one, data={}, address="/teach/grading") for one in fetch(session, wanted).scalars()]
    notify_all(session, "answers_to_grade", notices, now=now)


def _row(account_id: int, kind: str, data: Mapping[str, Any], address: str, now: datetime) -> dict[str, Any]:
    missing = kinds.KINDS[kind].example.keys() - data.keys() - {"month"}
    if missing:
        raise ValueError(f"a notice of kind {kind!r} without {', '.join(sorted(missing))}")
    if address and (not _OURS.fullmatch(address) or len(address) > MAX_ADDRESS):
        raise ValueError("a notice leads to a path of ours")
    return {
        "account_id": account_id,
        "kind": kind,
        "data": dict(data),
        "address": address,
        "made_at": now,
        "copied": False,
    }


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A notice as its page shows it; ``address`` is empty where it leads nowhere."""

    id: int
    kind: str
    words: Words
    address: str
    made_at: datetime
    is_read: bool
    sealed_by: str | None = None
    """The token of a running test that asks a question of the attempt, too: until then the notice tells no result."""


def count(session: Session, account_id: int) -> int:
    """How many notices an account has."""
    return fetch(session, notice_queries.count_notices(account_id)).scalar_one()


def notices(session: Session, account_id: int, language: str, *, limit: int = 50, offset: int = 0) -> list[Shown]:
    """A page of an account's notices in ``language``, the latest first."""
    rows = fetch(session, notice_queries.notices_of(account_id, limit, offset))
    return [_shown(row.Notice, row.sealed_by, language) for row in rows]


def _shown(one: Notice, test: str | None, language: str) -> Shown:
    words = kinds.words(one.kind, one.data, language)
    sealed_by = test if words.tells_result else None
    return Shown(
        id=one.id,
        kind=one.kind,
        words=replace(words, detail="", quoted="") if sealed_by is not None else words,
        address=one.address,
        made_at=one.made_at,
        is_read=one.read_at is not None,
        sealed_by=sealed_by,
    )


def open_notice(session: Session, account_id: int, notice_id: int, *, now: datetime) -> Notice | None:
    """Mark one notice of an account as read; None where it has no such notice."""
    found: Notice | None = fetch(session, notice_queries.own_notice(account_id, notice_id)).scalars().first()
    if found is not None and found.read_at is None:
        found.read_at = now
        session.flush()
    return found


def read_all(session: Session, account_id: int, *, now: datetime, until: int) -> int:
    """Mark every notice of an account as read up to the number ``until``, the latest that was seen; how many."""
    unread = update(Notice).where(Notice.account_id == account_id, Notice.read_at.is_(None), Notice.id <= until)
    done = session.execute(unread.values(read_at=now), execution_options={"synchronize_session": False})
    return int(done.rowcount)  # type: ignore[attr-defined]  # the result of an UPDATE has it
