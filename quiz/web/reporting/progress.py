"""A learner's own progress."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request

from quiz.platform.extensions import db
from quiz.services.reporting import learner_progress
from quiz.web.request import request_context, series_context, shown_results
from quiz.web.request.access import learner
from quiz.web.request.whole_numbers import whole

bp = Blueprint("progress", __name__)


@bp.get("/me")
def me() -> Any:
    """What is done in every month, how the objectives stand, the history of attempts."""
    person = learner()
    shown_results.note_all_shown(person)
    known = learner_progress.progress(db.session, person, request_context.now())
    shares = learner_progress.latest_shares(db.session, person)
    shelf = [
        (one, learner_progress.months_in(one, known), learner_progress.objectives_in(one, shares))
        for one in series_context.library().series
    ]
    before = whole(request.args.get("before"))
    history, older = learner_progress.history(db.session, person, before)
    return render_template(
        "reporting/me.html",
        shelf=[(one, months, objectives) for one, months, objectives in shelf if months],
        history=history,
        older=older,
        before=before,
        begun=learner_progress.begun(db.session, person),
        person=person,
    )
