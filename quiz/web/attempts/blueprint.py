"""The blueprint of attempts: ``views`` has the pages around an attempt, ``questions`` those of its questions."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("attempts", __name__)

MAX_POSITION = 1_000
"""Above every position in an attempt."""
