"""For teachers: wrong texts and numbers that learners typed, and how one of them gets into the bank."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for

from quiz.domain.errors import Message, say
from quiz.platform.extensions import db
from quiz.services.content import editors
from quiz.services.content.editors import NotAnEditor
from quiz.services.content.publishing import PlanChanged
from quiz.services.grading import question_regrades
from quiz.services.grading.challenges import wrong_answers
from quiz.services.grading.challenges.proposals import CannotPropose, Proposal, Standing
from quiz.services.grading.challenges.shown import LONGEST, ChallengeError
from quiz.services.grading.challenges.wrong_answers import Typed
from quiz.services.grading.question_regrades import Subject
from quiz.web.request import request_context, series_context
from quiz.web.request.access import actor, learner, teachers_only, teaching
from quiz.web.templating.filters import localize
from quiz.web.templating.paging import PAGE, paging

bp = Blueprint("wrong_answers", __name__)
bp.before_request(request_context.read_first)
bp.before_request(teachers_only)

_PUBLISHED = say(
    "The bank was published by somebody else since you opened this page. Look at the change again, and confirm it."
)
_FAULTS = {
    "reason": say("Write a reason: learners who make this mistake read it."),
    "too_long": say("A reason takes %(limit)s characters. Shorten it.", limit=f"{LONGEST:,}"),
    "marks": say("A letter has too many accents. Take some off."),
}


@bp.get("/teach/typed/<int:question>")
def every(question: int) -> Any:
    """What learners typed wrong into a question, equal texts together."""
    of = _subject(question)
    found = wrong_answers.find(db.session, question, teacher=teaching())
    if found is None:
        abort(404)
    here = paging(len(found.found), PAGE)
    return render_template(
        "grading/wrong_answers.html",
        of=of,
        found=found,
        rows=found.found[here.offset : here.offset + here.size],
        paging=here,
        fewest=wrong_answers.FEWEST,
        editors=_editors(of),
    )


@bp.get("/teach/typed/<int:question>/<key>")
def look(question: int, key: str) -> Any:
    """What one of the ways would do to the file and to scores, before anything is done."""
    return _page(question, key, request.args.get("way", ""))


@bp.post("/teach/typed/<int:question>/<key>")
def add(question: int, key: str) -> Any:
    """Show the change for a reason that was typed; or publish the change that was shown."""
    person, code = learner(), request.form.get("way", "")
    if request.form.get("step") == "look" or _editors(_subject(question)) is not None:
        return _page(question, key, code)
    try:
        of, proposal = _proposed(question, _typed(question, key), code, rendered=True)
        request_context.begin_writing()
        shown = request.form.get("base", "")
        wrong_answers.add(db.session, person, of, proposal, shown=shown, now=request_context.now(), by=actor())
    except (PlanChanged, CannotPropose, ChallengeError, NotAnEditor) as error:
        request_context.read_again()
        return _page(question, key, code, _words(error), 409)
    db.session.commit()
    return _next(question, proposal)


def _words(error: Exception) -> Message | None:
    if isinstance(error, PlanChanged):
        return _PUBLISHED
    return error.message if isinstance(error, CannotPropose) else None


def _next(question: int, proposal: Proposal) -> Any:
    """Where scores would change, the page that changes them; else back to the list."""
    if proposal.difference.totals.raised:
        flash(localize(say("Published. Scores are as they were: look here at which would change, and score again.")))
        return redirect(url_for("regrades.question", question=question), 303)
    flash(localize(say("Published. No score changes by it.")))
    return redirect(url_for("wrong_answers.every", question=question), 303)


def _subject(question: int) -> Subject:
    of = question_regrades.find(db.session, question, request_context.language())
    series_context.enter(of.series_id)
    return of


def _editors(of: Subject) -> tuple[str, ...] | None:
    """Who may edit the series, by name, for who may not; None for who may."""
    edits = editors.may_edit(db.session, learner(), of.series_id)
    return None if edits else editors.names_of(db.session, of.series_id)


def _typed(question: int, key: str) -> Typed:
    return wrong_answers.one(db.session, question, key, teacher=teaching())


def _why() -> dict[str, str]:
    return {name.removeprefix("why-"): text for name, text in request.form.items() if name.startswith("why-")}


def _proposed(question: int, typed: Typed, code: str, *, rendered: bool) -> tuple[Standing, Proposal]:
    of = wrong_answers.standing(db.session, question, typed)
    folder = current_app.extensions["settings"].media
    proposal = wrong_answers.propose(db.session, of, typed, code, _why(), folder, rendered=rendered, teacher=teaching())
    return of, proposal


def _page(question: int, key: str, code: str, error: Message | None = None, status: int = 200) -> Any:
    subject = _subject(question)
    names = _editors(subject)
    if names is not None:
        return render_template("grading/regrade_closed.html", of=subject, editors=names), 403
    typed = _typed(question, key)
    way = next((one for one in typed.ways if one.code == code), None) or abort(404)
    of, proposal, cannot, fault = None, None, None, ""
    asked = way.kind == "known" and request.method == "GET"
    try:
        of, proposal = (None, None) if asked else _proposed(question, typed, code, rendered=False)
    except CannotPropose as found:
        cannot = found
    except ChallengeError as found:
        fault, status = localize(_FAULTS[found.code]), 422
    page = render_template(
        "grading/wrong_answer.html",
        of=subject,
        typed=typed,
        way=way,
        standing=of,
        proposal=proposal,
        cannot=cannot,
        error=error,
        fault=fault,
        why=_why(),
        languages=wrong_answers.languages_of(db.session, subject.series_id),
        longest=LONGEST,
        shown=PAGE,
    )
    return page, status
