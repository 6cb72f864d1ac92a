"""One's scored answers as a list that another instance can read, under what names a question everywhere: its hash."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy.orm import Session

from quiz.services.integrity.answer_masking import plain
from quiz.storage.prepared import fetch
from quiz.storage.queries import own_data as own_queries

FORMAT = "dalmada-reviews"
VERSION = 1


def reviews_of(session: Session, account_id: int) -> dict[str, Any]:
    """The reviews of an account whose scores are shown, and those that it brought along itself, as plain data."""
    return {"format": FORMAT, "version": VERSION, "reviews": list(_reviews(session, account_id))}


def _reviews(session: Session, account_id: int) -> Iterator[dict[str, Any]]:
    for query, brought in ((own_queries.reviews_of, False), (own_queries.brought_of, True)):
        for row in fetch(session, query(account_id)):
            yield {**{name: plain(value) for name, value in row._mapping.items()}, "brought": brought}
