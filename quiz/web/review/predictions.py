"""For admins: how well reviews were predicted, over all learners."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template

from quiz.platform.extensions import db
from quiz.services.review.predicting.evaluation import evaluate
from quiz.web.request.access import admins_only

bp = Blueprint("predictions", __name__, url_prefix="/admin")
bp.before_request(admins_only)


@bp.get("/predictions")
def overview() -> Any:
    """What was predicted against what came, beside two simple ways of predicting."""
    found = evaluate(db.session)
    return render_template("review/predictions.html", found=found)
