"""A deck for Anki of the questions that somebody answered, each with its solution."""

from __future__ import annotations

import hashlib
import random
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from quiz.domain.mastery import is_right
from quiz.services.attempts.pages.question_views import QuestionView
from quiz.services.attempts.serialization import variant_from
from quiz.services.content import pictures
from quiz.services.content.definitions import question_of, texts_as_published
from quiz.services.integrity.own_data.faces import Faces, faces_of
from quiz.storage.models.identity import Account
from quiz.storage.prepared import fetch
from quiz.storage.queries import own_data as own_queries

MODEL = 1_714_521_602
"""The number of our kind of note in Anki: never another, so that a deck that is imported again updates its notes."""
NAME = "Dalmada"

_FRONT, _BACK = "{{Front}}", '{{FrontSide}}<hr id="answer">{{Back}}'
_STYLE = """
.card { font-family: system-ui, sans-serif; font-size: 1.1rem; line-height: 1.6; text-align: start; max-width: 40rem;
  margin: 0 auto; padding: 1rem; }
pre { overflow-x: auto; text-align: start; }
img { max-width: 100%; height: auto; }
h3 { font-size: 1rem; margin-block: 1rem .25rem; }
"""


@dataclass(frozen=True, kw_only=True)
class Card:
    """A question as a note: where it stands, what it shows, its tags."""

    series: str
    bank: str
    question: str
    faces: Faces
    tags: tuple[str, ...]


def build(
    session: Session,
    account: Account,
    language: str,
    options: Mapping[str, Any],
    progress: Callable[[int], None],
    now: datetime,
) -> bytes:
    """The deck of an account as an .apkg file. ``options``: the ``site``, a ``bank`` of a series or none, ``wrong``."""
    cards = list(_cards(session, account.id, language, options))
    progress(50)
    return _package(session, cards, progress, now)


def is_empty(session: Session, account: Account, language: str, options: Mapping[str, Any]) -> bool:
    """Whether nothing that was chosen could be put on a card."""
    return next(_rows(session, account.id, language, options), None) is None


def _rows(session: Session, account_id: int, language: str, options: Mapping[str, Any]) -> Iterator[Row[Any]]:
    for row in fetch(session, own_queries.met_questions(account_id, language)):
        in_bank = options.get("bank") in (None, "", f"{row.series}/{row.bank}")
        if in_bank and not (options.get("wrong") and is_right(row.share)):
            yield row


def _cards(session: Session, account_id: int, language: str, options: Mapping[str, Any]) -> Iterator[Card]:
    for row in _rows(session, account_id, language, options):
        view = _view(row, language)
        section = str(view.context["section"])
        address = f"/s/{row.series}/m/{row.bank}#{view.read_again}"
        solution = view.question.solution_in(view.variant, language)
        yield Card(
            series=row.series,
            bank=row.bank,
            question=row.question_slug,
            faces=faces_of(view, solution, options["site"], address),
            tags=tuple(_tag(one) for one in (f"month::{row.bank}", f"section::{section}", f"kind::{view.kind}")),
        )


def _tag(words: str) -> str:
    return "_".join(words.split())


def _view(row: Row[Any], language: str) -> QuestionView:
    shown = texts_as_published(row.shown, "context", row.context)
    revealed = texts_as_published(row.revealed, "sources", row.sources)
    return QuestionView(
        position=1,
        question=question_of(row.content_hash, row.question),
        variant=variant_from(row.variant),
        language=language,
        passages={**shown["passages"], **revealed["passages"]},
        context=shown["context"],
    )


def _package(session: Session, cards: list[Card], progress: Callable[[int], None], now: datetime) -> bytes:
    # Only who asks for a deck needs it.
    import genanki  # type: ignore[import-untyped]  # genanki publishes no types

    model = genanki.Model(
        MODEL,
        NAME,
        fields=[{"name": "Front"}, {"name": "Back"}],
        templates=[{"name": NAME, "qfmt": _FRONT, "afmt": _BACK}],
        css=_STYLE,
    )
    decks: dict[str, Any] = {}
    for card in cards:
        name = f"{NAME}::{card.series}::{card.bank}"
        deck = decks.setdefault(name, genanki.Deck(_number(name), name))
        guid = genanki.guid_for(card.series, card.bank, card.question)
        fields = [card.faces.front, card.faces.back]
        deck.add_note(genanki.Note(model=model, fields=fields, tags=list(card.tags), guid=guid))
    progress(80)
    with tempfile.TemporaryDirectory() as folder:
        names = {name for card in cards for name in card.faces.pictures}
        package = genanki.Package(list(decks.values()), media_files=_kept(session, sorted(names), Path(folder)))
        path = Path(folder) / "deck.apkg"
        package.write_to_file(path, timestamp=now.timestamp())
        return path.read_bytes()


def _kept(session: Session, names: list[str], folder: Path) -> list[str]:
    """The pictures as files in ``folder``: their names are hashes, which lead nowhere else."""
    paths = []
    for name in names:
        found = pictures.find(session, name)
        if found is not None:
            path = folder / name
            path.write_bytes(found.content)
            paths.append(str(path))
    return paths


def _number(name: str) -> int:
    """The number of a deck in Anki: the same for the same name."""
    return random.Random(hashlib.sha256(name.encode()).digest()).randrange(1 << 30, 1 << 31)
