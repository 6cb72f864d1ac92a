"""The pages of assignments: ``teaching``, ``exceptions`` and ``live`` for who teaches, ``learning`` for who learns."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("assignments", __name__)
