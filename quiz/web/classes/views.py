"""The list of one's classes, and the first page of each."""

from __future__ import annotations

from typing import Any

from flask import render_template

from quiz.platform.extensions import db
from quiz.services.classes import listing
from quiz.web.classes import overview as staff
from quiz.web.classes.blueprint import bp, entered
from quiz.web.request import series_context
from quiz.web.request.access import member


@bp.get("/classes")
def every() -> Any:
    """The classes that one is in."""
    person = member()
    series_context.library()
    return render_template("classes/every.html", classes=listing.classes_of(db.session, person))


@bp.get("/classes/<int:number>")
def overview(number: int) -> Any:
    """The first page of a class: what its teachers need to know, or what its learners have to do."""
    found = entered(number)
    if found.may("see_learners"):
        return staff.page(found)
    series_context.library()
    return render_template("classes/learner.html", entered=found)
