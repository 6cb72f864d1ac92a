"""The pages of administrators: nobody else finds them."""

from __future__ import annotations

from flask import Blueprint

from quiz.web.request.access import admins_only

bp = Blueprint("admin", __name__, url_prefix="/admin")
bp.before_request(admins_only)
