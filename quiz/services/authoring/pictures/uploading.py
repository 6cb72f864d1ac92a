"""Pictures of a bank are uploaded, described and deleted by who may edit its series."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from quiz.domain.authoring.pictures.naming import name_for
from quiz.domain.errors import Message, say
from quiz.services.authoring.desk import Draft
from quiz.services.authoring.pictures.encoding import Encoded, NotTaken
from quiz.services.authoring.pictures.folder import pictures_for
from quiz.services.content.media import ADDRESS, name_of
from quiz.storage.models.authoring import DraftPicture
from quiz.storage.queries.authoring import pictures as queries

MOST_PICTURES = 200
MOST_TOGETHER = 50_000_000
"""Pictures that wait for a bank to be published, and the bytes that they have together."""
KEPT_FOR = timedelta(days=30)
"""How long a picture stays that no draft names."""
FEW = 50
"""Pictures that one look goes over."""


@dataclass(frozen=True, kw_only=True)
class Kept:
    """The name under which a bank calls a picture; ``was_there`` where it had it already."""

    name: str
    was_there: bool = False


def keep(session: Session, draft: Draft, called: str, picture: Encoded, folder: Path, now: datetime) -> Kept:
    """Keep ``picture``, a file that was ``called`` so, for the bank of ``draft``. Raises ``NotTaken``.

    ``folder`` holds the pictures that an earlier version kept.
    """
    # Two who upload at once come one after the other: each sees the names that are taken.
    session.execute(queries.series_locked(draft.series_id))
    known = pictures_for(session, draft, folder)
    kept_as = name_of(picture.content, f".{picture.ending}")
    there = next((name for name in known.names() if known.address(name) == ADDRESS + kept_as), None)
    if there is not None:
        return Kept(name=there, was_there=True)
    together = sum(one.size for one in known.uploaded.values()) + len(picture.content)
    if len(known.uploaded) >= MOST_PICTURES or together > MOST_TOGETHER:
        raise NotTaken(_full(), is_too_large=True)
    name = name_for(called, picture.ending, known.names())
    row = DraftPicture(
        series_id=draft.series_id,
        slug=draft.slug,
        name=name,
        kept_as=kept_as,
        content=picture.content,
        size=len(picture.content),
        width=picture.width,
        height=picture.height,
        alt={},
        account_id=draft.account_id,
        uploaded_at=now,
        kept_until=now + KEPT_FOR,
    )
    session.add(row)
    session.flush()
    return Kept(name=name)


def _full() -> Message:
    return say(
        "At most %(count)s pictures with %(size)s megabytes together wait for a bank to be published. Delete some that "
        "no question shows, or publish the bank first.",
        count=MOST_PICTURES,
        size=MOST_TOGETHER // 1_000_000,
    )


def describe(session: Session, draft: Draft, name: str, alt: Mapping[str, str]) -> bool:
    """Keep by language what an uploaded picture shows; False where there is none of that name."""
    row = session.get(DraftPicture, (draft.series_id, draft.slug, name))
    if row is not None:
        row.alt = dict(alt)
    return row is not None


def delete(session: Session, draft: Draft, name: str) -> bool:
    """Delete an uploaded picture that no draft of the bank names; False where one does, or there is no such picture."""
    row = session.get(DraftPicture, (draft.series_id, draft.slug, name))
    if row is None or is_named(session, row):
        return False
    session.execute(queries.this_picture(row))
    return True


def is_named(session: Session, row: DraftPicture) -> bool:
    """Whether a draft of anybody names an uploaded picture; what only looks like its name counts as well."""
    typed = session.scalars(queries.drafts_of_bank(row.series_id, row.slug))
    return any(row.name.encode() in source for source in typed if source is not None)


def is_due(session: Session, now: datetime) -> bool:
    """Whether there is an uploaded picture of which it is time to look whether a draft names it."""
    return session.scalars(queries.due_before(now, 1)).first() is not None


def look(session: Session, now: datetime) -> int:
    """Delete a few uploaded pictures that no draft has named for long; how many. The others stay once more as long."""
    gone = 0
    for row in session.scalars(queries.due_before(now, FEW)).all():
        if is_named(session, row):
            row.kept_until = now + KEPT_FOR
        else:
            # Another process may be at it as well: what is gone already is no fault.
            session.execute(queries.this_picture(row))
            gone += 1
    return gone
