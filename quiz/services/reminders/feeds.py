"""A learner's calendar feed: a secret address that can be shown again, renewed and taken back.

The store keeps a random number and the address's hash. The address follows from the number and the secret key, so that
its owner sees it again on another device, while a copy of the store alone opens no calendar.
"""

from __future__ import annotations

import hmac
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import delete
from sqlalchemy.orm import Session

from quiz.services.notices.sending import token_hash
from quiz.storage.models.identity import Account
from quiz.storage.models.reminders import CalendarFeed
from quiz.storage.prepared import fetch
from quiz.storage.queries import reminders as reminder_queries

_SALT = b"dalmada calendar address"
BYTES = 32


@dataclass(frozen=True, kw_only=True)
class Feed:
    """A calendar as its owner sees it; ``token`` is None where the secret key changed: it has to be renewed."""

    token: str | None
    made_at: datetime


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A calendar that somebody asked for by its address. ``mark`` names its events: it stays as long as the address."""

    account: Account
    language: str
    mark: str


def find(session: Session, account_id: int, secret: bytes) -> Feed | None:
    """A learner's calendar; None where they have none."""
    row = fetch(session, reminder_queries.feed(account_id)).scalars().first()
    if row is None:
        return None
    token = _token(secret, row.nonce)
    return Feed(token=token if token_hash(token) == row.token_hash else None, made_at=row.made_at)


def renew(session: Session, account_id: int, secret: bytes, *, language: str, now: datetime) -> str:
    """Make a calendar, or give the one that there is another address: the one before opens nothing any more."""
    nonce = secrets.token_urlsafe(BYTES)
    token = _token(secret, nonce)
    row = fetch(session, reminder_queries.feed(account_id)).scalars().first()
    if row is None:
        row = CalendarFeed(account_id=account_id)
        session.add(row)
    row.nonce, row.token_hash, row.language, row.made_at = nonce, token_hash(token), language, now
    session.flush()
    return token


def revoke(session: Session, account_id: int) -> None:
    """Take the calendar away; its address opens nothing any more."""
    session.execute(delete(CalendarFeed).where(CalendarFeed.account_id == account_id))


def open_by(session: Session, token: str) -> Opened | None:
    """The calendar at an address; None for any other, and there is one statement either way."""
    found = fetch(session, reminder_queries.feed_by_hash(token_hash(token))).first()
    if found is None:
        return None
    feed, account = found
    mark = sha256(b"event" + feed.token_hash.encode()).hexdigest()[:24]
    return Opened(account=account, language=account.language or feed.language, mark=mark)


def _token(secret: bytes, nonce: str) -> str:
    key = hmac.digest(secret, _SALT, "sha256")
    return urlsafe_b64encode(hmac.digest(key, nonce.encode(), "sha256")).decode().rstrip("=")
