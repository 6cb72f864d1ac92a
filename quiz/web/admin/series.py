"""For admins: who may edit which series; and all classes."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from quiz.domain.errors import Message, say
from quiz.platform.extensions import db
from quiz.services.admin import class_list, series_rights
from quiz.services.admin.series_rights import NoTeacher
from quiz.web.admin.blueprint import bp
from quiz.web.request import request_context
from quiz.web.request.access import actor
from quiz.web.templating.filters import localize
from quiz.web.templating.paging import PAGE, paging, sought

_NOBODY = say("There is no open account of a teacher with this name. Write the name as in the list of accounts.")


@bp.get("/series")
def series_list() -> Any:
    """Every series with its owner and editors."""
    return _page()


def _page(status: int = 200, *, at: int = 0, field: str = "", typed: str = "") -> Any:
    page = render_template(
        "admin/series.html",
        shelf=series_rights.every_series(db.session),
        at=at,
        field=field,
        typed=typed,
        wrong=localize(_NOBODY) if field else "",
    )
    return page, status


@bp.post("/series/<int:number>/owner")
def change_owner(number: int) -> Any:
    """Give a series to another teacher, or to nobody."""
    name = _typed("owner")
    try:
        series_rights.change_owner(db.session, number, name, by=actor(), now=request_context.now())
    except NoTeacher:
        request_context.read_again()
        return _page(422, at=number, field="owner", typed=name)
    return _done(say("The owner is changed."))


@bp.post("/series/<int:number>/editors")
def add_editor(number: int) -> Any:
    """Let a teacher edit a series."""
    name = _typed("editor")
    try:
        series_rights.add_editor(db.session, number, name, by=actor(), now=request_context.now())
    except NoTeacher:
        request_context.read_again()
        return _page(422, at=number, field="editor", typed=name)
    return _done(say("The editor is added."))


@bp.post("/series/<int:number>/editors/<int:editor>/remove")
def remove_editor(number: int, editor: int) -> Any:
    """Let somebody edit a series no more."""
    series_rights.remove_editor(db.session, number, editor, by=actor(), now=request_context.now())
    return _done(say("The editor is removed."))


def _typed(field: str) -> str:
    return request.form.get(field, "")[:64]


def _done(message: Message) -> Any:
    db.session.commit()
    flash(localize(message))
    return redirect(url_for("admin.series_list"), 303)


@bp.get("/classes")
def classes() -> Any:
    """All classes, by name or owner where the address asks for it."""
    named = sought()
    here = paging(class_list.count(db.session, named), PAGE)
    rows = class_list.page(db.session, named, limit=here.size, offset=here.offset)
    return render_template("admin/classes.html", rows=rows, paging=here, named=named)
