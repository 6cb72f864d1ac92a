"""The questions of a month as one learner has met them: which were right at last, which were not, how many are left."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy.orm import Session

from quiz.domain.questions.base import verdict
from quiz.domain.rendering import plain
from quiz.services.content.definitions import texts_of
from quiz.services.current_user import Learner
from quiz.storage.prepared import fetch
from quiz.storage.queries.content import published as content_queries

Met = Literal["right", "partly", "wrong", "answered", "new"]
"""How the latest answer went; ``answered`` where a test holds a score that was not looked at; ``new``: none yet."""


@dataclass(frozen=True, kw_only=True)
class MetQuestion:
    """A question of a month; ``prompt`` is empty where its learner has not met it."""

    state: Met
    prompt: str = ""


def find(session: Session, account: Learner, bank_id: int, language: str) -> Mapping[str, Sequence[MetQuestion]]:
    """The questions that a month offers, in its order, by their section; that of those without one is empty."""
    found: dict[str, list[MetQuestion]] = defaultdict(list)
    for row in fetch(session, content_queries.questions_met(account.id, bank_id, language)):
        found[row.section or ""].append(_read(row))
    return found


def _read(row: Any) -> MetQuestion:
    if row.latest_at is None:
        return MetQuestion(state="new")
    prompt = plain(texts_of(row.shown)["passages"].get("prompt", "")) if row.shown else ""
    return MetQuestion(state="answered" if row.share is None else verdict(row.share), prompt=prompt)
