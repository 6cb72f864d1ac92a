"""Who is slowed down, and by what: failures by name and address, costly requests by account.

What succeeds is not counted against an address, so that a school behind one signs up and in within a minute; only how
many accounts and guests an address makes has a bound, beyond any school's. Guessing is slowed by its failures. Who
comes by the link of a class is counted with that class, and by name: others behind the address don't use up its share.
A browser in which an account was signed in before has tries of its own at it: nobody locks a classmate out of their
usual place by failing in their name.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask import abort, request, session

from quiz.platform.extensions import db, limiter
from quiz.platform.limits import Limit, limit
from quiz.services.current_user import CurrentUser
from quiz.services.identity.names import name_key
from quiz.storage.models.identity import Account
from quiz.web.request.lasting_key import lasting_key

FAILED_BY_NAME = limit("sign-in", "8/minute;40/hour")
RECOVERY_BY_NAME = limit("recovery", "8/minute;40/hour")
FAILED_BY_ADDRESS = limit("sign-in of any name", "120/minute;1200/hour")
FAILED_SIGN_UPS = limit("sign-up", "120/minute;1200/hour")
MADE = limit("new account or guest", "600/minute;1800/hour")
STARTS = limit("start", "60/minute")
REPORTS = limit("report", "12/minute;60/hour")
ACCOUNT = limit("account", "10/minute;60/hour")
SEARCHES = limit("search of a guest", "40/minute;600/hour")
SEARCHES_BY_ADDRESS = limit("search without an account", "240/minute;3600/hour")
MAILS = limit("mail to an address", "5/hour;10/day")
MAILS_TO = limit("mail to one address of any account", "3/hour;6/day")
RESETS_BY_NAME = limit("password reset", "3/10minute;10/hour")
RESETS_BY_ADDRESS = limit("password reset of any name", "30/minute;120/hour")
UPLOADS = limit("upload of pictures", "30/minute;300/hour")
CALENDARS = limit("calendar", "30/minute;300/hour")
UNKNOWN_SECRETS = limit("secret address that is none", "60/minute;600/hour")

UNKNOWN_CODES = limit("code of a class that is none", "60/minute;600/hour")
JOINING_BY_NAME = limit("sign-up for a class", "12/minute;60/hour")
JOINING_BY_CLASS = limit("sign-up for a class by any name", "120/minute;1200/hour")
SIGN_INS_BY_CLASS = limit("sign-in for a class by any name", "120/minute;1200/hour")
MADE_BY_CLASS = limit("new account for a class", "600/minute;1800/hour")

MAX_KNOWN = 8
"""So many accounts a browser is known for: a computer of a classroom has several."""

KEPT = ("browser", "known")
"""What of this a session keeps when somebody signs in or out."""


class Failed(Exception):
    """What was tried is to count: a name, password or code was wrong."""


@dataclass(frozen=True, kw_only=True)
class Tries:
    """The limits that one request has to keep to, each with what it is counted by."""

    limits: tuple[tuple[Limit, str], ...]

    def spend(self) -> None:
        """Count one more, or end the request where a limit is used up. Both are one step: tries at once can't pass."""
        for number, (one, key) in enumerate(self.limits):
            if not limiter.take(one, key):
                self._give_back(self.limits[:number])
                abort(429)

    def give_back(self) -> None:
        """Count one less: what was spent before it was known how it ends is not to count."""
        self._give_back(self.limits)

    def _give_back(self, limits: tuple[tuple[Limit, str], ...]) -> None:
        for one, key in limits:
            limiter.give_back(one, key)

    @contextmanager
    def for_failures(self) -> Iterator[None]:
        """Spend one for the block, which ends its transaction; it stays spent where the block raises ``Failed``."""
        self.spend()
        try:
            yield
        except Failed:
            return
        except BaseException:
            # Nobody waits for us while we wait for the store of the limits.
            db.session.rollback()
            self.give_back()
            raise
        self.give_back()


