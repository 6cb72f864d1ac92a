"""A published bank as its editors look at it: with every key, as it is on offer now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from quiz.domain.bank_format import stored_formats
from quiz.domain.bank_format.bank import Bank
from quiz.domain.bank_format.series import Series
from quiz.services.authoring.previews import PreviewedBank
from quiz.services.content import editors
from quiz.services.content.checking import series_from
from quiz.services.content.definitions import LANGUAGES, header_of, question_of
from quiz.services.content.media import MediaFolder
from quiz.services.current_user import Learner
from quiz.storage.models.content import BankRow
from quiz.storage.queries.content import revisions as revision_queries


@dataclass(frozen=True, kw_only=True)
class PublishedPictures(MediaFolder):
    """The pictures of published questions by the names that their bank calls them; no file is looked for."""

    addresses: Mapping[str, str]

    def address(self, name: str) -> str:
        """Where pages find the picture; empty where none of that name was published."""
        return self.addresses.get(name, "")


def find(session: Session, person: Learner, series: str, bank: str) -> PreviewedBank | None:
    """The bank of these slugs as it is on offer; None where ``person`` may not edit its series, or there is none."""
    row = session.execute(revision_queries.banks_of_slug(bank, series)).first()
    if row is None or not editors.may_edit(session, person, row[0].series_id):
        return None
    return _read(session, row[0], series_from(row.definition))


def _read(session: Session, row: BankRow, series: Series) -> PreviewedBank:
    stored = session.execute(revision_queries.questions_on_offer(row.id)).all()
    written = [stored_formats.read("question", one.definition)["question"] for one in stored]
    rest = {name: value for name, value in row.header.items() if name != LANGUAGES}
    pictures: dict[str, str] = {}
    for one in stored:
        pictures |= one.definition.get("pictures", {})
    read = Bank(
        file=f"{row.slug}.yaml",
        header=header_of(row.header, series.languages),
        questions=tuple(question_of(one.content_hash, one.definition) for one in stored),
        data={**_plain(rest), "questions": written},
    )
    media = PublishedPictures(source=Path(), addresses=pictures)
    return PreviewedBank(bank=read, series=series, media=media, series_id=row.series_id)


def _plain(header: Mapping[str, Any]) -> dict[str, Any]:
    return dict(stored_formats.read("header", header))
