"""A learner's own progress."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request

from quiz.platform.extensions import db
from quiz.services.reporting import learner_progress
from quiz.web.request import request_context, shown_results
from quiz.web.request.access import learner
from quiz.web.request.whole_numbers import whole

bp = Blueprint("progress", __name__)


@bp.get("/me")
def me() -> Any:
    """What is done in every month, how the objectives stand, the history of attempts."""
    person = learner()
    shown_results.note_all_shown(person)
    catalogue = request_context.catalogue()
    before = whole(request.args.get("before"))
    history, older = learner_progress.history(db.session, person, before)
    return render_template(
        "reporting/me.html",
        catalogue=catalogue,
        months=learner_progress.months(db.session, person, catalogue),
        objectives=learner_progress.objectives(db.session, person, catalogue),
        history=history,
        older=older,
        before=before,
        begun=learner_progress.begun(db.session, person),
        person=person,
    )
