"""Pictures in the store: kept when a bank is published, found by their names, taken over from the folder of before."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from quiz.services.content.media import fits_its_name
from quiz.storage.prepared import fetch
from quiz.storage.queries.content import published as content_queries
from quiz.storage.queries.content import revisions as revision_queries
from quiz.storage.writes.base import dialect_of
from quiz.storage.writes.content import keep_picture

NAME = re.compile(r"[0-9a-f]{32}\.(svg|png|jpe?g|webp|gif)")
"""How a picture is called: the first half of the SHA-256 of its content, and the suffix of its file."""


@dataclass(frozen=True, kw_only=True)
class Picture:
    """What a picture's file held, and since when it is kept."""

    content: bytes
    kept_since: datetime


class Shelf:
    """Keeps pictures in the store, within the transaction of ``session``."""

    def __init__(self, session: Session, *, now: datetime) -> None:
        self._session = session
        self._now = now
        self._names = set(session.scalars(content_queries.picture_names()))

    def __contains__(self, name: str) -> bool:
        """Whether a picture is kept."""
        return name in self._names

    def keep(self, name: str, content: bytes) -> bool:
        """Keep a picture under ``name``; returns whether it was not there before."""
        if name in self:
            return False
        row = {"name": name, "content": content, "size": len(content), "created_at": self._now}
        self._session.execute(keep_picture(dialect_of(self._session)), row)
        self._names.add(name)
        return True


def find(session: Session, name: str) -> Picture | None:
    """The picture ``name``; None where the store has none."""
    row = next(iter(fetch(session, content_queries.picture(name))), None)
    return Picture(content=row[0], kept_since=row[1]) if row is not None else None


def contents_of(session: Session, names: Collection[str]) -> dict[str, bytes]:
    """What the store keeps of the pictures ``names``, by name."""
    if not names:
        return {}
    return dict(session.execute(revision_queries.pictures_named(names)).all())


def take_over(session: Session, folder: Path, *, now: datetime) -> int:
    """Keep the pictures that lie in ``folder``, where they were before the store held them; returns how many were new.

    Files stay where they are. One that can't be read, or is not what its name says, is left out.
    """
    paths = [path for path in _files_in(folder) if NAME.fullmatch(path.name)]
    if not paths:
        return 0
    shelf = Shelf(session, now=now)
    missing = ((path.name, _content_of(path)) for path in paths if path.name not in shelf)
    return sum(shelf.keep(name, content) for name, content in missing if content is not None)


def _files_in(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def _content_of(path: Path) -> bytes | None:
    try:
        content = path.read_bytes()
    except OSError:
        return None
    return content if fits_its_name(path.name, content) else None
