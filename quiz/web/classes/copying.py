"""A class is copied to a new term."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for

from quiz.domain.errors import say
from quiz.platform.extensions import db
from quiz.services.classes import copying, twice
from quiz.services.classes.entering import Entered
from quiz.services.classes.faults import ClassError
from quiz.storage.models.identity import TEACHERS
from quiz.web.classes import forms
from quiz.web.classes.blueprint import bp, entered
from quiz.web.classes.forms import Fault, Typed
from quiz.web.request import request_context, series_context
from quiz.web.request.access import actor, member
from quiz.web.templating.filters import localize

ADDRESS = "/classes/<int:number>/copy"


@bp.get(ADDRESS)
def copying_form(number: int) -> Any:
    """What the copy is called, when both begin, and who comes along."""
    found = _entered(number)
    today = request_context.now().date()
    days = {"first": found.row.created_at.date().isoformat(), "again": today.isoformat()}
    return _page(found, {**forms.of_class(found.row), **days, "learners": False, "staff": True})


@bp.post(ADDRESS)
def copy(number: int) -> Any:
    """Make the copy; then its page."""
    found = _entered(number)
    sent = request.form
    learners, staff = sent.get("learners") == "1", sent.get("staff") == "1"
    try:
        wanted = forms.wanted()
        move = copying.moved(sent.get("first", ""), sent.get("again", ""), wanted.time_zone)
        known = twice.school_class(db.session, member(), wanted, but=found.id, now=request_context.now())
        made = known or copying.copy(
            db.session,
            member(),
            found.row,
            wanted,
            move,
            learners=learners,
            staff=staff,
            now=request_context.now(),
            by=actor(),
        )
    except ClassError as error:
        request_context.read_again()
        days = {name: sent.get(name, "")[:20] for name in ("first", "again")}
        typed = {**forms.typed(), **days, "learners": learners, "staff": staff}
        return _page(_entered(number), typed, forms.fault(error), 422)
    there = made.id
    db.session.commit()
    flash(localize(say("The copy is made. Its assignments are drafts: look at their dates before you publish them.")))
    return redirect(url_for("classes.overview", number=there), 303)


def _entered(number: int) -> Entered:
    """The class, for somebody who may make classes and change this one."""
    found = entered(number, "change_class")
    if member().role not in TEACHERS:
        abort(404)
    return found


def _page(found: Entered, form: Typed, fault: Fault | None = None, status: int = 200) -> Any:
    series_context.library()
    return render_template("classes/copy.html", entered=found, form=form, fault=fault), status
