"""Everything of a bank that takes long to make, made before anything is locked: HTML, and what names its versions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from quiz.domain.bank_format.bank import Bank
from quiz.domain.bank_format.series import Series
from quiz.platform.settings import LANGUAGES
from quiz.services.content.media import MediaFolder
from quiz.services.content.publish_plan import definition_of
from quiz.services.content.saving import rendered_texts

Bundles = tuple[dict[str, Any], dict[str, Any]]
"""What is shown at once, and what a score reveals."""


@dataclass(frozen=True, kw_only=True)
class RenderedBank:
    """A bank's notes as HTML, and of each question, in its order, the stored definition and the texts by language.

    ``pictures`` has the address of each picture that it shows by the name that its file calls it.
    """

    notes: dict[str, Any]
    definitions: tuple[dict[str, Any], ...]
    texts: tuple[Mapping[str, Bundles], ...]
    pictures: Mapping[str, str]

    def keep_pictures(self, media: MediaFolder) -> None:
        """Copy the pictures that the bank shows to where pages find them."""
        for name in sorted(self.pictures):
            media.address(name)


@dataclass(frozen=True, kw_only=True)
class _Asked(MediaFolder):
    """The pictures of another folder, none of them kept; each name that is asked for is noted with its address."""

    inner: MediaFolder
    addresses: dict[str, str] = field(default_factory=dict)

    def address(self, name: str) -> str:
        """Where pages will find the picture."""
        found = self.addresses[name] = self.inner.address(name)
        return found


def render_bank(bank: Bank, series: Series, media: MediaFolder) -> RenderedBank:
    """Render ``bank`` in every language that pages speak; nothing is written, and no picture copied."""
    asked = _Asked(source=media.source, inner=media)
    definitions = [definition_of(bank, number, one, series, asked) for number, one in enumerate(bank.questions)]
    return RenderedBank(
        notes=rendered_texts.notes_of(bank.header, asked),
        definitions=tuple(definitions),
        texts=tuple(
            {name: rendered_texts.texts_of(one, name, bank.header, series, asked) for name in LANGUAGES}
            for one in bank.questions
        ),
        pictures=asked.addresses,
    )
