"""For teachers: the answers that wait for a person's judgement."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from quiz.domain.errors import say
from quiz.platform.extensions import db
from quiz.services.grading import manual_grading
from quiz.web.request import request_context, series_context
from quiz.web.request.access import actor, teachers_only, teaching
from quiz.web.templating.filters import localize
from quiz.web.templating.paging import PAGE, paging

bp = Blueprint("grading", __name__, url_prefix="/teach")
bp.before_request(teachers_only)


@bp.get("/grading")
def waiting() -> Any:
    """The answers that wait for a teacher, without their learners' names."""
    series_context.library()
    page = paging(manual_grading.count_waiting(db.session, teacher=teaching()), PAGE)
    rows = manual_grading.waiting(
        db.session, request_context.language(), limit=page.size, offset=page.offset, teacher=teaching()
    )
    return render_template("grading/grading.html", rows=rows, paging=page)


@bp.get("/grading/<int:number>")
def grade(number: int) -> Any:
    """One waiting answer, with what the app found in it."""
    series_context.library()
    found = manual_grading.read_waiting(db.session, number, request_context.language(), teacher=teaching())
    return render_template(
        "grading/grade.html",
        q=found.view,
        quiz=found.quiz,
        handed_in_at=found.attempt.handed_in_at,
        proposal=manual_grading.proposed(found.view),
        number=number,
        waiting=manual_grading.count_waiting(db.session, teacher=teaching()),
    )


@bp.post("/grading/<int:number>")
def do_grade(number: int) -> Any:
    """A teacher's judgement; then to the next answer that waits."""
    found = manual_grading.find_waiting(db.session, number, request_context.language(), teacher=teaching())
    parts = request.form.getlist("part")
    manual_grading.grade(db.session, found, parts, now=request_context.now(), by=actor())
    following = manual_grading.next_waiting(db.session, found, teacher=teaching())
    db.session.commit()
    flash(localize(say("Score saved.")))
    there = url_for("grading.grade", number=following) if following is not None else url_for("grading.waiting")
    return redirect(there, 303)
