"""For who teaches a class: its assignments, the form of one, and how each learner stands in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from flask import abort, flash, redirect, render_template, request, url_for

from quiz.domain.errors import Message, say
from quiz.domain.questions import KINDS
from quiz.platform.extensions import db
from quiz.services.classes import twice
from quiz.services.classes.assignments import listing, picking, sitting, standing, writing
from quiz.services.classes.assignments.drafts import BadDraft, Draft, Outdated
from quiz.services.classes.assignments.listing import Listed
from quiz.services.classes.assignments.sitting import Refused
from quiz.services.classes.assignments.terms import terms_of
from quiz.services.classes.entering import Entered
from quiz.services.classes.seeing import attempts
from quiz.services.content.catalogue import Catalogue
from quiz.services.content.question_pool import Offered
from quiz.services.reminders import feeds
from quiz.web.classes.assignments import forms
from quiz.web.classes.assignments.blueprint import bp
from quiz.web.classes.assignments.forms import Typed
from quiz.web.classes.blueprint import entered
from quiz.web.request import request_context, series_context
from quiz.web.request.access import actor, member, named
from quiz.web.request.lasting_key import lasting_key
from quiz.web.request.own_address import whole_address
from quiz.web.request.whole_numbers import whole
from quiz.web.templating.filters import localize


@bp.get("/classes/<int:number>/assignments")
def every(number: int) -> Any:
    """The assignments of a class: for who teaches it with counts, for who learns in it as they stand."""
    found = entered(number)
    series_context.library()
    now = request_context.now()
    if found.role == "learner":
        mine = standing.in_class(db.session, member(), found.id, now=now)
        return render_template("classes/assignments/mine.html", entered=found, assignments=mine)
    listed = listing.every(db.session, found.id, now=now)
    past = [one for one in listed if one.phase == "over"]
    feed = feeds.find(db.session, member().id, lasting_key()) if found.member is not None else None
    token = feed.token if feed else None
    calendar = whole_address("reminders.class_feed", token=token, number=number) if token else None
    return render_template(
        "classes/assignments/every.html",
        entered=found,
        assignments=[*(one for one in listed if one.phase != "over"), *reversed(past)],
        calendar=calendar,
    )


class Choices(NamedTuple):
    """The series that an assignment is for, those that it could be for, and the hidden banks that it may ask of."""

    series: Catalogue
    several: Sequence[Catalogue]
    hidden: frozenset[str] = frozenset()


@bp.get("/classes/<int:number>/assignments/new")
def new(number: int) -> Any:
    """The form of a new assignment."""
    found = entered(number, "assign")
    series = _series_of(found, request.args.get("series", ""))
    return _form(found, forms.new(series.series.id or 0), series)


def _series_of(found: Entered, asked: str, listed: Listed | None = None) -> Choices:
    """The series of the class, and the one that an assignment is for: that which was asked for, else the first."""
    library = series_context.library()
    own = [one for one in map(library.numbered, picking.series_of(db.session, found.id)) if one is not None]
    series = next((one for one in own if str(one.id) == asked), own[0] if own else series_context.NO_SERIES)
    if series.id is None:
        return Choices(series, own)
    series_context.enter(series.id)
    hidden = picking.hidden_banks(db.session, member(), series, listed)
    return Choices(series.open_part(hidden), own, hidden)


def _form(
    found: Entered,
    typed: Typed,
    choices: Choices,
    listed: Listed | None = None,
    preview: Sequence[Offered] | None = None,
    outdated: bool = False,
    version: int | None = None,
    status: int = 200,
) -> Any:
    language, series = request_context.language(), choices.series
    others, categories = picking.beside(db.session, found.id, listed.row.id if listed is not None else None)
    page = render_template(
        "classes/assignments/form.html",
        entered=found,
        typed=typed,
        catalogue=series,
        listed=listed,
        version=version if version is not None else listed.row.version if listed else 0,
        begun=listed is not None and listed.is_begun,
        outdated=outdated,
        preview=picking.prompts(db.session, preview, language) if preview is not None else None,
        pickable=picking.questions(db.session, series.id or 0, language, choices.hidden),
        kinds=[(name, kind.label) for name, kind in KINDS.items()],
        others=others,
        hidden=choices.hidden,
        categories=categories,
        several=choices.several,
        zone=found.row.time_zone,
    )
    return page, status


@bp.post("/classes/<int:number>/assignments/new")
def make(number: int) -> Any:
    """Keep a new assignment as a draft, or show which questions it would ask."""
    found = entered(number, "assign")
    typed, series, draft, errors = _read(found)
    try:
        preview = _checked(draft, errors)
        if request.form.get("go") == "preview":
            request_context.read_again()
            return _form(found, typed, series, preview=preview)
        now = request_context.now()
        known = twice.assignment(db.session, found.id, draft, now=now)
        row = known or writing.make(db.session, found, draft, now=now, by=actor())
    except BadDraft as error:
        request_context.read_again()
        return _form(found, typed.with_errors({**error.faults, **errors}), series, status=422)
    number_of_it = row.id
    db.session.commit()
    flash(localize(say("The draft is saved. Learners do not see it before you publish it.")))
    return redirect(url_for("assignments.detail", number=number, assignment=number_of_it), 303)


def _read(found: Entered, listed: Listed | None = None) -> tuple[Typed, Choices, Draft, dict[str, Message]]:
    typed = forms.read(request.form)
    choices = _series_of(found, typed["series"], listed)
    months = tuple(month.slug for month in choices.series.months if not month.hidden)
    draft, errors = forms.draft_of(typed, found.row.time_zone, choices.series.id or 0, months)
    return typed, choices, replace(draft, hidden=choices.hidden), dict(errors)


def _checked(draft: Draft, errors: dict[str, Message]) -> list[Offered]:
    """The questions that would be asked. Raises ``BadDraft`` with all that is wrong."""
    preview = writing.preview(db.session, draft)
    if errors:
        raise BadDraft(errors)
    return preview


@bp.get("/classes/<int:number>/assignments/<int:assignment>/edit")
def edit(number: int, assignment: int) -> Any:
    """The form of an assignment as it is stored."""
    found = entered(number, "assign")
    listed = listing.find(db.session, found, assignment, now=request_context.now())
    series = _series_of(found, str(listed.row.series_id), listed)
    typed = forms.shown(writing.draft_of(listed.row, listed.quiz), found.row.time_zone)
    return _form(found, typed, series, listed)


@bp.post("/classes/<int:number>/assignments/<int:assignment>/edit")
def change(number: int, assignment: int) -> Any:
    """Change an assignment; where somebody else has changed it meanwhile, nothing is lost and nothing is changed."""
    found = entered(number, "assign")
    stored = listing.find(db.session, found, assignment, now=request_context.now())
    typed, series, draft, errors = _read(found, stored)
    seen, now = whole(request.form.get("version", "")[:10]) or 0, request_context.now()
    try:
        preview = _checked(draft, errors)
        if request.form.get("go") == "preview":
            request_context.read_again()
            listed = listing.find(db.session, found, assignment, now=now)
            return _form(found, typed, series, listed, preview=preview, version=seen)
        writing.change(db.session, found, assignment, draft, seen=seen, now=now, by=actor())
    except BadDraft as error:
        request_context.read_again()
        listed = listing.find(db.session, found, assignment, now=now)
        return _form(found, typed.with_errors({**error.faults, **errors}), series, listed, version=seen, status=422)
    except Outdated:
        request_context.read_again()
        listed = listing.find(db.session, found, assignment, now=now)
        return _form(found, typed, series, listed, outdated=True, status=409)
    db.session.commit()
    flash(localize(say("The assignment is saved.")))
    return redirect(url_for("assignments.detail", number=number, assignment=assignment), 303)


@bp.get("/classes/<int:number>/assignments/<int:assignment>")
def detail(number: int, assignment: int) -> Any:
    """An assignment with how each learner stands in it; a learner who was sent this address is led to theirs."""
    found = entered(number)
    if not found.may("see_marks"):
        mine = standing.find(db.session, named(), assignment, now=request_context.now())
        if mine.row.class_id != number:
            abort(404)
        return redirect(url_for("assignments.mine", assignment=assignment), 303)
    listed = listing.find(db.session, found, assignment, now=request_context.now())
    series_context.library()
    return render_template(
        "classes/assignments/detail.html",
        entered=found,
        listed=listed,
        terms=terms_of(listed.row, listed.quiz),
        zone=found.row.time_zone,
        learners=listing.learners(db.session, found, listed),
        missing=picking.missing(db.session, listed),
        open_banks=picking.open_banks(db.session, listed) if listed.row.published_at is None else [],
    )


@bp.post("/classes/<int:number>/assignments/<int:assignment>/publish")
def publish(number: int, assignment: int) -> Any:
    """Let learners find it."""
    found = entered(number, "assign")
    words = say("It is published. Learners of the class find it on their first page and in their inbox.")
    try:
        writing.publish(db.session, found, assignment, now=request_context.now(), by=actor())
    except BadDraft as error:
        db.session.rollback()
        (words,) = error.faults.values()
    else:
        db.session.commit()
    flash(localize(words))
    return redirect(url_for("assignments.detail", number=number, assignment=assignment), 303)


@bp.post("/classes/<int:number>/assignments/<int:assignment>/take-back")
def take_back(number: int, assignment: int) -> Any:
    """Make it a draft again, where nobody has begun it."""
    found = entered(number, "assign")
    done = writing.take_back(db.session, found, assignment, now=request_context.now(), by=actor())
    db.session.commit()
    words = say("It is a draft again.") if done else say("A learner has begun it, so it stays published.")
    flash(localize(words))
    return redirect(url_for("assignments.detail", number=number, assignment=assignment), 303)


@bp.post("/classes/<int:number>/assignments/<int:assignment>/delete")
def delete(number: int, assignment: int) -> Any:
    """Delete a draft."""
    found = entered(number, "assign")
    done = writing.remove(db.session, found, assignment, now=request_context.now(), by=actor())
    db.session.commit()
    if not done:
        flash(localize(say("Only a draft can be deleted.")))
        return redirect(url_for("assignments.detail", number=number, assignment=assignment), 303)
    flash(localize(say("The draft is deleted.")))
    return redirect(url_for("assignments.every", number=number), 303)


@bp.post("/classes/<int:number>/assignments/<int:assignment>/try")
def try_out(number: int, assignment: int) -> Any:
    """Begin an attempt of one's own, as a learner would see it: it counts nowhere."""
    entered(number, "assign")
    try:
        attempt = sitting.start_trial(db.session, member(), number, assignment, now=request_context.now())
    except Refused:
        request_context.read_again()
        flash(localize(say("Some of its questions are not on offer now. Change what it asks.")))
        return redirect(url_for("assignments.detail", number=number, assignment=assignment), 303)
    token = attempt.token
    db.session.commit()
    return redirect(url_for("attempts.resume", token=token), 303)


@bp.get("/classes/<int:number>/assignments/<int:assignment>/attempts/<token>")
def attempt(number: int, assignment: int, token: str) -> Any:
    """An attempt of a learner with answers, scores and key, read only."""
    found = entered(number, "see_marks")
    seen = attempts.at_assignment(db.session, found, assignment, token, request_context.language())
    series_context.enter(seen.series_id)
    series_context.library()
    return render_template("classes/assignments/attempt.html", entered=found, seen=seen, zone=found.row.time_zone)
