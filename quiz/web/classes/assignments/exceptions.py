"""For who teaches a class: exceptions from an assignment, made for many at once, and ended."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from quiz.domain.errors import Message, say
from quiz.platform.extensions import db
from quiz.services.classes.assignments import excepting, listing, picking, watching
from quiz.services.classes.assignments.drafts import BadDraft
from quiz.services.classes.assignments.excepting import Wanted
from quiz.services.classes.assignments.in_time import MadeLate
from quiz.services.classes.entering import Entered
from quiz.web.classes.assignments import forms
from quiz.web.classes.assignments.blueprint import bp
from quiz.web.classes.assignments.forms import Typed
from quiz.web.classes.blueprint import entered
from quiz.web.request import request_context, series_context
from quiz.web.request.access import actor
from quiz.web.request.whole_numbers import whole
from quiz.web.templating.filters import localize

_NUMBERS = {"minutes": excepting.MAX_MINUTES, "percent": excepting.MAX_PERCENT, "attempts": excepting.MAX_EXTRA}


@bp.get("/classes/<int:number>/assignments/<int:assignment>/exceptions")
def exceptions(number: int, assignment: int) -> Any:
    """The exceptions from an assignment, and the form of more of them."""
    return _page(entered(number, "give_time"), assignment)


def _page(found: Entered, assignment: int, typed: Typed | None = None, status: int = 200) -> Any:
    """The page of exceptions, with what was typed into its form."""
    listed = listing.find(db.session, found, assignment, now=request_context.now())
    series_context.library()
    page = render_template(
        "classes/assignments/exceptions.html",
        entered=found,
        listed=listed,
        zone=found.row.time_zone,
        typed=typed or Typed(),
        made=excepting.every(db.session, found, listed.row),
        learners=watching.watch(db.session, found, listed.row.quiz_id, now=request_context.now()),
        groups=picking.groups(db.session, found.id),
        local=forms.local,
    )
    return page, status


@bp.post("/classes/<int:number>/assignments/<int:assignment>/exceptions")
def make_exception(number: int, assignment: int) -> Any:
    """Make an exception for all that are ticked; attempts that run learn of it within seconds."""
    found = entered(number, "give_time")
    typed = _typed()
    wanted, errors = _wanted(typed, found.row.time_zone)
    try:
        if errors:
            raise BadDraft(errors)
        count = excepting.make(db.session, found, assignment, wanted, now=request_context.now(), by=actor())
    except BadDraft as error:
        request_context.read_again()
        return _page(found, assignment, typed.with_errors(error.faults), 422)
    is_draft = listing.find(db.session, found, assignment, now=request_context.now()).phase == "draft"
    db.session.commit()
    words = say("The exception holds. So many learners have a notice: %(count)s", count=count)
    if is_draft:
        words = say("The exception holds. So many learners hear of it when it is published: %(count)s", count=count)
    flash(localize(words))
    return redirect(url_for("assignments.exceptions", number=number, assignment=assignment), 303)


def _typed() -> Typed:
    names = (*forms.MOMENTS, *_NUMBERS, "reason")
    return Typed(
        values={name: request.form.get(name, "")[:1_000].strip() for name in names},
        lists={name: tuple(request.form.getlist(name)[:2_000]) for name in ("members", "groups")},
    )


def _wanted(typed: Typed, zone: str) -> tuple[Wanted, dict[str, Message]]:
    errors: dict[str, Message] = {}
    read: dict[str, Any] = {}
    for name in forms.MOMENTS:
        try:
            read[name] = forms.moment(typed[name], zone)
        except (ValueError, OverflowError) as error:
            errors[name] = forms.fault_of_moment(error)
    for name, most in _NUMBERS.items():
        number = whole(typed[name][:20] or "0", most)
        if number is None:
            errors[name] = say("Use a whole number from 0 to %(most)s.", most=most)
        read[name] = number or 0
    for name in ("members", "groups"):
        read[name] = tuple(filter(None, (whole(one[:12]) for one in typed.chosen(name))))
    return Wanted(reason=typed["reason"], **read), errors


@bp.post("/classes/<int:number>/assignments/<int:assignment>/exceptions/<int:exception>/end")
def end_exception(number: int, assignment: int, exception: int) -> Any:
    """End an exception; an attempt that runs keeps its time."""
    found = entered(number, "give_time")
    try:
        excepting.end(db.session, found, assignment, exception, now=request_context.now(), by=actor())
    except MadeLate as error:
        db.session.rollback()
        words = say(
            "It stays: without it, what came in time would be late (attempts: %(count)s). Make one that ends earlier.",
            count=error.count,
        )
    else:
        db.session.commit()
        words = say("The exception is ended.")
    flash(localize(words))
    return redirect(url_for("assignments.exceptions", number=number, assignment=assignment), 303)
