"""The blueprint of the pages of accounts, and where these lead to."""

from __future__ import annotations

from flask import Blueprint, request

bp = Blueprint("identity", __name__)


def safe_next(default: str) -> str:
    """Where to go on after signing in: a page of ours, or ``default``."""
    target = request.values.get("next", "")
    ours = target.startswith("/") and not target.startswith(("//", "/sign", "/recover"))
    plain = "\\" not in target and target.isprintable()
    return target if ours and plain else default
