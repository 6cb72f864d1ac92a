"""What happens around every request: who is there, in which language, what may not enter."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any
from zoneinfo import available_timezones

import structlog
from flask import Flask, Response, abort, current_app, g, request, session
from flask_login import UserMixin, current_user
from sqlalchemy.exc import DBAPIError

from quiz.config import DEFAULT_TIME_ZONE, LANGUAGES
from quiz.extensions import db, login
from quiz.services import accounts
from quiz.services.catalogue import Catalogue
from quiz.services.people import Somebody
from quiz.storage.database import READ_ONLY
from quiz.storage.models import Account

SAFE = ("GET", "HEAD", "OPTIONS")
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
log = structlog.get_logger()


class Person(UserMixin):  # type: ignore[misc]  # Flask-Login publishes no types
    """Who is signed in: the account, and the token that their browser holds."""

    def __init__(self, account: Somebody, token: str) -> None:
        self.account = account
        self.token = token

    def get_id(self) -> str:
        """What the cookie carries."""
        return self.token

    @property
    def is_guest(self) -> bool:
        """Whether they have no account yet."""
        return self.account.role == "guest"

    @property
    def is_teacher(self) -> bool:
        """Whether they may read the statistics of others."""
        return self.account.role in ("teacher", "admin")


def now() -> datetime:
    """The present moment: the one clock of the web layer."""
    return datetime.now(UTC)


def account() -> Somebody | None:
    """Whoever is signed in, guests included."""
    person = current_user._get_current_object()
    return person.account if person.is_authenticated else None


def whole(person: Somebody) -> Account:
    """The account of ``person`` with all that is stored, to be changed."""
    return db.session.get_one(Account, person.id)


def init_app(app: Flask) -> None:
    """Hook the edge into ``app``."""
    login.user_loader(load_person)
    login.session_protection = None
    app.before_request(_begin)
    app.after_request(_finish)
    app.teardown_request(_forget)


def load_person(token: str) -> Person | None:
    """The person behind a cookie's token, while the sign-in lives."""
    found = accounts.find_signed_in(db.session, token, now=now())
    return Person(found, token) if found is not None else None


def _begin() -> None:
    _reader.set(None)
    g.started = time.perf_counter()
    g.request_id = secrets.token_hex(4)
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request=g.request_id)
    # All of it, before anybody asks the store who is there: a transaction that waited for a slow network would keep
    # every other writer waiting with it.
    request.get_data(parse_form_data=True)
    _refuse_unstorable()
    if request.method in SAFE:
        read_only()


def read_only() -> None:
    """Begin a transaction that only reads."""
    db.session.connection(execution_options=READ_ONLY)


def begin_writing() -> None:
    """End the transaction that only reads; the next statement begins one that may write."""
    db.session.rollback()


def settle() -> None:
    """Give up what the request began; the page that tells of it takes no lock.

    Where it is not known yet who asks, and it can't be read, the page is one for nobody.
    """
    try:
        db.session.rollback()
        read_only()
        account()
    except DBAPIError:
        g._login_user = login.anonymous_user()
        g.unasked = True


def _refuse_unstorable() -> None:
    """No database keeps a NUL, and no encoding a lone surrogate; neither can be typed."""
    for text in _texts():
        if "\x00" in text or "\ufffd" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
            abort(400, "unstorable")


def _texts() -> Iterable[str]:
    yield request.path
    for source in (request.args, request.form) if request.method not in SAFE else (request.args,):
        for name, value in source.items(multi=True):
            yield name
            yield value


def _finish(response: Response) -> Response:
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    response.headers["X-Request-Id"] = g.get("request_id", "")
    response.headers.pop("Server", None)
    milliseconds = round((time.perf_counter() - g.get("started", time.perf_counter())) * 1000, 1)
    log.info("request", method=request.method, path=request.path, status=response.status_code, ms=milliseconds)
    return response


def _forget(error: BaseException | None) -> None:
    _reader.set(None)
    structlog.contextvars.clear_contextvars()


_reader: ContextVar[str | None] = ContextVar("reader", default=None)
"""The reader's language in this request: every text of a page asks for it, and ``g`` is ten times as far away."""


def language() -> str:
    """The reader's language: the account's, the session's, the browser's, Korean."""
    known = _reader.get()
    if known is None:
        known = _language()
        _reader.set(known)
    return known


def _language() -> str:
    person = account()
    wanted = (person.language if person is not None else None) or session.get("language")
    if wanted in LANGUAGES:
        return str(wanted)
    return request.accept_languages.best_match(LANGUAGES, default=LANGUAGES[0]) or LANGUAGES[0]


def time_zone() -> str:
    """The reader's time zone: the account's, the session's, Seoul's."""
    person = account()
    wanted = (person.time_zone if person is not None else None) or session.get("time_zone")
    return wanted if wanted in zones() else DEFAULT_TIME_ZONE


_zones: list[frozenset[str]] = []


def zones() -> frozenset[str]:
    """Every time zone that can be chosen; not those that mean another one on every machine, or none."""
    if not _zones:
        _zones.append(frozenset(available_timezones()) - {"Factory", "localtime"})
    return _zones[0]


def sign_in(person: Account) -> None:
    """Open a sign-in for ``person`` on this browser, in a session that is new."""
    kept = {name: session[name] for name in ("language", "time_zone") if name in session}
    opened = accounts.open_sign_in(db.session, person, request.user_agent.string, now=now())
    session.clear()
    session.update(kept)
    session.permanent = True
    session["_user_id"] = opened.token
    g.pop("_login_user", None)
    _reader.set(None)


def sign_out() -> None:
    """End this browser's sign-in."""
    if current_user.is_authenticated:
        accounts.close_sign_in(db.session, current_user.token)
    kept = {name: session[name] for name in ("language", "time_zone") if name in session}
    session.clear()
    session.update(kept)
    g.pop("_login_user", None)


def catalogue() -> Catalogue:
    """What is published."""
    cache: Any = current_app.extensions["catalogue"]
    found: Catalogue = cache.load(db.session)
    return found
