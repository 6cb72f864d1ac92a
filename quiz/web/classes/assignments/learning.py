"""For who learns: an assignment with all that holds for it in words, and its beginning."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from quiz.domain.assignments import rules
from quiz.domain.errors import Message, say
from quiz.platform.extensions import db
from quiz.services.classes.assignments import sitting, standing
from quiz.services.classes.assignments.sitting import Refused
from quiz.services.identity import accounts
from quiz.web.classes.assignments.blueprint import bp
from quiz.web.request import rate_limits, request_context, series_context, shown_results
from quiz.web.request.access import member
from quiz.web.templating.filters import localize

_REFUSED: dict[str, Message] = {
    **{str(outcome): words for outcome, words in rules.WORDS.items() if outcome not in rules.STARTS},
    "wrong_code": say("That is not the access code. Ask your teacher for it."),
    "unavailable": say("Some of its questions are not on offer now. Tell your teacher."),
}


@bp.get("/assignments/<int:assignment>")
def mine(assignment: int) -> Any:
    """An assignment as it stands for who is here."""
    return _page(assignment)


def _page(assignment: int, wrong: str = "", status: int = 200) -> Any:
    person = member()
    found = standing.find(db.session, person, assignment, now=request_context.now())
    sat = [one.attempt for one in found.attempts if one.share is not None]
    if any(one.mode == "exam" and one.shown_at is None for one in sat):
        # It says how they went: nothing can be answered after that, not even late.
        shown_results.note_all_shown(person)
        found = standing.find(db.session, member(), assignment, now=request_context.now())
    series_context.enter(found.row.series_id)
    series_context.library()
    page = render_template(
        "classes/assignments/assignment.html",
        mine=found,
        words=rules.WORDS[found.outcome],
        feedback_words=rules.FEEDBACK_WORDS,
        zone=found.school_class.time_zone,
        wrong=wrong,
    )
    return page, status


@bp.post("/assignments/<int:assignment>/start")
def start(assignment: int) -> Any:
    """Begin an attempt, or go on with the one that runs."""
    rate_limits.at_starting().spend()
    person, now = member(), request_context.now()
    try:
        code = request.form.get("code", "")[:200]
        attempt = sitting.start(db.session, person, assignment, code=code, now=now)
    except Refused as error:
        request_context.read_again()
        if error.outcome == "wrong_code":
            return _page(assignment, wrong="wrong_code", status=422)
        flash(localize(_REFUSED[error.outcome]))
        return redirect(url_for("assignments.mine", assignment=assignment), 303)
    accounts.seen(db.session, person, now=now)
    db.session.flush()
    token = attempt.token
    db.session.commit()
    return redirect(url_for("attempts.resume", token=token), 303)
