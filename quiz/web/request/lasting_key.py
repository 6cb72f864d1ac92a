"""The key of marks that browsers keep: what it marks must be known again when a newer key signs."""

from __future__ import annotations

from flask import current_app


def lasting_key() -> bytes:
    """The oldest key of the app. It signs nothing, and stays the same when a newer key is put in front of it."""
    keys: tuple[str, ...] = current_app.extensions["keys"]
    return keys[-1].encode()
