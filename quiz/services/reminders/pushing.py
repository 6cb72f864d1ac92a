"""Messages of the browser (Web Push): encrypted for one browser (RFC 8291), signed by this app (VAPID, RFC 8292)."""

from __future__ import annotations

import json
import time
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast
from urllib.parse import urlsplit

import structlog

from quiz.platform.log_values import fault_words
from quiz.services.reminders.endpoints import EndpointError, check
from quiz.services.reminders.subscriptions import Subscription

LASTS = 4 * 3600
"""Seconds for which a push service keeps a message for a browser that is switched off: nobody is woken by it."""
UNANSWERED = "no answer"
"""The outcome where a message may have arrived: it is not sent again."""
PATIENCE = (5.0, 10.0)
"""Seconds to connect, and to wait for each part of the answer."""
IN_ALL = 20.0
"""Seconds after which a connection is cut off, however it drips."""

Outcome = str
"""``sent``; ``gone`` where the browser is subscribed no more; else what is wrong, in few words or a status."""


log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class Sender:
    """Who sends: the private key, and where its people are found, as ``mailto:…`` or ``https://…``."""

    key: bytes
    contact: str
    local: bool = False


@lru_cache(maxsize=8)
def _vapid(key: bytes) -> Any:
    from py_vapid import Vapid02  # type: ignore[import-untyped]  # it publishes no types

    return Vapid02.from_raw(urlsafe_b64encode(key))


def public_key(key: bytes) -> str:
    """The public key as browsers take it: base64url of the uncompressed point."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    point: bytes = _vapid(key).public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return urlsafe_b64encode(point).decode().rstrip("=")


def send(to: Subscription, message: dict[str, Any], sender: Sender) -> Outcome:
    """Send a message to one browser; it takes up to ``IN_ALL``. Whatever is wrong on the way is the outcome."""
    try:
        return _sent(to, message, sender)
    except Exception as error:
        # The packages that sign and encrypt have errors of their own. It may have left: it is not sent again.
        log.warning("push", detail=fault_words(error))
        return UNANSWERED


def _sent(to: Subscription, message: dict[str, Any], sender: Sender) -> Outcome:
    from py_vapid import VapidException
    from pywebpush import WebPusher  # type: ignore[import-untyped]  # it publishes no types
    from requests import RequestException

    from quiz.services.reminders.deadlines import Deadline
    from quiz.services.reminders.guarded import session_for

    subscription = {"endpoint": to.endpoint, "keys": {"p256dh": to.p256dh, "auth": to.auth}}
    text = json.dumps(message, ensure_ascii=False)
    try:
        check(to.endpoint, local=sender.local)
        headers = {**_signed(to.endpoint, sender), "Urgency": "normal", "Topic": "review"}
        with session_for(local=sender.local) as session, Deadline(IN_ALL):
            pusher = WebPusher(subscription, requests_session=session)
            answer = pusher.send(text, headers, ttl=LASTS, timeout=PATIENCE)
    except (EndpointError, VapidException):
        return "unreachable"
    except RequestException as error:
        return "unreachable" if _never_left(error) else UNANSWERED
    except ValueError:
        # Its key is no point of the curve: nobody could read what is encrypted for it.
        return "gone"
    return _outcome(answer.status_code)


def _never_left(error: Exception) -> bool:
    """Whether there was no connection that the message could have gone by."""
    from requests import ConnectTimeout
    from urllib3.exceptions import MaxRetryError, NewConnectionError

    cause = error.args[0] if error.args else None
    refused = isinstance(cause, MaxRetryError) and isinstance(cause.reason, NewConnectionError)
    return refused or isinstance(error, ConnectTimeout)


def _signed(endpoint: str, sender: Sender) -> dict[str, str]:
    parts = urlsplit(endpoint)
    claims = {"aud": f"{parts.scheme}://{parts.netloc}", "sub": sender.contact, "exp": _until()}
    return cast(dict[str, str], _vapid(sender.key).sign(claims))


def contact_of(*known: str) -> str:
    """Where push services find the app's people: the first of these that is an e-mail address or an https address.

    Of an address of a page only the host, as the package takes no more. Where there is none, one that nobody reads.
    """
    for one in known:
        parts = urlsplit(one)
        if parts.scheme == "https" and "." in (parts.hostname or ""):
            return f"https://{parts.hostname}"
        if "@" in one and not parts.scheme:
            return f"mailto:{one}"
    return "mailto:nobody@localhost"


def _until() -> int:
    """When a signature ends, by the clock that the push service compares it with; a day at most is allowed."""
    return int(time.time()) + LASTS


def _outcome(status: int) -> Outcome:
    if status in (404, 410):
        return "gone"
    return "sent" if 200 <= status < 300 else str(status)
