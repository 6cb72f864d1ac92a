"""Files of one's data that were asked for: who has them, which worker builds one, when they are gone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from quiz.services.aggregates import sums
from quiz.storage.models.integrity import DataFile
from quiz.storage.prepared import fetch
from quiz.storage.queries import own_data as own_queries

KEPT = timedelta(days=7)
"""So long a file can be fetched."""
LEASE = timedelta(minutes=5)
"""So long a worker has a file without a word: after that another takes it up again."""
PAUSE = timedelta(minutes=1)
"""So long a file that could not be built rests."""
MOST_TRIES = 3
SMALL = 200
SMALL_REVIEWS = 2_000
"""Attempts, and reviews that were brought along, up to which a file is built at once."""


@dataclass(frozen=True, kw_only=True)
class Lease:
    """A file that one worker builds; ``turn`` is another one each time the file is taken up."""

    id: int
    turn: int


def files_of(session: Session, account_id: int, now: datetime) -> Mapping[str, DataFile]:
    """The files that an account has asked for, by their kind."""
    return {one.kind: one for one in fetch(session, own_queries.files_of(account_id, now)).scalars()}


def content_of(session: Session, account_id: int, kind: str, now: datetime) -> bytes | None:
    """What an account's own file holds; None where it has none that is ready."""
    return fetch(session, own_queries.file_content(account_id, kind, now)).scalars().first()


def is_small(session: Session, account_id: int) -> bool:
    """Whether a file of this account is built while its owner waits."""
    attempts = fetch(session, own_queries.count_attempts(account_id)).scalar() or 0
    return attempts <= SMALL and fetch(session, own_queries.count_brought(account_id)).one()[0] <= SMALL_REVIEWS


def ask(
    session: Session,
    account_id: int,
    kind: str,
    *,
    language: str,
    options: Mapping[str, Any],
    now: datetime,
    content: bytes | None = None,
    kept: timedelta = KEPT,
) -> DataFile:
    """Ask for a file in the place of the one before of its kind; it is ready at once where its ``content`` is given."""
    sums.lock_account(session, account_id)
    drop(session, account_id, kind)
    made = DataFile(
        account_id=account_id,
        kind=kind,
        language=language,
        options=dict(options),
        state="waiting" if content is None else "ready",
        progress=0 if content is None else 100,
        tries=0,
        leased_until=None,
        asked_at=now,
        ready_at=None if content is None else now,
        expires_at=now + kept,
        size=len(content or b""),
        content=content,
    )
    session.add(made)
    session.flush()
    return made


def drop(session: Session, account_id: int, kind: str) -> None:
    """Delete an account's file of a kind, whatever became of it."""
    session.execute(delete(DataFile).where(DataFile.account_id == account_id, DataFile.kind == kind))
    session.expire_all()


def is_due(session: Session, now: datetime) -> bool:
    """Whether a file waits for a worker, or to be deleted."""
    return fetch(session, own_queries.waiting_files(now)).first() is not None


def take(session: Session, now: datetime) -> Lease | None:
    """Take up the file that waits longest, or that a worker left behind; None where another worker was quicker, too."""
    found = session.execute(own_queries.next_file(now, MOST_TRIES)).first()
    if found is None:
        return None
    lease = Lease(id=found.id, turn=found.tries + 1)
    taken = (
        update(DataFile)
        .where(DataFile.id == found.id, DataFile.tries == found.tries)
        .where(own_queries.is_free(now))
        .values(state="running", leased_until=now + LEASE, tries=lease.turn, progress=0)
    )
    return lease if _changed(session, taken) else None


def taken_file(session: Session, lease: Lease) -> DataFile | None:
    """The file that a worker took up; None where it is gone by now."""
    return session.get(DataFile, lease.id)


def go_on(session: Session, lease: Lease, progress: int, now: datetime) -> bool:
    """Note how far a file is, in per cent, and keep it for longer; False where it is another's by now, or gone."""
    return _changed(session, _held(lease).values(progress=progress, leased_until=now + LEASE)) > 0


def finish(session: Session, lease: Lease, content: bytes, now: datetime) -> bool:
    """Keep what a file holds; False where it is another's by now, or gone."""
    ready = {"state": "ready", "leased_until": None, "ready_at": now, "expires_at": now + KEPT}
    return _changed(session, _held(lease).values(**ready, progress=100, size=len(content), content=content)) > 0


def give_up(session: Session, lease: Lease, now: datetime) -> bool:
    """Let a file that could not be built rest before another try, or fail after the last."""
    last = lease.turn >= MOST_TRIES
    values: dict[str, Any] = {"state": "failed", "leased_until": None} if last else {"leased_until": now + PAUSE}
    return _changed(session, _held(lease).values(**values)) > 0


def clear(session: Session, now: datetime) -> int:
    """Delete files whose time is over, and let those fail that were left behind too often; how many went."""
    left = update(DataFile).where(DataFile.state == "running", DataFile.leased_until <= now)
    _changed(session, left.where(DataFile.tries >= MOST_TRIES).values(state="failed", leased_until=None))
    return _changed(session, delete(DataFile).where(DataFile.expires_at <= now))


def _held(lease: Lease) -> Any:
    return update(DataFile).where(DataFile.id == lease.id, DataFile.tries == lease.turn, DataFile.state == "running")


def _changed(session: Session, statement: Any) -> int:
    done = session.execute(statement, execution_options={"synchronize_session": False})
    assert isinstance(done, CursorResult)
    return int(done.rowcount)
