"""The pictures of a bank as its page lists them: each with its size, where the draft shows it, and what it shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from quiz.domain.authoring.pictures.measuring import pixels_of
from quiz.domain.authoring.pictures.uses import Use, uses_of
from quiz.domain.errors import BankError
from quiz.domain.yaml.reader import read_yaml
from quiz.services.authoring.desk import Draft
from quiz.services.authoring.pictures.folder import DraftPictures
from quiz.services.content.media import ADDRESS
from quiz.storage.queries.authoring import pictures as queries

_BEGINNING = 128_000
"""Bytes in which a file says how many pixels it has."""


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A picture of a bank. ``pixels`` is None of a drawing; ``waits`` until it is published for the first time.

    ``uses`` are where the draft shows it; ``alt`` is what its own form says it shows, by language.
    """

    name: str
    address: str
    size: int
    pixels: tuple[int, int] | None
    waits: bool
    uses: Sequence[Use] = ()
    alt: Mapping[str, str]


def listed(draft: Draft, known: DraftPictures) -> list[Listed]:
    """Every picture of the bank of a draft, in the order of their names."""
    uses, pixels = uses_in(draft), _pixels(known)
    found = []
    for name in known.names():
        size = known.size(name)
        if size is None:
            continue
        waiting = known.uploaded[name] if known.waits(name) else None
        one = Listed(
            name=name,
            address=known.address(name),
            size=size,
            pixels=(waiting.width, waiting.height) if waiting is not None else pixels.get(known.published[name]),
            waits=waiting is not None,
            uses=uses.get(name, ()),
            alt=waiting.alt if waiting is not None else {},
        )
        found.append(one)
    return found


def uses_in(draft: Draft) -> Mapping[str, Sequence[Use]]:
    """Where a draft shows each picture; nowhere as long as it can't be read."""
    try:
        data = read_yaml(draft.source, draft.file).data
    except BankError:
        return {}
    return uses_of(data) if isinstance(data, dict) else {}


def _pixels(known: DraftPictures) -> Mapping[str, tuple[int, int] | None]:
    """The pixels of the published pictures by their addresses."""
    names = [address.removeprefix(ADDRESS) for address in known.published.values()]
    rows = known.session.execute(queries.begins_of(names, _BEGINNING))
    return {f"{ADDRESS}{name}": pixels_of(bytes(begin)) for name, begin in rows}
