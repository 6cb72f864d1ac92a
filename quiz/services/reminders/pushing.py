"""Messages of the browser (Web Push): encrypted for one browser (RFC 8291), signed by this app (VAPID, RFC 8292)."""

from __future__ import annotations

import json
import time
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast
from urllib.parse import urlsplit

from quiz.services.reminders.endpoints import EndpointError, check
from quiz.storage.models.reminders import PushSubscription

LASTS = 4 * 3600
"""Seconds for which a push service keeps a message for a browser that is switched off: nobody is woken by it."""
UNANSWERED = "no answer"
"""The outcome where a message may have arrived: it is not sent again."""
PATIENCE = (5.0, 10.0)
"""Seconds to connect, and to wait for the answer."""

Outcome = str
"""``sent``; ``gone`` where the browser is subscribed no more; else what is wrong, in few words or a status."""


@dataclass(frozen=True, kw_only=True)
class Sender:
    """Who sends: the private key, and an address under which the app's people are found (``sub``)."""

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


def send(to: PushSubscription, message: dict[str, Any], sender: Sender) -> Outcome:
    """Send a message to one browser. It takes up to ``PATIENCE``; nothing is raised."""
    from pywebpush import WebPusher  # type: ignore[import-untyped]  # it publishes no types
    from requests import ConnectionError as Failed
    from requests import ConnectTimeout, RequestException
    from urllib3.exceptions import MaxRetryError, NewConnectionError

    from quiz.services.reminders.guarded import session_for

    try:
        check(to.endpoint, local=sender.local)
        headers = {**_signed(to.endpoint, sender), "Urgency": "normal", "Topic": "review"}
        keys = {"p256dh": to.p256dh, "auth": to.auth}
        with session_for(local=sender.local) as session:
            pusher = WebPusher({"endpoint": to.endpoint, "keys": keys}, requests_session=session)
            text = json.dumps(message, ensure_ascii=False)
            answer = pusher.send(cast(Any, text), headers, ttl=LASTS, timeout=cast(Any, PATIENCE))
    except (ConnectTimeout, EndpointError):
        return "unreachable"
    except Failed as error:
        cause = error.args[0] if error.args else None
        never = isinstance(cause, MaxRetryError) and isinstance(cause.reason, NewConnectionError)
        return "unreachable" if never else UNANSWERED
    except RequestException:
        return UNANSWERED
    except Exception:  # a key that is no point of the curve raises what the library likes
        return "gone"
    return _outcome(cast(Any, answer).status_code)


def _signed(endpoint: str, sender: Sender) -> dict[str, str]:
    parts = urlsplit(endpoint)
    claims = {"aud": f"{parts.scheme}://{parts.netloc}", "sub": sender.contact, "exp": _until()}
    return cast(dict[str, str], _vapid(sender.key).sign(claims))


def _until() -> int:
    """When a signature ends, by the clock that the push service compares it with; a day at most is allowed."""
    return int(time.time()) + LASTS


def _outcome(status: int) -> Outcome:
    if status in (404, 410):
        return "gone"
    return "sent" if 200 <= status < 300 else str(status)
