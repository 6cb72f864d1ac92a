"""The browsers that show a learner's reminders."""

from __future__ import annotations

from base64 import urlsafe_b64decode
from binascii import Error
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from quiz.services.current_user import Learner
from quiz.services.reminders import endpoints, preferences
from quiz.services.reminders.endpoints import EndpointError
from quiz.services.reminders.preferences import Asked
from quiz.storage.models.reminders import PushSubscription
from quiz.storage.prepared import fetch
from quiz.storage.queries import reminders as reminder_queries
from quiz.storage.writes import reminders as reminder_writes
from quiz.storage.writes.base import dialect_of

MOST = 10
"""Browsers of one account; of more the first ones go."""
_POINT, _SECRET = 65, 16
"""Bytes of a browser's public key, an uncompressed point of P-256, and of the secret beside it (RFC 8291)."""


@dataclass(frozen=True, kw_only=True)
class Subscription:
    """What a browser says of its push service."""

    endpoint: str
    p256dh: str
    auth: str

    @classmethod
    def read(cls, sent: Any, *, local: bool) -> Subscription:
        """What a script sent, as ``PushSubscription.toJSON`` writes it. Raises ``EndpointError``."""
        keys = sent.get("keys") if isinstance(sent, dict) else None
        if not isinstance(keys, dict):
            raise EndpointError("no keys")
        given = (sent.get("endpoint"), keys.get("p256dh"), keys.get("auth"))
        endpoint, p256dh, auth = (one if isinstance(one, str) else "" for one in given)
        endpoints.check(endpoint, local=local)
        if _decoded(p256dh)[:1] != b"\x04" or len(_decoded(p256dh)) != _POINT or len(_decoded(auth)) != _SECRET:
            raise EndpointError("keys")
        return cls(endpoint=endpoint, p256dh=p256dh, auth=auth)


def _decoded(text: str) -> bytes:
    try:
        return urlsafe_b64decode(text[:120] + "=" * (-len(text[:120]) % 4))
    except (Error, ValueError):
        return b""


def every(session: Session, account_id: int) -> Sequence[PushSubscription]:
    """The browsers of a learner, the first one first."""
    return fetch(session, reminder_queries.subscriptions(account_id)).scalars().all()


def keep(session: Session, account: Learner, one: Subscription, agent: str, asked: Asked) -> None:
    """Remind a learner in a browser from now on; another account's reminders are not shown there any more."""
    row = {
        "account_id": account.id,
        "endpoint": one.endpoint,
        "endpoint_hash": hash_of(one.endpoint),
        "p256dh": one.p256dh,
        "auth": one.auth,
        "agent": agent[:200],
        "made_at": asked.now,
        "failures": 0,
        **dict.fromkeys(("sent_at", "owed_for", "retry_at", "fault")),
    }
    session.execute(reminder_writes.put_subscription(dialect_of(session)), [row])
    for old in every(session, account.id)[:-MOST]:
        session.delete(old)
    session.flush()
    preferences.save(session, account, preferences.find(session, account.id), asked)


def drop(session: Session, account: Learner, number: int, now: datetime) -> None:
    """Remind a learner no more in one of their browsers; nothing happens where there is none of that number."""
    session.execute(
        delete(PushSubscription).where(PushSubscription.account_id == account.id, PushSubscription.id == number)
    )
    preferences.schedule(session, account, now)


def drop_at(session: Session, account: Learner, endpoint: str, now: datetime) -> None:
    """The same for the browser with that endpoint."""
    mark = hash_of(endpoint)
    session.execute(
        delete(PushSubscription).where(
            PushSubscription.account_id == account.id, PushSubscription.endpoint_hash == mark
        )
    )
    preferences.schedule(session, account, now)


def hash_of(endpoint: str) -> str:
    """By what a browser is found: endpoints are longer than an index takes."""
    return sha256(endpoint.encode("utf-8", "replace")).hexdigest()
