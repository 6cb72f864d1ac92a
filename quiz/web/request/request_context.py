"""What happens around every request: who is there, in which language, what may not enter."""

from __future__ import annotations

import secrets
import time
from contextvars import ContextVar
from datetime import datetime
from typing import Any
from zoneinfo import available_timezones

import structlog
from flask import Flask, Response, abort, current_app, g, request, session
from flask_login import UserMixin, current_user
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import SecurityError

from quiz.platform.extensions import db, login
from quiz.platform.settings import DEFAULT_TIME_ZONE, LANGUAGES
from quiz.services.current_user import CurrentUser
from quiz.services.identity import sign_ins
from quiz.storage.database import READ_ONLY
from quiz.storage.models.attempts import Attempt
from quiz.storage.models.identity import TEACHERS, Account
from quiz.storage.store_clock import StoreClock
from quiz.web.request import content_policy, rate_limits
from quiz.web.request.input_checks import (
    MISREAD,
    SAFE,
    measured_by_form,
    read_whole,
    refuse_too_much,
    refuse_unstorable,
    sent,
)

log = structlog.get_logger()


class Person(UserMixin):  # type: ignore[misc]  # Flask-Login publishes no types
    """Who is signed in: the account, and the token that their browser holds."""

    def __init__(self, account: CurrentUser, token: str) -> None:
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
    def is_admin(self) -> bool:
        """Whether they may read who did what."""
        return self.account.role == "admin"

    @property
    def is_teacher(self) -> bool:
        """Whether they may read the statistics of others."""
        return self.account.role in TEACHERS

    @property
    def is_staff(self) -> bool:
        """Whether they teach anybody: by their account, or in a class, as assistants with any account do."""
        return self.is_teacher or self.account.teaches


def now() -> datetime:
    """The present moment by the store's clock, on which all machines agree: the one clock of the web layer."""
    clock: StoreClock = current_app.extensions["clock"]
    return clock.now()


def account() -> CurrentUser | None:
    """The account that is signed in, guests included."""
    person = current_user._get_current_object()
    return person.account if person.is_authenticated else None


def whole_account(person: CurrentUser) -> Account:
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
    found = sign_ins.find_signed_in(db.session, token, now=now())
    return Person(found, token) if found is not None else None


def _begin() -> None:
    _reader.set(None)
    g.started = time.perf_counter()
    g.request_id = secrets.token_hex(4)
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request=g.request_id, route=route())
    if isinstance(request.routing_exception, SecurityError):
        raise request.routing_exception
    if "HTTP_TRANSFER_ENCODING" in request.environ:
        # A body in chunks: no browser sends one, and it would have to be read to know its length.
        abort(411)
    read_whole()
    given = list(sent())
    refuse_unstorable((text for pair in given for text in pair), MISREAD)
    refuse_too_much(text for name, value in given for text in (name, "" if measured_by_form(name) else value))
    if request.method in SAFE:
        read_only()


def read_only() -> None:
    """Begin a transaction that only reads."""
    db.session.connection(execution_options=READ_ONLY)


def read_first() -> None:
    """Begin a transaction that only reads, in a view that may write after it."""
    if request.method not in SAFE:
        read_only()


def begin_writing() -> None:
    """End the transaction that only reads; the next statement begins one that may write."""
    db.session.rollback()


def read_again() -> None:
    """Give up what was not committed, and begin a transaction that only reads: a page is made, and nobody waits."""
    begin_writing()
    read_only()


def leave(*read: Account | Attempt | None) -> None:
    """End the transaction and keep what was ``read`` in it: what comes next takes long, and nobody waits for it."""
    for one in read:
        if one is not None:
            db.session.expunge(one)
    db.session.rollback()


def settle() -> None:
    """Give up what the request began; the page that reports it takes no lock.

    Where it is not known yet who asks, and it can't be read, the page is one for nobody.
    """
    g.settled = True
    g.pop("library", None)
    try:
        db.session.rollback()
        if not g.get("store_is_silent", False):
            read_only()
            account()
            return
    except DBAPIError:
        pass
    g._login_user = login.anonymous_user()
    g.unasked = True


def ask_no_more() -> None:
    """Let the rest of the request do without the store, which has kept it waiting and would do so again."""
    g.store_is_silent = True


def hide_address() -> None:
    """Let no request that this page leads to name its address, which holds a secret: a referrer is the host alone.

    Not even our own get it; none at all would be refused with HTTPS, where a form without one is nobody's.
    """
    g.address_is_secret = True


def open_no_session() -> None:
    """Give no session to a browser that has none, unless one of our own pages asks.

    A foreign page can send a form here, and the browser keeps our cookie out of that request: an answer with a cookie
    would put it in the place of the one that is kept, and so sign its owner out.
    """
    if current_app.config["SESSION_COOKIE_NAME"] not in request.cookies and not _from_own_page():
        g.no_session = True
        session.clear()
        session.modified = False


def _from_own_page() -> bool:
    ours = request.host_url.rstrip("/")
    return request.headers.get("Sec-Fetch-Site") == "same-origin" or request.headers.get("Origin") == ours


def _finish(response: Response) -> Response:
    content_policy.finish(response)
    if "address_is_secret" in g:
        response.headers["Referrer-Policy"] = "strict-origin"
    response.headers["X-Request-Id"] = g.get("request_id", "")
    response.headers.pop("Server", None)
    milliseconds = round((time.perf_counter() - g.get("started", time.perf_counter())) * 1000, 1)
    log.info("request", method=request.method, route=route(), status=response.status_code, ms=milliseconds)
    return response


def route() -> str:
    """The address as a pattern: the path itself may hold an attempt's token, or what somebody typed."""
    return request.url_rule.rule if request.url_rule is not None else "none"


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


def speak(chosen: str) -> None:
    """Answer this request in a language, whatever its reader's is: that of an address that names one."""
    _reader.set(chosen)


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
    kept = _kept()
    opened = sign_ins.open_sign_in(db.session, person, request.user_agent.string, now=now())
    session.clear()
    session.update(kept)
    session.permanent = True
    session["_user_id"] = opened.token
    if person.role != "guest":
        rate_limits.remember(person)
    # Who it is is known: no other statement has to find out after the commit.
    g._login_user = Person(CurrentUser.of(person), opened.token)
    _reader.set(None)


def sign_out() -> None:
    """End this browser's sign-in."""
    if current_user.is_authenticated:
        sign_ins.close_sign_in(db.session, current_user.token)
    kept = _kept()
    session.clear()
    session.update(kept)
    g.pop("_login_user", None)


_KEPT = ("language", "time_zone", *rate_limits.KEPT)


def _kept() -> dict[str, Any]:
    """What a browser's session says of it, with any account or none."""
    return {name: session[name] for name in _KEPT if name in session}
