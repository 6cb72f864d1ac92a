"""Work beside the pages: when processes last looked whether there is any."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from quiz.domain.errors import Message, say
from quiz.storage.models.integrity import BackgroundWork

NOTED_EVERY = timedelta(minutes=5)
"""So often a look is written down; the looks between leave no mark."""
STANDS_STILL_AFTER = timedelta(minutes=30)
"""Work that nobody has looked for in so long has stopped: the longest pause between two looks is ten minutes."""

WORDS: dict[str, Message] = {
    "closing": say("Overdue tests are handed in"),
    "expiring": say("Old guests, and what the rules of retention name, are deleted"),
    "data_files": say("Files with one’s own data are made"),
    "reminding": say("Reminders go out"),
    "mail": say("Mail is sent"),
}
"""Every work, in the order in which it is shown; ``mail`` only where the site sends any."""


@dataclass(frozen=True, kw_only=True)
class Work:
    """A kind of work, when it was last looked for (None: never), and whether it has stopped."""

    words: Message
    looked_at: datetime | None
    stands_still: bool


def note(session: Session, work: str, *, now: datetime) -> None:
    """Write down that a process looked for ``work``."""
    done = session.execute(update(BackgroundWork).where(BackgroundWork.work == work).values(looked_at=now))
    if done.rowcount:  # type: ignore[attr-defined]  # the result of an UPDATE has it
        return
    try:
        with session.begin_nested():
            session.add(BackgroundWork(work=work, looked_at=now))
            session.flush()
    except IntegrityError:
        # Another process was as quick.
        return


def standing(session: Session, *, mail: bool, now: datetime) -> Sequence[Work]:
    """Every kind of work with its last look."""
    known = {one.work: one.looked_at for one in session.scalars(select(BackgroundWork))}
    return [
        Work(words=words, looked_at=known.get(name), stands_still=_stands_still(known.get(name), now))
        for name, words in WORDS.items()
        if mail or name != "mail"
    ]


def _stands_still(looked_at: datetime | None, now: datetime) -> bool:
    return looked_at is None or now - looked_at > STANDS_STILL_AFTER
