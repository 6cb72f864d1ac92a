"""The session: a signed cookie of the browser."""

from __future__ import annotations

from functools import cache

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer


class Sessions(SecureCookieSessionInterface):
    """Flask's sessions, whose signer is made once an app: making one tries it out, and no request needs that."""

    @cache  # noqa: B019 - there is one of them in a process, for as long as its app
    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """What signs and reads the cookie."""
        return super().get_signing_serializer(app)
