"""What a form held that could not be taken, so that a page can send it once more: all of it, but no secret."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import request

_WITH_SECRETS = frozenset({"identity", "addresses", "resets", "invited"})
"""Blueprints whose forms hold passwords and codes: these are never written into a page."""


@dataclass(frozen=True, kw_only=True)
class SentAgain:
    """A form as it was sent: where to, how it was encoded, its fields in their order.

    ``has_files``: files were sent along. No page can hold them, so they have to be chosen again.
    """

    action: str
    encoding: str
    fields: Sequence[tuple[str, str]]
    has_files: bool


def sent_again() -> SentAgain | None:
    """The form of this request; None where it has secrets, or may have been sent by a page that is not ours."""
    if request.method != "POST" or request.blueprint in _WITH_SECRETS or _is_foreign():
        return None
    fields = [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]
    if any("password" in name for name, _ in fields):
        return None
    return SentAgain(
        action=request.full_path.rstrip("?"),
        # A form with many inputs may be sent in the one way and not in the other.
        encoding=request.mimetype,
        fields=fields,
        has_files=any(file.filename for file in request.files.values()),
    )


def _is_foreign() -> bool:
    """Whether another site sent the form: its own words are never put under a button of ours."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is not None:
        return site not in ("same-origin", "none")
    return origin is not None and urlsplit(origin).netloc != request.host
