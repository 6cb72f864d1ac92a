"""A learner's own progress."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request

from quiz.extensions import db
from quiz.services import progress
from quiz.web import edge, pages
from quiz.web.attempts import learner
from quiz.web.numbers import whole

bp = Blueprint("progress", __name__)


@bp.get("/me")
def me() -> Any:
    """What is done in every month, how the objectives stand, the history of attempts."""
    person = learner()
    catalogue = edge.catalogue()
    before = whole(request.args.get("before"))
    history, older = progress.history(db.session, person, before)
    return pages.render(
        "progress/me.html",
        catalogue=catalogue,
        months=progress.months(db.session, person, catalogue),
        objectives=progress.objectives(db.session, person, catalogue),
        history=history,
        older=older,
        before=before,
        begun=progress.begun(db.session, person),
        person=person,
    )
