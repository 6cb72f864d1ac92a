"""What was published is rendered again where the renderer is a newer one: every version, whether on offer or not.

Reading with rendering, and writing, are two steps: nobody waits for a lock while Markdown is rendered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from quiz.domain.rendering import RENDERER, RenderingError, render
from quiz.services.content.definitions import question_of
from quiz.services.content.revisions.pictures import pictures_in_notes
from quiz.services.content.saving.rendered_texts import passages_of
from quiz.storage.models.content import BankRow, QuestionText, QuestionVersion

Rows = list[dict[str, Any]]

_TEXTS: Any = QuestionText.__table__
_BANKS: Any = BankRow.__table__
_UNREADABLE = (RenderingError, ValueError, KeyError)
"""What an older definition may no longer be: its texts then stay as they are, and the doctor names them."""


def outdated(session: Session) -> list[int]:
    """The ids of the versions that another renderer rendered."""
    query = select(QuestionText.question_version_id).where(QuestionText.renderer != RENDERER)
    return list(session.scalars(query.distinct().order_by(QuestionText.question_version_id)))


def texts_again(session: Session, versions: Sequence[int]) -> Rows:
    """The texts of these versions as they are rendered now, ready to be stored; nothing is written."""
    query = (
        select(QuestionText, QuestionVersion.content_hash, QuestionVersion.definition)
        .join(QuestionVersion, QuestionText.question_version_id == QuestionVersion.id)
        .where(QuestionText.question_version_id.in_(versions), QuestionText.renderer != RENDERER)
    )
    made = (_text(*row) for row in session.execute(query))
    return [row for row in made if row is not None]


def notes_again(session: Session) -> Rows:
    """The same of the study notes of every bank."""
    banks = session.scalars(select(BankRow).where(BankRow.renderer != RENDERER).order_by(BankRow.id))
    made = (_notes(bank) for bank in banks)
    return [row for row in made if row is not None]


def store_again(session: Session, texts: Rows, notes: Rows = ()) -> int:  # type: ignore[assignment]  # none
    """Store what was rendered again, but for what somebody published meanwhile; how much it was is returned."""
    if texts:
        session.execute(_STORE_TEXT, texts)
    if notes:
        session.execute(_STORE_NOTES, notes)
    return len(texts) + len(notes)


_STORE_TEXT = (
    update(_TEXTS)
    .where(
        _TEXTS.c.question_version_id == bindparam("version"),
        _TEXTS.c.language == bindparam("in_language"),
        _TEXTS.c.renderer != RENDERER,
    )
    .values(shown=bindparam("new_shown"), revealed=bindparam("new_revealed"), renderer=RENDERER)
)
_STORE_NOTES = (
    update(_BANKS)
    .where(_BANKS.c.id == bindparam("bank"), _BANKS.c.renderer != RENDERER)
    .values(rendered=bindparam("new_rendered"), renderer=RENDERER)
)


def _text(text: QuestionText, mark: str, definition: Mapping[str, Any]) -> dict[str, Any] | None:
    try:
        question = question_of(mark, definition)
        shown, revealed = passages_of(question, text.language, definition.get("pictures", {}).__getitem__)
    except _UNREADABLE:
        return None
    return {
        "version": text.question_version_id,
        "in_language": text.language,
        "new_shown": {**text.shown, "passages": shown},
        "new_revealed": {**text.revealed, "passages": revealed},
    }


def _notes(bank: BankRow) -> dict[str, Any] | None:
    address = pictures_in_notes(bank.header, bank.rendered).__getitem__
    sections = bank.header.get("sections", {})
    try:
        rendered = {
            name: {
                language: render(_written(sections[name], language), anchors=True, image_address=address)
                for language in texts
            }
            for name, texts in bank.rendered.items()
        }
    except _UNREADABLE:
        return None
    return {"bank": bank.id, "new_rendered": rendered}


def _written(section: Mapping[str, Any], language: str) -> str:
    notes = section["notes"]
    return str(notes.get(language, next(iter(notes.values()))) if isinstance(notes, dict) else notes)
