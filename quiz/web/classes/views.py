"""The list of one's classes, a new one, and the first page of each."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for

from quiz.domain.errors import say
from quiz.platform.extensions import db
from quiz.services.classes import listing, making, members, names, twice
from quiz.services.classes.assignments import standing
from quiz.services.classes.faults import ClassError
from quiz.services.current_user import CurrentUser
from quiz.storage.models.identity import TEACHERS
from quiz.web.classes import copying, data, forms, joining, settings
from quiz.web.classes import overview as overview_pages
from quiz.web.classes.blueprint import bp, entered
from quiz.web.classes.people import groups, roster, seen_as, staff
from quiz.web.classes.people import members as member_pages
from quiz.web.classes.projector import switch
from quiz.web.classes.words import FAULTS, ROLES
from quiz.web.request import request_context, series_context
from quiz.web.request.access import actor, named
from quiz.web.templating.filters import localize

ALSO = (copying, joining, settings, data, seen_as, groups, member_pages, roster, staff)
"""Modules whose views are on the same blueprint: they are here once this one is."""


@bp.get("/classes")
def every() -> Any:
    """The classes that one is in."""
    person = named()
    series_context.library()
    found = listing.classes_of(db.session, person)
    return render_template("classes/every.html", classes=found, teaches=person.role in TEACHERS, roles=ROLES)


@bp.route("/classes/new", methods=["GET", "POST"])
def new() -> Any:
    """A form for a new class, which any teacher may make; then its page."""
    request_context.read_first()
    person = _teacher()
    series_context.library()
    if request.method == "GET":
        return render_template("classes/new.html", form=forms.first(), fault=None)
    try:
        wanted = forms.wanted()
    except ClassError as error:
        return render_template("classes/new.html", form=forms.typed(), fault=forms.fault(error)), 422
    request_context.begin_writing()
    made = twice.school_class(db.session, person, wanted, now=request_context.now()) or making.make(
        db.session,
        person,
        wanted.name,
        wanted.series,
        time_zone=wanted.time_zone,
        term=wanted.term,
        now=request_context.now(),
        by=actor(),
    )
    number = made.id
    db.session.commit()
    flash(localize(say("The class is made. Let its learners in next.")))
    return redirect(url_for("classes.join_sheet", number=number), 303)


def _teacher() -> CurrentUser:
    """Who is here, if they teach; else no such page."""
    person = named()
    if person.role not in TEACHERS:
        abort(404)
    return person


@bp.get("/classes/<int:number>")
def overview(number: int) -> Any:
    """The first page of a class."""
    return _overview(number)


def _overview(number: int, fault: str = "", typed: str | None = None, status: int = 200) -> Any:
    found = entered(number)
    if found.may("see_learners"):
        return overview_pages.page(found)
    series_context.library()
    mine, now = found.member, request_context.now()
    page = render_template(
        "classes/learner.html",
        entered=found,
        teachers=listing.teachers_of(db.session, number),
        assigned=standing.soon(db.session, named(), only_in=number, now=now),
        shown=typed if typed is not None else (mine.shown_name or "" if mine is not None else ""),
        fault=fault,
    )
    return page, status


@bp.post("/classes/<int:number>/name")
def choose_name(number: int) -> Any:
    """How one is called in the class."""
    mine = entered(number).member
    typed = request.form.get("name", "")
    if mine is None:
        abort(404)
    try:
        names.choose(db.session, mine, typed)
    except ClassError as error:
        request_context.read_again()
        return _overview(number, localize(FAULTS[error.code][1]), typed[:64], 422)
    db.session.commit()
    flash(localize(say("Your name in the class is saved.")))
    return redirect(url_for("classes.overview", number=number), 303)


@bp.post("/classes/<int:number>/leave")
def leave(number: int) -> Any:
    """Leave the class; one's attempts stay one's own."""
    found = entered(number, "leave")
    if found.member is None:
        abort(404)
    try:
        members.leave(db.session, found.member, now=request_context.now(), by=actor())
    except ClassError as error:
        request_context.read_again()
        flash(localize(FAULTS[error.code][1]))
        return redirect(url_for("classes.overview", number=number), 303)
    db.session.commit()
    flash(localize(say("You have left the class.")))
    return redirect(url_for("classes.every"), 303)


@bp.post("/classes/<int:number>/pseudonyms")
def pseudonyms(number: int) -> Any:
    """Show pseudonyms in this browser, or names again; then the page that was read."""
    entered(number, "see_learners")
    on = request.form.get("on") == "1"
    switch(number, on)
    words = say("Learners are shown by pseudonyms in this browser.") if on else say("Learners are shown by name again.")
    flash(localize(words))
    return redirect(forms.back_to(number, url_for("classes.members", number=number)), 303)
