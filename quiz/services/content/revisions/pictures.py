"""The pictures that a revision shows, found where they are kept, however the author's folder looks now."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from quiz.domain.rendering import render
from quiz.services.content.media import ADDRESS, MediaFolder
from quiz.storage.models.content import BankRow
from quiz.storage.queries import revisions as revision_queries

_SHOWN = re.compile(rf'src="({re.escape(ADDRESS)}[^"]+)"')


@dataclass(frozen=True, kw_only=True)
class KeptPictures(MediaFolder):
    """Pictures by the names that a revision calls them, each under the address that it was published with."""

    addresses: Mapping[str, str]

    def _path(self, name: str) -> Path | None:
        address = self.addresses.get(name)
        path = self.source / address.removeprefix(ADDRESS) if address is not None else None
        return path if path is not None and path.is_file() else None


def pictures_of(session: Session, bank: BankRow) -> dict[str, str]:
    """The address of every picture that a bank shows as it is stored now, by the name that its file calls it."""
    found = pictures_in_notes(bank.header, bank.rendered)
    for definition in session.scalars(revision_queries.definitions_on_offer(bank.id)):
        found |= definition.get("pictures", {})
    return found


def pictures_in_notes(header: Mapping[str, Any], rendered: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """The same of study notes: the names as they are written, the addresses as they were rendered, in one order."""
    found: dict[str, str] = {}
    for source, html in notes_with_html(header, rendered):
        names, addresses = names_in(source), _SHOWN.findall(html)
        if len(names) == len(addresses):
            found |= dict(zip(names, addresses, strict=True))
    return found


def names_in(source: str) -> list[str]:
    """The names of the pictures in a text, in their order."""
    names: list[str] = []

    def address(name: str) -> str:
        names.append(name)
        return name

    if "![" in source:
        render(source, image_address=address)
    return names


def notes_with_html(header: Mapping[str, Any], rendered: Mapping[str, Mapping[str, str]]) -> Iterator[tuple[str, str]]:
    """Each study note as it is written and as it was rendered, language by language."""
    for section, by_language in rendered.items():
        notes = header.get("sections", {}).get(section, {}).get("notes", "")
        for language, html in by_language.items():
            yield (notes.get(language, "") if isinstance(notes, dict) else str(notes)), html
