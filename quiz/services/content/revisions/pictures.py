"""The pictures that a revision shows, found where they are kept, however the author's folder looks now."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from quiz.domain.rendering import render
from quiz.services.content import pictures
from quiz.services.content.media import ADDRESS, MediaFolder

_SHOWN = re.compile(rf'src="({re.escape(ADDRESS)}[^"]+)"')


@dataclass(frozen=True, kw_only=True)
class KeptPictures(MediaFolder):
    """Pictures by the names that a revision calls them, each under the address that it was published with."""

    addresses: Mapping[str, str]
    contents: Mapping[str, bytes]

    def size(self, name: str) -> int | None:
        """The size of the picture in bytes; None where it is not kept any more."""
        return len(self.contents[name]) if name in self.contents else None

    def digest(self) -> str:
        """A hash over names and addresses, which name the contents."""
        return hashlib.sha256(repr(sorted(self.addresses.items())).encode()).hexdigest()

    def address(self, name: str) -> str:
        """Where pages find the picture, once it is kept."""
        if name not in self.contents:
            raise FileNotFoundError(name)
        if self.keep is not None:
            self.keep(self.addresses[name].removeprefix(ADDRESS), self.contents[name])
        return self.addresses[name]


def kept_pictures(session: Session, addresses: Mapping[str, str], before: Path) -> KeptPictures:
    """The pictures at ``addresses`` as the store keeps them, else as they lie in ``before``, the folder of earlier."""
    contents = {}
    kept = pictures.contents_of(session, {address.removeprefix(ADDRESS) for address in addresses.values()})
    for name, address in addresses.items():
        file = before / address.removeprefix(ADDRESS)
        if file.name in kept:
            contents[name] = kept[file.name]
        elif file.is_file():
            contents[name] = file.read_bytes()
    return KeptPictures(source=before, addresses=addresses, contents=contents)


def pictures_in_notes(header: Mapping[str, Any], rendered: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """The address of each picture in study notes by its name: the names as they are written, the addresses as they were
    rendered, in one order."""
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
            first = next(iter(notes.values()), "") if isinstance(notes, dict) else str(notes)
            yield (notes.get(language, first) if isinstance(notes, dict) else first), html
