"""The mark of an account: by it a browser knows whose answers and pages it keeps, and nothing else about them."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from functools import lru_cache

from flask import Flask, Response, g, request

from quiz.services.current_user import CurrentUser
from quiz.web.request import request_context
from quiz.web.request.lasting_key import lasting_key

HEADER = "X-Account"
"""In an answer: whose it is. In a script's request: whose page it comes from."""
NOBODY = "none"
"""What the header says where nobody is signed in."""

_SALT = b"dalmada account mark"
_BYTES = 12


def init_app(app: Flask) -> None:
    """Let ``app``'s pages and answers say whose they are."""
    app.jinja_env.globals.update(account_mark=present)
    app.after_request(_tell)


def mark_of(person: CurrentUser) -> str:
    """The mark of an account: the same for as long as the account and the oldest secret key last, and opaque."""
    return _mark(lasting_key(), person.id)


@lru_cache(maxsize=4096)
def _mark(secret: bytes, number: int) -> str:
    key = hmac.digest(secret, _SALT, "sha256")
    return urlsafe_b64encode(hmac.digest(key, str(number).encode(), "sha256")[:_BYTES]).decode()


def present() -> str | None:
    """The mark of the account that is signed in; empty for nobody, None where the store could not be asked."""
    person = request_context.account()
    if person is not None:
        return mark_of(person)
    return None if g.get("unasked") else ""


def is_anothers(person: CurrentUser) -> bool:
    """Whether the request comes from a page of another account than ``person``'s."""
    claimed = request.headers.get(HEADER)
    return bool(claimed) and claimed != mark_of(person)


def _tell(response: Response) -> Response:
    # Only where it is known already: no answer costs a statement more for this.
    if "_login_user" in g and not g.get("unasked"):
        response.headers[HEADER] = present() or NOBODY
    return response
