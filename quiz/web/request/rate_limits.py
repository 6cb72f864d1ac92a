"""Who is slowed down, and by what: failures by name and address, costly requests by account.

What succeeds is not counted against an address, so that a school behind one signs up and in within a minute; only how
many accounts and guests an address makes has a bound, beyond any school's. Guessing is slowed by its failures.
A browser in which an account was signed in before has tries of its own at it: nobody locks a classmate out of their
usual place by failing in their name.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass

from flask import abort, request, session

from quiz.platform.extensions import limiter
from quiz.platform.limits import Limit, limit
from quiz.services.identity.names import name_key
from quiz.storage.models.identity import Account
from quiz.web.request.lasting_key import lasting_key

FAILED_BY_NAME = limit("sign-in", "8/minute;40/hour")
FAILED_BY_ADDRESS = limit("sign-in of any name", "120/minute;1200/hour")
FAILED_SIGN_UPS = limit("sign-up", "120/minute;1200/hour")
MADE = limit("new account or guest", "600/minute;1800/hour")
STARTS = limit("start", "60/minute")
ACCOUNT = limit("account", "10/minute;60/hour")
CALENDARS = limit("calendar", "30/minute;300/hour")
UNKNOWN_SECRETS = limit("secret address that is none", "60/minute;600/hour")

MAX_KNOWN = 8
"""So many accounts a browser is known for: a computer of a classroom has several."""

KEPT = ("browser", "known")
"""What of this a session keeps when somebody signs in or out."""


@dataclass(frozen=True, kw_only=True)
class Tries:
    """The limits that one request has to keep to, each with what it is counted by."""

    limits: tuple[tuple[Limit, str], ...]

    def check(self) -> None:
        """End the request where a limit is used up."""
        if any(limiter.is_used_up(one, key) for one, key in self.limits):
            abort(429)

    def count(self) -> None:
        """Count one more."""
        for one, key in self.limits:
            limiter.count(one, key)

    def spend(self) -> None:
        """Check and count."""
        self.check()
        self.count()


def at_signing_in(name: str, known: Account | None) -> Tries:
    """Failures at one name from one address, and of the address at any; of a known browser those of its own."""
    if known is not None and is_known(known):
        return Tries(limits=((FAILED_BY_NAME, f"{session['browser']}/{_mark(known)}"),))
    address = request.remote_addr or ""
    return Tries(limits=((FAILED_BY_NAME, f"{address}/{name_key(name)}"), (FAILED_BY_ADDRESS, address)))


def at_signing_up() -> Tries:
    """Sign-ups of one address that were refused."""
    return Tries(limits=((FAILED_SIGN_UPS, request.remote_addr or ""),))


def at_making() -> Tries:
    """Accounts and guests that one address made."""
    return Tries(limits=((MADE, request.remote_addr or ""),))


def at_starting() -> Tries:
    """Quizzes that were begun from one sign-in; a visitor without one becomes a guest.

    Known by the cookie alone: no transaction waits for the store of the limits.
    """
    token = session.get("_user_id")
    if token is None:
        return at_making()
    return Tries(limits=((STARTS, hashlib.sha256(str(token).encode()).hexdigest()[:32]),))


def before_a_guest() -> None:
    """Count a guest whose sign-in had ended: it passed for one until somebody looked."""
    if "_user_id" in session:
        at_making().spend()


def at_the_account(account: Account) -> Tries:
    """What wants the password of an account that is signed in."""
    return Tries(limits=((ACCOUNT, str(account.id)),))


def at_calendars(token: str) -> Tries:
    """How often a calendar is asked for, whether or not there is one; services ask for many from one address."""
    return Tries(limits=((CALENDARS, hashlib.sha256(token.encode()).hexdigest()[:32]),))


def at_unknown_secrets() -> Tries:
    """Secret addresses that one network address asked for and that there are not."""
    return Tries(limits=((UNKNOWN_SECRETS, request.remote_addr or ""),))


def is_known(account: Account) -> bool:
    """Whether somebody was signed in to ``account`` in this browser before."""
    return _mark(account) in session.get("known", ())


def remember(account: Account) -> None:
    """Know this browser, from now on, as one of ``account``."""
    session.setdefault("browser", secrets.token_hex(8))
    others = [mark for mark in session.get("known", ()) if mark != _mark(account)]
    session["known"] = [*others, _mark(account)][-MAX_KNOWN:]


def _mark(account: Account) -> str:
    """An account in the cookie, where it reveals neither its name nor its number."""
    said = f"{account.id} {account.created_at.isoformat()}"
    return hmac.digest(lasting_key(), said.encode(), "sha256").hex()[:12]
