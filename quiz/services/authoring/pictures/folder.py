"""The pictures that a draft may show: of its bank as published, uploaded for it, and of earlier revisions."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path

from sqlalchemy.orm import Session

from quiz.services.authoring.desk import Draft
from quiz.services.content import pictures
from quiz.services.content.media import ADDRESS, MediaFolder
from quiz.storage.queries.authoring import pictures as queries


@dataclass(frozen=True, kw_only=True)
class Uploaded:
    """A picture that waits for its bank to be published; ``kept_as`` is its name in ``media`` then."""

    name: str
    kept_as: str
    size: int
    width: int
    height: int
    alt: Mapping[str, str]
    uploaded_at: datetime


@dataclass(frozen=True, kw_only=True)
class DraftPictures(MediaFolder):
    """Pictures by the names that a bank calls them; contents are read only where one is kept.

    One that is published counts before one of the same name that was uploaded, and both before those that only
    earlier revisions showed. ``waits_at`` is where pages find what nobody has published yet.
    """

    session: Session
    draft: Draft
    published: Mapping[str, str]
    uploaded: Mapping[str, Uploaded]
    waits_at: str = ADDRESS

    @cached_property
    def earlier(self) -> Mapping[str, str]:
        """The addresses of what revisions of the bank have shown, the latest of each name."""
        found: dict[str, str] = {}
        if self.draft.bank_id is not None:
            for shown in self.session.scalars(queries.pictures_of_revisions(self.draft.bank_id)):
                found |= shown
        return found

    def names(self) -> list[str]:
        """The names of what is published or was uploaded: what a new picture can't be called."""
        return sorted({*self.published, *self.uploaded})

    def size(self, name: str) -> int | None:
        """The size of the picture in bytes; None where there is none."""
        if self.waits(name):
            return self.uploaded[name].size
        kept_as = self._kept_as(name)
        if kept_as is None:
            return None
        return self._published_sizes.get(kept_as) or self._measured(kept_as)

    def digest(self) -> str:
        """A hash over names and addresses, which name the contents."""
        kept = sorted((name, row.kept_as) for name, row in self.uploaded.items())
        return hashlib.sha256(repr((sorted(self.published.items()), kept, self.waits_at)).encode()).hexdigest()

    def address(self, name: str) -> str:
        """Where pages find the picture, once it is kept."""
        kept_as = self._kept_as(name)
        if kept_as is None:
            raise FileNotFoundError(name)
        if self.keep is not None:
            self.keep(kept_as, self._content(name, kept_as))
        return (self.waits_at if self.waits(name) else ADDRESS) + kept_as

    def shown_at(self, waits_at: str) -> DraftPictures:
        """The same for pages of who may edit the bank: what waits to be published is found there."""
        return replace(self, waits_at=waits_at)

    def content(self, name: str) -> bytes:
        """What the picture's file holds. Raises ``FileNotFoundError``."""
        kept_as = self._kept_as(name)
        if kept_as is None:
            raise FileNotFoundError(name)
        return self._content(name, kept_as)

    def waits(self, name: str) -> bool:
        """Whether a picture was uploaded, and what is published shows none of that name."""
        return name not in self.published and name in self.uploaded

    def _kept_as(self, name: str) -> str | None:
        if self.waits(name):
            return self.uploaded[name].kept_as
        address = self.published.get(name) or self.earlier.get(name)
        return address.removeprefix(ADDRESS) if address else None

    @cached_property
    def _published_sizes(self) -> Mapping[str, int]:
        names = [address.removeprefix(ADDRESS) for address in self.published.values()]
        return {row.name: row.size for row in self.session.execute(queries.sizes_of(names))}

    def _measured(self, kept_as: str) -> int | None:
        """The size of one that an earlier revision showed, or that lies in the folder of an earlier version."""
        row = self.session.execute(queries.sizes_of([kept_as])).first()
        path = self.source / kept_as
        if row is None:
            return path.stat().st_size if path.is_file() else None
        return int(row.size)

    def _content(self, name: str, kept_as: str) -> bytes:
        if self.waits(name):
            query = queries.uploaded_content(self.draft.series_id, self.draft.slug, kept_as)
            return self.session.scalars(query).one()
        kept = pictures.find(self.session, kept_as)
        return kept.content if kept is not None else (self.source / kept_as).read_bytes()


def pictures_for(session: Session, draft: Draft, folder: Path) -> DraftPictures:
    """The pictures that the draft of a bank may show. ``folder`` holds those that an earlier version kept."""
    rows = session.execute(queries.uploaded_for(draft.series_id, draft.slug))
    return DraftPictures(
        source=folder,
        session=session,
        draft=draft,
        published=draft.published.pictures,
        uploaded={row.name: Uploaded(**row._mapping) for row in rows},
    )


def waiting(session: Session, draft: Draft, kept_as: str) -> bytes | None:
    """The content of a picture that was uploaded for the bank of a draft; None where there is none of that name."""
    return session.scalars(queries.uploaded_content(draft.series_id, draft.slug, kept_as)).first()
