"""What learners take with them as a proof: the receipt of an attempt."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response, current_app, redirect, url_for

from quiz.platform.extensions import db
from quiz.services.attempts.pages import attempt_pages
from quiz.services.integrity import receipts
from quiz.web.attempts.views import note_shown
from quiz.web.request.access import learner

bp = Blueprint("integrity", __name__)


@bp.get("/a/<token>/receipt.json")
def receipt(token: str) -> Any:
    """The receipt of an attempt that was handed in, to be kept; one that runs is gone on with."""
    person = learner()
    attempt = attempt_pages.find_overview(db.session, person, token).attempt
    if attempt.state == "running":
        return redirect(url_for("attempts.resume", token=token), 303)
    if attempt.mode == "exam" and attempt.state == "finished" and attempt.shown_at is None:
        note_shown(attempt)
    key = receipts.signing_key(current_app.config["SECRET_KEY"])
    body = json.dumps(receipts.issue(db.session, person, token, key), ensure_ascii=False, indent=2)
    response = Response(body, mimetype="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="receipt-{token}.json"'
    return response
