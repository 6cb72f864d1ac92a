"""What questions and quizzes are called for people: as they are proposed, and as they are published."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from quiz.domain.authoring.names import text_of
from quiz.domain.bank_format.fields import Text
from quiz.services.authoring.comparing.differences import published_side
from quiz.services.authoring.desk import Draft
from quiz.services.content.preparing import Prepared
from quiz.storage.models.content import BankRow, SeriesRow


@dataclass(frozen=True, kw_only=True)
class Words:
    """The prompts of questions and the titles of quizzes, by their ids."""

    prompts: Mapping[str, Text] = field(default_factory=dict)
    titles: Mapping[str, Text] = field(default_factory=dict)


def words_of(session: Session, draft: Draft, ready: Prepared | None) -> Words:
    """The words for all that publishing ``ready`` touches; those of what goes are the published ones."""
    prompts: dict[str, Text] = {}
    titles: dict[str, Text] = {}
    if draft.bank_id is not None:
        side = published_side(session, session.get_one(BankRow, draft.bank_id))
        prompts |= {one.id: one.prompt for one in side.questions}
        titles |= _titles(side.header.get("quizzes"))
    if not draft.is_bank:
        titles |= _titles(session.get_one(SeriesRow, draft.series_id).definition.get("quizzes"))
    for bank in ready.banks if ready is not None and draft.is_bank else ():
        prompts |= {one.id: one.prompt for one in bank.questions}
        titles |= _titles(bank.data.get("quizzes"))
    if ready is not None and not draft.is_bank:
        titles |= {one.id: one.title for one in ready.series.quizzes}
    return Words(prompts=prompts, titles=titles)


def _titles(quizzes: Iterable[Mapping[str, Any]] | None) -> dict[str, Text]:
    found = {str(one["id"]): text_of(one.get("title")) for one in quizzes or ()}
    return {name: title for name, title in found.items() if title is not None}
