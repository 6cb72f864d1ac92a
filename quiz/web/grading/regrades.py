"""For who may edit a series: what a corrected question makes of stored scores, before it is done; and undoing it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for

from quiz.domain.errors import Message, say
from quiz.platform.extensions import db
from quiz.services.content import editors
from quiz.services.content.editors import NotAnEditor
from quiz.services.grading import question_regrades
from quiz.services.grading.question_regrades import Subject
from quiz.services.grading.regrades import Applied, DifferenceChanged, Refused
from quiz.web.request import request_context, series_context
from quiz.web.request.access import actor, learner, teachers_only, teaching
from quiz.web.request.whole_numbers import whole
from quiz.web.templating.filters import localize, translate, translate_plural
from quiz.web.templating.paging import PAGE, paging

bp = Blueprint("regrades", __name__)
bp.before_request(request_context.read_first)
bp.before_request(teachers_only)

CHANGED = say("The difference has changed since you opened this page, so nothing was done. Here it is as it is now.")
UNSURE = say("Confirm first that the scores below are to change.")


@bp.get("/teach/regrades")
def every() -> Any:
    """The regrades that were made of what this teacher may edit."""
    return _list()


def _list(error: Message | None = None, status: int = 200) -> Any:
    person = learner()
    here = paging(question_regrades.count(db.session, person), PAGE)
    made = question_regrades.listed(db.session, person, limit=here.size, offset=here.offset)
    page = render_template("grading/regrades.html", made=made, paging=here, error=error)
    return page, status


@bp.get("/teach/regrades/questions/<int:question>")
def question(question: int) -> Any:
    """What scoring a question again would do, before anything is done; and what was done."""
    return _page(_found(question))


@bp.post("/teach/regrades/questions/<int:question>")
def apply(question: int) -> Any:
    """Do what was shown, all of it or nothing."""
    subject, person = _found(question), learner()
    if not editors.may_edit(db.session, person, subject.series_id):
        return _page(subject)
    if request.form.get("sure") != "yes":
        return _page(subject, UNSURE, 422, unsure=True)
    shown = request.form.get("shown", "")
    try:
        request_context.begin_writing()
        done = question_regrades.apply(db.session, person, subject, shown=shown, now=request_context.now(), by=actor())
    except (DifferenceChanged, Refused, NotAnEditor) as error:
        request_context.read_again()
        return _page(subject, error.message if isinstance(error, Refused) else CHANGED, 409)
    db.session.commit()
    flash(_told(done))
    return redirect(url_for("regrades.question", question=question), 303)


def _told(done: Applied) -> str:
    if done.id is None:
        return localize(say("No score of a finished attempt changes."))
    return translate_plural(
        "Scored again: %(n)s answer gained points. Its learner is informed.",
        "Scored again: %(n)s answers gained points. Their learners are informed.",
        done.totals.raised,
    )


@bp.post("/teach/regrades/<int:number>/undo")
def undo(number: int) -> Any:
    """Put back what a regrade changed; its learners are informed."""
    person = learner()
    try:
        question_regrades.check_editor_of(db.session, person, number)
        request_context.begin_writing()
        question_regrades.undo(db.session, person, number, now=request_context.now(), by=actor())
    except NotAnEditor:
        abort(403)
    except Refused as refused:
        request_context.read_again()
        return _refused(refused.message)
    db.session.commit()
    flash(translate("Undone: the scores are what they were before. The learners are informed."))
    return redirect(_back(), 303)


def _refused(message: Message) -> Any:
    asked = whole(request.form.get("question"))
    return _list(message, 409) if asked is None else _page(_found(asked), message, 409)


def _back() -> str:
    asked = whole(request.form.get("question"))
    return url_for("regrades.every") if asked is None else url_for("regrades.question", question=asked)


def _found(number: int) -> Subject:
    subject = question_regrades.find(db.session, number, request_context.language())
    series_context.enter(subject.series_id)
    return subject


def _page(of: Subject, error: Message | None = None, status: int = 200, *, unsure: bool = False) -> Any:
    if not editors.may_edit(db.session, learner(), of.series_id):
        names = editors.names_of(db.session, of.series_id)
        return render_template("grading/regrade_closed.html", of=of, editors=names), 403
    difference = question_regrades.difference(db.session, of, teaching())
    here = paging(len(difference.gains), PAGE)
    page = render_template(
        "grading/regrade.html",
        of=of,
        difference=difference,
        gains=difference.gains[here.offset : here.offset + here.size],
        paging=here,
        made=question_regrades.of_question(db.session, of),
        listed=question_regrades.LISTED,
        error=error,
        unsure=unsure,
    )
    return page, status
