"""Where a learner says that their answer should count."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request

from quiz.domain.errors import say
from quiz.platform.extensions import db
from quiz.services.attempts.pages import attempt_pages
from quiz.services.attempts.pages.answer_texts import parts_of
from quiz.services.grading.challenges import challenging
from quiz.services.grading.challenges.shown import LONGEST, ChallengeError
from quiz.web.attempts.asides import back_to
from quiz.web.attempts.blueprint import MAX_POSITION, bp
from quiz.web.request import rate_limits, request_context, series_context
from quiz.web.request.access import learner
from quiz.web.templating.filters import localize

_FAULTS = {
    "reason": say("Write why your answer should count."),
    "too_long": say("A reason takes %(limit)s characters. Shorten it.", limit=f"{LONGEST:,}"),
    "marks": say("A letter has too many accents. Take some off."),
    "already": say("You have said so already. What was decided, or will be, is under “My challenges”."),
    "right": say("Your answer counts in full already."),
    "held": say("This question is in the test that you are taking. Come back after the test."),
    "by_person": say("A teacher graded this answer. Use “Report a problem” to ask about it."),
}


@bp.get("/a/<token>/<int:position>/challenge")
def challenge(token: str, position: int) -> Any:
    """Where a learner says why an answer of theirs should count."""
    return _page(token, position)


def _page(token: str, position: int, error: str = "", status: int = 200) -> Any:
    person = learner()
    if not 1 <= position <= MAX_POSITION:
        abort(404)
    found = attempt_pages.find_question_page(db.session, person, token, position, request_context.language())
    if not error and not found.view.can_be_challenged:
        abort(404)
    series_context.enter(found.series_id)
    back = request.values.get("back", "")[:10]
    page = render_template(
        "attempts/challenge.html",
        q=found.view,
        said=parts_of(found.view, found.view.answer),
        token=token,
        longest=LONGEST,
        limit=f"{LONGEST:,}",
        error=error,
        fault=localize(_FAULTS[error]) if error else "",
        typed=request.form,
        back=back,
        leave=back_to(token, position, back),
    )
    return page, status


@bp.post("/a/<token>/<int:position>/challenge")
def send_challenge(token: str, position: int) -> Any:
    """Keep it; what can't be taken stays in the form, with what is wrong beside it."""
    # Before anything is asked of the store: while limits are asked for, nobody waits.
    rate_limits.at_reporting().spend()
    person = learner()
    if not 1 <= position <= MAX_POSITION:
        abort(404)
    reason = request.form.get("reason", "")
    try:
        challenging.challenge(db.session, person, token, position, reason, now=request_context.now())
    except ChallengeError as error:
        request_context.read_again()
        return _page(token, position, error.code, 422)
    db.session.commit()
    flash(localize(say("Sent. What a teacher decides will be under “My challenges”.")))
    return redirect(back_to(token, position, request.form.get("back")), 303)
