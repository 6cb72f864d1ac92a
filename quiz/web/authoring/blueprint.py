"""The pages on which teachers write banks: each module beside this one adds its views to ``bp``."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("authoring", __name__, url_prefix="/studio")
