"""One's scored answers as a list that another instance can read, under what names a question everywhere: its hash."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy.orm import Session

from quiz.services.integrity.answer_masking import plain
from quiz.storage.prepared import fetch
from quiz.storage.queries import own_data as own_queries

USUAL = {"certainty": None, "stands_for": None, "quick": False, "hints": 0, "seconds_in_view": None, "brought": False}
"""What is left out of a review in a file where it is so: most of them say none of it."""

FORMAT = "dalmada-reviews"
VERSION = 1


def reviews_of(session: Session, account_id: int) -> dict[str, Any]:
    """The reviews of an account whose scores are shown, and those that it brought along itself, as plain data."""
    return {"format": FORMAT, "version": VERSION, "reviews": list(_reviews(session, account_id))}


def in_short(history: Mapping[str, Any]) -> dict[str, Any]:
    """The same as it stands in a file."""
    found = [
        {name: value for name, value in one.items() if name not in USUAL or value != USUAL[name]}
        for one in history["reviews"]
    ]
    return {**history, "reviews": found}


def _reviews(session: Session, account_id: int) -> Iterator[dict[str, Any]]:
    for query, brought in ((own_queries.reviews_of, False), (own_queries.brought_of, True)):
        for row in fetch(session, query(account_id)):
            yield {**{name: plain(value) for name, value in row._mapping.items()}, "brought": brought}
