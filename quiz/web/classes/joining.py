"""Learners join a class by its code, its link or the link as a QR code."""

from __future__ import annotations

import io
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for

from quiz.domain.errors import say
from quiz.platform.extensions import db
from quiz.services.attempts.refusals import NotFound
from quiz.services.classes import joining, making
from quiz.services.classes.faults import ClassError
from quiz.web.classes import forms
from quiz.web.classes.blueprint import bp, entered
from quiz.web.request import rate_limits, request_context, series_context
from quiz.web.request.access import actor, member
from quiz.web.request.own_address import whole_address
from quiz.web.templating.filters import localize


@bp.route("/join", methods=["GET", "POST"])
def join_form() -> Any:
    """A form for the code; then the class that it lets in to. Codes that are none are limited by the address."""
    request_context.read_first()
    series_context.library()
    if request.method == "GET":
        return render_template("classes/join_form.html", code="", fault=None)
    code = making.tidy_code(request.form.get("code", ""))
    if _found(code) is not None:
        return redirect(url_for("classes.invitation", code=code), 303)
    return _no_class(request.form.get("code", ""))


def _found(code: str) -> joining.Invitation | None:
    found = joining.find(db.session, code)
    if found is None:
        rate_limits.at_unknown_codes().spend()
    return found


def _no_class(typed: str) -> Any:
    page = render_template("classes/join_form.html", code=typed[:20], fault=forms.fault(ClassError("code")))
    return page, 422


@bp.get("/join/<code>")
def invitation(code: str) -> Any:
    """Which class it is and whose, before one joins; a visitor signs up or in first, and is in it then."""
    series_context.library()
    found = _found(making.tidy_code(code))
    if found is None:
        return _no_class(code)
    person = request_context.account()
    if person is not None and person.role != "guest" and joining.is_in(db.session, found.class_id, person.id):
        return redirect(url_for("classes.overview", number=found.class_id), 303)
    return render_template("classes/invitation.html", invitation=found, code=making.tidy_code(code))


@bp.post("/join/<code>")
def join(code: str) -> Any:
    """Join the class of that code."""
    person = member()
    try:
        row = making.join(db.session, person, code, now=request_context.now(), by=actor())
    except NotFound:
        request_context.read_again()
        rate_limits.at_unknown_codes().spend()
        return _no_class(code)
    number = row.id
    db.session.commit()
    flash(localize(say("You are in the class.")))
    return redirect(url_for("classes.overview", number=number), 303)


@bp.get("/classes/<int:number>/join")
def join_sheet(number: int) -> Any:
    """How to join, in large letters for the projector and for paper."""
    found = entered(number, "see_learners")
    series_context.library()
    return render_template("classes/join_sheet.html", entered=found, address=_address(found.row.code))


@bp.get("/classes/<int:number>/join.svg")
def join_code(number: int) -> Response:
    """The link as a QR code."""
    # Loaded only here: a worker that draws none does without.
    import segno

    found = entered(number, "see_learners")
    picture = io.BytesIO()
    segno.make(_address(found.row.code), error="m", micro=False).save(
        picture, kind="svg", border=4, dark="#000", light="#fff", svgns=True, xmldecl=False, omitsize=True
    )
    return Response(picture.getvalue(), mimetype="image/svg+xml")


def _address(code: str) -> str:
    return whole_address("classes.invitation", code=code)
