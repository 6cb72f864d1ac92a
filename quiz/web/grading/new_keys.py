"""For who may edit a series: another answer is made the key of a question; what that changes is shown first."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for

from quiz.domain.errors import Message, say
from quiz.platform.extensions import db
from quiz.services.content import editors
from quiz.services.content.editors import NotAnEditor
from quiz.services.content.publishing import PlanChanged
from quiz.services.grading import question_regrades
from quiz.services.grading.challenges import new_keys, proposals
from quiz.services.grading.challenges.deciding import Decided
from quiz.services.grading.challenges.proposals import CannotPropose, Proposal, Standing
from quiz.services.grading.regrades import Refused
from quiz.web.request import request_context, series_context
from quiz.web.request.access import actor, learner, teachers_only, teaching
from quiz.web.templating.filters import localize
from quiz.web.templating.paging import PAGE

bp = Blueprint("new_keys", __name__)
bp.before_request(request_context.read_first)
bp.before_request(teachers_only)

_PUBLISHED = say(
    "The bank was published by somebody else since you opened this page. Look at the change again, and confirm it."
)


@bp.get("/teach/keys/<int:question>/<choice>")
def look(question: int, choice: str) -> Any:
    """What making an answer the key would do, before anything is done."""
    return _page(question, choice)


@bp.post("/teach/keys/<int:question>/<choice>")
def make(question: int, choice: str) -> Any:
    """Publish the change that was shown and score again, all of it or nothing."""
    person = learner()
    subject = question_regrades.find(db.session, question, request_context.language())
    if not editors.may_edit(db.session, person, subject.series_id):
        return _page(question, choice)
    try:
        of = new_keys.standing(db.session, question, choice)
        proposal = _proposed(of, rendered=True)
        request_context.begin_writing()
        shown = request.form.get("base", "")
        done = new_keys.make(db.session, person, of, proposal, shown=shown, now=request_context.now(), by=actor())
    except (PlanChanged, CannotPropose, Refused, NotAnEditor) as error:
        request_context.read_again()
        if isinstance(error, NotAnEditor):
            return _page(question, choice)
        return _page(question, choice, _PUBLISHED if isinstance(error, PlanChanged) else error.message, 409)
    db.session.commit()
    flash(localize(_told(done)))
    return redirect(url_for("regrades.question", question=question), 303)


def _told(done: Decided) -> Message:
    if done.regrade_id is None:
        return say("Published. No finished attempt had to be scored again.")
    return say(
        "Published, and scored again. Answers that gained points: %(count)d. The learners are informed.",
        count=done.raised,
    )


def _page(question: int, choice: str, error: Message | None = None, status: int = 200) -> Any:
    subject = question_regrades.find(db.session, question, request_context.language())
    series_context.enter(subject.series_id)
    if not editors.may_edit(db.session, learner(), subject.series_id):
        names = editors.names_of(db.session, subject.series_id)
        return render_template("grading/regrade_closed.html", of=subject, editors=names), 403
    of = new_keys.standing(db.session, question, choice)
    proposal, cannot = None, None
    try:
        proposal = _proposed(of, rendered=False)
    except CannotPropose as found:
        cannot = found
    page = render_template(
        "grading/new_key.html",
        of=subject,
        standing=of,
        proposal=proposal,
        cannot=cannot,
        named=of.question.choice_words(choice, request_context.language()),
        address=url_for("new_keys.make", question=question, choice=choice),
        accepted=new_keys.waiting(db.session, of),
        error=error,
        shown=PAGE,
    )
    return page, status


def _proposed(of: Standing, *, rendered: bool) -> Proposal:
    way = new_keys.way_of(of)
    if way is None:
        abort(404)
    folder = current_app.extensions["settings"].media
    return proposals.propose(db.session, of, way, folder, rendered=rendered, teacher=teaching())
