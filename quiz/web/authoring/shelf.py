"""The series and banks that somebody may edit, and how each stands."""

from __future__ import annotations

from typing import Any

from flask import render_template

from quiz.platform.extensions import db
from quiz.services.authoring import shelf as service
from quiz.web.authoring.blueprint import bp
from quiz.web.request.access import learner


@bp.get("")
def shelf() -> Any:
    """What one may edit, with what to do where that is nothing."""
    return render_template("authoring/shelf.html", shelf=service.shelf(db.session, learner()))
