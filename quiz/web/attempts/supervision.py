"""For teachers: the tests that are being taken, more time for them, and answers that came too late."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from quiz.domain.errors import say
from quiz.platform.extensions import db
from quiz.services.attempts import deadlines, late_answers
from quiz.services.attempts.refusals import AttemptClosed
from quiz.services.grading import manual_grading
from quiz.web.request import request_context
from quiz.web.request.access import actor, staff_only, teaching
from quiz.web.request.whole_numbers import whole
from quiz.web.templating.dates import moment
from quiz.web.templating.filters import localize
from quiz.web.templating.paging import PAGE, paging, sought, state

bp = Blueprint("supervision", __name__, url_prefix="/teach")
bp.before_request(staff_only)


@bp.get("/tests")
def running() -> Any:
    """The tests that are being taken, and answers that came too late."""
    return _running_page()


def _running_page(wrong: str = "", minutes: str = "", status: int = 200) -> Any:
    named = sought()
    here = paging(deadlines.count_running(db.session, named, teacher=teaching()), PAGE)
    page = render_template(
        "attempts/running.html",
        rows=deadlines.running(db.session, named, limit=here.size, offset=here.offset, teacher=teaching()),
        paging=here,
        named=named,
        kept=state(),
        late=late_answers.late_answers(
            db.session, request_context.language(), whole(request.args.get("late", 1)) or 1, teacher=teaching()
        ),
        waiting=manual_grading.count_waiting(db.session, manual_grading.answers_of(teaching())),
        most=deadlines.MAX_MINUTES,
        wrong=wrong,
        minutes=minutes,
    )
    return page, status


@bp.post("/tests/<token>/extend")
def extend(token: str) -> Any:
    """More time for one learner; their page learns of it within seconds."""
    typed = request.form.get("minutes", "").strip()[:20]
    minutes = whole(typed, deadlines.MAX_MINUTES) or 0
    try:
        until = deadlines.extend(db.session, token, minutes, now=request_context.now(), by=actor(), teacher=teaching())
    except AttemptClosed:
        request_context.read_again()
        flash(localize(say("This test is over, so it can’t get more time.")))
        return redirect(url_for("supervision.running", **state()), 303)
    except ValueError:
        request_context.read_again()
        return _running_page(wrong=token, minutes=typed, status=422)
    db.session.commit()
    words = say("The test now runs until %(time)s.", time=moment(until, "time"))
    flash(localize(words))
    return redirect(url_for("supervision.running", **state()), 303)


@bp.post("/tests/late/<int:number>")
def decide_late(number: int) -> Any:
    """A late answer is left as it is, or counts."""
    decide = late_answers.let_count if request.form.get("decision") == "count" else late_answers.leave
    late_answers.check_taught(db.session, number, teaching())
    try:
        decide(db.session, number, now=request_context.now(), by=actor(), seen=_moment_seen())
    except late_answers.Replaced:
        db.session.rollback()
        flash(localize(say("A newer answer has arrived. Look at it first.")))
    db.session.commit()
    return redirect(url_for("supervision.running", _anchor="late"), 303)


def _moment_seen() -> datetime | None:
    try:
        return datetime.fromisoformat(request.form.get("seen", "")[:40])
    except ValueError:
        return None
