"""One question on a projector, with the answers of a class: counts first, the key after that, names never."""

from __future__ import annotations

from typing import Any

from flask import render_template, request

from quiz.platform.extensions import db
from quiz.services.classes.overview import discussing
from quiz.web.classes.blueprint import bp, entered
from quiz.web.request import request_context, series_context

STEPS = ("question", "answers", "key")
"""What is shown, each with all before it."""


@bp.get("/classes/<int:number>/discuss/<int:question>")
def discuss(number: int, question: int) -> Any:
    """A question; ``show`` says how far: its text alone, how the class answered, what is right."""
    found = entered(number, "see_learners")
    library = series_context.library()
    shown = discussing.find(db.session, found, question, request_context.language())
    series_context.enter(shown.series_id)
    series = library.numbered(shown.series_id)
    wanted = request.args.get("show", "")
    step = STEPS.index(wanted) if wanted in STEPS else 0
    return render_template(
        "classes/discuss.html",
        entered=found,
        one=shown,
        month=next((month for month in series.months if month.id == shown.bank_id), None) if series else None,
        step=step,
        steps=STEPS,
    )
