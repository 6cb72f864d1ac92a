"""A class as one file, and the page on which it is deleted: for its owners, and for admins."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for

from quiz.domain.errors import say
from quiz.platform.extensions import db
from quiz.services import audit
from quiz.services.classes.entering import Entered
from quiz.services.classes.keeping import deleting, exporting
from quiz.services.classes.keeping.deleting import WrongName
from quiz.web.classes.blueprint import bp, entered
from quiz.web.request import request_context, series_context
from quiz.web.request.access import actor
from quiz.web.templating.filters import localize

_WRONG = say("This is not the name of the class. Write it as it stands at the top of the page.")


@bp.get("/classes/<int:number>/data")
def data(number: int) -> Any:
    """What the file of a class holds, and what is lost when the class is deleted."""
    return _page(entered(number, "delete_class"))


def _page(found: Entered, status: int = 200, *, typed: str = "", wrong: str = "") -> Any:
    series_context.library()
    losses = deleting.losses(db.session, found.id)
    page = render_template("classes/data.html", entered=found, losses=losses, typed=typed, wrong=wrong)
    return page, status


@bp.post("/classes/<int:number>/data.zip")
def export(number: int) -> Any:
    """The file; that it was made is recorded."""
    found, now = entered(number, "delete_class"), request_context.now()
    audit.record(db.session, "class_exported", audit.school_class(found.id), by=actor(), now=now)
    db.session.commit()
    request_context.read_only()
    response = Response(exporting.build(db.session, number, now=now), mimetype="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="dalmada-class-{number}.zip"'
    return response


@bp.post("/classes/<int:number>/delete")
def delete(number: int) -> Any:
    """Delete the class, where its name was typed."""
    found, typed = entered(number, "delete_class"), request.form.get("name", "")[:200]
    try:
        deleting.check_name(found.row, typed)
    except WrongName:
        request_context.read_again()
        return _page(entered(number, "delete_class"), 422, typed=typed, wrong=localize(_WRONG))
    deleting.delete_class(db.session, number, now=request_context.now(), by=actor())
    db.session.commit()
    flash(localize(say("The class is deleted.")))
    return redirect(url_for("classes.every"), 303)
