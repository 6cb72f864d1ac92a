"""For admins: how well reviews were predicted, over all learners."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template

from quiz.platform.extensions import db
from quiz.services.review.dashboard import Bin
from quiz.services.review.evaluation import evaluate
from quiz.web.request.access import admins_only

bp = Blueprint("predictions", __name__, url_prefix="/admin")
bp.before_request(admins_only)


@bp.get("/predictions")
def overview() -> Any:
    """What was predicted against what came, beside two simple ways of predicting."""
    found = evaluate(db.session)
    stored = found.compared.get("stored")
    bins = [
        Bin(
            lower=one.lower,
            upper=one.upper,
            count=one.count,
            predicted=one.predicted,
            right=one.right,
            low=one.interval.low,
            high=one.interval.high,
        )
        for one in (stored.bins if stored is not None else ())
    ]
    return render_template("review/predictions.html", found=found, bins=bins)
