"""The session: a signed cookie of the browser."""

from __future__ import annotations

import time
from copy import deepcopy
from datetime import datetime
from functools import lru_cache
from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import SignatureExpired, URLSafeTimedSerializer

Signed = str | bytes


class Cookies(URLSafeTimedSerializer):
    """Signs and reads cookies; one that was found genuine is not put to the test again, only asked for its age."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._genuine = lru_cache(maxsize=1_024)(self._read)

    def _read(self, cookie: Signed) -> tuple[Any, datetime]:
        return super().loads(cookie, return_timestamp=True)  # type: ignore[no-any-return]  # a pair, where it is asked for

    def loads(self, s: Signed, max_age: int | None = None, **kwargs: Any) -> Any:  # type: ignore[override]  # like its parent
        """What the cookie says. Raises ``BadSignature``, of which ``SignatureExpired`` is one kind."""
        said, signed_at = self._genuine(s)
        age = time.time() - signed_at.timestamp()
        if max_age is not None and not -1 <= age <= max_age:
            raise SignatureExpired("too old", payload=said, date_signed=signed_at)
        return deepcopy(said)


class Sessions(SecureCookieSessionInterface):
    """Flask's sessions, whose signer is made once an app: making one tries it out, and no request needs that."""

    def __init__(self) -> None:
        # Each app has its own: a cache of functions would hold on to apps that are gone.
        self._signer: Cookies | None = None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """What signs and reads the cookie."""
        made = self._signer or super().get_signing_serializer(app)
        if made is not None and self._signer is None:
            self._signer = Cookies(made.secret_keys, made.salt, made.serializer, signer_kwargs=made.signer_kwargs)
        return self._signer
