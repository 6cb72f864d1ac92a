"""Whether this server is alive, and ready for requests: asked by balancers and watchers every few seconds."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolIsEmpty

from quiz.storage.readiness import has_schema
from quiz.web.errors import database_reason

if TYPE_CHECKING:
    # These types stand in stubs alone: nothing can be imported when the app runs.
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

ALIVE = "/healthz"
READY = "/readyz"
OK, STARTING = "ok", "starting"
SECONDS = 1.0
"""How long an answer about the store holds: however many ask, the store is asked once in that time by each worker."""

log = structlog.get_logger()


def reason_of(engine: Engine) -> str:
    """Why the store can't be used, in one word; ``ok`` where it can."""
    try:
        return OK if has_schema(engine) else "schema"
    except PoolIsEmpty:
        return "busy"
    except DBAPIError as error:
        return database_reason(error) or "gone"


class Probes:
    """Answers ``/healthz`` and ``/readyz`` before the app sees them, and hands on everything else.

    They are asked by address, over http, by programs: so there is no session, no line in the log, no redirect to https
    and no look at the name of the host. They say nothing that needs protection.
    """

    def __init__(self, inner: WSGIApplication, look: Callable[[], str]) -> None:
        self._inner = inner
        self._look = look
        self._lock = threading.Lock()
        self._until = 0.0
        self._reason = STARTING

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer, or let the app answer."""
        path, method = environ.get("PATH_INFO"), environ["REQUEST_METHOD"]
        if path not in (ALIVE, READY):
            return self._inner(environ, start_response)
        if method not in ("GET", "HEAD"):
            return _answer(start_response, "405 METHOD NOT ALLOWED", "method", [("Allow", "GET, HEAD")])
        reason = OK if path == ALIVE else self.reason()
        status = "200 OK" if reason == OK else "503 SERVICE UNAVAILABLE"
        body = _answer(start_response, status, reason)
        return body if method == "GET" else []

    def reason(self) -> str:
        """What was found within the last second; while one thread looks, the others say what was found before."""
        if time.monotonic() >= self._until and self._lock.acquire(blocking=False):
            try:
                self._note(self._look())
            finally:
                self._lock.release()
        return self._reason

    def _note(self, reason: str) -> None:
        before, self._reason, self._until = self._reason, reason, time.monotonic() + SECONDS
        # Only a change is worth a line; that all is well from the start is none.
        if reason != before and (before, reason) != (STARTING, OK):
            log.warning("readiness", found=reason, before=before)


def _answer(
    start_response: StartResponse, status: str, word: str, more: Iterable[tuple[str, str]] = ()
) -> Iterable[bytes]:
    body = f"{word}\n".encode()
    headers = [
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Length", str(len(body))),
        ("Cache-Control", "no-store"),
        ("X-Content-Type-Options", "nosniff"),
        *more,
    ]
    start_response(status, headers)
    return [body]