def at_signing_in(name: str, known: Account | None, class_id: int | None = None) -> Tries:
    """Failures at one name from one address, and of the address at any; of a known browser those of its own.

    Who comes by the link of a class is counted with that class in place of the address: a school has one address, and
    somebody there who guesses at names elsewhere does not keep the class out.
    """
    if known is not None and is_known(known):
        return Tries(limits=((FAILED_BY_NAME, f"{session['browser']}/{_mark(known)}"),))
    address = request.remote_addr or ""
    anybody = (FAILED_BY_ADDRESS, address) if class_id is None else (SIGN_INS_BY_CLASS, f"{class_id}/{address}")
    return Tries(limits=((FAILED_BY_NAME, f"{address}/{name_key(name)}"), anybody))


def at_recovering(name: str) -> Tries:
    """Codes that failed at one name from one address; they are failures of the address at any name, too."""
    address = request.remote_addr or ""
    return Tries(limits=((RECOVERY_BY_NAME, f"{address}/{name_key(name)}"), (FAILED_BY_ADDRESS, address)))


def at_signing_up(name: str = "", class_id: int | None = None) -> Tries:
    """Sign-ups of one address that were refused; for a class by its link those for it, and those by one name."""
    address = request.remote_addr or ""
    if class_id is None:
        return Tries(limits=((FAILED_SIGN_UPS, address),))
    by_name = f"{class_id}/{address}/{name_key(name)[:64]}"
    return Tries(limits=((JOINING_BY_NAME, by_name), (JOINING_BY_CLASS, f"{class_id}/{address}")))


def at_making(class_id: int | None = None) -> Tries:
    """Accounts and guests that one address made; for a class by its link those of that class, wherever they come."""
    if class_id is not None:
        return Tries(limits=((MADE_BY_CLASS, str(class_id)),))
    return Tries(limits=((MADE, request.remote_addr or ""),))


def at_unknown_codes() -> Tries:
    """Codes of classes that one address tried and that there are not."""
    return Tries(limits=((UNKNOWN_CODES, request.remote_addr or ""),))


def at_starting() -> Tries:
    """Quizzes that were begun from one sign-in; a visitor without one becomes a guest.

    Known by the cookie alone: no transaction waits for the store of the limits.
    """
    return Tries(limits=((STARTS, _sign_in()),)) if "_user_id" in session else at_making()


def _sign_in() -> str:
    """What stands for the sign-in of this browser, or for its address without one."""
    token = session.get("_user_id")
    return hashlib.sha256(str(token).encode()).hexdigest()[:32] if token is not None else request.remote_addr or ""


def at_searching(person: CurrentUser | None) -> Tries:
    """Searches of a guest, or of an address where nobody is signed in; those of a member are not counted."""
    if person is None:
        return Tries(limits=((SEARCHES_BY_ADDRESS, request.remote_addr or ""),))
    return Tries(limits=((SEARCHES, str(person.id)),) if person.role == "guest" else ())


def before_a_guest() -> None:
    """Count a guest whose sign-in had ended: it passed for one until somebody looked."""
    if "_user_id" in session:
        at_making().spend()


def at_uploading(account_id: int) -> Tries:
    """Requests of an account with pictures, each of which is decoded and written again."""
    return Tries(limits=((UPLOADS, str(account_id)),))


def at_the_account(account: Account) -> Tries:
    """What wants the password of an account that is signed in."""
    return Tries(limits=((ACCOUNT, str(account.id)),))


def at_reporting() -> Tries:
    """What is reported of questions from one sign-in, known by the cookie alone as well."""
    return Tries(limits=((REPORTS, _sign_in()),))


def at_mailing(account: Account) -> Tries:
    """Mail of an account to addresses that were not confirmed yet."""
    return Tries(limits=((MAILS, str(account.id)),))


def at_mailing_to(address: str) -> Tries:
    """Mail of all accounts to an address that was not confirmed yet: nobody floods another's mailbox.

    What stands behind a plus is left out: mail servers deliver all of these to one mailbox.
    """
    name, _, host = address.strip().casefold().rpartition("@")
    key = hmac.digest(lasting_key(), f"{name.partition('+')[0]}@{host}".encode(), "sha256")
    return Tries(limits=((MAILS_TO, key.hex()[:32]),))


def at_resetting(typed: str) -> Tries:
    """Links to a new password that are asked for: for one name, whether there is one or not, and from one address."""
    address = request.remote_addr or ""
    return Tries(limits=((RESETS_BY_NAME, f"{address}/{name_key(typed)}"), (RESETS_BY_ADDRESS, address)))


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
