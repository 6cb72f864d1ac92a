"""The blueprint of the pages of accounts, and where these lead to."""

from __future__ import annotations

from flask import Blueprint, request, url_for

from quiz.storage.models.identity import TEACHERS
from quiz.web.request.own_address import is_ours

bp = Blueprint("identity", __name__)


def home_of(role: str) -> str:
    """Where somebody of that role begins: who teaches with what waits for them, everybody else with the series."""
    return url_for("teaching.home" if role in TEACHERS else "catalogue.home")


def safe_next(default: str) -> str:
    """Where to go on after signing in: a page of ours, or ``default``."""
    target = request.values.get("next", "")
    return target if is_ours(target) and not target.startswith(("/sign", "/recover")) else default
