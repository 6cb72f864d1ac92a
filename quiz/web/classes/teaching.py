"""Where a teacher stands after signing in: what waits today, their classes, and what to begin with."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template
from flask_login import current_user

from quiz.platform.extensions import db
from quiz.services.classes.overview import teacher_home
from quiz.web.request import request_context, series_context
from quiz.web.request.access import staff_only

bp = Blueprint("teaching", __name__)
bp.before_request(staff_only)


@bp.get("/teach")
def home() -> Any:
    """The first page of a teacher."""
    series_context.library()
    person, now = current_user.account, request_context.now()
    found = teacher_home.find(db.session, person, everybody=current_user.is_admin, now=now)
    return render_template("classes/teaching.html", found=found)
